/* The plan as a tree a person likes to read. */
#include "explain.h"

#include <string.h>

#define DEPTH_MAX ((PLAN_PATH_MAX + 1U) / 2U + 1U) /* every segment takes two bytes of a path */

/* A walk over the tree from top to bottom. */
struct walk {
  const struct plan *plan;
  uint32_t node;
  unsigned depth;
  bool more[DEPTH_MAX]; /* by depth: the node on the way down has a sibling after it */
};

/* The first child of `parent` from index `from` on; 0: none. */
static uint32_t child_from(const struct plan *plan, uint32_t parent, uint32_t from)
{
  for (uint32_t i = from; i < plan->node_count; i++) {
    if (plan->nodes[i].parent == parent) {
      return i;
    }
  }
  return 0;
}

static void enter(struct walk *walk, uint32_t node)
{
  walk->node = node;
  walk->more[walk->depth] = child_from(walk->plan, walk->plan->nodes[node].parent, node + 1) != 0;
}

/* On to the next line of the tree; false at its end. */
static bool advance(struct walk *walk)
{
  const struct plan *plan = walk->plan;
  uint32_t below = plan->nodes[walk->node].kind == BATON_KIND_SUPERVISOR
                       ? child_from(plan, walk->node, walk->node + 1)
                       : 0;

  if (below != 0) {
    walk->depth++;
    enter(walk, below);
    return true;
  }
  while (walk->node != BATON_ROOT && !walk->more[walk->depth]) {
    walk->node = plan->nodes[walk->node].parent;
    walk->depth--;
  }
  if (walk->node == BATON_ROOT) {
    return false;
  }
  enter(walk, child_from(plan, plan->nodes[walk->node].parent, walk->node + 1));
  return true;
}

/* The lines that lead to a node, or (`below`) to what is said about it. */
static void put_branches(struct sink *sink, const struct walk *walk, bool below)
{
  for (unsigned depth = 1; depth < walk->depth; depth++) {
    sink_put(sink, walk->more[depth] ? "│  " : "   ");
  }
  if (walk->depth == 0) {
    return;
  }
  if (below) {
    sink_put(sink, walk->more[walk->depth] ? "│  " : "   ");
  } else {
    sink_put(sink, walk->more[walk->depth] ? "├─ " : "└─ ");
  }
}

/* Begins a line about the node. */
static void begin(struct explain *explain, const struct walk *walk, const char *label)
{
  const struct plan *plan = explain->plan;

  put_branches(&explain->sink, walk, true);
  if (plan->nodes[walk->node].kind == BATON_KIND_SUPERVISOR) {
    sink_put(&explain->sink, "│  ");
  } else {
    sink_put(&explain->sink, "   ");
  }
  sink_put(&explain->sink, label);
}

static void put_window(struct sink *sink, const char *before, const struct baton_window *window)
{
  if (window->limit != BATON_NONE) {
    sink_put(sink, before);
    sink_number(sink, window->limit);
    sink_put(sink, " in ");
    sink_duration(sink, window->window_ms);
  }
}

static void put_factor(struct sink *sink, uint32_t centi)
{
  sink_number(sink, centi / 100);
  if (centi % 100 != 0) {
    sink_put(sink, centi % 100 < 10 ? ".0" : ".");
    sink_number(sink, centi % 10 == 0 ? centi % 100 / 10 : centi % 100);
  }
}

static void put_codes(struct sink *sink, const struct baton_settings *settings)
{
  const char *before = "; success: ";

  for (unsigned code = 0; code < 256; code++) {
    if ((settings->success_codes[code / 64] >> (code % 64) & 1U) != 0 &&
        (code != 0 || settings->success_signals != 0)) {
      sink_put(sink, before);
      sink_number(sink, code);
      before = ", ";
    }
  }
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    if ((settings->success_signals & BATON_SIGNAL_BIT(signal)) != 0) {
      sink_put(sink, before);
      sink_signal(sink, signal);
      before = ", ";
    }
  }
}

