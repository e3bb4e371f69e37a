/* One child's machine: start, readiness, end, sweep, and its timers.
 *
 * Owns node->process and the end record. What an end means for others is decided in strategy.c, how
 * a stop proceeds in stop.c.
 */
#include "state.h"
#include "util/number.h"

#include <baton/status.h>

#define AT_ONCE        0      /* a due time that has come */
#define RETRY_LIMIT_MS 60000U /* a minute without a process is an end with reason spawn */
#define RETRY_LEAST_MS 10U    /* even with --backoff=0, retrying must not spin for that minute */
#define FIRST_LOOK_MS  5U     /* of a sweep; then doubling to CHILD_LAST_LOOK_MS */
#define OWN_SWEEP_MS   5000U  /* a sweep after an end of its own, without --stop-timeout */
#define START_STOP_MS  5000U  /* a stop after a start timeout or a watchdog, likewise */
#define QUICK_EXIT_MS  1000U  /* what ends with 0 this soon and leaves processes is a daemon */
/* Flags that may be left over from the supervisor's last run; the others were cleared by the
 * child's end or stop. */
#define STALE_FLAGS                                                                                \
  ((uint32_t)(BATON_NODE_SATISFIED | BATON_NODE_SETTLED | BATON_NODE_SUSPENDED | BATON_NODE_UNSEEN))

/* --- starting --- */

void child_pend(struct core *core, struct baton_node *node, int64_t due_ms)
{
  tree_status(core, node, BATON_STATUS_PENDING);
  node->due_ms = due_ms > core_now(core) ? due_ms : AT_ONCE; /* no timer was ever armed for that */
  node_set(node, BATON_NODE_WANTED);
  core_add_work(core, node, BATON_WORK_WAKE);
}

/* Whatever started it, a supervisor starts as it did the first time: everything below it, with
 * fresh counters. */
static void start_supervisor(struct core *core, struct baton_node *node)
{
  struct baton_supervisor *supervisor = node_edit_supervisor(core, node);
  supervisor->restart_count = 0;
  supervisor->unsettled = 0;
  for (uint32_t i = supervisor->first; i != BATON_NONE; i = node_at(core, i)->next) {
    struct baton_node *child = node_edit_at(core, i);
    child->flags &= ~STALE_FLAGS;
    child->start_cause = node->start_cause;
    child->cause = node->cause;
    intensity_clear(child);
    supervisor->unsettled++;
    child_pend(core, child, core_now(core));
  }
}

static bool may_start(const struct core *core, const struct baton_node *node)
{
  return node->status == BATON_STATUS_PENDING && node_has(node, BATON_NODE_WANTED) &&
         !node_has(node, BATON_NODE_SUSPENDED) && node->process == BATON_PROCESS_NONE &&
         node->due_ms <= core_now(core) && !tree_covered(core, node);
}

void child_start(struct core *core, struct baton_node *node)
{
  uint32_t culprit = BATON_NONE;
  if (!may_start(core, node) ||
      (!node_has(node, BATON_NODE_NOW) && tree_turn(core, node, &culprit) != TREE_GO)) {
    return;
  }
  tree_status(core, node, BATON_STATUS_STARTING);
  node->flags &= ~(uint32_t)(BATON_NODE_WANTED | BATON_NODE_NOW | BATON_NODE_READY |
                             BATON_NODE_SIGNALLED | BATON_NODE_KILLED | BATON_NODE_ASKED);
  node->due_ms = CORE_NEVER;
  node->run++;
  node->generation++;
  node->want = node->want == WANT_AGAIN ? WANT_UP : node->want; /* that was to come first */
  node->spawned_ms = core_now(core);
  strategy_started(core, node);
  if (node_is_supervisor(node)) {
    start_supervisor(core, node);
  } else {
    node->process = BATON_PROCESS_SPAWNING;
    node->stop = BATON_STOP_NONE;
    node->held_signals = core_is_classic(core) ? node->held_signals : 0;
    core_act_on(core, ACT_SPAWN, node, 0, 0);
  }
}

/* Covered by a stop, its own or one above whose stage may not have come yet: no timeout runs any
 * more. */
