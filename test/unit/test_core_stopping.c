/* supervision.md, "Stopping", 1 to 4. */
#include "core_lines.h"

/* --- 1. Stages --- */

Test(stages, under_one_for_one_siblings_stop_together_and_the_default_after_separates_nobody)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  baton_gets(CORE_SIGTERM);
  assert_stops(1, 1, 1);
}

static void assert_reverse(void)
{
  boot_and_shut_down();
  assert_stops(0, 0, 1);
  it_exits(c, 0);
  assert_stops(0, 1, 1);
  it_exits(b, 0);
  assert_stops(1, 1, 1);
  it_exits(a, 0);
  assert_code(0);
}

Test(stages, under_rest_for_one_and_one_for_all_they_stop_in_reverse)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  assert_reverse();
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  assert_reverse();
}

Test(stages, with_stop_order_reverse_they_stop_in_reverse_everywhere)
{
  three_in_reverse();
  assert_reverse();
}

Test(stages, an_explicit_parallel_wins_over_the_strategy)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_PARALLEL;
  boot_and_shut_down();
  assert_stops(1, 1, 1);
}

Test(stages, an_explicit_after_separates)
{
  three_plain_children();
  world_after(b, a);
  boot_and_shut_down();
  assert_stops(0, 1, 1);
  it_exits(c, 0);
  assert_stops(0, 1, 1);
  it_exits(b, 0);
  assert_stops(1, 1, 1);
}

Test(stages, what_is_down_already_is_not_waited_for)
{
  boot_three_in_reverse();
  it_exits(c, 0);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(stops(b), 1);
}

Test(stages, a_nested_supervisors_stages_run_inside_the_stage_it_belongs_to)
{
  nested(BATON_STRATEGY_REST_FOR_ONE, BATON_STRATEGY_REST_FOR_ONE);
  boot_and_shut_down();
  cr_assert_eq(stops(second), 1);
  cr_assert_eq(stops(first) + stops(a), 0);
  it_exits(second, 0);
  cr_assert_eq(stops(first), 1);
  cr_assert_eq(stops(a), 0);
  it_exits(first, 0);
  cr_assert_eq(stops(a), 1);
}

Test(stages, beside_it_the_others_of_its_stage_stop_at_once)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_REST_FOR_ONE);
  boot_and_shut_down();
  cr_assert_eq(stops(a), 1);
  cr_assert_eq(stops(second), 1);
  cr_assert_eq(stops(first), 0);
}

/* --- 2. A child's stop --- */

Test(stop, the_stop_signal_goes_to_the_main_process_or_to_its_group_followed_by_cont)
{
  three_plain_children();
  set(b)->kill = BATON_KILL_GROUP;
  boot_and_shut_down();
  assert_stops(1, 1, 1);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGTERM], ACTION_CONTINUE);
  cr_assert_eq(world.children[b].signal_flags[CORE_SIGTERM], ACTION_CONTINUE | ACTION_GROUP);
}

Test(stop, kill_goes_to_the_group_where_the_line_sweeps_or_says_so)
{
  for (unsigned i = 0; i < 4; i++) {
    bool sweeps = i % 2 == 1;
    bool group = i / 2 == 1;
    three_plain_children();
    set(a)->sweep = sweeps ? BATON_SWEEPING_SESSION : BATON_SWEEPING_OFF;
    set(a)->kill = group ? BATON_KILL_GROUP : BATON_KILL_PROCESS;
    set(a)->stop_timeout_ms = 1000;
    world_boot();
    operator_stop(a);
    pass(1000);
    cr_assert_eq(signals(a, CORE_SIGKILL), 1);
    cr_assert_eq(world.children[a].signal_flags[CORE_SIGKILL], sweeps || group ? ACTION_GROUP : 0);
  }
}

Test(stop, it_is_the_childs_own_stop_signal)
{
  three_plain_children();
  set(a)->stop_signal = 37;
  boot_and_shut_down();
  cr_assert_eq(signals(a, 37), 1);
  cr_assert_eq(stops(a), 0);
  cr_assert_eq(stops(b), 1);
}

Test(stop, a_pending_node_is_stopped_at_once)
{
  boot_three_after_a(NO_STRATEGY);
  operator_stop(b);
  assert_status(b, STOPPED);
}

Test(stop, only_one_catchable_stop_signal_is_ever_sent_to_an_instance)
{
  boot_three_plain();
  operator_stop(a);
  operator_stop(a);
  operator_restart(a);
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(stops(a), 1);
}

Test(stop, a_kill_of_the_last_instance_is_not_held_against_the_next)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  exit_and_pass(a, 1, 4000);
  cr_assert_gt(kills(c), 0);
  it_dies(c, CORE_SIGKILL);
  operator_stop(c);
  assert_status(c, STOPPED);
}

Test(stop, kill_is_sent_once_and_to_the_main_process)
{
  boot_three_plain();
  operator_stop(a);
  pass(600000);
  cr_assert_eq(signals(a, CORE_SIGKILL), 1);
}

