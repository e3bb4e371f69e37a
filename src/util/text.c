#include "text.h"

#include "list.h"
#include "pieces.h"
#include "signal.h"

#include <string.h>

struct text text_to(char *buffer, size_t capacity, text_writer *write, void *context)
{
  buffer[0] = '\0';
  return (struct text){.at = buffer, .capacity = capacity, .write = write, .context = context};
}

struct text text_in(char *buffer, size_t capacity)
{
  return text_to(buffer, capacity, NULL, NULL);
}

void text_flush(struct text *text)
{
  text->write(text->context, text->at, text->length);
  text->length = 0;
}

void text_bytes(struct text *text, const char *bytes, size_t length)
{
  for (;;) {
    size_t room = text->capacity - text->length - 1;
    size_t part = length < room ? length : room;
    memcpy(text->at + text->length, bytes, part);
    text->length += part;
    text->at[text->length] = '\0';
    bytes += part;
    length -= part;
    if (length == 0) {
      return;
    }
    if (text->write == NULL) {
      text->cut = true;
      return;
    }
    text_flush(text);
  }
}

/* Most of a line is put byte by byte: what fits needs none of the care above. */
void text_char(struct text *text, char character)
{
  if (text->length + 1 >= text->capacity) {
    text_bytes(text, &character, 1);
    return;
  }
  text->at[text->length++] = character;
  text->at[text->length] = '\0';
}

void text_put(struct text *text, const char *string)
{
  text_bytes(text, string, strlen(string));
}

/* One byte of a packed text. */
static void put_unpacked(struct text *text, char byte)
{
  static const char pieces[] = TEXT_PIECES;
  unsigned code = (unsigned char)byte;
  if (code == '\n' || (code >= ' ' && code < 0x80)) {
    text_char(text, byte);
  } else {
    text_put(text, list_word(pieces, code ^ 0x80U)); /* those of control characters come last */
  }
}

void text_packed(struct text *text, const char *packed)
{
  for (; *packed != '\0'; packed++) {
    put_unpacked(text, *packed);
  }
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

/* In the largest unit that holds it exactly. */
static void put_exact_duration(struct text *text, uint64_t ms)
{
  static const char names[] = "h\0m\0s\0ms";
  static const uint32_t units[] = {3600000, 60000, 1000, 1};
  unsigned unit = 0;
  if (ms == 0) {
    text_char(text, '0');
    return;
  }
  while (ms % units[unit] != 0) {
    unit++;
  }
  text_unsigned(text, ms / units[unit]);
  text_put(text, names + (size_t)2 * unit);
}

static bool say_number(struct text *text, char placeholder, uint64_t number)
{
  switch (placeholder) {
  case '#': text_unsigned(text, number); return true;
  case '@': put_exact_duration(text, number); return true;
  case '&': text_signal(text, (unsigned)number); return true;
  default: return text->placeholder != NULL && text->placeholder(text, placeholder, number);
  }
}

/* A string, or its beginning and "..."; the cut is before a whole character. */
static void put_clipped(struct text *text, const char *string)
{
  size_t length = strlen(string);
  if (text->clip == 0 || length <= text->clip) {
    text_bytes(text, string, length);
    return;
  }
  length = text->clip;
  while (length > 0 && ((unsigned char)string[length] & 0xc0U) == 0x80) {
    length--;
  }
  text_bytes(text, string, length);
  text_put(text, "...");
}

void text_say_two(struct text *text, const char *format, const char *string, uint64_t first,
                  uint64_t second)
{
  for (; *format != '\0'; format++) {
    if (*format == '%') {
      put_clipped(text, string);
    } else if (say_number(text, *format, first)) {
      first = second;
    } else {
      put_unpacked(text, *format);
    }
  }
}

void text_say(struct text *text, const char *format, const char *string, uint64_t number)
{
  text_say_two(text, format, string, number, number);
}
