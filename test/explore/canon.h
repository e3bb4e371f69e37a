/* When two states are one: the fields of the core and of the books that can still matter, with
 * times relative to now, put into 128 bits.
 *
 * This is the one place of the explorer that reads the core's memory, but for the decoder that is
 * asked after each step, and no expectation comes from it: a field that is left out here by mistake
 * hides states, it cannot hide a violation in a state that is visited.
 */
#ifndef EXPLORE_CANON_H
#define EXPLORE_CANON_H

#include "simulate/books.h"
#include "world/kernel.h"

#define LEAVES_MAX 4U
#define NODES_MAX  13U /* the root, and each leaf in two supervisors of its own */

struct digest {
  uint64_t low, high;
};

/* The kernel's and the people's side of a state: what there is, and what the search lets happen
 * only so often. */
struct world {
  int64_t now;
  int64_t shut_at;       /* when the shutdown began */
  uint8_t commands;      /* an operator's, left */
  uint8_t failures;      /* failed starts, left */
  uint8_t leftovers;     /* sweeps and drains that find something, left */
  bool fresh[NODES_MAX]; /* its process was made just now: exec can still fail */
  struct kernel kernel;  /* last: of no more children than the tree has (search.c) */
};

/* Everything that a state is. */
struct canon {
  const struct core *core;
  const struct books *books;
  const struct world *world;
};

/* Without the exit code, which a shutdown only carries along: see canon_entry(). */
struct digest canon_digest(const struct canon *canon);

/* A state in which a shutdown has just begun, its code included. */
struct digest canon_entry(const struct canon *canon);

#endif
