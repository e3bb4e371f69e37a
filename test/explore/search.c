#include "search.h"

#include "moves.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN_MS     1000000
#define FIRST_SLOTS  4096U /* of the set; a power of two */
#define ARENA_LIMIT  16384U
#define PARTS        3U
#define LEVEL_GROWTH 256U
#define PROBE_MOVES  100U /* more than any straight way to FINISH */

/* --- Memory --- */

static void *grown(void *memory, size_t bytes)
{
  void *bigger = realloc(memory, bytes);
  if (bigger == NULL) {
    fputs("explore: out of memory\n", stderr);
    exit(1);
  }
  return bigger;
}

/* The digests of all states that were seen; an open-addressed table. */
struct seen {
  struct digest *slots;
  size_t capacity, count;
};

static bool seen_put(struct seen *seen, struct digest digest);

static void seen_grow(struct seen *seen)
{
  struct seen bigger = {.capacity = seen->capacity == 0 ? FIRST_SLOTS : seen->capacity * 4};
  bigger.slots = grown(NULL, bigger.capacity * sizeof *bigger.slots);
  memset(bigger.slots, 0, bigger.capacity * sizeof *bigger.slots);
  for (size_t i = 0; i < seen->capacity; i++) {
    if (seen->slots[i].low != 0) {
      (void)seen_put(&bigger, seen->slots[i]);
    }
  }
  free(seen->slots);
  *seen = bigger;
}

/* False if it was there already. An empty slot has a `low` of 0. */
static bool seen_put(struct seen *seen, struct digest digest)
{
  if (seen->count * 2 >= seen->capacity) {
    seen_grow(seen);
  }
  digest.low |= 1U;
  for (size_t at = digest.high;; at++) {
    struct digest *slot = &seen->slots[at & (seen->capacity - 1)];
    if (slot->low == digest.low && slot->high == digest.high) {
      return false;
    }
    if (slot->low == 0) {
      *slot = digest;
      seen->count++;
      return true;
    }
  }
}

/* --- One search --- */

/* How a state was reached; its index is the order of discovery. */
struct origin {
  uint32_t parent;
  struct move move;
};

struct state {
  uint32_t index;
  struct world world;
};

struct part {
  size_t offset, bytes;
};

/* A level of the search: records of a state, its books and its arena, one after the other. */
struct level {
  unsigned char *bytes;
  size_t count, capacity;
};

struct search {
  const struct tree *tree;
  const struct bounds *bounds;
  enum tamper tamper;
  FILE *out;
  struct tally *tally;
  struct seen seen;
  struct origin *origins;
  size_t origin_count, origin_capacity;
  struct level level, next, probe;
  struct part parts[PARTS];
  size_t record_bytes;
  /* the state at hand, its books, and the core that is bound to its arena */
  struct state state;
  struct books books;
  struct core core;
  uint64_t arena[ARENA_LIMIT / sizeof(uint64_t)];
};

/* What a step changes of an arena: the state with the nodes and supervisors behind it, the restarts
 * and the timers. */
static void find_parts(struct search *search)
{
  const struct baton_table *table = search->core.table;
  search->parts[0] =
      (struct part){table->state.offset, table->settings.offset - table->state.offset};
  search->parts[1] =
      (struct part){table->restarts.offset, table->limits.offset - table->restarts.offset};
  search->parts[2] =
      (struct part){table->timers.offset, table->groups.offset - table->timers.offset};
  search->record_bytes = sizeof search->state + books_size(&search->books);
  for (uint32_t i = 0; i < PARTS; i++) {
    search->record_bytes += search->parts[i].bytes;
  }
}

static void lay_out(struct search *search)
{
  static const struct core_boot boot = {.pid = 1};
  const struct plan *plan = &search->tree->plan;
  if (core_size(plan) > ARENA_LIMIT) {
    fputs("explore: the tree is too large\n", stderr);
    exit(1);
  }
  memset(search->arena, 0, sizeof search->arena);
  core_init(&search->core, search->arena, plan, &boot);
  books_open(&search->books, search->tree);
  find_parts(search);
}

