/* supervision.md, "A supervisor ends". */
#include "core_world.h"

static uint32_t below, first, second;

/* a, and below it's `below/` with two children. `strategy` is the root's if it is explicit. */
static void nested(bool strategy)
{
  world_begin();
  if (strategy) {
    world_strategy(BATON_ROOT, BATON_STRATEGY_ONE_FOR_ONE);
  }
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  a = world_child(BATON_ROOT, "a");
  below = world_supervisor(BATON_ROOT, "below");
  first = world_child(below, "first");
  second = world_child(below, "second");
  world.obedient = true;
}

static void trip(uint32_t slot)
{
  set(slot)->breaker.limit = 0;
  set(slot)->policy = BATON_POLICY_ALWAYS;
}

Test(give_up, it_stops_its_children)
{
  nested(false);
  trip(first);
  world_boot();
  it_exits(first, 3);
  cr_assert_eq(signals(second, CORE_SIGTERM), 1);
  cr_assert_eq(signals(a, CORE_SIGTERM), 0);
}

Test(give_up, it_ends_as_failed_with_the_causing_childs_record)
{
  nested(false);
  trip(first);
  world_boot();
  it_exits(first, 3);
  assert_status(below, FAILED);
  assert_reason(below, EXIT);
  cr_assert_eq(end_of(below)->code, 3);
}

Test(give_up, it_ends_once_its_children_are_down)
{
  nested(false);
  trip(first);
  world.obedient = false;
  world_boot();
  it_exits(first, 3);
  assert_status(below, STOPPING);
  it_exits(second, 0);
  assert_status(below, FAILED);
  cr_assert_eq(end_of(below)->code, 3);
}

Test(give_up, the_root_gives_up_by_shutting_the_container_down)
{
  nested(false);
  trip(a);
  world_boot();
  it_exits(a, 9);
  cr_assert_eq(signals(first, CORE_SIGTERM), 1);
  assert_code(9);
}

Test(give_up, the_intensity_of_a_supervisor_is_its_own)
{
  nested(true);
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
  nested(false);
  trip(first);
  world_boot();
  exit_and_pass(first, 3, 600000);
  assert_status(below, FAILED);
  cr_assert_eq(spawns(first), 1);
}

Test(give_up, with_an_explicit_strategy_the_parent_restarts_it)
{
  nested(true);
  trip(first);
  world_boot();
  it_exits(first, 3);
  assert_status(below, PENDING);
  cr_assert(restarts_after(first, 100));
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
  nested(false);
  world_strategy(below, BATON_STRATEGY_ONE_FOR_ONE);
  trip(first);
  world_boot();
  it_exits(first, 3);
  assert_status(below, FAILED);
}

Test(give_up, a_success_that_tripped_is_a_failure_of_the_supervisor)
{
  nested(true);
  trip(first);
  world_boot();
  it_exits(first, 0);
  assert_status(below, PENDING);
}

Test(supervisor_node, done_with_success_is_finished)
{
  nested(true);
  set(first)->policy = BATON_POLICY_ON_FAILURE;
  world_boot();
  it_exits(first, 0);
  assert_status(below, FINISHED);
  cr_assert_eq(signals(second, CORE_SIGTERM), 1);
  pass(600000);
  assert_status(below, FINISHED);
}

Test(supervisor_node, done_with_a_failure_is_failed_and_restarted)
{
  nested(true);
  set(first)->policy = BATON_POLICY_NEVER;
  world_boot();
  it_exits(first, 4);
  assert_status(below, PENDING);
  cr_assert_eq(end_of(below)->code, 4);
  cr_assert(restarts_after(first, 100));
  cr_assert_eq(spawns(second), 2);
}

Test(supervisor_node, its_backoff_is_100ms_30s_2)
{
  static const int64_t DELAYS[] = {100, 200, 400, 800, 1600};
  nested(true);
  trip(first);
  world_boot();
  for (size_t i = 0; i < sizeof DELAYS / sizeof *DELAYS; i++) {
    it_exits(first, 3);
    cr_assert(restarts_after(first, DELAYS[i]));
  }
}

static void give_up_times(unsigned times, int64_t every_ms)
{
  for (unsigned i = 0; i < times; i++) {
    exit_and_pass(first, 3, every_ms);
  }
}

Test(supervisor_node, its_breaker_is_5_in_8_times_the_longest_window_of_its_children)
{
  nested(true);
  trip(first);
  set(second)->breaker.window_ms = 200000;
  world_boot();
  give_up_times(5, 60000);
  assert_up();
  pass(8 * 200000 - 5 * 60000 - 1);
  it_exits(first, 3);
  assert_code(3);
}

Test(supervisor_node, its_breakers_window_slides)
{
  nested(true);
  trip(first);
  set(second)->breaker.window_ms = 200000;
  world_boot();
  give_up_times(5, 60000);
  pass(8 * 200000 - 5 * 60000);
  it_exits(first, 3);
  assert_up();
}

Test(supervisor_node, its_breakers_window_is_at_least_10_minutes)
{
  nested(true);
  trip(first);
  set(first)->breaker.window_ms = 1000;
  set(second)->breaker.window_ms = 1000;
  world_boot();
  give_up_times(5, 60000);
  pass(600000 - 5 * 60000 - 1);
  it_exits(first, 3);
  assert_code(3);
}

