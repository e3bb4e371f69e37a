#include "check.h"

#include "core/adopt.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LATE_MS 1000

static bool broken(struct finding *finding, enum invariant invariant, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool broken(struct finding *finding, enum invariant invariant, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  finding->invariant = invariant;
  (void)vsnprintf(finding->text, sizeof finding->text, format, arguments);
  va_end(arguments);
  return false;
}

/* --- Actions --- */

static bool is_in_group_restart(const struct entry *entry)
{
  const struct entry *above = parent_of(entry);
  while (above != NULL && above->group == GROUP_NONE) {
    above = parent_of(above);
  }
  return above != NULL;
}

static enum invariant blame_spawn(const struct books *books, const struct entry *entry, bool owed)
{
  if (is_in_group_restart(entry) || (owed && entry->cause == BATON_CAUSE_SIBLING)) {
    return INVARIANT_GROUP_MEMBERS;
  }
  if (owed) {
    return INVARIANT_OWED_START;
  }
  if (entry->holds != HOLDS_NOTHING) {
    return INVARIANT_SPAWN_OVER_LIVE;
  }
  if (books->phase != PHASE_UP || entry->status >= BATON_STATUS_STOPPING) {
    return INVARIANT_SPAWN_COVERED;
  }
  return entry->due > books->now ? INVARIANT_DELAY : INVARIANT_STAGES;
}

static enum invariant blame_signal(const struct books *books, const struct entry *entry, bool owed)
{
  const struct baton_action *action = &books->about;
  bool kill = action->signal == CORE_SIGKILL;
  if (!owed && (entry->holds != HOLDS_ALIVE || action->run != entry->run)) {
    return INVARIANT_SIGNAL_TARGET;
  }
  if (kill && owed) {
    return INVARIANT_BUDGET;
  }
  if (kill || (!owed && entry->signalled)) {
    return INVARIANT_ONE_STOP_SIGNAL;
  }
  return books->phase != PHASE_UP ? INVARIANT_STAGES : INVARIANT_STRATEGY;
}

static enum invariant blame_finish(const struct books *books, bool owed)
{
  const struct baton_action *last = &books->seen[books->seen_count - 1U];
  if (owed && books->seen_count > 0 && last->kind == ACT_FINISH) {
    return INVARIANT_CODE;
  }
  return owed ? INVARIANT_SHUTDOWN_ENDS : INVARIANT_FINISH;
}

static enum invariant blame_note(const struct books *books)
{
  switch (books->about.note) {
  case NOTE_GIVE_UP: return INVARIANT_BREAKER;
  case NOTE_GROUP_RESTART: return INVARIANT_STRATEGY;
  case NOTE_RETRY: return INVARIANT_DELAY;
  default: return INVARIANT_POLICY;
  }
}

static enum invariant blame(const struct books *books, const struct baton_event *event)
{
  const struct baton_action *action = &books->about;
  bool owed = books->fault == FAULT_OWED;
  bool known = action->slot < books->count;
  const struct entry *entry = &books->entries[known ? action->slot : BATON_ROOT];
  if (books->fault == FAULT_ORDER) {
    return action->kind == ACT_FINISH ? INVARIANT_FINISH : INVARIANT_GROUP_MEMBERS;
  }
  if (!known && (action->kind == ACT_SPAWN || action->kind == ACT_SIGNAL)) {
    return INVARIANT_BOUNDS;
  }
  if (books->expected == 0 && event->slot > 0 && books_is_stale(entry, event)) {
    return INVARIANT_STALE;
  }
  switch ((enum core_action)action->kind) {
  case ACT_SPAWN: return blame_spawn(books, entry, owed);
  case ACT_SIGNAL: return blame_signal(books, entry, owed);
  case ACT_SWEEP: return INVARIANT_SPAWN_OVER_LIVE;
  case ACT_DRAIN: return INVARIANT_FINISH;
  case ACT_FINISH: return blame_finish(books, owed);
  case ACT_REPLY:
  case ACT_NOTE: break;
  }
  return blame_note(books);
}

/* --- Nodes --- */

static bool check_node(const struct entry *entry, const struct baton_node *node,
                       struct finding *finding)
{
  if (node->status != entry->status) {
    bool trip = entry->status == BATON_STATUS_FAILED && entry->end.tripped;
    return broken(finding, trip ? INVARIANT_BREAKER : INVARIANT_POLICY, "%u is %s, not %s",
                  entry->slot, baton_status_name((enum baton_status)node->status),
                  baton_status_name(entry->status));
  }
  if (node->generation != entry->generation) {
    return broken(finding, INVARIANT_GENERATION, "%u is generation %u, not %u", entry->slot,
                  node->generation, entry->generation);
  }
  return true;
}

static bool check_nodes(const struct books *books, const struct core *core, struct finding *finding)
{
  for (uint32_t i = 0; i < books->count; i++) {
    if (!check_node(&books->entries[i], &core->nodes[i], finding)) {
      return false;
    }
  }
  return true;
}

/* --- The whole --- */

static bool is_awake(const struct books *books, const struct world *world)
{
  bool awake = world->drains || books_due(books) != BOOKS_NEVER;
  for (uint32_t i = 0; i < books->count; i++) {
    const struct entry *entry = &books->entries[i];
    bool held = entry->status == BATON_STATUS_STOPPED || entry->status == BATON_STATUS_KILLED;
    awake = awake || entry->holds != HOLDS_NOTHING || held;
  }
  return awake;
}

static bool check_progress(const struct books *books, const struct world *world,
                           struct finding *finding)
{
  int64_t budget = (int64_t)books->globals->grace_ms + LATE_MS;
  if (books->phase == PHASE_OVER) {
    return true;
  }
  if (!is_awake(books, world)) {
    return broken(finding, INVARIANT_WAKE_UP, "nothing will ever happen again");
  }
  if (books->phase != PHASE_UP && world->now - world->shut_at > budget) {
    return broken(finding, INVARIANT_SHUTDOWN_ENDS, "the shutdown takes longer than its budget");
  }
  return true;
}

/* The decoder takes every arena that the core itself leaves. */
static bool check_arena(const struct core *core, struct finding *finding)
{
  struct core again;
  const struct baton_table *table = core->table;
  enum core_adoption adoption = core_adopt(&again, core->arena, table->size, table->pid);
  return adoption == ADOPTION_SOUND ||
         broken(finding, INVARIANT_BOUNDS, "the arena: %s", core_adoption_name(adoption));
}

bool check_deed(struct books *books, const struct core *core, const struct world *world,
                const struct baton_event *event, const struct deed *deed, struct finding *finding)
{
  if (event == NULL) {
    return check_progress(books, world, finding);
  }
  if (!books_take(books, world->now, event, deed->actions, deed->count)) {
    return broken(finding, blame(books, event), "%s", books->wrong);
  }
  if (!books_deadline(books, deed->deadline)) {
    return broken(finding, INVARIANT_DEADLINE, "%s", books->wrong);
  }
  return check_nodes(books, core, finding) && check_progress(books, world, finding) &&
         check_arena(core, finding);
}
