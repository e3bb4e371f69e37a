/* supervision.md, "An instance ends", 6: strategies and group restarts. */
#include "core_lines.h"

/* --- Whom an end touches --- */

Test(strategy, one_for_one_touches_only_this_child)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, OBEDIENT);
  exit_and_pass(b, 1, 100);
  assert_instances(1, 2, 1);
  cr_assert_eq(stops(a) + stops(c), 0);
}

Test(strategy, one_for_all_stops_all_siblings_and_starts_all_once)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ALL, OBEDIENT);
  it_exits(b, 1);
  assert_stops(1, 0, 1);
  pass(100);
  assert_instances(2, 2, 2);
  pass(600000);
  assert_instances(2, 2, 2);
}

Test(strategy, rest_for_one_stops_the_siblings_declared_after_it)
{
  boot_three_with(BATON_STRATEGY_REST_FOR_ONE, OBEDIENT);
  it_exits(b, 1);
  assert_stops(0, 0, 1);
  pass(100);
  assert_instances(1, 2, 2);
}

Test(strategy, under_rest_for_one_the_last_touches_nobody_and_its_delay_alone_decides)
{
  boot_three_with(BATON_STRATEGY_REST_FOR_ONE, OBEDIENT);
  assert_back_after(c, 1, 100);
  assert_back_after(c, 1, 200);
  assert_instances(1, 1, 3);
}

Test(strategy, it_fires_at_once_in_the_reverse_of_the_line_and_the_delay_runs_meanwhile)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  assert_stops(0, 0, 1);
  pass(30);
  it_exits(c, 0);
  assert_stops(0, 1, 1);
  pass(30);
  it_exits(b, 0);
  cr_assert(restarts_after(a, 40));
}

Test(strategy, the_members_start_when_nothing_is_left_of_the_last)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  exit_and_pass(c, 0, 5000);
  cr_assert_eq(spawns(a), 1);
  world.hold_sweeps = true;
  exit_and_pass(b, 0, 1000);
  cr_assert_eq(spawns(a), 1);
  it_swept(b, 0);
  cr_assert_eq(spawns(a), 2);
}

/* What was ready once does not satisfy any more. */
Test(strategy, the_members_start_in_order_and_each_waits_anew)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(a);
  world_boot_with(OBEDIENT);
  it_ready(a);
  exit_and_pass(c, 1, 100);
  assert_status(a, STARTING);
  assert_instances(2, 1, 1);
  it_ready(a);
  assert_instances(2, 2, 2);
  cr_assert_lt(world.children[b].spawned_at, world.children[c].spawned_at);
}

Test(strategy, the_member_that_was_gone_last_starts_in_its_turn)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_after_none(b);
  world_after_none(c);
  world_boot_with(HOLD_SPAWNS);
  it_spawned(a);
  it_spawned(b);
  it_spawned(c);
  it_exits(a, 1);
  exit_and_pass(c, 0, 200);
  it_exits(b, 0);
  cr_assert_eq(spawns(b), 2);
  cr_assert_lt(world.children[a].spawned_at, world.children[b].spawned_at);
}

Test(strategy, what_is_not_restarted_triggers_nothing)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->policy = BATON_POLICY_ON_FAILURE;
  world_boot_with(OBEDIENT);
  it_exits(a, 0);
  assert_status(a, FINISHED);
  cr_assert_eq(stops(b) + stops(c), 0);
}

/* --- The order passes through siblings that have ended for good --- */

/* a has to say that it is ready, b is a oneshot and has finished, c waits for b. */
static void behind_a_finished_oneshot(enum baton_strategy strategy)
{
  three_children(strategy);
  world_ready_fd(a);
  world_oneshot(b);
  world_boot_with(OBEDIENT);
  it_ready(a);
  it_exits(b, 0);
  assert_instances(1, 1, 1);
}

Test(passes_on, behind_a_finished_oneshot_a_member_waits_for_what_the_oneshot_waited_for)
{
  for (unsigned i = 0; i < 2; i++) {
    behind_a_finished_oneshot(i == 0 ? BATON_STRATEGY_ONE_FOR_ALL : BATON_STRATEGY_REST_FOR_ONE);
    exit_and_pass(a, 1, 5000);
    assert_instances(2, 1, 1);
    assert_status(c, PENDING);
    it_ready(a);
    assert_instances(2, 1, 2);
    exit_and_pass(a, 1, 5000);
    assert_instances(3, 1, 2);
    it_ready(a);
    assert_instances(3, 1, 3);
  }
}

