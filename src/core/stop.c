/* How things are stopped: stages in reverse of start, under a budget, with KILL at the end.
 *
 * One sequence serves a single stop, a group restart and the container's shutdown. Owns COVERED (in
 * the scope of its supervisor's stop and not down yet), STAGED (in the stage at hand) and every
 * deadline of a stop. What becomes of a node once it is down depends on the purpose of its stop.
 */
#include "state.h"
#include "util/number.h"

#include <stddef.h>

#define FIRST_WAIT_MS   100 /* what is left of an instance is only waited for so long at first, … */
#define FIRST_WAIT_PART 4   /* … and no longer than this part of its time */

/* --- time --- */

/* From the decision to stop to KILL, where a stop timeout is given. */
static uint32_t own_time(const struct baton_settings *settings)
{
  uint64_t time_ms = (uint64_t)settings->stop_delay_ms + settings->stop_timeout_ms;
  return (uint32_t)number_least(time_ms, BATON_NONE);
}

void stop_need_add(const struct core *core, const struct baton_node *node, struct stop_need *stage)
{
  struct stop_need need = {.shares = 1};
  if (node_is_supervisor(node)) {
    const struct baton_supervisor *supervisor = node_supervisor(core, node);
    need = (struct stop_need){supervisor->explicit_ms, supervisor->shares};
  } else if (node_settings(core, node)->stop_timeout_ms != BATON_NONE) {
    need = (struct stop_need){.explicit_ms = own_time(node_settings(core, node))};
  }
  stage->explicit_ms = (uint32_t)number_most(need.explicit_ms, stage->explicit_ms);
  stage->shares = (uint32_t)number_most(need.shares, stage->shares);
}

/* What is left to stop of a supervisor: the stage at hand, and all remaining stages together. */
struct outlook {
  struct stop_need stage;
  uint64_t explicit_ms, shares;
  uint32_t stages;
};

static void outlook_add(struct outlook *outlook, const struct stop_need *stage)
{
  if (outlook->stages == 0) {
    outlook->stage = *stage;
  }
  outlook->explicit_ms += stage->explicit_ms;
  outlook->shares += stage->shares;
  outlook->stages++;
}

/* A node of a later stage that is only being swept asks for no time: it has a deadline of its own.
 */
static bool asks_for_time(const struct core *core, const struct baton_supervisor *supervisor,
                          const struct baton_node *node)
{
  bool at_hand = node->stage == node_at(core, supervisor->cursor)->stage;
  return node_has(node, BATON_NODE_COVERED) && (at_hand || node->process != BATON_PROCESS_SWEEPING);
}

static struct outlook look_ahead(const struct core *core, const struct baton_supervisor *supervisor)
{
  struct outlook outlook = {0};
  struct stop_need stage = {0};
  uint32_t number = node_at(core, supervisor->cursor)->stage;
  for (uint32_t i = supervisor->cursor; i != BATON_NONE; i = node_at(core, i)->previous) {
    const struct baton_node *node = node_at(core, i);
    if (!asks_for_time(core, supervisor, node)) {
      continue;
    }
    if (node->stage != number) {
      outlook_add(&outlook, &stage);
      stage = (struct stop_need){0};
      number = node->stage;
    }
    stop_need_add(core, node, &stage);
  }
  outlook_add(&outlook, &stage);
  return outlook;
}

/* What a stage has beside explicit timeouts, if somebody in it has none: half of what is left
 * beyond the least share of each later stage, since what it does not use is theirs; but no less
 * than an equal share for each stage in it. */
static uint64_t share_time(const struct outlook *outlook, uint64_t rest, uint64_t reserved)
{
  uint64_t shares = outlook->stage.shares;
  if (shares == 0) {
    return 0;
  }
  uint64_t half = (rest > reserved ? rest - reserved : 0) / (shares < outlook->shares ? 2U : 1U);
  uint64_t equal = rest / outlook->shares * shares;
  return number_most(number_most(half, equal), shares * PLAN_LEAST_SHARE_MS);
}

/* Milliseconds for the stage at hand, out of a budget with room for everybody's least share: its
 * longest explicit timeout, and a share, but no more than leaves every later stage its least. */