Test(stop, a_start_timeouts_stop_is_joined_by_a_shutdown)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
  pass(60000);
  cr_assert_eq(stops(a), 1);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(stops(a), 1);
  it_exits(a, 0);
  assert_code(0);
}

Test(stop, a_watchdogs_stop_is_with_abrt_and_joined_by_a_stop)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  watchdog_fires(a);
  cr_assert_eq(signals(a, CORE_SIGABRT), 1);
  operator_stop(a);
  cr_assert_eq(stops(a), 0);
  it_dies(a, CORE_SIGABRT);
  assert_status(a, STOPPED);
}

Test(stop, a_missed_watchdog_is_a_failure_with_a_line)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->policy = BATON_POLICY_ON_FAILURE;
  world_boot();
  watchdog_fires(a);
  cr_assert_eq(world.notes[NOTE_WATCHDOG], 1);
  cr_assert_eq(world.note_value[NOTE_WATCHDOG], 0);
  assert_killed_after(a, 5000);
  it_dies(a, CORE_SIGKILL);
  assert_reason(a, WATCHDOG);
  cr_assert(restarts_after(a, 100));
}

/* --- 2. Half-time --- */

static void boot_and_stop_a(uint8_t kill)
{
  three_plain_children();
  set(a)->kill = kill;
  set(a)->stop_signal = 12;
  world_boot_with(HOLD_SWEEPS);
  operator_stop(a);
}

Test(half_time, who_has_not_ended_then_has_the_others_asked_once)
{
  boot_and_stop_a(BATON_KILL_PROCESS);
  pass(3999);
  cr_assert_eq(world.children[a].others[12], 0);
  pass(1);
  cr_assert_eq(world.children[a].others[12], 1);
  cr_assert_eq(world.children[a].other_flags, ACTION_CONTINUE | ACTION_OTHERS);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 1);
  cr_assert_eq(world.note_value[NOTE_HALF_TIME], 4000);
  cr_assert_eq(signals(a, 12), 1, "it itself is asked once");
  assert_killed_after(a, 4000);
  cr_assert_eq(world.children[a].others[12], 1);
}

Test(half_time, those_of_a_group_that_had_the_signal_do_not_get_it_again)
{
  boot_and_stop_a(BATON_KILL_GROUP);
  pass(4000);
  cr_assert_eq(world.children[a].other_flags, ACTION_CONTINUE | ACTION_OTHERS | ACTION_NO_GROUP);
}

Test(half_time, the_sweep_that_follows_asks_nobody_again)
{
  boot_and_stop_a(BATON_KILL_PROCESS);
  pass(4000);
  it_exits(a, 0);
  cr_assert_eq(sweeps(a, 0), 1);
  for (unsigned i = 0; i < 10; i++) {
    it_swept(a, 1);
    pass(200);
  }
  cr_assert_eq(sweeps(a, 12), 0);
  pass(2000);
  cr_assert_eq(sweeps(a, CORE_SIGKILL), 1);
}

Test(half_time, who_ends_before_it_is_swept_as_ever)
{
  boot_and_stop_a(BATON_KILL_PROCESS);
  pass(3999);
  it_exits(a, 0);
  pass(100);
  cr_assert_eq(sweeps(a, 12), 1);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 0);
}

Test(half_time, the_next_instance_has_one_of_its_own)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_boot();
  operator_restart(a);
  pass(4000);
  it_exits(a, 0);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(node(a)->flags & BATON_NODE_ASKED, 0);
  operator_restart(a);
  pass(4000);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 2);
}

Test(half_time, a_shorter_time_has_an_earlier_one)
{
  three_plain_children();
  world.tree.plan.globals.grace_ms = 1000;
  set(a)->stop_timeout_ms = 60000;
  world_boot();
  operator_stop(a);
  pass(400);
  baton_gets(CORE_SIGTERM);
  pass(499);
  cr_assert_eq(world.children[a].others[CORE_SIGTERM], 0);
  pass(1);
  cr_assert_eq(world.children[a].others[CORE_SIGTERM], 1);
}

Test(half_time, there_is_none_in_a_millisecond)
{
  three_plain_children();
  set(a)->stop_timeout_ms = 1;
  set(b)->stop_timeout_ms = 2;
  set(c)->stop_timeout_ms = 60000;
  boot_and_shut_down();
  pass(1);
  cr_assert_eq(kills(a), 1);
  pass(1);
  cr_assert_eq(kills(b), 1);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 1, "of b");
  operator_force();
  pass(60000);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 1, "and none after KILL");
}

Test(half_time, a_time_that_gets_too_short_has_none)
{
  three_plain_children();
  world.tree.plan.globals.grace_ms = 1;
  set(a)->stop_timeout_ms = 60000;
  world_boot();
  operator_stop(a);
  baton_gets(CORE_SIGTERM);
  pass(1);
  cr_assert_eq(kills(a), 1);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 0);
}

