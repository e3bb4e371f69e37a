/* command-line.md, "Names" and "Grammar", 4 (inheritance): --after, sharing of equal settings. */
#include "spec_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- names --- */

Test(names, are_the_command_s_basename)
{
  MEANS_TEXT("/usr/sbin/nginx -g x +++ ./php-fpm +++ cron", nodes(),
             "nginx[/usr/sbin/nginx -g x] php-fpm[./php-fpm] cron[cron]");
}

Test(names, have_forbidden_bytes_replaced)
{
  WORDS("--argc=1", "/bin/a b:c", "+++", ".x", "+++", "/-", "+++", "_-.9Z", "+++", "\303\251",
        "+++", "/bin/");
  cr_assert_str_eq(nodes(), "a_b_c[/bin/a b:c] _x[.x] _[/-] _-.9Z[_-.9Z] __[\303\251] _-2[/bin/]");
}

Test(names, are_cut_to_59_bytes)
{
  WORDS(repeated('x', 100));
  cr_assert_eq(number_of(repeated('x', 59)), 1);
}

Test(names, are_numbered_past_every_explicit_name_of_the_line)
{
  MEANS_TEXT("nginx +++ nginx +++ nginx", nodes(), "nginx[nginx] nginx-2[nginx] nginx-3[nginx]");
  MEANS_TEXT("nginx +++ nginx +++ -n nginx a +++ -n nginx-2 b +++ -n nginx-4 c", nodes(),
             "nginx-3[nginx] nginx-5[nginx] nginx[a] nginx-2[b] nginx-4[c]");
}

Test(names, of_a_number_beyond_999_make_room_for_it)
{
  static const char *words[2002];
  const char *name = NULL;
  for (size_t i = 0; i < 1001; i++) {
    words[2 * i] = i == 0 ? repeated('x', 63) : words[0];
    words[2 * i + 1] = "+++";
  }
  read_words(2001, words);
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_eq(number_of(formatted("%s-999", repeated('x', 59))), 999);
  name = formatted("%s-1000", repeated('x', 58));
  cr_assert_eq(strlen(name), 63);
  cr_assert_eq(number_of(name), 1000);
}

Test(names, are_letters_digits_and_a_few_others)
{
  accept("-n A_z.0-9 a");
  accept("-n 9 a");
  accept("-n _ a");
  REJECT("--name=", "a name is letters, digits, '_', and after the first byte '.' and '-'", ".x",
         "-x", "a b", "a+", "\303\251", "app/.x", "app/-x/y", "a@b", "a[b", "a`b", "a{b", "a:b");
}

Test(names, are_not_empty)
{
  REJECT("--name=", "a name is empty", "", "/x", "a//x");
  reject("+++ --name=/ +++ a", "word 2: --name=/: a name is empty");
  reject("+++ --name=// +++ a", "word 2: --name=//: a name is empty");
  reject("+++ --name=a// +++ a", "word 2: --name=a//: a name is empty");
}

Test(names, have_at_most_63_bytes)
{
  const char *fault = ": a name has at most 63 bytes\n";
  accept(formatted("-n %s a", repeated('x', 63)));
  read_line(formatted("-n %s a", repeated('x', 64)));
  cr_assert_not_null(strstr(result.message, fault));
  read_line(formatted("+++ -n s/ +++ -n s/%s a", repeated('x', 64)));
  cr_assert_not_null(strstr(result.message, fault));
}

/* A chain of supervisors whose last path has at most `bytes` bytes, and a child below it. */
static void nest(size_t bytes, const char *child)
{
  const char *line = "+++ -n a/";
  char path[256] = "a";
  for (size_t length = 1; length + 2 <= bytes; length += 2) {
    memcpy(path + length, "/b", 3);
    line = formatted("%s +++ -n %s/", line, path);
  }
  read_line(formatted("%s +++ -n %s/%s x", line, path, child));
}

