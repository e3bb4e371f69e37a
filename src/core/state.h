/* What the core's files share: access to the arena, the queues, and each other's entrances.
 * Private to src/core.
 *
 * Reading and writing. What struct core points to is const; node_at(), node_supervisor() and the
 * like are for reading. A record is written through a pointer that node_edit(),
 * node_edit_supervisor(), state_edit() or, for anything else, undo_edit() returned in this step:
 * they make sure that its old bytes can be had back. So a function whose parameter is not const
 * writes that record, and its caller, who has opened it, says so by its own parameter; one that
 * writes another record than it was given opens it itself. To open a record twice is cheap, to open
 * it and not to write it takes room of the log, to keep the pointer for the next step is wrong.
 *
 * Names. A function begins with the name of its file; the accessors, which are here and in core.c,
 * with what they are of: node_, state_, core_.
 */
#ifndef CORE_STATE_H
#define CORE_STATE_H

#include "undo.h"

/* What must hold, whatever the shell, a child or an operator does. If it does not, that is a bug of
 * baton's: the step is finished without harm, and the shell is told to stop trusting the arena. */
#define CHECK(core, condition)                                                                     \
  do {                                                                                             \
    static const char file[16] = __FILE_NAME__;                                                    \
    if (!(condition)) {                                                                            \
      core_broken(core, file, __LINE__);                                                           \
    }                                                                                              \
  } while (0)

/* core.c */
void core_broken(struct core *core, const char file[16], uint32_t line);

/* A supervisor's own breaker, as a node below its parent (supervision.md, "A supervisor ends"). */
#define SUPERVISOR_BREAKER 5U
/* The shortest time that it looks back. */
#define TREE_LEAST_WINDOW_MS 600000U
/* For how long the KILLs of a shutdown may go unanswered, all together. */
#define SHUTDOWN_LATE_MS 1000U
/* A sweep's looks come 5 ms apart, and then twice as long each time, up to this. */
#define CHILD_LAST_LOOK_MS 250U

/* core.c: a record that this step may write from now on: a node, by its index too, a supervisor's
 * own record, and the one of the supervisor above a node. */
struct baton_node *node_edit(struct core *core, const struct baton_node *node);
struct baton_node *node_edit_at(struct core *core, uint32_t index);
struct baton_supervisor *node_edit_supervisor(struct core *core, const struct baton_node *node);
struct baton_supervisor *node_edit_parent(struct core *core, const struct baton_node *node);

/* The core's own state, of which undo_begin() has kept the old bytes. */
static inline struct baton_state *state_edit(struct core *core)
{
  unsigned char *arena = core->arena;
  return (void *)(arena + ((const unsigned char *)core->state - arena));
}

static inline const struct baton_node *node_at(const struct core *core, uint32_t index)
{
  return &core->nodes[index];
}

static inline uint32_t node_index(const struct core *core, const struct baton_node *node)
{
  return (uint32_t)(node - core->nodes);
}

static inline const struct baton_settings *node_settings(const struct core *core,
                                                         const struct baton_node *node)
{
  return &core->settings[node->settings];
}

static inline bool node_has(const struct baton_node *node, enum baton_node_flag flag)
{
  return (node->flags & (uint32_t)flag) != 0;
}

static inline void node_set(struct baton_node *node, enum baton_node_flag flag)
{
  node->flags |= (uint32_t)flag;
}

static inline void node_clear(struct baton_node *node, enum baton_node_flag flag)
{
  node->flags &= ~(uint32_t)flag;
}

static inline bool node_is_root(const struct core *core, const struct baton_node *node)
{
  return node == core->nodes;
}

/* Of nodes that are in no tree: nothing happens to them. */
static inline bool node_is_free(const struct baton_node *node)
{
  return node->kind == BATON_KIND_FREE;
}

static inline bool node_is_supervisor(const struct baton_node *node)
{
  return node->supervisor != BATON_NONE;
}