/* --- Lies --- */

static void drop_action(struct deed *deed, uint32_t at)
{
  deed->count--;
  memmove(&deed->actions[at], &deed->actions[at + 1], (deed->count - at) * sizeof *deed->actions);
}

static void double_action(struct deed *deed, uint32_t at)
{
  deed->actions[deed->count++] = deed->actions[at];
}

static bool is_stop(const struct baton_action *action)
{
  return action->kind == ACT_SIGNAL && action->signal == CORE_SIGTERM;
}

static bool is_kill(const struct baton_action *action)
{
  return action->kind == ACT_SIGNAL && action->signal == CORE_SIGKILL;
}

static bool is_restart(const struct baton_action *action)
{
  return action->kind == ACT_SPAWN && action->run > 1;
}

static uint32_t find_kind(const struct deed *deed, enum core_action kind)
{
  uint32_t at = 0;
  while (at < deed->count && deed->actions[at].kind != kind) {
    at++;
  }
  return at;
}

static uint32_t find(const struct deed *deed, bool (*is)(const struct baton_action *))
{
  uint32_t at = 0;
  while (at < deed->count && !is(&deed->actions[at])) {
    at++;
  }
  return at;
}

static uint32_t target_of(enum tamper tamper, const struct deed *deed)
{
  switch (tamper) {
  case TAMPER_DROP_SPAWN:
  case TAMPER_DOUBLE_SPAWN: return find_kind(deed, ACT_SPAWN);
  case TAMPER_GROUP_LESS:
  case TAMPER_GROUP_MORE: return find(deed, is_restart);
  case TAMPER_DROP_STOP:
  case TAMPER_DOUBLE_STOP:
  case TAMPER_WRONG_CHILD:
  case TAMPER_OLD_RUN: return find(deed, is_stop);
  case TAMPER_DROP_KILL: return find(deed, is_kill);
  case TAMPER_DROP_SWEEP:
  case TAMPER_SOFT_SWEEP: return find_kind(deed, ACT_SWEEP);
  case TAMPER_DROP_DRAIN: return find_kind(deed, ACT_DRAIN);
  case TAMPER_DROP_FINISH:
  case TAMPER_WRONG_CODE:
  case TAMPER_NOTE_AFTER_FINISH: return find_kind(deed, ACT_FINISH);
  case TAMPER_NONE:
  case TAMPER_NO_DEADLINE:
  case TAMPER_LATE_DEADLINE:
  case TAMPER_COUNT: break;
  }
  return deed->count;
}

/* Another child than this one: the first of the tree or the last. */
static uint32_t other_child(const struct tree *tree, uint32_t slot)
{
  return slot == 1 ? tree->plan.node_count - 1 : 1;
}

static void tell_lie(enum tamper tamper, const struct tree *tree, struct deed *deed)
{
  uint32_t at = target_of(tamper, deed);
  struct baton_action *action = &deed->actions[at];
  bool armed = deed->deadline != CORE_NEVER;
  if (tamper == TAMPER_NO_DEADLINE) {
    deed->deadline = CORE_NEVER;
  } else if (tamper == TAMPER_LATE_DEADLINE) {
    deed->deadline += armed;
  } else if (at == deed->count) {
    return;
  } else if (tamper == TAMPER_DOUBLE_SPAWN || tamper == TAMPER_DOUBLE_STOP ||
             tamper == TAMPER_NOTE_AFTER_FINISH) {
    double_action(deed, at);
    deed->actions[deed->count - 1].kind =
        tamper == TAMPER_NOTE_AFTER_FINISH ? ACT_NOTE : action->kind;
  } else if (tamper == TAMPER_GROUP_MORE) {
    double_action(deed, at);
    deed->actions[deed->count - 1].slot = other_child(tree, action->slot);
  } else if (tamper == TAMPER_WRONG_CHILD) {
    action->slot = other_child(tree, action->slot);
  } else if (tamper == TAMPER_OLD_RUN) {
    action->run--;
  } else if (tamper == TAMPER_SOFT_SWEEP) {
    action->signal = CORE_SIGKILL;
  } else if (tamper == TAMPER_WRONG_CODE) {
    action->value++;
  } else {
    drop_action(deed, at);
  }
}

