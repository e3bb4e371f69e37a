/* supervision.md where one decision meets another: each of these sentences is one that a changed
 * line of the core would break and no other suite would see. */
#include "core_lines.h"

/* --- one deadline for all --- */

/* Times in the order of a heap, one half late and one early. What is moved into the place of the
 * one that is taken away goes down on its own side, and nothing of the other comes up there. */
static void taken_away(uint32_t place)
{
  static const uint32_t TIMES[] = {1, 100, 2, 101, 102, 3, 4, 103, 104, 105, 106, 5, 200};
  world_begin_with(BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t count = sizeof TIMES / sizeof *TIMES;
  for (uint32_t i = 0; i < count; i++) {
    char name[] = {(char)('a' + i), '\0'};
    set(world_child(BATON_ROOT, name))->backoff_initial_ms = 10 * TIMES[i];
  }
  world_boot();
  for (uint32_t i = 0; i < count; i++) {
    it_exits(i + 1, 1);
  }
  operator_stop(place + 1);
  pass(2000);
  for (uint32_t i = 0; i < count; i++) {
    cr_assert_eq(spawns(i + 1), i == place ? 1 : 2);
  }
}

Test(deadlines, one_that_is_taken_away_from_the_middle_leaves_them_in_order)
{
  taken_away(3);
  taken_away(4);
}

static uint32_t drawn;

static uint32_t draw(uint32_t count)
{
  drawn = drawn * 1664525U + 1013904223U;
  return (drawn >> 16) % count;
}

/* Whatever is armed, moved and taken away, each event is followed by a look at the whole heap. */
Test(deadlines, in_any_order_the_earliest_is_armed)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ONE);
  for (uint32_t i = 1; i < TREE_NODES; i++) {
    char name[] = {(char)('a' + i / 26), (char)('a' + i % 26), '\0'};
    uint32_t slot = world_child(BATON_ROOT, name);
    world_after_none(slot);
    set(slot)->breaker.limit = BATON_NONE;
    set(slot)->jitter_percent = 100;
    set(slot)->backoff_initial_ms = 5000;
    set(slot)->backoff_factor_centi = 100;
  }
  world_boot_with(OBEDIENT);
  for (unsigned turn = 0; turn < 2000; turn++) {
    uint32_t slot = 1 + draw(TREE_NODES - 1);
    world.random = draw(65536) << 16;
    if (is_held(slot, KERNEL_ALIVE)) {
      it_exits(slot, 1);
    } else if (draw(4) == 0) {
      operator_stop(slot);
    } else if (draw(2) == 0) {
      operator_start(slot);
    }
    pass(draw(64));
  }
  cr_assert_gt(spawns(1), 3);
}

Test(deadlines, what_starts_at_its_very_time_leaves_none)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(b)->optional = 1;
  set(b)->backoff_initial_ms = 5000;
  world_ready_fd(a);
  set(a)->start_timeout_ms = BATON_NONE;
  world_boot_with(OBEDIENT);
  it_ready(a);
  they_exit(1, b, c);
  pass(100);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(due_in(), 4900);
  world.now += 4900;
  world.hold_spawns = true;
  it_ready(a);
  cr_assert_eq(spawns(b), 2);
  cr_assert_eq(due_in(), CORE_NEVER);
}

/* --- frozen time --- */

/* What comes next is told so much later than the last of it. */
static void frozen(int64_t ms)
{
  world.now += ms;
}

Test(frozen, a_start_is_given_the_time_in_which_all_stood_still)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  frozen(61001);
  event_send((struct baton_event){.kind = EV_TIMER});
  assert_status(a, STARTING);
  cr_assert_eq(due_in(), 60000);
  pass(60000);
  cr_assert_eq(world.notes[NOTE_START_TIMEOUT], 1);
}

Test(frozen, a_second_is_only_late)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  frozen(61000);
  event_send((struct baton_event){.kind = EV_TIMER});
  cr_assert_eq(world.notes[NOTE_START_TIMEOUT], 1);
}

