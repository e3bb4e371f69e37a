/* Says which invariant is broken when what the core did is not what the books want.
 *
 * Sees actions, core_deadline(), the public fields of nodes (status, generation), and asks the
 * arena's decoder whether everything else is sound.
 */
#ifndef EXPLORE_CHECK_H
#define EXPLORE_CHECK_H

#include "canon.h"

/* Numbers as in src/core/README.md. */
#define INVARIANTS(X)                                                                              \
  X(SPAWN_OVER_LIVE, 1, "SPAWN only when nothing of the last instance is left; its sweep")         \
  X(SPAWN_COVERED, 2, "no SPAWN once a stop covers the child")                                     \
  X(AFTER_FINISH, 3, "after FINISH no event does anything")                                        \
  X(FINISH, 4, "FINISH once, last, with all down and the drain done or over")                      \
  X(SIGNAL_TARGET, 5, "a signal goes to an instance that is alive")                                \
  X(ONE_STOP_SIGNAL, 6, "one stop signal for an instance; KILL after it, once, not too early")     \
  X(STAGES, 7, "a stage stops when the later ones are down; a start in its turn")                  \
  X(STRATEGY, 8, "an end stops those that its strategy says, and no others")                       \
  X(GROUP_MEMBERS, 9, "after a group restart exactly its set is started, each once")               \
  X(BREAKER, 10, "restarts in a window never exceed its limit; the next one gives up")             \
  X(POLICY, 11, "the policies, for each kind of end: the status that follows")                     \
  X(DELAY, 12, "no SPAWN before its delay is over")                                                \
  X(CODE, 13, "the exit code is the first cause's")                                                \
  X(STALE, 14, "stale and duplicate events change counters only")                                  \
  X(GENERATION, 15, "generations rise by one, a transient failure takes none")                     \
  X(BUDGET, 16, "each live child gets its stop signal before KILL, and KILL at its deadline")      \
  X(DEADLINE, 17, "the deadline is the earliest of all that is pending")                           \
  X(BOUNDS, 18, "counters, indices and queues within their bounds")                                \
  X(SHUTDOWN_ENDS, 19, "FINISH within the budget and one second")                                  \
  X(OWED_START, 20, "an owed start happens when it is due")                                        \
  X(WAKE_UP, 21, "while anything is owed there is something to wake up for")

enum invariant {

#define X(name, number, text) INVARIANT_##name,
  INVARIANTS(X)
#undef X
      INVARIANT_COUNT
};

#define FINDING_BYTES 160U

struct finding {
  enum invariant invariant;
  char text[FINDING_BYTES];
};

#define DEED_ACTIONS 64U

/* What the core did in one step. */
struct deed {
  struct baton_action actions[DEED_ACTIONS];
  uint32_t count;
  int64_t deadline;
};

/* Tells the books of the event and holds what was done against them; with no event nothing but time
 * has passed. False when something is wrong; then `finding` says what. */
bool check_deed(struct books *books, const struct core *core, const struct world *world,
                const struct baton_event *event, const struct deed *deed, struct finding *finding);

#endif
