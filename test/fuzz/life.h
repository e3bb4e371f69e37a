/* The life of a supervised tree: its core, a kernel, and events out of bytes.
 *
 * Any event may come at any time: answers that were lost, stale ones, of a kind that does not
 * exist, for a slot that does not exist, at a time that stands still, goes back or jumps. Only the
 * answers that life_end() gives are those of a kernel that works.
 */
#ifndef FUZZ_LIFE_H
#define FUZZ_LIFE_H

#include "line_of_bytes.h"
#include "world/kernel.h"

struct life {
  struct core core;
  struct kernel kernel;
  int64_t now_ms;
};

/* Lays the plan out in `arena`, core_size() zeroed bytes. */
void life_begin(struct life *life, void *arena, const struct plan *plan);
/* Goes on in an arena that is there already. */
void life_join(struct life *life, void *arena);
/* One event out of the bytes, at a time out of the bytes. */
void life_step(struct life *life, struct bytes *bytes);
/* All invariants of the arena as it is between two events. */
void life_check(const struct life *life);
/* An operator's shutdown, and a kernel that answers and obeys: FINISH within a bounded number of
 * steps. */
void life_end(struct life *life);

#endif
