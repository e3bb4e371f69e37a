/* The oracle on what comes from outside: signals, operators, watchdogs (supervision.md, "Operators"
 * and "Signals"). */
#include "books.h"

#define FAILING_STOP_MS 5000U
#define FORCE_AFTER_MS  1000

/* --- signals --- */

static bool means_shutdown(uint8_t signal)
{
  return signal == CORE_SIGTERM || signal == CORE_SIGINT || signal == CORE_SIGQUIT ||
         signal == CORE_SIGPWR || signal == CORE_SIGRTMIN_3;
}

static void pass_on(struct books *books, const struct entry *entry, uint8_t signal, unsigned flags)
{
  expect_of(books, ACT_SIGNAL, entry, signal, flags | group_flag(books, entry));
}

static void signal_to_end(struct books *books, uint8_t signal)
{
  bool again = books->interrupt != BOOKS_NEVER;
  if (books->phase == PHASE_UP) {
    begin_shutdown(books, BATON_SHUTDOWN_SIGNAL, NULL);
  } else if (signal == CORE_SIGINT && again && books->now - books->interrupt >= FORCE_AFTER_MS) {
    force(books);
  } else if ((books->warned & BATON_SIGNAL_BIT(signal)) == 0) {
    books->warned |= BATON_SIGNAL_BIT(signal);
    expect_note(books, NOTE_SIGNAL_IGNORED, NULL, signal);
  }
  if (signal == CORE_SIGINT && !again) {
    books->interrupt = books->now;
  }
}

/* Who has the terminal is the one that inherits stdin, if that is a terminal. */
static bool is_told(const struct books *books, const struct entry *entry,
                    const struct baton_event *event)
{
  const struct baton_settings *settings = settings_of(books, entry);
  bool listed = (settings->forward & BATON_SIGNAL_BIT(event->signal)) != 0;
  if (event->signal == CORE_SIGWINCH && event->terminal &&
      settings->stdin_mode == BATON_STDIN_INHERIT) {
    return true;
  }
  return listed || event->signal == CORE_SIGCONT;
}

static void signal_to_children(struct books *books, const struct baton_event *event, uint8_t out)
{
  uint8_t in = event->signal;
  bool everybody = in == CORE_SIGCONT || in == CORE_SIGWINCH;
  bool wanted = everybody;
  for (uint32_t i = 0; i < books->count; i++) {
    struct entry *entry = &books->entries[i];
    if (entry->supervisor || !is_told(books, entry, event)) {
      continue;
    }
    wanted = true;
    bool hears = entry->holds == HOLDS_ALIVE && (everybody || entry->ready || entry->oneshot);
    if (!everybody && !hears && (entry->holds == HOLDS_ASKED || entry->holds == HOLDS_ALIVE)) {
      entry->held |= BATON_SIGNAL_BIT(out);
    } else if (hears && !(entry->suspended && out == CORE_SIGCONT)) {
      pass_on(books, entry, out, 0);
    }
  }
  if (!wanted && (books->warned & BATON_SIGNAL_BIT(in)) == 0) {
    books->warned |= BATON_SIGNAL_BIT(in);
    expect_note(books, NOTE_SIGNAL_DROPPED, NULL, in);
  }
}

/* A QUIT that a child's --forward names is that child's. */
static bool is_childs(const struct books *books, uint8_t signal)
{
  for (uint32_t i = 0; i < books->count; i++) {
    const struct entry *entry = &books->entries[i];
    if (signal == CORE_SIGQUIT && !entry->supervisor &&
        (settings_of(books, entry)->forward & BATON_SIGNAL_BIT(signal)) != 0) {
      return true;
    }
  }
  return false;
}

static void limit_classic(struct books *books, struct entry *entry)
{
  if ((books->globals->flags & BATON_GLOBAL_GRACE) != 0 && entry->stop_limit == BOOKS_NEVER &&
      !entry->killed) {
    entry->stop_limit = books->now + books->globals->grace_ms;
  }
}

static uint8_t classic_out(const struct books *books, const struct entry *entry, uint8_t in,
                           uint8_t map)
{
  bool given = (settings_of(books, entry)->flags & BATON_SET_STOP_SIGNAL) != 0;
  if (map == BATON_MAP_SHUTDOWN || (map == 0 && in == CORE_SIGTERM && given)) {
    return settings_of(books, entry)->stop_signal;
  }
  return map == 0 ? in : map;
}

/* What asks a classic child to end is followed by CONT, but by no other name than baton's own. */
static unsigned follows_term(const struct books *books, uint8_t in, uint8_t map)
{
  if (books->globals->personality != BATON_PERSONALITY_BATON) {
    return 0;
  }
  return in == CORE_SIGTERM || map == BATON_MAP_SHUTDOWN ? ACTION_CONTINUE : 0U;
}

/* A classic init hands everything on; before there is a process it keeps it, unless it would have
 * to make one only to stop it. */
