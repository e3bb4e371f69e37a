/* The oracle's front: one event in, the owed actions compared with the seen ones. */
#include "books.h"

#include "world/kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FROZEN                1000
#define SUPERVISOR_RESTARTS   5U
#define SUPERVISOR_LEAST_MS   600000U
#define SUPERVISOR_WINDOW_FOR 8U

/* --- the plan --- */

const struct entry *awaited(const struct books *books, const struct entry *entry, uint32_t i)
{
  const struct plan_node *node = plan_of(books, entry);
  if (node->after_mode == BATON_AFTER_PREVIOUS) {
    return i == 0 ? previous_of(entry) : NULL;
  }
  return i < node->after_count ? &books->entries[books->tree->after[node->after + i]] : NULL;
}

static bool is_listed(const struct books *books, const struct entry *entry, uint32_t stage)
{
  const struct entry *named = NULL;
  bool listed = false;
  for (uint32_t i = 0; plan_of(books, entry)->after_mode == BATON_AFTER_LIST &&
                       (named = awaited(books, entry, i)) != NULL;
       i++) {
    listed = listed || named->stage == stage;
  }
  return listed;
}

/* Whoever may write to one entry may write to all. */
struct entry *entry_at(const struct entry *entry, int8_t distance)
{
  return distance == 0 ? NULL : (struct entry *)(uintptr_t)entry + distance;
}

static int8_t distance(const struct entry *from, const struct entry *to)
{
  return (int8_t)(to - from);
}

static void link_entry(struct books *books, struct entry *entry)
{
  struct entry *parent = &books->entries[plan_of(books, entry)->parent];
  struct entry *before = last_of(parent);
  entry->parent = distance(entry, parent);
  if (before == NULL) {
    parent->first = distance(parent, entry);
  } else {
    bool apart = plan_of(books, parent)->stop_order == BATON_STOP_ORDER_REVERSE ||
                 is_listed(books, entry, before->stage);
    before->next = distance(before, entry);
    entry->previous = distance(entry, before);
    entry->stage = (uint8_t)(before->stage + apart);
  }
  parent->last = distance(parent, entry);
}

static void copy_entry(struct books *books, uint32_t slot)
{
  struct entry *entry = &books->entries[slot];
  entry->slot = (uint8_t)slot;
  entry->supervisor = plan_of(books, entry)->kind == BATON_KIND_SUPERVISOR;
  entry->optional = plan_of(books, entry)->optional != 0;
  entry->gate = plan_of(books, entry)->gate != 0;
  entry->oneshot = !entry->supervisor && settings_of(books, entry)->ready == BATON_READY_EXIT;
  entry->due = entry->start_limit = entry->stop_limit = entry->look = entry->ask = BOOKS_NEVER;
  entry->budget_end = entry->stage_end = entry->signal_at = BOOKS_NEVER;
  entry->restarts.window = settings_of(books, entry)->breaker;
  entry->intensity.window = plan_of(books, entry)->intensity;
}

/* A supervisor's own breaker: 5 within 8 times the longest window below it, at least 10 minutes. */
static void own_breaker(struct entry *supervisor)
{
  uint64_t longest = 0;
  for (const struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    const struct baton_window *window = &child->restarts.window;
    if (window->limit != BATON_NONE && window->window_ms > longest) {
      longest = window->window_ms;
    }
  }
  uint64_t window = longest * SUPERVISOR_WINDOW_FOR;
  window = window < SUPERVISOR_LEAST_MS ? SUPERVISOR_LEAST_MS : window;
  supervisor->restarts.window.limit = SUPERVISOR_RESTARTS;
  supervisor->restarts.window.window_ms = window < BATON_NONE ? (uint32_t)window : BATON_NONE - 1U;
}

/* Room for the restarts of a window. */
static void open_history(struct books *books, struct history *history)
{
  history->first = (uint16_t)books->past_count;
  books->past_count += history->window.limit == BATON_NONE ? 0 : history->window.limit;
}

void books_open(struct books *books, const struct tree *tree)
{
  memset(books, 0, sizeof *books);
  books->tree = tree;
  books->globals = &tree->plan.globals;
  books->count = tree->plan.node_count;
  books->classic = (books->globals->flags & BATON_GLOBAL_CLASSIC) != 0;
  books->grace_end = books->interrupt = BOOKS_NEVER;
  books->drain_limit = books->drain_ask = BOOKS_NEVER;
  for (uint32_t i = 0; i < books->count; i++) {
    copy_entry(books, i);
    if (i != BATON_ROOT) {
      link_entry(books, &books->entries[i]);
    }
  }
  for (uint32_t i = books->count; i-- > 0;) {
    struct entry *entry = &books->entries[i];
    if (entry->supervisor) {
      own_breaker(entry);
      open_history(books, &entry->intensity);
    }
    open_history(books, &entry->restarts);
  }
  if (books->past_count > BOOKS_PASTS) {
    abort();
  }
}