Test(passes_on, behind_a_finished_oneshot_a_member_fails_if_what_that_waited_for_does)
{
  behind_a_finished_oneshot(BATON_STRATEGY_ONE_FOR_ALL);
  exit_and_pass(a, 1, 100);
  it_exec_fails(a, FAILURE_CANNOT);
  assert_reason(c, DEPENDENCY);
  cr_assert_eq(world.note_value[NOTE_DEPENDENCY], a, "who only passed it on is not to blame");
  cr_assert_eq(spawns(c), 1);
}

Test(passes_on, from_sibling_to_sibling_and_from_list_to_list)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ALL);
  a = world_child(BATON_ROOT, "a");
  uint32_t other = world_child(BATON_ROOT, "other");
  b = world_child(BATON_ROOT, "b");
  uint32_t last = world_child(BATON_ROOT, "last");
  c = world_child(BATON_ROOT, "c");
  world_ready_fd(a);
  world_ready_fd(other);
  world_oneshot(b);
  world_after(b, a);
  world_after(b, other);
  world_oneshot(last);
  world_after(c, last);
  world_boot_with(OBEDIENT);
  it_ready(a);
  it_ready(other);
  it_exits(b, 0);
  it_exits(last, 0);
  exit_and_pass(a, 1, 100);
  it_ready(a);
  assert_instances(2, 1, 1);
  it_ready(other);
  assert_instances(2, 1, 2);
}

Test(passes_on, an_optional_one_that_failed_does_so_too)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(a);
  set(b)->policy = BATON_POLICY_NEVER;
  clause(b)->optional = 1;
  world_ready_fd(b);
  world_boot_with(OBEDIENT);
  it_ready(a);
  it_exits(b, 1);
  cr_assert_eq(spawns(c), 1);
  exit_and_pass(a, 1, 5000);
  assert_instances(2, 1, 1);
  it_ready(a);
  assert_instances(2, 1, 2);
}

/* An operator starts b before a is ready. */
static void ended_before_its_turn(void)
{
  three_plain_children();
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  world_ready_fd(a);
  world_oneshot(b);
  world_boot_with(OBEDIENT);
  operator_start(b);
  it_exits(b, 0);
  assert_status(b, FINISHED);
  assert_status(c, PENDING);
}

Test(passes_on, what_ended_before_its_turn_satisfies_once_its_turn_has_come)
{
  ended_before_its_turn();
  it_ready(a);
  cr_assert_eq(spawns(c), 1);
}

Test(passes_on, what_ended_before_its_turn_satisfies_nobody_if_its_turn_never_comes)
{
  ended_before_its_turn();
  it_exits(a, 0);
  assert_reason(c, DEPENDENCY);
  cr_assert_eq(world.note_value[NOTE_DEPENDENCY], a);
}

/* b was up when c's restart began, and is down before c is due. */
Test(passes_on, what_an_operator_stopped_tells_those_behind_an_ended_one)
{
  world_begin_with(BATON_STRATEGY_REST_FOR_ONE);
  a = world_child(BATON_ROOT, "a");
  b = world_child(BATON_ROOT, "b");
  uint32_t ended = world_child(BATON_ROOT, "ended");
  c = world_child(BATON_ROOT, "c");
  world_ready_fd(a);
  world_oneshot(ended);
  world_boot();
  it_ready(a);
  it_exits(ended, 0);
  operator_stop(b);
  it_exits(c, 1);
  it_exits(a, 1);
  it_dies(b, 15);
  assert_status(b, STOPPED);
  pass(100);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(spawns(c), 1);
  it_ready(a);
  cr_assert_eq(spawns(c), 2);
}

/* While a's stop holds up the restart of c, the oneshot that barred c's way is started again. What
 * those in between had been told holds no longer then, and is asked anew from the first to the last
 * before c is. */
Test(passes_on, what_is_started_again_is_known_before_anybody_is_failed_for_it)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  a = world_child(BATON_ROOT, "a");
  b = world_child(BATON_ROOT, "b");
  uint32_t near = world_child(BATON_ROOT, "near");
  uint32_t far = world_child(BATON_ROOT, "far");
  c = world_child(BATON_ROOT, "c");
  world_oneshot(b);
  set(b)->policy = BATON_POLICY_NEVER;
  clause(near)->optional = clause(far)->optional = 1;
  world_after(c, b);
  world_after(c, far);
  world_boot_with(OBEDIENT);
  it_exits(b, 1);
  assert_reason(far, DEPENDENCY);
  assert_reason(c, DEPENDENCY);
  operator_start(c);
  world.obedient = false;
  it_exits(c, 1);
  operator_start(b);
  assert_status(c, PENDING);
  it_dies(a, 15);
  pass(200);
  assert_instances(2, 2, 1);
  it_exits(b, 0);
  assert_instances(2, 2, 2);
}

