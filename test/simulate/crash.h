/* A crash of baton at any moment of a step, and what a re-exec makes of the arena that it finds.
 *
 * Owns copies of the arena: as it was before a step, after some change in its middle, and just
 * before it was committed. The latter two have to go back to the first, byte by byte, and the step,
 * taken again in what the crash left, has to end as it did without one.
 */
#ifndef SIMULATE_CRASH_H
#define SIMULATE_CRASH_H

#include "simulation.h"

/* For simulation->take: a step, of which one in some is looked at so. */
void crash_take(struct simulation *simulation, int64_t now_ms, const struct baton_event *event);

struct crash_count {
  uint64_t middles, ends;
  uint64_t lost; /* steps that changed more than the log holds */
};

/* What was looked at so far. */
struct crash_count crash_counted(void);

#endif
