/* The plan as JSON: all of it but the IDs, which are nobody's business. One object per node, in the
 * line's order; what is not set is null or absent. */
#include "explain.h"

static void number_field(struct explain *explain, const char *name, uint64_t value)
{
  say(explain, ",\"%\":#", name, value);
}

static void signed_field(struct explain *explain, const char *name, int32_t value)
{
  say(explain, value < 0 ? ",\"%\":-#" : ",\"%\":#", name,
      (uint64_t)(value < 0 ? -(int64_t)value : value));
}

/* `none` stands for no value. */
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
  put(explain, "}");
}

static void put_word(struct explain *explain, const char *word, bool first)
{
  put(explain, first ? "" : ",");
  quote_json(&explain->text, word, SIZE_MAX);
}

static void words_field(struct explain *explain, const char *name, uint32_t words, uint32_t count)
{
  say(explain, ",\"%\":[", name, 0);
  each_word(explain, words, count, put_word);
  put(explain, "]");
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
  put(explain, "]");
}

static void codes_field(struct explain *explain)
{
  put(explain, ",\"success_codes\":[0");
  for (unsigned code = 1; code < 256; code++) {
    if (is_success(explain->settings, code)) {
      say(explain, ",#", "", code);
    }
  }
  put(explain, "]");
}

static void limits_field(struct explain *explain)
{
  put(explain, ",\"rlimits\":[");
  for (uint32_t i = 0; i < explain->settings->limit_count; i++) {
    const struct baton_limit *limit = &explain->plan->limits[explain->settings->limits + i];
    say(explain, i == 0 ? "{\"name\":\"%\"" : ",{\"name\":\"%\"",
        list_word(list_resources, limit->resource), 0);
    optional_field(explain, "soft", limit->soft, UINT64_MAX);
    optional_field(explain, "hard", limit->hard, UINT64_MAX);
    put(explain, "}");
  }
  put(explain, "]");
}

static void restart_fields(struct explain *explain)
{
  const struct baton_settings *settings = explain->settings;
  list_field(explain, "restart", baton_policy_words, settings->policy);
  window_field(explain, "max_restarts", &settings->breaker);
  number_field(explain, "backoff_initial_ms", settings->backoff_initial_ms);
  number_field(explain, "backoff_max_ms", settings->backoff_max_ms);
  number_field(explain, "backoff_factor_centi", settings->backoff_factor_centi);
  number_field(explain, "jitter_percent", settings->jitter_percent);
  number_field(explain, "backoff_reset_ms", settings->backoff_reset_ms);
  codes_field(explain);
  signals_field(explain, "success_signals", settings->success_signals);
}

static void ready_fields(struct explain *explain)
{
  const struct baton_settings *settings = explain->settings;
  list_field(explain, "ready", baton_ready_words, settings->ready);
  if (settings->ready == BATON_READY_FD) {
    signed_field(explain, "ready_fd", settings->ready_fd);
  }
  if (settings->ready == BATON_READY_ENV) {
    text_field(explain, "ready_variable", string_at(explain, settings->ready_var));
  }
  optional_field(explain, "start_timeout_ms", settings->start_timeout_ms, BATON_NONE);
}

static void stop_fields(struct explain *explain)
{
  const struct baton_settings *settings = explain->settings;
  say(explain, ",\"stop_signal\":\"&\"", "", settings->stop_signal);
  optional_field(explain, "stop_timeout_ms", settings->stop_timeout_ms, BATON_NONE);
  list_field(explain, "kill", baton_kill_words, settings->kill);
  signals_field(explain, "forward", settings->forward);
}

static void stream_field(struct explain *explain, const char *name, uint8_t mode, uint32_t file)
{
  text_field(explain, name,
             mode == BATON_STREAM_FILE ? string_at(explain, file)
                                       : list_word(baton_stream_words, mode));
}

