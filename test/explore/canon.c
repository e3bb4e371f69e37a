#include "canon.h"

#define AMPLE_MS 5000

/* A window that is longer is over only once time goes on with nothing to do (moves.c): how old what
 * is in it is says nothing. */
#define LONG_MS 100000

/* A field that is added to these must be thought about here: can it matter to what happens? */
_Static_assert(sizeof(struct baton_node) == 224, "struct baton_node has changed");
_Static_assert(sizeof(struct baton_supervisor) == 136, "struct baton_supervisor has changed");

/* Two 64-bit lanes, each a multiply-and-fold hash with a constant of its own. */
static void add(struct digest *digest, uint64_t value)
{
  digest->low = (digest->low ^ value) * UINT64_C(0x9e3779b97f4a7c15);
  digest->low ^= digest->low >> 29U;
  digest->high = (digest->high + value) * UINT64_C(0xd6e8feb86659fd93);
  digest->high ^= digest->high >> 32U;
}

/* A time to come: what is over is all one. */
static void add_due(struct digest *digest, int64_t at_ms, int64_t now_ms)
{
  add(digest, at_ms == CORE_NEVER ? UINT64_MAX : (uint64_t)(at_ms > now_ms ? at_ms - now_ms : 0));
}

/* A time whose distance matters also when it is over. */
static void add_time(struct digest *digest, int64_t at_ms, int64_t now_ms)
{
  add(digest, at_ms == CORE_NEVER ? UINT64_MAX : (uint64_t)(at_ms - now_ms));
}

/* The budget of a shutdown is far longer than any way through it, unless a force took it away. */
static void add_budget(struct digest *digest, int64_t at_ms, int64_t now_ms)
{
  add_time(digest, at_ms - now_ms > AMPLE_MS ? CORE_NEVER : at_ms, now_ms);
}

/* How long ago; from `most_ms` on it is all one, and before that, when that is long. */
static void add_age(struct digest *digest, int64_t since_ms, int64_t now_ms, int64_t most_ms)
{
  int64_t age = now_ms - since_ms < most_ms ? now_ms - since_ms : most_ms;
  bool young = most_ms >= LONG_MS && age < most_ms;
  add(digest, since_ms == CORE_NEVER ? UINT64_MAX : young ? UINT64_MAX - 1 : (uint64_t)age);
}

static uint64_t pack(uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
  return a << 48U ^ b << 32U ^ c << 16U ^ d;
}

/* Once a stop covers everything, nothing counts that is for the next instance. */
static bool runs(const struct canon *canon)
{
  return canon->books->phase == PHASE_UP;
}

/* A stage's deadline: how long ago it was counts in a shutdown, which waits for one second more. */
static void add_limit(struct digest *digest, const struct canon *canon, int64_t at_ms)
{
  int64_t now = canon->world->now;
  add_time(digest, runs(canon) && at_ms < now ? now : at_ms, now);
}

/* In the drain children matter only as processes that were left behind. */
static bool is_draining(const struct canon *canon)
{
  return canon->books->phase == PHASE_DRAIN;
}

/* With a constant delay its exponent is dead, and how long an instance was up. */
static bool delays_vary(const struct baton_settings *settings)
{
  return settings->backoff_max_ms > settings->backoff_initial_ms;
}

/* A try closes its breaker when it was up for long enough. */
static bool reset_matters(const struct baton_settings *settings, const struct baton_node *node)
{
  return delays_vary(settings) || (node->flags & BATON_NODE_OPEN) != 0;
}

static int64_t longest_reset(const struct baton_settings *settings)
{
  return most(settings->backoff_reset_ms, settings->backoff_max_ms);
}

/* From the exponent that reaches the longest delay on, they are all one. */
static uint32_t live_exponent(const struct baton_settings *settings, uint32_t k)
{
  uint32_t last = 0;
  for (uint64_t delay = settings->backoff_initial_ms; delay < settings->backoff_max_ms; last++) {
    delay = delay * settings->backoff_factor_centi / 100;
  }
  return k < last ? k : last;
}

