/* supervision.md, "Statuses". */
#include "core_lines.h"

Test(status, a_declared_child_is_created)
{
  three_plain_children();
  world_lay();
  assert_status(a, CREATED);
  assert_status(BATON_ROOT, CREATED);
}

Test(status, a_child_that_waits_for_its_after_is_pending)
{
  boot_three_after_a(NO_STRATEGY);
  assert_status(b, PENDING);
  assert_status(c, PENDING);
}

Test(status, what_waits_for_its_delay_or_for_its_group_is_pending)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_exits(a, 1);
  assert_status(a, PENDING);
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  assert_status(a, PENDING);
}

Test(status, a_child_is_starting_from_its_spawn_to_its_readiness)
{
  boot_three_after_a(NO_STRATEGY);
  assert_status(a, STARTING);
  it_ready(a);
  assert_status(a, RUNNING);
}

Test(status, ready_exec_is_starting_while_the_process_is_made_and_then_running)
{
  boot_three_plain_with(HOLD_SPAWNS);
  assert_status(a, STARTING);
  it_spawned(a);
  assert_status(a, RUNNING);
}

Test(status, an_operator_suspends)
{
  boot_three_plain();
  operator_suspend(a);
  assert_status(a, SUSPENDED);
  cr_assert_eq(signals(a, CORE_SIGSTOP), 1);
}

Test(status, a_supervisor_whose_children_are_being_stopped_is_stopping)
{
  three_plain_children();
  add_below(NO_STRATEGY);
  world_boot();
  operator_stop(below);
  assert_status(below, STOPPING);
  assert_status(first, STOPPING);
}

Test(status, what_is_asked_to_end_is_stopping_and_then_stopped_and_stays_so)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_stop(a);
  assert_status(a, STOPPING);
  it_exits(a, 0);
  assert_status(a, STOPPED);
  pass(600000);
  assert_status(a, STOPPED);
}

Test(status, what_ended_by_itself_is_finished_with_success_and_failed_without)
{
  boot_three_plain();
  it_exits(a, 0);
  assert_status(a, FINISHED);
  it_exits(b, 3);
  assert_status(b, FAILED);
  it_dies(c, 11);
  assert_status(c, FAILED);
}

Test(status, what_had_to_be_killed_after_its_stop_timeout_is_killed_and_stays_so)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_stop(a);
  pass(8000);
  it_dies(a, CORE_SIGKILL);
  assert_status(a, KILLED);
  assert_reason(a, STOP_TIMEOUT);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

Test(status, a_supervisor_is_starting_until_each_child_has_been_ready_once)
{
  three_plain_children();
  world_ready_fd(c);
  world_boot();
  assert_status(c, STARTING);
  assert_status(BATON_ROOT, STARTING);
  it_ready(c);
  assert_status(BATON_ROOT, RUNNING);
}

Test(status, a_child_that_was_ready_once_does_not_hold_its_supervisor_up)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(c);
  world_boot();
  it_exits(a, 1);
  assert_status(a, PENDING);
  it_ready(c);
  assert_status(BATON_ROOT, RUNNING);
}

Test(status, a_terminal_child_does_not_hold_its_supervisor_up)
{
  three_plain_children();
  world_ready_fd(a);
  world_after_none(b);
  world_boot();
  assert_status(BATON_ROOT, STARTING);
  it_exits(a, 1);
  assert_status(a, FAILED);
  assert_status(BATON_ROOT, RUNNING);
}

Test(status, a_running_supervisor_stays_so_whatever_its_children_do)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ALL, OBEDIENT);
  it_exits(a, 1);
  assert_status(BATON_ROOT, RUNNING);
  pass(50);
  assert_status(BATON_ROOT, RUNNING);
  pass(50);
  assert_status(a, RUNNING);
  assert_status(BATON_ROOT, RUNNING);
}

