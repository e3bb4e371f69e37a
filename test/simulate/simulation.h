/* One simulation: a random tree, the production core, a kernel that behaves badly, and the oracle.
 *
 * Owns virtual time, and what happens when. A child may do here whatever a real kernel lets it do,
 * and baton is told of it as late and as jumbled as by a real one.
 */
#ifndef SIMULATE_SIMULATION_H
#define SIMULATE_SIMULATION_H

#include "books.h"
#include "hits.h"
#include "random.h"
#include "standing.h"
#include "world/kernel.h"

#define ARENA_BYTES  ((size_t)64 * 1024)
#define ACTIONS_MOST 1024U

/* How a child behaves, for life. */
struct habits {
  uint32_t life_ms;  /* most, before it ends by itself; 0: it does not */
  uint32_t ready_ms; /* most, before it says that it is ready */
  uint32_t obey_ms;  /* most, from a stop signal to its end; BATON_NONE: it is deaf */
  uint32_t stuck_ms; /* most, from KILL to its end; BATON_NONE: for ever */
  uint8_t success;   /* ends out of 8 that are one */
  uint8_t leaves;    /* ends out of 8 that leave processes behind */
  uint8_t fails;     /* starts out of 32 that fail for now */
  uint8_t cannot;    /* and out of 64 that fail for good */
  bool never_ready;
};

/* Whatever the kernel does not hold of it (simulation.kernel). */
struct child {
  uint64_t random;
  struct habits habits;
  int64_t ready_at;
  int64_t end_at;
  int64_t tell_at;        /* an answer, an end, or what a sweep found */
  struct baton_event end; /* how it ends or ended */
  uint32_t left;          /* what its leader left behind */
  int64_t left_until;
};

struct simulation;

/* Looks on at every step, for traces; or comes between, for lies. Any of them may be NULL. */
struct watcher {
  void (*event)(struct simulation *simulation, int64_t now, const struct baton_event *event);
  /* What the core is told instead, and what is done to it before. */
  void (*told)(struct simulation *simulation, struct baton_event *event);
  /* What the oracle sees of its actions; returns how many there are. */
  uint32_t (*actions)(struct simulation *simulation, struct baton_action *actions, uint32_t count);
  int64_t (*deadline)(struct simulation *simulation, int64_t deadline);
};

struct simulation {
  struct recipe recipe;
  const struct watcher *watcher;
  /* Takes a step of the core in place of core_step(), or NULL (crash.h). */
  void (*take)(struct simulation *simulation, int64_t now_ms, const struct baton_event *event);
  /* Comes between any two events and any two actions, or NULL (crash.h). */
  void (*between)(struct simulation *simulation);
  struct hits *hits;
  uint64_t *hash; /* of events and actions, or NULL */
  uint64_t random, noise, fate;
  int64_t now;
  int64_t timer_lag;
  int64_t order_at, signal_at, noise_at, drain_at;
  int64_t starved_until; /* no process can be made */
  int64_t shut_at;
  int64_t slack;      /* how long since then a deadline had passed and nobody had told the core */
  int64_t stepped_at; /* when the core was last told anything */
  uint64_t events;
  uint32_t most;
  uint32_t asked; /* commands so far */
  uint32_t strays;
  bool draining, stubborn, shut;
  const char *wrong;
  struct kernel kernel;
  struct standing standing;
  struct child children[TREE_NODES];
  struct tree tree;
  uint32_t originals[TREE_NODES]; /* node by node: its number before any were taken out */
  struct books books;
  struct core core;
  struct baton_action seen[ACTIONS_MOST];
  uint64_t arena[ARENA_BYTES / sizeof(uint64_t)];
};

/* Runs the recipe to its end. `wrong` is NULL, or says what was. False where there is no tree. */
bool simulate(struct simulation *simulation, const struct recipe *recipe);

#endif
