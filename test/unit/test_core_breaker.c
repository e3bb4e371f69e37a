/* supervision.md, "An instance ends", 4: the breaker and the intensity. */
#include "core_lines.h"

/* a restarts at once, with a breaker of N within a second. */
static void breaker_of(uint32_t limit)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  for (uint32_t slot = a; slot <= c; slot++) {
    set(slot)->backoff_initial_ms = 0;
  }
  set(a)->breaker = (struct baton_window){.limit = limit, .window_ms = 1000};
  world.obedient = true;
}

static void exit_times(uint32_t slot, unsigned times)
{
  for (unsigned i = 0; i < times; i++) {
    it_exits(slot, 5);
  }
}

Test(breaker, n_restarts_within_dur_are_fine)
{
  breaker_of(3);
  world_boot();
  exit_times(a, 3);
  assert_status(a, RUNNING);
  cr_assert_eq(spawns(a), 4);
}

Test(breaker, one_more_restart_wanted_within_dur_trips_it)
{
  breaker_of(3);
  world_boot();
  exit_times(a, 3);
  pass(999);
  it_exits(a, 5);
  assert_status(a, FAILED);
  cr_assert_eq(spawns(a), 4);
}

Test(breaker, it_trips_however_long_the_machine_has_been_up)
{
  breaker_of(3);
  world.now = (INT64_C(1) << 40U) - 1; /* 34 years, and CLOCK_MONOTONIC may begin anywhere */
  world_boot();
  exit_times(a, 1);
  pass(2);
  exit_times(a, 3);
  assert_status(a, FAILED);
  cr_assert_eq(spawns(a), 4);
}

Test(breaker, its_supervisor_gives_up)
{
  breaker_of(1);
  world.obedient = false;
  world_boot();
  exit_times(a, 2);
  cr_assert_eq(stops(b), 1);
  cr_assert_eq(stops(c), 1);
  they_exit(0, b, c);
  assert_code(5);
}

Test(breaker, a_restart_exactly_dur_old_is_out_of_the_window)
{
  breaker_of(1);
  world_boot();
  exit_and_pass(a, 5, 1000);
  it_exits(a, 5);
  assert_status(a, RUNNING);
}

Test(breaker, the_window_slides)
{
  breaker_of(2);
  world_boot();
  exit_and_pass(a, 5, 600);
  exit_and_pass(a, 5, 400);
  it_exits(a, 5);
  assert_status(a, RUNNING);
  pass(599);
  it_exits(a, 5);
  assert_status(a, FAILED);
}

Test(breaker, a_limit_of_zero_allows_no_restart_and_the_code_is_that_of_the_end_or_120)
{
  breaker_of(0);
  world_boot();
  it_exits(a, 5);
  assert_status(a, FAILED);
  assert_code(5);
  breaker_of(0);
  world_boot();
  it_exits(a, 0);
  assert_status(a, FAILED);
  assert_code(BATON_EXIT_TRIPPED);
  breaker_of(0);
  world_boot();
  it_dies(a, 11);
  assert_code(BATON_EXIT_SIGNAL + 11);
  breaker_of(0);
  world_boot();
  it_ends((struct baton_event){.slot = a, .signal = CORE_SIGKILL, .oom = 1});
  assert_code(BATON_EXIT_SIGNAL + CORE_SIGKILL);
}

Test(breaker, unlimited_never_trips_and_the_intensity_is_unlimited_by_default)
{
  breaker_of(BATON_NONE);
  world_boot();
  exit_times(a, 1000);
  exit_times(b, 5);
  assert_status(a, RUNNING);
  assert_up();
}

Test(breaker, the_largest_limit_holds)
{
  breaker_of(BATON_RESTARTS_MAX);
  world_boot();
  exit_times(a, BATON_RESTARTS_MAX);
  assert_status(a, RUNNING);
  it_exits(a, 5);
  assert_status(a, FAILED);
}