Test(half_time, they_get_the_sweep_signal_and_nobody_is_asked_without_one)
{
  three_plain_children();
  set(a)->sweep_signal = 12;
  set(b)->sweep_signal = BATON_SIGNAL_NONE;
  set(c)->sweep = BATON_SWEEPING_OFF;
  boot_and_shut_down();
  pass(4000);
  cr_assert_eq(world.children[a].others[12], 1);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 1);
}

Test(half_time, a_classic_init_has_none)
{
  one_classic_child();
  world.tree.plan.globals.flags |= BATON_GLOBAL_GRACE;
  world_boot();
  operator_shutdown(0);
  pass(8000);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 0);
  cr_assert_eq(kills(a), 1);
}

/* --- 3. Deadlines --- */

/* KILL comes so long after now, and the kernel answers it. */
static void dies_after(uint32_t slot, int64_t ms)
{
  assert_killed_after(slot, ms);
  it_dies(slot, CORE_SIGKILL);
}

Test(deadline, a_single_child_has_its_stop_timeout_or_else_grace)
{
  three_plain_children();
  set(a)->stop_timeout_ms = 3000;
  world.tree.plan.globals.grace_ms = 11000;
  world_boot();
  operator_stop(a);
  operator_stop(b);
  assert_killed_after(a, 3000);
  assert_killed_after(b, 8000);
}

Test(deadline, a_stop_timeout_of_zero_kills_right_after_the_stop_signal)
{
  three_plain_children();
  set(a)->stop_timeout_ms = 0;
  world_boot();
  operator_stop(a);
  cr_assert_eq(stops(a), 1);
  pass(0);
  cr_assert_gt(kills(a), 0);
  cr_assert_lt(world.children[a].signalled_at, world.children[a].killed_at);
}

Test(deadline, one_stage_has_all_of_grace)
{
  three_plain_children();
  boot_and_shut_down();
  pass(7999);
  assert_kills(0, 0, 0);
  pass(1);
  assert_kills(1, 1, 1);
}

/* What it does not use is for the later ones. */
Test(deadline, a_stage_has_half_of_what_is_left_beyond_the_least_share_of_each_later_one)
{
  three_in_reverse();
  uint32_t d = world_child(BATON_ROOT, "d");
  boot_and_shut_down();
  dies_after(d, 3250);
  dies_after(c, 1875);
  dies_after(b, 1437);
  assert_killed_after(a, 1438);
}

Test(deadline, and_no_less_than_an_equal_share)
{
  three_in_reverse();
  world.tree.plan.globals.grace_ms = 9000;
  boot_and_shut_down();
  dies_after(c, 4000);
  dies_after(b, 2500);
  assert_killed_after(a, 2500);
  three_in_reverse();
  world.tree.plan.globals.grace_ms = 1501;
  boot_and_shut_down();
  dies_after(c, 501 - 1);
  dies_after(b, 501 - 1);
  assert_killed_after(a, 501);
}

Test(deadline, an_explicit_stop_timeout_is_reserved_first)
{
  three_in_reverse();
  set(b)->stop_timeout_ms = 2000;
  boot_and_shut_down();
  dies_after(c, 3000);
  dies_after(b, 2000);
  assert_killed_after(a, 3000);
}

Test(deadline, stages_with_explicit_stop_timeouts_need_no_share)
{
  three_in_reverse();
  world.tree.plan.globals.grace_ms = 1000;
  set(a)->stop_timeout_ms = set(b)->stop_timeout_ms = set(c)->stop_timeout_ms = 100;
  boot_and_shut_down();
  assert_stops(0, 0, 1); /* 300 ms of 1000 are asked for: there is time for an order */
}

Test(deadline, a_stages_time_is_its_longest_explicit_plus_a_share_if_a_child_has_none)
{
  three_plain_children();
  set(a)->stop_timeout_ms = 1000;
  set(b)->stop_timeout_ms = 3000;
  boot_and_shut_down();
  assert_killed_after(a, 1000);
  cr_assert_eq(kills(b), 0);
  assert_killed_after(b, 2000);
  cr_assert_eq(kills(c), 0);
  assert_killed_after(c, 5000);
}

Test(deadline, a_stage_of_explicit_ones_has_no_share)
{
  three_in_reverse();
  set(c)->stop_timeout_ms = 1000;
  set(b)->stop_timeout_ms = 1000;
  boot_and_shut_down();
  dies_after(c, 1000);
  dies_after(b, 1000);
  assert_killed_after(a, 6000);
}

Test(deadline, time_a_stage_does_not_use_goes_to_the_next)
{
  three_in_reverse();
  world.tree.plan.globals.grace_ms = 9000;
  boot_and_shut_down();
  pass(1000);
  it_exits(c, 0);
  dies_after(b, 4000);
  assert_killed_after(a, 4000);
}

Test(deadline, shares_count_the_longest_chain_inside_a_stage)
{
  nested(BATON_STRATEGY_REST_FOR_ONE, BATON_STRATEGY_REST_FOR_ONE);
  world.tree.plan.globals.grace_ms = 9000;
  boot_and_shut_down();
  dies_after(second, 3000);
  dies_after(first, 3000);
  assert_killed_after(a, 3000);
}

