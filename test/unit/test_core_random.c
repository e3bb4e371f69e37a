/* Random trees with nested supervisors, a kernel that behaves badly and an operator who interferes
 * (test/simulate): whatever happens, the books are right and the end comes. A few thousand of them
 * under the sanitizers; the simulator itself wanders through many more. */
#include "../simulate/world.h"

#include <criterion/criterion.h>

#define TREES 3000U

static struct world world;

Test(random_trees, keep_their_books_and_end)
{
  for (uint64_t seed = 1; seed <= TREES; seed++) {
    world_wander(&world, seed);
    cr_assert_null(world.wrong, "seed %llu, node %u: %s", (unsigned long long)seed,
                   world.wrong_node, world.wrong);
    cr_assert(world.finished, "seed %llu never ended", (unsigned long long)seed);
  }
}