Test(names, of_a_path_have_at_most_255_bytes)
{
  nest(253, "x");
  cr_assert_eq(result.verdict, SPEC_RUN, "%s", result.message);
  cr_assert_eq(strlen(string_of(result.plan.nodes[result.plan.node_count - 1].path)), 255);
  nest(253, "xy");
  cr_assert_eq(result.verdict, SPEC_ERROR);
  cr_assert_not_null(strstr(result.message, ": a path has at most 255 bytes\n"));
}

Test(names, may_be_equal_only_below_different_supervisors)
{
  reject("+++ -n a x +++ -n b y +++ -n a z", "word 10: --name=a: the name is taken (word 2)");
  accept("+++ -n a/ +++ -n a/x p +++ -n b/ +++ -n b/x p +++ -n x p");
}

/* --- --after --- */

Test(after, is_the_previous_sibling_by_itself_and_none_is_at_once)
{
  MEANS("a +++ b", node_of("b")->after_mode, BATON_AFTER_PREVIOUS);
  cr_assert_eq(node_of("b")->after_count, 0);
  MEANS("a +++ --after=none b", node_of("b")->after_mode, BATON_AFTER_NONE);
}

static uint32_t after(const char *path, uint32_t place)
{
  cr_assert_lt(place, node_of(path)->after_count);
  return result.plan.after[node_of(path)->after + place];
}

Test(after, names_earlier_siblings_below_the_same_supervisor_by_name_or_path)
{
  MEANS("a +++ b +++ --after=a --after b c +++ --after=c d", node_of("c")->after_mode,
        BATON_AFTER_LIST);
  cr_assert_eq(node_of("c")->after_count, 2);
  cr_assert_eq(after("c", 0), number_of("a"));
  cr_assert_eq(after("c", 1), number_of("b"));
  cr_assert_eq(node_of("d")->after_count, 1);
  cr_assert_eq(after("d", 0), number_of("c"));
  MEANS("nginx +++ nginx +++ --after=nginx-2 a", after("a", 0), 2);
  MEANS(
      "x +++ -n s/ --after=x +++ -n s/x p +++ -n s/y --after=x p +++ --after=s/ z +++ --after=s w",
      after("s", 0), number_of("x"));
  cr_assert_eq(after("s/y", 0), number_of("s/x"));
  cr_assert_eq(after("z", 0), number_of("s"));
  cr_assert_eq(after("w", 0), number_of("s"));
  MEANS("+++ -n s/ +++ -n s/x p +++ -n s/y --after=s/x p", after("s/y", 0), number_of("s/x"));
}

Test(after, that_names_nobody_or_no_earlier_sibling_is_an_error)
{
  reject("a +++ --after b=c b", "word 3: --after=b=c: no earlier sibling has this name");
  reject("a +++ --after=b=c b", "word 3: --after=b=c: no earlier sibling has this name");
  reject("a +++ b +++ --after=a,b c", "word 5: --after=a,b: one name: repeat --after for each");
  reject("a +++ --after=none,a b", "word 3: --after=none,a: one name: repeat --after for each");
  reject("web +++ --after=wbe x",
         "word 3: --after=wbe: no earlier sibling has this name (did you mean web?)");
  reject("+++ -n s/ +++ -n s/web p +++ -n s/y --after=wbe p",
         "word 11: --after=wbe: no earlier sibling has this name (did you mean web?)");
  reject("--after=x a", "word 1: --after=x: no earlier sibling has this name");
  reject("a +++ --after= x", "word 3: --after=: no earlier sibling has this name");
  reject("a +++ --after=/ x", "word 3: --after=/: no earlier sibling has this name");
  reject("x +++ -n s/ +++ -n s/a p +++ -n s/b --after=x p",
         "word 12: --after=x: no earlier sibling has this name");
  reject("+++ -n s/ +++ -n s/x p +++ --after=s/x b",
         "word 9: --after=s/x: no earlier sibling has this name");
  reject("+++ -n s/ +++ -n s/x p +++ -n t/ +++ -n t/y --after=s/x b",
         "word 14: --after=s/x: no earlier sibling has this name");
  reject("a +++ -n b --after=b x", "word 5: --after=b: it cannot wait for itself");
  reject("a +++ --after=c b +++ c",
         "word 3: --after=c: this sibling stands later on the line (word 5)");
}

