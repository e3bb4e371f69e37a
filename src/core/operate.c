/* What comes from outside: signals to baton, and an operator's commands. */
#include "state.h"

#include <stddef.h>

#define FORCE_AFTER_MS 1000 /* a second INT, this long after the first */

/* --- signals --- */

static bool ends_containers(uint8_t signal)
{
#define BIT(number) | BATON_SIGNAL_BIT(number)
  return ((0 CORE_SHUTDOWN_SIGNALS(BIT)) & BATON_SIGNAL_BIT(signal)) != 0;
#undef BIT
}

static void pass_on(struct core *core, const struct baton_node *node, uint8_t signal,
                    unsigned flags)
{
  bool group = node_settings(core, node)->kill == BATON_KILL_GROUP;
  core_act_on(core, ACT_SIGNAL, node, signal, flags | (group ? ACTION_GROUP : 0U));
}

/* What may come a thousand times is said once. */
static void say_once(struct core *core, enum core_note what, uint8_t signal)
{
  if ((core->state->warned_signals & BATON_SIGNAL_BIT(signal)) == 0) {
    state_edit(core)->warned_signals |= BATON_SIGNAL_BIT(signal);
    core_add_note(core, what, NULL, signal);
  }
}

/* Agents repeat their signals; only an INT at least a second after the first is meant to force. */
static void shutdown_signal(struct core *core, uint8_t signal)
{
  int64_t interrupt_ms = core->state->interrupt_ms;
  bool first = signal == CORE_SIGINT && interrupt_ms == CORE_NEVER;
  if (core->state->life == BATON_LIFE_UP) {
    shutdown_begin(core, BATON_SHUTDOWN_SIGNAL, NULL);
    state_edit(core)->cause_end.signal = signal;
  } else if (signal == CORE_SIGINT && core_now(core) - interrupt_ms >= FORCE_AFTER_MS) {
    shutdown_force(core);
  } else {
    say_once(core, NOTE_SIGNAL_IGNORED, signal);
  }
  if (first) {
    state_edit(core)->interrupt_ms = core_now(core);
  }
}

/* A program that is not ready may not have a handler yet, and the signal would end it: one of each
 * is kept until then. A oneshot is never ready: it gets them as soon as it is there. */
static void forward_to(struct core *core, const struct baton_node *node, uint8_t out)
{
  bool hears = node_has(node, BATON_NODE_READY) || node_has(node, BATON_NODE_ONESHOT);
  if (node->process == BATON_PROCESS_SPAWNING || (node->process == BATON_PROCESS_ALIVE && !hears)) {
    node_edit(core, node)->held_signals |= BATON_SIGNAL_BIT(out);
  } else if (node->process == BATON_PROCESS_ALIVE &&
             !(out == CORE_SIGCONT && node_has(node, BATON_NODE_SUSPENDED))) {
    pass_on(core, node, out, 0);
  }
}

/* CONT goes to every child. A new size is the business of whoever has the terminal: others take it
 * for something else (Apache ends). */
static bool is_for(const struct core *core, const struct baton_node *node,
                   const struct baton_event *event)
{
  const struct baton_settings *settings = node_settings(core, node);
  bool shown = event->signal == CORE_SIGWINCH && event->terminal != 0 &&
               settings->stdin_mode == BATON_STDIN_INHERIT;
  return node->kind == BATON_KIND_CHILD &&
         (shown || event->signal == CORE_SIGCONT ||
          (settings->forward & BATON_SIGNAL_BIT(event->signal)) != 0);
}

/* A suspended child stays suspended. */
static void forward(struct core *core, const struct baton_event *event, uint8_t out)
{
  bool everybody = event->signal == CORE_SIGCONT || event->signal == CORE_SIGWINCH;
  bool wanted = everybody;
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    const struct baton_node *node = node_at(core, i);
    if (!is_for(core, node, event)) {
      continue;
    }
    wanted = true;
    if (!everybody) {
      forward_to(core, node, out);
    } else if (node->process == BATON_PROCESS_ALIVE &&
               !(out == CORE_SIGCONT && node_has(node, BATON_NODE_SUSPENDED))) {
      pass_on(core, node, out, 0);
    }
  }
  if (!wanted) {
    say_once(core, NOTE_SIGNAL_DROPPED, event->signal);
  }
}

