/* What baton should do, by a second reader of supervision.md.
 *
 * A model of a tree of up to four children, with supervisors in supervisors, that is told of the
 * same events as the core, keeps books of its own, and says after each event exactly which actions
 * are due, which statuses hold and when the next deadline is. It never sees the core's memory: what
 * the core thinks is not evidence. The plan is the oracle's own copy, too.
 */
#ifndef EXPLORE_ORACLE_H
#define EXPLORE_ORACLE_H

#include "core/core.h"

#define LEAVES_MAX  4U
#define NODES_MAX   13U /* the root, and each leaf in two supervisors of its own */
#define WINDOW_MAX  5U  /* the largest breaker and intensity in any scene */
#define STOP_SIGNAL CORE_SIGTERM

/* The line that is explored. Nodes have the core's numbers: 0 is the root, and a supervisor comes
 * before its children, which come in the line's order. */
struct scene {
  uint32_t count; /* nodes */
  uint8_t parent[NODES_MAX];
  bool supervisor[NODES_MAX];
  uint8_t strategy[NODES_MAX]; /* of supervisors */
  uint8_t policy[NODES_MAX];   /* of children */
  uint32_t after[NODES_MAX];   /* explicit: a set of earlier siblings; 0 is the one before */
  bool apart[NODES_MAX];       /* --after=none */
  bool optional[NODES_MAX];
  bool oneshot[NODES_MAX];
  bool ready_fd[NODES_MAX];
  uint8_t auto_shutdown;
  bool reverse;  /* --stop-order=reverse everywhere */
  bool implicit; /* no --strategy was given: supervisors are not restarted */
  uint32_t breaker_limit, breaker_ms;
  uint32_t intensity_limit, intensity_ms; /* BATON_NONE: unlimited */
  uint32_t delay_ms, delay_max_ms, factor_centi, reset_ms;
  uint32_t stop_ms; /* BATON_NONE: a share of the grace */
  uint32_t start_ms, grace_ms, drain_ms;
  /* what follows from the line: scene_derive() */
  uint8_t stage[NODES_MAX];        /* among its siblings */
  uint32_t explicit_ms[NODES_MAX]; /* what the stop of a node needs: explicit time ... */
  uint32_t shares[NODES_MAX];      /* ... and shares of the rest */
  uint32_t window_ms[NODES_MAX];   /* of its own breaker */
};

void scene_derive(struct scene *scene);

enum kernel { K_NONE, K_SPAWNING, K_ALIVE, K_ENDED };

/* What the stop of a node is for. */
enum want { WANT_NOTHING, WANT_DOWN, WANT_BACK, WANT_GROUP, WANT_FAIL };

struct record {
  uint8_t reason, code, signal;
  bool success, tripped;
};

struct restart {
  int64_t at_ms;
  uint8_t node;
  bool used, sticky;
};

enum group { GROUP_NONE, GROUP_STOPPING, GROUP_WAITING, GROUP_STARTING };

enum mode { MODE_NONE, MODE_GROUP, MODE_FULL };

/* The books of one node; what only a supervisor has is at the end. */
struct book {
  int64_t due_ms;    /* pending: not before */
  int64_t pended_ms; /* since when */
  int64_t kill_ms;   /* KILL is due */
  int64_t look_ms;   /* the next look of a sweep */
  int64_t limit_ms;  /* start timeout */
  int64_t ready_ms;
  int64_t since_ms; /* first of a row of transient failures */
  int64_t group_due_ms, stage_limit_ms, budget_end_ms;
  struct restart window[WINDOW_MAX];
  struct restart intensity[WINDOW_MAX];
  struct record end;
  uint32_t run, generation, order, delay_ms, k, retry_k, look_delay_ms;
  uint8_t status; /* enum baton_status */
  uint8_t kernel, want;
  bool wanted, now, member, covered, staged, signalled, killed;
  bool satisfied, settled, ready, retrying, left, answer, woken;
  uint8_t group, mode;
  uint8_t reach; /* of the group restart: its first node */
};

enum life { LIFE_UP, LIFE_SHUTDOWN, LIFE_DRAIN, LIFE_FINISHED };

struct oracle {
  int64_t now_ms;
  int64_t stepped_ms; /* of the last event: times after it are still to come */
  int64_t timer_ms;   /* of the last TIMER */
  int64_t grace_end_ms, drain_at_ms, late_until_ms, int_ms;
  uint32_t late_left_ms, orders, code;
  uint8_t life;
  bool by_cause, killed, forced, drain_killed, drain_answer;
  struct book books[NODES_MAX]; /* the last: what is beyond the scene's count is not kept */
};

/* The actions that one event must bring, and no others. */
struct expected {
  uint8_t spawns[NODES_MAX];
  uint8_t stops[NODES_MAX];
  uint8_t kills[NODES_MAX];
  uint8_t looks[NODES_MAX];  /* SWEEP without a signal */
  uint8_t sweeps[NODES_MAX]; /* with the stop signal */
  uint8_t sweep_kills[NODES_MAX];
  bool regrouped[NODES_MAX]; /* started as a member of a group restart */
  uint32_t drains, drain_kills, finishes;
};

void oracle_begin(struct oracle *oracle, const struct scene *scene, int64_t now_ms);
/* `expected` comes in with what was seen: a SPAWN whose time is over, but whose TIMER has not come
 * yet, may happen or not, and the oracle goes along. Everything else it says itself. */
void oracle_event(struct oracle *oracle, const struct scene *scene, const struct event *event,
                  struct expected *expected);
int64_t oracle_deadline(const struct oracle *oracle, const struct scene *scene);

#endif
