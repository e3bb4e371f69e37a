/* supervision.md, "An instance ends", 3 (policy) and 5 (delay). */
#include "core_world.h"

static void one_child(enum baton_policy policy)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = (uint8_t)policy;
  set(a)->breaker.limit = BATON_NONE;
  world_boot();
}

Test(policy, always_restarts_after_success)
{
  one_child(BATON_POLICY_ALWAYS);
  it_exits(a, 0);
  cr_assert(restarts_after(a, 100));
}

Test(policy, always_restarts_after_failure)
{
  one_child(BATON_POLICY_ALWAYS);
  it_exits(a, 1);
  cr_assert(restarts_after(a, 100));
  it_dies(a, CORE_SIGKILL);
  cr_assert(restarts_after(a, 200));
}

Test(policy, on_failure_does_not_restart_after_success)
{
  one_child(BATON_POLICY_ON_FAILURE);
  it_exits(a, 0);
  assert_status(a, FINISHED);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

Test(policy, on_failure_restarts_after_another_code)
{
  one_child(BATON_POLICY_ON_FAILURE);
  it_exits(a, 1);
  cr_assert(restarts_after(a, 100));
}

Test(policy, on_failure_counts_what_success_says)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = BATON_POLICY_ON_FAILURE;
  set(a)->success_codes[0] = UINT64_C(1) << 5;
  world_boot();
  it_exits(a, 0);
  cr_assert(restarts_after(a, 100), "0 is no success here");
  it_exits(a, 5);
  assert_status(a, FINISHED);
}

Test(policy, a_term_nobody_asked_for_is_a_failure)
{
  one_child(BATON_POLICY_ON_FAILURE);
  it_dies(a, CORE_SIGTERM);
  cr_assert(restarts_after(a, 100));
}

Test(policy, never_does_not_restart)
{
  one_child(BATON_POLICY_NEVER);
  it_exits(a, 1);
  assert_status(a, FAILED);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

Test(policy, no_restart_is_considered_for_auto_shutdown)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  set(a)->policy = BATON_POLICY_NEVER;
  world_boot_with(OBEDIENT);
  it_exits(a, 9);
  assert_code(9);
}

/* --- 5. Delay --- */

static void one_crasher(void)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->breaker.limit = BATON_NONE;
}

Test(backoff, the_delay_grows_by_the_factor_up_to_the_maximum)
{
  static const int64_t DELAYS[] = {100, 200, 400, 800, 1600, 2000, 2000, 2000};
  one_crasher();
  set(a)->backoff_max_ms = 2000;
  world_boot();
  for (size_t i = 0; i < sizeof DELAYS / sizeof *DELAYS; i++) {
    it_exits(a, 1);
    cr_assert(restarts_after(a, DELAYS[i]), "restart %zu is not after %d ms", i, (int)DELAYS[i]);
  }
}

Test(backoff, the_factor_is_in_hundredths)
{
  static const int64_t DELAYS[] = {100, 150, 225, 337};
  one_crasher();
  set(a)->backoff_factor_centi = 150;
  world_boot();
  for (size_t i = 0; i < sizeof DELAYS / sizeof *DELAYS; i++) {
    exit_and_pass(a, 1, DELAYS[i] - 2);
    cr_assert_eq(spawns(a), i + 1);
    pass(3);
    cr_assert_eq(spawns(a), i + 2, "rounding may take a millisecond, no more");
  }
}

Test(backoff, a_factor_of_one_does_not_grow)
{
  one_crasher();
  set(a)->backoff_factor_centi = 100;
  world_boot();
  for (unsigned i = 0; i < 300; i++) {
    it_exits(a, 1);
    cr_assert(restarts_after(a, 100));
  }
}

Test(backoff, a_huge_factor_saturates)
{
  one_crasher();
  set(a)->backoff_initial_ms = 4000000000U;
  set(a)->backoff_max_ms = 4294967294U;
  set(a)->backoff_factor_centi = 10000;
  world_boot();
  it_exits(a, 1);
  cr_assert(restarts_after(a, 4000000000));
  it_exits(a, 1);
  cr_assert(restarts_after(a, 4294967294));
  it_exits(a, 1);
  cr_assert(restarts_after(a, 4294967294));
}

