/* supervision.md, "An instance ends", 3 (policy) and 5 (delay). */
#include "core_lines.h"

static void one_child(enum baton_policy policy)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = (uint8_t)policy;
  set(a)->breaker.limit = BATON_NONE;
  world_boot();
}

Test(policy, always_restarts_after_any_end)
{
  one_child(BATON_POLICY_ALWAYS);
  assert_back_after(a, 0, 100);
  assert_back_after(a, 1, 200);
  it_dies(a, CORE_SIGKILL);
  cr_assert(restarts_after(a, 400));
}

Test(policy, on_failure_restarts_after_anything_but_a_success)
{
  one_child(BATON_POLICY_ON_FAILURE);
  assert_back_after(a, 1, 100);
  it_exits(a, 0);
  assert_status(a, FINISHED);
  pass(600000);
  cr_assert_eq(spawns(a), 2);
}

Test(policy, on_failure_counts_what_success_says)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = BATON_POLICY_ON_FAILURE;
  set(a)->success_codes[0] = UINT64_C(1) << 5;
  world_boot();
  assert_back_after(a, 0, 100);
  it_exits(a, 5);
  assert_status(a, FINISHED);
}

Test(policy, a_term_nobody_asked_for_is_a_failure)
{
  one_child(BATON_POLICY_ON_FAILURE);
  it_dies(a, CORE_SIGTERM);
  cr_assert(restarts_after(a, 100));
}

static void one_with_fatal_ends(enum baton_policy policy)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = (uint8_t)policy;
  set(a)->breaker.limit = BATON_NONE;
  set(a)->fatal_codes[1] = UINT64_C(1) << 14;
  set(a)->fatal_signals = BATON_SIGNAL_BIT(CORE_SIGABRT);
  world_boot();
}

Test(policy, a_fatal_end_is_a_failure_for_good_under_every_policy)
{
  for (unsigned policy = 0; policy < BATON_POLICY_COUNT; policy++) {
    one_with_fatal_ends((enum baton_policy)policy);
    it_exits(a, 78);
    assert_status(a, FAILED);
    cr_assert_eq(node(a)->end.flags & BATON_END_FATAL, BATON_END_FATAL);
    one_with_fatal_ends((enum baton_policy)policy);
    it_dies(a, CORE_SIGABRT);
    assert_status(a, FAILED);
  }
}

Test(policy, fatal_is_only_what_is_listed)
{
  one_with_fatal_ends(BATON_POLICY_ALWAYS);
  assert_back_after(a, 14, 100);
  assert_back_after(a, 0, 200);
  it_dies(a, CORE_SIGKILL);
  cr_assert(restarts_after(a, 400));
  cr_assert_eq(node(a)->end.flags & BATON_END_FATAL, 0);
}

/* A start timeout that had to send ABRT is no end of its own. */
Test(policy, an_end_that_baton_caused_is_not_fatal)
{
  one_with_fatal_ends(BATON_POLICY_ALWAYS);
  watchdog_fires(a);
  it_dies(a, CORE_SIGABRT);
  assert_status(a, PENDING);
}

Test(policy, never_does_not_restart)
{
  one_child(BATON_POLICY_NEVER);
  it_exits(a, 1);
  assert_status(a, FAILED);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

/* --- 5. Delay --- */

static void one_crasher(void)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->breaker.limit = BATON_NONE;
}

Test(backoff, the_delay_grows_by_the_factor_up_to_the_maximum)
{
  static const struct {
    uint32_t initial_ms, max_ms, factor_centi;
    int64_t delays[9];
  } ROWS[] = {
      {100,        2000,       200,   {100, 200, 400, 800, 1600, 2000, 2000, 2000}},
      {100,        30000,      150,   {100, 150, 225, 337}                        },
      {100,        30000,      100,   {100, 100, 100}                             },
      {100,        30,         200,   {30, 30}                                    },
      {4000000000, 4294967294, 10000, {4000000000, 4294967294, 4294967294}        },
  };

  for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
    one_crasher();
    set(a)->backoff_initial_ms = ROWS[i].initial_ms;
    set(a)->backoff_max_ms = ROWS[i].max_ms;
    set(a)->backoff_factor_centi = ROWS[i].factor_centi;
    world_boot();
    for (const int64_t *delay = ROWS[i].delays; *delay != 0; delay++) {
      assert_back_after(a, 1, *delay);
    }
  }
}

