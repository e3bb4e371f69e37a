/* supervision.md, "The end of the container": the shutdown, the drain, the force. */
#include "core_world.h"

static void plain(void)
{
  three_plain_children();
  world.obedient = true;
}

Test(shutdown, it_begins_with_term_int_quit_or_pwr)
{
  static const uint8_t SIGNALS[] = {CORE_SIGTERM, CORE_SIGINT, CORE_SIGQUIT, CORE_SIGPWR};
  for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) {
    plain();
    world_boot();
    baton_gets(SIGNALS[i]);
    cr_assert_eq(signals(a, CORE_SIGTERM), 1);
    assert_code(0);
  }
}

Test(shutdown, it_begins_with_an_operators_shutdown)
{
  plain();
  world_boot();
  operator_shutdown(BATON_NONE);
  assert_code(0);
}

Test(shutdown, an_operators_code_is_the_code)
{
  plain();
  world_boot();
  operator_shutdown(77);
  assert_code(77);
}

Test(shutdown, an_operators_code_wins_over_122)
{
  plain();
  world.obedient = false;
  world_boot();
  operator_shutdown(77);
  pass(9000);
  assert_code(77);
}

Test(shutdown, backoffs_are_cancelled)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_boot_with(OBEDIENT);
  it_exits(a, 1);
  baton_gets(CORE_SIGTERM);
  assert_status(a, STOPPED);
  assert_code(0);
}

Test(shutdown, before_the_first_child_exists_it_ends_too)
{
  plain();
  world_ready_fd(a);
  world_boot();
  baton_gets(CORE_SIGTERM);
  assert_code(0);
  cr_assert_eq(spawns(b), 0);
}

Test(shutdown, nothing_is_finished_before_all_nodes_are_down)
{
  plain();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGTERM);
  they_exit(0, a, c);
  assert_up();
  cr_assert_eq(world.drains[CORE_SIGTERM], 0);
  it_exits(b, 0);
  assert_code(0);
}

/* --- Drain --- */

Test(drain, when_all_nodes_are_down_what_is_left_gets_term_once)
{
  plain();
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  drained(3);
  pass(100);
  drained(1);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  assert_up();
}

Test(drain, it_is_said_once_and_only_if_something_is_left)
{
  plain();
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.notes[NOTE_DRAIN], 0);
  drained(3);
  drained(2);
  cr_assert_eq(world.notes[NOTE_DRAIN], 1);
}

Test(drain, with_nothing_left_baton_ends_at_once)
{
  plain();
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  drained(2);
  assert_up();
  drained(0);
  assert_code(0);
}

Test(drain, then_kill_after_the_rest_of_grace)
{
  plain();
  world.hold_drain = true;
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGTERM);
  pass(3000);
  they_exit(0, a, b, c);
  drained(1);
  pass(4999);
  cr_assert_eq(world.drains[CORE_SIGKILL], 0);
  pass(1);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
  drained(0);
  assert_code(0);
}

Test(drain, an_explicit_drain_is_its_time)
{
  plain();
  world.tree.plan.globals.drain_ms = 700;
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  drained(1);
  pass(699);
  cr_assert_eq(world.drains[CORE_SIGKILL], 0);
  pass(1);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
}

Test(drain, it_is_never_more_than_the_rest_of_grace)
{
  plain();
  world.tree.plan.globals.drain_ms = 7000;
  world.hold_drain = true;
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGTERM);
  pass(6000);
  they_exit(0, a, b, c);
  drained(1);
  pass(1999);
  cr_assert_eq(world.drains[CORE_SIGKILL], 0);
  pass(1);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
}

Test(drain, it_does_not_wait_for_ever_after_kill)
{
  plain();
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  drained(1);
  pass(8000);
  drained(1);
  pass(1000);
  assert_code(0);
}

Test(drain, an_auto_shutdown_drains_too)
{
  plain();
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world_boot_with(HOLD_DRAIN);
  it_exits(a, 3);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  drained(0);
  assert_code(3);
}

Test(drain, nothing_left_to_run_drains_too)
{
  plain();
  world_boot_with(HOLD_DRAIN);
  they_exit(0, a, b, c);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
}

Test(drain, what_it_had_to_kill_does_not_count)
{
  plain();
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  drained(5);
  pass(8000);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
  drained(0);
  assert_code(0);
}

Test(drain, off_ends_at_once)
{
  plain();
  world.tree.plan.globals.flags &= ~(uint32_t)BATON_GLOBAL_DRAIN;
  world_boot();
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.drains[CORE_SIGTERM], 0);
  assert_code(0);
}

Test(drain, finish_is_the_last_action)
{
  plain();
  world_boot();
  baton_gets(CORE_SIGTERM);
  assert_code(0);
  cr_assert_eq(world.finished_at, world.action_count);
}

/* --- During a shutdown --- */

Test(during_shutdown, term_quit_and_pwr_are_ignored_and_logged)
{
  plain();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGQUIT);
  pass(3000);
  baton_gets(CORE_SIGPWR);
  cr_assert_eq(world.notes[NOTE_SIGNAL_IGNORED], 3);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
  cr_assert_eq(kills(a), 0);
}