Test(backoff, an_initial_above_the_maximum_is_the_maximum)
{
  one_crasher();
  set(a)->backoff_max_ms = 30;
  world_boot();
  it_exits(a, 1);
  cr_assert(restarts_after(a, 30));
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

Test(backoff, jitter_adds_up_to_its_percentage)
{
  one_crasher();
  set(a)->jitter_percent = 50;
  world_boot();
  world.random = UINT32_MAX;
  it_exits(a, 1);
  cr_assert(due_in() >= 149 && due_in() <= 150, "the delay is %d", (int)due_in());
}

Test(backoff, half_a_random_number_is_half_the_jitter)
{
  one_crasher();
  set(a)->backoff_initial_ms = 10000;
  set(a)->jitter_percent = 100;
  world_boot();
  world.random = UINT32_MAX / 2;
  it_exits(a, 1);
  cr_assert(due_in() >= 14990 && due_in() <= 15010, "the delay is %d", (int)due_in());
}

Test(backoff, without_jitter_the_random_number_does_nothing)
{
  one_crasher();
  set(a)->jitter_percent = 0;
  world_boot();
  world.random = UINT32_MAX;
  it_exits(a, 1);
  cr_assert_eq(due_in(), 100);
}

Test(backoff, at_the_maximum_jitter_is_subtracted)
{
  one_crasher();
  set(a)->backoff_initial_ms = 1000;
  set(a)->backoff_max_ms = 1000;
  set(a)->jitter_percent = 20;
  world_boot();
  world.random = UINT32_MAX;
  it_exits(a, 1);
  cr_assert(due_in() >= 800 && due_in() <= 801, "the delay is %d", (int)due_in());
}

Test(backoff, the_delay_never_exceeds_the_maximum)
{
  one_crasher();
  set(a)->backoff_initial_ms = 990;
  set(a)->backoff_max_ms = 1000;
  set(a)->jitter_percent = 100;
  world_boot();
  world.random = UINT32_MAX;
  it_exits(a, 1);
  cr_assert_leq(due_in(), 1000, "\"at most MAX\", jitter included");
}

Test(backoff, up_for_the_reset_makes_the_next_delay_initial_again)
{
  one_crasher();
  world_boot();
  exit_and_pass(a, 1, 100);
  exit_and_pass(a, 1, 200);
  pass(10000);
  it_exits(a, 1);
  cr_assert(restarts_after(a, 100));
}

Test(backoff, up_for_less_than_the_reset_does_not)
{
  one_crasher();
  world_boot();
  exit_and_pass(a, 1, 100);
  pass(9999);
  it_exits(a, 1);
  cr_assert(restarts_after(a, 200));
}

Test(backoff, k_counts_restarts_since_the_last_reset)
{
  one_crasher();
  world_boot();
  exit_and_pass(a, 1, 100);
  pass(10000);
  it_exits(a, 1);
  cr_assert(restarts_after(a, 100));
  it_exits(a, 1);
  cr_assert(restarts_after(a, 200));
}

Test(backoff, the_reset_takes_at_least_the_delay_that_preceded_the_instance)
{
  one_crasher();
  set(a)->backoff_initial_ms = 20000;
  set(a)->backoff_max_ms = 100000;
  world_boot();
  exit_and_pass(a, 1, 20000);
  pass(19999);
  it_exits(a, 1);
  cr_assert(restarts_after(a, 40000));
  pass(40000);
  it_exits(a, 1);
  cr_assert(restarts_after(a, 20000));
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
  it_exits(a, 1);
  cr_assert(restarts_after(a, 20000), "up for --backoff-reset");
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
  it_exits(a, 1);
  cr_assert(restarts_after(a, 200), "spawned 40 s ago, but ready for 9.999 s only");
}

Test(backoff, a_child_that_was_never_ready_was_never_up)
{
  one_crasher();
  world_ready_fd(a);
  world_boot();
  exit_and_pass(a, 1, 100);
  pass(50000);
  it_exits(a, 1);
  cr_assert(restarts_after(a, 200));
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
  it_exits(a, 1);
  cr_assert(restarts_after(a, 20000), "up for --backoff-reset");
}

/* "The log": such a child probably daemonizes. */
Test(backoff, an_always_child_that_ends_with_0_within_a_second_three_times_gets_a_line)
{
  one_crasher();
  world_boot();
  exit_and_pass(a, 0, 100);
  exit_and_pass(a, 0, 200);
  cr_assert_eq(world.notes[NOTE_DAEMONIZES], 0);
  it_exits(a, 0);
  cr_assert_eq(world.notes[NOTE_DAEMONIZES], 1);
}

Test(backoff, longer_uptimes_and_other_codes_get_no_such_line)
{
  one_crasher();
  set(a)->backoff_initial_ms = 0;
  world_boot();
  for (unsigned i = 0; i < 5; i++) {
    they_exit(0, a, a);
    it_exits(a, 1);
    exit_and_pass(a, 0, 1000);
    it_exits(a, 0);
  }
  cr_assert_eq(world.notes[NOTE_DAEMONIZES], 0);
}

Test(backoff, no_timer_runs_for_the_reset)
{
  one_crasher();
  world_boot();
  exit_and_pass(a, 1, 100);
  cr_assert_eq(due_in(), CORE_NEVER);
}

Test(backoff, the_generation_rises_by_one)
{
  one_crasher();
  world_boot();
  cr_assert_eq(generation(a), 1);
  for (uint32_t i = 2; i < 6; i++) {
    exit_and_pass(a, 1, 10000);
    cr_assert_eq(generation(a), i);
  }
}
