/* supervision.md, "Operators", at moments that are not the usual ones: while something is being
 * stopped, during a group restart, during a shutdown, and under other names than the child's own.
 */
#include "core_lines.h"

/* All commands, to one node; REFUSED that came of them. */
static unsigned refusals(uint32_t slot)
{
  unsigned before = world.notes[NOTE_REFUSED];
  operator_start(slot);
  operator_stop(slot);
  operator_restart(slot);
  operator_suspend(slot);
  operator_resume(slot);
  return world.notes[NOTE_REFUSED] - before;
}

Test(refused, a_command_to_the_root_is)
{
  boot_three_plain();
  unsigned spawned = spawns(a);
  cr_assert_eq(refusals(BATON_ROOT), 5);
  cr_assert_eq(spawns(a), spawned);
  cr_assert_eq(stops(a) + signals(a, CORE_SIGSTOP), 0);
  assert_up();
}

/* To what stops, to what is down and to what was pending. */
Test(refused, during_a_shutdown_every_command_is)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_exits(c, 1);
  baton_gets(CORE_SIGTERM);
  it_exits(b, 0);
  cr_assert_eq(refusals(a) + refusals(b) + refusals(c), 15);
  operator_shutdown(7);
  cr_assert_eq(world.notes[NOTE_REFUSED], 16);
  cr_assert_eq(signals(a, CORE_SIGSTOP), 0);
  it_exits(a, 0);
  assert_code(0);
  assert_instances(1, 1, 1);
}

Test(refused, before_the_start_every_command_is)
{
  three_plain_children();
  world_lay();
  cr_assert_eq(refusals(a), 5);
  operator_shutdown(7);
  cr_assert_eq(world.notes[NOTE_REFUSED], 6);
}

Test(refused, below_a_supervisor_that_stops_every_command_but_resume_is)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  world_boot();
  operator_stop(below);
  cr_assert_eq(stops(first), 1);
  cr_assert_eq(refusals(first), 4);
  cr_assert_eq(spawns(first), 1);
  cr_assert_eq(stops(first), 1);
  cr_assert_eq(signals(first, CORE_SIGSTOP), 0);
  they_exit(0, first, second);
  assert_status(below, STOPPED);
}

Test(refused, below_a_supervisor_that_is_down_a_start_and_a_restart_are)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  world_boot_with(OBEDIENT);
  operator_stop(below);
  assert_status(below, STOPPED);
  unsigned before = world.notes[NOTE_REFUSED];
  operator_start(first);
  operator_restart(first);
  operator_suspend(first);
  cr_assert_eq(world.notes[NOTE_REFUSED], before + 3);
  assert_status(first, STOPPED);
  cr_assert_eq(spawns(first), 1);
}

Test(operator_stop_more, of_what_ended_or_never_began_does_nothing)
{
  boot_three_after_a(NO_STRATEGY);
  it_ready(a);
  it_exits(a, 3);
  assert_status(a, FAILED);
  operator_stop(a);
  assert_status(a, FAILED);
  cr_assert_eq(world.notes[NOTE_STOPPED], 0);
}

Test(operator_stop_more, what_waits_for_its_turn_is_stopped_at_once_and_stays_so)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_exits(a, 1);
  assert_status(a, PENDING);
  operator_stop(a);
  assert_status(a, STOPPED);
  cr_assert_eq(node(a)->flags & (uint32_t)(BATON_NODE_WANTED | BATON_NODE_NOW), 0);
  pass(60000);
  cr_assert_eq(spawns(a), 1);
}

Test(operator_stop_more, of_a_supervisor_kill_is_due_after_grace_whatever_its_own_says)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  set(below)->stop_timeout_ms = 100;
  world_boot();
  operator_stop(below);
  assert_killed_after(first, 8000);
}

Test(operator_stop_more, a_member_leaves_the_set_and_its_group_does_not_wait_for_it)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  cr_assert_eq(stops(c), 1);
  operator_stop(b); /* its stage has not come yet */
  cr_assert_eq(stops(b), 1);
  exit_and_pass(c, 0, 1000);
  cr_assert_eq(spawns(a), 2, "the group starts although b still runs");
  it_exits(b, 0);
  assert_status(b, STOPPED);
  pass(60000);
  cr_assert_eq(spawns(b), 1);
}

