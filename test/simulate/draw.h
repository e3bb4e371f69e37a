/* Random numbers: one word of state for each stream, the same in every build. */
#ifndef SIMULATE_DRAW_H
#define SIMULATE_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRAW_GOLDEN UINT64_C(0x9e3779b97f4a7c15)

static inline uint64_t draw_mix(uint64_t word)
{
  word = (word ^ word >> 30U) * UINT64_C(0xbf58476d1ce4e5b9);
  word = (word ^ word >> 27U) * UINT64_C(0x94d049bb133111eb);
  return word ^ word >> 31U;
}

/* A stream of its own for each (seed, what it is for): taking one node out of a tree leaves the
 * numbers of the others as they were. */
static inline uint64_t draw_stream(uint64_t seed, uint64_t use)
{
  return draw_mix(draw_mix(seed + DRAW_GOLDEN) ^ (use + 1U) * DRAW_GOLDEN);
}

static inline uint32_t draw_word(uint64_t *stream)
{
  *stream += DRAW_GOLDEN;
  return (uint32_t)(draw_mix(*stream) >> 32U);
}

static inline uint32_t draw_below(uint64_t *stream, uint32_t below)
{
  return (uint32_t)((uint64_t)draw_word(stream) * below >> 32U);
}

static inline bool draw_one_in(uint64_t *stream, uint32_t n)
{
  return draw_below(stream, n) == 0;
}

/* One of those numbers. */
#define DRAW(stream, ...)                                                                          \
  ((const uint32_t[]){__VA_ARGS__}[draw_below(                                                     \
      (stream), (uint32_t)(sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)))])
#define DRAW_BYTE(stream, ...) ((uint8_t)DRAW((stream), __VA_ARGS__))

#endif
