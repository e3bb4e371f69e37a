/* command-line.md, "Exit codes": the first line that applies. */
#include "core_world.h"

static void any(void)
{
  three_plain_children();
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world.obedient = true;
}

Test(exit_code, a_success_that_began_the_shutdown_is_0)
{
  any();
  world_boot();
  it_exits(a, 0);
  assert_code(0);
}

Test(exit_code, another_code_that_counts_as_success_is_0)
{
  any();
  set(a)->success_codes[0] |= UINT64_C(1) << 42;
  world_boot();
  it_exits(a, 42);
  assert_code(0);
}

Test(exit_code, a_signal_that_counts_as_success_is_0)
{
  any();
  set(a)->success_signals = BATON_SIGNAL_BIT(CORE_SIGTERM);
  world_boot();
  it_dies(a, CORE_SIGTERM);
  assert_code(0);
}

Test(exit_code, an_exit_is_its_code)
{
  any();
  world_boot();
  it_exits(b, 255);
  assert_code(255);
}

Test(exit_code, zero_that_counts_as_failure_is_0_all_the_same)
{
  any();
  set(a)->success_codes[0] = 0;
  world_boot();
  it_exits(a, 0);
  assert_status(a, FAILED);
  assert_code(0);
}

Test(exit_code, a_signal_is_128_and_the_signal)
{
  any();
  world_boot();
  it_dies(c, 9);
  assert_code(137);
}

Test(exit_code, a_start_timeout_is_121)
{
  any();
  world_ready_fd(a);
  world_boot();
  pass(60000);
  assert_reason(a, START_TIMEOUT);
  assert_code(BATON_EXIT_START);
}

Test(exit_code, a_watchdog_is_128_and_the_signal)
{
  any();
  world.obedient = false;
  world_boot();
  event_send((struct baton_event){.kind = EV_WATCHDOG, .slot = a, .run = run_of(a)});
  world.obedient = true;
  it_dies(a, CORE_SIGABRT);
  assert_reason(a, WATCHDOG);
  assert_code(BATON_EXIT_SIGNAL + CORE_SIGABRT);
}

Test(exit_code, the_cause_is_fixed_when_the_shutdown_begins)
{
  any();
  world.obedient = false;
  world_boot();
  it_exits(a, 3);
  it_dies(b, 11);
  it_exits(c, 4);
  assert_code(3);
}

Test(exit_code, a_kill_does_not_change_the_cause)
{
  any();
  world.obedient = false;
  world_boot();
  exit_and_pass(a, 3, 8000);
  it_dies(b, CORE_SIGKILL);
  it_dies(c, CORE_SIGKILL);
  assert_code(3);
}

Test(exit_code, a_success_is_0_though_a_sibling_was_killed)
{
  any();
  world.obedient = false;
  world_boot();
  exit_and_pass(a, 0, 8000);
  it_dies(b, CORE_SIGKILL);
  it_dies(c, CORE_SIGKILL);
  assert_code(0);
}

Test(exit_code, a_stop_that_was_asked_for_is_0_whatever_the_childrens_codes_were)
{
  any();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGTERM);
  it_exits(a, 1);
  it_dies(b, CORE_SIGTERM);
  it_exits(c, 130);
  assert_code(0);
}

Test(exit_code, a_main_process_that_had_to_be_killed_is_122)
{
  any();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGTERM);
  they_exit(0, a, b);
  pass(8000);
  it_dies(c, CORE_SIGKILL);
  assert_code(BATON_EXIT_KILLED);
}

Test(exit_code, an_operators_shutdown_with_a_kill_is_122)
{
  any();
  world.obedient = false;
  world_boot();
  operator_shutdown(BATON_NONE);
  pass(8000);
  it_dies(a, CORE_SIGKILL);
  it_dies(b, CORE_SIGKILL);
  it_dies(c, CORE_SIGKILL);
  assert_code(BATON_EXIT_KILLED);
}

Test(exit_code, a_kill_before_the_shutdown_does_not_count)
{
  any();
  world.obedient = false;
  world_boot();
  operator_stop(a);
  pass(8000);
  it_dies(a, CORE_SIGKILL);
  world.obedient = true;
  baton_gets(CORE_SIGTERM);
  assert_code(0);
}

Test(exit_code, any_kill_after_the_shutdown_began_counts_whatever_asked_for_it)
{
  any();
  world.obedient = false;
  set(a)->stop_timeout_ms = 1000;
  world_boot();
  operator_stop(a);
  pass(900);
  baton_gets(CORE_SIGTERM);
  they_exit(0, b, c);
  pass(100);
  cr_assert_eq(signals(a, CORE_SIGKILL), 1);
  it_dies(a, CORE_SIGKILL);
  assert_code(BATON_EXIT_KILLED);
}

Test(exit_code, what_only_a_sweep_had_to_kill_does_not_count)
{
  any();
  world_boot_with(HOLD_SWEEPS);
  baton_gets(CORE_SIGTERM);
  it_swept(a, 0);
  it_swept(b, 0);
  it_swept(c, 2);
  pass(8000);
  cr_assert_eq(sweeps(c, CORE_SIGKILL), 1);
  it_swept(c, 0);
  assert_code(0);
}

Test(exit_code, a_child_killed_by_somebody_else_does_not_count)
{
  any();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGTERM);
  it_dies(a, CORE_SIGKILL);
  they_exit(0, b, c);
  assert_code(0);
}

Test(exit_code, nothing_left_to_run_is_the_first_failures_among_those_that_count)
{
  three_plain_children();
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  clause(a)->optional = 1;
  clause(b)->optional = 1;
  clause(c)->optional = 1;
  world_boot();
  it_exits(a, 3);
  it_exits(b, 4);
  it_exits(c, 0);
  assert_code(0);
}

Test(exit_code, a_signal_that_arrives_after_the_cause_changes_nothing)
{
  any();
  world.obedient = false;
  world_boot();
  it_exits(a, 6);
  baton_gets(CORE_SIGTERM);
  they_exit(0, b, c);
  assert_code(6);
}

Test(exit_code, an_end_that_arrives_after_the_signal_changes_nothing)
{
  any();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGTERM);
  it_exits(a, 6);
  it_exits(b, 7);
  it_exits(c, 8);
  assert_code(0);
}

Test(exit_code, a_nested_cause_gives_its_code)
{
  world_begin();
  uint32_t outer = world_supervisor(BATON_ROOT, "outer");
  uint32_t inner = world_supervisor(outer, "inner");
  uint32_t child = world_child(inner, "child");
  uint32_t other = world_child(BATON_ROOT, "other");
  world_boot_with(OBEDIENT);
  it_dies(child, 11);
  cr_assert_eq(signals(other, CORE_SIGTERM), 1);
  assert_code(139);
}

Test(exit_code, a_nested_trip_on_success_is_120)
{
  world_begin();
  uint32_t outer = world_supervisor(BATON_ROOT, "outer");
  uint32_t child = world_child(outer, "child");
  set(child)->policy = BATON_POLICY_ALWAYS;
  set(child)->breaker.limit = 0;
  world_boot();
  it_exits(child, 0);
  assert_code(BATON_EXIT_TRIPPED);
}