/* Satisfied, and up: nobody asks what it waits for. */
/* Of those between, the last has not heard of it yet. What was alive holds up its group's start. */
Test(passes_on, who_is_told_of_a_start_does_not_believe_what_those_between_said_before_it)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  uint32_t deaf = world_child(BATON_ROOT, "deaf");
  uint32_t trigger = world_child(BATON_ROOT, "trigger");
  uint32_t fails = world_child(BATON_ROOT, "fails");
  uint32_t told[] = {world_child(BATON_ROOT, "x"), world_child(BATON_ROOT, "y"),
                     world_child(BATON_ROOT, "z")};
  uint32_t waits = world_child(BATON_ROOT, "waits");
  clause(told[0])->optional = clause(told[1])->optional = clause(told[2])->optional = 1;
  world_ready_fd(fails);
  set(fails)->policy = BATON_POLICY_NEVER;
  world_after(waits, told[0]);
  world_after(waits, told[2]);
  world_boot();
  it_exits(fails, 1);
  assert_status(waits, FAILED);
  it_exits(trigger, 1);
  cr_assert_eq(stops(deaf), 1);
  operator_restart(waits);
  operator_restart(told[0]);
  assert_status(waits, PENDING);
}

Test(passes_on, what_is_up_does_not)
{
  three_plain_children();
  world_ready_fd(a);
  world_boot();
  operator_start(b);
  assert_status(b, RUNNING);
  cr_assert_eq(spawns(c), 1);
}

/* --- Who is a member --- */

Test(members, what_was_alive_is_started_again_whatever_its_policy_a_oneshot_too)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(b)->policy = BATON_POLICY_NEVER;
  world_oneshot(c);
  world_boot_with(OBEDIENT);
  exit_and_pass(a, 1, 100);
  assert_instances(2, 2, 2);
}

Test(members, what_had_ended_for_good_stays_ended_a_oneshot_too)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_oneshot(a);
  set(b)->policy = BATON_POLICY_NEVER;
  world_boot_with(OBEDIENT);
  it_exits(a, 0);
  they_exit(1, b, c);
  pass(100);
  assert_instances(1, 1, 2);
  assert_status(a, FINISHED);
  assert_status(b, FAILED);
}

Test(members, what_was_pending_is_started)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(b);
  world_boot_with(OBEDIENT);
  assert_status(c, PENDING);
  exit_and_pass(a, 1, 100);
  assert_instances(2, 2, 0);
  it_ready(b);
  assert_instances(2, 2, 1);
}

Test(members, one_in_backoff_keeps_its_own_due_time_as_a_lower_bound)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(b)->optional = 1;
  set(b)->backoff_initial_ms = 5000;
  world_boot_with(OBEDIENT);
  they_exit(1, b, a);
  pass(100);
  cr_assert_eq(spawns(a), 2);
  pass(4899);
  cr_assert_eq(spawns(b), 1);
  pass(1);
  cr_assert_eq(spawns(b), 2);
}

Test(members, one_in_a_shorter_backoff_waits_for_the_group)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(b)->optional = 1;
  set(b)->backoff_initial_ms = 10;
  set(a)->backoff_initial_ms = 1000;
  world_boot_with(OBEDIENT);
  they_exit(1, b, a);
  pass(999);
  assert_instances(1, 1, 1);
  pass(1);
  assert_instances(2, 2, 2);
}

Test(members, a_node_that_an_operator_stopped_or_is_stopping_is_none)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  operator_stop(a);
  it_exits(a, 0);
  operator_stop(b);
  it_exits(c, 1);
  assert_stops(1, 1, 0);
  exit_and_pass(b, 0, 1000);
  assert_instances(1, 1, 2);
  assert_status(a, STOPPED);
  assert_status(b, STOPPED);
}

Test(members, an_operators_stop_takes_a_member_out_of_the_set_that_is_waited_for)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(b, 1);
  operator_stop(c);
  pass(1000);
  assert_instances(1, 1, 1);
  they_exit(0, c, a);
  pass(1000);
  assert_instances(2, 2, 1);
  assert_status(c, STOPPED);
}

