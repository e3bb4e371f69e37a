/* What an end means: policy, breaker, intensity, delay, strategy, auto-shutdown, giving up.
 *
 * Owns the group restart of each supervisor: its set, its phase and its due time. Children and
 * nested supervisors end by the same rules. How a stop proceeds is decided in stop.c.
 */
#include "state.h"

#include <stddef.h>

static bool succeeded(const struct baton_node *node)
{
  return (node->end.flags & (BATON_END_SUCCESS | BATON_END_TRIPPED)) == BATON_END_SUCCESS;
}

/* --- a supervisor's own end --- */

/* Does it count for auto-shutdown? Neither optional children nor oneshots do, except a oneshot that
 * failed for good. */
static bool counts(const struct baton_node *node)
{
  return !node_has(node, BATON_NODE_OPTIONAL) &&
         (!node_has(node, BATON_NODE_ONESHOT) || node->status == BATON_STATUS_FAILED);
}

/* The first failure among the children that count, else success. */
static struct baton_end all_ended(const struct core *core,
                                  const struct baton_supervisor *supervisor)
{
  const struct baton_node *first = NULL;
  for (uint32_t i = supervisor->first; i != BATON_NONE; i = node_at(core, i)->next) {
    const struct baton_node *node = node_at(core, i);
    if (node->status == BATON_STATUS_FAILED && counts(node) &&
        (first == NULL || node->ended_order < first->ended_order)) {
      first = node;
    }
  }
  const struct baton_end success = {.reason = BATON_REASON_EXIT,
                                    .flags = BATON_END_SUCCESS | BATON_END_READY,
                                    .cause = supervisor->node};
  return first == NULL ? success : first->end;
}

/* Once a stop covers a supervisor, nothing in it is a reason for another end. */
static bool may_end(const struct core *core, const struct baton_supervisor *supervisor)
{
  const struct baton_node *node = node_at(core, supervisor->node);
  return node_is_up(node) && !tree_covered(core, node);
}

static void end_supervisor(struct core *core, struct baton_supervisor *supervisor,
                           const struct baton_end *end, enum baton_shutdown cause)
{
  struct baton_node *node = node_edit_at(core, supervisor->node);
  supervisor->end = *end;
  if (node_is_root(core, node)) {
    shutdown_begin(core, cause, end);
    return;
  }
  node->end = *end;
  core_add_note(core, NOTE_SUPERVISOR_END, node, end->cause);
  stop_supervisor(core, supervisor, core_after_ms(core, core->globals->grace_ms));
}

void strategy_done(struct core *core, struct baton_supervisor *supervisor)
{
  if (supervisor->live > 0 || supervisor->held > 0 || !may_end(core, supervisor)) {
    return;
  }
  struct baton_end end = all_ended(core, supervisor);
  end_supervisor(core, supervisor, &end, BATON_SHUTDOWN_DONE);
}

/* Auto-shutdown, after a child ended for good. */
static void consider(struct core *core, struct baton_supervisor *supervisor,
                     const struct baton_node *node)
{
  struct baton_end end = node->end;
  bool ends = false;
  switch ((enum baton_auto_shutdown)supervisor->auto_shutdown) {
  case BATON_AUTO_SHUTDOWN_ANY: ends = counts(node); break;
  case BATON_AUTO_SHUTDOWN_FAILED:
    ends = counts(node) && node->status == BATON_STATUS_FAILED;
    break;
  case BATON_AUTO_SHUTDOWN_ALL:
    ends = supervisor->ended > 0 && supervisor->counted == 0 && supervisor->oneshots == 0;
    end = all_ended(core, supervisor);
    break;
  }
  if (ends) {
    end_supervisor(core, supervisor, &end, BATON_SHUTDOWN_END);
  } else {
    core_add_work(core, node_at(core, supervisor->node), BATON_WORK_DONE);
  }
}

/* --- an end for good --- */

