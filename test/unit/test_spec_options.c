/* command-line.md, "Options": what each one does, where it may stand, and that table, parser and
 * help are one.
 */
#include "spec/options.h"
#include "spec_line.h"
#include "util/list.h"

#include <stdlib.h>
#include <string.h>

/* --- one table --- */

static const char *help(void)
{
  static struct written written;
  free(written.text);
  written = (struct written){.text = NULL};
  spec_help(write_to, &written);
  return written.text;
}

/* A value that a setting takes; NULL: it needs none. */
static const char *example_of_setting(unsigned id)
{
  static const char *const examples[] = {
      [FORM_BYTE] = "7",      [FORM_SIGNAL] = "INT", [FORM_NUMBER] = "7",    [FORM_OCTAL] = "7",
      [FORM_DURATION] = "1s", [FORM_STRING] = "/a",  [FORM_WINDOW] = "3/1m",
  };
  uint8_t form = setting_rows[id].form;
  return form == FORM_CHOICE ? list_word(setting_words(id), 1) : examples[form];
}

/* A value that the option takes. */
static const char *example_of(enum option_id id)
{
  static const char *const examples[OPTION_KNOWN] = {
      [OPTION_NAME] = "web",        [OPTION_STRATEGY] = "one-for-one",
      [OPTION_INTENSITY] = "3/1m",  [OPTION_AUTO_SHUTDOWN] = "all",
      [OPTION_ARGC] = "1",          [OPTION_BACKOFF] = "1s",
      [OPTION_SUCCESS] = "3,TERM",  [OPTION_AFTER] = "none",
      [OPTION_READY] = "fd:3",      [OPTION_STOP_ORDER] = "reverse",
      [OPTION_FORWARD] = "all",     [OPTION_ENV] = "A=1",
      [OPTION_UNSET_ENV] = "A",     [OPTION_RLIMIT] = "nofile=5",
      [OPTION_STDOUT] = "null",     [OPTION_STDERR] = "null",
      [OPTION_RESUME_ID] = "x",     [OPTION_DRAIN] = "off",
      [OPTION_SIGNAL] = "HUP:drop", [OPTION_TERMINATION_MESSAGE] = "off",
      [OPTION_EXIT_CODE] = "3",     [OPTION_FATAL] = "4,ABRT",
      [OPTION_ENV_FILE] = "A=/a",   [OPTION_COPIES] = "2",
  };

  bool known = option_of(id)->setting == SETTING_NONE || examples[id] != NULL;
  return known ? examples[id] : example_of_setting(option_of(id)->setting);
}

/* The option as words: "--grace=9s", "-e 3", "-g". */
static const char *written_out(enum option_id id)
{
  const char *name = option_name(id);
  const char *value = example_of(id);
  if (name[0] != '\0') {
    return formatted("--%s%s%s", name, value == NULL ? "" : "=", value == NULL ? "" : value);
  }
  return formatted("-%c%s%s", option_of(id)->letter, value == NULL ? "" : " ",
                   value == NULL ? "" : value);
}

static bool asks(enum option_id id)
{
  return id == OPTION_HELP || id == OPTION_VERSION || id == OPTION_LICENSE || id == OPTION_EXPLAIN;
}

Test(table, has_every_option_in_the_parser_with_its_value)
{
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    /* which stands alone */
    const char *command = id == OPTION_PAUSE ? "" : "x";
    const char *line = formatted("%s %s", written_out((enum option_id)id), command);
    read_line(line);
    cr_assert_neq(result.verdict, SPEC_ERROR, "%s: %s", line, result.message);
    cr_assert_eq(result.verdict != SPEC_RUN, asks((enum option_id)id), "%s", line);
  }
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    uint8_t argument = option_of((enum option_id)id)->argument;
    cr_assert_eq(argument == ARGUMENT_VALUE || argument == ARGUMENT_REPEAT,
                 example_of((enum option_id)id) != NULL);
  }
}

Test(table, says_where_an_option_may_stand)
{
  for (unsigned id = 0; id < OPTION_PAUSE; id++) { /* the last one, which stands alone */
    uint8_t where = option_of((enum option_id)id)->where;
    const char *words = written_out((enum option_id)id);
    bool named = id == OPTION_NAME; /* has a name of its own in the lines below */
    const char *line = formatted("%s +++ x", words);
    read_line(line);
    cr_assert_eq(result.verdict != SPEC_ERROR, (where & SPEC_G) != 0, "%s", line);
    line = formatted("+++ %s x", words);
    read_line(line);
    cr_assert_eq(result.verdict != SPEC_ERROR, (where & SPEC_C) != 0, "%s", line);
    line = formatted("+++ %s %s +++ -n web/a x", words, named ? "" : "-n web/");
    read_line(line);
    cr_assert_eq(result.verdict != SPEC_ERROR, (where & SPEC_S) != 0 && !named, "%s", line);
  }
}

Test(table, has_every_option_in_the_help)
{
  const char *text = help();
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    const struct option *option = option_of((enum option_id)id);
    const char *name = option_name((enum option_id)id);
    const char *value = option_text((enum option_id)id, OPTION_VALUE);
    const char *row = NULL;
    if (name[0] == '\0') {
      row = formatted("\n  -%c%s%s ", option->letter, value[0] == '\0' ? "" : " ", value);
    } else if (option->letter != '\0') {
      row =
          formatted("\n  -%c, --%s%s%s ", option->letter, name, value[0] == '\0' ? "" : "=", value);
    } else {
      row = formatted("\n  --%s%s%s ", name,
                      value[0] == '\0' || option->argument == ARGUMENT_ATTACHED ? "" : "=", value);
    }
    cr_assert_not_null(strstr(text, row), "%s", row);
    cr_assert_not_null(strstr(text, option_text((enum option_id)id, OPTION_HELPED)));
    cr_assert_not_null(strstr(text, option_text((enum option_id)id, OPTION_STANDARD)));
  }
}

Test(table, has_no_option_of_a_later_version_in_the_help)
{
  const char *text = help();
  for (unsigned id = OPTION_KNOWN; id < OPTION_COUNT; id++) {
    const char *name = option_name((enum option_id)id);
    const char *row = formatted("--%s", name);
    cr_assert(name[0] == '\0' || strstr(text, row) == NULL, "%s", row);
  }
}

Test(table, has_no_name_and_no_letter_twice)
{
  for (unsigned id = 0; id < OPTION_COUNT; id++) {
    const char *name = option_name((enum option_id)id);
    char letter = option_of((enum option_id)id)->letter;
    cr_assert(name[0] != '\0' || letter != '\0');
    cr_assert(name[0] == '\0' || option_by_name(name, strlen(name)) == id);
    cr_assert(letter == '\0' || option_by_letter(letter) == id);
  }
}

Test(help, is_at_most_100_columns_wide)
{
  for (const char *line = help(); *line != '\0'; line += strcspn(line, "\n") + 1) {
    cr_assert_leq(strcspn(line, "\n"), 100, "%.*s", (int)strcspn(line, "\n"), line);
  }
}

