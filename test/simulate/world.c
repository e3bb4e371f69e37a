#include "world.h"

#include "consistent.h"

#define TURNS_MOST 100000U
#define LATE_MS    1000 /* beyond the budget: waits for the kernel after KILL */

/* splitmix64 */
uint32_t world_random(struct world *world, uint32_t below)
{
  uint64_t mixed = world->random += UINT64_C(0x9e3779b97f4a7c15);
  mixed = (mixed ^ mixed >> 30U) * UINT64_C(0xbf58476d1ce4e5b9);
  mixed = (mixed ^ mixed >> 27U) * UINT64_C(0x94d049bb133111eb);
  return (uint32_t)(mixed >> 32U) % below;
}

static bool one_in(struct world *world, uint32_t n)
{
  return world_random(world, n) == 0;
}

static void found(struct world *world, const char *what, uint32_t node)
{
  if (world->wrong == NULL) {
    world->wrong = what;
    world->wrong_node = node;
  }
}

static void expect(struct world *world, bool condition, const char *otherwise, uint32_t node)
{
  if (!condition) {
    found(world, otherwise, node);
  }
}

/* --- what the core wants --- */

static void take_spawn(struct world *world, const struct action *action)
{
  struct child *child = &world->children[action->slot];
  expect(world, child->held == HELD_NOTHING, "SPAWN of what is still there", action->slot);
  expect(world, !world->shut, "SPAWN after the shutdown began", action->slot);
  *child = (struct child){.held = HELD_ASKED, .run = action->run};
}

static void take_signal(struct world *world, const struct action *action)
{
  struct child *child = &world->children[action->slot];
  expect(world, child->held == HELD_ALIVE && child->run == action->run,
         "a signal to what is not alive", action->slot);
  if (action->signal == CORE_SIGKILL) {
    bool forced = world->core.table->forced != 0;
    expect(world, child->signalled || forced, "KILL before the stop signal", action->slot);
    expect(world, !child->killed, "a second KILL", action->slot);
    child->killed = true;
  } else if ((action->flags & ACTION_CONTINUE) != 0) {
    expect(world, !child->signalled, "a second stop signal", action->slot);
    child->signalled = true;
  }
}

static void take_sweep(struct world *world, const struct action *action)
{
  struct child *child = &world->children[action->slot];
  expect(world, child->held == HELD_ENDED, "a sweep before the end", action->slot);
  child->asked = true;
  child->killed |= action->signal == CORE_SIGKILL;
}

static void take_finish(struct world *world)
{
  world->finished = true;
  for (uint32_t i = 0; i < world->plan.node_count; i++) {
    bool left = (world->core.nodes[i].flags & (uint32_t)NODE_LEFT) != 0;
    expect(world, world->children[i].held == HELD_NOTHING || left, "FINISH with a child alive", i);
  }
}

static void take(struct world *world, const struct action *action)
{
  expect(world, !world->finished, "an action after FINISH", BATON_ROOT);
  switch ((enum action_kind)action->kind) {
  case ACT_SPAWN: take_spawn(world, action); break;
  case ACT_SIGNAL: take_signal(world, action); break;
  case ACT_SWEEP: take_sweep(world, action); break;
  case ACT_DRAIN:
    world->draining = true;
    world->strays = action->signal == CORE_SIGKILL ? 0 : world->strays;
    break;
  case ACT_FINISH: take_finish(world); break;
  case ACT_NOTE: break;
  }
}

void world_step(struct world *world, struct event event)
{
  struct action action;
  uint32_t index = BATON_ROOT;
  if (world->finished || world->wrong != NULL) {
    return;
  }
  event.random = world_random(world, UINT32_MAX);
  world->events++;
  core_step(&world->core, world->now_ms, &event);
  while (core_take(&world->core, &action)) {
    take(world, &action);
  }
  const char *wrong = consistent(&world->core, &index);
  if (wrong != NULL) {
    found(world, wrong, index);
  }
  if (!world->shut && world->core.table->life >= CORE_LIFE_SHUTDOWN) {
    world->shut = true;
    world->shut_ms = world->now_ms;
  }
}

/* --- what happens --- */

static struct event about(const struct world *world, enum event_kind kind, uint32_t slot)
{
  struct event event = {.kind = (uint8_t)kind, .slot = slot, .run = world->children[slot].run};
  return event;
}

static void answer_spawn(struct world *world, uint32_t slot)
{
  struct child *child = &world->children[slot];
  struct event event = about(world, EV_SPAWNED, slot);
  child->held = HELD_ALIVE;
  if (one_in(world, 12)) {
    event.kind = EV_SPAWN_FAILED;
    event.failure = one_in(world, 4) ? FAILURE_CANNOT : FAILURE_TRANSIENT;
    child->held = HELD_NOTHING;
  }
  world_step(world, event);
}

