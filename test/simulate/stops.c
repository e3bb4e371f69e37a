/* The oracle on stops: stages, their times, KILL, the container's end (supervision.md, "Stopping").
 */
#include "books.h"

#define LEAST_SHARE 500U
#define LATE_MS     1000U
#define FIRST_WAIT  100

/* --- how long a stage may take --- */

struct need {
  uint64_t own;    /* explicit stop timeouts */
  uint64_t shares; /* and shares of what else there is */
};

static void widen(struct need *stage, struct need need)
{
  stage->own = need.own > stage->own ? need.own : stage->own;
  stage->shares = need.shares > stage->shares ? need.shares : stage->shares;
}

/* A child needs one or the other; a supervisor the sum of its stages, each the most of its nodes.
 */
static struct need need_of(const struct books *books, const struct entry *entry)
{
  struct need sum = {0, 1};
  if (!entry->supervisor) {
    const struct baton_settings *settings = settings_of(books, entry);
    uint64_t own = (uint64_t)settings->stop_delay_ms + settings->stop_timeout_ms;
    return settings->stop_timeout_ms == BATON_NONE ? sum : (struct need){own, 0};
  }
  sum.shares = 0;
  for (const struct entry *child = first_of(entry); child != NULL;) {
    struct need stage = {0};
    uint32_t number = child->stage;
    for (; child != NULL && child->stage == number; child = next_of(child)) {
      widen(&stage, need_of(books, child));
    }
    sum.own += stage.own;
    sum.shares += stage.shares;
  }
  return sum;
}

/* Of the stages that are left, the one at hand and all together. What is only being swept in a
 * later one has a deadline already. */
static uint32_t needs_left(const struct books *books, const struct entry *last,
                           struct need *at_hand, struct need *all)
{
  uint32_t stages = 0;
  *all = (struct need){0};
  for (const struct entry *entry = last; entry != NULL;) {
    struct need stage = {0};
    bool any = false;
    uint32_t number = entry->stage;
    for (; entry != NULL && entry->stage == number; entry = previous_of(entry)) {
      if (entry->covered && (number == last->stage || entry->holds != HOLDS_REST)) {
        widen(&stage, need_of(books, entry));
        any = true;
      }
    }
    if (any) {
      *at_hand = stages == 0 ? stage : *at_hand;
      all->own += stage.own;
      all->shares += stage.shares;
      stages++;
    }
  }
  return stages;
}

/* The explicit time first. A stage that needs a share has half of what is left when each later one
 * has its least, at least an equal share, and the last one has all; never so much that a later one
 * has not its least. */
static uint64_t time_of(struct need stage, struct need all, uint64_t budget)
{
  uint64_t rest = budget > all.own ? budget - all.own : 0;
  uint64_t later = (all.shares - stage.shares) * LEAST_SHARE;
  uint64_t limit = budget > later ? budget - later : 0;
  uint64_t time = 0;
  if (stage.shares > 0) {
    uint64_t equal = rest / all.shares;
    uint64_t beyond = rest > later ? rest - later : 0;
    time = stage.shares * (equal > LEAST_SHARE ? equal : LEAST_SHARE);
    beyond = all.shares > stage.shares ? beyond / 2 : beyond;
    time = time < beyond ? beyond : time;
  }
  time += stage.own;
  return time < limit ? time : limit;
}

int64_t own_limit(const struct books *books, const struct entry *entry, uint32_t otherwise)
{
  uint32_t own = settings_of(books, entry)->stop_timeout_ms;
  return books->now + (own == BATON_NONE ? otherwise : own);
}

/* --- what is sent --- */

/* A main process that lives half of its time goes on; then the others hear of the stop as well. */
static int64_t middle(const struct books *books, int64_t limit)
{
  return limit - books->now < 2 ? BOOKS_NEVER : books->now + (limit - books->now) / 2;
}

/* What the line says of what is left, or else the stop signal; 0: it is only waited for. */
static uint8_t signal_of_sweep(const struct baton_settings *settings)
{
  uint8_t own = settings->sweep_signal;
  return own == 0 ? settings->stop_signal : own > BATON_SIGNALS ? 0 : own;
}