Test(backoff, zero_is_at_once)
{
  one_crasher();
  set(a)->backoff_initial_ms = 0;
  world_boot();
  for (unsigned i = 0; i < 50; i++) {
    unsigned so_far = spawns(a);
    it_exits(a, 1);
    cr_assert_eq(spawns(a), so_far + 1);
  }
}

Test(backoff, up_to_its_percentage_of_jitter_is_added_or_at_the_maximum_subtracted)
{
  static const struct {
    uint32_t initial_ms, max_ms;
    uint8_t percent;
    uint32_t random;
    int64_t delay;
  } ROWS[] = {
      {1000,  30000, 10,  UINT32_MAX,     1100 },
      {100,   30000, 50,  UINT32_MAX,     150  },
      {10000, 30000, 100, UINT32_MAX / 2, 15000},
      {100,   30000, 0,   UINT32_MAX,     100  },
      {1000,  1000,  20,  UINT32_MAX,     800  },
      {990,   1000,  100, UINT32_MAX,     1000 },
  };

  for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
    one_crasher();
    set(a)->backoff_initial_ms = ROWS[i].initial_ms;
    set(a)->backoff_max_ms = ROWS[i].max_ms;
    set(a)->jitter_percent = ROWS[i].percent;
    world_boot();
    world.random = ROWS[i].random;
    it_exits(a, 1);
    cr_assert_eq(due_in(), ROWS[i].delay, "row %zu: %d ms", i, (int)due_in());
  }
}

Test(backoff, up_for_the_reset_makes_the_next_delay_initial_again_without_a_timer)
{
  one_child(BATON_POLICY_ALWAYS);
  exit_and_pass(a, 1, 100);
  exit_and_pass(a, 1, 200);
  cr_assert_eq(due_in(), CORE_NEVER);
  pass(10000);
  assert_back_after(a, 1, 100);
  assert_back_after(a, 1, 200); /* k counts from there */
}

Test(backoff, up_for_less_than_the_reset_does_not)
{
  one_child(BATON_POLICY_ALWAYS);
  exit_and_pass(a, 1, 100);
  pass(9999);
  assert_back_after(a, 1, 200);
}

Test(backoff, the_reset_takes_at_least_the_delay_that_preceded_the_instance)
{
  one_crasher();
  set(a)->backoff_initial_ms = 20000;
  set(a)->backoff_max_ms = 100000;
  world_boot();
  exit_and_pass(a, 1, 20000);
  pass(19999);
  assert_back_after(a, 1, 40000);
  pass(40000);
  assert_back_after(a, 1, 20000);
}

Test(backoff, no_delay_precedes_an_instance_that_an_operator_restarted)
{
  one_crasher();
  set(a)->backoff_initial_ms = 20000;
  set(a)->backoff_max_ms = 100000;
  world_boot();
  exit_and_pass(a, 1, 20000);
  operator_restart(a);
  exit_and_pass(a, 0, 10000);
  assert_back_after(a, 1, 20000);
}

Test(backoff, up_means_ready)
{
  one_crasher();
  world_ready_fd(a);
  world_boot();
  it_ready(a);
  exit_and_pass(a, 1, 100);
  pass(30000);
  it_ready(a);
  pass(9999);
  assert_back_after(a, 1, 200);
}

Test(backoff, no_delay_precedes_an_instance_that_a_group_restart_brought_back)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->backoff_initial_ms = 20000;
  set(a)->backoff_max_ms = 100000;
  world_boot_with(OBEDIENT);
  exit_and_pass(a, 1, 20000);
  exit_and_pass(b, 1, 100);
  cr_assert_eq(spawns(a), 3);
  pass(10000);
  assert_back_after(a, 1, 20000);
}
