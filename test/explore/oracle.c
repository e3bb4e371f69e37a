/* See oracle.h. Written along the numbered rules of SUPERVISION.md; the numbers in the comments are
 * those of "An instance ends". */
#include "oracle.h"

#include <string.h>

#define NEVER          CORE_NEVER
#define LATE_MS        1000U
#define RETRY_LIMIT_MS 60000
#define FORCE_AFTER_MS 1000

/* One step's working set. */
struct step {
  struct oracle *oracle;
  const struct scene *scene;
  struct expected *expected;
  struct expected seen; /* where two things are due at once, the core may take either first */
};

static int64_t earlier(int64_t a, int64_t b)
{
  return a < b ? a : b;
}

static int64_t later(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

static struct kid *kid_at(const struct step *step, uint32_t i)
{
  return &step->oracle->kids[i];
}

static bool terminal(const struct kid *kid)
{
  return kid->status >= BATON_STATUS_STOPPED;
}

static bool for_good(const struct kid *kid)
{
  return kid->status == BATON_STATUS_FINISHED || kid->status == BATON_STATUS_FAILED;
}

static bool up(const struct kid *kid)
{
  return kid->status == BATON_STATUS_STARTING || kid->status == BATON_STATUS_RUNNING;
}

static int64_t now_of(const struct step *step)
{
  return step->oracle->now_ms;
}

/* --- Statuses --- */

static void settle(const struct step *step, struct kid *kid)
{
  struct oracle *oracle = step->oracle;
  kid->settled = true;
  for (uint32_t i = 0; i < step->scene->count; i++) {
    if (!oracle->kids[i].settled) {
      return;
    }
  }
  if (oracle->status == BATON_STATUS_STARTING) {
    oracle->status = BATON_STATUS_RUNNING;
  }
}

/* The kid starts when its time and its turn have come. */
static void pend(const struct step *step, struct kid *kid, int64_t due_ms, bool now)
{
  kid->status = BATON_STATUS_PENDING;
  kid->pended_ms = now_of(step);
  kid->woken = true;
  kid->due_ms = due_ms;
  kid->wanted = true;
  kid->now = now;
}

/* --- The end of everything --- */

static uint32_t code_of(const struct record *end)
{
  if (end->success) {
    return end->tripped ? 120 : 0;
  }
  switch ((enum baton_reason)end->reason) {
  case BATON_REASON_EXEC:
  case BATON_REASON_EXIT: return end->code;
  case BATON_REASON_SPAWN: return 126;
  case BATON_REASON_START_TIMEOUT:
  case BATON_REASON_DEPENDENCY: return 121;
  case BATON_REASON_NONE:
  case BATON_REASON_SIGNAL:
  case BATON_REASON_STOP_TIMEOUT:
  case BATON_REASON_WATCHDOG: break;
  }
  return 128U + end->signal;
}

static void forget_group(const struct step *step)
{
  step->oracle->group = GROUP_NONE;
  for (uint32_t i = 0; i < step->scene->count; i++) {
    kid_at(step, i)->member = false;
  }
}

/* Backoffs are cancelled, and a stop beats every restart in progress. */
static void cover(struct kid *kid)
{
  kid->limit_ms = NEVER;
  kid->wanted = kid->now = false;
  kid->covered = kid->kernel != K_NONE;
  if (kid->want == WANT_BACK || kid->want == WANT_GROUP) {
    kid->want = WANT_DOWN;
  }
  if (kid->status == BATON_STATUS_PENDING) {
    bool busy = kid->kernel != K_NONE;
    kid->want = busy ? WANT_DOWN : WANT_NOTHING;
    kid->status = busy ? BATON_STATUS_STOPPING : BATON_STATUS_STOPPED;
  }
}

/* `end` is the cause, or NULL for a stop that was asked for. */
static void shut_down(const struct step *step, const struct record *end)
{
  struct oracle *oracle = step->oracle;
  if (oracle->life != LIFE_UP) {
    return;
  }
  oracle->life = LIFE_SHUTDOWN;
  oracle->status = BATON_STATUS_STOPPING;
  oracle->by_cause = end != NULL;
  oracle->code = end != NULL ? code_of(end) : 0;
  oracle->grace_end_ms = now_of(step) + step->scene->grace_ms;
  oracle->late_left_ms = LATE_MS;
  oracle->late_until_ms = now_of(step);
  oracle->mode = MODE_FULL;
  forget_group(step);
  for (uint32_t i = 0; i < step->scene->count; i++) {
    cover(kid_at(step, i));
  }
}

static void finish(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  if (!oracle->by_cause && oracle->code == 0 && oracle->killed) {
    oracle->code = 122;
  }
  oracle->life = LIFE_FINISHED;
  oracle->drain_at_ms = NEVER;
  step->expected->finishes++;
}

static void drain_kill(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  oracle->drain_killed = true;
  oracle->drain_answer = true;
  oracle->drain_at_ms = now_of(step) + oracle->late_left_ms;
  step->expected->drain_kills++;
}

static void begin_drain(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  oracle->life = LIFE_DRAIN;
  oracle->status = BATON_STATUS_STOPPED;
  if (oracle->forced) {
    drain_kill(step);
    return;
  }
  oracle->drain_answer = true;
  oracle->drain_at_ms = earlier(now_of(step) + step->scene->drain_ms, oracle->grace_end_ms);
  step->expected->drains++;
}

/* --- Auto-shutdown --- */

static bool counts(const struct step *step, uint32_t i)
{
  bool oneshot = step->scene->oneshot[i];
  return !step->scene->optional[i] && (!oneshot || kid_at(step, i)->status == BATON_STATUS_FAILED);
}

/* The record that `all` gives: the first failure among those that count, else success. */
static struct record record_of_all(const struct step *step)
{
  const struct kid *first = NULL;
  for (uint32_t i = 0; i < step->scene->count; i++) {
    const struct kid *kid = kid_at(step, i);
    if (kid->status == BATON_STATUS_FAILED && counts(step, i) &&
        (first == NULL || kid->order < first->order)) {
      first = kid;
    }
  }
  struct record success = {.reason = BATON_REASON_EXIT, .success = true};
  return first != NULL ? first->end : success;
}

static bool all_ended(const struct step *step)
{
  bool any = false;
  for (uint32_t i = 0; i < step->scene->count; i++) {
    const struct kid *kid = kid_at(step, i);
    if (step->scene->oneshot[i]) {
      if (!terminal(kid)) {
        return false;
      }
    } else if (!step->scene->optional[i]) {
      if (!for_good(kid)) {
        return false;
      }
      any = true;
    }
  }
  return any;
}

static void consider(const struct step *step, uint32_t i)
{
  const struct kid *kid = kid_at(step, i);
  struct record end = kid->end;
  bool ends = false;
  switch ((enum baton_auto_shutdown)step->scene->auto_shutdown) {
  case BATON_AUTO_SHUTDOWN_ANY: ends = counts(step, i); break;
  case BATON_AUTO_SHUTDOWN_FAILED:
    ends = counts(step, i) && kid->status == BATON_STATUS_FAILED;
    break;
  case BATON_AUTO_SHUTDOWN_ALL:
    ends = all_ended(step);
    end = record_of_all(step);
    break;
  }
  if (ends) {
    shut_down(step, &end);
  }
}

/* With nothing alive, pending or operator-stopped, the root is done in any case. */
static bool done(const struct step *step)
{
  for (uint32_t i = 0; i < step->scene->count; i++) {
    if (!for_good(kid_at(step, i))) {
      return false;
    }
  }
  return true;
}

static void end_for_good(const struct step *step, struct kid *kid, bool success)
{
  kid->want = WANT_NOTHING;
  kid->wanted = false;
  kid->order = ++step->oracle->orders;
  kid->status = success ? BATON_STATUS_FINISHED : BATON_STATUS_FAILED;
  kid->satisfied = kid->satisfied || (success && step->scene->oneshot[kid - kid_at(step, 0)]);
  settle(step, kid);
  if (kid < kid_at(step, step->scene->count - 1)) {
    kid[1].woken = true; /* it may wait for this one */
  }
}

/* --- 4. Breaker and intensity --- */

static bool full(struct restart *window, uint32_t limit, uint32_t window_ms, int64_t now_ms)
{
  uint32_t inside = 0;
  if (limit == BATON_NONE) {
    return false;
  }
  for (uint32_t i = 0; i < WINDOW_MAX; i++) {
    if (window[i].used && !window[i].sticky && now_ms - window[i].at_ms >= window_ms) {
      window[i] = (struct restart){0};
    }
    inside += window[i].used;
  }
  return inside >= limit;
}

static void add_restart(struct restart *window, uint32_t limit, struct restart restart)
{
  for (uint32_t i = 0; limit != BATON_NONE && i < WINDOW_MAX; i++) {
    if (!window[i].used) {
      window[i] = restart;
      return;
    }
  }
}

static void unstick(struct restart *window, uint32_t kid)
{
  for (uint32_t i = 0; i < WINDOW_MAX; i++) {
    if (window[i].kid == kid) {
      window[i].sticky = false;
    }
  }
}

static bool trips(const struct step *step, uint32_t i)
{
  const struct scene *scene = step->scene;
  struct kid *kid = kid_at(step, i);
  int64_t now = now_of(step);
  bool trip = full(kid->window, scene->breaker_limit, scene->breaker_ms, now) ||
              (!scene->optional[i] &&
               full(step->oracle->intensity, scene->intensity_limit, scene->intensity_ms, now));
  if (!trip) {
    struct restart restart = {.at_ms = now, .kid = i, .used = true, .sticky = !kid->ready};
    add_restart(kid->window, scene->breaker_limit, restart);
    if (!scene->optional[i]) {
      add_restart(step->oracle->intensity, scene->intensity_limit, restart);
    }
  }
  return trip;
}

/* --- 5. Delay --- */

static uint32_t delay_of(const struct scene *scene, uint32_t k)
{
  uint64_t delay = scene->delay_ms;
  for (uint32_t i = 0; i < k && delay < scene->delay_max_ms; i++) {
    delay = delay * scene->factor_centi / 100;
  }
  return (uint32_t)(delay < scene->delay_max_ms ? delay : scene->delay_max_ms);
}

static void reset_backoff(const struct step *step, struct kid *kid)
{
  int64_t least = later(step->scene->reset_ms, kid->delay_ms);
  if (kid->ready && now_of(step) - kid->ready_ms >= least) {
    kid->k = 0;
  }
}

static void take_delay(const struct step *step, struct kid *kid)
{
  kid->delay_ms = delay_of(step->scene, kid->k++);
  kid->due_ms = now_of(step) + kid->delay_ms;
}

/* --- Stops --- */

static void send_stop(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  if (kid->kernel == K_ALIVE && !kid->signalled) {
    kid->signalled = true;
    step->expected->stops[i]++;
  }
}

static void kill_now(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  kid->kill_ms = NEVER;
  kid->killed = true;
  if (kid->kernel == K_ALIVE) {
    step->expected->kills[i]++;
    step->oracle->killed |= step->oracle->life != LIFE_UP;
  } else if (kid->kernel == K_ENDED) {
    kid->look_ms = NEVER;
    kid->answer = true;
    step->expected->sweep_kills[i]++;
  }
}

static void uncover(struct kid *kid)
{
  kid->covered = kid->staged = false;
}

/* Nothing of the kid is left: what its stop was for decides what it is now. */
static void down(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  enum want want = (enum want)kid->want;
  kid->want = WANT_NOTHING;
  kid->kill_ms = NEVER;
  uncover(kid);
  switch (want) {
  case WANT_NOTHING:
  case WANT_FAIL: break;
  case WANT_DOWN:
    kid->status = kid->killed ? BATON_STATUS_KILLED : BATON_STATUS_STOPPED;
    settle(step, kid);
    break;
  case WANT_BACK:
    kid->delay_ms = 0;
    pend(step, kid, now_of(step), true);
    break;
  case WANT_GROUP: kid->status = BATON_STATUS_PENDING; break;
  }
}

/* Stops a kid, or joins the stop that is under way: deadlines only become earlier. */
static void stop(const struct step *step, uint32_t i, enum want want, int64_t limit_ms)
{
  struct kid *kid = kid_at(step, i);
  bool waits = kid->status == BATON_STATUS_PENDING && want == WANT_GROUP;
  if (kid->kernel == K_NONE) {
    kid->want = (uint8_t)want;
    kid->killed = false; /* that was another instance's */
    down(step, i);
    return;
  }
  if (!kid->killed) {
    kid->kill_ms = earlier(kid->kill_ms, limit_ms);
  }
  kid->limit_ms = NEVER;
  if (!waits && !terminal(kid)) {
    kid->want = (uint8_t)want;
    kid->status = BATON_STATUS_STOPPING;
  }
  send_stop(step, i);
}

/* --- 6. Group restarts --- */

static uint32_t members(const struct step *step)
{
  uint32_t count = 0;
  for (uint32_t i = 0; i < step->scene->count; i++) {
    count += kid_at(step, i)->member;
  }
  return count;
}

static void leave_group(const struct step *step, struct kid *kid)
{
  kid->member = false;
  if (step->oracle->group == GROUP_STARTING && members(step) == 0) {
    step->oracle->group = GROUP_NONE;
  }
}

static void join_group(const struct step *step, struct kid *kid)
{
  kid->wanted = kid->now = false;
  kid->member = true;
  if (kid->kernel != K_NONE) {
    kid->covered = true;
    kid->limit_ms = NEVER;
    step->oracle->group = GROUP_STOPPING;
    step->oracle->mode = MODE_GROUP;
  }
}

static bool group_open(const struct step *step, uint32_t i)
{
  const struct oracle *oracle = step->oracle;
  return (oracle->group == GROUP_STOPPING || oracle->group == GROUP_WAITING) && i >= oracle->reach;
}

/* Alive, pending or in backoff, and not under an operator's stop. */
static bool may_be_member(const struct kid *kid)
{
  return kid->want != WANT_DOWN && !terminal(kid) &&
         (kid->status == BATON_STATUS_PENDING || kid->kernel != K_NONE);
}

static void take_in(const struct step *step, struct kid *kid, bool is_trigger)
{
  bool swept_in_backoff =
      !is_trigger && kid->status == BATON_STATUS_PENDING && kid->kernel != K_NONE;
  if (kid->want == WANT_BACK || swept_in_backoff) {
    kid->want = WANT_GROUP;
    kid->status = BATON_STATUS_STOPPING;
  }
  join_group(step, kid);
}

static void trigger(const struct step *step, uint32_t i)
{
  struct oracle *oracle = step->oracle;
  uint32_t first = step->scene->strategy == BATON_STRATEGY_ONE_FOR_ALL ? 0 : i;
  int64_t due = kid_at(step, i)->due_ms;
  bool fresh = oracle->group == GROUP_NONE;
  oracle->reach = fresh || first < oracle->reach ? first : oracle->reach;
  oracle->group_due_ms = fresh ? due : later(oracle->group_due_ms, due);
  for (uint32_t j = first; j < step->scene->count; j++) {
    if (may_be_member(kid_at(step, j))) {
      take_in(step, kid_at(step, j), j == i);
    }
  }
  oracle->group = GROUP_STOPPING;
  oracle->mode = MODE_GROUP;
}

static void start_members(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  oracle->group = members(step) > 0 ? GROUP_STARTING : GROUP_NONE;
  for (uint32_t i = 0; i < step->scene->count; i++) {
    struct kid *kid = kid_at(step, i);
    if (kid->member) {
      kid->satisfied = false;
      pend(step, kid, kid->due_ms == NEVER ? now_of(step) : kid->due_ms, false);
    }
  }
}

/* --- Stages --- */

/* The wait beyond a stage's deadline counts against the one second. */
static void account_late(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  int64_t from = later(oracle->stage_limit_ms, oracle->late_until_ms);
  if (oracle->life == LIFE_SHUTDOWN && oracle->stage_limit_ms != NEVER && now_of(step) > from) {
    oracle->late_left_ms -= (uint32_t)earlier(now_of(step) - from, oracle->late_left_ms);
    oracle->late_until_ms = now_of(step);
  }
}

static void complete_stop(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  enum mode mode = (enum mode)oracle->mode;
  oracle->mode = MODE_NONE;
  if (mode == MODE_FULL) {
    begin_drain(step);
  } else if (oracle->group == GROUP_STOPPING) {
    oracle->group = GROUP_WAITING;
    if (oracle->group_due_ms <= now_of(step) || members(step) == 0) {
      start_members(step);
    }
  }
}

/* Under one-for-one neighbours stop together, else each is a stage of its own. */
static void begin_stage(const struct step *step, uint32_t last)
{
  struct oracle *oracle = step->oracle;
  bool together = step->scene->strategy == BATON_STRATEGY_ONE_FOR_ONE;
  oracle->stage_limit_ms = now_of(step) + (oracle->forced ? 0 : step->scene->stop_ms);
  for (uint32_t i = last + 1; i-- > 0;) {
    struct kid *kid = kid_at(step, i);
    if (kid->covered && (together || i == last)) {
      bool back = oracle->mode == MODE_GROUP && kid->member;
      kid->staged = true;
      stop(step, i, back ? WANT_GROUP : WANT_DOWN, oracle->stage_limit_ms);
    }
  }
}

static bool advance(const struct step *step)
{
  uint32_t last = BATON_NONE;
  if (step->oracle->mode == MODE_NONE) {
    return false;
  }
  for (uint32_t i = 0; i < step->scene->count; i++) {
    if (kid_at(step, i)->staged) {
      return false;
    }
    last = kid_at(step, i)->covered ? i : last;
  }
  account_late(step);
  step->oracle->stage_limit_ms = NEVER;
  if (last == BATON_NONE) {
    complete_stop(step);
  } else {
    begin_stage(step, last);
  }
  return true;
}

static int64_t leave_ms(const struct oracle *oracle, const struct scene *scene)
{
  for (uint32_t i = 0; i < scene->count; i++) {
    if (oracle->kids[i].staged && oracle->life == LIFE_SHUTDOWN) {
      return later(oracle->stage_limit_ms, oracle->late_until_ms) + oracle->late_left_ms;
    }
  }
  return NEVER;
}

/* KILL had no answer: the stage is left behind. */
static void leave_behind(const struct step *step)
{
  account_late(step);
  for (uint32_t i = 0; i < step->scene->count; i++) {
    struct kid *kid = kid_at(step, i);
    if (kid->staged) {
      if (!kid->killed) {
        send_stop(step, i);
        kill_now(step, i);
      }
      kid->left = true;
      kid->want = WANT_NOTHING;
      kid->status = BATON_STATUS_KILLED;
      kid->kill_ms = kid->look_ms = NEVER;
      uncover(kid);
    }
  }
}

/* --- 2, 3. An instance ended: kid->end says how --- */

static bool restart_wanted(const struct step *step, uint32_t i)
{
  const struct record *end = &kid_at(step, i)->end;
  switch ((enum baton_policy)step->scene->policy[i]) {
  case BATON_POLICY_ALWAYS: return end->reason != BATON_REASON_EXEC;
  case BATON_POLICY_ON_FAILURE: return end->reason != BATON_REASON_EXEC && !end->success;
  case BATON_POLICY_NEVER: break;
  }
  return false;
}

static void own_end(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  kid->want = WANT_NOTHING;
  if (!restart_wanted(step, i)) {
    end_for_good(step, kid, kid->end.success);
    consider(step, i);
  } else if (trips(step, i)) {
    kid->end.tripped = true;
    end_for_good(step, kid, false);
    if (!step->scene->optional[i]) {
      shut_down(step, &kid->end);
    }
  } else {
    take_delay(step, kid);
    if (step->scene->optional[i] || step->scene->strategy == BATON_STRATEGY_ONE_FOR_ONE) {
      pend(step, kid, kid->due_ms, true);
    } else {
      kid->status = BATON_STATUS_PENDING;
      trigger(step, i);
    }
  }
}

/* A member that ends before its own stop signal keeps its policy and its delay. */
static void member_end(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  kid->want = WANT_NOTHING;
  if (restart_wanted(step, i)) {
    take_delay(step, kid);
    kid->status = BATON_STATUS_PENDING;
  } else {
    leave_group(step, kid);
    end_for_good(step, kid, kid->end.success);
  }
}

static void ended(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  reset_backoff(step, kid);
  if (kid->want == WANT_DOWN || kid->want == WANT_BACK) {
    /* only recorded: the stop or restart that asked goes on */
  } else if (step->oracle->life != LIFE_UP) {
    if (kid->want != WANT_NOTHING) {
      kid->want = WANT_DOWN;
    } else if (!terminal(kid)) {
      end_for_good(step, kid, kid->end.success);
    }
  } else if (kid->want == WANT_GROUP) {
    kid->delay_ms = 0;
  } else if (kid->member && kid->covered) {
    member_end(step, i);
  } else {
    own_end(step, i);
  }
  if (kid->kernel == K_NONE && (kid->want != WANT_NOTHING || kid->covered)) {
    down(step, i);
  }
}

/* --- 7. Failed starts --- */

static void retry(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  int64_t now = now_of(step);
  kid->generation--;
  if (!kid->retrying) {
    kid->retrying = true;
    kid->since_ms = now;
    kid->retry_k = 0;
  }
  if (kid->want == WANT_FAIL) {
    kid->want = WANT_NOTHING;
  }
  if (kid->want == WANT_NOTHING && step->oracle->life != LIFE_UP) {
    kid->want = WANT_DOWN;
    kid->status = BATON_STATUS_STOPPING;
  }
  if (kid->want != WANT_NOTHING) {
    if (kid->kernel == K_NONE) {
      down(step, i);
    }
  } else if (now - kid->since_ms >= RETRY_LIMIT_MS) {
    kid->retrying = false;
    kid->generation++;
    kid->end = (struct record){.reason = BATON_REASON_SPAWN};
    ended(step, i);
  } else {
    int64_t due = now + delay_of(step->scene, kid->retry_k++);
    if (kid->member) {
      kid->status = BATON_STATUS_PENDING;
    } else {
      pend(step, kid, earlier(due, kid->since_ms + RETRY_LIMIT_MS), true);
    }
    if (kid->kernel == K_NONE) {
      uncover(kid);
    }
  }
}

/* --- Events of an instance --- */

static void ready(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  if (kid->want != WANT_NOTHING || kid->ready || step->scene->oneshot[i]) {
    return;
  }
  kid->ready = kid->satisfied = true;
  kid->ready_ms = now_of(step);
  kid->limit_ms = NEVER;
  if (kid->status == BATON_STATUS_STARTING) {
    kid->status = BATON_STATUS_RUNNING;
  }
  unstick(kid->window, i);
  unstick(step->oracle->intensity, i);
  settle(step, kid);
}

static void spawned(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  kid->kernel = K_ALIVE;
  if (kid->want != WANT_NOTHING) {
    send_stop(step, i);
    if (kid->killed) {
      kill_now(step, i);
    }
  } else if (!step->scene->ready_fd[i] && !step->scene->oneshot[i]) {
    ready(step, i);
  } else if (step->scene->ready_fd[i] && step->oracle->life == LIFE_UP && !kid->covered) {
    kid->limit_ms = now_of(step) + step->scene->start_ms;
  }
}

static struct record record_of(const struct kid *kid, const struct event *event)
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
  } else if (kid->want == WANT_FAIL) {
    end.reason = BATON_REASON_START_TIMEOUT;
    end.success = false;
  } else if (kid->killed && event->signal == CORE_SIGKILL) {
    end.reason = BATON_REASON_STOP_TIMEOUT;
    end.success = false;
  }
  return end;
}

