/* supervision.md, "Operators": who asked is told once, when it is done or what came in its way. */
#include "core_world.h"

#define assert_outcome(client, number, name)                                                       \
  cr_assert_eq(outcome_of(client, number), OUTCOME_##name, "request %u of %u: %s, not %s", number, \
               client, core_outcome_name(outcome_of(client, number)),                              \
               core_outcome_name(OUTCOME_##name))

static void begin(void)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(b);
  world_after_none(c);
  world_boot();
}

TestSuite(requests, .init = begin);

static void request(void (*command)(uint32_t slot), uint32_t slot, uint32_t number)
{
  asked_by(7, number);
  command(slot);
}

/* A request, and what became of it at once. */
#define request_is(command, slot, number, name)                                                    \
  do {                                                                                             \
    request(command, slot, number);                                                                \
    assert_outcome(7, number, name);                                                               \
  } while (0)

/* --- start --- */

Test(requests, a_start_is_done_when_the_child_is_ready)
{
  operator_stop(b);
  it_dies(b, CORE_SIGTERM);
  request_is(operator_start, b, 1, WAITS);
  assert_status(b, STARTING);
  it_ready(b);
  assert_outcome(7, 1, DONE);
  cr_assert_eq(world.replies[0].slot, b);
}

Test(requests, a_start_that_is_under_way_is_waited_for)
{
  request_is(operator_start, b, 1, WAITS);
  it_ready(b);
  assert_outcome(7, 1, DONE);
}

Test(requests, a_start_of_what_runs_or_is_suspended_is_done_already)
{
  request_is(operator_start, a, 1, ALREADY);
  operator_suspend(a);
  request_is(operator_start, a, 2, ALREADY);
  cr_assert_eq(world.notes[NOTE_REFUSED], 0);
}

Test(requests, a_start_of_a_oneshot_is_done_when_it_has_finished)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_oneshot(b);
  world_after_none(c);
  world_boot();
  request_is(operator_start, b, 1, WAITS);
  it_exits(b, 0);
  assert_status(b, FINISHED);
  assert_outcome(7, 1, DONE);
}

Test(requests, a_start_that_fails_is_told)
{
  request(operator_start, b, 1);
  it_exec_fails(b, FAILURE_MISSING);
  assert_status(b, FAILED);
  assert_outcome(7, 1, FAILED);
}

Test(requests, a_child_that_ends_by_itself_before_it_was_ready_is_told)
{
  set(b)->policy = BATON_POLICY_ON_FAILURE;
  world_lay();
  world.children[a] = world.children[b] = world.children[c] = (struct world_child){0};
  event_send((struct baton_event){.kind = EV_BOOT});
  request(operator_start, b, 1);
  it_exits(b, 0);
  assert_status(b, FINISHED);
  assert_outcome(7, 1, ENDED);
}

Test(requests, a_stop_comes_in_the_way_of_a_start)
{
  request(operator_start, b, 1);
  operator_stop(b);
  assert_outcome(7, 1, WAITS);
  it_dies(b, CORE_SIGTERM);
  assert_outcome(7, 1, STOPPED);
}

Test(requests, a_start_that_waits_for_its_supervisor_is_told_when_that_is_up)
{
  world_begin();
  world_strategy(BATON_ROOT, BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t app = world_supervisor(BATON_ROOT, "app");
  uint32_t inner = world_child(app, "app/inner");
  world_ready_fd(inner);
  world_boot();
  request_is(operator_start, app, 1, WAITS);
  it_ready(inner);
  assert_outcome(7, 1, DONE);
}

/* --- stop --- */

Test(requests, a_stop_is_done_when_nothing_is_left)
{
  world.hold_sweeps = true;
  request(operator_stop, a, 1);
  it_dies(a, CORE_SIGTERM);
  assert_outcome(7, 1, WAITS);
  it_swept(a, 0);
  assert_outcome(7, 1, DONE);
}

Test(requests, a_stop_that_needed_kill_says_so)
{
  request(operator_stop, a, 1);
  pass(8000);
  it_dies(a, CORE_SIGKILL);
  assert_status(a, KILLED);
  assert_outcome(7, 1, KILLED);
}

Test(requests, a_stop_of_what_waits_is_done_at_once)
{
  it_exits(a, 1);
  assert_status(a, PENDING);
  request_is(operator_stop, a, 1, DONE);
  request_is(operator_stop, a, 2, ALREADY);
}

Test(requests, a_start_comes_in_the_way_of_a_stop)
{
  request(operator_stop, a, 1);
  operator_start(a);
  assert_outcome(7, 1, WAITS);
  it_dies(a, CORE_SIGTERM);
  assert_status(a, RUNNING);
  assert_outcome(7, 1, STARTED);
}

/* It would have started at once, but a group restart took it in while it came down. */
Test(requests, a_start_that_still_waits_for_its_group_comes_in_the_way_of_a_stop)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_boot();
  request(operator_stop, a, 1);
  operator_start(a);
  it_exits(b, 1);
  it_dies(a, CORE_SIGTERM);
  assert_status(a, PENDING);
  assert_outcome(7, 1, STARTED);
}

/* --- restart --- */

