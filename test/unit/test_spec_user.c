/* command-line.md, "Users": names and numbers against the texts of /etc/passwd and /etc/group. */
#include "spec_line.h"

#include <string.h>

static const char *const passwd = "root:x:0:0:root:/root:/bin/sh\n"
                                  "# comment\n"
                                  "\n"
                                  "broken\n"
                                  "short:x\n"
                                  "noid:x:y:1::/:/bin/sh\n"
                                  "nogid:x:7:z::/:/bin/sh\n"
                                  "app:x:1000:1001::/home/app:/bin/sh\n"
                                  "apple:x:1002:1002::/home/app:/bin/sh\n"
                                  "lonely:x:1003:1003";

static const char *const group_lines = "root:x:0:\n"
                                       "wheel:x:10:root,app\n"
                                       "app:x:1001:app\n"
                                       "fruit:x:20:apple,pear\n"
                                       "all:x:30:pear,app,root\n"
                                       "broken:x:z:app\n"
                                       "short:x\n"
                                       "last:x:40:app";

static uint32_t groups[4];
static struct spec_user user;

static enum spec_user_verdict resolve(const char *name)
{
  memset(&user, 0xff, sizeof user);
  memset(groups, 0xff, sizeof groups);
  return spec_user_resolve(name, passwd, group_lines, groups, 4, &user);
}

static void is(const char *name, uint32_t uid, uint32_t gid, uint32_t group_count)
{
  cr_assert_eq(resolve(name), SPEC_USER_OK, "%s", name);
  cr_assert_eq(user.uid, uid, "%s", name);
  cr_assert_eq(user.gid, gid, "%s", name);
  cr_assert_eq(user.group_count, group_count, "%s", name);
}

Test(user, by_name_has_uid_gid_and_supplementary_groups)
{
  is("app", 1000, 1001, 3);
  cr_assert_eq(groups[0], 10);
  cr_assert_eq(groups[1], 30);
  cr_assert_eq(groups[2], 40);
  cr_assert_eq(groups[3], UINT32_MAX);
}

Test(user, is_looked_up_by_its_whole_name_to_the_last_line)
{
  is("apple", 1002, 1002, 1);
  cr_assert_eq(groups[0], 20);
  cr_assert_eq(resolve("ap"), SPEC_USER_UNKNOWN);
  cr_assert_eq(resolve("broken"), SPEC_USER_UNKNOWN);
  cr_assert_eq(resolve("short"), SPEC_USER_UNKNOWN);
  cr_assert_eq(resolve("noid"), SPEC_USER_UNKNOWN);
  cr_assert_eq(resolve("nobody"), SPEC_USER_UNKNOWN);
  is("lonely", 1003, 1003, 0);
}

Test(user, by_number_is_listed_or_needs_a_group)
{
  is("1000", 1000, 1001, 3);
  is("0", 0, 0, 2);
  cr_assert_eq(resolve("4711"), SPEC_USER_NEEDS_GROUP);
  is("4711:5", 4711, 5, 0);
  is("4711:wheel", 4711, 10, 0);
  cr_assert_eq(resolve("nogid"), SPEC_USER_NEEDS_GROUP);
  is("nogid:5", 7, 5, 0);
}

Test(user, with_an_explicit_group_has_that_one_and_no_other_if_it_is_known)
{
  is("app:app", 1000, 1001, 0);
  is("app:wheel", 1000, 10, 0);
  is("app:77", 1000, 77, 0);
  is("root:last", 0, 40, 0);
  cr_assert_eq(resolve("app:staff"), SPEC_USER_UNKNOWN_GROUP);
  cr_assert_eq(resolve("app:broken"), SPEC_USER_UNKNOWN_GROUP);
  cr_assert_eq(resolve("app:al"), SPEC_USER_UNKNOWN_GROUP);
}

Test(user, in_more_groups_than_fit_is_an_error)
{
  cr_assert_eq(spec_user_resolve("app", passwd, group_lines, groups, 2, &user),
               SPEC_USER_TOO_MANY_GROUPS);
  cr_assert_eq(spec_user_resolve("app", passwd, group_lines, groups, 3, &user), SPEC_USER_OK);
}

