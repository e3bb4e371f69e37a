/* supervision.md, "The end of the container": the shutdown, the drain, the force. */
#include "core_lines.h"

Test(shutdown, it_begins_with_term_int_quit_or_pwr)
{
  static const uint8_t SIGNALS[] = {CORE_SIGTERM, CORE_SIGINT, CORE_SIGQUIT, CORE_SIGPWR,
                                    CORE_SIGRTMIN_3};
  for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) {
    boot_three_plain_with(OBEDIENT);
    baton_gets(SIGNALS[i]);
    cr_assert_eq(stops(a), 1);
    assert_code(0);
    assert_status(BATON_ROOT, STOPPED);
  }
}

Test(shutdown, it_begins_with_an_operators_shutdown_whose_code_is_the_code)
{
  static const uint32_t CODES[][2] = {
      {BATON_NONE, 0 },
      {0,          0 },
      {77,         77}
  };
  for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++) {
    boot_three_plain_with(OBEDIENT);
    operator_shutdown(CODES[i][0]);
    assert_code(CODES[i][1]);
  }
}

Test(shutdown, an_operators_code_wins_over_122)
{
  boot_three_plain();
  operator_shutdown(77);
  pass(9000);
  assert_code(77);
}

Test(shutdown, before_the_first_child_exists_it_ends_too)
{
  three_plain_children();
  world_ready_fd(a);
  world_boot_with(OBEDIENT);
  baton_gets(CORE_SIGTERM);
  assert_code(0);
  cr_assert_eq(spawns(b), 0);
}

Test(shutdown, nothing_is_finished_before_all_nodes_are_down)
{
  boot_three_plain();
  baton_gets(CORE_SIGTERM);
  they_exit(0, a, c);
  assert_up();
  cr_assert_eq(world.drains[CORE_SIGTERM], 0);
  it_exits(b, 0);
  assert_code(0);
}

/* --- Drain --- */

Test(drain, when_all_nodes_are_down_what_is_left_gets_term_once_and_a_line)
{
  boot_three_plain_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  pass(100);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  cr_assert_eq(world.notes[NOTE_DRAIN], 0, "nothing may be left");
  drained(3);
  cr_assert_eq(world.note_value[NOTE_DRAIN], 7900);
  pass(100);
  drained(1);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  cr_assert_eq(world.notes[NOTE_DRAIN], 1);
  assert_up();
  drained(0);
  assert_code(0);
}

Test(drain, it_begins_by_only_waiting)
{
  boot_three_plain_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.drains[0], 1, "it is looked at");
  cr_assert_eq(due_in(), 100);
  drained(3);
  cr_assert_eq(world.notes[NOTE_DRAIN], 0);
  pass(99);
  cr_assert_eq(world.drains[CORE_SIGTERM], 0);
  drained(0);
  cr_assert_eq(due_in(), CORE_NEVER);
  assert_code(0);
}

Test(drain, for_a_quarter_of_its_time_at_the_most)
{
  three_plain_children();
  world.tree.plan.globals.drain_ms = 396;
  world_boot_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  pass(98);
  cr_assert_eq(world.drains[CORE_SIGTERM], 0);
  pass(1);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  pass(296);
  cr_assert_eq(world.drains[CORE_SIGKILL], 0);
  pass(1);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
}

Test(drain, what_was_waited_for_too_long_gets_both)
{
  boot_three_plain_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  pass(9000);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
}

Test(drain, without_time_nothing_is_waited_for)
{
  three_plain_children();
  world.tree.plan.globals.drain_ms = 3;
  world_boot_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.drains[0], 0);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  cr_assert_eq(due_in(), 3);
}

Test(drain, under_another_name_nothing_is_waited_for)
{
  one_classic_child();
  world.tree.plan.globals.personality = BATON_PERSONALITY_DUMB_INIT;
  world_boot_with(HOLD_DRAIN);
  it_exits(a, 0);
  cr_assert_eq(world.drains[0], 0);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  cr_assert_eq(due_in(), 2000);
}

Test(drain, then_kill_after_the_rest_of_grace)
{
  boot_three_plain_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  pass(3000);
  they_exit(0, a, b, c);
  drained(1);
  assert_drain_killed_after(5000);
  drained(0);
  assert_code(0);
}

