/* See crash.h. The moments are seen at the core's own seam: the linker leads undo_edit() and
 * undo_commit() through here (meson.build). */
#include "crash.h"

#include "core/adopt.h"
#include "draw.h"

#include <string.h>

#define LOOK_ONE_IN  32U
#define CHANGES_MOST 24U

typedef uint64_t copy[ARENA_BYTES / sizeof(uint64_t)];

static copy before, middle, end;
static struct crash_count counted;

/* What is looked at, and for how many changes more. */
static struct {
  const struct core *core;
  uint32_t changes;
  bool cut;
} watch;

void *__real_undo_edit(struct core *core, const void *place, size_t bytes);
void *__wrap_undo_edit(struct core *core, const void *place, size_t bytes);
void __real_undo_commit(struct core *core);
void __wrap_undo_commit(struct core *core);

void *__wrap_undo_edit(struct core *core, const void *place, size_t bytes)
{
  void *opened = __real_undo_edit(core, place, bytes);
  if (core == watch.core && watch.changes > 0 && --watch.changes == 0) {
    memcpy(middle, core->arena, core->table->size);
    watch.cut = true;
  }
  return opened;
}

void __wrap_undo_commit(struct core *core)
{
  if (core == watch.core) {
    memcpy(end, core->arena, core->table->size);
    watch.core = NULL;
  }
  __real_undo_commit(core);
}

static void begin(const struct core *core, uint32_t changes)
{
  memcpy(before, core->arena, core->table->size);
  watch.core = core;
  watch.changes = changes;
  watch.cut = false;
}

/* --- comparing --- */

static bool same_bytes(const struct core *a, const struct core *b, size_t from, size_t to)
{
  return memcmp((const unsigned char *)a->arena + from, (const unsigned char *)b->arena + from,
                to - from) == 0;
}

static bool same_queue(const struct core *a, const struct core *b)
{
  const struct baton_queue *queue = a->queue;
  bool same = memcmp(queue, b->queue, sizeof *queue) == 0;
  for (uint32_t i = 0; same && i < queue->count; i++) {
    uint32_t at = (queue->first + i) % a->action_capacity;
    same = memcmp(&a->actions[at], &b->actions[at], sizeof *a->actions) == 0;
  }
  return same;
}

/* But for the log, and for places of the queue that hold nothing. */
static bool same_arena(const struct core *a, const struct core *b)
{
  const struct baton_table *table = a->table;
  return same_bytes(a, b, 0, table->queue.offset) && same_queue(a, b);
}

/* --- recovering --- */

/* Taken back, the same as before, and fit to go on in; twice, as a crash may come in the middle of
 * that. */
static const char *recover(uint64_t *arena, struct core *again)
{
  struct core past;
  core_bind(&past, before);
  for (uint32_t i = 0; i < 2; i++) {
    if (core_recover(again, arena, past.table->size, past.table->pid) != ADOPTION_SOUND) {
      return "a step that was cut off cannot be taken back";
    }
  }
  if (!same_arena(&past, again)) {
    return "a step that was taken back has left something behind";
  }
  enum core_adoption adoption = core_adopt(again, arena, past.table->size, past.table->pid);
  return adoption == ADOPTION_SOUND ? NULL : core_adoption_name(adoption);
}

static const char *judge(const struct core *core, int64_t now_ms, const struct baton_event *event)
{
  struct core again;
  core_bind(&again, end);
  if (again.undo->stage == BATON_UNDO_LOST) {
    counted.lost++;
    return NULL;
  }
  counted.ends++;
  const char *wrong = recover(end, &again);
  if (wrong == NULL && watch.cut) {
    counted.middles++;
    wrong = recover(middle, &again);
    if (wrong == NULL) {
      core_step(&again, now_ms, event);
      wrong = same_arena(core, &again) ? NULL : "the step, taken again, ends elsewhere";
    }
  }
  return wrong;
}

/* A core that is lied to is left to the oracle. */
void crash_take(struct simulation *simulation, int64_t now_ms, const struct baton_event *event)
{
  bool lies = simulation->watcher != NULL && simulation->watcher->told != NULL;
  bool looks = draw_one_in(&simulation->fate, LOOK_ONE_IN) && !lies;
  if (looks) {
    begin(&simulation->core, 1U + draw_below(&simulation->fate, CHANGES_MOST));
  }
  core_step(&simulation->core, now_ms, event);
  if (looks && simulation->wrong == NULL) {
    simulation->wrong = judge(&simulation->core, now_ms, event);
  }
}

struct crash_count crash_counted(void)
{
  return counted;
}
