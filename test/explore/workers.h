/* Runs the searches of many trees in several processes, and sees to it that each tree was answered
 * for once. */
#ifndef EXPLORE_WORKERS_H
#define EXPLORE_WORKERS_H

#include "families.h"

struct result {
  struct tally tally;
  double seconds;   /* of the processor */
  uint32_t answers; /* 1, if all is well */
};

/* Explores all those trees; the result of each is at its place in what is returned. NULL, with a
 * line on stderr, when there is no memory; a worker that dies leaves trees without an answer. */
const struct result *workers_run(const struct member *jobs, uint32_t count);

#endif
