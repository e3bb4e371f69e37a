/* supervision.md, "Starting". */
#include "core_lines.h"

Test(start, siblings_without_an_after_start_in_the_lines_order_too)
{
  three_plain_children();
  world_after_none(b);
  world_after_none(c);
  world_boot_with(HOLD_SPAWNS);
  cr_assert_lt(world.children[a].spawned_at, world.children[b].spawned_at);
  cr_assert_lt(world.children[b].spawned_at, world.children[c].spawned_at);
}

Test(start, siblings_that_are_due_at_once_start_in_the_lines_order)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  they_exit(1, c, b, a);
  pass(100);
  cr_assert_lt(world.children[a].spawned_at, world.children[b].spawned_at);
  cr_assert_lt(world.children[b].spawned_at, world.children[c].spawned_at);
}

Test(start, siblings_start_in_the_lines_order_and_each_waits_for_the_one_before_it)
{
  boot_three_plain_with(HOLD_SPAWNS);
  assert_instances(1, 0, 0);
  it_spawned(a);
  assert_instances(1, 1, 0);
  it_spawned(b);
  assert_instances(1, 1, 1);
}

Test(start, it_waits_for_readiness_not_for_the_process)
{
  boot_three_after_a(NO_STRATEGY);
  cr_assert_eq(spawns(b), 0);
  it_ready(a);
  cr_assert_eq(spawns(b), 1);
}

Test(start, after_none_starts_at_once)
{
  three_plain_children();
  world_ready_fd(a);
  world_after_none(b);
  world_boot();
  cr_assert_eq(spawns(b), 1);
}

Test(start, an_after_waits_for_that_sibling_only)
{
  three_plain_children();
  world_ready_fd(b);
  world_after(c, a);
  world_boot();
  assert_status(b, STARTING);
  cr_assert_eq(spawns(c), 1);
}

Test(start, with_two_afters_both_are_waited_for)
{
  three_plain_children();
  world_ready_fd(a);
  world_ready_fd(b);
  world_after_none(b);
  world_after(c, a);
  world_after(c, b);
  world_boot();
  it_ready(b);
  cr_assert_eq(spawns(c), 0);
  it_ready(a);
  cr_assert_eq(spawns(c), 1);
}

Test(start, a_node_satisfies_from_its_first_readiness_on_though_it_has_ended)
{
  for (unsigned policy = 0; policy < BATON_POLICY_COUNT; policy++) {
    three_children(BATON_STRATEGY_ONE_FOR_ONE);
    set(a)->policy = (uint8_t)policy;
    world_ready_fd(b);
    world_after(c, a);
    world_after(c, b);
    world_boot();
    it_exits(a, 1);
    cr_assert_neq(status(a), BATON_STATUS_RUNNING);
    it_ready(b);
    cr_assert_eq(spawns(c), 1, "a was ready once");
  }
}

Test(start, satisfaction_of_a_sibling_outside_the_group_is_not_cleared)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  world_oneshot(a);
  world_boot_with(OBEDIENT);
  it_exits(a, 0);
  exit_and_pass(b, 1, 100);
  cr_assert_eq(spawns(b), 2);
  cr_assert_eq(spawns(a), 1);
}

Test(start, satisfaction_is_cleared_for_all_when_the_supervisor_starts)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  clause(below)->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  world_ready_fd(first);
  set(second)->policy = BATON_POLICY_NEVER;
  world_boot_with(OBEDIENT);
  it_ready(first);
  exit_and_pass(second, 1, 100);
  cr_assert_eq(spawns(first), 2);
  cr_assert_eq(spawns(second), 1);
  it_ready(first);
  cr_assert_eq(spawns(second), 2);
}

Test(start, an_after_does_not_hold_for_a_child_restarted_alone)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  world_boot_with(OBEDIENT);
  operator_start(b);
  cr_assert_eq(spawns(b), 1);
  assert_back_after(b, 1, 100);
  operator_restart(b);
  cr_assert_eq(spawns(b), 3);
}

Test(start, a_waiter_of_a_node_that_ended_for_good_unready_fails_and_never_starts)
{
  for (uint8_t code = 0; code < 2; code++) {
    three_plain_children();
    world_ready_fd(a);
    world_after_none(c);
    world_boot();
    it_exits(a, code);
    assert_status(b, FAILED);
    assert_reason(b, DEPENDENCY);
    cr_assert_eq(spawns(b), 0);
    cr_assert_eq(generation(b), 0);
  }
}

Test(start, a_failed_waiter_fails_its_own_waiters)
{
  boot_three_after_a(NO_STRATEGY);
  it_exits(a, 7);
  assert_reason(c, DEPENDENCY);
  assert_code(7);
}