Test(supervisor_node, a_window_of_10_minutes_slides_too)
{
  nested(true);
  trip(first);
  set(first)->breaker.window_ms = 1000;
  set(second)->breaker.window_ms = 1000;
  world_boot();
  give_up_times(5, 60000);
  pass(600000 - 5 * 60000);
  it_exits(first, 3);
  assert_up();
}

Test(supervisor_node, its_backoff_is_reset_after_that_same_window)
{
  nested(true);
  trip(first);
  set(first)->breaker.window_ms = 1000;
  set(second)->breaker.window_ms = 1000;
  world_boot();
  exit_and_pass(first, 3, 100);
  pass(599999);
  it_exits(first, 3);
  cr_assert(restarts_after(first, 200));
  pass(600000);
  it_exits(first, 3);
  cr_assert(restarts_after(first, 100));
}

Test(supervisor_node, its_restarts_count_for_the_parents_intensity)
{
  nested(true);
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
  nested(true);
  world_strategy(BATON_ROOT, BATON_STRATEGY_ONE_FOR_ALL);
  trip(first);
  world_boot();
  it_exits(first, 3);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
  pass(100);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(spawns(first), 2);
}

Test(supervisor_node, as_a_member_it_is_stopped_and_started_again)
{
  nested(true);
  world_strategy(BATON_ROOT, BATON_STRATEGY_ONE_FOR_ALL);
  world_boot();
  it_exits(a, 1);
  cr_assert_eq(signals(first, CORE_SIGTERM), 1);
  cr_assert_eq(signals(second, CORE_SIGTERM), 1);
  pass(100);
  cr_assert_eq(spawns(first), 2);
  cr_assert_eq(spawns(second), 2);
  assert_status(below, RUNNING);
}

Test(supervisor_node, restarted_it_runs_its_oneshots_again)
{
  nested(true);
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
  nested(true);
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
  nested(true);
  set(first)->breaker = (struct baton_window){.limit = 2, .window_ms = 600000};
  set(first)->backoff_initial_ms = 1000;
  world_boot();
  exit_and_pass(first, 1, 1000);
  exit_and_pass(first, 1, 2000);
  it_exits(first, 1);
  assert_status(below, PENDING);
  pass(100);
  it_exits(first, 1);
  cr_assert(restarts_after(first, 1000));
  it_exits(first, 1);
  cr_assert(restarts_after(first, 2000));
}

Test(supervisor_node, the_generations_of_its_children_go_on)
{
  nested(true);
  trip(first);
  world_boot();
  exit_and_pass(first, 3, 100);
  cr_assert_eq(generation(first), 2);
  cr_assert_eq(generation(second), 2);
}

Test(supervisor_node, a_crash_loop_below_always_comes_up_in_the_end)
{
  nested(true);
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
  three_plain_children();
  clause(BATON_ROOT)->auto_shutdown = (uint8_t)mode;
  world.obedient = true;
}

Test(auto_shutdown, any_the_first_one_ends_the_supervisor)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  world_boot();
  it_exits(b, 0);
  assert_code(0);
}

Test(auto_shutdown, any_a_failure_gives_its_code)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  world_boot();
  it_exits(c, 77);
  assert_code(77);
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

Test(auto_shutdown, all_waits_for_the_last)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ALL);
  world_boot();
  they_exit(0, a, b);
  assert_up();
  it_exits(c, 0);
  assert_code(0);
}

Test(auto_shutdown, all_gives_the_first_failure)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ALL);
  world_boot();
  it_exits(b, 5);
  it_exits(a, 4);
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
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  world_oneshot(a);
  set(a)->policy = BATON_POLICY_NEVER;
  world_boot();
  it_exits(a, 8);
  assert_code(8);
}

Test(auto_shutdown, a_oneshot_that_failed_for_good_counts_for_failed)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_FAILED);
  world_oneshot(a);
  set(a)->policy = BATON_POLICY_NEVER;
  world_boot();
  it_exits(a, 8);
  assert_code(8);
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

Test(auto_shutdown, all_stops_live_optional_ones)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ALL);
  clause(c)->optional = 1;
  world_boot();
  they_exit(0, a, b);
  cr_assert_eq(signals(c, CORE_SIGTERM), 1);
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

Test(auto_shutdown, a_child_that_an_operator_stopped_has_not_ended_for_good)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  world_boot();
  operator_stop(a);
  assert_status(a, STOPPED);
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

Test(auto_shutdown, an_end_caused_by_a_stop_never_triggers_it)
{
  auto_shutdown(BATON_AUTO_SHUTDOWN_ANY);
  world_boot();
  operator_restart(a);
  assert_up();
  assert_status(a, RUNNING);
}

Test(auto_shutdown, finished_supervisors_count_like_children)
{
  nested(false);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world_boot();
  it_exits(first, 0);
  assert_code(0);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
}

Test(auto_shutdown, failed_supervisors_count_like_children)
{
  nested(false);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  world_boot();
  it_exits(a, 0);
  assert_up();
  it_exits(second, 12);
  assert_code(12);
}

Test(auto_shutdown, below_a_supervisor_it_is_that_supervisors)
{
  nested(false);
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
  clause(a)->optional = 1;
  clause(b)->optional = 1;
  clause(c)->optional = 1;
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
  clause(a)->optional = 1;
  clause(b)->optional = 1;
  clause(c)->optional = 1;
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
