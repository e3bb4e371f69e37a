/* Lies about the core that the oracle has to notice: an oracle that believes everything would be
 * worth nothing. */
#ifndef SIMULATE_LIES_H
#define SIMULATE_LIES_H

#include "simulation.h"

/* Tells each lie in `seeds` trees, once in each, and prints a line for each; false when one was
 * never told, or believed too often. */
bool lies_tell(struct simulation *simulation, uint32_t seeds);

#endif
