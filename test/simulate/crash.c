/* See crash.h. The moments are seen at the core's own seam: the linker leads undo_edit() and
 * undo_commit() through here (meson.build). */
#include "crash.h"

#include "core/adopt.h"
#include "draw.h"

#include <string.h>

#define LOOK_ONE_IN   32U
#define CHANGES_MOST  24U
#define REEXEC_ONE_IN 24U
#define POISON        0xa5

typedef uint64_t copy[ARENA_BYTES / sizeof(uint64_t)];

static copy before, middle, end, other;
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
  return memcmp(a->arena, b->arena, a->table->queue.offset) == 0 && same_queue(a, b);
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
static bool is_lied_to(const struct simulation *simulation)
{
  return simulation->watcher != NULL && simulation->watcher->told != NULL;
}

void crash_take(struct simulation *simulation, int64_t now_ms, const struct baton_event *event)
{
  bool looks = draw_one_in(&simulation->fate, LOOK_ONE_IN) && !is_lied_to(simulation);
  if (looks) {
    begin(&simulation->core, 1U + draw_below(&simulation->fate, CHANGES_MOST));
  }
  core_step(&simulation->core, now_ms, event);
  if (looks && simulation->wrong == NULL) {
    simulation->wrong = judge(&simulation->core, now_ms, event);
  }
}

/* --- the arena, at another address --- */

static const char *move_arena(struct simulation *simulation)
{
  struct core *core = &simulation->core;
  size_t size = core->table->size;
  uint64_t *from = core->arena;
  uint64_t *to = from == other ? simulation->arena : other;
  memcpy(to, from, size);
  memset(from, POISON, size);
  memset(core, POISON, sizeof *core);
  enum core_adoption adoption = core_recover(core, to, size, 1);
  if (adoption == ADOPTION_SOUND) {
    adoption = core_adopt(core, to, size, 1);
  }
  return adoption == ADOPTION_SOUND ? NULL : core_adoption_name(adoption);
}

/* --- what the shell knows --- */

/* A start that was entered in the mailbox, and neither has a process nor was answered. */
static bool is_asked(const struct core *core, uint32_t slot)
{
  const struct baton_node *node = &core->nodes[slot];
  const struct baton_mailbox *mailbox = &core->mailboxes[slot];
  return node->process == BATON_PROCESS_SPAWNING && mailbox->run == node->run;
}

/* What the kernel itself has is a process, one that has ended, or none, whatever baton was told. */
static enum kernel_holds holds_of(const struct core *core, uint32_t slot, enum kernel_holds was)
{
  switch (was) {
  case KERNEL_NONE:
  case KERNEL_SPAWNING: return is_asked(core, slot) ? KERNEL_SPAWNING : KERNEL_NONE;
  case KERNEL_ALIVE: return KERNEL_ALIVE;
  case KERNEL_ZOMBIE:
  case KERNEL_ENDED: break;
  }
  bool told = core->nodes[slot].process == BATON_PROCESS_SWEEPING;
  return told ? KERNEL_ENDED : KERNEL_ZOMBIE;
}

static bool is_queued(const struct core *core, enum core_action kind, uint32_t slot)
{
  const struct baton_queue *queue = core->queue;
  bool queued = false;
  for (uint32_t i = 0; i < queue->count; i++) {
    const struct baton_action *action = &core->actions[(queue->first + i) % core->action_capacity];
    queued = queued || (action->kind == kind && action->slot == slot);
  }
  return queued;
}

/* A sweep that waits for no deadline of the core's and for no action waits for an answer. */
static bool is_looked_at(const struct core *core, uint32_t slot)
{
  const struct baton_node *node = &core->nodes[slot];
  return node->process == BATON_PROCESS_SWEEPING && node->look_ms == CORE_NEVER &&
         !is_queued(core, ACT_SWEEP, slot);
}

static const char *derive_child(struct simulation *simulation, uint32_t slot)
{
  const struct core *core = &simulation->core;
  struct kernel_child *child = &simulation->kernel.children[slot];
  struct kernel_child was = *child;
  child->run = core->mailboxes[slot].run;
  child->holds = (uint8_t)holds_of(core, slot, (enum kernel_holds)was.holds);
  child->look = is_looked_at(core, slot);
  if (child->run != was.run) {
    return "the arena does not say which run it was";
  }
  if (child->holds != was.holds) {
    return "the arena does not say what was told of a child";
  }
  /* What is being asked for is looked at a moment later, and what was left behind is nobody's. */
  bool open = is_queued(core, ACT_SWEEP, slot) || (core->nodes[slot].flags & BATON_NODE_LEFT) != 0;
  return child->look == was.look || open ? NULL : "the arena does not say that a look is owed";
}

static const char *derive(struct simulation *simulation)
{
  const char *wrong = NULL;
  for (uint32_t i = 0; wrong == NULL && i < simulation->tree.plan.node_count; i++) {
    if (simulation->core.nodes[i].kind == BATON_KIND_CHILD) {
      wrong = derive_child(simulation, i);
    }
  }
  bool drains = simulation->core.state->life == BATON_LIFE_DRAIN &&
                !is_queued(&simulation->core, ACT_DRAIN, BATON_NONE);
  if (wrong == NULL && drains && !simulation->draining) {
    wrong = "the arena says that a drain is under way";
  }
  return wrong;
}

void crash_between(struct simulation *simulation)
{
  if (simulation->wrong != NULL || is_lied_to(simulation) ||
      !draw_one_in(&simulation->fate, REEXEC_ONE_IN)) {
    return;
  }
  counted.reexecs++;
  standing_reexec(&simulation->standing);
  simulation->wrong = move_arena(simulation);
  if (simulation->wrong == NULL) {
    simulation->wrong = derive(simulation);
  }
}

struct crash_count crash_counted(void)
{
  return counted;
}
