#include "consistent.h"

#include "core/state.h"

#include <stddef.h>

/* What a supervisor's counters should be. */
struct tally {
  uint32_t unsettled, live, counted, ended, oneshots, held, staged, members;
};

static struct tally tally_of(const struct core *core, const struct baton_supervisor *supervisor)
{
  struct tally tally = {0};
  for (uint32_t i = supervisor->first; i != BATON_NONE; i = node_at(core, i)->next) {
    const struct baton_node *node = node_at(core, i);
    bool terminal = is_terminal((enum baton_status)node->status);
    bool counted = !has(node, NODE_OPTIONAL) && !has(node, NODE_ONESHOT);
    tally.unsettled += !has(node, NODE_SETTLED);
    tally.live += !terminal;
    tally.held += terminal && !ended_for_good(node);
    tally.oneshots += !terminal && has(node, NODE_ONESHOT);
    tally.counted += counted && !ended_for_good(node);
    tally.ended += counted && ended_for_good(node);
    tally.staged += has(node, NODE_STAGED);
    tally.members += has(node, NODE_MEMBER);
  }
  return tally;
}

static const char *check_supervisor(const struct core *core, const struct baton_node *node)
{
  const struct baton_supervisor *supervisor = supervisor_of(core, node);
  struct tally tally = tally_of(core, supervisor);
  if (tally.live != supervisor->live || tally.held != supervisor->held) {
    return "the count of live or held children is wrong";
  }
  if (tally.counted != supervisor->counted || tally.ended != supervisor->ended ||
      tally.oneshots != supervisor->oneshots) {
    return "a count for auto-shutdown is wrong";
  }
  if (tally.staged != supervisor->stage_left || tally.members != supervisor->members) {
    return "the stage at hand or the group restart's set is miscounted";
  }
  if (node->status == BATON_STATUS_STARTING &&
      (tally.unsettled != supervisor->unsettled || tally.unsettled == 0)) {
    return "starting, and the children it waits for are miscounted";
  }
  if (is_up(node) && !tree_covered(core, node) && tally.live == 0 && tally.held == 0) {
    return "nothing is left below it, and it is not done";
  }
  return NULL;
}

static const char *check_child(const struct core *core, const struct baton_node *node)
{
  enum baton_status status = (enum baton_status)node->status;
  bool alive = node->process == CORE_PROCESS_ALIVE;
  (void)core;
  if (node->stop != CORE_STOP_NONE && node->process == CORE_PROCESS_NONE) {
    return "under a stop without a process";
  }
  if ((status == BATON_STATUS_STOPPING) != (node->stop != CORE_STOP_NONE)) {
    return "stopping for nothing, or under a stop and not stopping";
  }
  if ((status == BATON_STATUS_RUNNING || status == BATON_STATUS_SUSPENDED) && !alive) {
    return "running without a process";
  }
  return NULL;
}

/* What is over leaves nothing behind that the next start, stop or restart could take for its own.
 */
static const char *check_rest(const struct core *core, const struct baton_node *node)
{
  const struct baton_supervisor *supervisor =
      is_supervisor(node) ? supervisor_of(core, node) : NULL;
  bool pending = node->status == BATON_STATUS_PENDING;
  if (node->work_next != 0 || node->start_next != 0) {
    return "still linked to a queue";
  }
  if (has(node, NODE_WANTED) && !pending) {
    return "wanted, and not pending";
  }
  if (has(node, NODE_NOW) && !has(node, NODE_WANTED)) {
    return "to be started at once, and not wanted";
  }
  if (node->due_ms != CORE_NEVER && (is_up(node) || node->status == BATON_STATUS_SUSPENDED)) {
    return "up, and due";
  }
  if (supervisor == NULL) {
    bool limited = node->stop_limit_ms != CORE_NEVER || node->start_limit_ms != CORE_NEVER;
    bool looks = node->look_ms != CORE_NEVER || node->look_delay_ms != 0;
    return node->process == CORE_PROCESS_NONE && (limited || looks)
               ? "without a process, and with a deadline"
               : NULL;
  }
  if (supervisor->mode == CORE_MODE_NONE &&
      (supervisor->budget_end_ms != CORE_NEVER || supervisor->stage_limit_ms != CORE_NEVER)) {
    return "under no stop, and with a stop's deadline";
  }
  if (supervisor->phase == CORE_PHASE_STARTING && supervisor->members == 0) {
    return "starting the members of an empty set";
  }
  return NULL;
}

static const char *check_cover(const struct core *core, const struct baton_node *node)
{
  const struct baton_supervisor *parent = parent_of(core, node);
  if (has(node, NODE_STAGED) && !has(node, NODE_COVERED)) {
    return "in a stage, and not covered";
  }
  if (has(node, NODE_COVERED) && (parent->mode == CORE_MODE_NONE || !tree_alive(node))) {
    return "covered by no stop, or nothing of it alive";
  }
  if (has(node, NODE_MEMBER) && parent->phase == CORE_PHASE_NONE) {
    return "in the set of no group restart";
  }
  return NULL;
}

/* A key that has passed stays until its TIMER; one that is to come must be what the node says. */
static const char *check_timer(const struct core *core, const struct baton_node *node)
{
  if (node->work != 0 || has(node, NODE_QUEUED)) {
    return "still queued after the step";
  }
  if (node->timer_ms > now_of(core) && node->timer_ms != timers_key(core, node)) {
    return "its timer is not armed as it should be";
  }
  if (node->timer_ms == CORE_NEVER) {
    return node->timer == BATON_NONE ? NULL : "in the heap without a time";
  }
  if (core->timers[node->timer] != node_index(core, node)) {
    return "not where it should be in the heap";
  }
  if (node->timer > 0 &&
      node_at(core, core->timers[(node->timer - 1U) / 2U])->timer_ms > node->timer_ms) {
    return "the heap is out of order";
  }
  return NULL;
}

static const char *check_node(const struct core *core, const struct baton_node *node)
{
  const char *wrong = is_supervisor(node) ? check_supervisor(core, node) : check_child(core, node);
  if (wrong == NULL && !is_root(core, node)) {
    wrong = check_cover(core, node);
  }
  if (wrong == NULL) {
    wrong = check_rest(core, node);
  }
  return wrong != NULL ? wrong : check_timer(core, node);
}

const char *consistent(const struct core *core, uint32_t *index)
{
  *index = BATON_ROOT;
  if (core->table->broken != 0) {
    return "the core found an invariant of its own broken";
  }
  for (uint32_t i = 0; i < core->table->node_count && core->table->life < CORE_LIFE_FINISHED; i++) {
    const char *wrong = check_node(core, node_at(core, i));
    if (wrong != NULL) {
      *index = i;
      return wrong;
    }
  }
  return NULL;
}
