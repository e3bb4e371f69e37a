/* Numbers read from text, and arithmetic that saturates instead of wrapping. Pure. */
#ifndef UTIL_NUMBER_H
#define UTIL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* Reads decimal digits only (no sign, no space) from *at and moves *at past them. False, and *at
 * unmoved, when there is no digit or the number exceeds `most`. */
bool number_read(const char **at, uint64_t most, uint64_t *number);

/* The whole of `text` is one decimal number of at most `most`. */
bool number_parse(const char *text, uint64_t most, uint64_t *number);

static inline uint64_t number_add(uint64_t a, uint64_t b)
{
  return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static inline uint64_t number_multiply(uint64_t a, uint64_t b)
{
  return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

static inline uint64_t number_least(uint64_t a, uint64_t b)
{
  return a < b ? a : b;
}

static inline uint64_t number_most(uint64_t a, uint64_t b)
{
  return a > b ? a : b;
}

#endif
