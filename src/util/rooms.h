/* Which of a few rooms the next child is to stand in: pure, so that each order in which they become
 * free can be tried.
 *
 * A room is taken by whoever is to stand in it and left when its word is 0, which is all that tells
 * (kernel.md, 24a).
 */
#ifndef UTIL_ROOMS_H
#define UTIL_ROOMS_H

#include <stdbool.h>
#include <stdint.h>

#define ROOMS_MOST  8U
#define ROOMS_NONE  UINT32_MAX
#define ROOMS_TAKEN UINT32_MAX /* a word, until the kernel has written the child's number there */

struct rooms {
  uint32_t count;                      /* at most ROOMS_MOST */
  volatile uint32_t taken[ROOMS_MOST]; /* the words: 0, nobody stands there */
  uint32_t serial[ROOMS_MOST];         /* of the last one to take it */
  uint32_t newest;
  bool hung; /* all were taken, and a wait for the oldest was in vain: no second one until one is
                free */
};

/* The lowest free room, which is taken by that; or ROOMS_NONE. */
uint32_t rooms_take(struct rooms *rooms);

/* The room that was taken longest ago, if all are and it is worth a wait; else ROOMS_NONE. The next
 * call without a free room in between says ROOMS_NONE. */
uint32_t rooms_wait_for(struct rooms *rooms);

/* Nobody came: the room is free again. */
void rooms_leave(struct rooms *rooms, uint32_t room);

bool rooms_all_free(const struct rooms *rooms);

#endif