static void signal_to_classic(struct books *books, uint8_t in, uint8_t map)
{
  struct entry *entry = first_of(&books->entries[BATON_ROOT]);
  uint8_t out = classic_out(books, entry, in, map);
  bool ends = map == BATON_MAP_SHUTDOWN || means_shutdown(in);
  if (ends && books->phase < PHASE_SHUTDOWN) {
    stop_is_asked(books);
    books->classic_asked = true;
  }
  if (books->phase >= PHASE_SHUTDOWN) {
    if (ends) {
      signal_to_end(books, in);
    }
  } else if (ends && entry->holds == HOLDS_NOTHING) {
    const struct baton_settings *settings = settings_of(books, entry);
    struct ended end = {.reason = BATON_REASON_SIGNAL, .signal = in};
    end.success = (settings->success_signals & BATON_SIGNAL_BIT(in)) != 0;
    end_without_process(books, entry, end);
  } else if (entry->holds != HOLDS_ALIVE) {
    entry->held |= BATON_SIGNAL_BIT(out);
    books->held_limit |= ends;
  } else {
    pass_on(books, entry, out, follows_term(books, in, map));
    if (ends) {
      limit_classic(books, entry);
    }
  }
}

void take_held(struct books *books, struct entry *entry)
{
  for (uint32_t signal = 1; signal <= BATON_SIGNALS; signal++) {
    if ((entry->held & BATON_SIGNAL_BIT(signal)) != 0) {
      pass_on(books, entry, (uint8_t)signal, 0);
    }
  }
  entry->held = 0;
  if (books->held_limit) {
    limit_classic(books, entry);
  }
  books->held_limit = false;
}

/* HUP says that baton's terminal is gone, unless some child wants it for something else. */
static bool closes_window(const struct books *books, const struct baton_event *event)
{
  for (uint32_t i = 0; i < books->count; i++) {
    if ((settings_of(books, &books->entries[i])->forward & BATON_SIGNAL_BIT(CORE_SIGHUP)) != 0) {
      return false;
    }
  }
  return event->signal == CORE_SIGHUP && event->terminal;
}

void take_signal(struct books *books, const struct baton_event *event)
{
  uint8_t signal = event->signal;
  if (signal == 0 || signal == CORE_SIGCHLD) {
    return;
  }
  uint8_t map = books->globals->signal_map[signal];
  if (map == BATON_MAP_DROP) {
    return;
  }
  if (books->classic) {
    signal_to_classic(books, signal, map);
  } else if (map == BATON_MAP_SHUTDOWN ||
             (map == 0 && ((means_shutdown(signal) && !is_childs(books, signal)) ||
                           closes_window(books, event)))) {
    signal_to_end(books, signal);
  } else {
    signal_to_children(books, event, map == 0 ? signal : map);
  }
}

/* --- what is stopped because it fails --- */

static void stop_failing(struct books *books, struct entry *entry, enum goal goal, uint8_t signal)
{
  entry->start_limit = BOOKS_NEVER;
  entry->goal = goal;
  entry->stop_limit = own_limit(books, entry, FAILING_STOP_MS);
  entry->status = BATON_STATUS_STOPPING;
  send_stop(books, entry, signal);
}

void take_late_start(struct books *books, struct entry *entry)
{
  expect_note(books, NOTE_START_TIMEOUT, entry, settings_of(books, entry)->start_timeout_ms);
  stop_failing(books, entry, GOAL_LATE, settings_of(books, entry)->stop_signal);
}

/* Under a stop, and while it is suspended, a watchdog stands still. */
void take_watchdog(struct books *books, struct entry *entry)
{
  if (entry->goal == GOAL_NONE && !entry->covered && !entry->suspended &&
      !covered_above(books, entry)) {
    expect_note(books, NOTE_WATCHDOG, entry, 0);
    stop_failing(books, entry, GOAL_DOG, CORE_SIGABRT);
  }
}

/* --- operators --- */

static bool may_be_asked(const struct books *books, const struct entry *entry)
{
  return is_up(parent_of(entry)) && !covered_above(books, entry);
}

static void join_open_group(struct books *books, struct entry *entry)
{
  struct entry *supervisor = parent_of(entry);
  bool joins = !entry->member; /* else a gate has been asked for already */
  join_group(entry);
  bool covers = joins && join_gates(books, supervisor, entry);
  if (covers || entry->covered) {
    supervisor->group = GROUP_STOPS;
    stop_for_group(books, supervisor);
  } else if (supervisor->group == GROUP_WAITS) {
    let_members_wait(books, supervisor);
  }
}

/* At once, without --after and backoff; only a group's due time holds for whatever is in its set.
 */
static void start_now(struct books *books, struct entry *entry)
{
  if (is_terminal(entry->status)) {
    queue_waiters(books, entry);
  }
  if (entry->open) {
    entry->due = BOOKS_NEVER; /* its breaker's, and none of its group */
  }
  forget_restarts(entry);
  entry->suspended = false;
  entry->cause = BATON_CAUSE_OPERATOR;
  entry->delay = 0;
  if (entry->member && !entry->wanted) {
    return;
  }
  if (in_reach(entry)) {
    entry->status = BATON_STATUS_PENDING;
    join_open_group(books, entry);
  } else {
    entry->at_once = true;
    pend(books, entry, books->now);
  }
}