Test(members, an_operators_stop_takes_what_is_pending_out_of_the_set_the_trigger_too)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ALL, OBEDIENT);
  it_exits(a, 1);
  operator_stop(b);
  assert_instances(1, 1, 1);
  operator_stop(a);
  assert_status(a, STOPPED);
  assert_status(b, STOPPED);
  assert_instances(1, 1, 2);
}

Test(members, killed_by_an_operators_stop_counts_as_stopped)
{
  world_begin();
  a = world_child(BATON_ROOT, "a");
  world_oneshot(a);
  world_boot();
  operator_stop(a);
  pass(8000);
  it_dies(a, CORE_SIGKILL);
  assert_status(a, KILLED);
  assert_up();
  operator_start(a);
  assert_status(a, STARTING);
}

Test(members, one_that_ends_before_its_own_stop_signal_comes_back_whatever_its_policy_or_code)
{
  for (unsigned i = 0; i < 2U * BATON_POLICY_COUNT; i++) {
    three_children(BATON_STRATEGY_ONE_FOR_ALL);
    set(a)->policy = (uint8_t)(i / 2U);
    set(a)->backoff_initial_ms = 3000;
    world_boot();
    it_exits(b, 1);
    cr_assert_eq(stops(a), 0, "c's stage comes first");
    it_exits(a, i % 2U);
    exit_and_pass(c, 0, 0);
    assert_instances(2, 1, 1);
    cr_assert_eq(world.core.nodes[a].start_cause, BATON_CAUSE_SIBLING);
    pass(100);
    assert_instances(2, 2, 2);
  }
}

Test(members, one_that_is_not_ready_in_time_before_its_own_stop_signal_comes_back)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(a);
  set(a)->start_timeout_ms = 50;
  set(a)->policy = BATON_POLICY_NEVER;
  world_after_none(b);
  world_after_none(c);
  world_boot();
  pass(50);
  it_exits(b, 1);
  it_dies(a, CORE_SIGTERM);
  assert_status(a, PENDING);
  exit_and_pass(c, 0, 100);
  assert_instances(2, 2, 2);
}

Test(members, one_that_is_swept_when_its_stage_comes_is_waited_for)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  world.hold_sweeps = true;
  it_exits(b, 1);
  it_exits(a, 1);
  it_swept(b, 0);
  it_exits(c, 0);
  it_swept(c, 0);
  pass(1000);
  assert_instances(1, 1, 1);
  it_swept(a, 0);
  assert_instances(2, 2, 2);
}

Test(members, a_supervisor_that_is_stopped_with_its_group_has_not_ended)
{
  nested(BATON_STRATEGY_ONE_FOR_ALL, NO_STRATEGY);
  world_boot_with(OBEDIENT);
  it_exits(a, 1);
  cr_assert_eq(world.notes[NOTE_ENDED], 3, "of a and of the two below");
  pass(100);
  assert_status(below, RUNNING);
  cr_assert_eq(spawns(first), 2);
}

Test(members, a_supervisor_that_is_done_before_its_own_stop_comes_back)
{
  nested(BATON_STRATEGY_ONE_FOR_ALL, NO_STRATEGY);
  c = world_child(BATON_ROOT, "c");
  world_boot();
  it_exits(a, 1);
  they_exit(0, first, second);
  exit_and_pass(c, 0, 100);
  assert_status(below, RUNNING);
  cr_assert_eq(spawns(first), 2);
  cr_assert_eq(spawns(c), 2);
}

/* a's end begins the group restart while there is no process of b yet, and c has to be stopped. */
static void b_cannot_be_run(enum baton_auto_shutdown mode, bool optional)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->auto_shutdown = (uint8_t)mode;
  clause(b)->optional = optional;
  world_after_none(b);
  world_after_none(c);
  world_boot_with(HOLD_SPAWNS);
  it_spawned(a);
  it_spawned(c);
  it_exits(a, 1);
  it_spawn_fails(b, FAILURE_MISSING);
  assert_status(b, FAILED);
  assert_up();
  it_exits(c, 0);
}

Test(members,
     one_that_cannot_be_run_stays_down_and_auto_shutdown_looks_at_it_when_the_group_is_down)
{
  b_cannot_be_run(BATON_AUTO_SHUTDOWN_ANY, false);
  assert_code(BATON_EXIT_MISSING);
  assert_instances(1, 1, 1);
  b_cannot_be_run(BATON_AUTO_SHUTDOWN_FAILED, false);
  assert_code(BATON_EXIT_MISSING);
}

