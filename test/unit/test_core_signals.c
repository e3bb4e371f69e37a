/* supervision.md, "Signals". */
#include "core_lines.h"

#define SIGUSR1_NUMBER 10
#define SIGUSR2_NUMBER 12

static unsigned received(uint32_t slot)
{
  unsigned count = 0;
  for (uint8_t i = 1; i <= BATON_SIGNALS; i++) {
    count += signals(slot, i);
  }
  return count;
}

/* --- Supervised --- */

Test(signals, cont_goes_to_every_child)
{
  boot_three_plain();
  baton_gets(CORE_SIGCONT);
  for (uint32_t slot = a; slot <= c; slot++) {
    cr_assert_eq(signals(slot, CORE_SIGCONT), 1);
  }
}

static void b_inherits_stdin(void)
{
  three_plain_children();
  set(a)->stdin_mode = set(c)->stdin_mode = BATON_STDIN_NULL;
  set(b)->stdin_mode = BATON_STDIN_INHERIT;
}

Test(signals, winch_goes_to_the_child_that_has_the_terminal)
{
  b_inherits_stdin();
  world_boot();
  terminal_says(CORE_SIGWINCH);
  cr_assert_eq(signals(b, CORE_SIGWINCH), 1);
  cr_assert_eq(received(a) + received(c), 0);
}

Test(signals, winch_without_a_terminal_is_dropped_without_a_word)
{
  b_inherits_stdin();
  world_boot();
  baton_gets(CORE_SIGWINCH);
  cr_assert_eq(received(a) + received(b) + received(c), 0);
  cr_assert_eq(world.notes[NOTE_SIGNAL_DROPPED], 0);
}

Test(signals, winch_goes_to_those_with_a_forward_for_it_in_any_case)
{
  b_inherits_stdin();
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGWINCH);
  world_boot();
  baton_gets(CORE_SIGWINCH);
  cr_assert_eq(signals(a, CORE_SIGWINCH), 1);
  cr_assert_eq(received(b) + received(c), 0);
}

Test(signals, only_winch_has_to_do_with_who_has_the_terminal)
{
  b_inherits_stdin();
  world_boot();
  terminal_says(SIGUSR1_NUMBER);
  cr_assert_eq(received(a) + received(b) + received(c), 0);
}

/* --- HUP of a closed window --- */

Test(hang_up, hup_of_a_closed_window_shuts_down)
{
  three_plain_children();
  world_boot_with(OBEDIENT);
  terminal_says(CORE_SIGHUP);
  cr_assert_eq(stops(a), 1);
  assert_code(0);
}

Test(hang_up, any_other_hup_does_not)
{
  boot_three_plain();
  baton_gets(CORE_SIGHUP);
  assert_up();
}

Test(hang_up, no_other_signal_of_the_terminal_does)
{
  boot_three_plain();
  terminal_says(SIGUSR1_NUMBER);
  assert_up();
}

Test(hang_up, if_any_child_wants_hup_it_is_forwarded)
{
  three_plain_children();
  set(c)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  world_boot();
  terminal_says(CORE_SIGHUP);
  cr_assert_eq(signals(c, CORE_SIGHUP), 1);
  assert_up();
}

Test(hang_up, a_forward_of_another_signal_does_not_hinder_it)
{
  three_plain_children();
  set(c)->forward = ~BATON_SIGNAL_BIT(CORE_SIGHUP);
  world_boot_with(OBEDIENT);
  terminal_says(CORE_SIGHUP);
  assert_code(0);
}

Test(hang_up, hup_that_the_line_maps_does_what_it_says)
{
  three_plain_children();
  set(a)->forward = BATON_SIGNAL_BIT(SIGUSR1_NUMBER);
  world.tree.plan.globals.signal_map[CORE_SIGHUP] = SIGUSR2_NUMBER;
  world_boot();
  terminal_says(CORE_SIGHUP);
  assert_up();
}