static void order_start(struct books *books, struct entry *entry)
{
  if (entry->goal == GOAL_DOWN) {
    entry->goal = GOAL_AGAIN;
    forget_restarts(entry);
  } else if (entry->status == BATON_STATUS_PENDING || is_terminal(entry->status)) {
    start_now(books, entry);
  }
}

static int64_t limit_of(const struct books *books, const struct entry *entry)
{
  bool own = !entry->supervisor && settings_of(books, entry)->stop_timeout_ms != BATON_NONE;
  return own ? BOOKS_NEVER : books->now + books->globals->grace_ms;
}

static void order_stop(struct books *books, struct entry *entry)
{
  if (is_terminal(entry->status) || entry->status == BATON_STATUS_CREATED) {
    return;
  }
  leave_group(books, entry);
  entry->wanted = entry->at_once = false;
  begin_stop(books, entry, GOAL_DOWN, limit_of(books, entry));
  if (!entry->staged) {
    uncover(entry); /* a group restart does not wait for what it will not start */
  }
}

static void order_restart(struct books *books, struct entry *entry)
{
  if (entry->goal == GOAL_LATE || entry->goal == GOAL_DOG) {
    entry->goal = entry->member ? GOAL_GROUP : GOAL_AGAIN;
  } else if (!is_up(entry) && entry->status != BATON_STATUS_SUSPENDED) {
    order_start(books, entry);
  } else if (entry->member) {
    return; /* it will be started again anyway */
  } else if (in_reach(entry)) {
    entry->cause = BATON_CAUSE_OPERATOR;
    join_open_group(books, entry);
  } else {
    begin_stop(books, entry, GOAL_AGAIN, limit_of(books, entry));
  }
}

static void suspend(struct books *books, struct entry *entry)
{
  if (entry->supervisor || entry->suspended || entry->goal != GOAL_NONE || entry->covered) {
    return;
  }
  if (entry->status == BATON_STATUS_PENDING) {
    entry->suspended = true;
  } else if (entry->holds == HOLDS_ALIVE) {
    entry->suspended = true;
    entry->status = BATON_STATUS_SUSPENDED;
    if (entry->start_limit != BOOKS_NEVER) {
      entry->start_limit -= books->now; /* what is left of it */
    }
    expect_of(books, ACT_SIGNAL, entry, CORE_SIGSTOP, ACTION_SESSION);
  }
}

static void resume(struct books *books, struct entry *entry)
{
  if (entry->supervisor || !entry->suspended) {
    return;
  }
  entry->suspended = false;
  if (entry->status == BATON_STATUS_SUSPENDED) {
    if (entry->start_limit != BOOKS_NEVER) {
      entry->start_limit += books->now;
    }
    entry->status = entry->ready ? BATON_STATUS_RUNNING : BATON_STATUS_STARTING;
    expect_of(books, ACT_SIGNAL, entry, CORE_SIGCONT, ACTION_SESSION);
  } else {
    entry->poked = true; /* a delay that has passed meanwhile is over, its turn may not have come */
    entry->due_ahead = entry->due_ahead && entry->due > books->now;
  }
}

static void order_below(struct books *books, struct entry *top,
                        void (*order)(struct books *, struct entry *))
{
  for (struct entry *entry = top; entry != NULL; entry = next_below(top, entry)) {
    order(books, entry);
  }
}

void take_order(struct books *books, const struct baton_event *event)
{
  struct entry *entry = &books->entries[event->slot];
  enum core_event kind = (enum core_event)event->kind;
  bool ever = books->phase == PHASE_UP && parent_of(entry) != NULL;
  bool may = ever && (kind == EV_RESUME || (kind == EV_STOP && !covered_above(books, entry)) ||
                      (kind != EV_STOP && may_be_asked(books, entry)));
  ask(books, event, entry, may);
  if (!may) {
    expect_note(books, NOTE_REFUSED, entry, (int64_t)kind);
  } else if (kind == EV_START) {
    order_start(books, entry);
  } else if (kind == EV_STOP) {
    order_stop(books, entry);
  } else if (kind == EV_RESTART) {
    order_restart(books, entry);
  } else if (kind == EV_SUSPEND) {
    order_below(books, entry, suspend);
  } else {
    order_below(books, entry, resume);
  }
}

void take_shutdown(struct books *books, const struct baton_event *event)
{
  uint32_t code = event->left;
  if (books->phase != PHASE_UP) {
    expect_note(books, NOTE_REFUSED, NULL, (int64_t)EV_SHUTDOWN);
    ask_for_end(books, event, OUTCOME_SHUTDOWN);
    return;
  }
  ask_for_end(books, event, OUTCOME_DONE);
  books->code = code == BATON_NONE ? 0 : (uint8_t)code;
  begin_shutdown(books, code == BATON_NONE ? BATON_SHUTDOWN_SIGNAL : BATON_SHUTDOWN_OPERATOR, NULL);
}

void take_force(struct books *books, const struct baton_event *event)
{
  ask_for_end(books, event, books->forced ? OUTCOME_ALREADY : OUTCOME_DONE);
  force(books);
}
