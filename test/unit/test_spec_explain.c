/* --explain: the tree for people, JSON for programs. */
#include "spec_line.h"

#include <string.h>

static void text_has(const char *part)
{
  cr_assert_not_null(strstr(explained(false), part), "%s\n--- is not in ---\n%s", part,
                     explained(false));
}

static void json_has(const char *part)
{
  cr_assert_not_null(strstr(explained(true), part), "%s\n--- is not in ---\n%s", part,
                     explained(true));
}

/* --- words of a command that are baton's elsewhere --- */

Test(explain, points_out_options_of_baton_within_a_command)
{
  WORDS("nginx", "--restart=always", "-n", "--user", "--restrat", "--", "--nice=a b");
  text_has(
      "      process  stdin=inherit\n"
      "      note     --restart=always is a word of the command: options of baton stand before "
      "it\n"
      "      note     --user is a word of the command: options of baton stand before it\n"
      "      note     '--nice=a b' is a word of the command: options of baton stand before "
      "it\n"
      "\n");
  json_has(",\"misplaced_options\":[\"--restart=always\",\"--user\",\"--nice=a b\"],");
  WORDS("nginx", "-restart", "restart", "--fdstore=1", "---user", "--=");
  cr_assert_null(strstr(explained(false), "note"));
  json_has(",\"misplaced_options\":[],");
}

/* --- text --- */

Test(explain, shows_a_classic_init)
{
  WORDS("nginx", "-g", "daemon off;");
  cr_assert_str_eq(explained(false),
                   "classic: one child; baton is its init and ends with its code\n"
                   "\n"
                   "└─ nginx  nginx -g 'daemon off;'\n"
                   "      restart  never\n"
                   "      start    at once; ready as soon as it runs\n"
                   "      stop     every signal is passed on, no deadline\n"
                   "      process  stdin=inherit\n"
                   "\n"
                   "shutdown  when the child ends\n"
                   "drain     processes that are no child get TERM, and KILL after 2s, "
                   "or what is left of 8s since the first stop signal\n"
                   "exit      with the child's code, 128+n for a signal\n");
}

Test(explain, shows_a_tree)
{
  accept("--strategy=rest-for-one +++ -n db --stop-signal=INT --stop-timeout=4s postgres +++ -n s/ "
         "--strategy=one-for-all --intensity=5/1m --auto-shutdown=failed +++ -n s/a --ready=fd:4 x "
         "+++ -n s/t/ --auto-shutdown=all +++ -n s/t/b --oneshot x +++ -n web --restart=on-failure "
         "--after=db --ready=env:V x");
  cr_assert_str_eq(
      explained(false),
      "supervised: 4 children, 3 supervisors\n"
      "\n"
      "root  rest-for-one: a restart takes the later siblings along\n"
      "│  stop     one after the other, the last first\n"
      "│  end      when any child has ended for good\n"
      "├─ db  postgres\n"
      "│     restart  always, at most 8 in 2m; backoff 100ms x 2 up to 30s, jitter 10%, reset "
      "after "
      "10s\n"
      "│     start    at once; ready as soon as it runs\n"
      "│     stop     INT, KILL after 4s\n"
      "│     process  stdin=null\n"
      "├─ s/  one-for-all: a restart takes all siblings along\n"
      "│  │  start    after the one before\n"
      "│  │  stop     one after the other, the last first\n"
      "│  │  end      when any child has failed for good; gives up beyond 5 in 1m\n"
      "│  ├─ a  x\n"
      "│  │     restart  always, at most 8 in 2m; backoff 100ms x 2 up to 30s, jitter 10%, reset "
      "after 10s\n"
      "│  │     start    at once; ready by a line on fd 4, within 1m\n"
      "│  │     stop     TERM, KILL after its share of 12s\n"
      "│  │     process  stdin=null\n"
      "│  └─ t/  one-for-one: a restart is that child's alone\n"
      "│     │  start    after the one before\n"
      "│     │  stop     all at once\n"
      "│     │  end      when all children have ended for good\n"
      "│     └─ b  x\n"
      "│           restart  on-failure, at most 8 in 2m; backoff 100ms x 2 up to 30s, jitter 10%, "
      "reset after 10s\n"
      "│           start    at once; ready when it has succeeded\n"
      "│           stop     TERM, KILL after its share of 12s, sweep=session\n"
      "│           process  stdin=null\n"
      "└─ web  x\n"
      "      restart  on-failure, at most 8 in 2m; backoff 100ms x 2 up to 30s, jitter 10%, reset "
      "after 10s\n"
      "      start    after db; ready by a line on the fd in $V, within 1m\n"
      "      stop     TERM, KILL after its share of 12s\n"
      "      process  stdin=null\n"
      "\n"
      "shutdown  on TERM, INT, QUIT, PWR, RTMIN+3, or when root ends; it takes at most 12s\n"
      "drain     processes that are no child get TERM, and KILL after the rest of that\n"
      "exit      after a signal 0, or 122 if a child had to be killed; else by the child that "
      "ended "
      "root\n");
}