Test(hang_up, behind_the_last_child_nobody_is_asked)
{
  three_plain_children();
  world_boot();
  world_fence();
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(world.notes[NOTE_SIGNAL_DROPPED], 1);
}

Test(hang_up, a_classic_init_forwards_it)
{
  one_classic_child();
  world_boot();
  terminal_says(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
  assert_up();
}

/* --- INT that ends the child that has the terminal --- */

Test(interrupt, it_ends_all_and_counts_as_a_stop_that_was_asked_for)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_boot_with(OBEDIENT);
  it_is_interrupted(b);
  assert_status(b, FAILED);
  cr_assert_eq(stops(a) + stops(c), 2);
  assert_code(0);
}

Test(interrupt, whoever_is_killed_then_counts)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_is_interrupted(b);
  pass(60000);
  it_dies(a, CORE_SIGKILL);
  it_dies(c, CORE_SIGKILL);
  assert_code(122);
}

Test(interrupt, int_from_elsewhere_is_an_end_like_any_other)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_dies(b, CORE_SIGINT);
  assert_status(b, PENDING);
  assert_up();
}

Test(interrupt, so_is_another_signal_or_a_code_of_who_has_the_terminal)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_ends((struct baton_event){.slot = a, .signal = CORE_SIGTERM, .terminal = true});
  it_ends((struct baton_event){.slot = b, .code = 130, .terminal = true});
  it_ends((struct baton_event){.slot = c, .code = CORE_SIGINT, .terminal = true});
  assert_up();
}

Test(interrupt, a_second_int_a_second_later_forces)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_is_interrupted(b);
  pass(999);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(kills(a), 0);
  pass(1);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(kills(a), 1);
}

Test(interrupt, under_a_stop_of_its_own_it_is_only_recorded)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(b)->stop_signal = CORE_SIGINT;
  world_boot();
  operator_restart(b);
  it_is_interrupted(b);
  assert_up();
}

Test(interrupt, in_a_group_stop_it_is_what_was_asked_for)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  it_is_interrupted(c);
  assert_up();
}

Test(interrupt, a_member_that_is_started_again_ends_all_as_well)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(b)->ready = BATON_READY_FD;
  world_boot_with(OBEDIENT);
  it_ready(b);
  it_exits(a, 1);
  pass(1000);
  it_is_interrupted(a);
  assert_code(0);
}

Test(interrupt, a_classic_init_ends_with_the_childs_code)
{
  one_classic_child();
  world_boot();
  it_is_interrupted(a);
  assert_code(128 + CORE_SIGINT);
}

Test(signals, behind_the_last_child_nobody_is_looked_for)
{
  boot_three_plain();
  world_fence();
  baton_gets(CORE_SIGCONT);
  cr_assert_eq(signals(c, CORE_SIGCONT), 1);
}

Test(signals, they_go_to_children_of_nested_supervisors_too)
{
  nested(NO_STRATEGY, NO_STRATEGY);
  set(second)->stdin_mode = BATON_STDIN_INHERIT;
  world_boot();
  terminal_says(CORE_SIGWINCH);
  cr_assert_eq(signals(second, CORE_SIGWINCH), 1);
}

Test(signals, any_other_goes_to_the_children_with_a_forward_for_it)
{
  three_plain_children();
  set(b)->forward = BATON_SIGNAL_BIT(SIGUSR1_NUMBER) | BATON_SIGNAL_BIT(64);
  world_boot();
  baton_gets(SIGUSR1_NUMBER);
  baton_gets(64);
  baton_gets(SIGUSR2_NUMBER);
  cr_assert_eq(signals(b, SIGUSR1_NUMBER), 1);
  cr_assert_eq(signals(b, 64), 1);
  cr_assert_eq(received(b), 2);
  cr_assert_eq(received(a) + received(c), 0);
}