Test(members, one_that_cannot_be_run_leaves_the_others_to_come_back_where_nobody_minds)
{
  for (unsigned i = 0; i < 2; i++) {
    b_cannot_be_run(i == 0 ? BATON_AUTO_SHUTDOWN_ALL : BATON_AUTO_SHUTDOWN_ANY, i != 0);
    pass(100);
    assert_up();
    assert_instances(2, 1, 2);
    assert_status(b, FAILED);
  }
}

Test(members, one_that_cannot_be_run_after_its_stop_signal_stays_down_too)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world_boot();
  it_exits(a, 1);
  it_exec_fails(c, FAILURE_CANNOT);
  assert_up();
  it_exits(b, 0);
  assert_code(BATON_EXIT_CANNOT);
}

/* They are four. c's end stops the group, and while d is still there a and b say that they cannot
 * be run, a with FAILURE_CANNOT and b with FAILURE_MISSING. */
static void two_cannot_be_run(const uint32_t *optional, const uint32_t *first_to_fail, uint8_t code)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ALL);
  a = world_child(BATON_ROOT, "a");
  b = world_child(BATON_ROOT, "b");
  c = world_child(BATON_ROOT, "c");
  uint32_t d = world_child(BATON_ROOT, "d");
  if (optional != NULL) {
    clause(*optional)->optional = 1;
  }
  world_after_none(b);
  world_after_none(c);
  world_after_none(d);
  world_boot_with(HOLD_SPAWNS);
  it_spawned(c);
  it_spawned(d);
  it_exits(c, 1);
  it_spawn_fails(*first_to_fail, first_to_fail == &a ? FAILURE_CANNOT : FAILURE_MISSING);
  it_spawn_fails(first_to_fail == &a ? b : a,
                 first_to_fail == &a ? FAILURE_MISSING : FAILURE_CANNOT);
  assert_up();
  it_exits(d, 0);
  assert_code(code);
}

Test(members, of_two_that_cannot_be_run_the_first_that_counts_decides)
{
  two_cannot_be_run(NULL, &a, BATON_EXIT_CANNOT);
  two_cannot_be_run(NULL, &b, BATON_EXIT_MISSING);
  two_cannot_be_run(&a, &a, BATON_EXIT_MISSING);
  two_cannot_be_run(&a, &b, BATON_EXIT_MISSING);
  two_cannot_be_run(&b, &a, BATON_EXIT_CANNOT);
  two_cannot_be_run(&b, &b, BATON_EXIT_CANNOT);
}

Test(members, who_had_finished_before_is_not_taken_for_one_that_cannot_be_run)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  set(a)->policy = BATON_POLICY_ON_FAILURE;
  world_boot();
  it_exits(a, 0);
  assert_status(a, FINISHED);
  it_exits(b, 1);
  it_exec_fails(c, FAILURE_CANNOT);
  assert_code(BATON_EXIT_CANNOT);
}

/* An operator started it during that stop, and it has finished since. */
Test(members, one_that_could_not_be_run_is_not_looked_at_in_a_later_group_restart)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  set(a)->policy = BATON_POLICY_ON_FAILURE;
  world_after_none(b);
  world_boot();
  it_exits(b, 1);
  it_exec_fails(a, FAILURE_CANNOT);
  operator_start(a);
  exit_and_pass(c, 0, 1000);
  assert_instances(2, 2, 2);
  it_exits(a, 0);
  assert_status(a, FINISHED);
  it_exits(b, 1);
  it_exec_fails(c, FAILURE_CANNOT);
  assert_code(BATON_EXIT_CANNOT);
}

/* second cannot be run, and third is still being stopped. */
static uint32_t nested_stops(void)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ONE);
  add_below(BATON_STRATEGY_ONE_FOR_ALL);
  uint32_t third = world_child(below, "third");
  a = world_child(BATON_ROOT, "a");
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  clause(below)->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  set(second)->policy = BATON_POLICY_ON_FAILURE;
  world_boot();
  it_exits(first, 1);
  it_exec_fails(second, FAILURE_CANNOT);
  return third;
}

Test(members, one_that_could_not_be_run_is_not_looked_at_once_its_supervisor_is_restarted)
{
  uint32_t third = nested_stops();
  operator_restart(below);
  it_exits(third, 0);
  it_exits(second, 0);
  assert_status(second, FINISHED);
  it_exits(first, 1);
  cr_assert_eq(world.notes[NOTE_SUPERVISOR_END], 0);
  it_exec_fails(third, FAILURE_CANNOT);
  cr_assert_eq(world.notes[NOTE_SUPERVISOR_END], 1);
}