static void spawn_failed(const struct step *step, uint32_t i, const struct event *event)
{
  struct kid *kid = kid_at(step, i);
  kid->kernel = K_NONE;
  if (event->failure == FAILURE_TRANSIENT) {
    retry(step, i);
  } else {
    kid->end = record_of(kid, event);
    ended(step, i);
  }
}

static void leader_ended(const struct step *step, uint32_t i, const struct event *event)
{
  struct kid *kid = kid_at(step, i);
  kid->kernel = K_ENDED;
  kid->limit_ms = NEVER;
  kid->answer = true;
  if (kid->killed) {
    step->expected->sweep_kills[i]++;
  } else {
    step->expected->sweeps[i]++;
  }
  if (!kid->signalled && !kid->left) {
    kid->kill_ms = now_of(step) + step->scene->stop_ms;
  }
  if (event->failure == FAILURE_TRANSIENT) {
    retry(step, i);
  } else {
    kid->retrying = false;
    kid->end = record_of(kid, event);
    ended(step, i);
  }
}

static void swept(const struct step *step, uint32_t i, uint32_t left)
{
  struct kid *kid = kid_at(step, i);
  kid->answer = false;
  if (left > 0) {
    uint32_t delay = kid->look_delay_ms == 0 ? 5 : kid->look_delay_ms * 2;
    kid->look_delay_ms = delay < 250 ? delay : 250;
    kid->look_ms = now_of(step) + kid->look_delay_ms;
    return;
  }
  kid->kernel = K_NONE;
  kid->look_ms = kid->kill_ms = NEVER;
  kid->look_delay_ms = 0;
  if (kid->want != WANT_NOTHING || kid->covered) {
    down(step, i);
  }
}