Test(signals, with_kill_group_a_forward_goes_to_the_group)
{
  three_plain_children();
  set(b)->forward = BATON_SIGNAL_BIT(SIGUSR1_NUMBER);
  set(b)->kill = BATON_KILL_GROUP;
  world_boot();
  baton_gets(SIGUSR1_NUMBER);
  cr_assert_neq(world.children[b].signal_flags[SIGUSR1_NUMBER] & ACTION_GROUP, 0);
}

Test(signals, without_a_forward_it_is_dropped_with_one_warning)
{
  boot_three_plain();
  baton_gets(CORE_SIGHUP);
  baton_gets(CORE_SIGHUP);
  baton_gets(SIGUSR1_NUMBER);
  cr_assert_eq(received(a) + received(b) + received(c), 0);
  cr_assert_eq(world.notes[NOTE_SIGNAL_DROPPED], 2, "one for each signal");
}

Test(signals, a_quit_that_a_forward_names_is_that_childs_and_begins_no_shutdown)
{
  three_plain_children();
  set(b)->forward = BATON_SIGNAL_BIT(CORE_SIGQUIT);
  world_boot();
  baton_gets(CORE_SIGQUIT);
  baton_gets(CORE_SIGQUIT);
  cr_assert_eq(signals(b, CORE_SIGQUIT), 2);
  cr_assert_eq(signals(a, CORE_SIGQUIT) + signals(c, CORE_SIGQUIT), 0);
  assert_stops(0, 0, 0);
  baton_gets(CORE_SIGTERM);
  assert_stops(1, 1, 1);
}

Test(signals, a_quit_that_only_a_supervisors_default_names_begins_the_shutdown)
{
  nested(NO_STRATEGY, NO_STRATEGY);
  set(below)->forward = BATON_SIGNAL_BIT(CORE_SIGQUIT);
  world_boot_with(OBEDIENT);
  baton_gets(CORE_SIGQUIT);
  assert_code(0);
}

Test(signals, a_forward_of_another_signal_leaves_quit_a_shutdowns)
{
  three_plain_children();
  set(b)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  world_boot_with(OBEDIENT);
  baton_gets(CORE_SIGQUIT);
  assert_code(0);
}

Test(signals, a_forward_of_term_does_not_hinder_the_shutdown)
{
  three_plain_children();
  set(a)->forward = ~UINT64_C(0);
  world_boot_with(OBEDIENT);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(stops(a), 1);
  assert_code(0);
}

Test(signals, what_is_down_gets_none)
{
  three_plain_children();
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  set(a)->stdin_mode = BATON_STDIN_INHERIT;
  world_boot();
  it_exits(a, 0);
  baton_gets(CORE_SIGHUP);
  terminal_says(CORE_SIGWINCH);
  cr_assert_eq(received(a), 0);
}

/* a says when it is ready, and gets HUP and USR1. */
static void one_that_says_when(unsigned habits)
{
  three_plain_children();
  world_ready_fd(a);
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP) | BATON_SIGNAL_BIT(SIGUSR1_NUMBER);
  world_boot_with(habits);
}

Test(signals, to_a_child_that_is_starting_wait_until_it_is_ready_one_of_each)
{
  one_that_says_when(0);
  baton_gets(CORE_SIGHUP);
  baton_gets(SIGUSR1_NUMBER);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(received(a), 0);
  it_ready(a);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
  cr_assert_eq(signals(a, SIGUSR1_NUMBER), 1);
  baton_gets(CORE_SIGHUP);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGHUP), 3);
}

Test(signals, that_wait_for_one_child_are_not_anothers)
{
  one_that_says_when(0);
  baton_gets(CORE_SIGHUP);
  it_ready(a);
  cr_assert_eq(received(b) + received(c), 0);
}

Test(signals, wait_also_for_the_process_itself)
{
  one_that_says_when(HOLD_SPAWNS);
  baton_gets(CORE_SIGHUP);
  it_spawned(a);
  cr_assert_eq(received(a), 0);
  it_ready(a);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
  three_plain_children();
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  world_boot_with(HOLD_SPAWNS);
  baton_gets(CORE_SIGHUP);
  it_spawned(a);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
}

