/* drop-in.md: the lines of tini, dumb-init and catatonit, and what they come to. */
#define _POSIX_C_SOURCE 200809L /* strndup */

#include "spec_line.h"

#include <stdlib.h>
#include <string.h>

/* --- reading --- */

/* "dumb-init -c true": the first word is the name. Before it may stand a variable, as in a shell.
 */
static void called(const char *line)
{
  const char *name = line;
  const char *const *before = variables;
  char *variable = strndup(line, strcspn(line, " "));
  const char *const one[] = {variable, NULL};
  if (strchr(variable, '=') != NULL) {
    name = line + strlen(variable) + 1;
    variables = one;
  }
  as_name = strndup(name, strcspn(name, " "));
  read_line(name + strlen(as_name));
  free((char *)(uintptr_t)as_name);
  free(variable);
  as_name = NULL;
  variables = before;
}

static void with(const char *variable)
{
  static const char *one[2];
  one[0] = variable;
  variables = one;
}

static void runs(const char *line)
{
  called(line);
  cr_assert_eq(result.verdict, SPEC_RUN, "%s: %s", line, result.message);
  cr_assert_str_eq(result.message, "", "%s", line);
}

#define RUNS(line, actual, expected)                                                               \
  do {                                                                                             \
    runs(line);                                                                                    \
    cr_assert_eq(actual, expected, "%s", (line));                                                  \
  } while (false)
#define RUNS_TEXT(line, actual, expected)                                                          \
  do {                                                                                             \
    runs(line);                                                                                    \
    cr_assert_str_eq(actual, expected, "%s", (line));                                              \
  } while (false)

/* As it is printed where argv[0] is that. */
static const char *text_of(const char *name)
{
  static struct written written;
  const struct spec_input input = {.argc = 1, .argv = (char *const[]){(char *)(uintptr_t)name}};
  written.length = 0;
  spec_print(&input, result.text == NULL ? "" : result.text, write_to, &written);
  return written.text;
}

/* Nothing is started: what is printed where. */
static void shows(const char *line, bool out, const char *part)
{
  called(line);
  cr_assert_eq(result.verdict, SPEC_TEXT, "%s", line);
  cr_assert_eq(result.text_asked, out, "%s", line);
  cr_assert(strstr(text_of("a/name"), part) != NULL, "%s", line);
}

/* Wrong: code 1, the message and the text on stderr. */
static void fails(const char *line, const char *message, const char *part)
{
  called(line);
  cr_assert_eq(result.verdict, SPEC_ERROR, "%s: was accepted", line);
  cr_assert_eq(result.code, 1, "%s", line);
  cr_assert_not(result.text_asked, "%s", line);
  cr_assert_str_eq(result.message, message, "%s", line);
  cr_assert_eq(result.text == NULL, part == NULL, "%s", line);
  cr_assert(part == NULL || strstr(text_of("a/name"), part) != NULL, "%s", line);
}

static const struct baton_settings *only(void)
{
  return &result.plan.settings[result.plan.nodes[1].settings];
}

static const char *words(void)
{
  return packed(result.plan.nodes[1].argv, result.plan.nodes[1].argc);
}

static bool has(uint32_t flag)
{
  return (whole()->flags & flag) != 0;
}

/* --- names --- */

static void is_called(uint8_t personality, const char *const *names)
{
  for (; *names != NULL; names++) {
    RUNS(formatted("%s true", *names), whole()->personality, personality);
  }
}

#define CALLED(personality, ...) is_called((personality), (const char *const[]){__VA_ARGS__, NULL})

Test(persona, is_the_basename_of_argv_0)
{
  CALLED(BATON_PERSONALITY_TINI, "tini", "/sbin/tini", "./tini-static", "docker-init");
  CALLED(BATON_PERSONALITY_DUMB_INIT, "dumb-init", "/usr/a/dumb-init");
  CALLED(BATON_PERSONALITY_CATATONIT, "catatonit", "podman-init", "/pause");
  CALLED(BATON_PERSONALITY_BATON, "baton", "tini2", "tini/", "-tini", "Tini");
}