/* --- One move --- */

static struct canon canon_of(const struct search *search)
{
  return (struct canon){
      .core = &search->core,
      .books = &search->books,
      .world = &search->state.world,
  };
}

static void take_actions(struct search *search, struct deed *deed)
{
  struct world *world = &search->state.world;
  struct baton_action action;
  while (core_take(&search->core, &action)) {
    if (action.kind == ACT_SWEEP && action.slot < NODES_MAX) {
      world->sweeps[action.slot] = true;
    }
    world->drains |= action.kind == ACT_DRAIN;
    if (deed->count < DEED_ACTIONS - 1U) {
      deed->actions[deed->count++] = action;
    }
  }
}

/* Lets the move happen to the world, the core and the books, in that order. */
static bool make_move(struct search *search, const struct move *move, struct deed *deed,
                      struct finding *finding)
{
  struct world *world = &search->state.world;
  struct baton_event event = move_event(move, &search->books);
  bool waits = move->kind == MOVE_WAIT;
  bool was_up = search->books.phase <= PHASE_UP;
  deed->count = 0;
  move_world(move, &search->books, world);
  if (!waits) {
    core_step(&search->core, world->now, &event);
    take_actions(search, deed);
  }
  if (was_up && search->core.state->life >= BATON_LIFE_SHUTDOWN) {
    world->shut_at = world->now;
  }
  deed->deadline = core_deadline(&search->core);
  tell_lie(search->tamper, search->tree, deed);
  return check_deed(&search->books, &search->core, world, waits ? NULL : &event, deed, finding);
}

/* --- Traces --- */

static void print_action(FILE *out, const struct baton_action *action)
{
  fprintf(out, "                   -> %s", core_action_name((enum core_action)action->kind));
  if (action->slot != BATON_NONE) {
    fprintf(out, " of %u", action->slot);
  }
  if (action->signal != 0) {
    fprintf(out, ", signal %u", action->signal);
  }
  if (action->kind == ACT_FINISH) {
    fprintf(out, ", code %u", action->value);
  }
  fputc('\n', out);
}

static void begin(struct search *search)
{
  lay_out(search);
  memset(&search->state, 0, sizeof search->state);
  search->state.world = (struct world){
      .now = BEGIN_MS,
      .commands = search->bounds->commands,
      .failures = search->bounds->failures,
      .leftovers = search->bounds->leftovers,
  };
}

/* Plays the way to state `index` and then `last` again, and writes it down. */
static void print_trace(struct search *search, uint32_t index, const struct move *last)
{
  uint32_t length = 0;
  struct move *path = NULL;
  struct deed deed;
  struct finding ignored;
  for (uint32_t i = index; i != 0; i = search->origins[i].parent) {
    path = grown(path, (length + 1) * sizeof *path);
    path[length++] = search->origins[i].move;
  }
  tree_print(search->out, search->tree);
  begin(search);
  for (uint32_t i = 0; i <= length + 1; i++) {
    struct move boot = {.kind = EV_BOOT};
    struct move move = i == 0 ? boot : i <= length ? path[length - i] : *last;
    (void)make_move(search, &move, &deed, &ignored);
    move_print(search->out, &move, &search->state.world);
    for (uint32_t j = 0; j < deed.count; j++) {
      if (deed.actions[j].kind != ACT_NOTE) {
        print_action(search->out, &deed.actions[j]);
      }
    }
  }
  free(path);
}

/* --- The search --- */

