/* supervision.md, "An instance ends", 0 to 2: identity, the sweep, what was asked for. */
#include "core_lines.h"

#include <string.h>

/* Everything of the arena that an event could change, counters of bad events aside. */
static struct {
  struct baton_table table;
  struct baton_state state;
  struct baton_node nodes[TREE_NODES];
  struct baton_supervisor supervisors[TREE_NODES];
  unsigned actions;
} before;

static struct baton_state masked_state(void)
{
  struct baton_state state = *world.core.state;
  state.dropped_events = 0;
  return state;
}

static void remember(void)
{
  const struct baton_table *table = world.core.table;
  before.table = *table;
  before.state = masked_state();
  memcpy(before.nodes, world.core.nodes, table->nodes.count * sizeof *before.nodes);
  memcpy(before.supervisors, world.core.supervisors,
         table->supervisors.count * sizeof *before.supervisors);
  before.actions = world.action_count;
}

static bool unchanged(void)
{
  const struct baton_table *table = world.core.table;
  struct baton_state state = masked_state();
  return world.action_count == before.actions && memcmp(&state, &before.state, sizeof state) == 0 &&
         memcmp(table, &before.table, sizeof *table) == 0 &&
         memcmp(before.nodes, world.core.nodes, table->nodes.count * sizeof *before.nodes) == 0 &&
         memcmp(before.supervisors, world.core.supervisors,
                table->supervisors.count * sizeof *before.supervisors) == 0;
}

static void assert_ignored(struct baton_event event)
{
  uint32_t dropped = world.core.state->dropped_events;
  remember();
  event_send(event);
  cr_assert(unchanged(), "%s changed something", core_event_name((enum core_event)event.kind));
  cr_assert_eq(world.core.state->dropped_events, dropped + 1, "%s was not counted",
               core_event_name((enum core_event)event.kind));
}

Test(identity, a_stale_end_changes_nothing)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t old = run_of(a);
  exit_and_pass(a, 1, 100);
  assert_status(a, RUNNING);
  assert_ignored((struct baton_event){.kind = EV_ENDED, .slot = a, .run = old, .code = 1});
}

Test(identity, a_second_end_of_an_instance_changes_nothing)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  it_exits(a, 1);
  assert_ignored((struct baton_event){.kind = EV_ENDED, .slot = a, .run = run_of(a), .code = 2});
}

/* A run that never was; no child; a node behind the last; a sweep of what lives; a drain that
 * nobody asked for; a second boot; no signal; no event. */
Test(identity, what_is_about_nothing_that_there_is_changes_nothing)
{
  boot_three_plain();
  assert_ignored((struct baton_event){.kind = EV_ENDED, .slot = a, .run = 77, .code = 1});
  assert_ignored((struct baton_event){.kind = EV_ENDED, .slot = a, .run = 0, .code = 1});
  assert_ignored((struct baton_event){.kind = EV_ENDED, .slot = BATON_ROOT, .run = 1});
  assert_ignored((struct baton_event){.kind = EV_ENDED, .slot = c + 1, .run = 1});
  assert_ignored((struct baton_event){.kind = EV_ENDED, .slot = BATON_NONE, .run = 1});
  assert_ignored((struct baton_event){.kind = EV_STOP, .slot = c + 1});
  assert_ignored((struct baton_event){.kind = EV_SWEEP, .slot = a, .run = run_of(a)});
  assert_ignored((struct baton_event){.kind = EV_DRAIN});
  assert_ignored((struct baton_event){.kind = EV_BOOT});
  assert_ignored((struct baton_event){.kind = EV_SIGNAL, .signal = 0});
  assert_ignored((struct baton_event){.kind = EV_SIGNAL, .signal = BATON_SIGNALS + 1});
  assert_ignored((struct baton_event){.kind = EV_COUNT});
  assert_ignored((struct baton_event){.kind = 200});
}

Test(identity, answers_for_nobody_change_nothing)
{
  static const uint8_t KINDS[] = {EV_SPAWNED, EV_SPAWN_FAILED, EV_READY, EV_SWEEP, EV_WATCHDOG};
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t old = run_of(a);
  it_exits(a, 1);
  for (size_t i = 0; i < sizeof KINDS; i++) {
    assert_ignored((struct baton_event){.kind = KINDS[i], .slot = a, .run = old});
    assert_ignored((struct baton_event){.kind = KINDS[i], .slot = a, .run = old + 1});
    assert_ignored((struct baton_event){.kind = KINDS[i], .slot = BATON_ROOT, .run = old});
    assert_ignored((struct baton_event){.kind = KINDS[i], .slot = 99, .run = old});
  }
}