/* a is in an earlier stage of the shutdown. */
Test(members, one_that_could_not_be_run_ends_no_supervisor_that_a_stop_covers)
{
  uint32_t third = nested_stops();
  baton_gets(CORE_SIGTERM);
  it_exits(third, 0);
  cr_assert_eq(world.notes[NOTE_SUPERVISOR_END], 0);
  assert_up();
  it_exits(a, 0);
  assert_code(0);
}

Test(members, one_that_could_not_be_run_is_not_looked_at_if_an_operator_has_started_it)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world_boot();
  it_exits(a, 1);
  it_exec_fails(c, FAILURE_CANNOT);
  operator_start(c);
  exit_and_pass(b, 0, 100);
  assert_up();
  assert_instances(2, 2, 2);
}

Test(members, what_failed_under_an_older_stop_is_not_looked_at_again)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, BATON_STRATEGY_ONE_FOR_ALL);
  world_boot();
  it_exits(first, 1);
  it_exec_fails(second, FAILURE_CANNOT);
  cr_assert_eq(status(second), BATON_STATUS_FAILED);
}

Test(members, one_that_ends_before_its_own_stop_signal_counts_for_no_breaker)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->breaker.limit = 0;
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 600000};
  world_boot();
  they_exit(1, b, a);
  exit_and_pass(c, 0, 1000);
  assert_up();
  assert_instances(2, 2, 2);
}

Test(members, one_that_ends_after_its_stop_signal_comes_back_whatever_its_code)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(c)->policy = BATON_POLICY_NEVER;
  world_boot();
  it_exits(b, 1);
  they_exit(99, c, a);
  pass(100);
  assert_instances(2, 2, 2);
}

Test(members, they_count_for_no_breaker)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(b)->breaker.limit = 0;
  set(c)->breaker.limit = 1;
  world_boot_with(OBEDIENT);
  for (unsigned i = 0; i < 5; i++) {
    exit_and_pass(a, 1, 30000);
  }
  assert_up();
  assert_instances(6, 6, 6);
  exit_and_pass(c, 1, 100);
  assert_up();
}

Test(members, the_trigger_counts_once_for_its_own_breaker)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->breaker.limit = 2;
  world_boot_with(OBEDIENT);
  exit_and_pass(a, 1, 100);
  exit_and_pass(a, 1, 200);
  assert_up();
  it_exits(a, 4);
  assert_code(4);
}

Test(members, their_start_is_no_backoff_step_of_theirs)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ALL, OBEDIENT);
  exit_and_pass(a, 1, 100);
  exit_and_pass(b, 1, 99);
  assert_instances(3, 2, 2);
  pass(1);
  assert_instances(3, 3, 3);
}

/* --- One group restart at a time --- */

Test(group, an_end_during_its_stop_completes_the_stop_and_triggers_nothing)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_PARALLEL;
  world_after_none(b);
  world_after_none(c);
  set(c)->breaker.limit = 0;
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 600000};
  world_boot();
  it_exits(a, 1);
  it_dies(c, 11);
  exit_and_pass(b, 1, 100);
  assert_up();
  assert_instances(2, 2, 2);
}

Test(group, an_end_of_a_member_that_was_started_again_is_a_new_trigger)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(b);
  world_boot_with(OBEDIENT);
  it_ready(b);
  exit_and_pass(c, 1, 100);
  assert_instances(2, 2, 1);
  it_exits(a, 1);
  cr_assert_eq(stops(b), 2, "b was up again");
  pass(100);
  assert_instances(3, 3, 1);
  it_ready(b);
  assert_instances(3, 3, 2);
}

Test(group, a_failed_start_of_a_member_is_a_new_trigger)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(b);
  world_boot_with(OBEDIENT);
  it_ready(b);
  exit_and_pass(c, 1, 100);
  it_dies(b, 11);
  cr_assert_eq(stops(a), 2);
  pass(100);
  assert_instances(3, 3, 1);
}

Test(group, each_trigger_counts_for_the_intensity)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 600000};
  world_ready_fd(b);
  world_boot_with(OBEDIENT);
  it_ready(b);
  exit_and_pass(c, 1, 100);
  it_exits(a, 8);
  assert_code(8);
}

