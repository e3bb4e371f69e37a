/* supervision.md, "Starting": gates, which run again before each group start of what waits. */
#include "core_lines.h"

static void make_gate(uint32_t slot)
{
  world_oneshot(slot);
  clause(slot)->gate = 1;
}

/* db, a gate that waits for it, and web behind that. */
static void db_gate_web(enum baton_strategy strategy)
{
  three_children(strategy);
  make_gate(b);
}

static void boot_db_gate_web(enum baton_strategy strategy)
{
  db_gate_web(strategy);
  world_boot_with(OBEDIENT);
  it_exits(b, 0);
  assert_status(b, FINISHED);
  assert_instances(1, 1, 1);
}

static void is_run_for(uint32_t slot, uint32_t trigger)
{
  cr_assert_eq(node(slot)->start_cause, BATON_CAUSE_SIBLING);
  cr_assert_eq(node(slot)->cause, trigger);
  cr_assert_eq(node(slot)->delay_ms, 0);
}

Test(gate, is_a_oneshot)
{
  boot_db_gate_web(BATON_STRATEGY_ONE_FOR_ONE);
  assert_status(b, FINISHED);
  pass(600000);
  assert_instances(1, 1, 1);
}

Test(gate, runs_again_in_a_group_restart_though_it_had_finished)
{
  boot_db_gate_web(BATON_STRATEGY_REST_FOR_ONE);
  exit_and_pass(a, 1, 100);
  assert_status(b, STARTING);
  assert_instances(2, 2, 1);
  is_run_for(b, a);
  it_exits(b, 0);
  assert_status(b, FINISHED);
  assert_instances(2, 2, 2);
}

Test(gate, runs_again_even_if_it_stands_before_the_trigger)
{
  boot_db_gate_web(BATON_STRATEGY_REST_FOR_ONE);
  it_exits(c, 1);
  assert_instances(1, 2, 1);
  is_run_for(b, c);
  cr_assert_eq(stops(a), 0);
  it_exits(b, 0);
  pass(99);
  assert_instances(1, 2, 1); /* its own backoff still runs */
  pass(1);
  assert_instances(1, 2, 2);
}

Test(gate, is_not_run_for_a_child_that_is_restarted_alone)
{
  boot_db_gate_web(BATON_STRATEGY_ONE_FOR_ONE);
  exit_and_pass(c, 1, 100);
  assert_instances(1, 1, 2);
  db_gate_web(BATON_STRATEGY_REST_FOR_ONE);
  clause(c)->optional = 1;
  world_boot_with(OBEDIENT);
  it_exits(b, 0);
  exit_and_pass(c, 1, 100);
  assert_instances(1, 1, 2);
}

Test(gate, is_not_run_for_those_that_do_not_wait_for_it)
{
  db_gate_web(BATON_STRATEGY_REST_FOR_ONE);
  world_after(c, a);
  world_boot_with(OBEDIENT);
  it_exits(b, 0);
  exit_and_pass(c, 1, 100);
  assert_instances(1, 1, 2);
}

Test(gate, is_not_run_for_those_that_wait_for_nobody)
{
  db_gate_web(BATON_STRATEGY_REST_FOR_ONE);
  world_after_none(c);
  world_boot_with(OBEDIENT);
  it_exits(b, 0);
  exit_and_pass(c, 1, 100);
  assert_instances(1, 1, 2);
}

Test(gate, a_plain_oneshot_stays_finished)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  world_oneshot(b);
  world_boot_with(OBEDIENT);
  it_exits(b, 0);
  exit_and_pass(a, 1, 100);
  assert_instances(2, 1, 2);
}

Test(gate, that_waits_for_another_runs_behind_it)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  make_gate(a);
  make_gate(b);
  world_boot_with(OBEDIENT);
  it_exits(a, 0);
  it_exits(b, 0);
  exit_and_pass(c, 1, 100);
  assert_instances(2, 1, 1);
  it_exits(a, 0);
  assert_instances(2, 2, 1);
  it_exits(b, 0);
  assert_instances(2, 2, 2);
}

/* The wait of whoever ended for good goes on to what it waited for. */
Test(gate, runs_again_also_for_those_behind_a_finished_oneshot)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  make_gate(a);
  world_oneshot(b);
  world_boot_with(OBEDIENT);
  it_exits(a, 0);
  it_exits(b, 0);
  it_exits(c, 1);
  assert_status(b, FINISHED);
  pass(100);
  assert_instances(2, 1, 1);
  is_run_for(a, c);
}

/* d waits for nobody, and what c waited through is forgotten by then. */
Test(gate, is_run_for_nobody_on_account_of_an_older_group_restart)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  uint32_t d = world_child(BATON_ROOT, "d");
  world_after_none(d);
  make_gate(a);
  world_oneshot(b);
  world_boot_with(OBEDIENT);
  they_exit(0, a, b);
  exit_and_pass(c, 1, 100);
  exit_and_pass(a, 0, 100);
  assert_instances(2, 1, 2);
  exit_and_pass(d, 1, 1000);
  cr_assert_eq(spawns(d), 3);
  assert_instances(2, 1, 2);
}