Test(during_shutdown, a_second_int_a_second_after_the_first_forces)
{
  plain();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGINT);
  pass(1000);
  baton_gets(CORE_SIGINT);
  for (uint32_t slot = a; slot <= c; slot++) {
    cr_assert_eq(signals(slot, CORE_SIGKILL), 1);
  }
}

Test(during_shutdown, a_second_int_within_a_second_does_not)
{
  plain();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGINT);
  pass(999);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(kills(a), 0);
  pass(1);
  baton_gets(CORE_SIGINT);
  cr_assert_gt(kills(a), 0, "the first was a second ago");
}

Test(during_shutdown, an_int_after_a_term_is_a_first_one)
{
  plain();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGTERM);
  pass(2000);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(kills(a), 0);
  pass(1000);
  baton_gets(CORE_SIGINT);
  cr_assert_gt(kills(a), 0);
}

Test(during_shutdown, a_forced_one_is_122)
{
  plain();
  world.obedient = false;
  world_boot();
  baton_gets(CORE_SIGINT);
  pass(1000);
  world.obedient = true;
  baton_gets(CORE_SIGINT);
  assert_code(BATON_EXIT_KILLED);
}

Test(during_shutdown, an_operators_force_kills_all)
{
  plain();
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world.obedient = false;
  world_boot();
  operator_force();
  for (uint32_t slot = a; slot <= c; slot++) {
    cr_assert_eq(signals(slot, CORE_SIGKILL), 1);
  }
  it_dies(a, CORE_SIGKILL);
  it_dies(b, CORE_SIGKILL);
  it_dies(c, CORE_SIGKILL);
  assert_code(BATON_EXIT_KILLED);
}

Test(during_shutdown, a_force_kills_what_is_being_made)
{
  plain();
  world_boot_with(HOLD_SPAWNS);
  operator_force();
  it_spawned(a);
  cr_assert_eq(signals(a, CORE_SIGKILL), 1);
  assert_code(BATON_EXIT_KILLED);
}

Test(during_shutdown, a_force_kills_what_is_being_swept_and_drained)
{
  plain();
  world_boot_with(HOLD_SWEEPS | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  it_swept(a, 1);
  operator_force();
  cr_assert_eq(sweeps(a, CORE_SIGKILL), 1);
  it_swept(a, 0);
  it_swept(b, 0);
  it_swept(c, 0);
  pass(0);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1, "there is nothing to wait for");
  drained(0);
  assert_code(0);
}

Test(during_shutdown, a_force_kills_what_is_being_drained)
{
  plain();
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.drains[CORE_SIGKILL], 0);
  operator_force();
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
  drained(0);
  assert_code(0);
}

Test(during_shutdown, a_force_does_not_wait_for_ever)
{
  plain();
  world.obedient = false;
  world_boot();
  operator_force();
  pass(9000);
  assert_code(BATON_EXIT_KILLED);
}

Test(during_shutdown, another_cause_does_not_change_the_code)
{
  plain();
  world.obedient = false;
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world_boot();
  it_exits(a, 3);
  operator_shutdown(50);
  baton_gets(CORE_SIGTERM);
  it_exits(b, 4);
  it_exits(c, 5);
  assert_code(3);
}

Test(during_shutdown, a_second_operators_shutdown_does_not_change_the_code)
{
  plain();
  world.obedient = false;
  world_boot();
  operator_shutdown(50);
  operator_shutdown(60);
  it_exits(a, 3);
  it_exits(b, 4);
  it_exits(c, 5);
  assert_code(50);
}

Test(during_shutdown, other_signals_still_reach_the_children)
{
  plain();
  world.obedient = false;
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  world_boot();
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
}

/* --- a root without children: a pause. It is no tree of a line, so the core alone is asked. --- */

static unsigned finishes_after(struct baton_event event)
{
  struct baton_action action;
  unsigned finishes = 0;
  core_step(&world.core, world.now, &event);
  while (core_take(&world.core, &action)) {
    finishes += action.kind == ACT_FINISH;
    world.code = action.value;
  }
  return finishes;
}

Test(pause, goes_on_until_a_signal_ends_it_with_0)
{
  world_begin();
  world.tree.plan.globals.flags = 0;
  world.tree.plan.globals.signal_map[CORE_SIGHUP] = BATON_MAP_DROP;
  world.tree.plan.globals.signal_map[CORE_SIGTERM] = BATON_MAP_SHUTDOWN;
  world_lay();
  cr_assert_eq(finishes_after((struct baton_event){.kind = EV_BOOT}), 0);
  cr_assert_eq(finishes_after((struct baton_event){.kind = EV_SIGNAL, .signal = CORE_SIGHUP}), 0);
  cr_assert_eq(core_deadline(&world.core), CORE_NEVER);
  cr_assert_eq(finishes_after((struct baton_event){.kind = EV_SIGNAL, .signal = CORE_SIGTERM}), 1);
  cr_assert_eq(world.code, BATON_EXIT_OK);
}