static uint64_t stage_time(const struct outlook *outlook, uint64_t budget)
{
  uint64_t rest = budget > outlook->explicit_ms ? budget - outlook->explicit_ms : 0;
  uint64_t reserved = (outlook->shares - outlook->stage.shares) * PLAN_LEAST_SHARE_MS;
  return number_least(outlook->stage.explicit_ms + share_time(outlook, rest, reserved),
                      budget - reserved);
}

int64_t stop_own_limit(const struct core *core, const struct baton_node *node,
                       uint32_t otherwise_ms)
{
  uint32_t own = node_settings(core, node)->stop_timeout_ms;
  return core_after_ms(core, own != BATON_NONE ? own : otherwise_ms);
}

/* A log filter still has lines in its pipe, and most of what is left is gone then. */
int64_t stop_first_wait(const struct core *core, int64_t limit_ms)
{
  int64_t rest_ms = core_later(limit_ms - core_now(core), 0);
  return core_now(core) + core_earlier(rest_ms / FIRST_WAIT_PART, FIRST_WAIT_MS);
}

/* When half of the time until then is over; 0: it is too short. */
static int64_t half_time(const struct core *core, int64_t limit_ms)
{
  int64_t half_ms = (limit_ms - core_now(core)) / 2;
  return half_ms > 0 ? core_now(core) + half_ms : 0;
}

/* A child that is being stopped, and not told yet. */
static bool is_delayed(const struct baton_node *node)
{
  return node->process != BATON_PROCESS_SWEEPING && !node_has(node, BATON_NODE_SIGNALLED);
}

/* When what is only waited for has to have its signal; 0: there is no time left to wait in. A stop
 * timeout that is given is kept, and the delay gives way to it. */
static int64_t latest_signal(const struct core *core, const struct baton_node *node)
{
  uint32_t own_ms = node_settings(core, node)->stop_timeout_ms;
  int64_t limit_ms = node->stop_limit_ms;
  if (node->process == BATON_PROCESS_SWEEPING) {
    return stop_first_wait(core, limit_ms);
  }
  if (own_ms == BATON_NONE || node_has(node, BATON_NODE_SIGNALLED)) {
    return half_time(core, limit_ms);
  }
  return limit_ms - own_ms > core_now(core) ? limit_ms - own_ms : 0;
}

/* KILL is due by then; what is only waited for has its signal in good time before it. */
static void limit_child(struct core *core, struct baton_node *node, int64_t limit_ms)
{
  node->stop_limit_ms = core_earlier(node->stop_limit_ms, limit_ms);
  if (node->ask_ms != 0) {
    node->ask_ms = core_earlier(node->ask_ms, latest_signal(core, node));
    if (node->ask_ms == 0) {
      stop_signal(core, node, node_settings(core, node)->stop_signal);
    }
  }
}

/* Moves all deadlines below the supervisor that is being stopped to `limit_ms` at the latest; none
 * is put off. */
static void shorten(struct core *core, struct baton_supervisor *supervisor, int64_t limit_ms)
{
  const struct baton_node *top = node_at(core, supervisor->node);
  supervisor->budget_end_ms = core_earlier(supervisor->budget_end_ms, limit_ms);
  supervisor->stage_limit_ms =
      supervisor->stage_left > 0 ? core_earlier(supervisor->stage_limit_ms, limit_ms) : CORE_NEVER;
  for (const struct baton_node *node = tree_next(core, top, top); node != NULL;
       node = tree_next(core, top, node)) {
    if (node_is_supervisor(node) && node_supervisor(core, node)->mode != BATON_MODE_NONE) {
      struct baton_supervisor *below = node_edit_supervisor(core, node);
      below->budget_end_ms = core_earlier(below->budget_end_ms, limit_ms);
      below->stage_limit_ms = core_earlier(below->stage_limit_ms, limit_ms);
    } else if (node->stop_limit_ms != CORE_NEVER) {
      limit_child(core, node_edit(core, node), limit_ms);
    }
  }
}

/* --- one node --- */

/* What the leftovers are asked by; 0: they are only waited for. */
static uint8_t sweep_signal(const struct baton_settings *settings)
{
  if (settings->sweep_signal == BATON_SIGNAL_NONE) {
    return 0;
  }
  return settings->sweep_signal != 0 ? settings->sweep_signal : settings->stop_signal;
}

