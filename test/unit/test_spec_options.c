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
      [OPTION_EXIT_CODE] = "3",
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

Test(table, has_every_option_in_the_parser)
{
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    /* which stands alone */
    const char *command = id == OPTION_PAUSE ? "" : "x";
    const char *line = formatted("%s %s", written_out((enum option_id)id), command);
    read_line(line);
    cr_assert_neq(result.verdict, SPEC_ERROR, "%s: %s", line, result.message);
    cr_assert_eq(result.verdict != SPEC_RUN, asks((enum option_id)id), "%s", line);
  }
}

Test(table, says_which_options_need_a_value)
{
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
  reject("--ready=notify a", "word 1: --ready=notify: not in this version");
}

/* --- unknown and repeated ones --- */

Test(unknown, options_are_named_with_the_nearest_one)
{
  reject("--restrat a", "word 1: unknown option '--restrat' (did you mean --restart?)");
  reject("--STRATEGY=x a", "word 1: unknown option '--STRATEGY=x' (did you mean --strategy?)");
  reject("--stoptimeout=3s a",
         "word 1: unknown option '--stoptimeout=3s' (did you mean --stop-timeout?)");
  reject("--wombat a", "word 1: unknown option '--wombat'");
  reject("--=x a", "word 1: unknown option '--=x'");
  reject("-x a", "word 1: unknown option '-x'");
  reject("-gx a", "word 1: unknown option '-x'");
}

Test(unknown, long_option_with_one_dash_is_told_the_other)
{
  reject("-restart=always a", "word 1: unknown option '-r' (did you mean --restart=always?)");
  reject("a +++ -optional b", "word 3: unknown option '-o' (did you mean --optional?)");
  reject("-reap=x a", "word 1: unknown option '-r'");
}

Test(repeated, single_valued_options_are_an_error)
{
  reject("--restart=always --restart=never a", "word 2: --restart=never: given already at word 1");
  reject("a +++ -n b --name=c d", "word 5: --name=c: given already at word 3");
  reject("-p TERM -v -p INT a", "word 4: -p INT: given already at word 1");
}

Test(repeated, repeatable_ones_and_flags_are_not)
{
  accept("-g -g -vv -s -w -e 1 -e 2 --signal=HUP:drop --signal=USR1:drop a");
  accept("--no-new-privs --no-new-privs a +++ --optional --oneshot --oneshot --optional b");
  accept("a +++ b +++ --after=a --after=b c");
}

/* --- misplaced ones --- */

Test(misplaced, an_option_of_children_on_a_supervisor_is_an_error)
{
  reject("+++ -n app/ --oneshot +++ -n app/x y",
         "word 4: --oneshot belongs to a child: the name of a supervisor ends in '/'");
  reject("+++ --stdin=null --optional -n app/ +++ -n app/x y",
         "word 2: --stdin belongs to a child: the name of a supervisor ends in '/'");
}

Test(misplaced, an_option_of_supervisors_on_a_child_is_an_error)
{
  reject("+++ --nice=1 --strategy=one-for-all a",
         "word 3: --strategy belongs to a supervisor, whose name ends in '/', or before the first "
         "'+++'");
}

/* --- what the root and supervisors say of themselves --- */

Test(option, strategy_has_two_spellings)
{
  accept("--strategy=OneForOne a");
  cr_assert_eq(node_of("")->strategy, BATON_STRATEGY_ONE_FOR_ONE);
  cr_assert(node_of("")->explicit_strategy);
  accept("--strategy=OneForAll a");
  cr_assert_eq(node_of("")->strategy, BATON_STRATEGY_ONE_FOR_ALL);
  accept("--strategy=RestForOne a");
  cr_assert_eq(node_of("")->strategy, BATON_STRATEGY_REST_FOR_ONE);
  accept("--strategy=rest-for-one a");
  cr_assert_eq(node_of("")->strategy, BATON_STRATEGY_REST_FOR_ONE);
  accept("a");
  cr_assert_eq(node_of("")->strategy, BATON_STRATEGY_ONE_FOR_ONE);
  cr_assert_not(node_of("")->explicit_strategy);
  reject("--strategy=all-for-one a", "word 1: --strategy=all-for-one: not one of one-for-one, "
                                     "one-for-all, rest-for-one (did you mean one-for-one?)");
}

Test(option, intensity_is_unlimited_or_n_within_dur)
{
  accept("a");
  cr_assert_eq(node_of("")->intensity.limit, BATON_NONE);
  accept("--intensity=1000/1h a");
  cr_assert_eq(node_of("")->intensity.limit, 1000);
  cr_assert_eq(node_of("")->intensity.window_ms, 3600000);
  accept("--intensity=unlimited a");
  cr_assert_eq(node_of("")->intensity.limit, BATON_NONE);
  reject("--intensity=1001/1h a", "word 1: --intensity=1001/1h: N is 1 to 1000, DUR more than 0 "
                                  "and at most 1000h");
}

