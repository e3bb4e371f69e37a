/* command-line.md, "Grammar". */
#include "spec_line.h"

static const char *const no_command =
    "'+++' begins a clause without a command; a supervisor's name ends in '/'";

static void reject_at(const char *line, unsigned word, const char *why)
{
  reject(line, formatted("word %u: %s", word, why));
}

/* --- 1: clauses --- */

Test(grammar, a_word_that_is_exactly_plus_plus_plus_begins_a_clause)
{
  accept("nginx -g x +++ php-fpm -F +++ cron");
  cr_assert_eq(result.plan.node_count, 4);
  cr_assert_str_eq(command_of("nginx"), "nginx -g x ");
  cr_assert_str_eq(command_of("php-fpm"), "php-fpm -F ");
  cr_assert_str_eq(command_of("cron"), "cron ");
}

Test(grammar, a_word_that_only_looks_like_it_is_the_command_s)
{
  accept("echo ++++ ++ x+++ +++x");
  cr_assert_eq(result.plan.node_count, 2);
  cr_assert_str_eq(command_of("echo"), "echo ++++ ++ x+++ +++x ");
}

Test(grammar, every_clause_has_options_dashes_and_a_command)
{
  accept("--nice=1 -- a -x +++ --nice=2 -- b -y +++ --nice=3 c -z");
  cr_assert_str_eq(command_of("a"), "a -x ");
  cr_assert_str_eq(command_of("b"), "b -y ");
  cr_assert_str_eq(command_of("c"), "c -z ");
  cr_assert_eq(settings_of("b")->nice, 2);
  cr_assert_eq(settings_of("c")->nice, 3);
}

Test(grammar, words_are_counted_from_one)
{
  accept("+++ -n a x +++ b");
  cr_assert_eq(node_of("a")->word, 1);
  cr_assert_eq(node_of("b")->word, 5);
  accept("a +++ b");
  cr_assert_eq(node_of("a")->word, 1);
  cr_assert_eq(node_of("b")->word, 2);
}

/* --- 2: global options --- */

Test(grammar, options_before_the_first_clause_are_defaults_of_every_child)
{
  accept("--restart=always nginx +++ php-fpm");
  cr_assert_eq(settings_of("nginx")->policy, BATON_POLICY_ALWAYS);
  cr_assert_eq(settings_of("php-fpm")->policy, BATON_POLICY_ALWAYS);
}

Test(grammar, options_after_plus_plus_plus_belong_to_that_clause_alone)
{
  accept("+++ --restart=always nginx +++ php-fpm");
  cr_assert_eq(settings_of("nginx")->policy, BATON_POLICY_ALWAYS);
  cr_assert_eq(settings_of("php-fpm")->policy, BATON_POLICY_NEVER);
}

Test(grammar, options_before_the_first_clause_set_the_root_supervisor)
{
  accept(
      "--strategy=one-for-all --intensity=3/1m --auto-shutdown=all --stop-order=parallel a +++ b");
  cr_assert_eq(node_of("")->strategy, BATON_STRATEGY_ONE_FOR_ALL);
  cr_assert_eq(node_of("")->intensity.limit, 3);
  cr_assert_eq(node_of("")->intensity.window_ms, 60000);
  cr_assert_eq(node_of("")->auto_shutdown, BATON_AUTO_SHUTDOWN_ALL);
  cr_assert_eq(node_of("")->stop_order, BATON_STOP_ORDER_PARALLEL);
}

Test(grammar, in_the_short_form_options_without_g_belong_to_the_first_clause)
{
  accept("--optional -n first --restart=always a +++ b");
  cr_assert(node_of("first")->optional);
  cr_assert_not(node_of("b")->optional);
  cr_assert_eq(settings_of("b")->policy, BATON_POLICY_ALWAYS);
}