Test(signals, for_an_instance_that_was_never_ready_are_not_the_next_ones)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  world_boot();
  baton_gets(CORE_SIGHUP);
  assert_back_after(a, 1, 100);
  it_ready(a);
  cr_assert_eq(received(a), 0);
}

Test(signals, are_not_kept_for_what_has_no_process)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  world_boot();
  it_ready(a);
  it_exits(a, 1);
  baton_gets(CORE_SIGHUP);
  pass(100);
  it_ready(a);
  cr_assert_eq(received(a), 0);
}

/* It is never ready, and would never get one. */
Test(signals, to_a_oneshot_come_as_soon_as_there_is_a_process)
{
  three_plain_children();
  world_oneshot(a);
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  world_boot_with(HOLD_SPAWNS);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(received(a), 0);
  it_spawned(a);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGHUP), 2);
}

Test(signals, of_the_terminal_do_not_wait)
{
  one_that_says_when(0);
  baton_gets(CORE_SIGCONT);
  cr_assert_eq(signals(a, CORE_SIGCONT), 1);
}

Test(signals, reach_a_ready_child_while_it_is_being_stopped)
{
  one_that_says_when(0);
  it_ready(a);
  operator_stop(a);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
}

Test(signals, a_suspended_child_is_not_continued_by_a_forwarded_cont)
{
  three_plain_children();
  set(a)->forward = BATON_SIGNAL_BIT(CORE_SIGHUP);
  world.tree.plan.globals.signal_map[CORE_SIGHUP] = CORE_SIGCONT;
  world_boot();
  operator_suspend(a);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGCONT), 0);
  operator_resume(a);
  cr_assert_eq(signals(a, CORE_SIGCONT), 1);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGCONT), 2);
}

/* --- --signal=IN:OUT --- */

Test(signal_map, a_signal_is_handled_as_another)
{
  three_plain_children();
  set(a)->forward = BATON_SIGNAL_BIT(SIGUSR1_NUMBER) | BATON_SIGNAL_BIT(SIGUSR2_NUMBER);
  world.tree.plan.globals.signal_map[SIGUSR1_NUMBER] = SIGUSR2_NUMBER;
  world_boot();
  baton_gets(SIGUSR1_NUMBER);
  cr_assert_eq(signals(a, SIGUSR2_NUMBER), 1);
  cr_assert_eq(signals(a, SIGUSR1_NUMBER), 0);
}

Test(signal_map, drop_drops_and_warns_nobody)
{
  three_plain_children();
  world.tree.plan.globals.signal_map[CORE_SIGWINCH] = BATON_MAP_DROP;
  world.tree.plan.globals.signal_map[CORE_SIGTERM] = BATON_MAP_DROP;
  world.tree.plan.globals.signal_map[CORE_SIGHUP] = BATON_MAP_DROP;
  world_boot();
  baton_gets(CORE_SIGWINCH);
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(received(a), 0);
  cr_assert_eq(world.notes[NOTE_SIGNAL_DROPPED], 0, "it was asked for");
  assert_up();
}

Test(signal_map, shutdown_shuts_down)
{
  three_plain_children();
  world.tree.plan.globals.signal_map[CORE_SIGWINCH] = BATON_MAP_SHUTDOWN;
  world_boot_with(OBEDIENT);
  baton_gets(CORE_SIGWINCH);
  cr_assert_eq(stops(a), 1);
  assert_code(0);
}

/* The line's parser makes OUT the stop signal of those that have none of their own. */
Test(signal_map, term_mapped_to_a_signal_keeps_the_shutdown)
{
  static const uint8_t SIGNALS[] = {CORE_SIGTERM, CORE_SIGINT, CORE_SIGQUIT, CORE_SIGPWR,
                                    CORE_SIGRTMIN_3};
  for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) {
    three_plain_children();
    world.tree.plan.globals.signal_map[SIGNALS[i]] = BATON_MAP_SHUTDOWN;
    set(a)->stop_signal = SIGUSR2_NUMBER;
    world_boot();
    baton_gets(SIGNALS[i]);
    cr_assert_eq(signals(a, SIGUSR2_NUMBER), 1);
    cr_assert_eq(received(a), 1);
    cr_assert_eq(stops(b), 1);
    they_exit(0, a, b, c);
    assert_code(0);
  }
}