void send_stop(struct books *books, struct entry *entry, uint8_t signal)
{
  if (entry->holds != HOLDS_ALIVE || entry->signalled) {
    return;
  }
  entry->signalled = true;
  entry->signal_at = BOOKS_NEVER;
  expect_note(books, NOTE_STOPPING, entry, most(entry->stop_limit - books->now, 0));
  expect_of(books, ACT_SIGNAL, entry, signal, ACTION_CONTINUE | group_flag(books, entry));
  const struct baton_settings *settings = settings_of(books, entry);
  bool asks = settings->sweep != BATON_SWEEPING_OFF && signal_of_sweep(settings) != 0;
  if (asks && !books->classic) {
    entry->ask = middle(books, entry->stop_limit);
  }
}

/* A sweep and the drain begin by only waiting: a tenth of a second, at most a quarter of their
 * time.
 */
static int64_t end_of_wait(const struct books *books, int64_t limit)
{
  int64_t quarter = most(limit - books->now, 0) / 4;
  return books->now + least(quarter, FIRST_WAIT);
}

/* Between the signal and KILL there is at the least the stop timeout that the line gives, or half
 * of the time that is left. */
static void limit_delay(struct books *books, struct entry *entry)
{
  uint32_t own = settings_of(books, entry)->stop_timeout_ms;
  int64_t kept = own != BATON_NONE ? own : (entry->stop_limit - books->now + 1) / 2;
  if (entry->signal_at == BOOKS_NEVER) {
    return;
  }
  int64_t latest = entry->stop_limit - kept;
  if (latest <= books->now) {
    end_delay(books, entry);
  } else {
    entry->signal_at = least(entry->signal_at, latest);
  }
}

/* KILL is due no later than that, and whoever is to be asked before it is asked in time. */
static void limit_entry(struct books *books, struct entry *entry, int64_t limit)
{
  entry->stop_limit = least(entry->stop_limit, limit);
  limit_delay(books, entry);
  if (entry->ask == BOOKS_NEVER) {
    return;
  }
  if (entry->holds == HOLDS_REST) {
    entry->ask = least(entry->ask, end_of_wait(books, entry->stop_limit));
  } else if (middle(books, entry->stop_limit) == BOOKS_NEVER) {
    entry->ask = BOOKS_NEVER;
  } else {
    entry->ask = least(entry->ask, middle(books, entry->stop_limit));
  }
}

void end_delay(struct books *books, struct entry *entry)
{
  entry->signal_at = BOOKS_NEVER;
  send_stop(books, entry, settings_of(books, entry)->stop_signal); /* if it is there yet */
}

void ask_others(struct books *books, struct entry *entry)
{
  entry->ask = BOOKS_NEVER;
  entry->others_asked = true;
  expect_note(books, NOTE_HALF_TIME, entry, entry->stop_limit - books->now);
  expect_of(books, ACT_SIGNAL, entry, signal_of_sweep(settings_of(books, entry)),
            ACTION_CONTINUE | ACTION_OTHERS |
                (group_flag(books, entry) != 0 ? ACTION_NO_GROUP : 0U));
}

/* What is left of it is looked at; it gets its signal when it has been waited for. */
void begin_sweep(struct books *books, struct entry *entry)
{
  entry->ask = entry->others_asked ? BOOKS_NEVER : end_of_wait(books, entry->stop_limit);
  if (entry->killed || entry->ask <= books->now) {
    send_sweep(books, entry);
  } else {
    expect_of(books, ACT_SWEEP, entry, 0, 0);
  }
}

/* That signal to what is left, or KILL; the group has had the stop signal with --kill=group. */
void send_sweep(struct books *books, struct entry *entry)
{
  bool had = entry->signalled && group_flag(books, entry) != 0;
  entry->look = entry->ask = BOOKS_NEVER;
  if (entry->killed) {
    expect_of(books, ACT_SWEEP, entry, CORE_SIGKILL, 0);
  } else {
    expect_of(books, ACT_SWEEP, entry, signal_of_sweep(settings_of(books, entry)),
              had ? ACTION_CONTINUE | ACTION_NO_GROUP : ACTION_CONTINUE);
  }
}

