/* What baton should do, by a second reader of SUPERVISION.md.
 *
 * A model of a root with up to three children that are told of the same events as the core, keeps
 * books of its own, and says after each event exactly which actions are due, which statuses hold
 * and when the next deadline is. It never sees the core's memory: what the core thinks is not
 * evidence. The plan is the oracle's own copy, too.
 */
#ifndef EXPLORE_ORACLE_H
#define EXPLORE_ORACLE_H

#include "core/core.h"

#define KIDS_MAX    3U
#define WINDOW_MAX  2U /* the largest breaker and intensity in any scene */
#define STOP_SIGNAL CORE_SIGTERM

/* The line that is explored. */
struct scene {
  uint32_t count; /* children */
  uint8_t strategy;
  uint8_t auto_shutdown;
  uint8_t policy[KIDS_MAX];
  bool optional[KIDS_MAX];
  bool oneshot[KIDS_MAX];
  bool ready_fd[KIDS_MAX];
  uint32_t breaker_limit, breaker_ms;
  uint32_t intensity_limit, intensity_ms; /* BATON_NONE: unlimited */
  uint32_t delay_ms, delay_max_ms, factor_centi, reset_ms;
  uint32_t stop_ms, start_ms, grace_ms, drain_ms;
};

enum kernel { K_NONE, K_SPAWNING, K_ALIVE, K_ENDED };

/* What the stop of a child is for. */
enum want { WANT_NOTHING, WANT_DOWN, WANT_BACK, WANT_GROUP, WANT_FAIL };

struct record {
  uint8_t reason, code, signal;
  bool success, tripped;
};

struct restart {
  int64_t at_ms;
  uint32_t kid;
  bool used, sticky;
};

struct kid {
  int64_t due_ms;    /* pending: not before */
  int64_t pended_ms; /* since when */
  int64_t kill_ms;   /* KILL is due */
  int64_t look_ms;   /* the next look of a sweep */
  int64_t limit_ms;  /* start timeout */
  int64_t ready_ms;
  int64_t since_ms; /* first of a row of transient failures */
  struct restart window[WINDOW_MAX];
  struct record end;
  uint32_t run, generation, order, delay_ms, k, retry_k, look_delay_ms;
  uint8_t status; /* enum baton_status */
  uint8_t kernel, want;
  bool wanted, now, member, covered, staged, signalled, killed;
  bool satisfied, settled, ready, retrying, left, answer, woken;
};

enum life { LIFE_UP, LIFE_SHUTDOWN, LIFE_DRAIN, LIFE_FINISHED };

enum group { GROUP_NONE, GROUP_STOPPING, GROUP_WAITING, GROUP_STARTING };

enum mode { MODE_NONE, MODE_GROUP, MODE_FULL };

struct oracle {
  int64_t now_ms;
  int64_t stepped_ms; /* of the last event: times after it are still to come */
  int64_t timer_ms;   /* of the last TIMER */
  int64_t group_due_ms, stage_limit_ms, grace_end_ms, drain_at_ms, late_until_ms, int_ms;
  struct kid kids[KIDS_MAX];
  struct restart intensity[WINDOW_MAX];
  uint32_t late_left_ms, orders, code;
  uint32_t reach; /* of the group restart */
  uint8_t status; /* the root's */
  uint8_t life, group, mode;
  bool by_cause, killed, forced, drain_killed, drain_answer;
};

/* The actions that one event must bring, and no others. */
struct expected {
  uint32_t spawns[KIDS_MAX];
  uint32_t stops[KIDS_MAX];
  uint32_t kills[KIDS_MAX];
  uint32_t looks[KIDS_MAX];  /* SWEEP without a signal */
  uint32_t sweeps[KIDS_MAX]; /* with the stop signal */
  uint32_t sweep_kills[KIDS_MAX];
  uint32_t drains, drain_kills, finishes;
};

void oracle_begin(struct oracle *oracle, const struct scene *scene, int64_t now_ms);
/* `expected` comes in with the SPAWNs that were seen: one whose time is over, but whose TIMER has
 * not come yet, may happen or not, and the oracle goes along. Everything else it says itself. */
void oracle_event(struct oracle *oracle, const struct scene *scene, const struct event *event,
                  struct expected *expected);
int64_t oracle_deadline(const struct oracle *oracle, const struct scene *scene);

#endif