Test(start, a_failed_oneshot_fails_its_waiters)
{
  three_plain_children();
  world_oneshot(a);
  set(a)->policy = BATON_POLICY_NEVER;
  world_after_none(c);
  world_boot();
  it_exits(a, 1);
  assert_reason(b, DEPENDENCY);
}

Test(start, an_optional_node_that_ended_unready_satisfies_a_oneshot_too)
{
  for (unsigned i = 0; i < 2; i++) {
    three_plain_children();
    (i == 0 ? world_ready_fd : world_oneshot)(a);
    set(a)->policy = BATON_POLICY_NEVER;
    clause(a)->optional = 1;
    world_boot();
    it_exits(a, 1);
    assert_status(a, FAILED);
    cr_assert_eq(spawns(b), 1);
  }
}

Test(start, a_failed_waiter_is_considered_for_auto_shutdown)
{
  three_until(BATON_AUTO_SHUTDOWN_FAILED);
  world_ready_fd(a);
  world_after_none(c);
  world_boot_with(OBEDIENT);
  it_exits(a, 0);
  assert_status(b, FAILED);
  cr_assert_eq(stops(c), 1);
  assert_code(BATON_EXIT_START);
}

Test(start, an_unready_end_that_will_be_restarted_fails_nobody)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  it_exits(a, 1);
  assert_status(b, PENDING);
  pass(100);
  it_ready(a);
  cr_assert_eq(spawns(b), 1);
}

Test(start, a_waiter_of_a_node_that_an_operator_stopped_stays_pending)
{
  boot_three_after_a(NO_STRATEGY);
  operator_stop(a);
  it_dies(a, CORE_SIGTERM);
  assert_status(a, STOPPED);
  assert_status(b, PENDING);
  pass(600000);
  assert_status(b, PENDING);
  operator_start(a);
  it_ready(a);
  cr_assert_eq(spawns(b), 1);
}

Test(start, an_operators_start_or_restart_of_a_pending_node_needs_no_after_and_no_backoff)
{
  for (unsigned i = 0; i < 2; i++) {
    three_children(BATON_STRATEGY_ONE_FOR_ONE);
    world_ready_fd(a);
    world_boot();
    (i == 0 ? operator_start : operator_restart)(b);
    cr_assert_eq(spawns(b), 1);
    it_exits(b, 1);
    assert_status(b, PENDING);
    (i == 0 ? operator_start : operator_restart)(b);
    cr_assert_eq(spawns(b), 2);
  }
}

Test(start, a_oneshot_is_starting_until_it_ends_and_satisfies_once_it_is_finished)
{
  three_plain_children();
  world_oneshot(a);
  world_boot();
  pass(3600000);
  assert_status(a, STARTING);
  cr_assert_eq(spawns(b), 0);
  it_exits(a, 0);
  assert_status(a, FINISHED);
  cr_assert_eq(spawns(b), 1);
}

Test(start, a_oneshot_that_fails_is_run_again)
{
  three_plain_children();
  world_oneshot(a);
  world_boot();
  assert_back_after(a, 1, 100);
  cr_assert_eq(spawns(b), 0);
}

Test(start, with_policy_never_a_oneshots_failure_is_final)
{
  three_plain_children();
  world_oneshot(a);
  set(a)->policy = BATON_POLICY_NEVER;
  world_after_none(b);
  world_boot();
  it_exits(a, 1);
  assert_status(a, FAILED);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

Test(start, a_supervisor_waits_for_the_sibling_before_it_unless_an_operator_starts_it)
{
  for (unsigned i = 0; i < 2; i++) {
    three_plain_children();
    world_ready_fd(c);
    add_below(NO_STRATEGY);
    world_boot();
    assert_status(below, PENDING);
    cr_assert_eq(spawns(first), 0);
    if (i == 0) {
      it_ready(c);
    } else {
      operator_start(below);
    }
    cr_assert_eq(spawns(first), 1);
  }
}

Test(start, a_node_waits_for_a_supervisor_until_it_is_running)
{
  nested(NO_STRATEGY, NO_STRATEGY);
  uint32_t after = world_child(BATON_ROOT, "after");
  world_ready_fd(first);
  world_ready_fd(second);
  world_boot();
  it_ready(first);
  cr_assert_eq(spawns(after), 0);
  it_ready(second);
  assert_status(below, RUNNING);
  cr_assert_eq(spawns(after), 1);
}

Test(start, the_first_child_of_a_supervisor_waits_for_nobody)
{
  nested(NO_STRATEGY, NO_STRATEGY);
  world_ready_fd(a);
  world_after_none(below);
  world_boot();
  cr_assert_eq(spawns(first), 1);
}

Test(start_timeout, a_child_not_ready_in_time_is_stopped_with_a_line)
{
  boot_three_after_a(NO_STRATEGY);
  pass(59999);
  cr_assert_eq(stops(a), 0);
  pass(1);
  cr_assert_eq(stops(a), 1);
  assert_status(a, STOPPING);
  cr_assert_eq(world.notes[NOTE_START_TIMEOUT], 1);
  cr_assert_eq(world.note_value[NOTE_START_TIMEOUT], 60000);
}

Test(start_timeout, it_is_treated_as_a_failure)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  set(a)->policy = BATON_POLICY_ON_FAILURE;
  world_boot();
  pass(60000);
  it_exits(a, 0);
  assert_reason(a, START_TIMEOUT);
  cr_assert(restarts_after(a, 100), "ended with 0, but a start timeout is a failure");
}