Test(explain, shows_what_the_process_is_given)
{
  WORDS("--user=app:app", "--cwd=/srv/a b", "--umask=027", "--nice=-5", "--oom-score-adj=7",
        "--no-new-privs", "--rlimit=nofile=5:unlimited", "--rlimit=core=0",
        "--rlimit=cpu=unlimited", "--stdout=/log", "--stderr=null", "--env=A=b c", "--unset-env=D",
        "a");
  text_has("process  stdin=inherit stdout=/log stderr=null user=app:app "
           "cwd='/srv/a b' umask=027 nice=-5 oom-score-adj=7 no-new-privs "
           "nofile=5:unlimited core=0:0 cpu=unlimited:unlimited\n");
  text_has("      env      'A=b c'\n      unset    D\n");
}

Test(explain, shows_how_success_is_counted_backoff_factors_and_who_is_optional)
{
  accept("--success=3,TERM a");
  text_has("never; success: 0, 3, TERM\n");
  accept("-e 43 a");
  text_has("never; success: 0, 43\n");
  accept("--fatal=3,ABRT --success=4 a");
  text_has("never; success: 0, 4; fatal: 3, ABRT\n");
  accept("--env-file=A=/b --env=B=c a");
  text_has("      env-file A=/b\n      env      B=c\n");
  accept("a +++ --gate b");
  text_has(
      "after the one before; ready when it has succeeded, and again before each group start\n");
  accept("--retry-after=5m --strategy=one-for-one +++ a");
  text_has(", reset after 10s, retry-after=5m\n");
  accept("--restart=always --backoff=1s:1m:1.5 --max-restarts=unlimited a");
  text_has("always; backoff 1s x 1.5 up to 1m, ");
  accept("--restart=always --backoff=1s:1m:1.05 a");
  text_has(" x 1.05 up to");
  accept("--restart=always --backoff=1s:1m:2.25 a");
  text_has(" x 2.25 up to");
  accept("a +++ --optional b");
  text_has("never; optional: its end ends nothing\n");
  accept("+++ -n s/ +++ -n s/a --optional x +++ b");
  text_has("end      when any child has ended for good; optional: its end ends nothing\n");
}

Test(explain, shows_what_is_waited_for)
{
  accept("a +++ --after=none b +++ --after=a --after=b c +++ d");
  text_has("b  b\n│     restart  never\n│     start    at once;");
  text_has("start    after a, b;");
  text_has("start    after the one before;");
  text_has("│  stop     all at once, but what waits for another before it\n");
}

Test(explain, shows_signals)
{
  accept(
      "-g --signal=HUP:drop --signal=USR1:USR2 --signal=WINCH:shutdown --forward=HUP,QUIT a +++ b");
  text_has("\nsignal    HUP is taken as drop\nsignal    USR1 is taken as USR2\n"
           "signal    WINCH is taken as shutdown\nshutdown  ");
  text_has("stop     TERM to its process group, KILL after its share of 8s; passed "
           "on: HUP, QUIT\n");
  accept("-g --forward=HUP a");
  text_has("stop     every signal is passed on to its process group, no deadline\n");
}

Test(explain, shows_deadlines_of_a_classic_init_with_grace_in_the_largest_unit_that_holds_them)
{
  accept("--grace=90s --drain=off a");
  text_has("passed on, KILL after its share of 90s\n");
  text_has("shutdown  when the child ends; it takes at most 90s\n");
  text_has("drain     off: processes that are no child are left alone\n");
  accept("--drain=3s a");
  text_has("KILL after 3s\n");
  accept("--grace=1500ms --stop-timeout=0 a");
  text_has("passed on, KILL after 0\n");
  text_has("at most 1500ms\n");
  accept("--grace=120m a +++ b");
  text_has("at most 2h\n");
  accept("--grace=61m a +++ b");
  text_has("at most 61m\n");
  accept("--grace=120000ms a +++ b");
  text_has("at most 2m\n");
}

Test(explain, counts_one_child_as_one)
{
  accept("--restart=always a");
  text_has("supervised: 1 child, 1 supervisor\n");
}

