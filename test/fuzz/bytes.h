/* A fuzzer's input as a stream: whoever asks for a byte gets one, zeros after the end. */
#ifndef FUZZ_BYTES_H
#define FUZZ_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct bytes {
  const uint8_t *at;
  size_t left;
};

static inline uint8_t bytes_one(struct bytes *bytes)
{
  if (bytes->left == 0) {
    return 0;
  }
  bytes->left--;
  return *bytes->at++;
}

/* Little-endian, of so many bytes. */
static inline uint64_t bytes_number(struct bytes *bytes, unsigned width)
{
  uint64_t number = 0;
  for (unsigned i = 0; i < width; i++) {
    number |= (uint64_t)bytes_one(bytes) << (8U * i);
  }
  return number;
}

/* From 0 to below `most`, which is at most 256. */
static inline uint32_t bytes_below(struct bytes *bytes, uint32_t most)
{
  return bytes_one(bytes) % most;
}

/* A fuzzer's assertion: the input is kept, the process ends. */
#define MUST(condition)                                                                            \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fuzz_fail(#condition, __FILE__, __LINE__);                                                   \
    }                                                                                              \
  } while (0)

static inline _Noreturn void fuzz_fail(const char *condition, const char *file, int line)
{
  fprintf(stderr, "%s:%d: must hold: %s\n", file, line, condition);
  abort();
}

#endif
