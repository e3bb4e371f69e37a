/* What the shell asks of the core (core.h), and the names of all words. */
#include "core_lines.h"

Test(questions, a_supervisor_is_no_child)
{
  three_plain_children();
  world_lay();
  cr_assert_not(core_is_child(&world.core, BATON_ROOT));
  cr_assert(core_is_child(&world.core, a));
}

Test(questions, a_process_is_alive_from_its_spawn_to_its_end)
{
  three_plain_children();
  world.hold_spawns = world.hold_sweeps = true;
  world_lay();
  cr_assert_not(core_is_alive(&world.core, a), "before");
  event_send((struct baton_event){.kind = EV_BOOT});
  cr_assert(core_is_alive(&world.core, a), "while it is made");
  it_spawned(a);
  cr_assert(core_is_alive(&world.core, a), "then");
  it_exits(a, 0);
  cr_assert_not(core_is_alive(&world.core, a), "after its end");
}

Test(questions, what_an_end_has_left_is_swept_until_nothing_is)
{
  boot_three_plain_with(HOLD_SWEEPS);
  cr_assert_not(core_is_swept(&world.core, a), "while it runs");
  it_exits(a, 0);
  cr_assert(core_is_swept(&world.core, a), "after its end");
  cr_assert_not(core_is_swept(&world.core, b), "the others");
  it_swept(a, 0);
  cr_assert_not(core_is_swept(&world.core, a), "and then");
}

Test(questions, a_failure_was_not_asked_for)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  it_exits(a, 1);
  cr_assert_not(core_end_was_asked(&world.core, a));
}

Test(questions, an_instance_was_signalled_once_its_stop_has_begun)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  cr_assert_not(core_was_signalled(&world.core, a));
  operator_stop(a);
  cr_assert(core_was_signalled(&world.core, a));
  cr_assert_not(core_was_signalled(&world.core, b));
}

Test(questions, an_instance_has_been_killed_once_its_time_is_over)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_stop(a);
  pass(7999);
  cr_assert_not(core_has_killed(&world.core, a));
  pass(1);
  cr_assert(core_has_killed(&world.core, a));
  cr_assert_not(core_has_killed(&world.core, b));
}

Test(questions, the_end_of_a_stop_was_asked_for)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  operator_stop(a);
  it_dies(a, CORE_SIGTERM);
  cr_assert(core_end_was_asked(&world.core, a), "while what it left is swept");
  it_swept(a, 0);
  cr_assert(core_end_was_asked(&world.core, a), "once it is stopped");
}

Test(questions, an_end_for_a_restart_was_asked_for)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SWEEPS);
  operator_restart(a);
  it_dies(a, CORE_SIGTERM);
  cr_assert(core_end_was_asked(&world.core, a));
}

Test(questions, a_shutdown_is_one_to_its_end)
{
  boot_three_plain();
  cr_assert_not(core_is_stopping(&world.core), "before");
  baton_gets(CORE_SIGTERM);
  cr_assert(core_is_stopping(&world.core), "while children are stopped");
  they_die(CORE_SIGTERM, a, b, c);
  cr_assert(finished_with(0));
  cr_assert(core_is_stopping(&world.core), "after the last of them");
}

Test(questions, the_signal_that_began_the_end_is_kept)
{
  boot_three_plain();
  baton_gets(CORE_SIGINT);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(world.core.state->cause_end.signal, CORE_SIGINT);
}

Test(questions, who_is_killed_once_the_end_has_begun_is_named)
{
  boot_three_plain_with(HOLD_SWEEPS);
  baton_gets(CORE_SIGTERM);
  it_dies(a, CORE_SIGTERM);
  pass(600000);
  cr_assert_not(core_was_killed(&world.core, a), "what it left had to be killed");
  cr_assert(core_was_killed(&world.core, b));
}

Test(questions, a_kill_before_the_end_is_not_named)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  operator_stop(a);
  pass(600000);
  cr_assert_gt(kills(a), 0);
  they_die(CORE_SIGKILL, a);
  cr_assert_not(core_was_killed(&world.core, a));
}

/* --- what tripped --- */

static struct core_trip trip;

static bool tripped(uint32_t slot, uint32_t limit)
{
  return core_tripped(&world.core, &trip) && trip.slot == slot && trip.limit.limit == limit &&
         trip.restarts == limit + 1;
}

static void breaks_at(uint32_t slot, uint32_t limit)
{
  set(slot)->policy = BATON_POLICY_ALWAYS;
  set(slot)->breaker = (struct baton_window){.limit = limit, .window_ms = 1000};
  set(slot)->backoff_initial_ms = 0;
  world.obedient = true;
}

Test(tripped, nothing_by_an_end_that_only_ends_the_container)
{
  boot_three_plain();
  it_exits(a, 1);
  cr_assert_not(core_tripped(&world.core, &trip));
  they_exit(1, b, c);
  assert_code(1);
  cr_assert_not(core_tripped(&world.core, &trip), "it was ready, and that is something else");
}

Test(tripped, the_breaker_of_a_child)
{
  three_plain_children();
  breaks_at(a, 1);
  world_boot();
  it_exits(a, 1);
  it_exits(a, 1);
  cr_assert(tripped(a, 1));
  cr_assert_eq(trip.limit.window_ms, 1000);
  cr_assert_eq(core_breaker(&world.core, a).limit, 1);
}