Test(user, without_the_files_must_be_a_number_and_by_name_needs_no_group_file)
{
  cr_assert_eq(spec_user_resolve("app", NULL, NULL, groups, 4, &user), SPEC_USER_UNKNOWN);
  cr_assert_eq(spec_user_resolve("5", NULL, NULL, groups, 4, &user), SPEC_USER_NEEDS_GROUP);
  cr_assert_eq(spec_user_resolve("5:app", NULL, NULL, groups, 4, &user), SPEC_USER_UNKNOWN_GROUP);
  cr_assert_eq(spec_user_resolve("5:6", NULL, NULL, groups, 4, &user), SPEC_USER_OK);
  cr_assert_eq(user.uid, 5);
  cr_assert_eq(user.gid, 6);
  cr_assert_eq(spec_user_resolve("app", passwd, NULL, groups, 4, &user), SPEC_USER_OK);
  cr_assert_eq(user.group_count, 0);
}

/* The words that --user=app brings on such a line; "": none. */
static const char *account_of(const char *line)
{
  accept("--user=app a");
  struct baton_settings settings = *settings_of("a");
  uint32_t before = result.plan.string_bytes;
  spec_user_account(&result.plan, &settings, line);
  cr_assert(settings.account_count == 0 || settings.account == before);
  const char *words = packed(settings.account, settings.account_count);
  cr_assert_eq(result.plan.string_bytes - before, strlen(words));
  return words;
}

Test(user, brings_home_and_name_of_its_account)
{
  static const char words[] = "HOME=/home/app USER=app LOGNAME=app ";
  cr_assert_eq(resolve("app"), SPEC_USER_OK);
  cr_assert_str_eq(account_of(user.account), words);
  cr_assert_eq(resolve("1000"), SPEC_USER_OK);
  cr_assert_str_eq(account_of(user.account), words);
  cr_assert_eq(resolve("1000:5"), SPEC_USER_OK);
  cr_assert_str_eq(account_of(user.account), words);
}

Test(user, without_an_account_a_name_or_a_home_brings_none)
{
  cr_assert_eq(resolve("4711:5"), SPEC_USER_OK);
  cr_assert_null(user.account);
  cr_assert_str_eq(account_of(NULL), "");
  cr_assert_str_eq(account_of("lonely:x:1003:1003"), "");
  cr_assert_str_eq(account_of("homeless:x:1003:1003:::/bin/sh\nb:x:1:1::/b:"), "");
  cr_assert_str_eq(account_of(":x:1003:1003::/home:/bin/sh"), "");
}

Test(user, brings_none_that_has_no_room)
{
  accept("--user=app a");
  struct plan *plan = &result.plan;
  struct baton_settings settings = *settings_of("a");
  cr_assert_geq(plan->string_capacity - plan->string_bytes, 1024);
  uint32_t before = plan->string_bytes;
  plan->string_capacity = before;
  spec_user_account(plan, &settings, passwd);
  plan->string_capacity = before + (uint32_t)sizeof "HOME=/root USER=root LOGNAME=root " - 1U;
  spec_user_account(plan, &settings, passwd);
  cr_assert_eq(settings.account_count, 0);
  cr_assert_eq(plan->string_bytes, before);
  plan->string_capacity++;
  spec_user_account(plan, &settings, passwd);
  cr_assert_eq(settings.account_count, 3);
  cr_assert_eq(plan->string_bytes + 1, plan->string_capacity);
}

Test(user, that_cannot_be_is_named_with_its_word)
{
  accept("+++ --user=nobody:1 a");
  spec_user_refuse(&result, settings_of("a"), SPEC_USER_UNKNOWN);
  cr_assert_str_eq(result.message, "baton: word 2: --user=nobody:1: there is no such user in "
                                   "/etc/passwd\n");
}

Test(user, of_the_environment_is_named_with_its_word)
{
  variables = (const char *const[]){"BATON_ARGS=--nice=1 --user=5:6", NULL};
  accept("a");
  spec_user_refuse(&result, settings_of("a"), SPEC_USER_DENIED);
  cr_assert_str_eq(result.message, "baton: BATON_ARGS: word 2: --user=5:6: these are not baton's "
                                   "own ids, and it may not change them\n");
}

Test(refusal, shows_a_user_without_what_a_terminal_would_obey)
{
  WORDS("--user=no\x1b[31m\xc2\x9b\xff", "a");
  spec_user_refuse(&result, settings_of("a"), SPEC_USER_UNKNOWN);
  cr_assert_str_eq(result.message,
                   "baton: word 1: --user=no?[31m???: there is no such user in /etc/passwd\n");
}

Test(user, has_room_for_groups_on_every_line_that_names_one)
{
  accept("--user=app a +++ --user=web b +++ --nice=1 c");
  cr_assert_eq(result.plan.group_count, 0);
  cr_assert_geq(result.plan.group_capacity, 3 * 256);
  accept("--nice=1 a");
  cr_assert_eq(result.plan.group_capacity, 0);
}