Test(explain, quotes_words_users_and_variables_as_a_shell_would_need_them)
{
  WORDS("a", "plain-/._=:,+%@9Z", "", "it's", "a b", "$x", "a\nb\t'\\\001\177", "\303\251",
        "back\\");
  text_has(
      "a  a plain-/._=:,+%@9Z '' 'it'\\''s' 'a b' '$x' $'a\\nb\\t\\'\\\\\\x01\\x7f' '\303\251' "
      "'back\\'\n");
  WORDS("--user=0:1\b", "x");
  text_has(" user=$'0:1\\x08'");
  WORDS("--ready=env:V\r", "x");
  text_has("the fd in $$'V\\r'");
}

Test(explain, shows_a_readiness_that_is_left_to_a_later_version)
{
  struct baton_settings *settings = NULL;
  accept("a +++ b");
  settings = &result.plan.settings[node_of("a")->settings];
  settings->ready = BATON_READY_NOTIFY;
  text_has("ready by sd_notify\n");
}

Test(explain, begins_no_line_for_a_sibling_of_another_supervisor)
{
  accept("+++ -n s/ +++ -n t/ +++ -n s/a x +++ -n t/b x +++ -n s/c x");
  text_has("│  ├─ a  x\n");
  text_has("│  └─ c  x\n");
  text_has("└─ t/  ");
  text_has("   └─ b  x\n");
}

/* --- JSON --- */

Test(json, holds_the_whole_plan)
{
  WORDS("--signal=HUP:drop", "--signal=USR1:TERM", "-pKILL", "+++", "-n", "s/", "--intensity=3/1m",
        "+++", "-n", "s/a", "--env=A=b", "x", "y z");
  cr_assert_str_eq(
      explained(true),
      "{\"version\":1,\"mode\":\"supervised\",\"grace_ms\":8000,\"grace_given\":false,\"drain\":"
      "true,"
      "\"drain_ms\":null,\"signals\":{\"HUP\":\"drop\",\"USR1\":\"TERM\"},"
      "\"parent_death_signal\":\"KILL\",\"termination_message\":\"/dev/termination-log\","
      "\"log_level\":\"info\",\"log_format\":\"text\",\"warn_reap\":false,"
      "\"log_time\":false,\"private\":false,\"nodes\":[\n"
      "{\"kind\":\"supervisor\",\"path\":\"\",\"strategy\":\"one-for-one\","
      "\"explicit_strategy\":false,\"intensity\":null,\"auto_shutdown\":\"any\","
      "\"stop_order\":\"parallel\"},\n"
      "{\"kind\":\"supervisor\",\"path\":\"s\",\"supervisor\":\"\",\"word\":4,\"after\":null,"
      "\"strategy\":\"one-for-one\",\"explicit_strategy\":false,"
      "\"intensity\":{\"limit\":3,\"window_ms\":60000},\"auto_shutdown\":\"any\","
      "\"stop_order\":\"parallel\",\"optional\":false},\n"
      "{\"kind\":\"child\",\"path\":\"s/a\",\"supervisor\":\"s\",\"word\":8,\"after\":null,"
      "\"command\":[\"x\",\"y "
      "z\"],\"misplaced_options\":[],\"optional\":false,\"gate\":false,\"fixed_resume_id\":"
      "false,"
      "\"restart\":\"never\",\"max_restarts\":{\"limit\":8,\"window_ms\":120000},"
      "\"backoff_initial_ms\":100,\"backoff_max_ms\":30000,\"backoff_factor_centi\":200,"
      "\"jitter_percent\":10,\"backoff_reset_ms\":10000,\"retry_after_ms\":null,"
      "\"success_codes\":[0],"
      "\"success_signals\":[],\"fatal_codes\":[],\"fatal_signals\":[],"
      "\"ready\":\"exec\",\"start_timeout_ms\":null,"
      "\"stop_signal\":\"TERM\",\"stop_timeout_ms\":null,\"stop_delay_ms\":0,\"kill\":\"process\","
      "\"sweep\":\"all\",\"sweep_signal\":null,\"until\":\"main\",\"forward\":[],"
      "\"stdin\":\"inherit\",\"stdout\":\"inherit\",\"stderr\":\"inherit\","
      "\"environment\":[\"A=b\"],\"rlimits\":[],\"no_new_privs\":false}\n"
      "]}\n");
}