Test(tripped, the_intensity_though_the_breaker_is_open)
{
  three_plain_children();
  breaks_at(a, 1);
  set(a)->retry_after_ms = 100;
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 2, .window_ms = 1000};
  world_boot();
  it_exits(a, 1);
  exit_and_pass(a, 1, 100);
  it_exits(a, 1);
  cr_assert(tripped(BATON_ROOT, 2));
}

Test(tripped, the_intensity_of_the_root)
{
  three_plain_children();
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 500};
  breaks_at(a, 8);
  world_boot();
  it_exits(a, 1);
  it_exits(a, 1);
  cr_assert(tripped(BATON_ROOT, 1));
  cr_assert_eq(trip.limit.window_ms, 500);
}

Test(tripped, the_intensity_of_a_supervisor_that_is_not_restarted)
{
  nested(NO_STRATEGY, BATON_STRATEGY_ONE_FOR_ONE);
  clause(below)->intensity = (struct baton_window){.limit = 1, .window_ms = 500};
  breaks_at(first, 8);
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world_boot();
  it_exits(first, 1);
  it_exits(first, 1);
  cr_assert(tripped(below, 1));
}

Test(tripped, below_a_supervisor_that_is_not_restarted_only_what_is_below)
{
  nested(NO_STRATEGY, NO_STRATEGY);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 1, .window_ms = 500};
  breaks_at(a, 8);
  breaks_at(first, 0);
  world_boot();
  it_exits(a, 1);
  it_exits(first, 1);
  cr_assert(tripped(first, 0));
}

Test(tripped, of_several_the_one_nearest_to_the_root)
{
  nested(BATON_STRATEGY_ONE_FOR_ONE, NO_STRATEGY);
  breaks_at(first, 0);
  world_boot();
  for (unsigned i = 0; i < 6; i++) {
    it_exits(first, 1);
    pass(1000 << i);
  }
  cr_assert(tripped(below, 5));
  cr_assert_eq(core_breaker(&world.core, below).limit, 5);
}

Test(questions, a_start_that_a_stop_covers_is_stopped_before_there_is_a_process)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_after_none(b);
  world_after_none(c);
  world_boot_with(HOLD_SPAWNS);
  cr_assert_not(core_start_is_stopped(&world.core, a), "nobody stops it");
  it_spawned(b);
  operator_stop(a);
  operator_stop(b);
  cr_assert(core_start_is_stopped(&world.core, a), "its own stop");
  cr_assert_not(core_start_is_stopped(&world.core, b), "there is a process");
  cr_assert_not(core_start_is_stopped(&world.core, c), "another's");
  baton_gets(CORE_SIGTERM);
  cr_assert(core_start_is_stopped(&world.core, c), "the container's");
  it_spawn_fails(c, FAILURE_NONE);
  assert_status(c, STOPPED);
  cr_assert_eq(node(c)->generation, 0, "it was never there");
}

Test(questions, also_if_its_own_stage_has_not_come)
{
  three_in_reverse();
  world_after_none(b);
  world_after_none(c);
  world_boot_with(HOLD_SPAWNS);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(node(a)->stop, BATON_STOP_NONE);
  cr_assert(core_start_is_stopped(&world.core, a));
}

/* Nothing is performed here. */
Test(questions, the_queue_has_room_beside_two_actions_of_each_node)
{
  three_plain_children();
  world_lay();
  cr_assert_not(core_is_busy(&world.core));
  for (unsigned i = 0; i <= 8; i++) {
    world.core.queue->count = i;
    cr_assert_eq(core_is_busy(&world.core), i > 0);
    cr_assert(core_has_room(&world.core), "%u", i);
  }
  world.core.queue->count = 9;
  cr_assert_not(core_has_room(&world.core));
}

/* --- names --- */

/* Of the names of one list: how many there are, and that no two are the same. */
static void check_names(const char *name_of(unsigned), unsigned count)
{
  for (unsigned i = 0; i < count; i++) {
    cr_assert_str_neq(name_of(i), "");
    for (unsigned j = 0; j < i; j++) {
      cr_assert_str_neq(name_of(i), name_of(j));
    }
  }
  cr_assert_str_eq(name_of(count), "unknown");
  cr_assert_str_eq(name_of(UINT8_MAX), "unknown");
}

#define CHECK_NAMES(type, prefix, LIST) check_names(type##_name, prefix##_COUNT);

Test(names, every_word_of_the_vocabulary_has_its_own)
{
  BATON_VOCABULARIES(CHECK_NAMES)
  CORE_VOCABULARIES(CHECK_NAMES)
  cr_assert_str_eq(core_event_name(EV_BOOT), "boot");
  cr_assert_str_eq(core_event_name(EV_FORCE), "force");
  cr_assert_str_eq(core_action_name(ACT_FINISH), "finish");
  cr_assert_str_eq(core_note_name(NOTE_DRAIN), "drain");
  cr_assert_str_eq(baton_status_name(BATON_STATUS_KILLED), "killed");
  cr_assert_str_eq(baton_reason_name(BATON_REASON_DEPENDENCY), "dependency");
  cr_assert_str_eq(baton_reason_name(BATON_REASON_OOM), "oom");
}

static unsigned bits_of(unsigned set)
{
  unsigned count = 0;
  for (; set != 0; set &= set - 1U) {
    count++;
  }
  return count;
}

#define ONE_MORE(prefix, name, bit, text) +1U
#define CHECK_FLAGS(type, prefix, LIST)   cr_assert_eq(bits_of(prefix##_ALL), 0U LIST(ONE_MORE, ));

Test(names, every_flag_has_a_bit_of_its_own)
{
  BATON_FLAG_SETS(CHECK_FLAGS)
}