/* Where the delay is small a minute of failed starts is out of reach: then their age is dead. */
static int64_t longest_retry(const struct baton_settings *settings)
{
  return settings->backoff_initial_ms >= 10000 ? 60000 : 0;
}

/* One restart of a window that is not over. */
static void add_restart(struct digest *digest, const struct past *past, int64_t now_ms,
                        uint32_t window_ms)
{
  if (past->unready || now_ms - past->at < (int64_t)window_ms) {
    add_age(digest, past->at, now_ms, window_ms);
    add(digest, pack(1, past->slot, past->unready, 0));
  }
}

static void add_history(struct digest *digest, const struct canon *canon,
                        const struct history *history)
{
  for (uint32_t i = 0; i < history->count; i++) {
    add_restart(digest, &canon->books->pasts[history->first + i], canon->world->now,
                history->window.window_ms);
  }
}

/* --- The core --- */

/* Entries of a window in the arena: time << 24, slot << 1, sticky (src/core/intensity.c). */
static void add_entries(struct digest *digest, const struct canon *canon, uint32_t first,
                        uint32_t count, uint32_t window_ms)
{
  for (uint32_t i = 0; i < count; i++) {
    uint64_t entry = canon->core->restarts[first + i];
    struct past past = {
        .at = (int64_t)(entry >> 24U),
        .slot = (uint32_t)(entry >> 1U & 0x7fffffU),
        .unready = (entry & 1U) != 0,
    };
    add_restart(digest, &past, canon->world->now, window_ms);
  }
  add(digest, 77);
}

/* What the next SPAWN clears says nothing while there is no instance; one flag is for people. */
static uint32_t live_flags(const struct canon *canon, const struct baton_node *node)
{
  uint32_t dead = BATON_NODE_LEFT;
  if (!runs(canon)) {
    dead |= (uint32_t)(BATON_NODE_SATISFIED | BATON_NODE_SETTLED | BATON_NODE_RETRYING |
                       BATON_NODE_READY | BATON_NODE_OPEN);
  }
  if (node->process == BATON_PROCESS_NONE) {
    dead |= (uint32_t)(BATON_NODE_SIGNALLED | BATON_NODE_READY | BATON_NODE_ASKED);
  }
  return node->flags & ~dead;
}

static void add_node(struct digest *digest, const struct canon *canon, uint32_t index)
{
  const struct baton_node *node = &canon->core->nodes[index];
  const struct entry *entry = &canon->books->entries[index];
  const struct baton_settings *settings = settings_of(canon->books, entry);
  int64_t now = canon->world->now;
  if (is_draining(canon) && node->process == BATON_PROCESS_NONE) {
    return;
  }
  add(digest, pack(node->status, node->process, node->stop, node->look_delay_ms));
  add(digest, pack(live_flags(canon, node), node->work, node->run > 0, 0));
  add_due(digest, node->stop_limit_ms, now);
  add_due(digest, node->look_ms, now);
  add_due(digest, node->ask_ms == 0 ? BOOKS_NEVER : node->ask_ms, now);
  add_due(digest, node->timer_ms, now);
  if (!runs(canon)) {
    return;
  }
  if (node->status == BATON_STATUS_PENDING || node->stop == BATON_STOP_GROUP) {
    add_due(digest, node->due_ms, now);
  }
  add_due(digest, node->start_limit_ms, now);
  add(digest, node->held_signals);
  add(digest, node->number == 0 ? 0 : 1U + node->want);
  if ((node->flags & BATON_NODE_RETRYING) != 0) {
    add_age(digest, node->retry_since_ms, now, longest_retry(settings));
  }
  if (entry->supervisor) {
    add(digest, pack(node->backoff_k, node->delay_ms, 0, 0));
    add_age(digest, node->ready_ms, now, entry->restarts.window.window_ms);
  } else if (reset_matters(settings, node)) {
    add(digest, pack(live_exponent(settings, node->backoff_k),
                     live_exponent(settings, node->retry_k), node->delay_ms, 0));
    add_age(digest, node->ready_ms, now, longest_reset(settings));
  }
  if (node->status == BATON_STATUS_FAILED || entry->supervisor) {
    add(digest, pack(node->end.reason, node->end.code, node->end.signal, node->end.flags));
  }
  if (index != BATON_ROOT) {
    add_entries(digest, canon, node->restarts, node->restart_count,
                entry->restarts.window.window_ms);
  }
}