Test(option, auto_shutdown_is_any_all_or_failed)
{
  accept("a");
  cr_assert_eq(node_of("")->auto_shutdown, BATON_AUTO_SHUTDOWN_ANY);
  accept("--auto-shutdown=all a");
  cr_assert_eq(node_of("")->auto_shutdown, BATON_AUTO_SHUTDOWN_ALL);
  accept("--auto-shutdown=failed a");
  cr_assert_eq(node_of("")->auto_shutdown, BATON_AUTO_SHUTDOWN_FAILED);
  reject("--auto-shutdown=none a", "word 1: --auto-shutdown=none: not one of any, all, failed");
}

Test(option, stop_order_depends_on_the_strategy_unless_it_is_given)
{
  accept("--strategy=one-for-one a");
  cr_assert_eq(node_of("")->stop_order, BATON_STOP_ORDER_PARALLEL);
  accept("--strategy=one-for-all a");
  cr_assert_eq(node_of("")->stop_order, BATON_STOP_ORDER_REVERSE);
  accept("--strategy=rest-for-one a");
  cr_assert_eq(node_of("")->stop_order, BATON_STOP_ORDER_REVERSE);
  accept("--stop-order=parallel --strategy=rest-for-one a");
  cr_assert_eq(node_of("")->stop_order, BATON_STOP_ORDER_PARALLEL);
  accept("--stop-order=reverse a");
  cr_assert_eq(node_of("")->stop_order, BATON_STOP_ORDER_REVERSE);
}

/* --- restarts --- */

Test(option, restart_is_a_policy)
{
  accept("--restart=always a");
  cr_assert_eq(settings_of("a")->policy, BATON_POLICY_ALWAYS);
  accept("--restart=on-failure a");
  cr_assert_eq(settings_of("a")->policy, BATON_POLICY_ON_FAILURE);
  accept("--restart=never a");
  cr_assert_eq(settings_of("a")->policy, BATON_POLICY_NEVER);
  reject("--restart=onfailure a", "word 1: --restart=onfailure: not one of always, on-failure, "
                                  "never (did you mean on-failure?)");
}

Test(option, restart_is_always_below_an_explicit_strategy_and_else_never)
{
  accept("a +++ b");
  cr_assert_eq(settings_of("b")->policy, BATON_POLICY_NEVER);
  accept("--strategy=one-for-one a +++ b");
  cr_assert_eq(settings_of("b")->policy, BATON_POLICY_ALWAYS);
  accept("+++ -n s/ --strategy=one-for-one +++ -n s/t/ +++ -n s/t/a x +++ b");
  cr_assert_eq(settings_of("s/t/a")->policy, BATON_POLICY_ALWAYS);
  cr_assert(node_of("s/t")->explicit_strategy);
  cr_assert(node_of("s/t/a")->explicit_strategy);
  cr_assert_eq(settings_of("b")->policy, BATON_POLICY_NEVER);
  cr_assert_not(node_of("b")->explicit_strategy);
}

Test(option, max_restarts_is_8_in_2m)
{
  accept("a");
  cr_assert_eq(settings_of("a")->breaker.limit, 8);
  cr_assert_eq(settings_of("a")->breaker.window_ms, 120000);
  accept("--max-restarts=64/1s a");
  cr_assert_eq(settings_of("a")->breaker.limit, 64);
  cr_assert_eq(settings_of("a")->breaker.window_ms, 1000);
}

Test(option, max_restarts_unlimited_turns_the_breaker_off)
{
  accept("--max-restarts=unlimited a");
  cr_assert_eq(settings_of("a")->breaker.limit, BATON_NONE);
}

Test(option, max_restarts_is_at_most_64)
{
  const char *range = "N is 1 to 64, DUR more than 0 and at most 1000h";
  static const char *const wrong[] = {"65/1s", "0/1s", "1/0", "1/1001h"};
  for (unsigned i = 0; i < 4; i++) {
    reject(formatted("--max-restarts=%s a", wrong[i]),
           formatted("word 1: --max-restarts=%s: %s", wrong[i], range));
  }
  reject("--max-restarts=3 a",
         "word 1: --max-restarts=3: not N/DUR such as 5/10s, nor 'unlimited'");
  reject("--max-restarts=3/10 a",
         "word 1: --max-restarts=3/10: not N/DUR such as 5/10s, nor 'unlimited'");
  reject("--max-restarts=x/10s a",
         "word 1: --max-restarts=x/10s: not N/DUR such as 5/10s, nor 'unlimited'");
}

static void backoff_is(const char *line, uint32_t initial_ms, uint32_t max_ms, uint32_t centi)
{
  accept(line);
  cr_assert_eq(settings_of("a")->backoff_initial_ms, initial_ms, "%s", line);
  cr_assert_eq(settings_of("a")->backoff_max_ms, max_ms, "%s", line);
  cr_assert_eq(settings_of("a")->backoff_factor_centi, centi, "%s", line);
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
}

Test(option, backoff_0_is_at_once)
{
  backoff_is("--backoff=0 a", 0, 30000, 200);
  backoff_is("--backoff=0:0 a", 0, 0, 200);
}

Test(option, backoff_beyond_the_default_max_raises_it)
{
  backoff_is("--backoff=1m a", 60000, 60000, 200);
}

Test(option, backoff_replaces_what_is_inherited)
{
  accept("--backoff=1s:2s:3 x +++ -n a --backoff=4s b");
  cr_assert_eq(settings_of("a")->backoff_max_ms, 30000);
  cr_assert_eq(settings_of("a")->backoff_factor_centi, 200);
}