Test(persona, without_a_name_is_baton)
{
  struct spec_input input = {.argc = 0, .argv = (char *const[]){NULL}};
  void *memory = calloc(1, spec_measure(&input));
  spec_parse(&input, memory, &result);
  cr_assert_eq(result.code, 2);
  free(memory);
}

/* --- common to all three --- */

static const char *const all[] = {"tini", "dumb-init", "catatonit"};

/* Behind each of the names, these words run that program. */
static void run(const char *line, const char *program)
{
  for (unsigned i = 0; i < 3; i++) {
    RUNS_TEXT(formatted("%s %s", all[i], line), words(), program);
    cr_assert_eq(result.plan.node_count, 2);
  }
}

Test(persona, options_stop_at_the_first_word_that_is_none_or_dashes_and_the_rest_is_untouched)
{
  run("ls -h -V", "ls -h -V ");
  run("- -h", "- -h ");
  run("-- -x y", "-x y ");
  run("-- -- y", "-- y ");
  run("sh +++ a +++", "sh +++ a +++ ");
  as_name = "tini";
  WORDS("", "x");
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_str_eq(words(), " x ");
}

Test(persona, words_beyond_all_memory_are_refused)
{
  as_name = "tini";
  WORDS("true", repeated('x', 64U << 20U));
  cr_assert_eq(result.verdict, SPEC_ERROR);
  cr_assert_eq(result.code, 1);
}

Test(persona, letters_cluster_and_values_may_be_attached)
{
  RUNS("tini -sgvve3 -pSIGHUP -e 4 true", has(BATON_GLOBAL_SUBREAPER), true);
  cr_assert_eq(only()->kill, BATON_KILL_GROUP);
  cr_assert_eq(whole()->log_level, 3);
  cr_assert_eq(only()->success_codes[0], 1U | 1U << 3U | 1U << 4U);
  cr_assert_eq(whole()->parent_death_signal, 1);
  RUNS("dumb-init -cvr15:3 true", whole()->signal_map[15], 3);
  cr_assert_eq(whole()->log_level, 3);
  RUNS("dumb-init -vr 15:3 true", whole()->signal_map[15], 3);
}

Test(persona, ends_when_its_child_does_without_a_drain_or_a_word)
{
  for (unsigned i = 0; i < 3; i++) {
    runs(formatted("%s true", all[i]));
    cr_assert(has(BATON_GLOBAL_CLASSIC));
    cr_assert_not(has(BATON_GLOBAL_TERM_DEFAULT));
    cr_assert_eq(whole()->termination_message, 0);
    cr_assert_eq(has(BATON_GLOBAL_DRAIN), has(BATON_GLOBAL_LAST_TERM));
    cr_assert_eq(result.text, NULL);
  }
}

/* --- tini --- */

Test(tini, s_and_its_variable_make_a_subreaper)
{
  RUNS("tini true", has(BATON_GLOBAL_SUBREAPER), false);
  RUNS("tini -s true", has(BATON_GLOBAL_SUBREAPER), true);
  RUNS("TINI_SUBREAPER= tini true", has(BATON_GLOBAL_SUBREAPER), true);
}

/* With each of these values, the option is complained about in tini's words. */
static void complains(char letter, const char *const *values)
{
  for (; *values != NULL; values++) {
    fails(formatted("tini -%c %s true", letter, *values),
          formatted("[FATAL tini (7)] Not a valid option for -%c: %s\n", letter, *values), NULL);
  }
}

#define COMPLAINS(letter, ...) complains((letter), (const char *const[]){__VA_ARGS__, NULL})

Test(tini, p_takes_full_upper_case_names_only)
{
  RUNS("tini -p SIGHUP true", whole()->parent_death_signal, 1);
  RUNS("tini -p SIGKILL true", whole()->parent_death_signal, 9);
  RUNS("tini -p SIGSYS true", whole()->parent_death_signal, 31);
  COMPLAINS('p', "HUP", "sighup", "1", "SIGRTMIN", "SIGNOPE", "SIG", "xSIGHUP");
}