void books_kept(struct books *books, struct memory *kept)
{
  char *end = (char *)&books->entries[books->count];
  kept[0] = (struct memory){&books->now, (size_t)(end - (char *)&books->now)};
  kept[1] = (struct memory){books->pasts, books->past_count * sizeof *books->pasts};
}

/* --- what is expected --- */

void expect(struct books *books, struct baton_action action)
{
  if (books->expected < BOOKS_EXPECTS) {
    books->expects[books->expected++] = action;
  }
}

void expect_of(struct books *books, enum core_action kind, const struct entry *entry,
               uint8_t signal, unsigned flags)
{
  expect(books, (struct baton_action){.kind = (uint8_t)kind,
                                      .signal = signal,
                                      .flags = (uint8_t)flags,
                                      .slot = entry->slot,
                                      .run = entry->run});
}

void expect_note(struct books *books, enum core_note note, const struct entry *entry, int64_t value)
{
  struct baton_action action = {
      .kind = ACT_NOTE,
      .note = (uint8_t)note,
      .slot = entry == NULL ? BATON_NONE : entry->slot,
      .run = entry == NULL ? 0 : entry->run,
      .value = value < (int64_t)BATON_NONE ? (uint32_t)value : BATON_NONE,
  };
  expect(books, action);
}

static bool same(const struct baton_action *a, const struct baton_action *b)
{
  return memcmp(a, b, sizeof *a) == 0;
}

static bool complain(struct books *books, const char *what, const struct baton_action *action)
{
  char text[KERNEL_TEXT];
  kernel_describe(action, text);
  snprintf(books->wrong, sizeof books->wrong, "%s: %s", what, text);
  return false;
}

static bool only_said(const struct baton_action *action)
{
  return action->kind == ACT_NOTE || action->kind == ACT_REPLY;
}

/* What is done to one node comes in its order; between nodes, and for what is only said, any order
 * will do. */
static bool compare(struct books *books)
{
  bool taken[BOOKS_EXPECTS] = {false};
  uint32_t first = 0;
  for (uint32_t i = 0; i < books->expected; i++) {
    const struct baton_action *wanted = &books->expects[i];
    uint32_t found = BOOKS_EXPECTS;
    for (uint32_t j = first; j < books->seen_count && found == BOOKS_EXPECTS; j++) {
      const struct baton_action *seen = &books->seen[j];
      if (taken[j] || seen->slot != wanted->slot) {
        continue;
      }
      if (same(seen, wanted)) {
        found = j;
      } else if (!only_said(wanted) && !only_said(seen)) {
        break; /* something else is done to that node first */
      }
    }
    if (found == BOOKS_EXPECTS) {
      return complain(books, "owed and not done (or not first)", wanted);
    }
    taken[found] = true;
    while (first < books->seen_count && taken[first]) {
      first++;
    }
  }
  return first == books->seen_count || complain(books, "done and not owed", &books->seen[first]);
}

/* Siblings start in the line's order, and nothing is stopped behind a start of the same step.
 * (A TIMER may be several steps in one, in the order of what was due.) */
static bool starts_in_order(struct books *books, uint32_t at)
{
  const struct baton_action *later = &books->seen[at];
  bool stops = later->kind == ACT_SIGNAL && (later->flags & ACTION_CONTINUE) != 0;
  for (uint32_t i = 0; i < at; i++) {
    const struct baton_action *start = &books->seen[i];
    if (start->kind != ACT_SPAWN) {
      continue;
    }
    bool siblings = later->kind == ACT_SPAWN && parent_of(&books->entries[later->slot]) ==
                                                    parent_of(&books->entries[start->slot]);
    if (stops || (siblings && later->slot < start->slot)) {
      return complain(books, "behind a start that should be behind it", later);
    }
  }
  return true;
}

static bool are_siblings(const struct books *books, const struct baton_action *a,
                         const struct baton_action *b)
{
  return a->slot < books->count && b->slot < books->count &&
         parent_of(&books->entries[a->slot]) == parent_of(&books->entries[b->slot]);
}

