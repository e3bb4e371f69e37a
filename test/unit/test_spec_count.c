/* command-line.md, "Options": --count, N children of one clause. */
#include "spec_line.h"

#include <string.h>

/* What a node waits for: "-" for the one before, "none", or the paths, in parentheses where it is
 * no order of the line's. */
static const char *waits_of(const char *path)
{
  const struct plan_node *node = node_of(path);
  const char *text = "";
  if (node->after_mode == BATON_AFTER_PREVIOUS || node->after_mode == BATON_AFTER_NONE) {
    cr_assert_eq(node->after_count, 0);
    return node->after_mode == BATON_AFTER_NONE ? "none" : "-";
  }
  for (uint32_t i = 0; i < node->after_count; i++) {
    const struct plan_node *named = &result.plan.nodes[result.plan.after[node->after + i]];
    text = formatted("%s%s%s", text, i == 0 ? "" : " ", string_of(named->path));
  }
  return node->after_mode == BATON_AFTER_ALL ? formatted("(%s)", text) : text;
}

static void waits(const char *path, const char *expected)
{
  cr_assert_str_eq(waits_of(path), expected, "%s: %s", path, waits_of(path));
}

Test(count, makes_numbered_children_of_one_clause)
{
  MEANS_TEXT("+++ -n web --count=3 --nice=3 a b +++ c", nodes(),
             "web-1[a b] web-2[a b] web-3[a b] c[c]");
  cr_assert_eq(node_of("web-1")->settings, node_of("web-3")->settings);
  cr_assert_eq(settings_of("web-2")->nice, 3);
  MEANS_TEXT("--count=2 a", nodes(), "a-1[a] a-2[a]");
  MEANS_TEXT("+++ -n s/ +++ -n s/w --count=2 a", nodes(), "s/ s/w-1[a] s/w-2[a]");
}

Test(count, of_one_is_numbered_too_and_stays_classic)
{
  MEANS_TEXT("--count=1 a", nodes(), "a-1[a]");
  cr_assert_eq(result.plan.globals.flags & BATON_GLOBAL_CLASSIC, BATON_GLOBAL_CLASSIC);
  cr_assert_eq(settings_of("a-1")->stdin_mode, BATON_STDIN_INHERIT);
  MEANS("--count=2 a", result.plan.globals.flags & BATON_GLOBAL_CLASSIC, 0);
  cr_assert_eq(settings_of("a-1")->stdin_mode, BATON_STDIN_NULL);
}

Test(count, without_a_name_goes_by_the_command_and_past_names_that_are_taken)
{
  MEANS_TEXT("a +++ --count=2 a +++ a", nodes(), "a[a] a-2-1[a] a-2-2[a] a-3[a]");
  MEANS_TEXT("--count=2 a +++ a", nodes(), "a-1[a] a-2[a] a-3[a]");
  accept(formatted("+++ --count=2 %s", repeated('x', 100)));
  cr_assert_eq(strlen(string_of(result.plan.nodes[1].path)), 53 + 2);
}

Test(count, waits_for_what_its_clause_waits_for_and_the_next_one_for_all)
{
  accept("+++ db +++ -n web --count=3 a +++ last +++ x");
  waits("web-1", "(db)");
  waits("web-2", "(db)");
  waits("web-3", "(db)");
  waits("last", "(web-1 web-2 web-3)");
  waits("x", "-");
  accept("+++ -n web --count=2 a +++ -n job --count=2 b");
  waits("web-1", "none");
  waits("web-2", "none");
  waits("job-1", "(web-1 web-2)");
  waits("job-2", "(web-1 web-2)");
  cr_assert_eq(node_of("job-1")->after, node_of("job-2")->after);
  accept("+++ db +++ -n web --count=2 --after=none a +++ -n one --count=1 b +++ c");
  waits("web-1", "none");
  waits("web-2", "none");
  waits("one-1", "(web-1 web-2)");
  waits("c", "-");
}

Test(count, is_one_word_of_an_after)
{
  accept("+++ db +++ -n web --count=2 --after=db a +++ -n x --after=web b +++ "
         "-n y --after=web --after=db c +++ -n z --after=web-2 d +++ -n one --count=1 e +++ "
         "-n q --after=one f");
  waits("web-1", "db");
  waits("web-2", "db");
  waits("x", "web-1 web-2");
  waits("y", "web-1 web-2 db");
  waits("z", "web-2");
  waits("q", "one-1");
  cr_assert_eq(node_of("x")->after_mode, BATON_AFTER_LIST);
}

