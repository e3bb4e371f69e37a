/* command-line.md, "Grammar". */
#include "spec_line.h"

static const char *const no_command =
    "'+++' begins a clause without a command; a supervisor's name ends in '/'";

static void reject_at(const char *line, unsigned word, const char *why)
{
  reject(line, formatted("word %u: %s", word, why));
}

/* --- 1: clauses --- */

Test(grammar, a_word_that_is_exactly_plus_plus_plus_begins_a_clause_of_options_dashes_and_a_command)
{
  MEANS_TEXT("nginx -g x +++ php-fpm -F +++ cron", nodes(),
             "nginx[nginx -g x] php-fpm[php-fpm -F] cron[cron]");
  MEANS_TEXT("echo + x+++ +++x ++x ++,", nodes(), "echo[echo + x+++ +++x ++x ++,]");
  MEANS_TEXT("--nice=1 -- a -x +++ --nice=2 -- b -y +++ --nice=3 c -z", nodes(),
             "a[a -x] b[b -y] c[c -z]");
  cr_assert_eq(settings_of("b")->nice, 2);
  cr_assert_eq(settings_of("c")->nice, 3);
}

Test(grammar, words_are_counted_from_one)
{
  MEANS("+++ -n a x +++ b", node_of("a")->word, 1);
  cr_assert_eq(node_of("b")->word, 5);
  MEANS("a +++ b", node_of("a")->word, 1);
  cr_assert_eq(node_of("b")->word, 2);
}

/* --- 2: global options --- */

Test(grammar, options_before_the_first_clause_are_every_child_s_and_others_their_clause_s)
{
  MEANS("--restart=always nginx +++ php-fpm", settings_of("nginx")->policy, BATON_POLICY_ALWAYS);
  cr_assert_eq(settings_of("php-fpm")->policy, BATON_POLICY_ALWAYS);
  MEANS("+++ --restart=always nginx +++ php-fpm", settings_of("nginx")->policy,
        BATON_POLICY_ALWAYS);
  cr_assert_eq(settings_of("php-fpm")->policy, BATON_POLICY_NEVER);
}

Test(grammar, options_before_the_first_clause_set_the_root_supervisor)
{
  MEANS("--strategy=one-for-all --intensity=3/1m --auto-shutdown=all --stop-order=parallel a +++ b",
        root()->strategy, BATON_STRATEGY_ONE_FOR_ALL);
  cr_assert_eq(root()->intensity.limit, 3);
  cr_assert_eq(root()->intensity.window_ms, 60000);
  cr_assert_eq(root()->auto_shutdown, BATON_AUTO_SHUTDOWN_ALL);
  cr_assert_eq(root()->stop_order, BATON_STOP_ORDER_PARALLEL);
}

Test(grammar, in_the_short_form_options_without_g_belong_to_the_first_clause)
{
  accept("--optional -n first --restart=always a +++ b");
  cr_assert(node_of("first")->optional);
  cr_assert_not(node_of("b")->optional);
  cr_assert_eq(settings_of("b")->policy, BATON_POLICY_ALWAYS);
}

Test(grammar, in_the_long_form_options_without_g_or_behind_plus_plus_plus_with_it_are_an_error)
{
  reject_at("-n web +++ a", 1, "--name belongs to a clause: write it after a '+++'");
  reject_at("-v --oneshot --optional +++ a", 2,
            "--oneshot belongs to a clause: write it after a '+++'");
  reject_at("-n web --optional +++ a", 1, "--name belongs to a clause: write it after a '+++'");
  reject_at("--argc=1 +++ a", 1, "--argc belongs to a clause: write it after a '+++'");
  MEANS_TEXT("+++ nginx", nodes(), "nginx[nginx]");
  cr_assert(whole()->flags & BATON_GLOBAL_CLASSIC);
  reject_at("a +++ --grace=3s b", 3, "--grace is global: write it before the first '+++'");
  reject_at("a +++ -n b -v b", 5, "-v is global: write it before the first '+++'");
  reject_at("a +++ --help b", 3, "--help is global: write it before the first '+++'");
  reject_at("a +++ -g b", 3, "-g is global; here it is --kill=group");
  reject_at("a +++ -e 3 b", 3, "-e is global; here it is --success");
}

/* --- 3: supervisors --- */

Test(grammar, a_name_that_ends_in_a_slash_declares_a_supervisor_and_they_nest_by_path)
{
  MEANS_TEXT("+++ -n app/ +++ -n app/web nginx", nodes(), "app/ app/web[nginx]");
  cr_assert_eq(node_of("app/web")->parent, number_of("app"));
  cr_assert_eq(node_of("app")->parent, BATON_ROOT);
  cr_assert_eq(root()->parent, BATON_NONE);
  MEANS("+++ -n app/ +++ -n app/db/ +++ -n app/db/main postgres", node_of("app/db")->parent,
        number_of("app"));
  cr_assert_eq(node_of("app/db/main")->parent, number_of("app/db"));
}