Test(breaker, it_counts_the_childs_own_restarts_only)
{
  breaker_of(1);
  world_boot();
  exit_times(a, 1);
  exit_times(b, 5);
  assert_status(a, RUNNING);
  assert_up();
}

Test(breaker, a_restart_before_readiness_stays_in_the_window)
{
  breaker_of(2);
  world_ready_fd(a);
  world_boot();
  exit_times(a, 1);
  pass(30000);
  exit_times(a, 1);
  pass(30000);
  assert_up();
  exit_times(a, 1);
  assert_status(a, FAILED);
}

Test(breaker, it_stays_until_an_instance_has_been_ready)
{
  breaker_of(2);
  world_ready_fd(a);
  world_boot();
  exit_times(a, 1);
  pass(30000);
  exit_times(a, 1);
  pass(1000);
  it_ready(a);
  it_exits(a, 5);
  assert_status(a, STARTING);
  pass(30000);
  it_ready(a);
  it_exits(a, 5);
  assert_up();
}

Test(breaker, readiness_does_not_clear_what_is_within_the_window)
{
  breaker_of(2);
  world_ready_fd(a);
  world_boot();
  exit_times(a, 2);
  it_ready(a);
  it_exits(a, 5);
  assert_status(a, FAILED);
}

Test(breaker, no_process_for_a_minute_stays_in_the_window)
{
  breaker_of(1);
  set(a)->backoff_initial_ms = set(a)->backoff_max_ms = 30000;
  world_boot_with(HOLD_SPAWNS);
  for (unsigned i = 0; i < 5; i++) { /* after the third a minute has passed, and one restart */
    it_spawn_fails(a, FAILURE_TRANSIENT);
    assert_status(a, PENDING);
    pass(30000);
  }
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, FAILED);
  assert_reason(a, SPAWN);
  assert_code(BATON_EXIT_CANNOT);
}

Test(breaker, a_start_that_hangs_trips_it_too)
{
  breaker_of(1);
  world_ready_fd(a);
  world_boot();
  pass(60000);
  assert_up();
  pass(60000);
  assert_code(BATON_EXIT_START);
}

Test(breaker, an_operators_restart_does_not_count_nor_for_the_intensity)
{
  breaker_of(1);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 1000};
  world_boot();
  for (unsigned i = 0; i < 5; i++) {
    operator_restart(a);
  }
  it_exits(a, 5);
  assert_status(a, RUNNING);
}

Test(breaker, an_optional_child_that_trips_it_is_failed_and_nothing_else)
{
  breaker_of(1);
  clause(a)->optional = 1;
  world_boot();
  exit_times(a, 2);
  assert_status(a, FAILED);
  assert_status(b, RUNNING);
  assert_up();
}

Test(breaker, an_optional_end_touches_no_sibling_whatever_the_strategy)
{
  for (unsigned strategy = 0; strategy < BATON_STRATEGY_COUNT; strategy++) {
    three_children((enum baton_strategy)strategy);
    clause(a)->optional = 1;
    world_boot();
    assert_back_after(a, 1, 100);
    assert_stops(0, 0, 0);
  }
}

/* --- The intensity --- */

static void intensity_of(uint32_t limit)
{
  breaker_of(BATON_NONE);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = limit, .window_ms = 1000};
}

Test(intensity, it_counts_the_restarts_of_all_children_together)
{
  intensity_of(3);
  world_boot();
  they_exit(5, a, b, c);
  assert_up();
  it_exits(b, 6);
  cr_assert_eq(spawns(b), 2);
  assert_status(b, FAILED);
  assert_code(6);
}

Test(intensity, a_restart_exactly_dur_old_is_out_of_the_window)
{
  intensity_of(1);
  world_boot();
  exit_and_pass(a, 5, 1000);
  exit_and_pass(b, 5, 999);
  assert_up();
  it_exits(c, 5);
  assert_code(5);
}

Test(intensity, a_success_that_trips_it_is_120)
{
  intensity_of(0);
  world_boot();
  it_exits(a, 0);
  assert_code(BATON_EXIT_TRIPPED);
}

