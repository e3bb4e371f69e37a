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

/* Its members are started from now on; or it has none any more, and is over. */
static void go_on(struct entry *supervisor, enum group then)
{
  if (supervisor->group == GROUP_WAITS) {
    supervisor->group = then;
  }
  if (supervisor->group != GROUP_STOPS && !has_members(supervisor)) {
    supervisor->group = GROUP_NONE;
  }
}

/* If it was ready once, it satisfies again. */
void leave_group(struct books *books, struct entry *entry)
{
  if (entry->member) {
    entry->member = false;
    go_on(parent_of(entry), GROUP_WAITS);
    queue_waiters(books, entry);
  }
}

void started_by_group(struct entry *entry)
{
  if (entry->member) {
    entry->member = entry->satisfied = false;
    go_on(parent_of(entry), GROUP_STARTS);
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

/* Does it wait for the gate, or for somebody who has ended for good and waited for it? */
static bool leads_to(const struct books *books, const struct entry *entry, const struct entry *gate)
{
  const struct entry *named;
  for (uint32_t i = 0; (named = awaited(books, entry, i)) != NULL; i++) {
    if (named == gate ||
        (ended_for_good(named) && !named->member && leads_to(books, named, gate))) {
      return true;
    }
  }
  return false;
}

static bool is_asked_for(const struct books *books, const struct entry *supervisor,
                         const struct entry *gate)
{
  bool asked = false;
  for (const struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    asked = asked || (child->member && leads_to(books, child, gate));
  }
  return asked;
}

/* A gate belongs to each start of what waits for it: it runs again first, though it had finished.
 * The last first, since a gate may wait for another. */
bool join_gates(const struct books *books, struct entry *supervisor, const struct entry *trigger)
{
  bool covers = false;
  for (struct entry *gate = last_of(supervisor); gate != NULL; gate = previous_of(gate)) {
    if (!gate->gate || gate->member || gate->status != BATON_STATUS_FINISHED ||
        !is_asked_for(books, supervisor, gate)) {
      continue;
    }
    gate->cause = BATON_CAUSE_SIBLING;
    gate->sibling = trigger->slot;
    gate->delay = 0;
    gate->status = BATON_STATUS_PENDING;
    if (is_there(gate)) { /* what it has left goes first */
      gate->goal = GOAL_GROUP;
      gate->status = BATON_STATUS_STOPPING;
    }
    join_group(gate);
    covers = covers || gate->covered;
  }
  return covers;
}

void begin_group(struct books *books, struct entry *supervisor, struct entry *trigger)
{
  bool all = plan_of(books, supervisor)->strategy == BATON_STRATEGY_ONE_FOR_ALL;
  uint32_t from = all ? first_of(supervisor)->slot : trigger->slot;
  bool anew = supervisor->group == GROUP_NONE;
  expect_note(books, NOTE_GROUP_RESTART, supervisor, trigger->slot);
  supervisor->reach = anew || from < supervisor->reach ? from : supervisor->reach;
  for (struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    if (child->slot >= from && takes_part(child)) {
      take_in(child, trigger);
    }
  }
  (void)join_gates(books, supervisor, trigger);
  supervisor->group = GROUP_STOPS;
  stop_for_group(books, supervisor);
}

/* It starts at its own due time, if it has one, and once its turn has come. */
static void wait_in_group(struct books *books, struct entry *entry)
{
  pend(books, entry, entry->due == BOOKS_NEVER ? books->now : entry->due);
}

void let_members_wait(struct books *books, struct entry *supervisor)
{
  for (struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    if (child->member && !child->wanted) {
      wait_in_group(books, child);
    }
  }
}

/* Of those that could not be run during the stop, auto-shutdown looks at the first that counts. */
static struct entry *first_unseen(const struct entry *supervisor)
{
  struct entry *first = NULL;
  for (struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    bool looked_at = child->unseen && ended_for_good(child);
    child->unseen = false;
    if (looked_at && (first == NULL || counts(child) > counts(first) ||
                      (counts(child) == counts(first) && child->place < first->place))) {
      first = child;
    }
  }
  return first;
}

void group_is_down(struct books *books, struct entry *supervisor)
{
  if (supervisor->group != GROUP_STOPS) {
    return;
  }
  struct entry *failed = first_unseen(supervisor);
  if (failed != NULL) {
    consider_shutdown(books, failed);
  }
  if (supervisor->group != GROUP_STOPS) {
    return;
  }
  supervisor->group = has_members(supervisor) ? GROUP_WAITS : GROUP_NONE;
  let_members_wait(books, supervisor);
  for (struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    if (is_terminal(child->status)) {
      (void)passes_on(books, child);
    }
  }
}
