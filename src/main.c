/* baton: words -> plan -> boot -> loop -> status. A table of contents. */
#include "spec/options.h"
#include "spec/parse.h"
#include "sys/advice.h"
#include "sys/boot.h"
#include "sys/identity.h"
#include "sys/log.h"
#include "sys/loop.h"
#include "sys/phrases.h"
#include "sys/report.h"
#include "sys/shell.h"
#include "sys/tty.h"

#include <baton/status.h>

#include <unistd.h>

#define RESULT_BYTES ((sizeof(struct spec_result) + 15U) & ~(size_t)15U)

extern const char **environ; /* libc's: to be sorted, while its strings stay as they are */

/* `context` points to the fd. */
static void print(void *context, const char *bytes, size_t length)
{
  const int *fd = context;
  boot_print(*fd, bytes, length);
}

/* --- users: the texts of /etc for spec, which must not read files --- */

static void refuse_user(struct spec_result *result, const struct baton_settings *settings,
                        enum spec_user_verdict verdict)
{
  spec_user_refuse(result, settings, verdict);
}

/* The next settings from `from` on that name a user, or NULL. */
static struct baton_settings *next_user(const struct plan *plan, uint32_t *from)
{
  while (*from < plan->settings_count) {
    struct baton_settings *settings = &plan->settings[(*from)++];
    if ((settings->flags & BATON_SET_USER) != 0) {
      return settings;
    }
  }
  return NULL;
}

/* What a user came to. Clauses that inherit one --user share its text, and so `last`'s. */
static void take_user(struct plan *plan, struct baton_settings *settings,
                      const struct spec_user *user, const struct baton_settings *last)
{
  settings->uid = user->uid;
  settings->gid = user->gid;
  settings->groups = plan->group_count - user->group_count;
  settings->group_count = user->group_count;
  if (last != NULL) {
    settings->account = last->account;
    settings->account_count = last->account_count;
  } else {
    spec_user_account(plan, settings, user->account);
  }
}

/* Looks up the users from `settings`, the first, on. */
static bool resolve_users(struct spec_result *result, struct baton_settings *settings, uint32_t at)
{
  struct plan *plan = &result->plan;
  enum spec_user_verdict verdict = SPEC_USER_OK;
  struct spec_user user = {0};
  const struct baton_settings *last = NULL;
  size_t passwd_size = 0;
  size_t group_size = 0;
  char *passwd = boot_read("/etc/passwd", &passwd_size);
  char *group = boot_read("/etc/group", &group_size);
  for (; settings != NULL && verdict == SPEC_USER_OK; settings = next_user(plan, &at)) {
    last = last != NULL && settings->user == last->user ? last : NULL;
    if (last == NULL) {
      verdict = spec_user_resolve(plan->strings + settings->user, passwd, group,
                                  plan->groups + plan->group_count,
                                  plan->group_capacity - plan->group_count, &user);
      plan->group_count += user.group_count;
    }
    take_user(plan, settings, &user, last);
    last = settings;
  }
  boot_free(passwd, passwd_size);
  boot_free(group, group_size);
  if (verdict != SPEC_USER_OK) {
    refuse_user(result, last, verdict);
  }
  return verdict == SPEC_USER_OK;
}

/* Are the users of the children known, and may the children be them? */
static bool check_users(struct shell *shell, struct spec_result *result)
{
  uint32_t at = 0;
  struct baton_settings *first = next_user(&result->plan, &at);
  if (first == NULL) {
    return true;
  }
  if (!resolve_users(result, first, at)) {
    return false;
  }
  const struct baton_settings *denied =
      identity_denied(&result->plan, &shell_kept(shell)->may_set_groups);
  if (denied != NULL) {
    refuse_user(result, denied, SPEC_USER_DENIED);
  }
  return denied == NULL;
}

/* --- the whole --- */

/* The message, and what a program by whose name we were called has to say beside it. */
static void say_result(const struct spec_input *input, const struct spec_result *result,
                       enum baton_log level, bool json)
{
  int fd = result->text_asked ? STDOUT_FILENO : STDERR_FILENO;
  report_line(level, json, result->message);
  if (result->text != NULL) {
    spec_print(input, result->text, print, &fd);
  }
}

static int refused(const struct spec_input *input, const struct spec_result *result)
{
  struct spec_refusal how;
  spec_refusal(input, &how);
  say_result(input, result, BATON_LOG_ERROR, how.json);
  if (!how.quiet) {
    report_refusal(how.file, result->message);
  }
  return result->code;
}

/* The result is at the beginning of a block of `size` bytes, which boot() is the last to need. */
static int run(struct shell *shell, const struct spec_input *input, struct spec_result *result,
               size_t size, char **words)
{
  if (!check_users(shell, result)) {
    return refused(input, result);
  }
  int code = boot(shell, &result->plan, environ);
  uint32_t own = result->own_words;
  boot_free(result, size);
  if (code != 0) {
    return code;
  }
  boot_shorten_words(shell, words, input->argc, own);
  advice_give(shell, option_is_written);
  code = loop_run(shell);
  phrase_say(shell, PHRASE_GOODBYE, "", code, 0);
  tty_give_back(shell);
  log_close(shell);
  report_end(shell);
  return code;
}

int main(int argc, char **argv)
{
  int out = STDOUT_FILENO;
  struct shell shell = {0};
  int blocked = boot_first(&shell);
  if (blocked < 0) {
    boot_say("cannot block signals", -blocked);
    return BATON_EXIT_SELF;
  }
  const struct spec_input input = {
      .argc = argc,
      .argv = argv,
      .environment = environ,
      .pid = shell.pid,
  };
  /* Neither on the stack nor a variable: the loop needs it no more, and its pages would stay. */
  size_t size = RESULT_BYTES + spec_measure(&input);
  char *memory = boot_memory(size);
  if (memory == NULL) {
    boot_say("no memory to read the command line", 0);
    return BATON_EXIT_SELF;
  }
  struct spec_result *result = (struct spec_result *)(void *)memory;
  spec_parse(&input, memory + RESULT_BYTES, result);
  if (result->verdict == SPEC_ERROR) {
    return refused(&input, result);
  }
  say_result(&input, result, BATON_LOG_WARN, result->plan.globals.log_json != 0);
  switch (result->verdict) {
  case SPEC_RUN: return run(&shell, &input, result, size, argv);
  case SPEC_ERROR: break;
  case SPEC_TEXT: return BATON_EXIT_OK;
  case SPEC_HELP: spec_help(print, &out); return BATON_EXIT_OK;
  case SPEC_VERSION: spec_print(&input, spec_version(), print, &out); return BATON_EXIT_OK;
  case SPEC_LICENSE: spec_print(&input, spec_license(), print, &out); return BATON_EXIT_OK;
  case SPEC_EXPLAIN_TEXT: spec_explain(&result->plan, false, print, &out); return BATON_EXIT_OK;
  case SPEC_EXPLAIN_JSON: spec_explain(&result->plan, true, print, &out); return BATON_EXIT_OK;
  }
  return BATON_EXIT_SELF;
}