/* Which of the failures among the children was the first: their order alone. */
static void add_order(struct digest *digest, const struct canon *canon, uint32_t above)
{
  const struct baton_node *nodes = canon->core->nodes;
  for (uint32_t i = above + 1; i < canon->books->count; i++) {
    uint32_t before = 0;
    for (uint32_t j = above + 1; j < canon->books->count; j++) {
      bool siblings = nodes[i].parent == above && nodes[j].parent == above;
      before += siblings && nodes[j].status == BATON_STATUS_FAILED &&
                nodes[i].status == BATON_STATUS_FAILED &&
                nodes[j].ended_order < nodes[i].ended_order;
    }
    add(digest, before);
  }
}

static void add_supervisor(struct digest *digest, const struct canon *canon, uint32_t index)
{
  const struct baton_supervisor *supervisor =
      &canon->core->supervisors[canon->core->nodes[index].supervisor];
  int64_t now = canon->world->now;
  bool live = runs(canon);
  add(digest, pack(supervisor->phase, supervisor->mode, live ? supervisor->unsettled : 0,
                   supervisor->live));
  if (live) {
    add(digest,
        pack(supervisor->counted, supervisor->ended, supervisor->oneshots, supervisor->held));
    add_entries(digest, canon, supervisor->restarts, supervisor->restart_count,
                supervisor->intensity.window_ms);
    add_order(digest, canon, index);
  }
  add(digest, pack(supervisor->stage_left, supervisor->members, 0, 0));
  if (supervisor->phase != BATON_PHASE_NONE) {
    add(digest, supervisor->trigger);
  }
  if (supervisor->mode != BATON_MODE_NONE) {
    add(digest, supervisor->cursor);
    add_budget(digest, supervisor->budget_end_ms, now);
    add_limit(digest, canon, supervisor->stage_limit_ms);
  }
}

static void add_table(struct digest *digest, const struct canon *canon)
{
  const struct baton_state *state = canon->core->state;
  int64_t now = canon->world->now;
  bool asked = state->cause_kind != BATON_SHUTDOWN_END && state->cause_kind != BATON_SHUTDOWN_DONE;
  add(digest, pack(state->life, asked, asked && state->killed, 0));
  add(digest, pack(state->forced, state->drain_stage, state->late_left_ms, 0));
  if (state->life >= BATON_LIFE_SHUTDOWN) {
    add_budget(digest, state->grace_end_ms, now);
    add_time(digest, state->late_until_ms, now);
    add_due(digest, state->drain_limit_ms, now);
    add_due(digest, state->drain_ask_ms == 0 ? BOOKS_NEVER : state->drain_ask_ms, now);
    add_age(digest, state->interrupt_ms, now, 1000);
  } else {
    add_due(digest, state->grace_end_ms, now);
  }
}

/* --- The books and the world --- */

static uint64_t flags_of(const struct canon *canon, const struct entry *entry)
{
  bool alive = entry->holds != HOLDS_NOTHING;
  bool live = runs(canon);
  uint64_t flags = 0;
  const bool bits[] = {
      entry->wanted,
      entry->at_once,
      entry->member,
      entry->covered,
      entry->staged,
      entry->signalled && alive,
      entry->others_asked && alive,
      entry->killed,
      entry->satisfied && live,
      entry->settled && live,
      entry->ready && live && (alive || entry->supervisor),
      entry->retrying && live,
      entry->unseen && live,
      entry->open && live,
      canon->world->kernel.children[entry->slot].look,
      canon->world->fresh[entry->slot] && canon->world->failures > 0,
  };
  for (size_t i = 0; i < sizeof bits; i++) {
    flags |= (uint64_t)bits[i] << i;
  }
  return flags;
}