Test(tini, v_and_its_variable_which_overrides_it)
{
  RUNS("tini true", whole()->log_level, 1);
  RUNS("tini -v true", whole()->log_level, 2);
  RUNS("tini -vvvvv true", whole()->log_level, 3);
  RUNS("TINI_VERBOSITY=0 tini -vvv true", whole()->log_level, 0);
  RUNS("TINI_VERBOSITY=3 tini true", whole()->log_level, 3);
  RUNS("TINI_VERBOSITY=77 tini true", whole()->log_level, 3);
  RUNS("TINI_VERBOSITY=+3 tini true", whole()->log_level, 3);
  RUNS("TINI_VERBOSITY=3x tini true", whole()->log_level, 3);
  RUNS("TINI_VERBOSITY=-2 tini -v true", whole()->log_level, 0);
  RUNS("TINI_VERBOSITY=x tini -v true", whole()->log_level, 0);
  with("TINI_VERBOSITY= 3");
  RUNS("tini true", whole()->log_level, 3);
}

Test(tini, w_tells_of_reaped_zombies_and_g_or_its_variable_forwards_to_the_group)
{
  RUNS("tini -w true", has(BATON_GLOBAL_WARN_REAP), true);
  RUNS("tini true", only()->kill, BATON_KILL_PROCESS);
  RUNS("tini -g true", only()->kill, BATON_KILL_GROUP);
  RUNS("TINI_KILL_PROCESS_GROUP= tini true", only()->kill, BATON_KILL_GROUP);
}

Test(tini, e_makes_a_code_0)
{
  RUNS("tini -e 255 -e 0 -e 143 true", only()->success_codes[3] >> 63U, 1);
  cr_assert_eq(only()->success_signals, BATON_SIGNAL_BIT(15));
  RUNS("tini -e +7 true", only()->success_codes[0], 1U | 1U << 7U);
  runs("tini -e -0 true");
  as_name = "tini";
  WORDS("-e", "", "true");
  cr_assert_eq(result.verdict, SPEC_RUN);
  COMPLAINS('e', "256", "x", "-1", "1x", "0x10", "+", "-");
}

Test(tini, l_h_and_version_are_on_stdout)
{
  shows("tini -l", true, "MIT License");
  shows("tini -h x", true, "supervision of a valid init process");
  shows("tini -sh", true, "more verbose");
  shows("tini --version", true, "tini version 0.19.0_baton-");
  shows("docker-init --version", true, "tini version ");
}

Test(tini, an_unknown_option_or_no_program_is_the_usage_with_its_basename)
{
  called("/sbin/tini");
  cr_assert(strstr(text_of("/sbin/tini"), "\nUsage: tini ") != NULL);
  fails("tini --version x", "tini: invalid option -- '-'\n", "Usage: ");
  fails("tini -v --version", "tini: invalid option -- '-'\n", "Usage: ");
  fails("tini -x true", "tini: invalid option -- 'x'\n", "Usage: name ");
  fails("tini -sx true", "tini: invalid option -- 'x'\n", "Usage: name ");
  fails("tini -: true", "tini: invalid option -- ':'\n", "Usage: ");
  fails("tini --foo", "tini: invalid option -- '-'\n", "Usage: ");
  fails("tini -p", "tini: option requires an argument -- 'p'\n", "Usage: ");
  fails("tini", "", "Usage: name ");
  fails("tini -s", "", "Usage: ");
  fails("tini --", "", "Usage: ");
}

/* By signal: what is made of those from `first` to `last`; the others are sent as they come. */
static void maps(unsigned first, unsigned last, uint8_t effect)
{
  for (unsigned signal = 1; signal <= 64; signal++) {
    uint8_t wanted = signal >= first && signal <= last ? effect : 0;
    cr_assert_eq(whole()->signal_map[signal], wanted, "%u", signal);
  }
}

Test(tini, forwards_all_but_faults_ttin_and_ttou_to_a_group_and_fails_with_127_126_or_1)
{
  RUNS("tini true", has(BATON_GLOBAL_SENT_FAULTS), true);
  maps(21, 22, BATON_MAP_DROP);
  RUNS("tini true", only()->place, BATON_PLACE_GROUP);
  cr_assert_eq(only()->flags & BATON_SET_PLAIN, 0);
  cr_assert_eq(only()->stdin_mode, BATON_STDIN_INHERIT);
  RUNS("tini true", whole()->codes.missing, 127);
  cr_assert_eq(whole()->codes.denied, 126);
  cr_assert_eq(whole()->codes.exec, 1);
  cr_assert_eq(whole()->codes.start, 1);
}

