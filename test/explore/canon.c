/* See canon.h. */
#include "canon.h"

#define AMPLE_MS 5000

/* A window that is longer is over only once time goes on with nothing to do (moves.c): how old what
 * is in it is says nothing. */
#define LONG_MS 100000

/* A field that is added to these must be thought about here: can it matter to what happens? */
_Static_assert(sizeof(struct baton_node) == 200, "struct baton_node has changed");
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
static bool is_up(const struct canon *canon)
{
  return canon->oracle->life == LIFE_UP;
}

/* A stage's deadline: how long ago it was counts in a shutdown, which waits for one second more. */
static void add_limit(struct digest *digest, const struct canon *canon, int64_t at_ms)
{
  int64_t now = canon->oracle->now_ms;
  add_time(digest, is_up(canon) && at_ms < now ? now : at_ms, now);
}

/* In the drain children matter only as processes that were left behind. */
static bool is_draining(const struct canon *canon)
{
  return canon->oracle->life == LIFE_DRAIN;
}

/* With a constant delay its exponent is dead, and how long an instance was up. */
static bool delays_vary(const struct scene *scene)
{
  return scene->delay_max_ms > scene->delay_ms;
}

static int64_t longest_reset(const struct scene *scene)
{
  return scene->reset_ms > scene->delay_max_ms ? scene->reset_ms : scene->delay_max_ms;
}

/* From the exponent that reaches the longest delay on, they are all one. */
static uint32_t live_exponent(const struct scene *scene, uint32_t k)
{
  uint32_t most = 0;
  for (uint64_t delay = scene->delay_ms; delay < scene->delay_max_ms; most++) {
    delay = delay * scene->factor_centi / 100;
  }
  return k < most ? k : most;
}

/* Where the delay is small a minute of failed starts is out of reach: then their age is dead. */
static int64_t longest_retry(const struct scene *scene)
{
  return scene->delay_ms >= 10000 ? 60000 : 0;
}

/* One restart of a window that is not over. */
static void add_restart(struct digest *digest, const struct restart *restart, int64_t now_ms,
                        uint32_t window_ms)
{
  bool inside = restart->sticky || now_ms - restart->at_ms < (int64_t)window_ms;
  if (restart->used && inside) {
    add_age(digest, restart->at_ms, now_ms, window_ms);
    add(digest, pack(1, restart->node, restart->sticky, 0));
  }
}

/* --- The core --- */

/* Entries of a window in the arena: time << 24, slot << 1, sticky (src/core/intensity.c). */
static void add_entries(struct digest *digest, const struct canon *canon, uint32_t first,
                        uint32_t count, uint32_t window_ms)
{
  for (uint32_t i = 0; i < count; i++) {
    uint64_t entry = canon->core->restarts[first + i];
    struct restart restart = {
        .at_ms = (int64_t)(entry >> 24U),
        .node = (uint8_t)(entry >> 1U & 0x7fffffU),
        .used = true,
        .sticky = (entry & 1U) != 0,
    };
    add_restart(digest, &restart, canon->oracle->now_ms, window_ms);
  }
  add(digest, 77);
}

/* What the next SPAWN clears says nothing while there is no instance; two flags are for people. */
static uint32_t live_flags(const struct canon *canon, const struct baton_node *node)
{
  uint32_t dead = (uint32_t)(NODE_QUEUED | NODE_LEFT);
  if (!is_up(canon)) {
    dead |= (uint32_t)(NODE_SATISFIED | NODE_SETTLED | NODE_RETRYING | NODE_READY);
  }
  if (node->process == CORE_PROCESS_NONE) {
    dead |= (uint32_t)(NODE_SIGNALLED | NODE_READY);
  }
  return node->flags & ~dead;
}

static void add_end(struct digest *digest, const struct baton_end *end)
{
  add(digest, pack(end->reason, end->code, end->signal, end->flags));
}

