/* supervision.md, "An instance ends", 7: failed starts. */
#include "core_lines.h"

static void held(enum baton_policy policy)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = (uint8_t)policy;
  world.hold_spawns = true;
}

Test(failed_start, a_command_that_cannot_be_run_is_reason_exec_with_126_and_a_missing_one_with_127)
{
  static const struct {
    enum core_failure failure;
    unsigned code;
  } ROWS[] = {
      {FAILURE_CANNOT,  BATON_EXIT_CANNOT },
      {FAILURE_MISSING, BATON_EXIT_MISSING}
  };

  for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
    three_until(BATON_AUTO_SHUTDOWN_ANY);
    world_boot_with(OBEDIENT);
    event_send((struct baton_event){.kind = EV_ENDED,
                                    .slot = b,
                                    .run = run_of(b),
                                    .failure = (uint8_t)ROWS[i].failure,
                                    .signal = 9});
    assert_status(b, FAILED);
    assert_reason(b, EXEC);
    cr_assert_eq(end_of(b)->code, ROWS[i].code);
    cr_assert_eq(end_of(b)->signal, 0);
    assert_code(ROWS[i].code);
  }
}

Test(failed_start, counts_as_the_code_that_came_with_it)
{
  held(BATON_POLICY_NEVER);
  world_boot();
  event_send((struct baton_event){
      .kind = EV_SPAWN_FAILED, .slot = a, .run = run_of(a), .failure = FAILURE_CANNOT, .code = 1});
  assert_status(a, FAILED);
  assert_reason(a, EXEC);
  cr_assert_eq(end_of(a)->code, 1);
}

Test(failed_start, a_permanent_one_is_failed_under_every_policy)
{
  for (unsigned policy = BATON_POLICY_ALWAYS; policy <= BATON_POLICY_NEVER; policy++) {
    three_children(BATON_STRATEGY_ONE_FOR_ONE);
    set(a)->policy = (uint8_t)policy;
    world_boot();
    it_exec_fails(a, FAILURE_MISSING);
    pass(600000);
    assert_status(a, FAILED);
    cr_assert_eq(spawns(a), 1);
  }
}

Test(failed_start, one_that_made_no_process_and_is_permanent_is_failed_too)
{
  held(BATON_POLICY_ALWAYS);
  world_boot();
  it_spawn_fails(a, FAILURE_CANNOT);
  assert_status(a, FAILED);
  cr_assert_eq(due_in(), CORE_NEVER);
}

Test(failed_start, a_permanent_one_triggers_no_group_restart)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exec_fails(a, FAILURE_MISSING);
  cr_assert_eq(stops(b), 0);
}

Test(failed_start, a_permanent_one_of_a_member_ends_it_for_good)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ALL, OBEDIENT);
  exit_and_pass(b, 1, 100);
  it_exec_fails(a, FAILURE_MISSING);
  assert_status(a, FAILED);
  pass(600000);
  cr_assert_eq(spawns(a), 2);
}

Test(failed_start, a_transient_one_is_retried_under_every_policy)
{
  for (unsigned policy = BATON_POLICY_ALWAYS; policy <= BATON_POLICY_NEVER; policy++) {
    held((enum baton_policy)policy);
    world_boot();
    it_spawn_fails(a, FAILURE_TRANSIENT);
    assert_status(a, PENDING);
    cr_assert(restarts_after(a, 100));
    it_spawned(a);
    assert_status(a, RUNNING);
  }
}

Test(failed_start, a_transient_exec_failure_is_retried_too)
{
  boot_three_plain();
  it_exec_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
  cr_assert_eq(generation(a), 0);
  cr_assert(restarts_after(a, 100));
  cr_assert_eq(generation(a), 1);
}

Test(failed_start, it_is_retried_in_a_classic_init)
{
  one_classic_child();
  world_boot_with(HOLD_SPAWNS);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  cr_assert(restarts_after(a, 100));
  assert_up();
}

Test(failed_start, a_retry_takes_no_generation)
{
  held(BATON_POLICY_ALWAYS);
  world_boot();
  it_spawn_fails(a, FAILURE_TRANSIENT);
  cr_assert_eq(generation(a), 0);
  pass(100);
  cr_assert_eq(generation(a), 1);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(200);
  it_spawned(a);
  cr_assert_eq(generation(a), 1);
}

Test(failed_start, a_retry_counts_for_no_breaker)
{
  held(BATON_POLICY_ALWAYS);
  set(a)->breaker.limit = 0;
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 0, .window_ms = 600000};
  world_boot();
  for (unsigned i = 0; i < 5; i++) {
    it_spawn_fails(a, FAILURE_TRANSIENT);
    pass(5000);
  }
  assert_up();
  cr_assert_eq(spawns(a), 6);
}

Test(failed_start, a_retry_leaves_the_last_end_record_alone)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_exits(a, 42);
  world.hold_spawns = true;
  pass(100);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_reason(a, EXIT);
  cr_assert_eq(end_of(a)->code, 42);
}

Test(failed_start, retries_have_the_backoffs_delays)
{
  static const int64_t DELAYS[] = {100, 200, 400, 800};
  held(BATON_POLICY_NEVER);
  world_boot();
  for (size_t i = 0; i < sizeof DELAYS / sizeof *DELAYS; i++) {
    it_spawn_fails(a, FAILURE_TRANSIENT);
    cr_assert(restarts_after(a, DELAYS[i]));
  }
}

