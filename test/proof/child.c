/* Drives the core for Eva: a supervisor with one child. */
#include "tree.h"

int main(void)
{
  make_settings();
  (void)add(BATON_NONE, BATON_KIND_SUPERVISOR);
  (void)add(BATON_ROOT, BATON_KIND_CHILD);
  (void)core_size(&plan);
  (void)core_action_capacity(&plan);
  AT(OF(BOOT, 0));
  AT(OF(SPAWNED, 1));
  AT(OF(SPAWNED, 1), FAILS(1, 1));
  AT(OF(SPAWNED, 1), ASKS(STOP, 1));
  AT(OF(SPAWNED, 1), OF(SUSPEND, 1));
  AT(OF(SPAWNED, 1), OF(SHUTDOWN, 0));
  (void)core_is_child(&core, 1);
  (void)core_is_alive(&core, 1);
  (void)core_is_swept(&core, 1);
  (void)core_end_was_asked(&core, 1);
  (void)core_is_stopping(&core);
  return 0;
}