/* --- dumb-init --- */

Test(dumb_init, c_and_its_variable_mean_a_single_child)
{
  static const char *const lines[] = {"dumb-init -c true", "dumb-init --single-child true"};
  for (unsigned i = 0; i < 2; i++) {
    RUNS(lines[i], only()->place, BATON_PLACE_OURS);
    cr_assert_eq(only()->kill, BATON_KILL_PROCESS);
    cr_assert_eq(whole()->signal_map[20], 0);
  }
  RUNS("DUMB_INIT_SETSID=0 dumb-init true", only()->place, BATON_PLACE_OURS);
  RUNS("DUMB_INIT_SETSID=00 dumb-init true", only()->place, BATON_PLACE_LEADER);
  cr_assert_eq(only()->kill, BATON_KILL_GROUP);
}

Test(dumb_init, r_rewrites_and_0_drops_and_a_bad_one_is_told_how)
{
  static const char *const forms[] = {"-r 15:3",    "-r15:3",   "--rewrite=15:3", "--rewrite 15:3",
                                      "--rew=15:3", "-r 15:3x", "-r +15:+3"};
  for (unsigned i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    RUNS(formatted("dumb-init %s true", forms[i]), whole()->signal_map[15], 3);
  }
  RUNS("dumb-init -r 15:-0 true", whole()->signal_map[15], BATON_MAP_DROP);
  RUNS("dumb-init -r 1:31 -r 31:1 -r 15:0 -r 2:2 true", whole()->signal_map[1], 31);
  cr_assert_eq(whole()->signal_map[31], 1);
  cr_assert_eq(whole()->signal_map[15], BATON_MAP_DROP);
  cr_assert_eq(whole()->signal_map[2], 2);
  static const char *const wrong[] = {"15", "0:1", "32:1", "1:32", "15:-1", "a:b", ":", "15::12"};
  for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    fails(formatted("dumb-init -r %s true", wrong[i]), "",
          "Usage: -r option takes <signum>:<signum>, where <signum> is between 1 and 31.\n");
  }
}

Test(dumb_init, v_and_its_variable_debug)
{
  RUNS("dumb-init true", whole()->log_level, 0);
  RUNS("dumb-init -v true", whole()->log_level, 3);
  cr_assert_eq(result.text, NULL);
  RUNS("DUMB_INIT_DEBUG=0 dumb-init true", whole()->log_level, 0);
  RUNS("DUMB_INIT_DEBUG=1 dumb-init true", whole()->log_level, 3);
  cr_assert(has(BATON_GLOBAL_SAY_DEBUG));
  cr_assert_not(has(BATON_GLOBAL_SAY_SINGLE));
  RUNS("DUMB_INIT_SETSID=0 dumb-init --verbose true", has(BATON_GLOBAL_SAY_SINGLE), true);
  cr_assert_not(has(BATON_GLOBAL_SAY_DEBUG));
}

Test(dumb_init, help_and_version_are_on_stderr)
{
  static const char *const helps[] = {"-h", "--help", "--he"};
  static const char *const versions[] = {"-V", "--version", "--vers", "-cV"};
  for (unsigned i = 0; i < 3; i++) {
    shows(formatted("dumb-init %s", helps[i]), false, "--single-child");
  }
  for (unsigned i = 0; i < 4; i++) {
    shows(formatted("dumb-init %s", versions[i]), false, "dumb-init v1.2.5\n");
  }
}

