/* One simulation: a random tree, the production core, a kernel that behaves badly, and the oracle.
 *
 * Owns virtual time, what the kernel holds of each child, and what happens when. The kernel here
 * lets a child do whatever a real one lets it do, and tells baton as late and as jumbled as a real
 * one may.
 */
#ifndef SIMULATE_KERNEL_H
#define SIMULATE_KERNEL_H

#include "books.h"
#include "hits.h"
#include "random.h"

#define KERNEL_ARENA   ((size_t)64 * 1024)
#define KERNEL_ACTIONS 1024U

/* What there is of a child in the kernel. */
enum held {
  HELD_NOTHING,
  HELD_ASKED, /* a SPAWN that is not answered yet */
  HELD_ALIVE,
  HELD_ZOMBIE, /* it ended, and baton was not told yet */
  HELD_ENDED,  /* baton was told; its sweep is under way */
};

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

struct child {
  enum held held;
  uint32_t run;
  uint64_t random;
  struct habits habits;
  int64_t next; /* when something happens to it: the earliest of … */
  int64_t ready_at;
  int64_t end_at;
  int64_t tell_at;        /* an answer, an end, or what a sweep found */
  struct baton_event end; /* how it ends or ended */
  uint32_t left;          /* what its leader left behind */
  int64_t left_until;
  bool wanted; /* a sweep is to be answered */
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
  /* Comes between any two events and any two actions, or NULL (reexec.h). */
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
  bool draining, stubborn, shut, finished;
  const char *wrong;
  struct child children[TREE_NODES];
  struct tree tree;
  uint32_t originals[TREE_NODES]; /* node by node: its number before any were taken out */
  struct books books;
  struct core core;
  struct baton_action seen[KERNEL_ACTIONS];
  uint64_t arena[KERNEL_ARENA / sizeof(uint64_t)];
};

/* Runs the recipe to its end. `wrong` is NULL, or says what was. False where there is no tree. */
bool simulate(struct simulation *simulation, const struct recipe *recipe);

#endif