Test(deadline, a_nested_supervisor_divides_its_stages_time_in_the_same_way)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_REST_FOR_ONE);
  boot_and_shut_down();
  dies_after(second, 4000);
  cr_assert_eq(kills(a), 0);
  assert_killed_after(first, 4000);
  cr_assert_gt(kills(a), 0);
}

Test(deadline, where_the_budget_has_no_500_ms_each_the_rest_stops_as_one)
{
  three_in_reverse();
  world.tree.plan.globals.grace_ms = 1000;
  boot_and_shut_down();
  assert_stops(1, 1, 1);
  pass(1000);
  assert_kills(1, 1, 1);
}

Test(deadline, without_any_budget_all_get_their_stop_signal_before_their_kill)
{
  three_in_reverse();
  world.tree.plan.globals.grace_ms = 0;
  boot_and_shut_down();
  pass(0);
  for (uint32_t slot = a; slot <= c; slot++) {
    cr_assert_eq(stops(slot), 1);
    cr_assert_gt(kills(slot), 0);
    cr_assert_lt(world.children[slot].signalled_at, world.children[slot].killed_at);
  }
}

Test(deadline, the_stages_never_sum_to_more_than_grace)
{
  three_in_reverse();
  set(a)->stop_timeout_ms = 7000;
  world_boot();
  int64_t begin = world.now;
  baton_gets(CORE_SIGTERM);
  for (uint32_t slot = c; slot >= a; slot--) {
    while (kills(slot) == 0) {
      pass_deadline();
    }
    it_dies(slot, CORE_SIGKILL);
  }
  cr_assert_leq(world.now - begin, 8000);
}

Test(deadline, a_give_up_has_a_grace_of_its_own)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_ONE_FOR_ONE);
  set(first)->breaker.limit = 0;
  world_boot();
  it_exits(first, 1);
  cr_assert_eq(stops(second), 1);
  assert_killed_after(second, 8000);
}

Test(deadline, a_supervisors_stop_divides_a_grace_of_its_own)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_REST_FOR_ONE);
  world_boot();
  operator_stop(below);
  dies_after(second, 4000);
  assert_killed_after(first, 4000);
}

Test(deadline, a_shutdown_makes_the_deadline_of_a_stop_in_progress_only_earlier)
{
  three_plain_children();
  set(a)->stop_timeout_ms = 2000;
  set(b)->stop_timeout_ms = 20000;
  world_boot();
  operator_stop(a);
  operator_stop(b);
  pass(1500);
  baton_gets(CORE_SIGTERM);
  assert_killed_after(a, 500);
  assert_killed_after(b, 7500);
}

/* --- 2. The delay --- */

/* a, b and c of which a has that delay and, unless it is BATON_NONE, that stop timeout. */
static void boot_with_delay(uint32_t delay_ms, uint32_t timeout_ms, unsigned habits)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->stop_delay_ms = delay_ms;
  set(a)->stop_timeout_ms = timeout_ms;
  set(a)->forward = BATON_SIGNAL_BIT(10);
  world_boot_with(habits);
}

#define assert_signalled_after(slot, ms)                                                           \
  do {                                                                                             \
    pass((ms)-1);                                                                                  \
    cr_assert_eq(stops(slot), 0, "its delay was too short");                                       \
    pass(1);                                                                                       \
    cr_assert_eq(stops(slot), 1, "its delay was too long");                                        \
  } while (0)

Test(stop_delay, a_child_runs_on_and_is_shown_as_stopping_until_it_is_over)
{
  boot_with_delay(3000, BATON_NONE, 0);
  operator_stop(a);
  assert_status(a, STOPPING);
  cr_assert_eq(world.notes[NOTE_STOP_DELAY], 1);
  cr_assert_eq(world.note_value[NOTE_STOP_DELAY], 3000);
  baton_gets(10);
  cr_assert_eq(signals(a, 10), 1, "it hears what is passed on");
  assert_signalled_after(a, 3000);
  cr_assert_eq(world.note_value[NOTE_STOPPING], 5000);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGTERM], ACTION_CONTINUE);
  assert_killed_after(a, 5000);
  cr_assert_eq(world.notes[NOTE_STOP_DELAY], 1);
}

Test(stop_delay, without_one_there_is_none)
{
  boot_with_delay(0, BATON_NONE, 0);
  operator_stop(a);
  cr_assert_eq(stops(a), 1);
  cr_assert_eq(world.notes[NOTE_STOP_DELAY], 0);
}

Test(stop_delay, comes_before_an_explicit_stop_timeout)
{
  boot_with_delay(3000, 9000, 0);
  operator_stop(a);
  assert_signalled_after(a, 3000);
  assert_killed_after(a, 9000);
}

Test(stop_delay, is_at_most_half_of_a_share)
{
  boot_with_delay(6000, BATON_NONE, 0);
  operator_stop(a);
  cr_assert_eq(world.note_value[NOTE_STOP_DELAY], 4000);
  assert_signalled_after(a, 4000);
  assert_killed_after(a, 4000);
}

