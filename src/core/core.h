/* The supervisor's core: a pure function from (arena, time, event) to (arena, actions).
 *
 * Owns every decision of supervision.md and every byte of the arena but the shell's parts. Must not
 * call the kernel, read a clock, allocate, log, or know a pid or an fd.
 */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include "plan.h"
#include "util/names.h"

#include <stddef.h>

#define CORE_NEVER   INT64_MAX       /* a deadline that is not set */
#define CORE_NOW_MAX (INT64_MAX / 4) /* 73 million years: with this bound no sum of times wraps */

/* baton_action.flags */
#define ACTION_GROUP    1U  /* SIGNAL: to the process group */
#define ACTION_SESSION  2U  /* SIGNAL: to every process of the session */
#define ACTION_CONTINUE 4U  /* SIGNAL, SWEEP: followed by CONT */
#define ACTION_NO_GROUP 8U  /* SWEEP: not to the group, which has had the signal */
#define ACTION_OTHERS   16U /* SIGNAL: to what a sweep covers, and not to the main process */
#define ACTION_FLAGS    31U

/* In the queue only: a SIGNAL of this number stands for all that its node held, which core_next()
 * gives out one by one. */
#define CORE_HELD_SIGNALS 0U

/* The arena's parts, found by core_bind(). It holds no other state: bound to a copy of the arena,
 * the core goes on from there. All that the core owns is const here: a step writes through the
 * accessors of state.h, and nobody else does. */
struct core {
  void *arena; /* all of it, for those who own a part: core_step() the most, the shell its own */
  const struct baton_table *table;
  const struct baton_globals *globals;
  struct baton_shell *shell; /* the shell's own */
  const struct baton_state *state;
  const struct baton_node *nodes;
  const struct baton_supervisor *supervisors;
  const struct baton_settings *settings;
  struct baton_mailbox *mailboxes; /* the shell's */
  const uint32_t *after;
  const uint64_t *restarts;
  const uint32_t *timers;
  const struct baton_limit *limits;
  const uint32_t *groups;
  const char *strings;
  struct baton_queue *queue;
  struct baton_action *actions;
  struct baton_undo *undo;
  uint64_t *undo_log;
  uint32_t action_capacity;
  size_t undo_bytes; /* of the log */
};

/* What boot knows and the plan does not. */
struct core_boot {
  uint64_t epoch;
  uint64_t seed[2];             /* random */
  const char *parent_resume_id; /* baton's own LIFECYCLE_RESUME_ID, or NULL */
  int32_t pid;
};

/* Bytes of the arena that `plan` needs, mailboxes included. */
size_t core_size(const struct plan *plan);

/* Lays the plan out in `arena` (core_size() zeroed bytes, 8-aligned) and binds `core` to it. */
void core_init(struct core *core, void *arena, const struct plan *plan,
               const struct core_boot *boot);

/* Finds the parts of an arena that core_init() laid out. */
void core_bind(struct core *core, void *arena);

/* Takes one event at `now_ms` (CLOCK_MONOTONIC; steps back and absurd times are clamped) and
 * appends to the queue what is to be done. Stale and impossible events are counted and change
 * nothing else. Actions of earlier steps that are still queued stay in front of the new ones. */
void core_step(struct core *core, int64_t now_ms, const struct baton_event *event);

/* The oldest action of the queue, which is marked from now on: it is being performed. False when
 * there is none. */
bool core_next(struct core *core, struct baton_action *action);

/* The marked action was performed: it leaves the queue. */
void core_done(struct core *core);

/* Both at once, for those whom nothing can interrupt in between. */
static inline bool core_take(struct core *core, struct baton_action *action)
{
  bool taken = core_next(core, action);
  if (taken) {
    core_done(core);
  }
  return taken;
}

/* When the next TIMER event is due, or CORE_NEVER. */
int64_t core_deadline(const struct core *core);

/* What the shell asks (ask.c): is it a child, and no supervisor? Has it a process that did not end
 * yet? Has that ended, and what it left is being ended? Has it had its stop signal, and KILL? Did
 * the last instance end because that had been asked for? Is the container being stopped? Is a
 * process that is still to be made to be stopped already? Is something still to be done, and does
 * the queue have room for what one more event leads to? */
bool core_is_child(const struct core *core, uint32_t slot);
bool core_is_alive(const struct core *core, uint32_t slot);
bool core_is_swept(const struct core *core, uint32_t slot);
bool core_was_signalled(const struct core *core, uint32_t slot);
bool core_has_killed(const struct core *core, uint32_t slot);
bool core_end_was_asked(const struct core *core, uint32_t slot);
bool core_is_stopping(const struct core *core);
bool core_start_is_stopped(const struct core *core, uint32_t slot);
bool core_is_busy(const struct core *core);
bool core_has_room(const struct core *core);

/* Does a classic init do no more with this signal than to hand it on, at the most? The time of such
 * a step does not matter, and may be an old one. */
bool core_hands_on(const struct core *core, uint8_t signal);

/* Did its main process have to be killed after the shutdown began? */
bool core_was_killed(const struct core *core, uint32_t slot);

/* The breaker of a node, which a supervisor has, too. */
struct baton_window core_breaker(const struct core *core, uint32_t slot);

/* What tripped when the container's end began: the breaker of a node, or the intensity of a
 * supervisor. It was one more restart than the limit allows. False: nothing tripped. */
struct core_trip {
  uint32_t slot;
  uint32_t restarts;
  struct baton_window limit;
};

bool core_tripped(const struct core *core, struct core_trip *trip);

/* core_event_name() and so on, for logs and tests. */
CORE_VOCABULARIES(NAMES)

/* A string of the arena by its offset. */
static inline const char *core_string(const struct core *core, uint32_t offset)
{
  return core->strings + offset;
}

#endif