Test(frozen, whatever_comes_first_gives_it_back)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  frozen(70000);
  baton_gets(CORE_SIGWINCH);
  cr_assert_eq(due_in(), 60000);
  pass(1000);
  it_ready(a);
  assert_status(a, RUNNING);
}

Test(frozen, without_a_deadline_time_is_time)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  frozen(20000);
  it_exits(a, 1);
  cr_assert_eq(due_in(), 100);
}

Test(frozen, a_stop_goes_on_with_all_its_times)
{
  three_in_reverse();
  world_boot_with(HOLD_SWEEPS | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  frozen(9000);
  baton_gets(CORE_SIGWINCH);
  assert_killed_after(c, 3500);
  it_dies(c, CORE_SIGKILL);
  it_swept(c, 1);
  frozen(2000);
  it_swept(c, 0);
  cr_assert_eq(stops(b), 1);
  assert_killed_after(b, 2250);
  it_dies(b, CORE_SIGKILL);
  it_swept(b, 0);
  it_exits(a, 0);
  it_swept(a, 0);
  cr_assert_eq(world.drains[0], 1);
  frozen(10000);
  baton_gets(CORE_SIGWINCH);
  cr_assert_eq(world.drains[CORE_SIGTERM], 0);
  pass(100);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  assert_drain_killed_after(8000 - 3500 - 2250 - 100);
}

Test(frozen, a_delay_and_a_group_wait_as_long_as_they_had_to)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  set(b)->backoff_initial_ms = 5000;
  world_boot_with(OBEDIENT);
  it_exits(b, 1);
  pass(1000);
  frozen(20000);
  baton_gets(CORE_SIGWINCH);
  cr_assert_eq(due_in(), 5000, "since the last step");
  pass(4999);
  cr_assert_eq(spawns(b), 1);
  pass(1);
  cr_assert_eq(spawns(b), 2);
}

Test(frozen, a_member_waits_as_long_as_it_had_to_also_while_its_group_stops)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  set(b)->backoff_initial_ms = 5000;
  world_boot();
  it_exits(b, 1);
  frozen(20000);
  baton_gets(CORE_SIGWINCH);
  it_exits(c, 0);
  cr_assert_eq(due_in(), 5000);
}

/* Of a nothing is due: the deadline that was missed is b's. */
Test(frozen, a_retry_on_its_way_is_no_failure_of_a_minute)
{
  three_plain_children();
  world_after_none(b);
  world_ready_fd(b);
  world_boot_with(HOLD_SPAWNS);
  it_spawned(b);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(100);
  frozen(100000);
  baton_gets(CORE_SIGWINCH);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
}

/* What is left is longer than the clock has run. */
Test(frozen, what_is_suspended_in_a_row_of_failures_keeps_what_is_left)
{
  three_plain_children();
  world.now = 1;
  world_after_none(b);
  world_ready_fd(a);
  world_ready_fd(b);
  world_boot_with(HOLD_SPAWNS);
  it_spawned(b);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(100);
  it_is_set_up(a);
  operator_suspend(a);
  frozen(100000);
  baton_gets(CORE_SIGWINCH);
  operator_resume(a);
  pass(59999);
  cr_assert_eq(world.notes[NOTE_START_TIMEOUT], 1, "b's, which began 100 ms earlier");
  pass(1);
  cr_assert_eq(world.notes[NOTE_START_TIMEOUT], 2);
}

Test(frozen, what_is_suspended_keeps_what_is_left)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  world_after_none(b);
  world_boot();
  pass(10000);
  operator_suspend(a);
  it_exits(b, 1);
  frozen(20000);
  baton_gets(CORE_SIGWINCH);
  operator_resume(a);
  cr_assert_eq(due_in(), 100);
  pass(100);
  cr_assert_eq(spawns(b), 2);
  cr_assert_eq(due_in(), 49900);
}

Test(frozen, after_kill_the_kernel_has_its_second_all_the_same)
{
  boot_three_plain();
  baton_gets(CORE_SIGTERM);
  they_exit(0, b, c);
  pass(8000);
  cr_assert_eq(kills(a), 1);
  frozen(5000);
  baton_gets(CORE_SIGWINCH);
  cr_assert_eq(due_in(), 1000);
  pass(999);
  assert_up();
  pass(1);
  assert_code(BATON_EXIT_KILLED);
}

