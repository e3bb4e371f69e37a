/* Settings of a clause: inheritance key by key, sharing of equal ones. */
#include "parser.h"
#include "util/span.h"

/* The word of a variable from a file is "=K=PATH": no other begins so. */
static const char *key_in(const char *word)
{
  return word[0] == '=' ? word + 1 : word;
}

/* Removes the word with this key from the packed words from `first` to the end of the strings. */
static bool drop_variable(struct parser *parser, uint32_t first, const char *key)
{
  struct plan *plan = parser->plan;
  size_t length = span_until(key, "=");
  for (uint32_t at = first; at < plan->string_bytes;) {
    const char *word = pool_at(parser, at);
    uint32_t next = at + (uint32_t)strlen(word) + 1;
    if (span_until(key_in(word), "=") == length && memcmp(key_in(word), key, length) == 0) {
      memmove(plan->strings + at, plan->strings + next, plan->string_bytes - next);
      plan->string_bytes -= next - at;
      return true;
    }
    at = next;
  }
  return false;
}

/* Builds the clause's variables at the end of the strings: the inherited ones, less those whose key
 * is given anew, then the new ones. */
static bool merge_variables(struct draft *draft)
{
  struct parser *parser = draft->parser;
  struct plan *plan = parser->plan;
  struct baton_settings *settings = &draft->settings;
  struct reader again = reader_again(&parser->reader, draft->clause);
  const struct baton_settings *previous = draft->previous;
  const char *inherited = pool_at(parser, settings->env);
  const char *end = inherited;
  uint32_t first = plan->string_bytes;
  struct given given;
  for (uint32_t i = 0; i < settings->env_count; i++) {
    end += strlen(end) + 1;
  }
  if (end != inherited) { /* pool_bytes() adds a NUL, and the last word ends in one already */
    pool_bytes(parser, inherited, (size_t)(end - inherited) - 1);
  }
  while (reader_next(&again, &given) == READING_OPTION) {
    if (given.id != OPTION_ENV && given.id != OPTION_ENV_FILE && given.id != OPTION_UNSET_ENV) {
      continue;
    }
    settings->env_count -= drop_variable(parser, first, given.value) ? 1 : 0;
    settings->env_count++;
    if (given.id == OPTION_ENV_FILE && pool_string(parser, "=") != 0) {
      plan->string_bytes--; /* the value follows at once */
    }
    pool_string(parser, given.value);
  }
  settings->env = first;
  if (previous->env_count == settings->env_count && /* and all of them end where these do */
      memcmp(pool_at(parser, previous->env), pool_at(parser, first), plan->string_bytes - first) ==
          0) {
    plan->string_bytes = first;
    settings->env = previous->env;
  }
  return !parser->report.failed;
}

void settings_limit(struct draft *draft, const struct baton_limit *limit)
{
  struct plan *plan = draft->parser->plan;
  struct baton_settings *settings = &draft->settings;
  struct baton_limit *limits = plan->limits + plan->limit_count;
  uint32_t at = 0;
  if (settings->limits != plan->limit_count) { /* the first of the clause */
    memcpy(limits, plan->limits + settings->limits, settings->limit_count * sizeof *limits);
    settings->limits = plan->limit_count;
  }
  while (at < settings->limit_count && limits[at].resource != limit->resource) {
    at++;
  }
  limits[at] = *limit;
  settings->limit_count += at == settings->limit_count ? 1 : 0;
}

static void share_limits(struct draft *draft)
{
  struct plan *plan = draft->parser->plan;
  struct baton_settings *settings = &draft->settings;
  const struct baton_settings *previous = draft->previous;
  if (previous->limit_count == settings->limit_count &&
      memcmp(plan->limits + previous->limits, plan->limits + settings->limits,
             settings->limit_count * sizeof *plan->limits) == 0) {
    settings->limits = previous->limits;
  } else {
    plan->limit_count += settings->limit_count;
  }
}

bool settings_merge(struct draft *draft)
{
  const uint32_t *word = draft->clause->word;
  if (word[OPTION_RLIMIT] != 0) {
    share_limits(draft);
  }
  bool own = word[OPTION_ENV] != 0 || word[OPTION_ENV_FILE] != 0 || word[OPTION_UNSET_ENV] != 0;
  return !own || merge_variables(draft);
}

/* There is no padding (util/settings.c). */
static bool equal_settings(const struct baton_settings *a, const struct baton_settings *b)
{
  return memcmp((const void *)a, (const void *)b, sizeof *a) == 0;
}

void settings_share(struct draft *draft)
{
  struct plan *plan = draft->parser->plan;
  const struct plan_node *parent = &plan->nodes[draft->node->parent];
  if (equal_settings(&plan->settings[parent->settings], &draft->settings)) {
    draft->node->settings = parent->settings;
  } else if (equal_settings(draft->previous, &draft->settings)) {
    draft->node->settings = (uint32_t)(draft->previous - plan->settings);
  } else {
    draft->node->settings = plan->settings_count;
    memcpy(&plan->settings[plan->settings_count++], &draft->settings, sizeof draft->settings);
  }
}