static void add_node(struct digest *digest, const struct canon *canon, uint32_t index)
{
  const struct baton_node *node = &canon->core->nodes[index];
  const struct scene *scene = canon->scene;
  int64_t now = canon->oracle->now_ms;
  if (is_draining(canon) && node->process == CORE_PROCESS_NONE) {
    return;
  }
  add(digest, pack(node->status, node->process, node->stop, node->look_delay_ms));
  add(digest, pack(live_flags(canon, node), node->work, node->run > 0, 0));
  add_due(digest, node->stop_limit_ms, now);
  add_due(digest, node->look_ms, now);
  add_due(digest, node->timer_ms, now);
  if (!is_up(canon)) {
    return;
  }
  if (node->status == BATON_STATUS_PENDING || node->stop == CORE_STOP_GROUP) {
    add_due(digest, node->due_ms, now);
  }
  add_due(digest, node->start_limit_ms, now);
  if ((node->flags & NODE_RETRYING) != 0) {
    add_age(digest, node->retry_since_ms, now, longest_retry(scene));
  }
  if (scene->supervisor[index]) {
    add(digest, pack(node->backoff_k, node->delay_ms, 0, 0));
    add_age(digest, node->ready_ms, now, scene->window_ms[index]);
  } else if (delays_vary(scene)) {
    add(digest, pack(live_exponent(scene, node->backoff_k), live_exponent(scene, node->retry_k),
                     node->delay_ms, 0));
    add_age(digest, node->ready_ms, now, longest_reset(scene));
  }
  if (node->status == BATON_STATUS_FAILED || scene->supervisor[index]) {
    add_end(digest, &node->end);
  }
  if (index != BATON_ROOT) {
    add_entries(digest, canon, node->restarts, node->restart_count, scene->window_ms[index]);
  }
}

