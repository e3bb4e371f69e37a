/* The oracle on starts: turns, readiness, and starts that fail (supervision.md, "Starting"). */
#include "books.h"

#define RETRY_LIMIT_MS 60000
#define RETRY_LEAST_MS 10U

void pend(struct books *books, struct entry *entry, int64_t due)
{
  entry->status = BATON_STATUS_PENDING;
  entry->wanted = true;
  entry->due = due;
  entry->due_ahead = due > books->now;
  queue_wake(books, entry);
}

/* --- who waits for whom --- */

enum turn { TURN_COMES, TURN_WAITS, TURN_NEVER };

struct answer {
  enum turn turn;
  const struct entry *culprit; /* whom those behind it will never see ready */
};

/* What a sibling says to those that wait for it: one that has ended, and satisfies, what it was
 * told itself. */
static struct answer answer_of(const struct entry *sibling, const struct answer *told)
{
  bool for_good = ended_for_good(sibling);
  if (!is_terminal(sibling->status)) {
    bool ready = sibling->satisfied && !sibling->member; /* a member has to be ready again */
    return (struct answer){ready ? TURN_COMES : TURN_WAITS, NULL};
  }
  if (sibling->satisfied || (sibling->optional && for_good)) {
    return *told;
  }
  return (struct answer){for_good ? TURN_NEVER : TURN_WAITS, sibling};
}

static struct answer told_to(const struct books *books, const struct entry *entry,
                             const struct answer *told)
{
  struct answer worst = {TURN_COMES, NULL};
  const struct entry *named;
  for (uint32_t i = 0; (named = awaited(books, entry, i)) != NULL; i++) {
    struct answer one = answer_of(named, &told[named->slot]);
    if (one.turn > worst.turn) {
      worst = one;
    }
  }
  return worst;
}

/* Siblings wait for earlier ones only, so in the line's order each is asked after those. */
static struct answer turn_of(const struct books *books, const struct entry *entry)
{
  struct answer told[TREE_NODES];
  const struct entry *first = entry;
  while (previous_of(first) != NULL) {
    first = previous_of(first);
  }
  for (const struct entry *each = first; each != entry; each = next_of(each)) {
    told[each->slot] = told_to(books, each, told);
  }
  return told_to(books, entry, told);
}

/* It has ended: does it say something new to those that wait for it? */
bool passes_on(struct books *books, struct entry *entry)
{
  uint8_t before = entry->passes_on;
  entry->passes_on = (uint8_t)turn_of(books, entry).turn;
  return entry->passes_on != before;
}

/* Whatever it waited for changed: its turn may have come, or can never come. */
void wake(struct books *books, struct entry *entry)
{
  if (is_terminal(entry->status) && passes_on(books, entry)) {
    queue_waiters(books, entry);
  }
  if (entry->status != BATON_STATUS_PENDING || !entry->wanted) {
    return; /* a member is not asked before its group is down */
  }
  struct answer answer = turn_of(books, entry);
  if (!entry->at_once && answer.turn == TURN_NEVER) {
    fail_dependency(books, entry, answer.culprit);
  } else {
    entry->poked = true;
  }
}

static bool waits_for(const struct books *books, const struct entry *entry,
                      const struct entry *sibling)
{
  const struct entry *named;
  uint32_t i = 0;
  while ((named = awaited(books, entry, i)) != NULL && named != sibling) {
    i++;
  }
  return named != NULL;
}

void wake_waiters(struct books *books, struct entry *entry)
{
  for (struct entry *later = next_of(entry); later != NULL; later = next_of(later)) {
    if (waits_for(books, later, entry)) {
      queue_wake(books, later);
    }
  }
}

void satisfy(struct books *books, struct entry *entry)
{
  if (!entry->satisfied) {
    entry->satisfied = true;
    queue_waiters(books, entry);
  }
}

/* Each child was ready once or is terminal: the supervisor is up, for its parent too. */
void has_settled(struct books *books, struct entry *entry)
{
  struct entry *above = parent_of(entry);
  if (above == NULL || entry->settled) {
    return;
  }
  entry->settled = true;
  for (const struct entry *child = first_of(above); child != NULL; child = next_of(child)) {
    if (!child->settled) {
      return;
    }
  }
  if (above->status == BATON_STATUS_STARTING) {
    above->status = BATON_STATUS_RUNNING;
    above->ready = true;
    above->ready_since = books->now;
    expect_note(books, NOTE_SUPERVISOR_UP, above, 0);
    if (parent_of(above) != NULL) {
      age_restarts(books, above);
      satisfy(books, above);
      has_settled(books, above);
    }
  }
}

/* --- starting --- */

void forget_restarts(struct entry *entry)
{
  entry->restarts.count = 0;
  entry->times = entry->retries = 0;
  entry->retrying = entry->open = false;
}

static void start_children(struct books *books, struct entry *supervisor)
{
  supervisor->intensity.count = 0;
  for (struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    child->satisfied = child->settled = child->ready = child->at_once = false;
    child->suspended = child->member = child->unseen = false;
    child->cause = supervisor->cause;
    child->sibling = supervisor->sibling;
    forget_restarts(child);
    pend(books, child, books->now);
  }
}

