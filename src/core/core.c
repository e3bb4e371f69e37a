/* The core's entrance: the arena's layout, the queues, and the step that takes one event.
 *
 * Owns the order in which a step works: first the event, then everything that it settles, and only
 * then what may start. Must not decide anything about a node itself.
 */
#include "core.h"

#include "handover.h"
#include "layout.h"
#include "state.h"
#include "util/hash.h"

#include <string.h>

#define FROZEN_MS 1000 /* a deadline that is missed by more was missed by everybody */

CORE_VOCABULARIES(WORDS)

static void settle_touched(struct core *core);

/* --- the arena's layout --- */

/* The header of the arena that the plan needs. */
static void lay_out(struct baton_table *table, const struct plan *plan)
{
  table->nodes.count = plan->node_count;
  table->settings.count = plan->settings_count;
  table->after.count = plan->after_count;
  table->limits.count = plan->limit_count;
  table->groups.count = plan->group_count;
  table->strings.count = plan->string_bytes;
  for (uint32_t i = 0; i < plan->node_count; i++) {
    table->supervisors.count += plan->nodes[i].kind == BATON_KIND_SUPERVISOR;
    table->restarts.count += tree_breaker_entries(plan, i) + tree_intensity_entries(plan, i);
  }
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    table->parts[i].capacity = table->parts[i].count;
  }
  layout_place(table);
}

size_t core_size(const struct plan *plan)
{
  struct baton_table table = {0};
  lay_out(&table, plan);
  return (size_t)table.size;
}

/* The IDs derive from the parent's ResumeID if there is one, so a restarted subtree keeps its
 * sessions. */
static void seed_ids(struct baton_state *state, const struct core_boot *boot)
{
  memcpy(state->seed, boot->seed, sizeof state->seed);
  if (boot->parent_resume_id != NULL) {
    static const uint64_t key[2] = {UINT64_C(0x6e6f746162), UINT64_C(0x656d75736572)};
    uint8_t digest[16];
    hash_sip128(key, boot->parent_resume_id, strlen(boot->parent_resume_id), digest);
    memcpy(state->seed, digest, sizeof state->seed);
  }
}

static void begin_state(struct baton_state *state, const struct core_boot *boot)
{
  state->epoch = boot->epoch;
  seed_ids(state, boot);
  state->grace_end_ms = CORE_NEVER;
  state->drain_limit_ms = CORE_NEVER;
  state->interrupt_ms = CORE_NEVER;
  state->cause_node = BATON_NONE;
  for (int list = 0; list < BATON_LIST_COUNT; list++) {
    state->list_first[list] = state->list_last[list] = BATON_NONE;
  }
}

/* An empty table of the plan may have no address. */
static void fill(void *arena, const struct baton_part *part, const void *from)
{
  if (part->count > 0) {
    memcpy((unsigned char *)arena + part->offset, from, (size_t)part->count * part->size);
  }
}

void core_init(struct core *core, void *arena, const struct plan *plan,
               const struct core_boot *boot)
{
  struct baton_table *table = arena;
  lay_out(table, plan);
  table->pid = boot->pid;
  core_bind(core, arena);
  begin_state(state_edit(core), boot);
  fill(arena, &table->globals, &plan->globals);
  fill(arena, &table->settings, plan->settings);
  fill(arena, &table->after, plan->after);
  fill(arena, &table->limits, plan->limits);
  fill(arena, &table->groups, plan->groups);
  fill(arena, &table->strings, plan->strings);
  tree_build(core, plan);
  settle_touched(core);
}

/* Only the first counts: what follows may come of it. */
void core_broken(struct core *core, const char file[16], uint32_t line)
{
  struct baton_state *state = state_edit(core);
  if (state->broken_line == 0) {
    state->broken_line = line;
    memcpy(state->broken_file, file, sizeof state->broken_file);
  }
}

/* --- access to records --- */

/* What was opened is looked at once more when the step settles. */
struct baton_node *node_edit(struct core *core, const struct baton_node *node)
{
  struct baton_node *opened = undo_edit(core, node, sizeof *node);
  struct baton_state *state = state_edit(core);
  if (opened->touched_next == 0) {
    opened->touched_next = state->touched_first == 0 ? BATON_NONE : state->touched_first;
    state->touched_first = node_index(core, node) + 1U;
  }
  return opened;
}

struct baton_node *node_edit_at(struct core *core, uint32_t index)
{
  return node_edit(core, &core->nodes[index]);
}

struct baton_supervisor *node_edit_supervisor(struct core *core, const struct baton_node *node)
{
  const struct baton_supervisor *supervisor = &core->supervisors[node->supervisor];
  (void)node_edit(core, node);
  return undo_edit(core, supervisor, sizeof *supervisor);
}

