/* What one simulation is made of: a seed, and what was taken away from it to make it smaller. */
#ifndef SIMULATE_RECIPE_H
#define SIMULATE_RECIPE_H

#include <baton/vocabulary.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Groups of options that a recipe can set back to their defaults. */
#define RECIPE_OPTIONS(X, P)                                                                       \
  X(P, STRATEGY, "strategy")                                                                       \
  X(P, POLICY, "policy")                                                                           \
  X(P, BREAKER, "breaker")                                                                         \
  X(P, INTENSITY, "intensity")                                                                     \
  X(P, BACKOFF, "backoff")                                                                         \
  X(P, AFTER, "after")                                                                             \
  X(P, OPTIONAL, "optional")                                                                       \
  X(P, READY, "ready")                                                                             \
  X(P, STOP, "stop")                                                                               \
  X(P, ORDER, "order")                                                                             \
  X(P, SUCCESS, "success")                                                                         \
  X(P, AUTO, "auto-shutdown")                                                                      \
  X(P, SIGNALS, "signals")                                                                         \
  X(P, DRAIN, "drain")                                                                             \
  X(P, GRACE, "grace")                                                                             \
  X(P, FATAL, "fatal")                                                                             \
  X(P, GATE, "gate")                                                                               \
  X(P, RETRY, "retry-after")

/* Kinds of trouble that a recipe can keep away. */
#define RECIPE_FAULTS(X, P)                                                                        \
  X(P, TRANSIENT, "transient") /* no process could be made, for now */                             \
  X(P, PERMANENT, "permanent") /* the command cannot be run */                                     \
  X(P, SLOW, "slow")           /* answers that take a while */                                     \
  X(P, DEAF, "deaf")           /* children that do not end when asked to */                        \
  X(P, STUCK, "stuck")         /* and that KILL does not end at once */                            \
  X(P, LEFTOVERS, "leftovers")                                                                     \
  X(P, BATCH, "batch")    /* ends that are told late and together */                               \
  X(P, JUMP, "jump")      /* of the clock, forward */                                              \
  X(P, STEP_BACK, "back") /* of the clock, backward */                                             \
  X(P, LATE, "late")      /* timers that fire late, or early */                                    \
  X(P, NOISE, "noise")    /* stale, duplicate and unknown events */                                \
  X(P, OPERATOR, "operator")                                                                       \
  X(P, SUSPEND, "suspend")                                                                         \
  X(P, KILLS, "kills") /* signals to baton */                                                      \
  X(P, WATCHDOG, "watchdog")                                                                       \
  X(P, FORCE, "force")

BATON_ENUM(recipe_option, RECIPE_OPTION, RECIPE_OPTIONS)
BATON_ENUM(recipe_fault, RECIPE_FAULT, RECIPE_FAULTS)

struct recipe {
  uint64_t seed;
  uint64_t without; /* nodes that were taken out of the tree */
  uint32_t plain;   /* options at their defaults, by bit */
  uint32_t calm;    /* faults that do not happen, by bit */
  uint32_t most;    /* events until the shutdown; 0: as the seed says */
};

/* SEED[:without=HEX,plain=NAME+NAME,calm=NAME+NAME,most=N]; false where it cannot be read. */
bool recipe_read(const char *text, struct recipe *recipe);
void recipe_write(FILE *out, const struct recipe *recipe);

static inline bool recipe_plain(const struct recipe *recipe, enum recipe_option option)
{
  return (recipe->plain >> (unsigned)option & 1U) != 0;
}

static inline bool recipe_calm(const struct recipe *recipe, enum recipe_fault fault)
{
  return (recipe->calm >> (unsigned)fault & 1U) != 0;
}

#endif
