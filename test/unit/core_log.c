/* See core_log.h. */
#include "core_log.h"

#include <string.h>

static struct {
  struct event event;
  bool ends, transient; /* the event is the end of an instance that runs */
  uint8_t life, forced;
  uint8_t status[WORLD_NODES];
  bool ready[WORLD_NODES];
  unsigned notes[WORLD_NODES][NOTE_COUNT];
  unsigned general[64]; /* about no node */
  struct action last;
} seen;

static int64_t alive_ms[WORLD_NODES]; /* when the process was there */

static const struct baton_node *node_of(uint32_t slot)
{
  return &world.core.nodes[slot];
}

/* A clock that went back is held. */
static int64_t now(void)
{
  return world.core.table->now_ms;
}

static bool is_child(uint32_t slot)
{
  return slot != BATON_NONE && node_of(slot)->supervisor == BATON_NONE;
}

static bool runs(const struct event *event)
{
  return event->slot < WORLD_NODES && world.children[event->slot].kernel == KERNEL_ALIVE &&
         world.children[event->slot].run == event->run;
}

void log_begin(const struct event *event)
{
  memset(&seen, 0, sizeof seen);
  seen.event = *event;
  seen.ends = event->kind == EV_ENDED && runs(event);
  if (event->kind == EV_SPAWNED && event->slot < WORLD_NODES) {
    alive_ms[event->slot] = world.now;
  }
  seen.transient = event->failure == FAILURE_TRANSIENT;
  seen.life = world.core.table->life;
  seen.forced = world.core.table->forced;
  for (uint32_t slot = 0; slot < world.plan.node_count; slot++) {
    seen.status[slot] = node_of(slot)->status;
    seen.ready[slot] = (node_of(slot)->flags & (uint32_t)BATON_NODE_READY) != 0;
  }
}

/* --- What a line says --- */

static bool came(enum core_event kind)
{
  return seen.event.kind == (uint8_t)kind;
}

static bool about(uint32_t slot)
{
  return seen.event.slot == slot;
}

static bool is_a_command(void)
{
  return seen.event.kind >= EV_START && seen.event.kind <= EV_SHUTDOWN;
}

/* A delay and a restart that is to come, or neither. */
static bool tells_of_an_end(const struct action *note)
{
  const struct baton_node *node = node_of(note->slot);
  if (note->value == BATON_NONE) {
    return true;
  }
  return note->value == node->delay_ms &&
         (note->value == 0 || node->due_ms == now() + (int64_t)note->value);
}

static bool tells_when_kill_is_due(const struct action *note)
{
  int64_t limit = node_of(note->slot)->stop_limit_ms;
  return limit == CORE_NEVER || note->value == (uint32_t)(limit - now());
}

static bool tells_of_a_shutdown(const struct action *note)
{
  switch ((enum baton_shutdown)note->value) {
  case BATON_SHUTDOWN_SIGNAL:
    return note->slot == BATON_NONE && (came(EV_SIGNAL) || came(EV_SHUTDOWN) || came(EV_FORCE));
  case BATON_SHUTDOWN_OPERATOR: return note->slot == BATON_NONE && came(EV_SHUTDOWN);
  case BATON_SHUTDOWN_END:
  case BATON_SHUTDOWN_DONE: return note->slot != BATON_NONE;
  case BATON_SHUTDOWN_NONE: break;
  }
  return false;
}

static bool tells_what_was_refused(const struct action *note)
{
  uint32_t slot = came(EV_SHUTDOWN) ? BATON_NONE : seen.event.slot;
  return is_a_command() && note->value == seen.event.kind && note->slot == slot;
}

static bool is_below(uint32_t slot, uint32_t supervisor)
{
  return node_of(supervisor)->supervisor != BATON_NONE && node_of(slot)->parent == supervisor;
}