Test(intensity, restarts_of_an_optional_child_do_not_count)
{
  intensity_of(1);
  clause(a)->optional = 1;
  world_boot();
  exit_times(a, 20);
  it_exits(b, 5);
  assert_up();
}

Test(intensity, a_full_one_is_nothing_to_an_optional_child)
{
  intensity_of(1);
  clause(a)->optional = 1;
  world_boot();
  it_exits(b, 5);
  exit_times(a, 3);
  assert_status(a, RUNNING);
  assert_up();
}

Test(breaker, an_optional_child_is_given_up_alone)
{
  breaker_of(1);
  clause(a)->optional = 1;
  world_boot();
  exit_times(a, 2);
  cr_assert_eq(world.notes[NOTE_GIVE_UP], 1);
  cr_assert_eq(world.note_value[NOTE_GIVE_UP], a);
  assert_status(a, FAILED);
  assert_up();
}

Test(intensity, the_breaker_is_looked_at_first)
{
  breaker_of(1);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 1000};
  world_boot();
  exit_times(a, 2);
  cr_assert_eq(world.notes[NOTE_GIVE_UP], 1);
  assert_status(a, FAILED);
  assert_code(5);
}

Test(intensity, a_group_restart_counts_once)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 2, .window_ms = 100000};
  world_boot_with(OBEDIENT);
  exit_and_pass(a, 1, 1000);
  exit_and_pass(b, 1, 1000);
  assert_up();
  it_exits(c, 3);
  assert_code(3);
}

/* --- A breaker that is tried again --- */

/* a's breaker of one restart within a second is tried again after 5 s. */
static void retried(enum baton_strategy strategy)
{
  three_children(strategy);
  set(a)->breaker = (struct baton_window){.limit = 1, .window_ms = 1000};
  set(a)->retry_after_ms = 5000;
  set(a)->jitter_percent = 100;
  world.obedient = true;
  world.random = UINT32_MAX / 2;
  set(a)->backoff_initial_ms = 0;
}

static void is_back_at_once(uint32_t slot)
{
  unsigned before = spawns(slot);
  it_exits(slot, 1);
  cr_assert_eq(spawns(slot), before + 1);
}

/* The first end is restarted, the second trips. */
static void boot_and_trip(void)
{
  world_boot();
  exit_times(a, 2);
  assert_status(a, PENDING);
}

Test(retry, a_breaker_that_trips_waits_and_neither_strategy_nor_supervisor_hears_of_it)
{
  for (unsigned strategy = 0; strategy < BATON_STRATEGY_COUNT; strategy++) {
    for (unsigned mode = 0; mode < BATON_AUTO_SHUTDOWN_COUNT; mode++) {
      retried((enum baton_strategy)strategy);
      set(a)->breaker.limit = 0;
      clause(BATON_ROOT)->auto_shutdown = (uint8_t)mode;
      world_boot();
      it_exits(a, 1);
      assert_status(a, PENDING);
      cr_assert_eq(world.note_value[NOTE_ENDED], 5000);
      cr_assert(restarts_after(a, 5000), "exactly then: it has no jitter");
      assert_stops(0, 0, 0);
      assert_instances(2, 1, 1);
      cr_assert_eq(world.notes[NOTE_GIVE_UP], 0);
      assert_up();
    }
  }
}

Test(retry, a_try_that_fails_waits_again_however_old_the_restarts_are)
{
  retried(BATON_STRATEGY_ONE_FOR_ALL);
  boot_and_trip();
  for (unsigned i = 0; i < 70; i++) { /* more often than a window has places */
    cr_assert(restarts_after(a, 5000));
    pass(3000);
    it_exits(a, i % 2 == 0 ? 1 : 0);
    assert_status(a, PENDING);
    cr_assert_eq(node(a)->restart_count, 1, "as full as it was, which the log shows");
  }
  assert_instances(72, 2, 2);
  assert_up();
}

