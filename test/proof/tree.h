/* What the drivers of the core share: a small tree, its life up to a moment, and at that moment one
 * more event of which nothing is known but its kind and its node.
 *
 * What is shown holds for the tree, its settings and its moments, and there for every operand, and
 * of drivers without KNOWN_TIME at every time that any clock says. Other trees are the explorer's
 * and the simulator's. */
#ifndef PROOF_TREE_H
#define PROOF_TREE_H

#include "core/core.h"
#include "world/tree.h"

#include <__fc_builtin.h>
#include <string.h>

#define STORY  24U /* events of a life at the most, less one */
#define SECOND 1000

#define EVENT(...)      ((struct baton_event){__VA_ARGS__})
#define RUN(r, what, n) EVENT(.kind = EV_##what, .slot = (n), .run = (r))
#define OF(what, n)     RUN(1, what, n)
#define FAILS(r, n)     EVENT(.kind = EV_ENDED, .slot = (n), .run = (r), .code = 1)
#define ASKS(what, n)   EVENT(.kind = EV_##what, .slot = (n), .client = 1, .number = 1)
#define SIGNAL(n)       EVENT(.kind = EV_SIGNAL, .signal = (n))
#define LATER(ms)       EVENT(.kind = EV_TIMER, .left = (ms)) /* whose `left` the core does not read */
/* The records of a part of the arena, to be written. */
#define PART_OF(part) ((void *)((char *)arena + table->part.offset))
/* Any event of any node after these; or one kind of one node. */
#define AT(...)            go_on((const struct baton_event[STORY]){__VA_ARGS__})
#define THEN(what, n, ...) then(EV_##what, n, (const struct baton_event[STORY]){__VA_ARGS__})

static uint64_t arena[1280];
static struct baton_table *const table = (struct baton_table *)(void *)arena;
static struct core core;
static struct tree tree;

static const struct core_boot BOOT = {
    .pid = 1, .seed = {1, 2}
};

/* --- the line --- */

/* With little to count and to wait for; its settings are those of all nodes. */
static void make_root(void)
{
  struct baton_settings *settings = tree.settings;
  tree_begin(&tree);
  tree.nodes[BATON_ROOT].intensity = (struct baton_window){2, SECOND};
  tree.nodes[BATON_ROOT].explicit_strategy = 1;
  settings->breaker = (struct baton_window){2, SECOND};
  settings->backoff_max_ms = 200;
  settings->backoff_reset_ms = SECOND;
  settings->start_timeout_ms = SECOND;
  settings->jitter_percent = 10;
  settings->policy = BATON_POLICY_ON_FAILURE;
  settings->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
}

static struct plan_node *add(uint32_t parent, enum baton_kind kind)
{
  struct plan_node *node = &tree.nodes[tree_add(&tree, parent, kind, "a")];
  node->settings = tree.nodes[BATON_ROOT].settings;
  tree.plan.settings_count = 1;
  return node;
}

static inline void make_child(void)
{
  make_root();
  (void)add(BATON_ROOT, BATON_KIND_CHILD);
}

/* --- moments --- */

static void take_all(void)
{
  struct baton_action action;
  while (core_take(&core, &action)) {
  }
}

static void begin(void)
{
  memset(arena, 0, sizeof arena);
  memset(&core, 0, sizeof core);
  core_init(&core, arena, &tree.plan, &BOOT);
}

/* Without a log: what a step keeps of each record that it changes is the driver's of the log. */
static void live(const struct baton_event *story)
{
  int64_t now = SECOND;
  begin();
  core.undo_bytes = 0;
  core_step(&core, now, &(struct baton_event){.kind = EV_BOOT});
  for (unsigned i = 0; i < STORY && story[i].kind != EV_BOOT; i++) {
    now += 10 + (story[i].kind == EV_TIMER ? story[i].left : 0);
    core_step(&core, now, &story[i]);
  }
  take_all();
}

/* --- what is not known --- */

static struct baton_event any_event(uint8_t kind, uint32_t slot)
{
  struct baton_event event = {
      .kind = kind,
      .failure = (uint8_t)Frama_C_interval(0, 255),
      .code = (uint8_t)Frama_C_interval(0, 255),
      .signal = (uint8_t)Frama_C_interval(0, 255),
      .core_dumped = Frama_C_interval(0, 1) != 0,
      .set_up = Frama_C_interval(0, 1) != 0,
      .terminal = Frama_C_interval(0, 1) != 0,
      .oom = Frama_C_interval(0, 1) != 0,
      .slot = slot,
      .run = (uint32_t)Frama_C_interval(0, 2),
      .left = Frama_C_unsigned_int_interval(0, UINT32_MAX),
      .random = Frama_C_unsigned_int_interval(0, UINT32_MAX),
      .client = Frama_C_unsigned_int_interval(0, UINT32_MAX),
      .number = Frama_C_unsigned_int_interval(1, UINT32_MAX), /* somebody is to be told */
  };
  return event;
}

static bool is_of_node(uint8_t kind)
{
  return kind != EV_BOOT && kind != EV_DRAIN && kind != EV_TIMER && kind != EV_SIGNAL &&
         kind < EV_SHUTDOWN;
}

/* Where several nodes have deadlines of which nothing is known, their orders are too many: a driver
 * that defines KNOWN_TIME has them at a time that is known, and only TIMER comes at any. */
static int64_t any_time(uint8_t kind)
{
#ifdef KNOWN_TIME
  if (kind != EV_TIMER) {
    return core.state->now_ms + 10;
  }
#endif
  (void)kind;
  return Frama_C_long_long_interval(INT64_MIN, INT64_MAX);
}

static void then(uint8_t kind, uint32_t slot, const struct baton_event *story)
{
  live(story);
  struct baton_event event = any_event(kind, slot);
  core_step(&core, any_time(kind), &event);
  (void)core_deadline(&core);
  take_all();
}

static inline void go_on(const struct baton_event *story)
{
  for (uint8_t kind = 0; kind <= EV_COUNT; kind++) {
    for (uint32_t slot = 0; slot <= (is_of_node(kind) ? tree.plan.node_count : 0); slot++) {
      /*@ slevel merge; */
      then(kind, slot, story);
    }
  }
}

#endif