Test(help, says_at_one_column_where_options_may_stand)
{
  cr_assert_not_null(strstr(help(), "\n  -n, --name=PATH                 -SC "));
  cr_assert_not_null(strstr(help(), "\n  --strategy=STRATEGY             GS- "));
  cr_assert_not_null(strstr(help(), "\n  --ready=exec|fd:N|env:VAR|exit  --C "));
  cr_assert_not_null(strstr(help(), "\n  --grace=DUR                     G-- "));
  cr_assert_not_null(strstr(help(), "\n  --restart=POLICY                GSC "));
}

Test(help, shows_the_grammar_and_the_exit_codes)
{
  cr_assert_not_null(
      strstr(help(),
             "baton [OPTION...] [--] COMMAND [ARG...] [+++ [OPTION...] [--] COMMAND [ARG...]]..."));
  cr_assert_not_null(
      strstr(help(), "baton [OPTION...] +++ [OPTION...] [--] COMMAND [ARG...] [+++ ...]..."));
  cr_assert_not_null(strstr(help(), "Exit codes"));
  cr_assert_not_null(strstr(help(), "[8/2m]"));
}

Test(help, has_a_title_for_each_section)
{
#define X(id, title) cr_assert_not_null(strstr(help(), "\n\n" title ":\n  -"));
  SPEC_SECTIONS(X)
#undef X
}

Test(help, comes_at_once)
{
  read_line("-v --help --bogus");
  cr_assert_eq(result.verdict, SPEC_HELP);
  cr_assert_str_eq(result.message, "");
  read_line("-gh");
  cr_assert_eq(result.verdict, SPEC_HELP);
}

Test(version, begins_as_docker_and_podman_expect_it)
{
  cr_assert_eq(strncmp(spec_version(), "tini version 0.19.0_baton-0.1.0\n", 32), 0);
  cr_assert_str_eq(spec_version() + 32, "baton 0.1.0\n");
  read_line("--version --bogus");
  cr_assert_eq(result.verdict, SPEC_VERSION);
}

Test(license, is_the_mit_license)
{
  cr_assert_not_null(strstr(spec_license(), "MIT"));
  cr_assert_not_null(strstr(spec_license(), "Permission is hereby granted, free of charge"));
  cr_assert_not_null(strstr(spec_license(), "WITHOUT WARRANTY OF ANY KIND"));
  read_line("-l --bogus");
  cr_assert_eq(result.verdict, SPEC_LICENSE);
}

/* --- options of a later version --- */

Test(later, options_are_refused_by_name)
{
  reject("--fdstore=3 a", "word 1: --fdstore is not in this version");
  reject("a +++ --listen=x=tcp:1 b", "word 3: --listen is not in this version");
  reject("--watchdog 3s a", "word 1: --watchdog is not in this version");
  reject("-v --control=off a", "word 2: --control is not in this version");
  reject("--reap=auto a", "word 1: --reap is not in this version");
  reject("--crash-limit=5/60s a", "word 1: --crash-limit is not in this version");
  REJECT("--ready=", "not in this version", "notify");
}

/* --- unknown and repeated ones --- */

Test(unknown, options_are_named_with_the_nearest_one_or_the_one_that_is_meant)
{
  reject("--restrat a", "word 1: unknown option '--restrat' (did you mean --restart?)");
  reject("--STRATEGY=x a", "word 1: unknown option '--STRATEGY=x' (did you mean --strategy?)");
  reject("--stoptimeout=3s a",
         "word 1: unknown option '--stoptimeout=3s' (did you mean --stop-timeout?)");
  reject("--wombat a", "word 1: unknown option '--wombat'");
  reject("--=x a", "word 1: unknown option '--=x'");
  reject("-x a", "word 1: unknown option '-x'");
  reject("-gx a", "word 1: unknown option '-x'");
  reject("-restart=always a", "word 1: unknown option '-r' (did you mean --restart=always?)");
  WORDS("--restart always", "a");
  cr_assert_str_eq(result.message,
                   "baton: word 1: '--restart always' is two words in one: give each by itself\n");
  WORDS("a", "+++", "-n web", "b");
  cr_assert_str_eq(result.message,
                   "baton: word 3: '-n web' is two words in one: give each by itself\n");
  WORDS("-vp TERM", "b");
  cr_assert_str_eq(result.message,
                   "baton: word 1: '-vp TERM' is two words in one: give each by itself\n");
  WORDS("--wombat x", "a");
  cr_assert_str_eq(result.message, "baton: word 1: unknown option '--wombat x'\n");
  WORDS("-n", " web", "a"); /* a value of its own is what it is */
  cr_assert_str_eq(result.message,
                   "baton: word 1: --name= web: a name is letters, digits, '_', and "
                   "after the first byte '.' and '-'\n");
  reject("a +++ -optional b", "word 3: unknown option '-o' (did you mean --optional?)");
  reject("-reap=x a", "word 1: unknown option '-r'");
}

Test(repeated, single_valued_options_are_an_error_and_others_are_not)
{
  reject("--restart=always --restart=never a", "word 2: --restart=never: given already at word 1");
  reject("a +++ -n b --name=c d", "word 5: --name=c: given already at word 3");
  reject("-p TERM -v -p INT a", "word 4: -p INT: given already at word 1");
  accept("-g -g -vv -s -w -e 1 -e 2 --signal=HUP:drop --signal=USR1:drop a");
  accept("--no-new-privs --no-new-privs a +++ --optional --oneshot --oneshot --optional b");
  accept("a +++ b +++ --after=a --after=b c");
}

/* --- misplaced ones --- */

Test(misplaced, options_of_children_and_of_supervisors_are_an_error)
{
  reject("+++ -n app/ --oneshot +++ -n app/x y",
         "word 4: --oneshot belongs to a child: the name of a supervisor ends in '/'");
  reject("+++ --stdin=null --optional -n app/ +++ -n app/x y",
         "word 2: --stdin belongs to a child: the name of a supervisor ends in '/'");
  reject("+++ --nice=1 --strategy=one-for-all a",
         "word 3: --strategy belongs to a supervisor, whose name ends in '/', or before the first "
         "'+++'");
}

/* --- what the root and supervisors say of themselves --- */

Test(option, strategy_has_two_spellings)
{
  MEANS("--strategy=OneForOne a", root()->strategy, BATON_STRATEGY_ONE_FOR_ONE);
  cr_assert(root()->explicit_strategy);
  MEANS("--strategy=OneForAll a", root()->strategy, BATON_STRATEGY_ONE_FOR_ALL);
  MEANS("--strategy=RestForOne a", root()->strategy, BATON_STRATEGY_REST_FOR_ONE);
  MEANS("--strategy=rest-for-one a", root()->strategy, BATON_STRATEGY_REST_FOR_ONE);
  MEANS("a", root()->strategy, BATON_STRATEGY_ONE_FOR_ONE);
  cr_assert_not(root()->explicit_strategy);
  REJECT("--strategy=",
         "not one of one-for-one, one-for-all, rest-for-one (did you mean one-for-one?)",
         "all-for-one");
}

