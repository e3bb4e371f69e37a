/* A random tree, the core that supervises it, and a kernel that behaves badly, all from one seed.
 *
 * Owns virtual time and what the kernel holds of each child. Must not read the core's state for
 * what it expects: it keeps books of its own, from the actions.
 */
#ifndef SIMULATE_WORLD_H
#define SIMULATE_WORLD_H

#include "core/core.h"

#include <stdbool.h>
#include <stdint.h>

#define WORLD_NODES   32U
#define WORLD_ACTIONS 1024U
#define WORLD_ARENA   ((size_t)64 * 1024)

/* What the kernel holds of a child. */
enum held {
  HELD_NOTHING,
  HELD_ASKED, /* a SPAWN that is not answered yet */
  HELD_ALIVE,
  HELD_ENDED, /* the leader ended; its sweep is under way */
};

struct child {
  enum held held;
  uint32_t run;
  uint32_t left;  /* what its leader left behind */
  bool asked;     /* for a look at it */
  bool signalled; /* has had its stop signal */
  bool killed;
};

struct world {
  uint64_t seed, random;
  int64_t now_ms;
  struct plan plan;
  struct plan_node nodes[WORLD_NODES];
  struct baton_settings settings[WORLD_NODES];
  uint32_t after[WORLD_NODES * WORLD_NODES];
  uint64_t arena[WORLD_ARENA / sizeof(uint64_t)];
  struct action actions[WORLD_ACTIONS];
  struct core core;
  struct child children[WORLD_NODES];
  bool draining;
  uint32_t strays; /* what a drain finds */
  bool deaf;       /* children rarely end when asked to */
  bool shut;       /* the shutdown has begun, at … */
  int64_t shut_ms;
  bool finished;
  uint64_t events;
  const char *wrong; /* the first thing that must not be, or NULL */
  uint32_t wrong_node;
};

/* A tree of 2 to WORLD_NODES nodes and everything in it, by the seed. */
void world_make(struct world *world, uint64_t seed);
uint32_t world_random(struct world *world, uint32_t below);
/* Hands one event to the core, performs what it wants, and looks whether all is well. */
void world_step(struct world *world, struct event event);
/* The tree of that seed from its start to FINISH; `wrong` says what must not have been. */
void world_wander(struct world *world, uint64_t seed);

#endif