Test(stop_delay, half_time_is_that_of_the_time_behind_it)
{
  boot_with_delay(3000, BATON_NONE, 0);
  operator_stop(a);
  pass(5499);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 0);
  pass(1);
  cr_assert_eq(world.notes[NOTE_HALF_TIME], 1);
  cr_assert_eq(world.note_value[NOTE_HALF_TIME], 2500);
}

Test(stop_delay, who_has_no_half_time_is_told_once_as_well)
{
  three_plain_children();
  set(a)->stop_delay_ms = 1000;
  set(a)->sweep = BATON_SWEEPING_OFF;
  world_boot();
  operator_stop(a);
  assert_signalled_after(a, 1000);
  assert_killed_after(a, 7000);
  cr_assert_eq(stops(a), 1);
}

Test(stop_delay, a_stage_reserves_it_with_an_explicit_stop_timeout)
{
  three_in_reverse();
  set(b)->stop_delay_ms = 500;
  set(b)->stop_timeout_ms = 1000;
  set(a)->stop_delay_ms = 600;
  set(a)->stop_timeout_ms = 900;
  boot_and_shut_down();
  dies_after(c, 8000 - 1500 - 1500);
  assert_signalled_after(b, 500);
  dies_after(b, 1000);
  assert_signalled_after(a, 600);
  dies_after(a, 900);
}

Test(stop_delay, and_no_time_for_it_without_one)
{
  three_in_reverse();
  set(a)->stop_delay_ms = 60000;
  set(b)->stop_timeout_ms = 1000;
  boot_and_shut_down();
  dies_after(c, 3500);
  dies_after(b, 1000);
  assert_signalled_after(a, 1750);
}

Test(stop_delay, is_reserved_below_a_nested_supervisor)
{
  nested(BATON_STRATEGY_REST_FOR_ONE, BATON_STRATEGY_REST_FOR_ONE);
  set(first)->stop_delay_ms = set(second)->stop_delay_ms = 1000;
  set(first)->stop_timeout_ms = set(second)->stop_timeout_ms = 2000;
  set(a)->stop_timeout_ms = 2000;
  boot_and_shut_down();
  assert_signalled_after(second, 1000);
  dies_after(second, 2000);
  assert_signalled_after(first, 1000);
  dies_after(first, 2000);
}

Test(stop_delay, a_reserved_time_does_not_wrap)
{
  three_in_reverse();
  set(a)->stop_delay_ms = set(a)->stop_timeout_ms = 0x80000000U;
  boot_and_shut_down();
  dies_after(c, 500);
}

Test(stop_delay, a_shutdown_makes_it_no_longer)
{
  boot_with_delay(3000, 2000, 0);
  operator_stop(a);
  pass(1000);
  baton_gets(CORE_SIGTERM);
  assert_signalled_after(a, 2000);
  assert_killed_after(a, 2000);
  cr_assert_eq(world.notes[NOTE_STOP_DELAY], 1);
}

Test(stop_delay, gives_way_to_an_explicit_stop_timeout_when_a_shutdown_leaves_less_time)
{
  boot_with_delay(5000, 5000, 0);
  operator_stop(a);
  pass(1000);
  baton_gets(CORE_SIGTERM);
  assert_signalled_after(a, 3000);
  assert_killed_after(a, 5000);
}

Test(stop_delay, ends_at_once_when_no_time_is_left_for_it)
{
  boot_with_delay(5000, 8000, 0);
  operator_stop(a);
  pass(1000);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(stops(a), 1);
  assert_killed_after(a, 8000);
  boot_with_delay(5000, 7999, 0);
  operator_stop(a);
  pass(1000);
  baton_gets(CORE_SIGTERM);
  assert_signalled_after(a, 1);
}

Test(stop_delay, a_shorter_budget_of_its_supervisor_makes_it_shorter)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_ONE_FOR_ONE);
  set(first)->stop_delay_ms = 60000;
  set(first)->stop_timeout_ms = set(below)->stop_timeout_ms = 60000;
  world_boot();
  operator_stop(first);
  pass(1000);
  operator_stop(below);
  cr_assert_eq(stops(first), 1, "its stop timeout is more than there is");
  assert_killed_after(first, 8000);
}

Test(stop_delay, ends_at_once_too_below_a_supervisor_whose_stop_a_shutdown_makes_shorter)
{
  nested(BATON_STRATEGY_REST_FOR_ONE, BATON_STRATEGY_ONE_FOR_ONE);
  set(first)->stop_delay_ms = 300;
  set(first)->stop_timeout_ms = 7700;
  world_boot();
  operator_stop(below);
  pass(100);
  cr_assert_eq(stops(first), 0);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(stops(first), 1, "500 ms are for the stage behind it");
}

