/* Drives the core for Eva: two children that are restarted and stopped together, the second one
 * after the first. */
#include "tree.h"

#define BOTH_UP OF(SPAWNED, 1), OF(SPAWNED, 2)

int main(void)
{
  make_settings();
  add(BATON_NONE, BATON_KIND_SUPERVISOR)->strategy = BATON_STRATEGY_ONE_FOR_ALL;
  nodes[BATON_ROOT].stop_order = BATON_STOP_ORDER_REVERSE;
  nodes[BATON_ROOT].auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  (void)add(BATON_ROOT, BATON_KIND_CHILD);
  (void)add(BATON_ROOT, BATON_KIND_CHILD);
  AT(OF(SPAWNED, 1));
  AT(BOTH_UP);
  AT(BOTH_UP, FAILS(1, 1));
  AT(BOTH_UP, FAILS(1, 1), OF(SWEEP, 1), OF(ENDED, 2), OF(SWEEP, 2));
  AT(BOTH_UP, OF(STOP, 1), OF(STOP, 2));
  AT(BOTH_UP, OF(SHUTDOWN, 0));
  return 0;
}
