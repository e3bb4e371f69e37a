/* A layout that can grow: where every field is, larger arenas, arenas of other versions, and
 * indices that nobody uses. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "any_event.h"
#include "core/layout.h"
#include "core_world.h"
#include "world/version.h"
#include "writable.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

/* --- where every field is --- */

/* Fields of version 4 stay where they were, and records have no holes, which nobody would fill. */
#define RECORD(record, bytes)                                                                      \
  _Static_assert(sizeof(struct record) >= (bytes), #record " has shrunk");
#define FIELD(record, field, offset, bytes)                                                        \
  _Static_assert(offsetof(struct record, field) == (offset), #record "." #field " has moved");     \
  _Static_assert(sizeof(((struct record *)0)->field) == (bytes),                                   \
                 #record "." #field " has another size");
#include "layout-4.txt"
#undef RECORD
#undef FIELD

/* Numbers and what lies in records never grow. */
_Static_assert(sizeof(struct baton_window) == 8, "it lies in others");
_Static_assert(sizeof(struct baton_end) == 16, "it lies in others");
_Static_assert(sizeof(struct baton_codes) == 4, "it lies in others");
_Static_assert(sizeof(struct baton_part) == 24, "it lies in the header");

static const struct line {
  const char *record;
  const char *field; /* NULL: the record, with its bytes as the offset */
  size_t offset, bytes;
} lines[] = {

#define RECORD(record, bytes)               {#record, NULL, bytes, sizeof(struct record)},
#define FIELD(record, field, offset, bytes) {#record, #field, offset, bytes},
#include "layout-4.txt"
#undef RECORD
#undef FIELD
};

/* The file of the present version leaves nothing out: its fields lie one behind the other, from the
 * beginning of each record to its end. */
Test(layout, the_file_of_this_version_has_every_field)
{
  size_t size = 0;
  size_t end = 0;
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    if (lines[i].field == NULL) {
      cr_assert_eq(end, size, "%s ends at %zu of %zu", lines[i - (i > 0)].record, end, size);
      size = lines[i].bytes;
      end = 0;
      continue;
    }
    cr_assert_eq(lines[i].offset, end, "%s.%s", lines[i].record, lines[i].field);
    end += lines[i].bytes;
  }
  cr_assert_eq(end, size, "the last record ends at %zu of %zu", end, size);
}

static bool is_in_file(const char *type)
{
  bool found = strncmp(type, "struct ", 7) != 0; /* a number */
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    found = found || (lines[i].field == NULL && strcmp(lines[i].record, type + 7) == 0);
  }
  return found;
}

#define CHECK_TYPE(name, type) cr_assert(is_in_file(#type), "%s", #type);

Test(layout, the_file_has_every_record)
{
  BATON_PARTS(CHECK_TYPE)
}

/* --- larger arenas --- */

static uint32_t app, inner;
static const union core_room no_room;
static const union core_room some_room = {.nodes = 5,
                                          .supervisors = 2,
                                          .settings = 3,
                                          .restarts = 40,
                                          .limits = 1,
                                          .after = 7,
                                          .groups = 2,
                                          .strings = 1001};

/* a, b after a, c; then app/ with inner. */
static void family(enum baton_strategy strategy)
{
  static struct baton_limit limits[] = {
      {.soft = 1, .hard = 2, .resource = 3}
  };
  static uint32_t groups[] = {7, 8, 9};
  three_children(strategy);
  world_after(b, a);
  app = world_supervisor(BATON_ROOT, "app");
  inner = world_child(app, "app/inner");
  set(a)->backoff_initial_ms = 1000;
  clause(BATON_ROOT)->intensity = (struct baton_window){6, 60000};
  world.tree.plan.limits = limits;
  world.tree.plan.limit_count = 1;
  world.tree.plan.groups = groups;
  world.tree.plan.group_count = 3;
  world_boot();
}

static void begin(void)
{
  family(BATON_STRATEGY_ONE_FOR_ONE);
}

TestSuite(layout, .init = begin);

/* An arena in a block of just its size, so that the sanitizers see who leaves it. */
static void *grown(const void *from, const union core_room *room)
{
  size_t size = core_grown_size(from, room);
  void *to = calloc(1, size);
  cr_assert_gt(size, 0);
  cr_assert_not_null(to);
  core_grow(to, from, room);
  cr_assert_eq(((struct baton_table *)to)->size, size);
  return to;
}

static void adopt(struct core *core, void *arena)
{
  const struct baton_table *table = arena;
  enum core_adoption adoption = core_adopt(core, arena, table->size, table->pid);
  cr_assert_eq(adoption, ADOPTION_SOUND, "%s", core_adoption_name(adoption));
}

static const char *part_in(const void *arena, const struct baton_part *part)
{
  return (const char *)arena + part->offset;
}

/* Where the queue lies in its ring, and what was in it and in the log, is of no importance. */
static bool is_passing(const struct baton_table *table, const struct baton_part *part)
{
  return part == &table->queue || part == &table->actions || part == &table->undo_log;
}

/* Each part has the same records at the same places, and nothing behind them. */
static void assert_same(const void *one, const void *other)
{
  const struct baton_table *table = one;
  const struct baton_table *others = other;
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    const struct baton_part *part = &others->parts[i];
    size_t bytes = (size_t)part->count * part->size;
    if (is_passing(others, part)) {
      continue;
    }
    cr_assert_eq(part->count, table->parts[i].count, "part %u", i);
    cr_assert_eq(memcmp(part_in(one, &table->parts[i]), part_in(other, part), bytes), 0, "part %u",
                 i);
    for (size_t at = bytes; at < (size_t)part->capacity * part->size; at++) {
      cr_assert_eq(part_in(other, part)[at], 0, "part %u, byte %zu", i, at);
    }
  }
}

