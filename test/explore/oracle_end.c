/* What an end means to the oracle: policy, breaker, strategy, auto-shutdown. See books.h. */
#include "books.h"

/* --- Auto-shutdown --- */

static bool counts(const struct step *step, uint32_t i)
{
  bool oneshot = step->scene->oneshot[i];
  return !step->scene->optional[i] && (!oneshot || book_at(step, i)->status == BATON_STATUS_FAILED);
}

/* The record that `all` gives: the first failure among those that count, else success. */
static struct record record_of_all(const struct step *step, uint32_t above)
{
  const struct book *first = NULL;
  for (uint32_t i = above + 1; i < step->scene->count; i++) {
    const struct book *book = book_at(step, i);
    if (step->scene->parent[i] == above && book->status == BATON_STATUS_FAILED && counts(step, i) &&
        (first == NULL || book->order < first->order)) {
      first = book;
    }
  }
  struct record success = {.reason = BATON_REASON_EXIT, .success = true};
  return first != NULL ? first->end : success;
}

static bool all_ended(const struct step *step, uint32_t above)
{
  bool any = false;
  for (uint32_t i = above + 1; i < step->scene->count; i++) {
    const struct book *book = book_at(step, i);
    if (step->scene->parent[i] != above) {
      continue;
    }
    if (step->scene->oneshot[i]) {
      if (!terminal(book)) {
        return false;
      }
    } else if (!step->scene->optional[i]) {
      if (!for_good(book)) {
        return false;
      }
      any = true;
    }
  }
  return any;
}

/* A supervisor ends by itself: its children are stopped, and then it has ended like this. */
static void end_supervisor(const struct step *step, uint32_t i, const struct record *end)
{
  if (i == ROOT) {
    shut_down(step, end);
  } else {
    book_at(step, i)->end = *end;
    stop_below(step, i, now_of(step) + step->scene->grace_ms);
  }
}

static void consider(const struct step *step, uint32_t i)
{
  uint32_t above = step->scene->parent[i];
  struct record end = book_at(step, i)->end;
  bool ends = false;
  switch ((enum baton_auto_shutdown)step->scene->auto_shutdown) {
  case BATON_AUTO_SHUTDOWN_ANY: ends = counts(step, i); break;
  case BATON_AUTO_SHUTDOWN_FAILED:
    ends = counts(step, i) && book_at(step, i)->status == BATON_STATUS_FAILED;
    break;
  case BATON_AUTO_SHUTDOWN_ALL:
    ends = all_ended(step, above);
    end = record_of_all(step, above);
    break;
  }
  if (ends) {
    end_supervisor(step, above, &end);
  }
}

/* With nothing alive, pending or operator-stopped, a supervisor is done in any case. */
bool end_if_done(const struct step *step, uint32_t above)
{
  const struct scene *scene = step->scene;
  if (!up(book_at(step, above)) || is_covered_above(step->oracle, scene, above)) {
    return false;
  }
  for (uint32_t i = above + 1; i < scene->count; i++) {
    if (scene->parent[i] == above && !for_good(book_at(step, i))) {
      return false;
    }
  }
  struct record end = record_of_all(step, above);
  end_supervisor(step, above, &end);
  return true;
}

static void end_for_good(const struct step *step, uint32_t i, bool success)
{
  const struct scene *scene = step->scene;
  struct book *book = book_at(step, i);
  book->want = WANT_NOTHING;
  book->wanted = false;
  book->order = ++step->oracle->orders;
  book->status = success ? BATON_STATUS_FINISHED : BATON_STATUS_FAILED;
  if (success && scene->oneshot[i]) {
    satisfy(step, i);
  }
  settle(step, i);
  for (uint32_t j = i + 1; j < scene->count; j++) {
    if (waits_for(scene, j, i)) {
      book_at(step, j)->woken = true;
    }
  }
}

/* What it waited for never came: it is never started. */
void end_unstarted(const struct step *step, uint32_t i)
{
  leave_group(step, i);
  book_at(step, i)->end = (struct record){.reason = BATON_REASON_DEPENDENCY};
  end_for_good(step, i, false);
  consider(step, i);
}

/* --- 6. Group restarts --- */

void join_group(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  uint32_t above = step->scene->parent[i];
  book->wanted = book->now = false;
  book->member = true;
  if (is_alive(step, i)) {
    book->covered = true;
    book->limit_ms = NEVER;
    book_at(step, above)->group = GROUP_STOPPING;
    stop_members(step, above);
  }
}

bool group_open(const struct step *step, uint32_t i)
{
  const struct book *above = book_at(step, step->scene->parent[i]);
  return (above->group == GROUP_STOPPING || above->group == GROUP_WAITING) && i >= above->reach;
}