/* --- Classic --- */

static void boot_classic(void)
{
  one_classic_child();
  world_boot();
}

Test(classic, every_signal_but_chld_is_forwarded)
{
  boot_classic();
  for (uint8_t i = 1; i <= BATON_SIGNALS; i++) {
    if (i != CORE_SIGKILL && i != CORE_SIGSTOP) {
      baton_gets(i);
      cr_assert_eq(signals(a, i), i != CORE_SIGCHLD, "signal %u", i);
    }
  }
  assert_status(a, RUNNING);
}

/* The shell then does without a look at the clock. */
Test(classic, what_is_only_handed_on_asks_for_no_time)
{
  boot_classic();
  int64_t then = world.now;
  for (uint8_t i = 1; i <= BATON_SIGNALS; i++) {
    bool ends = i == CORE_SIGTERM || i == CORE_SIGINT || i == CORE_SIGQUIT || i == CORE_SIGPWR ||
                i == CORE_SIGRTMIN_3;
    cr_assert_eq(core_hands_on(&world.core, i), !ends, "signal %u", i);
    if (!ends && i != CORE_SIGCHLD) {
      unsigned before = signals(a, i);
      world.now = then + i % 2 * INT64_C(1000000);
      baton_gets(i);
      cr_assert_eq(signals(a, i), before + 1);
      cr_assert_eq(core_deadline(&world.core), CORE_NEVER);
    }
  }
}

Test(classic, a_signal_that_stands_for_a_shutdown_asks_for_the_time)
{
  one_classic_child();
  world.tree.plan.globals.signal_map[SIGUSR1_NUMBER] = BATON_MAP_SHUTDOWN;
  world.tree.plan.globals.signal_map[SIGUSR2_NUMBER] = CORE_SIGHUP;
  world_boot();
  cr_assert(!core_hands_on(&world.core, SIGUSR1_NUMBER));
  cr_assert(core_hands_on(&world.core, SIGUSR2_NUMBER));
}

Test(classic, without_a_process_or_at_its_end_every_signal_asks_for_the_time)
{
  one_classic_child();
  world_boot_with(HOLD_SPAWNS);
  cr_assert(!core_hands_on(&world.core, SIGUSR1_NUMBER), "it is kept for the process");
  boot_classic();
  exit_and_pass(a, 0, 0);
  cr_assert(!core_hands_on(&world.core, SIGUSR1_NUMBER));
}

Test(classic, a_supervisor_looks_at_the_clock)
{
  boot_three_plain();
  cr_assert(!core_hands_on(&world.core, SIGUSR1_NUMBER));
}

Test(classic, with_g_they_go_to_its_group)
{
  one_classic_child();
  set(a)->kill = BATON_KILL_GROUP;
  world_boot();
  baton_gets(CORE_SIGTERM);
  cr_assert_neq(world.children[a].signal_flags[CORE_SIGTERM] & ACTION_GROUP, 0);
}

Test(classic, what_asks_for_a_stop_is_followed_by_cont)
{
  one_classic_child();
  set(a)->kill = BATON_KILL_GROUP;
  set(a)->stop_signal = CORE_SIGQUIT;
  world.tree.plan.globals.signal_map[CORE_SIGWINCH] = BATON_MAP_SHUTDOWN;
  world_boot();
  baton_gets(CORE_SIGINT);
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGWINCH);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGINT], ACTION_GROUP);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGTERM], ACTION_GROUP | ACTION_CONTINUE);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGQUIT], ACTION_GROUP | ACTION_CONTINUE);
}