Test(grammar, in_the_long_form_options_without_g_are_an_error)
{
  reject_at("-n web +++ a", 1, "--name belongs to a clause: write it after a '+++'");
  reject_at("-v --oneshot --optional +++ a", 2,
            "--oneshot belongs to a clause: write it after a '+++'");
  reject_at("-n web --optional +++ a", 1, "--name belongs to a clause: write it after a '+++'");
  reject_at("--argc=1 +++ a", 1, "--argc belongs to a clause: write it after a '+++'");
}

Test(grammar, the_long_form_may_have_no_global_options)
{
  accept("+++ nginx");
  cr_assert_eq(result.plan.node_count, 2);
  cr_assert(result.plan.globals.flags & BATON_GLOBAL_CLASSIC);
}

Test(grammar, global_options_after_plus_plus_plus_are_an_error)
{
  reject_at("a +++ --grace=3s b", 3, "--grace is global: write it before the first '+++'");
  reject_at("a +++ -n b -v b", 5, "-v is global: write it before the first '+++'");
  reject_at("a +++ --help b", 3, "--help is global: write it before the first '+++'");
  reject_at("a +++ -g b", 3, "-g is global; here it is --kill=group");
  reject_at("a +++ -e 3 b", 3, "-e is global; here it is --success");
}

/* --- 3: supervisors --- */

Test(grammar, a_name_that_ends_in_a_slash_declares_a_supervisor)
{
  accept("+++ -n app/ +++ -n app/web nginx");
  cr_assert_eq(node_of("app")->kind, BATON_KIND_SUPERVISOR);
  cr_assert_eq(node_of("app/web")->kind, BATON_KIND_CHILD);
  cr_assert_eq(node_of("app/web")->parent, number_of("app"));
  cr_assert_eq(node_of("app")->parent, BATON_ROOT);
  cr_assert_eq(node_of("")->parent, BATON_NONE);
}

Test(grammar, supervisors_nest_by_path)
{
  accept("+++ -n app/ +++ -n app/db/ +++ -n app/db/main postgres");
  cr_assert_eq(node_of("app/db")->parent, number_of("app"));
  cr_assert_eq(node_of("app/db/main")->parent, number_of("app/db"));
}

Test(grammar, a_supervisor_has_no_command)
{
  reject_at("+++ -n app/ nginx +++ -n app/web x", 4,
            "a command, but 'app/' is a supervisor and has none");
  reject_at("-n app/ nginx", 3, "a command, but 'app/' is a supervisor and has none");
}

Test(grammar, a_supervisor_may_end_its_options_with_dashes)
{
  accept("+++ -n app/ -- +++ -n app/web x");
}

Test(grammar, a_supervisor_is_declared_before_its_first_child)
{
  reject_at("+++ -n app/web x +++ -n app/", 2,
            "--name=app/web: no supervisor 'app/' is declared before it");
  reject_at("+++ -n apps/ +++ -n app/web x", 5,
            "--name=app/web: no supervisor 'app/' is declared before it (did you mean apps?)");
  reject_at("+++ -n appx a +++ -n app/web x", 6,
            "--name=app/web: no supervisor 'app/' is declared before it");
}

Test(grammar, a_child_is_no_supervisor)
{
  reject_at("+++ -n app x +++ -n app/web y", 6,
            "--name=app/web: 'app' is a child (word 2) and no supervisor");
}

Test(grammar, a_supervisor_and_a_child_of_one_name_exclude_each_other)
{
  reject_at("+++ -n app x +++ -n app/", 6, "--name=app/: the name is taken (word 2)");
  reject_at("+++ -n app/ +++ -n app x", 5, "--name=app: the name is taken (word 2)");
}

Test(grammar, a_supervisor_s_place_is_that_of_its_own_clause)
{
  accept("+++ -n app/ +++ -n x a +++ -n app/web b");
  cr_assert_eq(number_of("app"), 1);
  cr_assert_eq(number_of("x"), 2);
  cr_assert_eq(number_of("app/web"), 3);
}

