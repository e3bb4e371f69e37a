#include "lies.h"

#include "draw.h"

#include <stdio.h>
#include <string.h>

#define FIRST_SEED 1U
#define TURN_MOST  40U /* the lie is told at one of so many chances */

/* What is lied about. A lie about actions is seen in the step in which it is told, or the oracle
 * believes it. The core forgetting something may come to nothing, but not every time. */
struct lie {
  const char *what;
  uint32_t (*actions)(struct simulation *, struct baton_action *, uint32_t, uint32_t);
  bool (*memory)(struct simulation *, struct baton_event *);
  int64_t (*deadline)(int64_t);
  uint8_t kind; /* of the action that is lied about */
};

static const struct lie *lie; /* the one that is being told */
static uint32_t chance;       /* how many chances are let go by before */
static bool told;

/* --- lies about actions; `at` is one of the kind --- */

static uint32_t leave_out(struct simulation *simulation, struct baton_action *actions,
                          uint32_t count, uint32_t at)
{
  (void)simulation;
  memmove(&actions[at], &actions[at + 1U], (count - at - 1U) * sizeof *actions);
  return count - 1U;
}

static uint32_t say_twice(struct simulation *simulation, struct baton_action *actions,
                          uint32_t count, uint32_t at)
{
  (void)simulation;
  actions[count] = actions[at];
  return count + 1U;
}

#define CHANGE(name, statement)                                                                    \
  static uint32_t name(struct simulation *simulation, struct baton_action *actions,                \
                       uint32_t count, uint32_t at)                                                \
  {                                                                                                \
    struct baton_action *action = &actions[at];                                                    \
    (void)simulation;                                                                              \
    statement;                                                                                     \
    return count;                                                                                  \
  }

CHANGE(other_node, action->slot = action->slot == 1 ? 2 : 1)
CHANGE(other_run, action->run++)
CHANGE(other_signal, action->signal = action->signal == CORE_SIGKILL ? CORE_SIGTERM : CORE_SIGKILL)
CHANGE(other_target, action->flags ^= (uint8_t)ACTION_GROUP)
CHANGE(no_continue, action->flags ^= (uint8_t)ACTION_CONTINUE)
CHANGE(other_value, action->value++)
CHANGE(other_note, action->note = action->note == NOTE_READY ? NOTE_RETRY : NOTE_READY)

static uint32_t act_after(struct simulation *simulation, struct baton_action *actions,
                          uint32_t count, uint32_t at)
{
  (void)simulation;
  (void)at;
  actions[count] = (struct baton_action){.kind = ACT_SPAWN, .slot = 1, .run = 1};
  return count + 1U;
}

static struct baton_node *node_of(const struct simulation *simulation, uint32_t slot)
{
  const struct core *core = &simulation->core;
  unsigned char *arena = core->arena;
  return (void *)(arena + ((const unsigned char *)&core->nodes[slot] - arena));
}

static struct baton_state *state_of(const struct simulation *simulation)
{
  const struct core *core = &simulation->core;
  unsigned char *arena = core->arena;
  return (void *)(arena + core->table->state.offset);
}

/* --- lies to the core: false where there is nothing to lie about --- */

#define FORGET(name, condition, statement)                                                         \
  static bool name(struct simulation *simulation, struct baton_event *event)                       \
  {                                                                                                \
    struct baton_node *node = node_of(simulation, event->slot % simulation->books.count);          \
    struct baton_state *state = state_of(simulation);                                              \
    (void)node;                                                                                    \
    (void)state;                                                                                   \
    if (!(condition)) {                                                                            \
      return false;                                                                                \
    }                                                                                              \
    statement;                                                                                     \
    return true;                                                                                   \
  }