/* Alive, pending or in backoff, and not under an operator's stop. */
static bool may_be_member(const struct step *step, uint32_t i)
{
  const struct book *book = book_at(step, i);
  return book->want != WANT_DOWN && !terminal(book) &&
         (book->status == BATON_STATUS_PENDING || is_alive(step, i));
}

static void take_in(const struct step *step, uint32_t i, bool is_trigger)
{
  struct book *book = book_at(step, i);
  bool swept_in_backoff = !is_trigger && book->status == BATON_STATUS_PENDING && is_alive(step, i);
  if (book->want == WANT_BACK) {
    book->want = WANT_GROUP;
  }
  if (swept_in_backoff) {
    book->want = WANT_GROUP;
    book->status = BATON_STATUS_STOPPING;
  }
  join_group(step, i);
}

static void trigger(const struct step *step, uint32_t i)
{
  const struct scene *scene = step->scene;
  uint32_t above = scene->parent[i];
  struct book *book = book_at(step, above);
  bool all = scene->strategy[above] == BATON_STRATEGY_ONE_FOR_ALL;
  uint32_t first = all ? next_child(scene, above, above) : i;
  int64_t due = book_at(step, i)->due_ms;
  bool fresh = book->group == GROUP_NONE;
  book->reach = (uint8_t)(fresh || first < book->reach ? first : book->reach);
  book->group_due_ms = fresh ? due : later(book->group_due_ms, due);
  for (uint32_t j = first; j < scene->count; j++) {
    if (scene->parent[j] == above && may_be_member(step, j)) {
      take_in(step, j, j == i);
    }
  }
  book->group = GROUP_STOPPING;
  stop_members(step, above);
}

void start_members(const struct step *step, uint32_t above)
{
  struct book *book = book_at(step, above);
  book->group = members(step, above) > 0 ? GROUP_STARTING : GROUP_NONE;
  for (uint32_t i = above + 1; i < step->scene->count; i++) {
    struct book *child = book_at(step, i);
    if (step->scene->parent[i] == above && child->member) {
      child->satisfied = false;
      pend(step, i, child->due_ms == NEVER ? now_of(step) : child->due_ms, false);
    }
  }
}

/* --- 2, 3. An instance ended, or a supervisor is down: its `end` says how --- */

static bool restart_wanted(const struct step *step, uint32_t i)
{
  const struct record *end = &book_at(step, i)->end;
  if (step->scene->supervisor[i]) {
    return !step->scene->implicit && !succeeded(end);
  }
  switch ((enum baton_policy)step->scene->policy[i]) {
  case BATON_POLICY_ALWAYS: return end->reason != BATON_REASON_EXEC;
  case BATON_POLICY_ON_FAILURE: return end->reason != BATON_REASON_EXEC && !end->success;
  case BATON_POLICY_NEVER: break;
  }
  return false;
}

static void own_end(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  uint32_t above = step->scene->parent[i];
  book->want = WANT_NOTHING;
  if (!restart_wanted(step, i)) {
    end_for_good(step, i, succeeded(&book->end));
    consider(step, i);
  } else if (trips(step, i)) {
    book->end.tripped = true;
    end_for_good(step, i, false);
    if (!step->scene->optional[i]) {
      end_supervisor(step, above, &book->end);
    }
  } else {
    take_delay(step, i);
    if (step->scene->optional[i] || step->scene->strategy[above] == BATON_STRATEGY_ONE_FOR_ONE) {
      pend(step, i, book->due_ms, true);
    } else {
      book->status = BATON_STATUS_PENDING;
      trigger(step, i);
    }
  }
}

/* A member that ends before its own stop signal keeps its policy and its delay. */
static void member_end(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  book->want = WANT_NOTHING;
  if (restart_wanted(step, i)) {
    take_delay(step, i);
    book->status = BATON_STATUS_PENDING;
  } else {
    leave_group(step, i);
    end_for_good(step, i, succeeded(&book->end));
  }
}

void ended(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  reset_backoff(step, i);
  if (book->want == WANT_DOWN || book->want == WANT_BACK) {
    /* only recorded: the stop or restart that asked goes on */
  } else if (is_covered_above(step->oracle, step->scene, i)) {
    if (book->want != WANT_NOTHING) {
      book->want = WANT_DOWN;
    } else if (!terminal(book)) {
      end_for_good(step, i, succeeded(&book->end));
    }
  } else if (book->want == WANT_GROUP) {
    book->delay_ms = 0;
  } else if (book->member && book->covered) {
    member_end(step, i);
  } else {
    own_end(step, i);
  }
  if (book->kernel == K_NONE && (book->want != WANT_NOTHING || book->covered)) {
    down(step, i);
  }
}
