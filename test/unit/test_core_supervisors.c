/* supervision.md, "A supervisor ends". */
#include "core_lines.h"

/* They obey, and the root ends when all of it has ended. */
static void nested_below(enum baton_strategy strategy)
{
  nested(strategy, NO_STRATEGY);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  world.obedient = true;
}

static void trip(uint32_t slot)
{
  set(slot)->breaker.limit = 0;
  set(slot)->policy = BATON_POLICY_ALWAYS;
}

/* `below` gives up as soon as its first child ends. */
static void boot_tripping(enum baton_strategy strategy)
{
  nested_below(strategy);
  trip(first);
  world_boot();
}

Test(give_up, it_stops_its_children_and_then_ends_as_failed_with_the_causing_childs_record)
{
  boot_tripping(NO_STRATEGY);
  world.obedient = false;
  it_exits(first, 3);
  cr_assert_eq(stops(second), 1);
  cr_assert_eq(stops(a), 0);
  assert_status(below, STOPPING);
  it_exits(second, 0);
  assert_status(below, FAILED);
  assert_reason(below, EXIT);
  cr_assert_eq(end_of(below)->code, 3);
}

Test(give_up, the_root_gives_up_by_shutting_the_container_down)
{
  nested_below(NO_STRATEGY);
  trip(a);
  world_boot();
  it_exits(a, 9);
  cr_assert_eq(stops(first), 1);
  assert_code(9);
}

Test(give_up, the_intensity_of_a_supervisor_is_its_own)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  clause(below)->intensity = (struct baton_window){.limit = 1, .window_ms = 600000};
  world_boot();
  exit_and_pass(a, 1, 30000);
  exit_and_pass(a, 1, 30000);
  exit_and_pass(first, 1, 30000);
  assert_status(below, RUNNING);
  it_exits(second, 1);
  assert_status(below, PENDING);
}

Test(give_up, without_an_explicit_strategy_the_parent_does_not_restart_it)
{
  boot_tripping(NO_STRATEGY);
  exit_and_pass(first, 3, 600000);
  assert_status(below, FAILED);
  cr_assert_eq(spawns(first), 1);
}

Test(give_up, with_an_explicit_strategy_the_parent_restarts_it_though_a_success_tripped)
{
  boot_tripping(BATON_STRATEGY_ONE_FOR_ONE);
  it_exits(first, 3);
  assert_status(below, PENDING);
  cr_assert(restarts_after(first, 100));
  it_exits(first, 0);
  assert_status(below, PENDING);
  cr_assert(restarts_after(first, 200));
}

Test(give_up, an_explicit_strategy_above_the_parent_counts)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t middle = world_supervisor(BATON_ROOT, "middle");
  below = world_supervisor(middle, "below");
  first = world_child(below, "first");
  trip(first);
  world_boot();
  it_exits(first, 3);
  assert_status(below, PENDING);
  cr_assert(restarts_after(first, 100));
}

Test(give_up, its_own_explicit_strategy_does_not_make_its_parent_restart_it)
{
  nested_below(NO_STRATEGY);
  world_strategy(below, BATON_STRATEGY_ONE_FOR_ONE);
  trip(first);
  world_boot();
  it_exits(first, 3);
  assert_status(below, FAILED);
}

Test(supervisor_node, done_with_success_is_finished)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  set(first)->policy = BATON_POLICY_ON_FAILURE;
  world_boot();
  it_exits(first, 0);
  assert_status(below, FINISHED);
  cr_assert_eq(stops(second), 1);
  pass(600000);
  assert_status(below, FINISHED);
}

Test(supervisor_node, done_with_a_failure_is_failed_and_restarted)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  set(first)->policy = BATON_POLICY_NEVER;
  world_boot();
  it_exits(first, 4);
  assert_status(below, PENDING);
  cr_assert_eq(end_of(below)->code, 4);
  cr_assert(restarts_after(first, 100));
  cr_assert_eq(spawns(second), 2);
}

/* It has given up five times; does it fail when it does so again, so long after the first time? */
static bool the_sixth_is_too_many(uint32_t of_first, uint32_t of_second, int64_t after_ms)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  trip(first);
  set(first)->breaker.window_ms = of_first;
  set(second)->breaker.window_ms = of_second;
  world_boot();
  for (unsigned i = 0; i < 5; i++) {
    exit_and_pass(first, 3, 60000);
  }
  assert_up();
  pass(after_ms - INT64_C(5) * 60000);
  it_exits(first, 3);
  return finished_with(3);
}

Test(supervisor_node, its_breaker_is_5_in_8_times_the_longest_window_of_its_children)
{
  cr_assert(the_sixth_is_too_many(120000, 200000, 8 * 200000 - 1));
  cr_assert_not(the_sixth_is_too_many(120000, 200000, 8 * 200000), "out of the window");
}

Test(supervisor_node, its_breakers_window_is_at_least_10_minutes)
{
  cr_assert(the_sixth_is_too_many(1000, 1000, 600000 - 1));
  cr_assert_not(the_sixth_is_too_many(1000, 1000, 600000), "out of the window");
}