FORGET(no_end, event->kind == EV_ENDED && event->run == node->run, event->run += 7)
FORGET(no_ready, event->kind == EV_READY && (node->flags & BATON_NODE_READY) == 0, event->run += 7)
FORGET(no_sweep, event->kind == EV_SWEEP, event->run += 7)
FORGET(no_spawned, event->kind == EV_SPAWNED, event->run += 7)
FORGET(other_code, event->kind == EV_ENDED && event->signal == 0, event->code ^= 1U)
FORGET(other_random, event->kind == EV_ENDED, event->random = ~event->random)
FORGET(backoff, node->backoff_k > 0, node->backoff_k = 0)
FORGET(restarts, node->restart_count > 0, node->restart_count = 0)
FORGET(record, node->generation > 1, node->end.reason = BATON_REASON_WATCHDOG)
FORGET(generation, node->generation > 1, node->generation--)
FORGET(cause, node->generation > 1, node->start_cause = BATON_CAUSE_UPGRADE)
FORGET(signalled, (node->flags & BATON_NODE_SIGNALLED) != 0,
       node->flags &= ~(uint32_t)BATON_NODE_SIGNALLED)
FORGET(satisfied, (node->flags & BATON_NODE_SATISFIED) != 0,
       node->flags &= ~(uint32_t)BATON_NODE_SATISFIED)
FORGET(killed, state->killed != 0, state->killed = 0)
FORGET(why, state->cause_kind == BATON_SHUTDOWN_END, state->cause_kind = BATON_SHUTDOWN_SIGNAL)
FORGET(late, state->late_left_ms > 0 && state->life == BATON_LIFE_SHUTDOWN,
       state->late_left_ms /= 2)
FORGET(grace, state->life == BATON_LIFE_SHUTDOWN, state->grace_end_ms += 1)

/* --- lies about the time to wake up --- */

static int64_t later_deadline(int64_t deadline)
{
  return deadline == CORE_NEVER ? deadline : deadline + 1;
}

static int64_t earlier_deadline(int64_t deadline)
{
  return deadline == CORE_NEVER ? deadline : deadline - 1;
}

static int64_t no_deadline(int64_t deadline)
{
  (void)deadline;
  return CORE_NEVER;
}

static const struct lie lies[] = {
    {"a start is left out",                      leave_out,    NULL,         NULL,             ACT_SPAWN },
    {"a start is done twice",                    say_twice,    NULL,         NULL,             ACT_SPAWN },
    {"another node is started",                  other_node,   NULL,         NULL,             ACT_SPAWN },
    {"a start has another number",               other_run,    NULL,         NULL,             ACT_SPAWN },
    {"a signal is left out",                     leave_out,    NULL,         NULL,             ACT_SIGNAL},
    {"a signal is sent twice",                   say_twice,    NULL,         NULL,             ACT_SIGNAL},
    {"another signal is sent",                   other_signal, NULL,         NULL,             ACT_SIGNAL},
    {"a signal goes to another node",            other_node,   NULL,         NULL,             ACT_SIGNAL},
    {"a signal goes to the group or not",        other_target, NULL,         NULL,             ACT_SIGNAL},
    {"CONT follows a signal or not",             no_continue,  NULL,         NULL,             ACT_SIGNAL},
    {"a sweep is left out",                      leave_out,    NULL,         NULL,             ACT_SWEEP },
    {"a sweep is done twice",                    say_twice,    NULL,         NULL,             ACT_SWEEP },
    {"a sweep has another signal",               other_signal, NULL,         NULL,             ACT_SWEEP },
    {"a drain is left out",                      leave_out,    NULL,         NULL,             ACT_DRAIN },
    {"a drain has another signal",               other_signal, NULL,         NULL,             ACT_DRAIN },
    {"the end is left out",                      leave_out,    NULL,         NULL,             ACT_FINISH},
    {"the end is said twice",                    say_twice,    NULL,         NULL,             ACT_FINISH},
    {"the exit code is another",                 other_value,  NULL,         NULL,             ACT_FINISH},
    {"something is done after the end",          act_after,    NULL,         NULL,             ACT_FINISH},
    {"a line of the log is left out",            leave_out,    NULL,         NULL,             ACT_NOTE  },
    {"a line of the log says another number",    other_value,  NULL,         NULL,             ACT_NOTE  },
    {"a line of the log says something else",    other_note,   NULL,         NULL,             ACT_NOTE  },
    {"the deadline is a millisecond late",       NULL,         NULL,         later_deadline,   0         },
    {"the deadline is a millisecond early",      NULL,         NULL,         earlier_deadline, 0         },
    {"there is no deadline",                     NULL,         NULL,         no_deadline,      0         },
    {"the core misses an end",                   NULL,         no_end,       NULL,             0         },
    {"the core misses readiness",                NULL,         no_ready,     NULL,             0         },
    {"the core misses what a sweep found",       NULL,         no_sweep,     NULL,             0         },
    {"the core misses that a process exists",    NULL,         no_spawned,   NULL,             0         },
    {"the core takes another exit code",         NULL,         other_code,   NULL,             0         },
    {"the core takes another random number",     NULL,         other_random, NULL,             0         },
    {"the core forgets a child's backoff",       NULL,         backoff,      NULL,             0         },
    {"the core forgets a child's restarts",      NULL,         restarts,     NULL,             0         },
    {"the core forgets how an instance ended",   NULL,         record,       NULL,             0         },
    {"the core forgets a generation",            NULL,         generation,   NULL,             0         },
    {"the core forgets why an instance starts",  NULL,         cause,        NULL,             0         },
    {"the core forgets that it sent a signal",   NULL,         signalled,    NULL,             0         },
    {"the core forgets that a node was ready",   NULL,         satisfied,    NULL,             0         },
    {"the core forgets that it killed",          NULL,         killed,       NULL,             0         },
    {"the core forgets what began the shutdown", NULL,         why,          NULL,             0         },
    {"the core halves the second after KILL",    NULL,         late,         NULL,             0         },
    {"the core's grace is a millisecond longer", NULL,         grace,        NULL,             0         },
};

