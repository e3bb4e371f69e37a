/* Where a test writes into an arena, to break it or to set it up: struct core shows it as const. */
#ifndef TEST_WRITABLE_H
#define TEST_WRITABLE_H

#include "core/core.h"

static inline void *writable(const struct core *core, const void *place)
{
  unsigned char *arena = core->arena;
  return arena + ((const unsigned char *)place - arena);
}

/* Does that with another value in the place, and puts the old one back. */
#define WITH(place, value, action)                                                                 \
  do {                                                                                             \
    __typeof__(place) kept = (place);                                                              \
    (place) = (__typeof__(place))(value);                                                          \
    action;                                                                                        \
    (place) = kept;                                                                                \
  } while (0)

#endif