Test(layout, a_larger_arena_has_the_same_in_the_same_places)
{
  struct core larger;
  family(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(b, 1);
  void *arena = grown(world.core.arena, &some_room);
  adopt(&larger, arena);
  assert_same(world.core.arena, arena);
  const struct baton_table *table = world.core.table;
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    uint32_t more = larger.table->parts[i].capacity - table->parts[i].capacity;
    cr_assert(some_room.parts[i] == 0 || more == some_room.parts[i], "part %u", i);
  }
  cr_assert_eq(larger.table->mailboxes.capacity, larger.table->nodes.capacity);
  cr_assert_eq(larger.table->timers.capacity, larger.table->nodes.capacity);
  cr_assert_eq(larger.table->actions.capacity, table->actions.capacity + 5 * 7);
  free(arena);
}

Test(layout, an_arena_without_more_room_is_the_same_byte_for_byte)
{
  family(BATON_STRATEGY_REST_FOR_ONE);
  it_exits(a, 1);
  void *arena = grown(world.core.arena, &no_room);
  cr_assert_arr_eq(arena, world.core.arena, world.core.table->queue.offset);
  free(arena);
}

Test(layout, what_no_arena_can_hold_is_not_tried)
{
  uint32_t nodes = world.core.table->nodes.capacity;
  union core_room room = {.nodes = PLAN_NODES_MAX - nodes};
  cr_assert_gt(core_grown_size(world.core.arena, &room), 0);
  room.nodes++;
  cr_assert_eq(core_grown_size(world.core.arena, &room), 0);
  room = (union core_room){.strings = UINT32_MAX - world.core.table->strings.capacity};
  cr_assert_gt(core_grown_size(world.core.arena, &room), UINT32_MAX - 8U);
  room.strings++;
  cr_assert_eq(core_grown_size(world.core.arena, &room), 0);
}