Test(option, backoff_has_a_form_and_ranges)
{
  static const char *const forms[] = {"x",         "1s:",      ":1s",       "1s:x",
                                      "1s:2s:",    "1s:2s:x",  "1s:2s:1.",  "1s:2s:1.234",
                                      "1s:2s:1.x", "1s:2s:1x", "1s:2s:3:4", ""};
  static const char *const ranges[] = {"2s:1s",     "1s:1001h",     "1s:2s:0",     "1s:2s:0.99",
                                       "1s:2s:101", "1s:2s:100.01", "1s:2s:65536", "1s:2s:99999"};
  for (unsigned i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    reject(formatted("--backoff=%s a", forms[i]),
           formatted("word 1: --backoff=%s: not INITIAL[:MAX[:FACTOR]] such as 100ms:30s:1.5",
                     forms[i]));
  }
  for (unsigned i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
    reject(formatted("--backoff=%s a", ranges[i]),
           formatted(
               "word 1: --backoff=%s: INITIAL is at most MAX, MAX at most 1000h, FACTOR 1 to 100",
               ranges[i]));
  }
  reject("--backoff=100 a", "word 1: --backoff=100: a duration needs its unit: ms, s, m or h");
}

Test(option, jitter_is_0_to_100_percent)
{
  accept("a");
  cr_assert_eq(settings_of("a")->jitter_percent, 10);
  accept("--jitter=0 a");
  cr_assert_eq(settings_of("a")->jitter_percent, 0);
  accept("--jitter=100 a");
  cr_assert_eq(settings_of("a")->jitter_percent, 100);
  reject("--jitter=101 a", "word 1: --jitter=101: not a number from 0 to 100");
  reject("--jitter=-1 a", "word 1: --jitter=-1: not a number from 0 to 100");
  reject("--jitter=5% a", "word 1: --jitter=5%: not a number from 0 to 100");
}

Test(option, backoff_reset_is_10s)
{
  accept("a");
  cr_assert_eq(settings_of("a")->backoff_reset_ms, 10000);
  accept("--backoff-reset=0 a");
  cr_assert_eq(settings_of("a")->backoff_reset_ms, 0);
}

Test(option, success_counts_codes_and_signals_and_always_0)
{
  accept("a");
  cr_assert_eq(settings_of("a")->success_codes[0], 1);
  cr_assert_eq(settings_of("a")->success_signals, 0);
  accept("--success=3,TERM,255,SIGRTMIN+1 a");
  cr_assert_eq(settings_of("a")->success_codes[0], 1 | 1 << 3);
  cr_assert_eq(settings_of("a")->success_codes[3], UINT64_C(1) << 63);
  cr_assert_eq(settings_of("a")->success_signals, BATON_SIGNAL_BIT(15) | BATON_SIGNAL_BIT(35));
}

Test(option, success_replaces_what_is_inherited)
{
  accept("--success=3,TERM x +++ -n a --success=4,INT b");
  cr_assert_eq(settings_of("a")->success_codes[0], 1 | 1 << 4);
  cr_assert_eq(settings_of("a")->success_signals, BATON_SIGNAL_BIT(2));
}

Test(option, success_is_a_list_of_codes_and_signal_names)
{
  reject("--success=256 a", "word 1: --success=256: an exit code is 0 to 255");
  reject("--success=3,TREM a",
         "word 1: --success=3,TREM: no signal is named 'TREM' (did you mean TERM?)");
  reject("--success=3x a", "word 1: --success=3x: no signal is named '3x'");
  reject("--success=3, a", "word 1: --success=3,: no signal is named ''");
  reject("--success= a", "word 1: --success=: no signal is named ''");
}

Test(option, optional_is_a_child_s)
{
  accept("--optional a +++ b");
  cr_assert(node_of("a")->optional);
  cr_assert_not(node_of("b")->optional);
}

/* --- starting --- */

Test(option, ready_is_exec_by_itself)
{
  accept("a");
  cr_assert_eq(settings_of("a")->ready, BATON_READY_EXEC);
  accept("--ready=exec a");
  cr_assert_eq(settings_of("a")->ready, BATON_READY_EXEC);
}

Test(option, ready_may_be_a_line_on_a_descriptor)
{
  accept("--ready=fd:3 a");
  cr_assert_eq(settings_of("a")->ready, BATON_READY_FD);
  cr_assert_eq(settings_of("a")->ready_fd, 3);
  accept("--ready=fd:1048575 a");
  reject("--ready=fd:2 a", "word 1: --ready=fd:2: N is 3 to 1048575");
  reject("--ready=fd:1048576 a", "word 1: --ready=fd:1048576: N is 3 to 1048575");
  reject("--ready=fd: a", "word 1: --ready=fd:: N is 3 to 1048575");
}

Test(option, ready_may_be_a_descriptor_in_a_variable)
{
  accept("--ready=env:READY_FD a");
  cr_assert_eq(settings_of("a")->ready, BATON_READY_ENV);
  cr_assert_str_eq(string_of(settings_of("a")->ready_var), "READY_FD");
  reject("--ready=env: a", "word 1: --ready=env:: VAR is the name of an environment variable");
  reject("--ready=env:A=B a",
         "word 1: --ready=env:A=B: VAR is the name of an environment variable");
}

