/* How the oracle stops a node, a stage, everything. See books.h. */
#include "books.h"

#define LATE_MS        1000U
#define LEAST_SHARE_MS 500U

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

/* `end` is the cause, or NULL for a stop that was asked for. */
void shut_down(const struct step *step, const struct record *end)
{
  struct oracle *oracle = step->oracle;
  if (oracle->life != LIFE_UP) {
    return;
  }
  oracle->life = LIFE_SHUTDOWN;
  oracle->by_cause = end != NULL;
  oracle->code = end != NULL ? code_of(end) : 0;
  oracle->grace_end_ms = now_of(step) + step->scene->grace_ms;
  oracle->late_left_ms = LATE_MS;
  oracle->late_until_ms = now_of(step);
  stop_below(step, ROOT, oracle->grace_end_ms);
}

void finish(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  if (!oracle->by_cause && oracle->code == 0 && oracle->killed) {
    oracle->code = 122;
  }
  oracle->life = LIFE_FINISHED;
  oracle->drain_at_ms = NEVER;
  step->expected->finishes++;
}

void drain_kill(const struct step *step)
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
  book_at(step, ROOT)->status = BATON_STATUS_STOPPED;
  if (oracle->forced) {
    drain_kill(step);
    return;
  }
  oracle->drain_answer = true;
  oracle->drain_at_ms = earlier(now_of(step) + step->scene->drain_ms, oracle->grace_end_ms);
  step->expected->drains++;
}

/* --- One child --- */

/* The one stop signal of an instance. */
void send_stop(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  if (book->kernel == K_ALIVE && !book->signalled) {
    book->signalled = true;
    step->expected->stops[i]++;
  }
}

void kill_now(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  book->kill_ms = NEVER;
  book->killed = true;
  if (book->kernel == K_ALIVE) {
    step->expected->kills[i]++;
    step->oracle->killed |= step->oracle->life != LIFE_UP;
  } else if (book->kernel == K_ENDED) {
    book->look_ms = NEVER;
    book->answer = true;
    step->expected->sweep_kills[i]++;
  }
}

/* Its --stop-timeout from now, else what is given. */
int64_t own_limit(const struct step *step, uint32_t i, uint32_t otherwise_ms)
{
  bool own = step->scene->stop_ms != BATON_NONE && !step->scene->supervisor[i];
  return now_of(step) + (own ? step->scene->stop_ms : otherwise_ms);
}

void uncover(struct book *book)
{
  book->covered = book->staged = false;
}

/* Nothing of the node is left: what its stop was for decides what it is now. */
void down(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  enum want want = (enum want)book->want;
  book->want = WANT_NOTHING;
  book->kill_ms = NEVER;
  uncover(book);
  switch (want) {
  case WANT_NOTHING:
  case WANT_FAIL: break;
  case WANT_DOWN:
    book->status = book->killed ? BATON_STATUS_KILLED : BATON_STATUS_STOPPED;
    settle(step, i);
    break;
  case WANT_BACK:
    book->delay_ms = 0;
    pend(step, i, now_of(step), true);
    break;
  case WANT_GROUP: book->status = BATON_STATUS_PENDING; break;
  }
}

static void stop_child(const struct step *step, uint32_t i, enum want want, int64_t limit_ms)
{
  struct book *book = book_at(step, i);
  bool waits = book->status == BATON_STATUS_PENDING && want == WANT_GROUP;
  if (book->kernel == K_NONE) {
    book->want = (uint8_t)want;
    book->killed = false; /* that was another instance's */
    down(step, i);
    return;
  }
  if (book->kill_ms == NEVER && book->kernel != K_ENDED) {
    limit_ms = earlier(limit_ms, own_limit(step, i, BATON_NONE - 1U));
  }
  if (!book->killed) {
    book->kill_ms = earlier(book->kill_ms, limit_ms);
  }
  book->limit_ms = NEVER;
  if (!waits && !terminal(book)) {
    book->want = (uint8_t)want;
    book->status = BATON_STATUS_STOPPING;
  }
  send_stop(step, i);
}

/* Stops a node, or joins the stop that is under way: deadlines only become earlier. */
void stop(const struct step *step, uint32_t i, enum want want, int64_t limit_ms)
{
  if (step->scene->supervisor[i]) {
    book_at(step, i)->want = (uint8_t)want;
    stop_below(step, i, limit_ms);
  } else {
    stop_child(step, i, want, limit_ms);
  }
}

/* --- Everything below a supervisor --- */

static bool stage_at_hand(const struct oracle *oracle, const struct scene *scene, uint32_t above)
{
  for (uint32_t i = 1; i < scene->count; i++) {
    if (is_child_of(scene, i, above) && oracle->books[i].staged) {
      return true;
    }
  }
  return false;
}