Test(supervisor_node, its_backoff_is_reset_after_that_same_window)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  trip(first);
  set(first)->breaker.window_ms = 1000;
  set(second)->breaker.window_ms = 1000;
  world_boot();
  exit_and_pass(first, 3, 100);
  pass(599999);
  assert_back_after(first, 3, 200);
  pass(600000);
  assert_back_after(first, 3, 100);
}

Test(supervisor_node, its_restarts_count_for_the_parents_intensity)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  trip(first);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 600000};
  world_boot();
  exit_and_pass(first, 3, 1000);
  assert_up();
  it_exits(first, 6);
  assert_code(6);
}

Test(supervisor_node, it_is_restarted_under_the_parents_strategy)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  world_strategy(BATON_ROOT, BATON_STRATEGY_ONE_FOR_ALL);
  trip(first);
  world_boot();
  it_exits(first, 3);
  cr_assert_eq(stops(a), 1);
  pass(100);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(spawns(first), 2);
}

Test(supervisor_node, as_a_member_it_is_stopped_and_started_again)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  world_strategy(BATON_ROOT, BATON_STRATEGY_ONE_FOR_ALL);
  world_boot();
  it_exits(a, 1);
  cr_assert_eq(stops(first), 1);
  cr_assert_eq(stops(second), 1);
  pass(100);
  cr_assert_eq(spawns(first), 2);
  cr_assert_eq(spawns(second), 2);
  assert_status(below, RUNNING);
}

Test(supervisor_node, restarted_it_runs_its_oneshots_again)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  world_oneshot(first);
  trip(second);
  world_boot();
  it_exits(first, 0);
  exit_and_pass(second, 3, 100);
  cr_assert_eq(spawns(first), 2);
  cr_assert_eq(spawns(second), 1);
  it_exits(first, 0);
  cr_assert_eq(spawns(second), 2);
}

Test(supervisor_node, restarted_it_starts_what_had_ended_for_good)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  clause(below)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  set(first)->policy = BATON_POLICY_NEVER;
  trip(second);
  world_boot();
  it_exits(first, 0);
  exit_and_pass(second, 3, 100);
  cr_assert_eq(spawns(first), 2);
}

Test(supervisor_node, restarted_it_starts_with_fresh_counters)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  set(first)->breaker = (struct baton_window){.limit = 2, .window_ms = 600000};
  set(first)->backoff_initial_ms = 1000;
  world_boot();
  exit_and_pass(first, 1, 1000);
  exit_and_pass(first, 1, 2000);
  it_exits(first, 1);
  assert_status(below, PENDING);
  pass(100);
  assert_back_after(first, 1, 1000);
  assert_back_after(first, 1, 2000);
}

Test(supervisor_node, the_generations_of_its_children_go_on)
{
  boot_tripping(BATON_STRATEGY_ONE_FOR_ONE);
  exit_and_pass(first, 3, 100);
  cr_assert_eq(generation(first), 2);
  cr_assert_eq(generation(second), 2);
}

Test(supervisor_node, a_crash_loop_below_always_comes_up_in_the_end)
{
  nested_below(BATON_STRATEGY_ONE_FOR_ONE);
  set(first)->policy = BATON_POLICY_ALWAYS;
  world_boot();
  for (unsigned i = 0; i < 1000 && world.finishes == 0; i++) {
    it_exits(first, 7);
    while (world.finishes == 0 && status(first) != BATON_STATUS_RUNNING) {
      pass_deadline();
    }
  }
  assert_code(7);
}

/* --- Auto-shutdown --- */

static void auto_shutdown(enum baton_auto_shutdown mode)
{
  three_until(mode);
  world.obedient = true;
}

Test(auto_shutdown, any_the_first_one_ends_the_supervisor)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  world_boot();
  it_exits(b, 0);
  assert_code(0);
}

Test(auto_shutdown, failed_ignores_success)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_FAILED);
  world_boot();
  it_exits(a, 0);
  assert_up();
  it_exits(b, 5);
  assert_code(5);
}

Test(auto_shutdown, all_waits_for_the_last_and_gives_the_first_failure)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ALL);
  world_boot();
  it_exits(b, 5);
  it_exits(a, 4);
  assert_up();
  it_exits(c, 0);
  assert_code(5);
}

Test(auto_shutdown, an_optional_child_does_not_count)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  clause(a)->optional = 1;
  world_boot();
  it_exits(a, 5);
  assert_up();
  it_exits(b, 6);
  assert_code(6);
}

Test(auto_shutdown, a_finished_oneshot_does_not_count)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  world_oneshot(a);
  world_boot();
  it_exits(a, 0);
  assert_up();
  assert_status(b, RUNNING);
}

Test(auto_shutdown, a_oneshot_that_failed_for_good_counts)
{
  static const uint8_t MODES[] = {BATON_AUTO_SHUTDOWN_ANY, BATON_AUTO_SHUTDOWN_FAILED};
  for (size_t i = 0; i < sizeof MODES; i++) {
    auto_shutdown(MODES[i]);
    world_oneshot(a);
    set(a)->policy = BATON_POLICY_NEVER;
    world_boot();
    it_exits(a, 8);
    assert_code(8);
  }
}