Test(option, ready_may_be_the_end)
{
  accept("--ready=exit a");
  cr_assert_eq(settings_of("a")->ready, BATON_READY_EXIT);
  cr_assert_eq(settings_of("a")->policy, BATON_POLICY_NEVER);
}

Test(option, ready_is_one_of_these)
{
  reject("--ready=fd a", "word 1: --ready=fd: not one of exec, fd:N, env:VAR, exit");
  reject("--ready=exe a",
         "word 1: --ready=exe: not one of exec, fd:N, env:VAR, exit (did you mean exec?)");
  reject("--ready=yes a", "word 1: --ready=yes: not one of exec, fd:N, env:VAR, exit");
}

Test(option, ready_exit_with_an_explicit_restart_always_is_an_error)
{
  reject("--restart=always --ready=exit a",
         "word 2: --ready=exit with --restart=always (word 1) would never be done");
  reject("a +++ --oneshot --restart=always b",
         "word 3: --ready=exit with --restart=always (word 4) would never be done");
}

Test(option, ready_exit_below_a_strategy_is_restarted_on_failure)
{
  accept("--strategy=one-for-one +++ -n a --ready=exit b +++ c");
  cr_assert_eq(settings_of("a")->policy, BATON_POLICY_ON_FAILURE);
  cr_assert_eq(settings_of("c")->policy, BATON_POLICY_ALWAYS);
}

Test(option, oneshot_is_ready_exit_and_restart_on_failure)
{
  accept("--restart=always +++ --oneshot a +++ b");
  cr_assert_eq(settings_of("a")->ready, BATON_READY_EXIT);
  cr_assert_eq(settings_of("a")->policy, BATON_POLICY_ON_FAILURE);
  cr_assert_eq(settings_of("b")->ready, BATON_READY_EXEC);
}

Test(option, oneshot_with_policy_never_is_tried_once)
{
  accept("+++ --oneshot --restart=never a +++ b");
  cr_assert_eq(settings_of("a")->ready, BATON_READY_EXIT);
  cr_assert_eq(settings_of("a")->policy, BATON_POLICY_NEVER);
}

Test(option, oneshot_goes_with_no_other_readiness)
{
  accept("--oneshot --ready=exit a");
  reject("--oneshot --ready=fd:3 a",
         "word 1: --oneshot is --ready=exit, and another --ready is given (word 2)");
  reject("--ready=exec --oneshot a",
         "word 2: --oneshot is --ready=exit, and another --ready is given (word 1)");
}

Test(option, start_timeout_is_60s_for_a_line_and_none_else)
{
  accept("--ready=fd:3 a");
  cr_assert_eq(settings_of("a")->start_timeout_ms, 60000);
  accept("--ready=env:A a");
  cr_assert_eq(settings_of("a")->start_timeout_ms, 60000);
  accept("--ready=exec a");
  cr_assert_eq(settings_of("a")->start_timeout_ms, BATON_NONE);
  accept("--ready=exit a");
  cr_assert_eq(settings_of("a")->start_timeout_ms, BATON_NONE);
}

Test(option, start_timeout_given_anywhere_above_counts)
{
  accept("--start-timeout=5s +++ -n a --ready=fd:3 x +++ -n b y +++ -n c --start-timeout=6s z");
  cr_assert_eq(settings_of("a")->start_timeout_ms, 5000);
  cr_assert_eq(settings_of("b")->start_timeout_ms, 5000);
  cr_assert_eq(settings_of("c")->start_timeout_ms, 6000);
}

Test(option, start_timeout_of_nothing_is_an_error)
{
  reject("--start-timeout=x a",
         "word 1: --start-timeout=x: not a duration such as 250ms, 10s, 5m or 1h");
  reject("--start-timeout=0 a", "word 1: --start-timeout=0: no child can be ready at once");
}

/* --- stopping --- */

Test(option, stop_signal_is_term)
{
  accept("a");
  cr_assert_eq(settings_of("a")->stop_signal, 15);
  cr_assert_not(settings_of("a")->flags & BATON_SET_STOP_SIGNAL);
  accept("--stop-signal=15 a");
  cr_assert(settings_of("a")->flags & BATON_SET_STOP_SIGNAL);
}

Test(option, stop_signal_is_a_name_or_a_number)
{
  accept("--stop-signal=INT a");
  cr_assert_eq(settings_of("a")->stop_signal, 2);
  accept("--stop-signal=SIGINT a");
  cr_assert_eq(settings_of("a")->stop_signal, 2);
  accept("--stop-signal=2 a");
  cr_assert_eq(settings_of("a")->stop_signal, 2);
  accept("--stop-signal=RTMIN+3 a");
  cr_assert_eq(settings_of("a")->stop_signal, 37);
  accept("--stop-signal=64 a");
  cr_assert_eq(settings_of("a")->stop_signal, 64);
  reject("--stop-signal=65 a", "word 1: --stop-signal=65: no signal is named '65'");
  reject("--stop-signal=0 a", "word 1: --stop-signal=0: no signal is named '0'");
  reject("--stop-signal=15x a", "word 1: --stop-signal=15x: no signal is named '15x'");
  reject("--stop-signal=SIGTREM a",
         "word 1: --stop-signal=SIGTREM: no signal is named 'SIGTREM' (did you mean TERM?)");
  reject("--stop-signal=term a",
         "word 1: --stop-signal=term: no signal is named 'term' (did you mean TERM?)");
}

