/* See core_lines.h. */
#include "core_lines.h"

uint32_t below, first, second;

void boot_three_with(enum baton_strategy strategy, unsigned habits)
{
  three_children(strategy);
  world_boot_with(habits);
}

void boot_three_plain_with(unsigned habits)
{
  three_plain_children();
  world_boot_with(habits);
}

void three_until(enum baton_auto_shutdown mode)
{
  three_plain_children();
  clause(BATON_ROOT)->auto_shutdown = (uint8_t)mode;
}

void three_in_reverse(void)
{
  three_plain_children();
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
}

void boot_three_in_reverse(void)
{
  three_in_reverse();
  world_boot();
}

void boot_three_after_a(enum baton_strategy strategy)
{
  if (strategy == NO_STRATEGY) {
    three_plain_children();
  } else {
    three_children(strategy);
  }
  world_ready_fd(a);
  world_boot();
}

void add_below(enum baton_strategy strategy)
{
  below = world_supervisor(BATON_ROOT, "below");
  if (strategy != NO_STRATEGY) {
    world_strategy(below, strategy);
  }
  first = world_child(below, "first");
  second = world_child(below, "second");
}

void nested(enum baton_strategy outer, enum baton_strategy inner)
{
  world_begin();
  if (outer != NO_STRATEGY) {
    world_strategy(BATON_ROOT, outer);
  }
  a = world_child(BATON_ROOT, "a");
  add_below(inner);
}

void one_classic_child(void)
{
  world_begin();
  a = world_child(BATON_ROOT, "a");
  world_classic();
}

void boot_and_shut_down(void)
{
  world_boot();
  baton_gets(CORE_SIGTERM);
}

void watchdog_fires(uint32_t slot)
{
  event_send((struct baton_event){.kind = EV_WATCHDOG, .slot = slot, .run = run_of(slot)});
}

const struct baton_node *node(uint32_t slot)
{
  return &world.core.nodes[slot];
}

unsigned stops(uint32_t slot)
{
  return signals(slot, CORE_SIGTERM);
}
