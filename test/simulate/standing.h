/* Who stands in which room between clone and exec (src/util/rooms.h), in every order in which
 * children may leave: at once, late, or with their end; beside stops and restarts, a re-exec, and
 * the next instance of the same child. */
#ifndef SIMULATE_STANDING_H
#define SIMULATE_STANDING_H

#include "util/rooms.h"
#include "world/tree.h"

#define STANDING_NOWHERE TREE_NODES

struct standing {
  uint64_t random;
  struct rooms rooms;
  uint32_t who[ROOMS_MOST];  /* STANDING_NOWHERE: nobody */
  uint32_t room[TREE_NODES]; /* by slot, or ROOMS_NONE: a copy, or it has left */
  bool hangs[TREE_NODES];    /* it leaves at its end only */
  bool in_vain;              /* the last wait was, and no room was free since */
};

void standing_open(struct standing *standing, uint64_t seed, uint32_t children);
/* A child is to be made. NULL, or what was wrong about the room that it was given. */
const char *standing_start(struct standing *standing, uint32_t slot, bool made);
/* It has left, by exec or by its end. */
void standing_leave(struct standing *standing, uint32_t slot);
/* Time goes by: some may leave. */
void standing_turn(struct standing *standing);
/* Who stands in the old memory is in nobody's way. */
void standing_reexec(struct standing *standing);

#endif