Test(failed_start, retries_have_a_k_of_their_own)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  exit_and_pass(a, 1, 100);
  it_exits(a, 1);
  world.hold_spawns = true;
  pass(200);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  cr_assert(restarts_after(a, 100));
  it_spawn_fails(a, FAILURE_TRANSIENT);
  cr_assert(restarts_after(a, 200));
  world.hold_spawns = false;
  it_spawned(a);
  assert_back_after(a, 1, 400);
}

Test(failed_start, a_new_row_of_retries_begins_anew)
{
  held(BATON_POLICY_ALWAYS);
  world_boot();
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(100);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(200);
  it_spawned(a);
  exit_and_pass(a, 1, 100);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  cr_assert(restarts_after(a, 100));
}

static void no_process_for_a_minute(enum baton_policy policy)
{
  held(policy);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  set(a)->backoff_initial_ms = set(a)->backoff_max_ms = 30000;
  world_boot();
  for (unsigned i = 0; i < 2; i++) {
    it_spawn_fails(a, FAILURE_TRANSIENT);
    assert_status(a, PENDING);
    cr_assert(restarts_after(a, 30000));
  }
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_reason(a, SPAWN);
  cr_assert_eq(end_of(a)->code, 126);
  cr_assert_eq(end_of(a)->cause, a);
}

Test(failed_start, after_a_minute_without_a_process_it_is_an_end_with_reason_spawn_and_126)
{
  no_process_for_a_minute(BATON_POLICY_NEVER);
  assert_status(a, FAILED);
  cr_assert_eq(generation(a), 1, "it takes the generation it was meant for");
  assert_code(BATON_EXIT_CANNOT);
}

Test(failed_start, a_minute_counts_from_the_first_failure_of_the_row)
{
  held(BATON_POLICY_NEVER);
  set(a)->backoff_initial_ms = 1000;
  set(a)->backoff_max_ms = 1000;
  world_boot();
  pass(50000);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(1000);
  pass(20000);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
}

Test(failed_start, an_operators_start_begins_the_minute_anew)
{
  held(BATON_POLICY_NEVER);
  world_boot();
  it_spawn_fails(a, FAILURE_TRANSIENT);
  operator_stop(a);
  pass(3600000);
  operator_start(a);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
}

Test(failed_start, an_end_with_reason_spawn_is_met_with_the_policy_and_begins_another_minute)
{
  no_process_for_a_minute(BATON_POLICY_ON_FAILURE);
  unsigned retried = world.notes[NOTE_RETRY];
  cr_assert(restarts_after(a, 30000));
  cr_assert_eq(generation(a), 2);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
  cr_assert_eq(world.notes[NOTE_RETRY], retried + 1);
  cr_assert_eq(generation(a), 1);
}

/* --- A stop always beats a restart in progress --- */

Test(stop_beats_start, nothing_is_started_once_a_stop_covers_it)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world_boot();
  it_exits(a, 1);
  baton_gets(CORE_SIGTERM);
  assert_status(a, STOPPED);
  pass(2000);
  they_exit(0, c, b);
  assert_code(0);
  cr_assert_eq(spawns(a), 1);
}

Test(stop_beats_start, an_end_and_its_consequences_come_before_a_start_in_the_same_step)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  world_ready_fd(a);
  set(a)->policy = BATON_POLICY_NEVER;
  world_after_none(b);
  set(b)->policy = BATON_POLICY_NEVER;
  world_after_none(c);
  world_boot();
  uint32_t instances = spawns(b) + spawns(c);
  it_exits(a, 1);
  cr_assert_eq(spawns(b) + spawns(c), instances);
}

Test(stop_beats_start, a_stop_before_the_process_exists_is_sent_once_it_does)
{
  held(BATON_POLICY_ALWAYS);
  world_boot();
  operator_stop(a);
  cr_assert_eq(stops(a), 0);
  it_spawned(a);
  cr_assert_eq(stops(a), 1);
  it_dies(a, CORE_SIGTERM);
  assert_status(a, STOPPED);
}

Test(stop_beats_start, a_shutdown_before_the_process_exists_is_sent_once_it_does)
{
  held(BATON_POLICY_ALWAYS);
  boot_and_shut_down();
  assert_up();
  it_spawned(a);
  cr_assert_eq(stops(a), 1);
  it_dies(a, CORE_SIGTERM);
  assert_code(0);
}

Test(stop_beats_start, a_transient_failure_then_ends_it_as_stopped)
{
  held(BATON_POLICY_ALWAYS);
  world_boot();
  operator_stop(a);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, STOPPED);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

Test(stop_beats_start, a_child_that_is_being_made_counts_as_alive)
{
  three_plain_children();
  world.hold_spawns = true;
  world_after_none(b);
  world_after_none(c);
  world_boot();
  it_spawned(b);
  it_spawned(c);
  they_exit(0, b, c);
  assert_up();
  it_spawned(a);
  assert_up();
  it_exits(a, 0);
  assert_code(0);
}

Test(stop_beats_start, a_group_restart_waits_for_a_child_that_is_being_made)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_PARALLEL;
  world_after_none(b);
  world_after_none(c);
  world_boot_with(HOLD_SPAWNS | OBEDIENT);
  it_spawned(a);
  it_spawned(c);
  exit_and_pass(a, 1, 1000);
  cr_assert_eq(spawns(a), 1);
  it_spawned(b);
  cr_assert_eq(stops(b), 1);
  cr_assert_eq(spawns(a), 2);
}