struct baton_supervisor *node_edit_parent(struct core *core, const struct baton_node *node)
{
  return node_edit_supervisor(core, &core->nodes[node->parent]);
}

/* --- the queues --- */

/* Wraps an index that may be one turn too far around the ring. */
static uint32_t wrapped(const struct core *core, uint32_t at)
{
  return at < core->action_capacity ? at : at - core->action_capacity;
}

void core_act(struct core *core, const struct baton_action *action)
{
  struct baton_queue *queue = core->queue; /* kept by undo_begin() */
  CHECK(core, queue->count < core->action_capacity);
  if (queue->count == core->action_capacity) {
    return;
  }
  core->actions[wrapped(core, queue->first + queue->count)] = *action;
  queue->count++;
}

void core_act_on(struct core *core, enum core_action kind, const struct baton_node *node,
                 uint8_t signal, unsigned flags)
{
  struct baton_action action = {
      .kind = (uint8_t)kind,
      .signal = signal,
      .flags = (uint8_t)flags,
      .slot = node_index(core, node),
      .run = node->run,
  };
  core_act(core, &action);
}

static bool stands_for_many(const struct baton_action *action)
{
  return action->kind == ACT_SIGNAL && action->signal == CORE_HELD_SIGNALS;
}

static uint8_t lowest(uint64_t signals)
{
  uint8_t signal = 1;
  while (signal < BATON_SIGNALS && (signals & BATON_SIGNAL_BIT(signal)) == 0) {
    signal++;
  }
  return signal;
}

bool core_next(struct core *core, struct baton_action *action)
{
  struct baton_queue *queue = core->queue;
  if (queue->count == 0) {
    return false;
  }
  *action = core->actions[queue->first];
  if (stands_for_many(action)) {
    action->signal = lowest(node_at(core, action->slot)->held_signals);
  }
  queue->performing = 1;
  return true;
}

/* What must not be told apart by a crash. */
void core_done(struct core *core)
{
  undo_begin(core, NULL);
  struct baton_queue *queue = core->queue;
  const struct baton_action *action = &core->actions[queue->first];
  bool last = true;
  if (stands_for_many(action)) {
    struct baton_node *node = undo_edit(core, node_at(core, action->slot), sizeof *node);
    node->held_signals &= node->held_signals - 1U;
    last = node->held_signals == 0;
  }
  if (last) {
    queue->first = wrapped(core, queue->first + 1U);
    queue->count--;
  }
  queue->performing = 0;
  undo_commit(core);
}

void core_add_note(struct core *core, enum core_note what, const struct baton_node *node,
                   uint64_t value)
{
  struct baton_action action = {
      .kind = ACT_NOTE,
      .note = (uint8_t)what,
      .slot = node == NULL ? BATON_NONE : node_index(core, node),
      .run = node == NULL ? 0 : node->run,
      .value = value < BATON_NONE ? (uint32_t)value : BATON_NONE,
  };
  core_act(core, &action);
}

/* What is work of each list: every kind is in one. */
static const uint8_t work_of[BATON_LIST_COUNT] = {
    BATON_WORK_WAKE | BATON_WORK_WAITERS,
    BATON_WORK_ADVANCE | BATON_WORK_DONE,
    BATON_WORK_START,
};
_Static_assert(BATON_WORK_ALL == 31, "a kind of work is in no list");

static enum baton_list list_of(enum baton_work what)
{
  if ((work_of[BATON_LIST_WAITS] & (uint8_t)what) != 0) {
    return BATON_LIST_WAITS;
  }
  return what == BATON_WORK_START ? BATON_LIST_STARTS : BATON_LIST_SUPERVISORS;
}

/* Puts it where the line has it. The new one is nearly always the last. */
static void insert(struct core *core, uint32_t list, uint32_t index)
{
  struct baton_state *state = state_edit(core);
  uint32_t before = BATON_NONE;
  uint32_t after = state->list_first[list];
  if (after != BATON_NONE && state->list_last[list] < index) {
    before = state->list_last[list];
    after = BATON_NONE;
  }
  while (after != BATON_NONE && after < index) {
    before = after;
    after = node_at(core, after)->list_next[list];
  }
  node_edit_at(core, index)->list_next[list] = after;
  if (before == BATON_NONE) {
    state->list_first[list] = index;
  } else {
    node_edit_at(core, before)->list_next[list] = index;
  }
  if (after == BATON_NONE) {
    state->list_last[list] = index;
  }
}