static void restart_line(struct explain *explain, const struct walk *walk,
                         const struct baton_settings *settings)
{
  struct sink *sink = &explain->sink;

  begin(explain, walk, "restart  ");
  sink_put(sink, word_policy(settings->policy));
  if (settings->policy != BATON_POLICY_NEVER) {
    put_window(sink, ", at most ", &settings->breaker);
    sink_put(sink, "; backoff ");
    sink_duration(sink, settings->backoff_initial_ms);
    if (settings->backoff_initial_ms != 0) {
      sink_put(sink, " x ");
      put_factor(sink, settings->backoff_factor_centi);
      sink_put(sink, " up to ");
      sink_duration(sink, settings->backoff_max_ms);
      sink_put(sink, ", jitter ");
      sink_number(sink, settings->jitter_percent);
      sink_put(sink, "%");
    }
    sink_put(sink, ", reset after ");
    sink_duration(sink, settings->backoff_reset_ms);
  }
  put_codes(sink, settings);
  if (explain->plan->nodes[walk->node].optional != 0) {
    sink_put(sink, "; optional: its end ends nothing");
  }
  sink_put(sink, "\n");
}

static void put_after(struct explain *explain, uint32_t index)
{
  const struct plan *plan = explain->plan;
  const struct plan_node *node = &plan->nodes[index];
  struct sink *sink = &explain->sink;
  bool first = child_from(plan, node->parent, node->parent + 1) == index;

  if (first || node->after_mode == CORE_AFTER_NONE) {
    sink_put(sink, "at once");
    return;
  }
  if (node->after_mode == CORE_AFTER_PREVIOUS) {
    sink_put(sink, "after the one before");
    return;
  }
  sink_put(sink, "after ");
  for (uint32_t i = 0; i < node->after_count; i++) {
    sink_put(sink, i == 0 ? "" : ", ");
    sink_put(sink, plan_name(plan, &plan->nodes[plan->after[node->after + i]]));
  }
}

static void put_ready(struct explain *explain, const struct baton_settings *settings)
{
  struct sink *sink = &explain->sink;

  switch ((enum baton_ready)settings->ready) {
  case BATON_READY_EXEC: sink_put(sink, "; ready as soon as it runs"); break;
  case BATON_READY_FD:
    sink_put(sink, "; ready by a line on fd ");
    sink_signed(sink, settings->ready_fd);
    break;
  case BATON_READY_ENV:
    sink_put(sink, "; ready by a line on the fd in $");
    sink_put(sink, plan_string(explain->plan, settings->ready_var));
    break;
  case BATON_READY_NOTIFY: sink_put(sink, "; ready by sd_notify"); break;
  case BATON_READY_EXIT: sink_put(sink, "; runs once, ready when it has ended with success"); break;
  }
  if (settings->start_timeout_ms != BATON_NONE) {
    sink_put(sink, ", within ");
    sink_duration(sink, settings->start_timeout_ms);
  }
}

static void start_line(struct explain *explain, const struct walk *walk,
                       const struct baton_settings *settings)
{
  begin(explain, walk, "start    ");
  put_after(explain, walk->node);
  put_ready(explain, settings);
  sink_put(&explain->sink, "\n");
}

static bool is_classic(const struct plan *plan)
{
  return (plan->globals.flags & BATON_GLOBAL_CLASSIC) != 0;
}

