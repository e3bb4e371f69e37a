/* Breadth-first search over every interleaving of events of one tree.
 *
 * Owns the queue of states, the set of those that were seen, and the traces. Each level of the
 * search is one event deep, so the first trace that breaks an invariant is a shortest one.
 */
#ifndef EXPLORE_SEARCH_H
#define EXPLORE_SEARCH_H

#include "check.h"

#include <stdio.h>

/* How far the search goes. */
struct bounds {
  uint8_t commands;  /* an operator's, in one trace */
  uint8_t failures;  /* failed starts */
  uint8_t leftovers; /* sweeps and drains that find something */
  uint8_t rounds;    /* restarts of a supervisor, in the window of its breaker */
  bool interleave;   /* other events come between a SPAWN or SWEEP and its answer, in any order */
  bool stale;        /* stale and duplicate events are tried in every state */
  bool late;         /* the clock may pass a deadline before its TIMER comes */
  uint32_t states;   /* no further than so many, the nearest to the start first; 0 for all */
};

/* A lie that is told about what the core did, to see whether the oracle finds it. */
#define TAMPERS(X)                                                                                 \
  X(NONE, "none")                                                                                  \
  X(DROP_SPAWN, "a SPAWN is lost")                                                                 \
  X(DOUBLE_SPAWN, "a SPAWN comes twice")                                                           \
  X(GROUP_LESS, "a group restart leaves a member out")                                             \
  X(GROUP_MORE, "a group restart starts one that is no member")                                    \
  X(DROP_STOP, "a stop signal is lost")                                                            \
  X(DOUBLE_STOP, "a stop signal comes twice")                                                      \
  X(WRONG_CHILD, "a stop signal goes to another child")                                            \
  X(OLD_RUN, "a signal goes to an old instance")                                                   \
  X(DROP_KILL, "a KILL is lost")                                                                   \
  X(DROP_SWEEP, "a sweep is lost")                                                                 \
  X(SOFT_SWEEP, "a sweep kills at once")                                                           \
  X(DROP_DRAIN, "the drain is lost")                                                               \
  X(DROP_FINISH, "FINISH is lost")                                                                 \
  X(WRONG_CODE, "the exit code is another")                                                        \
  X(NOTE_AFTER_FINISH, "an action comes after FINISH")                                             \
  X(NO_DEADLINE, "the deadline is never armed")                                                    \
  X(LATE_DEADLINE, "the deadline is a millisecond late")

enum tamper {

#define X(name, text) TAMPER_##name,
  TAMPERS(X)
#undef X
      TAMPER_COUNT
};

struct tally {
  uint64_t states, transitions, depth;
  uint64_t violations[INVARIANT_COUNT];
  uint64_t findings;
  uint64_t cut; /* trees with more states than were asked for */
};

/* Explores `tree` and adds to `tally`; the first finding is told to `out` with its trace, unless
 * that is NULL. Stops after the first finding when `tamper` is not TAMPER_NONE. */
void search_tree(const struct tree *tree, const struct bounds *bounds, enum tamper tamper,
                 FILE *out, struct tally *tally);

#endif