Test(group, each_triggers_due_time_holds_for_it_and_what_is_behind_it)
{
  for (unsigned i = 0; i < 2; i++) {
    three_children(BATON_STRATEGY_REST_FOR_ONE);
    set(i == 0 ? a : b)->backoff_initial_ms = 5000;
    world_boot();
    it_exits(b, 1);
    it_exits(c, 0);
    exit_and_pass(a, 1, 99);
    assert_instances(1, 1, 1);
    pass(1);
    assert_instances(1U + i, 1, 1);
    pass(4899);
    assert_instances(1U + i, 1, 1);
    pass(1);
    assert_instances(2, 2, 2);
  }
}

Test(group, an_earlier_member_does_not_wait_out_a_later_ones_backoff)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(b)->backoff_initial_ms = 5000;
  world_boot_with(OBEDIENT);
  it_exits(b, 1);
  assert_instances(2, 1, 1);
  pass(4999);
  assert_instances(2, 1, 1);
  pass(1);
  assert_instances(2, 2, 2);
}

Test(group, a_member_that_waits_for_nobody_waits_out_nobodys_backoff)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->backoff_initial_ms = 5000;
  world_after_none(c);
  world_boot_with(OBEDIENT);
  it_exits(a, 1);
  assert_instances(1, 1, 2);
  pass(5000);
  assert_instances(2, 2, 2);
}

Test(group, a_member_that_an_operator_takes_out_satisfies_as_before)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(b)->backoff_initial_ms = 5000;
  world_boot_with(OBEDIENT);
  it_exits(b, 1);
  assert_instances(2, 1, 1);
  operator_stop(b);
  assert_instances(2, 1, 2);
  assert_status(b, STOPPED);
}

Test(group, an_operators_start_of_what_passed_the_question_on_makes_its_waiters_wait_for_it)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ALL);
  a = world_child(BATON_ROOT, "a");
  b = world_child(BATON_ROOT, "b");
  uint32_t last = world_child(BATON_ROOT, "last");
  c = world_child(BATON_ROOT, "c");
  world_oneshot(b);
  world_oneshot(last);
  world_boot_with(OBEDIENT);
  it_exits(b, 0);
  it_exits(last, 0);
  it_exits(a, 1);
  operator_start(b);
  pass(100);
  assert_instances(2, 2, 1);
  it_exits(b, 0);
  assert_instances(2, 2, 2);
  cr_assert_eq(spawns(last), 1);
}

Test(group, an_end_of_a_live_sibling_outside_the_stop_is_a_trigger)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  set(a)->breaker.limit = 0;
  world_boot();
  it_exits(b, 1);
  it_exits(a, 6);
  it_exits(c, 0);
  assert_code(6);
}

Test(group, a_trigger_outside_joins_its_siblings_to_the_set)
{
  boot_three(BATON_STRATEGY_REST_FOR_ONE);
  they_exit(1, c, a);
  cr_assert_eq(stops(b), 1);
  exit_and_pass(b, 0, 100);
  assert_instances(2, 2, 2);
}

Test(group, members_outside_a_new_triggers_reach_go_on_starting)
{
  world_begin_with(BATON_STRATEGY_REST_FOR_ONE);
  a = world_child(BATON_ROOT, "a");
  b = world_child(BATON_ROOT, "b");
  c = world_child(BATON_ROOT, "c");
  uint32_t d = world_child(BATON_ROOT, "d");
  world_ready_fd(b);
  world_after_none(c);
  world_boot_with(OBEDIENT);
  it_ready(b);
  exit_and_pass(a, 1, 100);
  assert_instances(2, 2, 2);
  cr_assert_eq(spawns(d), 2);
  it_exits(c, 1);
  cr_assert_eq(stops(b), 1, "b is outside c's reach and stays up");
  cr_assert_eq(stops(a), 0);
  cr_assert_eq(stops(d), 2);
  it_ready(b);
  assert_status(b, RUNNING);
  pass(100);
  assert_instances(2, 2, 3);
  cr_assert_eq(spawns(d), 3);
}

Test(group, pending_members_outside_a_new_triggers_reach_go_on_starting)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  world_ready_fd(a);
  world_after_none(c);
  world_boot_with(OBEDIENT);
  it_ready(a);
  exit_and_pass(a, 1, 100);
  assert_instances(2, 1, 2);
  it_exits(c, 1);
  it_ready(a);
  assert_instances(2, 2, 2);
  pass(100);
  assert_instances(2, 2, 3);
}

Test(group, it_takes_over_an_operators_restart_of_its_member)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  operator_restart(b);
  it_exits(a, 1);
  cr_assert_eq(stops(b), 1);
  they_exit(0, b, c);
  cr_assert_eq(spawns(b), 1, "it starts with the group");
  pass(100);
  assert_instances(2, 2, 2);
}