/* --- Operators --- */

static void operator_start(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  bool asked = kid->want == WANT_DOWN;
  if (!asked && kid->status != BATON_STATUS_PENDING && !terminal(kid)) {
    return;
  }
  memset(kid->window, 0, sizeof kid->window);
  kid->k = kid->retry_k = 0;
  if (asked) {
    kid->want = WANT_BACK;
  } else if (kid->member && !kid->wanted) {
    /* whatever is in the set starts with its group */
  } else if (group_open(step, i)) {
    kid->status = BATON_STATUS_PENDING;
    kid->due_ms = NEVER;
    join_group(step, kid);
  } else {
    kid->delay_ms = 0;
    pend(step, kid, now_of(step), true);
  }
}

static void operator_stop(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  if (terminal(kid)) {
    return;
  }
  leave_group(step, kid);
  kid->wanted = kid->now = false;
  stop(step, i, WANT_DOWN, now_of(step) + step->scene->stop_ms);
  if (!kid->staged) {
    kid->covered = false;
  }
}

static void operator_restart(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  if (kid->want == WANT_FAIL) {
    kid->want = WANT_BACK;
  } else if (!up(kid)) {
    operator_start(step, i);
  } else if (kid->member) {
    return;
  } else if (group_open(step, i)) {
    join_group(step, kid);
  } else {
    stop(step, i, WANT_BACK, now_of(step) + step->scene->stop_ms);
  }
}