/* A supervisor's stop and its group restart. */
static void add_stop(struct digest *digest, const struct canon *canon, const struct entry *entry)
{
  int64_t now = canon->world->now;
  add(digest, pack(entry->group, entry->scope, 0, 0));
  if (entry->group != GROUP_NONE) {
    add(digest, entry->reach);
  }
  if (entry->scope != SCOPE_NONE) {
    add_budget(digest, entry->budget_end, now);
    add_limit(digest, canon, entry->stage_end);
  }
  if (runs(canon)) {
    add_history(digest, canon, &entry->intensity);
  }
}

static void add_entry(struct digest *digest, const struct canon *canon, const struct entry *entry)
{
  const struct baton_settings *settings = settings_of(canon->books, entry);
  int64_t now = canon->world->now;
  if (is_draining(canon) && entry->holds == HOLDS_NOTHING) {
    return;
  }
  add(digest, pack(entry->status, entry->holds, entry->goal, entry->look_delay));
  add(digest, flags_of(canon, entry));
  add_due(digest, entry->stop_limit, now);
  add_due(digest, entry->look, now);
  add_due(digest, entry->ask, now);
  if (entry->supervisor) {
    add_stop(digest, canon, entry);
  }
  if (!runs(canon)) {
    return;
  }
  if (entry->status == BATON_STATUS_PENDING || entry->goal == GOAL_GROUP) {
    add_due(digest, entry->due, now);
  }
  add_due(digest, entry->start_limit, now);
  add(digest, entry->held);
  bool again = entry->asked == ASKED_AGAIN && entry->asked_run == entry->run;
  add(digest, entry->number == 0 ? 0 : pack(1, entry->asked == ASKED_DOWN, again, 0));
  if (entry->supervisor) {
    add(digest, pack(entry->times, entry->delay, 0, 0));
  } else if (delays_vary(settings)) {
    add(digest, pack(live_exponent(settings, entry->times), live_exponent(settings, entry->retries),
                     entry->delay, 0));
  }
  add_history(digest, canon, &entry->restarts);
  if (entry->status == BATON_STATUS_FAILED || entry->supervisor) {
    add(digest, pack(entry->end.reason, entry->end.code, entry->end.signal, entry->end.tripped));
  }
}

static void add_whole(struct digest *digest, const struct canon *canon)
{
  const struct books *books = canon->books;
  const struct world *world = canon->world;
  bool asked = books->cause == BATON_SHUTDOWN_SIGNAL;
  add(digest, pack(books->phase, 0, 0, 0));
  add(digest, pack(asked, asked && books->killed, books->forced, books->drained == DRAINED_KILLED));
  add(digest, pack(world->kernel.drain, books->late_left, 0, 0));
  add(digest, pack(runs(canon) ? world->commands : 0, world->failures, world->leftovers, 0));
  add_due(digest, books->drain_limit, world->now);
  add_due(digest, books->drain_ask, world->now);
}

struct digest canon_digest(const struct canon *canon)
{
  struct digest digest = {UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344)};
  if (canon->books->phase == PHASE_OVER) {
    return digest;
  }
  for (uint32_t i = 0; i < canon->books->count; i++) {
    const struct entry *entry = &canon->books->entries[i];
    add_node(&digest, canon, i);
    if (entry->supervisor) {
      add_supervisor(&digest, canon, i);
    }
    add_entry(&digest, canon, entry);
  }
  add_table(&digest, canon);
  add_whole(&digest, canon);
  return digest;
}

/* The code is fixed when the shutdown begins and only carried along from then on. */
struct digest canon_entry(const struct canon *canon)
{
  bool asked = canon->books->cause == BATON_SHUTDOWN_SIGNAL;
  struct digest digest = canon_digest(canon);
  add(&digest, pack(1, books_code(canon->books), !asked, 0));
  return digest;
}
