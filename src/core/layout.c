/* The arena's layout: owns where each part lies and how large its records are. Must not look into a
 * record, but for the head of the queue, which is a ring. */
#include "layout.h"

#include "state.h"
#include "util/number.h"

#include <string.h>

#define NUMBER_SIZE 8U /* records up to here are numbers, of one size for ever */

#define SIZE_OF_RECORD(name, type) sizeof(type),
static const uint16_t record_sizes[BATON_PART_COUNT] = {BATON_PARTS(SIZE_OF_RECORD)};

/* --- places --- */

/* A node has at most five actions between two takes: its SPAWN or signal, its sweep, two notes and
 * a reply; the container's own are a handful. */
uint32_t layout_step_actions(uint32_t nodes)
{
  return nodes * 5U + 16U;
}

/* A start or a stop of all of them may be behind by two for each. */
uint32_t layout_actions(uint32_t nodes)
{
  return layout_step_actions(nodes) + nodes * 2U;
}

static void set_room(struct baton_part *part, uint32_t capacity, uint32_t count)
{
  part->capacity = capacity;
  part->count = count;
}

/* Of what there is one, and what comes with the nodes. */
static void follow_nodes(struct baton_table *table)
{
  uint32_t nodes = table->nodes.capacity;
  set_room(&table->globals, 1, 1);
  set_room(&table->shell, 1, 1);
  set_room(&table->state, 1, 1);
  set_room(&table->queue, 1, 1);
  set_room(&table->undo, 1, 1);
  set_room(&table->timers, nodes, table->nodes.count);
  set_room(&table->mailboxes, nodes, table->nodes.count);
  set_room(&table->actions, layout_actions(nodes), 0);
  set_room(&table->undo_log, (uint32_t)(undo_bytes(table) / sizeof(uint64_t)), 0);
}

void layout_place(struct baton_table *table)
{
  uint64_t end = sizeof *table;
  table->magic = BATON_TABLE_MAGIC;
  table->version = BATON_TABLE_VERSION;
  table->header_size = sizeof *table;
  table->part_count = BATON_PART_COUNT;
  follow_nodes(table);
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    struct baton_part *part = &table->parts[i];
    part->offset = end;
    part->size = record_sizes[i];
    end = (end + (uint64_t)part->size * part->capacity + 7U) & ~UINT64_C(7);
  }
  table->size = end;
}

void core_bind(struct core *core, void *arena)
{
  const struct baton_table *table = arena;
  core->arena = arena;
  core->table = table;
#define FIND(name, type) core->name = (void *)((unsigned char *)arena + table->name.offset);
  BATON_PARTS(FIND)
#undef FIND
  core->action_capacity = table->actions.capacity;
  core->undo_bytes = (size_t)table->undo_log.capacity * table->undo_log.size;
}

/* --- other versions --- */

/* Its parts up to the last that this version knows: more are skipped, fewer leave the rest empty.
 */
static uint32_t known_parts(const struct baton_table *table)
{
  return (uint32_t)number_least(table->part_count, BATON_PART_COUNT);
}

/* The first part of the header is the same in every version. */
static enum core_adoption check_header(const struct baton_table *table, size_t size, int32_t pid)
{
  size_t first = offsetof(struct baton_table, parts);
  if (size < first) {
    return ADOPTION_SIZE;
  }
  if (table->magic != BATON_TABLE_MAGIC) {
    return ADOPTION_MAGIC;
  }
  if (table->version < BATON_TABLE_OLDEST) {
    return ADOPTION_VERSION;
  }
  if (table->part_count < BATON_OLDEST_PARTS ||
      table->header_size != first + (uint64_t)table->part_count * sizeof(struct baton_part)) {
    return ADOPTION_RECORDS;
  }
  if (size < table->header_size) {
    return ADOPTION_SIZE;
  }
  return table->pid == pid ? ADOPTION_SOUND : ADOPTION_OWNER;
}