Test(frozen, a_minute_of_failed_starts_is_not_over_for_it)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_boot_with(HOLD_SPAWNS);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  frozen(70000);
  event_send((struct baton_event){.kind = EV_TIMER});
  pass(100);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
}

Test(deadlines, what_is_never_started_leaves_none)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(b)->optional = 1;
  set(b)->backoff_initial_ms = 5000;
  world_ready_fd(a);
  world_boot_with(OBEDIENT);
  it_ready(a);
  they_exit(1, b, c);
  pass(100);
  it_exec_fails(a, FAILURE_MISSING);
  assert_reason(b, DEPENDENCY);
  cr_assert_eq(due_in(), CORE_NEVER);
}

Test(deadlines, a_look_that_was_due_is_not_when_nothing_is_left)
{
  boot_three_plain();
  world.hold_sweeps = true;
  it_exits(a, 0);
  it_swept(a, 2);
  it_swept(a, 0);
  cr_assert_eq(due_in(), CORE_NEVER);
}

/* In the step in which the last is left behind another's look is due. */
Test(deadlines, finish_is_the_last_action_though_a_look_is_due_with_it)
{
  three_in_reverse();
  world.tree.plan.globals.flags &= ~(uint32_t)BATON_GLOBAL_DRAIN;
  world_boot_with(HOLD_SWEEPS);
  baton_gets(CORE_SIGTERM);
  exit_and_pass(c, 0, 7995);
  assert_status(c, KILLED);
  cr_assert_eq(world.finishes, 0);
  it_swept(c, 2);
  pass(5);
  cr_assert_eq(world.finishes, 1);
}

Test(deadlines, what_is_left_behind_is_not_looked_at_any_more)
{
  three_in_reverse();
  world_boot_with(HOLD_SWEEPS);
  baton_gets(CORE_SIGTERM);
  exit_and_pass(c, 0, 4434);
  for (unsigned i = 0; i < 8; i++) {
    it_swept(c, 2);
  }
  unsigned looks = sweeps(c, CORE_SIGKILL);
  pass(300);
  assert_status(c, KILLED);
  cr_assert_eq(sweeps(c, CORE_SIGKILL), looks);
}

Test(deadlines, after_the_end_nothing_is_due_though_a_sweep_is_looked_at)
{
  three_in_reverse();
  world_boot_with(HOLD_SWEEPS | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  exit_and_pass(c, 0, 4600);
  assert_status(c, KILLED);
  world.hold_sweeps = false;
  they_exit(0, b, a);
  it_swept(c, 2);
  cr_assert_eq(due_in(), 5);
  pass(5);
  it_swept(c, 2);
  drained(0);
  cr_assert_eq(world.finishes, 1);
  cr_assert_eq(due_in(), CORE_NEVER);
}

/* --- starting --- */

Test(start_edges, a_child_is_told_by_its_plan_what_it_runs)
{
  boot_three_plain();
  cr_assert_eq(node(b)->argv, clause(b)->argv);
  cr_assert_eq(node(b)->argc, 1);
  cr_assert_eq(node(b)->kind, BATON_KIND_CHILD);
  cr_assert_eq(node(BATON_ROOT)->kind, BATON_KIND_SUPERVISOR);
}

Test(start_edges, a_supervisor_began_when_it_was_started)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  add_below(BATON_STRATEGY_ONE_FOR_ONE);
  world_boot_with(OBEDIENT);
  pass(500);
  operator_restart(below);
  cr_assert_eq(node(below)->spawned_ms, world.now);
}

Test(start_edges, what_waits_and_is_suspended_is_not_started)
{
  boot_three_after_a(NO_STRATEGY);
  operator_suspend(b);
  it_ready(a);
  cr_assert_eq(spawns(b), 0);
  operator_resume(b);
  cr_assert_eq(spawns(b), 1);
}