Test(option, intensity_is_unlimited_or_n_within_dur)
{
  MEANS("a", root()->intensity.limit, BATON_NONE);
  MEANS("--intensity=1000/1h a", root()->intensity.limit, 1000);
  cr_assert_eq(root()->intensity.window_ms, 3600000);
  MEANS("--intensity=unlimited a", root()->intensity.limit, BATON_NONE);
  REJECT("--intensity=", "N is 1 to 1000, DUR more than 0 and at most 1000h", "1001/1h", "1/0");
  REJECT("--intensity=",
         "N is 1 to 1000, DUR more than 0 and at most 1000h; for no restart at all there is "
         "--restart=never, and --optional for a child whose end ends nothing",
         "0/1h");
}

Test(option, auto_shutdown_is_any_all_or_failed)
{
  MEANS("a", root()->auto_shutdown, BATON_AUTO_SHUTDOWN_ANY);
  MEANS("--auto-shutdown=all a", root()->auto_shutdown, BATON_AUTO_SHUTDOWN_ALL);
  MEANS("--auto-shutdown=failed a", root()->auto_shutdown, BATON_AUTO_SHUTDOWN_FAILED);
  REJECT("--auto-shutdown=", "not one of any, all, failed", "none");
}

Test(option, stop_order_depends_on_the_strategy_unless_it_is_given)
{
  MEANS("--strategy=one-for-one a", root()->stop_order, BATON_STOP_ORDER_PARALLEL);
  MEANS("--strategy=one-for-all a", root()->stop_order, BATON_STOP_ORDER_REVERSE);
  MEANS("--strategy=rest-for-one a", root()->stop_order, BATON_STOP_ORDER_REVERSE);
  MEANS("--stop-order=parallel --strategy=rest-for-one a", root()->stop_order,
        BATON_STOP_ORDER_PARALLEL);
  MEANS("--stop-order=reverse a", root()->stop_order, BATON_STOP_ORDER_REVERSE);
}

/* --- restarts --- */

Test(option, restart_is_a_policy)
{
  MEANS("--restart=always a", child()->policy, BATON_POLICY_ALWAYS);
  MEANS("--restart=on-failure a", child()->policy, BATON_POLICY_ON_FAILURE);
  MEANS("--restart=never a", child()->policy, BATON_POLICY_NEVER);
  REJECT("--restart=", "not one of always, on-failure, never (did you mean on-failure?)",
         "onfailure");
}

Test(option, restart_is_always_below_an_explicit_strategy_and_else_never)
{
  MEANS("a +++ b", settings_of("b")->policy, BATON_POLICY_NEVER);
  MEANS("--strategy=one-for-one a +++ b", settings_of("b")->policy, BATON_POLICY_ALWAYS);
  accept("+++ -n s/ --strategy=one-for-one +++ -n s/t/ +++ -n s/t/a x +++ b");
  cr_assert_eq(settings_of("s/t/a")->policy, BATON_POLICY_ALWAYS);
  cr_assert(node_of("s/t")->explicit_strategy);
  cr_assert(node_of("s/t/a")->explicit_strategy);
  cr_assert_eq(settings_of("b")->policy, BATON_POLICY_NEVER);
  cr_assert_not(node_of("b")->explicit_strategy);
}

Test(option, max_restarts_is_8_in_2m_or_unlimited_or_at_most_64)
{
  MEANS("a", child()->breaker.limit, 8);
  cr_assert_eq(child()->breaker.window_ms, 120000);
  MEANS("--max-restarts=64/1s a", child()->breaker.limit, 64);
  cr_assert_eq(child()->breaker.window_ms, 1000);
  MEANS("--max-restarts=unlimited a", child()->breaker.limit, BATON_NONE);
  REJECT("--max-restarts=", "N is 1 to 64, DUR more than 0 and at most 1000h", "65/1s", "1/0",
         "1/1001h");
  REJECT("--max-restarts=",
         "N is 1 to 64, DUR more than 0 and at most 1000h; for no restart at all there is "
         "--restart=never, and --optional for a child whose end ends nothing",
         "0/1s", "00/1s");
  REJECT("--max-restarts=",
         "not N/DUR such as 5/10s, nor 'unlimited'; for no restart at all there is "
         "--restart=never, and --optional for a child whose end ends nothing",
         "0", "0/x");
  REJECT("--max-restarts=", "not N/DUR such as 5/10s, nor 'unlimited'", "x/10s", "5:10s", "65",
         "5/", "5/x", "5/0.0001s", "/1s");
  REJECT("--max-restarts=", "not N/DUR such as 5/10s, nor 'unlimited' (did you mean 5/2m?)", "5");
  REJECT("--max-restarts=", "not N/DUR such as 5/10s, nor 'unlimited' (did you mean 5/10s?)",
         "5/10", "5/10sec");
}

static void backoff_is(const char *line, uint32_t initial_ms, uint32_t max_ms, uint32_t centi)
{
  MEANS(line, child()->backoff_initial_ms, initial_ms);
  cr_assert_eq(child()->backoff_max_ms, max_ms, "%s", line);
  cr_assert_eq(child()->backoff_factor_centi, centi, "%s", line);
}

Test(option, backoff_is_initial_max_and_factor)
{
  backoff_is("a", 100, 30000, 200);
  backoff_is("--backoff=1s a", 1000, 30000, 200);
  backoff_is("--backoff=1s:5s a", 1000, 5000, 200);
  backoff_is("--backoff=1s:5s:3 a", 1000, 5000, 300);
  backoff_is("--backoff=1s:1s:1 a", 1000, 1000, 100);
  backoff_is("--backoff=1s:1m:1.5 a", 1000, 60000, 150);
  backoff_is("--backoff=1s:1m:1.05 a", 1000, 60000, 105);
  backoff_is("--backoff=1s:1m:2.25 a", 1000, 60000, 225);
  backoff_is("--backoff=1s:1m:100 a", 1000, 60000, 10000);
  backoff_is("--backoff=0 a", 0, 30000, 200); /* at once */
  backoff_is("--backoff=0:0 a", 0, 0, 200);
  backoff_is("--backoff=1m a", 60000, 60000, 200); /* raises the default max */
  backoff_is("--backoff=1s:2s:3 x +++ -n a --backoff=4s b", 4000, 30000, 200);
}

Test(option, backoff_has_a_form_and_ranges)
{
  REJECT("--backoff=", "not INITIAL[:MAX[:FACTOR]] such as 100ms:30s:1.5", "x", "1s:", ":1s",
         "1s:x", "1s:2s:", "1s:2s:x", "1s:2s:1.", "1s:2s:1.234", "1s:2s:1.x", "1s:2s:1x",
         "1s:2s:3:4", "");
  REJECT("--backoff=", "INITIAL is at most MAX, MAX at most 1000h, FACTOR 1 to 100", "2s:1s",
         "1s:1001h", "1s:2s:0", "1s:2s:0.99", "1s:2s:101", "1s:2s:100.01", "1s:2s:65536",
         "1s:2s:99999");
  REJECT("--backoff=", "a duration needs its unit: ms, s, m or h", "100");
}

Test(option, jitter_is_0_to_100_percent)
{
  MEANS("a", child()->jitter_percent, 10);
  MEANS("--jitter=0 a", child()->jitter_percent, 0);
  MEANS("--jitter=100 a", child()->jitter_percent, 100);
  REJECT("--jitter=", "not a number from 0 to 100", "101", "-1", "5%");
}

Test(option, backoff_reset_is_10s)
{
  MEANS("a", child()->backoff_reset_ms, 10000);
  MEANS("--backoff-reset=0 a", child()->backoff_reset_ms, 0);
}