Test(status, a_supervisor_has_no_start_timeout_of_its_own)
{
  nested(NO_STRATEGY, NO_STRATEGY);
  set(below)->start_timeout_ms = 1000;
  world_ready_fd(first);
  set(first)->start_timeout_ms = BATON_NONE;
  world_boot();
  cr_assert_eq(due_in(), CORE_NEVER);
  assert_status(below, STARTING);
}

Test(end_record, an_exit_is_a_code_without_a_signal)
{
  boot_three_plain();
  pass(1500);
  it_exits(a, 42);
  assert_reason(a, EXIT);
  cr_assert_eq(end_of(a)->code, 42);
  cr_assert_eq(end_of(a)->signal, 0);
  cr_assert_eq(end_of(a)->uptime_ms, 1500);
  cr_assert_eq(end_of(a)->flags & BATON_END_SUCCESS, 0);
}

Test(end_record, a_death_is_a_signal_and_says_whether_a_core_was_dumped)
{
  three_plain_children();
  set(a)->success_signals = BATON_SIGNAL_BIT(11);
  world_boot();
  event_send((struct baton_event){
      .kind = EV_ENDED, .slot = a, .run = run_of(a), .signal = 11, .core_dumped = true});
  assert_reason(a, SIGNAL);
  cr_assert_eq(end_of(a)->signal, 11);
  cr_assert_eq(end_of(a)->flags, BATON_END_CORE | BATON_END_SUCCESS | BATON_END_READY);
  cr_assert_eq(end_of(a)->cause, a);
  it_dies(b, 11);
  cr_assert_eq(end_of(b)->flags, BATON_END_READY);
}

static void it_is_starved(uint32_t slot, uint8_t signal)
{
  it_ends((struct baton_event){.slot = slot, .signal = signal, .oom = 1});
}

Test(end_record, a_kill_while_memory_is_short_is_an_oom_unless_it_is_our_own)
{
  boot_three_plain();
  it_is_starved(a, CORE_SIGKILL);
  assert_reason(a, OOM);
  cr_assert_eq(end_of(a)->signal, CORE_SIGKILL);
  assert_status(a, FAILED);
  it_is_starved(b, CORE_SIGTERM);
  assert_reason(b, SIGNAL);
  operator_stop(c);
  pass(8000);
  cr_assert_gt(kills(c), 0);
  it_is_starved(c, CORE_SIGKILL);
  assert_reason(c, STOP_TIMEOUT);
  boot_three_plain();
  operator_stop(a);
  it_is_starved(a, CORE_SIGKILL);
  assert_reason(a, OOM);
  assert_status(a, STOPPED);
}

Test(end_record, an_oom_is_restarted_and_counts_as_an_end_by_kill)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_is_starved(a, CORE_SIGKILL);
  pass(100);
  assert_status(a, RUNNING);
  three_plain_children();
  set(a)->success_signals = set(b)->fatal_signals = BATON_SIGNAL_BIT(CORE_SIGKILL);
  world_boot();
  it_is_starved(a, CORE_SIGKILL);
  assert_status(a, FINISHED);
  it_is_starved(b, CORE_SIGKILL);
  cr_assert_eq(end_of(b)->flags & BATON_END_FATAL, BATON_END_FATAL);
}

Test(end_record, it_is_kept_until_the_next_end)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  exit_and_pass(a, 42, 100);
  assert_status(a, RUNNING);
  cr_assert_eq(end_of(a)->code, 42);
  it_exits(a, 43);
  cr_assert_eq(end_of(a)->code, 43);
}

Test(end_record, success_is_what_its_child_counts_as_success)
{
  three_plain_children();
  set(a)->success_codes[0] = 0;
  set(a)->success_codes[3] = UINT64_C(1) << (200 - 192);
  set(b)->success_signals = BATON_SIGNAL_BIT(11);
  world_boot();
  it_exits(a, 200);
  assert_status(a, FINISHED);
  cr_assert_neq(end_of(a)->flags & BATON_END_SUCCESS, 0);
  it_dies(b, 11);
  assert_status(b, FINISHED);
  it_exits(c, 200);
  assert_status(c, FAILED);
}
