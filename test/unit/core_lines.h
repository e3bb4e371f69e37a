/* Lines with which many tests of the core begin, and what they often do and see, in a word. */
#ifndef TEST_CORE_LINES_H
#define TEST_CORE_LINES_H

#include "core_world.h"

#define NO_STRATEGY ((enum baton_strategy)BATON_STRATEGY_COUNT)

/* --- a, b and c under a root --- */

void boot_three_with(enum baton_strategy strategy, unsigned habits);
void boot_three_plain_with(unsigned habits);
/* Plain, with that --auto-shutdown; with --stop-order=reverse. */
void three_until(enum baton_auto_shutdown mode);
void three_in_reverse(void);
void boot_three_in_reverse(void);
/* a says on fd 3 that it is ready, and b waits for that. */
void boot_three_after_a(enum baton_strategy strategy);

/* --- Others --- */

/* a, and behind it the supervisor `below` with its children `first` and `second`. */
extern uint32_t below, first, second;
void nested(enum baton_strategy outer, enum baton_strategy inner);
/* Such a supervisor behind what the root has already. */
void add_below(enum baton_strategy strategy);
/* a, the child of a classic init. */
void one_classic_child(void);

/* --- What happens --- */

/* The line is booted, and TERM comes at once. */
void boot_and_shut_down(void);
void watchdog_fires(uint32_t slot);

#define they_die(number, ...)                                                                      \
  do {                                                                                             \
    const uint32_t they[] = {__VA_ARGS__};                                                         \
    for (size_t each = 0; each < sizeof they / sizeof *they; each++) {                             \
      it_dies(they[each], (number));                                                               \
    }                                                                                              \
  } while (0)

/* --- What was seen --- */

const struct baton_node *node(uint32_t slot);
/* How often it got TERM. */
unsigned stops(uint32_t slot);

#define assert_stops(of_a, of_b, of_c)                                                             \
  cr_assert(stops(a) == (of_a) && stops(b) == (of_b) && stops(c) == (of_c),                        \
            "TERM went to a, b and c %u, %u and %u times", stops(a), stops(b), stops(c))

#define assert_instances(of_a, of_b, of_c)                                                         \
  cr_assert(spawns(a) == (of_a) && spawns(b) == (of_b) && spawns(c) == (of_c),                     \
            "a, b and c have had %u, %u and %u instances", spawns(a), spawns(b), spawns(c))

#define assert_kills(of_a, of_b, of_c)                                                             \
  cr_assert(kills(a) == (of_a) && kills(b) == (of_b) && kills(c) == (of_c),                        \
            "KILL went to a, b and c %u, %u and %u times", kills(a), kills(b), kills(c))

/* KILL comes when that time has passed, and not before. */
#define assert_killed_after(slot, ms)                                                              \
  do {                                                                                             \
    pass((ms)-1);                                                                                  \
    cr_assert_eq(kills(slot), 0, "killed too early");                                              \
    pass(1);                                                                                       \
    cr_assert_gt(kills(slot), 0, "not killed in time");                                            \
  } while (0)

#define assert_drain_killed_after(ms)                                                              \
  do {                                                                                             \
    pass((ms)-1);                                                                                  \
    cr_assert_eq(world.drains[CORE_SIGKILL], 0, "killed too early");                               \
    pass(1);                                                                                       \
    cr_assert_eq(world.drains[CORE_SIGKILL], 1, "not killed in time");                             \
  } while (0)

/* It exits, and its next instance begins when that time has passed, and not before. */
#define assert_back_after(slot, code, ms)                                                          \
  do {                                                                                             \
    it_exits((slot), (code));                                                                      \
    cr_assert(restarts_after((slot), (ms)), "not back after %d ms", (int)(ms));                    \
  } while (0)

#endif