Test(drain, an_explicit_drain_is_its_time)
{
  three_plain_children();
  world.tree.plan.globals.drain_ms = 700;
  world_boot_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  drained(1);
  assert_drain_killed_after(700);
}

Test(drain, it_is_never_more_than_the_rest_of_grace)
{
  three_plain_children();
  world.tree.plan.globals.drain_ms = 7000;
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  pass(6000);
  they_exit(0, a, b, c);
  drained(1);
  assert_drain_killed_after(2000);
}

Test(drain, it_does_not_wait_for_ever_after_kill)
{
  boot_three_plain_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  drained(1);
  pass(8000);
  drained(1);
  pass(1000);
  assert_code(0);
}

Test(drain, an_auto_shutdown_drains_too)
{
  three_until(BATON_AUTO_SHUTDOWN_ANY);
  world_boot_with(OBEDIENT | HOLD_DRAIN);
  it_exits(a, 3);
  cr_assert_eq(world.drains[0], 1);
  drained(0);
  assert_code(3);
}

Test(drain, nothing_left_to_run_drains_too)
{
  boot_three_plain_with(OBEDIENT | HOLD_DRAIN);
  they_exit(0, a, b, c);
  cr_assert_eq(world.drains[0], 1);
}

Test(drain, off_ends_at_once)
{
  three_plain_children();
  world.tree.plan.globals.flags &= ~(uint32_t)BATON_GLOBAL_DRAIN;
  world_boot_with(OBEDIENT);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.drains[CORE_SIGTERM], 0);
  assert_code(0);
}

/* --- During a shutdown --- */

Test(during_shutdown, term_quit_and_pwr_are_ignored_and_each_is_logged_once)
{
  boot_three_plain();
  baton_gets(CORE_SIGINT);
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGQUIT);
  pass(3000);
  baton_gets(CORE_SIGPWR);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.notes[NOTE_SIGNAL_IGNORED], 3);
  cr_assert_eq(world.notes[NOTE_FORCED], 0);
  cr_assert_eq(stops(a), 1);
  cr_assert_eq(kills(a), 0);
}

Test(during_shutdown, an_int_a_second_after_the_first_forces_and_gives_122_and_none_before)
{
  boot_three_plain();
  baton_gets(CORE_SIGINT);
  pass(999);
  baton_gets(CORE_SIGINT);
  assert_kills(0, 0, 0);
  pass(1);
  baton_gets(CORE_SIGINT);
  assert_kills(1, 1, 1);
  they_die(CORE_SIGKILL, a, b, c);
  assert_code(BATON_EXIT_KILLED);
}

Test(during_shutdown, an_int_after_a_term_is_a_first_one)
{
  boot_three_plain();
  baton_gets(CORE_SIGTERM);
  pass(2000);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(kills(a), 0);
  pass(1000);
  baton_gets(CORE_SIGINT);
  cr_assert_gt(kills(a), 0);
}

Test(during_shutdown, an_operators_force_kills_all)
{
  three_plain_children();
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world_boot();
  operator_force();
  assert_kills(1, 1, 1);
  they_die(CORE_SIGKILL, a, b, c);
  assert_code(BATON_EXIT_KILLED);
}

Test(during_shutdown, a_force_kills_what_is_being_made)
{
  boot_three_plain_with(OBEDIENT | HOLD_SPAWNS);
  operator_force();
  it_spawned(a);
  cr_assert_eq(signals(a, CORE_SIGKILL), 1);
  assert_code(BATON_EXIT_KILLED);
}

Test(during_shutdown, a_force_kills_what_is_being_swept_and_drained)
{
  boot_three_plain_with(OBEDIENT | HOLD_SWEEPS | HOLD_DRAIN);
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
  boot_three_plain_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.drains[CORE_SIGKILL], 0);
  operator_force();
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
  pass(100);
  cr_assert_eq(world.drains[CORE_SIGTERM], 0, "there is no first wait any more");
  drained(0);
  assert_code(0);
}

Test(during_shutdown, another_cause_does_not_change_the_code)
{
  three_until(BATON_AUTO_SHUTDOWN_ANY);
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
  boot_three_plain();
  operator_shutdown(50);
  operator_shutdown(60);
  it_exits(a, 3);
  it_exits(b, 4);
  it_exits(c, 5);
  assert_code(50);
}

Test(during_shutdown, other_signals_still_reach_the_children)
{
  three_plain_children();
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  boot_and_shut_down();
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
