/* A re-exec between any two events and between any two actions: all that is neither arena nor
 * kernel is dropped and made again, and the run goes on as if nothing had been.
 *
 * What a shell knows of a child (which run it is, whether its start was answered, its end told, a
 * look asked for) is found again in the arena and in the fake kernel, and has to be what it was.
 */
#ifndef SIMULATE_REEXEC_H
#define SIMULATE_REEXEC_H

#include "simulation.h"

/* For simulation->between: one moment in some is a re-exec. */
void reexec_between(struct simulation *simulation);

/* Re-execs so far. */
uint64_t reexec_counted(void);

#endif
