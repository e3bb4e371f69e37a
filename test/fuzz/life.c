#include "life.h"

#include "core/adopt.h"

#include <string.h>

#define FAR_MS (CORE_NOW_MAX / 4)

static void take(struct life *life, const struct baton_action *action)
{
  bool about_node = action->slot < life->core.table->nodes.count;
  MUST(!life->finished);
  switch ((enum core_action)action->kind) {
  case ACT_SPAWN:
  case ACT_SIGNAL: MUST(about_node); break;
  case ACT_SWEEP:
    MUST(about_node);
    life->asked[action->slot] = true;
    break;
  case ACT_DRAIN: life->drain = true; break;
  case ACT_FINISH:
    MUST(action->value < 256);
    life->finished = true;
    break;
  case ACT_REPLY: MUST(about_node); break;
  case ACT_NOTE: MUST(about_node || action->slot == BATON_NONE); break;
  }
}

/* The decoder would take the arena as it is. */
void life_check(const struct life *life)
{
  const struct baton_table *table = life->core.table;
  struct core adopted;
  MUST(core_adopt(&adopted, life->core.arena, table->size, table->pid) == ADOPTION_SOUND);
}

static void take_all(struct life *life)
{
  struct baton_action action;
  while (core_take(&life->core, &action)) {
    MUST(action.kind < ACT_COUNT);
    take(life, &action);
  }
}

static void step(struct life *life, const struct baton_event *event)
{
  bool was_finished = life->finished;
  core_step(&life->core, life->now_ms, event);
  MUST(!was_finished || life->core.queue->count == 0);
  take_all(life);
  MUST(life->core.state->broken_line == 0);
}

void life_join(struct life *life, void *arena)
{
  memset(life, 0, sizeof *life);
  core_bind(&life->core, arena);
  life->now_ms = life->core.state->now_ms;
  take_all(life);
  life->finished = life->core.state->life == BATON_LIFE_FINISHED;
}

void life_begin(struct life *life, void *arena, const struct plan *plan)
{
  static const struct core_boot BOOT = {
      .pid = 1, .seed = {1, 2}
  };
  struct core core;
  core_init(&core, arena, plan, &BOOT);
  life_join(life, arena);
  life->now_ms = 1000;
  step(life, &(struct baton_event){.kind = EV_BOOT});
}

/* --- any event --- */

/* Mostly the next moment or the next deadline, now and then a jump. */
static void move_clock(struct life *life, struct bytes *bytes)
{
  int64_t deadline = core_deadline(&life->core);
  uint8_t how = bytes_one(bytes);
  if (how < 80) {
    life->now_ms += how;
  } else if (how < 200) {
    life->now_ms = deadline == CORE_NEVER ? life->now_ms : deadline;
  } else if (how < 230) {
    life->now_ms += (int64_t)bytes_number(bytes, 3);
  } else if (how < 240) {
    life->now_ms -= (int64_t)bytes_number(bytes, 2);
  } else if (how < 242) {
    life->now_ms = (int64_t)bytes_number(bytes, 8) / 2;
  }
  life->now_ms = life->now_ms < -FAR_MS ? -FAR_MS : life->now_ms; /* no sum here wraps either */
  life->now_ms = life->now_ms > FAR_MS ? FAR_MS : life->now_ms;
}

/* What is due of a child, if anything is, as a kernel that works would tell it. */
static bool due(struct life *life, uint32_t slot, struct baton_event *event)
{
  const struct baton_node *node = &life->core.nodes[slot];
  switch ((enum baton_process)node->process) {
  case BATON_PROCESS_NONE: return false;
  case BATON_PROCESS_SPAWNING: event->kind = EV_SPAWNED; break;
  case BATON_PROCESS_ALIVE: event->kind = EV_ENDED; break;
  case BATON_PROCESS_SWEEPING:
    if (!life->asked[slot]) {
      return false;
    }
    life->asked[slot] = false;
    event->kind = EV_SWEEP;
    break;
  }
  event->slot = slot;
  event->run = node->run;
  return true;
}

/* Of the slot's run, mostly. */
static uint32_t some_run(const struct life *life, uint32_t slot, struct bytes *bytes)
{
  uint8_t how = bytes_one(bytes);
  uint32_t run = slot < life->core.table->nodes.count ? life->core.nodes[slot].run : 0;
  return how < 240 ? run : how < 250 ? run - 1U : (uint32_t)bytes_number(bytes, 4);
}

void life_step(struct life *life, struct bytes *bytes)
{
  struct baton_event event = {.kind = bytes_one(bytes),
                              .random = (uint32_t)bytes_number(bytes, 1) << 24U};
  uint32_t nodes = life->core.table->nodes.count;
  move_clock(life, bytes);
  event.slot = bytes_one(bytes);
  event.slot = event.slot < 250 ? event.slot % nodes : event.slot - 250U + nodes;
  event.run = some_run(life, event.slot, bytes);
  bool answer = event.kind >= 128 && event.slot < nodes && due(life, event.slot, &event);
  event.kind = answer ? event.kind : event.kind % (EV_COUNT + 2U);
  uint8_t operand = bytes_one(bytes);
  event.failure = operand < 200 ? FAILURE_NONE : operand % 8U;
  event.code = operand < 100 ? 0 : operand;
  event.signal = event.kind == EV_SIGNAL || operand % 4U == 1 ? operand % (BATON_SIGNALS + 2U) : 0;
  event.left = operand % 3U == 0 ? 0 : operand % 3U == 1 ? operand : BATON_NONE;
  event.core_dumped = operand % 2U != 0;
  step(life, &event);
}

/* --- the end --- */

static bool answer_one(struct life *life)
{
  for (uint32_t slot = 0; slot < life->core.table->nodes.count; slot++) {
    const struct baton_node *node = &life->core.nodes[slot];
    struct baton_event event = {.signal = 0};
    bool ends = (node->flags & (uint32_t)(BATON_NODE_SIGNALLED | BATON_NODE_KILLED)) != 0;
    if ((node->process != BATON_PROCESS_ALIVE || ends) && due(life, slot, &event)) {
      step(life, &event);
      return true;
    }
  }
  if (life->drain) {
    life->drain = false;
    step(life, &(struct baton_event){.kind = EV_DRAIN});
    return true;
  }
  return false;
}

void life_end(struct life *life)
{
  uint32_t steps = 0;
  step(life, &(struct baton_event){.kind = EV_SHUTDOWN, .left = BATON_NONE});
  while (!life->finished) {
    MUST(steps++ < 40U * NODES_MOST);
    if (!answer_one(life)) {
      int64_t deadline = core_deadline(&life->core);
      MUST(deadline != CORE_NEVER);
      life->now_ms = deadline > life->now_ms ? deadline : life->now_ms;
      step(life, &(struct baton_event){.kind = EV_TIMER});
    }
  }
}
