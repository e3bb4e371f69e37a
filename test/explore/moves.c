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

static void offer_simple(struct moves *moves, enum core_event kind, uint32_t slot)
{
  offer(moves, (struct move){.kind = (uint8_t)kind, .slot = (uint8_t)slot});
}

/* --- The kernel's --- */

static void offer_spawn_answers(struct moves *moves, uint32_t i, const struct world *world)
{
  uint8_t slot = (uint8_t)i;
  offer_simple(moves, EV_SPAWNED, i);
  if (world->failures > 0) {
    offer(moves,
          (struct move){.kind = EV_SPAWN_FAILED, .slot = slot, .failure = FAILURE_TRANSIENT});
    offer(moves, (struct move){.kind = EV_SPAWN_FAILED, .slot = slot, .failure = FAILURE_CANNOT});
  }
}

static void offer_end(struct moves *moves, uint32_t i, uint8_t code, uint8_t signal)
{
  offer(moves, (struct move){.kind = EV_ENDED, .slot = (uint8_t)i, .code = code, .signal = signal});
}

/* A child ends by itself with success, another code or a signal; by its stop signal, or all the
 * same by itself; by KILL. */
static void offer_ends(struct moves *moves, uint32_t i, const struct world *world)
{
  const struct kernel_child *child = &world->kernel.children[i];
  uint8_t slot = (uint8_t)i;
  if (child->killed) {
    offer_end(moves, i, 0, CORE_SIGKILL);
    return;
  }
  offer_end(moves, i, 0, 0);
  if (child->signalled) {
    offer_end(moves, i, 0, CORE_SIGTERM);
    return;
  }
  offer_end(moves, i, 3, 0);
  offer_end(moves, i, 0, CORE_SIGABRT);
  if (world->fresh[i] && world->failures > 0) {
    offer(moves, (struct move){.kind = EV_ENDED, .slot = slot, .failure = FAILURE_TRANSIENT});
    offer(moves, (struct move){.kind = EV_ENDED, .slot = slot, .failure = FAILURE_MISSING});
  }
}

static void offer_sweep_answers(struct moves *moves, uint32_t i, const struct world *world)
{
  offer_simple(moves, EV_SWEEP, i);
  if (world->leftovers > 0) {
    offer(moves, (struct move){.kind = EV_SWEEP, .slot = (uint8_t)i, .left = 1});
  }
}

/* Answers that the shell gives at once: to a SPAWN, a SWEEP, a DRAIN. */
static bool offer_answers(struct moves *moves, uint32_t count, const struct world *world,
                          bool first_only)
{
  for (uint32_t i = 0; i < count; i++) {
    if (world->kernel.children[i].holds == KERNEL_SPAWNING) {
      offer_spawn_answers(moves, i, world);
    } else if (world->kernel.children[i].look) {
      offer_sweep_answers(moves, i, world);
    }
    if (first_only && moves->count > 0) {
      return true;
    }
  }
  if (world->kernel.drain) {
    offer(moves, (struct move){.kind = EV_DRAIN});
    if (world->leftovers > 0) {
      offer(moves, (struct move){.kind = EV_DRAIN, .left = 1});
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

/* The window of its breaker is far longer than any other time. */
static bool has_restarted_supervisor(const struct books *books)
{
  for (uint32_t i = 1; i < books->count; i++) {
    if (books->entries[i].supervisor && books->entries[i].restarts.count > 0) {
      return true;
    }
  }
  return false;
}

static void offer_time(struct moves *moves, const struct books *books, const struct world *world,
                       const struct bounds *bounds)
{
  int64_t deadline = books_due(books);
  if (time_stands(books, world)) {
    return;
  }
  if (deadline == BOOKS_NEVER) {
    offer(moves, (struct move){.kind = MOVE_WAIT, .clock = CLOCK_FAR});
    if (has_restarted_supervisor(books)) {
      offer(moves, (struct move){.kind = MOVE_WAIT, .clock = CLOCK_AGES});
    }
    return;
  }
  offer(moves, (struct move){.kind = EV_TIMER, .clock = CLOCK_TO_DEADLINE});
  if (bounds->late && deadline > world->now) {
    offer(moves, (struct move){.kind = MOVE_WAIT, .clock = CLOCK_TO_DEADLINE});
  }
}

/* --- People's --- */

static void offer_commands(struct moves *moves, uint32_t i, const struct books *books,
                           const struct world *world)
{
  if (world->commands > 0 && books->phase == PHASE_UP) {
    offer_simple(moves, EV_START, i);
    offer_simple(moves, EV_STOP, i);
    offer_simple(moves, EV_RESTART, i);
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
    offer_simple(moves, EV_GONE, BATON_ROOT);
  }
}

static void offer_shutdowns(struct moves *moves, const struct books *books,
                            const struct bounds *bounds)
{
  offer(moves, (struct move){.kind = EV_SIGNAL, .signal = CORE_SIGTERM});
  if (books->phase == PHASE_UP || !books->forced) {
    offer(moves, (struct move){.kind = EV_FORCE});
  }
  if (bounds->late) {
    offer(moves, (struct move){.kind = EV_SIGNAL, .signal = CORE_SIGINT});
    offer(moves, (struct move){.kind = EV_SHUTDOWN, .code = 77});
  }
}

/* --- Lost races --- */

static void offer_stale(struct moves *moves, uint32_t i, const struct world *world)
{
  uint8_t slot = (uint8_t)i;
  offer(moves, (struct move){.kind = EV_ENDED, .slot = slot, .code = 9, .stale = true});
  offer(moves, (struct move){.kind = EV_SWEEP, .slot = slot, .stale = true});
  if (world->kernel.children[i].holds != KERNEL_SPAWNING) {
    offer(moves, (struct move){.kind = EV_SPAWNED, .slot = slot, .stale = true});
    offer(moves, (struct move){.kind = EV_SPAWN_FAILED, .slot = slot, .stale = true});
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
  for (uint32_t i = 1; i < books->count; i++) {
    const struct entry *entry = &books->entries[i];
    if (world->kernel.children[i].holds == KERNEL_ALIVE) {
      offer_ends(moves, i, world);
      if (settings_of(books, entry)->ready == BATON_READY_FD && !entry->ready &&
          entry->goal == GOAL_NONE) {
        offer_simple(moves, EV_READY, i);
      }
    }
    offer_commands(moves, i, books, world);
    if (bounds->stale && !entry->supervisor) {
      offer_stale(moves, i, world);
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

void move_print(FILE *out, const struct move *move, const struct world *world)
{
  fprintf(out, "%7lld ms  ", (long long)world->now);
  if (move->kind == MOVE_WAIT) {
    fprintf(out, "time passes");
  } else {
    fprintf(out, "%s%s", move->stale ? "stale " : "", core_event_name((enum core_event)move->kind));
  }
  if (move->slot > 0) {
    fprintf(out, " of %u", move->slot);
  }
  if (move->failure != FAILURE_NONE) {
    fprintf(out, ", %s", core_failure_name(move->failure));
  } else if (move->signal != 0) {
    fprintf(out, ", signal %u", move->signal);
  } else if (move->kind == EV_ENDED || move->kind == EV_SHUTDOWN) {
    fprintf(out, ", code %u", move->code);
  }
  if (move->kind == EV_SWEEP || move->kind == EV_DRAIN) {
    fprintf(out, ", %u left", move->left);
  }
  fputc('\n', out);
}
