/* What can happen next: the events that the world allows in a state. */
#ifndef EXPLORE_MOVES_H
#define EXPLORE_MOVES_H

#include "search.h"

/* One step of a trace: an event, and how the clock moved before it. */
enum clock { CLOCK_STANDS, CLOCK_TO_DEADLINE, CLOCK_FAR, CLOCK_AGES };

struct move {
  uint8_t kind; /* enum core_event, or MOVE_WAIT */
  uint8_t clock;
  uint8_t failure, code, signal;
  uint8_t slot;
  uint8_t left;
  bool stale;
};

#define MOVE_WAIT 255U /* time passes, nothing happens */
#define MOVES_MAX 128U
#define FAR_MS    1000     /* beyond every window of a tree */
#define AGES_MS   86400000 /* and beyond those of its supervisors */

struct moves {
  struct move list[MOVES_MAX];
  uint32_t count;
};

void moves_of(const struct books *books, const struct world *world, const struct bounds *bounds,
              struct moves *moves);

/* The event, as the world stands. */
struct baton_event move_event(const struct move *move, const struct world *world);

/* Moves the clock, and notes in the world what the move uses up. */
void move_world(const struct move *move, const struct books *books, struct world *world);

/* Of the supervisor that was restarted most, in the window of its breaker. */
uint32_t restarts_of(const struct books *books);

#endif
