/* Options of the process that a child runs as. --env, --unset-env and --rlimit are only checked
 * here: settings.c merges them. */
#include "set.h"
#include "util/number.h"
#include "util/signal.h"
#include "util/span.h"

#include <string.h>

static bool set_user(struct draft *draft, const struct given *given)
{
  struct baton_settings *settings = &draft->settings;
  uint32_t before = settings->user;
  bool group = false;
  enum value_verdict verdict = value_user(given->value, &group);
  if (verdict != VALUE_OK) {
    return refuse(draft, given,
                  verdict == VALUE_RANGE ? "an id is at most 4294967294"
                                         : "not USER or USER:GROUP");
  }
  if (!set_string(draft, given, draft->previous->user, &settings->user)) {
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
  if (given->value[0] == '=' || given->value[0] == '\0') {
    return refuse(draft, given, "a variable needs a name");
  }
  if (strchr(given->value, '=') == NULL) {
    return refuse(draft, given, "not K=V; --unset-env removes a variable");
  }
  return true;
}

static bool set_unset_env(struct draft *draft, const struct given *given)
{
  if (given->value[0] == '\0' || strchr(given->value, '=') != NULL) {
    return refuse(draft, given, "not the name of a variable");
  }
  return true;
}

static bool set_rlimit(struct draft *draft, const struct given *given)
{
  struct baton_limit limit;
  size_t length = span_until(given->value, "=");
  enum value_verdict verdict = value_rlimit(given->value, &limit);
  if (verdict == VALUE_OK) {
    return true;
  }
  if (list_find(list_resources, given->value, length) == LIST_END) {
    return refuse_choice(draft, given, list_resources);
  }
  return refuse(draft, given,
                verdict == VALUE_RANGE ? "SOFT is more than HARD"
                                       : "not NAME=SOFT[:HARD], each a number or unlimited");
}

static bool set_stdin_from(struct draft *draft, const struct given *given)
{
  draft->note->stdin_word = given->word;
  return set_value(draft, given);
}

static bool set_stream(struct draft *draft, const struct given *given, uint8_t *mode,
                       uint32_t *file)
{
  uint8_t place = list_find(list_inherit_null, given->value, strlen(given->value));
  if (place != LIST_END) {
    *mode = place;
    *file = 0;
    return true;
  }
  *mode = BATON_STREAM_FILE;
  return set_string(draft, given, 0, file);
}

static bool set_stdout_to(struct draft *draft, const struct given *given)
{
  return set_stream(draft, given, &draft->settings.stdout_mode, &draft->settings.stdout_file);
}

static bool set_stderr_to(struct draft *draft, const struct given *given)
{
  return set_stream(draft, given, &draft->settings.stderr_mode, &draft->settings.stderr_file);
}

/* The ID itself is in no message: whoever knows it can claim what belongs to the child. */
static bool set_resume_id(struct draft *draft, const struct given *given)
{
  struct parser *parser = draft->parser;
  size_t length = 0;
  parser->supervised = true;
  while (given->value[length] > ' ' && given->value[length] < 0x7f) {
    length++;
  }
  if (length == 0 || length > SPEC_RESUME_ID_MAX || given->value[length] != '\0') {
    return report_say(&parser->report, given->word,
                      "--resume-id: an ID is 1 to # printable characters without a space", "",
                      SPEC_RESUME_ID_MAX);
  }
  draft->note->resume_id_word = given->word;
  draft->node->resume_id = pool_string(parser, given->value);
  return !parser->report.failed;
}

bool set_process(struct draft *draft, const struct given *given)
{
#define X(id, setter, ...) [OPTION_##id - OPTION_USER] = set_##setter,
  static set_function *const setters[] = {SPEC_OPTIONS_PROCESS(X)};
#undef X

  return setters[given->id - OPTION_USER](draft, given);
}