Test(identity, a_timer_before_its_time_changes_nothing)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_exits(a, 1);
  remember();
  event_send((struct baton_event){.kind = EV_TIMER});
  cr_assert(unchanged());
}

Test(identity, after_finish_no_event_does_anything)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, OBEDIENT);
  baton_gets(CORE_SIGTERM);
  assert_code(0);
  remember();
  for (unsigned kind = 0; kind < EV_COUNT; kind++) {
    event_send((struct baton_event){
        .kind = (uint8_t)kind, .slot = a, .run = 1, .signal = CORE_SIGINT, .left = 0});
    cr_assert(unchanged(), "%s after FINISH", core_event_name((enum core_event)kind));
  }
  cr_assert_eq(core_deadline(&world.core), CORE_NEVER);
}

Test(identity, a_stop_request_dies_with_its_instance_and_so_does_its_deadline)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_restart(a);
  it_dies(a, CORE_SIGTERM);
  assert_status(a, RUNNING);
  cr_assert_eq(spawns(a), 2);
  pass(600000);
  cr_assert_eq(kills(a), 0);
  it_dies(a, CORE_SIGTERM);
  assert_status(a, PENDING);
  assert_reason(a, SIGNAL);
  cr_assert(restarts_after(a, 100), "its own end is met with its policy");
}

Test(identity, time_that_goes_back_is_clamped)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  pass(5000);
  baton_gets(CORE_SIGCONT);
  world.now -= 3000;
  it_exits(a, 1);
  cr_assert_eq(end_of(a)->uptime_ms, 5000);
  world.now += 3000;
  cr_assert(restarts_after(a, 100));
}

/* --- 1. Sweep --- */

Test(sweep, what_is_left_is_waited_for_and_then_gets_the_stop_signal_and_cont)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->stop_signal = 12;
  world_boot_with(HOLD_SWEEPS);
  it_exits(a, 1);
  cr_assert_eq(sweeps(a, 0), 1, "it is looked at");
  pass(99);
  it_swept(a, 1);
  cr_assert_eq(sweeps(a, 12), 0);
  pass(1);
  cr_assert_eq(sweeps(a, 12), 1);
  cr_assert_eq(world.children[a].sweep_flags, ACTION_CONTINUE);
  pass(4000);
  cr_assert_eq(sweeps(a, 12), 1, "once");
}

/* The first wait ends after so long, and the stop signal's sweep is the look as well. */
static void assert_asked_after(int64_t ms)
{
  it_swept(a, 1);
  unsigned looks = sweeps(a, 0);
  for (int64_t end = world.now + ms; world.now < end - 1;) {
    pass(1);
    if (sweeps(a, 0) > looks) {
      looks = sweeps(a, 0);
      it_swept(a, 1);
    }
    cr_assert_eq(sweeps(a, CORE_SIGTERM), 0);
  }
  pass(1);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 1);
  cr_assert_eq(sweeps(a, 0), looks);
  cr_assert_eq(due_in() > 0 && kills(a) == 0, 1);
}

Test(sweep, the_first_wait_is_100_ms_or_a_quarter_of_its_time)
{
  static const uint32_t TIMES[][2] = {
      {399,   99 },
      {400,   100},
      {20,    5  },
      {7,     1  },
      {60000, 100}
  };
  for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
    three_children(BATON_STRATEGY_ONE_FOR_ONE);
    set(a)->stop_timeout_ms = TIMES[i][0];
    world_boot_with(HOLD_SWEEPS);
    it_exits(a, 1);
    assert_asked_after(TIMES[i][1]);
  }
}

Test(sweep, without_time_nothing_is_waited_for)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->stop_timeout_ms = 3;
  world_boot_with(HOLD_SWEEPS);
  it_exits(a, 1);
  cr_assert_eq(sweeps(a, 0), 0);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 1);
}

Test(sweep, a_shorter_time_shortens_the_first_wait)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  it_exits(a, 1);
  pass(10);
  world.hold_spawns = false;
  baton_gets(CORE_SIGTERM);
  world.tree.plan.globals.grace_ms = 0;
  it_swept(a, 1);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 0);
  pass(89);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 0);
  pass(1);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 1);
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world.tree.plan.globals.grace_ms = 40;
  world_boot_with(HOLD_SWEEPS);
  it_exits(a, 1);
  it_swept(a, 1);
  baton_gets(CORE_SIGTERM);
  assert_asked_after(10);
}

Test(sweep, what_is_left_gets_the_sweep_signal_where_there_is_one)
{
  three_plain_children();
  set(a)->stop_signal = 12;
  set(a)->sweep_signal = CORE_SIGINT;
  world.hold_sweeps = true;
  world_boot();
  operator_stop(a);
  cr_assert_eq(signals(a, 12), 1);
  it_exits(a, 0);
  it_swept(a, 1);
  pass(100);
  cr_assert_eq(sweeps(a, CORE_SIGINT), 1);
  cr_assert_eq(sweeps(a, 12), 0);
}