static bool has_record_size(const struct baton_part *part, uint32_t present)
{
  return part->size == present || (present > NUMBER_SIZE && part->size > NUMBER_SIZE);
}

static bool lies_within(const struct baton_part *part, uint32_t header_size, size_t size)
{
  return part->offset % 8U == 0 && part->offset >= header_size && part->offset <= size &&
         part->capacity <= (size - part->offset) / part->size && part->count <= part->capacity;
}

enum core_adoption layout_find(const void *arena, size_t size, int32_t pid)
{
  const struct baton_table *table = arena;
  enum core_adoption header = check_header(table, size, pid);
  if (header != ADOPTION_SOUND) {
    return header;
  }
  for (uint32_t i = 0; i < known_parts(table); i++) {
    if (!has_record_size(&table->parts[i], record_sizes[i])) {
      return ADOPTION_RECORDS;
    }
  }
  bool within = table->size == size;
  for (uint32_t i = 0; i < known_parts(table); i++) {
    within = within && lies_within(&table->parts[i], table->header_size, size);
  }
  return within ? ADOPTION_SOUND : ADOPTION_LAYOUT;
}

enum core_adoption core_readable(const void *arena, size_t size, int32_t pid)
{
  const struct baton_table *table = arena;
  enum core_adoption found = layout_find(arena, size, pid);
  return found == ADOPTION_SOUND && table->sequence % 2U != 0 ? ADOPTION_TORN : found;
}

/* --- growth --- */

/* The header of the larger arena. Its size, or 0: it cannot be so large. */
static uint64_t grow_header(struct baton_table *to, const struct baton_table *from,
                            const union core_room *room)
{
  for (uint32_t i = 0; i < known_parts(from); i++) {
    uint64_t capacity = (uint64_t)from->parts[i].capacity + room->parts[i];
    if (capacity > BATON_NONE) {
      return 0;
    }
    set_room(&to->parts[i], (uint32_t)capacity, from->parts[i].count);
  }
  if (to->nodes.capacity > PLAN_NODES_MAX) {
    return 0;
  }
  layout_place(to);
  to->pid = from->pid;
  to->sequence = from->sequence;
  return to->size;
}

size_t core_grown_size(const void *arena, const union core_room *room)
{
  struct baton_table table = {0};
  return (size_t)grow_header(&table, arena, room);
}

static size_t place_of(const struct baton_part *part, uint64_t index)
{
  return (size_t)(part->offset + part->size * index);
}

/* Of each record what both versions know. */
static void copy_part(void *to, const struct baton_part *part, const void *from,
                      const struct baton_part *old)
{
  size_t known = (size_t)number_least(part->size, old->size);
  for (uint32_t i = 0; i < number_least(part->count, old->count); i++) {
    memcpy((unsigned char *)to + place_of(part, i), (const unsigned char *)from + place_of(old, i),
           known);
  }
}

/* Its oldest action comes first in the new one. */
static void copy_actions(void *to, const struct baton_table *table, const void *from,
                         const struct baton_part *old)
{
  struct baton_queue *queue = (void *)((unsigned char *)to + table->queue.offset);
  uint64_t most = number_least(old->capacity, table->actions.capacity);
  size_t known = (size_t)number_least(table->actions.size, old->size);
  queue->count = (uint32_t)number_least(queue->count, most);
  for (uint32_t i = 0; i < queue->count; i++) {
    uint64_t at = ((uint64_t)queue->first + i) % old->capacity;
    memcpy((unsigned char *)to + place_of(&table->actions, i),
           (const unsigned char *)from + place_of(old, at), known);
  }
  queue->first = 0;
}

void core_grow(void *to, const void *from, const union core_room *room)
{
  struct baton_table *table = to;
  const struct baton_table *old = from;
  (void)grow_header(table, old, room);
  for (uint32_t i = 0; i < known_parts(old); i++) {
    copy_part(to, &table->parts[i], from, &old->parts[i]);
  }
  copy_actions(to, table, from, &old->actions);
}