Test(start_edges, a_suspended_supervisors_waiting_supervisor_is_not_held_up_for_ever)
{
  world_begin();
  uint32_t outer = world_supervisor(BATON_ROOT, "outer");
  a = world_child(outer, "a");
  uint32_t inner = world_supervisor(outer, "inner");
  b = world_child(inner, "b");
  world_ready_fd(a);
  world_boot();
  operator_suspend(outer);
  operator_resume(outer);
  operator_suspend(inner);
  operator_resume(inner);
  it_ready(a);
  cr_assert_eq(spawns(b), 1);
}

Test(start_edges, a_failed_start_without_a_reason_is_no_end)
{
  boot_three_plain_with(HOLD_SPAWNS);
  it_spawn_fails(a, FAILURE_NONE);
  assert_status(a, PENDING);
  cr_assert_eq(generation(a), 0);
}

Test(start_edges, a_start_that_fails_for_good_ends_the_row_of_those_that_failed_for_now)
{
  three_plain_children();
  set(a)->backoff_initial_ms = set(a)->backoff_max_ms = 30000;
  world_boot_with(HOLD_SPAWNS);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(30000);
  operator_restart(a);
  it_spawn_fails(a, FAILURE_MISSING);
  cr_assert_eq(spawns(a), 3);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(30000);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
}

Test(start_edges, however_often_no_process_is_made_the_delay_does_not_shrink)
{
  three_plain_children();
  set(a)->backoff_initial_ms = 10;
  set(a)->backoff_max_ms = 20;
  set(a)->jitter_percent = 0;
  world_boot_with(HOLD_SPAWNS);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(10);
  for (unsigned i = 0; i < 600; i++) {
    it_spawn_fails(a, FAILURE_TRANSIENT);
    cr_assert_eq(due_in(), 20);
    pass(20);
  }
}

Test(start_edges, a_window_of_odd_length_ends_to_the_millisecond)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->breaker = (struct baton_window){.limit = 1, .window_ms = 999};
  set(a)->backoff_initial_ms = 0;
  world_boot();
  exit_and_pass(a, 1, 999);
  exit_and_pass(a, 1, 0);
  cr_assert_eq(spawns(a), 3);
}

Test(start_edges, the_sum_of_the_longest_stop_timeouts_does_not_wrap)
{
  three_in_reverse();
  set(a)->stop_timeout_ms = set(b)->stop_timeout_ms = 3600000000U;
  world_boot();
  cr_assert_eq(world.core.supervisors[0].explicit_ms, BATON_NONE - 1U);
}

Test(start_edges, a_supervisors_restarts_age_once_it_was_up)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(first);
  world_ready_fd(second);
  world_after_none(second);
  set(first)->start_timeout_ms = set(second)->start_timeout_ms = BATON_NONE;
  set(first)->breaker.limit = 0;
  world_boot_with(OBEDIENT);
  for (unsigned i = 0; i < 5; i++) {
    exit_and_pass(first, 1, 30000);
  }
  it_ready(first);
  it_ready(second);
  pass(INT64_C(8) * 120000);
  for (unsigned i = 0; i < 5; i++) {
    exit_and_pass(first, 1, 0);
    assert_up();
    pass(30000);
  }
  it_exits(first, 1);
  cr_assert_eq(world.finishes, 1);
}

/* --- ends --- */

Test(end_edges, a_kill_that_is_not_batons_is_no_stop_timeout)
{
  boot_three_plain();
  operator_stop(a);
  it_dies(a, CORE_SIGKILL);
  assert_reason(a, SIGNAL);
  assert_status(a, STOPPED);
}

Test(end_edges, one_that_ends_by_itself_as_it_is_killed_has_its_own_reason)
{
  boot_three_plain();
  operator_stop(a);
  pass(8000);
  cr_assert_gt(kills(a), 0);
  it_exits(a, 5);
  assert_reason(a, EXIT);
  assert_status(a, KILLED);
}

Test(end_edges, a_start_timeout_whose_exec_then_fails_for_now_is_retried)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  pass(60000);
  cr_assert_eq(stops(a), 1);
  it_exec_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
  pass(1000);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(generation(a), 1);
}