/* Nobody in a classic init, which sweeps nothing. */
static bool has_half_time(const struct core *core, const struct baton_settings *settings)
{
  return !core_is_classic(core) && settings->sweep != BATON_SWEEPING_OFF &&
         sweep_signal(settings) != 0;
}

void stop_signal(struct core *core, struct baton_node *node, uint8_t signal)
{
  if (node->process != BATON_PROCESS_ALIVE || node_has(node, BATON_NODE_SIGNALLED)) {
    return;
  }
  const struct baton_settings *settings = node_settings(core, node);
  bool group = settings->kill == BATON_KILL_GROUP;
  node_set(node, BATON_NODE_SIGNALLED);
  core_add_note(core, NOTE_STOPPING, node,
                (uint64_t)core_later(node->stop_limit_ms - core_now(core), 0));
  core_act_on(core, ACT_SIGNAL, node, signal, ACTION_CONTINUE | (group ? ACTION_GROUP : 0U));
  if (has_half_time(core, settings)) {
    node->ask_ms = half_time(core, node->stop_limit_ms);
  }
}

/* The main process may wait for one that does not know of the stop: a shell for its server. */
static void ask_others(struct core *core, struct baton_node *node)
{
  const struct baton_settings *settings = node_settings(core, node);
  bool had_it = settings->kill == BATON_KILL_GROUP;
  node->ask_ms = 0;
  node_set(node, BATON_NODE_ASKED);
  core_add_note(core, NOTE_HALF_TIME, node, (uint64_t)(node->stop_limit_ms - core_now(core)));
  core_act_on(core, ACT_SIGNAL, node, sweep_signal(settings),
              ACTION_CONTINUE | ACTION_OTHERS | (had_it ? ACTION_NO_GROUP : 0U));
}

void stop_ask(struct core *core, struct baton_node *node)
{
  if (is_delayed(node)) {
    node->ask_ms = 0;
    stop_signal(core, node, node_settings(core, node)->stop_signal);
    return;
  }
  if (node->process == BATON_PROCESS_ALIVE) {
    ask_others(core, node);
    return;
  }
  const struct baton_settings *settings = node_settings(core, node);
  bool had_it = node_has(node, BATON_NODE_SIGNALLED) && settings->kill == BATON_KILL_GROUP;
  node->ask_ms = 0;
  node->look_ms = CORE_NEVER;
  core_act_on(core, ACT_SWEEP, node, sweep_signal(settings),
              ACTION_CONTINUE | (had_it ? ACTION_NO_GROUP : 0U));
}

void stop_sweep(struct core *core, struct baton_node *node)
{
  int64_t ask_ms = stop_first_wait(core, node->stop_limit_ms);
  bool asked = node_has(node, BATON_NODE_ASKED);
  if (node_has(node, BATON_NODE_KILLED)) {
    core_act_on(core, ACT_SWEEP, node, CORE_SIGKILL, 0);
  } else if (asked || ask_ms > core_now(core)) {
    node->ask_ms = asked ? 0 : ask_ms;
    core_act_on(core, ACT_SWEEP, node, 0, 0);
  } else {
    stop_ask(core, node);
  }
}

static void kill_main(struct core *core, struct baton_node *node)
{
  const struct baton_settings *settings = node_settings(core, node);
  bool group = settings->kill == BATON_KILL_GROUP ||
               (!core_is_classic(core) && settings->sweep != BATON_SWEEPING_OFF);
  core_add_note(core, NOTE_KILLING, node, 0);
  core_act_on(core, ACT_SIGNAL, node, CORE_SIGKILL, group ? ACTION_GROUP : 0U);
  /* A KILL at once that the line itself asks for is no stop that went wrong. */
  if (core->state->life >= BATON_LIFE_SHUTDOWN && settings->stop_timeout_ms != 0) {
    state_edit(core)->killed = 1;
    node_set(node, BATON_NODE_BLAMED);
  }
}