Test(dumb_init, is_called_as_argv_0_is_in_the_two_lines_of_no_command)
{
  called("/usr/bin/dumb-init");
  cr_assert_str_eq(text_of("/usr/bin/dumb-init"),
                   "Usage: /usr/bin/dumb-init [option] program [args]\n"
                   "Try /usr/bin/dumb-init --help for full usage.\n");
  /* or by its basename, if a terminal would obey the rest */
  cr_assert_not_null(strstr(text_of("\033[31m/dumb-init"), "Try dumb-init --help"));
  fails("/bin/dumb-init -x", "/bin/dumb-init: invalid option -- 'x'\n", NULL);
  static const char *const lines[] = {"dumb-init", "dumb-init --"};
  for (unsigned i = 0; i < 2; i++) {
    fails(lines[i], "", "Usage: ");
    cr_assert_str_eq(text_of("dumb-init"), "Usage: dumb-init [option] program [args]\n"
                                           "Try dumb-init --help for full usage.\n");
  }
}

Test(dumb_init, long_options_are_abbreviated_and_complained_about)
{
  fails("dumb-init --yolo true", "dumb-init: unrecognized option '--yolo'\n", NULL);
  fails("dumb-init --ver",
        "dumb-init: option '--ver' is ambiguous; possibilities: '--verbose' '--version'\n", NULL);
  fails("dumb-init --help=3", "dumb-init: option '--help' doesn't allow an argument\n", NULL);
  fails("dumb-init --rewrite", "dumb-init: option '--rewrite' requires an argument\n", NULL);
  fails("dumb-init -r", "dumb-init: option requires an argument -- 'r'\n", NULL);
  fails("dumb-init -x", "dumb-init: invalid option -- 'x'\n", NULL);
}

Test(dumb_init, the_terminal_s_stops_are_sent_as_stop_unless_rewritten)
{
  RUNS("dumb-init -r 20:15 -r 21:0 true", whole()->signal_map[20], 15);
  cr_assert_eq(whole()->signal_map[21], BATON_MAP_DROP);
  cr_assert_eq(whole()->signal_map[22], 19);
  cr_assert(has(BATON_GLOBAL_SUSPEND));
  RUNS("dumb-init true", has(BATON_GLOBAL_SENT_FAULTS), false);
  maps(20, 22, 19);
}

Test(dumb_init, child_starts_unblocked_exec_fails_with_2_and_the_last_term_has_a_second_as_pid_1)
{
  RUNS("dumb-init true", only()->flags & BATON_SET_PLAIN, BATON_SET_PLAIN);
  cr_assert(has(BATON_GLOBAL_ROOT_DIR));
  cr_assert_not(has(BATON_GLOBAL_SUBREAPER));
  as_pid = 1;
  RUNS("dumb-init true", whole()->drain_ms, 1000);
  cr_assert(has(BATON_GLOBAL_DRAIN));
  cr_assert(has(BATON_GLOBAL_LAST_TERM));
  as_pid = 8;
  RUNS("dumb-init true", whole()->drain_ms, 0);
  RUNS("dumb-init true", whole()->codes.missing, 2);
  cr_assert_eq(whole()->codes.denied, 2);
  cr_assert_eq(whole()->codes.exec, 2);
}

/* --- catatonit --- */

Test(catatonit, texts_and_their_streams)
{
  shows("catatonit -V", true, "tini version 0.2.1_catatonit\n");
  shows("catatonit --version", true, "tini version 0.2.1_catatonit\n");
  shows("catatonit -h", false, "usage: name ");
  shows("catatonit -L", true, "MIT License");
  fails("catatonit", "", "usage: name ");
  fails("catatonit -x", "catatonit: invalid option -- 'x'\n", "usage: ");
  fails("catatonit --help", "catatonit: unrecognized option '--help'\n", "usage: ");
}

Test(catatonit, habits_and_variables)
{
  RUNS("CATATONIT_DEBUG= catatonit true", whole()->log_level, 3);
  fails("CATATONIT_LOG=x catatonit true",
        "catatonit: CATATONIT_LOG is no longer supported: CATATONIT_DEBUG is\n", NULL);
  RUNS("catatonit true", whole()->log_level, 1);
  cr_assert_eq(only()->place, BATON_PLACE_GROUP);
  cr_assert_eq(only()->kill, BATON_KILL_PROCESS);
  cr_assert(has(BATON_GLOBAL_SUBREAPER));
  cr_assert(has(BATON_GLOBAL_DEV_TTY));
  cr_assert(has(BATON_GLOBAL_CLOSE_FDS));
  cr_assert(has(BATON_GLOBAL_ROOT_DIR));
  cr_assert_eq(whole()->codes.missing, 1);
  RUNS("catatonit -g true", only()->kill, BATON_KILL_GROUP);
  runs("catatonit true");
  maps(20, 22, BATON_MAP_DROP);
}

