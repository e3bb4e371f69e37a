/* The oracle on ends: records, policies, windows, delays, who gives up (supervision.md, "An
 * instance ends" and "A supervisor ends"). */
#include "books.h"

#define OWN_SWEEP_MS 5000U
#define FIRST_LOOK   5U
#define LAST_LOOK    250U
#define QUICK_MS     1000

/* --- the record --- */

static bool counts_as_success(const struct books *books, const struct entry *entry,
                              const struct ended *end)
{
  const struct baton_settings *settings = settings_of(books, entry);
  if (end->reason == BATON_REASON_EXIT) {
    return (settings->success_codes[end->code / 64U] & UINT64_C(1) << end->code % 64U) != 0;
  }
  return (end->reason == BATON_REASON_SIGNAL || end->reason == BATON_REASON_OOM) &&
         (settings->success_signals & BATON_SIGNAL_BIT(end->signal)) != 0;
}

/* "Do not restart me." */
static bool is_fatal(const struct books *books, const struct entry *entry)
{
  const struct baton_settings *settings = settings_of(books, entry);
  const struct ended *end = &entry->end;
  if (end->reason == BATON_REASON_EXIT) {
    return (settings->fatal_codes[end->code / 64U] & UINT64_C(1) << end->code % 64U) != 0;
  }
  return (end->reason == BATON_REASON_SIGNAL || end->reason == BATON_REASON_OOM) &&
         (settings->fatal_signals & BATON_SIGNAL_BIT(end->signal)) != 0;
}

static enum baton_reason reason_of(const struct entry *entry, const struct baton_event *event)
{
  if (event->failure != FAILURE_NONE) {
    return BATON_REASON_EXEC;
  }
  if (entry->goal == GOAL_LATE) {
    return BATON_REASON_START_TIMEOUT;
  }
  if (entry->goal == GOAL_DOG) {
    return BATON_REASON_WATCHDOG;
  }
  if (event->signal == CORE_SIGKILL && entry->killed) {
    return BATON_REASON_STOP_TIMEOUT;
  }
  if (event->signal == CORE_SIGKILL && event->oom != 0) {
    return BATON_REASON_OOM; /* nobody of us has sent it */
  }
  return event->signal == 0 ? BATON_REASON_EXIT : BATON_REASON_SIGNAL;
}

void write_end(struct books *books, struct entry *entry, const struct baton_event *event)
{
  struct ended end = {
      .uptime = books->now - entry->spawned,
      .reason = reason_of(entry, event),
      .code = event->code,
      .signal = event->signal,
      .cause = entry->slot,
  };
  if (end.reason == BATON_REASON_EXEC) {
    uint8_t usual = event->failure == FAILURE_MISSING ? 127 : 126;
    end.code = event->code != 0 ? event->code : usual;
    end.signal = 0;
  }
  end.success = counts_as_success(books, entry, &end);
  end.terminal = event->terminal;
  entry->end = end;
}

static bool succeeded(const struct entry *entry)
{
  return entry->end.success && !entry->end.tripped;
}

/* --- delays --- */

/* INITIAL x FACTOR^k, rounded down each time, at most MAX; the jitter is added, at MAX taken. */
static uint32_t delay_with(uint64_t initial, uint64_t max, uint32_t factor, uint32_t times,
                           uint32_t jitter, uint32_t random)
{
  uint64_t delay = initial;
  while (times-- > 0 && delay < max && delay > 0) {
    delay = delay * factor / 100U;
    if (factor == 100U) {
      break;
    }
  }
  bool full = delay >= max;
  delay = full ? max : delay;
  uint64_t spread = (delay * jitter / 100U + 1U) * random >> 32U;
  if (full) {
    return (uint32_t)(delay - spread);
  }
  return (uint32_t)(delay + spread > max ? max : delay + spread);
}

uint32_t delay_of(const struct books *books, const struct entry *entry, uint32_t times)
{
  const struct baton_settings *settings = settings_of(books, entry);
  if (entry->supervisor) {
    return delay_with(100, 30000, 200, times, settings->jitter_percent, books->random);
  }
  return delay_with(settings->backoff_initial_ms, settings->backoff_max_ms,
                    settings->backoff_factor_centi, times, settings->jitter_percent, books->random);
}

static uint32_t next_delay(const struct books *books, struct entry *entry)
{
  uint32_t delay = delay_of(books, entry, entry->times);
  entry->times += entry->times < BOOKS_TIMES;
  return delay;
}

/* Up and ready for long enough: the next delay is the first again. A try closes the breaker after
 * --backoff-reset, whatever it had to wait. */
