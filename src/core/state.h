/* What the core's files share: access to the arena, the queues, and each other's entrances.
 * Private to src/core.
 *
 * Reading and writing. What struct core points to is const; node_at(), supervisor_of() and the like
 * are for reading. A record is written through a pointer that node_edit(), supervisor_edit(),
 * state_edit() or, for anything else, undo_edit() returned in this step: they make sure that its
 * old bytes can be had back. So a function whose parameter is not const writes that record, and its
 * caller, who has opened it, says so by its own parameter; one that writes another record than it
 * was given opens it itself. To open a record twice is cheap, to open it and not to write it is
 * harmless, to keep the pointer for the next step is wrong.
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
struct baton_supervisor *supervisor_edit(struct core *core, const struct baton_node *node);
struct baton_supervisor *parent_edit(struct core *core, const struct baton_node *node);

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

static inline const struct baton_settings *settings_of(const struct core *core,
                                                       const struct baton_node *node)
{
  return &core->settings[node->settings];
}

static inline bool has(const struct baton_node *node, enum baton_node_flag flag)
{
  return (node->flags & (uint32_t)flag) != 0;
}

static inline void set(struct baton_node *node, enum baton_node_flag flag)
{
  node->flags |= (uint32_t)flag;
}

static inline void clear(struct baton_node *node, enum baton_node_flag flag)
{
  node->flags &= ~(uint32_t)flag;
}

static inline bool is_root(const struct core *core, const struct baton_node *node)
{
  return node == core->nodes;
}

/* Of nodes that are in no tree: nothing happens to them. */
static inline bool is_free(const struct baton_node *node)
{
  return node->kind == BATON_KIND_FREE;
}

static inline bool is_supervisor(const struct baton_node *node)
{
  return node->supervisor != BATON_NONE;
}

/* The supervisor record of a supervisor's node, and the one above any node but the root. */
static inline const struct baton_supervisor *supervisor_of(const struct core *core,
                                                           const struct baton_node *node)
{
  return &core->supervisors[node->supervisor];
}

static inline const struct baton_supervisor *parent_of(const struct core *core,
                                                       const struct baton_node *node)
{
  return supervisor_of(core, node_at(core, node->parent));
}

static inline bool is_classic(const struct core *core)
{
  return (core->globals->flags & BATON_GLOBAL_CLASSIC) != 0;
}

static inline int64_t now_of(const struct core *core)
{
  return core->state->now_ms;
}

static inline int64_t after_ms(const struct core *core, uint64_t ms)
{
  return core->state->now_ms + (int64_t)ms;
}

static inline int64_t earlier(int64_t a, int64_t b)
{
  return a < b ? a : b;
}

