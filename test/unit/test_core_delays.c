/* supervision.md, "An instance ends", 4, 5 and 7, to the millisecond: delays, their growth and
 * their reset, retries without a process. */
#include "core_lines.h"

/* FACTOR 1.01 grows by a millisecond at a time: after more restarts than k can count it still does
 * not begin again. */
Test(delay, it_never_shrinks_without_a_reset)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->breaker.limit = BATON_NONE;
  set(a)->backoff_factor_centi = 101;
  set(a)->jitter_percent = 0;
  world_boot();
  int64_t last = 0;
  for (unsigned i = 0; i < 300; i++) {
    it_exits(a, 1);
    cr_assert_geq(due_in(), last, "restart %u", i);
    last = due_in();
    pass_deadline();
  }
  cr_assert_gt(last, 600);
}

Test(delay, an_instance_that_was_never_ready_resets_nothing)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  it_ready(a);
  exit_and_pass(a, 1, 100);
  pass(20000);
  it_exits(a, 1);
  cr_assert_eq(due_in(), 200);
}

/* Each failure of its first child is one of `below`. What the line says of its own backoff does not
 * count. */
static void a_supervisor_that_fails(void)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  set(first)->policy = BATON_POLICY_NEVER;
  set(below)->backoff_initial_ms = 7;
  set(below)->backoff_max_ms = 70;
  set(below)->backoff_factor_centi = 300;
  set(below)->jitter_percent = 0;
  set(below)->backoff_reset_ms = 1;
  world_boot_with(OBEDIENT);
}

Test(supervisors_delay, it_is_100_ms_doubling_to_30_s)
{
  static const int64_t expected[] = {100,  200,   400,   800,   1600, 3200,
                                     6400, 12800, 25600, 30000, 30000};
  a_supervisor_that_fails();
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    it_exits(first, 1);
    cr_assert_eq(due_in(), expected[i], "restart %zu after %lld", i, (long long)due_in());
    pass(expected[i]);
    pass(250000); /* at most 4 restarts are in its window of 16 minutes */
  }
}

/* --- a restarted supervisor is as at first --- */

Test(fresh, the_intensity_of_a_restarted_supervisor_is)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  clause(below)->intensity = (struct baton_window){.limit = 1, .window_ms = 3600000};
  world_boot_with(OBEDIENT);
  exit_and_pass(first, 1, 100);
  operator_restart(below);
  cr_assert_eq(spawns(first), 3);
  it_exits(first, 1);
  assert_status(below, RUNNING);
  pass(100);
  it_exits(first, 1);
  cr_assert_neq(status(below), BATON_STATUS_RUNNING);
}

Test(fresh, a_supervisor_that_is_restarted_while_it_starts_waits_for_each_child_anew)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  world_ready_fd(first);
  world_ready_fd(second);
  world_after_none(second);
  world_boot_with(OBEDIENT);
  it_ready(first);
  assert_status(below, STARTING);
  operator_restart(below);
  assert_status(below, STARTING);
  it_ready(first);
  assert_status(below, STARTING);
  it_ready(second);
  assert_status(below, RUNNING);
}

Test(fresh, its_children_are_told_why_it_was_restarted)
{
  nested(BATON_STRATEGY_ONE_FOR_ALL, NO_STRATEGY);
  world_boot_with(OBEDIENT);
  exit_and_pass(a, 1, 100);
  cr_assert_eq(spawns(first), 2);
  cr_assert_eq(node(first)->start_cause, BATON_CAUSE_SIBLING);
  cr_assert_eq(node(first)->cause, a);
}

Test(fresh, a_child_that_was_suspended_when_its_supervisor_ended_is_started)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  world_boot_with(OBEDIENT);
  operator_suspend(first);
  it_exits(first, 1);
  assert_status(first, PENDING);
  operator_restart(below);
  cr_assert_eq(spawns(first), 2);
}

Test(fresh, a_row_of_retries_ends_with_its_supervisor)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  world_boot_with(OBEDIENT | HOLD_SPAWNS);
  it_spawned(a);
  it_spawn_fails(first, FAILURE_TRANSIENT);
  assert_status(first, PENDING);
  operator_restart(below);
  pass(59000);
  it_spawn_fails(first, FAILURE_TRANSIENT);
  cr_assert_eq(due_in(), 100, "the first of a new row");
  pass(2000);
  it_spawn_fails(first, FAILURE_TRANSIENT);
  assert_status(first, PENDING);
}