Test(option, retry_after_is_off_and_inherited)
{
  MEANS("a", child()->retry_after_ms, BATON_NONE);
  MEANS("--retry-after=0 a", child()->retry_after_ms, 0);
  MEANS("--retry-after=5m +++ -n a x", child()->retry_after_ms, 300000);
  MEANS("--retry-after=5m +++ -n s/ --retry-after=1m +++ -n s/a x",
        settings_of("s/a")->retry_after_ms, 60000);
  REJECT("--retry-after=", "not a duration such as 250ms, 10s, 5m or 1h", "off", "x");
}

Test(option, retry_after_does_not_make_a_line_supervised)
{
  MEANS("--retry-after=1s a", result.plan.globals.flags & BATON_GLOBAL_CLASSIC,
        BATON_GLOBAL_CLASSIC);
}

Test(option, success_counts_codes_and_signals_in_place_of_inherited_ones_and_always_0)
{
  MEANS("a", child()->success_codes[0], 1);
  cr_assert_eq(child()->success_signals, 0);
  MEANS("--success=3,TERM,255,SIGRTMIN+1 a", child()->success_codes[0], 1 | 1 << 3);
  cr_assert_eq(child()->success_codes[3], UINT64_C(1) << 63);
  cr_assert_eq(child()->success_signals, BATON_SIGNAL_BIT(15) | BATON_SIGNAL_BIT(35));
  MEANS("--success=3,TERM x +++ -n a --success=4,INT b", child()->success_codes[0], 1 | 1 << 4);
  cr_assert_eq(child()->success_signals, BATON_SIGNAL_BIT(2));
  REJECT("--success=", "an exit code is 0 to 255", "256");
  REJECT("--success=", "no signal is named 'TREM' (did you mean TERM?)", "3,TREM");
  REJECT("--success=", "no signal is named '3x'", "3x");
  REJECT("--success=", "a code or a signal is missing", "3,", "", ",", ",3");
}

Test(option, fatal_lists_codes_and_signals_in_place_of_inherited_ones)
{
  MEANS("a", child()->fatal_codes[0], 0);
  MEANS("--fatal=3,ABRT,255 a", child()->fatal_codes[0], 1 << 3);
  cr_assert_eq(child()->fatal_codes[3], UINT64_C(1) << 63);
  cr_assert_eq(child()->fatal_signals, BATON_SIGNAL_BIT(6));
  cr_assert_eq(child()->success_codes[0], 1);
  cr_assert_eq(child()->success_signals, 0);
  MEANS("--fatal=3,TERM x +++ -n a --fatal=4,INT b", child()->fatal_codes[0], 1 << 4);
  cr_assert_eq(child()->fatal_signals, BATON_SIGNAL_BIT(2));
  MEANS("--success=3,TERM +++ x +++ -n a --fatal=4,INT b", child()->fatal_codes[0], 1 << 4);
  REJECT("--fatal=", "an exit code is 0 to 255", "256");
  REJECT("--fatal=", "no signal is named 'TREM' (did you mean TERM?)", "3,TREM");
  REJECT("--fatal=", "a code or a signal is missing", "3,", "", ",", ",3");
}

Test(option, fatal_does_not_make_a_line_supervised)
{
  MEANS("--fatal=3 a", result.plan.globals.flags & BATON_GLOBAL_CLASSIC, BATON_GLOBAL_CLASSIC);
}

Test(option, fatal_cannot_name_what_counts_as_success)
{
  reject("a +++ --fatal=3,0 b", "word 3: --fatal names an end that counts as success");
  reject("--success=255,TERM +++ a +++ --fatal=255 b",
         "word 5: --fatal names an end that counts as success");
  reject("--fatal=INT,TERM +++ a +++ --success=TERM b",
         "word 1: --fatal names an end that counts as success");
  reject("--fatal=RTMIN+30 -e 192 a", "word 1: --fatal names an end that counts as success");
  accept("--fatal=3 --success=3 +++ --success=4 a");
}

Test(option, optional_is_a_child_s_or_a_supervisors)
{
  MEANS("--optional a +++ b", node_of("a")->optional, 1);
  cr_assert_not(node_of("b")->optional);
  MEANS("+++ -n s/ --optional +++ -n s/a x +++ b", node_of("s")->optional, 1);
  cr_assert_not(node_of("s/a")->optional, "it is no default of its children's");
}

Test(option, optional_is_a_supervisor_whose_children_all_are)
{
  MEANS("+++ -n s/ +++ -n s/a --optional x +++ -n s/b --optional x +++ b", node_of("s")->optional,
        1);
  MEANS("+++ -n s/ +++ -n s/a --optional x +++ -n s/b x +++ b", node_of("s")->optional, 0);
  MEANS("+++ -n s/ +++ -n s/a x +++ -n s/b --optional x +++ b", node_of("s")->optional, 0);
  accept("+++ -n s/ +++ -n s/t/ +++ -n s/t/a --optional x +++ -n s/u/ --optional +++ -n s/u/b x");
  cr_assert(node_of("s/t")->optional);
  cr_assert(node_of("s")->optional);
  cr_assert_not(node_of("")->optional, "there is nothing above the root");
}

/* --- starting --- */

Test(option, ready_is_exec_or_a_line_on_a_descriptor_or_on_that_of_a_variable_or_the_end)
{
  MEANS("a", child()->ready, BATON_READY_EXEC);
  MEANS("--ready=exec a", child()->ready, BATON_READY_EXEC);
  MEANS("--ready=fd:3 a", child()->ready, BATON_READY_FD);
  cr_assert_eq(child()->ready_fd, 3);
  accept("--ready=fd:1048575 a");
  REJECT("--ready=fd:", "N is 3 to 1048575", "2", "1048576", "");
  MEANS("--ready=env:READY_FD a", child()->ready, BATON_READY_ENV);
  cr_assert_str_eq(string_of(child()->ready_var), "READY_FD");
  REJECT("--ready=env:", "VAR is the name of an environment variable", "", "A=B");
  MEANS("--ready=exit a", child()->ready, BATON_READY_EXIT);
  cr_assert_eq(child()->policy, BATON_POLICY_NEVER);
  REJECT("--ready=", "not one of exec, fd:N, env:VAR, exit", "fd", "yes");
  REJECT("--ready=", "not one of exec, fd:N, env:VAR, exit (did you mean exec?)", "exe");
}

Test(option, ready_exit_is_restarted_on_failure_below_a_strategy_and_always_by_none)
{
  reject("--restart=always --ready=exit a",
         "word 2: --ready=exit with --restart=always (word 1) would never be done");
  reject("a +++ --oneshot --restart=always b",
         "word 3: --ready=exit with --restart=always (word 4) would never be done");
  MEANS("--strategy=one-for-one +++ -n a --ready=exit b +++ c", child()->policy,
        BATON_POLICY_ON_FAILURE);
  cr_assert_eq(settings_of("c")->policy, BATON_POLICY_ALWAYS);
}

