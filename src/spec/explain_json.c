/* The plan as JSON: all of it but the IDs, which are nobody's business. One object per node, in the
 * line's order. */
#include "explain.h"
#include "values.h"

#include <string.h>

static void key(struct sink *sink, const char *name)
{
  sink_put(sink, ",\"");
  sink_put(sink, name);
  sink_put(sink, "\":");
}

static void text_field(struct sink *sink, const char *name, const char *value)
{
  key(sink, name);
  sink_json(sink, value);
}

static void number_field(struct sink *sink, const char *name, int64_t value)
{
  key(sink, name);
  sink_signed(sink, value);
}

/* BATON_NONE is null. */
static void optional_field(struct sink *sink, const char *name, uint32_t value)
{
  key(sink, name);
  if (value == BATON_NONE) {
    sink_put(sink, "null");
  } else {
    sink_number(sink, value);
  }
}

static void flag_field(struct sink *sink, const char *name, bool value)
{
  key(sink, name);
  sink_put(sink, value ? "true" : "false");
}

static void signal_field(struct sink *sink, const char *name, unsigned signal)
{
  key(sink, name);
  if (signal == 0) {
    sink_put(sink, "null");
  } else {
    sink_put(sink, "\"");
    sink_signal(sink, signal);
    sink_put(sink, "\"");
  }
}

static void window_field(struct sink *sink, const char *name, const struct baton_window *window)
{
  key(sink, name);
  if (window->limit == BATON_NONE) {
    sink_put(sink, "null");
    return;
  }
  sink_put(sink, "{\"limit\":");
  sink_number(sink, window->limit);
  number_field(sink, "window_ms", window->window_ms);
  sink_put(sink, "}");
}

/* Packed words as an array. */
static void words_field(struct explain *explain, const char *name, uint32_t words, uint32_t count)
{
  const char *word = plan_string(explain->plan, words);

  key(&explain->sink, name);
  sink_put(&explain->sink, "[");
  for (uint32_t i = 0; i < count; i++, word += strlen(word) + 1) {
    sink_put(&explain->sink, i == 0 ? "" : ",");
    sink_json(&explain->sink, word);
  }
  sink_put(&explain->sink, "]");
}

static void signals_field(struct sink *sink, const char *name, uint64_t signals)
{
  const char *before = "";

  key(sink, name);
  sink_put(sink, "[");
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    if ((signals & BATON_SIGNAL_BIT(signal)) != 0) {
      sink_put(sink, before);
      sink_put(sink, "\"");
      sink_signal(sink, signal);
      sink_put(sink, "\"");
      before = ",";
    }
  }
  sink_put(sink, "]");
}

static void codes_field(struct sink *sink, const struct baton_settings *settings)
{
  const char *before = "";

  key(sink, "success_codes");
  sink_put(sink, "[");
  for (unsigned code = 0; code < 256; code++) {
    if ((settings->success_codes[code / 64] >> (code % 64) & 1U) != 0) {
      sink_put(sink, before);
      sink_number(sink, code);
      before = ",";
    }
  }
  sink_put(sink, "]");
}

/* Unlimited is null. */
static void limit_field(struct sink *sink, const char *name, uint64_t limit)
{
  key(sink, name);
  if (limit == UINT64_MAX) {
    sink_put(sink, "null");
  } else {
    sink_number(sink, limit);
  }
}

static void limits_field(struct explain *explain, const struct baton_settings *settings)
{
  struct sink *sink = &explain->sink;

  key(sink, "rlimits");
  sink_put(sink, "[");
  for (uint32_t i = 0; i < settings->limit_count; i++) {
    const struct baton_limit *limit = &explain->plan->limits[settings->limits + i];

    sink_put(sink, i == 0 ? "{\"name\":" : ",{\"name\":");
    sink_json(sink, value_resource(limit->resource));
    limit_field(sink, "soft", limit->soft);
    limit_field(sink, "hard", limit->hard);
    sink_put(sink, "}");
  }
  sink_put(sink, "]");
}

