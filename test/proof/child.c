/* Drives the core for Eva: a supervisor with one child. */
#include "core/state.h"
#include "tree.h"

static void ask(void)
{
  for (uint32_t slot = 0; slot < 2; slot++) {
    (void)core_is_child(&core, slot);
    (void)core_is_alive(&core, slot);
    (void)core_is_swept(&core, slot);
    (void)core_has_killed(&core, slot);
    (void)core_was_signalled(&core, slot);
    (void)core_was_killed(&core, slot);
    (void)core_breaker(&core, slot);
    (void)core_end_was_asked(&core, slot);
    (void)core_start_is_stopped(&core, slot);
  }
  struct core_trip trip;
  (void)core_tripped(&core, &trip);
  (void)core_is_stopping(&core);
  (void)core_is_busy(&core);
  (void)core_has_room(&core);
}

int main(void)
{
  make_child();
  (void)core_size(&tree.plan);
  begin();
  ask();
  live((const struct baton_event[STORY]){OF(SPAWNED, 1)});
  ask();
  AT(OF(BOOT, 0));
  AT(OF(SPAWNED, 1));
  AT(OF(SPAWNED, 1), FAILS(1, 1));
  AT(OF(SPAWNED, 1), ASKS(STOP, 1));
  AT(OF(SPAWNED, 1), OF(SUSPEND, 1));
  AT(OF(SPAWNED, 1), OF(SHUTDOWN, 0));
  ask();
  tree.settings->stop_delay_ms = SECOND;
  tree.settings->stop_timeout_ms = SECOND;
  THEN(TIMER, 0, OF(SPAWNED, 1), ASKS(STOP, 1));
  THEN(SHUTDOWN, 0, OF(SPAWNED, 1), ASKS(STOP, 1));
  THEN(SPAWNED, 1, ASKS(STOP, 1));
  tree.settings->stop_delay_ms = 0;
  tree.settings->stop_timeout_ms = BATON_NONE;
  tree.nodes[BATON_ROOT].auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  THEN(ENDED, 1, OF(SPAWNED, 1));
  CHECK(&core, false);
  return 0;
}