Test(sweep, with_none_for_its_signal_what_is_left_is_waited_for_and_then_killed)
{
  three_plain_children();
  set(a)->sweep_signal = BATON_SIGNAL_NONE;
  set(a)->stop_timeout_ms = 1000;
  world.hold_sweeps = true;
  world_boot();
  it_exits(a, 1);
  cr_assert_eq(sweeps(a, 0), 1);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 0);
  it_swept(a, 1);
  pass(1000);
  cr_assert_eq(sweeps(a, CORE_SIGKILL), 1);
}

Test(sweep, with_nothing_left_at_the_first_look_there_is_no_deadline)
{
  boot_three_plain();
  it_exits(a, 0);
  assert_status(a, FINISHED);
  cr_assert_eq(due_in(), CORE_NEVER);
}

Test(sweep, no_instance_starts_before_nothing_is_left)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  exit_and_pass(a, 1, 1000);
  cr_assert_eq(spawns(a), 1);
  it_swept(a, 3);
  pass(1000);
  cr_assert_eq(spawns(a), 1);
  it_swept(a, 0);
  cr_assert_eq(spawns(a), 2, "the delay is long over");
}

Test(sweep, the_shell_looks_again_after_5_ms_doubling_to_250)
{
  static const int64_t LOOKS[] = {5, 10, 20, 40, 80, 160, 250, 250, 250};
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->backoff_initial_ms = 30000;
  world_boot_with(HOLD_SWEEPS);
  it_exits(a, 1);
  pass(100);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 1);
  for (size_t i = 0; i < sizeof LOOKS / sizeof *LOOKS; i++) {
    unsigned looks = sweeps(a, 0);
    it_swept(a, 1);
    cr_assert_eq(due_in(), LOOKS[i], "look %zu is in %d ms", i, (int)due_in());
    pass_deadline();
    cr_assert_eq(sweeps(a, 0), looks + 1);
  }
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 1, "the others are looks");
}

Test(sweep, after_an_end_of_its_own_kill_comes_after_5_seconds)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  it_exits(a, 1);
  it_swept(a, 1);
  for (int64_t end = world.now + 4999; world.now < end;) {
    pass(1);
    it_swept(a, 1);
    cr_assert_eq(kills(a), 0);
  }
  pass(1);
  cr_assert_eq(sweeps(a, CORE_SIGKILL), 1);
}

Test(sweep, after_an_end_of_its_own_kill_comes_after_its_stop_timeout)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->stop_timeout_ms = 300;
  world_boot_with(HOLD_SWEEPS);
  it_exits(a, 1);
  it_swept(a, 1);
  assert_killed_after(a, 300);
}

Test(sweep, at_its_deadline_there_is_a_kill_and_no_look_beside_it)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->stop_timeout_ms = 15;
  world_boot_with(HOLD_SWEEPS);
  it_exits(a, 1);
  it_swept(a, 1);
  pass(5);
  it_swept(a, 1);
  pass(10);
  cr_assert_eq(sweeps(a, CORE_SIGKILL), 1);
  cr_assert_eq(sweeps(a, 0), 1, "a look may find nothing, and KILL would then go to nobody");
}

Test(sweep, after_kill_only_the_kernels_answer_ends_the_wait)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  it_exits(a, 1);
  for (unsigned i = 0; i < 100; i++) {
    it_swept(a, 1);
    pass_deadline();
  }
  cr_assert_eq(spawns(a), 1);
  it_swept(a, 0);
  cr_assert_eq(spawns(a), 2);
}

Test(sweep, a_sweep_that_follows_a_stop_runs_under_its_deadline)
{
  boot_three_plain_with(HOLD_SWEEPS);
  operator_stop(a);
  pass(3000);
  it_exits(a, 0);
  it_swept(a, 1);
  assert_killed_after(a, 5000);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 1);
}

Test(sweep, only_after_a_stop_of_the_group_it_gets_no_second_stop_signal)
{
  for (unsigned i = 0; i < 4; i++) {
    bool group = i % 2 == 1;
    bool asked = i / 2 == 1;
    three_plain_children();
    set(a)->kill = group ? BATON_KILL_GROUP : BATON_KILL_PROCESS;
    world_boot_with(HOLD_SWEEPS);
    if (asked) {
      operator_stop(a);
    }
    it_exits(a, 0);
    pass(100);
    cr_assert_eq(sweeps(a, CORE_SIGTERM), 1);
    cr_assert_eq((world.children[a].sweep_flags & ACTION_NO_GROUP) != 0, group && asked);
  }
}