Test(classic, under_another_name_a_term_goes_alone)
{
  one_classic_child();
  world.tree.plan.globals.personality = BATON_PERSONALITY_TINI;
  world_boot();
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.children[a].signal_flags[CORE_SIGTERM], 0);
}

Test(classic, each_of_them_is_forwarded_every_time_and_none_has_a_deadline)
{
  boot_classic();
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(due_in(), CORE_NEVER);
  pass(2000);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(stops(a), 2);
  cr_assert_eq(signals(a, CORE_SIGINT), 2);
  cr_assert_eq(kills(a), 0);
}

Test(classic, an_explicit_grace_is_a_deadline_after_term_and_a_second_term_does_not_move_it)
{
  one_classic_child();
  world.tree.plan.globals.flags |= BATON_GLOBAL_GRACE;
  world_boot();
  baton_gets(CORE_SIGTERM);
  pass(5000);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(stops(a), 2);
  assert_killed_after(a, 3000);
  it_dies(a, CORE_SIGKILL);
  assert_code(BATON_EXIT_SIGNAL + CORE_SIGKILL);
}

Test(classic, when_the_child_ends_what_is_left_is_drained)
{
  one_classic_child();
  world_boot_with(HOLD_DRAIN);
  it_exits(a, 5);
  cr_assert_eq(world.drains[0], 1);
  pass(100);
  cr_assert_eq(world.drains[CORE_SIGTERM], 1);
  drained(2);
  assert_drain_killed_after(1900);
  drained(0);
  assert_code(5);
}

static void stopped_after(int64_t ms)
{
  one_classic_child();
  world.tree.plan.globals.drain_ms = BATON_NONE;
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  pass(ms);
  it_exits(a, 0);
  if (world.drains[CORE_SIGTERM] == 0) {
    pass(100);
  }
}

Test(classic, the_drain_has_2s_or_what_is_left_of_grace_since_the_first_stop_signal)
{
  one_classic_child();
  world.tree.plan.globals.drain_ms = BATON_NONE;
  world_boot_with(HOLD_DRAIN);
  it_exits(a, 0);
  pass(100);
  cr_assert_eq(due_in(), 1900);
  stopped_after(5000);
  cr_assert_eq(due_in(), 1900);
  stopped_after(7000);
  cr_assert_eq(due_in(), 900);
  stopped_after(9000);
  pass(0);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
}