Test(stop_delay, there_is_none_where_the_stop_timeout_needs_all)
{
  three_plain_children();
  set(a)->stop_delay_ms = 1000;
  set(a)->stop_timeout_ms = 8000;
  boot_and_shut_down();
  assert_stops(1, 1, 1);
  cr_assert_eq(world.notes[NOTE_STOP_DELAY], 0);
  assert_killed_after(a, 8000);
}

Test(stop_delay, with_a_millisecond_there_is_none)
{
  three_plain_children();
  world.tree.plan.globals.grace_ms = 1;
  set(a)->stop_delay_ms = 1000;
  boot_and_shut_down();
  assert_stops(1, 1, 1);
  cr_assert_eq(world.notes[NOTE_STOP_DELAY], 0);
}

Test(stop_delay, with_a_stop_timeout_of_0_the_signal_comes_before_kill)
{
  boot_with_delay(1000, 0, 0);
  operator_stop(a);
  pass(999);
  cr_assert_eq(stops(a) + kills(a), 0);
  pass(1);
  cr_assert_eq(stops(a), 1);
  cr_assert_eq(kills(a), 1);
  cr_assert_lt(world.children[a].signalled_at, world.children[a].killed_at);
}

Test(stop_delay, told_late_the_signal_still_comes_before_kill)
{
  boot_with_delay(100, 100, 0);
  operator_stop(a);
  world.now += 900;
  event_send((struct baton_event){.kind = EV_TIMER});
  cr_assert_eq(stops(a), 1);
  cr_assert_eq(kills(a), 1);
  cr_assert_lt(world.children[a].signalled_at, world.children[a].killed_at);
}

Test(stop_delay, frozen_time_is_none_of_it)
{
  boot_with_delay(2000, BATON_NONE, 0);
  operator_stop(a);
  world.now += 9000;
  event_send((struct baton_event){.kind = EV_TIMER});
  assert_signalled_after(a, 2000);
  assert_killed_after(a, 6000);
}

Test(stop_delay, a_pending_child_has_none)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->stop_delay_ms = set(b)->stop_delay_ms = 1000;
  world_ready_fd(a);
  world_boot();
  operator_stop(b);
  assert_status(b, STOPPED);
  cr_assert_eq(world.notes[NOTE_STOP_DELAY], 0);
}

Test(stop_delay, one_that_is_starting_has_it_and_is_ready_no_more)
{
  three_plain_children();
  set(a)->stop_delay_ms = 1000;
  world_ready_fd(a);
  world_boot();
  operator_stop(a);
  it_ready(a);
  assert_status(a, STOPPING);
  cr_assert_eq(world.notes[NOTE_READY], 0);
  assert_signalled_after(a, 1000);
}

Test(stop_delay, of_one_without_a_process_counts_from_the_decision)
{
  boot_with_delay(1000, BATON_NONE, HOLD_SPAWNS);
  operator_stop(a);
  pass(500);
  it_spawned(a);
  assert_signalled_after(a, 500);
  boot_with_delay(1000, BATON_NONE, HOLD_SPAWNS);
  operator_stop(a);
  pass(2000);
  it_spawned(a);
  cr_assert_eq(stops(a), 1);
}

Test(stop_delay, is_not_begun_again_by_another_stop)
{
  boot_with_delay(1000, BATON_NONE, HOLD_SPAWNS);
  operator_stop(a);
  pass(1000);
  operator_stop(a);
  baton_gets(CORE_SIGTERM);
  it_spawned(a);
  cr_assert_eq(stops(a), 1);
  cr_assert_eq(world.notes[NOTE_STOP_DELAY], 1);
}

Test(stop_delay, is_over_when_no_process_comes)
{
  boot_with_delay(1000, BATON_NONE, HOLD_SPAWNS);
  operator_stop(a);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  assert_status(a, STOPPED);
  cr_assert_eq(node(a)->ask_ms, 0);
  operator_start(a);
  it_spawned(a);
  operator_stop(a);
  assert_signalled_after(a, 1000);
}

Test(stop_delay, who_ends_in_it_is_stopped)
{
  boot_with_delay(1000, BATON_NONE, HOLD_SWEEPS);
  operator_stop(a);
  pass(500);
  it_exits(a, 1);
  cr_assert_eq(sweeps(a, 0), 1);
  pass(100);
  cr_assert_eq(sweeps(a, CORE_SIGTERM), 1, "what it left is asked as ever");
  it_swept(a, 0);
  assert_status(a, STOPPED);
  cr_assert_eq(stops(a), 0);
  pass(60000);
  cr_assert_eq(spawns(a), 1);
}

Test(stop_delay, what_is_left_then_has_no_more_time_than_by_itself_or_by_the_stop)
{
  boot_with_delay(3000, 1000, HOLD_SWEEPS);
  operator_stop(a);
  pass(1000);
  it_exits(a, 0);
  it_swept(a, 1);
  assert_killed_after(a, 1000);
  boot_with_delay(4000, BATON_NONE, HOLD_SWEEPS);
  operator_stop(a);
  pass(3500);
  it_exits(a, 0);
  it_swept(a, 1);
  assert_killed_after(a, 4500);
}