/* --- -P --- */

static void pauses(const char *line)
{
  runs(line);
  cr_assert_eq(result.plan.node_count, 1, "%s", line);
  cr_assert_not(has(BATON_GLOBAL_CLASSIC));
  cr_assert_not(has(BATON_GLOBAL_DRAIN));
  cr_assert(has(BATON_GLOBAL_SUBREAPER));
  for (unsigned signal = 1; signal <= 64; signal++) {
    uint8_t wanted = signal == 2 || signal == 15 ? BATON_MAP_SHUTDOWN : BATON_MAP_DROP;
    cr_assert_eq(whole()->signal_map[signal], wanted, "%u", signal);
  }
}

Test(pause, ends_on_term_and_int_whatever_baton_args_make_of_them)
{
  static const char *const maps[] = {"TERM:QUIT", "TERM:drop", "INT:HUP", "QUIT:shutdown"};
  for (unsigned i = 0; i < sizeof maps / sizeof maps[0]; i++) {
    with(formatted("BATON_ARGS=--signal=%s", maps[i]));
    pauses("catatonit -P");
    pauses("baton -P");
  }
}

Test(pause, has_no_child_and_ends_on_term_and_int)
{
  pauses("catatonit -P");
  pauses("catatonit -gP program");
  pauses("pause -P");
  pauses("baton -P");
}

/* By the other names there is none at all. */
Test(pause, makes_no_termination_message_where_there_is_no_file_for_one)
{
  pauses("baton -P");
  cr_assert(has(BATON_GLOBAL_TERM_DEFAULT));
  pauses("catatonit -P");
  cr_assert_eq(whole()->termination_message, 0);
}

Test(pause, stands_alone_on_a_native_line)
{
  reject("-P x", "word 1: -P stands alone");
  reject("-v -P", "word 2: -P stands alone");
}

/* --- BATON_ARGS --- */

Test(baton_args, what_is_about_supervision_alone_is_refused_under_another_name)
{
  static const char *const OPTIONS[] = {"--strategy=one-for-one", "--start-timeout=9s",
                                        "--sweep=all", "--sweep-signal=none", "--stop-delay=1s"};
  for (unsigned i = 0; i < sizeof OPTIONS / sizeof *OPTIONS; i++) {
    with(formatted("BATON_ARGS=-v %s", OPTIONS[i]));
    for (unsigned name = 0; name < 3; name++) {
      static const char *const NAMES[] = {"tini true", "dumb-init true", "catatonit true"};
      int length = (int)(strchr(OPTIONS[i], '=') - OPTIONS[i]);
      called(NAMES[name]);
      cr_assert_eq(result.code, 1);
      cr_assert_str_eq(
          result.message,
          formatted("baton: BATON_ARGS: word 2: %.*s needs the name baton\n", length, OPTIONS[i]));
    }
    called("baton true");
    cr_assert_eq(result.verdict, SPEC_RUN);
    cr_assert_eq(has(BATON_GLOBAL_CLASSIC), false);
  }
}

Test(baton_args, are_defaults_that_the_line_overrides)
{
  with("BATON_ARGS=  --drain=3s --log-level=debug   --signal=TERM:QUIT --signal=HUP:drop ");
  MEANS("--drain=4s --signal=TERM:INT true", whole()->drain_ms, 4000);
  cr_assert_eq(whole()->log_level, 3);
  cr_assert_eq(whole()->signal_map[15], 2);
  cr_assert_eq(whole()->signal_map[1], BATON_MAP_DROP);
  MEANS("+++ true", whole()->drain_ms, 3000);
  RUNS("BATON_ARGS=--drain=off baton --drain=4s true", has(BATON_GLOBAL_DRAIN), true);
}

