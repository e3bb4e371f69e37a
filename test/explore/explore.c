/* explore [--quick]: every interleaving of events of small trees, on the production core.
 *
 * Prints trees, states, transitions and time of each family, the violations of each invariant, and
 * for the first in a tree a shortest trace. Then it lies to the oracle about what the core did, to
 * see that it notices. Ends with 1 when there is a violation, when nothing was explored, or when a
 * lie is believed. --quick leaves out the largest family.
 */
#include "search.h"

#include <string.h>
#include <time.h>

#define PRINTED_TRACES 3U

/* Times are small multiples of a sweep's first look (5 ms), so that only few distances between them
 * occur: a restart is still in the breaker's window when its instance begins, and out of it one
 * look later; a stop has one look before KILL. Longer times would add numbers, no cases: the core
 * only ever compares them. The budget of a shutdown is ample, its division is the unit tests'. */
static const struct scene BASE = {
    .auto_shutdown = BATON_AUTO_SHUTDOWN_ALL,
    .breaker_limit = 1,
    .breaker_ms = 15,
    .intensity_limit = BATON_NONE,
    .intensity_ms = 15,
    .delay_ms = 10,
    .delay_max_ms = 10,
    .factor_centi = 100,
    .reset_ms = 20,
    .stop_ms = 10,
    .start_ms = 20,
    .grace_ms = 20000,
    .drain_ms = 10,
};

static void change_nothing(struct scene *scene)
{
  (void)scene;
}

static void end_with_any(struct scene *scene)
{
  scene->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
}

static void end_with_failed(struct scene *scene)
{
  scene->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
}

static void first_is_optional(struct scene *scene)
{
  scene->optional[0] = true;
}

static void second_is_optional(struct scene *scene)
{
  scene->optional[1] = true;
}

static void first_is_oneshot(struct scene *scene)
{
  scene->oneshot[0] = true;
}

static void both_tell_readiness(struct scene *scene)
{
  scene->ready_fd[0] = scene->ready_fd[1] = true;
}

static void intensity_of_one(struct scene *scene)
{
  scene->intensity_limit = 1;
  scene->breaker_limit = 2;
}

/* Delays of 10, 20 and 40 ms; only uptime makes them small again. */
static void growing_delays(struct scene *scene)
{
  scene->delay_max_ms = 40;
  scene->factor_centi = 200;
  scene->breaker_limit = BATON_NONE;
}

/* Three failed starts are a minute. */
static void a_minute_of_failures(struct scene *scene)
{
  scene->delay_ms = scene->delay_max_ms = 30000;
}

/* Disturbances (an operator's commands, failed starts, leftovers) come a few times in one trace:
 * what they leave in the state is gone with the next instance, so more of them only visit the same
 * states again. With three children answers come at once, as in the product, where a SPAWN is
 * performed and answered before the next event; with fewer they come in any order. */
static const struct family {
  const char *name;
  void (*change)(struct scene *scene);
  uint32_t children;
  bool slow;
  struct bounds bounds;
} FAMILIES[] = {
    {"one child, everything",           change_nothing,      1, false, {2, 2, 2, true, true, true}   },
    {"one child, growing delays",       growing_delays,      1, false, {1, 1, 1, true, false, false} },
    {"one child, a minute of failures",
     a_minute_of_failures,                                   1,
     false,                                                            {1, 4, 0, true, false, false} },
    {"two children",                    change_nothing,      2, false, {1, 1, 1, true, true, false}  },
    {"two children, more commands",     change_nothing,      2, false, {3, 0, 0, true, false, false} },
    {"two children, more leftovers",    change_nothing,      2, false, {0, 0, 3, true, false, false} },
    {"two children, more failures",     change_nothing,      2, false, {0, 3, 0, true, false, false} },
    {"two children, a late clock",      change_nothing,      2, false, {1, 0, 0, true, true, true}   },
    {"two children, any",               end_with_any,        2, false, {1, 1, 0, true, false, false} },
    {"two children, failed",            end_with_failed,     2, false, {1, 1, 0, true, false, false} },
    {"two children, first optional",    first_is_optional,   2, false, {1, 1, 0, true, false, false} },
    {"two children, second optional",   second_is_optional,  2, false, {1, 1, 0, true, false, false} },
    {"two children, a oneshot",         first_is_oneshot,    2, false, {1, 1, 0, true, false, false} },
    {"two children, readiness",         both_tell_readiness, 2, false, {1, 1, 0, true, false, false} },
    {"two children, intensity",         intensity_of_one,    2, false, {1, 0, 0, true, false, false} },
    {"two children, growing delays",    growing_delays,      2, false, {0, 0, 0, true, false, false} },
    {"three children, in any order",    change_nothing,      3, false, {0, 0, 0, true, false, false} },
    {"three children, commands",        change_nothing,      3, false, {2, 0, 0, false, false, false}},
    {"three children, any",             end_with_any,        3, false, {1, 0, 0, false, false, false}},
    {"three children",                  change_nothing,      3, true,  {1, 1, 1, false, false, false}},
};

#define FAMILY_COUNT (sizeof FAMILIES / sizeof *FAMILIES)

struct total {
  struct tally tally;
  uint64_t trees, failed;
};

/* Of the processor: others may be at work on the same machine. */
static double seconds_now(void)
{
  return (double)clock() / CLOCKS_PER_SEC;
}

