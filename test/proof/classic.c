/* Drives the core for Eva: a classic init, whose child gets every signal, also those that came
 * before there was a process. */
#include "tree.h"

/* The child runs, and a signal comes. */
static void look_who_hands_on(void)
{
  const struct baton_event story[STORY] = {OF(SPAWNED, 1)};
  live(story);
  (void)core_hands_on(&core, (uint8_t)Frama_C_interval(1, BATON_SIGNALS));
}

int main(void)
{
  make_child();
  tree.settings[0].policy = BATON_POLICY_NEVER;
  tree.settings[0].stop_signal = CORE_SIGQUIT;
  tree.settings[0].flags = BATON_SET_STOP_SIGNAL;
  tree.plan.globals.flags |= BATON_GLOBAL_CLASSIC | BATON_GLOBAL_GRACE;
  tree.plan.globals.drain_ms = 2000;
  tree.plan.globals.signal_map[CORE_SIGINT] = BATON_MAP_SHUTDOWN;
  tree.plan.globals.signal_map[CORE_SIGHUP] = CORE_SIGCONT;
  tree.plan.globals.signal_map[CORE_SIGPWR] = BATON_MAP_DROP;
  AT(OF(BOOT, 0));
  AT(SIGNAL(CORE_SIGHUP), SIGNAL(CORE_SIGTERM));
  AT(OF(SPAWNED, 1));
  AT(OF(SPAWNED, 1), SIGNAL(CORE_SIGTERM));
  AT(OF(SPAWNED, 1), FAILS(1, 1));
  THEN(SIGNAL, 0, OF(SPAWN_FAILED, 1));
  look_who_hands_on();
  return 0;
}
