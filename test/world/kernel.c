#include "kernel.h"

#include "core/adopt.h"

#include <stdio.h>

/* --- what baton asks for --- */

static const char *spawn(struct kernel_child *child, const struct baton_action *action)
{
  if (child->holds != KERNEL_NONE) {
    return "a start of what is still there";
  }
  if (action->run <= child->run) {
    return "a start of an older run";
  }
  *child = (struct kernel_child){.run = action->run, .holds = KERNEL_SPAWNING};
  return NULL;
}

/* To what has just ended it is a lost race, and nothing wrong. */
static const char *send_signal(struct kernel_child *child, const struct baton_action *action)
{
  bool there = child->holds == KERNEL_ALIVE || child->holds == KERNEL_ZOMBIE;
  if (!there || child->run != action->run) {
    return "a signal to what is not there";
  }
  if (action->signal == 0 || action->signal > BATON_SIGNALS) {
    return "a signal that does not exist";
  }
  child->killed |= action->signal == CORE_SIGKILL;
  child->signalled |= (action->flags & ACTION_CONTINUE) != 0;
  return NULL;
}

/* What is gone was asked for twice, and the first answer was that nothing is left. */
static const char *sweep(struct kernel_child *child, const struct baton_action *action)
{
  bool ended = child->holds == KERNEL_ENDED;
  if (child->run != action->run || (!ended && child->holds != KERNEL_NONE)) {
    return "a sweep of what did not end";
  }
  child->look = ended;
  return NULL;
}

const char *kernel_perform(struct kernel *kernel, const struct baton_action *action)
{
  struct kernel_child *child = &kernel->children[action->slot % TREE_NODES];
  bool of_none =
      action->kind == ACT_NOTE || action->kind == ACT_DRAIN || action->kind == ACT_FINISH;
  if (kernel->finished) {
    return "an action after FINISH";
  }
  if (action->slot >= kernel->count && !(of_none && action->slot == BATON_NONE)) {
    return "an action of no node";
  }
  switch ((enum core_action)action->kind) {
  case ACT_SPAWN: return spawn(child, action);
  case ACT_SIGNAL: return send_signal(child, action);
  case ACT_SWEEP: return kernel->classic ? "a sweep under a classic init" : sweep(child, action);
  case ACT_DRAIN: kernel->drain = true; return NULL;
  case ACT_FINISH: kernel->finished = true; return action->value < 256 ? NULL : "no exit code";
  case ACT_REPLY:
  case ACT_NOTE: return NULL;
  }
  return "an action that does not exist";
}

void kernel_describe(const struct baton_action *action, char *text)
{
  const char *word = action->kind == ACT_NOTE    ? core_note_name(action->note)
                     : action->kind == ACT_REPLY ? core_outcome_name(action->note)
                                                 : "";
  snprintf(text, KERNEL_TEXT, "%s%s%s, node %d, run %u, signal %u, flags %u, value %d",
           core_action_name(action->kind), *word == '\0' ? "" : " ", word, (int)action->slot,
           action->run, action->signal, action->flags, (int)action->value);
}

void kernel_describe_event(const struct baton_event *event, char *text)
{
  bool failed = event->failure != FAILURE_NONE;
  snprintf(text, KERNEL_TEXT, "%s, node %u, run %u, left %d, signal %u, code %u%s%s",
           core_event_name(event->kind), event->slot, event->run, (int)event->left, event->signal,
           event->code, failed ? ", " : "", failed ? core_failure_name(event->failure) : "");
}

/* --- what baton is told --- */

/* What the event is about, if that is still there, and the core takes it. */
static struct kernel_child *told_of(struct kernel *kernel, const struct baton_event *event)
{
  struct kernel_child *child = &kernel->children[event->slot % TREE_NODES];
  bool there =
      event->slot < TREE_NODES && child->run == event->run && event->signal <= BATON_SIGNALS;
  switch (event->kind) {
  case EV_SPAWNED:
  case EV_SPAWN_FAILED: return there && child->holds == KERNEL_SPAWNING ? child : NULL;
  case EV_ENDED:
    there = there && (child->holds == KERNEL_ALIVE || child->holds == KERNEL_ZOMBIE);
    return there ? child : NULL;
  case EV_SWEEP: return there && child->holds == KERNEL_ENDED ? child : NULL;
  default: return NULL;
  }
}

void kernel_tell(struct kernel *kernel, const struct baton_event *event)
{
  struct kernel_child *child = told_of(kernel, event);
  kernel->drain &= event->kind != EV_DRAIN;
  if (child == NULL) {
    return;
  }
  child->look = false;
  if (event->kind == EV_SPAWNED) {
    child->holds = KERNEL_ALIVE;
  } else if (event->kind == EV_ENDED && !kernel->classic) {
    child->holds = KERNEL_ENDED;
  } else if (event->kind != EV_SWEEP || event->left == 0) {
    child->holds = KERNEL_NONE;
  }
}

bool kernel_due(const struct kernel *kernel, uint32_t slot, struct baton_event *event)
{
  static const uint8_t kinds[] = {
      [KERNEL_SPAWNING] = EV_SPAWNED,
      [KERNEL_ALIVE] = EV_ENDED,
      [KERNEL_ZOMBIE] = EV_ENDED,
      [KERNEL_ENDED] = EV_SWEEP,
  };
  const struct kernel_child *child = &kernel->children[slot];
  *event = (struct baton_event){.kind = kinds[child->holds], .slot = slot, .run = child->run};
  return child->holds != KERNEL_NONE && (child->holds != KERNEL_ENDED || child->look);
}

bool kernel_obeys(const struct kernel *kernel, struct baton_event *event)
{
  for (uint32_t slot = 0; slot < kernel->count; slot++) {
    const struct kernel_child *child = &kernel->children[slot];
    bool ends = child->killed || child->signalled;
    if (kernel_due(kernel, slot, event) && (event->kind != EV_ENDED || ends)) {
      uint8_t signal = child->killed ? CORE_SIGKILL : CORE_SIGTERM;
      event->signal = event->kind == EV_ENDED ? signal : 0;
      return true;
    }
  }
  *event = (struct baton_event){.kind = EV_DRAIN};
  return kernel->drain;
}

/* --- arenas --- */

const char *kernel_unsound(const struct core *core)
{
  struct core adopted;
  const struct baton_table *table = core->table;
  enum core_adoption adoption = core_adopt(&adopted, core->arena, table->size, table->pid);
  return adoption == ADOPTION_SOUND ? NULL : core_adoption_name(adoption);
}