Test(grammar, a_supervisor_without_children_is_an_error)
{
  reject_at("a +++ -n app/", 3, "supervisor 'app/' has no children: none is named 'app/...'");
  reject_at("+++ -n a/ +++ -n a/b/ +++ -n x y", 5,
            "supervisor 'a/b/' has no children: none is named 'a/b/...'");
}

Test(grammar, the_root_without_children_is_an_error)
{
  reject("", "no command; see baton --help");
  reject("-v --grace=3s", "no command; see baton --help");
  reject("-n web", "no command; see baton --help");
}

/* --- 4: inheritance: test_spec_inherit.c --- */

/* --- 5: options --- */

Test(grammar, option_parsing_stops_at_the_first_word_that_is_none)
{
  accept("nginx --restart=always -x");
  cr_assert_str_eq(command_of("nginx"), "nginx --restart=always -x ");
  cr_assert_eq(settings_of("nginx")->policy, BATON_POLICY_NEVER);
}

Test(grammar, a_lone_dash_is_no_option)
{
  accept("- x");
  cr_assert_str_eq(command_of("_"), "- x ");
}

Test(grammar, option_parsing_stops_after_dashes)
{
  accept("-- --restart=always x");
  cr_assert_str_eq(command_of("_-restart_always"), "--restart=always x ");
  accept("-- -- x");
  cr_assert_str_eq(command_of("_-"), "-- x ");
}

Test(grammar, a_long_option_takes_its_value_attached_or_as_the_next_word)
{
  accept("--restart=always --cwd /srv a");
  cr_assert_eq(settings_of("a")->policy, BATON_POLICY_ALWAYS);
  cr_assert_str_eq(string_of(settings_of("a")->cwd), "/srv");
}

Test(grammar, a_value_may_hold_anything_but_plus_plus_plus_as_a_word)
{
  accept("--env=A=+++ --env B=-x --cwd=+++ a");
  cr_assert_str_eq(variables_of("a"), "A=+++ B=-x ");
  cr_assert_str_eq(string_of(settings_of("a")->cwd), "+++");
}

Test(grammar, long_options_are_never_abbreviated)
{
  reject_at("--restar=always a", 1, "unknown option '--restar=always' (did you mean --restart?)");
}

Test(grammar, no_value_is_optional)
{
  reject_at("a +++ --name", 3, "--name needs a value");
  reject_at("--grace", 1, "--grace needs a value");
  reject_at("-e", 1, "-e needs a value");
  reject_at("--no-new-privs=yes a", 1, "--no-new-privs takes no value");
  reject_at("--oneshot= a", 1, "--oneshot takes no value");
}

Test(grammar, explain_takes_its_value_only_with_an_equals_sign)
{
  read_line("--explain json");
  cr_assert_eq(result.verdict, SPEC_EXPLAIN_TEXT);
  cr_assert_str_eq(command_of("json"), "json ");
  read_line("--explain=json a");
  cr_assert_eq(result.verdict, SPEC_EXPLAIN_JSON);
  read_line("--explain=text a");
  cr_assert_eq(result.verdict, SPEC_EXPLAIN_TEXT);
  reject_at("--explain=yaml a", 1, "--explain=yaml: not one of text, json");
}

Test(grammar, short_options_cluster)
{
  accept("-gvw a");
  cr_assert_eq(settings_of("a")->kill, BATON_KILL_GROUP);
  cr_assert_eq(result.plan.globals.log_level, 2);
  cr_assert(result.plan.globals.flags & BATON_GLOBAL_WARN_REAP);
}

Test(grammar, short_options_take_attached_values)
{
  accept("-e143 -nweb a");
  cr_assert_str_eq(command_of("web"), "a ");
  cr_assert_eq(settings_of("web")->success_codes[2], UINT64_C(1) << (143 - 128));
}

Test(grammar, one_with_a_value_ends_its_cluster)
{
  accept("-ge3 -gn web a");
  cr_assert_str_eq(command_of("web"), "a ");
  cr_assert_eq(settings_of("web")->success_codes[0], 1 | 1 << 3);
}

/* --- 6: from the left --- */

