/* Drives the arena's decoder for Eva: a header of any content, then the arena of a small tree, one
 * part after the other with anything in it. */
#include "core/adopt.h"

#include "tree.h"

#include <stddef.h>

#define ARENA (sizeof arena)

/* Any header in a region of that size. Without nodes, so that nothing behind it is looked at. */
static void try_headers(size_t size)
{
  struct core adopted;
  memset(arena, 0, ARENA);
  Frama_C_make_unknown((char *)arena, sizeof *table);
  table->nodes.count = 0;
  (void)core_adopt(&adopted, arena, size, 1);
}

/* The arena of the tree, in which everything between two places may be anything, but that the
 * second node is of that kind. A supervisor has any record, and nothing else has one: Eva does not
 * see that a check of this has said so. */
static void forget(uint64_t from, uint64_t end, enum baton_kind kind)
{
  struct core adopted;
  begin();
  Frama_C_make_unknown((char *)arena + from, end - from);
  struct baton_node *second = (struct baton_node *)PART_OF(nodes) + 1;
  second->kind = (uint8_t)kind;
  second->supervisor = kind == BATON_KIND_SUPERVISOR
                           ? Frama_C_unsigned_int_interval(0, BATON_NONE - 1U)
                           : BATON_NONE;
  if (core_adopt(&adopted, arena, table->size, 1) == ADOPTION_SOUND) {
    (void)core_deadline(&adopted);
  }
}

/* A queue at a known place of the ring, with any actions in it; and one at any place without. */
static void forget_queue(uint32_t first, uint32_t count)
{
  struct core adopted;
  begin();
  struct baton_queue *queue = PART_OF(queue);
  Frama_C_make_unknown((char *)queue, sizeof *queue);
  queue->count = count;
  if (count > 0) {
    queue->first = first;
    Frama_C_make_unknown(PART_OF(actions), count * sizeof(struct baton_action));
  }
  (void)core_adopt(&adopted, arena, table->size, 1);
}

/* A few fields at a time: all of them together have far too many states. */
static void forget_second(uint64_t node)
{
  for (unsigned kind = 0; kind < BATON_KIND_COUNT; kind++) {
    for (uint64_t at = node; at < node + sizeof(struct baton_node); at += 16) {
      /*@ slevel merge; */
      forget(at, at + 16, (enum baton_kind)kind);
    }
  }
}

static void forget_all(void)
{
  uint64_t nodes = table->nodes.offset;
  uint64_t second = nodes + sizeof(struct baton_node);
  forget(table->globals.offset, table->shell.offset, BATON_KIND_CHILD);
  forget(table->shell.offset, table->state.offset, BATON_KIND_CHILD);
  forget(table->state.offset, nodes, BATON_KIND_CHILD);
  forget(nodes, second, BATON_KIND_CHILD);
  forget_second(second);
  forget(table->supervisors.offset, table->settings.offset, BATON_KIND_CHILD);
  forget(table->settings.offset, table->after.offset, BATON_KIND_CHILD);
  forget(table->after.offset, table->mailboxes.offset, BATON_KIND_CHILD);
  forget(table->mailboxes.offset, table->strings.offset, BATON_KIND_CHILD);
  forget_queue(0, 0);
  forget_queue(0, 1);
}

int main(void)
{
  try_headers(sizeof *table - 1);
  try_headers(ARENA);
  make_child();
  begin();
  forget_all();
  for (unsigned fault = 0; fault < ADOPTION_COUNT; fault++) {
    (void)core_adoption_name((enum core_adoption)fault);
  }
  return 0;
}
