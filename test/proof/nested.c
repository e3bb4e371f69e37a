/* Drives the core for Eva: a supervisor (1) with two children, of which the second (3) is optional,
 * below the root, and beside it a child (4) that waits for it by name. Nobody is ready before it
 * says so. Any event of any node at every moment would take hours: those are taken that reach
 * beyond their node. */
#define KNOWN_TIME
#include "tree.h"

#define BOTH_SPAWNED OF(SPAWNED, 2), OF(SPAWNED, 3)
#define BOTH_READY   OF(SPAWNED, 2), OF(READY, 2), OF(SPAWNED, 3), OF(READY, 3)
#define ALL_UP       BOTH_READY, OF(SPAWNED, 4), OF(READY, 4)
#define STARTS(r, n) RUN(r, SPAWNED, n), RUN(r, READY, n)
#define DOWN(r, n)   FAILS(r, n), RUN(r, SWEEP, n)
/* The first child fails, and both are started again. */
#define GROUP(r) DOWN(r, 2), DOWN(r, 3), LATER(400), STARTS((r) + 1, 2), STARTS((r) + 1, 3)

static void make(void)
{
  make_root();
  tree.settings[0].ready = BATON_READY_FD;
  tree.settings[0].kill = BATON_KILL_GROUP;
  tree.settings[0].breaker.limit = 1;
  add(BATON_ROOT, BATON_KIND_SUPERVISOR)->intensity = tree.nodes[BATON_ROOT].intensity;
  (void)add(1, BATON_KIND_CHILD);
  add(1, BATON_KIND_CHILD)->optional = 1;
  (void)add(BATON_ROOT, BATON_KIND_CHILD);
  tree_after(&tree, 4, 1);
  tree_strategy(&tree, BATON_ROOT, BATON_STRATEGY_ONE_FOR_ALL);
  tree_strategy(&tree, 1, BATON_STRATEGY_REST_FOR_ONE);
}

static void start(void)
{
  THEN(SPAWNED, 2, OF(BOOT, 0));
  THEN(SPAWN_FAILED, 2, OF(BOOT, 0));
  THEN(TIMER, 0, BOTH_SPAWNED);
  THEN(READY, 3, OF(SPAWNED, 2), OF(READY, 2), OF(SPAWNED, 3));
  THEN(READY, 4, BOTH_READY, OF(SPAWNED, 4));
  THEN(TIMER, 0, OF(SPAWNED, 2), OF(SUSPEND, 2));
}

static void fail(void)
{
  THEN(ENDED, 2, ALL_UP);
  THEN(ENDED, 3, ALL_UP);
  THEN(ENDED, 3, ALL_UP, FAILS(1, 2));
  THEN(SWEEP, 3, ALL_UP, DOWN(1, 2), FAILS(1, 3));
  THEN(TIMER, 0, ALL_UP, DOWN(1, 2), DOWN(1, 3));
  THEN(SPAWN_FAILED, 3, ALL_UP, DOWN(1, 2), DOWN(1, 3), LATER(400), STARTS(2, 2));
}

static void give_up_below(void)
{
  THEN(SWEEP, 2, ALL_UP, GROUP(1), FAILS(2, 2));
  THEN(SWEEP, 3, ALL_UP, GROUP(1), DOWN(2, 2), FAILS(2, 3));
  THEN(SPAWNED, 2, ALL_UP, GROUP(1), DOWN(2, 2), DOWN(2, 3), DOWN(1, 4), LATER(400));
}

static void operate(void)
{
  THEN(STOP, 1, ALL_UP);
  THEN(RESTART, 1, ALL_UP);
  THEN(SUSPEND, 1, ALL_UP);
  THEN(RESUME, 1, ALL_UP, OF(SUSPEND, 1));
  THEN(START, 1, ALL_UP, OF(STOP, 1), DOWN(1, 3), DOWN(1, 2));
  THEN(START, 2, ALL_UP, OF(STOP, 2), DOWN(1, 2));
  THEN(SWEEP, 2, ALL_UP, OF(RESTART, 1), DOWN(1, 3), FAILS(1, 2));
}

static void end(void)
{
  THEN(ENDED, 4, ALL_UP, OF(SHUTDOWN, 0), LATER(9000));
  THEN(FORCE, 0, ALL_UP, OF(SHUTDOWN, 0), DOWN(1, 4));
  THEN(ENDED, 4, ALL_UP, SIGNAL(CORE_SIGHUP), SIGNAL(CORE_SIGWINCH), SIGNAL(CORE_SIGINT));
  THEN(SWEEP, 2, ALL_UP, OF(SHUTDOWN, 0), DOWN(1, 4), DOWN(1, 3), FAILS(1, 2));
  THEN(DRAIN, 0, ALL_UP, OF(SHUTDOWN, 0), DOWN(1, 4), DOWN(1, 3), DOWN(1, 2));
}

int main(void)
{
  make();
  start();
  fail();
  give_up_below();
  operate();
  end();
  return 0;
}