/* --- a classic init's --- */

/* With an explicit --grace KILL is due at its end. */
static void classic_limit(struct core *core, struct baton_node *node)
{
  bool limited = (core->globals->flags & BATON_GLOBAL_GRACE) != 0;
  if (limited && node->stop_limit_ms == CORE_NEVER && !node_has(node, BATON_NODE_KILLED)) {
    node->stop_limit_ms = core_after_ms(core, core->globals->grace_ms);
  }
}

static uint8_t classic_out(const struct baton_settings *settings, uint8_t in, uint8_t map)
{
  bool own = in == CORE_SIGTERM && (settings->flags & BATON_SET_STOP_SIGNAL) != 0;
  if (map == BATON_MAP_SHUTDOWN || (map == 0 && own)) {
    return settings->stop_signal;
  }
  return map == 0 ? in : map;
}

/* Who was stopped at a terminal must go on to hear a TERM. Programs by whose names baton is called
 * send no other signal than the one that they got. */
static unsigned classic_flags(const struct core *core, uint8_t in, uint8_t map)
{
  bool asks = in == CORE_SIGTERM || map == BATON_MAP_SHUTDOWN;
  return asks && core->globals->personality == BATON_PERSONALITY_BATON ? ACTION_CONTINUE : 0U;
}

static bool classic_ends(uint8_t in, uint8_t map)
{
  return map == BATON_MAP_SHUTDOWN || ends_containers(in);
}

bool core_hands_on(const struct core *core, uint8_t signal)
{
  return core_is_classic(core) && !classic_ends(signal, core->globals->signal_map[signal]) &&
         node_at(core, core->supervisors[0].first)->process == BATON_PROCESS_ALIVE;
}

static void classic_signal(struct core *core, uint8_t in, uint8_t map)
{
  struct baton_node *node = node_edit_at(core, core->supervisors[0].first);
  uint8_t out = classic_out(node_settings(core, node), in, map);
  bool ends = classic_ends(in, map);
  if (core->state->life >= BATON_LIFE_SHUTDOWN) {
    if (ends) {
      shutdown_signal(core, in);
    }
    return;
  }
  if (ends) {
    shutdown_asked(core);
    state_edit(core)->stop_asked = 1;
  }
  if (ends && node->process == BATON_PROCESS_NONE) {
    child_end_unstarted(core, node, in);
  } else if (node->process != BATON_PROCESS_ALIVE) {
    node->held_signals |= BATON_SIGNAL_BIT(out); /* sent once there is a process */
    state_edit(core)->held_limit |= ends;
  } else {
    pass_on(core, node, out, classic_flags(core, in, map));
    if (ends) {
      classic_limit(core, node);
    }
  }
}

/* One action of the queue stands for all of them (core_next()). */
void operate_held(struct core *core, struct baton_node *node)
{
  struct baton_state *state = state_edit(core);
  if (node->held_signals != 0) {
    pass_on(core, node, CORE_HELD_SIGNALS, 0);
  }
  if (state->held_limit) {
    state->held_limit = 0;
    classic_limit(core, node);
  }
}

/* A QUIT that a --forward names is that child's (a JVM's dump of its threads), and ends nothing. */
static bool is_childs(const struct core *core, uint8_t signal)
{
  bool named = false;
  for (uint32_t i = 0; i < core->table->nodes.count && signal == CORE_SIGQUIT && !named; i++) {
    const struct baton_node *node = node_at(core, i);
    uint64_t set = node_settings(core, node)->forward;
    named = node->kind == BATON_KIND_CHILD && (set & BATON_SIGNAL_BIT(signal)) != 0;
  }
  return named;
}

/* The window in which baton runs was closed. */
static bool is_hang_up(const struct core *core, const struct baton_event *event)
{
  bool forwarded = false;
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    uint64_t set = node_settings(core, node_at(core, i))->forward;
    forwarded |= (set & BATON_SIGNAL_BIT(CORE_SIGHUP)) != 0;
  }
  return event->signal == CORE_SIGHUP && event->terminal != 0 && !forwarded;
}

