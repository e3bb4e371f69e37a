#include "tree.h"

#include <string.h>

/* A name, a command of two words, a variable that is set and one that is not, a file. */
static char STRINGS[] = "\0name\0true\0-x\0K=V\0K\0/dev/null";

enum { AT_NAME = 1, AT_COMMAND = 6, AT_ENV = 14, AT_FILE = 20 };

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
  settings->env = AT_ENV;
  settings->env_count = 2;
  settings->ready_var = AT_NAME;
  settings->stdout_file = AT_FILE;
  settings->limit_count = settings->group_count = 1;
}

static void make_after(struct tree *tree, uint32_t index, struct bytes *bytes)
{
  struct plan *plan = &tree->plan;
  struct plan_node *node = &tree->nodes[index];
  node->after_mode = (uint8_t)bytes_below(bytes, 3);
  node->after = plan->after_count;
  uint32_t chosen = node->after_mode == BATON_AFTER_LIST ? (uint32_t)bytes_number(bytes, 2) : 0;
  for (uint32_t i = 1; i < index; i++) {
    if (tree->nodes[i].parent == node->parent && (chosen >> i & 1U) != 0) {
      tree->after[plan->after_count++] = i;
      node->after_count++;
    }
  }
  if (node->after_count == 0 && node->after_mode == BATON_AFTER_LIST) {
    node->after_mode = BATON_AFTER_NONE;
  }
}

static void make_supervisor(struct tree *tree, struct plan_node *node, struct bytes *bytes)
{
  bool above = node->parent != BATON_NONE && tree->nodes[node->parent].explicit_strategy != 0;
  node->kind = BATON_KIND_SUPERVISOR;
  node->strategy = (uint8_t)bytes_below(bytes, 3);
  node->explicit_strategy = above || bytes_below(bytes, 2) == 0;
  node->auto_shutdown = (uint8_t)bytes_below(bytes, 3);
  node->stop_order = (uint8_t)bytes_below(bytes, 2);
  node->intensity = window(bytes, 7);
}

static void make_node(struct tree *tree, uint32_t parent, bool supervisor, struct bytes *bytes)
{
  uint32_t index = tree->plan.node_count++;
  struct plan_node *node = &tree->nodes[index];
  node->parent = parent;
  node->settings = index;
  node->path = parent == BATON_NONE ? 0 : AT_NAME;
  make_settings(&tree->settings[index], bytes);
  if (supervisor) {
    make_supervisor(tree, node, bytes);
  } else {
    node->intensity.limit = BATON_NONE;
    node->argv = AT_COMMAND;
    node->argc = 2;
    node->optional = bytes_below(bytes, 5) == 0;
  }
  if (parent != BATON_NONE) {
    make_after(tree, index, bytes);
  }
}

/* A supervisor without children is an error of the line, so each gets one in the end. */
static void grow(struct tree *tree, struct bytes *bytes)
{
  bool has_child[TREE_NODES] = {false};
  uint32_t supervisors[TREE_NODES] = {BATON_ROOT};
  uint32_t supervisor_count = 1;
  uint32_t wanted = 2 + bytes_below(bytes, TREE_NODES - 1);
  make_node(tree, BATON_NONE, true, bytes);
  while (tree->plan.node_count + supervisor_count < wanted) {
    uint32_t parent = supervisors[bytes_below(bytes, supervisor_count)];
    bool supervisor =
        bytes_below(bytes, 4) == 1 && tree->plan.node_count + supervisor_count + 2 <= TREE_NODES;
    if (supervisor) {
      supervisors[supervisor_count++] = tree->plan.node_count;
    }
    has_child[parent] = true;
    make_node(tree, parent, supervisor, bytes);
  }
  for (uint32_t i = 0; i < supervisor_count; i++) {
    if (!has_child[supervisors[i]]) {
      make_node(tree, supervisors[i], false, bytes);
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

void tree_make(struct tree *tree, struct bytes *bytes)
{
  struct plan *plan = &tree->plan;
  memset(tree, 0, sizeof *tree);
  plan->nodes = tree->nodes;
  plan->settings = tree->settings;
  plan->after = tree->after;
  plan->limits = tree->limits;
  plan->groups = tree->groups;
  plan->strings = STRINGS;
  plan->string_bytes = sizeof STRINGS;
  plan->limit_count = plan->group_count = 1;
  make_globals(&plan->globals, bytes);
  grow(tree, bytes);
  plan->settings_count = plan->node_count;
  if (plan->node_count == 2 && bytes_below(bytes, 2) == 0) {
    plan->globals.flags |= BATON_GLOBAL_CLASSIC;
  }
}
