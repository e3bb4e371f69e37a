/* The plan as JSON, without the IDs, which are secrets. One object per node, in the line's order;
 * what is not set is null or left out. */
#include "explain.h"
#include "options.h"

#include <string.h>

/* Of the form: counted up where a name that there was goes away or comes to mean something else. */
#define EXPLAIN_VERSION "1"

static void number_field(struct explain *explain, const char *name, uint64_t value)
{
  say(explain, ",\"%\":#", name, value);
}

/* Null where the value is `none`. */
static void optional_field(struct explain *explain, const char *name, uint64_t value, uint64_t none)
{
  say(explain, value == none ? ",\"%\":null" : ",\"%\":#", name, value);
}

static void flag_field(struct explain *explain, const char *name, bool value)
{
  say(explain, value ? ",\"%\":true" : ",\"%\":false", name, 0);
}

static void text_field(struct explain *explain, const char *name, const char *value)
{
  say(explain, ",\"%\":", name, 0);
  quote_json(&explain->text, value, SIZE_MAX);
}

static void window_field(struct explain *explain, const char *name,
                         const struct baton_window *window)
{
  if (window->limit == BATON_NONE) {
    say(explain, ",\"%\":null", name, 0);
    return;
  }
  say(explain, ",\"%\":{\"limit\":#", name, window->limit);
  number_field(explain, "window_ms", window->window_ms);
  tell(explain, "}");
}

static void put_word(struct explain *explain, const char *word, bool first)
{
  tell(explain, first ? "" : ",");
  quote_json(&explain->text, word, SIZE_MAX);
}

static void words_field(struct explain *explain, const char *name, uint32_t words, uint32_t count)
{
  say(explain, ",\"%\":[", name, 0);
  each_word(explain, words, count, put_word);
  tell(explain, "]");
}

static void set_field(struct explain *explain, const char *name, const uint64_t *set, unsigned bits)
{
  say(explain, ",\"%\":[", name, 0);
  put_set(explain, bits == BATON_SIGNALS ? "%\"&\"" : "%#", "", set, bits);
  tell(explain, "]");
}

static void limits_field(struct explain *explain, const char *name, uint32_t first, uint32_t count)
{
  say(explain, ",\"%\":[", name, 0);
  for (uint32_t i = 0; i < count; i++) {
    const struct baton_limit *limit = &explain->plan->limits[first + i];
    say(explain, i == 0 ? "{\"name\":\"%\"" : ",{\"name\":\"%\"",
        list_word(value_resources, limit->resource), 0);
    optional_field(explain, "soft", limit->soft, UINT64_MAX);
    optional_field(explain, "hard", limit->hard, UINT64_MAX);
    tell(explain, "}");
  }
  tell(explain, "]");
}

/* How a setting is shown; FORM_BYTES: it is not, because it has no name, or because a child would
 * inherit it from baton itself and no option gave it. */
static enum setting_form shown_as(const void *record, unsigned id, const char *words)
{
  enum setting_form form = setting_rows[id].form;
  bool inherited = form == FORM_NUMBER || form == FORM_OCTAL || form == FORM_STRING;
  return words[0] == '\0' || (inherited && !setting_is_given(record, id)) ? FORM_BYTES : form;
}

/* One setting, by its row; `words` are its name and its choices. */
static void setting_field(struct explain *explain, const void *record, unsigned id,
                          const char *words)
{
  const void *field = (const unsigned char *)record + setting_rows[id].at;
  uint32_t value = setting_value(record, id);
  switch (shown_as(record, id, words)) {
  case FORM_CHOICE: text_field(explain, words, list_word(words, value + 1)); break;
  case FORM_STREAM:
    text_field(explain, words,
               value == BATON_STREAM_FILE ? string_at(explain, setting_value(record, id + 1))
                                          : list_word(words, value + 1));
    break;
  case FORM_SIGNAL:
    say(explain,
        value == 0                   ? ",\"%\":null"
        : value == BATON_SIGNAL_NONE ? ",\"%\":\"none\""
                                     : ",\"%\":\"&\"",
        words, value);
    break;
  case FORM_NUMBER:
    say(explain, ",\"%\":", words, 0);
    text_signed(&explain->text, (int32_t)value);
    break;
  case FORM_BYTE:
  case FORM_OCTAL: number_field(explain, words, value); break;
  case FORM_DURATION: optional_field(explain, words, value, BATON_NONE); break;
  case FORM_STRING:
  case FORM_TEXT: text_field(explain, words, string_at(explain, value)); break;
  case FORM_FLAG: flag_field(explain, words, setting_is_given(record, id)); break;
  case FORM_WORDS: words_field(explain, words, value, setting_value(record, id + 1)); break;
  case FORM_LIMITS: limits_field(explain, words, value, setting_value(record, id + 1)); break;
  case FORM_WINDOW: window_field(explain, words, field); break;
  case FORM_SIGNALS: set_field(explain, words, field, BATON_SIGNALS); break;
  case FORM_CODES: set_field(explain, words, field, EXPLAIN_CODES); break;
  case FORM_MAP:
    say(explain, ",\"%\":{", words, 0);
    put_map(explain, "%\"&\":\"", "\"", field);
    tell(explain, "}");
    break;
  case FORM_GROUPS:
  case FORM_COUNT:
  case FORM_ID:
  case FORM_FLAGS:
  case FORM_BYTES: break;
  }
}