Test(after, none_stands_alone)
{
  reject("a +++ --after=none --after=a b", "word 4: --after=a: 'none' stands alone");
  reject("a +++ --after=a --after=none b", "word 4: --after=none: 'none' stands alone");
}

Test(after, a_name_too_long_to_be_one_is_an_error)
{
  WORDS("a", "+++", formatted("--after=%s", repeated('x', 400)), "b");
  cr_assert_eq(result.verdict, SPEC_ERROR);
  cr_assert_not_null(strstr(result.message, "xxx...: no earlier sibling has this name\n"));
}

/* --- inheritance --- */

Test(inherit, passes_options_down_through_nested_supervisors)
{
  MEANS("--nice=1 --cwd=/g +++ -n s/ --nice=2 +++ -n s/t/ --cwd=/t +++ -n s/t/a x +++ -n s/b x "
        "+++ -n c x",
        settings_of("s/t/a")->nice, 2);
  cr_assert_str_eq(string_of(settings_of("s/t/a")->cwd), "/t");
  cr_assert_eq(settings_of("s/b")->nice, 2);
  cr_assert_str_eq(string_of(settings_of("s/b")->cwd), "/g");
  cr_assert_eq(settings_of("c")->nice, 1);
}

Test(inherit, does_not_pass_a_supervisor_s_own_options_down)
{
  MEANS("--strategy=one-for-all --intensity=3/1m --auto-shutdown=all --stop-order=parallel "
        "+++ -n s/ +++ -n s/a x",
        node_of("s")->strategy, BATON_STRATEGY_ONE_FOR_ONE);
  cr_assert_eq(node_of("s")->intensity.limit, BATON_NONE);
  cr_assert_eq(node_of("s")->auto_shutdown, BATON_AUTO_SHUTDOWN_ANY);
  cr_assert_eq(node_of("s")->stop_order, BATON_STOP_ORDER_PARALLEL);
  MEANS("--stop-order=reverse +++ -n s/ +++ -n s/a x", node_of("s")->stop_order,
        BATON_STOP_ORDER_PARALLEL);
}

Test(inherit, an_explicit_policy_passes_down_and_beats_a_strategy)
{
  MEANS("--restart=on-failure +++ -n s/ --strategy=one-for-all +++ -n s/a x +++ -n s/t/ "
        "--restart=never +++ -n s/t/b x",
        settings_of("s/a")->policy, BATON_POLICY_ON_FAILURE);
  cr_assert_eq(settings_of("s/t/b")->policy, BATON_POLICY_NEVER);
  reject("--restart=always +++ --ready=exit a",
         "word 3: --ready=exit with --restart=always (word 1) would never be done");
}

Test(inherit, env_adds_key_by_key_and_the_nearer_or_later_wins)
{
  MEANS_TEXT("--env=A=1 --env=B=2 --env=C=3 +++ -n s/ --env=B=4 --env=D=5 +++ -n s/a --unset-env=A "
             "--env=D=6 x +++ -n s/b x +++ -n c x",
             variables_of("s/a"), "C=3 B=4 A D=6 ");
  cr_assert_str_eq(variables_of("s/b"), "A=1 C=3 B=4 D=5 ");
  cr_assert_str_eq(variables_of("c"), "A=1 B=2 C=3 ");
  MEANS_TEXT("--env=A=1 --env=AB=2 --unset-env=A --env=A=3 --env=B=4 --unset-env=B a",
             variables_of("a"), "AB=2 A=3 B ");
}

