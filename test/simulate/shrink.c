#include "shrink.h"

#define ROUNDS_MOST 8U

static bool attempt(struct simulation *simulation, struct recipe *best,
                    const struct recipe *smaller)
{
  bool fails = simulate(simulation, smaller) && simulation->wrong != NULL;
  *best = fails ? *smaller : *best;
  return fails;
}

static bool shrink_bits(struct simulation *simulation, struct recipe *best)
{
  bool changed = false;
  for (uint32_t i = 0; i < RECIPE_FAULT_COUNT; i++) {
    struct recipe smaller = *best;
    smaller.calm |= 1U << i;
    changed |= smaller.calm != best->calm && attempt(simulation, best, &smaller);
  }
  for (uint32_t i = 0; i < RECIPE_OPTION_COUNT; i++) {
    struct recipe smaller = *best;
    smaller.plain |= 1U << i;
    changed |= smaller.plain != best->plain && attempt(simulation, best, &smaller);
  }
  return changed;
}

static bool shrink_tree(struct simulation *simulation, struct recipe *best)
{
  bool changed = false;
  for (uint32_t i = random_size(best->seed); i-- > 1;) {
    struct recipe smaller = *best;
    smaller.without |= UINT64_C(1) << i;
    changed |= smaller.without != best->without && attempt(simulation, best, &smaller);
  }
  return changed;
}

/* The shutdown comes as early as something is still wrong. */
static bool shrink_events(struct simulation *simulation, struct recipe *best)
{
  static const uint32_t sixteenths[] = {1, 2, 4, 8, 12, 15};
  struct recipe smaller = *best;
  simulate(simulation, best);
  uint32_t now = simulation->most;
  for (uint32_t i = 0; i < sizeof sixteenths / sizeof *sixteenths; i++) {
    smaller.most = now * sixteenths[i] / 16U;
    if (smaller.most > 0 && attempt(simulation, best, &smaller)) {
      return true;
    }
  }
  return false;
}

void shrink(struct simulation *simulation, struct recipe *recipe)
{
  for (uint32_t round = 0; round < ROUNDS_MOST; round++) {
    bool changed = shrink_tree(simulation, recipe);
    changed |= shrink_bits(simulation, recipe);
    changed |= shrink_events(simulation, recipe);
    if (!changed) {
      break;
    }
  }
}