Test(end_edges, a_watchdog_whose_exec_then_fails_for_now_is_retried)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  watchdog_fires(a);
  it_exec_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
}

Test(end_edges, a_time_that_no_clock_reaches_makes_no_sum_wrap)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  world.now = INT64_MAX;
  it_exits(a, 1);
  assert_status(a, PENDING);
  cr_assert_lt(core_deadline(&world.core), CORE_NEVER);
}

Test(end_edges, readiness_in_the_record_is_the_instances_own)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  it_ready(a);
  it_exits(a, 1);
  cr_assert_eq(end_of(a)->flags, BATON_END_READY);
  pass(100);
  it_exits(a, 1);
  cr_assert_eq(end_of(a)->flags, 0);
}

Test(end_edges, a_supervisor_that_is_done_has_the_record_of_success)
{
  nested(NO_STRATEGY, NO_STRATEGY);
  clause(below)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  world_boot();
  they_exit(0, first, second);
  assert_status(below, FINISHED);
  assert_reason(below, EXIT);
  cr_assert_eq(end_of(below)->flags, BATON_END_SUCCESS | BATON_END_READY);
  cr_assert_eq(end_of(below)->cause, below);
}

Test(end_edges, the_child_that_began_the_shutdown_is_named)
{
  three_until(BATON_AUTO_SHUTDOWN_ANY);
  world_boot();
  it_exits(b, 1);
  cr_assert_eq(world.core.state->cause_node, b);
}

/* --- a group restart --- */

Test(group_edges, only_what_it_stopped_was_started_because_of_a_sibling)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(a)->optional = 1;
  set(a)->backoff_initial_ms = 50;
  world_boot_with(OBEDIENT);
  they_exit(1, a, c);
  pass(100);
  cr_assert_eq(node(a)->start_cause, BATON_CAUSE_RESTART);
  cr_assert_eq(node(b)->start_cause, BATON_CAUSE_SIBLING);
  cr_assert_eq(node(b)->cause, c);
  cr_assert_eq(node(c)->start_cause, BATON_CAUSE_RESTART);
}

Test(group_edges, it_waits_for_the_sweep_of_a_member_in_its_backoff)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(a)->optional = 1;
  set(a)->backoff_initial_ms = 10;
  set(c)->backoff_initial_ms = 1000;
  world_boot();
  world.hold_sweeps = true;
  they_exit(1, a, c);
  it_swept(c, 0);
  it_exits(b, 0);
  it_swept(b, 0);
  assert_status(a, STOPPING);
  it_swept(a, 0);
  assert_status(a, PENDING);
  pass(9);
  assert_instances(1, 1, 1);
  pass(1);
  assert_instances(2, 2, 1);
  pass(990);
  assert_instances(2, 2, 2);
}

Test(group_edges, a_member_that_was_swept_before_its_stage_is_pending)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(a)->optional = 1;
  world_boot();
  world.hold_sweeps = true;
  they_exit(1, a, c);
  assert_status(a, STOPPING);
  it_swept(a, 0);
  assert_status(a, PENDING);
}

/* The other one was taken out of the set: one is a set, too. */
Test(group_edges, one_member_that_waits_for_its_own_time_is_a_set)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->policy = BATON_POLICY_NEVER;
  clause(b)->optional = 1;
  set(b)->backoff_initial_ms = 5000;
  world_boot_with(OBEDIENT);
  it_exits(a, 0);
  they_exit(1, b, c);
  operator_stop(c);
  pass(4999);
  cr_assert_eq(spawns(b), 1);
  pass(1);
  cr_assert_eq(spawns(b), 2);
}

Test(group_edges, its_trigger_is_pending_while_it_is_swept)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  world.hold_sweeps = true;
  it_exits(c, 1);
  assert_status(c, PENDING);
  it_swept(c, 1);
  assert_status(c, PENDING);
}

Test(group_edges, what_an_operator_was_restarting_comes_back_whatever_its_policy)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->policy = BATON_POLICY_NEVER;
  world_boot();
  operator_restart(a);
  it_exits(c, 1);
  they_exit(0, a, b);
  pass(100);
  cr_assert_eq(spawns(a), 2);
  assert_status(a, RUNNING);
}