Test(option, gate_is_a_oneshot)
{
  MEANS("--restart=always +++ --gate a +++ b", child()->ready, BATON_READY_EXIT);
  cr_assert_eq(child()->policy, BATON_POLICY_ON_FAILURE);
  cr_assert_eq(node_of("a")->gate, 1);
  cr_assert_eq(node_of("b")->gate, 0);
  MEANS("--gate --restart=never a", child()->policy, BATON_POLICY_NEVER);
  MEANS("--gate --oneshot --ready=exit a", node_of("a")->gate, 1);
  MEANS("--oneshot a", node_of("a")->gate, 0);
  reject("a +++ --gate --restart=always b",
         "word 3: --gate with --restart=always (word 4) would never be done");
  reject("--restart=always --oneshot --gate b",
         "word 3: --gate with --restart=always (word 1) would never be done");
  reject("--ready=fd:3 --gate a",
         "word 2: --gate is --ready=exit, and another --ready is given (word 1)");
  reject("--gate +++ a", "word 1: --gate belongs to a clause: write it after a '+++'");
  reject("+++ -n app/ --gate +++ -n app/x y",
         "word 4: --gate belongs to a child: the name of a supervisor ends in '/'");
}

Test(option, oneshot_is_ready_exit_and_restart_on_failure_or_never)
{
  MEANS("--restart=always +++ --oneshot a +++ b", child()->ready, BATON_READY_EXIT);
  cr_assert_eq(child()->policy, BATON_POLICY_ON_FAILURE);
  cr_assert_eq(settings_of("b")->ready, BATON_READY_EXEC);
  MEANS("+++ --oneshot --restart=never a +++ b", child()->ready, BATON_READY_EXIT);
  cr_assert_eq(child()->policy, BATON_POLICY_NEVER);
  accept("--oneshot --ready=exit a");
  reject("--oneshot --ready=fd:3 a",
         "word 1: --oneshot is --ready=exit, and another --ready is given (word 2)");
  reject("--ready=exec --oneshot a",
         "word 2: --oneshot is --ready=exit, and another --ready is given (word 1)");
}

Test(option, start_timeout_is_given_here_or_above_or_60s_for_a_line)
{
  MEANS("--ready=fd:3 a", child()->start_timeout_ms, 60000);
  MEANS("--ready=env:A a", child()->start_timeout_ms, 60000);
  MEANS("--ready=exec a", child()->start_timeout_ms, BATON_NONE);
  MEANS("--ready=exit a", child()->start_timeout_ms, BATON_NONE);
  MEANS("--start-timeout=5s +++ -n a --ready=fd:3 x +++ -n b y +++ -n c --start-timeout=6s z",
        child()->start_timeout_ms, 5000);
  cr_assert_eq(settings_of("b")->start_timeout_ms, 5000);
  cr_assert_eq(settings_of("c")->start_timeout_ms, 6000);
  REJECT("--start-timeout=", "not a duration such as 250ms, 10s, 5m or 1h", "x");
  REJECT("--start-timeout=", "no child can be ready at once", "0");
}

/* --- stopping --- */

Test(option, stop_signal_is_term_or_what_can_ask_by_name_or_number)
{
  MEANS("a", child()->stop_signal, 15);
  cr_assert_not(child()->flags & BATON_SET_STOP_SIGNAL);
  MEANS("--stop-signal=15 a", child()->flags, BATON_SET_STOP_SIGNAL);
  MEANS("--stop-signal=INT a", child()->stop_signal, 2);
  MEANS("--stop-signal=SIGINT a", child()->stop_signal, 2);
  MEANS("--stop-signal=2 a", child()->stop_signal, 2);
  MEANS("--stop-signal=RTMIN+3 a", child()->stop_signal, 37);
  MEANS("--stop-signal=64 a", child()->stop_signal, 64);
  REJECT("--stop-signal=", "no signal is named '65'", "65");
  REJECT("--stop-signal=", "no signal is named '0'", "0");
  REJECT("--stop-signal=", "no signal is named '15x'", "15x");
  REJECT("--stop-signal=", "no signal is named 'SIGTREM' (did you mean TERM?)", "SIGTREM");
  REJECT("--stop-signal=", "no signal is named 'term' (did you mean TERM?)", "term");
  REJECT("--stop-signal=", "a child that is to be killed at once has --stop-timeout=0", "KILL");
  REJECT("--stop-signal=", "STOP suspends a process and never ends it", "STOP");
}

Test(option, stop_timeout_is_a_share_of_grace_by_itself)
{
  MEANS("a", child()->stop_timeout_ms, BATON_NONE);
  MEANS("--stop-timeout=0 a", child()->stop_timeout_ms, 0);
}

Test(option, stop_delay_is_0_by_itself_and_passed_down)
{
  MEANS("a", child()->stop_delay_ms, 0);
  MEANS("--stop-delay=1500ms a", child()->stop_delay_ms, 1500);
  MEANS("--stop-delay=5s +++ a", child()->stop_delay_ms, 5000);
  MEANS("--stop-delay=5s +++ --stop-delay=0 a", child()->stop_delay_ms, 0);
  REJECT("--stop-delay=", "a duration needs its unit (did you mean 5s?)", "5");
}

Test(option, kill_is_process_or_group)
{
  MEANS("a", child()->kill, BATON_KILL_PROCESS);
  MEANS("--kill=group a", child()->kill, BATON_KILL_GROUP);
  MEANS("--kill=process a", child()->kill, BATON_KILL_PROCESS);
}

Test(option, sweep_is_all_and_of_a_oneshot_the_session_unless_the_line_says_otherwise)
{
  MEANS("a", child()->sweep, BATON_SWEEPING_ALL);
  MEANS("--sweep=all a", child()->sweep, BATON_SWEEPING_ALL);
  MEANS("--sweep=session a", child()->sweep, BATON_SWEEPING_SESSION);
  MEANS("--sweep=off a", child()->sweep, BATON_SWEEPING_OFF);
  MEANS("--oneshot a", child()->sweep, BATON_SWEEPING_SESSION);
  MEANS("--ready=exit a", child()->sweep, BATON_SWEEPING_SESSION);
  MEANS("--oneshot --sweep=all a", child()->sweep, BATON_SWEEPING_ALL);
  MEANS("--sweep=off +++ --oneshot a", child()->sweep, BATON_SWEEPING_OFF);
  MEANS("--sweep=off +++ --sweep=all a", child()->sweep, BATON_SWEEPING_ALL);
  REJECT("--sweep=", "not one of all, session, off (did you mean all?)", "al");
}

Test(option, sweep_signal_is_the_stop_signal_or_another_or_none)
{
  MEANS("--stop-signal=INT a", child()->sweep_signal, 0);
  MEANS("--sweep-signal=HUP a", child()->sweep_signal, 1);
  MEANS("--sweep-signal=KILL a", child()->sweep_signal, 9);
  MEANS("--sweep-signal=none a", child()->sweep_signal, BATON_SIGNAL_NONE);
  REJECT("--sweep-signal=", "no signal is named 'nonw'", "nonw");
  REJECT("--sweep-signal=", "no signal is named '0'", "0");
  REJECT("--sweep-signal=", "a signal is missing", "");
  REJECT("--sweep-signal=", "STOP suspends a process and never ends it", "STOP");
}