Test(auto_shutdown, all_waits_for_a_oneshot_that_runs)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ALL);
  world_oneshot(a);
  world_after_none(b);
  world_boot();
  they_exit(0, b, c);
  assert_up();
  it_exits(a, 0);
  assert_code(0);
}

Test(auto_shutdown, an_optional_supervisor_does_not_count_and_its_breaker_gives_nobody_up)
{
  nested(NO_STRATEGY, NO_STRATEGY);
  clause(below)->optional = clause(first)->optional = clause(second)->optional = 1;
  world_boot_with(OBEDIENT);
  they_exit(0, first, second);
  assert_status(below, FINISHED);
  assert_up();
  it_exits(a, 4);
  assert_code(4);
  nested(BATON_STRATEGY_ONE_FOR_ALL, NO_STRATEGY);
  clause(below)->optional = 1;
  set(first)->policy = set(second)->policy = BATON_POLICY_NEVER;
  world_boot_with(OBEDIENT);
  for (unsigned i = 0; i < 6; i++) {
    exit_and_pass(first, 1, 30000);
  }
  assert_status(below, FAILED);
  assert_up();
  cr_assert_eq(spawns(a), 1, "nor does it touch its sibling");
}

Test(auto_shutdown, all_stops_live_optional_ones)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ALL);
  clause(c)->optional = 1;
  world_boot();
  they_exit(0, a, b);
  cr_assert_eq(stops(c), 1);
  assert_code(0);
}

Test(auto_shutdown, all_needs_a_counted_child_that_is_no_oneshot)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ALL);
  world_oneshot(a);
  world_oneshot(b);
  clause(c)->optional = 1;
  world_boot();
  they_exit(0, a, b);
  assert_up();
  assert_status(c, RUNNING);
}

Test(auto_shutdown, an_end_caused_by_a_stop_never_triggers_it)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  world_boot();
  operator_stop(a);
  assert_status(a, STOPPED);
  operator_restart(b);
  assert_status(b, RUNNING);
  assert_up();
}

Test(auto_shutdown, all_waits_for_a_child_that_an_operator_stopped)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ALL);
  world_boot();
  operator_stop(a);
  they_exit(0, b, c);
  assert_up();
  operator_start(a);
  it_exits(a, 0);
  assert_code(0);
}

Test(auto_shutdown, finished_supervisors_count_like_children)
{
  nested_below(NO_STRATEGY);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world_boot();
  it_exits(first, 0);
  assert_code(0);
  cr_assert_eq(stops(a), 1);
}

Test(auto_shutdown, failed_supervisors_count_like_children)
{
  nested_below(NO_STRATEGY);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  world_boot();
  it_exits(a, 0);
  assert_up();
  it_exits(second, 12);
  assert_code(12);
}

Test(auto_shutdown, below_a_supervisor_it_is_that_supervisors)
{
  nested_below(NO_STRATEGY);
  clause(below)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  world_boot();
  it_exits(first, 0);
  assert_status(below, RUNNING);
  it_exits(second, 0);
  assert_status(below, FINISHED);
  assert_up();
}

Test(done, with_nothing_alive_a_supervisor_is_done_in_any_case)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_FAILED);
  world_boot();
  they_exit(0, a, b, c);
  assert_code(0);
}

Test(done, with_only_optional_ones_it_is_done_when_they_have_ended)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  clause(a)->optional = clause(b)->optional = clause(c)->optional = 1;
  world_boot();
  it_exits(a, 3);
  it_exits(b, 0);
  assert_up();
  it_exits(c, 4);
  assert_code(0);
}

Test(done, with_only_oneshots_it_is_done_when_they_have_finished)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  world_oneshot(a);
  world_oneshot(b);
  world_oneshot(c);
  world_boot();
  they_exit(0, a, b);
  assert_up();
  it_exits(c, 0);
  assert_code(0);
}

Test(done, an_operator_stopped_child_keeps_it_up)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  clause(a)->optional = clause(b)->optional = clause(c)->optional = 1;
  world_boot();
  operator_stop(a);
  they_exit(0, b, c);
  assert_up();
}

Test(done, a_pending_child_keeps_it_up)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  set(b)->policy = BATON_POLICY_ON_FAILURE;
  set(c)->policy = BATON_POLICY_ON_FAILURE;
  world_boot();
  they_exit(0, b, c);
  it_exits(a, 1);
  assert_up();
  cr_assert(restarts_after(a, 100));
}

Test(done, a_root_below_which_all_is_nested_is_done_with_it)
{
  world_begin();
  below = world_supervisor(BATON_ROOT, "below");
  uint32_t deeper = world_supervisor(below, "deeper");
  first = world_child(deeper, "first");
  world_boot();
  it_exits(first, 31);
  assert_status(deeper, FAILED);
  assert_status(below, FAILED);
  assert_code(31);
}
