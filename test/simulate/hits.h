/* Which events met which statuses under which strategies. */
#ifndef SIMULATE_HITS_H
#define SIMULATE_HITS_H

#include "books.h"

/* By event, then whether it was stale (of another run, or of a process that is not there), then the
 * status of the node it is about (the root's where it is about none), then the strategy of that
 * node's supervisor. */
struct hits {
  uint64_t hits[EV_COUNT][2][BATON_STATUS_COUNT][BATON_STRATEGY_COUNT];
};

/* Counts an event that is about to be taken. */
void hits_count(struct hits *hits, const struct books *books, const struct baton_event *event);
/* Returns how many cells are wrong: listed as impossible and hit all the same, or, where all are
 * judged, empty and not listed. Prints the table if all are judged, else the rows that are wrong.
 */
uint32_t hits_judge(const struct hits *hits, bool all);
bool hits_write(const struct hits *hits, const char *path);
/* Adds what another run wrote. */
bool hits_add(struct hits *hits, const char *path);

#endif