Test(inherit, rlimit_adds_name_by_name_and_the_nearer_wins)
{
  const struct baton_limit *limits = NULL;
  accept(
      "--rlimit=nofile=1 --rlimit=core=2 +++ -n a --rlimit=core=3 --rlimit=cpu=4 --rlimit=cpu=5 x "
      "+++ -n b x");
  limits = result.plan.limits + child()->limits;
  cr_assert_eq(child()->limit_count, 3);
  cr_assert_eq(limits[0].resource, 7);
  cr_assert_eq(limits[0].soft, 1);
  cr_assert_eq(limits[1].resource, 4);
  cr_assert_eq(limits[1].soft, 3);
  cr_assert_eq(limits[2].resource, 0);
  cr_assert_eq(limits[2].soft, 5);
  cr_assert_eq(settings_of("b")->limit_count, 2);
}

Test(inherit, all_others_replace)
{
  MEANS("--stdout=/x --max-restarts=3/1s +++ -n a --stdout=null --max-restarts=unlimited x",
        child()->stdout_mode, BATON_STREAM_NULL);
  cr_assert_eq(child()->breaker.limit, BATON_NONE);
}

/* --- sharing --- */

Test(share, settings_equal_to_the_supervisor_s_or_the_clause_s_before)
{
  MEANS("--nice=3 a +++ b +++ c", result.plan.settings_count, 1);
  MEANS("--nice=3 a +++ --nice=3 b", result.plan.settings_count, 1);
  MEANS("a +++ --nice=3 --user=app --cwd=/x --ready=env:V b +++ --nice=3 --user=app --cwd=/x "
        "--ready=env:V c",
        result.plan.settings_count, 2);
  cr_assert_eq(node_of("b")->settings, node_of("c")->settings);
  cr_assert_eq(settings_of("c")->user_word, 4);
}

Test(share, settings_with_equal_variables_and_limits)
{
  MEANS("--env=A=1 --rlimit=cpu=1 a +++ --env=B=2 --rlimit=core=2 b +++ --env=B=2 "
        "--rlimit=core=2 c +++ --env=B=3 d +++ --rlimit=core=3 --env=B=3 e",
        node_of("b")->settings, node_of("c")->settings);
  cr_assert_eq(result.plan.settings_count, 4);
  cr_assert_str_eq(variables_of("c"), "A=1 B=2 ");
  cr_assert_str_eq(variables_of("d"), "A=1 B=3 ");
  cr_assert_eq(result.plan.limits[settings_of("c")->limits + 1].soft, 2);
  cr_assert_eq(result.plan.limits[settings_of("e")->limits + 1].soft, 3);
}

Test(share, a_string_that_is_inherited_is_not_copied_and_found_past_another_clause)
{
  MEANS("--user=app --cwd=/x a +++ --nice=1 --user=app --cwd=/x b", child()->user,
        settings_of("b")->user);
  cr_assert_eq(child()->cwd, settings_of("b")->cwd);
  cr_assert_eq(settings_of("b")->user_word, 1);
  MEANS_TEXT("--user=app --cwd=/x +++ -n a --user=web --cwd=/y c +++ -n b --user=app --cwd=/x c",
             string_of(settings_of("b")->user), "app");
  cr_assert_eq(node_of("b")->settings, 0);
  cr_assert_eq(settings_of("b")->user_word, 1);
  cr_assert_eq(child()->user_word, 6);
}

Test(share, limits_and_settings_that_differ_are_different)
{
  MEANS("+++ --rlimit=cpu=1 a +++ --rlimit=cpu=2 b", result.plan.limits[child()->limits].soft, 1);
  cr_assert_eq(result.plan.limits[settings_of("b")->limits].soft, 2);
  MEANS("a +++ --nice=1 b +++ --nice=2 c", result.plan.settings_count, 3);
}

/* --- many --- */

#define STRINGS_MAX (64U << 20U)
#define TOO_MUCH    "baton: names, commands and environments of all children together exceed 64 MiB\n"

