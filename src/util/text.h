/* Bounded text: the only way in which baton puts characters together. Pure.
 *
 * A text never writes past its capacity and is always NUL-terminated; what does not fit is cut off
 * and `cut` says so. Nothing here allocates or fails.
 */
#ifndef UTIL_TEXT_H
#define UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
  char *at;
  size_t length;
  size_t capacity; /* bytes at `at`, the NUL included; at least 1 */
  bool cut;
};

/* An empty text in `buffer`. */
struct text text_in(char *buffer, size_t capacity);
void text_char(struct text *text, char character);
void text_put(struct text *text, const char *string);
void text_bytes(struct text *text, const char *bytes, size_t length);
void text_unsigned(struct text *text, uint64_t number);
void text_signed(struct text *text, int64_t number);
/* `digits` hexadecimal digits, lower case, from the most significant of them. */
void text_hex(struct text *text, uint64_t number, unsigned digits);
/* Milliseconds as a person reads them: 400ms, 2.1s, 3m20s, 2h5m. */
void text_duration(struct text *text, uint64_t ms);

#endif
