/* The plan as JSON, without the IDs, which are secrets. One object per node, in the line's order;
 * what is not set is null or left out. */
#include "explain.h"
#include "util/settings.h"

#include <string.h>

static void number_field(struct explain *explain, const char *name, uint64_t value)
{
  say(explain, ",\"%\":#", name, value);
}

static void signed_field(struct explain *explain, const char *name, int32_t value)
{
  say(explain, value < 0 ? ",\"%\":-#" : ",\"%\":#", name,
      (uint64_t)(value < 0 ? -(int64_t)value : value));
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

static void list_field(struct explain *explain, const char *name, const char *list, unsigned place)
{
  text_field(explain, name, list_word(list, place));
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

static void signals_field(struct explain *explain, const char *name, uint64_t signals)
{
  const char *before = "";
  say(explain, ",\"%\":[", name, 0);
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    if ((signals & BATON_SIGNAL_BIT(signal)) != 0) {
      say(explain, "%\"&\"", before, signal);
      before = ",";
    }
  }
  tell(explain, "]");
}

static void codes_field(struct explain *explain, const char *name, const uint64_t *codes)
{
  const char *before = "";
  say(explain, ",\"%\":[", name, 0);
  for (unsigned code = 0; code < 256; code++) {
    if ((codes[code / 64] >> (code % 64) & 1U) != 0) {
      say(explain, "%#", before, code);
      before = ",";
    }
  }
  tell(explain, "]");
}

static void limits_field(struct explain *explain, const char *name, uint32_t first, uint32_t count)
{
  say(explain, ",\"%\":[", name, 0);
  for (uint32_t i = 0; i < count; i++) {
    const struct baton_limit *limit = &explain->plan->limits[first + i];
    say(explain, i == 0 ? "{\"name\":\"%\"" : ",{\"name\":\"%\"",
        list_word(list_resources, limit->resource), 0);
    optional_field(explain, "soft", limit->soft, UINT64_MAX);
    optional_field(explain, "hard", limit->hard, UINT64_MAX);
    tell(explain, "}");
  }
  tell(explain, "]");
}

static void map_field(struct explain *explain, const char *name, const uint8_t *map)
{
  const char *before = "";
  say(explain, ",\"%\":{", name, 0);
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    if (map[signal] != 0) {
      say(explain, "%\"&\":\"", before, signal);
      put_effect(explain, map[signal]);
      tell(explain, "\"");
      before = ",";
    }
  }
  tell(explain, "}");
}

static void stream_field(struct explain *explain, const char *words, uint32_t mode, uint32_t file)
{
  bool named = mode == BATON_STREAM_FILE;
  text_field(explain, words, named ? string_at(explain, file) : list_word(words, mode + 1U));
}

/* A setting that is a list, a set, a window or a map. */
static void table_field(struct explain *explain, const void *record, unsigned id, const char *words)
{
  const struct setting *row = &setting_rows[id];
  const unsigned char *field = (const unsigned char *)record + row->at;
  uint64_t set[4];
  struct baton_window window;
  if (row->form == FORM_WORDS) {
    words_field(explain, words, setting_value(record, id), setting_value(record, id + 1));
  } else if (row->form == FORM_LIMITS) {
    limits_field(explain, words, setting_value(record, id), setting_value(record, id + 1));
  } else if (row->form == FORM_WINDOW) {
    memcpy(&window, field, sizeof window);
    window_field(explain, words, &window);
  } else if (row->form == FORM_SIGNALS) {
    memcpy(set, field, sizeof set[0]);
    signals_field(explain, words, set[0]);
  } else if (row->form == FORM_CODES) {
    memcpy(set, field, sizeof set);
    codes_field(explain, words, set);
  } else {
    map_field(explain, words, field);
  }
}

/* One setting, by its row; `words` are its name and its choices. A setting that a child would
 * inherit from baton itself is left out unless an option gave it. */
static void setting_field(struct explain *explain, const void *record, unsigned id,
                          const char *words)
{
  uint32_t value = setting_value(record, id);
  bool given = setting_is_given(record, id);
  switch (words[0] == '\0' ? FORM_BYTES : (enum setting_form)setting_rows[id].form) {
  case FORM_BYTE: number_field(explain, words, value); break;
  case FORM_CHOICE: list_field(explain, words, words, value + 1U); break;
  case FORM_STREAM: stream_field(explain, words, value, setting_value(record, id + 1)); break;
  case FORM_SIGNAL: say(explain, value == 0 ? ",\"%\":null" : ",\"%\":\"&\"", words, value); break;
  case FORM_NUMBER:
    if (given) {
      signed_field(explain, words, (int32_t)value);
    }
    break;
  case FORM_OCTAL:
    if (given) {
      number_field(explain, words, value);
    }
    break;
  case FORM_DURATION: optional_field(explain, words, value, BATON_NONE); break;
  case FORM_STRING:
    if (given) {
      text_field(explain, words, string_at(explain, value));
    }
    break;
  case FORM_TEXT: text_field(explain, words, string_at(explain, value)); break;
  case FORM_FLAG: flag_field(explain, words, given); break;
  case FORM_WORDS:
  case FORM_LIMITS:
  case FORM_WINDOW:
  case FORM_SIGNALS:
  case FORM_CODES:
  case FORM_MAP: table_field(explain, record, id, words); break;
  case FORM_GROUPS:
  case FORM_COUNT:
  case FORM_ID:
  case FORM_FLAGS:
  case FORM_BYTES: break; /* what has no name is not shown */
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

static void child_fields(struct explain *explain)
{
  const struct plan_node *node = explain->node;
  words_field(explain, "command", node->argv, node->argc);
  flag_field(explain, "optional", node->optional != 0);
  flag_field(explain, "fixed_resume_id", node->resume_id != 0);
  setting_fields(explain, explain->settings, 0, SETTING_COUNT);
}

static void supervisor_fields(struct explain *explain)
{
  const struct plan_node *node = explain->node;
  list_field(explain, "strategy", baton_strategy_words, node->strategy);
  flag_field(explain, "explicit_strategy", node->explicit_strategy != 0);
  window_field(explain, "intensity", &node->intensity);
  list_field(explain, "auto_shutdown", baton_auto_shutdown_words, node->auto_shutdown);
  list_field(explain, "stop_order", baton_stop_order_words, node->stop_order);
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
  tell(explain, runs_classic(explain) ? "{\"mode\":\"classic\"" : "{\"mode\":\"supervised\"");
  setting_fields(explain, &explain->plan->globals, SETTING_COUNT, SETTING_NONE);
  tell(explain, ",\"nodes\":[\n");
  for (uint32_t i = 0; i < explain->plan->node_count; i++) {
    tell(explain, i == 0 ? "" : ",\n");
    explain_node(explain, i);
    node_object(explain);
  }
  tell(explain, "\n]}\n");
}