void send_kill(struct books *books, struct entry *entry)
{
  entry->stop_limit = entry->ask = entry->signal_at = BOOKS_NEVER;
  entry->killed = true;
  if (entry->holds == HOLDS_REST) {
    send_sweep(books, entry);
  }
  if (entry->holds != HOLDS_ALIVE) {
    return;
  }
  expect_note(books, NOTE_KILLING, entry, 0);
  expect_of(books, ACT_SIGNAL, entry, CORE_SIGKILL,
            books->classic || settings_of(books, entry)->sweep == BATON_SWEEPING_OFF
                ? group_flag(books, entry)
                : ACTION_GROUP);
  /* But not where the line has given it no time at all. */
  books->killed |=
      books->phase >= PHASE_SHUTDOWN && settings_of(books, entry)->stop_timeout_ms != 0;
}

/* --- one node --- */

void uncover(struct entry *entry)
{
  entry->covered = entry->staged = false;
}

static void is_stopped(struct books *books, struct entry *entry)
{
  entry->status = entry->killed ? BATON_STATUS_KILLED : BATON_STATUS_STOPPED;
  expect_note(books, NOTE_STOPPED, entry, 0);
}

void is_down(struct books *books, struct entry *entry)
{
  enum goal goal = entry->goal;
  entry->goal = GOAL_NONE;
  entry->stop_limit = entry->signal_at = BOOKS_NEVER;
  if (goal == GOAL_DOWN) {
    is_stopped(books, entry);
    has_settled(books, entry);
    (void)passes_on(books, entry);
    queue_waiters(books, entry);
  } else if (goal == GOAL_GROUP) {
    entry->status = BATON_STATUS_PENDING;
  } else if (goal == GOAL_AGAIN) {
    entry->cause = BATON_CAUSE_OPERATOR;
    entry->delay = 0;
    entry->at_once = true;
    pend(books, entry, books->now);
  }
  uncover(entry);
}

/* The clock of its stop begins to run: first its delay, then its stop timeout or what it is given.
 */
static void begin_clock(struct books *books, struct entry *entry, int64_t limit)
{
  const struct baton_settings *settings = settings_of(books, entry);
  int64_t delay = settings->stop_delay_ms;
  if (settings->stop_timeout_ms != BATON_NONE) {
    limit = least(limit, books->now + delay + settings->stop_timeout_ms);
  }
  entry->signal_at = delay > 0 ? books->now + delay : BOOKS_NEVER;
  limit_entry(books, entry, limit);
  if (entry->signal_at == BOOKS_NEVER) {
    send_stop(books, entry, settings->stop_signal);
  } else {
    expect_note(books, NOTE_STOP_DELAY, entry, entry->signal_at - books->now);
  }
}

static void stop_child(struct books *books, struct entry *entry, enum goal goal, int64_t limit)
{
  bool joins = entry->status == BATON_STATUS_PENDING && goal == GOAL_GROUP;
  bool runs = entry->stop_limit != BOOKS_NEVER && !books->classic; /* no stop of its own */
  entry->start_limit = BOOKS_NEVER;
  if (!joins && !is_terminal(entry->status)) {
    entry->goal = goal;
    entry->status = BATON_STATUS_STOPPING;
  }
  if (entry->suspended && entry->holds == HOLDS_ALIVE) {
    expect_of(books, ACT_SIGNAL, entry, CORE_SIGCONT, ACTION_SESSION);
  }
  entry->suspended = false;
  if (!entry->killed && runs) {
    limit_entry(books, entry, limit);
  } else if (!entry->killed) {
    begin_clock(books, entry, limit);
  }
}

void begin_stop(struct books *books, struct entry *entry, enum goal goal, int64_t limit)
{
  if (entry->supervisor) {
    entry->goal = goal;
    stop_everything(books, entry, limit);
  } else if (entry->holds == HOLDS_NOTHING) {
    entry->goal = goal;
    entry->killed = false;
    is_down(books, entry);
  } else {
    stop_child(books, entry, goal, limit);
  }
}

