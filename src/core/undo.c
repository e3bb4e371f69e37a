/* The undo log: a step is atomic for a crash (kernel.md, 28).
 *
 * Owns the one place where what struct core shows as const is written, and the log: before a step
 * first changes a record its old bytes go there. What a re-exec finds half-done, core_recover()
 * takes back. Bytes precede the count, and the count precedes the change; a step is over once the
 * log's stage says so. It is one thread that crashes and recovers, so that the order of its own
 * stores is all that counts, and a fence for the compiler is enough.
 */
#include "undo.h"

#include "state.h"
#include "util/number.h"

#include <string.h>

#define RECORDS_MORE 8U
#define RECORDS_MOST 64U

/* As a change is kept: its entry, and its bytes at the other end. */
static size_t room_for(size_t bytes)
{
  return sizeof(struct baton_change) + bytes;
}

static void fence(void)
{
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* A node's key and its place in the heap may be opened by themselves, before the whole of it is. */
static size_t room_for_all(const struct baton_table *table)
{
  size_t node = room_for(sizeof(struct baton_node)) + room_for(sizeof(int64_t)) +
                2U * room_for(sizeof(uint32_t));
  return room_for(sizeof(struct baton_state)) + room_for(sizeof(struct baton_queue)) +
         table->nodes.capacity * node +
         table->supervisors.capacity * room_for(sizeof(struct baton_supervisor)) +
         table->restarts.capacity * room_for(sizeof(uint64_t));
}

/* A short line needs no more than all that a step may write. */
size_t undo_bytes(const struct baton_table *table)
{
  uint32_t nodes = table->nodes.capacity;
  size_t records = (size_t)number_least(nodes + RECORDS_MORE, RECORDS_MOST);
  size_t largest = (size_t)number_most(sizeof(struct baton_node), sizeof(struct baton_supervisor));
  return (size_t)number_least(room_for_all(table), records * room_for(largest));
}

/* --- a step --- */

static struct baton_change *changes_of(const struct core *core)
{
  return (void *)core->undo_log;
}

static bool is_kept(const struct core *core, size_t at, size_t bytes)
{
  for (uint32_t i = core->undo->count; i-- > 0;) {
    const struct baton_change *change = &changes_of(core)[i];
    if (change->at <= at && at + bytes <= change->at + change->bytes) {
      return true;
    }
  }
  return false;
}

/* The first change of a step to these bytes. */
static void keep(struct core *core, size_t at, size_t bytes)
{
  struct baton_undo *undo = core->undo;
  size_t free_from = undo->count * sizeof(struct baton_change);
  size_t kept = undo->count == 0 ? core->undo_bytes : changes_of(core)[undo->count - 1U].kept;
  if (kept - free_from < room_for(bytes)) {
    undo->stage = BATON_UNDO_LOST;
    fence();
    return;
  }
  kept -= room_for(bytes) - sizeof(struct baton_change);
  memcpy((unsigned char *)core->undo_log + kept, (unsigned char *)core->arena + at, bytes);
  changes_of(core)[undo->count] = (struct baton_change){at, (uint32_t)bytes, (uint32_t)kept};
  fence();
  undo->count++;
  fence();
}

void *undo_edit(struct core *core, const void *place, size_t bytes)
{
  unsigned char *arena = core->arena;
  ptrdiff_t at = (const unsigned char *)place - arena;
  if (core->undo->stage == BATON_UNDO_STEP && bytes > 0 && !is_kept(core, (size_t)at, bytes)) {
    keep(core, (size_t)at, bytes);
  }
  return arena + at;
}

/* Nearly every step changes the state of the whole and the queue. */
void undo_begin(struct core *core, const struct baton_event *event)
{
  static const struct baton_event none = {.kind = UINT8_MAX};
  struct baton_undo *undo = core->undo;
  undo->count = 0;
  undo->event = event == NULL ? none : *event;
  fence();
  undo->stage = BATON_UNDO_STEP;
  fence();
  (void)undo_edit(core, core->state, sizeof *core->state);
  (void)undo_edit(core, core->queue, sizeof *core->queue);
}

void undo_commit(struct core *core)
{
  fence();
  core->undo->stage = BATON_UNDO_NONE;
  fence();
}

/* --- after a crash --- */

/* Only what a step may write is ever put back. */
static bool is_owned(const struct core *core, const struct baton_change *change)
{
  static const uint8_t owned[] = {BATON_PART_state,    BATON_PART_nodes,  BATON_PART_supervisors,
                                  BATON_PART_restarts, BATON_PART_timers, BATON_PART_queue};
  for (size_t i = 0; i < sizeof owned; i++) {
    const struct baton_part *part = &core->table->parts[owned[i]];
    uint64_t bytes = (uint64_t)part->count * part->size;
    if (change->bytes <= bytes && change->at - part->offset <= bytes - change->bytes) {
      return true;
    }
  }
  return false;
}

static bool is_sound(const struct core *core)
{
  size_t count = core->undo->count;
  if (count > core->undo_bytes / sizeof(struct baton_change)) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    const struct baton_change *change = &changes_of(core)[i];
    if (change->kept < count * sizeof *change || change->kept > core->undo_bytes ||
        change->bytes > core->undo_bytes - change->kept || !is_owned(core, change)) {
      return false;
    }
  }
  return true;
}

/* What was changed twice was kept twice, the older bytes first. */
static void take_back(struct core *core)
{
  const struct baton_undo *undo = core->undo;
  for (uint32_t i = undo->count; i-- > 0;) {
    const struct baton_change *change = &changes_of(core)[i];
    memcpy((unsigned char *)core->arena + change->at,
           (const unsigned char *)core->undo_log + change->kept, change->bytes);
  }
}

bool undo_roll_back(struct core *core)
{
  if (core->undo->stage == BATON_UNDO_STEP) {
    if (!is_sound(core)) {
      return false;
    }
    take_back(core);
    undo_commit(core);
  }
  return core->undo->stage == BATON_UNDO_NONE;
}
