/* See oracle.h. Takes the events, starts what may start, and keeps the time. The numbers in the
 * comments are those of supervision.md, "An instance ends". */
#include "books.h"

#include <string.h>

#define RETRY_LIMIT_MS 60000
#define RETRY_LEAST_MS 10
#define FORCE_AFTER_MS 1000
#define OWN_SWEEP_MS   5000U /* after an end of its own, without --stop-timeout */

/* --- 7. Failed starts --- */

static void retry(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  int64_t now = now_of(step);
  book->generation--;
  if (!book->retrying) {
    book->retrying = true;
    book->since_ms = now;
    book->retry_k = 0;
  }
  if (book->want == WANT_FAIL) {
    book->want = WANT_NOTHING;
  }
  if (book->want == WANT_NOTHING && is_covered_above(step->oracle, step->scene, i)) {
    book->want = WANT_DOWN;
    book->status = BATON_STATUS_STOPPING;
  }
  if (book->want != WANT_NOTHING) {
    if (book->kernel == K_NONE) {
      down(step, i);
    }
  } else if (now - book->since_ms >= RETRY_LIMIT_MS) {
    book->retrying = false;
    book->generation++;
    book->end = (struct record){.reason = BATON_REASON_SPAWN};
    ended(step, i);
  } else {
    int64_t due = now + later(delay_of(step->scene, book->retry_k++), RETRY_LEAST_MS);
    if (book->member) {
      book->status = BATON_STATUS_PENDING;
    } else {
      pend(step, i, earlier(due, book->since_ms + RETRY_LIMIT_MS), true);
    }
    if (book->kernel == K_NONE) {
      uncover(book);
    }
  }
}

/* --- Events of an instance --- */

static void ready(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  if (book->want != WANT_NOTHING || book->ready || step->scene->oneshot[i]) {
    return;
  }
  book->ready = book->satisfied = true;
  book->ready_ms = now_of(step);
  book->limit_ms = NEVER;
  if (book->status == BATON_STATUS_STARTING) {
    book->status = BATON_STATUS_RUNNING;
  }
  unstick(step, i);
  settle(step, i);
}

static void spawned(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  book->kernel = K_ALIVE;
  if (book->killed || book->want != WANT_NOTHING) { /* KILL that nothing wants: it was left */
    send_stop(step, i);
    if (book->killed) {
      kill_now(step, i);
    }
  } else if (!step->scene->ready_fd[i] && !step->scene->oneshot[i]) {
    ready(step, i);
  } else if (step->scene->ready_fd[i] && !book->covered &&
             !is_covered_above(step->oracle, step->scene, i)) {
    book->limit_ms = now_of(step) + step->scene->start_ms;
  }
}

static struct record record_of(const struct book *book, const struct event *event)
{
  struct record end = {
      .reason = event->signal != 0 ? BATON_REASON_SIGNAL : BATON_REASON_EXIT,
      .code = event->code,
      .signal = event->signal,
      .success = event->signal == 0 && event->code == 0,
  };
  if (event->failure != FAILURE_NONE) {
    end = (struct record){.reason = BATON_REASON_EXEC,
                          .code = event->failure == FAILURE_MISSING ? 127 : 126};
  } else if (book->want == WANT_FAIL) {
    end.reason = BATON_REASON_START_TIMEOUT;
    end.success = false;
  } else if (book->killed && event->signal == CORE_SIGKILL) {
    end.reason = BATON_REASON_STOP_TIMEOUT;
    end.success = false;
  }
  return end;
}

static void spawn_failed(const struct step *step, uint32_t i, const struct event *event)
{
  struct book *book = book_at(step, i);
  book->kernel = K_NONE;
  if (event->failure == FAILURE_TRANSIENT) {
    retry(step, i);
  } else {
    book->retrying = false; /* and a row of transient failures with it */
    book->end = record_of(book, event);
    ended(step, i);
  }
}

static void leader_ended(const struct step *step, uint32_t i, const struct event *event)
{
  struct book *book = book_at(step, i);
  book->kernel = K_ENDED;
  book->limit_ms = NEVER;
  book->answer = true;
  if (book->killed) {
    step->expected->sweep_kills[i]++;
  } else {
    step->expected->sweeps[i]++;
  }
  if (!book->signalled && !book->left) {
    book->kill_ms = own_limit(step, i, OWN_SWEEP_MS);
  }
  if (event->failure == FAILURE_TRANSIENT) {
    retry(step, i);
  } else {
    book->retrying = false;
    book->end = record_of(book, event);
    ended(step, i);
  }
}