Test(baton_args, set_what_children_inherit)
{
  with("BATON_ARGS=--strategy=one-for-all --restart=on-failure --env=A=1 --env=B=2 "
       "--rlimit=nofile=10 --user=1:1 -ge3");
  MEANS("--env=B=3 --rlimit=core=0 a +++ b", root()->strategy, BATON_STRATEGY_ONE_FOR_ALL);
  cr_assert_eq(root()->stop_order, BATON_STOP_ORDER_REVERSE);
  cr_assert_eq(settings_of("b")->policy, BATON_POLICY_ON_FAILURE);
  cr_assert_str_eq(variables_of("a"), "A=1 B=3 ");
  cr_assert_eq(child()->limit_count, 2);
  cr_assert_eq(child()->kill, BATON_KILL_GROUP);
  cr_assert_eq(child()->success_codes[0], 9);
}

Test(baton_args, hold_under_every_name)
{
  with("BATON_ARGS=--drain=3s --kill=group --log-level=info -e9");
  for (unsigned i = 0; i < 3; i++) {
    RUNS(formatted("%s true", all[i]), whole()->drain_ms, 3000);
    cr_assert(has(BATON_GLOBAL_DRAIN));
    cr_assert_not(has(BATON_GLOBAL_LAST_TERM));
    cr_assert_eq(only()->kill, BATON_KILL_GROUP);
    cr_assert_eq(only()->success_codes[0], 1U | 1U << 9U);
  }
  RUNS("tini -e 3 true", only()->success_codes[0], 1U | 1U << 9U | 1U << 3U);
  RUNS("BATON_ARGS=--signal=TTIN:INT tini true", whole()->signal_map[21], 2);
}

Test(baton_args, may_make_a_supervisor_of_any_name)
{
  RUNS("BATON_ARGS=--restart=always tini -g true", has(BATON_GLOBAL_CLASSIC), false);
  cr_assert_eq(whole()->personality, BATON_PERSONALITY_BATON);
  cr_assert_eq(only()->kill, BATON_KILL_GROUP);
}

Test(baton_args, may_ask_what_an_image_s_own_line_means)
{
  with("BATON_ARGS=--explain");
  read_line("+++ -n a true");
  cr_assert_eq(result.verdict, SPEC_EXPLAIN_TEXT, "%s", result.message);
  read_line("--explain=json true");
  cr_assert_eq(result.verdict, SPEC_EXPLAIN_JSON);
  read_line("-P");
  cr_assert_eq(result.verdict, SPEC_EXPLAIN_TEXT);
  cr_assert_str_eq(explained(false), "pause: no child; baton waits for TERM or INT\n");
  cr_assert_not_null(strstr(explained(true), "\"mode\":\"pause\""));
  read_line("--nope true");
  cr_assert_eq(result.verdict, SPEC_ERROR);
  with("BATON_ARGS=--explain=json");
  for (unsigned i = 0; i < 3; i++) {
    called(formatted("%s true", all[i]));
    cr_assert_eq(result.verdict, SPEC_EXPLAIN_JSON, "%s", all[i]);
    cr_assert_not_null(strstr(explained(true), "\"command\":[\"true\"]"));
  }
  called("catatonit -P");
  cr_assert_eq(result.verdict, SPEC_EXPLAIN_JSON);
}

static void bad(const char *text, const char *why)
{
  with(formatted("BATON_ARGS=%s", text));
  reject("true", formatted("BATON_ARGS: %s", why));
  cr_assert_eq(result.code, 2);
  called("tini true");
  cr_assert_eq(result.verdict, SPEC_ERROR, "%s", text);
  cr_assert_eq(result.code, 1);
  cr_assert_str_eq(result.message, formatted("baton: BATON_ARGS: %s\n", why));
}

