#include "life.h"

#include <string.h>

#define FAR_MS (CORE_NOW_MAX / 4)

/* The decoder would take the arena as it is. */
void life_check(const struct life *life)
{
  MUST(kernel_unsound(&life->core) == NULL);
}

static void step(struct life *life, const struct baton_event *event)
{
  struct baton_action action;
  kernel_tell(&life->kernel, event);
  core_step(&life->core, life->now_ms, event);
  while (core_take(&life->core, &action)) {
    MUST(kernel_perform(&life->kernel, &action) == NULL);
  }
  MUST(life->core.state->broken_line == 0);
}

/* What a sound arena says that there is; of a sweep that was wanted it says nothing. */
static void find_children(struct life *life)
{
  static const uint8_t holds[] = {
      [BATON_PROCESS_NONE] = KERNEL_NONE,
      [BATON_PROCESS_SPAWNING] = KERNEL_SPAWNING,
      [BATON_PROCESS_ALIVE] = KERNEL_ALIVE,
      [BATON_PROCESS_SWEEPING] = KERNEL_ENDED,
  };
  life->kernel.count = life->core.table->nodes.count;
  life->kernel.classic = (life->core.globals->flags & BATON_GLOBAL_CLASSIC) != 0;
  for (uint32_t i = 0; i < life->kernel.count; i++) {
    const struct baton_node *node = &life->core.nodes[i];
    struct kernel_child *child = &life->kernel.children[i];
    child->run = node->run;
    child->holds = holds[node->process];
    child->signalled = (node->flags & BATON_NODE_SIGNALLED) != 0;
    child->killed = (node->flags & BATON_NODE_KILLED) != 0;
  }
}

void life_join(struct life *life, void *arena)
{
  struct baton_action action;
  memset(life, 0, sizeof *life);
  core_bind(&life->core, arena);
  life->now_ms = life->core.state->now_ms;
  find_children(life);
  while (core_take(&life->core, &action)) {
    life->kernel.drain |= action.kind == ACT_DRAIN;
    if (action.kind == ACT_SWEEP) {
      MUST(action.slot < life->kernel.count);
      life->kernel.children[action.slot].look = true;
    }
  }
  life->kernel.finished = life->core.state->life == BATON_LIFE_FINISHED;
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

/* Of the slot's run, mostly. */
static uint32_t some_run(const struct life *life, uint32_t slot, struct bytes *bytes)
{
  uint8_t how = bytes_one(bytes);
  uint32_t run = slot < life->kernel.count ? life->core.nodes[slot].run : 0;
  return how < 240 ? run : how < 250 ? run - 1U : (uint32_t)bytes_number(bytes, 4);
}

void life_step(struct life *life, struct bytes *bytes)
{
  struct baton_event event = {.kind = bytes_one(bytes)};
  uint32_t random = (uint32_t)bytes_number(bytes, 1) << 24U;
  uint32_t nodes = life->kernel.count;
  move_clock(life, bytes);
  event.slot = bytes_one(bytes);
  event.slot = event.slot < 250 ? event.slot % nodes : event.slot - 250U + nodes;
  event.run = some_run(life, event.slot, bytes);
  struct baton_event due;
  if (event.kind >= 128 && event.slot < nodes && kernel_due(&life->kernel, event.slot, &due)) {
    event = due;
  }
  event.kind %= EV_COUNT + 2U;
  event.random = random;
  uint8_t operand = bytes_one(bytes);
  event.failure = operand < 200 ? FAILURE_NONE : operand % 8U;
  event.code = operand < 100 ? 0 : operand;
  event.signal = event.kind == EV_SIGNAL || operand % 4U == 1 ? operand % (BATON_SIGNALS + 2U) : 0;
  event.left = operand % 3U == 0 ? 0 : operand % 3U == 1 ? operand : BATON_NONE;
  event.core_dumped = operand % 2U != 0;
  event.set_up = operand / 4U % 2U != 0;
  event.terminal = operand / 2U % 2U != 0;
  event.oom = operand / 4U % 2U != 0;
  event.client = operand % 3U;
  event.number = operand % 8U; /* a request, mostly */
  step(life, &event);
}

/* --- the end --- */

void life_end(struct life *life)
{
  uint32_t steps = 0;
  step(life, &(struct baton_event){.kind = EV_SHUTDOWN, .left = BATON_NONE});
  while (!life->kernel.finished) {
    MUST(steps++ < 40U * NODES_MOST);
    struct baton_event event;
    if (!kernel_obeys(&life->kernel, &event)) {
      int64_t deadline = core_deadline(&life->core);
      MUST(deadline != CORE_NEVER);
      life->now_ms = deadline > life->now_ms ? deadline : life->now_ms;
      event = (struct baton_event){.kind = EV_TIMER};
    }
    step(life, &event);
  }
}