static void save(const struct search *search, struct level *level)
{
  if (level->count == level->capacity) {
    level->capacity += level->capacity + LEVEL_GROWTH;
    level->bytes = grown(level->bytes, level->capacity * search->record_bytes);
  }
  unsigned char *record = level->bytes + level->count++ * search->record_bytes;
  memcpy(record, &search->state, sizeof search->state);
  record += sizeof search->state;
  books_save(&search->books, record);
  record += books_size(&search->books);
  for (uint32_t i = 0; i < PARTS; i++) {
    const struct part *part = &search->parts[i];
    memcpy(record, (const unsigned char *)search->arena + part->offset, part->bytes);
    record += part->bytes;
  }
}

static void restore(struct search *search, const unsigned char *record)
{
  memcpy(&search->state, record, sizeof search->state);
  record += sizeof search->state;
  books_load(&search->books, record);
  record += books_size(&search->books);
  for (uint32_t i = 0; i < PARTS; i++) {
    const struct part *part = &search->parts[i];
    memcpy((unsigned char *)search->arena + part->offset, record, part->bytes);
    record += part->bytes;
  }
}

/* A supervisor that was restarted more often is not followed any further. */
static bool is_beyond(const struct search *search)
{
  for (uint32_t i = 1; i < search->books.count; i++) {
    const struct entry *entry = &search->books.entries[i];
    if (entry->supervisor && entry->restarts.count > search->bounds->rounds) {
      return true;
    }
  }
  return false;
}

static void discover(struct search *search, uint32_t parent, const struct move *move)
{
  struct canon canon = canon_of(search);
  if (!seen_put(&search->seen, canon_digest(&canon))) {
    return;
  }
  if (search->origin_count == search->origin_capacity) {
    search->origin_capacity += search->origin_capacity + LEVEL_GROWTH;
    search->origins = grown(search->origins, search->origin_capacity * sizeof *search->origins);
  }
  search->state.index = (uint32_t)search->origin_count;
  search->origins[search->origin_count++] = (struct origin){.parent = parent, .move = *move};
  search->tally->states++;
  if (search->books.phase != PHASE_OVER && !is_beyond(search)) {
    save(search, &search->next);
  }
}

static void report(struct search *search, uint32_t index, const struct move *move,
                   const struct finding *finding)
{
  bool first = search->tally->findings++ == 0;
  search->tally->violations[finding->invariant]++;
  if (first && search->out != NULL) {
    (void)fprintf(search->out, "violation: %s\n", finding->text);
    print_trace(search, index, move);
  }
}

/* After FINISH nothing does anything. */
static bool stays_finished(struct search *search, struct finding *finding)
{
  struct baton_action action;
  for (unsigned kind = 0; kind < EV_COUNT; kind++) {
    struct baton_event event = {.kind = (uint8_t)kind, .slot = 1, .signal = CORE_SIGINT};
    event.run = search->books.entries[1].run;
    core_step(&search->core, search->state.world.now + FAR_MS, &event);
    if (core_take(&search->core, &action) || core_deadline(&search->core) != CORE_NEVER) {
      finding->invariant = INVARIANT_AFTER_FINISH;
      (void)snprintf(finding->text, sizeof finding->text, "%s after FINISH does something",
                     core_event_name((enum core_event)kind));
      return false;
    }
  }
  return true;
}

/* What lets a shutdown go on: the next answer that is due, an end, or time. */
static struct move way_down(const struct search *search)
{
  const struct world *world = &search->state.world;
  for (uint8_t slot = 0; slot < search->books.count; slot++) {
    const struct entry *entry = &search->books.entries[slot];
    if (entry->holds == HOLDS_ASKED) {
      return (struct move){.kind = EV_SPAWNED, .slot = slot};
    }
    if (entry->holds == HOLDS_REST && world->sweeps[slot]) {
      return (struct move){.kind = EV_SWEEP, .slot = slot};
    }
    if (entry->holds == HOLDS_ALIVE && (entry->signalled || entry->killed)) {
      uint8_t signal = entry->killed ? CORE_SIGKILL : CORE_SIGTERM;
      return (struct move){.kind = EV_ENDED, .slot = slot, .signal = signal};
    }
  }
  if (world->drains) {
    return (struct move){.kind = EV_DRAIN};
  }
  return (struct move){.kind = EV_TIMER, .clock = CLOCK_TO_DEADLINE};
}

