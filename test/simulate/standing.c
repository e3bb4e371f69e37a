#include "standing.h"

#include "draw.h"

#define USE_ROOMS 5U

static void empty(struct standing *standing)
{
  standing->rooms = (struct rooms){.count = standing->rooms.count};
  standing->in_vain = false;
  for (uint32_t i = 0; i < ROOMS_MOST; i++) {
    standing->who[i] = STANDING_NOWHERE;
  }
  for (uint32_t i = 0; i < TREE_NODES; i++) {
    standing->room[i] = ROOMS_NONE;
  }
}

/* Few rooms for many children, mostly: so they are full often enough. */
void standing_open(struct standing *standing, uint64_t seed, uint32_t children)
{
  standing->random = draw_stream(seed, USE_ROOMS);
  uint32_t most = draw_below(&standing->random, ROOMS_MOST + 1U);
  standing->rooms.count = children < most ? children : most;
  empty(standing);
}

void standing_leave(struct standing *standing, uint32_t slot)
{
  uint32_t room = standing->room[slot];
  if (room != ROOMS_NONE) {
    standing->rooms.taken[room] = 0;
    standing->who[room] = STANDING_NOWHERE;
    standing->room[slot] = ROOMS_NONE;
  }
}

static uint32_t lowest_free(const struct standing *standing)
{
  uint32_t room = 0;
  while (room < standing->rooms.count && standing->who[room] != STANDING_NOWHERE) {
    room++;
  }
  return room < standing->rooms.count ? room : ROOMS_NONE;
}

/* As baton does, but that whoever is waited for leaves as chance will have it. */
static const char *find_room(struct standing *standing, uint32_t *room)
{
  uint32_t due = lowest_free(standing);
  *room = rooms_take(&standing->rooms);
  if (*room != due) {
    return due == ROOMS_NONE ? "a room in which somebody stands" : "not the lowest free room";
  }
  standing->in_vain = standing->in_vain && due == ROOMS_NONE;
  if (due != ROOMS_NONE || standing->rooms.count == 0) {
    return NULL;
  }
  uint32_t oldest = rooms_wait_for(&standing->rooms);
  if ((oldest == ROOMS_NONE) != standing->in_vain) {
    return standing->in_vain ? "a second wait, and no room was free since" : "no wait for a room";
  }
  if (oldest != ROOMS_NONE && !standing->hangs[standing->who[oldest]] &&
      draw_one_in(&standing->random, 2)) {
    standing_leave(standing, standing->who[oldest]);
  }
  due = lowest_free(standing);
  *room = rooms_take(&standing->rooms);
  standing->in_vain = due == ROOMS_NONE;
  return *room == due ? NULL : "a room in which somebody stands, after a wait";
}

const char *standing_start(struct standing *standing, uint32_t slot, bool made)
{
  uint32_t room = ROOMS_NONE;
  const char *wrong =
      standing->room[slot] == ROOMS_NONE ? NULL : "a start, and the former instance stands there";
  wrong = wrong == NULL ? find_room(standing, &room) : wrong;
  if (wrong != NULL || room == ROOMS_NONE) {
    return wrong;
  }
  if (!made) {
    rooms_leave(&standing->rooms, room);
    return NULL;
  }
  standing->who[room] = slot;
  standing->room[slot] = room;
  standing->hangs[slot] = draw_one_in(&standing->random, 6);
  standing->rooms.taken[room] = slot + 1U; /* its number: the kernel has begun it */
  return NULL;
}

void standing_turn(struct standing *standing)
{
  for (uint32_t i = 0; i < standing->rooms.count; i++) {
    uint32_t slot = standing->who[i];
    if (slot != STANDING_NOWHERE && !standing->hangs[slot] && draw_one_in(&standing->random, 4)) {
      standing_leave(standing, slot);
    }
  }
}

void standing_reexec(struct standing *standing)
{
  empty(standing);
}