Test(option, stop_signal_must_be_able_to_ask)
{
  reject("--stop-signal=KILL a",
         "word 1: --stop-signal=KILL: a child that is to be killed at once has --stop-timeout=0");
  reject("--stop-signal=STOP a",
         "word 1: --stop-signal=STOP: STOP suspends a child and never ends it");
}

Test(option, stop_timeout_is_a_share_of_grace_by_itself)
{
  accept("a");
  cr_assert_eq(settings_of("a")->stop_timeout_ms, BATON_NONE);
  accept("--stop-timeout=0 a");
  cr_assert_eq(settings_of("a")->stop_timeout_ms, 0);
}

Test(option, kill_is_process_or_group)
{
  accept("a");
  cr_assert_eq(settings_of("a")->kill, BATON_KILL_PROCESS);
  accept("--kill=group a");
  cr_assert_eq(settings_of("a")->kill, BATON_KILL_GROUP);
  accept("--kill=process a");
  cr_assert_eq(settings_of("a")->kill, BATON_KILL_PROCESS);
}

Test(option, forward_is_a_list_of_signals)
{
  accept("a");
  cr_assert_eq(settings_of("a")->forward, 0);
  accept("--forward=HUP,SIGUSR1,12,RTMIN a");
  cr_assert_eq(settings_of("a")->forward, BATON_SIGNAL_BIT(1) | BATON_SIGNAL_BIT(10) |
                                              BATON_SIGNAL_BIT(12) | BATON_SIGNAL_BIT(34));
  reject("--forward=HUP,,INT a", "word 1: --forward=HUP,,INT: no signal is named ''");
  reject("--forward=HUP,UST1 a",
         "word 1: --forward=HUP,UST1: no signal is named 'UST1' (did you mean USR1?)");
}

Test(option, forward_all_is_every_signal_that_can_come)
{
  accept("--forward=all a");
  cr_assert_eq(settings_of("a")->forward,
               ~(BATON_SIGNAL_BIT(9) | BATON_SIGNAL_BIT(17) | BATON_SIGNAL_BIT(19)));
}

Test(option, forward_replaces_what_is_inherited)
{
  accept("--forward=HUP x +++ -n a --forward=INT b");
  cr_assert_eq(settings_of("a")->forward, BATON_SIGNAL_BIT(2));
}

Test(option, forward_takes_no_signal_that_cannot_come)
{
  reject("--forward=KILL a", "word 1: --forward=KILL: KILL can be caught by nobody");
  reject("--forward=HUP,19 a", "word 1: --forward=HUP,19: STOP can be caught by nobody");
  reject("--forward=CHLD a", "word 1: --forward=CHLD: CHLD is how baton learns of its children");
}

/* --- the process --- */

Test(option, user_is_a_user_and_perhaps_a_group)
{
  accept("a");
  cr_assert_eq(settings_of("a")->flags, 0);
  accept("--user=app a");
  cr_assert_eq(settings_of("a")->flags, BATON_SET_USER);
  cr_assert_str_eq(string_of(settings_of("a")->user), "app");
  cr_assert_eq(settings_of("a")->user_word, 1);
  accept("-v --user=app:staff a");
  cr_assert_eq(settings_of("a")->flags, BATON_SET_USER | BATON_SET_GROUP);
  cr_assert_str_eq(string_of(settings_of("a")->user), "app:staff");
  cr_assert_eq(settings_of("a")->user_word, 2);
}

Test(option, user_without_a_group_takes_an_inherited_group_back)
{
  accept("--user=app:staff x +++ -n a --user=web b");
  cr_assert_eq(settings_of("a")->flags, BATON_SET_USER);
  cr_assert_str_eq(string_of(settings_of("a")->user), "web");
  cr_assert_eq(settings_of("a")->user_word, 6);
}

Test(option, user_has_a_form)
{
  static const char *const wrong[] = {"", ":", "app:", ":staff", "a:b:c"};
  for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    reject(formatted("--user=%s a", wrong[i]),
           formatted("word 1: --user=%s: not USER or USER:GROUP", wrong[i]));
  }
  accept("--user=4294967294:4294967294 a");
  reject("--user=4294967295 a", "word 1: --user=4294967295: an id is at most 4294967294");
  reject("--user=0:4294967295 a", "word 1: --user=0:4294967295: an id is at most 4294967294");
}

Test(option, cwd_is_a_directory)
{
  accept("a");
  cr_assert_eq(settings_of("a")->cwd, 0);
  accept("--cwd=srv/www a");
  cr_assert_str_eq(string_of(settings_of("a")->cwd), "srv/www");
  reject("--cwd= a", "word 1: --cwd=: the value is empty");
}

Test(option, umask_is_octal)
{
  accept("--umask=027 a");
  cr_assert_eq(settings_of("a")->umask, 027);
  cr_assert_eq(settings_of("a")->flags, BATON_SET_UMASK);
  accept("--umask=0 a");
  cr_assert_eq(settings_of("a")->umask, 0);
  accept("--umask=0000777 a");
  cr_assert_eq(settings_of("a")->umask, 0777);
  reject("--umask=1000 a", "word 1: --umask=1000: not an octal number from 0 to 777");
  reject("--umask=8 a", "word 1: --umask=8: not an octal number from 0 to 777");
  reject("--umask= a", "word 1: --umask=: not an octal number from 0 to 777");
}