static void stop_line(struct explain *explain, const struct walk *walk,
                      const struct baton_settings *settings)
{
  const struct baton_globals *globals = &explain->plan->globals;
  struct sink *sink = &explain->sink;

  begin(explain, walk, "stop     ");
  if (is_classic(explain->plan)) {
    sink_put(sink, "every signal is passed on");
  } else {
    sink_signal(sink, settings->stop_signal);
  }
  sink_put(sink, settings->kill == BATON_KILL_GROUP ? " to its process group" : "");
  if (is_classic(explain->plan) && (globals->flags & BATON_GLOBAL_GRACE) == 0) {
    sink_put(sink, ", no deadline");
  } else if (settings->stop_timeout_ms == BATON_NONE) {
    sink_put(sink, ", KILL after its share of ");
    sink_duration(sink, globals->grace_ms);
  } else {
    sink_put(sink, ", KILL after ");
    sink_duration(sink, settings->stop_timeout_ms);
  }
  sink_put(sink, "\n");
}

static void put_stream(struct explain *explain, const char *name, uint8_t mode, uint32_t file)
{
  struct sink *sink = &explain->sink;

  if (mode != BATON_STREAM_INHERIT) {
    sink_put(sink, name);
    if (mode == BATON_STREAM_FILE) {
      sink_shell(sink, plan_string(explain->plan, file));
    } else {
      sink_put(sink, word_stream(mode));
    }
  }
}

/* What differs from what baton itself has; nothing on most lines. */
static void process_line(struct explain *explain, const struct walk *walk,
                         const struct baton_settings *settings)
{
  const struct plan *plan = explain->plan;
  struct sink *sink = &explain->sink;
  const char *word = plan_string(plan, settings->env);

  begin(explain, walk, "process ");
  put_stream(explain, " stdin=", settings->stdin_mode, 0);
  put_stream(explain, " stdout=", settings->stdout_mode, settings->stdout_file);
  put_stream(explain, " stderr=", settings->stderr_mode, settings->stderr_file);
  for (uint32_t i = 0; i < settings->env_count; i++, word += strlen(word) + 1) {
    sink_put(sink, strchr(word, '=') == NULL ? " unset " : " ");
    sink_shell(sink, word);
  }
  sink_put(sink, "\n");
}

static void child_lines(struct explain *explain, const struct walk *walk)
{
  const struct plan *plan = explain->plan;
  const struct plan_node *node = &plan->nodes[walk->node];
  const struct baton_settings *settings = &plan->settings[node->settings];
  const char *word = plan_string(plan, node->argv);
  struct sink *sink = &explain->sink;

  put_branches(sink, walk, false);
  sink_put(sink, plan_name(plan, node));
  sink_put(sink, ": ");
  for (uint32_t i = 0; i < node->argc; i++, word += strlen(word) + 1) {
    sink_put(sink, " ");
    sink_shell(sink, word);
  }
  sink_put(sink, "\n");
  restart_line(explain, walk, settings);
  start_line(explain, walk, settings);
  stop_line(explain, walk, settings);
  process_line(explain, walk, settings);
}

static void supervisor_lines(struct explain *explain, const struct walk *walk)
{
  const struct plan *plan = explain->plan;
  const struct plan_node *node = &plan->nodes[walk->node];
  struct sink *sink = &explain->sink;

  put_branches(sink, walk, false);
  sink_put(sink, walk->node == BATON_ROOT ? "root" : plan_name(plan, node));
  sink_put(sink, walk->node == BATON_ROOT ? "  " : "/  ");
  sink_put(sink, word_strategy(node->strategy));
  sink_put(sink, "\n");
  begin(explain, walk, "ends when ");
  sink_put(sink, word_auto_shutdown(node->auto_shutdown));
  sink_put(sink, "; stops ");
  sink_put(sink, word_stop_order(node->stop_order));
  put_window(sink, "; gives up beyond ", &node->intensity);
  sink_put(sink, "\n");
}

void explain_text(struct explain *explain)
{
  struct walk walk = {.plan = explain->plan};

  sink_put(&explain->sink, is_classic(explain->plan) ? "classic\n" : "supervised\n");
  do {
    if (explain->plan->nodes[walk.node].kind == BATON_KIND_SUPERVISOR) {
      supervisor_lines(explain, &walk);
    } else {
      child_lines(explain, &walk);
    }
  } while (advance(&walk));
}