/* A stop signal and a KILL are said just before they are sent. */
static bool is_said(const struct baton_action *before, const struct baton_action *signal)
{
  bool stops = (signal->flags & ACTION_CONTINUE) != 0;
  bool others = (signal->flags & ACTION_OTHERS) != 0;
  enum core_note note = others ? NOTE_HALF_TIME : stops ? NOTE_STOPPING : NOTE_KILLING;
  if (signal->kind != ACT_SIGNAL || (!stops && signal->signal != CORE_SIGKILL)) {
    return true;
  }
  return before->kind == ACT_NOTE && before->note == (uint8_t)note && before->slot == signal->slot;
}

/* FINISH is the last word; siblings are suspended from the last to the first, and resumed back. */
static bool compare_order(struct books *books, const struct baton_event *event)
{
  bool asked = event->kind == EV_SHUTDOWN && event->number != 0 && books->seen_count > 0;
  if (asked && books->seen[0].kind != ACT_REPLY && books->seen[0].kind != ACT_NOTE) {
    return complain(books, "before whoever asked for the end was told", books->seen);
  }
  for (uint32_t i = 1; i < books->seen_count; i++) {
    const struct baton_action *before = &books->seen[i - 1U];
    const struct baton_action *action = &books->seen[i];
    bool siblings = are_siblings(books, before, action) && before->kind == action->kind;
    if (before->kind == ACT_FINISH) {
      return complain(books, "something after it", before);
    }
    if (!is_said(before, action)) {
      return complain(books, "not said just before", action);
    }
    if (siblings && action->kind == ACT_SIGNAL &&
        ((event->kind == EV_SUSPEND && action->slot > before->slot) ||
         (event->kind == EV_RESUME && action->slot < before->slot))) {
      return complain(books, "not in its turn", action);
    }
    if (event->kind != EV_TIMER && !starts_in_order(books, i)) {
      return false;
    }
  }
  return true;
}

/* --- the tree --- */

bool covered_above(const struct books *books, const struct entry *entry)
{
  for (const struct entry *above = parent_of(entry); above != NULL; above = parent_of(above)) {
    if (above->scope == SCOPE_ALL) {
      return true;
    }
  }
  return books->phase >= PHASE_SHUTDOWN && parent_of(entry) != NULL;
}

struct entry *next_below(struct entry *top, struct entry *entry)
{
  if (first_of(entry) != NULL) {
    return first_of(entry);
  }
  while (entry != top && next_of(entry) == NULL) {
    entry = parent_of(entry);
  }
  return entry == top ? NULL : next_of(entry);
}

/* --- everything that follows from an event --- */

void queue_wake(struct books *books, struct entry *entry)
{
  books->queued += !entry->wake;
  entry->wake = true;
}

void queue_waiters(struct books *books, struct entry *entry)
{
  books->queued += !entry->told_waiters;
  entry->told_waiters = true;
}

/* The first of the line. */
static struct entry *next_queued(struct books *books)
{
  struct entry *entry = books->entries;
  while (!entry->wake && !entry->told_waiters) {
    entry++;
  }
  return entry;
}

/* Nobody waits for a later one, so in the line's order each is asked when all is known that it may
 * ask about. */
static void work_queue(struct books *books)
{
  while (books->queued > 0) {
    struct entry *entry = next_queued(books);
    bool wakes = entry->wake;
    bool tells = entry->told_waiters;
    books->queued -= (uint32_t)wakes + (uint32_t)tells;
    entry->wake = entry->told_waiters = false;
    if (wakes) {
      wake(books, entry);
    }
    if (tells) {
      wake_waiters(books, entry);
    }
  }
}

/* Stops go on and supervisors end, from the innermost out; true when something came of it. */
static bool work_supervisors(struct books *books)
{
  bool changed = false;
  for (uint32_t i = books->count; i-- > 0;) {
    struct entry *entry = &books->entries[i];
    if (!entry->supervisor) {
      continue;
    }
    if (advance(books, entry)) {
      changed = true;
    }
    if (is_done(books, entry)) {
      struct ended end = sum_of_ends(entry);
      end_supervisor(books, entry, &end, BATON_SHUTDOWN_DONE);
      changed = true;
    }
  }
  return changed;
}

static bool work_starts(struct books *books)
{
  bool changed = false;
  for (uint32_t i = 0; i < books->count; i++) {
    struct entry *entry = &books->entries[i];
    if (entry->poked) {
      entry->poked = false;
      changed |= start_if_due(books, entry);
    }
  }
  return changed;
}