static bool is_to_stop(const struct core *core, const struct baton_node *node)
{
  return node->stop != BATON_STOP_NONE || node_has(node, BATON_NODE_COVERED) ||
         tree_covered(core, node);
}

void child_spawned(struct core *core, struct baton_node *node, bool in_set_up)
{
  const struct baton_settings *settings = node_settings(core, node);
  node->process = BATON_PROCESS_ALIVE;
  node->spawned_ms = core_now(core);
  if (core_is_classic(core) || node_has(node, BATON_NODE_ONESHOT)) {
    operate_held(core, node);
  }
  /* Also if it was left behind, and has no stop any more. */
  bool killed = node_has(node, BATON_NODE_KILLED);
  if (killed || node->stop != BATON_STOP_NONE) {
    if (node->ask_ms == 0) { /* else its --stop-delay is not over */
      stop_signal(core, node, settings->stop_signal);
    }
    if (killed) {
      stop_kill(core, node);
    }
  } else if (settings->ready == BATON_READY_EXEC && !in_set_up) {
    child_ready(core, node);
  } else if (settings->start_timeout_ms != BATON_NONE && !is_to_stop(core, node)) {
    node->start_limit_ms = core_after_ms(core, settings->start_timeout_ms);
  }
}

void child_ready(struct core *core, struct baton_node *node)
{
  if (node->stop != BATON_STOP_NONE || node_has(node, BATON_NODE_READY) ||
      node_has(node, BATON_NODE_ONESHOT)) {
    core_drop(core);
    return;
  }
  node_set(node, BATON_NODE_READY);
  node->ready_ms = core_now(core);
  node->start_limit_ms = CORE_NEVER;
  if (node->status == BATON_STATUS_STARTING) {
    tree_status(core, node, BATON_STATUS_RUNNING);
  }
  core_add_note(core, NOTE_READY, node, (uint64_t)(node->ready_ms - node->spawned_ms));
  intensity_ready(core, node);
  tree_settle(core, node);
  tree_satisfy(core, node);
  if (!core_is_classic(core)) {
    operate_held(core, node);
  }
}

/* --- ending --- */

/* Is an end of its own one of these? */
static bool is_among(const uint64_t *codes, uint64_t signals, const struct baton_end *end)
{
  if (end->reason == BATON_REASON_EXIT) {
    return (codes[end->code / 64U] >> (end->code % 64U) & 1U) != 0;
  }
  bool signalled = end->reason == BATON_REASON_SIGNAL || end->reason == BATON_REASON_OOM;
  return signalled && (signals & BATON_SIGNAL_BIT(end->signal)) != 0;
}

/* What the end means to its child. */
static uint8_t meaning_of(const struct baton_settings *settings, const struct baton_end *end)
{
  unsigned flags = 0;
  flags |=
      is_among(settings->success_codes, settings->success_signals, end) ? BATON_END_SUCCESS : 0U;
  flags |= is_among(settings->fatal_codes, settings->fatal_signals, end) ? BATON_END_FATAL : 0U;
  return (uint8_t)flags;
}

static enum baton_reason reason_of(const struct baton_node *node, const struct baton_event *event)
{
  if (event->failure != FAILURE_NONE) {
    return BATON_REASON_EXEC;
  }
  if (node->stop == BATON_STOP_START_TIMEOUT) {
    return BATON_REASON_START_TIMEOUT;
  }
  if (node->stop == BATON_STOP_WATCHDOG) {
    return BATON_REASON_WATCHDOG;
  }
  if (event->signal == CORE_SIGKILL && node_has(node, BATON_NODE_KILLED)) {
    return BATON_REASON_STOP_TIMEOUT;
  }
  if (event->signal == CORE_SIGKILL && event->oom != 0) {
    return BATON_REASON_OOM;
  }
  return event->signal != 0 ? BATON_REASON_SIGNAL : BATON_REASON_EXIT;
}