Test(classic, a_drain_that_was_given_is_its_own)
{
  one_classic_child();
  world.tree.plan.globals.drain_ms = 3000;
  world_boot_with(HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  pass(7000);
  it_exits(a, 0);
  pass(100);
  cr_assert_eq(due_in(), 2900);
}

Test(classic, with_drain_off_it_ends_at_once)
{
  one_classic_child();
  world.tree.plan.globals.flags &= ~(uint32_t)BATON_GLOBAL_DRAIN;
  world_boot();
  it_exits(a, 5);
  assert_code(5);
}

Test(classic, there_is_no_sweep)
{
  boot_classic();
  it_exits(a, 0);
  for (uint8_t i = 0; i <= BATON_SIGNALS; i++) {
    cr_assert_eq(sweeps(a, i), 0);
  }
}

Test(classic, baton_ends_with_the_childs_code_also_after_a_forwarded_term)
{
  boot_classic();
  it_exits(a, 201);
  assert_code(201);
  boot_classic();
  baton_gets(CORE_SIGTERM);
  it_dies(a, CORE_SIGTERM);
  assert_code(BATON_EXIT_SIGNAL + CORE_SIGTERM);
}

Test(classic, a_code_that_counts_as_success_is_0)
{
  one_classic_child();
  set(a)->success_codes[2] |= UINT64_C(1) << (143 - 128);
  world_boot();
  it_exits(a, 143);
  assert_code(0);
}

Test(classic, a_signal_before_the_process_exists_is_held_and_delivered_once)
{
  one_classic_child();
  world_boot_with(HOLD_SPAWNS);
  baton_gets(CORE_SIGTERM);
  baton_gets(SIGUSR1_NUMBER);
  baton_gets(SIGUSR1_NUMBER);
  cr_assert_eq(received(a), 0);
  it_spawned(a);
  cr_assert_eq(stops(a), 1);
  cr_assert_eq(signals(a, SIGUSR1_NUMBER), 1);
  it_exits(a, 0);
  assert_code(0);
}

/* The queue has room for each of them, and for what the start and the end of a process say. */
Test(classic, every_signal_may_be_held_until_there_is_a_process_that_is_killed)
{
  one_classic_child();
  world_boot_with(HOLD_SPAWNS);
  for (uint8_t signal = 1; signal <= BATON_SIGNALS; signal++) {
    if (signal != CORE_SIGKILL && signal != CORE_SIGSTOP) {
      baton_gets(signal);
    }
  }
  operator_shutdown(0);
  pass_deadline();
  it_spawned(a);
  cr_assert_eq(world.core.state->broken_line, 0);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
  cr_assert_eq(signals(a, BATON_SIGNALS), 1);
}

Test(classic, a_signal_during_a_retry_is_not_lost)
{
  one_classic_child();
  world_boot_with(HOLD_SPAWNS);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  baton_gets(CORE_SIGHUP);
  pass(100);
  it_spawned(a);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
}

Test(classic, a_stop_asked_for_while_there_is_no_process_ends_it_at_once_with_the_signals_code)
{
  one_classic_child();
  world_boot_with(HOLD_SPAWNS);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  baton_gets(CORE_SIGTERM);
  assert_code(BATON_EXIT_SIGNAL + CORE_SIGTERM);
  cr_assert_eq(end_of(a)->flags, 0);
  cr_assert_eq(spawns(a), 1);
}

Test(classic, such_an_end_may_count_as_success)
{
  one_classic_child();
  set(a)->success_signals = BATON_SIGNAL_BIT(CORE_SIGQUIT);
  world_boot_with(HOLD_SPAWNS);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  baton_gets(CORE_SIGQUIT);
  assert_code(0);
}

Test(classic, a_mapped_signal_is_forwarded_as_the_other)
{
  one_classic_child();
  world.tree.plan.globals.signal_map[CORE_SIGTERM] = CORE_SIGQUIT;
  world.tree.plan.globals.signal_map[CORE_SIGHUP] = BATON_MAP_DROP;
  world_boot();
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGQUIT), 1);
  cr_assert_eq(received(a), 1);
}

Test(classic, mapped_to_shutdown_the_child_gets_its_stop_signal)
{
  one_classic_child();
  world.tree.plan.globals.signal_map[CORE_SIGWINCH] = BATON_MAP_SHUTDOWN;
  world_boot();
  baton_gets(CORE_SIGWINCH);
  cr_assert_eq(stops(a), 1);
  it_exits(a, 9);
  assert_code(9);
}

Test(classic, a_missing_command_is_127_and_one_that_cannot_be_run_126)
{
  boot_classic();
  it_exec_fails(a, FAILURE_MISSING);
  assert_code(BATON_EXIT_MISSING);
  boot_classic();
  it_exec_fails(a, FAILURE_CANNOT);
  assert_code(BATON_EXIT_CANNOT);
}

Test(classic, an_explicit_stop_signal_is_what_term_becomes)
{
  one_classic_child();
  set(a)->stop_signal = CORE_SIGQUIT;
  set(a)->flags |= BATON_SET_STOP_SIGNAL;
  world_boot();
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(stops(a), 0);
  cr_assert_eq(signals(a, CORE_SIGQUIT), 1);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
}

Test(classic, after_kill_another_term_sets_no_deadline)
{
  one_classic_child();
  world.tree.plan.globals.flags |= BATON_GLOBAL_GRACE;
  set(a)->kill = BATON_KILL_GROUP;
  world_boot();
  baton_gets(CORE_SIGTERM);
  pass(8000);
  cr_assert_eq(kills(a), 1);
  cr_assert_neq(world.children[a].signal_flags[CORE_SIGKILL] & ACTION_GROUP, 0);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(due_in(), CORE_NEVER);
}