Test(operator_restart_more, of_what_a_start_timeout_stops_starts_it_at_once_when_it_is_down)
{
  boot_three_after_a(NO_STRATEGY);
  pass(60000);
  cr_assert_eq(stops(a), 1);
  operator_restart(a);
  it_dies(a, CORE_SIGTERM);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(node(a)->start_cause, BATON_CAUSE_OPERATOR);
}

Test(operator_restart_more, of_what_a_watchdog_stops_starts_it_at_once_when_it_is_down)
{
  boot_three_plain();
  watchdog_fires(a);
  operator_restart(a);
  it_dies(a, CORE_SIGABRT);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(node(a)->start_cause, BATON_CAUSE_OPERATOR);
}

Test(operator_restart_more, of_a_suspended_child_stops_and_starts_it)
{
  boot_three_plain();
  operator_suspend(a);
  operator_restart(a);
  cr_assert_eq(stops(a), 1);
  it_exits(a, 0);
  cr_assert_eq(spawns(a), 2);
  assert_status(a, RUNNING);
}

Test(operator_restart_more, of_a_member_that_will_be_started_again_changes_nothing)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  operator_restart(b);
  cr_assert_eq(stops(b), 0, "its stage has not come yet");
  they_exit(0, c, b);
  pass(1000);
  cr_assert_eq(spawns(b), 2);
  cr_assert_eq(node(b)->start_cause, BATON_CAUSE_SIBLING);
}

/* --- start --- */

Test(operator_start_more, it_forgets_the_delay)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  exit_and_pass(a, 0, 100);
  it_exits(a, 0);
  cr_assert_eq(node(a)->delay_ms, 200);
  operator_start(a);
  cr_assert_eq(node(a)->delay_ms, 0);
}

Test(operator_start_more, of_what_is_suspended_in_its_backoff_starts_it)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_exits(a, 1);
  operator_suspend(a);
  operator_start(a);
  cr_assert_eq(spawns(a), 2);
  assert_status(a, RUNNING);
}

Test(operator_start_more, it_starts_what_waits_for_its_turn_in_a_group_restart)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(a);
  world_boot_with(OBEDIENT);
  it_ready(a);
  exit_and_pass(a, 1, 100);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(spawns(b), 1);
  operator_start(b);
  cr_assert_eq(spawns(b), 2, "without its --after");
}

Test(operator_start_more, of_what_is_being_stopped_clears_its_breaker_too)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->breaker = (struct baton_window){.limit = 1, .window_ms = 100000};
  set(a)->backoff_initial_ms = 0;
  world_boot();
  it_exits(a, 1);
  cr_assert_eq(spawns(a), 2);
  operator_stop(a);
  operator_start(a);
  they_exit(1, a, a);
  assert_status(a, RUNNING);
  cr_assert_eq(spawns(a), 4);
}

/* --- suspend --- */

Test(suspend_more, it_is_refused_to_nobody_that_is_being_stopped_and_does_nothing)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  operator_suspend(b); /* covered, its stage has not come yet */
  operator_suspend(c); /* has its stop signal */
  cr_assert_eq(signals(b, CORE_SIGSTOP) + signals(c, CORE_SIGSTOP), 0);
}

Test(suspend_more, a_resume_leaves_readiness_as_it_was)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  it_ready(a);
  exit_and_pass(a, 1, 100);
  assert_status(a, STARTING);
  operator_suspend(a);
  assert_status(a, SUSPENDED);
  operator_resume(a);
  assert_status(a, STARTING);
}

Test(suspend_more, what_has_no_start_timeout_gets_none_by_it)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_suspend(a);
  cr_assert_eq(due_in(), CORE_NEVER);
  pass(1000);
  operator_resume(a);
  cr_assert_eq(due_in(), CORE_NEVER);
  assert_status(a, RUNNING);
}

Test(suspend_more, cont_to_baton_does_not_wake_it_and_other_signals_reach_it)
{
  three_plain_children();
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  set(a)->stdin_mode = BATON_STDIN_INHERIT;
  world_boot();
  operator_suspend(a);
  baton_gets(CORE_SIGCONT);
  cr_assert_eq(signals(a, CORE_SIGCONT), 0);
  cr_assert_eq(signals(b, CORE_SIGCONT), 1);
  terminal_says(CORE_SIGWINCH);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGWINCH), 1);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
}