Test(grammar, a_supervisor_has_no_command_but_perhaps_dashes)
{
  reject_at("+++ -n app/ nginx +++ -n app/web x", 4,
            "a command, but 'app/' is a supervisor and has none");
  reject_at("-n app/ nginx", 3, "a command, but 'app/' is a supervisor and has none");
  accept("+++ -n app/ -- +++ -n app/web x");
}

Test(grammar, a_supervisor_is_declared_before_its_first_child_and_no_child_has_its_name)
{
  reject_at("+++ -n app/web x +++ -n app/", 2,
            "--name=app/web: no supervisor 'app/' is declared before it");
  reject_at("+++ -n apps/ +++ -n app/web x", 5,
            "--name=app/web: no supervisor 'app/' is declared before it (did you mean apps?)");
  reject_at("+++ -n appx a +++ -n app/web x", 6,
            "--name=app/web: no supervisor 'app/' is declared before it");
  reject_at("+++ -n app x +++ -n app/web y", 6,
            "--name=app/web: 'app' is a child (word 2) and no supervisor");
  reject_at("+++ -n app x +++ -n app/", 6, "--name=app/: the name is taken (word 2)");
  reject_at("+++ -n app/ +++ -n app x", 5, "--name=app: the name is taken (word 2)");
}

Test(grammar, a_supervisor_s_place_is_that_of_its_own_clause)
{
  MEANS_TEXT("+++ -n app/ +++ -n x a +++ -n app/web b", nodes(), "app/ x[a] app/web[b]");
}

Test(grammar, a_supervisor_or_the_root_without_children_is_an_error)
{
  reject_at("a +++ -n app/", 3, "supervisor 'app/' has no children: none is named 'app/...'");
  reject_at("+++ -n a/ +++ -n a/b/ +++ -n x y", 5,
            "supervisor 'a/b/' has no children: none is named 'a/b/...'");
  reject("", "no command; see baton --help");
  reject("-v --grace=3s", "no command; see baton --help");
  reject("-n web", "no command; see baton --help");
}

/* --- 4: inheritance: test_spec_inherit.c --- */

/* --- 5: options --- */

Test(grammar, option_parsing_stops_after_dashes_or_at_the_first_word_that_is_none)
{
  MEANS_TEXT("nginx --restart=always -x", nodes(), "nginx[nginx --restart=always -x]");
  cr_assert_eq(settings_of("nginx")->policy, BATON_POLICY_NEVER);
  MEANS_TEXT("-- a -- -x", nodes(), "a[a -- -x]");
}

Test(grammar, a_long_option_takes_any_value_attached_or_as_the_next_word)
{
  MEANS("--restart=always --cwd /srv a", child()->policy, BATON_POLICY_ALWAYS);
  cr_assert_str_eq(string_of(child()->cwd), "/srv");
  MEANS_TEXT("--env=A=+++ --env B=-x --cwd=+++ a", variables_of("a"), "A=+++ B=-x ");
  cr_assert_str_eq(string_of(child()->cwd), "+++");
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
  cr_assert_str_eq(nodes(), "json[json]");
  read_line("--explain=json a");
  cr_assert_eq(result.verdict, SPEC_EXPLAIN_JSON);
  read_line("--explain=text a");
  cr_assert_eq(result.verdict, SPEC_EXPLAIN_TEXT);
  REJECT("--explain=", "not one of text, json", "yaml");
}

Test(grammar, short_options_cluster_and_one_with_a_value_ends_its_cluster)
{
  MEANS("-gvw a", child()->kill, BATON_KILL_GROUP);
  cr_assert_eq(whole()->log_level, 2);
  cr_assert(whole()->flags & BATON_GLOBAL_WARN_REAP);
  MEANS_TEXT("-e143 -nweb a", nodes(), "web[a]");
  cr_assert_eq(settings_of("web")->success_codes[2], UINT64_C(1) << (143 - 128));
  MEANS_TEXT("-ge3 -gn web a", nodes(), "web[a]");
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
  MEANS_TEXT("-- a b +++ c", nodes(), "a[a b] c[c]");
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
  MEANS_TEXT("--argc=3 echo +++ x +++ cat", nodes(), "echo[echo +++ x] cat[cat]");
  MEANS_TEXT("a +++ --argc 2 -- echo +++", nodes(), "a[a] echo[echo +++]");
}

Test(grammar, argc_is_all_or_a_number_of_words_before_a_clause_or_the_end)
{
  reject_at("--argc=2 a b c", 4,
            "'c' stands where --argc=2 lets only '+++' or the end of the line stand");
  reject_at("--argc=3 a b", 1, "--argc=3: the line ends 2 words after its options");
  REJECT("--argc=", "not a number of words, nor 'all'", "0", "x", "4294967296");
  reject_at("--argc=2", 1, "--argc=2: the line ends 0 words after its options");
}