/* States are told apart without their exit code, so the code of each shutdown is looked at when it
 * begins: straight down to FINISH. Leaves the state at hand as it was. */
static bool ends_well(struct search *search, struct finding *finding)
{
  struct canon canon = canon_of(search);
  struct deed deed;
  if (!seen_put(&search->seen, canon_entry(&canon))) {
    return true;
  }
  search->probe.count = 0;
  save(search, &search->probe);
  for (unsigned i = 0; i < PROBE_MOVES && search->books.phase != PHASE_OVER; i++) {
    struct move move = way_down(search);
    search->tally->transitions++;
    if (!make_move(search, &move, &deed, finding)) {
      return false;
    }
  }
  if (search->books.phase != PHASE_OVER) {
    finding->invariant = INVARIANT_SHUTDOWN_ENDS;
    (void)snprintf(finding->text, sizeof finding->text, "a shutdown does not end");
    return false;
  }
  restore(search, search->probe.bytes);
  return true;
}

static bool try_move_on(struct search *search, const struct move *move, struct finding *finding)
{
  struct deed deed;
  bool was_up = search->books.phase == PHASE_UP;
  search->tally->transitions++;
  if (!make_move(search, move, &deed, finding)) {
    return false;
  }
  if (search->books.phase == PHASE_OVER) {
    return stays_finished(search, finding);
  }
  return !was_up || search->books.phase == PHASE_UP || ends_well(search, finding);
}

static void try_move(struct search *search, const unsigned char *record, const struct move *move)
{
  struct finding finding;
  restore(search, record);
  uint32_t index = search->state.index;
  if (try_move_on(search, move, &finding)) {
    discover(search, index, move);
  } else {
    report(search, index, move, &finding);
  }
}

static bool is_over(const struct search *search)
{
  return search->tamper != TAMPER_NONE && search->tally->findings > 0;
}

static bool is_full(const struct search *search)
{
  return search->bounds->states > 0 && search->tally->states >= search->bounds->states;
}

static void expand(struct search *search)
{
  struct moves moves;
  for (size_t i = 0; i < search->level.count && !is_over(search) && !is_full(search); i++) {
    const unsigned char *record = search->level.bytes + i * search->record_bytes;
    restore(search, record);
    moves_of(&search->books, &search->state.world, search->bounds, &moves);
    for (uint32_t j = 0; j < moves.count; j++) {
      try_move(search, record, &moves.list[j]);
    }
  }
}

static void boot(struct search *search)
{
  struct move move = {.kind = EV_BOOT};
  struct deed deed;
  struct finding finding;
  begin(search);
  search->tally->transitions++;
  if (make_move(search, &move, &deed, &finding)) {
    discover(search, 0, &move);
  } else {
    search->tally->findings++;
    search->tally->violations[finding.invariant]++;
  }
}

void search_tree(const struct tree *tree, const struct bounds *bounds, enum tamper tamper,
                 FILE *out, struct tally *tally)
{
  static struct search search;
  memset(&search, 0, sizeof search);
  search.tree = tree;
  search.bounds = bounds;
  search.tamper = tamper;
  search.out = out;
  search.tally = tally;
  boot(&search);
  uint64_t depth = 0;
  while (search.next.count > 0 && !is_over(&search) && !is_full(&search)) {
    struct level done = search.level;
    search.level = search.next;
    search.next = done;
    search.next.count = 0;
    depth++;
    expand(&search);
  }
  tally->depth = depth > tally->depth ? depth : tally->depth;
  tally->cut += is_full(&search);
  free(search.seen.slots);
  free(search.origins);
  free(search.level.bytes);
  free(search.next.bytes);
  free(search.probe.bytes);
}