/* All settings in the order of their rows. */
static void setting_fields(struct explain *explain, const void *record, unsigned first,
                           unsigned end)
{
  const char *words = setting_words(first);
  for (unsigned id = first; id < end; id++) {
    setting_field(explain, record, id, words);
    words = setting_next_words(words);
  }
}

/* The paths of the nodes that this one waits for; null means the sibling before it. */
static void after_field(struct explain *explain)
{
  const struct plan *plan = explain->plan;
  const struct plan_node *node = explain->node;
  if (node->after_mode == BATON_AFTER_PREVIOUS) {
    tell(explain, ",\"after\":null");
    return;
  }
  tell(explain, ",\"after\":[");
  for (uint32_t i = 0; i < node->after_count; i++) {
    put_word(explain, string_at(explain, plan->nodes[plan->after[node->after + i]].path), i == 0);
  }
  tell(explain, "]");
}

/* Words of the command that are options of baton elsewhere. */
static void misplaced_field(struct explain *explain)
{
  const char *word = string_at(explain, explain->node->argv);
  const char *before = "";
  tell(explain, ",\"misplaced_options\":[");
  for (uint32_t i = 0; i < explain->node->argc; i++, word += strlen(word) + 1) {
    if (i > 0 && option_is_written(word)) {
      tell(explain, before);
      quote_json(&explain->text, word, SIZE_MAX);
      before = ",";
    }
  }
  tell(explain, "]");
}

static void child_fields(struct explain *explain)
{
  const struct plan_node *node = explain->node;
  words_field(explain, "command", node->argv, node->argc);
  misplaced_field(explain);
  flag_field(explain, "optional", node->optional != 0);
  flag_field(explain, "gate", node->gate != 0);
  flag_field(explain, "fixed_resume_id", node->resume_id != 0);
  setting_fields(explain, explain->settings, 0, SETTING_COUNT);
}

static void supervisor_fields(struct explain *explain)
{
  const struct plan_node *node = explain->node;
  text_field(explain, "strategy", baton_strategy_name(node->strategy));
  flag_field(explain, "explicit_strategy", node->explicit_strategy != 0);
  window_field(explain, "intensity", &node->intensity);
  text_field(explain, "auto_shutdown", baton_auto_shutdown_name(node->auto_shutdown));
  text_field(explain, "stop_order", baton_stop_order_name(node->stop_order));
  if (node->parent != BATON_NONE) {
    flag_field(explain, "optional", node->optional != 0);
  }
}

static void node_object(struct explain *explain)
{
  const struct plan_node *node = explain->node;
  bool child = node->kind == BATON_KIND_CHILD;
  tell(explain, child ? "{\"kind\":\"child\"" : "{\"kind\":\"supervisor\"");
  text_field(explain, "path", string_at(explain, node->path));
  if (node->parent != BATON_NONE) {
    text_field(explain, "supervisor", string_at(explain, explain->plan->nodes[node->parent].path));
    number_field(explain, "word", node->word);
    after_field(explain);
  }
  if (child) {
    child_fields(explain);
  } else {
    supervisor_fields(explain);
  }
  tell(explain, "}");
}

void explain_json(struct explain *explain)
{
  explain->between = ",";
  tell(explain, "{\"version\":" EXPLAIN_VERSION ",\"mode\":");
  tell(explain, explain->plan->node_count == 1 ? "\"pause\""
                : runs_classic(explain)        ? "\"classic\""
                                               : "\"supervised\"");
  setting_fields(explain, &explain->plan->globals, SETTING_COUNT, SETTING_NONE);
  tell(explain, ",\"nodes\":[\n");
  for (uint32_t i = 0; i < explain->plan->node_count; i++) {
    tell(explain, i == 0 ? "" : ",\n");
    explain_node(explain, i);
    node_object(explain);
  }
  tell(explain, "\n]}\n");
}