static void settle_for_good(struct core *core, struct baton_node *node)
{
  enum baton_status status = succeeded(node) ? BATON_STATUS_FINISHED : BATON_STATUS_FAILED;
  node->ended_order = state_edit(core)->ended_count++;
  node_clear(node, BATON_NODE_WANTED);
  tree_status(core, node, status);
  if (status == BATON_STATUS_FINISHED) {
    node->token = node->token_length = 0;     /* a token lives until its child is finished */
    if (node_has(node, BATON_NODE_ONESHOT)) { /* that is its readiness */
      intensity_ready(core, node);
      intensity_close(node);
      tree_satisfy(core, node);
    }
  }
  tree_settle(core, node);
  (void)tree_pass_on(core, node);
  core_add_work(core, node, BATON_WORK_WAITERS);
}

static void end_for_good(struct core *core, struct baton_node *node)
{
  settle_for_good(core, node);
  consider(core, node_edit_parent(core, node), node);
}

void strategy_fail_dependency(struct core *core, struct baton_node *node, uint32_t culprit)
{
  node->end =
      (struct baton_end){.reason = BATON_REASON_DEPENDENCY, .cause = node_index(core, node)};
  strategy_leave(core, node);
  core_add_note(core, NOTE_DEPENDENCY, node, culprit);
  end_for_good(core, node);
}

/* --- group restarts --- */

void strategy_join(struct baton_supervisor *supervisor, struct baton_node *node)
{
  node_clear(node, BATON_NODE_WANTED);
  node_clear(node, BATON_NODE_NOW);
  if (!node_has(node, BATON_NODE_MEMBER)) {
    node_set(node, BATON_NODE_MEMBER);
    supervisor->members++;
  }
  if (tree_alive(node)) {
    node_set(node, BATON_NODE_COVERED);
    node->start_limit_ms = CORE_NEVER;
  } else {
    node_clear(node, BATON_NODE_SUSPENDED); /* what is alive is continued when its stop comes */
  }
}

static void leave_set(struct core *core, struct baton_node *node, enum baton_phase waiting)
{
  struct baton_supervisor *supervisor = node_edit_parent(core, node);
  node_clear(node, BATON_NODE_MEMBER);
  CHECK(core, supervisor->members > 0);
  supervisor->members--;
  if (supervisor->phase == BATON_PHASE_WAITING) {
    supervisor->phase = (uint8_t)waiting;
  }
  if (supervisor->members == 0 && supervisor->phase != BATON_PHASE_STOPPING) {
    supervisor->phase = BATON_PHASE_NONE;
  }
}

/* Those that wait for it need not wait any more if it was ready before. */
void strategy_leave(struct core *core, struct baton_node *node)
{
  if (node_has(node, BATON_NODE_MEMBER)) {
    leave_set(core, node, BATON_PHASE_WAITING);
    core_add_work(core, node, BATON_WORK_WAITERS);
  }
}

void strategy_started(struct core *core, struct baton_node *node)
{
  if (node_has(node, BATON_NODE_MEMBER)) {
    node_clear(node, BATON_NODE_SATISFIED);
    leave_set(core, node, BATON_PHASE_STARTING);
  }
}

bool strategy_reaches(const struct core *core, const struct baton_node *node)
{
  const struct baton_supervisor *supervisor = node_parent(core, node);
  bool open = supervisor->phase == BATON_PHASE_STOPPING || supervisor->phase == BATON_PHASE_WAITING;
  return open && node_index(core, node) >= supervisor->trigger;
}

/* Will it be started again? It is alive, pending or in backoff, and under no operator's stop. */
static bool comes_back(const struct baton_node *node)
{
  return node->stop != BATON_STOP_ASKED && !node_is_terminal(node);
}

static void take_in(struct core *core, struct baton_supervisor *supervisor,
                    struct baton_node *member, const struct baton_node *trigger)
{
  if (member->status != BATON_STATUS_PENDING) { /* it is up, and will be stopped */
    member->start_cause = BATON_CAUSE_SIBLING;
    member->cause = node_index(core, trigger);
  }
  if (member->stop == BATON_STOP_RESTART) {
    member->stop = BATON_STOP_GROUP; /* the group restart takes the operator's over */
  }
  if (member != trigger && member->status == BATON_STATUS_PENDING && tree_alive(member)) {
    member->stop = BATON_STOP_GROUP; /* in backoff, and still being swept */
    tree_status(core, member, BATON_STATUS_STOPPING);
  }
  strategy_join(supervisor, member);
}