static void end_child(struct world *world, uint32_t slot)
{
  static const struct event ENDS[] = {
      {.code = 0   },
      {.code = 0   },
      {.code = 0   },
      {.code = 1   },
      {.code = 7   },
      {.code = 1   },
      {.signal = 11, .core_dumped = true},
      {.failure = FAILURE_TRANSIENT           },
      {.failure = FAILURE_MISSING},
  };
  struct child *child = &world->children[slot];
  struct event event = about(world, EV_ENDED, slot);
  if (child->killed || child->signalled) {
    event.signal = child->killed ? CORE_SIGKILL : CORE_SIGTERM;
  } else {
    struct event end = ENDS[world_random(world, sizeof ENDS / sizeof ENDS[0])];
    event.code = end.code;
    event.signal = end.signal;
    event.failure = end.failure;
  }
  child->held = HELD_ENDED;
  child->left = one_in(world, 4) ? world_random(world, 4) : 0;
  world_step(world, event);
}

static void answer_sweep(struct world *world, uint32_t slot)
{
  struct child *child = &world->children[slot];
  struct event event = about(world, EV_SWEEP, slot);
  event.left = child->killed ? 0 : child->left;
  child->left -= child->left > 0 && one_in(world, 3);
  child->asked = false;
  if (event.left == 0) {
    child->held = HELD_NOTHING;
  }
  world_step(world, event);
}

static bool ends_now(struct world *world, const struct child *child)
{
  if (child->killed) {
    return !world->deaf || one_in(world, 20);
  }
  if (child->signalled) {
    return one_in(world, world->deaf ? 200 : 4);
  }
  return one_in(world, 60);
}

/* Whatever is due for one child; true when something happened. */
static bool turn_child(struct world *world, uint32_t slot)
{
  const struct child *child = &world->children[slot];
  switch (child->held) {
  case HELD_NOTHING: return false;
  case HELD_ASKED:
    if (one_in(world, 8)) {
      return false;
    }
    answer_spawn(world, slot);
    return true;
  case HELD_ENDED:
    if (!child->asked || one_in(world, 6)) {
      return false;
    }
    answer_sweep(world, slot);
    return true;
  case HELD_ALIVE: break;
  }
  if (ends_now(world, child)) {
    end_child(world, slot);
    return true;
  }
  if (one_in(world, 4)) {
    world_step(world, about(world, EV_READY, slot));
  }
  return false;
}

static void operate(struct world *world)
{
  static const uint8_t KINDS[] = {EV_START, EV_STOP, EV_RESTART, EV_SUSPEND, EV_RESUME};
  uint32_t slot = world_random(world, world->plan.node_count);
  enum event_kind kind = (enum event_kind)KINDS[world_random(world, sizeof KINDS)];
  if (one_in(world, 12) && !world->shut) {
    world_step(world, about(world, kind, slot));
  }
  if (one_in(world, 40)) {
    static const uint8_t signals[] = {CORE_SIGHUP, CORE_SIGCONT, CORE_SIGWINCH};
    uint8_t signal = world->shut ? CORE_SIGINT : signals[world_random(world, sizeof signals)];
    world_step(world, (struct event){.kind = EV_SIGNAL, .signal = signal});
  }
  if (one_in(world, 60)) {
    world_step(world, about(world, EV_WATCHDOG, slot));
  }
  if (one_in(world, 100)) {
    struct event stale = about(world, EV_ENDED, slot);
    stale.run += 1000;
    world_step(world, stale);
  }
}

static bool anything_left(const struct world *world)
{
  for (uint32_t i = 0; i < world->plan.node_count; i++) {
    if (world->children[i].held != HELD_NOTHING) {
      return true;
    }
  }
  return world->draining;
}

static void let_time_pass(struct world *world)
{
  int64_t deadline = core_deadline(&world->core);
  if (deadline == CORE_NEVER) {
    expect(world, !world->shut || anything_left(world), "nothing will ever happen again",
           BATON_ROOT);
    world->now_ms += world_random(world, 50);
    return;
  }
  world->now_ms = deadline > world->now_ms ? deadline : world->now_ms;
  world_step(world, (struct event){.kind = EV_TIMER});
}

/* One turn of everything that may happen. */
static void turn(struct world *world, bool shut_down)
{
  bool happened = false;
  for (uint32_t i = 0; i < world->plan.node_count; i++) {
    happened |= turn_child(world, i);
  }
  if (world->draining && one_in(world, 3)) {
    world->draining = false;
    world_step(world, (struct event){.kind = EV_DRAIN, .left = world->strays});
  }
  operate(world);
  if (shut_down && !world->shut) {
    bool force = one_in(world, 4);
    world_step(world, force ? (struct event){.kind = EV_FORCE}
                            : (struct event){.kind = EV_SIGNAL, .signal = CORE_SIGTERM});
  }
  if (happened) {
    world->now_ms += world_random(world, 20);
  } else if (!world->finished) {
    let_time_pass(world);
  }
  int64_t most = (int64_t)world->plan.globals.grace_ms + LATE_MS;
  if (world->shut && !world->finished && world->now_ms > world->shut_ms + 2 * most + LATE_MS) {
    found(world, "the shutdown takes too long", BATON_ROOT);
  }
}

void world_wander(struct world *world, uint64_t seed)
{
  world_make(world, seed);
  uint32_t up = 200 + world_random(world, 300);
  world_step(world, (struct event){.kind = EV_BOOT});
  for (uint32_t i = 0; i < TURNS_MOST && !world->finished && world->wrong == NULL; i++) {
    turn(world, i > up);
  }
  if (!world->finished) {
    found(world, "it never ended", BATON_ROOT);
  }
}