void operate_signal(struct core *core, const struct baton_event *event)
{
  if (event->signal == 0 || event->signal == CORE_SIGCHLD) {
    core_drop(core);
    return;
  }
  uint8_t signal = event->signal;
  uint8_t map = core->globals->signal_map[signal];
  if (map == BATON_MAP_DROP) {
    return;
  }
  if (core_is_classic(core)) {
    classic_signal(core, signal, map);
  } else if (map == BATON_MAP_SHUTDOWN ||
             (map == 0 &&
              ((ends_containers(signal) && !is_childs(core, signal)) || is_hang_up(core, event)))) {
    shutdown_signal(core, signal);
  } else {
    forward(core, event, map == 0 ? signal : map);
  }
}

/* --- operators --- */

/* Nothing can be started below a supervisor that is not up. */
static bool is_below_up(const struct core *core, const struct baton_node *node)
{
  const struct baton_node *above = node_at(core, node->parent);
  return node_is_up(above) && !tree_covered(core, node);
}

/* A sibling in reach of a group restart that has not begun to start joins its set. */
static void join_group(struct core *core, struct baton_node *node)
{
  struct baton_supervisor *supervisor = node_edit_parent(core, node);
  bool joins = !node_has(node, BATON_NODE_MEMBER);
  strategy_join(supervisor, node);
  bool covers = joins && strategy_gates(core, supervisor, node);
  if (covers || node_has(node, BATON_NODE_COVERED)) {
    supervisor->phase = BATON_PHASE_STOPPING;
    stop_group(core, supervisor);
  } else if (supervisor->phase == BATON_PHASE_WAITING) {
    strategy_pend_members(core, supervisor);
  }
}

/* An operator's start is immediate, without --after and backoff. Only the due time of a group
 * restart holds for everything in its set. */
static void start_now(struct core *core, struct baton_node *node)
{
  if (node_is_terminal(node)) {
    core_add_work(core, node, BATON_WORK_WAITERS); /* it may be ready after all */
  }
  if (node_has(node, BATON_NODE_OPEN)) {
    node->due_ms = CORE_NEVER; /* of its breaker, which is closed now, and not of its group */
  }
  intensity_clear(node);
  node_clear(node, BATON_NODE_SUSPENDED);
  node->start_cause = BATON_CAUSE_OPERATOR;
  node->delay_ms = 0;
  if (strategy_reaches(core, node)) {
    tree_status(core, node, BATON_STATUS_PENDING);
    join_group(core, node);
    return;
  }
  if (node_has(node, BATON_NODE_MEMBER) && !node_has(node, BATON_NODE_WANTED)) {
    return; /* a gate, which starts with its group */
  }
  node_set(node, BATON_NODE_NOW);
  child_pend(core, node, core_now(core));
}

enum core_outcome operate_start(struct core *core, struct baton_node *node)
{
  if (!is_below_up(core, node)) {
    return OUTCOME_ABOVE;
  }
  if (node->status == BATON_STATUS_RUNNING || node->status == BATON_STATUS_SUSPENDED) {
    return OUTCOME_ALREADY;
  }
  if (node->stop == BATON_STOP_ASKED) {
    node->stop = BATON_STOP_RESTART; /* it comes back once it is down */
    intensity_clear(node);
  } else if (node->status == BATON_STATUS_PENDING || node_is_terminal(node)) {
    start_now(core, node);
  }
  return OUTCOME_WAITS;
}

/* When KILL is due for a node that an operator stops. A supervisor has --grace, having no stop
 * timeout. */
static int64_t stop_limit(const struct core *core, const struct baton_node *node)
{
  bool own = !node_is_supervisor(node) && node_settings(core, node)->stop_timeout_ms != BATON_NONE;
  return own ? CORE_NEVER : core_after_ms(core, core->globals->grace_ms);
}

enum core_outcome operate_stop(struct core *core, struct baton_node *node)
{
  if (tree_covered(core, node)) {
    return OUTCOME_ABOVE;
  }
  if (node_is_terminal(node) || node->status == BATON_STATUS_CREATED) {
    return OUTCOME_ALREADY;
  }
  strategy_leave(core, node);
  node_clear(node, BATON_NODE_WANTED);
  node_clear(node, BATON_NODE_NOW);
  stop_node(core, node, BATON_STOP_ASKED, stop_limit(core, node));
  if (!node_has(node, BATON_NODE_STAGED)) {
    stop_uncover(core, node); /* a group restart does not wait for what it will not start */
  }
  return OUTCOME_WAITS;
}

