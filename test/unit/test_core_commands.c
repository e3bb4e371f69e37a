/* supervision.md, "Operators", at moments that are not the usual ones: while something is being
 * stopped, during a group restart, during a shutdown, and under other names than the child's own.
 */
#include "core_world.h"

static const struct baton_node *node(uint32_t slot)
{
  return &world.core.nodes[slot];
}

/* A supervisor d with a child e beside a. */
static uint32_t d, e;

static void a_supervisor_beside(void)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ONE);
  a = world_child(BATON_ROOT, "a");
  d = world_supervisor(BATON_ROOT, "d");
  e = world_child(d, "e");
}

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
  cr_assert_eq(signals(a, CORE_SIGTERM) + signals(a, CORE_SIGSTOP), 0);
  assert_up();
}

Test(refused, during_a_shutdown_every_command_is)
{
  boot_three_plain();
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(refusals(a), 5);
  operator_shutdown(7);
  cr_assert_eq(world.notes[NOTE_REFUSED], 6);
  cr_assert_eq(signals(a, CORE_SIGSTOP), 0);
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
  a_supervisor_beside();
  world_boot();
  operator_stop(d);
  cr_assert_eq(signals(e, CORE_SIGTERM), 1);
  cr_assert_eq(refusals(e), 4);
  cr_assert_eq(spawns(e), 1);
  cr_assert_eq(signals(e, CORE_SIGTERM), 1);
  cr_assert_eq(signals(e, CORE_SIGSTOP), 0);
  it_exits(e, 0);
  assert_status(d, STOPPED);
}

Test(refused, below_a_supervisor_that_is_down_a_start_and_a_restart_are)
{
  a_supervisor_beside();
  world_boot_with(OBEDIENT);
  operator_stop(d);
  unsigned before = world.notes[NOTE_REFUSED];
  operator_start(e);
  operator_restart(e);
  operator_suspend(e);
  cr_assert_eq(world.notes[NOTE_REFUSED], before + 3);
  cr_assert_eq(spawns(e), 1);
}

Test(operator_stop_more, of_what_ended_or_never_began_does_nothing)
{
  three_plain_children();
  world_ready_fd(a);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  world_boot();
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

Test(operator_stop_more, of_a_supervisor_kill_is_due_after_grace_whatever_its_children_say)
{
  a_supervisor_beside();
  set(d)->stop_timeout_ms = 100;
  world_boot();
  operator_stop(d);
  pass(7999);
  cr_assert_eq(kills(e), 0);
  pass(1);
  cr_assert_eq(kills(e), 1);
}

Test(operator_stop_more, a_member_leaves_the_set_and_its_group_does_not_wait_for_it)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world_boot();
  it_exits(a, 1);
  cr_assert_eq(signals(c, CORE_SIGTERM), 1);
  operator_stop(b); /* its stage has not come yet */
  cr_assert_eq(signals(b, CORE_SIGTERM), 1);
  exit_and_pass(c, 0, 1000);
  cr_assert_eq(spawns(a), 2, "the group starts although b still runs");
  it_exits(b, 0);
  assert_status(b, STOPPED);
  pass(60000);
  cr_assert_eq(spawns(b), 1);
}

Test(operator_stop_more, a_member_that_is_being_stopped_is_waited_for_and_stays_down)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  operator_stop(c);
  pass(1000);
  cr_assert_eq(spawns(a), 1);
  they_exit(0, c, b);
  assert_status(c, STOPPED);
  pass(1000);
  cr_assert_eq(spawns(c), 1);
  cr_assert_eq(spawns(b), 2);
}

Test(operator_restart_more, of_what_a_start_timeout_stops_starts_it_at_once_when_it_is_down)
{
  three_plain_children();
  world_ready_fd(a);
  world_boot();
  pass(60000);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
  operator_restart(a);
  it_dies(a, CORE_SIGTERM);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(node(a)->start_cause, BATON_CAUSE_OPERATOR);
}

Test(operator_restart_more, of_what_a_watchdog_stops_starts_it_at_once_when_it_is_down)
{
  boot_three_plain();
  event_send((struct baton_event){.kind = EV_WATCHDOG, .slot = a, .run = run_of(a)});
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
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
  it_exits(a, 0);
  cr_assert_eq(spawns(a), 2);
  assert_status(a, RUNNING);
}

Test(operator_restart_more, of_a_member_that_will_be_started_again_changes_nothing)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world_boot();
  it_exits(a, 1);
  operator_restart(b);
  cr_assert_eq(signals(b, CORE_SIGTERM), 0, "its stage has not come yet");
  they_exit(0, c, b);
  pass(1000);
  cr_assert_eq(spawns(b), 2);
  cr_assert_eq(node(b)->start_cause, BATON_CAUSE_SIBLING);
}