void stop_kill(struct core *core, struct baton_node *node)
{
  node->stop_limit_ms = CORE_NEVER;
  node->ask_ms = 0;
  node_set(node, BATON_NODE_KILLED);
  switch ((enum baton_process)node->process) {
  case BATON_PROCESS_NONE:
  case BATON_PROCESS_SPAWNING: break; /* child_spawned() goes on from here */
  case BATON_PROCESS_ALIVE: kill_main(core, node); break;
  case BATON_PROCESS_SWEEPING:
    node->look_ms = CORE_NEVER;
    stop_sweep(core, node);
    break;
  }
}

/* The first stop of an instance begins with its --stop-delay; others only have less time. */
static void time_child(struct core *core, struct baton_node *node, int64_t limit_ms)
{
  const struct baton_settings *settings = node_settings(core, node);
  bool delays = node->stop_limit_ms == CORE_NEVER && settings->stop_delay_ms != 0;
  if (settings->stop_timeout_ms != BATON_NONE) {
    limit_ms = core_earlier(limit_ms, core_after_ms(core, own_time(settings)));
  }
  if (delays) {
    node->ask_ms = core_after_ms(core, settings->stop_delay_ms);
  }
  limit_child(core, node, limit_ms);
  if (node->ask_ms == 0) {
    stop_signal(core, node, settings->stop_signal);
  } else if (delays && is_delayed(node)) {
    core_add_note(core, NOTE_STOP_DELAY, node, (uint64_t)(node->ask_ms - core_now(core)));
  }
}

static void stop_child(struct core *core, struct baton_node *node, enum baton_stop why,
                       int64_t limit_ms)
{
  bool suspended = node_has(node, BATON_NODE_SUSPENDED);
  bool waits = node->status == BATON_STATUS_PENDING && why == BATON_STOP_GROUP;
  node_clear(node, BATON_NODE_SUSPENDED);
  node->start_limit_ms = CORE_NEVER;
  if (!waits && !node_is_terminal(node)) {
    node->stop = (uint8_t)why;
    tree_status(core, node, BATON_STATUS_STOPPING);
  }
  if (suspended && node->process == BATON_PROCESS_ALIVE) {
    /* All of its session was stopped, and a main process may have to wait for its workers. */
    core_act_on(core, ACT_SIGNAL, node, CORE_SIGCONT, ACTION_SESSION);
  }
  if (!node_has(node, BATON_NODE_KILLED)) {
    time_child(core, node, limit_ms);
  }
}

void stop_node(struct core *core, struct baton_node *node, enum baton_stop why, int64_t limit_ms)
{
  if (node_is_supervisor(node)) {
    node->stop = (uint8_t)why;
    stop_supervisor(core, node_edit_supervisor(core, node), limit_ms);
  } else if (node->process == BATON_PROCESS_NONE) {
    node->stop = (uint8_t)why;
    node_clear(node, BATON_NODE_KILLED); /* that was the last instance */
    stop_down(core, node);
  } else {
    stop_child(core, node, why, limit_ms);
  }
}

void stop_uncover(struct core *core, struct baton_node *node)
{
  node_clear(node, BATON_NODE_COVERED);
  if (node_has(node, BATON_NODE_STAGED)) {
    struct baton_supervisor *supervisor = node_edit_parent(core, node);
    node_clear(node, BATON_NODE_STAGED);
    CHECK(core, supervisor->stage_left > 0);
    supervisor->stage_left--;
    core_add_work(core, node_at(core, supervisor->node), BATON_WORK_ADVANCE);
  }
}

static void stopped(struct core *core, struct baton_node *node)
{
  tree_status(core, node,
              node_has(node, BATON_NODE_KILLED) ? BATON_STATUS_KILLED : BATON_STATUS_STOPPED);
  core_add_note(core, NOTE_STOPPED, node, 0);
}

