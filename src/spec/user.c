/* USER[:GROUP] against the texts of /etc/passwd and /etc/group. Must not open them. */
#include "report.h"
#include "util/span.h"
#include "values.h"

#include <string.h>

/* Fields of the two files, from 0. */
enum { FIELD_NAME = 0, FIELD_ID = 2, PASSWD_GID = 3, PASSWD_HOME = 5, GROUP_MEMBERS = 3 };

struct slice {
  const char *at;
  size_t length;
};

static bool same(struct slice a, struct slice b)
{
  return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

/* The text up to the first of `ends` or its end. */
static struct slice until(const char *text, const char *ends)
{
  return (struct slice){text, span_until(text, ends)};
}

/* The next line of a file; false at its end. */
static bool next_line(const char **file, struct slice *line)
{
  if (*file == NULL || **file == '\0') {
    return false;
  }
  *line = until(*file, "\n");
  *file += line->length;
  *file += **file == '\n' ? 1 : 0;
  return true;
}

/* One ':'-separated field of a line; empty if the line has not so many. */
static struct slice field_of(struct slice line, unsigned number)
{
  struct slice field = until(line.at, ":\n");
  for (; number > 0; number--) {
    const char *end = field.at + field.length;
    field = *end == ':' ? until(end + 1, ":\n") : (struct slice){end, 0};
  }
  return field;
}

static bool id_of(struct slice field, uint32_t *id)
{
  return value_id(field.at, field.length, id) == VALUE_OK;
}

/* The line of the file whose name is `wanted`, or whose id is, if `wanted` is a number, and that
 * id. Lines without a proper id are passed over. */
static bool find_entry(const char *file, struct slice wanted, struct slice *line, uint32_t *id)
{
  uint32_t number = 0;
  bool numeric = id_of(wanted, &number);
  while (next_line(&file, line)) {
    if (id_of(field_of(*line, FIELD_ID), id) &&
        (numeric ? *id == number : same(field_of(*line, FIELD_NAME), wanted))) {
      return true;
    }
  }
  return false;
}

static bool lists_member(struct slice members, struct slice name)
{
  const char *end = members.at + members.length;
  while (members.at < end) {
    struct slice one = until(members.at, ",:\n");
    if (same(one, name)) {
      return true;
    }
    members.at = one.at + one.length + 1;
  }
  return false;
}

/* Every group that names the user as a member, the primary one aside. */
static enum spec_user_verdict find_groups(const char *group, struct slice name, uint32_t *groups,
                                          uint32_t capacity, struct spec_user *user)
{
  struct slice line;
  uint32_t gid = 0;
  while (next_line(&group, &line)) {
    if (!lists_member(field_of(line, GROUP_MEMBERS), name) ||
        !id_of(field_of(line, FIELD_ID), &gid) || gid == user->gid) {
      continue;
    }
    if (user->group_count == capacity) {
      return SPEC_USER_TOO_MANY_GROUPS;
    }
    groups[user->group_count++] = gid;
  }
  return SPEC_USER_OK;
}

/* The id that a word stands for: a number itself, else the one that the file lists; `line` is where
 * it does, or empty. */
static bool resolve_id(const char *file, struct slice wanted, struct slice *line, uint32_t *id)
{
  bool listed = find_entry(file, wanted, line, id);
  if (!listed) {
    *line = (struct slice){NULL, 0};
  }
  return listed || id_of(wanted, id);
}

/* NOLINTNEXTLINE(readability-function-size): two files, two results and a bound come to six */
enum spec_user_verdict spec_user_resolve(const char *user, const char *passwd, const char *group,
                                         uint32_t *groups, uint32_t capacity,
                                         struct spec_user *resolved)
{
  struct slice wanted = until(user, ":");
  bool group_given = user[wanted.length] == ':';
  struct spec_user found = {.uid = 0};
  enum spec_user_verdict verdict = SPEC_USER_OK;
  struct slice line;
  struct slice group_line;
  if (!resolve_id(passwd, wanted, &line, &found.uid)) {
    return SPEC_USER_UNKNOWN;
  }
  found.account = line.at;
  if (group_given) {
    const char *name = user + wanted.length + 1;
    if (!resolve_id(group, until(name, ""), &group_line, &found.gid)) {
      return SPEC_USER_UNKNOWN_GROUP;
    }
  } else {
    if (line.at == NULL || !id_of(field_of(line, PASSWD_GID), &found.gid)) {
      return SPEC_USER_NEEDS_GROUP;
    }
    verdict = find_groups(group, field_of(line, FIELD_NAME), groups, capacity, &found);
  }
  if (verdict == SPEC_USER_OK) {
    *resolved = found;
  }
  return verdict;
}

static void put_account_word(struct text *text, const char *key, struct slice value)
{
  text_put(text, key);
  text_bytes(text, value.at, value.length);
  text_char(text, '\0');
}

void spec_user_account(struct plan *plan, struct baton_settings *settings, const char *account)
{
  if (account == NULL || plan->string_bytes == plan->string_capacity) {
    return;
  }
  struct text text =
      text_in(plan->strings + plan->string_bytes, plan->string_capacity - plan->string_bytes);
  struct slice name = field_of(until(account, "\n"), FIELD_NAME);
  struct slice home = field_of(until(account, "\n"), PASSWD_HOME);
  put_account_word(&text, "HOME=", home);
  put_account_word(&text, "USER=", name);
  put_account_word(&text, "LOGNAME=", name);
  if (name.length > 0 && home.length > 0 && !text.cut) {
    settings->account = plan->string_bytes;
    settings->account_count = 3;
    plan->string_bytes += (uint32_t)text.length;
  }
}

void spec_user_refuse(struct spec_result *result, const struct baton_settings *settings,
                      enum spec_user_verdict verdict)
{
  static const char faults[] = PACKED("\0" /* SPEC_USER_OK */
                                      "there is no such user in /etc/passwd\0"
                                      "there is no such group in /etc/group\0"
                                      "this uid is not in /etc/passwd: give a group, UID:GID\0"
                                      "the user is in too many groups\0"
                                      "these are not baton's own ids, and it may not change "
                                      "them\0");
  struct report report = report_in(result->message);
  const struct given given = {OPTION_USER, settings->user_word,
                              result->plan.strings + settings->user};
  report_given(&report, &given, list_word(faults, verdict), "", 0);
  report_close(&report);
}