static bool is_true(const struct action *note)
{
  uint32_t slot = note->slot;
  switch ((enum core_note)note->note) {
  case NOTE_READY:
    return about(slot) && (came(EV_READY) || came(EV_SPAWNED)) &&
           note->value == (uint32_t)(now() - alive_ms[slot]);
  case NOTE_ENDED:
    return tells_of_an_end(note) && (!is_child(slot) || about(slot) || came(EV_TIMER));
  case NOTE_RETRY: return about(slot) && note->value >= 10;
  case NOTE_STOPPING: return is_child(slot) && tells_when_kill_is_due(note);
  case NOTE_STOPPED: return slot != BATON_ROOT;
  case NOTE_KILLING: return is_child(slot);
  case NOTE_START_TIMEOUT: return came(EV_TIMER) && note->value == set(slot)->start_timeout_ms;
  case NOTE_WATCHDOG: return came(EV_WATCHDOG) && about(slot);
  case NOTE_LEFTOVERS: return came(EV_SWEEP) && about(slot) && note->value == seen.event.left;
  case NOTE_LEFT_BEHIND: return is_child(slot) && status(slot) == BATON_STATUS_KILLED;
  case NOTE_DEPENDENCY:
    return node_of(slot)->parent == node_of(note->value)->parent &&
           end_of(slot)->reason == BATON_REASON_DEPENDENCY;
  case NOTE_GROUP_RESTART: return is_below(note->value, slot);
  case NOTE_GIVE_UP:
    return is_below(note->value, slot) && (end_of(note->value)->flags & BATON_END_TRIPPED) != 0;
  case NOTE_SUPERVISOR_UP: return !is_child(slot) && seen.status[slot] != BATON_STATUS_RUNNING;
  case NOTE_SUPERVISOR_END: return !is_child(slot) && slot != BATON_ROOT;
  case NOTE_DAEMONIZES: return about(slot) && seen.ends && seen.event.code == 0;
  case NOTE_SHUTDOWN: return tells_of_a_shutdown(note);
  case NOTE_FORCED: return slot == BATON_NONE && (came(EV_FORCE) || came(EV_SIGNAL));
  case NOTE_SIGNAL_IGNORED:
  case NOTE_SIGNAL_DROPPED:
    return slot == BATON_NONE && came(EV_SIGNAL) && note->value == seen.event.signal;
  case NOTE_REFUSED: return tells_what_was_refused(note);
  case NOTE_DRAIN: return came(EV_DRAIN) && note->value == (uint32_t)due_in();
  }
  return false;
}

void log_note(const struct action *note)
{
  const char *name = core_note_name((enum core_note)note->note);
  unsigned *count = note->slot == BATON_NONE ? seen.general : seen.notes[note->slot];
  count[note->note]++;
  seen.last = *note;
  cr_assert(is_true(note), "the line \"%s\" of node %u with %u after %s", name, note->slot,
            note->value, core_event_name((enum core_event)seen.event.kind));
  uint32_t run = is_child(note->slot) ? world.children[note->slot].run : note->run;
  cr_assert_eq(note->run, run, "the line \"%s\" is about run %u, not %u", name, note->run, run);
}

/* A stop signal and a KILL are said just before they are sent. */
void log_signal(const struct action *signal)
{
  bool stops = (signal->flags & ACTION_CONTINUE) != 0;
  if (stops || signal->signal == CORE_SIGKILL) {
    enum core_note expected = stops ? NOTE_STOPPING : NOTE_KILLING;
    cr_assert(seen.last.slot == signal->slot && seen.last.note == (uint8_t)expected,
              "signal %u to node %u without its line", signal->signal, signal->slot);
    seen.last.note = UINT8_MAX;
  }
}

/* --- That there is a line --- */

static unsigned lines(uint32_t slot, enum core_note note)
{
  return seen.notes[slot][note];
}

static bool was(uint32_t slot, enum baton_status before)
{
  return seen.status[slot] == (uint8_t)before;
}

static void node_has_its_lines(uint32_t slot)
{
  bool ready = (node_of(slot)->flags & (uint32_t)BATON_NODE_READY) != 0;
  if (is_child(slot) && ready && !seen.ready[slot]) {
    cr_assert_eq(lines(slot, NOTE_READY), 1, "%u is ready without a line", slot);
  }
  if (!is_child(slot) && was(slot, BATON_STATUS_STARTING) && status(slot) == BATON_STATUS_RUNNING) {
    cr_assert_eq(lines(slot, NOTE_SUPERVISOR_UP), 1, "%u is up without a line", slot);
  }
  bool down = status(slot) == BATON_STATUS_STOPPED || status(slot) == BATON_STATUS_KILLED;
  bool left = node_of(slot)->supervisor != BATON_NONE || lines(slot, NOTE_LEFT_BEHIND) == 1;
  if (slot != BATON_ROOT && down && !was(slot, status(slot)) && !left) {
    cr_assert_eq(lines(slot, NOTE_STOPPED), 1, "%u is stopped without a line", slot);
  }
}

void log_end(void)
{
  const struct baton_table *table = world.core.table;
  for (uint32_t slot = 0; slot < world.plan.node_count; slot++) {
    node_has_its_lines(slot);
  }
  if (seen.ends && !seen.transient) {
    cr_assert_eq(lines(seen.event.slot, NOTE_ENDED), 1, "%u ended without a line", seen.event.slot);
  }
  if (seen.life == BATON_LIFE_UP && table->life > BATON_LIFE_UP) {
    unsigned said = seen.general[NOTE_SHUTDOWN];
    for (uint32_t slot = 0; slot < world.plan.node_count; slot++) {
      said += lines(slot, NOTE_SHUTDOWN);
    }
    cr_assert_eq(said, 1, "a shutdown began without a line");
  }
  if (table->forced != seen.forced) {
    cr_assert_eq(seen.general[NOTE_FORCED], 1, "an end was forced without a line");
  }
}