static void reset_delay(const struct books *books, struct entry *entry)
{
  uint32_t reset = entry->supervisor ? entry->restarts.window.window_ms
                                     : settings_of(books, entry)->backoff_reset_ms;
  if (!entry->open && entry->delay > reset) {
    reset = entry->delay;
  }
  if (!entry->ready || books->now - entry->ready_since < (int64_t)reset) {
    return;
  }
  entry->times = 0;
  if (entry->open) {
    entry->open = false;
    entry->restarts.count = 0;
  }
}

/* --- windows --- */

static bool is_inside(const struct books *books, const struct history *history,
                      const struct past *past)
{
  return past->unready || books->now - past->at < (int64_t)history->window.window_ms;
}

static bool is_full(const struct books *books, const struct history *history)
{
  uint32_t count = 0;
  if (history->window.limit == BATON_NONE) {
    return false;
  }
  for (uint32_t i = 0; i < history->count; i++) {
    count += is_inside(books, history, &books->pasts[history->first + i]);
  }
  return count >= history->window.limit;
}

/* Counts one more; those that are out of the window are forgotten. */
static void add_restart(struct books *books, struct history *history, uint32_t slot, bool unready)
{
  struct past *pasts = &books->pasts[history->first];
  uint16_t kept = 0;
  if (history->window.limit == BATON_NONE) {
    return;
  }
  for (uint32_t i = 0; i < history->count; i++) {
    if (is_inside(books, history, &pasts[i])) {
      pasts[kept++] = pasts[i];
    }
  }
  pasts[kept++] = (struct past){.at = books->now, .slot = slot, .unready = unready};
  history->count = kept;
}

static void age(struct books *books, const struct history *history, uint32_t slot)
{
  struct past *pasts = &books->pasts[history->first];
  for (uint32_t i = 0; i < history->count; i++) {
    if (pasts[i].slot == slot) {
      pasts[i].unready = false;
    }
  }
}

/* An instance was ready: the restarts before it grow old from now on. */
void age_restarts(struct books *books, struct entry *entry)
{
  age(books, &entry->restarts, entry->slot);
  age(books, &parent_of(entry)->intensity, entry->slot);
}

/* --- a supervisor's end --- */

/* Neither optional nor oneshot, but a oneshot that failed for good. */
bool counts(const struct entry *entry)
{
  return !entry->optional && (!entry->oneshot || entry->status == BATON_STATUS_FAILED);
}

struct ended sum_of_ends(const struct entry *entry)
{
  const struct entry *first = NULL;
  for (const struct entry *child = first_of(entry); child != NULL; child = next_of(child)) {
    if (child->status == BATON_STATUS_FAILED && counts(child) &&
        (first == NULL || child->place < first->place)) {
      first = child;
    }
  }
  if (first != NULL) {
    return first->end;
  }
  return (struct ended){.reason = BATON_REASON_EXIT, .success = true, .cause = entry->slot};
}

/* Nothing is alive, pending or stopped by an operator. */
bool is_done(const struct books *books, const struct entry *entry)
{
  if (!is_up(entry) || entry->scope == SCOPE_ALL) {
    return false;
  }
  for (const struct entry *child = first_of(entry); child != NULL; child = next_of(child)) {
    if (!ended_for_good(child)) {
      return false;
    }
  }
  return !covered_above(books, entry) && (books->phase == PHASE_UP);
}

void end_supervisor(struct books *books, struct entry *entry, const struct ended *end,
                    enum baton_shutdown cause)
{
  if (parent_of(entry) == NULL) {
    begin_shutdown(books, cause, end);
    return;
  }
  entry->end = *end;
  expect_note(books, NOTE_SUPERVISOR_END, entry, end->cause);
  stop_everything(books, entry, books->now + books->globals->grace_ms);
}

/* `all`: at least one that counts and is no oneshot, all of those ended for good, and no oneshot is
 * pending or running. */
static bool all_have_ended(const struct entry *supervisor)
{
  bool any = false;
  for (const struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    if (child->oneshot) {
      if (!is_terminal(child->status)) {
        return false;
      }
    } else if (!child->optional) {
      any = true;
      if (!ended_for_good(child)) {
        return false;
      }
    }
  }
  return any;
}

void consider_shutdown(struct books *books, struct entry *entry)
{
  struct entry *supervisor = parent_of(entry);
  struct ended end = entry->end;
  switch ((enum baton_auto_shutdown)plan_of(books, supervisor)->auto_shutdown) {
  case BATON_AUTO_SHUTDOWN_ANY:
    if (!counts(entry)) {
      return;
    }
    break;
  case BATON_AUTO_SHUTDOWN_FAILED:
    if (!counts(entry) || entry->status != BATON_STATUS_FAILED) {
      return;
    }
    break;
  case BATON_AUTO_SHUTDOWN_ALL:
    if (!all_have_ended(supervisor)) {
      return;
    }
    end = sum_of_ends(supervisor);
    break;
  }
  end_supervisor(books, supervisor, &end, BATON_SHUTDOWN_END);
}