Test(group_edges, a_member_whose_exec_fails_for_now_is_waited_for_until_it_is_swept)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  world.hold_sweeps = true;
  it_exits(a, 1);
  it_swept(a, 0);
  it_exec_fails(b, FAILURE_TRANSIENT);
  it_exits(c, 0);
  it_swept(c, 0);
  pass(1000);
  cr_assert_eq(spawns(a), 1);
  it_swept(b, 0);
  cr_assert_eq(spawns(a), 2);
}

/* A child that an operator restarts joins a group restart that still waits for a sweep; it cannot
 * be run, and then nothing is left to run. */
Test(group_edges, a_member_that_cannot_be_run_as_the_last_ends_its_supervisor)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  a = world_child(BATON_ROOT, "a");
  b = world_child(BATON_ROOT, "b");
  set(a)->policy = set(b)->policy = BATON_POLICY_ON_FAILURE;
  world_boot();
  world.hold_sweeps = true;
  it_exits(b, 3);
  it_exec_fails(a, FAILURE_CANNOT);
  operator_stop(b);
  operator_start(b);
  it_swept(b, 0);
  cr_assert_eq(spawns(b), 2);
  operator_restart(b);
  it_exec_fails(b, FAILURE_CANNOT);
  assert_status(BATON_ROOT, STOPPING);
}

Test(group_edges, over_with_its_last_member_it_leaves_no_reach_behind)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  set(b)->backoff_initial_ms = 5000;
  world_boot_with(OBEDIENT);
  exit_and_pass(a, 1, 100);
  operator_stop(a);
  it_exits(b, 1);
  operator_start(a);
  cr_assert_eq(spawns(a), 3);
}

static void four(void)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  (void)world_child(BATON_ROOT, "d");
  world.obedient = true;
}

Test(group_edges, a_trigger_before_the_first_widens_its_reach)
{
  four();
  set(b)->policy = BATON_POLICY_NEVER;
  set(a)->backoff_initial_ms = 5000;
  set(c)->backoff_initial_ms = 9000;
  world_boot();
  it_exits(b, 0);
  they_exit(1, c, a);
  operator_start(b);
  cr_assert_eq(spawns(b), 1, "it joins the set");
  pass(4999);
  cr_assert_eq(spawns(b), 1);
  pass(1);
  cr_assert_eq(spawns(b), 2);
}

Test(group_edges, a_trigger_after_the_first_does_not_narrow_its_reach)
{
  four();
  set(b)->policy = BATON_POLICY_NEVER;
  world_ready_fd(c + 1);
  set(c)->backoff_initial_ms = 5000;
  world_boot();
  it_ready(c + 1);
  it_exits(b, 0);
  exit_and_pass(a, 1, 100);
  cr_assert_eq(spawns(c), 2);
  world.hold_sweeps = true;
  it_exits(c, 1);
  operator_start(b);
  pass(0);
  cr_assert_eq(spawns(a), 2);
}

Test(group_edges, a_stop_from_above_ends_that_of_a_supervisor_below)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  add_below(BATON_STRATEGY_ONE_FOR_ALL);
  world_boot();
  it_exits(first, 1);
  cr_assert_eq(stops(second), 1);
  world.obedient = true;
  operator_shutdown(BATON_NONE);
  exit_and_pass(second, 0, 1000);
  cr_assert_eq(spawns(first), 1);
  assert_code(0);
}

Test(group_edges, one_that_waits_below_ends_with_the_stop_of_what_is_above)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  add_below(BATON_STRATEGY_ONE_FOR_ALL);
  set(first)->backoff_initial_ms = 5000;
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  uint32_t last = world_child(BATON_ROOT, "last");
  world_boot();
  it_exits(first, 1);
  it_exits(second, 0);
  operator_shutdown(BATON_NONE);
  assert_status(first, STOPPED);
  world.obedient = true;
  it_exits(last, 0);
  assert_code(0);
  cr_assert_eq(spawns(second), 1);
}