/* --- no process --- */

Test(no_process, without_a_backoff_it_is_tried_again_after_10_ms)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->backoff_initial_ms = 0;
  world_boot_with(HOLD_SPAWNS);
  for (unsigned i = 1; i <= 300; i++) {
    it_spawn_fails(a, FAILURE_TRANSIENT);
    cr_assert(restarts_after(a, 10));
    cr_assert_eq(world.notes[NOTE_RETRY], i);
    cr_assert_eq(world.note_value[NOTE_RETRY], 10);
  }
}

Test(no_process, a_retry_is_without_its_after)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  it_ready(a);
  operator_stop(a);
  it_exits(a, 0);
  it_exec_fails(b, FAILURE_TRANSIENT);
  pass(100);
  cr_assert_eq(spawns(b), 2);
}

/* A member that could not be started waits for its group, not for a retry of its own. */
Test(no_process, a_member_of_a_group_that_is_stopped_meanwhile_starts_with_it)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_after_none(b);
  world_after_none(c);
  world_boot_with(HOLD_SPAWNS);
  it_spawned(a);
  it_spawned(c);
  it_exits(a, 1);
  it_spawn_fails(b, FAILURE_TRANSIENT);
  assert_status(b, PENDING);
  pass(5000);
  cr_assert_eq(spawns(b), 1, "c is still being stopped");
  it_exits(c, 0);
  cr_assert_eq(spawns(b), 2);
  cr_assert_eq(spawns(a), 2);
}

Test(no_process, under_a_stop_from_above_it_is_stopped)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world_boot_with(HOLD_SPAWNS);
  it_spawned(a);
  it_spawned(b);
  it_spawned(c);
  baton_gets(CORE_SIGTERM);
  it_exec_fails(a, FAILURE_TRANSIENT); /* its stage has not come yet */
  assert_status(a, STOPPED);
  they_exit(0, c, b);
  assert_code(0);
}

/* --- a daemon? --- */

static void boot_with_leftovers(void)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
}

/* It ends, and so long afterwards something of it is still there. */
static unsigned told_after(uint32_t slot, uint8_t code, int64_t ms)
{
  it_exits(slot, code);
  it_swept(slot, 1);
  pass(ms);
  return world.notes[NOTE_DAEMONIZES];
}

Test(daemon, what_ends_with_0_at_once_and_leaves_processes_is_told_of)
{
  boot_with_leftovers();
  pass(999);
  cr_assert_eq(told_after(a, 0, 99), 0, "most are gone by then");
  pass(1);
  cr_assert_eq(world.notes[NOTE_DAEMONIZES], 1);
  cr_assert_eq(world.note_value[NOTE_DAEMONIZES], 0);
}

Test(daemon, of_each_child_once)
{
  boot_with_leftovers();
  cr_assert_eq(told_after(a, 0, 100), 1);
  cr_assert_eq(told_after(b, 0, 100), 2);
  it_swept(a, 0);
  pass(500);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(told_after(a, 0, 100), 2);
}

Test(daemon, what_leaves_nothing_is_none)
{
  boot_with_leftovers();
  it_exits(a, 0);
  it_swept(a, 0);
  pass(99);
  cr_assert_eq(world.notes[NOTE_DAEMONIZES], 0);
}

Test(daemon, an_end_after_a_second_or_with_another_code_or_by_a_signal_is_none)
{
  boot_with_leftovers();
  pass(1000);
  cr_assert_eq(told_after(a, 0, 100), 0);
  boot_with_leftovers();
  cr_assert_eq(told_after(a, 1, 100), 0);
  boot_with_leftovers();
  it_dies(a, 11);
  it_swept(a, 1);
  pass(100);
  cr_assert_eq(world.notes[NOTE_DAEMONIZES], 0);
}

Test(daemon, what_was_asked_to_end_is_none)
{
  boot_with_leftovers();
  operator_stop(a);
  cr_assert_eq(told_after(a, 0, 100), 0);
}

Test(daemon, a_oneshot_is_none)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_oneshot(a);
  world_boot_with(HOLD_SWEEPS);
  cr_assert_eq(told_after(a, 0, 100), 0);
}