static void swept(const struct step *step, uint32_t i, uint32_t left)
{
  struct book *book = book_at(step, i);
  book->answer = false;
  if (left > 0) {
    uint32_t delay = book->look_delay_ms == 0 ? 5 : book->look_delay_ms * 2;
    book->look_delay_ms = delay < 250 ? delay : 250;
    book->look_ms = now_of(step) + book->look_delay_ms;
    return;
  }
  book->kernel = K_NONE;
  book->look_ms = book->kill_ms = NEVER;
  book->look_delay_ms = 0;
  if (book->want != WANT_NOTHING || book->covered) {
    down(step, i);
  }
}

/* --- Operators --- */

/* Nothing is started below a supervisor that is not up. */
static bool may_command(const struct step *step, uint32_t i)
{
  return up(book_at(step, step->scene->parent[i])) &&
         !is_covered_above(step->oracle, step->scene, i);
}

static void operator_start(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  bool asked = book->want == WANT_DOWN;
  if (!may_command(step, i) ||
      (!asked && book->status != BATON_STATUS_PENDING && !terminal(book))) {
    return;
  }
  memset(book->window, 0, sizeof book->window);
  book->k = book->retry_k = 0;
  book->retrying = false; /* the minute without a process begins anew */
  if (asked) {
    book->want = WANT_BACK;
  } else if (book->member && !book->wanted) {
    /* whatever is in the set starts with its group */
  } else if (group_open(step, i)) {
    book->status = BATON_STATUS_PENDING;
    join_group(step, i);
  } else {
    book->delay_ms = 0;
    pend(step, i, now_of(step), true);
  }
}

static void operator_stop(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  if (is_covered_above(step->oracle, step->scene, i) || terminal(book) ||
      book->status == BATON_STATUS_CREATED) {
    return;
  }
  leave_group(step, i);
  book->wanted = book->now = false;
  stop(step, i, WANT_DOWN, own_limit(step, i, step->scene->grace_ms));
  if (!book->staged) {
    book->covered = false; /* a group restart does not wait for what it will not start */
  }
}

static void operator_restart(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  if (!may_command(step, i)) {
    return;
  }
  if (book->want == WANT_FAIL) {
    book->want = book->member ? WANT_GROUP : WANT_BACK;
  } else if (!up(book)) {
    operator_start(step, i);
  } else if (book->member) {
    return;
  } else if (group_open(step, i)) {
    join_group(step, i);
  } else {
    stop(step, i, WANT_BACK, own_limit(step, i, step->scene->grace_ms));
  }
}

static void baton_signal(const struct step *step, uint8_t signal)
{
  struct oracle *oracle = step->oracle;
  bool again = signal == CORE_SIGINT && oracle->int_ms != NEVER &&
               now_of(step) - oracle->int_ms >= FORCE_AFTER_MS;
  if (oracle->life == LIFE_UP) {
    shut_down(step, NULL);
  } else if (again) {
    force(step);
  }
  if (signal == CORE_SIGINT && oracle->int_ms == NEVER) {
    oracle->int_ms = now_of(step);
  }
}

/* --- Starts --- */

enum turn { TURN_WAIT, TURN_GO, TURN_NEVER };

static enum turn turn_after(const struct step *step, uint32_t sibling)
{
  const struct book *book = book_at(step, sibling);
  if (book->satisfied || (for_good(book) && step->scene->optional[sibling])) {
    return TURN_GO;
  }
  return for_good(book) ? TURN_NEVER : TURN_WAIT;
}

static enum turn turn_of(const struct step *step, uint32_t i)
{
  enum turn turn = TURN_GO;
  for (uint32_t j = 1; j < i && turn != TURN_NEVER; j++) {
    enum turn one = waits_for(step->scene, i, j) ? turn_after(step, j) : TURN_GO;
    turn = one == TURN_GO ? turn : one;
  }
  return turn;
}

/* As at first: everything below it, with fresh counters. */
static void start_below(const struct step *step, uint32_t above)
{
  memset(book_at(step, above)->intensity, 0, sizeof book_at(step, above)->intensity);
  for (uint32_t i = above + 1; i < step->scene->count; i++) {
    if (step->scene->parent[i] == above) {
      struct book *book = book_at(step, i);
      book->satisfied = book->settled = book->ready = book->retrying = book->member = false;
      memset(book->window, 0, sizeof book->window);
      book->k = book->retry_k = 0;
      pend(step, i, now_of(step), false);
      book->woken = false;
    }
  }
}

static void start(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  step->expected->regrouped[i] = book->member;
  leave_group(step, i);
  book->status = BATON_STATUS_STARTING;
  book->wanted = book->now = book->ready = book->signalled = book->killed = false;
  book->due_ms = NEVER;
  book->run++;
  book->generation++;
  if (step->scene->supervisor[i]) {
    start_below(step, i);
  } else {
    book->kernel = K_SPAWNING;
    step->expected->spawns[i]++;
  }
}