Test(option, until_is_main_or_all_of_what_can_be_followed)
{
  MEANS("a", child()->until, BATON_UNTIL_MAIN);
  MEANS("--until=main a", child()->until, BATON_UNTIL_MAIN);
  MEANS("--until=all a", child()->until, BATON_UNTIL_ALL);
  MEANS("--until=all --sweep=session a", child()->until, BATON_UNTIL_ALL);
  MEANS("--until=main --oneshot --sweep=off a", child()->until, BATON_UNTIL_MAIN);
  REJECT("--until=", "not one of main, all", "none");
  reject("--until=all --oneshot a",
         "word 1: --until=all, but a oneshot (word 2) is done with its main process");
  reject("+++ --ready=exit --until=all a",
         "word 3: --until=all, but a oneshot (word 2) is done with its main process");
  reject("--until=all --sweep=off a",
         "word 1: --until=all, but with --sweep=off (word 2) nobody looks what is left");
  reject("--sweep=off +++ --until=all a",
         "word 3: --until=all, but with --sweep=off (word 1) nobody looks what is left");
}

Test(option, forward_is_a_list_of_signals_that_can_come_in_place_of_inherited_ones)
{
  MEANS("a", child()->forward, 0);
  MEANS("--forward=HUP,SIGUSR1,12,RTMIN a", child()->forward,
        BATON_SIGNAL_BIT(1) | BATON_SIGNAL_BIT(10) | BATON_SIGNAL_BIT(12) | BATON_SIGNAL_BIT(34));
  REJECT("--forward=", "a signal is missing", "HUP,,USR1", "", "HUP,");
  REJECT("--forward=", "no signal is named 'UST1' (did you mean USR1?)", "HUP,UST1");
  MEANS("--forward=all a", child()->forward,
        ~(BATON_SIGNAL_BIT(9) | BATON_SIGNAL_BIT(17) | BATON_SIGNAL_BIT(19) | BATON_SIGNAL_BIT(2) |
          BATON_SIGNAL_BIT(3) | BATON_SIGNAL_BIT(15) | BATON_SIGNAL_BIT(30) |
          BATON_SIGNAL_BIT(37)));
  MEANS("--forward=HUP x +++ -n a --forward=QUIT b", child()->forward, BATON_SIGNAL_BIT(3));
  REJECT("--forward=", "TERM begins the shutdown, of which each child hears by its --stop-signal",
         "TERM", "HUP,15");
  REJECT("--forward=", "INT begins the shutdown, of which each child hears by its --stop-signal",
         "INT");
  REJECT("--forward=", "PWR begins the shutdown, of which each child hears by its --stop-signal",
         "PWR");
  REJECT("--forward=",
         "RTMIN+3 begins the shutdown, of which each child hears by its --stop-signal", "RTMIN+3");
  REJECT("--forward=", "KILL can be caught by nobody", "KILL");
  REJECT("--forward=", "STOP can be caught by nobody", "HUP,19");
  REJECT("--forward=", "CHLD is how baton learns of its children", "CHLD");
}

/* --- the process --- */

Test(option, env_file_is_a_variable_and_a_path)
{
  accept("--env-file=A=/run/a=b -- a");
  cr_assert_str_eq(variables_of("a"), "=A=/run/a=b ");
  accept("--env-file A=x a");
  cr_assert_str_eq(variables_of("a"), "=A=x ");
  REJECT("--env-file=", "not K=PATH", "A", "");
  REJECT("--env-file=", "a variable needs a name", "=/a");
  REJECT("--env-file=", "the path is empty", "A=");
}

Test(option, of_env_and_env_file_and_unset_env_the_nearer_and_later_wins)
{
  accept("--env=A=1 --env-file=B=/b --env-file=C=/c +++ -n a --env=B=2 --env-file=A=/a "
         "--unset-env=C x "
         "+++ -n b --env-file=B=/b --env=C=3 y +++ -n c --env-file=B=/b z");
  cr_assert_str_eq(variables_of("a"), "B=2 =A=/a C ");
  cr_assert_str_eq(variables_of("b"), "A=1 =B=/b C=3 ");
  cr_assert_str_eq(variables_of("c"), "A=1 =C=/c =B=/b ");
}

Test(option, user_is_a_user_and_perhaps_a_group_in_place_of_an_inherited_one)
{
  MEANS("a", child()->flags, 0);
  MEANS_TEXT("--user=app a", string_of(child()->user), "app");
  cr_assert_eq(child()->flags, BATON_SET_USER);
  cr_assert_eq(child()->user_word, 1);
  MEANS_TEXT("-v --user=app:staff a", string_of(child()->user), "app:staff");
  cr_assert_eq(child()->flags, BATON_SET_USER | BATON_SET_GROUP);
  cr_assert_eq(child()->user_word, 2);
  MEANS_TEXT("--user=app:staff x +++ -n a --user=web b", string_of(child()->user), "web");
  cr_assert_eq(child()->flags, BATON_SET_USER);
  cr_assert_eq(child()->user_word, 6);
  REJECT("--user=", "not USER or USER:GROUP", "", ":", "app:", ":staff", "a:b:c");
  accept("--user=4294967294:4294967294 a");
  REJECT("--user=", "an id is at most 4294967294", "4294967295", "0:4294967295");
}

Test(option, cwd_is_a_directory)
{
  MEANS("a", child()->cwd, 0);
  MEANS_TEXT("--cwd=srv/www a", string_of(child()->cwd), "srv/www");
  REJECT("--cwd=", "the value is empty", "");
}

Test(option, umask_is_octal)
{
  MEANS("--umask=027 a", child()->umask, 027);
  cr_assert_eq(child()->flags, BATON_SET_UMASK);
  MEANS("--umask=0 a", child()->umask, 0);
  MEANS("--umask=0000777 a", child()->umask, 0777);
  REJECT("--umask=", "not an octal number from 0 to 777", "1000", "8", "");
}

Test(option, env_sets_a_variable)
{
  WORDS("--env=A=b c", "--env", "B=", "--env=C=d=e", "a");
  cr_assert_str_eq(variables_of("a"), "A=b c B= C=d=e ");
  REJECT("--env=", "not K=V; --unset-env removes a variable", "A");
  REJECT("--env=", "a variable needs a name", "=b", "");
}

Test(option, unset_env_removes_a_variable)
{
  MEANS_TEXT("--unset-env=A a", variables_of("a"), "A ");
  REJECT("--unset-env=", "not the name of a variable", "A=b", "");
}

static void limit_is(const char *value, uint32_t resource, uint64_t soft, uint64_t hard)
{
  MEANS(formatted("--rlimit=%s a", value), child()->limit_count, 1);
  const struct baton_limit *limit = &result.plan.limits[child()->limits];
  cr_assert_eq(limit->resource, resource, "%s", value);
  cr_assert_eq(limit->soft, soft, "%s", value);
  cr_assert_eq(limit->hard, hard, "%s", value);
}

Test(option, rlimit_has_a_soft_and_a_hard_limit)
{
  limit_is("nofile=1024", 7, 1024, 1024);
  limit_is("nofile=1024:4096", 7, 1024, 4096);
  limit_is("core=0:unlimited", 4, 0, UINT64_MAX);
  limit_is("cpu=unlimited", 0, UINT64_MAX, UINT64_MAX);
  limit_is("rttime=18446744073709551614", 15, UINT64_MAX - 1, UINT64_MAX - 1);
}