Test(json, holds_what_is_set)
{
  accept("--grace=9s --drain=1s --user=app --cwd=/srv --umask=022 --nice=-3 --oom-score-adj=5 "
         "--no-new-privs --rlimit=core=0:unlimited --rlimit=cpu=3 --stdout=/log --stderr=null "
         "--retry-after=1m --success=3,TERM,INT --fatal=4,ABRT --forward=HUP --stop-timeout=2s "
         "--stop-delay=1s --termination-message=off "
         "--sweep=off --sweep-signal=none "
         "--log-format=json --log-time --private -w a +++ b +++ --after=a --after=b --ready=fd:3 "
         "--optional "
         "c +++ "
         "--after=none --ready=env:V --resume-id=secret d");
  json_has("\"grace_ms\":9000,\"grace_given\":true,\"drain\":true,\"drain_ms\":1000,");
  json_has("\"signals\":{},\"parent_death_signal\":null,\"termination_message\":\"\"");
  json_has("\"log_format\":\"json\",\"warn_reap\":true,\"log_time\":true,\"private\":true");
  json_has("\"rlimits\":[{\"name\":\"core\",\"soft\":0,\"hard\":null},{\"name\":"
           "\"cpu\",\"soft\":3,\"hard\":3}]");
  json_has("\"user\":\"app\",\"cwd\":\"/srv\",\"umask\":18,\"nice\":-3,"
           "\"oom_score_adj\":5,\"no_new_privs\":true}");
  json_has("\"stdout\":\"/log\",\"stderr\":\"null\"");
  json_has("\"success_codes\":[0,3],\"success_signals\":[\"INT\",\"TERM\"]");
  json_has("\"stop_timeout_ms\":2000,\"stop_delay_ms\":1000,\"kill\":\"process\",\"sweep\":\"off\","
           "\"sweep_signal\":"
           "\"none\",\"until\":\"main\",\"forward\":[\"HUP\"]");
  json_has("\"retry_after_ms\":60000");
  json_has("\"fatal_codes\":[4],\"fatal_signals\":[\"ABRT\"]");
  json_has("\"after\":[\"a\",\"b\"]");
  json_has("\"after\":[]");
  json_has("\"ready\":\"fd\",\"ready_fd\":3,\"start_timeout_ms\":60000");
  json_has("\"ready\":\"env\",\"ready_variable\":\"V\"");
  json_has("\"optional\":true,\"gate\":false");
  json_has("\"fixed_resume_id\":true");
  accept("a +++ --gate b");
  json_has("\"optional\":false,\"gate\":true");
}

Test(json, says_classic)
{
  accept("a");
  json_has("{\"version\":1,\"mode\":\"classic\"");
  accept("--drain=off --log-level=debug a");
  json_has("\"drain\":false,\"drain_ms\":0");
  json_has("\"log_level\":\"debug\"");
}

Test(json, escapes_strings)
{
  WORDS("a", "\"\\/\001\037\177\t\n");
  json_has("[\"a\",\"\\\"\\\\/\\u0001\\u001f\\u007f\\t\\n\"]");
}

Test(json, replaces_what_is_not_utf8)
{
  static const struct {
    const char *word;
    const char *expected;
  } words[] = {
      {"\303\251\342\202\254\360\237\230\200", "\303\251\342\202\254\360\237\230\200"},
      {"\377x",                                "\\ufffdx"                            }, /* no lead byte */
      {"\200",                                 "\\ufffd"                             }, /* a continuation alone */
      {"\301\277",                             "\\ufffd\\ufffd"                      }, /* overlong, two bytes */
      {"\340\237\277",                         "\\ufffd\\ufffd\\ufffd"               }, /* overlong, three */
      {"\360\217\277\277",                     "\\ufffd\\ufffd\\ufffd\\ufffd"        }, /* overlong, four */
      {"\355\240\200",                         "\\ufffd\\ufffd\\ufffd"               }, /* a surrogate */
      {"\355\237\277",                         "\355\237\277"                        }, /* just below them */
      {"\356\200\200",                         "\356\200\200"                        }, /* just above */
      {"\364\220\200\200",                     "\\ufffd\\ufffd\\ufffd\\ufffd"        }, /* beyond U+10FFFF */
      {"\364\217\277\277",                     "\364\217\277\277"                    }, /* U+10FFFF */
      {"\365\200",                             "\\ufffd\\ufffd"                      },
      {"\342\202",                             "\\ufffd\\ufffd"                      }, /* cut off */
      {"\342\202x",                            "\\ufffd\\ufffdx"                     },
      {"\302\200",                             "\\u0080"                             }, /* the least of two bytes */
      {"\302\240",                             "\302\240"                            }, /* … that no terminal obeys */
      {"\340\240\200",                         "\340\240\200"                        }, /* of three */
      {"\360\220\200\200",                     "\360\220\200\200"                    }, /* of four */
  };

  for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
    WORDS("a", words[i].word);
    json_has(formatted("[\"a\",\"%s\"]", words[i].expected));
  }
}

Test(json, hides_fixed_ids)
{
  accept("--resume-id=secret a");
  cr_assert_null(strstr(explained(true), "secret"));
  cr_assert_null(strstr(explained(false), "secret"));
}

Test(explain, hands_long_output_out_piece_by_piece)
{
  const char *word = repeated('x', 2000);
  WORDS("a", word, "end");
  text_has(word);
  text_has("x end\n");
}
