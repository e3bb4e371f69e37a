/* The world is fair and bounded: what was killed ends before time goes on while baton is up (the
 * kernel's silence is explored in a shutdown, where baton does not wait for it), and failed starts,
 * leftovers and an operator's commands come a few times in a trace. Everything else may happen at
 * any time and in any order.
 */
#include "moves.h"

#define CLIENT 7U /* who asks for what the operators want */

static void offer(struct moves *moves, struct move move)
{
  if (moves->count < MOVES_MAX) {
    moves->list[moves->count++] = move;
  }
}

#define OFFER(...) offer(moves, (struct move){.kind = __VA_ARGS__})

/* --- The kernel's --- */

static void offer_spawn_answers(struct moves *moves, uint8_t slot, const struct world *world)
{
  OFFER(EV_SPAWNED, .slot = slot);
  if (world->failures > 0) {
    OFFER(EV_SPAWN_FAILED, .slot = slot, .failure = FAILURE_TRANSIENT);
    OFFER(EV_SPAWN_FAILED, .slot = slot, .failure = FAILURE_CANNOT);
  }
}

/* A child ends by itself with success, another code or a signal; by its stop signal, or all the
 * same by itself; by KILL. */
static void offer_ends(struct moves *moves, uint8_t slot, const struct world *world)
{
  const struct kernel_child *child = &world->kernel.children[slot];
  if (child->killed) {
    OFFER(EV_ENDED, .slot = slot, .signal = CORE_SIGKILL);
    return;
  }
  OFFER(EV_ENDED, .slot = slot);
  if (child->signalled) {
    OFFER(EV_ENDED, .slot = slot, .signal = CORE_SIGTERM);
    return;
  }
  OFFER(EV_ENDED, .slot = slot, .code = 3);
  OFFER(EV_ENDED, .slot = slot, .signal = CORE_SIGABRT);
  if (world->fresh[slot] && world->failures > 0) {
    OFFER(EV_ENDED, .slot = slot, .failure = FAILURE_TRANSIENT);
    OFFER(EV_ENDED, .slot = slot, .failure = FAILURE_MISSING);
  }
}

static void offer_sweep_answers(struct moves *moves, uint8_t slot, const struct world *world)
{
  OFFER(EV_SWEEP, .slot = slot);
  if (world->leftovers > 0) {
    OFFER(EV_SWEEP, .slot = slot, .left = 1);
  }
}

/* Answers that the shell gives at once: to a SPAWN, a SWEEP, a DRAIN. */
static bool offer_answers(struct moves *moves, uint32_t count, const struct world *world,
                          bool first_only)
{
  for (uint8_t slot = 0; slot < count; slot++) {
    if (world->kernel.children[slot].holds == KERNEL_SPAWNING) {
      offer_spawn_answers(moves, slot, world);
    } else if (world->kernel.children[slot].look) {
      offer_sweep_answers(moves, slot, world);
    }
    if (first_only && moves->count > 0) {
      return true;
    }
  }
  if (world->kernel.drain) {
    OFFER(EV_DRAIN);
    if (world->leftovers > 0) {
      OFFER(EV_DRAIN, .left = 1);
    }
  }
  return moves->count > 0;
}

/* --- Time --- */

/* The shell answers before it sleeps, and KILL kills. */
static bool time_stands(const struct books *books, const struct world *world)
{
  bool stands = world->kernel.drain;
  for (uint32_t i = 0; i < books->count; i++) {
    const struct kernel_child *child = &world->kernel.children[i];
    stands = stands || child->look || child->holds == KERNEL_SPAWNING ||
             (child->holds == KERNEL_ALIVE && child->killed && books->phase == PHASE_UP);
  }
  return stands;
}

uint32_t restarts_of(const struct books *books)
{
  uint32_t restarts = 0;
  for (uint32_t i = 1; i < books->count; i++) {
    const struct entry *entry = &books->entries[i];
    bool more = entry->supervisor && entry->restarts.count > restarts;
    restarts = more ? entry->restarts.count : restarts;
  }
  return restarts;
}

static void offer_time(struct moves *moves, const struct books *books, const struct world *world,
                       const struct bounds *bounds)
{
  int64_t deadline = books_due(books);
  if (time_stands(books, world)) {
    return;
  }
  if (deadline == BOOKS_NEVER) {
    OFFER(MOVE_WAIT, .clock = CLOCK_FAR);
    if (restarts_of(books) > 0) { /* the window of its breaker is far longer than any other */
      OFFER(MOVE_WAIT, .clock = CLOCK_AGES);
    }
    return;
  }
  OFFER(EV_TIMER, .clock = CLOCK_TO_DEADLINE);
  if (bounds->late && deadline > world->now) {
    OFFER(MOVE_WAIT, .clock = CLOCK_TO_DEADLINE);
  }
}

/* --- People's --- */

