#include "lies.h"

#include <string.h>

/* --- what it is about --- */

#define IS(name, condition)                                                                        \
  static bool is_##name(const struct baton_action *action)                                         \
  {                                                                                                \
    return condition;                                                                              \
  }

IS(start, action->kind == ACT_SPAWN)
IS(restart, action->kind == ACT_SPAWN && action->run > 1)
IS(signal, action->kind == ACT_SIGNAL)
IS(stop, action->kind == ACT_SIGNAL && (action->flags & ACTION_CONTINUE) != 0)
IS(kill, action->kind == ACT_SIGNAL && action->signal == CORE_SIGKILL)
IS(sweep, action->kind == ACT_SWEEP)
IS(drain, action->kind == ACT_DRAIN)
IS(finish, action->kind == ACT_FINISH)
IS(note, action->kind == ACT_NOTE)
IS(reply, action->kind == ACT_REPLY)

/* --- what is said instead --- */

static uint32_t leave_out(struct baton_action *actions, uint32_t count, uint32_t at)
{
  memmove(&actions[at], &actions[at + 1U], (count - at - 1U) * sizeof *actions);
  return count - 1U;
}

static uint32_t say_twice(struct baton_action *actions, uint32_t count, uint32_t at)
{
  actions[count] = actions[at];
  return count + 1U;
}

#define CHANGE(name, statement)                                                                    \
  static uint32_t name(struct baton_action *actions, uint32_t count, uint32_t at)                  \
  {                                                                                                \
    struct baton_action *action = &actions[at];                                                    \
    statement;                                                                                     \
    return count;                                                                                  \
  }

CHANGE(other_node, action->slot = action->slot == 1 ? 2 : 1)
CHANGE(other_run, action->run++)
CHANGE(older_run, action->run--)
CHANGE(other_signal, action->signal = action->signal == CORE_SIGKILL ? CORE_SIGTERM : CORE_SIGKILL)
CHANGE(other_target, action->flags ^= (uint8_t)ACTION_GROUP)
CHANGE(no_continue, action->flags ^= (uint8_t)ACTION_CONTINUE)
CHANGE(other_value, action->value++)
CHANGE(other_note, action->note = action->note == NOTE_READY ? NOTE_RETRY : NOTE_READY)

static uint32_t another_too(struct baton_action *actions, uint32_t count, uint32_t at)
{
  actions[count] = actions[at];
  return other_node(actions, count + 1U, count);
}

static uint32_t act_after(struct baton_action *actions, uint32_t count, uint32_t at)
{
  (void)at;
  actions[count] = (struct baton_action){.kind = ACT_SPAWN, .slot = 1, .run = 1};
  return count + 1U;
}

static int64_t later(int64_t deadline)
{
  return deadline + 1;
}

static int64_t earlier(int64_t deadline)
{
  return deadline - 1;
}

static int64_t never(int64_t deadline)
{
  (void)deadline;
  return CORE_NEVER;
}

/* --- all of them --- */

const struct lie LIES[] = {
    {"a start is left out",                     is_start,   leave_out,    NULL   },
    {"a start is done twice",                   is_start,   say_twice,    NULL   },
    {"another node is started",                 is_start,   other_node,   NULL   },
    {"a start has another number",              is_start,   other_run,    NULL   },
    {"a restart is left out",                   is_restart, leave_out,    NULL   },
    {"another node is restarted, too",          is_restart, another_too,  NULL   },
    {"a signal is left out",                    is_signal,  leave_out,    NULL   },
    {"a signal is sent twice",                  is_signal,  say_twice,    NULL   },
    {"another signal is sent",                  is_signal,  other_signal, NULL   },
    {"a signal goes to another node",           is_signal,  other_node,   NULL   },
    {"a signal goes to the group or not",       is_signal,  other_target, NULL   },
    {"CONT follows a signal or not",            is_signal,  no_continue,  NULL   },
    {"a stop signal is left out",               is_stop,    leave_out,    NULL   },
    {"a stop signal is sent twice",             is_stop,    say_twice,    NULL   },
    {"a stop signal goes to another node",      is_stop,    other_node,   NULL   },
    {"a stop signal goes to an older instance", is_stop,    older_run,    NULL   },
    {"a KILL is left out",                      is_kill,    leave_out,    NULL   },
    {"a sweep is left out",                     is_sweep,   leave_out,    NULL   },
    {"a sweep is done twice",                   is_sweep,   say_twice,    NULL   },
    {"a sweep has another signal",              is_sweep,   other_signal, NULL   },
    {"a drain is left out",                     is_drain,   leave_out,    NULL   },
    {"a drain has another signal",              is_drain,   other_signal, NULL   },
    {"the end is left out",                     is_finish,  leave_out,    NULL   },
    {"the end is said twice",                   is_finish,  say_twice,    NULL   },
    {"the exit code is another",                is_finish,  other_value,  NULL   },
    {"something is done after the end",         is_finish,  act_after,    NULL   },
    {"a line of the log is left out",           is_note,    leave_out,    NULL   },
    {"a line of the log says another number",   is_note,    other_value,  NULL   },
    {"a line of the log says something else",   is_note,    other_note,   NULL   },
    {"nobody is told what became of a command", is_reply,   leave_out,    NULL   },
    {"what became of a command is told twice",  is_reply,   say_twice,    NULL   },
    {"something else became of a command",      is_reply,   other_note,   NULL   },
    {"another request is answered",             is_reply,   other_value,  NULL   },
    {"another client is told",                  is_reply,   other_run,    NULL   },
    {"the deadline is a millisecond late",      NULL,       NULL,         later  },
    {"the deadline is a millisecond early",     NULL,       NULL,         earlier},
    {"there is no deadline",                    NULL,       NULL,         never  },
};

const uint32_t LIE_COUNT = sizeof LIES / sizeof *LIES;