static void force(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  shut_down(step, NULL);
  if (oracle->forced) {
    return;
  }
  oracle->forced = true;
  oracle->grace_end_ms = now_of(step);
  if (oracle->stage_limit_ms != NEVER) {
    oracle->stage_limit_ms = earlier(oracle->stage_limit_ms, now_of(step));
  }
  for (uint32_t i = 0; i < step->scene->count; i++) {
    struct kid *kid = kid_at(step, i);
    if (kid->kernel != K_NONE && !kid->killed) {
      if (!terminal(kid)) {
        kid->want = WANT_DOWN;
        kid->status = BATON_STATUS_STOPPING;
      }
      kid->limit_ms = NEVER;
      kid->signalled = true; /* KILL instead of it */
      kill_now(step, i);
    }
  }
  if (oracle->life == LIFE_DRAIN && !oracle->drain_killed) {
    drain_kill(step);
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

static enum turn turn_of(const struct step *step, uint32_t i)
{
  if (i == 0) {
    return TURN_GO;
  }
  const struct kid *sibling = kid_at(step, i - 1);
  if (sibling->satisfied || (for_good(sibling) && step->scene->optional[i - 1])) {
    return TURN_GO;
  }
  return for_good(sibling) ? TURN_NEVER : TURN_WAIT;
}

static void start(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  leave_group(step, kid);
  kid->status = BATON_STATUS_STARTING;
  kid->kernel = K_SPAWNING;
  kid->wanted = kid->now = kid->ready = kid->signalled = kid->killed = false;
  kid->due_ms = NEVER;
  kid->run++;
  kid->generation++;
  step->expected->spawns[i]++;
}

/* Its time is over, and the TIMER that says so is still to come. */
static bool unserved(const struct oracle *oracle, const struct kid *kid)
{
  return kid->due_ms > kid->pended_ms && kid->due_ms > oracle->timer_ms;
}

static bool may_start(const struct step *step, uint32_t i)
{
  const struct kid *kid = kid_at(step, i);
  return kid->status == BATON_STATUS_PENDING && kid->wanted && kid->kernel == K_NONE &&
         kid->due_ms <= now_of(step) && (kid->now || turn_of(step, i) == TURN_GO);
}

static void start_what_may(const struct step *step)
{
  for (uint32_t i = 0; i < step->scene->count; i++) {
    bool asked = !unserved(step->oracle, kid_at(step, i)) || step->seen.spawns[i] > 0;
    if (asked && may_start(step, i)) {
      start(step, i);
    }
  }
}

/* --- Time --- */

static void time_out(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  kid->limit_ms = NEVER;
  kid->want = WANT_FAIL;
  kid->status = BATON_STATUS_STOPPING;
  kid->kill_ms = now_of(step) + step->scene->stop_ms;
  send_stop(step, i);
}

static void kid_timer(const struct step *step, uint32_t i)
{
  struct kid *kid = kid_at(step, i);
  int64_t now = now_of(step);
  bool leaving = kid->staged && leave_ms(step->oracle, step->scene) <= now;
  bool seen = step->seen.looks[i] + step->seen.sweep_kills[i] > 0;
  if (kid->look_ms <= now && kid->kill_ms > now && (!leaving || seen)) {
    kid->look_ms = NEVER;
    kid->answer = true;
    step->expected->looks[i] += !kid->killed;
    step->expected->sweep_kills[i] += kid->killed;
  }
  if (kid->kill_ms <= now) {
    kill_now(step, i);
  }
  if (kid->limit_ms <= now) {
    time_out(step, i);
  }
}

static void timer(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  for (uint32_t i = 0; i < step->scene->count; i++) {
    kid_timer(step, i);
  }
  if (oracle->group == GROUP_WAITING && oracle->group_due_ms <= now_of(step)) {
    for (uint32_t i = 0; i < step->scene->count; i++) {
      if (step->seen.spawns[i] > 0 && may_start(step, i)) {
        start(step, i); /* due at the same time as its group, and taken first */
      }
    }
    start_members(step);
  }
  if (leave_ms(oracle, step->scene) <= now_of(step)) {
    leave_behind(step);
  }
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
  for (uint32_t i = 0; i < step->scene->count; i++) {
    struct kid *kid = kid_at(step, i);
    bool woken = kid->woken;
    kid->woken = false;
    if (woken && kid->status == BATON_STATUS_PENDING && !kid->now &&
        turn_of(step, i) == TURN_NEVER) {
      leave_group(step, kid);
      kid->end = (struct record){.reason = BATON_REASON_DEPENDENCY};
      end_for_good(step, kid, false);
      consider(step, i);
      return true;
    }
  }
  return false;
}

/* All ends and failed waits are settled before anything starts. */
static void follow_up(const struct step *step)
{
  for (bool more = true; more;) {
    more = step->oracle->life == LIFE_UP && fail_a_waiter(step);
    more = advance(step) || more;
    if (step->oracle->life == LIFE_UP && done(step)) {
      struct record end = record_of_all(step);
      shut_down(step, &end);
      more = true;
    }
  }
  if (step->oracle->life == LIFE_UP) {
    start_what_may(step);
  }
}

static void take(const struct step *step, const struct event *event)
{
  struct oracle *oracle = step->oracle;
  uint32_t i = event->slot - 1U; /* the root is node 0 */
  switch ((enum event_kind)event->kind) {
  case EV_BOOT:
    oracle->status = BATON_STATUS_STARTING;
    for (uint32_t j = 0; j < step->scene->count; j++) {
      pend(step, kid_at(step, j), now_of(step), false);
    }
    break;
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
  case EV_START:
  case EV_STOP:
  case EV_RESTART:
    if (oracle->life == LIFE_UP) {
      (event->kind == EV_START  ? operator_start
       : event->kind == EV_STOP ? operator_stop
                                : operator_restart)(step, i);
    }
    break;
  case EV_WATCHDOG:
  case EV_SUSPEND:
  case EV_RESUME: break; /* not explored */
  }
}

void oracle_begin(struct oracle *oracle, const struct scene *scene, int64_t now_ms)
{
  memset(oracle, 0, sizeof *oracle);
  oracle->now_ms = now_ms;
  oracle->group_due_ms = oracle->stage_limit_ms = oracle->grace_end_ms = NEVER;
  oracle->drain_at_ms = oracle->late_until_ms = oracle->int_ms = NEVER;
  for (uint32_t i = 0; i < scene->count; i++) {
    struct kid *kid = &oracle->kids[i];
    kid->due_ms = kid->kill_ms = kid->look_ms = kid->limit_ms = kid->since_ms = NEVER;
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
    } while (event->kind == EV_TIMER && leave_ms(oracle, scene) <= oracle->now_ms);
    if (event->kind == EV_TIMER) {
      drain_timer(&step);
    }
  }
}

int64_t oracle_deadline(const struct oracle *oracle, const struct scene *scene)
{
  int64_t first = earlier(oracle->drain_at_ms, leave_ms(oracle, scene));
  if (oracle->life == LIFE_FINISHED) {
    return NEVER;
  }
  if (oracle->group == GROUP_WAITING) {
    first = earlier(first, oracle->group_due_ms);
  }
  for (uint32_t i = 0; i < scene->count; i++) {
    const struct kid *kid = &oracle->kids[i];
    first = earlier(first, earlier(kid->kill_ms, kid->look_ms));
    first = earlier(first, kid->limit_ms);
    if (kid->status == BATON_STATUS_PENDING && kid->wanted && kid->kernel == K_NONE &&
        (kid->due_ms > oracle->stepped_ms || unserved(oracle, kid))) {
      first = earlier(first, kid->due_ms);
    }
  }
  return first;
}
