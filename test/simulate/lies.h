/* Lies about the core that the oracle has to notice: an oracle that believes everything would be
 * worth nothing. */
#ifndef SIMULATE_LIES_H
#define SIMULATE_LIES_H

#include "simulation.h"

/* Tells each lie in `seeds` trees, once in each. Prints a line for each, and returns how many were
 * never told, or were believed too often. */
uint32_t lies_tell(struct simulation *simulation, uint32_t seeds, uint32_t *told);

#endif