Test(daemon, a_start_that_fails_for_now_says_nothing_of_the_end_before)
{
  boot_with_leftovers();
  it_exits(a, 0);
  it_swept(a, 0);
  pass(100);
  cr_assert_eq(spawns(a), 2);
  it_exec_fails(a, FAILURE_TRANSIENT);
  it_swept(a, 1);
  pass(100);
  cr_assert_eq(world.notes[NOTE_DAEMONIZES], 0);
}

static unsigned told_by_classic_init(uint8_t code)
{
  it_exits(a, code);
  drained(1);
  pass(100);
  return world.notes[NOTE_DAEMONIZES];
}

Test(daemon, a_classic_inits_child_is_one_if_any_process_is_left)
{
  one_classic_child();
  world_boot_with(HOLD_DRAIN);
  cr_assert_eq(told_by_classic_init(0), 1);
}

Test(daemon, a_classic_inits_child_is_none_if_it_fails_or_was_asked_to_stop)
{
  one_classic_child();
  world_boot_with(HOLD_DRAIN);
  cr_assert_eq(told_by_classic_init(1), 0);
  one_classic_child();
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(told_by_classic_init(0), 0);
}

/* --- the record --- */

Test(record, every_code_can_be_a_success)
{
  static const uint8_t codes[] = {0, 1, 63, 64, 65, 127, 128, 191, 192, 255};
  for (size_t i = 0; i < sizeof codes; i++) {
    for (size_t k = 0; k < sizeof codes; k++) {
      three_plain_children();
      set(a)->success_codes[0] = 0;
      set(a)->success_codes[codes[i] / 64] = UINT64_C(1) << (codes[i] % 64);
      world_boot();
      it_exits(a, codes[k]);
      cr_assert_eq((end_of(a)->flags & BATON_END_SUCCESS) != 0, k == i, "%u with success %u",
                   codes[k], codes[i]);
    }
  }
}

/* A start timeout or a watchdog is a failure, even where the signal that ends it is a success. */
Test(record, a_signal_of_batons_own_is_no_success)
{
  three_plain_children();
  set(a)->success_signals = BATON_SIGNAL_BIT(CORE_SIGABRT);
  world_boot();
  watchdog_fires(a);
  it_dies(a, CORE_SIGABRT);
  assert_reason(a, WATCHDOG);
  cr_assert_eq(end_of(a)->flags & BATON_END_SUCCESS, 0);
}

/* --- the watchdog --- */

Test(watchdog, it_does_not_run_while_the_child_is_suspended_or_stopped)
{
  boot_three_plain();
  operator_suspend(a);
  watchdog_fires(a);
  operator_stop(b);
  watchdog_fires(b);
  cr_assert_eq(world.notes[NOTE_WATCHDOG], 0);
  cr_assert_eq(signals(a, CORE_SIGABRT) + signals(b, CORE_SIGABRT), 0);
  assert_status(a, SUSPENDED);
  baton_gets(CORE_SIGTERM);
  watchdog_fires(c);
  cr_assert_eq(signals(c, CORE_SIGABRT), 0);
}

Test(watchdog, it_does_not_run_once_a_stop_covers_the_child)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  watchdog_fires(b); /* a member whose stage has not come */
  cr_assert_eq(signals(b, CORE_SIGABRT), 0);
  assert_status(b, RUNNING);
}

/* --- readiness --- */

Test(readiness_again, of_one_that_was_ready_or_is_stopped_or_a_oneshot_is_counted_only)
{
  three_plain_children();
  world_ready_fd(a);
  world_oneshot(b);
  world_after_none(b);
  world_ready_fd(c);
  world_after_none(c);
  world_boot();
  it_ready(a);
  uint32_t before = world.core.state->dropped_events;
  it_ready(a);
  it_ready(b);
  assert_status(b, STARTING);
  operator_stop(c);
  it_ready(c);
  assert_status(c, STOPPING);
  cr_assert_eq(world.core.state->dropped_events, before + 3);
  cr_assert_eq(world.notes[NOTE_READY], 1);
}

Test(readiness_again, a_suspended_child_that_tells_it_stays_suspended)
{
  boot_three_after_a(NO_STRATEGY);
  operator_suspend(a);
  it_ready(a);
  assert_status(a, SUSPENDED);
  cr_assert_eq(spawns(b), 1, "it was ready once");
  operator_resume(a);
  assert_status(a, RUNNING);
}