Test(retry, an_end_that_is_not_restarted_is_final_as_ever)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = BATON_POLICY_ON_FAILURE;
  set(a)->fatal_codes[0] = UINT64_C(1) << 9;
  boot_and_trip();
  cr_assert(restarts_after(a, 5000));
  it_exits(a, 0);
  assert_status(a, FINISHED);
  operator_start(a);
  exit_times(a, 2);
  cr_assert(restarts_after(a, 5000));
  it_exits(a, 9);
  assert_status(a, FAILED);
  operator_start(a);
  exit_times(a, 2);
  cr_assert(restarts_after(a, 5000));
  it_exec_fails(a, FAILURE_MISSING);
  assert_status(a, FAILED);
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = BATON_POLICY_NEVER;
  world_boot();
  it_exits(a, 1);
  assert_status(a, FAILED);
}

Test(retry, one_that_was_up_for_the_reset_closes_it_whatever_it_had_waited)
{
  retried(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->backoff_initial_ms = 100;
  set(a)->jitter_percent = 0;
  set(a)->retry_after_ms = 60000;
  set(a)->breaker = (struct baton_window){.limit = 2, .window_ms = 600000};
  world_boot();
  assert_back_after(a, 1, 100);
  assert_back_after(a, 1, 200);
  assert_back_after(a, 1, 60000);
  pass(9999); /* --backoff-reset is 10 s */
  assert_back_after(a, 1, 60000);
  pass(10000);
  assert_instances(5, 3, 3);
  assert_back_after(a, 1, 100); /* as if nothing had been: its group with it */
  assert_back_after(a, 1, 200);
  assert_instances(7, 5, 5);
  assert_back_after(a, 1, 60000);
  assert_instances(8, 5, 5);
}

Test(retry, one_that_was_not_ready_for_that_long_leaves_it_open)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  boot_and_trip();
  cr_assert(restarts_after(a, 5000));
  pass(20000);
  it_ready(a);
  pass(9999);
  assert_back_after(a, 1, 5000);
  it_ready(a);
  pass(10000);
  is_back_at_once(a);
}

/* It is looked at whenever an instance ends, also when it was asked to. */
Test(retry, a_try_that_an_operator_restarts_closes_it_if_it_was_up_for_long_enough)
{
  for (unsigned early = 0; early < 2; early++) {
    retried(BATON_STRATEGY_ONE_FOR_ONE);
    boot_and_trip();
    cr_assert(restarts_after(a, 5000));
    pass(10000 - early);
    operator_restart(a);
    assert_instances(4, 1, 1);
    if (early != 0) {
      assert_back_after(a, 1, 5000);
    } else {
      is_back_at_once(a);
    }
  }
}

Test(retry, a_try_is_made_without_its_after)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  set(b)->retry_after_ms = 5000;
  set(b)->breaker.limit = 0;
  world_boot();
  operator_start(b);
  it_exits(b, 1);
  cr_assert(restarts_after(b, 5000));
  assert_status(a, STARTING);
}

Test(retry, its_waiters_stay_pending_until_a_try_is_ready)
{
  for (unsigned optional = 0; optional < 2; optional++) {
    retried(BATON_STRATEGY_ONE_FOR_ONE);
    clause(a)->optional = optional != 0;
    world_ready_fd(a);
    boot_and_trip();
    pass(5000);
    it_exits(a, 1);
    assert_status(a, PENDING);
    assert_status(b, PENDING);
    pass(5000);
    it_ready(a);
    assert_status(b, RUNNING);
    assert_status(c, RUNNING);
  }
}

Test(retry, an_optional_child_is_not_given_up)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  clause(a)->optional = 1;
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 100000};
  boot_and_trip();
  cr_assert(restarts_after(a, 5000));
  assert_back_after(a, 1, 5000);
  cr_assert_eq(world.notes[NOTE_GIVE_UP], 0);
  it_exits(b, 5); /* the first that counts */
  assert_up();
}