/* The supervisor record of a supervisor's node, and the one above any node but the root. */
static inline const struct baton_supervisor *node_supervisor(const struct core *core,
                                                             const struct baton_node *node)
{
  return &core->supervisors[node->supervisor];
}

static inline const struct baton_supervisor *node_parent(const struct core *core,
                                                         const struct baton_node *node)
{
  return node_supervisor(core, node_at(core, node->parent));
}

static inline bool core_is_classic(const struct core *core)
{
  return (core->globals->flags & BATON_GLOBAL_CLASSIC) != 0;
}

static inline int64_t core_now(const struct core *core)
{
  return core->state->now_ms;
}

static inline int64_t core_after_ms(const struct core *core, uint64_t ms)
{
  return core->state->now_ms + (int64_t)ms;
}

/* A time of a record in which 0 says that it is not set. */
static inline int64_t core_moment(int64_t time_ms)
{
  return time_ms == 0 ? CORE_NEVER : time_ms;
}

static inline int64_t core_earlier(int64_t a, int64_t b)
{
  return a < b ? a : b;
}

static inline int64_t core_later(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

static inline bool node_is_terminal(const struct baton_node *node)
{
  return node->status >= BATON_STATUS_STOPPED;
}

/* Ended by itself, not stopped by an operator, and not to be restarted. */
static inline bool node_is_over(const struct baton_node *node)
{
  return node->status == BATON_STATUS_FINISHED || node->status == BATON_STATUS_FAILED;
}

static inline bool node_is_up(const struct baton_node *node)
{
  return node->status == BATON_STATUS_STARTING || node->status == BATON_STATUS_RUNNING;
}

/* core.c: the queues. */
/* Counts an event that changes nothing else. */
void core_drop(struct core *core);
/* Appends to the queue of actions, in which there is always room (layout_actions()). */
void core_act(struct core *core, const struct baton_action *action);
/* Appends an action about the node's present instance. */
void core_act_on(struct core *core, enum core_action kind, const struct baton_node *node,
                 uint8_t signal, unsigned flags);
/* Appends a NOTE about the node, or about the whole if it is NULL; a larger value is BATON_NONE. */
void core_add_note(struct core *core, enum core_note what, const struct baton_node *node,
                   uint64_t value);
/* Has settle() do that for the node in its turn (BATON_LIST_WORDS); what is asked for twice is done
 * once. */
void core_add_work(struct core *core, const struct baton_node *node, enum baton_work what);

/* tree.c: shape, counters, order. */
/* Links the nodes and gives them stages, windows and counters; once, when the arena is made. */
void tree_build(struct core *core, const struct plan *plan);
/* Entries of the restart table that a clause's breaker needs, and that its intensity needs. */
uint32_t tree_breaker_entries(const struct plan *plan, uint32_t index);
uint32_t tree_intensity_entries(const struct plan *plan, uint32_t index);
/* Does the node begin another stage than the sibling before it? */
bool tree_begins_stage(const struct core *core, const struct baton_supervisor *supervisor,
                       const struct baton_node *node);
/* Adds up what the supervisor's stop needs, and how long its own breaker looks back. */
void tree_sum(const struct core *core, struct baton_supervisor *supervisor);
/* Adds a child to the counters of what its status says, or takes it out: `one` is 1, or -1. */
void tree_count(struct baton_supervisor *parent, const struct baton_node *node, uint32_t one);
/* Sets a status and keeps its supervisor's counters. */
void tree_status(struct core *core, struct baton_node *node, enum baton_status status);
/* The node was ready once, or is terminal: its supervisor may become running. */
void tree_settle(struct core *core, struct baton_node *node);
/* Its --after is satisfied for those that wait for it. */
void tree_satisfy(struct core *core, struct baton_node *node);
/* The siblings that it waits for, by a number from 0 on; BATON_NONE after the last. */
uint32_t tree_awaited(const struct core *core, const struct baton_node *node, uint32_t number);
/* Puts a pending node on the list of starts, or fails it with what it waits for; one that has ended
 * passes on what it is told. */
void tree_wake(struct core *core, const struct baton_node *node);
/* The node has ended: works out what it says to those that wait for it, as far as what it waited
 * for itself is concerned; true if that is something else than before. */
bool tree_pass_on(struct core *core, const struct baton_node *node);
/* Looks at those that wait for it, whatever became of it. */
void tree_waiters(struct core *core, const struct baton_node *node);
/* Is a stop of a supervisor above it under way? */
bool tree_covered(const struct core *core, const struct baton_node *node);
/* The next node below `top` in the line's order, or NULL. */
const struct baton_node *tree_next(const struct core *core, const struct baton_node *top,
                                   const struct baton_node *node);
/* Is anything of it alive, its sweep included? */
bool tree_alive(const struct baton_node *node);

enum tree_turn {
  TREE_WAIT,
  TREE_GO,
  TREE_FAILED,
};

/* Does --after let the node start? On TREE_FAILED `culprit` is the sibling that prevents it. */
enum tree_turn tree_turn(const struct core *core, const struct baton_node *node, uint32_t *culprit);

/* timers.c: one heap over all nodes. */
/* The node's times may have changed. */
void timers_arm(struct core *core, const struct baton_node *node);
/* When the node next wants its turn in child_timer() or strategy_timer(), or CORE_NEVER. */
int64_t timers_key(const struct core *core, const struct baton_node *node);
/* The first of all their times, or CORE_NEVER. */
int64_t timers_first(const struct core *core);
/* Puts off every deadline that has not passed by `by_ms`, before the clock goes on by as much. */
void timers_put_off(struct core *core, int64_t by_ms);
/* The node whose time has come, which is not armed any more; or NULL. */
const struct baton_node *timers_take(struct core *core);

/* intensity.c: sliding windows of restarts. */
/* Would one more restart, now, be one too many for the node's breaker, or for the intensity of its
 * supervisor? Both drop what is out of their window. */
bool intensity_breaker_full(struct core *core, struct baton_node *node);
bool intensity_full(struct core *core, struct baton_supervisor *supervisor);
/* Counts one in both windows, which are not full. After an end before readiness (`was_ready` is
 * false) it stays in them until the node is ready. */
void intensity_count(struct core *core, struct baton_node *node, bool was_ready);
/* The node is ready: all its restarts age from now on. */
void intensity_ready(struct core *core, const struct baton_node *node);
/* Forgets the node's restarts, its backoff and its row of failed starts; and that its breaker is
 * open. */
void intensity_clear(struct baton_node *node);
/* The same, if its breaker is open. */
void intensity_close(struct baton_node *node);
/* The limit and the window of the node's breaker; a supervisor's is fixed. */
struct baton_window intensity_breaker(const struct core *core, const struct baton_node *node);

/* backoff.c: delays. */
/* Milliseconds before a restart that k others came before, jitter by `random` included; at most
 * MAX. */
uint32_t backoff_delay(const struct baton_settings *settings, uint32_t k, uint32_t random);
/* The delay before the node's next restart, which is counted. */
uint32_t backoff_next(const struct core *core, struct baton_node *node);
/* An instance ends: if it was ready for long enough the next delay is INITIAL again. */
void backoff_settle(const struct core *core, struct baton_node *node);

/* child.c: one child's machine. The events of its instance, which are not stale; and its time. */
/* It has a process: ready at once, or with a start limit, or stopped if that was asked meanwhile.
 */
void child_spawned(struct core *core, struct baton_node *node, bool in_set_up);
/* There is no process: tried again after a delay if the failure is transient, else an end. */
void child_spawn_failed(struct core *core, struct baton_node *node,
                        const struct baton_event *event);
/* A classic init is asked to stop while it tries again and again to make its process: the signal
 * counts as that process's end. */
void child_end_unstarted(struct core *core, struct baton_node *node, uint8_t signal);
/* Ready, unless it was before, is a oneshot, or is being stopped: then the event is dropped. */
void child_ready(struct core *core, struct baton_node *node);
/* The main process ended: writes the end record, says what it means, and begins the sweep. */
void child_ended(struct core *core, struct baton_node *node, const struct baton_event *event);
/* What it has left is still there, though it was waited for: if it ended with 0 at once, unasked,
 * it runs in the background, which is told once. The last end of a oneshot or of one that has no
 * process yet says nothing. */
void child_suspect(struct core *core, struct baton_node *node);
/* A look found so many processes left. 0: the child is down; else the next look is armed. */
void child_swept(struct core *core, struct baton_node *node, uint32_t left);
/* Its watchdog fired: it is stopped with ABRT, a failure of its own. */
void child_watchdog(struct core *core, struct baton_node *node);
/* One of its times has come: its delayed signal, half-time, a look, KILL, the start limit, or the
 * start that it waits for. */
void child_timer(struct core *core, struct baton_node *node);
/* Starts a pending node if nothing speaks against it; else what does comes back here later. */
void child_start(struct core *core, struct baton_node *node);
/* Makes a node pending: it starts at `due_ms`, or when its turn comes. */
void child_pend(struct core *core, struct baton_node *node, int64_t due_ms);

/* strategy.c: what an end means for others. */
/* A child's main process ended, or a supervisor is down; node->end says how. */
void strategy_ended(struct core *core, struct baton_node *node);
/* It is never started, because the node `culprit` will never be ready. */
void strategy_fail_dependency(struct core *core, struct baton_node *node, uint32_t culprit);
/* Ends the supervisor if nothing below it is alive, pending or stopped by an operator. */
void strategy_done(struct core *core, struct baton_supervisor *supervisor);
/* All that a group restart had to stop is down: each member starts at its own due time. */
void strategy_group_stopped(struct core *core, struct baton_supervisor *supervisor);
/* One of the supervisor's times has come: a stage that is left behind, its start. */
void strategy_timer(struct core *core, struct baton_supervisor *supervisor);
/* The node is stopped and started with the group from now on. */
void strategy_join(struct baton_supervisor *supervisor, struct baton_node *node);
/* The gates to which a member's wait leads are members, too, and run again first; `trigger` is who
 * began it. True if the stop has to wait for what one of them has left. */
bool strategy_gates(struct core *core, struct baton_supervisor *supervisor,
                    const struct baton_node *trigger);
/* The node is no member any more, if it was one; with the last one the group restart is over. */
void strategy_leave(struct core *core, struct baton_node *node);
/* It is started, which takes it out of the set and makes it satisfy nobody until it is ready. */
void strategy_started(struct core *core, struct baton_node *node);
/* The group is down, and each member starts when its time and its turn have come. */
void strategy_pend_members(struct core *core, const struct baton_supervisor *supervisor);
/* Would its supervisor's present group restart take the node in? */
bool strategy_reaches(const struct core *core, const struct baton_node *node);

/* stop.c: stages, deadlines, KILL. */

/* The time that a stage or a chain of stages asks for: explicit stop timeouts with their delays,
 * and a share of the rest of the budget for each stage with a child that has none. */
struct stop_need {
  uint32_t explicit_ms;
  uint32_t shares;
};

/* Adds a node's need to that of its stage. */
void stop_need_add(const struct core *core, const struct baton_node *node, struct stop_need *stage);
/* Begins a stop of everything below the supervisor, or makes the one under way end by then. */
void stop_supervisor(struct core *core, struct baton_supervisor *supervisor, int64_t budget_end_ms);
/* Begins the stop of a group restart's members, which are covered, or goes back to the last. */
void stop_group(struct core *core, struct baton_supervisor *supervisor);
/* If the stage at hand is down: begins the next one, or the stop is complete. */
void stop_advance(struct core *core, struct baton_supervisor *supervisor);
/* Stops one node, KILL at `limit_ms`, or joins its stop under way; `why` says what comes after. */
void stop_node(struct core *core, struct baton_node *node, enum baton_stop why, int64_t limit_ms);
/* Sends the stop signal, followed by CONT; once to an instance. */
void stop_signal(struct core *core, struct baton_node *node, uint8_t signal);
/* Nothing is left of the node: what its stop was for decides what becomes of it. */
void stop_down(struct core *core, struct baton_node *node);
/* A stop above the node waits for it no longer. */
void stop_uncover(struct core *core, struct baton_node *node);
/* KILL to the main process, or to what a sweep has found; to one that is being started, later. */
void stop_kill(struct core *core, struct baton_node *node);
/* What is left of an instance is waited for, or gets KILL if KILL was due. */
void stop_sweep(struct core *core, struct baton_node *node);
/* Whoever was only waited for gets the stop signal: the child after its delay, at half-time the
 * others, after its end what it has left. */
void stop_ask(struct core *core, struct baton_node *node);
/* How long what has until `limit_ms` is only waited for. */
int64_t stop_first_wait(const struct core *core, int64_t limit_ms);
/* When KILL is due for what a child leaves, and for one that has not started well: without a delay.
 * `otherwise` is in milliseconds. */
int64_t stop_own_limit(const struct core *core, const struct baton_node *node, uint32_t otherwise);
/* When the stage at hand is left behind because KILL had no answer, or CORE_NEVER. */
int64_t stop_leave_ms(const struct core *core, const struct baton_supervisor *supervisor);
/* Leaves it behind. */
void stop_leave(struct core *core, const struct baton_supervisor *supervisor);

/* shutdown.c: the container's own end. */
/* A stop is asked for: from now on the whole of it may take --grace. Later ones change nothing. */
void shutdown_asked(struct core *core);
/* The container ends. What ends later changes neither `cause` nor `end` (NULL: no child's). */
void shutdown_begin(struct core *core, enum baton_shutdown cause, const struct baton_end *end);
/* Every node is down or left behind: the drain, or FINISH. */
void shutdown_down(struct core *core);
/* KILL to everything, at once. */
void shutdown_force(struct core *core);
/* The drain found so many processes; 0: FINISH. */
void shutdown_drained(struct core *core, uint32_t left);
/* One of the drain's times is up: TERM, KILL, and the next time FINISH. */
void shutdown_timer(struct core *core);
/* Charges what was waited beyond `limit_ms` to the one second for unanswered KILLs. */
void shutdown_late(struct core *core, int64_t limit_ms);

/* request.c: who is told what became of a command. */

/* What a command waits for (baton_node.want). */
enum request_want {
  WANT_UP,    /* it is running; a oneshot: it finished */
  WANT_DOWN,  /* nothing of it is left */
  WANT_AGAIN, /* another instance than the present one is up */
  WANT_COUNT,
};

/* Tells who asked; nobody, if the event's number is 0. */
void request_answer(struct core *core, const struct baton_event *event, enum core_outcome outcome);
/* A command on a node of that run was carried out, as far as it could be: it is answered, or
 * waits. */
void request_take(struct core *core, const struct baton_event *event, uint32_t run,
                  enum core_outcome outcome);
/* The step leaves the node in a status for which its request may have waited. */
void request_tell(struct core *core, struct baton_node *node);
/* A client's death frees what it asked for, and nothing else. */
void request_forget(struct core *core, uint32_t client);
/* Everything ends: nothing that was asked for will be done. */
void request_abandon(struct core *core);

/* operate.c: signals to baton, and operators. A command says what became of it, if that is known.
 */
/* A signal to baton: mapped, then forwarded, dropped with a note, or a shutdown. */
void operate_signal(struct core *core, const struct baton_event *event);
/* A child can hear signals now: it gets those that came before. */
void operate_held(struct core *core, struct baton_node *node);
enum core_outcome operate_start(struct core *core, struct baton_node *node);
enum core_outcome operate_stop(struct core *core, struct baton_node *node);
enum core_outcome operate_restart(struct core *core, struct baton_node *node);
enum core_outcome operate_suspend(struct core *core, struct baton_node *top);
enum core_outcome operate_resume(struct core *core, struct baton_node *top);

#endif