static void record(const struct core *core, struct baton_node *node,
                   const struct baton_event *event)
{
  struct baton_end end = {
      .uptime_ms = (uint64_t)(core_now(core) - node->spawned_ms),
      .reason = (uint8_t)reason_of(node, event),
      .code = event->code,
      .signal = event->signal,
      .cause = node_index(core, node),
  };
  if (event->failure != FAILURE_NONE) {
    uint8_t usual = event->failure == FAILURE_MISSING ? BATON_EXIT_MISSING : BATON_EXIT_CANNOT;
    end.code = event->code != 0 ? event->code : usual; /* given by the shell under a personality */
    end.signal = 0;
  }
  end.flags = meaning_of(node_settings(core, node), &end);
  end.flags |= event->core_dumped ? BATON_END_CORE : 0U;
  end.flags |= node_has(node, BATON_NODE_READY) ? BATON_END_READY : 0U;
  end.flags |= event->terminal != 0 ? BATON_END_TERMINAL : 0U;
  node->end = end;
}

/* An end without a process is one like any other, of the generation that was to start. */
static void end_unstarted(struct core *core, struct baton_node *node, struct baton_end end)
{
  end.cause = node_index(core, node);
  end.flags = meaning_of(node_settings(core, node), &end);
  node->end = end;
  node->generation++;
  node_clear(node, BATON_NODE_RETRYING);
  strategy_ended(core, node);
}

void child_end_unstarted(struct core *core, struct baton_node *node, uint8_t signal)
{
  end_unstarted(core, node, (struct baton_end){.reason = BATON_REASON_SIGNAL, .signal = signal});
}

static void retry_later(struct core *core, struct baton_node *node)
{
  uint32_t delay = backoff_delay(node_settings(core, node), node->retry_k, core->state->random);
  delay = (uint32_t)number_most(delay, RETRY_LEAST_MS);
  int64_t last = node->retry_since_ms + (int64_t)RETRY_LIMIT_MS;
  if (node->retry_k < UINT8_MAX) {
    node->retry_k++;
  }
  core_add_note(core, NOTE_RETRY, node, delay);
  if (node_has(node, BATON_NODE_MEMBER)) {
    tree_status(core, node, BATON_STATUS_PENDING);
    return; /* it starts with its group */
  }
  node_set(node, BATON_NODE_NOW);
  child_pend(core, node, core_earlier(core_after_ms(core, delay), last));
}

/* A transient failure takes no generation, counts for no breaker and leaves the last end record
 * alone. If it was to be stopped meanwhile, it is down now. */
static void retry(struct core *core, struct baton_node *node)
{
  node->generation--;
  if (!node_has(node, BATON_NODE_RETRYING)) {
    node_set(node, BATON_NODE_RETRYING);
    node->retry_since_ms = core_now(core);
    node->retry_k = 0;
  }
  if (node->stop == BATON_STOP_START_TIMEOUT || node->stop == BATON_STOP_WATCHDOG) {
    node->stop = BATON_STOP_NONE;
  }
  if (tree_covered(core, node)) {
    node->stop = BATON_STOP_ASKED;
    tree_status(core, node, BATON_STATUS_STOPPING);
  }
  if (node->stop != BATON_STOP_NONE) {
    if (node->process == BATON_PROCESS_NONE) {
      stop_down(core, node);
    }
  } else if (core_now(core) - node->retry_since_ms >= (int64_t)RETRY_LIMIT_MS) {
    end_unstarted(core, node,
                  (struct baton_end){.reason = BATON_REASON_SPAWN, .code = BATON_EXIT_CANNOT});
  } else {
    retry_later(core, node);
    if (node->process == BATON_PROCESS_NONE) {
      stop_uncover(core, node);
    }
  }
}

void child_spawn_failed(struct core *core, struct baton_node *node, const struct baton_event *event)
{
  node->process = BATON_PROCESS_NONE;
  node->spawned_ms = core_now(core);
  if (event->failure == FAILURE_TRANSIENT || event->failure == FAILURE_NONE) {
    retry(core, node);
  } else {
    node_clear(node, BATON_NODE_RETRYING);
    record(core, node, event);
    strategy_ended(core, node);
  }
}