enum core_outcome operate_restart(struct core *core, struct baton_node *node)
{
  if (!is_below_up(core, node)) {
    return OUTCOME_ABOVE;
  }
  if (!node_is_up(node) && node->status != BATON_STATUS_SUSPENDED) {
    bool failing = node->stop == BATON_STOP_START_TIMEOUT || node->stop == BATON_STOP_WATCHDOG;
    if (failing) { /* it comes back once it is down; a member, with its group */
      node->stop = node_has(node, BATON_NODE_MEMBER) ? BATON_STOP_GROUP : BATON_STOP_RESTART;
    } else {
      (void)operate_start(core, node);
    }
  } else if (node_has(node, BATON_NODE_MEMBER)) {
    /* it will be started again anyway */
  } else if (strategy_reaches(core, node)) {
    node->start_cause = BATON_CAUSE_OPERATOR;
    join_group(core, node);
  } else {
    stop_node(core, node, BATON_STOP_RESTART, stop_limit(core, node));
  }
  return OUTCOME_WAITS;
}

/* While suspended, start timeouts stand still and nothing is started. */
static void suspend_child(struct core *core, struct baton_node *node)
{
  if (node_has(node, BATON_NODE_SUSPENDED) || node->stop != BATON_STOP_NONE ||
      node_has(node, BATON_NODE_COVERED)) {
    return;
  }
  if (node->status == BATON_STATUS_PENDING) {
    node_set(node, BATON_NODE_SUSPENDED);
  } else if (node->process == BATON_PROCESS_ALIVE) {
    node_set(node, BATON_NODE_SUSPENDED);
    if (node->start_limit_ms != CORE_NEVER) {
      node->start_limit_ms -= core_now(core);
    }
    tree_status(core, node, BATON_STATUS_SUSPENDED);
    core_act_on(core, ACT_SIGNAL, node, CORE_SIGSTOP, ACTION_SESSION);
  }
}

static void resume_child(struct core *core, struct baton_node *node)
{
  if (!node_has(node, BATON_NODE_SUSPENDED)) {
    return;
  }
  node_clear(node, BATON_NODE_SUSPENDED);
  if (node->status == BATON_STATUS_SUSPENDED) {
    if (node->start_limit_ms != CORE_NEVER) {
      node->start_limit_ms += core_now(core);
    }
    bool ready = node_has(node, BATON_NODE_READY);
    tree_status(core, node, ready ? BATON_STATUS_RUNNING : BATON_STATUS_STARTING);
    core_act_on(core, ACT_SIGNAL, node, CORE_SIGCONT, ACTION_SESSION);
  } else {
    core_add_work(core, node, BATON_WORK_START);
  }
}

/* The last node below `top`, and the one before `node` in the reverse of the line's order. */
static const struct baton_node *last_below(const struct core *core, const struct baton_node *top)
{
  while (node_is_supervisor(top) && node_supervisor(core, top)->last != BATON_NONE) {
    top = node_at(core, node_supervisor(core, top)->last);
  }
  return top;
}

static const struct baton_node *before(const struct core *core, const struct baton_node *node)
{
  if (node->previous != BATON_NONE) {
    return last_below(core, node_at(core, node->previous));
  }
  return node_at(core, node->parent);
}

enum core_outcome operate_suspend(struct core *core, struct baton_node *top)
{
  if (!is_below_up(core, top)) {
    return OUTCOME_ABOVE;
  }
  for (const struct baton_node *node = last_below(core, top);; node = before(core, node)) {
    if (!node_is_supervisor(node)) {
      suspend_child(core, node_edit(core, node));
    }
    if (node == top) {
      return OUTCOME_DONE;
    }
  }
}

enum core_outcome operate_resume(struct core *core, struct baton_node *top)
{
  for (const struct baton_node *node = top; node != NULL; node = tree_next(core, top, node)) {
    if (!node_is_supervisor(node)) {
      resume_child(core, node_edit(core, node));
    }
  }
  return OUTCOME_DONE;
}