void stop_down(struct core *core, struct baton_node *node)
{
  enum baton_stop why = (enum baton_stop)node->stop;
  node->stop = BATON_STOP_NONE;
  node->stop_limit_ms = CORE_NEVER;
  node->ask_ms = 0;
  switch (why) {
  case BATON_STOP_NONE:
  case BATON_STOP_START_TIMEOUT:
  case BATON_STOP_WATCHDOG: break; /* an end of its own, whose status is set already */
  case BATON_STOP_ASKED:
    stopped(core, node);
    tree_settle(core, node);
    (void)tree_pass_on(core, node);
    core_add_work(core, node, BATON_WORK_WAITERS);
    break;
  case BATON_STOP_GROUP: tree_status(core, node, BATON_STATUS_PENDING); break;
  case BATON_STOP_RESTART:
    node->start_cause = BATON_CAUSE_OPERATOR;
    node->delay_ms = 0;
    node_set(node, BATON_NODE_NOW);
    child_pend(core, node, core_now(core));
    break;
  }
  stop_uncover(core, node);
}

/* --- a supervisor --- */

/* A stop beats every restart below it: what is pending is stopped at once. That must not settle the
 * node, because those that wait for it have not been cancelled yet. What has nothing to be
 * cancelled is not opened: the undo log has no room for all of a long line. */
static void cancel(struct core *core, const struct baton_node *at)
{
  const uint32_t restarting = BATON_NODE_WANTED | BATON_NODE_MEMBER | BATON_NODE_NOW;
  bool again = at->stop == BATON_STOP_RESTART || at->stop == BATON_STOP_GROUP;
  if (node_is_supervisor(at) && node_supervisor(core, at)->phase != BATON_PHASE_NONE) {
    struct baton_supervisor *supervisor = node_edit_supervisor(core, at);
    supervisor->phase = BATON_PHASE_NONE;
    supervisor->members = 0;
  }
  if (!again && (at->flags & restarting) == 0 && at->start_limit_ms == CORE_NEVER) {
    return;
  }
  struct baton_node *node = node_edit(core, at);
  node->flags &= ~restarting;
  node->start_limit_ms = CORE_NEVER; /* once a stop covers it, its start timeout no longer runs */
  if (again) {
    node->stop = BATON_STOP_ASKED;
  }
  if (node->status == BATON_STATUS_PENDING) {
    if (node->process == BATON_PROCESS_NONE) {
      node_clear(node, BATON_NODE_KILLED);
      stopped(core, node);
    } else {
      node->stop = BATON_STOP_ASKED;
      tree_status(core, node, BATON_STATUS_STOPPING);
    }
  }
}

void stop_supervisor(struct core *core, struct baton_supervisor *supervisor, int64_t budget_end_ms)
{
  struct baton_node *top = node_edit_at(core, supervisor->node);
  if (supervisor->mode == BATON_MODE_FULL) {
    shorten(core, supervisor, budget_end_ms);
    return;
  }
  supervisor->mode = BATON_MODE_FULL;
  supervisor->phase = BATON_PHASE_NONE;
  supervisor->members = 0;
  supervisor->cursor = supervisor->last;
  tree_status(core, top, BATON_STATUS_STOPPING);
  for (const struct baton_node *node = tree_next(core, top, top); node != NULL;
       node = tree_next(core, top, node)) {
    cancel(core, node);
    if (node->parent == supervisor->node && tree_alive(node)) {
      node_set(node_edit(core, node), BATON_NODE_COVERED);
    }
  }
  supervisor->budget_end_ms = budget_end_ms;
  shorten(core, supervisor, budget_end_ms);
  core_add_work(core, top, BATON_WORK_ADVANCE);
}

void stop_group(struct core *core, struct baton_supervisor *supervisor)
{
  if (supervisor->mode == BATON_MODE_NONE) {
    supervisor->mode = BATON_MODE_GROUP;
    supervisor->budget_end_ms = core_after_ms(core, core->globals->grace_ms);
  }
  supervisor->cursor = supervisor->last;
  core_add_work(core, node_at(core, supervisor->node), BATON_WORK_ADVANCE);
}

static void complete(struct core *core, struct baton_supervisor *supervisor)
{
  struct baton_node *node = node_edit_at(core, supervisor->node);
  enum baton_mode mode = (enum baton_mode)supervisor->mode;
  supervisor->mode = BATON_MODE_NONE;
  supervisor->budget_end_ms = CORE_NEVER;
  if (mode == BATON_MODE_GROUP) {
    strategy_group_stopped(core, supervisor);
  } else if (node_is_root(core, node)) {
    shutdown_down(core);
  } else {
    strategy_ended(core, node);
  }
}