Test(retry, the_intensity_counts_tries_and_still_gives_up)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 3, .window_ms = 100000};
  boot_and_trip();
  cr_assert(restarts_after(a, 5000));
  assert_back_after(a, 1, 5000);
  it_exits(a, 7);
  assert_status(a, FAILED);
  assert_code(7);
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 100000};
  world_boot();
  exit_times(a, 2); /* both at once */
  assert_status(a, FAILED);
  assert_code(5);
}

Test(retry, it_is_a_restart_to_the_instance)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->breaker.limit = 0;
  world_boot();
  operator_restart(a);
  cr_assert_eq(node(a)->start_cause, BATON_CAUSE_OPERATOR);
  assert_back_after(a, 1, 5000);
  cr_assert_eq(node(a)->start_cause, BATON_CAUSE_RESTART);
  cr_assert_eq(node(a)->delay_ms, 5000);
}

Test(retry, an_operator_starts_it_at_once_and_closes_it)
{
  for (unsigned restart = 0; restart < 2; restart++) {
    retried(BATON_STRATEGY_ONE_FOR_ONE);
    boot_and_trip();
    if (restart != 0) {
      operator_restart(a);
    } else {
      operator_start(a);
    }
    assert_instances(3, 1, 1);
    is_back_at_once(a);
    assert_back_after(a, 1, 5000);
  }
}

Test(retry, a_stop_finds_it_pending)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  boot_and_trip();
  operator_stop(a);
  assert_status(a, STOPPED);
  pass(60000);
  assert_instances(2, 1, 1);
  operator_start(a);
  is_back_at_once(a);
  exit_times(a, 1);
  baton_gets(CORE_SIGTERM);
  assert_status(a, STOPPED);
  assert_code(0);
}

/* Its own due time holds for it and for whoever waits for it, and it is still a try. */
Test(retry, a_group_restart_that_reaches_it_waits_for_its_time)
{
  retried(BATON_STRATEGY_ONE_FOR_ALL);
  set(b)->backoff_initial_ms = 0;
  boot_and_trip();
  assert_instances(2, 2, 2);
  pass(1000);
  it_exits(c, 1);
  cr_assert_eq(stops(b), 2);
  pass(3999);
  assert_instances(2, 2, 2);
  pass(1);
  assert_instances(3, 3, 3);
  cr_assert_eq(node(a)->start_cause, BATON_CAUSE_RESTART);
  it_exits(a, 1);
  assert_stops(0, 2, 1);
  cr_assert(restarts_after(a, 5000));
  assert_instances(4, 3, 3);
}

/* That time was the breaker's, and with it goes what those behind it wait for. */
Test(retry, an_operators_start_of_a_member_does_not_wait_for_it)
{
  retried(BATON_STRATEGY_ONE_FOR_ALL);
  set(b)->backoff_initial_ms = 0;
  boot_and_trip();
  it_exits(c, 1);
  pass(1000);
  assert_instances(2, 2, 2);
  operator_start(a);
  assert_instances(3, 3, 3);
  cr_assert_eq(node(a)->start_cause, BATON_CAUSE_OPERATOR);
}

Test(retry, a_member_that_trips_is_tried_alone_and_its_group_goes_on)
{
  retried(BATON_STRATEGY_ONE_FOR_ALL);
  world_after_none(b);
  world_ready_fd(b);
  set(a)->breaker.limit = 1;
  world_boot();
  it_ready(b);
  it_exits(a, 1); /* the group's trigger */
  assert_instances(2, 2, 1);
  it_exits(a, 1);
  assert_status(a, PENDING);
  assert_status(b, STARTING);
  it_ready(b);
  assert_instances(2, 2, 2);
  cr_assert(restarts_after(a, 5000));
  assert_instances(3, 2, 2);
}