/* Which of the failures among the children was the first: their order alone. */
static void add_order(struct digest *digest, const struct canon *canon, uint32_t above)
{
  const struct baton_node *nodes = canon->core->nodes;
  for (uint32_t i = above + 1; i < canon->scene->count; i++) {
    uint32_t before = 0;
    for (uint32_t j = above + 1; j < canon->scene->count; j++) {
      bool siblings = canon->scene->parent[i] == above && canon->scene->parent[j] == above;
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
  int64_t now = canon->oracle->now_ms;
  bool live = is_up(canon);
  add(digest, pack(supervisor->phase, supervisor->mode, live ? supervisor->unsettled : 0,
                   supervisor->live));
  if (live) {
    add(digest,
        pack(supervisor->counted, supervisor->ended, supervisor->oneshots, supervisor->held));
    add_entries(digest, canon, supervisor->restarts, supervisor->restart_count,
                canon->scene->intensity_ms);
    add_order(digest, canon, index);
  }
  add(digest, pack(supervisor->stage_left, supervisor->members, 0, 0));
  if (supervisor->phase != CORE_PHASE_NONE) {
    add(digest, supervisor->trigger);
    add_due(digest, supervisor->group_due_ms, now);
  }
  if (supervisor->mode != CORE_MODE_NONE) {
    add(digest, supervisor->cursor);
    add_budget(digest, supervisor->budget_end_ms, now);
    add_limit(digest, canon, supervisor->stage_limit_ms);
  }
}

static void add_table(struct digest *digest, const struct canon *canon)
{
  const struct baton_table *table = canon->core->table;
  int64_t now = canon->oracle->now_ms;
  bool asked = table->cause_kind != CORE_CAUSE_END && table->cause_kind != CORE_CAUSE_DONE;
  add(digest, pack(table->life, asked, asked && table->killed, 0));
  add(digest, pack(table->forced, table->drain_stage, table->late_left_ms, 0));
  if (table->life >= CORE_LIFE_SHUTDOWN) {
    add_budget(digest, table->grace_end_ms, now);
    add_time(digest, table->late_until_ms, now);
    add_due(digest, table->drain_limit_ms, now);
    add_age(digest, table->interrupt_ms, now, 1000);
  }
}

/* --- The oracle and the world --- */

static uint64_t flags_of(const struct canon *canon, uint32_t index)
{
  const struct book *book = &canon->oracle->books[index];
  bool alive = book->kernel != K_NONE;
  bool live = is_up(canon);
  uint64_t flags = 0;
  const bool bits[] = {
      book->wanted,           book->now,
      book->member,           book->covered,
      book->staged,           book->signalled && alive,
      book->killed,           book->satisfied && live,
      book->settled && live,  book->ready && live && (alive || canon->scene->supervisor[index]),
      book->retrying && live, book->left,
      book->answer,           canon->world->fresh[index] && canon->world->failures > 0,
  };
  for (size_t i = 0; i < sizeof bits; i++) {
    flags |= (uint64_t)bits[i] << i;
  }
  return flags;
}

/* A supervisor's stop and its group restart. */
static void add_stop(struct digest *digest, const struct canon *canon, const struct book *book)
{
  int64_t now = canon->oracle->now_ms;
  add(digest, pack(book->group, book->mode, 0, 0));
  if (book->group != GROUP_NONE) {
    add(digest, book->reach);
    add_due(digest, book->group_due_ms, now);
  }
  if (book->mode != MODE_NONE) {
    add_budget(digest, book->budget_end_ms, now);
    add_limit(digest, canon, book->stage_limit_ms);
  }
  for (uint32_t i = 0; i < WINDOW_MAX && is_up(canon); i++) {
    add_restart(digest, &book->intensity[i], now, canon->scene->intensity_ms);
  }
}

static void add_book(struct digest *digest, const struct canon *canon, uint32_t index)
{
  const struct book *book = &canon->oracle->books[index];
  const struct scene *scene = canon->scene;
  int64_t now = canon->oracle->now_ms;
  if (is_draining(canon) && book->kernel == K_NONE) {
    return;
  }
  add(digest, pack(book->status, book->kernel, book->want, book->look_delay_ms));
  add(digest, flags_of(canon, index));
  add_due(digest, book->kill_ms, now);
  add_due(digest, book->look_ms, now);
  if (scene->supervisor[index]) {
    add_stop(digest, canon, book);
  }
  if (!is_up(canon)) {
    return;
  }
  if (book->status == BATON_STATUS_PENDING || book->want == WANT_GROUP) {
    add_due(digest, book->due_ms, now);
  }
  add_due(digest, book->limit_ms, now);
  if (scene->supervisor[index]) {
    add(digest, pack(book->k, book->delay_ms, 0, 0));
  } else if (delays_vary(scene)) {
    add(digest, pack(live_exponent(scene, book->k), live_exponent(scene, book->retry_k),
                     book->delay_ms, 0));
  }
  for (uint32_t i = 0; i < WINDOW_MAX; i++) {
    add_restart(digest, &book->window[i], now, scene->window_ms[index]);
  }
  if (book->status == BATON_STATUS_FAILED || scene->supervisor[index]) {
    add(digest, pack(book->end.reason, book->end.code, book->end.signal, book->end.tripped));
  }
}

static void add_oracle(struct digest *digest, const struct canon *canon)
{
  const struct oracle *oracle = canon->oracle;
  const struct world *world = canon->world;
  bool asked = !oracle->by_cause;
  add(digest, pack(oracle->life, 0, 0, 0));
  add(digest, pack(asked, asked && oracle->killed, oracle->forced, oracle->drain_killed));
  add(digest, pack(oracle->drain_answer, oracle->late_left_ms, 0, 0));
  add(digest, pack(is_up(canon) ? world->commands : 0, world->failures, world->leftovers, 0));
  add_due(digest, oracle->drain_at_ms, oracle->now_ms);
}

struct digest canon_digest(const struct canon *canon)
{
  struct digest digest = {UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344)};
  if (canon->oracle->life == LIFE_FINISHED) {
    return digest;
  }
  for (uint32_t i = 0; i < canon->scene->count; i++) {
    add_node(&digest, canon, i);
    if (canon->scene->supervisor[i]) {
      add_supervisor(&digest, canon, i);
    }
    add_book(&digest, canon, i);
  }
  add_table(&digest, canon);
  add_oracle(&digest, canon);
  return digest;
}

/* The code is fixed when the shutdown begins and only carried along from then on. */
struct digest canon_entry(const struct canon *canon)
{
  struct digest digest = canon_digest(canon);
  add(&digest, pack(1, canon->oracle->code, canon->oracle->by_cause, 0));
  return digest;
}
