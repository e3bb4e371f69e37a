/* Drives the layout for Eva: which arenas are read, and how they are copied into larger ones. Of an
 * arena that another baton made one part at a time is other than here: how many records it has, how
 * large they are, and what is in them; or its queue begins and ends anywhere. */
#include "core/layout.h"
#include "tree.h"

static uint64_t larger[2048];
static const union core_room NONE;
static const union core_room SOME = {.nodes = 1, .supervisors = 1, .restarts = 3, .strings = 9};
static const union core_room FAR_TOO_MUCH = {.strings = UINT32_MAX};

static void grow(const union core_room *room)
{
  if (core_readable(arena, (size_t)table->size, 1) == ADOPTION_SOUND) {
    size_t size = core_grown_size(arena, room);
    if (size > 0 && size <= sizeof larger) {
      memset(larger, 0, sizeof larger);
      core_grow(larger, arena, room);
    }
  }
}

/* The parts lie as far apart as their own records would, and one of them has others. */
static void change(uint32_t which, int32_t bytes)
{
  begin();
  struct baton_part *part = &table->parts[which];
  part->size = (uint32_t)((int32_t)part->size + bytes);
  part->count = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  grow(&NONE);
  grow(&SOME);
}

static void change_each(void)
{
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    /*@ slevel merge; */
    change(i, 0);
    change(i, 8);
    change(i, -4);
  }
}

static void change_queue(void)
{
  begin();
  struct baton_queue *queue = PART_OF(queue);
  queue->first = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  queue->count = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  grow(&SOME);
}

/* One place in the header that may say anything. */
static void forget(uint64_t from, uint64_t end)
{
  begin();
  size_t size = (size_t)table->size;
  Frama_C_make_unknown((char *)arena + from, end - from);
  (void)core_readable(arena, size, 1);
}

static void forget_header(void)
{
  for (uint64_t at = 0; at < offsetof(struct baton_table, parts); at += 4) {
    /*@ slevel merge; */
    forget(at, at + 4);
  }
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    /*@ slevel merge; */
    uint64_t at = offsetof(struct baton_table, parts) + i * sizeof(struct baton_part);
    forget(at, at + sizeof(uint64_t));
    forget(at + offsetof(struct baton_part, size), at + sizeof(struct baton_part));
  }
}

int main(void)
{
  make_child();
  begin();
  (void)core_readable(arena, 8, 1);
  (void)core_grown_size(arena, &FAR_TOO_MUCH);
  forget_header();
  change_each();
  change_queue();
  return 0;
}