Test(requests, a_restart_is_done_by_the_next_instance_only)
{
  request(operator_restart, b, 1);
  it_ready(b);
  assert_outcome(7, 1, WAITS);
  it_dies(b, CORE_SIGTERM);
  assert_status(b, STARTING);
  assert_outcome(7, 1, WAITS);
  it_ready(b);
  assert_outcome(7, 1, DONE);
}

Test(requests, a_restart_of_a_member_waits_for_its_group)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  set(b)->backoff_initial_ms = 1000;
  world_boot();
  it_exits(b, 1);
  assert_status(a, RUNNING);
  request(operator_restart, a, 1);
  it_dies(c, CORE_SIGTERM);
  assert_outcome(7, 1, WAITS);
  it_dies(a, CORE_SIGTERM);
  assert_status(a, RUNNING);
  assert_outcome(7, 1, DONE);
}

Test(requests, a_restart_of_a_member_that_cannot_be_run_is_told)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_oneshot(a);
  world_after_none(b);
  world_boot();
  it_exits(b, 1);
  assert_status(a, STARTING);
  request(operator_restart, a, 1);
  it_exec_fails(a, FAILURE_CANNOT);
  assert_status(a, FAILED);
  assert_outcome(7, 1, FAILED);
}

Test(requests, a_restart_of_what_is_down_starts_it)
{
  operator_stop(b);
  it_dies(b, CORE_SIGTERM);
  request(operator_restart, b, 1);
  it_ready(b);
  assert_outcome(7, 1, DONE);
}

/* --- what is done at once --- */

Test(requests, suspend_and_resume_are_done_at_once)
{
  request_is(operator_suspend, a, 1, DONE);
  request_is(operator_resume, a, 2, DONE);
}

Test(requests, a_shutdown_is_answered_before_anything_is_sent)
{
  asked_by(7, 1);
  operator_shutdown(3);
  assert_outcome(7, 1, DONE);
  cr_assert_lt(world.replies[0].at, world.children[c].signalled_at);
  asked_by(7, 2);
  operator_shutdown(3);
  assert_outcome(7, 2, SHUTDOWN);
}

Test(requests, a_forced_end_is_answered_once_more)
{
  asked_by(7, 1);
  operator_force();
  assert_outcome(7, 1, DONE);
  asked_by(7, 2);
  operator_force();
  assert_outcome(7, 2, ALREADY);
}

Test(requests, the_end_answers_all_that_wait)
{
  request(operator_start, b, 1);
  request(operator_stop, a, 2);
  baton_gets(CORE_SIGTERM);
  assert_outcome(7, 1, SHUTDOWN);
  assert_outcome(7, 2, SHUTDOWN);
  request_is(operator_start, a, 3, SHUTDOWN);
}

Test(requests, what_the_end_makes_true_is_told_as_it_is)
{
  three_plain_children();
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world_ready_fd(b);
  world_boot();
  request(operator_start, b, 1);
  it_exits(b, 4);
  assert_outcome(7, 1, FAILED);
}

/* --- refusals --- */

Test(requests, a_refusal_says_why)
{
  world_begin();
  uint32_t app = world_supervisor(BATON_ROOT, "app");
  uint32_t inner = world_child(app, "app/inner");
  world_boot();
  request_is(operator_stop, BATON_ROOT, 1, ROOT);
  operator_stop(app);
  request_is(operator_start, inner, 2, ABOVE);
  request_is(operator_restart, inner, 3, ABOVE);
  request_is(operator_suspend, inner, 4, ABOVE);
  request_is(operator_stop, inner, 5, ABOVE);
  cr_assert_eq(world.notes[NOTE_REFUSED], 5);
}

/* --- who is told --- */

Test(requests, a_command_that_has_to_wait_takes_the_place_of_the_one_before)
{
  request(operator_start, b, 1);
  asked_by(8, 1);
  operator_restart(b);
  assert_outcome(7, 1, REPLACED);
  assert_outcome(8, 1, WAITS);
  it_dies(b, CORE_SIGTERM);
  it_ready(b);
  assert_outcome(8, 1, DONE);
}

Test(requests, one_that_is_answered_at_once_leaves_the_other_waiting)
{
  request(operator_start, b, 1);
  asked_by(8, 1);
  operator_suspend(b);
  assert_outcome(8, 1, DONE);
  assert_outcome(7, 1, WAITS);
  operator_resume(b);
  it_ready(b);
  assert_outcome(7, 1, DONE);
}

Test(requests, a_client_that_dies_is_not_told_and_nothing_else_changes)
{
  request(operator_start, b, 1);
  asked_by(8, 1);
  operator_stop(a);
  client_gone(7);
  it_ready(b);
  it_dies(a, CORE_SIGTERM);
  assert_outcome(7, 1, WAITS);
  assert_outcome(8, 1, DONE);
  assert_status(b, RUNNING);
  assert_status(a, STOPPED);
}

Test(requests, nobody_is_told_what_nobody_asked)
{
  operator_stop(a);
  it_dies(a, CORE_SIGTERM);
  operator_shutdown(3);
  operator_force();
  cr_assert_eq(world.reply_count, 0);
}

Test(requests, what_is_no_command_is_answered_to_nobody)
{
  for (uint8_t kind = EV_BOOT; kind <= EV_WATCHDOG; kind++) {
    event_send((struct baton_event){.kind = kind, .client = 7, .number = 1});
  }
  cr_assert_eq(world.reply_count, 0);
}
