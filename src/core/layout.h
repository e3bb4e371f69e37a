/* Where an arena's parts are, and how it becomes a larger one. Pure.
 *
 * A growth is a new arena with the same indices, copied part by part; an arena of another version
 * is read in the same way. So room for more children and the arena of another baton are one thing.
 */
#ifndef CORE_LAYOUT_H
#define CORE_LAYOUT_H

#include "adopt.h"

/* For how many more records of each part there is to be room. Parts that follow the number of nodes
 * (timers, mailboxes, actions, the undo log) grow with the nodes, and of what there is one of
 * there is never more: these are 0. */
union core_room {
  uint32_t parts[BATON_PART_COUNT];

  struct {
#define LAYOUT_ROOM(name, type) uint32_t name;
    BATON_PARTS(LAYOUT_ROOM)
#undef LAYOUT_ROOM
  };
};

/* Whether `size` bytes at `arena` (8-aligned) are an arena of this version, an older or a newer
 * one, of the process `pid`, between two steps, whose parts lie within it. Nothing else in it is
 * known to be true then. */
enum core_adoption core_readable(const void *arena, size_t size, int32_t pid);

/* Bytes of the arena that core_grow() makes of a readable one; 0: none can be so large. */
size_t core_grown_size(const void *arena, const union core_room *room);

/* Copies what is used of `from`, which is readable, into an arena of this version with `room` for
 * more: `to` (core_grown_size() zeroed bytes, 8-aligned). Each record keeps its index, each action
 * its place in the queue; a field that `from` lacks is 0. `from` is not changed, and nothing of it
 * is trusted: whoever did not make it looks at the copy with core_adopt(). */
void core_grow(void *to, const void *from, const union core_room *room);

/* For the core's own files: core_readable(), but perhaps in the middle of a step. */
enum core_adoption layout_find(const void *arena, size_t size, int32_t pid);

/* What one event may lead to in a line of so many nodes, until all of it is performed; and entries
 * of the queue, in which there is room for that beside what earlier events have led to. */
uint32_t layout_step_actions(uint32_t nodes);
uint32_t layout_actions(uint32_t nodes);

/* Completes a header that holds capacities and counts, so that it is one
 * of this version; the arena's size is in it then. */
void layout_place(struct baton_table *table);

#endif