Test(grammar, the_first_fault_from_the_left_is_reported)
{
  reject_at("--bogus --strange a +++", 1, "unknown option '--bogus'");
  reject_at("a +++ --restart=x b +++ --restart=y c", 3,
            "--restart=x: not one of always, on-failure, never");
}

Test(grammar, the_command_s_words_are_untouched)
{
  WORDS("sh", "-c", "echo 'a b'", "", "\n");
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_eq(node_of("sh")->argc, 5);
  cr_assert_str_eq(command_of("sh"), "sh -c echo 'a b'  \n ");
}

Test(grammar, plus_plus_plus_where_a_value_is_due_is_an_error)
{
  reject_at("--name +++ a", 2, "'+++' stands where --name needs its value");
  reject_at("a +++ -n +++ b", 4, "'+++' stands where --name needs its value");
  reject_at("-gp +++ b", 2, "'+++' stands where -p needs its value");
}

Test(grammar, dashes_do_not_hide_a_later_clause)
{
  accept("-- a b +++ c");
  cr_assert_eq(result.plan.node_count, 3);
  reject_at("-- +++ c", 1, "'--' is followed by no command");
  reject_at("-v --", 2, "'--' is followed by no command");
  reject_at("--argc=1 -- +++ c", 2, "'--' is followed by no command");
}

Test(grammar, a_clause_that_begins_nothing_is_an_error)
{
  reject_at("a b c d e f g h +++", 9, no_command);
  reject_at("a +++ +++ b", 2, no_command);
  reject_at("+++", 1, no_command);
  reject_at("+++ +++ a", 1, no_command);
  reject_at("a +++ --", 2, no_command);
  reject_at("a +++ -n web", 2, no_command);
  reject_at("a +++ --argc=1 +++ b", 2, no_command);
}

Test(grammar, an_empty_command_is_an_error)
{
  WORDS("");
  cr_assert_str_eq(result.message, "baton: word 1: the command is empty\n");
  WORDS("a", "+++", "-n", "b", "", "x");
  cr_assert_str_eq(result.message, "baton: word 5: the command is empty\n");
}

/* --- 7, 8: --argc --- */

Test(grammar, argc_says_how_many_words_the_command_has)
{
  accept("--argc=3 echo +++ x +++ cat");
  cr_assert_str_eq(command_of("echo"), "echo +++ x ");
  cr_assert_str_eq(command_of("cat"), "cat ");
  accept("a +++ --argc 2 -- echo +++");
  cr_assert_str_eq(command_of("echo"), "echo +++ ");
}

Test(grammar, after_argc_words_a_clause_or_the_end_must_come)
{
  reject_at("--argc=2 a b c", 4,
            "'c' stands where --argc=2 lets only '+++' or the end of the line stand");
  reject_at("--argc=3 a b", 1, "--argc=3: the line ends 2 words after its options");
}

Test(grammar, argc_is_a_number_or_all)
{
  reject_at("--argc=0 a", 1, "--argc=0: not a number of words, nor 'all'");
  reject_at("--argc=x a", 1, "--argc=x: not a number of words, nor 'all'");
  reject_at("--argc=4294967296 a", 1, "--argc=4294967296: not a number of words, nor 'all'");
  reject_at("--argc=2", 1, "--argc=2: the line ends 0 words after its options");
}

Test(grammar, argc_all_takes_every_remaining_word)
{
  accept("a +++ --argc=all echo +++ --restart=x +++");
  cr_assert_eq(result.plan.node_count, 3);
  cr_assert_str_eq(command_of("echo"), "echo +++ --restart=x +++ ");
}

Test(grammar, a_templated_argument_after_argc_all_cannot_start_a_child)
{
  accept("+++ -n sidecar envoy +++ -n main --argc=all -- app -x +++ evil");
  cr_assert_eq(result.plan.node_count, 3);
  cr_assert_str_eq(command_of("main"), "app -x +++ evil ");
  cr_assert_str_eq(command_of("sidecar"), "envoy ");
}