Test(option, rlimit_has_a_name_for_each_of_the_kernel_s)
{
  static const char *const names[] = {
      "cpu",     "fsize", "data",  "stack",      "core",     "rss",  "nproc",  "nofile",
      "memlock", "as",    "locks", "sigpending", "msgqueue", "nice", "rtprio", "rttime"};
  for (uint32_t i = 0; i < 16; i++) {
    limit_is(formatted("%s=5", names[i]), i, 5, 5);
  }
}

Test(option, rlimit_has_a_form)
{
  REJECT("--rlimit=", "not NAME=SOFT[:HARD], each a number or unlimited", "nofile",
         "nofile=", "nofile=x", "nofile=1:", "nofile=1:x", "nofile=1:2:3", "nofile=-1",
         "nofile=18446744073709551615");
  REJECT("--rlimit=", "SOFT is more than HARD", "nofile=5:4");
  REJECT("--rlimit=",
         "not one of cpu, fsize, data, stack, core, rss, nproc, nofile, memlock, as, locks, "
         "sigpending, msgqueue, nice, rtprio, rttime (did you mean nofile?)",
         "nofiles=5");
}

Test(option, nice_and_oom_score_adj_have_ranges)
{
  MEANS("--nice=-20 --oom-score-adj=-1000 a", child()->nice, -20);
  cr_assert_eq(child()->oom_score_adj, -1000);
  cr_assert_eq(child()->flags, BATON_SET_NICE | BATON_SET_OOM);
  MEANS("--nice=19 --oom-score-adj=1000 a", child()->nice, 19);
  cr_assert_eq(child()->oom_score_adj, 1000);
  REJECT("--nice=", "not a number from -20 to 19", "20", "-21", "-", "4294967290");
  REJECT("--oom-score-adj=", "not a number from -1000 to 1000", "1001");
}

Test(option, no_new_privs_is_a_flag)
{
  MEANS("--no-new-privs a", child()->flags, BATON_SET_NO_NEW_PRIVS);
}

Test(option, stdin_is_inherited_by_an_only_child_or_one_that_says_so)
{
  MEANS("a", child()->stdin_mode, BATON_STDIN_INHERIT);
  MEANS("+++ -n s/ +++ -n s/a x", settings_of("s/a")->stdin_mode, BATON_STDIN_INHERIT);
  MEANS("--stdin=null a", child()->stdin_mode, BATON_STDIN_NULL);
  MEANS("a +++ b", child()->stdin_mode, BATON_STDIN_NULL);
  cr_assert_eq(settings_of("b")->stdin_mode, BATON_STDIN_NULL);
  MEANS("a +++ --stdin=inherit b", child()->stdin_mode, BATON_STDIN_NULL);
  cr_assert_eq(settings_of("b")->stdin_mode, BATON_STDIN_INHERIT);
  reject("--stdin=inherit a +++ --stdin=inherit b",
         "word 4: only one child can have --stdin=inherit, and another has it (word 1)");
  REJECT("--stdin=", "not one of inherit, null, hold", "file");
}

Test(option, stdin_is_held_open_for_as_many_as_ask)
{
  MEANS("--stdin=hold a", child()->stdin_mode, BATON_STDIN_HOLD);
  MEANS("--stdin=hold a +++ --stdin=hold b +++ --stdin=inherit c", child()->stdin_mode,
        BATON_STDIN_HOLD);
  cr_assert_eq(settings_of("b")->stdin_mode, BATON_STDIN_HOLD);
  cr_assert_eq(settings_of("c")->stdin_mode, BATON_STDIN_INHERIT);
  reject("--stdin=hold +++ a +++ b", "word 1: --stdin belongs to a clause: write it after a '+++'");
}

Test(option, stdout_and_stderr_may_be_a_file_in_place_of_an_inherited_one)
{
  MEANS("a", child()->stdout_mode, BATON_STREAM_INHERIT);
  MEANS("--stdout=null --stderr=/var/log/a a", child()->stdout_mode, BATON_STREAM_NULL);
  cr_assert_eq(child()->stderr_mode, BATON_STREAM_FILE);
  cr_assert_str_eq(string_of(child()->stderr_file), "/var/log/a");
  MEANS_TEXT("--stdout=file a", string_of(child()->stdout_file), "file");
  REJECT("--stdout=", "the value is empty", "");
  MEANS("--stdout=/x --stderr=/y x +++ -n a --stdout=inherit --stderr=/z b", child()->stdout_mode,
        BATON_STREAM_INHERIT);
  cr_assert_eq(child()->stdout_file, 0);
  cr_assert_str_eq(string_of(child()->stderr_file), "/z");
}

Test(option, resume_id_is_a_fixed_identity_of_one_child_and_in_no_message)
{
  MEANS_TEXT("+++ --resume-id=11111111-2222-4333-8444-555555555555 a +++ b",
             string_of(node_of("a")->resume_id), "11111111-2222-4333-8444-555555555555");
  cr_assert_eq(node_of("b")->resume_id, 0);
  static const char *const wrong[] = {"", "sec ret", "s\303\251cret", "s\177"};
  const char *form = "word 1: --resume-id: an ID is 1 to 128 printable characters without a space";
  for (unsigned i = 0; i < 4; i++) {
    WORDS(formatted("--resume-id=%s", wrong[i]), "a");
    cr_assert_str_eq(result.message, formatted("baton: %s\n", form));
  }
  accept(formatted("--resume-id=%s a", repeated('x', 128)));
  reject(formatted("--resume-id=%s a", repeated('x', 129)), form);
  reject("+++ --resume-id=x a +++ --resume-id=y b +++ --resume-id=x c",
         "word 8: another child has the same --resume-id (word 2)");
}

/* --- the whole --- */

Test(option, signal_maps_one_that_can_come_to_another_or_to_an_effect)
{
  MEANS("--signal=15:3 --signal=HUP:drop --signal=WINCH:shutdown --signal=SIGUSR1:RTMIN+1 a",
        whole()->signal_map[15], 3);
  cr_assert_eq(whole()->signal_map[1], BATON_MAP_DROP);
  cr_assert_eq(whole()->signal_map[28], BATON_MAP_SHUTDOWN);
  cr_assert_eq(whole()->signal_map[10], 35);
  cr_assert_eq(whole()->signal_map[2], 0);
  REJECT("--signal=", "not IN:OUT such as TERM:QUIT", "TERM");
  REJECT("--signal=", "no signal is named 'TREM' (did you mean TERM?)", "TREM:INT");
  REJECT("--signal=", "no signal is named 'ITN' (did you mean INT?)", "TERM:ITN");
  REJECT("--signal=", "a signal is missing", "TERM:");
  reject("--signal=TERM:INT --signal=15:QUIT a",
         "word 2: --signal=15:QUIT: TERM is mapped already");
  REJECT("--signal=", "KILL can be caught by nobody", "KILL:TERM");
  REJECT("--signal=", "STOP can be caught by nobody", "STOP:TERM");
  REJECT("--signal=", "CHLD is how baton learns of its children", "CHLD:TERM");
}

