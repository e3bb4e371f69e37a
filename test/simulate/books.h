/* The oracle: what supervision.md wants done after each event, worked out from the line and the
 * events alone. The simulator and the explorer hold the core against it.
 *
 * Owns books of its own. books_take() is told an event, works out the exact set of actions that it
 * asks for, and compares it with the set that was seen. Must not read the core's memory or ask it
 * anything: a core that forgets what it owes is found by what it does not do. Written as plainly as
 * it can be: no counters, no lists, no heap; what can be counted is counted anew each time.
 *
 * What the books hold between two events has no pointers: it can be put away and taken out again.
 */
#ifndef SIMULATE_BOOKS_H
#define SIMULATE_BOOKS_H

#include "core/core.h"
#include "world/tree.h"

#include <stddef.h>

#define BOOKS_NEVER   INT64_MAX
#define BOOKS_EXPECTS 1024U
#define BOOKS_TIMES   255U  /* a delay grows so many times at the most */
#define BOOKS_PASTS   4096U /* restarts that all windows of a line may count */

/* Why an instance (or a supervisor) is being stopped. */
enum goal {
  GOAL_NONE,
  GOAL_DOWN,  /* it stays down */
  GOAL_AGAIN, /* an operator's restart */
  GOAL_GROUP, /* a group restart */
  GOAL_LATE,  /* it was not ready in time */
  GOAL_DOG,   /* its watchdog fired */
};

/* What the kernel was said to hold of a child. */
enum holds { HOLDS_NOTHING, HOLDS_ASKED, HOLDS_ALIVE, HOLDS_REST };

/* How far a group restart is. */
enum group { GROUP_NONE, GROUP_STOPS, GROUP_WAITS, GROUP_STARTS };

/* What a supervisor stops: nothing, the members of its group restart, everything. */
enum scope { SCOPE_NONE, SCOPE_GROUP, SCOPE_ALL };

struct ended {
  int64_t uptime;
  uint32_t cause;
  enum baton_reason reason;
  uint8_t code, signal;
  bool success, tripped, terminal;
};

struct past {
  int64_t at;
  uint32_t slot;
  bool unready; /* stays until that child is ready */
};

/* A window, and its restarts in books.pasts, the oldest first. */
struct history {
  struct baton_window window;
  uint16_t first, count;
};

/* What a command waits for. */
enum asked { ASKED_UP, ASKED_DOWN, ASKED_AGAIN };

/* One line of the books. The first part never changes. */
struct entry {
  uint8_t slot, stage;
  int8_t parent, previous, next, first, last; /* how far away that entry is; 0: there is none */
  bool supervisor, optional, oneshot, gate;

  bool wanted;    /* pending, and nothing but its turn and its time is missing */
  bool at_once;   /* without its --after */
  bool poked;     /* something changed that may let it start */
  bool due_ahead; /* its due time is yet to be told by a TIMER */
  bool satisfied, settled, ready, member, covered, staged, signalled, killed, suspended, retrying,
      daemon;
  bool wake, told_waiters; /* queued */
  bool open;               /* its breaker has tripped, and it is tried now and then */
  bool unseen; /* failed while its group was stopped: auto-shutdown has not looked at it yet */
  uint8_t passes_on; /* it has ended: what those that wait for it were told last */
  bool others_asked; /* at half-time; what follows asks nobody again */
  enum baton_status status;
  enum goal goal;
  enum holds holds;
  enum baton_cause cause;
  uint32_t sibling; /* whose end began the group restart that starts it */
  uint32_t run, generation;
  int64_t due, start_limit, stop_limit, look, ask, spawned, ready_since, retry_since;
  int64_t signal_at; /* the end of its stop's delay */
  uint32_t delay, look_delay, times, retries, place;
  struct ended end;
  struct history restarts;
  uint64_t held;           /* signals that it gets once it can hear them */
  uint32_t client, number; /* who waits to be told; number 0: nobody */
  uint32_t asked_run;
  enum asked asked;

  /* of a supervisor */
  enum scope scope;
  enum group group;
  uint32_t reach; /* of its group restart: from this slot on */
  int64_t budget_end, stage_end;
  struct history intensity;
};

enum phase { PHASE_NEW, PHASE_UP, PHASE_SHUTDOWN, PHASE_DRAIN, PHASE_OVER };

enum drained { DRAINED_NOT, DRAINED_WAITED, DRAINED_ASKED, DRAINED_SEEN, DRAINED_KILLED };

struct memory {
  void *at;
  size_t bytes;
};

