/* supervision.md, "Operators". */
#include "core_world.h"

static uint32_t below, first, second;

static void always(void)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
}

static void nested(void)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  below = world_supervisor(BATON_ROOT, "below");
  first = world_child(below, "first");
  second = world_child(below, "second");
  world.obedient = true;
}

Test(operator_start, it_starts_what_was_stopped)
{
  always();
  world_boot_with(OBEDIENT);
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
  always();
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
  always();
  world_boot();
  exit_and_pass(a, 1, 100);
  it_exits(a, 1);
  operator_start(a);
  it_exits(a, 1);
  cr_assert(restarts_after(a, 100));
}

Test(operator_start, of_what_is_up_it_does_nothing)
{
  always();
  world_boot();
  operator_start(a);
  assert_status(a, RUNNING);
  cr_assert_eq(spawns(a), 1);
}

Test(operator_start, it_is_refused_below_a_supervisor_that_is_not_up)
{
  nested();
  world_boot();
  operator_stop(below);
  assert_status(below, STOPPED);
  operator_start(first);
  assert_status(first, STOPPED);
  cr_assert_eq(spawns(first), 1);
  cr_assert_eq(world.notes[NOTE_REFUSED], 1);
}

Test(operator_start, a_supervisor_that_is_started_again_starts_everything_below_it)
{
  nested();
  world_boot();
  operator_stop(first);
  operator_stop(below);
  operator_start(below);
  assert_status(below, RUNNING);
  cr_assert_eq(spawns(first), 2, "an operator stopped it, but the supervisor starts afresh");
  cr_assert_eq(spawns(second), 2);
}

Test(operator_start, everything_below_is_started_again_by_a_group_restart_too)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  below = world_supervisor(BATON_ROOT, "below");
  first = world_child(below, "first");
  second = world_child(below, "second");
  world_boot_with(OBEDIENT);
  operator_stop(first);
  exit_and_pass(a, 1, 100);
  cr_assert_eq(spawns(first), 2);
}

Test(operator_stop, of_a_supervisor_stops_everything_below_it)
{
  nested();
  world_boot();
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
  always();
  world_boot_with(OBEDIENT);
  operator_stop(a);
  operator_stop(a);
  assert_status(a, STOPPED);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
}

Test(operator_stop, of_a_stop_that_will_come_back_makes_it_stay_down)
{
  always();
  world_boot();
  operator_restart(a);
  operator_stop(a);
  it_exits(a, 0);
  assert_status(a, STOPPED);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

Test(operator_restart, it_stops_and_starts_without_a_backoff)
{
  always();
  world_boot();
  operator_restart(a);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
  assert_status(a, STOPPING);
  it_exits(a, 0);
  cr_assert_eq(spawns(a), 2);
}

Test(operator_restart, a_restart_of_a_stopping_child_waits_for_it)
{
  always();
  world_boot();
  operator_stop(a);
  operator_restart(a);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
  it_exits(a, 0);
  cr_assert_eq(spawns(a), 2);
}

Test(operator_restart, of_what_is_stopped_starts_it)
{
  always();
  world_boot_with(OBEDIENT);
  operator_stop(a);
  operator_restart(a);
  assert_status(a, RUNNING);
}

Test(operator_restart, it_touches_no_sibling)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_boot_with(OBEDIENT);
  operator_restart(b);
  assert_status(b, RUNNING);
  cr_assert_eq(spawns(b), 2);
  cr_assert_eq(spawns(a) + spawns(c), 2);
}

Test(operator_restart, of_a_supervisor_stops_and_starts_everything_below_it)
{
  nested();
  world_boot();
  operator_restart(below);
  assert_status(below, RUNNING);
  cr_assert_eq(spawns(first), 2);
  cr_assert_eq(spawns(second), 2);
}

Test(operator_restart, it_does_not_count_for_the_intensity)
{
  always();
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 600000};
  world_boot_with(OBEDIENT);
  operator_restart(a);
  operator_restart(b);
  operator_restart(c);
  it_exits(a, 1);
  assert_up();
}