static void shorten(const struct step *step, uint32_t top, int64_t limit_ms)
{
  for (uint32_t i = top; i < step->scene->count; i++) {
    struct book *book = book_at(step, i);
    if (!below(step->scene, i, top)) {
      continue;
    }
    if (book->kill_ms != NEVER) {
      book->kill_ms = earlier(book->kill_ms, limit_ms);
    }
    if (book->mode != MODE_NONE) {
      book->budget_end_ms = earlier(book->budget_end_ms, limit_ms);
      if (stage_at_hand(step->oracle, step->scene, i)) {
        book->stage_limit_ms = earlier(book->stage_limit_ms, limit_ms);
      }
    }
  }
}

/* Backoffs are cancelled, and a stop beats every restart in progress. */
static void cancel(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  book->limit_ms = NEVER;
  book->wanted = book->now = book->member = false;
  book->group = GROUP_NONE;
  if (book->want == WANT_BACK || book->want == WANT_GROUP) {
    book->want = WANT_DOWN;
  }
  if (book->status == BATON_STATUS_PENDING) {
    bool busy = book->kernel != K_NONE;
    book->want = busy ? WANT_DOWN : WANT_NOTHING;
    book->killed = book->killed && busy;
    book->status = busy ? BATON_STATUS_STOPPING : BATON_STATUS_STOPPED;
  }
}

/* The stop of a supervisor covers everything below it from now on. */
void stop_below(const struct step *step, uint32_t top, int64_t budget_end_ms)
{
  struct book *book = book_at(step, top);
  if (book->mode != MODE_FULL) {
    book->mode = MODE_FULL;
    book->group = GROUP_NONE;
    book->wanted = false;
    book->status = BATON_STATUS_STOPPING;
    for (uint32_t i = top + 1; i < step->scene->count; i++) {
      if (below(step->scene, i, top)) {
        cancel(step, i);
        book_at(step, i)->covered |= is_child_of(step->scene, i, top) && is_alive(step, i);
      }
    }
    book->budget_end_ms = budget_end_ms;
  }
  shorten(step, top, budget_end_ms);
}

/* The members of a group restart that are alive are covered already. */
void stop_members(const struct step *step, uint32_t above)
{
  struct book *book = book_at(step, above);
  if (book->mode == MODE_NONE) {
    book->mode = MODE_GROUP;
    book->budget_end_ms = now_of(step) + step->scene->grace_ms;
  }
}

/* --- Stages --- */

/* The wait beyond a stage's deadline counts against the one second. */
static void account_late(const struct step *step, uint32_t above)
{
  struct oracle *oracle = step->oracle;
  int64_t limit = book_at(step, above)->stage_limit_ms;
  int64_t from = later(limit, oracle->late_until_ms);
  if (oracle->life == LIFE_SHUTDOWN && limit != NEVER && now_of(step) > from) {
    oracle->late_left_ms -= (uint32_t)earlier(now_of(step) - from, oracle->late_left_ms);
    oracle->late_until_ms = now_of(step);
  }
}

static void complete_stop(const struct step *step, uint32_t above)
{
  struct book *book = book_at(step, above);
  enum mode mode = (enum mode)book->mode;
  book->mode = MODE_NONE;
  book->budget_end_ms = NEVER;
  if (mode == MODE_FULL && above == ROOT) {
    begin_drain(step);
  } else if (mode == MODE_FULL) {
    ended(step, above);
  } else if (book->group == GROUP_STOPPING) {
    book->group = GROUP_WAITING;
    if (book->group_due_ms <= now_of(step) || members(step, above) == 0) {
      start_members(step, above);
    }
  }
}

struct need {
  uint32_t explicit_ms, shares;
};

/* What the covered nodes of a stage need, one beside the other. A node of a stage that is not at
 * hand yet and has only its sweep to wait for needs nothing. */
static struct need need_of(const struct step *step, uint32_t above, uint32_t stage, bool at_hand)
{
  const struct scene *scene = step->scene;
  struct need need = {0, 0};
  for (uint32_t i = next_child(scene, above, above); i < scene->count;
       i = next_child(scene, above, i)) {
    const struct book *book = book_at(step, i);
    if (scene->stage[i] == stage && book->covered && (at_hand || book->kernel != K_ENDED)) {
      need.explicit_ms = (uint32_t)later(need.explicit_ms, scene->explicit_ms[i]);
      need.shares = (uint32_t)later(need.shares, scene->shares[i]);
    }
  }
  return need;
}

struct plan_of_stage {
  int64_t ms;
  bool as_one; /* too little time to stop one stage after the other */
};

/* "Stopping", 3: explicit times are reserved first, the rest is shared equally among the stages
 * that have a child without one, 500 ms each as long as the budget has it. */