void child_suspect(struct core *core, struct baton_node *node)
{
  const struct baton_end *end = &node->end;
  bool quick = end->reason == BATON_REASON_EXIT && end->code == 0 && end->uptime_ms < QUICK_EXIT_MS;
  bool meant = node_has(node, BATON_NODE_ONESHOT) || node_has(node, BATON_NODE_SIGNALLED) ||
               node_has(node, BATON_NODE_RETRYING);
  if (quick && !meant && node->daemon_told == 0) {
    node->daemon_told = 1;
    core_add_note(core, NOTE_DAEMONIZES, node, 0);
  }
}

void child_ended(struct core *core, struct baton_node *node, const struct baton_event *event)
{
  node->start_limit_ms = CORE_NEVER;
  if (core_is_classic(core)) {
    node->process = BATON_PROCESS_NONE;
    node->stop_limit_ms = CORE_NEVER;
  } else {
    node->process = BATON_PROCESS_SWEEPING;
    if (!node_has(node, BATON_NODE_SIGNALLED)) {
      node->stop_limit_ms =
          core_earlier(node->stop_limit_ms, stop_own_limit(core, node, OWN_SWEEP_MS));
    }
    stop_sweep(core, node);
  }
  if (event->failure == FAILURE_TRANSIENT) {
    retry(core, node);
  } else {
    node_clear(node, BATON_NODE_RETRYING);
    record(core, node, event);
    strategy_ended(core, node);
  }
}

/* --- the sweep --- */

void child_swept(struct core *core, struct baton_node *node, uint32_t left)
{
  if (left > 0) {
    uint32_t delay = node->look_delay_ms * 2U;
    if (delay == 0) {
      delay = FIRST_LOOK_MS;
      core_add_note(core, NOTE_LEFTOVERS, node, left);
    }
    node->look_delay_ms = (uint16_t)number_least(delay, CHILD_LAST_LOOK_MS);
    node->look_ms = core_after_ms(core, node->look_delay_ms);
    return;
  }
  node->process = BATON_PROCESS_NONE;
  node->look_ms = CORE_NEVER;
  node->look_delay_ms = 0;
  stop_down(core, node);
  if (node->status == BATON_STATUS_PENDING) {
    core_add_work(core, node, BATON_WORK_START);
  }
}

/* --- timers --- */

static void stop_failing(struct core *core, struct baton_node *node, enum baton_stop why,
                         uint8_t signal)
{
  node->start_limit_ms = CORE_NEVER;
  node->stop = (uint8_t)why;
  node->stop_limit_ms = stop_own_limit(core, node, START_STOP_MS);
  tree_status(core, node, BATON_STATUS_STOPPING);
  stop_signal(core, node, signal);
}

void child_watchdog(struct core *core, struct baton_node *node)
{
  if (is_to_stop(core, node) || node_has(node, BATON_NODE_SUSPENDED)) {
    return; /* the watchdog does not run once a stop covers the child, nor while it is suspended */
  }
  core_add_note(core, NOTE_WATCHDOG, node, 0);
  stop_failing(core, node, BATON_STOP_WATCHDOG, CORE_SIGABRT);
}

void child_timer(struct core *core, struct baton_node *node)
{
  int64_t now = core_now(core);
  if (node->stop_limit_ms <= now) { /* each sweep looks as well */
    if (node->ask_ms != 0) {
      stop_signal(core, node, node_settings(core, node)->stop_signal);
    }
    stop_kill(core, node);
  } else if (core_moment(node->ask_ms) <= now) {
    if (node->process == BATON_PROCESS_SWEEPING) {
      child_suspect(core, node);
    }
    stop_ask(core, node);
  } else if (node->look_ms <= now) {
    node->look_ms = CORE_NEVER;
    core_act_on(core, ACT_SWEEP, node, node_has(node, BATON_NODE_KILLED) ? CORE_SIGKILL : 0, 0);
  }
  if (node->start_limit_ms <= now && !node_has(node, BATON_NODE_SUSPENDED)) {
    const struct baton_settings *settings = node_settings(core, node);
    core_add_note(core, NOTE_START_TIMEOUT, node, settings->start_timeout_ms);
    stop_failing(core, node, BATON_STOP_START_TIMEOUT, settings->stop_signal);
  }
  if (node->status == BATON_STATUS_PENDING) {
    core_add_work(core, node, BATON_WORK_START);
  }
}
