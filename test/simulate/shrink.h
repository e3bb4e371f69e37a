/* Makes a failing recipe smaller: fewer nodes, fewer events, fewer faults, options at their
 * defaults, for as long as something is still wrong. */
#ifndef SIMULATE_SHRINK_H
#define SIMULATE_SHRINK_H

#include "simulation.h"

/* `recipe` fails; it is replaced by the smallest that was found and still does. */
void shrink(struct simulation *simulation, struct recipe *recipe);

#endif