/* --- Exploring --- */

static uint32_t policies_of(uint32_t children)
{
  return children == 0 ? 1 : 3 * policies_of(children - 1);
}

/* The digits of `number` in base 3, one for each child. */
static void set_policies(struct scene *scene, uint32_t number)
{
  for (uint32_t i = 0; i < scene->count; i++, number /= 3) {
    scene->policy[i] = (uint8_t)(number % 3);
  }
}

static void explore_tree(const struct scene *scene, const struct bounds *bounds,
                         struct total *total)
{
  struct tally tally = {0};
  FILE *out = total->failed < PRINTED_TRACES ? stdout : NULL;
  search_scene(scene, bounds, TAMPER_NONE, out, &tally);
  total->trees++;
  total->failed += tally.findings > 0 || tally.states == 0;
  total->tally.findings += tally.findings;
  total->tally.states += tally.states;
  total->tally.transitions += tally.transitions;
  total->tally.depth = tally.depth > total->tally.depth ? tally.depth : total->tally.depth;
  for (uint32_t i = 0; i < INVARIANT_COUNT; i++) {
    total->tally.violations[i] += tally.violations[i];
  }
}

static void print_line(const char *name, const struct total *total, double seconds)
{
  printf("%-32s %5llu %9llu %11llu %6llu %6.1f %11llu\n", name, (unsigned long long)total->trees,
         (unsigned long long)total->tally.states, (unsigned long long)total->tally.transitions,
         (unsigned long long)total->tally.depth, seconds,
         (unsigned long long)total->tally.findings);
  (void)fflush(stdout);
}

static void add_total(struct total *sum, const struct total *part)
{
  sum->trees += part->trees;
  sum->failed += part->failed;
  sum->tally.states += part->tally.states;
  sum->tally.transitions += part->tally.transitions;
  sum->tally.findings += part->tally.findings;
  sum->tally.depth = part->tally.depth > sum->tally.depth ? part->tally.depth : sum->tally.depth;
  for (uint32_t i = 0; i < INVARIANT_COUNT; i++) {
    sum->tally.violations[i] += part->tally.violations[i];
  }
}

/* All strategies, and all policies for each child. */
static void explore_family(const struct family *family, struct total *sum)
{
  struct total total = {.failed = 0};
  double begin = seconds_now();
  for (uint8_t strategy = 0; strategy <= BATON_STRATEGY_REST_FOR_ONE; strategy++) {
    for (uint32_t number = 0; number < policies_of(family->children); number++) {
      struct scene scene = BASE;
      scene.count = family->children;
      scene.strategy = strategy;
      set_policies(&scene, number);
      family->change(&scene);
      explore_tree(&scene, &family->bounds, &total);
    }
  }
  print_line(family->name, &total, seconds_now() - begin);
  add_total(sum, &total);
}

static void print_invariants(const struct tally *tally)
{
  static const struct {
    unsigned number;
    const char *text;
  } texts[] = {

#define X(name, number, text) {number, text},
      INVARIANTS(X)
#undef X
  };
  puts("\nviolations of invariants (src/core/README.md):");
  for (uint32_t i = 0; i < INVARIANT_COUNT; i++) {
    printf("%8llu  %2u. %s\n", (unsigned long long)tally->violations[i], texts[i].number,
           texts[i].text);
  }
}

/* --- Lying --- */

/* Returns how many lies were believed. */
static uint32_t tell_lies(void)
{
  static const char *const texts[] = {
#define X(name, text) text,
      TAMPERS(X)
#undef X
  };
  struct scene scene = BASE;
  struct bounds bounds = {.commands = 1, .leftovers = 1, .interleave = true};
  uint32_t believed = 0;
  scene.count = 2;
  scene.strategy = BATON_STRATEGY_ONE_FOR_ALL;
  puts("\nlies about what the core did:");
  for (uint32_t i = TAMPER_NONE + 1; i < TAMPER_COUNT; i++) {
    struct tally tally = {0};
    search_scene(&scene, &bounds, (enum tamper)i, NULL, &tally);
    printf("%-9s %s\n", tally.findings > 0 ? "noticed" : "BELIEVED", texts[i]);
    believed += tally.findings == 0;
  }
  return believed;
}

int main(int argc, char **argv)
{
  bool quick = argc == 2 && strcmp(argv[1], "--quick") == 0;
  struct total sum = {.failed = 0};
  double begin = seconds_now();
  if (argc > 1 && !quick) {
    fputs("usage: explore [--quick]\n", stderr);
    return 2;
  }
  printf("%-32s %5s %9s %11s %6s %6s %11s\n", "family", "trees", "states", "transitions", "depth",
         "cpu s", "violations");
  for (size_t i = 0; i < FAMILY_COUNT; i++) {
    if (!quick || !FAMILIES[i].slow) {
      explore_family(&FAMILIES[i], &sum);
    }
  }
  print_line("all", &sum, seconds_now() - begin);
  print_invariants(&sum.tally);
  uint32_t believed = tell_lies();
  uint64_t lies = TAMPER_COUNT - 1;
  printf("\n%llu passed, %llu failed\n",
         (unsigned long long)(sum.trees - sum.failed + lies - believed),
         (unsigned long long)(sum.failed + believed));
  return sum.failed > 0 || believed > 0 || sum.tally.states == 0;
}