/* --- a supervisor --- */

static bool is_busy(const struct entry *supervisor)
{
  for (const struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    if (child->staged) {
      return true;
    }
  }
  return false;
}

/* Deadlines only become earlier, in everything below. */
static void shorten(struct books *books, struct entry *supervisor, int64_t limit)
{
  struct entry *entry = supervisor;
  do {
    if (entry->scope != SCOPE_NONE) {
      entry->budget_end = least(entry->budget_end, limit);
      entry->stage_end = is_busy(entry) ? least(entry->stage_end, limit) : BOOKS_NEVER;
    } else if (entry->stop_limit != BOOKS_NEVER) {
      limit_entry(books, entry, limit);
    }
    entry = next_below(supervisor, entry);
  } while (entry != NULL);
}

/* Whatever is pending below is stopped at once: a stop beats every restart. */
static void cancel(struct books *books, struct entry *entry)
{
  entry->wanted = entry->member = entry->at_once = false;
  entry->start_limit = BOOKS_NEVER;
  entry->group = GROUP_NONE;
  if (entry->goal == GOAL_AGAIN || entry->goal == GOAL_GROUP) {
    entry->goal = GOAL_DOWN;
  }
  if (entry->status != BATON_STATUS_PENDING) {
    return;
  }
  if (entry->holds == HOLDS_NOTHING) {
    entry->goal = GOAL_NONE;
    entry->killed = false;
    is_stopped(books, entry);
  } else {
    entry->goal = GOAL_DOWN;
    entry->status = BATON_STATUS_STOPPING;
  }
}

void stop_everything(struct books *books, struct entry *supervisor, int64_t budget_end)
{
  if (supervisor->scope != SCOPE_ALL) {
    supervisor->scope = SCOPE_ALL;
    supervisor->group = GROUP_NONE;
    supervisor->wanted = false;
    supervisor->status = BATON_STATUS_STOPPING;
    supervisor->budget_end = budget_end;
    for (struct entry *entry = next_below(supervisor, supervisor); entry != NULL;
         entry = next_below(supervisor, entry)) {
      cancel(books, entry);
      entry->covered |= parent_of(entry) == supervisor && is_there(entry);
    }
  }
  shorten(books, supervisor, budget_end);
}

static struct entry *last_covered(const struct entry *supervisor)
{
  struct entry *entry = last_of(supervisor);
  while (entry != NULL && !entry->covered) {
    entry = previous_of(entry);
  }
  return entry;
}

static void begin_stage(struct books *books, struct entry *supervisor, struct entry *last)
{
  struct need stage = {0};
  struct need all;
  uint64_t budget = (uint64_t)most(supervisor->budget_end - books->now, 0);
  uint32_t stages = needs_left(books, last, &stage, &all);
  bool as_one = stages > 1 && all.shares * LEAST_SHARE > budget;
  bool group = supervisor->scope == SCOPE_GROUP;
  uint32_t number = last->stage;
  supervisor->stage_end = books->now + (int64_t)(as_one ? budget : time_of(stage, all, budget));
  for (struct entry *entry = last; entry != NULL && (as_one || entry->stage == number);
       entry = previous_of(entry)) {
    if (entry->covered) {
      entry->staged = true;
      begin_stop(books, entry, group && entry->member ? GOAL_GROUP : GOAL_DOWN,
                 supervisor->stage_end);
    }
  }
}

/* Together all waits for what KILL does not end are one second, whatever stage they belong to. */
static void account_late(struct books *books, int64_t limit)
{
  int64_t from = most(limit, books->late_until);
  if (books->phase != PHASE_SHUTDOWN || limit == BOOKS_NEVER || books->now <= from) {
    return;
  }
  books->late_left -= (uint32_t)least(books->now - from, books->late_left);
  books->late_until = books->now;
}

static void all_is_down(struct books *books);

