/* One deadline for everything: a binary heap of nodes by the earliest of their times.
 *
 * Owns node->timer and node->timer_ms. Whatever node a step has opened, or whose supervisor's
 * record it has, is armed anew once when the step settles; the heap itself trusts only the key that
 * was valid then, so it is in order at all times.
 */
#include "state.h"

static int64_t child_key(const struct baton_node *node)
{
  int64_t key = core_earlier(node->stop_limit_ms, node->look_ms);
  key = core_earlier(key, core_moment(node->ask_ms));
  return node_has(node, BATON_NODE_SUSPENDED) ? key : core_earlier(key, node->start_limit_ms);
}

static int64_t supervisor_key(const struct core *core, const struct baton_node *node)
{
  return stop_leave_ms(core, node_supervisor(core, node));
}

/* When the node has to be looked at next. If it waits for its turn, its sweep or a resume, nothing
 * is due: what it waits for will wake it. A time that has passed before its TIMER came stays due.
 */
int64_t timers_key(const struct core *core, const struct baton_node *node)
{
  int64_t key = node_is_supervisor(node) ? supervisor_key(core, node) : child_key(node);
  bool waits = node->status == BATON_STATUS_PENDING && node_has(node, BATON_NODE_WANTED) &&
               !node_has(node, BATON_NODE_SUSPENDED) && node->process == BATON_PROCESS_NONE;
  if (waits && (node->due_ms > core_now(core) || node->due_ms == node->timer_ms)) {
    key = core_earlier(key, node->due_ms);
  }
  return key;
}

/* Of the node only that one word is opened: a change of the heap comes past many. */
static void put_at(struct core *core, uint32_t at, uint32_t index)
{
  uint32_t *entry = undo_edit(core, &core->timers[at], sizeof *entry);
  uint32_t *place = undo_edit(core, &node_at(core, index)->timer, sizeof *place);
  *entry = index;
  *place = at;
}

static int64_t key_at(const struct core *core, uint32_t at)
{
  return node_at(core, core->timers[at])->timer_ms;
}

/* What is due at the same time is taken in the line's order. So siblings start in order, and of
 * nested stages the outer one is left behind first, with everything in it. */
static bool is_before(const struct core *core, uint32_t a, uint32_t b)
{
  int64_t key = key_at(core, a);
  int64_t other = key_at(core, b);
  return key < other || (key == other && core->timers[a] < core->timers[b]);
}

static void swap(struct core *core, uint32_t a, uint32_t b)
{
  uint32_t index = core->timers[a];
  put_at(core, a, core->timers[b]);
  put_at(core, b, index);
}

static uint32_t sift_up(struct core *core, uint32_t at)
{
  while (at > 0 && is_before(core, at, (at - 1U) / 2U)) {
    swap(core, at, (at - 1U) / 2U);
    at = (at - 1U) / 2U;
  }
  return at;
}

static void sift_down(struct core *core, uint32_t at)
{
  uint32_t count = core->state->timer_count;
  for (;;) {
    uint32_t least = at;
    for (uint32_t below = 2U * at + 1U; below <= 2U * at + 2U && below < count; below++) {
      if (is_before(core, below, least)) {
        least = below;
      }
    }
    if (least == at) {
      return;
    }
    swap(core, at, least);
    at = least;
  }
}

static void remove_at(struct core *core, uint32_t at)
{
  uint32_t last = core->state->timer_count - 1U;
  uint32_t *place = undo_edit(core, &node_at(core, core->timers[at])->timer, sizeof *place);
  *place = BATON_NONE;
  state_edit(core)->timer_count = last;
  if (at != last) {
    put_at(core, at, core->timers[last]);
    sift_down(core, sift_up(core, at));
  }
}

static void arm(struct core *core, const struct baton_node *node, int64_t key)
{
  if (key == node->timer_ms) {
    return;
  }
  int64_t *timer_ms = undo_edit(core, &node->timer_ms, sizeof *timer_ms);
  *timer_ms = key;
  if (key == CORE_NEVER) {
    remove_at(core, node->timer);
    return;
  }
  if (node->timer == BATON_NONE) {
    put_at(core, core->state->timer_count, node_index(core, node));
    state_edit(core)->timer_count++;
  }
  sift_down(core, sift_up(core, node->timer));
}

void timers_arm(struct core *core, const struct baton_node *node)
{
  arm(core, node, timers_key(core, node));
}

int64_t timers_first(const struct core *core)
{
  return core->state->timer_count > 0 ? key_at(core, 0) : CORE_NEVER;
}

/* --- frozen time --- */

static int64_t put_off(const struct core *core, int64_t time_ms, int64_t by_ms)
{
  return time_ms == CORE_NEVER || time_ms <= core_now(core) ? time_ms : time_ms + by_ms;
}

static void put_off_supervisor(struct core *core, const struct baton_node *node, int64_t by_ms)
{
  const struct baton_supervisor *now = node_supervisor(core, node);
  if (now->mode == BATON_MODE_NONE) {
    return;
  }
  struct baton_supervisor *supervisor = node_edit_supervisor(core, node);
  supervisor->budget_end_ms = put_off(core, supervisor->budget_end_ms, by_ms);
  supervisor->stage_limit_ms = put_off(core, supervisor->stage_limit_ms, by_ms);
}

/* While it is suspended, a start limit is no time but what is left of one. */
static void put_off_child(struct core *core, struct baton_node *node, int64_t by_ms)
{
  node->due_ms = put_off(core, node->due_ms, by_ms);
  node->stop_limit_ms = put_off(core, node->stop_limit_ms, by_ms);
  node->look_ms = put_off(core, node->look_ms, by_ms);
  node->ask_ms = put_off(core, node->ask_ms, by_ms);
  if (!node_has(node, BATON_NODE_SUSPENDED)) {
    node->start_limit_ms = put_off(core, node->start_limit_ms, by_ms);
  }
  if (node_has(node, BATON_NODE_RETRYING)) {
    node->retry_since_ms += by_ms;
  }
}

/* Also one that waits for its process or its group first. */
static bool is_timed(const struct core *core, const struct baton_node *node)
{
  bool due = node->due_ms != CORE_NEVER && node->due_ms > core_now(core);
  return due || node->timer_ms != CORE_NEVER || node_has(node, BATON_NODE_RETRYING);
}

/* All keys that have not passed move alike, so the heap stays in order. */
void timers_put_off(struct core *core, int64_t by_ms)
{
  struct baton_state *state = state_edit(core);
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    const struct baton_node *node = node_at(core, i);
    if (node_is_supervisor(node)) {
      put_off_supervisor(core, node, by_ms);
    }
    if (is_timed(core, node)) {
      struct baton_node *moved = node_edit(core, node);
      put_off_child(core, moved, by_ms);
      moved->timer_ms = put_off(core, moved->timer_ms, by_ms);
    }
  }
  state->grace_end_ms = put_off(core, state->grace_end_ms, by_ms);
  state->drain_limit_ms = put_off(core, state->drain_limit_ms, by_ms);
  state->drain_ask_ms = put_off(core, state->drain_ask_ms, by_ms);
  if (state->life == BATON_LIFE_SHUTDOWN) {
    state->late_until_ms = core_now(core) + by_ms; /* nor had the kernel time to answer a KILL */
  }
}

const struct baton_node *timers_take(struct core *core)
{
  if (timers_first(core) > core_now(core)) {
    return NULL;
  }
  const struct baton_node *node = node_at(core, core->timers[0]);
  arm(core, node, CORE_NEVER);
  return node;
}