/* Its time is over, and the TIMER that says so is still to come. */
static bool unserved(const struct oracle *oracle, const struct book *book)
{
  return book->due_ms > book->pended_ms && book->due_ms > oracle->timer_ms;
}

static bool may_start(const struct step *step, uint32_t i)
{
  const struct book *book = book_at(step, i);
  return book->status == BATON_STATUS_PENDING && book->wanted && book->kernel == K_NONE &&
         book->due_ms <= now_of(step) && !is_covered_above(step->oracle, step->scene, i) &&
         (book->now || turn_of(step, i) == TURN_GO);
}

/* Was something started of the node or below it? */
static bool seen_to_start(const struct step *step, uint32_t i)
{
  for (uint32_t j = i; j < step->scene->count; j++) {
    if (below(step->scene, j, i) && step->seen.spawns[j] > 0) {
      return true;
    }
  }
  return false;
}

static void start_what_may(const struct step *step)
{
  for (uint32_t i = 0; i < step->scene->count; i++) {
    bool asked = !unserved(step->oracle, book_at(step, i)) || seen_to_start(step, i);
    if (asked && may_start(step, i)) {
      start(step, i);
    }
  }
}

/* Every stop goes on whose stage is down, and what is done ends. */
static bool go_on(const struct step *step)
{
  bool more = false;
  for (uint32_t i = step->scene->count; i-- > 0;) {
    if (step->scene->supervisor[i]) {
      more = advance(step, i) || more;
      more = end_if_done(step, i) || more;
    }
  }
  return more;
}

/* --- Time --- */

static void time_out(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  book->limit_ms = NEVER;
  book->want = WANT_FAIL;
  book->status = BATON_STATUS_STOPPING;
  book->kill_ms = own_limit(step, i, OWN_SWEEP_MS);
  send_stop(step, i);
}

/* Is the stage that it is in left behind in this very step? */
static bool is_leaving(const struct step *step, uint32_t i)
{
  for (; i != ROOT; i = step->scene->parent[i]) {
    if (book_at(step, i)->staged &&
        leave_ms(step->oracle, step->scene, step->scene->parent[i]) <= now_of(step)) {
      return true;
    }
  }
  return false;
}

static void child_timer(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  int64_t now = now_of(step);
  bool seen = step->seen.looks[i] + step->seen.sweep_kills[i] > 0;
  if (book->look_ms <= now && book->kill_ms > now && (!is_leaving(step, i) || seen)) {
    book->look_ms = NEVER;
    book->answer = true;
    (book->killed ? step->expected->sweep_kills : step->expected->looks)[i]++;
  }
  if (book->kill_ms <= now) {
    kill_now(step, i);
  }
  if (book->limit_ms <= now) {
    time_out(step, i);
  }
}

static void supervisor_timer(const struct step *step, uint32_t above)
{
  struct book *book = book_at(step, above);
  if (book->group == GROUP_WAITING && book->group_due_ms <= now_of(step)) {
    for (uint32_t i = above + 1; i < step->scene->count; i++) {
      if (step->scene->parent[i] == above && seen_to_start(step, i) && may_start(step, i)) {
        start(step, i); /* due at the same time as its group, and taken first */
      }
    }
    start_members(step, above);
  }
  if (leave_ms(step->oracle, step->scene, above) <= now_of(step)) {
    leave_behind(step, above);
    while (go_on(step)) {
      /* what is above may not have to leave anything behind, then */
    }
  }
}

/* The one that is due first, and of stages inside each other the outer one: all that is in it is
 * left behind with it. */
static uint32_t due_supervisor(const struct step *step)
{
  uint32_t first = BATON_NONE;
  int64_t due_ms = now_of(step);
  for (uint32_t i = step->scene->count; i-- > 0;) {
    const struct book *book = book_at(step, i);
    int64_t own_ms = NEVER;
    if (step->scene->supervisor[i]) {
      own_ms = leave_ms(step->oracle, step->scene, i);
      own_ms = book->group == GROUP_WAITING ? earlier(own_ms, book->group_due_ms) : own_ms;
    }
    if (own_ms <= due_ms) {
      due_ms = own_ms;
      first = i;
    }
  }
  return first;
}

static void timer(const struct step *step)
{
  const struct scene *scene = step->scene;
  for (uint32_t i = 1; i < scene->count; i++) {
    if (!scene->supervisor[i]) {
      child_timer(step, i);
    }
  }
  for (uint32_t i; (i = due_supervisor(step)) != BATON_NONE;) {
    supervisor_timer(step, i);
  }
}

static bool is_anything_left_behind(const struct oracle *oracle, const struct scene *scene)
{
  for (uint32_t i = 0; i < scene->count; i++) {
    if (scene->supervisor[i] && leave_ms(oracle, scene, i) <= oracle->now_ms) {
      return true;
    }
  }
  return false;
}