Test(stop_delay, a_group_that_has_not_had_the_signal_gets_it_from_the_sweep)
{
  three_plain_children();
  set(a)->stop_delay_ms = 1000;
  set(a)->kill = BATON_KILL_GROUP;
  world_boot_with(HOLD_SWEEPS);
  operator_stop(a);
  it_exits(a, 0);
  pass(100);
  cr_assert_eq(world.children[a].sweep_flags, ACTION_CONTINUE);
}

Test(stop_delay, a_watchdog_and_a_start_timeout_have_none_and_a_stop_joins_them)
{
  boot_with_delay(1000, BATON_NONE, 0);
  watchdog_fires(a);
  cr_assert_eq(signals(a, CORE_SIGABRT), 1);
  operator_stop(a);
  cr_assert_eq(stops(a), 0);
  assert_killed_after(a, 5000);
  boot_with_delay(1000, 2000, 0);
  watchdog_fires(a);
  assert_killed_after(a, 2000);
  three_plain_children();
  set(a)->stop_delay_ms = 1000;
  world_ready_fd(a);
  world_boot();
  pass(60000);
  cr_assert_eq(stops(a), 1);
  operator_stop(a);
  cr_assert_eq(world.notes[NOTE_STOP_DELAY], 0);
}

Test(stop_delay, a_forced_end_has_none)
{
  boot_with_delay(1000, BATON_NONE, 0);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(stops(a), 0);
  pass(999);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(kills(a), 0, "agents repeat themselves");
  world.now++;
  baton_gets(CORE_SIGINT);
  cr_assert_eq(kills(a), 1);
  pass(2000);
  cr_assert_eq(stops(a), 0);
}

Test(stop_delay, a_classic_init_has_none_and_sends_no_signal_of_its_own)
{
  one_classic_child();
  world.tree.plan.globals.flags |= BATON_GLOBAL_GRACE;
  world_boot();
  baton_gets(CORE_SIGTERM);
  pass(8000);
  cr_assert_eq(kills(a), 1);
  cr_assert_eq(stops(a), 1);
  one_classic_child();
  world.tree.plan.globals.flags |= BATON_GLOBAL_GRACE;
  world_boot();
  baton_gets(CORE_SIGTERM);
  operator_force();
  cr_assert_eq(kills(a), 1);
  cr_assert_eq(stops(a), 1);
}

Test(stop_delay, a_second_term_changes_nothing)
{
  boot_with_delay(1000, BATON_NONE, 0);
  baton_gets(CORE_SIGTERM);
  pass(400);
  baton_gets(CORE_SIGTERM);
  assert_signalled_after(a, 600);
}

Test(stop_delay, an_operators_start_in_it_has_the_child_come_back)
{
  boot_with_delay(1000, BATON_NONE, 0);
  operator_stop(a);
  pass(500);
  operator_start(a);
  assert_signalled_after(a, 500);
  it_exits(a, 0);
  cr_assert_eq(spawns(a), 2);
  operator_restart(a);
  cr_assert_eq(stops(a), 1, "the next instance has one of its own");
  pass(1000);
  cr_assert_eq(stops(a), 2);
}

Test(stop_delay, siblings_of_a_group_restart_have_theirs)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(c)->stop_delay_ms = 1000;
  world_boot_with(OBEDIENT);
  it_exits(a, 1);
  assert_stops(0, 0, 0);
  assert_status(c, STOPPING);
  pass(1000);
  assert_stops(0, 1, 1);
  assert_instances(2, 2, 2);
}

Test(stop_delay, a_suspended_child_runs_again_in_it)
{
  boot_with_delay(1000, BATON_NONE, 0);
  operator_suspend(a);
  operator_stop(a);
  cr_assert_eq(signals(a, CORE_SIGCONT), 1);
  operator_suspend(a);
  assert_signalled_after(a, 1000);
}

Test(stop_delay, its_end_says_nothing_of_the_last_instance)
{
  boot_with_delay(1000, BATON_NONE, 0);
  exit_and_pass(a, 0, 100);
  cr_assert_eq(spawns(a), 2);
  operator_stop(a);
  assert_signalled_after(a, 1000);
  cr_assert_eq(world.notes[NOTE_DAEMONIZES], 0);
}

Test(stop_delay, until_it_is_over_a_main_process_may_be_followed)
{
  boot_with_delay(1000, BATON_NONE, 0);
  operator_stop(a);
  cr_assert_not(core_was_signalled(&world.core, a));
  pass(1000);
  cr_assert(core_was_signalled(&world.core, a));
}

/* --- 4. After KILL --- */

Test(after_kill, only_the_kernels_answer_ends_the_wait)
{
  boot_three_plain();
  operator_restart(a);
  pass(3600000);
  cr_assert_eq(spawns(a), 1);
  assert_status(a, STOPPING);
  it_dies(a, CORE_SIGKILL);
  cr_assert_eq(spawns(a), 2);
}