/* A member waits for this one. A wait passes through those that have ended for good. */
static bool ask_awaited(struct core *core, struct baton_supervisor *supervisor, uint32_t index,
                        const struct baton_node *trigger)
{
  if (!node_is_over(node_at(core, index))) {
    return false;
  }
  struct baton_node *node = node_edit_at(core, index);
  if (!node_has(node, BATON_NODE_GATE) || node->status != BATON_STATUS_FINISHED) {
    node_set(node, BATON_NODE_PASSED);
    return false;
  }
  core_add_work(core, node, BATON_WORK_WAITERS); /* whoever it has satisfied has to wait again */
  node->start_cause = BATON_CAUSE_SIBLING;
  node->cause = node_index(core, trigger);
  node->delay_ms = 0;
  tree_status(core, node, BATON_STATUS_PENDING);
  take_in(core, supervisor, node, trigger);
  return node_has(node, BATON_NODE_COVERED);
}

/* Who is waited for stands before who waits, so that one walk from the last to the first finds all
 * of them. */
bool strategy_gates(struct core *core, struct baton_supervisor *supervisor,
                    const struct baton_node *trigger)
{
  bool covers = false;
  for (uint32_t i = supervisor->last; i != BATON_NONE; i = node_at(core, i)->previous) {
    const struct baton_node *node = node_at(core, i);
    uint32_t awaited = BATON_NONE;
    if (node_has(node, BATON_NODE_PASSED)) {
      node_clear(node_edit(core, node), BATON_NODE_PASSED);
    } else if (!node_has(node, BATON_NODE_MEMBER)) {
      continue;
    }
    for (uint32_t k = 0; (awaited = tree_awaited(core, node, k)) != BATON_NONE; k++) {
      covers |= ask_awaited(core, supervisor, awaited, trigger);
    }
  }
  return covers;
}

/* The trigger's restart is counted and its due time known: those in the strategy's reach join. */
static void trigger_group(struct core *core, struct baton_supervisor *supervisor,
                          const struct baton_node *trigger)
{
  bool all = supervisor->strategy == BATON_STRATEGY_ONE_FOR_ALL;
  uint32_t first = all ? supervisor->first : node_index(core, trigger);
  core_add_note(core, NOTE_GROUP_RESTART, node_at(core, supervisor->node),
                node_index(core, trigger));
  if (supervisor->phase == BATON_PHASE_NONE) {
    supervisor->trigger = first;
  } else {
    supervisor->trigger = first < supervisor->trigger ? first : supervisor->trigger;
  }
  for (uint32_t i = first; i != BATON_NONE; i = node_at(core, i)->next) {
    if (comes_back(node_at(core, i))) {
      take_in(core, supervisor, node_edit_at(core, i), trigger);
    }
  }
  (void)strategy_gates(core, supervisor, trigger);
  supervisor->phase = BATON_PHASE_STOPPING;
  stop_group(core, supervisor);
}

/* Its due time holds for itself, and for whoever waits for it. */
static void pend_member(struct core *core, struct baton_node *node)
{
  child_pend(core, node, node->due_ms == CORE_NEVER ? core_now(core) : node->due_ms);
}

void strategy_pend_members(struct core *core, const struct baton_supervisor *supervisor)
{
  for (uint32_t i = supervisor->first; i != BATON_NONE; i = node_at(core, i)->next) {
    const struct baton_node *node = node_at(core, i);
    if (node_has(node, BATON_NODE_MEMBER) && !node_has(node, BATON_NODE_WANTED)) {
      pend_member(core, node_edit_at(core, i));
    }
  }
}

static void start_members(struct core *core, struct baton_supervisor *supervisor)
{
  supervisor->phase = supervisor->members > 0 ? BATON_PHASE_WAITING : BATON_PHASE_NONE;
  strategy_pend_members(core, supervisor);
  for (uint32_t i = supervisor->first; i != BATON_NONE; i = node_at(core, i)->next) {
    if (node_is_terminal(node_at(core, i))) {
      (void)tree_pass_on(core, node_at(core, i)); /* whoever waits for it waits for a member */
    }
  }
}

