/* The oracle on group restarts: who is in the set, and when it starts (supervision.md, "An instance
 * ends", 6). */
#include "books.h"

/* Is there anything of it that a stop has to wait for? */
bool is_there(const struct entry *entry)
{
  if (entry->supervisor) {
    return is_up(entry) || entry->status == BATON_STATUS_STOPPING;
  }
  return entry->holds != HOLDS_NOTHING;
}

static bool has_members(const struct entry *supervisor)
{
  for (const struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    if (child->member) {
      return true;
    }
  }
  return false;
}

void leave_group(struct entry *entry)
{
  struct entry *supervisor = parent_of(entry);
  if (supervisor == NULL || !entry->member) {
    return;
  }
  entry->member = false;
  if (supervisor->group == GROUP_STARTS && !has_members(supervisor)) {
    supervisor->group = GROUP_NONE;
  }
}

bool in_reach(const struct entry *entry)
{
  const struct entry *supervisor = parent_of(entry);
  return (supervisor->group == GROUP_STOPS || supervisor->group == GROUP_WAITS) &&
         entry->slot >= supervisor->reach;
}

/* It waits for the group's due time from now on. */
void join_group(struct entry *entry)
{
  entry->member = true;
  entry->wanted = entry->at_once = false;
  if (is_there(entry)) {
    entry->covered = true;
    entry->start_limit = BOOKS_NEVER;
  } else {
    entry->suspended = false;
  }
}

void stop_for_group(struct books *books, struct entry *supervisor)
{
  if (supervisor->scope == SCOPE_NONE) {
    supervisor->scope = SCOPE_GROUP;
    supervisor->budget_end = books->now + books->globals->grace_ms;
  }
}

/* Alive, pending or in backoff, and not under an operator's stop. */
static bool takes_part(const struct entry *entry)
{
  return entry->goal != GOAL_DOWN && !is_terminal(entry->status);
}

static void take_in(struct entry *entry, const struct entry *trigger)
{
  if (entry != trigger && is_there(entry)) {
    if (entry->status == BATON_STATUS_PENDING) { /* in backoff, and what it left is still there */
      entry->goal = GOAL_GROUP;
      entry->status = BATON_STATUS_STOPPING;
    } else {
      entry->cause = BATON_CAUSE_SIBLING;
      entry->sibling = trigger->slot;
    }
  }
  if (entry->goal == GOAL_AGAIN) {
    entry->goal = GOAL_GROUP;
  }
  join_group(entry);
}

void begin_group(struct books *books, struct entry *supervisor, struct entry *trigger)
{
  bool all = plan_of(books, supervisor)->strategy == BATON_STRATEGY_ONE_FOR_ALL;
  uint32_t from = all ? first_of(supervisor)->slot : trigger->slot;
  bool anew = supervisor->group == GROUP_NONE;
  expect_note(books, NOTE_GROUP_RESTART, supervisor, trigger->slot);
  supervisor->reach = anew || from < supervisor->reach ? from : supervisor->reach;
  supervisor->group_due = anew ? trigger->due : most(supervisor->group_due, trigger->due);
  for (struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    if (child->slot >= from && takes_part(child)) {
      take_in(child, trigger);
    }
  }
  supervisor->group = GROUP_STOPS;
  stop_for_group(books, supervisor);
}

/* In order, each at its own due time if that is later. */
void start_members(struct books *books, struct entry *supervisor)
{
  supervisor->group = has_members(supervisor) ? GROUP_STARTS : GROUP_NONE;
  for (struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    if (child->member) {
      child->satisfied = false;
      pend(books, child, child->due == BOOKS_NEVER ? books->now : child->due);
    } else if (ended_for_good(child)) {
      (void)passes_on(books, child);
    }
  }
}

void group_is_down(struct books *books, struct entry *supervisor)
{
  if (supervisor->group != GROUP_STOPS) {
    return;
  }
  supervisor->group = GROUP_WAITS;
  if (supervisor->group_due <= books->now || !has_members(supervisor)) {
    start_members(books, supervisor);
  }
}