static void offer_commands(struct moves *moves, uint8_t slot, const struct books *books,
                           const struct world *world)
{
  if (world->commands > 0 && books->phase == PHASE_UP) {
    OFFER(EV_START, .slot = slot);
    OFFER(EV_STOP, .slot = slot);
    OFFER(EV_RESTART, .slot = slot);
  }
}

/* A client dies that waits to be told. */
static void offer_gone(struct moves *moves, const struct books *books)
{
  bool waits = false;
  for (uint32_t i = 0; i < books->count; i++) {
    waits = waits || books->entries[i].number != 0;
  }
  if (waits) {
    OFFER(EV_GONE);
  }
}

/* A signal that a child is to get, too; one, which is as good as any. */
static void offer_forwarded(struct moves *moves, const struct books *books)
{
  bool wanted = false;
  for (uint32_t i = 0; i < books->count; i++) {
    wanted = wanted || settings_of(books, &books->entries[i])->forward != 0;
  }
  if (wanted && books->phase == PHASE_UP) {
    OFFER(EV_SIGNAL, .signal = CORE_SIGHUP);
  }
}

static void offer_shutdowns(struct moves *moves, const struct books *books,
                            const struct bounds *bounds)
{
  OFFER(EV_SIGNAL, .signal = CORE_SIGTERM);
  if (books->phase == PHASE_UP || !books->forced) {
    OFFER(EV_FORCE);
  }
  if (bounds->late) {
    OFFER(EV_SIGNAL, .signal = CORE_SIGINT);
    OFFER(EV_SHUTDOWN, .code = 77);
  }
}

/* --- Lost races --- */

static void offer_stale(struct moves *moves, uint8_t slot, const struct world *world)
{
  OFFER(EV_ENDED, .slot = slot, .code = 9, .stale = true);
  OFFER(EV_SWEEP, .slot = slot, .stale = true);
  if (world->kernel.children[slot].holds != KERNEL_SPAWNING) {
    OFFER(EV_SPAWNED, .slot = slot, .stale = true);
    OFFER(EV_SPAWN_FAILED, .slot = slot, .stale = true);
  }
}

void moves_of(const struct books *books, const struct world *world, const struct bounds *bounds,
              struct moves *moves)
{
  moves->count = 0;
  if (offer_answers(moves, books->count, world, !bounds->interleave) && !bounds->interleave) {
    return;
  }
  offer_shutdowns(moves, books, bounds);
  offer_forwarded(moves, books);
  for (uint8_t slot = 1; slot < books->count; slot++) {
    const struct entry *entry = &books->entries[slot];
    if (world->kernel.children[slot].holds == KERNEL_ALIVE) {
      offer_ends(moves, slot, world);
      if (settings_of(books, entry)->ready == BATON_READY_FD && !entry->ready &&
          entry->goal == GOAL_NONE) {
        OFFER(EV_READY, .slot = slot);
      }
    }
    offer_commands(moves, slot, books, world);
    if (bounds->stale && !entry->supervisor) {
      offer_stale(moves, slot, world);
    }
  }
  if (bounds->late) {
    offer_gone(moves, books);
  }
  offer_time(moves, books, world, bounds);
}

/* A stale event names the last instance but one, or, of this one, what it is past already. Whatever
 * an operator asks for is a request, with a number of its own. */
struct baton_event move_event(const struct move *move, const struct world *world)
{
  const struct kernel_child *child = &world->kernel.children[move->slot];
  uint8_t needed = move->kind == EV_ENDED ? KERNEL_ALIVE : KERNEL_ENDED;
  bool old = move->stale && (child->holds == needed || child->holds == KERNEL_SPAWNING);
  struct baton_event event = {
      .kind = move->kind,
      .failure = move->failure,
      .code = move->code,
      .signal = move->signal,
      .slot = move->slot,
      .run = child->run - old,
      .left = move->left,
  };
  if (move->kind == EV_SHUTDOWN) {
    event.left = move->code;
    event.code = 0;
  }
  if (move->kind >= EV_START && move->kind <= EV_GONE) {
    event.client = CLIENT;
    event.number = 1U + world->commands;
  }
  return event;
}

void move_world(const struct move *move, const struct books *books, struct world *world)
{
  int64_t before = world->now;
  if (move->clock == CLOCK_TO_DEADLINE) {
    world->now = most(before, books_due(books));
  } else if (move->clock == CLOCK_FAR) {
    world->now += FAR_MS;
  } else if (move->clock == CLOCK_AGES) {
    world->now += AGES_MS;
  }
  for (uint32_t i = 0; i < books->count && world->now > before; i++) {
    world->fresh[i] = false;
  }
  if (move->stale) {
    return;
  }
  if (move->slot > 0) {
    world->fresh[move->slot] = move->kind == EV_SPAWNED;
  }
  bool commanded = move->kind == EV_START || move->kind == EV_STOP || move->kind == EV_RESTART;
  world->failures = (uint8_t)(world->failures - (move->failure != FAILURE_NONE));
  world->leftovers = (uint8_t)(world->leftovers - (move->left > 0));
  world->commands = (uint8_t)(world->commands - commanded);
}