Test(operator_commands, during_a_shutdown_they_are_refused)
{
  always();
  world_boot();
  it_exits(c, 1);
  baton_gets(CORE_SIGTERM);
  it_exits(b, 0);
  operator_start(b);
  operator_restart(a);
  operator_start(c);
  cr_assert_eq(world.notes[NOTE_REFUSED], 3);
  it_exits(a, 0);
  assert_code(0);
  cr_assert_eq(spawns(a) + spawns(b) + spawns(c), 3);
}

/* --- Suspend and resume --- */

Test(suspend, it_is_stop_to_the_session)
{
  always();
  world_boot();
  operator_suspend(a);
  cr_assert_eq(signals(a, CORE_SIGSTOP), 1);
  cr_assert_neq(world.children[a].signal_flags[CORE_SIGSTOP] & ACTION_SESSION, 0);
}

Test(suspend, resume_is_cont)
{
  always();
  world_boot();
  operator_suspend(a);
  operator_resume(a);
  cr_assert_eq(signals(a, CORE_SIGCONT), 1);
  assert_status(a, RUNNING);
}

Test(suspend, a_child_that_was_starting_is_starting_again)
{
  always();
  world_ready_fd(a);
  world_boot();
  operator_suspend(a);
  assert_status(a, SUSPENDED);
  operator_resume(a);
  assert_status(a, STARTING);
}

Test(suspend, meanwhile_the_start_timeout_stands_still)
{
  always();
  world_ready_fd(a);
  world_boot();
  pass(50000);
  operator_suspend(a);
  pass(600000);
  cr_assert_eq(signals(a, CORE_SIGTERM), 0);
  operator_resume(a);
  pass(9999);
  cr_assert_eq(signals(a, CORE_SIGTERM), 0);
  pass(1);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
}

Test(suspend, a_stop_ends_it)
{
  always();
  world_boot();
  operator_suspend(a);
  operator_stop(a);
  assert_status(a, STOPPING);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
  cr_assert_neq(world.children[a].signal_flags[CORE_SIGTERM] & ACTION_CONTINUE, 0);
  it_exits(a, 0);
  assert_status(a, STOPPED);
}

Test(suspend, a_group_restart_ends_it)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  world_boot_with(OBEDIENT);
  operator_suspend(b);
  exit_and_pass(a, 1, 100);
  assert_status(b, RUNNING);
  cr_assert_eq(spawns(b), 2);
}

Test(suspend, a_group_restart_continues_the_whole_session)
{
  boot_three(BATON_STRATEGY_REST_FOR_ONE);
  operator_suspend(b);
  it_exits(a, 1);
  it_exits(c, 0);
  cr_assert_eq(signals(b, CORE_SIGCONT), 1);
  cr_assert_eq(world.children[b].signal_flags[CORE_SIGCONT], ACTION_SESSION);
  cr_assert_eq(signals(b, CORE_SIGTERM), 1);
}

Test(suspend, of_a_supervisor_it_goes_to_every_child_the_last_first)
{
  nested();
  world_boot();
  operator_suspend(below);
  assert_status(first, SUSPENDED);
  assert_status(second, SUSPENDED);
  cr_assert_lt(world.children[second].signalled_at, world.children[first].signalled_at);
  operator_resume(below);
  assert_status(first, RUNNING);
  cr_assert_lt(world.children[first].signalled_at, world.children[second].signalled_at);
}

Test(suspend, twice_is_once)
{
  always();
  world_boot();
  operator_suspend(a);
  operator_suspend(a);
  cr_assert_eq(signals(a, CORE_SIGSTOP), 1);
}

Test(suspend, while_suspended_nothing_is_restarted)
{
  always();
  world_boot();
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
  always();
  set(a)->policy = BATON_POLICY_NEVER;
  world_boot();
  operator_suspend(a);
  it_dies(a, CORE_SIGKILL);
  assert_status(a, FAILED);
}

Test(suspend, a_resume_of_what_is_not_suspended_does_nothing)
{
  always();
  world_boot();
  operator_resume(a);
  cr_assert_eq(signals(a, CORE_SIGCONT), 0);
  assert_status(a, RUNNING);
}
