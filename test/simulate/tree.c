/* Random trees: every option of the core in every mixture. */
#include "world.h"

#include <string.h>

static char STRINGS[] = "\0name";

static struct baton_window random_window(struct world *world, uint32_t most)
{
  struct baton_window window = {world_random(world, most), 1000U * (1U + world_random(world, 120))};
  return window;
}

static void random_settings(struct world *world, struct baton_settings *settings)
{
  static const uint8_t READYS[] = {BATON_READY_EXEC, BATON_READY_EXEC, BATON_READY_EXEC,
                                   BATON_READY_FD, BATON_READY_EXIT};
  settings->success_codes[0] = 1;
  settings->breaker = random_window(world, 10);
  settings->backoff_initial_ms = world_random(world, 3) == 0 ? 0 : 100;
  settings->backoff_max_ms = 30000;
  settings->backoff_factor_centi = 100 + world_random(world, 300);
  settings->backoff_reset_ms = 10000;
  settings->jitter_percent = 10;
  settings->start_timeout_ms = BATON_NONE;
  settings->stop_timeout_ms = world_random(world, 3) == 0 ? world_random(world, 5000) : BATON_NONE;
  settings->policy = (uint8_t)world_random(world, 3);
  settings->kill = (uint8_t)world_random(world, 2);
  settings->stop_signal = CORE_SIGTERM;
  settings->forward = world_random(world, 3) == 0 ? BATON_SIGNAL_BIT(CORE_SIGHUP) : 0;
  settings->ready = READYS[world_random(world, sizeof READYS)];
  if (settings->ready == BATON_READY_FD) {
    settings->start_timeout_ms = world_random(world, 2) == 0 ? 60000 : 500;
  }
  if (settings->ready == BATON_READY_EXIT) {
    settings->policy = BATON_POLICY_ON_FAILURE;
  }
}

static void random_after(struct world *world, uint32_t index)
{
  struct plan *plan = &world->plan;
  struct plan_node *node = &world->nodes[index];
  node->after_mode = (uint8_t)world_random(world, 3);
  node->after = plan->after_count;
  for (uint32_t i = 1; node->after_mode == CORE_AFTER_LIST && i < index; i++) {
    if (world->nodes[i].parent == node->parent && world_random(world, 3) == 0) {
      world->after[plan->after_count++] = i;
      node->after_count++;
    }
  }
  if (node->after_mode == CORE_AFTER_LIST && node->after_count == 0) {
    node->after_mode = CORE_AFTER_NONE;
  }
}

static void random_supervisor(struct world *world, struct plan_node *node)
{
  bool above = world->nodes[node->parent].explicit_strategy != 0;
  node->strategy = (uint8_t)world_random(world, 3);
  node->explicit_strategy = above || world_random(world, 3) != 0;
  node->auto_shutdown = (uint8_t)world_random(world, 3);
  node->stop_order = (uint8_t)world_random(world, 2);
  node->intensity.limit = BATON_NONE;
  if (world_random(world, 3) == 0) {
    node->intensity = random_window(world, 6);
  }
}

static void add_node(struct world *world, uint32_t parent, bool supervisor)
{
  uint32_t index = world->plan.node_count++;
  struct plan_node *node = &world->nodes[index];
  node->parent = parent;
  node->settings = index;
  node->kind = supervisor ? BATON_KIND_SUPERVISOR : BATON_KIND_CHILD;
  random_settings(world, &world->settings[index]);
  if (supervisor) {
    random_supervisor(world, node);
  } else {
    node->optional = world_random(world, 6) == 0;
  }
  if (index != BATON_ROOT) {
    random_after(world, index);
  }
}

/* A supervisor without children is an error of the line, so each gets one in the end. */
static void grow(struct world *world)
{
  bool has_child[WORLD_NODES] = {false};
  uint32_t supervisors[WORLD_NODES] = {BATON_ROOT};
  uint32_t supervisor_count = 1;
  uint32_t wanted = 2 + world_random(world, WORLD_NODES / 2);
  add_node(world, BATON_ROOT, true);
  while (world->plan.node_count + supervisor_count < wanted) {
    uint32_t parent = supervisors[world_random(world, supervisor_count)];
    bool supervisor = world_random(world, 4) == 0;
    if (supervisor) {
      supervisors[supervisor_count++] = world->plan.node_count;
    }
    has_child[parent] = true;
    add_node(world, parent, supervisor);
  }
  for (uint32_t i = 0; i < supervisor_count; i++) {
    if (!has_child[supervisors[i]]) {
      add_node(world, supervisors[i], false);
    }
  }
}

void world_make(struct world *world, uint64_t seed)
{
  static const struct core_boot BOOT = {
      .pid = 1, .seed = {1, 2}
  };
  struct plan *plan = &world->plan;
  memset(world, 0, sizeof *world);
  world->seed = seed;
  world->random = seed;
  world->now_ms = 1000;
  plan->nodes = world->nodes;
  plan->settings = world->settings;
  plan->after = world->after;
  plan->strings = STRINGS;
  plan->string_bytes = sizeof STRINGS;
  grow(world);
  plan->settings_count = plan->node_count;
  plan->globals.grace_ms = world_random(world, 4) == 0 ? world_random(world, 3000) : 8000;
  plan->globals.drain_ms = world_random(world, 2) == 0 ? 1000 : BATON_NONE;
  plan->globals.flags = world_random(world, 4) == 0 ? 0 : BATON_GLOBAL_DRAIN;
  world->strays = world_random(world, 3);
  world->deaf = world_random(world, 4) == 0;
  world->core.actions = world->actions;
  world->core.action_capacity = core_action_capacity(plan);
  core_init(&world->core, world->arena, plan, &BOOT);
}
