/* The one message of a line. Pure.
 *
 * Owns its form: "baton: word 3: …" and a newline, at most SPEC_MESSAGE_BYTES, never more than one
 * line whatever the words hold. Whoever reports a failure returns; there is no second one.
 */
#ifndef SPEC_REPORT_H
#define SPEC_REPORT_H

#include "options.h"
#include "parse.h"

struct report {
  struct text text;
  bool failed;
};

/* One option as it stands on the line. */
struct given {
  enum option_id id;
  uint32_t word;     /* where the option (not its value) stands */
  const char *value; /* NULL: none */
};

/* A message in `message` (SPEC_MESSAGE_BYTES). */
struct report report_in(char *message);

/* The line is wrong, or with BATON_WORD_DEFAULTS in `word` BATON_ARGS is: "word N: " unless N is 0,
 * then what text_say() makes of the rest, in which ! stands for an option's name with its dashes
 * and ^ for a word by its number: "word 3". Returns false, so that a check can end with it. */
bool report_say(struct report *report, uint32_t word, const char *format, const char *string,
                uint64_t number);

/* The same about an option's value: "word 3: --restart=alway: …". */
bool report_given(struct report *report, const struct given *given, const char *format,
                  const char *string, uint64_t number);

/* Ends the message, and makes it one line of UTF-8 without control characters. */
void report_close(struct report *report);

/* Keeps the nearest of the words that it is offered, if it is near enough to be what was meant. */
struct nearest {
  const char *wrong;
  size_t wrong_length;
  const char *best; /* NULL: none is near */
  size_t best_distance;
};

struct nearest nearest_to(const char *wrong, size_t length);
void nearest_offer(struct nearest *nearest, const char *candidate);

/* Adds " (did you mean X?)" to a message, X being `before` and the nearest word; nothing if none is
 * near. Returns false. */
bool report_nearest(struct report *report, const char *before, const struct nearest *nearest);

#endif