void core_add_work(struct core *core, const struct baton_node *node, enum baton_work what)
{
  uint32_t list = list_of(what);
  if ((node->work & work_of[list]) == 0) {
    insert(core, list, node_index(core, node));
  }
  node_edit(core, node)->work |= (uint8_t)what;
}

static struct baton_node *take_first(struct core *core, uint32_t list)
{
  struct baton_state *state = state_edit(core);
  struct baton_node *node = node_edit_at(core, state->list_first[list]);
  state->list_first[list] = node->list_next[list];
  if (state->list_first[list] == BATON_NONE) {
    state->list_last[list] = BATON_NONE;
  }
  node->list_next[list] = 0;
  return node;
}

static void work_once(struct core *core, uint32_t list)
{
  struct baton_node *node = take_first(core, list);
  uint8_t what = node->work & work_of[list];
  node->work &= (uint8_t)~work_of[list];
  if ((what & BATON_WORK_WAKE) != 0) {
    tree_wake(core, node);
  }
  if ((what & BATON_WORK_WAITERS) != 0) {
    tree_waiters(core, node);
  }
  if ((what & BATON_WORK_ADVANCE) != 0) {
    stop_advance(core, node_edit_supervisor(core, node));
  }
  if ((what & BATON_WORK_DONE) != 0) {
    strategy_done(core, node_edit_supervisor(core, node));
  }
  if ((what & BATON_WORK_START) != 0) {
    child_start(core, node);
  }
}

/* Each node that the step has opened: who waits for it is told, and its timer armed. */
static void settle_touched(struct core *core)
{
  struct baton_state *state = state_edit(core);
  while (state->touched_first != 0) {
    struct baton_node *node = node_edit_at(core, state->touched_first - 1U);
    state->touched_first = node->touched_next == BATON_NONE ? 0 : node->touched_next;
    node->touched_next = 0;
    request_tell(core, node);
    timers_arm(core, node);
  }
}

/* The first list in which there is something; BATON_LIST_COUNT: nothing is left. */
static uint32_t first_list(const struct core *core)
{
  uint32_t list = 0;
  while (list < BATON_LIST_COUNT && core->state->list_first[list] == BATON_NONE) {
    list++;
  }
  return list;
}

/* A step settles all ends and failed waits before it starts anything, so that no start slips out
 * ahead of a stop that begins in the same step. */
static void settle(struct core *core)
{
  uint32_t list;
  while ((list = first_list(core)) < BATON_LIST_COUNT) {
    work_once(core, list);
  }
  settle_touched(core);
}

/* --- the step --- */

void core_drop(struct core *core)
{
  state_edit(core)->dropped_events++;
}

static void take_boot(struct core *core)
{
  if (core->state->life != BATON_LIFE_NEW) {
    core_drop(core);
    return;
  }
  state_edit(core)->life = BATON_LIFE_UP;
  child_pend(core, node_edit(core, core->nodes), core_now(core));
}

static void expire(struct core *core)
{
  const struct baton_node *node;
  /* Something left behind may still be swept when the end comes; no action of it may follow FINISH.
   */
  while (core->state->life != BATON_LIFE_FINISHED && (node = timers_take(core)) != NULL) {
    if (node_is_supervisor(node)) {
      strategy_timer(core, node_edit_supervisor(core, node));
    } else {
      child_timer(core, node_edit(core, node));
    }
    settle(core);
  }
  shutdown_timer(core);
}

/* An event of another run, or one that its process cannot send in its present state, is stale: it
 * lost a race. */
static bool is_stale(const struct baton_node *node, const struct baton_event *event)
{
  bool answer = event->kind == EV_SPAWNED || event->kind == EV_SPAWN_FAILED;
  enum baton_process needed =
      event->kind == EV_SWEEP ? BATON_PROCESS_SWEEPING : BATON_PROCESS_ALIVE;
  if (answer) {
    needed = BATON_PROCESS_SPAWNING;
  }
  return event->run != node->run || node->process != needed; /* a supervisor has none */
}

static void instance_event(struct core *core, const struct baton_event *event)
{
  if (is_stale(node_at(core, event->slot), event)) {
    core_drop(core);
    return;
  }
  struct baton_node *node = node_edit_at(core, event->slot);
  if (event->kind == EV_SPAWNED) {
    child_spawned(core, node, event->set_up != 0);
  } else if (event->kind == EV_SPAWN_FAILED) {
    child_spawn_failed(core, node, event);
  } else if (event->kind == EV_ENDED) {
    child_ended(core, node, event);
  } else if (event->kind == EV_SWEEP) {
    child_swept(core, node, event->left);
  } else if (event->kind == EV_READY) {
    child_ready(core, node);
  } else {
    child_watchdog(core, node);
  }
}

