#include "line_of_bytes.h"

static struct baton_limit limits[1];
static uint32_t groups[2];

/* A command of two words, a variable that is set and one that is not, a name, a file. */
struct words {
  uint32_t command, env, name, file;
};

static struct words words;

static void make_words(struct tree *tree)
{
  words.command = tree_string(tree, "true");
  (void)tree_string(tree, "-x");
  words.env = tree_string(tree, "K=V");
  (void)tree_string(tree, "K");
  words.name = tree_string(tree, "name");
  words.file = tree_string(tree, "/dev/null");
}

static uint32_t duration(struct bytes *bytes)
{
  static const uint32_t TIMES[] = {0,     1,     10,    100,     500,         1000,
                                   10000, 30000, 60000, 3600000, 3600000000U, 2500};
  return TIMES[bytes_below(bytes, sizeof TIMES / sizeof TIMES[0])];
}

static struct baton_window window(struct bytes *bytes, uint32_t most)
{
  struct baton_window window = {1 + bytes_below(bytes, most), 1 + duration(bytes)};
  if (bytes_below(bytes, 4) == 0) {
    window = (struct baton_window){.limit = BATON_NONE};
  }
  return window;
}

static uint32_t optional_duration(struct bytes *bytes)
{
  return bytes_below(bytes, 2) == 0 ? BATON_NONE : duration(bytes);
}

static void make_restarts(struct baton_settings *settings, struct bytes *bytes)
{
  settings->success_codes[0] = 1 | bytes_number(bytes, 1);
  settings->success_signals = bytes_number(bytes, 2);
  settings->breaker = window(bytes, 5);
  settings->backoff_initial_ms = duration(bytes);
  settings->backoff_max_ms = duration(bytes);
  if (settings->backoff_max_ms < settings->backoff_initial_ms) {
    settings->backoff_max_ms = settings->backoff_initial_ms;
  }
  settings->backoff_factor_centi = 100 + 99 * bytes_below(bytes, 101);
  settings->jitter_percent = (uint8_t)bytes_below(bytes, 101);
  settings->backoff_reset_ms = duration(bytes);
  settings->retry_after_ms = /* without a byte of its own: what was kept means what it meant */
      settings->jitter_percent % 2 == 0 ? BATON_NONE : settings->backoff_reset_ms;
  settings->policy = (uint8_t)bytes_below(bytes, 3);
}

static void make_settings(struct baton_settings *settings, struct bytes *bytes)
{
  static const uint8_t READYS[] = {BATON_READY_EXEC, BATON_READY_FD, BATON_READY_ENV,
                                   BATON_READY_EXIT};
  make_restarts(settings, bytes);
  settings->start_timeout_ms = optional_duration(bytes);
  settings->stop_timeout_ms = optional_duration(bytes);
  settings->stop_signal = (uint8_t)(1 + bytes_below(bytes, BATON_SIGNALS));
  settings->kill = (uint8_t)bytes_below(bytes, 2);
  settings->forward = bytes_number(bytes, 1) << bytes_below(bytes, 57);
  settings->ready = READYS[bytes_below(bytes, sizeof READYS)];
  settings->flags = bytes_below(bytes, 128);
  settings->env = words.env;
  settings->env_count = 2;
  settings->ready_var = words.name;
  settings->stdout_file = words.file;
  settings->limit_count = settings->group_count = 1;
}

static void make_after(struct tree *tree, uint32_t index, struct bytes *bytes)
{
  struct plan_node *node = &tree->nodes[index];
  node->after_mode = (uint8_t)bytes_below(bytes, 3);
  uint32_t chosen = node->after_mode == BATON_AFTER_LIST ? (uint32_t)bytes_number(bytes, 2) : 0;
  for (uint32_t i = 1; i < index; i++) {
    if (tree->nodes[i].parent == node->parent && (chosen >> i & 1U) != 0) {
      tree_after(tree, index, i);
    }
  }
  if (node->after_count == 0 && node->after_mode == BATON_AFTER_LIST) {
    node->after_mode = BATON_AFTER_NONE;
  }
}

static void make_supervisor(struct plan_node *node, struct bytes *bytes)
{
  node->strategy = (uint8_t)bytes_below(bytes, 3);
  node->explicit_strategy |= bytes_below(bytes, 2) == 0;
  node->auto_shutdown = (uint8_t)bytes_below(bytes, 3);
  node->stop_order = (uint8_t)bytes_below(bytes, 2);
  node->intensity = window(bytes, 7);
}

static void make_node(struct tree *tree, uint32_t index, struct bytes *bytes)
{
  struct plan_node *node = &tree->nodes[index];
  make_settings(&tree->settings[index], bytes);
  if (node->kind == BATON_KIND_SUPERVISOR) {
    make_supervisor(node, bytes);
  } else {
    node->argv = words.command;
    node->argc = 2;
    node->optional = bytes_below(bytes, 5) == 0;
    node->gate = tree->settings[index].ready == BATON_READY_EXIT && index % 2 == 0;
  }
  if (index != BATON_ROOT) {
    make_after(tree, index, bytes);
  }
}

static void add_node(struct tree *tree, uint32_t parent, enum baton_kind kind, struct bytes *bytes)
{
  make_node(tree, tree_add(tree, parent, kind, "n"), bytes);
}

/* A supervisor without children is an error of the line, so each gets one in the end. */
static void grow(struct tree *tree, struct bytes *bytes)
{
  bool has_child[NODES_MOST] = {false};
  uint32_t supervisors[NODES_MOST] = {BATON_ROOT};
  uint32_t supervisor_count = 1;
  uint32_t wanted = 2 + bytes_below(bytes, NODES_MOST - 1);
  make_node(tree, BATON_ROOT, bytes);
  while (tree->plan.node_count + supervisor_count < wanted) {
    uint32_t parent = supervisors[bytes_below(bytes, supervisor_count)];
    bool supervisor =
        bytes_below(bytes, 4) == 1 && tree->plan.node_count + supervisor_count + 2 <= NODES_MOST;
    if (supervisor) {
      supervisors[supervisor_count++] = tree->plan.node_count;
    }
    has_child[parent] = true;
    add_node(tree, parent, supervisor ? BATON_KIND_SUPERVISOR : BATON_KIND_CHILD, bytes);
  }
  for (uint32_t i = 0; i < supervisor_count; i++) {
    if (!has_child[supervisors[i]]) {
      add_node(tree, supervisors[i], BATON_KIND_CHILD, bytes);
    }
  }
}

static void make_globals(struct baton_globals *globals, struct bytes *bytes)
{
  globals->grace_ms = duration(bytes);
  globals->drain_ms = optional_duration(bytes);
  globals->flags = bytes_below(bytes, 32) & ~(uint32_t)BATON_GLOBAL_CLASSIC;
  for (uint32_t i = bytes_below(bytes, 4); i > 0; i--) {
    globals->signal_map[1 + bytes_below(bytes, BATON_SIGNALS)] =
        (uint8_t)bytes_below(bytes, BATON_MAP_SHUTDOWN + 1U);
  }
}

void line_of_bytes(struct tree *tree, struct bytes *bytes)
{
  struct plan *plan = &tree->plan;
  tree_begin(tree);
  make_words(tree);
  plan->limits = limits;
  plan->groups = groups;
  plan->limit_count = plan->group_count = 1;
  make_globals(&plan->globals, bytes);
  grow(tree, bytes);
  if (plan->node_count == 2 && bytes_below(bytes, 2) == 0) {
    plan->globals.flags |= BATON_GLOBAL_CLASSIC;
  }
}
