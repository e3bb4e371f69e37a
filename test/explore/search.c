#include "search.h"

#include "moves.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN_MS     1000000
#define LATE_MS      1000
#define DEED_ACTIONS 64U
#define FIRST_SLOTS  4096U /* of the set; a power of two */
#define ARENA_LIMIT  20480U
#define PARTS        (4U + BOOKS_KEPT)
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

/* What the core did in one step, and what speaks against it. */
struct deed {
  struct baton_action actions[DEED_ACTIONS];
  uint32_t count;
  const char *wrong;
};

/* A level of the search: records of a state, its books and its arena, one after the other. */
struct level {
  unsigned char *bytes;
  size_t count, capacity;
};

struct search {
  const struct tree *tree;
  const struct bounds *bounds;
  const struct lie *lie;
  FILE *out;
  struct tally *tally;
  struct seen seen;
  struct origin *origins;
  size_t origin_count, origin_capacity;
  struct level level, next, probe;
  struct memory parts[PARTS]; /* what a record is made of */
  size_t record_bytes;
  struct canon canon;
  /* the state at hand, its books, and the core that is bound to its arena */
  struct state state;
  struct books books;
  struct core core;
  uint64_t arena[ARENA_LIMIT / sizeof(uint64_t)];
};

static struct memory part_of(struct search *search, uint64_t from, uint64_t to)
{
  return (struct memory){(unsigned char *)search->arena + from, to - from};
}

/* What a move changes: the world with as many children as there are nodes, the books, and of the
 * arena the state with the nodes and supervisors behind it, the restarts and the timers. */
static void find_parts(struct search *search)
{
  const struct baton_table *table = search->core.table;
  struct kernel_child *end = &search->state.world.kernel.children[search->books.count];
  search->parts[0] =
      (struct memory){&search->state, (size_t)((char *)end - (char *)&search->state)};
  search->parts[1] = part_of(search, table->state.offset, table->settings.offset);
  search->parts[2] = part_of(search, table->restarts.offset, table->limits.offset);
  search->parts[3] = part_of(search, table->timers.offset, table->groups.offset);
  books_kept(&search->books, &search->parts[4]);
  search->record_bytes = 0;
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
  search->canon = (struct canon){&search->core, &search->books, &search->state.world};
}

/* --- One move --- */

static void take_actions(struct search *search, struct deed *deed)
{
  struct baton_action action;
  while (core_take(&search->core, &action)) {
    const char *wrong = kernel_perform(&search->state.world.kernel, &action);
    deed->wrong = deed->wrong == NULL ? wrong : deed->wrong;
    if (deed->count < DEED_ACTIONS - 1U) {
      deed->actions[deed->count++] = action;
    }
  }
}

static void tell_lie(const struct lie *lie, struct deed *deed)
{
  for (uint32_t i = 0; lie->is != NULL && i < deed->count; i++) {
    if (lie->is(&deed->actions[i])) {
      deed->count = lie->change(deed->actions, deed->count, i);
      return;
    }
  }
}

static int64_t deadline_of(const struct search *search)
{
  int64_t deadline = core_deadline(&search->core);
  bool lies = search->lie != NULL && search->lie->deadline != NULL && deadline != CORE_NEVER;
  return lies ? search->lie->deadline(deadline) : deadline;
}

/* Is there anything to wake up for? */
static bool is_awake(const struct search *search)
{
  const struct books *books = &search->books;
  bool awake = search->state.world.kernel.drain || books_due(books) != BOOKS_NEVER;
  for (uint32_t i = 0; i < books->count; i++) {
    const struct entry *entry = &books->entries[i];
    bool held = entry->status == BATON_STATUS_STOPPED || entry->status == BATON_STATUS_KILLED;
    awake = awake || entry->holds != HOLDS_NOTHING || held;
  }
  return awake;
}

