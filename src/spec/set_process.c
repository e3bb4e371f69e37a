/* Options of the process that a child runs as. --env and --unset-env are only checked here:
 * settings.c merges them. */
#include "set.h"
#include "util/span.h"

static bool set_user(struct draft *draft, const struct given *given)
{
  struct baton_settings *settings = &draft->settings;
  uint32_t before = settings->user;
  bool group = false;
  if (!judge(draft, given, value_user(given->value, &group),
             "not USER or USER:GROUP\0\0an id is at most 4294967294\0", 0) ||
      !set_string(draft, given, draft->previous->user, &settings->user)) {
    return false;
  }
  if (settings->user == draft->previous->user) {
    settings->user_word = draft->previous->user_word; /* so that the settings stay equal */
  } else if (settings->user != before) {
    settings->user_word = given->word;
  }
  settings->flags &= ~(uint32_t)BATON_SET_GROUP;
  settings->flags |= BATON_SET_USER | (group ? BATON_SET_GROUP : 0);
  return true;
}

static bool set_env(struct draft *draft, const struct given *given)
{
  bool named = given->value[0] != '=' && given->value[0] != '\0';
  if (!named || span_first(given->value, '=') == NULL) {
    return refuse(draft, given,
                  named ? "not K=V; --unset-env removes a variable" : "a variable needs a name");
  }
  return true;
}

static bool set_env_file(struct draft *draft, const struct given *given)
{
  const char *equals = span_first(given->value, '=');
  if (equals == NULL || equals == given->value) {
    return refuse(draft, given, equals == NULL ? "not K=PATH" : "a variable needs a name");
  }
  if (equals[1] == '\0') {
    return refuse(draft, given, "the path is empty");
  }
  return true;
}

static bool set_unset_env(struct draft *draft, const struct given *given)
{
  if (given->value[0] == '\0' || span_first(given->value, '=') != NULL) {
    return refuse(draft, given, "not the name of a variable");
  }
  return true;
}

static bool set_rlimit(struct draft *draft, const struct given *given)
{
  struct baton_limit limit;
  enum value_verdict verdict = value_rlimit(given->value, &limit);
  size_t length = span_until(given->value, "=");
  if (verdict == VALUE_OK) {
    settings_limit(draft, &limit);
  } else if (list_find(value_resources, given->value, length) == LIST_END) {
    return refuse_choice(draft, given, value_resources);
  }
  return judge(draft, given, verdict,
               "not NAME=SOFT[:HARD], each a number or unlimited\0\0SOFT is more than HARD\0", 0);
}

/* The ID itself is in no message: whoever knows it can claim what belongs to the child. */
static bool set_resume_id(struct draft *draft, const struct given *given)
{
  struct parser *parser = draft->parser;
  size_t length = 0;
  while (given->value[length] > ' ' && given->value[length] < 0x7f) {
    length++;
  }
  if (length == 0 || length > SPEC_RESUME_ID_MAX || given->value[length] != '\0') {
    return report_say(&parser->report, given->word,
                      "--resume-id: an ID is 1 to # printable characters without a space", "",
                      SPEC_RESUME_ID_MAX);
  }
  draft->node->resume_id = pool_string(parser, given->value);
  return !parser->report.failed;
}

#define X(id, setter, ...) set_##setter,
set_function *const set_process[] = {SPEC_OPTIONS_PROCESS(X)};
#undef X