Test(after_kill, at_shutdown_a_child_without_an_answer_is_left_behind)
{
  boot_three_plain();
  baton_gets(CORE_SIGTERM);
  they_exit(0, b, c);
  pass(8000);
  assert_up();
  pass(1000);
  assert_code(BATON_EXIT_KILLED);
}

Test(after_kill, a_sweep_without_an_answer_is_left_behind_too)
{
  boot_three_plain_with(HOLD_SWEEPS);
  baton_gets(CORE_SIGTERM);
  they_exit(0, a, b, c);
  it_swept(a, 0);
  it_swept(b, 0);
  it_swept(c, 4);
  pass(9000);
  assert_code(0);
  cr_assert_eq(sweeps(c, CORE_SIGKILL), 1);
}

/* The second is used up: the next stage is left behind in the step in which its KILL is due, and
 * the last one, where nothing is drained, with the end itself. */
Test(after_kill, all_such_waits_together_are_at_most_a_second_and_each_had_its_kill)
{
  for (unsigned drain = 0; drain < 2; drain++) {
    three_in_reverse();
    world.tree.plan.globals.flags &= ~(drain == 0 ? (uint32_t)BATON_GLOBAL_DRAIN : 0U);
    boot_and_shut_down();
    pass(9000);
    assert_code(BATON_EXIT_KILLED);
    assert_stops(1, 1, 1);
    assert_kills(1, 1, 1);
  }
}

/* Its leader ended by itself, so it never had a stop signal. */
Test(after_kill, a_sweep_that_was_killed_is_left_behind_without_another_kill)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  exit_and_pass(a, 1, 5000);
  cr_assert_eq(sweeps(a, CORE_SIGKILL), 1);
  baton_gets(CORE_SIGTERM);
  pass(9000);
  assert_status(a, KILLED);
  cr_assert_eq(sweeps(a, CORE_SIGKILL), 1);
}

/* The stage that is given up holds a supervisor that has long ended. */
Test(after_kill, a_supervisor_that_finished_before_is_left_as_it_is)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t done = world_supervisor(below, "done");
  uint32_t last = world_child(done, "last");
  set(last)->policy = BATON_POLICY_NEVER;
  world_boot();
  it_exits(last, 0);
  assert_status(done, FINISHED);
  baton_gets(CORE_SIGTERM);
  they_exit(0, a, first);
  pass(9000);
  assert_status(second, KILLED);
  assert_status(below, STOPPED);
  assert_status(done, FINISHED);
}

/* It waits for one that will never be ready; nothing below it was started. */
Test(after_kill, a_supervisor_that_was_never_started_is_left_as_it_is)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t waiting = world_supervisor(below, "waiting");
  uint32_t deep = world_supervisor(waiting, "deep");
  uint32_t last = world_child(deep, "last");
  world_ready_fd(second);
  world_boot();
  assert_status(waiting, PENDING);
  baton_gets(CORE_SIGTERM);
  they_exit(0, a, first);
  pass(9000);
  assert_status(second, KILLED);
  assert_status(waiting, STOPPED);
  assert_status(deep, CREATED);
  assert_status(last, CREATED);
}

/* Two supervisors in one stage: one of the first dies 300 ms after its KILL, the other's child
 * never. How long that is waited for then. */
static int64_t waited_beside(bool nested, bool stopping)
{
  world_begin();
  a = world_child(BATON_ROOT, "a");
  below = world_supervisor(BATON_ROOT, "below");
  world_after(below, a);
  uint32_t innermost = nested ? world_supervisor(below, "innermost") : below;
  clause(innermost)->stop_order = BATON_STOP_ORDER_REVERSE;
  if (nested) {
    first = world_child(innermost, "first");
    set(first)->stop_timeout_ms = 0;
  }
  second = world_child(innermost, "second");
  uint32_t beside = world_supervisor(BATON_ROOT, "beside");
  world_after(beside, a);
  b = world_child(beside, "b");
  set(b)->stop_timeout_ms = 7000;
  world_boot();
  if (stopping) {
    operator_stop(below);
  }
  baton_gets(CORE_SIGTERM);
  while (kills(second) == 0) {
    pass_deadline();
  }
  pass(300);
  it_dies(second, CORE_SIGKILL);
  int64_t from = world.now;
  while (status(b) != BATON_STATUS_KILLED) {
    pass_deadline();
  }
  return world.now - from;
}

Test(after_kill, stages_that_overlap_share_the_second_from_their_last_deadlines)
{
  cr_assert_eq(waited_beside(false, false), 700);
  cr_assert_eq(waited_beside(false, true), 700, "a stop was in progress");
  cr_assert_eq(waited_beside(true, true), 700, "so was one below it");
}

Test(after_kill, an_answer_in_time_ends_the_wait)
{
  boot_three_in_reverse();
  baton_gets(CORE_SIGTERM);
  while (kills(c) == 0) {
    pass_deadline();
  }
  pass(300);
  it_dies(c, CORE_SIGKILL);
  cr_assert_eq(stops(b), 1);
}
