/* What one simulation is made of: a seed, and what was taken away from it to make it smaller. */
#ifndef SIMULATE_RECIPE_H
#define SIMULATE_RECIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Groups of options that a recipe can set back to their defaults. */
#define RECIPE_OPTIONS(X)                                                                          \
  X(STRATEGY, "strategy")                                                                          \
  X(POLICY, "policy")                                                                              \
  X(BREAKER, "breaker")                                                                            \
  X(INTENSITY, "intensity")                                                                        \
  X(BACKOFF, "backoff")                                                                            \
  X(AFTER, "after")                                                                                \
  X(OPTIONAL, "optional")                                                                          \
  X(READY, "ready")                                                                                \
  X(STOP, "stop")                                                                                  \
  X(ORDER, "order")                                                                                \
  X(SUCCESS, "success")                                                                            \
  X(AUTO, "auto-shutdown")                                                                         \
  X(SIGNALS, "signals")                                                                            \
  X(DRAIN, "drain")                                                                                \
  X(GRACE, "grace")

/* Kinds of trouble that a recipe can keep away. */
#define RECIPE_FAULTS(X)                                                                           \
  X(TRANSIENT, "transient") /* no process could be made, for now */                                \
  X(PERMANENT, "permanent") /* the command cannot be run */                                        \
  X(SLOW, "slow")           /* answers that take a while */                                        \
  X(DEAF, "deaf")           /* children that do not end when asked to */                           \
  X(STUCK, "stuck")         /* and that KILL does not end at once */                               \
  X(LEFTOVERS, "leftovers")                                                                        \
  X(BATCH, "batch")    /* ends that are told late and together */                                  \
  X(JUMP, "jump")      /* of the clock, forward */                                                 \
  X(STEP_BACK, "back") /* of the clock, backward */                                                \
  X(LATE, "late")      /* timers that fire late, or early */                                       \
  X(NOISE, "noise")    /* stale, duplicate and unknown events */                                   \
  X(OPERATOR, "operator")                                                                          \
  X(SUSPEND, "suspend")                                                                            \
  X(KILLS, "kills") /* signals to baton */                                                         \
  X(WATCHDOG, "watchdog")                                                                          \
  X(FORCE, "force")

#define X(name, text) RECIPE_OPTION_##name,

enum recipe_option { RECIPE_OPTIONS(X) RECIPE_OPTION_COUNT };

#undef X
#define X(name, text) RECIPE_FAULT_##name,

enum recipe_fault { RECIPE_FAULTS(X) RECIPE_FAULT_COUNT };

#undef X

struct recipe {
  uint64_t seed;
  uint64_t without; /* nodes that were taken out of the tree */
  uint32_t plain;   /* options at their defaults, by bit */
  uint32_t calm;    /* faults that do not happen, by bit */
  uint32_t most;    /* events until the shutdown; 0: as the seed says */
};

/* SEED[:without=HEX,plain=NAME+NAME,calm=NAME+NAME,most=N]; false where it cannot be read. */
bool recipe_read(const char *text, struct recipe *recipe);
void recipe_write(const struct recipe *recipe, char *text, size_t size);

static inline bool recipe_plain(const struct recipe *recipe, enum recipe_option option)
{
  return (recipe->plain >> (unsigned)option & 1U) != 0;
}

static inline bool recipe_calm(const struct recipe *recipe, enum recipe_fault fault)
{
  return (recipe->calm >> (unsigned)fault & 1U) != 0;
}

#endif