static void restart_fields(struct sink *sink, const struct baton_settings *settings)
{
  text_field(sink, "restart", word_policy(settings->policy));
  window_field(sink, "max_restarts", &settings->breaker);
  number_field(sink, "backoff_initial_ms", settings->backoff_initial_ms);
  number_field(sink, "backoff_max_ms", settings->backoff_max_ms);
  number_field(sink, "backoff_factor_centi", settings->backoff_factor_centi);
  number_field(sink, "jitter_percent", settings->jitter_percent);
  number_field(sink, "backoff_reset_ms", settings->backoff_reset_ms);
  codes_field(sink, settings);
  signals_field(sink, "success_signals", settings->success_signals);
}

static void ready_fields(struct explain *explain, const struct baton_settings *settings)
{
  struct sink *sink = &explain->sink;

  text_field(sink, "ready", word_ready(settings->ready));
  if (settings->ready == BATON_READY_FD) {
    number_field(sink, "ready_fd", settings->ready_fd);
  }
  if (settings->ready == BATON_READY_ENV) {
    text_field(sink, "ready_variable", plan_string(explain->plan, settings->ready_var));
  }
  optional_field(sink, "start_timeout_ms", settings->start_timeout_ms);
}

static void stop_fields(struct sink *sink, const struct baton_settings *settings)
{
  signal_field(sink, "stop_signal", settings->stop_signal);
  optional_field(sink, "stop_timeout_ms", settings->stop_timeout_ms);
  text_field(sink, "kill", word_kill(settings->kill));
  signals_field(sink, "forward", settings->forward);
}

static void stream_field(struct explain *explain, const char *name, uint8_t mode, uint32_t file)
{
  text_field(&explain->sink, name,
             mode == BATON_STREAM_FILE ? plan_string(explain->plan, file) : word_stream(mode));
}

static void process_fields(struct explain *explain, const struct baton_settings *settings)
{
  struct sink *sink = &explain->sink;

  stream_field(explain, "stdin", settings->stdin_mode, 0);
  stream_field(explain, "stdout", settings->stdout_mode, settings->stdout_file);
  stream_field(explain, "stderr", settings->stderr_mode, settings->stderr_file);
  words_field(explain, "environment", settings->env, settings->env_count);
  limits_field(explain, settings);
  if ((settings->flags & BATON_SET_USER) != 0) {
    text_field(sink, "user", plan_string(explain->plan, settings->user));
  }
  if (settings->cwd != 0) {
    text_field(sink, "cwd", plan_string(explain->plan, settings->cwd));
  }
  if ((settings->flags & BATON_SET_UMASK) != 0) {
    number_field(sink, "umask", settings->umask);
  }
  if ((settings->flags & BATON_SET_NICE) != 0) {
    number_field(sink, "nice", settings->nice);
  }
  if ((settings->flags & BATON_SET_OOM) != 0) {
    number_field(sink, "oom_score_adj", settings->oom_score_adj);
  }
  flag_field(sink, "no_new_privs", (settings->flags & BATON_SET_NO_NEW_PRIVS) != 0);
}

/* Paths of what the node waits for: null for the sibling before it. */
static void after_field(struct explain *explain, const struct plan_node *node)
{
  const struct plan *plan = explain->plan;
  struct sink *sink = &explain->sink;

  key(sink, "after");
  if (node->after_mode == CORE_AFTER_PREVIOUS) {
    sink_put(sink, "null");
    return;
  }
  sink_put(sink, "[");
  for (uint32_t i = 0; i < node->after_count; i++) {
    sink_put(sink, i == 0 ? "" : ",");
    sink_json(sink, plan_string(plan, plan->nodes[plan->after[node->after + i]].path));
  }
  sink_put(sink, "]");
}