Test(option, termination_message_is_the_file_that_kubernetes_reads_except_in_a_classic_init)
{
  MEANS("a", whole()->termination_message, 0);
  cr_assert_not(whole()->flags & BATON_GLOBAL_TERM_DEFAULT);
  MEANS_TEXT("--restart=always a", string_of(whole()->termination_message), "/dev/termination-log");
  cr_assert(whole()->flags & BATON_GLOBAL_TERM_DEFAULT);
  MEANS_TEXT("--termination-message=/x a", string_of(whole()->termination_message), "/x");
  cr_assert_not(whole()->flags & BATON_GLOBAL_TERM_DEFAULT);
  REJECT("--termination-message=", "the value is empty", "");
  MEANS("--termination-message=off a", whole()->termination_message, 0);
  cr_assert_not(whole()->flags & BATON_GLOBAL_TERM_DEFAULT);
}

Test(option, log_level_is_warn_in_a_classic_init_and_else_info_and_raised_by_v)
{
  MEANS("a", whole()->log_level, 1);
  MEANS("a +++ b", whole()->log_level, 2);
  MEANS("--log-level=error a +++ b", whole()->log_level, 0);
  MEANS("--log-level=debug a", whole()->log_level, 3);
  REJECT("--log-level=", "not one of error, warn, info, debug", "warning");
  MEANS("-v a", whole()->log_level, 2);
  MEANS("-vv a +++ b", whole()->log_level, 3);
  MEANS("-vvvvv a", whole()->log_level, 3);
  MEANS("--log-level=error -v a", whole()->log_level, 1);
}

Test(option, log_format_is_text_or_json)
{
  MEANS("a", whole()->log_json, 0);
  MEANS("--log-format=json a", whole()->log_json, 1);
  MEANS("--log-time a", whole()->flags & BATON_GLOBAL_LOG_TIME, BATON_GLOBAL_LOG_TIME);
  MEANS("a", whole()->flags & BATON_GLOBAL_LOG_TIME, 0);
}

/* --- as in tini --- */

Test(tini, s_asks_for_what_baton_does_anyway)
{
  MEANS("-s a", whole()->flags & BATON_GLOBAL_CLASSIC, BATON_GLOBAL_CLASSIC);
}

Test(tini, g_is_kill_group)
{
  MEANS("-g a +++ --kill=process b", child()->kill, BATON_KILL_GROUP);
  cr_assert_eq(settings_of("b")->kill, BATON_KILL_PROCESS);
  reject("--kill=process -g a",
         "word 2: -g: it is --kill=group, and --kill is given, too (word 1)");
}

Test(whole, private_is_about_baton)
{
  MEANS("--private a", whole()->flags & BATON_GLOBAL_PRIVATE, BATON_GLOBAL_PRIVATE);
  MEANS("--private a +++ b", whole()->flags & BATON_GLOBAL_PRIVATE, BATON_GLOBAL_PRIVATE);
  MEANS("a", whole()->flags & BATON_GLOBAL_PRIVATE, 0);
  reject("a +++ --private b", "word 3: --private is global: write it before the first '+++'");
}

Test(tini, w_warns_of_orphans)
{
  MEANS("-w a", whole()->flags & BATON_GLOBAL_WARN_REAP, BATON_GLOBAL_WARN_REAP);
  MEANS("a", whole()->flags & BATON_GLOBAL_WARN_REAP, 0);
}

Test(tini, p_is_the_signal_to_baton_when_its_parent_dies)
{
  MEANS("a", whole()->parent_death_signal, 0);
  MEANS("-p SIGTERM a", whole()->parent_death_signal, 15);
  MEANS("-pKILL a", whole()->parent_death_signal, 9);
  reject("-p x a", "word 1: -p x: no signal is named 'x'");
}

Test(tini, e_counts_a_code_and_its_signal_as_success)
{
  MEANS("-e 143 -e 192 -e 127 a", child()->success_signals,
        BATON_SIGNAL_BIT(15) | BATON_SIGNAL_BIT(64));
  MEANS("-e 129 --success=143 a", child()->success_signals, BATON_SIGNAL_BIT(1));
  MEANS("-e 143 -e 3 --success=4 a +++ --success=5 b", child()->success_codes[0],
        1 | 1 << 3 | 1 << 4);
  cr_assert_eq(child()->success_codes[2], UINT64_C(1) << 15);
  cr_assert_eq(settings_of("b")->success_codes[0], 1 | 1 << 5);
  MEANS("-e 0 -e 255 a", child()->success_codes[3], UINT64_C(1) << 63);
  reject("-e 256 a", "word 1: -e 256: not a number from 0 to 255");
}

/* --- durations --- */

Test(duration, is_a_number_and_a_unit)
{
  MEANS("--grace=0 a", whole()->grace_ms, 0);
  MEANS("--grace=250ms a", whole()->grace_ms, 250);
  MEANS("--grace=10s a", whole()->grace_ms, 10000);
  MEANS("--grace=5m a", whole()->grace_ms, 300000);
  MEANS("--grace=1h a", whole()->grace_ms, 3600000);
  MEANS("--grace=1000h a", whole()->grace_ms, 3600000000);
  MEANS("--grace=0s a", whole()->grace_ms, 0);
  MEANS("--grace=0ms a", whole()->grace_ms, 0);
  MEANS("--grace=000 a", whole()->grace_ms, 0);
  MEANS("--grace=3600000000ms a", whole()->grace_ms, 3600000000);
}

static void means_duration(const char *value, const char *meant)
{
  const char *why =
      formatted("not a duration such as 250ms, 10s, 5m or 1h (did you mean %s?)", meant);
  REJECT("--grace=", why, value);
}

Test(duration, as_other_programs_write_it_is_told_as_it_is_meant)
{
  means_duration("1.5s", "1500ms");
  means_duration("0.25s", "250ms");
  means_duration("1.5005h", "90m");
  means_duration("1.5", "1500ms");
  means_duration("10sec", "10s");
  means_duration("10secs", "10s");
  means_duration("1second", "1s");
  means_duration("2seconds", "2s");
  means_duration("10msec", "10ms");
  means_duration("1.5ms", "1ms");
  means_duration("2min", "2m");
  means_duration("2mins", "2m");
  means_duration("1minute", "1m");
  means_duration("2minutes", "2m");
  means_duration("1hr", "1h");
  means_duration("1hour", "1h");
  means_duration("2hours", "2h");
  means_duration("1d", "24h");
  means_duration("1day", "24h");
  means_duration("2days", "48h");
  means_duration("1m30s", "90s");
  means_duration("1h 30 min", "90m");
  means_duration("1m30", "90s");
  means_duration("10 s", "10s");
  means_duration("10s ", "10s");
  means_duration("10 ", "10s");
  means_duration("99999d", "1000h");
}

Test(duration, of_another_form_or_more_than_1000h_is_an_error)
{
  REJECT("--grace=", "a duration needs its unit (did you mean 10s?)", "10");
  REJECT("--grace=", "not a duration such as 250ms, 10s, 5m or 1h", "", "s", "10x", "-1s", "10S",
         "ms", "10sx", "+1s", ".5s", "1,5s", " 1s", "5m x");
  REJECT("--grace=", "a duration is at most 1000h", "1001h", "60001m", "3600001s", "3600000001ms",
         "99999999999h", "99999999999999999999");
}