/* The ring begins anew, in its order, however it lay. */
Test(layout, what_is_queued_comes_along)
{
  uint32_t capacity = world.core.table->actions.capacity;
  *world.core.queue = (struct baton_queue){.first = capacity - 2, .count = 5, .performing = 1};
  for (uint32_t i = 0; i < 6; i++) {
    world.core.actions[(capacity - 2 + i) % capacity].slot = 100 + i;
  }
  struct core larger;
  core_bind(&larger, grown(world.core.arena, &some_room));
  cr_assert_eq(larger.queue->first, 0);
  cr_assert_eq(larger.queue->count, 5);
  cr_assert_eq(larger.queue->performing, 1);
  for (uint32_t i = 0; i < 5; i++) {
    cr_assert_eq(larger.actions[i].slot, 100 + i);
  }
  cr_assert_eq(larger.actions[5].slot, 0, "nothing comes along that is not queued");
  free(larger.arena);
}

/* --- a life that goes on in another arena --- */

static uint64_t seed;

/* Both take the same event, and do the same. What ends everything is rare. */
static void both(struct core *one, struct core *other, int64_t now)
{
  struct baton_event event = any_event(one, &seed);
  struct baton_action first, second;
  bool ends = event.kind == EV_SHUTDOWN || event.kind == EV_FORCE || event.kind == EV_SIGNAL;
  event.kind = ends && !draw_one_in(&seed, 20) ? EV_TIMER : event.kind;
  core_step(one, now, &event);
  core_step(other, now, &event);
  while (core_take(one, &first)) {
    cr_assert(core_take(other, &second));
    cr_assert_arr_eq(&first, &second, sizeof first, "an action after %s",
                     core_event_name(event.kind));
  }
  cr_assert_not(core_take(other, &second));
  cr_assert_eq(core_deadline(one), core_deadline(other));
}

/* `other` lives in an arena that was made of one's. */
static void live_on(struct core *one, struct core *other)
{
  int64_t now = one->state->now_ms;
  for (unsigned step = 0; step < 500 && one->state->life < BATON_LIFE_FINISHED; step++) {
    now += draw_one_in(&seed, 2) ? draw_below(&seed, 5000) : 0;
    both(one, other, now);
  }
}

/* In the middle of whatever a supervised life brings, the arena becomes a larger one. */
Test(layout, a_life_goes_on_in_a_larger_arena_as_it_would_have)
{
  for (unsigned life = 0; life < 60; life++) {
    struct core larger;
    seed = life;
    family((enum baton_strategy)(life % BATON_STRATEGY_COUNT));
    core_bind(&larger, grown(world.core.arena, &no_room));
    for (unsigned growth = 0; growth < 5; growth++) {
      live_on(&world.core, &larger);
      assert_same(world.core.arena, larger.arena);
      void *before = larger.arena;
      adopt(&larger, grown(before, &some_room));
      free(before);
    }
    free(larger.arena);
  }
}

/* --- other versions --- */

/* The world's arena, read as what another version wrote. */
static void *read_as(const struct version *version, struct core *core)
{
  size_t size = 0;
  void *written = version_write(world.core.arena, version, &size);
  cr_assert_eq(core_readable(written, size, world.core.table->pid), ADOPTION_SOUND);
  void *read = grown(written, &no_room);
  free(written);
  adopt(core, read);
  return read;
}