/* Nothing starts before everything that ends has ended. */
static void settle(struct books *books)
{
  do {
    do {
      work_queue(books);
    } while (work_supervisors(books) || books->queued > 0);
  } while (work_starts(books) || books->queued > 0);
}

/* --- time --- */

static bool waits_for_time(const struct entry *entry)
{
  return entry->status == BATON_STATUS_PENDING && entry->wanted && !entry->suspended &&
         entry->holds == HOLDS_NOTHING;
}

static int64_t entry_due(const struct books *books, const struct entry *entry)
{
  int64_t due = least(least(entry->stop_limit, entry->ask), entry->look);
  due = least(due, entry->signal_at);
  if (!entry->suspended) {
    due = least(due, entry->start_limit);
  }
  if (entry->supervisor) {
    due = leave_time(books, entry);
  }
  return waits_for_time(entry) && entry->due_ahead ? least(due, entry->due) : due;
}

int64_t books_due(const struct books *books)
{
  int64_t due = least(books->drain_limit, books->drain_ask);
  for (uint32_t i = 0; i < books->count; i++) {
    due = least(due, entry_due(books, &books->entries[i]));
  }
  return due;
}

/* Too late is wrong, and so is too early: an idle baton sleeps. A start whose time came while its
 * turn had not may still be announced. */
bool books_deadline(struct books *books, int64_t deadline)
{
  int64_t due = books_due(books);
  if (books->phase == PHASE_OVER) {
    due = BOOKS_NEVER;
  }
  if (deadline == due || (deadline <= books->now && due <= books->now)) {
    return true;
  }
  snprintf(books->wrong, sizeof books->wrong, "the deadline is %lld, owed is %lld (now %lld)",
           (long long)deadline, (long long)due, (long long)books->now);
  return false;
}

bool books_shown(struct books *books, const struct baton_node *nodes)
{
  for (uint32_t i = 0; i < books->count; i++) {
    const struct entry *entry = &books->entries[i];
    const struct baton_node *node = &nodes[i];
    if (node->status != entry->status || node->generation != entry->generation ||
        node->delay_ms != entry->delay) {
      snprintf(books->wrong, sizeof books->wrong,
               "%u is %s, generation %u, after %u ms, not %s, %u, %u ms", i,
               baton_status_name(node->status), node->generation, node->delay_ms,
               baton_status_name(entry->status), entry->generation, entry->delay);
      return false;
    }
  }
  return true;
}

/* Of what is due at once the first of the line. */
static struct entry *next_due(struct books *books)
{
  struct entry *next = NULL;
  int64_t soonest = BOOKS_NEVER;
  for (uint32_t i = 0; i < books->count; i++) {
    struct entry *entry = &books->entries[i];
    int64_t due = entry_due(books, entry);
    if (due <= books->now && due < soonest) {
      next = entry;
      soonest = due;
    }
  }
  return next;
}

static void child_is_due(struct books *books, struct entry *entry)
{
  bool kill = entry->stop_limit <= books->now;
  bool ask = entry->ask <= books->now;
  bool delay_is_over = entry->signal_at <= books->now;
  if (delay_is_over) {
    end_delay(books, entry);
  }
  if (kill) {
    send_kill(books, entry);
  } else if (delay_is_over) {
    /* then that was its turn */
  } else if (ask) {
    if (entry->holds == HOLDS_ALIVE) {
      ask_others(books, entry);
    } else {
      is_daemon(books, entry);
      send_sweep(books, entry);
    }
  } else if (entry->look <= books->now) {
    entry->look = BOOKS_NEVER;
    expect_of(books, ACT_SWEEP, entry, entry->killed ? CORE_SIGKILL : 0, 0);
  }
  if (entry->start_limit <= books->now && !entry->suspended) {
    take_late_start(books, entry);
  }
}

static void supervisor_is_due(struct books *books, struct entry *entry)
{
  if (leave_time(books, entry) <= books->now) {
    leave_behind(books, entry);
  }
}

static void take_timer(struct books *books)
{
  struct entry *entry;
  while (books->phase != PHASE_OVER && (entry = next_due(books)) != NULL) {
    if (entry->supervisor) {
      supervisor_is_due(books, entry);
    } else {
      child_is_due(books, entry);
    }
    if (entry->status == BATON_STATUS_PENDING) {
      entry->poked = true;
    }
    if (entry->due <= books->now) {
      entry->due_ahead = false;
    }
    settle(books);
  }
  if (books->drain_ask <= books->now) {
    if (books->classic && !books->classic_asked) {
      is_daemon(books, first_of(&books->entries[BATON_ROOT]));
    }
    drain_asks(books);
  }
  if (books->drain_limit <= books->now) {
    drain_is_late(books);
  }
}

