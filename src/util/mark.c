#include "mark.h"

#include <stdbool.h>

#define MARK_LEAST (UINT64_C(1) << 62U)
#define MARK_SHIFT 31U
#define MARK_ONES  ((UINT64_C(1) << MARK_SHIFT) - 1U)

static uint64_t low_of(uint64_t hard)
{
  return hard & MARK_ONES;
}

static uint64_t high_of(uint64_t hard)
{
  return (hard - MARK_LEAST) >> MARK_SHIFT;
}

/* May it be a mark of anybody's? Infinity is none. */
static bool is_in_range(uint64_t hard)
{
  return hard >= MARK_LEAST && hard < 2U * MARK_LEAST && high_of(hard) != 0;
}

uint64_t mark_base(uint64_t hard)
{
  if (hard == UINT64_MAX) {
    return MARK_LEAST;
  }
  return is_in_range(hard) && low_of(hard) == MARK_ONES ? hard - MARK_ONES : 0;
}

uint64_t mark_limit(uint64_t base, uint32_t serial)
{
  return base == MARK_LEAST ? base + ((uint64_t)serial << MARK_SHIFT) + MARK_ONES : base + serial;
}

uint32_t mark_serial(uint64_t base, uint64_t hard)
{
  if (base == 0 || !is_in_range(hard)) {
    return 0;
  }
  if (base == MARK_LEAST) {
    return (uint32_t)high_of(hard);
  }
  return high_of(hard) == high_of(base) && low_of(hard) != MARK_ONES ? (uint32_t)low_of(hard) : 0;
}

uint32_t mark_next(uint64_t base, uint32_t serial)
{
  uint32_t last = (uint32_t)(base == MARK_LEAST ? MARK_ONES : MARK_ONES - 1U);
  return serial < last ? serial + 1U : 1;
}