/* Of those that failed during the stop the first that counts, or any. */
static const struct baton_node *take_unseen(struct core *core,
                                            const struct baton_supervisor *supervisor)
{
  const struct baton_node *first = NULL;
  for (uint32_t i = supervisor->first; i != BATON_NONE; i = node_at(core, i)->next) {
    const struct baton_node *node = node_at(core, i);
    if (node_has(node, BATON_NODE_UNSEEN)) {
      bool earlier = first == NULL || !counts(first) ||
                     (counts(node) && node->ended_order < first->ended_order);
      node_clear(node_edit(core, node), BATON_NODE_UNSEEN);
      first = earlier && node_is_over(node) ? node : first;
    }
  }
  return first;
}

void strategy_group_stopped(struct core *core, struct baton_supervisor *supervisor)
{
  if (supervisor->phase != BATON_PHASE_STOPPING) {
    return; /* a stop from above has ended the group restart */
  }
  const struct baton_node *failed = take_unseen(core, supervisor);
  if (failed != NULL) {
    consider(core, supervisor, failed);
  }
  if (supervisor->phase == BATON_PHASE_STOPPING) {
    start_members(core, supervisor);
  }
}

void strategy_timer(struct core *core, struct baton_supervisor *supervisor)
{
  const struct baton_node *node = node_at(core, supervisor->node);
  int64_t now = core_now(core);
  if (stop_leave_ms(core, supervisor) <= now) {
    stop_leave(core, supervisor);
  }
  if (node->status == BATON_STATUS_PENDING) {
    core_add_work(core, node, BATON_WORK_START);
  }
}

/* --- an end of its own --- */

/* A start that failed permanently, or an end of --fatal, is not repeated under any policy. To its
 * parent a supervisor is a node with policy on-failure if there is an explicit --strategy there or
 * above, else never. */
static bool restart_wanted(const struct core *core, const struct baton_node *node)
{
  if (node_is_supervisor(node)) {
    return node_parent(core, node)->explicit_strategy != 0 && !succeeded(node);
  }
  if (node->end.reason == BATON_REASON_EXEC || (node->end.flags & BATON_END_FATAL) != 0) {
    return false;
  }
  switch ((enum baton_policy)node_settings(core, node)->policy) {
  case BATON_POLICY_ALWAYS: return true;
  case BATON_POLICY_ON_FAILURE: return !succeeded(node);
  case BATON_POLICY_NEVER: break;
  }
  return false;
}

/* The breaker is looked at first. With --retry-after it opens, and the next restart is a try. */
static bool one_too_many(struct core *core, struct baton_node *node)
{
  if (!node_has(node, BATON_NODE_OPEN) && intensity_breaker_full(core, node)) {
    if (node_is_supervisor(node) || node_settings(core, node)->retry_after_ms == BATON_NONE) {
      return true;
    }
    node_set(node, BATON_NODE_OPEN);
  }
  return !node_has(node, BATON_NODE_OPTIONAL) && intensity_full(core, node_edit_parent(core, node));
}

/* An optional child is given up, and nobody else is. */
static bool trips(struct core *core, struct baton_node *node)
{
  struct baton_supervisor *supervisor = node_edit_parent(core, node);
  bool optional = node_has(node, BATON_NODE_OPTIONAL);
  if (!one_too_many(core, node)) {
    return false;
  }
  node->end.flags |= BATON_END_TRIPPED;
  core_add_note(core, NOTE_ENDED, node, BATON_NONE);
  settle_for_good(core, node);
  core_add_note(core, NOTE_GIVE_UP, optional ? node : node_at(core, supervisor->node),
                node_index(core, node));
  if (optional) {
    core_add_work(core, node_at(core, supervisor->node), BATON_WORK_DONE);
  } else {
    end_supervisor(core, supervisor, &node->end, BATON_SHUTDOWN_END);
  }
  return true;
}

static void wait_for_restart(struct core *core, struct baton_node *node)
{
  node->delay_ms = node_has(node, BATON_NODE_OPEN) ? node_settings(core, node)->retry_after_ms
                                                   : backoff_next(core, node);
  node->due_ms = core_after_ms(core, node->delay_ms);
  node->start_cause = BATON_CAUSE_RESTART;
  core_add_note(core, NOTE_ENDED, node, node->delay_ms);
}