Test(retry, without_a_process_for_a_minute_a_try_has_failed)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->backoff_initial_ms = set(a)->backoff_max_ms = 30000;
  set(a)->jitter_percent = 0;
  set(a)->breaker.limit = 0;
  set(a)->retry_after_ms = 100000;
  world_boot_with(HOLD_SPAWNS);
  for (unsigned i = 0; i < 2; i++) {
    it_spawn_fails(a, FAILURE_TRANSIENT);
    cr_assert(restarts_after(a, 30000));
    it_spawn_fails(a, FAILURE_TRANSIENT);
    cr_assert(restarts_after(a, 30000));
    it_spawn_fails(a, FAILURE_TRANSIENT);
    assert_reason(a, SPAWN);
    cr_assert(restarts_after(a, 100000));
  }
}

Test(retry, a_oneshot_is_tried_until_it_has_succeeded)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  world_oneshot(a);
  boot_and_trip();
  cr_assert(restarts_after(a, 5000));
  pass(20000);
  assert_back_after(a, 1, 5000);
  assert_status(b, PENDING);
  it_exits(a, 0);
  assert_status(a, FINISHED);
  assert_status(b, RUNNING);
}

/* a, a gate, before b and c. */
static void gate_of(uint32_t limit)
{
  breaker_of(limit);
  world_strategy(BATON_ROOT, BATON_STRATEGY_REST_FOR_ONE);
  world_oneshot(a);
  clause(a)->gate = 1;
}

Test(retry, a_gate_that_has_succeeded_has_a_closed_breaker)
{
  gate_of(1);
  set(a)->breaker.window_ms = 3600000;
  set(a)->retry_after_ms = 5000;
  boot_and_trip();
  cr_assert(restarts_after(a, 5000));
  it_exits(a, 0);
  it_exits(b, 1);
  assert_status(a, STARTING);
  is_back_at_once(a);
  assert_back_after(a, 1, 5000);
}

/* What the line says of a supervisor is for its children: its own breaker is fixed, and ends it. */
Test(retry, a_supervisor_gives_up_as_ever)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_ONE_FOR_ONE);
  set(below)->retry_after_ms = 5000;
  set(first)->breaker.limit = 0;
  world_boot_with(OBEDIENT);
  for (unsigned i = 0; i < 5; i++) {
    it_exits(first, 3);
    pass(30000);
  }
  assert_up();
  it_exits(first, 3);
  assert_status(below, FAILED);
  assert_code(3);
}

Test(retry, a_supervisor_that_is_restarted_has_closed_breakers_below)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_ONE_FOR_ONE);
  set(first)->retry_after_ms = 5000;
  set(first)->breaker.limit = 1;
  world_boot_with(OBEDIENT);
  exit_and_pass(first, 1, 100);
  it_exits(first, 1);
  assert_status(first, PENDING);
  operator_restart(below);
  assert_status(first, RUNNING);
  assert_back_after(first, 1, 100);
  assert_back_after(first, 1, 5000);
}

Test(retry, an_unlimited_breaker_never_opens)
{
  retried(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->breaker.limit = BATON_NONE;
  world_boot();
  exit_times(a, 100);
  assert_status(a, RUNNING);
}

/* --- A oneshot's readiness --- */

/* Its success is what those that wait for it wait for. */
Test(breaker, restarts_before_a_oneshot_succeeds_grow_old_after_that)
{
  gate_of(2);
  world_boot();
  exit_times(a, 2);
  pass(30000);
  it_exits(a, 0);
  pass(999);
  it_exits(b, 1);
  exit_times(a, 2);
  assert_status(a, STARTING);
  it_exits(a, 0);
  pass(999);
  it_exits(b, 1);
  exit_times(a, 1);
  assert_status(a, FAILED);
}

Test(intensity, restarts_before_a_oneshot_succeeds_grow_old_after_that)
{
  intensity_of(2);
  world_oneshot(a);
  world_boot();
  exit_times(a, 2);
  it_exits(a, 0);
  pass(999);
  assert_up();
  pass(1);
  exit_times(b, 2);
  assert_up();
}
