/* Breadth-first search over every interleaving of events of one tree.
 *
 * Owns the queue of states, the set of those that were seen, and the traces. Each level of the
 * search is one event deep, so the first trace that breaks an invariant is a shortest one.
 */
#ifndef EXPLORE_SEARCH_H
#define EXPLORE_SEARCH_H

#include "canon.h"
#include "world/lies.h"

#include <stdio.h>

/* How far the search goes. */
struct bounds {
  uint8_t commands;  /* an operator's, in one trace */
  uint8_t failures;  /* failed starts */
  uint8_t leftovers; /* sweeps and drains that find something */
  uint8_t rounds;    /* restarts of a supervisor, in the window of its breaker */
  bool interleave;   /* other events come between a SPAWN or SWEEP and its answer, in any order */
  bool stale;        /* stale and duplicate events are tried in every state */
  bool late;         /* the clock may pass a deadline before its TIMER comes; clients die */
  uint32_t states;   /* no further than so many, the nearest to the start first; 0 for all */
};

struct tally {
  uint64_t states, transitions, depth;
  uint64_t findings;
  uint64_t cut; /* trees with more states than were asked for */
};

/* Explores `tree` and adds to `tally`; the first finding is told to `out` with its trace, unless
 * that is NULL. With a lie, which is told wherever it can be, it stops after the first finding. */
void search_tree(const struct tree *tree, const struct bounds *bounds, const struct lie *lie,
                 FILE *out, struct tally *tally);

#endif