Test(baton_args, a_bad_word_or_more_than_64_is_a_usage_error_that_names_them)
{
  bad("--foo", "word 1: unknown option '--foo'");
  bad("-v --drain=x", "word 2: --drain=x: not a duration such as 250ms, 10s, 5m or 1h");
  bad("--drain 3s", "word 1: --drain needs a value in the same word");
  bad("-e 3", "word 1: -e needs a value in the same word");
  bad("word", "word 1: 'word' is no option");
  bad("-g --", "word 2: '--' is no option");
  bad("-g +++ x", "word 2: '+++' is no option");
  bad("--argc=all", "word 1: --argc is no global option");
  bad("--optional", "word 1: --optional is no global option");
  bad("--help", "word 1: --help cannot stand there");
  bad("--version", "word 1: --version cannot stand there");
  bad("-P", "word 1: -P cannot stand there");
  bad("-h", "word 1: --help cannot stand there");
  bad("-l", "word 1: -l cannot stand there");
  bad("--control=off", "word 1: --control is not in this version");
  bad("--termination-message=off", "word 1: --termination-message cannot stand there");
  const char *words_64 = "";
  for (unsigned i = 0; i < 64; i++) {
    words_64 = formatted("%s-v ", words_64);
  }
  with(formatted("BATON_ARGS=%s", words_64));
  accept("true");
  bad(formatted("%s-v", words_64), "more than 64 words");
}

Test(baton_args, that_do_not_go_together_are_named_as_well)
{
  with("BATON_ARGS=--grace=1s --drain=3s");
  fails("tini true",
        "baton: BATON_ARGS: word 2: --drain=3s exceeds --grace=1s (BATON_ARGS: word 1)\n", NULL);
  reject("true", "BATON_ARGS: word 2: --drain=3s exceeds --grace=1s (BATON_ARGS: word 1)");
  with("BATON_ARGS=-v --grace=1s");
  reject("--drain=3s true", "word 1: --drain=3s exceeds --grace=1s (BATON_ARGS: word 2)");
  with("BATON_ARGS=--drain=3s");
  reject("-v --grace=1s true", "BATON_ARGS: word 1: --drain=3s exceeds --grace=1s (word 2)");
  with("BATON_ARGS=--restart=always");
  reject("--ready=exit true",
         "word 1: --ready=exit with --restart=always (BATON_ARGS: word 1) would never be done");
  with("BATON_ARGS=--restart=always --signal=TERM:KILL");
  reject("true", "BATON_ARGS: word 2: --signal makes KILL the stop signal of children, which it "
                 "cannot be");
  bad("--grace=1s --grace=2s", "word 2: --grace=2s: given already at BATON_ARGS: word 1");
}

Test(baton_args, hold_for_users_and_for_verbosity_and_s_under_every_name)
{
  with("BATON_ARGS=-v --user=nobody");
  MEANS("true", settings_of("true")->user_word, BATON_WORD_DEFAULTS | 2U);
  MEANS("--user=bin true", settings_of("true")->user_word, 1);
  RUNS("BATON_ARGS=-v catatonit true", whole()->log_level, 2);
  RUNS("BATON_ARGS=-vv catatonit true", whole()->log_level, 3);
  RUNS("BATON_ARGS=-s docker-init true", has(BATON_GLOBAL_SUBREAPER), true);
}

Test(baton_args, that_are_wrong_do_not_keep_a_text_from_being_shown)
{
  with("BATON_ARGS=--nope");
  shows("tini -h", true, "supervision of a valid init process");
  shows("tini --version", true, "tini version ");
  shows("tini -l", true, "MIT License");
  shows("dumb-init -V", false, "dumb-init v1.2.5");
  shows("catatonit --version", true, "tini version ");
  fails("tini -x true", "tini: invalid option -- 'x'\n", "Usage: ");
}

Test(baton_args, yield_to_the_options_of_every_name)
{
  with("BATON_ARGS=-pHUP --signal=TERM:INT --signal=HUP:INT");
  RUNS("tini -p SIGUSR1 true", whole()->parent_death_signal, 10);
  RUNS("dumb-init -r 15:3 true", whole()->signal_map[15], 3);
  cr_assert_eq(whole()->signal_map[1], 2);
}

Test(baton_args, may_be_empty_and_is_no_longer_name)
{
  runs("BATON_ARGS2=--nope baton true");
  runs("BATON_ARG=--nope baton true");
  runs("BATON_ARGS= baton true");
  with("BATON_ARGS=   ");
  accept("true");
}
