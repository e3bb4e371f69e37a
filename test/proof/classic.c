/* Drives the core for Eva: a classic init, whose child gets every signal, also those that came
 * before there was a process. */
#include "tree.h"

int main(void)
{
  make_settings();
  settings[0].policy = BATON_POLICY_NEVER;
  settings[0].stop_signal = CORE_SIGQUIT;
  settings[0].flags = BATON_SET_STOP_SIGNAL;
  plan.globals.flags |= BATON_GLOBAL_CLASSIC | BATON_GLOBAL_GRACE;
  plan.globals.drain_ms = 2000;
  plan.globals.signal_map[CORE_SIGINT] = BATON_MAP_SHUTDOWN;
  plan.globals.signal_map[CORE_SIGHUP] = CORE_SIGCONT;
  plan.globals.signal_map[CORE_SIGPWR] = BATON_MAP_DROP;
  (void)add(BATON_NONE, BATON_KIND_SUPERVISOR);
  (void)add(BATON_ROOT, BATON_KIND_CHILD);
  AT(OF(BOOT, 0));
  AT(SIGNAL(CORE_SIGHUP), SIGNAL(CORE_SIGTERM));
  AT(OF(SPAWNED, 1));
  AT(OF(SPAWNED, 1), SIGNAL(CORE_SIGTERM));
  AT(OF(SPAWNED, 1), FAILS(1, 1));
  return 0;
}
