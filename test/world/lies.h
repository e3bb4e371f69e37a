/* Lies about what the core did, for the oracle to notice: one that believes everything would be
 * worth nothing. */
#ifndef WORLD_LIES_H
#define WORLD_LIES_H

#include "core/core.h"

struct lie {
  const char *what;
  /* About an action that `is` what the lie is about, the one at `at`; returns how many there are
   * then. There is room for one more. */
  bool (*is)(const struct baton_action *action);
  uint32_t (*change)(struct baton_action *actions, uint32_t count, uint32_t at);
  int64_t (*deadline)(int64_t deadline); /* … or about the time to wake up */
};

extern const struct lie LIES[];
extern const uint32_t LIE_COUNT;

#endif