static void complete(struct books *books, struct entry *supervisor)
{
  enum scope scope = supervisor->scope;
  supervisor->scope = SCOPE_NONE;
  supervisor->budget_end = BOOKS_NEVER;
  if (scope == SCOPE_GROUP) {
    group_is_down(books, supervisor);
  } else if (parent_of(supervisor) == NULL) {
    all_is_down(books);
  } else {
    has_ended(books, supervisor);
  }
}

/* The stage at hand is down: the next one; true when something was done. */
bool advance(struct books *books, struct entry *supervisor)
{
  if (supervisor->scope == SCOPE_NONE || is_busy(supervisor)) {
    return false;
  }
  account_late(books, supervisor->stage_end);
  supervisor->stage_end = BOOKS_NEVER;
  struct entry *last = last_covered(supervisor);
  if (last == NULL) {
    complete(books, supervisor);
  } else {
    begin_stage(books, supervisor, last);
  }
  return true;
}

/* --- what KILL does not end --- */

int64_t leave_time(const struct books *books, const struct entry *supervisor)
{
  if (books->phase != PHASE_SHUTDOWN || supervisor->scope != SCOPE_ALL || !is_busy(supervisor)) {
    return BOOKS_NEVER;
  }
  return most(supervisor->stage_end, books->late_until) + books->late_left;
}

static void leave(struct books *books, struct entry *entry)
{
  if (entry->supervisor) {
    entry->scope = SCOPE_NONE;
    entry->budget_end = entry->stage_end = BOOKS_NEVER;
    if (!is_terminal(entry->status) && entry->status != BATON_STATUS_CREATED) {
      entry->status = BATON_STATUS_STOPPED;
    }
  } else if (entry->holds != HOLDS_NOTHING) {
    if (!entry->killed) {
      send_stop(books, entry, settings_of(books, entry)->stop_signal);
      send_kill(books, entry);
    }
    expect_note(books, NOTE_LEFT_BEHIND, entry, 0);
    entry->status = BATON_STATUS_KILLED;
  }
  entry->goal = GOAL_NONE;
  entry->stop_limit = entry->look = entry->ask = entry->start_limit = BOOKS_NEVER;
  entry->signal_at = BOOKS_NEVER;
}

void leave_behind(struct books *books, struct entry *supervisor)
{
  account_late(books, supervisor->stage_end);
  for (struct entry *child = first_of(supervisor); child != NULL; child = next_of(child)) {
    if (!child->staged) {
      continue;
    }
    for (struct entry *entry = next_below(child, child); entry != NULL;
         entry = next_below(child, entry)) {
      uncover(entry);
      leave(books, entry);
    }
    leave(books, child);
    uncover(child);
  }
}

/* --- the container --- */

void stop_is_asked(struct books *books)
{
  books->grace_end = least(books->grace_end, books->now + books->globals->grace_ms);
}

void begin_shutdown(struct books *books, enum baton_shutdown cause, const struct ended *end)
{
  answer_waiting(books, true);
  books->phase = PHASE_SHUTDOWN;
  books->cause = cause;
  if (end != NULL) {
    books->cause_end = *end;
  }
  stop_is_asked(books);
  books->late_left = LATE_MS;
  books->late_until = books->now;
  expect_note(books, NOTE_SHUTDOWN, end == NULL ? NULL : &books->entries[end->cause],
              (int64_t)cause);
  stop_everything(books, &books->entries[BATON_ROOT], books->grace_end);
}

/* The table of command-line.md, "Exit codes". */
static uint32_t code_of_cause(const struct ended *end)
{
  if (end->success) {
    return end->tripped ? 120 : 0;
  }
  switch (end->reason) {
  case BATON_REASON_NONE: return 0;
  case BATON_REASON_START_TIMEOUT:
  case BATON_REASON_DEPENDENCY: return 121;
  case BATON_REASON_SPAWN: return 126;
  case BATON_REASON_EXIT:
  case BATON_REASON_EXEC: return end->code;
  case BATON_REASON_WATCHDOG:
    if (end->signal == 0) {
      return 128 + CORE_SIGABRT;
    }
    break;
  case BATON_REASON_SIGNAL:
  case BATON_REASON_STOP_TIMEOUT:
  case BATON_REASON_OOM: break;
  }
  return 128U + end->signal;
}

