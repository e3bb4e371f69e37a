/* Drives the core for Eva: two children that are restarted and stopped together, the second one
 * after the first; and a third one, so that the second can end before it is its turn to be stopped.
 */
#define KNOWN_TIME
#include "tree.h"

#define BOTH_UP OF(SPAWNED, 1), OF(SPAWNED, 2)

int main(void)
{
  make_child();
  tree_strategy(&tree, BATON_ROOT, BATON_STRATEGY_ONE_FOR_ALL);
  tree.nodes[BATON_ROOT].auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  (void)add(BATON_ROOT, BATON_KIND_CHILD);
  AT(OF(SPAWNED, 1));
  AT(BOTH_UP);
  AT(BOTH_UP, FAILS(1, 1));
  AT(BOTH_UP, FAILS(1, 1), OF(SWEEP, 1), OF(ENDED, 2), OF(SWEEP, 2));
  AT(BOTH_UP, OF(STOP, 1), OF(STOP, 2));
  AT(BOTH_UP, OF(SHUTDOWN, 0));
  (void)add(BATON_ROOT, BATON_KIND_CHILD);
  THEN(ENDED, 2, BOTH_UP, OF(SPAWNED, 3), FAILS(1, 1));
  tree.settings[0].policy = BATON_POLICY_NEVER;
  THEN(SPAWN_FAILED, 1, OF(BOOT, 0));
  return 0;
}