Test(classic, while_it_drains_signals_go_to_nobody)
{
  one_classic_child();
  world_boot_with(HOLD_DRAIN);
  it_exits(a, 3);
  baton_gets(CORE_SIGHUP);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(signals(a, CORE_SIGHUP) + stops(a), 0);
  drained(0);
  assert_code(3);
}

Test(classic, a_mapped_term_is_what_it_is_mapped_to_whatever_the_stop_signal)
{
  one_classic_child();
  set(a)->stop_signal = CORE_SIGQUIT;
  set(a)->flags |= BATON_SET_STOP_SIGNAL;
  world.tree.plan.globals.signal_map[CORE_SIGTERM] = SIGUSR1_NUMBER;
  boot_and_shut_down();
  cr_assert_eq(signals(a, SIGUSR1_NUMBER), 1);
  cr_assert_eq(signals(a, CORE_SIGQUIT), 0);
}

Test(classic, while_it_drains_what_ends_containers_is_ignored_and_logged)
{
  one_classic_child();
  world.tree.plan.globals.signal_map[CORE_SIGHUP] = BATON_MAP_SHUTDOWN;
  world_boot_with(HOLD_DRAIN);
  it_exits(a, 0);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.notes[NOTE_SIGNAL_IGNORED], 1);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(world.notes[NOTE_SIGNAL_IGNORED], 2);
  baton_gets(SIGUSR2_NUMBER);
  cr_assert_eq(world.notes[NOTE_SIGNAL_IGNORED], 2);
}

Test(classic, a_second_int_forces_the_drain)
{
  one_classic_child();
  world.tree.plan.globals.drain_ms = 8000;
  world_boot_with(HOLD_DRAIN);
  it_exits(a, 0);
  baton_gets(CORE_SIGINT);
  pass(1000);
  cr_assert_eq(world.drains[CORE_SIGKILL], 0);
  baton_gets(CORE_SIGINT);
  cr_assert_eq(world.drains[CORE_SIGKILL], 1);
}

Test(classic, once_it_is_being_stopped_a_term_is_not_forwarded)
{
  boot_classic();
  operator_shutdown(BATON_NONE);
  cr_assert_eq(stops(a), 1);
  baton_gets(CORE_SIGTERM);
  baton_gets(SIGUSR2_NUMBER);
  cr_assert_eq(stops(a), 1);
  cr_assert_eq(signals(a, SIGUSR2_NUMBER), 0);
  cr_assert_eq(world.notes[NOTE_SIGNAL_IGNORED], 1);
}

static void held(uint8_t one, uint8_t another)
{
  one_classic_child();
  world.tree.plan.globals.flags |= BATON_GLOBAL_GRACE;
  world_boot_with(HOLD_SPAWNS);
  baton_gets(one);
  baton_gets(another);
  it_spawned(a);
  cr_assert_eq(signals(a, one), 1);
  cr_assert_eq(signals(a, another), 1);
}

Test(classic, a_held_term_has_its_deadline_from_the_start_and_another_signal_has_none)
{
  held(CORE_SIGTERM, SIGUSR2_NUMBER);
  assert_killed_after(a, 8000);
  held(SIGUSR1_NUMBER, BATON_SIGNALS);
  cr_assert_eq(due_in(), CORE_NEVER);
}

Test(classic, a_held_term_sets_one_deadline)
{
  held(CORE_SIGTERM, CORE_SIGQUIT);
  it_exec_fails(a, FAILURE_TRANSIENT);
  pass(1000);
  cr_assert_eq(spawns(a), 2);
  it_spawned(a);
  cr_assert_eq(due_in(), CORE_NEVER);
  cr_assert_eq(stops(a), 1);
}
