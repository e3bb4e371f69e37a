/* Bounded text. Owns the promise that nothing is ever written past `capacity`. */
#include "text.h"

#include <string.h>

struct text text_in(char *buffer, size_t capacity)
{
  buffer[0] = '\0';
  return (struct text){.at = buffer, .capacity = capacity};
}

void text_bytes(struct text *text, const char *bytes, size_t length)
{
  size_t room = text->capacity - text->length - 1;
  if (length > room) {
    length = room;
    text->cut = true;
  }
  memcpy(text->at + text->length, bytes, length);
  text->length += length;
  text->at[text->length] = '\0';
}

void text_char(struct text *text, char character)
{
  text_bytes(text, &character, 1);
}

void text_put(struct text *text, const char *string)
{
  text_bytes(text, string, strlen(string));
}

void text_unsigned(struct text *text, uint64_t number)
{
  char digits[20]; /* UINT64_MAX has 20 */
  size_t first = sizeof digits;
  do {
    digits[--first] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  text_bytes(text, digits + first, sizeof digits - first);
}

void text_signed(struct text *text, int64_t number)
{
  uint64_t magnitude = (uint64_t)number;
  if (number < 0) {
    text_char(text, '-');
    magnitude = 0 - magnitude; /* INT64_MIN has no positive twin: negate as unsigned */
  }
  text_unsigned(text, magnitude);
}

void text_hex(struct text *text, uint64_t number, unsigned digits)
{
  while (digits-- > 0) {
    unsigned nibble = digits < 16 ? (unsigned)(number >> (digits * 4U)) & 15U : 0;
    text_char(text, "0123456789abcdef"[nibble]);
  }
}

/* `large` and, unless it is 0, `small`, each with its unit. */
static void two_units(struct text *text, uint64_t large, char large_unit, uint64_t small,
                      char small_unit)
{
  text_unsigned(text, large);
  text_char(text, large_unit);
  if (small != 0) {
    text_unsigned(text, small);
    text_char(text, small_unit);
  }
}

void text_duration(struct text *text, uint64_t ms)
{
  uint64_t seconds = ms / 1000;
  uint64_t tenths = ms / 100 % 10;
  if (ms < 1000) {
    text_unsigned(text, ms);
    text_put(text, "ms");
  } else if (seconds >= 3600) {
    two_units(text, seconds / 3600, 'h', seconds / 60 % 60, 'm');
  } else if (seconds >= 60) {
    two_units(text, seconds / 60, 'm', seconds % 60, 's');
  } else {
    text_unsigned(text, seconds);
    if (tenths != 0) {
      text_char(text, '.');
      text_unsigned(text, tenths);
    }
    text_char(text, 's');
  }
}
