/* What the shell asks of the core (core.h). */
#include "core_world.h"

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
  three_plain_children();
  world.hold_sweeps = true;
  world_boot();
  cr_assert_not(core_is_swept(&world.core, a), "while it runs");
  it_exits(a, 0);
  cr_assert(core_is_swept(&world.core, a), "after its end");
  cr_assert_not(core_is_swept(&world.core, b), "the others");
  it_swept(a, 0);
  cr_assert_not(core_is_swept(&world.core, a), "and then");
}

Test(questions, a_failure_was_not_asked_for)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_boot();
  it_exits(a, 1);
  cr_assert_not(core_end_was_asked(&world.core, a));
}

Test(questions, the_end_of_a_stop_was_asked_for)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world.hold_sweeps = true;
  world_boot();
  operator_stop(a);
  it_dies(a, CORE_SIGTERM);
  cr_assert(core_end_was_asked(&world.core, a), "while what it left is swept");
  it_swept(a, 0);
  cr_assert(core_end_was_asked(&world.core, a), "once it is stopped");
}

Test(questions, an_end_for_a_restart_was_asked_for)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world.hold_sweeps = true;
  world_boot();
  operator_restart(a);
  it_dies(a, CORE_SIGTERM);
  cr_assert(core_end_was_asked(&world.core, a));
}

Test(questions, a_shutdown_is_one_to_its_end)
{
  three_plain_children();
  world_boot();
  cr_assert_not(core_is_stopping(&world.core), "before");
  baton_gets(CORE_SIGTERM);
  cr_assert(core_is_stopping(&world.core), "while children are stopped");
  it_dies(a, CORE_SIGTERM);
  it_dies(b, CORE_SIGTERM);
  it_dies(c, CORE_SIGTERM);
  cr_assert(finished_with(0));
  cr_assert(core_is_stopping(&world.core), "after the last of them");
}
