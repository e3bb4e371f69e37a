/* A storm of orphans upon the PID 1 of a subject, made by somebody from outside, as by an exec into
 * a container: N processes whose parent is gone and who each wait for a byte.
 */
#ifndef TEST_BENCH_STORM_H
#define TEST_BENCH_STORM_H

#include "subject.h"

struct storm {
  pid_t maker; /* the process that releases them */
  struct storm_shared *shared;
  int start; /* it begins when this end is closed */
};

enum storm_way {
  STORM_PACED, /* one each 500 µs */
  STORM_BURST, /* all at once */
};

/* Makes the orphans, which wait, and returns when PID 1 has them. With `count_zombies` it is looked
 * all the time how many are dead and not reaped: not to be timed. */
void storm_prepare(struct storm *storm, const struct subject *subject, enum storm_way way,
                   bool count_zombies);
void storm_begin(struct storm *storm);

/* How many have been released until now. */
long storm_released(const struct storm *storm);

/* Waits until every orphan is reaped. Returns how long that took from the beginning. */
int64_t storm_wait(struct storm *storm);
long storm_most_zombies(const struct storm *storm);

/* Ends it whatever it does. */
void storm_end(struct storm *storm);

#define STORM_ORPHANS 2000

#endif
