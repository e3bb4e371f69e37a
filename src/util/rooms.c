#include "rooms.h"

static bool is_free(const struct rooms *rooms, uint32_t room)
{
  return rooms->taken[room] == 0;
}

uint32_t rooms_take(struct rooms *rooms)
{
  for (uint32_t i = 0; i < rooms->count; i++) {
    if (is_free(rooms, i)) {
      rooms->taken[i] = ROOMS_TAKEN;
      rooms->newest++;
      rooms->serial[i] = rooms->newest;
      rooms->hung = false;
      return i;
    }
  }
  return ROOMS_NONE;
}

uint32_t rooms_wait_for(struct rooms *rooms)
{
  uint32_t oldest = rooms->count == 0 || rooms->hung ? ROOMS_NONE : 0;
  for (uint32_t i = 1; i < rooms->count && oldest != ROOMS_NONE; i++) {
    /* Serials may wrap. */
    if (rooms->newest - rooms->serial[i] > rooms->newest - rooms->serial[oldest]) {
      oldest = i;
    }
  }
  rooms->hung = true;
  return oldest;
}

void rooms_leave(struct rooms *rooms, uint32_t room)
{
  rooms->taken[room] = 0;
}

bool rooms_all_free(const struct rooms *rooms)
{
  bool all = true;
  for (uint32_t i = 0; i < rooms->count; i++) {
    all = all && is_free(rooms, i);
  }
  return all;
}