Test(group_edges, a_supervisor_that_is_started_again_after_such_a_stop_has_none)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t outer = world_supervisor(BATON_ROOT, "outer");
  uint32_t inner = world_supervisor(outer, "inner");
  world_strategy(inner, BATON_STRATEGY_ONE_FOR_ALL);
  uint32_t x = world_child(inner, "x");
  uint32_t y = world_child(inner, "y");
  set(x)->backoff_initial_ms = 5000;
  world_boot_with(OBEDIENT);
  it_exits(x, 1);
  operator_restart(outer);
  cr_assert_eq(spawns(x), 2);
  cr_assert_eq(spawns(y), 2);
  operator_stop(y);
  operator_start(y);
  cr_assert_eq(spawns(y), 3);
}

/* Only stages that ask for time are stopped as one. */
Test(group_edges, its_triggers_sweep_keeps_its_time_where_the_others_have_none)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  world.tree.plan.globals.grace_ms = 0;
  world_boot();
  world.hold_sweeps = true;
  exit_and_pass(b, 1, 0);
  cr_assert_eq(kills(c), 1);
  cr_assert_eq(kills(b), 0);
  pass(5000);
  cr_assert_eq(kills(b), 1);
}

/* --- stopping --- */

Test(stop_edges, a_kill_of_the_last_instance_is_not_held_against_one_that_waits)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->stop_timeout_ms = 100;
  world_ready_fd(a);
  set(a)->start_timeout_ms = 50;
  world_boot();
  pass(150);
  cr_assert_eq(kills(a), 1);
  it_dies(a, CORE_SIGKILL);
  assert_status(a, PENDING);
  baton_gets(CORE_SIGTERM);
  assert_status(a, STOPPED);
}

Test(stop_edges, what_waits_for_its_sweep_is_stopping_before_its_stage_comes)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world_boot();
  world.hold_sweeps = true;
  it_exits(a, 1);
  assert_status(a, PENDING);
  baton_gets(CORE_SIGTERM);
  assert_status(a, STOPPING);
  it_swept(a, 0);
  assert_status(a, STOPPED);
}

Test(stop_edges, an_end_under_a_start_timeout_before_its_stage_is_stopped)
{
  three_in_reverse();
  world_ready_fd(c);
  clause(c)->after_mode = BATON_AFTER_NONE;
  world_ready_fd(a);
  set(a)->start_timeout_ms = 50;
  world_after_none(b);
  world_boot();
  pass(50);
  cr_assert_eq(stops(a), 1);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(stops(c), 1);
  it_exits(a, 1);
  assert_status(a, STOPPED);
  assert_reason(a, START_TIMEOUT);
  world.obedient = true;
  it_exits(c, 0);
  cr_assert_eq(world.finishes, 1);
}

Test(stop_edges, a_spawn_that_fails_under_a_stop_leaves_no_deadline)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SPAWNS);
  operator_stop(a);
  it_spawn_fails(a, FAILURE_MISSING);
  assert_status(a, STOPPED);
  cr_assert_eq(due_in(), CORE_NEVER);
}

/* Where stages x 500 ms exceed the budget, and not where they are just that. */
Test(stop_edges, a_budget_of_just_500_ms_each_is_enough_for_stages)
{
  three_in_reverse();
  world.tree.plan.globals.grace_ms = 1500;
  boot_and_shut_down();
  cr_assert_eq(stops(c), 1);
  cr_assert_eq(stops(b), 0);
  assert_killed_after(c, 500);
}

Test(stop_edges, a_nested_stop_in_progress_is_held_to_the_time_of_its_stage)
{
  three_in_reverse();
  add_below(BATON_STRATEGY_REST_FOR_ONE);
  world_boot();
  operator_stop(below);
  cr_assert_eq(stops(second), 1);
  pass(1000);
  baton_gets(CORE_SIGTERM); /* 8000 ms for five shares, two of them below */
  pass(2199);
  cr_assert_eq(kills(second), 0);
  pass(1051);
  cr_assert_eq(kills(second), 1);
  it_dies(second, CORE_SIGKILL);
  cr_assert_eq(stops(first), 1);
  cr_assert_eq(due_in(), 0);
  pass(0);
  cr_assert_eq(kills(first), 1);
}