typedef enum core_outcome command(struct core *core, struct baton_node *node);

static enum core_outcome operator_event(struct core *core, const struct baton_event *event)
{
  static command *const commands[EV_COUNT] = {
      [EV_START] = operate_start,     [EV_STOP] = operate_stop,     [EV_RESTART] = operate_restart,
      [EV_SUSPEND] = operate_suspend, [EV_RESUME] = operate_resume,
  };
  struct baton_node *node = node_edit_at(core, event->slot);
  enum core_outcome outcome = OUTCOME_ROOT;
  if (core->state->life != BATON_LIFE_UP) {
    outcome = OUTCOME_SHUTDOWN;
  } else if (!node_is_root(core, node)) {
    outcome = commands[event->kind](core, node);
  }
  if (outcome >= OUTCOME_ROOT) {
    core_add_note(core, NOTE_REFUSED, node, event->kind);
  }
  return outcome;
}

/* Whoever asks for the end is told before anything is sent. */
static void operator_shutdown(struct core *core, const struct baton_event *event)
{
  uint32_t code = event->left;
  if (core->state->life != BATON_LIFE_UP) {
    core_add_note(core, NOTE_REFUSED, NULL, (uint64_t)EV_SHUTDOWN);
    request_answer(core, event, OUTCOME_SHUTDOWN);
    return;
  }
  request_answer(core, event, OUTCOME_DONE);
  state_edit(core)->code = code == BATON_NONE ? 0 : (uint8_t)code;
  shutdown_begin(core, code == BATON_NONE ? BATON_SHUTDOWN_SIGNAL : BATON_SHUTDOWN_OPERATOR, NULL);
}

static void operator_force(struct core *core, const struct baton_event *event)
{
  request_answer(core, event, core->state->forced ? OUTCOME_ALREADY : OUTCOME_DONE);
  shutdown_force(core);
}

/* What became of a command on a node; of anything else nobody is told. */
static enum core_outcome take_event(struct core *core, const struct baton_event *event)
{
  switch ((enum core_event)event->kind) {
  case EV_BOOT: take_boot(core); break;
  case EV_SPAWNED:
  case EV_SPAWN_FAILED:
  case EV_READY:
  case EV_ENDED:
  case EV_SWEEP:
  case EV_WATCHDOG: instance_event(core, event); break;
  case EV_DRAIN: shutdown_drained(core, event->left); break;
  case EV_TIMER: expire(core); break;
  case EV_SIGNAL: operate_signal(core, event); break;
  case EV_START:
  case EV_STOP:
  case EV_RESTART:
  case EV_SUSPEND:
  case EV_RESUME: return operator_event(core, event);
  case EV_SHUTDOWN: operator_shutdown(core, event); break;
  case EV_FORCE: operator_force(core, event); break;
  case EV_GONE: request_forget(core, event->client); break;
  }
  return OUTCOME_DONE;
}

/* Nobody could use the time in which baton slept on although something was due: a freezer, STOP, a
 * machine that stood still. When that began is not known, so none of it counts. */
static void go_on_from(struct core *core, int64_t now_ms)
{
  int64_t from_ms = core_now(core);
  if (now_ms - core_deadline(core) > FROZEN_MS) {
    timers_put_off(core, now_ms - from_ms);
  }
  state_edit(core)->now_ms = now_ms;
}

void core_step(struct core *core, int64_t now_ms, const struct baton_event *event)
{
  undo_begin(core, event);
  if (core->state->life == BATON_LIFE_FINISHED || event->kind >= EV_COUNT ||
      event->slot >= core->table->nodes.count || node_is_free(node_at(core, event->slot)) ||
      event->signal > BATON_SIGNALS) {
    core_drop(core);
  } else {
    struct baton_state *state = state_edit(core);
    go_on_from(core, core_later(state->now_ms, core_earlier(now_ms, CORE_NOW_MAX)));
    state->random = event->random;
    uint32_t run = node_at(core, event->slot)->run;
    enum core_outcome outcome = take_event(core, event);
    settle(core);
    if (event->number != 0 && event->kind >= EV_START && event->kind <= EV_RESUME) {
      request_take(core, event, run, outcome);
      settle(core);
    }
  }
  undo_commit(core);
}

int64_t core_deadline(const struct core *core)
{
  const struct baton_state *state = core->state;
  int64_t drain = core_earlier(state->drain_limit_ms, core_moment(state->drain_ask_ms));
  return state->life == BATON_LIFE_FINISHED ? CORE_NEVER : core_earlier(timers_first(core), drain);
}