/* A string of so many bytes that begins so. */
static char *string_filled(const char *beginning, size_t bytes)
{
  char *string = malloc(bytes + 1);
  memset(string, 'x', bytes);
  memcpy(string, beginning, strlen(beginning));
  string[bytes] = '\0';
  return string;
}

/* `children` times "true", each a clause. */
static void read_many(unsigned children, const char *option)
{
  const char **words = calloc(3 * (size_t)children, sizeof *words);
  size_t count = 0;
  for (unsigned i = 0; i < children; i++) {
    words[count++] = "+++";
    if (option != NULL) {
      words[count++] = option;
    }
    words[count++] = "true";
  }
  read_words(count, words);
  free(words);
}

Test(many, children_fit_on_one_line_and_share_their_settings)
{
  read_many(19999, NULL);
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_eq(result.plan.node_count, PLAN_NODES_MAX);
  cr_assert_eq(number_of("true-19999"), 19999);
  read_many(10000, "--env=A=b");
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_eq(result.plan.settings_count, 2);
  read_many(20000, NULL);
  cr_assert_eq(result.verdict, SPEC_ERROR);
  cr_assert_str_eq(result.message, "baton: word 39999: more than 19999 children and supervisors\n");
}

Test(many, strings_more_than_fit_are_an_error)
{
  const char *words[1 + 3 * 80];
  char *large = string_filled("--env=A=", 1000000);
  size_t count = 0;
  words[count++] = large;
  for (unsigned i = 0; i < 80; i++) {
    words[count++] = "+++";
    words[count++] = i % 2 == 0 ? "--env=B=1" : "--env=B=2";
    words[count++] = "true";
  }
  read_words(count, words);
  cr_assert_str_eq(result.message, TOO_MUCH);
  free(large);
}

Test(many, bytes_in_one_word_are_an_error_wherever_it_stands)
{
  char *argument = string_filled("", STRINGS_MAX + 1);
  char *variable = string_filled("--env=A=", STRINGS_MAX + 9);
  char *file = string_filled("--env-file=A=", STRINGS_MAX + 14);
  char *user = string_filled("--user=", STRINGS_MAX + 8);
  WORDS("true", argument, argument);
  cr_assert_str_eq(result.message, TOO_MUCH);
  WORDS(variable, "true");
  cr_assert_str_eq(result.message, TOO_MUCH);
  WORDS("true", "+++", variable, "true");
  cr_assert_str_eq(result.message, TOO_MUCH);
  WORDS(file, "--env-file=B=/b", "true");
  cr_assert_str_eq(result.message, TOO_MUCH);
  WORDS(user, "true");
  cr_assert_str_eq(result.message, TOO_MUCH);
  free(argument);
  free(variable);
  free(file);
  free(user);
}

/* A line whose last name is "true": explicit, or by default. `filler` bytes are in its first
 * command. */
static void read_filled(size_t filler, bool explicit_name)
{
  char *argument = string_filled("", filler);
  if (explicit_name) {
    WORDS("-n", "true", "true", argument, "+++", "-n", "last", "x");
  } else {
    WORDS("true", argument);
  }
  free(argument);
}

Test(many, strings_that_leave_no_room_for_a_name_are_an_error)
{
  size_t room = 0;
  read_filled(100, false);
  room = STRINGS_MAX - result.plan.string_bytes + 100;
  read_filled(room, false);
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_eq(result.plan.string_bytes, STRINGS_MAX);
  read_filled(room + 1, false); /* the default name comes last */
  cr_assert_str_eq(result.message, TOO_MUCH);
  read_filled(100, true);
  room = STRINGS_MAX - result.plan.string_bytes + 100;
  read_filled(room, true);
  cr_assert_eq(result.verdict, SPEC_RUN);
  read_filled(room + 3, true); /* no room for the name "last" */
  cr_assert_str_eq(result.message, TOO_MUCH);
}