Test(option, env_sets_a_variable)
{
  WORDS("--env=A=b c", "--env", "B=", "--env=C=d=e", "a");
  cr_assert_str_eq(variables_of("a"), "A=b c B= C=d=e ");
  reject("--env=A a", "word 1: --env=A: not K=V; --unset-env removes a variable");
  reject("--env==b a", "word 1: --env==b: a variable needs a name");
  reject("--env= a", "word 1: --env=: a variable needs a name");
}

Test(option, unset_env_removes_a_variable)
{
  accept("--unset-env=A a");
  cr_assert_str_eq(variables_of("a"), "A ");
  reject("--unset-env=A=b a", "word 1: --unset-env=A=b: not the name of a variable");
  reject("--unset-env= a", "word 1: --unset-env=: not the name of a variable");
}

static void limit_is(const char *value, uint32_t resource, uint64_t soft, uint64_t hard)
{
  const char *line = formatted("--rlimit=%s a", value);
  accept(line);
  cr_assert_eq(settings_of("a")->limit_count, 1);
  cr_assert_eq(result.plan.limits[settings_of("a")->limits].resource, resource, "%s", value);
  cr_assert_eq(result.plan.limits[settings_of("a")->limits].soft, soft, "%s", value);
  cr_assert_eq(result.plan.limits[settings_of("a")->limits].hard, hard, "%s", value);
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
  static const char *const wrong[] = {
      "nofile",     "nofile=",      "nofile=x",  "nofile=1:",
      "nofile=1:x", "nofile=1:2:3", "nofile=-1", "nofile=18446744073709551615"};
  for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    reject(formatted("--rlimit=%s a", wrong[i]),
           formatted("word 1: --rlimit=%s: not NAME=SOFT[:HARD], each a number or unlimited",
                     wrong[i]));
  }
  reject("--rlimit=nofile=5:4 a", "word 1: --rlimit=nofile=5:4: SOFT is more than HARD");
  reject("--rlimit=nofiles=5 a",
         "word 1: --rlimit=nofiles=5: not one of cpu, fsize, data, stack, core, rss, nproc, "
         "nofile, memlock, as, locks, sigpending, msgqueue, nice, rtprio, rttime (did you mean "
         "nofile?)");
}

Test(option, nice_and_oom_score_adj_have_ranges)
{
  accept("--nice=-20 --oom-score-adj=-1000 a");
  cr_assert_eq(settings_of("a")->nice, -20);
  cr_assert_eq(settings_of("a")->oom_score_adj, -1000);
  cr_assert_eq(settings_of("a")->flags, BATON_SET_NICE | BATON_SET_OOM);
  accept("--nice=19 --oom-score-adj=1000 a");
  cr_assert_eq(settings_of("a")->nice, 19);
  cr_assert_eq(settings_of("a")->oom_score_adj, 1000);
  reject("--nice=20 a", "word 1: --nice=20: not a number from -20 to 19");
  reject("--nice=-21 a", "word 1: --nice=-21: not a number from -20 to 19");
  reject("--nice=- a", "word 1: --nice=-: not a number from -20 to 19");
  reject("--nice=4294967290 a", "word 1: --nice=4294967290: not a number from -20 to 19");
  reject("--oom-score-adj=1001 a", "word 1: --oom-score-adj=1001: not a number from -1000 to 1000");
}

Test(option, no_new_privs_is_a_flag)
{
  accept("--no-new-privs a");
  cr_assert_eq(settings_of("a")->flags, BATON_SET_NO_NEW_PRIVS);
}

Test(option, stdin_is_inherited_by_an_only_child)
{
  accept("a");
  cr_assert_eq(settings_of("a")->stdin_mode, BATON_STREAM_INHERIT);
  accept("+++ -n s/ +++ -n s/a x");
  cr_assert_eq(settings_of("s/a")->stdin_mode, BATON_STREAM_INHERIT);
  accept("--stdin=null a");
  cr_assert_eq(settings_of("a")->stdin_mode, BATON_STREAM_NULL);
}

Test(option, stdin_is_null_for_one_of_several)
{
  accept("a +++ b");
  cr_assert_eq(settings_of("a")->stdin_mode, BATON_STREAM_NULL);
  cr_assert_eq(settings_of("b")->stdin_mode, BATON_STREAM_NULL);
}

Test(option, stdin_is_inherited_by_one_child_at_most)
{
  accept("a +++ --stdin=inherit b");
  cr_assert_eq(settings_of("a")->stdin_mode, BATON_STREAM_NULL);
  cr_assert_eq(settings_of("b")->stdin_mode, BATON_STREAM_INHERIT);
  reject("--stdin=inherit a +++ --stdin=inherit b",
         "word 4: only one child can have --stdin=inherit, and another has it (word 1)");
  reject("--stdin=file a", "word 1: --stdin=file: not one of inherit, null");
}