/* --- what an end leads to --- */

static void end_for_good(struct books *books, struct entry *entry, enum baton_status status)
{
  entry->goal = GOAL_NONE;
  entry->place = ++books->places;
  entry->wanted = false;
  entry->status = status;
  if (status == BATON_STATUS_FINISHED &&
      entry->oneshot) { /* so it is ready, and a try has succeeded */
    age_restarts(books, entry);
    if (entry->open) {
      forget_restarts(entry);
    }
    satisfy(books, entry);
  }
  has_settled(books, entry);
  (void)passes_on(books, entry);
  queue_waiters(books, entry);
}

static enum baton_status own_status(const struct entry *entry)
{
  return succeeded(entry) ? BATON_STATUS_FINISHED : BATON_STATUS_FAILED;
}

void fail_dependency(struct books *books, struct entry *entry, const struct entry *culprit)
{
  entry->end = (struct ended){.reason = BATON_REASON_DEPENDENCY, .cause = entry->slot};
  leave_group(books, entry);
  expect_note(books, NOTE_DEPENDENCY, entry, culprit->slot);
  end_for_good(books, entry, BATON_STATUS_FAILED);
  consider_shutdown(books, entry);
}

static bool wants_restart(const struct books *books, const struct entry *entry)
{
  if (entry->supervisor) {
    return plan_of(books, parent_of(entry))->explicit_strategy != 0 && !succeeded(entry);
  }
  if (entry->end.reason == BATON_REASON_EXEC || is_fatal(books, entry) ||
      settings_of(books, entry)->policy == BATON_POLICY_NEVER) {
    return false;
  }
  return settings_of(books, entry)->policy == BATON_POLICY_ALWAYS || !succeeded(entry);
}

/* One restart too many: an optional child is given up alone. */
static void trip(struct books *books, struct entry *entry)
{
  entry->end.tripped = true;
  expect_note(books, NOTE_ENDED, entry, BATON_NONE);
  end_for_good(books, entry, BATON_STATUS_FAILED);
  expect_note(books, NOTE_GIVE_UP, entry->optional ? entry : parent_of(entry), entry->slot);
  if (!entry->optional) {
    end_supervisor(books, parent_of(entry), &entry->end, BATON_SHUTDOWN_END);
  }
}

static void wait_delay(struct books *books, struct entry *entry)
{
  entry->delay = next_delay(books, entry);
  entry->due = books->now + entry->delay;
  entry->cause = BATON_CAUSE_RESTART;
  expect_note(books, NOTE_ENDED, entry, entry->delay);
}

/* A breaker that trips, or is open, has the child wait and be tried alone and once; a supervisor's
 * own is fixed. The intensity counts a try like any restart, the breaker does not. */
static bool waits_for_try(const struct books *books, const struct entry *entry)
{
  return !entry->supervisor && settings_of(books, entry)->retry_after_ms != BATON_NONE &&
         (entry->open || is_full(books, &entry->restarts));
}

static void wait_for_try(struct books *books, struct entry *entry)
{
  entry->open = true;
  entry->delay = settings_of(books, entry)->retry_after_ms;
  entry->cause = BATON_CAUSE_RESTART;
  entry->at_once = true;
  expect_note(books, NOTE_ENDED, entry, entry->delay);
  if (!entry->optional) {
    add_restart(books, &parent_of(entry)->intensity, entry->slot, !entry->ready);
  }
  pend(books, entry, books->now + entry->delay);
}

static void ended_by_itself(struct books *books, struct entry *entry)
{
  struct entry *supervisor = parent_of(entry);
  entry->goal = GOAL_NONE;
  if (!wants_restart(books, entry)) {
    expect_note(books, NOTE_ENDED, entry, BATON_NONE);
    end_for_good(books, entry, own_status(entry));
    consider_shutdown(books, entry);
    return;
  }
  bool tries = waits_for_try(books, entry);
  if ((!tries && is_full(books, &entry->restarts)) ||
      (!entry->optional && is_full(books, &supervisor->intensity))) {
    trip(books, entry);
    return;
  }
  if (tries) {
    wait_for_try(books, entry);
    return;
  }
  add_restart(books, &entry->restarts, entry->slot, !entry->ready);
  if (!entry->optional) {
    add_restart(books, &supervisor->intensity, entry->slot, !entry->ready);
  }
  wait_delay(books, entry);
  if (entry->optional || plan_of(books, supervisor)->strategy == BATON_STRATEGY_ONE_FOR_ONE) {
    entry->at_once = true;
    pend(books, entry, entry->due);
  } else {
    entry->status = BATON_STATUS_PENDING;
    begin_group(books, supervisor, entry);
  }
}

