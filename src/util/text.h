/* Text: the only way in which baton puts characters together. Pure.
 *
 * A text never writes past its capacity and is always NUL-terminated. What does not fit is cut off,
 * and `cut` says so; or, where the text has a writer, the full buffer is handed to it and begins
 * anew. Nothing here allocates or fails.
 */
#ifndef UTIL_TEXT_H
#define UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

/* Takes the bytes of a full buffer. */
typedef void text_writer(void *context, const char *bytes, size_t length);

/* Appends what a placeholder that only the caller knows makes of the number. False: it knows none
 * by this character, which then stands for itself. */
typedef bool text_placeholder(struct text *text, char placeholder, uint64_t number);

struct text {
  char *at;
  size_t length;
  size_t capacity; /* bytes at `at`, the NUL included; at least 1, with a writer at least 2 */
  text_writer *write;
  void *context;
  text_placeholder *placeholder; /* NULL: there are those of text_say() only */
  size_t clip;                   /* % cuts its string to at most this length; 0: never */
  bool cut;
};

/* An empty text in `buffer`. */
struct text text_in(char *buffer, size_t capacity);

/* An empty text that goes to `write`, one buffer after the other; text_flush() ends it. */
struct text text_to(char *buffer, size_t capacity, text_writer *write, void *context);

/* Hands what the buffer holds to the writer. */
void text_flush(struct text *text);

void text_char(struct text *text, char character);
void text_put(struct text *text, const char *string);
/* The same of a packed text: see below. */
void text_packed(struct text *text, const char *packed);
void text_bytes(struct text *text, const char *bytes, size_t length);
void text_unsigned(struct text *text, uint64_t number);
void text_signed(struct text *text, int64_t number);
/* `digits` hexadecimal digits, lower case, from the most significant of them. */
void text_hex(struct text *text, uint64_t number, unsigned digits);
/* Milliseconds as a person reads them: 400ms, 2.1s, 3m20s, 2h5m. */
void text_duration(struct text *text, uint64_t ms);

/* Appends `format`. In it % stands for the string and, each for the number, # for its digits, @ for
 * a duration in milliseconds as an option would take it (90s, 250ms, 0), & for a signal's name; and
 * what text->placeholder knows besides. */
void text_say(struct text *text, const char *format, const char *string, uint64_t number);

/* The same with two numbers: the first placeholder of a number stands for `first`, all behind it
 * for `second`. */
void text_say_two(struct text *text, const char *format, const char *string, uint64_t first,
                  uint64_t second);

/* Packed texts. In the product a constant text is shorter than it is in the sources: a byte that
 * ASCII does not print stands for a piece that many of them have (util/pieces.h). scripts/pack does
 * that while it is built, to every literal that is given for a parameter called `format`, `formats`
 * or `packed`, and to those in PACKED(): texts that get there otherwise. Characters and newlines
 * stand for themselves, so a text that was not packed reads the same. */
#ifndef PACKED
#define PACKED(text) text
#endif

#endif
