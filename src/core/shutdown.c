/* The container's own end: what began it, the drain, the exit code.
 *
 * Owns state->life, the cause (fixed in the step that begins the shutdown) and the one second
 * during which KILLs may go unanswered.
 */
#include "state.h"

#include <baton/status.h>

#include <stddef.h>

#define DRAIN_CLASSIC_MS 2000U /* a classic init's, if the line says nothing */

void shutdown_asked(struct core *core)
{
  if (core->state->grace_end_ms == CORE_NEVER) {
    state_edit(core)->grace_end_ms = core_after_ms(core, core->globals->grace_ms);
  }
}

void shutdown_begin(struct core *core, enum baton_shutdown cause, const struct baton_end *end)
{
  struct baton_state *state = state_edit(core);
  state->life = BATON_LIFE_SHUTDOWN;
  state->cause_kind = (uint8_t)cause;
  if (end != NULL) {
    state->cause_end = *end;
    state->cause_node = end->cause;
  }
  shutdown_asked(core);
  state->late_left_ms = SHUTDOWN_LATE_MS;
  state->late_until_ms = core_now(core);
  request_abandon(core);
  core_add_note(core, NOTE_SHUTDOWN, end == NULL ? NULL : node_at(core, end->cause),
                (uint64_t)cause);
  stop_supervisor(core, node_edit_supervisor(core, core->nodes), state->grace_end_ms);
}

/* Stages that overlap in time share it. */
void shutdown_late(struct core *core, int64_t limit_ms)
{
  int64_t from = core_later(limit_ms, core->state->late_until_ms);
  if (core->state->life != BATON_LIFE_SHUTDOWN || core_now(core) <= from) {
    return;
  }
  struct baton_state *state = state_edit(core);
  int64_t used = core_earlier(core_now(core) - from, state->late_left_ms);
  state->late_left_ms -= (uint32_t)used;
  state->late_until_ms = core_now(core);
  for (uint32_t i = 0; i < core->table->supervisors.count; i++) {
    (void)node_edit_at(core, core->supervisors[i].node); /* armed anew */
  }
}

/* --- the exit code --- */

static uint32_t code_of_end(const struct baton_end *end)
{
  if ((end->flags & BATON_END_SUCCESS) != 0) {
    return (end->flags & BATON_END_TRIPPED) != 0 ? BATON_EXIT_TRIPPED : 0;
  }
  switch ((enum baton_reason)end->reason) {
  case BATON_REASON_NONE: return 0;
  case BATON_REASON_EXIT:
  case BATON_REASON_EXEC: return end->code;
  case BATON_REASON_SPAWN: return BATON_EXIT_CANNOT;
  case BATON_REASON_START_TIMEOUT:
  case BATON_REASON_DEPENDENCY: return BATON_EXIT_START;
  case BATON_REASON_WATCHDOG:
    return BATON_EXIT_SIGNAL + (end->signal != 0 ? end->signal : (uint32_t)CORE_SIGABRT);
  case BATON_REASON_SIGNAL:
  case BATON_REASON_STOP_TIMEOUT:
  case BATON_REASON_OOM: break;
  }
  return BATON_EXIT_SIGNAL + (uint32_t)end->signal;
}

static uint32_t exit_code(const struct baton_state *state)
{
  switch ((enum baton_shutdown)state->cause_kind) {
  case BATON_SHUTDOWN_END:
  case BATON_SHUTDOWN_DONE: return code_of_end(&state->cause_end);
  case BATON_SHUTDOWN_OPERATOR: return state->code;
  case BATON_SHUTDOWN_NONE:
  case BATON_SHUTDOWN_SIGNAL: break;
  }
  return state->killed ? BATON_EXIT_KILLED : 0;
}

static void say_finish(struct core *core)
{
  struct baton_action action = {
      .kind = ACT_FINISH, .slot = BATON_NONE, .value = exit_code(core->state)};
  struct baton_state *state = state_edit(core);
  state->life = BATON_LIFE_FINISHED;
  state->drain_limit_ms = CORE_NEVER;
  state->drain_ask_ms = 0;
  core_act(core, &action);
}

/* --- the drain --- */

static void drain(struct core *core, uint8_t signal)
{
  struct baton_action action = {.kind = ACT_DRAIN, .signal = signal, .slot = BATON_NONE};
  core_act(core, &action);
}

static int64_t drain_limit(const struct core *core)
{
  bool given = core->globals->drain_ms != BATON_NONE;
  bool classic = core_is_classic(core);
  if (!given && !classic) {
    return core->state->grace_end_ms;
  }
  int64_t limit = core_after_ms(core, given ? core->globals->drain_ms : DRAIN_CLASSIC_MS);
  return given && classic ? limit : core_earlier(limit, core->state->grace_end_ms);
}