bool start_if_due(struct books *books, struct entry *entry)
{
  bool may = entry->status == BATON_STATUS_PENDING && entry->wanted && !entry->suspended &&
             entry->holds == HOLDS_NOTHING && entry->due <= books->now &&
             !covered_above(books, entry);
  if (!may || (!entry->at_once && turn_of(books, entry).turn != TURN_COMES)) {
    return false;
  }
  entry->status = BATON_STATUS_STARTING;
  entry->wanted = entry->at_once = entry->ready = entry->signalled = entry->killed = false;
  entry->others_asked = false;
  entry->due = BOOKS_NEVER;
  entry->due_ahead = false;
  entry->run++;
  entry->generation++;
  entry->spawned = books->now;
  started_by_group(entry);
  if (entry->supervisor) {
    start_children(books, entry);
  } else {
    entry->holds = HOLDS_ASKED;
    entry->goal = GOAL_NONE;
    entry->held = books->classic ? entry->held : 0;
    expect_of(books, ACT_SPAWN, entry, 0, 0);
  }
  return true;
}

void take_spawned(struct books *books, struct entry *entry, bool set_up)
{
  entry->holds = HOLDS_ALIVE;
  entry->spawned = books->now;
  if (books->classic || entry->oneshot) {
    take_held(books, entry);
  }
  if (entry->killed || entry->goal != GOAL_NONE) { /* KILL without a goal: it was left behind */
    if (entry->signal_at == BOOKS_NEVER) {
      send_stop(books, entry, settings_of(books, entry)->stop_signal);
    }
    if (entry->killed) {
      send_kill(books, entry);
    }
  } else if (settings_of(books, entry)->ready == BATON_READY_EXEC && !set_up) {
    take_ready(books, entry);
  } else if (settings_of(books, entry)->start_timeout_ms != BATON_NONE && !entry->covered &&
             !covered_above(books, entry)) {
    entry->start_limit = books->now + settings_of(books, entry)->start_timeout_ms;
  }
}

void take_ready(struct books *books, struct entry *entry)
{
  if (entry->goal != GOAL_NONE || entry->ready || entry->oneshot) {
    return;
  }
  entry->ready = true;
  entry->ready_since = books->now;
  entry->start_limit = BOOKS_NEVER;
  if (entry->status == BATON_STATUS_STARTING) {
    entry->status = BATON_STATUS_RUNNING;
  }
  expect_note(books, NOTE_READY, entry, books->now - entry->spawned);
  age_restarts(books, entry);
  has_settled(books, entry);
  satisfy(books, entry);
  if (!books->classic) {
    take_held(books, entry);
  }
}

/* --- starts that fail --- */

void end_without_process(struct books *books, struct entry *entry, struct ended end)
{
  entry->end = end;
  entry->end.cause = entry->slot;
  entry->generation++;
  entry->retrying = false;
  has_ended(books, entry);
}

static void try_again(struct books *books, struct entry *entry)
{
  uint32_t delay = delay_of(books, entry, entry->retries);
  delay = delay < RETRY_LEAST_MS ? RETRY_LEAST_MS : delay;
  entry->retries += entry->retries < BOOKS_TIMES;
  expect_note(books, NOTE_RETRY, entry, delay);
  if (entry->member) {
    entry->status = BATON_STATUS_PENDING;
    return;
  }
  entry->at_once = true;
  pend(books, entry, least(books->now + delay, entry->retry_since + RETRY_LIMIT_MS));
}

/* There is no process, for now: tried again under every policy, and nothing is counted. */
void no_process(struct books *books, struct entry *entry)
{
  bool gone = entry->holds == HOLDS_NOTHING;
  entry->generation--;
  if (!entry->retrying) {
    entry->retrying = true;
    entry->retry_since = books->now;
    entry->retries = 0;
  }
  if (entry->goal == GOAL_LATE || entry->goal == GOAL_DOG) {
    entry->goal = GOAL_NONE;
  }
  if (entry->goal == GOAL_NONE && covered_above(books, entry)) {
    entry->goal = GOAL_DOWN;
    entry->status = BATON_STATUS_STOPPING;
  }
  if (entry->goal != GOAL_NONE) {
    if (gone) {
      is_down(books, entry);
    }
  } else if (books->now - entry->retry_since >= RETRY_LIMIT_MS) {
    end_without_process(books, entry, (struct ended){.reason = BATON_REASON_SPAWN, .code = 126});
  } else {
    try_again(books, entry);
    if (gone) {
      uncover(entry);
    }
  }
}

void take_spawn_failed(struct books *books, struct entry *entry, const struct baton_event *event)
{
  entry->holds = HOLDS_NOTHING;
  entry->spawned = books->now;
  if (event->failure == FAILURE_TRANSIENT || event->failure == FAILURE_NONE) {
    no_process(books, entry);
  } else {
    entry->retrying = false;
    write_end(books, entry, event);
    has_ended(books, entry);
  }
}
