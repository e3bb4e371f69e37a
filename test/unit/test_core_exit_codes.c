/* command-line.md, "Exit codes": the first line that applies. */
#include "core_lines.h"

static void any(void)
{
  three_until(BATON_AUTO_SHUTDOWN_ANY);
}

/* It exits with that code, or dies of that signal. */
static void it_ends_with(uint32_t slot, uint8_t code, uint8_t signal)
{
  if (signal == 0) {
    it_exits(slot, code);
  } else {
    it_dies(slot, signal);
  }
}

Test(exit_code, what_began_the_shutdown_gives_its_code_or_128_and_its_signal_and_0_for_a_success)
{
  static const struct {
    uint8_t code, signal, expected;
  } ENDS[] = {
      {0,   0,            0      },
      {42,  0,            0      },
      {0,   CORE_SIGTERM, 0      },
      {255, 0,            255    },
      {0,   9,            128 + 9}
  };

  for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
    any();
    set(b)->success_codes[0] |= UINT64_C(1) << 42;
    set(b)->success_signals = BATON_SIGNAL_BIT(CORE_SIGTERM);
    world_boot_with(OBEDIENT);
    it_ends_with(b, ENDS[i].code, ENDS[i].signal);
    assert_code(ENDS[i].expected);
  }
}

Test(exit_code, zero_that_counts_as_failure_is_0_all_the_same)
{
  any();
  set(a)->success_codes[0] = 0;
  world_boot_with(OBEDIENT);
  it_exits(a, 0);
  assert_status(a, FAILED);
  assert_code(0);
}

Test(exit_code, a_start_timeout_is_121)
{
  any();
  world_ready_fd(a);
  world_boot_with(OBEDIENT);
  pass(60000);
  assert_reason(a, START_TIMEOUT);
  assert_code(BATON_EXIT_START);
}

Test(exit_code, a_watchdog_is_128_and_abrt_whatever_its_code_or_the_signal_that_ended_it)
{
  static const struct {
    uint8_t code, signal, expected;
  } ENDS[] = {
      {0, CORE_SIGABRT, 128 + CORE_SIGABRT},
      {3, 0,            128 + CORE_SIGABRT},
      {0, 11,           128 + 11          }
  };

  for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++) {
    any();
    world_boot();
    watchdog_fires(a);
    world.obedient = true;
    it_ends_with(a, ENDS[i].code, ENDS[i].signal);
    assert_reason(a, WATCHDOG);
    assert_code(ENDS[i].expected);
  }
}

Test(exit_code, a_kill_does_not_change_the_cause)
{
  static const uint8_t CODES[] = {0, 3};
  for (size_t i = 0; i < sizeof CODES; i++) {
    any();
    world_boot();
    exit_and_pass(a, CODES[i], 8000);
    they_die(CORE_SIGKILL, b, c);
    assert_code(CODES[i]);
  }
}

Test(exit_code, a_stop_that_was_asked_for_is_0_whatever_the_childrens_codes_were)
{
  any();
  boot_and_shut_down();
  it_exits(a, 1);
  it_dies(b, CORE_SIGTERM);
  it_exits(c, 130);
  assert_code(0);
}

Test(exit_code, a_main_process_that_had_to_be_killed_is_122)
{
  any();
  boot_and_shut_down();
  they_exit(0, a, b);
  pass(8000);
  it_dies(c, CORE_SIGKILL);
  assert_code(BATON_EXIT_KILLED);
}

Test(exit_code, an_operators_shutdown_with_a_kill_is_122)
{
  any();
  world_boot();
  operator_shutdown(BATON_NONE);
  pass(8000);
  they_die(CORE_SIGKILL, a, b, c);
  assert_code(BATON_EXIT_KILLED);
  cr_assert_eq(world.core.state->code, 0);
}

/* The line has asked for it. */
Test(exit_code, a_kill_under_a_stop_timeout_of_zero_does_not_count)
{
  any();
  set(a)->stop_timeout_ms = set(b)->stop_timeout_ms = set(c)->stop_timeout_ms = 0;
  boot_and_shut_down();
  pass(0);
  assert_kills(1, 1, 1);
  they_die(CORE_SIGKILL, a, b, c);
  assert_code(0);
}

Test(exit_code, beside_it_another_childs_kill_counts)
{
  any();
  set(a)->stop_timeout_ms = 0;
  set(b)->stop_timeout_ms = 1;
  boot_and_shut_down();
  pass(1);
  they_die(CORE_SIGKILL, a, b);
  it_exits(c, 0);
  assert_code(BATON_EXIT_KILLED);
}

Test(exit_code, a_kill_before_the_shutdown_does_not_count)
{
  any();
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
  world_boot_with(OBEDIENT | HOLD_SWEEPS);
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
  boot_and_shut_down();
  it_dies(a, CORE_SIGKILL);
  they_exit(0, b, c);
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
  cr_assert_eq(stops(other), 1);
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