Test(option, stdout_and_stderr_may_be_a_file)
{
  accept("a");
  cr_assert_eq(settings_of("a")->stdout_mode, BATON_STREAM_INHERIT);
  accept("--stdout=null --stderr=/var/log/a a");
  cr_assert_eq(settings_of("a")->stdout_mode, BATON_STREAM_NULL);
  cr_assert_eq(settings_of("a")->stderr_mode, BATON_STREAM_FILE);
  cr_assert_str_eq(string_of(settings_of("a")->stderr_file), "/var/log/a");
  reject("--stdout= a", "word 1: --stdout=: the value is empty");
}

Test(option, stdout_replaces_an_inherited_file)
{
  accept("--stdout=/x --stderr=/y x +++ -n a --stdout=inherit --stderr=/z b");
  cr_assert_eq(settings_of("a")->stdout_mode, BATON_STREAM_INHERIT);
  cr_assert_eq(settings_of("a")->stdout_file, 0);
  cr_assert_str_eq(string_of(settings_of("a")->stderr_file), "/z");
}

Test(option, resume_id_is_a_fixed_identity)
{
  accept("+++ --resume-id=11111111-2222-4333-8444-555555555555 a +++ b");
  cr_assert_str_eq(string_of(node_of("a")->resume_id), "11111111-2222-4333-8444-555555555555");
  cr_assert_eq(node_of("b")->resume_id, 0);
}

Test(option, resume_id_is_in_no_message)
{
  const char *form = "word 1: --resume-id: an ID is 1 to 128 printable characters without a space";
  reject("--resume-id= a", form);
  WORDS("--resume-id=sec ret", "a");
  cr_assert_null(strstr(result.message, "sec"));
  cr_assert_eq(result.verdict, SPEC_ERROR);
  WORDS("--resume-id=s\303\251cret", "a");
  cr_assert_eq(result.verdict, SPEC_ERROR);
  WORDS("--resume-id=s\177", "a");
  cr_assert_eq(result.verdict, SPEC_ERROR);
  accept(formatted("--resume-id=%s a", repeated('x', 128)));
  reject(formatted("--resume-id=%s a", repeated('x', 129)), form);
}

Test(option, resume_id_belongs_to_one_child)
{
  reject("+++ --resume-id=x a +++ --resume-id=y b +++ --resume-id=x c",
         "word 8: another child has the same --resume-id (word 2)");
}

/* --- the whole --- */

Test(option, signal_maps_one_to_another_or_to_an_effect)
{
  accept("--signal=15:3 --signal=HUP:drop --signal=WINCH:shutdown --signal=SIGUSR1:RTMIN+1 a");
  cr_assert_eq(result.plan.globals.signal_map[15], 3);
  cr_assert_eq(result.plan.globals.signal_map[1], BATON_MAP_DROP);
  cr_assert_eq(result.plan.globals.signal_map[28], BATON_MAP_SHUTDOWN);
  cr_assert_eq(result.plan.globals.signal_map[10], 35);
  cr_assert_eq(result.plan.globals.signal_map[2], 0);
}

Test(option, signal_has_a_form)
{
  reject("--signal=TERM a", "word 1: --signal=TERM: not IN:OUT such as TERM:QUIT");
  reject("--signal=TREM:INT a",
         "word 1: --signal=TREM:INT: no signal is named 'TREM' (did you mean TERM?)");
  reject("--signal=TERM:TNI a",
         "word 1: --signal=TERM:TNI: no signal is named 'TNI' (did you mean INT?)");
  reject("--signal=TERM: a", "word 1: --signal=TERM:: no signal is named ''");
  reject("--signal=TERM:INT --signal=15:QUIT a",
         "word 2: --signal=15:QUIT: TERM is mapped already");
}

Test(option, signal_cannot_map_what_cannot_come)
{
  reject("--signal=KILL:TERM a", "word 1: --signal=KILL:TERM: KILL can be caught by nobody");
  reject("--signal=STOP:TERM a", "word 1: --signal=STOP:TERM: STOP can be caught by nobody");
  reject("--signal=CHLD:TERM a",
         "word 1: --signal=CHLD:TERM: CHLD is how baton learns of its children");
}

Test(option, termination_message_is_the_file_that_kubernetes_reads)
{
  accept("a");
  cr_assert_str_eq(string_of(result.plan.globals.termination_message), "/dev/termination-log");
  cr_assert(result.plan.globals.flags & BATON_GLOBAL_TERM_DEFAULT);
  accept("--termination-message=/x a");
  cr_assert_str_eq(string_of(result.plan.globals.termination_message), "/x");
  cr_assert_not(result.plan.globals.flags & BATON_GLOBAL_TERM_DEFAULT);
  reject("--termination-message= a", "word 1: --termination-message=: the value is empty");
  accept("--termination-message=off a");
  cr_assert_eq(result.plan.globals.termination_message, 0);
  cr_assert_not(result.plan.globals.flags & BATON_GLOBAL_TERM_DEFAULT);
}

Test(option, log_level_is_warn_in_a_classic_init_and_else_info)
{
  accept("a");
  cr_assert_eq(result.plan.globals.log_level, 1);
  accept("a +++ b");
  cr_assert_eq(result.plan.globals.log_level, 2);
  accept("--log-level=error a +++ b");
  cr_assert_eq(result.plan.globals.log_level, 0);
  accept("--log-level=debug a");
  cr_assert_eq(result.plan.globals.log_level, 3);
  reject("--log-level=warning a", "word 1: --log-level=warning: not one of error, warn, info, "
                                  "debug");
}