static void child_fields(struct explain *explain, const struct plan_node *node)
{
  const struct baton_settings *settings = &explain->plan->settings[node->settings];
  struct sink *sink = &explain->sink;

  words_field(explain, "command", node->argv, node->argc);
  flag_field(sink, "optional", node->optional != 0);
  flag_field(sink, "fixed_resume_id", node->resume_id != 0);
  restart_fields(sink, settings);
  ready_fields(explain, settings);
  stop_fields(sink, settings);
  process_fields(explain, settings);
}

static void supervisor_fields(struct sink *sink, const struct plan_node *node)
{
  text_field(sink, "strategy", word_strategy(node->strategy));
  flag_field(sink, "explicit_strategy", node->explicit_strategy != 0);
  window_field(sink, "intensity", &node->intensity);
  text_field(sink, "auto_shutdown", word_auto_shutdown(node->auto_shutdown));
  text_field(sink, "stop_order", word_stop_order(node->stop_order));
}

static void node_object(struct explain *explain, const struct plan_node *node)
{
  const struct plan *plan = explain->plan;
  struct sink *sink = &explain->sink;
  bool child = node->kind == BATON_KIND_CHILD;

  sink_put(sink, "{\"kind\":");
  sink_json(sink, child ? "child" : "supervisor");
  text_field(sink, "path", plan_string(plan, node->path));
  if (node->parent != BATON_NONE) {
    text_field(sink, "supervisor", plan_string(plan, plan->nodes[node->parent].path));
    number_field(sink, "word", node->word);
    after_field(explain, node);
  }
  if (child) {
    child_fields(explain, node);
  } else {
    supervisor_fields(sink, node);
  }
  sink_put(sink, "}");
}

static void map_field(struct sink *sink, const uint8_t *map)
{
  const char *before = "\"";

  key(sink, "signals");
  sink_put(sink, "{");
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    if (map[signal] != 0) {
      sink_put(sink, before);
      sink_signal(sink, signal);
      sink_put(sink, "\":\"");
      if (map[signal] <= BATON_SIGNALS) {
        sink_signal(sink, map[signal]);
      } else {
        sink_put(sink, map[signal] == BATON_MAP_DROP ? "drop" : "shutdown");
      }
      sink_put(sink, "\"");
      before = ",\"";
    }
  }
  sink_put(sink, "}");
}

static void global_fields(struct explain *explain)
{
  static const char *const LEVELS[] = {"error", "warn", "info", "debug"};
  const struct baton_globals *globals = &explain->plan->globals;
  struct sink *sink = &explain->sink;

  number_field(sink, "grace_ms", globals->grace_ms);
  flag_field(sink, "grace_given", (globals->flags & BATON_GLOBAL_GRACE) != 0);
  flag_field(sink, "drain", (globals->flags & BATON_GLOBAL_DRAIN) != 0);
  optional_field(sink, "drain_ms", globals->drain_ms);
  map_field(sink, globals->signal_map);
  signal_field(sink, "parent_death_signal", globals->parent_death_signal);
  text_field(sink, "termination_message", plan_string(explain->plan, globals->termination_message));
  text_field(sink, "log_level", LEVELS[globals->log_level]);
  text_field(sink, "log_format", globals->log_json != 0 ? "json" : "text");
  flag_field(sink, "warn_reap", (globals->flags & BATON_GLOBAL_WARN_REAP) != 0);
}

void explain_json(struct explain *explain)
{
  const struct plan *plan = explain->plan;
  struct sink *sink = &explain->sink;

  sink_put(sink, "{\"mode\":");
  sink_json(sink, (plan->globals.flags & BATON_GLOBAL_CLASSIC) != 0 ? "classic" : "supervised");
  global_fields(explain);
  sink_put(sink, ",\"nodes\":[");
  for (uint32_t i = 0; i < plan->node_count; i++) {
    sink_put(sink, i == 0 ? "\n" : ",\n");
    node_object(explain, &plan->nodes[i]);
  }
  sink_put(sink, "\n]}\n");
}