/* Fields that are absent where baton's own value is inherited. */
static void credential_fields(struct explain *explain)
{
  const struct baton_settings *settings = explain->settings;
  if ((settings->flags & BATON_SET_USER) != 0) {
    text_field(explain, "user", string_at(explain, settings->user));
  }
  if (settings->cwd != 0) {
    text_field(explain, "cwd", string_at(explain, settings->cwd));
  }
  if ((settings->flags & BATON_SET_UMASK) != 0) {
    number_field(explain, "umask", settings->umask);
  }
  if ((settings->flags & BATON_SET_NICE) != 0) {
    signed_field(explain, "nice", settings->nice);
  }
  if ((settings->flags & BATON_SET_OOM) != 0) {
    signed_field(explain, "oom_score_adj", settings->oom_score_adj);
  }
  flag_field(explain, "no_new_privs", (settings->flags & BATON_SET_NO_NEW_PRIVS) != 0);
}

static void process_fields(struct explain *explain)
{
  const struct baton_settings *settings = explain->settings;
  stream_field(explain, "stdin", settings->stdin_mode, 0);
  stream_field(explain, "stdout", settings->stdout_mode, settings->stdout_file);
  stream_field(explain, "stderr", settings->stderr_mode, settings->stderr_file);
  words_field(explain, "environment", settings->env, settings->env_count);
  limits_field(explain);
  credential_fields(explain);
}

/* Paths of what the node waits for: null for the sibling before it. */
static void after_field(struct explain *explain)
{
  const struct plan *plan = explain->plan;
  const struct plan_node *node = explain->node;
  if (node->after_mode == BATON_AFTER_PREVIOUS) {
    put(explain, ",\"after\":null");
    return;
  }
  put(explain, ",\"after\":[");
  for (uint32_t i = 0; i < node->after_count; i++) {
    put_word(explain, string_at(explain, plan->nodes[plan->after[node->after + i]].path), i == 0);
  }
  put(explain, "]");
}

static void child_fields(struct explain *explain)
{
  const struct plan_node *node = explain->node;
  words_field(explain, "command", node->argv, node->argc);
  flag_field(explain, "optional", node->optional != 0);
  flag_field(explain, "fixed_resume_id", node->resume_id != 0);
  restart_fields(explain);
  ready_fields(explain);
  stop_fields(explain);
  process_fields(explain);
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
  put(explain, child ? "{\"kind\":\"child\"" : "{\"kind\":\"supervisor\"");
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
  put(explain, "}");
}

static void signal_map_field(struct explain *explain)
{
  const char *before = "";
  put(explain, ",\"signals\":{");
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    uint8_t effect = explain->plan->globals.signal_map[signal];
    if (effect != 0) {
      say(explain, "%\"&\":\"", before, signal);
      put_effect(explain, effect);
      put(explain, "\"");
      before = ",";
    }
  }
  put(explain, "}");
}

static void global_fields(struct explain *explain)
{
  const struct baton_globals *globals = &explain->plan->globals;
  number_field(explain, "grace_ms", globals->grace_ms);
  flag_field(explain, "grace_given", (globals->flags & BATON_GLOBAL_GRACE) != 0);
  flag_field(explain, "drain", (globals->flags & BATON_GLOBAL_DRAIN) != 0);
  optional_field(explain, "drain_ms", globals->drain_ms, BATON_NONE);
  signal_map_field(explain);
  say(explain,
      globals->parent_death_signal == 0 ? ",\"parent_death_signal\":null"
                                        : ",\"parent_death_signal\":\"&\"",
      "", globals->parent_death_signal);
  text_field(explain, "termination_message", string_at(explain, globals->termination_message));
  list_field(explain, "log_level", baton_log_words, globals->log_level);
  list_field(explain, "log_format", baton_format_words, globals->log_json);
  flag_field(explain, "warn_reap", (globals->flags & BATON_GLOBAL_WARN_REAP) != 0);
}

void explain_json(struct explain *explain)
{
  put(explain, is_classic(explain) ? "{\"mode\":\"classic\"" : "{\"mode\":\"supervised\"");
  global_fields(explain);
  put(explain, ",\"nodes\":[\n");
  for (uint32_t i = 0; i < explain->plan->node_count; i++) {
    put(explain, i == 0 ? "" : ",\n");
    explain_node(explain, i);
    node_object(explain);
  }
  put(explain, "\n]}\n");
}