uint32_t books_code(const struct books *books)
{
  if (books->cause == BATON_SHUTDOWN_END || books->cause == BATON_SHUTDOWN_DONE) {
    return code_of_cause(&books->cause_end);
  }
  return books->cause == BATON_SHUTDOWN_OPERATOR ? books->code : books->killed ? 122 : 0;
}

static void finish(struct books *books)
{
  books->drain_ask = BOOKS_NEVER;
  books->phase = PHASE_OVER;
  expect(books,
         (struct baton_action){.kind = ACT_FINISH, .slot = BATON_NONE, .value = books_code(books)});
}

static void send_drain(struct books *books, uint8_t signal)
{
  expect(books, (struct baton_action){.kind = ACT_DRAIN, .signal = signal, .slot = BATON_NONE});
}

static void all_is_down(struct books *books)
{
  int64_t limit = books->now + books->globals->drain_ms;
  books->entries[BATON_ROOT].status = BATON_STATUS_STOPPED;
  if ((books->globals->flags & BATON_GLOBAL_DRAIN) == 0) {
    finish(books);
    return;
  }
  books->phase = PHASE_DRAIN;
  if (books->forced) {
    drain_is_late(books);
    return;
  }
  if (books->globals->drain_ms == BATON_NONE) {
    limit = books->classic ? least(books->now + 2000, books->grace_end) : books->grace_end;
  } else if (!books->classic) {
    limit = least(limit, books->grace_end);
  }
  books->drain_limit = limit;
  books->drain_ask = end_of_wait(books, limit);
  if (books->globals->personality != BATON_PERSONALITY_BATON || books->drain_ask <= books->now) {
    drain_asks(books);
  } else {
    books->drained = DRAINED_WAITED;
    send_drain(books, 0);
  }
}

void drain_asks(struct books *books)
{
  books->drain_ask = BOOKS_NEVER;
  books->drained = DRAINED_ASKED;
  send_drain(books, CORE_SIGTERM);
}

void take_drain(struct books *books, uint32_t left)
{
  if (books->phase != PHASE_DRAIN) {
    return;
  }
  if (left == 0) {
    finish(books);
  } else if (books->drained == DRAINED_ASKED) {
    books->drained = DRAINED_SEEN;
    expect_note(books, NOTE_DRAIN, NULL, most(books->drain_limit - books->now, 0));
  }
}

void drain_is_late(struct books *books)
{
  if (books->drained == DRAINED_KILLED) {
    finish(books);
    return;
  }
  books->drain_ask = BOOKS_NEVER;
  books->drained = DRAINED_KILLED;
  books->drain_limit = books->now + books->late_left;
  send_drain(books, CORE_SIGKILL);
}

static void force_entry(struct books *books, struct entry *entry)
{
  if (entry->supervisor) {
    entry->budget_end = least(entry->budget_end, books->now);
    if (is_busy(entry)) {
      entry->stage_end = least(entry->stage_end, books->now);
    }
    return;
  }
  if (entry->holds == HOLDS_NOTHING || entry->killed) {
    return;
  }
  if (!is_terminal(entry->status)) {
    entry->goal = GOAL_DOWN;
    entry->status = BATON_STATUS_STOPPING;
  }
  entry->suspended = false;
  entry->start_limit = BOOKS_NEVER;
  entry->signalled = true;
  send_kill(books, entry);
}

/* KILL to all, now. */
void force(struct books *books)
{
  if (books->phase == PHASE_UP) {
    begin_shutdown(books, BATON_SHUTDOWN_SIGNAL, NULL);
  }
  if (books->forced || books->phase < PHASE_SHUTDOWN) {
    return;
  }
  books->forced = true;
  books->grace_end = books->now;
  expect_note(books, NOTE_FORCED, NULL, 0);
  for (uint32_t i = 0; i < books->count; i++) {
    force_entry(books, &books->entries[i]);
  }
  if (books->phase == PHASE_DRAIN && books->drained != DRAINED_KILLED) {
    drain_is_late(books);
  }
}