/* It comes back with its group, however it ended; but not when its command cannot be run. */
static void ended_in_group(struct books *books, struct entry *entry)
{
  if (entry->supervisor || entry->end.reason != BATON_REASON_EXEC) {
    if (!entry->supervisor || entry->goal != GOAL_GROUP) { /* it has no end if it was stopped */
      expect_note(books, NOTE_ENDED, entry, 0);
    }
    entry->goal = GOAL_GROUP;
    entry->status = BATON_STATUS_STOPPING;
    entry->delay = 0;
    return;
  }
  expect_note(books, NOTE_ENDED, entry, BATON_NONE);
  leave_group(books, entry);
  end_for_good(books, entry, own_status(entry));
  entry->unseen = true;
}

/* INT from the terminal that it has is a wish for the end of all. */
static bool asks_for_end(const struct books *books, const struct entry *entry)
{
  return !books->classic && !entry->supervisor && entry->end.terminal &&
         entry->end.reason == BATON_REASON_SIGNAL && entry->end.signal == CORE_SIGINT;
}

static void ended_by_interrupt(struct books *books, struct entry *entry)
{
  expect_note(books, NOTE_ENDED, entry, BATON_NONE);
  leave_group(books, entry);
  end_for_good(books, entry, own_status(entry));
  begin_shutdown(books, BATON_SHUTDOWN_SIGNAL, NULL);
  books->interrupt = books->now;
}

/* Once a stop covers it, its end is only recorded. */
static void ended_when_covered(struct books *books, struct entry *entry)
{
  expect_note(books, NOTE_ENDED, entry, BATON_NONE);
  if (entry->goal != GOAL_NONE) {
    entry->goal = GOAL_DOWN;
  } else if (!is_terminal(entry->status)) {
    end_for_good(books, entry, own_status(entry));
  }
}

void has_ended(struct books *books, struct entry *entry)
{
  reset_delay(books, entry);
  if (entry->goal == GOAL_DOWN || entry->goal == GOAL_AGAIN) {
    if (!entry->supervisor) {
      expect_note(books, NOTE_ENDED, entry, BATON_NONE);
    }
  } else if (covered_above(books, entry)) {
    ended_when_covered(books, entry);
  } else if (entry->goal != GOAL_GROUP && asks_for_end(books, entry)) {
    ended_by_interrupt(books, entry);
  } else if (entry->member) {
    ended_in_group(books, entry);
  } else {
    ended_by_itself(books, entry);
  }
  if (entry->holds == HOLDS_NOTHING && (entry->goal != GOAL_NONE || entry->covered)) {
    is_down(books, entry);
  }
}

/* Ended at once, with success in its own eyes, unasked, and something of it lives on. */
void is_daemon(struct books *books, struct entry *entry)
{
  bool at_once = entry->end.reason == BATON_REASON_EXIT && entry->end.code == 0 &&
                 entry->end.uptime < QUICK_MS;
  if (at_once && !entry->daemon && !entry->oneshot && !entry->signalled && !entry->retrying) {
    entry->daemon = true;
    expect_note(books, NOTE_DAEMONIZES, entry, 0);
  }
}

void take_ended(struct books *books, struct entry *entry, const struct baton_event *event)
{
  entry->start_limit = BOOKS_NEVER;
  if (books->classic) {
    entry->holds = HOLDS_NOTHING;
    entry->stop_limit = BOOKS_NEVER;
  } else {
    entry->holds = HOLDS_REST;
    if (!entry->signalled) { /* a stop in whose delay it ended may leave it less time */
      entry->stop_limit = least(entry->stop_limit, own_limit(books, entry, OWN_SWEEP_MS));
    }
    entry->signal_at = BOOKS_NEVER;
    begin_sweep(books, entry);
  }
  if (event->failure == FAILURE_TRANSIENT) {
    no_process(books, entry);
    return;
  }
  entry->retrying = false;
  write_end(books, entry, event);
  has_ended(books, entry);
}

/* --- what it left --- */

void take_swept(struct books *books, struct entry *entry, uint32_t left)
{
  if (left > 0) {
    if (entry->look_delay == 0) {
      expect_note(books, NOTE_LEFTOVERS, entry, left);
    }
    uint32_t delay = entry->look_delay == 0 ? FIRST_LOOK : entry->look_delay * 2U;
    entry->look_delay = delay > LAST_LOOK ? LAST_LOOK : delay;
    entry->look = books->now + entry->look_delay;
    return;
  }
  entry->holds = HOLDS_NOTHING;
  entry->look = entry->ask = entry->stop_limit = BOOKS_NEVER;
  entry->look_delay = 0;
  if (entry->goal != GOAL_NONE || entry->covered) {
    is_down(books, entry);
  }
  if (entry->status == BATON_STATUS_PENDING) {
    entry->poked = true;
  }
}