static const char *fault_of_progress(const struct search *search)
{
  const struct world *world = &search->state.world;
  int64_t budget = (int64_t)search->tree->plan.globals.grace_ms + LATE_MS;
  if (search->books.phase == PHASE_OVER) {
    return NULL;
  }
  if (!is_awake(search)) {
    return "nothing will ever happen again";
  }
  bool late = search->books.phase != PHASE_UP && world->now - world->shut_at > budget;
  return late ? "the shutdown takes longer than its budget" : NULL;
}

/* Lets the move happen to the world, the core and the books, in that order. NULL, or what was wrong
 * with what the core did. */
static const char *make_move(struct search *search, const struct move *move, struct deed *deed)
{
  struct world *world = &search->state.world;
  struct baton_event event = move_event(move, world);
  bool was_up = search->books.phase <= PHASE_UP;
  move_world(move, &search->books, world);
  deed->count = 0;
  deed->wrong = NULL;
  if (move->kind == MOVE_WAIT) {
    return fault_of_progress(search);
  }
  kernel_tell(&world->kernel, &event);
  core_step(&search->core, world->now, &event);
  take_actions(search, deed);
  if (was_up && search->core.state->life >= BATON_LIFE_SHUTDOWN) {
    world->shut_at = world->now;
  }
  if (search->lie != NULL) {
    tell_lie(search->lie, deed);
  }
  if (!books_take(&search->books, world->now, &event, deed->actions, deed->count) ||
      !books_deadline(&search->books, deadline_of(search)) ||
      !books_shown(&search->books, search->core.nodes)) {
    return search->books.wrong;
  }
  const char *wrong = deed->wrong == NULL ? fault_of_progress(search) : deed->wrong;
  return wrong == NULL ? kernel_unsound(&search->core) : wrong;
}

/* --- Traces --- */

static void begin(struct search *search)
{
  lay_out(search);
  memset(&search->state, 0, sizeof search->state);
  search->state.world = (struct world){
      .now = BEGIN_MS,
      .commands = search->bounds->commands,
      .failures = search->bounds->failures,
      .leftovers = search->bounds->leftovers,
      .kernel.count = search->books.count,
  };
}