struct books {
  /* The line, and what is worked with during one event. */
  const struct tree *tree;
  const struct baton_globals *globals;
  uint32_t count;
  bool classic, classic_asked;
  uint32_t random;
  uint32_t queued; /* marks in the entries */
  struct baton_action expects[BOOKS_EXPECTS];
  uint32_t expected;
  const struct baton_action *seen;
  uint32_t seen_count;
  char ids[TREE_NODES][40];
  struct baton_event asked; /* the operator's command that is being taken; number 0: none */
  enum core_outcome asked_outcome;
  uint32_t asked_run;
  char wrong[160];

  /* What is kept between two events: these, as many entries as there are nodes, and the pasts. */
  int64_t now;
  enum phase phase;
  enum baton_shutdown cause;
  struct ended cause_end;
  uint8_t code;
  bool killed, forced, held_limit;
  int64_t grace_end, drain_limit, drain_ask, late_until, interrupt;
  uint32_t late_left;
  enum drained drained;
  uint32_t places;
  uint32_t past_count; /* that all windows have room for */
  uint64_t warned;
  struct entry entries[TREE_NODES];
  struct past pasts[BOOKS_PASTS];
};

void books_open(struct books *books, const struct tree *tree);
/* False, and `wrong` says why, when what was seen is not what was owed. */
bool books_take(struct books *books, int64_t now, const struct baton_event *event,
                const struct baton_action *seen, uint32_t count);
/* When baton has to be woken; false when `deadline` is not that. */
bool books_deadline(struct books *books, int64_t deadline);
/* Whoever reads the arena sees of its nodes what is in the books; or `wrong` says what not. */
bool books_shown(struct books *books, const struct baton_node *nodes);
/* Compares the environment of the instance that is about to start with what is owed to it. */
bool books_environment(struct books *books, const struct core *core, uint32_t slot);
int64_t books_due(const struct books *books);
/* The exit code, if it ended like this. */
uint32_t books_code(const struct books *books);
/* All that has to be put away of them between two events, to be taken out again. */
#define BOOKS_KEPT 2U
void books_kept(struct books *books, struct memory *kept);
bool books_is_stale(const struct entry *entry, const struct baton_event *event);

/* --- between the files of the oracle --- */

/* books.c */
/* The entry that is so far away in the books, or NULL. */
struct entry *entry_at(const struct entry *entry, int8_t distance);
/* A sibling that it waits for, from 0 on; NULL after the last. */
const struct entry *awaited(const struct books *books, const struct entry *entry, uint32_t i);
void expect(struct books *books, struct baton_action action);
void expect_of(struct books *books, enum core_action kind, const struct entry *entry,
               uint8_t signal, unsigned flags);
void expect_note(struct books *books, enum core_note note, const struct entry *entry,
                 int64_t value);
void queue_wake(struct books *books, struct entry *entry);
void queue_waiters(struct books *books, struct entry *entry);
bool covered_above(const struct books *books, const struct entry *entry);
/* Below `top` in the line's order; NULL after the last. */
struct entry *next_below(struct entry *top, struct entry *entry);

/* starts.c */
void pend(struct books *books, struct entry *entry, int64_t due);
void wake(struct books *books, struct entry *entry);
void wake_waiters(struct books *books, struct entry *entry);
bool passes_on(struct books *books, struct entry *entry);
bool start_if_due(struct books *books, struct entry *entry);
void has_settled(struct books *books, struct entry *entry);
void satisfy(struct books *books, struct entry *entry);
void take_spawned(struct books *books, struct entry *entry, bool set_up);
void take_spawn_failed(struct books *books, struct entry *entry, const struct baton_event *event);
void take_ready(struct books *books, struct entry *entry);
void forget_restarts(struct entry *entry);
void no_process(struct books *books, struct entry *entry);
void end_without_process(struct books *books, struct entry *entry, struct ended end);

/* ends.c */
void take_ended(struct books *books, struct entry *entry, const struct baton_event *event);
void take_swept(struct books *books, struct entry *entry, uint32_t left);
void is_daemon(struct books *books, struct entry *entry);
void write_end(struct books *books, struct entry *entry, const struct baton_event *event);
void has_ended(struct books *books, struct entry *entry);
void consider_shutdown(struct books *books, struct entry *entry);
/* Does it count for auto-shutdown? */
bool counts(const struct entry *entry);
void fail_dependency(struct books *books, struct entry *entry, const struct entry *culprit);
void end_supervisor(struct books *books, struct entry *entry, const struct ended *end,
                    enum baton_shutdown cause);
