/* supervision.md, "Operators". */
#include "core_lines.h"

Test(operator_start, it_starts_what_was_stopped)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, OBEDIENT);
  operator_stop(a);
  operator_start(a);
  assert_status(a, RUNNING);
  cr_assert_eq(spawns(a), 2);
}

Test(operator_start, it_starts_what_finished_or_failed)
{
  boot_three_plain();
  it_exits(a, 0);
  it_exits(b, 1);
  operator_start(a);
  operator_start(b);
  assert_status(a, RUNNING);
  assert_status(b, RUNNING);
}

Test(operator_start, it_clears_the_breaker)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  clause(a)->optional = 1;
  set(a)->breaker = (struct baton_window){.limit = 1, .window_ms = 600000};
  set(a)->backoff_initial_ms = 0;
  world_boot();
  they_exit(1, a, a);
  assert_status(a, FAILED);
  operator_start(a);
  assert_status(a, RUNNING);
  it_exits(a, 1);
  assert_status(a, RUNNING);
  it_exits(a, 1);
  assert_status(a, FAILED);
}

Test(operator_start, it_clears_the_backoff)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  exit_and_pass(a, 1, 100);
  it_exits(a, 1);
  operator_start(a);
  assert_back_after(a, 1, 100);
}

Test(operator_start, of_what_is_up_it_does_nothing)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_start(a);
  assert_status(a, RUNNING);
  cr_assert_eq(spawns(a), 1);
}

Test(operator_start, a_supervisor_that_is_started_again_starts_everything_below_it)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  world_boot_with(OBEDIENT);
  operator_stop(first);
  operator_stop(below);
  operator_start(below);
  assert_status(below, RUNNING);
  cr_assert_eq(spawns(first), 2, "an operator stopped it, but the supervisor starts afresh");
  cr_assert_eq(spawns(second), 2);
}

Test(operator_start, everything_below_is_started_again_by_a_group_restart_too)
{
  nested(BATON_STRATEGY_ONE_FOR_ALL, NO_STRATEGY);
  world_boot_with(OBEDIENT);
  operator_stop(first);
  exit_and_pass(a, 1, 100);
  cr_assert_eq(spawns(first), 2);
}

Test(operator_stop, of_a_supervisor_stops_everything_below_it)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  world_boot_with(OBEDIENT);
  operator_stop(below);
  assert_status(below, STOPPED);
  assert_status(first, STOPPED);
  assert_status(second, STOPPED);
  assert_status(a, RUNNING);
  pass(600000);
  cr_assert_eq(spawns(first), 1);
}

Test(operator_stop, of_what_is_stopped_does_nothing)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, OBEDIENT);
  operator_stop(a);
  operator_stop(a);
  assert_status(a, STOPPED);
  cr_assert_eq(stops(a), 1);
}

Test(operator_stop, of_a_stop_that_will_come_back_makes_it_stay_down)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_restart(a);
  operator_stop(a);
  it_exits(a, 0);
  assert_status(a, STOPPED);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

Test(operator_restart, it_stops_and_starts_without_a_backoff)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_restart(a);
  cr_assert_eq(stops(a), 1);
  assert_status(a, STOPPING);
  it_exits(a, 0);
  cr_assert_eq(spawns(a), 2);
}

Test(operator_restart, a_restart_of_a_stopping_child_waits_for_it)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_stop(a);
  operator_restart(a);
  cr_assert_eq(stops(a), 1);
  it_exits(a, 0);
  cr_assert_eq(spawns(a), 2);
}

Test(operator_restart, of_what_is_stopped_starts_it)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, OBEDIENT);
  operator_stop(a);
  operator_restart(a);
  assert_status(a, RUNNING);
}

Test(operator_restart, it_touches_no_sibling)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ALL, OBEDIENT);
  operator_restart(b);
  assert_status(b, RUNNING);
  cr_assert_eq(spawns(b), 2);
  cr_assert_eq(spawns(a) + spawns(c), 2);
}

Test(operator_restart, of_a_supervisor_stops_and_starts_everything_below_it)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  world_boot_with(OBEDIENT);
  operator_restart(below);
  assert_status(below, RUNNING);
  cr_assert_eq(spawns(first), 2);
  cr_assert_eq(spawns(second), 2);
}

/* --- Suspend and resume --- */

Test(suspend, it_is_stop_to_the_session_once_and_resume_is_cont_to_it)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_suspend(a);
  operator_suspend(a);
  assert_status(a, SUSPENDED);
  cr_assert_eq(signals(a, CORE_SIGSTOP), 1);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGSTOP], ACTION_SESSION);
  operator_resume(a);
  assert_status(a, RUNNING);
  cr_assert_eq(signals(a, CORE_SIGCONT), 1);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGCONT], ACTION_SESSION);
}

Test(suspend, meanwhile_the_start_timeout_stands_still)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  pass(50000);
  operator_suspend(a);
  cr_assert_eq(due_in(), CORE_NEVER);
  pass(600000);
  cr_assert_eq(stops(a), 0);
  operator_resume(a);
  pass(9999);
  cr_assert_eq(stops(a), 0);
  pass(1);
  cr_assert_eq(stops(a), 1);
}

Test(suspend, a_stop_ends_it)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_suspend(a);
  operator_stop(a);
  assert_status(a, STOPPING);
  cr_assert_eq(stops(a), 1);
  cr_assert_neq(world.children[a].signal_flags[CORE_SIGTERM] & ACTION_CONTINUE, 0);
  it_exits(a, 0);
  assert_status(a, STOPPED);
}

Test(suspend, a_group_restart_continues_the_whole_session)
{
  boot_three(BATON_STRATEGY_REST_FOR_ONE);
  operator_suspend(b);
  it_exits(a, 1);
  it_exits(c, 0);
  cr_assert_eq(signals(b, CORE_SIGCONT), 1);
  cr_assert_eq(world.children[b].signal_flags[CORE_SIGCONT], ACTION_SESSION);
  cr_assert_eq(stops(b), 1);
}

Test(suspend, of_a_supervisor_it_goes_to_every_child_the_last_first)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  world_boot_with(OBEDIENT);
  operator_suspend(below);
  assert_status(first, SUSPENDED);
  assert_status(second, SUSPENDED);
  cr_assert_lt(world.children[second].signalled_at, world.children[first].signalled_at);
  operator_resume(below);
  assert_status(first, RUNNING);
  cr_assert_lt(world.children[first].signalled_at, world.children[second].signalled_at);
}

Test(suspend, while_suspended_nothing_is_restarted)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_suspend(a);
  it_dies(a, CORE_SIGKILL);
  assert_status(a, PENDING);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
  operator_resume(a);
  pass(100);
  assert_status(a, RUNNING);
}

Test(suspend, what_ended_for_good_while_suspended_has_ended)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = BATON_POLICY_NEVER;
  world_boot();
  operator_suspend(a);
  it_dies(a, CORE_SIGKILL);
  assert_status(a, FAILED);
}

Test(suspend, a_resume_of_what_is_not_suspended_does_nothing)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_resume(a);
  cr_assert_eq(signals(a, CORE_SIGCONT), 0);
  assert_status(a, RUNNING);
}