/* --- telling one --- */

static uint32_t lie_about_actions(struct simulation *simulation, struct baton_action *actions,
                                  uint32_t count)
{
  (void)simulation;
  for (uint32_t i = 0; lie->actions != NULL && !told && i < count; i++) {
    if (actions[i].kind == lie->kind && chance-- == 0) {
      told = true;
      return lie->actions(simulation, actions, count, i);
    }
  }
  return count;
}

static void lie_to_core(struct simulation *simulation, struct baton_event *event)
{
  if (lie->memory != NULL && !told && event->slot < simulation->books.count) {
    if (chance == 0) {
      told = lie->memory(simulation, event);
    } else {
      chance--;
    }
  }
}

static int64_t lie_about_deadline(struct simulation *simulation, int64_t deadline)
{
  bool matters = deadline != CORE_NEVER && deadline > simulation->now + 1;
  if (lie->deadline == NULL || told || !matters || chance-- > 0) {
    return deadline;
  }
  told = true;
  return lie->deadline(deadline);
}

static bool is_about_memory(const struct lie *one)
{
  return one->memory != NULL;
}

uint32_t lies_tell(struct simulation *simulation, uint32_t seeds, uint32_t *total)
{
  static const struct watcher liar = {
      .told = lie_to_core, .actions = lie_about_actions, .deadline = lie_about_deadline};
  uint32_t wrong = 0;
  *total = sizeof lies / sizeof *lies;
  simulation->watcher = &liar;
  for (uint32_t i = 0; i < *total; i++) {
    uint32_t times = 0;
    uint32_t noticed = 0;
    lie = &lies[i];
    for (uint32_t seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      struct recipe recipe = {.seed = seed};
      chance = lie->kind == ACT_FINISH || lie->kind == ACT_DRAIN ? 0 : seed % TURN_MOST;
      told = false;
      simulate(simulation, &recipe);
      times += told;
      noticed += told && simulation->wrong != NULL;
    }
    bool enough = times > 0 && (is_about_memory(lie) ? noticed > 0 : noticed == times);
    wrong += !enough;
    printf("%s  %s: told %u times, noticed %u times\n", enough ? "ok  " : "FAIL", lie->what, times,
           noticed);
    fflush(stdout);
  }
  simulation->watcher = NULL;
  return wrong;
}