Test(start_timeout, it_counts_for_the_breaker)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  set(a)->breaker = (struct baton_window){.limit = 1, .window_ms = 10};
  world_boot_with(OBEDIENT);
  pass(60000);
  pass(100);
  cr_assert_eq(spawns(a), 2);
  pass(60000);
  assert_code(BATON_EXIT_START);
}

Test(start_timeout, its_kill_is_due_after_its_stop_timeout_or_else_five_seconds)
{
  for (unsigned i = 0; i < 2; i++) {
    three_children(BATON_STRATEGY_ONE_FOR_ONE);
    world_ready_fd(a);
    set(a)->stop_timeout_ms = i == 0 ? BATON_NONE : 700;
    world_boot();
    pass(60000);
    assert_killed_after(a, i == 0 ? 5000 : 700);
  }
}

Test(start_timeout, a_ready_child_has_none)
{
  boot_three_after_a(NO_STRATEGY);
  it_ready(a);
  cr_assert_eq(due_in(), CORE_NEVER);
}

/* Behind the end of the heap there still is whom a shorter one has moved: d, which is due first of
 * all by now. */
Test(start_timeout, who_is_due_is_looked_for_among_those_who_are_due)
{
  static const uint32_t timeouts_ms[] = {1000, 3000, 2000, 4000};
  world_begin_with(BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t children[4];
  for (uint32_t i = 0; i < 4; i++) {
    children[i] = world_child(BATON_ROOT, (const char *[]){"a", "b", "c", "d"}[i]);
    world_after_none(children[i]);
    world_ready_fd(children[i]);
    set(children[i])->start_timeout_ms = timeouts_ms[i];
  }
  world_boot();
  it_ready(children[0]);
  it_ready(children[3]);
  it_exits(children[3], 1);
  it_ready(children[1]);
  pass(1999);
  cr_assert_eq(stops(children[2]), 0);
  pass(1);
  cr_assert_eq(stops(children[2]), 1);
}

Test(start_timeout, each_instance_has_its_own)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  pass(50000);
  exit_and_pass(a, 1, 100);
  pass(59999);
  cr_assert_eq(stops(a), 0);
  pass(1);
  cr_assert_eq(stops(a), 1);
}

Test(start_timeout, a_oneshot_has_one_where_it_is_asked_for)
{
  three_plain_children();
  world_oneshot(a);
  set(a)->start_timeout_ms = 1000;
  world_boot();
  pass(1000);
  cr_assert_eq(stops(a), 1);
}

Test(start_timeout, an_operators_stop_joins_it_and_sends_nothing_more)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  pass(60000);
  operator_stop(a);
  cr_assert_eq(stops(a), 1);
  it_dies(a, CORE_SIGTERM);
  assert_status(a, STOPPED);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

/* --- a set-up that takes long --- */

static void boot_two_with_a_set_up(void)
{
  three_plain_children();
  set(a)->start_timeout_ms = 1000;
  world_boot_with(HOLD_SPAWNS);
  it_is_set_up(a);
}

Test(set_up, a_child_is_not_ready_before_its_exec)
{
  boot_two_with_a_set_up();
  assert_status(a, STARTING);
  assert_status(b, PENDING);
  it_ready(a);
  assert_status(a, RUNNING);
  assert_status(b, STARTING);
}

Test(set_up, the_start_timeout_holds)
{
  boot_two_with_a_set_up();
  pass(999);
  cr_assert_eq(stops(a), 0);
  pass(1);
  cr_assert_eq(stops(a), 1);
}

Test(set_up, once_ready_there_is_no_timeout)
{
  boot_two_with_a_set_up();
  it_ready(a);
  pass(5000);
  cr_assert_eq(stops(a), 0);
}

Test(set_up, who_tells_readiness_by_itself_is_waited_for_as_ever)
{
  three_plain_children();
  world_ready_fd(a);
  world_boot_with(HOLD_SPAWNS);
  it_is_set_up(a);
  assert_status(a, STARTING);
  it_ready(a);
  assert_status(a, RUNNING);
}