Test(group, an_operators_restart_of_a_member_that_fails_to_start_waits_for_the_group)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(a);
  set(a)->start_timeout_ms = 50;
  set(a)->policy = BATON_POLICY_NEVER;
  world_after_none(b);
  world_after_none(c);
  world_boot();
  pass(50);
  cr_assert_eq(stops(a), 1);
  it_exits(c, 1);
  operator_restart(a);
  it_dies(a, CORE_SIGTERM);
  assert_instances(1, 1, 1);
  exit_and_pass(b, 0, 99);
  assert_instances(2, 2, 1);
  pass(1);
  assert_instances(2, 2, 2);
}

/* b had finished, or an operator had stopped it; c still stops, or is down as well. */
static void b_is_asked_for(void command(uint32_t), bool finished, bool down)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(b)->policy = BATON_POLICY_NEVER;
  world_boot();
  if (!finished) {
    operator_stop(b);
  }
  they_exit(0, b, a);
  if (down) {
    it_exits(c, 0);
  }
  command(b);
  assert_status(b, PENDING);
  if (!down) {
    it_exits(c, 0);
  }
}

Test(group, an_operators_start_or_restart_of_a_sibling_adds_it_to_the_set)
{
  for (unsigned i = 0; i < 8; i++) {
    b_is_asked_for(i % 2 == 0 ? operator_start : operator_restart, i / 2 % 2 == 0, i / 4 == 0);
    pass(99);
    assert_instances(1, 1, 1);
    pass(1);
    assert_instances(2, 2, 2);
    cr_assert_eq(world.core.nodes[b].start_cause, BATON_CAUSE_OPERATOR);
  }
}

Test(group, is_over_at_once_when_an_operator_has_stopped_its_whole_set)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(a)->backoff_initial_ms = 5000;
  world_boot();
  it_exits(a, 1);
  operator_stop(a);
  operator_stop(b);
  operator_stop(c);
  they_exit(0, c, b);
  operator_start(b);
  cr_assert_eq(spawns(b), 2, "there is no group restart to wait for");
  pass(600000);
  assert_instances(1, 2, 1);
}

Test(group, an_operators_restart_of_a_sibling_that_it_has_started_already_adds_it_again)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  uint32_t d = world_child(BATON_ROOT, "d");
  world_ready_fd(c);
  world_boot_with(OBEDIENT);
  it_ready(c);
  exit_and_pass(b, 1, 100);
  it_exits(c, 1);
  operator_restart(b);
  cr_assert_eq(world.core.nodes[b].start_cause, BATON_CAUSE_OPERATOR);
  cr_assert_eq(stops(b), 1);
  pass(99);
  assert_instances(1, 3, 2);
  pass(1);
  assert_instances(1, 3, 3);
  it_ready(c);
  cr_assert_eq(spawns(d), 2);
}

Test(group, an_operators_start_of_a_member_does_not_hurry_it)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ALL, OBEDIENT);
  it_exits(a, 1);
  operator_start(a);
  operator_restart(b);
  assert_instances(1, 1, 1);
  pass(100);
  assert_instances(2, 2, 2);
}

Test(group, an_operators_start_out_of_reach_starts_at_once)
{
  boot_three_with(BATON_STRATEGY_REST_FOR_ONE, OBEDIENT);
  operator_stop(a);
  it_exits(b, 1);
  operator_start(a);
  cr_assert_eq(spawns(a), 2);
}

Test(group, its_stop_has_a_grace_of_its_own_and_what_it_kills_comes_back)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  assert_killed_after(c, 4000); /* two stages share 8 s */
  it_dies(c, CORE_SIGKILL);
  cr_assert_eq(stops(b), 1);
  assert_killed_after(b, 4000);
  it_dies(b, CORE_SIGKILL);
  assert_instances(2, 2, 2);
}

Test(group, a_shutdown_ends_it_and_repeats_no_stop_signal)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(a, 1);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(stops(c), 1);
  they_exit(0, c, b);
  assert_code(0);
  assert_instances(1, 1, 1);
}

Test(group, a_suspended_member_is_stopped_and_comes_back)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ALL, OBEDIENT);
  operator_suspend(c);
  it_exits(a, 1);
  cr_assert_eq(stops(c), 1);
  cr_assert_neq(world.children[c].signal_flags[CORE_SIGTERM] & ACTION_CONTINUE, 0);
  pass(100);
  assert_status(c, RUNNING);
}