Test(layout, an_older_arena_is_read_with_what_it_has)
{
  static const struct version older = {
      .number = BATON_TABLE_OLDEST,
      .larger = {[VERSION_PART(globals)] = -3,
                 [VERSION_PART(shell)] = -7,
                 [VERSION_PART(state)] = -5,
                 [VERSION_PART(nodes)] = -10,
                 [VERSION_PART(supervisors)] = -2,
                 [VERSION_PART(settings)] = -3}
  };
  struct core read;
  family(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(b, 1);
  void *arena = read_as(&older, &read);
  cr_assert_arr_eq(arena, world.core.arena, world.core.table->queue.offset);
  live_on(&world.core, &read);
  free(arena);
}

/* As if what was said of a daemon, and what is behind it, had been appended since. */
Test(layout, what_an_older_arena_lacks_is_not_set)
{
  static const struct version older = {
      .number = BATON_TABLE_OLDEST,
      .larger = {[VERSION_PART(nodes)] = (int32_t)offsetof(struct baton_node, daemon_told) -
                                         (int32_t)sizeof(struct baton_node)}};
  struct core read;
  struct baton_node *node = writable(&world.core, &world.core.nodes[a]);
  node->daemon_told = 1;
  node->backoff_k = 7;
  void *arena = read_as(&older, &read);
  cr_assert_eq(read.nodes[a].daemon_told, 0);
  cr_assert_eq(read.nodes[a].backoff_k, 7);
  cr_assert_eq(read.nodes[b].status, BATON_STATUS_RUNNING);
  free(arena);
}

Test(layout, what_a_newer_arena_has_more_is_skipped)
{
  static const struct version newer = {
      .number = BATON_TABLE_VERSION + 1,
      .more_parts = 2,
      .larger = {[VERSION_PART(globals)] = 4,
                 [VERSION_PART(shell)] = 8,
                 [VERSION_PART(state)] = 24,
                 [VERSION_PART(nodes)] = 16,
                 [VERSION_PART(supervisors)] = 8,
                 [VERSION_PART(settings)] = 8,
                 [VERSION_PART(mailboxes)] = 12,
                 [VERSION_PART(limits)] = 8,
                 [VERSION_PART(actions)] = 8}
  };
  struct core read;
  family(BATON_STRATEGY_REST_FOR_ONE);
  it_exits(a, 1);
  void *arena = read_as(&newer, &read);
  cr_assert_arr_eq(arena, world.core.arena, world.core.table->queue.offset);
  live_on(&world.core, &read);
  free(arena);
}

static enum core_adoption look(void)
{
  const struct baton_table *table = world.core.table;
  return core_readable(table, table->size, table->pid);
}

/* Behind the bytes that there are is a page that cannot be read. */
Test(layout, no_more_of_a_header_is_read_than_there_is)
{
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  cr_assert_eq(mprotect(pages + page, page, PROT_NONE), 0);
  for (size_t size = 0; size < sizeof(struct baton_table); size += 8) {
    void *arena = memcpy(pages + page - size, world.core.arena, size);
    cr_assert_eq(core_readable(arena, size, world.core.table->pid), ADOPTION_SIZE, "%zu", size);
  }
  size_t all = sizeof(struct baton_table);
  void *arena = memcpy(pages + page - all, world.core.arena, all);
  cr_assert_eq(core_readable(arena, all, world.core.table->pid), ADOPTION_LAYOUT);
}

#define READ_AS(name, place, value)                                                                \
  WITH(place, value,                                                                               \
       cr_assert_eq(look(), ADOPTION_##name, "%s, " #place " = " #value,                           \
                    core_adoption_name(look())))

Test(layout, a_header_that_is_not_ours_is_not_readable)
{
  struct baton_table *table = world.core.arena;
  READ_AS(MAGIC, table->magic, 0);
  READ_AS(VERSION, table->version, BATON_TABLE_OLDEST - 1);
  READ_AS(SOUND, table->version, BATON_TABLE_VERSION + 1);
  READ_AS(RECORDS, table->header_size, 0);
  READ_AS(RECORDS, table->header_size, sizeof *table + 8);
  READ_AS(RECORDS, table->header_size, UINT32_MAX);
  READ_AS(RECORDS, table->part_count, BATON_PART_COUNT - 1);
  READ_AS(RECORDS, table->part_count, BATON_PART_COUNT + 1);
  READ_AS(TORN, table->sequence, 1);
  READ_AS(SOUND, table->sequence, 2);
  READ_AS(TORN, table->sequence, 3);
  cr_assert_eq(core_readable(table, table->size + 8, table->pid), ADOPTION_LAYOUT);
  cr_assert_eq(core_readable(table, table->size, table->pid + 1), ADOPTION_OWNER);
  table->sequence = 1;
  READ_AS(MAGIC, table->magic, 0);
  table->part_count = BATON_OLDEST_PARTS - 1;
  table->header_size -= (uint32_t)sizeof *table->parts;
  cr_assert_eq(look(), ADOPTION_RECORDS, "a part is missing that every version has");
}

/* Numbers are of one size for ever. A record may be of any that is no number's. */
Test(layout, records_have_a_size_that_can_be_read)
{
  struct baton_table *table = world.core.arena;
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    struct baton_part *part = &table->parts[i];
    part->capacity = part->count;
    READ_AS(RECORDS, part->size, 0);
    READ_AS(RECORDS, part->size, part->size <= 8 ? part->size - 1 : 7);
    READ_AS(RECORDS, part->size, part->size <= 8 ? part->size + 1 : 8);
    if (part->size > 8) {
      READ_AS(SOUND, part->size, 9);
      READ_AS(SOUND, part->size, part->size - 1);
    }
  }
}