static void begin_stage(struct core *core, struct baton_supervisor *supervisor)
{
  struct outlook outlook = look_ahead(core, supervisor);
  uint64_t budget = (uint64_t)core_later(supervisor->budget_end_ms - core_now(core), 0);
  bool as_one = outlook.stages > 1 && outlook.shares * PLAN_LEAST_SHARE_MS > budget;
  uint32_t stage = node_at(core, supervisor->cursor)->stage;
  int64_t limit = core_after_ms(core, as_one ? budget : stage_time(&outlook, budget));
  supervisor->stage_limit_ms = limit;
  for (uint32_t i = supervisor->cursor; i != BATON_NONE; i = node_at(core, i)->previous) {
    if (!as_one && node_at(core, i)->stage != stage) {
      break;
    }
    if (node_has(node_at(core, i), BATON_NODE_COVERED)) {
      struct baton_node *node = node_edit_at(core, i);
      enum baton_stop why = node_has(node, BATON_NODE_MEMBER) ? BATON_STOP_GROUP : BATON_STOP_ASKED;
      node_set(node, BATON_NODE_STAGED);
      supervisor->stage_left++;
      stop_node(core, node, why, limit);
    }
  }
}

void stop_advance(struct core *core, struct baton_supervisor *supervisor)
{
  if (supervisor->mode == BATON_MODE_NONE || supervisor->stage_left > 0) {
    return;
  }
  shutdown_late(core, supervisor->stage_limit_ms);
  supervisor->stage_limit_ms = CORE_NEVER;
  while (supervisor->cursor != BATON_NONE &&
         !node_has(node_at(core, supervisor->cursor), BATON_NODE_COVERED)) {
    supervisor->cursor = node_at(core, supervisor->cursor)->previous;
  }
  if (supervisor->cursor == BATON_NONE) {
    complete(core, supervisor);
  } else {
    begin_stage(core, supervisor);
  }
}

/* --- left behind --- */

int64_t stop_leave_ms(const struct core *core, const struct baton_supervisor *supervisor)
{
  const struct baton_state *state = core->state;
  if (state->life != BATON_LIFE_SHUTDOWN || supervisor->mode != BATON_MODE_FULL) {
    return CORE_NEVER;
  }
  return core_later(supervisor->stage_limit_ms, state->late_until_ms) + state->late_left_ms;
}

static void leave_node(struct core *core, struct baton_node *node)
{
  if (node_is_supervisor(node)) {
    struct baton_supervisor *supervisor = node_edit_supervisor(core, node);
    supervisor->mode = BATON_MODE_NONE;
    supervisor->stage_left = 0;
    supervisor->budget_end_ms = supervisor->stage_limit_ms = CORE_NEVER;
    if (tree_alive(node)) {
      tree_status(core, node, BATON_STATUS_STOPPED);
    }
  } else if (node->process != BATON_PROCESS_NONE) {
    if (!node_has(node, BATON_NODE_KILLED)) {
      stop_signal(core, node, node_settings(core, node)->stop_signal);
      stop_kill(core, node);
    }
    node_set(node, BATON_NODE_LEFT);
    core_add_note(core, NOTE_LEFT_BEHIND, node, 0);
    tree_status(core, node, BATON_STATUS_KILLED);
  }
  node->stop = BATON_STOP_NONE;
  node->look_ms = CORE_NEVER;
}

/* The time waited is charged when the stop goes on, by stop_advance(). */
void stop_leave(struct core *core, const struct baton_supervisor *supervisor)
{
  for (uint32_t i = supervisor->first; i != BATON_NONE; i = node_at(core, i)->next) {
    if (!node_has(node_at(core, i), BATON_NODE_STAGED)) {
      continue;
    }
    struct baton_node *top = node_edit_at(core, i);
    for (const struct baton_node *next = tree_next(core, top, top); next != NULL;
         next = tree_next(core, top, next)) {
      struct baton_node *node = node_edit(core, next);
      node->flags &= ~(uint32_t)(BATON_NODE_COVERED | BATON_NODE_STAGED);
      leave_node(core, node);
    }
    leave_node(core, top);
    stop_uncover(core, top);
  }
}