/* Also when it begins only now, with no time left. */
static void drain_timer(const struct step *step)
{
  if (step->oracle->drain_at_ms > now_of(step)) {
    return;
  }
  if (step->oracle->drain_killed) {
    finish(step);
  } else {
    drain_kill(step);
  }
}

static void drain_answered(const struct step *step, uint32_t left)
{
  step->oracle->drain_answer = false;
  if (step->oracle->life == LIFE_DRAIN && left == 0) {
    finish(step);
  }
}

/* --- What follows --- */

static bool fail_a_waiter(const struct step *step)
{
  for (uint32_t i = 1; i < step->scene->count; i++) {
    struct book *book = book_at(step, i);
    bool woken = book->woken;
    book->woken = false;
    if (woken && book->status == BATON_STATUS_PENDING && !book->now &&
        !is_covered_above(step->oracle, step->scene, i) && turn_of(step, i) == TURN_NEVER) {
      end_unstarted(step, i);
      return true;
    }
  }
  return false;
}

/* All ends and failed waits are settled before anything starts. */
static void follow_up(const struct step *step)
{
  for (bool more = true; more;) {
    more = fail_a_waiter(step);
    more = go_on(step) || more;
  }
  start_what_may(step);
}

static void take(const struct step *step, const struct event *event)
{
  struct oracle *oracle = step->oracle;
  uint32_t i = event->slot;
  switch ((enum event_kind)event->kind) {
  case EV_BOOT: pend(step, ROOT, now_of(step), true); break;
  case EV_SPAWNED: spawned(step, i); break;
  case EV_SPAWN_FAILED: spawn_failed(step, i, event); break;
  case EV_READY: ready(step, i); break;
  case EV_ENDED: leader_ended(step, i, event); break;
  case EV_SWEEP: swept(step, i, event->left); break;
  case EV_DRAIN: drain_answered(step, event->left); break;
  case EV_TIMER: timer(step); break;
  case EV_SIGNAL: baton_signal(step, event->signal); break;
  case EV_FORCE: force(step); break;
  case EV_SHUTDOWN:
    if (oracle->life == LIFE_UP) {
      shut_down(step, NULL);
      oracle->by_cause = event->left != BATON_NONE;
      oracle->code = event->left != BATON_NONE ? event->left : 0;
    }
    break;
  case EV_START: operator_start(step, i); break;
  case EV_STOP: operator_stop(step, i); break;
  case EV_RESTART: operator_restart(step, i); break;
  case EV_WATCHDOG:
  case EV_SUSPEND:
  case EV_RESUME: break; /* not explored */
  }
}

void oracle_begin(struct oracle *oracle, const struct scene *scene, int64_t now_ms)
{
  memset(oracle, 0, sizeof *oracle);
  oracle->now_ms = now_ms;
  oracle->grace_end_ms = oracle->drain_at_ms = oracle->late_until_ms = oracle->int_ms = NEVER;
  for (uint32_t i = 0; i < scene->count; i++) {
    struct book *book = &oracle->books[i];
    book->due_ms = book->kill_ms = book->look_ms = book->limit_ms = book->since_ms = NEVER;
    book->group_due_ms = book->stage_limit_ms = book->budget_end_ms = NEVER;
  }
}

void oracle_event(struct oracle *oracle, const struct scene *scene, const struct event *event,
                  struct expected *expected)
{
  struct step step = {.oracle = oracle, .scene = scene, .expected = expected, .seen = *expected};
  memset(expected, 0, sizeof *expected);
  oracle->stepped_ms = oracle->now_ms;
  if (event->kind == EV_TIMER) {
    oracle->timer_ms = oracle->now_ms;
  }
  if (oracle->life != LIFE_FINISHED) {
    do {
      take(&step, event);
      follow_up(&step);
    } while (event->kind == EV_TIMER && is_anything_left_behind(oracle, scene));
    if (event->kind == EV_TIMER) {
      drain_timer(&step);
    }
  }
}

int64_t oracle_deadline(const struct oracle *oracle, const struct scene *scene)
{
  int64_t first = oracle->drain_at_ms;
  if (oracle->life == LIFE_FINISHED) {
    return NEVER;
  }
  for (uint32_t i = 0; i < scene->count; i++) {
    const struct book *book = &oracle->books[i];
    if (scene->supervisor[i]) {
      first = earlier(first, leave_ms(oracle, scene, i));
      first = earlier(first, book->group == GROUP_WAITING ? book->group_due_ms : NEVER);
    }
    first = earlier(first, earlier(book->kill_ms, book->look_ms));
    first = earlier(first, book->limit_ms);
    if (book->status == BATON_STATUS_PENDING && book->wanted && book->kernel == K_NONE &&
        (book->due_ms > oracle->stepped_ms || unserved(oracle, book))) {
      first = earlier(first, book->due_ms);
    }
  }
  return first;
}
