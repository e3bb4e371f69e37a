/* A layer of two functions, for test/mutate to be tried on: of its mutants some are caught, some
 * are not, one hangs, and one is the same program. */
#include "clamp.h"

unsigned clamp(unsigned value, unsigned most)
{
  unsigned kept = value;
  if (value > most) {
    kept = most;
  }
  return kept;
}

unsigned digits(unsigned value)
{
  unsigned count = 1;
  while (value > 9) {
    value /= 10U;
    count++;
  }
  return count;
}
