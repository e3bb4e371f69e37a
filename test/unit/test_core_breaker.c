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