/* Plays the way to state `index` and then `last` again, and writes it down. */
static void print_trace(struct search *search, uint32_t index, const struct move *last)
{
  uint32_t length = 0;
  struct move *path = NULL;
  struct deed deed;
  char text[KERNEL_TEXT];
  for (uint32_t i = index; i != 0; i = search->origins[i].parent) {
    path = grown(path, (length + 1) * sizeof *path);
    path[length++] = search->origins[i].move;
  }
  tree_print(search->out, search->tree);
  begin(search);
  for (uint32_t i = 0; i <= length + 1; i++) {
    struct move boot = {.kind = EV_BOOT};
    struct move move = i == 0 ? boot : i <= length ? path[length - i] : *last;
    struct baton_event event = move_event(&move, &search->state.world);
    (void)make_move(search, &move, &deed);
    kernel_describe_event(&event, text);
    fprintf(search->out, "%7lld ms  %s%s\n", (long long)search->state.world.now,
            move.stale ? "stale: " : "", move.kind == MOVE_WAIT ? "time passes" : text);
    for (uint32_t j = 0; j < deed.count; j++) {
      kernel_describe(&deed.actions[j], text);
      fprintf(search->out, "                   -> %s\n", text);
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
  for (uint32_t i = 0; i < PARTS; i++) {
    memcpy(record, search->parts[i].at, search->parts[i].bytes);
    record += search->parts[i].bytes;
  }
}

static void restore(struct search *search, const unsigned char *record)
{
  for (uint32_t i = 0; i < PARTS; i++) {
    memcpy(search->parts[i].at, record, search->parts[i].bytes);
    record += search->parts[i].bytes;
  }
}

static void discover(struct search *search, uint32_t parent, const struct move *move)
{
  if (!seen_put(&search->seen, canon_digest(&search->canon))) {
    return;
  }
  if (search->origin_count == search->origin_capacity) {
    search->origin_capacity += search->origin_capacity + LEVEL_GROWTH;
    search->origins = grown(search->origins, search->origin_capacity * sizeof *search->origins);
  }
  search->state.index = (uint32_t)search->origin_count;
  search->origins[search->origin_count++] = (struct origin){.parent = parent, .move = *move};
  search->tally->states++;
  /* A supervisor that was restarted more often is not followed any further. */
  if (search->books.phase != PHASE_OVER && restarts_of(&search->books) <= search->bounds->rounds) {
    save(search, &search->next);
  }
}

static void report(struct search *search, uint32_t index, const struct move *move,
                   const char *wrong)
{
  if (search->tally->findings++ == 0 && search->out != NULL) {
    (void)fprintf(search->out, "violation: %s\n", wrong);
    print_trace(search, index, move);
  }
}

/* After FINISH nothing does anything. */
static bool stays_finished(struct search *search)
{
  struct baton_action action;
  for (unsigned kind = 0; kind < EV_COUNT; kind++) {
    struct baton_event event = {.kind = (uint8_t)kind, .slot = 1, .signal = CORE_SIGINT};
    event.run = search->books.entries[1].run;
    core_step(&search->core, search->state.world.now + FAR_MS, &event);
    if (core_take(&search->core, &action) || core_deadline(&search->core) != CORE_NEVER) {
      return false;
    }
  }
  return true;
}

/* What lets a shutdown go on. */
static struct move way_down(const struct search *search)
{
  struct baton_event event;
  if (!kernel_obeys(&search->state.world.kernel, &event)) {
    return (struct move){.kind = EV_TIMER, .clock = CLOCK_TO_DEADLINE};
  }
  return (struct move){.kind = event.kind, .slot = (uint8_t)event.slot, .signal = event.signal};
}

/* States are told apart without their exit code, so the code of each shutdown is looked at when it
 * begins: straight down to FINISH. Leaves the state at hand as it was. */
static const char *fault_of_end(struct search *search)
{
  struct deed deed;
  if (!seen_put(&search->seen, canon_entry(&search->canon))) {
    return NULL;
  }
  search->probe.count = 0;
  save(search, &search->probe);
  for (unsigned i = 0; i < PROBE_MOVES && search->books.phase != PHASE_OVER; i++) {
    struct move move = way_down(search);
    search->tally->transitions++;
    const char *wrong = make_move(search, &move, &deed);
    if (wrong != NULL) {
      return wrong;
    }
  }
  if (search->books.phase != PHASE_OVER) {
    return "a shutdown does not end";
  }
  restore(search, search->probe.bytes);
  return NULL;
}

static const char *fault_of_move(struct search *search, const struct move *move)
{
  struct deed deed;
  bool was_up = search->books.phase == PHASE_UP;
  search->tally->transitions++;
  const char *wrong = make_move(search, move, &deed);
  if (wrong != NULL) {
    return wrong;
  }
  if (search->books.phase == PHASE_OVER) {
    return stays_finished(search) ? NULL : "something is done after FINISH";
  }
  return was_up && search->books.phase != PHASE_UP ? fault_of_end(search) : NULL;
}

static void try_move(struct search *search, const unsigned char *record, const struct move *move)
{
  restore(search, record);
  uint32_t index = search->state.index;
  const char *wrong = fault_of_move(search, move);
  if (wrong == NULL) {
    discover(search, index, move);
  } else {
    report(search, index, move, wrong);
  }
}

static bool is_over(const struct search *search)
{
  return search->lie != NULL && search->tally->findings > 0;
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
  begin(search);
  search->tally->transitions++;
  const char *wrong = make_move(search, &move, &deed);
  if (wrong == NULL) {
    discover(search, 0, &move);
  } else {
    search->tally->findings++;
  }
}

void search_tree(const struct tree *tree, const struct bounds *bounds, const struct lie *lie,
                 FILE *out, struct tally *tally)
{
  static struct search search;
  memset(&search, 0, sizeof search);
  search.tree = tree;
  search.bounds = bounds;
  search.lie = lie;
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
