/* Text on its way out: to a writer, or into a buffer that cuts it off. Pure.
 *
 * Owns how the parser's words, numbers and quotings are put together; help, --explain and messages
 * are all written with it.
 */
#ifndef SPEC_SINK_H
#define SPEC_SINK_H

#include "parse.h"

struct sink {
  char *bytes;
  size_t length;
  size_t capacity;
  spec_writer *write; /* takes the bytes whenever they are full; NULL: what does not fit is lost */
  void *context;
  size_t clip; /* a string that % stands for is cut to this length; 0: never */
};

void sink_bytes(struct sink *sink, const char *bytes, size_t length);
void sink_put(struct sink *sink, const char *string);

/* Appends `format`, in which % stands for the string and, each for the number: # decimal, @ a
 * duration in milliseconds as an option would take it (90s, 250ms, 0), & a signal's name, ! an
 * option's name with its dashes, ^ a word by its number: "word 3", of BATON_ARGS where it is. */
void sink_say(struct sink *sink, const char *format, const char *string, uint64_t number);

/* A word as a shell would need it: quoted where it has to be, never with a control character. */
void sink_shell(struct sink *sink, const char *word);

/* A JSON string with its quotes; what is not UTF-8 becomes U+FFFD. */
void sink_json(struct sink *sink, const char *string);

/* Hands the rest to the writer. */
void sink_flush(struct sink *sink);

#endif
