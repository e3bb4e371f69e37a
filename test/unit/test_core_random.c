/* The simulator's random trees (test/simulate), a few thousand of them under the sanitizers. The
 * simulator itself wanders through many more. */
#include "simulate/crash.h"

#include <criterion/criterion.h>

#define TREES 3000U

static struct simulation simulation;

Test(random_trees, do_what_the_oracle_owes_them)
{
  uint64_t events = 0;
  simulation.take = crash_take;
  simulation.between = crash_between;
  for (uint64_t seed = 1; seed <= TREES; seed++) {
    struct recipe recipe = {.seed = seed};
    cr_assert(simulate(&simulation, &recipe));
    cr_assert_null(simulation.wrong, "seed %llu: %s", (unsigned long long)seed, simulation.wrong);
    events += simulation.events;
  }
  cr_assert_gt(events, TREES * UINT64_C(20));
  struct crash_count count = crash_counted();
  cr_assert_gt(count.middles, events / 200);
  cr_assert_gt(count.ends, count.middles);
  cr_assert_gt(count.ends, count.lost * 10);
  cr_assert_gt(count.reexecs, events / 50);
}