/* A record may lie anywhere, but not outside. */
Test(layout, an_arena_that_leads_out_of_itself_is_not_readable)
{
  struct baton_table *table = world.core.arena;
  size_t size = table->size;
  cr_assert_eq(look(), ADOPTION_SOUND);
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    struct baton_part *part = &table->parts[i];
    const struct baton_part kept = *part;
    const struct baton_part wrong[] = {
        {.offset = sizeof *table - 8U, .size = kept.size, .capacity = 1,      .count = 1},
        {.offset = size + 8U,                            .size = kept.size                          },
        {.offset = UINT64_MAX - 7U,    .size = kept.size, .capacity = 8},
        {.offset = kept.offset + 4U,   .size = kept.size},
        {.offset = kept.offset,           .size = kept.size,     .capacity = 1,      .count = 2},
        {.offset = kept.offset,        .size = kept.size, .capacity = UINT32_MAX                  },
        {.offset = size,               .size = kept.size, .capacity = 1   },
    };
    for (size_t j = 0; j < sizeof wrong / sizeof *wrong; j++) {
      *part = wrong[j];
      cr_assert_eq(look(), ADOPTION_LAYOUT, "part %u, %zu", i, j);
    }
    *part = (struct baton_part){.offset = size, .size = kept.size};
    cr_assert_eq(look(), ADOPTION_SOUND, "nothing, at the end");
    *part = kept;
  }
}

/* Whatever the header says: refused, or copied without a look outside. */
Test(layout, no_header_leads_out_of_the_arena)
{
  static const uint8_t masks[] = {0x01, 0x04, 0x20, 0x80, 0xff};
  unsigned read = 0;
  size_t size = world.core.table->size;
  int32_t pid = world.core.table->pid;
  uint8_t *copy = malloc(size);
  for (size_t at = 0; at < world.core.table->nodes.offset; at++) {
    for (size_t i = 0; i < sizeof masks; i++) {
      struct core core;
      memcpy(copy, world.core.arena, size);
      copy[at] ^= masks[i];
      if (core_readable(copy, size, pid) != ADOPTION_SOUND ||
          core_grown_size(copy, &no_room) == 0) {
        continue;
      }
      void *arena = grown(copy, &no_room);
      (void)core_adopt(&core, arena, ((struct baton_table *)arena)->size, pid);
      free(arena);
      read++;
    }
  }
  free(copy);
  cr_assert_gt(read, 100);
}

/* --- free indices --- */