Test(gate, is_not_run_for_those_behind_one_that_is_up)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  make_gate(a);
  world_boot_with(OBEDIENT);
  it_exits(a, 0);
  exit_and_pass(c, 1, 100);
  assert_instances(1, 1, 2);
}

Test(gate, that_is_stopped_by_an_operator_stays_down)
{
  boot_db_gate_web(BATON_STRATEGY_ONE_FOR_ALL);
  operator_restart(b);
  operator_stop(b);
  assert_status(b, STOPPED);
  exit_and_pass(a, 1, 100);
  assert_status(b, STOPPED);
  assert_instances(2, 2, 2); /* c was let through before, and that is not forgotten */
}

Test(gate, that_has_failed_is_not_run_again)
{
  db_gate_web(BATON_STRATEGY_REST_FOR_ONE);
  set(b)->policy = BATON_POLICY_NEVER;
  clause(b)->optional = 1;
  world_boot_with(OBEDIENT);
  it_exits(b, 1);
  assert_status(b, FAILED);
  assert_instances(1, 1, 1);
  exit_and_pass(a, 1, 100);
  assert_instances(2, 1, 2);
}

Test(gate, whose_leftovers_are_still_being_swept_is_waited_for)
{
  db_gate_web(BATON_STRATEGY_REST_FOR_ONE);
  world_boot_with(OBEDIENT | HOLD_SWEEPS);
  it_exits(b, 0);
  it_exits(c, 1);
  assert_status(b, STOPPING);
  it_swept(c, 0);
  pass(100);
  assert_instances(1, 1, 1);
  it_swept(b, 0);
  assert_instances(1, 2, 1);
  is_run_for(b, c);
}

/* c is brought into a's group restart, and the gate with it. */
Test(gate, is_run_for_whom_an_operator_adds_to_a_group_restart)
{
  db_gate_web(BATON_STRATEGY_ONE_FOR_ALL);
  world_boot_with(OBEDIENT);
  it_exits(b, 0);
  operator_stop(c);
  it_exits(a, 1);
  assert_status(b, FINISHED);
  operator_start(c);
  assert_status(b, PENDING);
  is_run_for(b, c);
  pass(100);
  assert_instances(2, 2, 1);
  it_exits(b, 0);
  assert_instances(2, 2, 2);
}

Test(gate, that_is_swept_is_waited_for_when_an_operator_brings_it_in)
{
  db_gate_web(BATON_STRATEGY_ONE_FOR_ALL);
  world_boot_with(OBEDIENT | HOLD_SWEEPS);
  it_exits(b, 0);
  operator_stop(c);
  it_swept(c, 0);
  it_exits(a, 1);
  it_swept(a, 0);
  pass(50);
  operator_start(c);
  assert_status(b, STOPPING);
  pass(50);
  assert_instances(2, 1, 1);
  it_swept(b, 0);
  assert_instances(2, 2, 1);
}

/* It stands before the trigger, and starts in no other way while the group is still stopping. */
Test(gate, is_not_started_ahead_of_its_group_by_an_operator)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  make_gate(a);
  world_boot();
  it_exits(a, 0);
  it_exits(b, 1);
  assert_status(a, PENDING);
  operator_start(a);
  pass(1000);
  assert_instances(1, 1, 1);
  it_exits(c, 0);
  assert_instances(2, 1, 1);
}

Test(gate, that_runs_already_is_not_started_again_by_an_operator)
{
  boot_db_gate_web(BATON_STRATEGY_REST_FOR_ONE);
  it_exits(c, 1);
  operator_start(b);
  assert_instances(1, 2, 1);
}

/* It stands before the trigger and waits for another gate: an operator need not wait. */
Test(gate, whose_group_starts_can_be_started_by_an_operator_at_once)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  make_gate(a);
  make_gate(b);
  world_boot_with(OBEDIENT);
  they_exit(0, a, b);
  it_exits(c, 1);
  assert_instances(2, 1, 1);
  operator_start(b);
  assert_instances(2, 2, 1);
}

/* Like any oneshot's, its failure is a trigger. */
Test(gate, that_fails_is_tried_again_and_counts_for_its_own_breaker)
{
  db_gate_web(BATON_STRATEGY_REST_FOR_ONE);
  set(b)->breaker.limit = 1;
  world_boot_with(OBEDIENT);
  it_exits(b, 0);
  exit_and_pass(a, 1, 100);
  exit_and_pass(b, 1, 100);
  assert_instances(2, 3, 1);
  it_exits(b, 1);
  cr_assert(finished_with(1));
}
