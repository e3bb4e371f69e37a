/* A crash of baton at any moment of a step, and a re-exec between any two events and any two
 * actions.
 *
 * After a crash the arena, as it was after some change in the middle of the step, and just before
 * it was committed, has to go back to what it was before, byte by byte; and the step, taken again
 * in what the crash left, has to end as it did without one.
 *
 * At a re-exec all that is neither arena nor kernel is dropped and made again. What a shell knows
 * of a child (which run it is, whether its start was answered, its end told, a look asked for) is
 * found in the arena and in the kernel, and has to be what it was; then the run goes on.
 */
#ifndef SIMULATE_CRASH_H
#define SIMULATE_CRASH_H

#include "simulation.h"

/* For simulation->take: a step, of which one in some is looked at so. */
void crash_take(struct simulation *simulation, int64_t now_ms, const struct baton_event *event);
/* For simulation->between: one moment in some is a re-exec. */
void crash_between(struct simulation *simulation);

struct crash_count {
  uint64_t middles, ends;
  uint64_t lost; /* steps that changed more than the log holds */
  uint64_t reexecs;
};

/* What was looked at so far. */
struct crash_count crash_counted(void);

#endif
