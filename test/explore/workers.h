/* Runs the searches of many trees in several processes.
 *
 * Owns the processes, the pipe that brings their results, and the sums: every tree is answered for
 * exactly once, and what the workers say that they did is what was received.
 */
#ifndef EXPLORE_WORKERS_H
#define EXPLORE_WORKERS_H

#include "families.h"

struct result {
  uint32_t job, worker;
  struct tally tally;
  double seconds; /* of the processor */
};

/* Explores all those trees and hands each result to `take`, in any order. False, with a line on
 * stderr, when a worker died or anything does not add up. */
bool workers_run(const struct member *jobs, uint32_t count,
                 void (*take)(const struct result *result, void *context), void *context);

/* Adds `part` to `sum`. */
void tally_add(struct tally *sum, const struct tally *part);

#endif