/* One more node in a larger arena, of kind FREE; `record`: it was a supervisor. */
static uint32_t free_node(struct core *core, bool record)
{
  core_bind(core, grown(world.core.arena, &some_room));
  struct baton_table *table = core->arena;
  uint32_t index = table->nodes.count++;
  table->timers.count++;
  table->mailboxes.count++;
  struct baton_node *node = writable(core, &core->nodes[index]);
  *node = (struct baton_node){.parent = BATON_NONE,
                              .previous = BATON_NONE,
                              .next = BATON_NONE,
                              .supervisor = BATON_NONE,
                              .settings = core->nodes[inner].settings,
                              .restarts = table->restarts.count,
                              .end.cause = index,
                              .cause = BATON_NONE,
                              .due_ms = CORE_NEVER,
                              .start_limit_ms = CORE_NEVER,
                              .stop_limit_ms = CORE_NEVER,
                              .look_ms = CORE_NEVER,
                              .timer_ms = CORE_NEVER,
                              .retry_since_ms = CORE_NEVER,
                              .timer = BATON_NONE,
                              .kind = BATON_KIND_FREE};
  uint32_t windows = core->settings[node->settings].breaker.limit;
  if (record) {
    node->supervisor = table->supervisors.count++;
    windows = 5;
    struct baton_supervisor *own = writable(core, &core->supervisors[node->supervisor]);
    *own = core->supervisors[core->nodes[app].supervisor];
    own->node = index;
    own->first = own->last = BATON_NONE;
    own->explicit_ms = own->shares = own->restart_count = 0;
    own->restarts = node->restarts + windows;
    own->breaker_ms = 600000;
  }
  table->restarts.count += windows;
  adopt(core, core->arena);
  return index;
}

static void nothing_happens_to(bool record)
{
  struct core with;
  family(BATON_STRATEGY_ONE_FOR_ALL);
  uint32_t index = free_node(&with, record);
  struct baton_node before = with.nodes[index];
  for (uint8_t kind = 0; kind < EV_COUNT; kind++) {
    struct baton_event event = {.kind = kind, .slot = index};
    uint32_t dropped = with.state->dropped_events;
    core_step(&with, world.now, &event);
    cr_assert_eq(with.state->dropped_events, dropped + 1, "%s", core_event_name(kind));
  }
  for (unsigned life = 0; life < 20; life++) {
    seed = life;
    family(BATON_STRATEGY_ONE_FOR_ALL);
    free(with.arena);
    index = free_node(&with, record);
    live_on(&world.core, &with); /* an event is of the nodes of both */
    cr_assert_arr_eq(&before, &with.nodes[index], sizeof before);
    adopt(&with, with.arena);
  }
  free(with.arena);
}

Test(layout, nothing_happens_to_a_free_node)
{
  nothing_happens_to(false);
}

Test(layout, nothing_happens_to_the_free_node_of_a_supervisor)
{
  nothing_happens_to(true);
}

#define REFUSED(place, value)                                                                      \
  WITH(place, value,                                                                               \
       cr_assert_neq(core_adopt(&core, with.arena, with.table->size, with.table->pid),             \
                     ADOPTION_SOUND, #place " = " #value))

Test(layout, a_free_node_that_is_in_use_is_refused)
{
  struct core with, core;
  uint32_t index = free_node(&with, true);
  struct baton_node *node = writable(&with, &with.nodes[index]);
  struct baton_supervisor *record = writable(&with, &with.supervisors[node->supervisor]);
  REFUSED(node->parent, BATON_ROOT);
  REFUSED(node->previous, c);
  REFUSED(node->next, c);
  REFUSED(node->flags, BATON_NODE_OPTIONAL);
  REFUSED(node->status, BATON_STATUS_STOPPED);
  REFUSED(node->process, BATON_PROCESS_ALIVE);
  REFUSED(node->stop, BATON_STOP_ASKED);
  REFUSED(node->after_count, 1);
  REFUSED(node->timer, 0);
  REFUSED(node->timer_ms, 5);
  REFUSED(node->work, BATON_WORK_DONE);
  REFUSED(node->settings, with.table->settings.count);
  REFUSED(node->supervisor, BATON_NONE);
  REFUSED(record->first, a);
  REFUSED(record->last, a);
  REFUSED(record->mode, BATON_MODE_FULL);
  REFUSED(record->phase, BATON_PHASE_WAITING);
  REFUSED(((struct baton_node *)writable(&with, with.nodes))->kind, BATON_KIND_FREE);
  REFUSED(((struct baton_node *)writable(&with, &with.nodes[a]))->kind, BATON_KIND_FREE);
}
