/* Is the core's own bookkeeping right? Everything that the core derives and keeps (counters, timer
 * heap, stages, sets) is worked out again from the statuses and compared.
 *
 * This looks inside the core on purpose: it finds the step that broke a counter, long before the
 * counter is used. What the core does is judged elsewhere, from its actions alone.
 */
#ifndef EXPLORE_CONSISTENT_H
#define EXPLORE_CONSISTENT_H

#include "core/core.h"

/* NULL when all is well, else what is not; `index` is the node it was found at. */
const char *consistent(const struct core *core, uint32_t *index);

#endif