Test(grammar, argc_all_takes_every_remaining_word_so_that_none_can_start_a_child)
{
  MEANS_TEXT("a +++ --argc=all echo +++ --restart=x +++", nodes(),
             "a[a] echo[echo +++ --restart=x +++]");
  MEANS_TEXT("+++ -n sidecar envoy +++ -n main --argc=all -- app -x +++ evil", nodes(),
             "sidecar[envoy] main[app -x +++ evil]");
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
  cr_assert(whole()->flags & BATON_GLOBAL_CLASSIC);
  cr_assert_str_eq(nodes(), "nginx[nginx -g daemon off;]");
}

Test(examples, two_children)
{
  WORDS("nginx", "-g", "daemon off;", "+++", "php-fpm", "-F");
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_not(whole()->flags & BATON_GLOBAL_CLASSIC);
  cr_assert_eq(root()->auto_shutdown, BATON_AUTO_SHUTDOWN_ANY);
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
  MEANS("--strategy=rest-for-one "
        "+++ -n db --stop-signal=INT --stop-timeout=20s -- postgres -D /data "
        "+++ -n api --restart=on-failure --user=app:app -- ./api --port 80 "
        "+++ -n jobs/ --strategy=one-for-all --max-restarts=3/10s "
        "+++ -n jobs/a --ready=fd:4 ./job a +++ -n jobs/b ./job b",
        settings_of("db")->stop_signal, CORE_SIGINT);
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
  MEANS("+++ --oneshot -n migrate ./manage.py migrate +++ -n web --restart=always gunicorn app:app",
        settings_of("migrate")->ready, BATON_READY_EXIT);
  cr_assert_eq(settings_of("migrate")->policy, BATON_POLICY_ON_FAILURE);
  cr_assert_eq(settings_of("web")->policy, BATON_POLICY_ALWAYS);
}

/* --- words that a child would only complain about --- */

#define CARRIAGE_RETURN                                                                            \
  " holds a carriage return: is the line of a file with the line ends of DOS?\n"

#define NEARLY(word)                                                                               \
  "baton: word 2: '" word                                                                          \
  "' is nearly '+++', which begins a clause; a command that has it needs --argc\n"

static void is_nearly(const char *word, const char *message)
{
  WORDS("a", word, "b");
  cr_assert_str_eq(result.message, message);
  WORDS("--argc=3", "a", word, "b");
  cr_assert_eq(result.verdict, SPEC_RUN, "%s", result.message);
}

Test(words, that_are_nearly_a_separator_are_refused_unless_argc_counts_them)
{
  is_nearly("++", NEARLY("++"));
  is_nearly("++++", NEARLY("++++"));
  is_nearly("++++++++", NEARLY("++++++++"));
  is_nearly("+++ ", NEARLY("+++ "));
  is_nearly(" +++", NEARLY(" +++"));
  is_nearly("+++\r", "baton: word 2: '+++?'" CARRIAGE_RETURN);
  is_nearly("\t+++\n", NEARLY("?+++?"));
  is_nearly("+++ php-fpm", NEARLY("+++ php-fpm"));
  is_nearly("++ ", NEARLY("++ "));
  WORDS("a", "x +++", "", " ", "+", "+ +++", "++x", "++ x", "+++x ", "c++");
  cr_assert_eq(result.verdict, SPEC_RUN, "%s", result.message);
}

Test(words, of_a_command_do_not_begin_with_a_dash)
{
  reject("- x", "word 1: the command '-' begins with '-': options stand before '--', and a file is "
                "./-");
  reject("-- --restart=always x",
         "word 2: the command '--restart=always' begins with '-': options stand before '--', and a "
         "file is ./--restart=always");
  reject("a +++ --argc=all -- -- x",
         "word 5: the command '--' begins with '-': options stand before "
         "'--', and a file is ./--");
}

#define SPACED(word)                                                                               \
  " the command '" word "' holds spaces: quote each word by itself; if it has them, --argc=N\n"

Test(words, that_hold_a_whole_line_are_no_command)
{
  WORDS("nginx -g x");
  cr_assert_str_eq(result.message, "baton: word 1:" SPACED("nginx -g x"));
  WORDS("a", "b c", "+++", "-n", "x", "d\r");
  cr_assert_str_eq(result.message, "baton: word 6: 'd?'" CARRIAGE_RETURN);
  WORDS("a", "+++", "-n", "x", "d\n");
  cr_assert_str_eq(result.message, "baton: word 5:" SPACED("d?"));
  WORDS("--argc=2", "my tool", "x");
  cr_assert_eq(result.verdict, SPEC_RUN, "%s", result.message);
}

Test(words, are_the_other_programs_own_under_their_names)
{
  as_name = "tini";
  WORDS("--", "-x", "++", "+++ a");
  cr_assert_eq(result.verdict, SPEC_RUN, "%s", result.message);
  WORDS("nginx -g x");
  cr_assert_eq(result.verdict, SPEC_RUN, "%s", result.message);
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