Test(sweep, a_stop_that_arrives_during_it_joins_it)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  it_exits(a, 1);
  operator_stop(a);
  assert_status(a, STOPPING);
  pass(100);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 1);
  it_swept(a, 0);
  assert_status(a, STOPPED);
  pass(600000);
  cr_assert_eq(spawns(a), 1);
}

Test(sweep, a_group_restart_that_arrives_during_it_waits_for_it)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(b)->optional = 1;
  world_boot_with(HOLD_SWEEPS);
  they_exit(1, b, a);
  assert_status(b, STOPPING);
  it_swept(a, 0);
  it_dies(c, CORE_SIGTERM);
  it_swept(c, 0);
  pass(1000);
  cr_assert_eq(spawns(a), 1);
  it_swept(b, 0);
  cr_assert_eq(spawns(a), 2);
}

Test(sweep, a_shutdown_waits_for_it)
{
  three_until(BATON_AUTO_SHUTDOWN_ANY);
  world_boot();
  world.hold_sweeps = true;
  it_exits(a, 0);
  world.hold_sweeps = false;
  they_die(CORE_SIGTERM, b, c);
  assert_up();
  it_swept(a, 0);
  assert_code(0);
}

Test(sweep, strategy_fires_at_the_leaders_end)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_PARALLEL;
  world_boot_with(HOLD_SWEEPS);
  it_exits(a, 1);
  cr_assert_eq(stops(c), 1);
}

Test(sweep, auto_shutdown_fires_at_the_leaders_end)
{
  three_until(BATON_AUTO_SHUTDOWN_ANY);
  world_boot_with(HOLD_SWEEPS);
  it_exits(a, 1);
  cr_assert_eq(stops(b), 1);
}

Test(sweep, delay_and_uptime_count_from_the_leaders_end)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  pass(700);
  exit_and_pass(a, 1, 60);
  it_swept(a, 0);
  cr_assert_eq(end_of(a)->uptime_ms, 700);
  cr_assert(restarts_after(a, 40));
}

Test(sweep, a_process_that_a_permanent_exec_failure_left_is_reaped_too)
{
  boot_three_plain_with(HOLD_SWEEPS);
  it_exec_fails(a, FAILURE_MISSING);
  it_swept(a, 0);
  assert_status(a, FAILED);
}

/* --- 2. Asked for --- */

Test(asked, it_is_stopped_whatever_its_code)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_stop(a);
  it_exits(a, 17);
  assert_status(a, STOPPED);
  cr_assert_eq(end_of(a)->code, 17);
}

Test(asked, the_restart_that_asked_goes_on_after_a_kill)
{
  boot_three_plain();
  operator_restart(a);
  pass(8000);
  it_dies(a, CORE_SIGKILL);
  assert_status(a, RUNNING);
}

Test(covered, an_end_before_its_stage_came_is_only_recorded_and_trips_no_breaker)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  set(a)->breaker.limit = 0;
  boot_and_shut_down();
  assert_stops(0, 0, 1);
  it_exits(a, 3);
  assert_status(a, FAILED);
  cr_assert_eq(end_of(a)->code, 3);
  pass(100);
  cr_assert_eq(spawns(a), 1);
  it_exits(b, 0);
  assert_status(b, FINISHED);
  it_exits(c, 3);
  assert_status(c, STOPPED); /* it had its signal */
  assert_code(0);
}

Test(covered, an_end_triggers_no_strategy)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  baton_gets(CORE_SIGTERM);
  it_exits(a, 3);
  cr_assert_eq(stops(b), 0, "its stage has not come");
  it_exits(c, 0);
  cr_assert_eq(stops(b), 1);
}

Test(covered, its_start_timeout_no_longer_runs)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world_ready_fd(a);
  set(a)->start_timeout_ms = 1000;
  world_after_none(b);
  world_boot();
  pass(900);
  baton_gets(CORE_SIGTERM);
  cr_assert_gt(due_in(), 100, "it wakes nobody");
  pass(200);
  cr_assert_eq(stops(a), 0);
}

Test(covered, an_end_of_what_an_operator_is_stopping_triggers_no_strategy)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  operator_stop(a);
  it_exits(a, 1);
  assert_status(b, RUNNING);
  cr_assert_eq(stops(b), 0);
}

Test(covered, what_is_below_a_supervisor_that_stops_is_not_restarted)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_REST_FOR_ONE);
  world_boot();
  operator_stop(below);
  cr_assert_eq(stops(second), 1);
  cr_assert_eq(stops(first), 0);
  it_exits(first, 1);
  assert_status(first, FAILED);
  it_exits(second, 1);
  assert_status(below, STOPPED);
  pass(600000);
  cr_assert_eq(spawns(first), 1);
}
