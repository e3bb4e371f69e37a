/* An event about one of the arena's nodes, as if its kernel had sent it. */
#ifndef TEST_ANY_EVENT_H
#define TEST_ANY_EVENT_H

#include "core/core.h"
#include "simulate/draw.h"

static inline struct baton_event any_event(const struct core *core, uint64_t *stream)
{
  struct baton_event event = {.kind = (uint8_t)draw_below(stream, EV_COUNT),
                              .slot = draw_below(stream, core->table->nodes.count),
                              .signal = (uint8_t)draw_below(stream, BATON_SIGNALS + 1U),
                              .left = draw_below(stream, 2),
                              .set_up = (uint8_t)draw_below(stream, 2),
                              .terminal = (uint8_t)draw_below(stream, 2),
                              .random = draw_word(stream)};
  event.run = core->nodes[event.slot].run;
  return event;
}

#endif