/* --- 9: the environment --- */

Test(grammar, a_line_without_even_our_own_name_has_no_command)
{
  const struct spec_input input = {.argc = 0};
  char memory[8192];
  cr_assert_leq(spec_measure(&input), sizeof memory);
  spec_parse(&input, memory, &result);
  cr_assert_str_eq(result.message, "baton: no command; see baton --help\n");
}

/* --- the examples of the page, word for word --- */

Test(examples, one_child)
{
  WORDS("nginx", "-g", "daemon off;");
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert(result.plan.globals.flags & BATON_GLOBAL_CLASSIC);
  cr_assert_str_eq(command_of("nginx"), "nginx -g daemon off; ");
}

Test(examples, two_children)
{
  WORDS("nginx", "-g", "daemon off;", "+++", "php-fpm", "-F");
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_not(result.plan.globals.flags & BATON_GLOBAL_CLASSIC);
  cr_assert_eq(node_of("")->auto_shutdown, BATON_AUTO_SHUTDOWN_ANY);
  cr_assert_eq(settings_of("php-fpm")->policy, BATON_POLICY_NEVER);
}

Test(examples, two_supervised)
{
  WORDS("--strategy=one-for-one", "+++", "-n", "web", "nginx", "-g", "daemon off;", "+++", "-n",
        "php", "php-fpm", "-F");
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_eq(settings_of("web")->policy, BATON_POLICY_ALWAYS);
  cr_assert_eq(settings_of("php")->policy, BATON_POLICY_ALWAYS);
  cr_assert_eq(settings_of("php")->backoff_initial_ms, 100);
}

Test(examples, a_tree)
{
  accept("--strategy=rest-for-one "
         "+++ -n db --stop-signal=INT --stop-timeout=20s -- postgres -D /data "
         "+++ -n api --restart=on-failure --user=app:app -- ./api --port 80 "
         "+++ -n jobs/ --strategy=one-for-all --max-restarts=3/10s "
         "+++ -n jobs/a --ready=fd:4 ./job a +++ -n jobs/b ./job b");
  cr_assert_eq(settings_of("db")->stop_signal, CORE_SIGINT);
  cr_assert_eq(settings_of("db")->stop_timeout_ms, 20000);
  cr_assert_str_eq(command_of("db"), "postgres -D /data ");
  cr_assert_eq(settings_of("api")->policy, BATON_POLICY_ON_FAILURE);
  cr_assert_str_eq(string_of(settings_of("api")->user), "app:app");
  cr_assert_eq(node_of("jobs")->strategy, BATON_STRATEGY_ONE_FOR_ALL);
  cr_assert_eq(settings_of("jobs/a")->breaker.limit, 3);
  cr_assert_eq(settings_of("jobs/b")->breaker.window_ms, 10000);
  cr_assert_eq(settings_of("jobs/a")->ready_fd, 4);
  cr_assert_eq(settings_of("jobs/b")->ready, BATON_READY_EXEC);
}

Test(examples, a_oneshot_first)
{
  accept(
      "+++ --oneshot -n migrate ./manage.py migrate +++ -n web --restart=always gunicorn app:app");
  cr_assert_eq(settings_of("migrate")->ready, BATON_READY_EXIT);
  cr_assert_eq(settings_of("migrate")->policy, BATON_POLICY_ON_FAILURE);
  cr_assert_eq(settings_of("web")->policy, BATON_POLICY_ALWAYS);
}

/* --- the three messages of the page --- */

Test(examples, of_messages)
{
  reject_at("nginx +++ --restrat=always a", 3,
            "unknown option '--restrat=always' (did you mean --restart?)");
  reject_at("nginx +++ --restrat", 3, "unknown option '--restrat' (did you mean --restart?)");
  reject_at("a b c d e f g h +++", 9, no_command);
  reject("--grace=8s +++ -n api --stop-timeout=20s x",
         "child 'api': --stop-timeout=20s exceeds --grace=8s (word 1)");
}
