/* Drives the core for Eva: a child whose breaker trips, and that is tried again after a second. */
#include "core/state.h"
#include "tree.h"

int main(void)
{
  make_child();
  (void)core_size(&tree.plan);
  begin();
  tree.nodes[BATON_ROOT].auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
  tree.settings->breaker.limit = 1;
  tree.settings->retry_after_ms = SECOND;
  THEN(ENDED, 1, OF(SPAWNED, 1), FAILS(1, 1), OF(SWEEP, 1), LATER(SECOND), RUN(2, SPAWNED, 1));
  return 0;
}
