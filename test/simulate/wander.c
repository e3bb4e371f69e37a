/* wander [FIRST LAST]: random trees, one for each seed, from their start to FINISH.
 *
 * Prints trees, events and the seed of every tree in which something went wrong; ends with 1 when
 * there was one, or when nothing happened at all.
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

#define FIRST_SEED UINT64_C(1)
#define LAST_SEED  UINT64_C(60000)

static struct world world;

int main(int argc, char **argv)
{
  uint64_t first = argc > 2 ? strtoull(argv[1], NULL, 10) : FIRST_SEED;
  uint64_t last = argc > 2 ? strtoull(argv[2], NULL, 10) : LAST_SEED;
  uint64_t trees = 0;
  uint64_t events = 0;
  uint64_t failed = 0;
  for (uint64_t seed = first; seed <= last; seed++) {
    world_wander(&world, seed);
    trees++;
    events += world.events;
    if (world.wrong != NULL) {
      failed++;
      printf("FAIL  seed %llu, node %u, at %lld ms: %s\n", (unsigned long long)seed,
             world.wrong_node, (long long)world.now_ms, world.wrong);
    }
  }
  printf("%llu random trees, %llu events\n", (unsigned long long)trees, (unsigned long long)events);
  printf("%llu passed, %llu failed\n", (unsigned long long)(trees - failed),
         (unsigned long long)failed);
  return failed == 0 && events > trees ? EXIT_SUCCESS : EXIT_FAILURE;
}