/* --- events --- */

/* Of an older run, of no child, or about a process that was not said to be there. */
bool books_is_stale(const struct entry *entry, const struct baton_event *event)
{
  if (entry->supervisor || event->run != entry->run) {
    return true;
  }
  if (event->kind == EV_SPAWNED || event->kind == EV_SPAWN_FAILED) {
    return entry->holds != HOLDS_ASKED;
  }
  return entry->holds != (event->kind == EV_SWEEP ? HOLDS_REST : HOLDS_ALIVE);
}

static void take_instance(struct books *books, const struct baton_event *event)
{
  struct entry *entry = &books->entries[event->slot];
  if (books_is_stale(entry, event)) {
    return;
  }
  if (event->kind == EV_SPAWNED) {
    take_spawned(books, entry, event->set_up);
  } else if (event->kind == EV_SPAWN_FAILED) {
    take_spawn_failed(books, entry, event);
  } else if (event->kind == EV_READY) {
    take_ready(books, entry);
  } else if (event->kind == EV_ENDED) {
    take_ended(books, entry, event);
  } else if (event->kind == EV_SWEEP) {
    take_swept(books, entry, event->left);
  } else {
    take_watchdog(books, entry);
  }
}

static void take(struct books *books, const struct baton_event *event)
{
  switch ((enum core_event)event->kind) {
  case EV_BOOT:
    if (books->phase == PHASE_NEW) {
      books->phase = PHASE_UP;
      pend(books, &books->entries[BATON_ROOT], books->now);
    }
    break;
  case EV_SPAWNED:
  case EV_SPAWN_FAILED:
  case EV_READY:
  case EV_ENDED:
  case EV_SWEEP:
  case EV_WATCHDOG: take_instance(books, event); break;
  case EV_DRAIN: take_drain(books, event->left); break;
  case EV_TIMER: take_timer(books); break;
  case EV_SIGNAL: take_signal(books, event); break;
  case EV_START:
  case EV_STOP:
  case EV_RESTART:
  case EV_SUSPEND:
  case EV_RESUME: take_order(books, event); break;
  case EV_SHUTDOWN: take_shutdown(books, event); break;
  case EV_FORCE: take_force(books, event); break;
  case EV_GONE: take_gone(books, event->client); break;
  }
}

static void move(const struct books *books, int64_t *time, int64_t by)
{
  if (*time != BOOKS_NEVER && *time > books->now) {
    *time += by;
  }
}

/* Time in which baton was to wake and did not for more than a second was nobody's: all that is due
 * later than it last was up is due so much later. */
static void give_back(struct books *books, int64_t by)
{
  for (uint32_t i = 0; i < books->count; i++) {
    struct entry *entry = &books->entries[i];
    int64_t *times[] = {&entry->due,       &entry->stop_limit, &entry->look,     &entry->ask,
                        &entry->signal_at, &entry->budget_end, &entry->stage_end};
    for (size_t j = 0; j < sizeof times / sizeof *times; j++) {
      move(books, times[j], by);
    }
    if (!entry->suspended) {
      move(books, &entry->start_limit, by);
    }
    if (entry->retrying) {
      entry->retry_since += by;
    }
  }
  move(books, &books->grace_end, by);
  move(books, &books->drain_limit, by);
  move(books, &books->drain_ask, by);
  books->late_until = books->phase == PHASE_SHUTDOWN ? books->now + by : books->late_until;
}

static void go_on(struct books *books, int64_t now)
{
  if (now - books_due(books) > FROZEN) {
    give_back(books, now - books->now);
  }
  books->now = now;
}

bool books_take(struct books *books, int64_t now, const struct baton_event *event,
                const struct baton_action *seen, uint32_t count)
{
  books->expected = 0;
  books->seen = seen;
  books->seen_count = count;
  bool unknown = event->kind >= EV_COUNT || event->slot >= books->count ||
                 event->signal > BATON_SIGNALS || books->phase == PHASE_OVER;
  if (!unknown) {
    go_on(books, most(books->now, least(now, CORE_NOW_MAX)));
    books->random = event->random;
    books->asked.number = 0;
    books->asked_run = books->entries[event->slot].run;
    take(books, event);
    settle(books);
    answer_all(books);
  }
  if (count > BOOKS_EXPECTS || books->expected == BOOKS_EXPECTS) {
    snprintf(books->wrong, sizeof books->wrong, "too many actions in one step");
    return false;
  }
  return compare(books) && compare_order(books, event);
}
