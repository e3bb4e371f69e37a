#include "lies.h"

#include "world/lies.h"

#include <stdio.h>

#define FIRST_SEED 1U
#define TURN_MOST  40U /* the lie is told at one of so many chances */

/* What the core is not told, or forgets: false where there is nothing to lie about. It may come to
 * nothing, but not every time. */
struct loss {
  const char *what;
  bool (*tell)(struct simulation *simulation, struct baton_event *event);
};

/* The one that is being told: a lie about what the core did is seen in the step in which it is
 * told, or the oracle believes it. */
static const struct lie *lie;
static const struct loss *loss;
static uint32_t chance; /* how many chances are let go by before */
static bool told;

/* --- what is lost --- */

/* In the arena, which is the core's. */
static void *writable(const void *part)
{
  return (void *)(uintptr_t)part;
}

#define LOSE(name, condition, statement)                                                           \
  static bool name(struct simulation *simulation, struct baton_event *event)                       \
  {                                                                                                \
    struct baton_node *node = writable(&simulation->core.nodes[event->slot]);                      \
    struct baton_state *state = writable(simulation->core.state);                                  \
    (void)node;                                                                                    \
    (void)state;                                                                                   \
    if (!(condition)) {                                                                            \
      return false;                                                                                \
    }                                                                                              \
    statement;                                                                                     \
    return true;                                                                                   \
  }

LOSE(no_end, event->kind == EV_ENDED && event->run == node->run, event->run += 7)
LOSE(no_ready, event->kind == EV_READY && (node->flags & BATON_NODE_READY) == 0, event->run += 7)
LOSE(no_sweep, event->kind == EV_SWEEP, event->run += 7)
LOSE(no_spawned, event->kind == EV_SPAWNED, event->run += 7)
LOSE(other_code, event->kind == EV_ENDED && event->signal == 0, event->code ^= 1U)
LOSE(other_random, event->kind == EV_ENDED, event->random = ~event->random)
LOSE(backoff, node->backoff_k > 0, node->backoff_k = 0)
LOSE(restarts, node->restart_count > 0, node->restart_count = 0)
LOSE(record, node->generation > 1, node->end.reason = BATON_REASON_WATCHDOG)
LOSE(generation, node->generation > 1, node->generation--)
LOSE(cause, node->generation > 1, node->start_cause = BATON_CAUSE_UPGRADE)
LOSE(signalled, (node->flags & BATON_NODE_SIGNALLED) != 0,
     node->flags &= ~(uint32_t)BATON_NODE_SIGNALLED)
LOSE(satisfied, (node->flags & BATON_NODE_SATISFIED) != 0,
     node->flags &= ~(uint32_t)BATON_NODE_SATISFIED)
LOSE(killed, state->killed != 0, state->killed = 0)
LOSE(why, state->cause_kind == BATON_SHUTDOWN_END, state->cause_kind = BATON_SHUTDOWN_SIGNAL)
LOSE(late, state->late_left_ms > 0 && state->life == BATON_LIFE_SHUTDOWN, state->late_left_ms /= 2)
LOSE(grace, state->life == BATON_LIFE_SHUTDOWN, state->grace_end_ms += 1)

static const struct loss LOSSES[] = {
    {"the core misses an end",                   no_end      },
    {"the core misses readiness",                no_ready    },
    {"the core misses what a sweep found",       no_sweep    },
    {"the core misses that a process exists",    no_spawned  },
    {"the core takes another exit code",         other_code  },
    {"the core takes another random number",     other_random},
    {"the core forgets a child's backoff",       backoff     },
    {"the core forgets a child's restarts",      restarts    },
    {"the core forgets how an instance ended",   record      },
    {"the core forgets a generation",            generation  },
    {"the core forgets why an instance starts",  cause       },
    {"the core forgets that it sent a signal",   signalled   },
    {"the core forgets that a node was ready",   satisfied   },
    {"the core forgets that it killed",          killed      },
    {"the core forgets what began the shutdown", why         },
    {"the core halves the second after KILL",    late        },
    {"the core's grace is a millisecond longer", grace       },
};

/* --- telling one --- */

static uint32_t lie_about_actions(struct simulation *simulation, struct baton_action *actions,
                                  uint32_t count)
{
  (void)simulation;
  for (uint32_t i = 0; lie != NULL && lie->is != NULL && !told && i < count; i++) {
    if (lie->is(&actions[i]) && chance-- == 0) {
      told = true;
      return lie->change(actions, count, i);
    }
  }
  return count;
}

static int64_t lie_about_deadline(struct simulation *simulation, int64_t deadline)
{
  bool matters = deadline != CORE_NEVER && deadline > simulation->now + 1;
  if (lie == NULL || lie->deadline == NULL || told || !matters || chance-- > 0) {
    return deadline;
  }
  told = true;
  return lie->deadline(deadline);
}

static void lie_to_core(struct simulation *simulation, struct baton_event *event)
{
  if (loss != NULL && !told && event->slot < simulation->books.count) {
    if (chance == 0) {
      told = loss->tell(simulation, event);
    } else {
      chance--;
    }
  }
}

/* In each of so many trees, once; true if it was noticed often enough. */
static bool tell(struct simulation *simulation, const char *what, uint32_t seeds)
{
  static const struct baton_action drain = {.kind = ACT_DRAIN};
  static const struct baton_action finish = {.kind = ACT_FINISH};
  bool acts = lie != NULL && lie->is != NULL;
  bool once = acts && (lie->is(&drain) || lie->is(&finish)); /* in a tree it comes */
  uint32_t times = 0;
  uint32_t noticed = 0;
  for (uint32_t seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
    struct recipe recipe = {.seed = seed};
    chance = once ? 0 : seed % TURN_MOST;
    told = false;
    simulate(simulation, &recipe);
    times += told;
    noticed += told && simulation->wrong != NULL;
  }
  bool enough = times > 0 && (loss != NULL ? noticed > 0 : noticed == times);
  printf("%s  %s: told %u times, noticed %u times\n", enough ? "ok  " : "FAIL", what, times,
         noticed);
  fflush(stdout);
  return enough;
}

bool lies_tell(struct simulation *simulation, uint32_t seeds)
{
  static const struct watcher liar = {
      .told = lie_to_core, .actions = lie_about_actions, .deadline = lie_about_deadline};
  const uint32_t total = LIE_COUNT + (uint32_t)(sizeof LOSSES / sizeof *LOSSES);
  uint32_t wrong = 0;
  simulation->watcher = &liar;
  for (uint32_t i = 0; i < total; i++) {
    lie = i < LIE_COUNT ? &LIES[i] : NULL;
    loss = i < LIE_COUNT ? NULL : &LOSSES[i - LIE_COUNT];
    wrong += !tell(simulation, lie != NULL ? lie->what : loss->what, seeds);
  }
  simulation->watcher = NULL;
  printf("%u lies, %u believed\n", total, wrong);
  return wrong == 0;
}