Test(option, v_raises_the_log_level)
{
  accept("-v a");
  cr_assert_eq(result.plan.globals.log_level, 2);
  accept("-vv a +++ b");
  cr_assert_eq(result.plan.globals.log_level, 3);
  accept("-vvvvv a");
  cr_assert_eq(result.plan.globals.log_level, 3);
  accept("--log-level=error -v a");
  cr_assert_eq(result.plan.globals.log_level, 1);
}

Test(option, log_format_is_text_or_json)
{
  accept("a");
  cr_assert_eq(result.plan.globals.log_json, 0);
  accept("--log-format=json a");
  cr_assert_eq(result.plan.globals.log_json, 1);
}

/* --- as in tini --- */

Test(tini, s_asks_for_what_baton_does_anyway)
{
  accept("-s a");
  cr_assert(result.plan.globals.flags & BATON_GLOBAL_CLASSIC);
}

Test(tini, g_is_kill_group)
{
  accept("-g a +++ --kill=process b");
  cr_assert_eq(settings_of("a")->kill, BATON_KILL_GROUP);
  cr_assert_eq(settings_of("b")->kill, BATON_KILL_PROCESS);
  reject("--kill=process -g a",
         "word 2: -g: it is --kill=group, and --kill is given, too (word 1)");
}

Test(tini, w_warns_of_orphans)
{
  accept("-w a");
  cr_assert(result.plan.globals.flags & BATON_GLOBAL_WARN_REAP);
  accept("a");
  cr_assert_not(result.plan.globals.flags & BATON_GLOBAL_WARN_REAP);
}

Test(tini, p_is_the_signal_to_baton_when_its_parent_dies)
{
  accept("a");
  cr_assert_eq(result.plan.globals.parent_death_signal, 0);
  accept("-p SIGTERM a");
  cr_assert_eq(result.plan.globals.parent_death_signal, 15);
  accept("-pKILL a");
  cr_assert_eq(result.plan.globals.parent_death_signal, 9);
  reject("-p x a", "word 1: -p x: no signal is named 'x'");
}

Test(tini, e_of_a_signal_s_code_counts_the_signal_too)
{
  accept("-e 143 -e 192 -e 127 a");
  cr_assert_eq(settings_of("a")->success_signals, BATON_SIGNAL_BIT(15) | BATON_SIGNAL_BIT(64));
  accept("-e 129 --success=143 a");
  cr_assert_eq(settings_of("a")->success_signals, BATON_SIGNAL_BIT(1));
}

Test(tini, e_counts_a_code_as_success)
{
  accept("-e 143 -e 3 --success=4 a +++ --success=5 b");
  cr_assert_eq(settings_of("a")->success_codes[0], 1 | 1 << 3 | 1 << 4);
  cr_assert_eq(settings_of("a")->success_codes[2], UINT64_C(1) << 15);
  cr_assert_eq(settings_of("b")->success_codes[0], 1 | 1 << 5);
  accept("-e 0 -e 255 a");
  cr_assert_eq(settings_of("a")->success_codes[3], UINT64_C(1) << 63);
  reject("-e 256 a", "word 1: -e 256: not a number from 0 to 255");
}

/* --- durations --- */

Test(duration, is_a_number_and_a_unit)
{
  static const struct {
    const char *text;
    uint32_t ms;
  } durations[] = {
      {"0",            0         },
      {"250ms",        250       },
      {"10s",          10000     },
      {"5m",           300000    },
      {"1h",           3600000   },
      {"1000h",        3600000000},
      {"0s",           0         },
      {"0ms",          0         },
      {"000",          0         },
      {"3600000000ms", 3600000000}
  };

  for (unsigned i = 0; i < sizeof durations / sizeof durations[0]; i++) {
    const char *line = formatted("--grace=%s a", durations[i].text);
    accept(line);
    cr_assert_eq(result.plan.globals.grace_ms, durations[i].ms, "%s", line);
  }
}

Test(duration, without_a_unit_is_an_error)
{
  reject("--grace=10 a", "word 1: --grace=10: a duration needs its unit (did you mean 10s?)");
}

Test(duration, of_another_form_is_an_error)
{
  static const char *const wrong[] = {"",    "s",  "10x",  "1m30s", "1.5s", "-1s",
                                      "10S", "ms", "10sx", "+1s",   "10s "};
  for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    WORDS(formatted("--grace=%s", wrong[i]), "a");
    cr_assert_str_eq(
        result.message,
        formatted("baton: word 1: --grace=%s: not a duration such as 250ms, 10s, 5m or 1h\n",
                  wrong[i]));
  }
}

Test(duration, of_more_than_1000h_is_an_error)
{
  static const char *const wrong[] = {"1001h",        "60001m",       "3600001s",
                                      "3600000001ms", "99999999999h", "99999999999999999999"};
  for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    reject(formatted("--grace=%s a", wrong[i]),
           formatted("word 1: --grace=%s: a duration is at most 1000h", wrong[i]));
  }
}