static void end_of_its_own(struct core *core, struct baton_node *node)
{
  struct baton_supervisor *supervisor = node_edit_parent(core, node);
  node->stop = BATON_STOP_NONE;
  if (!restart_wanted(core, node)) {
    core_add_note(core, NOTE_ENDED, node, BATON_NONE);
    end_for_good(core, node);
    return;
  }
  if (trips(core, node)) {
    return;
  }
  intensity_count(core, node, node_has(node, BATON_NODE_READY));
  wait_for_restart(core, node);
  if ((node->flags & (BATON_NODE_OPTIONAL | BATON_NODE_OPEN)) != 0 ||
      supervisor->strategy == BATON_STRATEGY_ONE_FOR_ONE) {
    node_set(node, BATON_NODE_NOW);
    child_pend(core, node, node->due_ms);
  } else {
    tree_status(core, node, BATON_STATUS_PENDING);
    trigger_group(core, supervisor, node);
  }
}

/* Auto-shutdown looks at it when the group is down. */
static void fail_member(struct core *core, struct baton_node *node)
{
  node->stop = BATON_STOP_NONE;
  core_add_note(core, NOTE_ENDED, node, BATON_NONE);
  strategy_leave(core, node);
  settle_for_good(core, node);
  node_set(node, BATON_NODE_UNSEEN);
  core_add_work(core, node_at(core, node->parent), BATON_WORK_DONE);
}

/* What was alive when the stop of its group began comes back with it, however it ends meanwhile:
 * siblings notice each other's death, and which of them is first is chance. It triggers nothing and
 * counts for no breaker. Only a command that cannot be run stays down. */
static void member_ended(struct core *core, struct baton_node *node)
{
  if (!node_is_supervisor(node) && node->end.reason == BATON_REASON_EXEC) {
    fail_member(core, node);
    return;
  }
  bool ended = !node_is_supervisor(node) || node->stop != BATON_STOP_GROUP;
  node->stop = BATON_STOP_GROUP;
  tree_status(core, node, BATON_STATUS_STOPPING);
  node->delay_ms = 0;
  if (ended) { /* a supervisor was stopped, it did not end */
    core_add_note(core, NOTE_ENDED, node, 0);
  }
}

/* INT has ended the child that has the terminal: who sits there has asked for the end of all. */
static bool is_interrupt(const struct core *core, const struct baton_node *node)
{
  return !core_is_classic(core) && node->end.reason == BATON_REASON_SIGNAL &&
         node->end.signal == CORE_SIGINT && (node->end.flags & BATON_END_TERMINAL) != 0;
}

static void interrupted(struct core *core, struct baton_node *node)
{
  node->stop = BATON_STOP_NONE;
  core_add_note(core, NOTE_ENDED, node, BATON_NONE);
  strategy_leave(core, node);
  settle_for_good(core, node);
  shutdown_begin(core, BATON_SHUTDOWN_SIGNAL, NULL);
  state_edit(core)->interrupt_ms = core_now(core);
}

/* The end of a node that is covered by a stop is only recorded. */
static void covered_ended(struct core *core, struct baton_node *node)
{
  core_add_note(core, NOTE_ENDED, node, BATON_NONE);
  if (node->stop != BATON_STOP_NONE) {
    node->stop = BATON_STOP_ASKED; /* a start-timeout's or a group's stop, joined from above */
  } else if (!node_is_terminal(node)) {
    settle_for_good(core, node);
  }
}

void strategy_ended(struct core *core, struct baton_node *node)
{
  bool asked = node->stop == BATON_STOP_ASKED || node->stop == BATON_STOP_RESTART;
  backoff_settle(core, node);
  if (asked) {
    if (!node_is_supervisor(node)) { /* a supervisor was stopped, it did not end */
      core_add_note(core, NOTE_ENDED, node, BATON_NONE);
    }
  } else if (tree_covered(core, node)) {
    covered_ended(core, node);
  } else if (node->stop != BATON_STOP_GROUP && is_interrupt(core, node)) {
    interrupted(core, node);
  } else if (node_has(node, BATON_NODE_MEMBER)) {
    member_ended(core, node);
  } else {
    end_of_its_own(core, node);
  }
  if (node->process == BATON_PROCESS_NONE) {
    stop_down(core, node);
  }
}