Test(stop_edges, a_force_stops_what_no_stage_has_reached_and_kills_nobody_twice)
{
  boot_three_in_reverse();
  baton_gets(CORE_SIGTERM);
  pass(3500);
  cr_assert_eq(kills(c), 1);
  assert_status(a, RUNNING);
  operator_force();
  assert_kills(1, 1, 1);
  assert_status(a, STOPPING);
  it_dies(a, CORE_SIGKILL);
  assert_status(a, KILLED);
  they_die(CORE_SIGKILL, c, b);
  assert_code(BATON_EXIT_KILLED);
}

Test(stop_edges, a_force_leaves_an_end_that_was_as_it_was)
{
  boot_three_in_reverse();
  world.hold_sweeps = true;
  it_exits(a, 0);
  baton_gets(CORE_SIGTERM);
  operator_force();
  assert_status(a, FINISHED);
  cr_assert_eq(sweeps(a, CORE_SIGKILL), 1);
}

Test(stop_edges, a_second_force_is_the_first_and_says_nothing)
{
  boot_three_in_reverse();
  operator_force();
  operator_force();
  cr_assert_eq(world.notes[NOTE_FORCED], 1);
  cr_assert_eq(kills(a), 1);
}

Test(stop_edges, a_force_before_the_start_does_nothing)
{
  three_plain_children();
  world_lay();
  operator_force();
  cr_assert_eq(world.action_count, 0);
}

Test(stop_edges, a_force_while_the_drain_waits_for_its_kill_ends_nothing_early)
{
  boot_three_plain_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  pass(8000);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
  operator_force();
  cr_assert_eq(world.finishes, 0);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
  drained(0);
  assert_code(0);
}

Test(stop_edges, after_a_force_the_kernel_has_a_second)
{
  three_in_reverse();
  add_below(BATON_STRATEGY_REST_FOR_ONE);
  boot_and_shut_down();
  pass(10);
  operator_force();
  pass(1000);
  assert_code(BATON_EXIT_KILLED);
}

Test(stop_edges, a_supervisor_is_left_behind_with_all_that_is_below_it)
{
  three_in_reverse();
  add_below(BATON_STRATEGY_REST_FOR_ONE);
  boot_and_shut_down();
  pass(8000 * 2 / 5 + 1000);
  assert_status(first, KILLED);
  assert_status(second, KILLED);
  assert_status(below, STOPPED);
  cr_assert_eq(stops(first), 1);
  cr_assert_eq(signals(first, CORE_SIGKILL), 1);
  cr_assert_eq(stops(c), 1);
  cr_assert_eq(node(first)->flags & BATON_NODE_LEFT, BATON_NODE_LEFT);
  world.obedient = true;
  it_dies(second, CORE_SIGKILL);
  assert_status(second, KILLED);
  it_exits(c, 0);
  assert_code(BATON_EXIT_KILLED);
}

/* Its SPAWN is answered only after the second in which KILL may go unanswered. */
static void left_behind_while_it_is_spawned(void)
{
  three_plain_children();
  set(a)->stop_timeout_ms = 1000;
  world_boot_with(HOLD_SPAWNS | HOLD_DRAIN);
  it_spawned(b);
  it_spawned(c);
  world.obedient = true;
  baton_gets(CORE_SIGTERM);
  pass(2000);
  assert_status(a, KILLED);
  cr_assert_eq(world.drains[0], 1);
}

Test(stop_edges, what_was_left_behind_before_it_had_a_process_is_killed_once_it_has_one)
{
  left_behind_while_it_is_spawned();
  world.obedient = false;
  it_spawned(a);
  cr_assert_eq(kills(a), 1);
  assert_status(a, KILLED);
  cr_assert_eq(node(a)->flags & BATON_NODE_READY, 0);
}

Test(stop_edges, what_was_left_behind_is_not_spawned_again)
{
  left_behind_while_it_is_spawned();
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, KILLED);
  pass(1000);
  cr_assert_eq(spawns(a), 1);
}