Test(count, under_a_group_strategy_starts_in_order)
{
  accept("--strategy=one-for-all +++ db +++ -n web --count=3 a +++ last");
  waits("web-1", "-");
  waits("web-2", "-");
  waits("web-3", "-");
  waits("last", "-");
  accept("--strategy=rest-for-one +++ db +++ x +++ -n web --count=2 --after=db a +++ "
         "-n z --after=web b");
  waits("web-1", "db");
  waits("web-2", "-");
  waits("z", "web-1 web-2");
  accept("--strategy=one-for-all +++ -n s/ --strategy=one-for-one +++ -n s/w --count=2 a");
  waits("s/w-2", "none");
}

/* What is no --after is no order of the stop. */
Test(count, stops_in_one_stage_and_so_does_who_only_stands_behind_it)
{
  accept("--grace=9s --stop-timeout=5s +++ -n web --count=3 a +++ b");
  reject("--grace=9s --stop-timeout=5s +++ -n web --count=3 a +++ --after=web b",
         "the --stop-delay and --stop-timeout of children that stop one after the other, 10s in "
         "all, exceeds "
         "--grace=9s (word 1)");
  accept("+++ -n web --count=3 a +++ b");
  cr_assert_not_null(strstr(explained(false), "stop     all at once\n"));
}

Test(count, is_shown)
{
  accept("+++ db +++ -n web --count=3 a +++ last");
  cr_assert_not_null(strstr(explained(false), "start    after web-1, web-2, web-3; "));
  cr_assert_not_null(strstr(explained(false), "start    after db; "));
  cr_assert_not_null(strstr(explained(true), "\"path\":\"last\",\"supervisor\":\"\",\"word\":8,"
                                             "\"after\":[\"web-1\",\"web-2\",\"web-3\"]"));
}

Test(count, is_1_to_10000)
{
  static const char *const wrong[] = {"0", "10001", "-1", "3x", ""};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    reject(formatted("--count=%s a", wrong[i]),
           formatted("word 1: --count=%s: not a number from 1 to 10000", wrong[i]));
  }
  accept("--count=10000 a");
  cr_assert_eq(result.plan.node_count, 10001);
}

Test(count, belongs_to_a_child)
{
  reject("--count=2 +++ a", "word 1: --count belongs to a clause: write it after a '+++'");
  reject("+++ -n s/ --count=2 +++ -n s/a b",
         "word 4: --count belongs to a child: the name of a supervisor ends in '/'");
}

Test(count, has_no_fixed_id_and_no_stdin)
{
  reject("+++ --count=2 --stdin=inherit a",
         "word 2: --count with what only one child can have (word 3)");
  reject("+++ --resume-id=x --count=1 a",
         "word 3: --count with what only one child can have (word 2)");
}

Test(count, takes_its_name_and_those_with_a_number)
{
  reject("+++ -n web --count=2 a +++ -n web b", "word 7: --name=web: the name is taken (word 2)");
  reject("+++ -n web --count=2 a +++ -n web-2 b",
         "word 7: --name=web-2: the name is taken (word 2)");
  reject("+++ -n web-2 b +++ -n web --count=2 a",
         "word 6: --name=web-2: the name is taken (word 2)");
  reject("+++ -n web-1 b +++ --count=2 web", "word 5: --name=web-1: the name is taken (word 2)");
  reject("web-1 +++ --count=2 web", "word 2: --name=web-1: the name is taken (word 1)");
  reject("+++ -n web --count=2 --after=web a", "word 5: --after=web: it cannot wait for itself");
}

Test(count, makes_no_name_too_long)
{
  const char *name = repeated('x', 61);
  accept(formatted("+++ -n %s --count=9 a", name));
  reject(formatted("+++ -n %s --count=10 a", name),
         formatted("word 2: --name=%s-10: a name has at most 63 bytes", name));
}

Test(count, of_more_than_there_may_be_is_refused)
{
  reject("+++ -n a --count=10000 a +++ -n b --count=9999 b +++ -n c --count=1 c",
         "word 11: more than 19999 children and supervisors");
  reject("+++ -n a --count=10000 a +++ -n b --count=10000 b",
         "word 9: more than 19999 children and supervisors");
}

Test(count, of_those_that_wait_for_many_others_is_bounded)
{
  accept("+++ -n a --count=1000 a +++ -n b --count=1000 b");
  reject("+++ -n a --count=1001 a +++ -n b --count=1000 b",
         "word 6: children wait for more than 1000000 others in all");
  reject("+++ -n a --count=10000 a +++ -n b --after=a b +++ -n c --count=100 --after=b --after=a c",
         "word 11: children wait for more than 1000000 others in all");
}