bool is_done(const struct books *books, const struct entry *entry);
struct ended sum_of_ends(const struct entry *entry);
void age_restarts(struct books *books, struct entry *entry);
uint32_t delay_of(const struct books *books, const struct entry *entry, uint32_t times);

/* groups.c */
void begin_group(struct books *books, struct entry *supervisor, struct entry *trigger);
void join_group(struct entry *entry);
void leave_group(struct books *books, struct entry *entry);
void started_by_group(struct entry *entry);
bool join_gates(const struct books *books, struct entry *supervisor, const struct entry *trigger);
void group_is_down(struct books *books, struct entry *supervisor);
void let_members_wait(struct books *books, struct entry *supervisor);
bool in_reach(const struct entry *entry);
bool is_there(const struct entry *entry);
void stop_for_group(struct books *books, struct entry *supervisor);

/* stops.c */
void begin_stop(struct books *books, struct entry *entry, enum goal goal, int64_t limit);
void stop_everything(struct books *books, struct entry *supervisor, int64_t budget_end);
bool advance(struct books *books, struct entry *supervisor);
void is_down(struct books *books, struct entry *entry);
void uncover(struct entry *entry);
void end_delay(struct books *books, struct entry *entry);
void send_stop(struct books *books, struct entry *entry, uint8_t signal);
void send_kill(struct books *books, struct entry *entry);
void ask_others(struct books *books, struct entry *entry);
void begin_sweep(struct books *books, struct entry *entry);
void send_sweep(struct books *books, struct entry *entry);
int64_t own_limit(const struct books *books, const struct entry *entry, uint32_t otherwise);
int64_t leave_time(const struct books *books, const struct entry *supervisor);
void leave_behind(struct books *books, struct entry *supervisor);
void stop_is_asked(struct books *books);
void begin_shutdown(struct books *books, enum baton_shutdown cause, const struct ended *end);
void take_drain(struct books *books, uint32_t left);
void drain_asks(struct books *books);
void drain_is_late(struct books *books);
void force(struct books *books);

/* orders.c */
void take_signal(struct books *books, const struct baton_event *event);
void take_held(struct books *books, struct entry *entry);
void take_order(struct books *books, const struct baton_event *event);
void take_shutdown(struct books *books, const struct baton_event *event);
void take_force(struct books *books, const struct baton_event *event);
void take_watchdog(struct books *books, struct entry *entry);
void take_late_start(struct books *books, struct entry *entry);

/* replies.c */
/* A command is about to be carried out; `may` it be, as far as those above are concerned? */
void ask(struct books *books, const struct baton_event *event, const struct entry *entry, bool may);
void ask_for_end(struct books *books, const struct baton_event *event, enum core_outcome outcome);
/* Those that wait, by the statuses there are; all of them, if everything ends. */
void answer_waiting(struct books *books, bool ends);
/* After an event: those that wait, and the command that was taken. */
void answer_all(struct books *books);
void take_gone(struct books *books, uint32_t client);

static inline struct entry *parent_of(const struct entry *entry)
{
  return entry_at(entry, entry->parent);
}

static inline struct entry *previous_of(const struct entry *entry)
{
  return entry_at(entry, entry->previous);
}

static inline struct entry *next_of(const struct entry *entry)
{
  return entry_at(entry, entry->next);
}

static inline struct entry *first_of(const struct entry *entry)
{
  return entry_at(entry, entry->first);
}

static inline struct entry *last_of(const struct entry *entry)
{
  return entry_at(entry, entry->last);
}

static inline const struct plan_node *plan_of(const struct books *books, const struct entry *entry)
{
  return &books->tree->nodes[entry->slot];
}

static inline const struct baton_settings *settings_of(const struct books *books,
                                                       const struct entry *entry)
{
  return &books->tree->settings[entry->slot];
}

static inline bool is_terminal(enum baton_status status)
{
  return status >= BATON_STATUS_STOPPED;
}

static inline bool ended_for_good(const struct entry *entry)
{
  return entry->status == BATON_STATUS_FINISHED || entry->status == BATON_STATUS_FAILED;
}

static inline bool is_up(const struct entry *entry)
{
  return entry->status == BATON_STATUS_STARTING || entry->status == BATON_STATUS_RUNNING;
}

/* What is sent to its group as well, if it is to be. */
static inline unsigned group_flag(const struct books *books, const struct entry *entry)
{
  return settings_of(books, entry)->kill == BATON_KILL_GROUP ? ACTION_GROUP : 0U;
}

static inline int64_t least(int64_t a, int64_t b)
{
  return a < b ? a : b;
}

static inline int64_t most(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

#endif
