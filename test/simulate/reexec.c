/* See reexec.h. */
#include "reexec.h"

#include "core/adopt.h"
#include "draw.h"

#include <string.h>

#define ONE_IN 24U
#define POISON 0xa5

static uint64_t other[ARENA_BYTES / sizeof(uint64_t)];
static uint64_t counted;

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

void reexec_between(struct simulation *simulation)
{
  bool lies = simulation->watcher != NULL && simulation->watcher->told != NULL;
  if (simulation->wrong != NULL || lies || !draw_one_in(&simulation->fate, ONE_IN)) {
    return;
  }
  counted++;
  simulation->wrong = move_arena(simulation);
  if (simulation->wrong == NULL) {
    simulation->wrong = derive(simulation);
  }
}

uint64_t reexec_counted(void)
{
  return counted;
}