static inline int64_t later(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

static inline bool is_terminal(enum baton_status status)
{
  return status >= BATON_STATUS_STOPPED;
}

/* Ended by itself, not stopped by an operator, and not to be restarted. */
static inline bool ended_for_good(const struct baton_node *node)
{
  return node->status == BATON_STATUS_FINISHED || node->status == BATON_STATUS_FAILED;
}

static inline bool is_up(const struct baton_node *node)
{
  return node->status == BATON_STATUS_STARTING || node->status == BATON_STATUS_RUNNING;
}

/* core.c: the queues, and what counts an event that changes nothing. */
void core_drop(struct core *core);
void act(struct core *core, const struct baton_action *action);
void note(struct core *core, enum core_note what, const struct baton_node *node, uint64_t value);
void work_add(struct core *core, const struct baton_node *node, enum baton_work what);
void start_add(struct core *core, const struct baton_node *node);

/* tree.c: shape, counters, order. */
void tree_build(struct core *core, const struct plan *plan);
/* Entries of the restart table that a clause's breaker needs, and that its intensity needs. */
uint32_t breaker_entries(const struct plan *plan, uint32_t index);
uint32_t intensity_entries(const struct plan *plan, uint32_t index);
/* Does the node begin another stage than the sibling before it? */
bool tree_begins_stage(const struct core *core, const struct baton_supervisor *supervisor,
                       const struct baton_node *node);
/* Adds up what the supervisor's stop needs, and how long its own breaker looks back. */
void tree_sum(const struct core *core, struct baton_supervisor *supervisor);
/* Sets a status and keeps its supervisor's counters. */
void tree_status(struct core *core, struct baton_node *node, enum baton_status status);
/* The node was ready once, or is terminal: its supervisor may become running. */
void tree_settle(struct core *core, struct baton_node *node);
/* Its --after is satisfied for those that wait for it. */
void tree_satisfy(struct core *core, struct baton_node *node);
/* Puts a pending node on the start list, or fails it with what it waits for. */
void tree_wake(struct core *core, const struct baton_node *node);
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
int64_t timers_key(const struct core *core, const struct baton_node *node);
/* The node whose time has come, which is not armed any more; or NULL. */
const struct baton_node *timers_take(struct core *core);

/* intensity.c: sliding windows of restarts. */
bool breaker_full(struct core *core, struct baton_node *node);
bool intensity_full(struct core *core, struct baton_supervisor *supervisor);
void restarts_count(struct core *core, struct baton_node *node, bool was_ready);
void restarts_ready(struct core *core, const struct baton_node *node);
void restarts_clear(struct core *core, struct baton_node *node);
struct baton_window breaker_of(const struct core *core, const struct baton_node *node);

/* backoff.c: delays. */
uint32_t backoff_delay(const struct baton_settings *settings, uint32_t k, uint32_t random);
uint32_t backoff_next(const struct core *core, struct baton_node *node);
void backoff_settle(const struct core *core, struct baton_node *node);

/* child.c: one child's machine. */
void child_spawned(struct core *core, struct baton_node *node);
void child_spawn_failed(struct core *core, struct baton_node *node,
                        const struct baton_event *event);
void child_ready(struct core *core, struct baton_node *node);
void child_ended(struct core *core, struct baton_node *node, const struct baton_event *event);
void child_swept(struct core *core, struct baton_node *node, uint32_t left);
void child_watchdog(struct core *core, struct baton_node *node);
void child_timer(struct core *core, struct baton_node *node);
void node_start(struct core *core, struct baton_node *node);
/* Makes a node pending: it starts at `due_ms`, or when its turn comes. */
void node_pend(struct core *core, struct baton_node *node, int64_t due_ms);

/* strategy.c: what an end means for others. */
void node_ended(struct core *core, struct baton_node *node);
void node_ended_for_good(struct core *core, struct baton_node *node);
void node_fail_dependency(struct core *core, struct baton_node *node, uint32_t culprit);
void supervisor_done(struct core *core, struct baton_supervisor *supervisor);
void group_stopped(struct core *core, struct baton_supervisor *supervisor);
void group_timer(struct core *core, struct baton_supervisor *supervisor);
void group_join(struct baton_supervisor *supervisor, struct baton_node *node);
void group_leave(struct core *core, struct baton_node *node);
bool group_reaches(const struct core *core, const struct baton_node *node);

/* stop.c: stages, deadlines, KILL. */

/* The time that a stage or a chain of stages asks for: explicit stop timeouts, and a share of the
 * rest of the budget for each stage with a child that has none. */
struct stop_need {
  uint32_t explicit_ms;
  uint32_t shares;
};

/* Adds a node's need to that of its stage. */
void stop_need_add(const struct core *core, const struct baton_node *node, struct stop_need *stage);
void stop_supervisor(struct core *core, struct baton_supervisor *supervisor, int64_t budget_end_ms);
void stop_group(struct core *core, struct baton_supervisor *supervisor);
void stop_advance(struct core *core, struct baton_supervisor *supervisor);
void stop_node(struct core *core, struct baton_node *node, enum baton_stop why, int64_t limit_ms);
void stop_signal(struct core *core, struct baton_node *node, uint8_t signal);
void stop_down(struct core *core, struct baton_node *node);
void stop_uncover(struct core *core, struct baton_node *node);
void stop_kill(struct core *core, struct baton_node *node);
void stop_sweep(struct core *core, const struct baton_node *node);
int64_t stop_own_limit(const struct core *core, const struct baton_node *node, uint32_t otherwise);
int64_t stop_leave_ms(const struct core *core, const struct baton_supervisor *supervisor);
void stop_leave(struct core *core, const struct baton_supervisor *supervisor);

/* shutdown.c: the container's own end. */
void shutdown_begin(struct core *core, enum baton_shutdown cause, const struct baton_end *end);
void shutdown_down(struct core *core);
void shutdown_force(struct core *core);
void shutdown_drained(struct core *core, uint32_t left);
void shutdown_timer(struct core *core);
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
void operate_signal(struct core *core, uint8_t signal);
void operate_held(struct core *core, struct baton_node *node);
void operate_classic_limit(struct core *core, struct baton_node *node);
enum core_outcome operate_start(struct core *core, struct baton_node *node);
enum core_outcome operate_stop(struct core *core, struct baton_node *node);
enum core_outcome operate_restart(struct core *core, struct baton_node *node);
enum core_outcome operate_suspend(struct core *core, const struct baton_node *top);
enum core_outcome operate_resume(struct core *core, const struct baton_node *top);

#endif