static void ask_left(struct core *core)
{
  struct baton_state *state = state_edit(core);
  state->drain_stage = BATON_DRAIN_ASKED;
  state->drain_ask_ms = 0;
  drain(core, CORE_SIGTERM);
}

static void kill_left(struct core *core)
{
  struct baton_state *state = state_edit(core);
  state->drain_stage = BATON_DRAIN_KILLED;
  state->drain_ask_ms = 0;
  state->drain_limit_ms = core_after_ms(core, state->late_left_ms);
  drain(core, CORE_SIGKILL);
}

/* Like a sweep it begins by only waiting, but not under the name of a program that does not. */
static void begin_drain(struct core *core)
{
  struct baton_state *state = state_edit(core);
  bool waits = core->globals->personality == BATON_PERSONALITY_BATON;
  state->drain_limit_ms = drain_limit(core);
  int64_t ask_ms = stop_first_wait(core, state->drain_limit_ms);
  if (waits && ask_ms > core_now(core)) {
    state->drain_stage = BATON_DRAIN_WAITS;
    state->drain_ask_ms = ask_ms;
    drain(core, 0);
  } else {
    ask_left(core);
  }
}

void shutdown_down(struct core *core)
{
  struct baton_state *state = state_edit(core);
  tree_status(core, node_edit(core, core->nodes), BATON_STATUS_STOPPED);
  if ((core->globals->flags & BATON_GLOBAL_DRAIN) == 0) {
    say_finish(core);
    return;
  }
  state->life = BATON_LIFE_DRAIN;
  if (state->forced) {
    kill_left(core);
  } else {
    begin_drain(core);
  }
}

void shutdown_drained(struct core *core, uint32_t left)
{
  const struct baton_state *state = core->state;
  if (state->life != BATON_LIFE_DRAIN) {
    core_drop(core);
  } else if (left == 0) {
    say_finish(core);
  } else if (state->drain_stage == BATON_DRAIN_ASKED) {
    state_edit(core)->drain_stage = BATON_DRAIN_SEEN;
    core_add_note(core, NOTE_DRAIN, NULL,
                  (uint64_t)core_later(state->drain_limit_ms - core_now(core), 0));
  }
}

void shutdown_timer(struct core *core)
{
  const struct baton_state *state = core->state;
  if (core_moment(state->drain_ask_ms) <= core_now(core)) {
    if (core_is_classic(core) && state->stop_asked == 0) {
      child_suspect(core, node_edit_at(core, core->supervisors[0].first));
    }
    ask_left(core);
  }
  if (state->drain_limit_ms > core_now(core)) {
    return;
  }
  if (state->drain_stage == BATON_DRAIN_KILLED) {
    say_finish(core);
  } else {
    kill_left(core);
  }
}

/* --- now --- */

static void force_node(struct core *core, const struct baton_node *at)
{
  if (node_is_supervisor(at) && node_supervisor(core, at)->mode != BATON_MODE_NONE) {
    struct baton_supervisor *supervisor = node_edit_supervisor(core, at);
    supervisor->budget_end_ms = core_earlier(supervisor->budget_end_ms, core_now(core));
    supervisor->stage_limit_ms = core_earlier(supervisor->stage_limit_ms, core_now(core));
  } else if (at->process != BATON_PROCESS_NONE && !node_has(at, BATON_NODE_KILLED)) {
    struct baton_node *node = node_edit(core, at);
    if (!node_is_terminal(node)) {
      node->stop = BATON_STOP_ASKED;
      tree_status(core, node, BATON_STATUS_STOPPING);
    }
    node_clear(node, BATON_NODE_SUSPENDED);
    node_set(node, BATON_NODE_SIGNALLED);
    stop_kill(core, node);
  }
}

void shutdown_force(struct core *core)
{
  struct baton_state *state = state_edit(core);
  if (state->life == BATON_LIFE_UP) {
    shutdown_begin(core, BATON_SHUTDOWN_SIGNAL, NULL);
  }
  if (state->forced || state->life < BATON_LIFE_SHUTDOWN) {
    return;
  }
  state->forced = 1;
  state->grace_end_ms = core_now(core);
  core_add_note(core, NOTE_FORCED, NULL, 0);
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    force_node(core, node_at(core, i));
  }
  if (state->life == BATON_LIFE_DRAIN && state->drain_stage != BATON_DRAIN_KILLED) {
    kill_left(core);
  }
}