/* "An operator's start or restart of a sibling in reach while its phase is stopping or waiting adds
 * it to the set", and "whatever is in the set starts at the group's due time only". */
Test(joins, a_start_of_what_had_ended_adds_it_to_the_set)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(c)->policy = BATON_POLICY_NEVER;
  world_boot();
  it_exits(c, 0);
  assert_status(c, FINISHED);
  it_exits(a, 1);
  operator_start(c);
  assert_status(c, PENDING);
  it_exits(b, 0);
  cr_assert_eq(spawns(c), 1);
  pass(99);
  cr_assert_eq(spawns(c), 1);
  pass(1);
  cr_assert_eq(spawns(c), 2);
  cr_assert_eq(spawns(b), 2);
}

Test(joins, a_restart_of_what_came_up_meanwhile_stops_it_with_the_others)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->backoff_initial_ms = 5000;
  world_boot_with(OBEDIENT);
  operator_stop(c);
  it_exits(a, 1); /* b is stopped; the group waits for a's delay */
  cr_assert_eq(spawns(b), 1);
  operator_start(c);
  assert_status(c, PENDING);
  cr_assert_eq(spawns(c), 1);
  operator_restart(c);
  assert_status(c, PENDING);
  pass(5000);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(spawns(b), 2);
  cr_assert_eq(spawns(c), 2);
  cr_assert_eq(node(c)->start_cause, BATON_CAUSE_OPERATOR);
}

/* Under rest-for-one what comes before the trigger is out of reach: it starts at once. */
Test(joins, what_is_out_of_reach_starts_at_once)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  set(b)->backoff_initial_ms = 5000;
  world_boot_with(OBEDIENT);
  operator_stop(a);
  it_exits(b, 1);
  operator_start(a);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(spawns(b), 1);
}

/* --- start --- */

Test(operator_start_more, it_forgets_the_delay_and_what_looked_like_a_daemon)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  exit_and_pass(a, 0, 100);
  it_exits(a, 0);
  cr_assert_eq(node(a)->delay_ms, 200);
  operator_start(a);
  cr_assert_eq(node(a)->delay_ms, 0);
  it_exits(a, 0);
  cr_assert_eq(world.notes[NOTE_DAEMONIZES], 0);
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

/* --- shutdown --- */

Test(operator_shutdown_more, its_code_is_batons_own_whatever_ends)
{
  three_plain_children();
  world_boot_with(OBEDIENT);
  operator_shutdown(0);
  assert_code(0);
}

Test(operator_shutdown_more, without_a_code_a_kill_is_122_as_for_term)
{
  boot_three_plain();
  operator_shutdown(BATON_NONE);
  pass(8000);
  it_dies(a, CORE_SIGKILL);
  it_dies(b, CORE_SIGKILL);
  it_dies(c, CORE_SIGKILL);
  assert_code(122);
  cr_assert_eq(world.core.state->code, 0);
}

/* --- suspend --- */

Test(suspend_more, it_is_refused_to_nobody_that_is_being_stopped_and_does_nothing)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world_boot();
  it_exits(a, 1);
  operator_suspend(b); /* covered, its stage has not come yet */
  operator_suspend(c); /* has its stop signal */
  cr_assert_eq(signals(b, CORE_SIGSTOP) + signals(c, CORE_SIGSTOP), 0);
}

Test(suspend_more, resume_goes_to_the_session_and_leaves_readiness_as_it_was)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  world_boot();
  it_ready(a);
  exit_and_pass(a, 1, 100);
  assert_status(a, STARTING);
  operator_suspend(a);
  operator_resume(a);
  assert_status(a, STARTING);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGCONT], ACTION_SESSION);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGSTOP], ACTION_SESSION);
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

Test(suspend_more, the_deadline_of_what_is_suspended_is_not_armed)
{
  three_plain_children();
  world_ready_fd(a);
  world_boot();
  cr_assert_eq(due_in(), 60000);
  operator_suspend(a);
  cr_assert_eq(due_in(), CORE_NEVER);
  operator_resume(a);
  cr_assert_eq(due_in(), 60000);
}

Test(suspend_more, a_resume_of_what_is_up_sends_nothing)
{
  boot_three_plain();
  operator_resume(a);
  cr_assert_eq(signals(a, CORE_SIGCONT), 0);
}

Test(suspend_more, cont_to_baton_does_not_wake_it_and_other_signals_reach_it)
{
  three_plain_children();
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  world_boot();
  operator_suspend(a);
  baton_gets(CORE_SIGCONT);
  cr_assert_eq(signals(a, CORE_SIGCONT), 0);
  cr_assert_eq(signals(b, CORE_SIGCONT), 1);
  baton_gets(CORE_SIGWINCH);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGWINCH), 1);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
}