static struct plan_of_stage plan_stage(const struct step *step, uint32_t above, uint32_t stage)
{
  int64_t budget = later(book_at(step, above)->budget_end_ms - now_of(step), 0);
  struct need own = need_of(step, above, stage, true);
  struct need sum = own;
  bool more = false;
  for (uint32_t i = 0; i < stage; i++) {
    struct need need = need_of(step, above, i, false);
    sum.explicit_ms += need.explicit_ms;
    sum.shares += need.shares;
    more = more || need.explicit_ms + need.shares > 0;
  }
  if (more && (int64_t)sum.shares * LEAST_SHARE_MS > budget) {
    return (struct plan_of_stage){budget, true};
  }
  int64_t share = sum.shares > 0 ? later(budget - sum.explicit_ms, 0) / sum.shares : 0;
  int64_t least = (int64_t)(sum.shares - own.shares) * LEAST_SHARE_MS; /* of the stages to come */
  int64_t ms = own.explicit_ms + later(share, LEAST_SHARE_MS) * own.shares;
  return (struct plan_of_stage){earlier(ms, later(budget - least, 0)), false};
}

static void begin_stage(const struct step *step, uint32_t above, uint32_t last)
{
  const struct scene *scene = step->scene;
  struct book *book = book_at(step, above);
  struct plan_of_stage plan = plan_stage(step, above, scene->stage[last]);
  int64_t limit = now_of(step) + plan.ms;
  book->stage_limit_ms = limit;
  for (uint32_t i = last; i > above; i--) {
    struct book *child = book_at(step, i);
    bool here = plan.as_one || scene->stage[i] == scene->stage[last];
    if (scene->parent[i] == above && here && child->covered) {
      bool back = book->mode == MODE_GROUP && child->member;
      child->staged = true;
      stop(step, i, back ? WANT_GROUP : WANT_DOWN, limit);
    }
  }
}

/* Goes on with the stop of a supervisor; false when there is nothing to go on with. */
bool advance(const struct step *step, uint32_t above)
{
  struct book *book = book_at(step, above);
  uint32_t last = BATON_NONE;
  if (book->mode == MODE_NONE || stage_at_hand(step->oracle, step->scene, above)) {
    return false;
  }
  for (uint32_t i = above + 1; i < step->scene->count; i++) {
    bool covered = step->scene->parent[i] == above && book_at(step, i)->covered;
    last = covered ? i : last;
  }
  account_late(step, above);
  book->stage_limit_ms = NEVER;
  if (last == BATON_NONE) {
    complete_stop(step, above);
  } else {
    begin_stage(step, above, last);
  }
  return true;
}

/* --- Left behind --- */

int64_t leave_ms(const struct oracle *oracle, const struct scene *scene, uint32_t above)
{
  const struct book *book = &oracle->books[above];
  if (oracle->life != LIFE_SHUTDOWN || book->mode != MODE_FULL ||
      !stage_at_hand(oracle, scene, above)) {
    return NEVER;
  }
  return later(book->stage_limit_ms, oracle->late_until_ms) + oracle->late_left_ms;
}

static void leave(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  if (step->scene->supervisor[i]) {
    book->mode = MODE_NONE;
    book->stage_limit_ms = book->budget_end_ms = NEVER;
    book->status = terminal(book) ? book->status : (uint8_t)BATON_STATUS_STOPPED;
  } else if (book->kernel != K_NONE) {
    if (!book->killed) {
      send_stop(step, i);
      kill_now(step, i);
    }
    book->left = true;
    book->status = BATON_STATUS_KILLED;
  }
  book->want = WANT_NOTHING;
  book->kill_ms = book->look_ms = book->limit_ms = NEVER;
  uncover(book);
}

/* KILL had no answer: the stage is left behind, with all that is below it. */
void leave_behind(const struct step *step, uint32_t above)
{
  const struct scene *scene = step->scene;
  account_late(step, above);
  for (uint32_t i = next_child(scene, above, above); i < scene->count;
       i = next_child(scene, above, i)) {
    if (!book_at(step, i)->staged) {
      continue;
    }
    for (uint32_t j = scene->count; j-- > i;) {
      if (below(scene, j, i)) {
        leave(step, j);
      }
    }
  }
}

/* --- Now --- */

static void force_child(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  if (book->kernel == K_NONE || book->killed) {
    return;
  }
  if (!terminal(book)) {
    book->want = WANT_DOWN;
    book->status = BATON_STATUS_STOPPING;
  }
  book->limit_ms = NEVER;
  book->signalled = true; /* KILL instead of it */
  kill_now(step, i);
}

void force(const struct step *step)
{
  struct oracle *oracle = step->oracle;
  shut_down(step, NULL);
  if (oracle->forced) {
    return;
  }
  oracle->forced = true;
  oracle->grace_end_ms = now_of(step);
  for (uint32_t i = 0; i < step->scene->count; i++) {
    struct book *book = book_at(step, i);
    if (step->scene->supervisor[i]) {
      book->budget_end_ms = earlier(book->budget_end_ms, now_of(step));
      if (stage_at_hand(oracle, step->scene, i)) {
        book->stage_limit_ms = earlier(book->stage_limit_ms, now_of(step));
      }
    } else {
      force_child(step, i);
    }
  }
  if (oracle->life == LIFE_DRAIN && !oracle->drain_killed) {
    drain_kill(step);
  }
}
