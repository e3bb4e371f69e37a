/* Text on its way to a writer, collected to lines so that a writer is not called for every word. */
#ifndef SPEC_SINK_H
#define SPEC_SINK_H

#include "parse.h"

struct sink {
  spec_writer *write;
  void *context;
  size_t length;
  char bytes[512];
};

void sink_bytes(struct sink *sink, const char *bytes, size_t length);
void sink_put(struct sink *sink, const char *string);
void sink_number(struct sink *sink, uint64_t number);
void sink_signed(struct sink *sink, int64_t number);
/* As the option's value would be written: 90s, 250ms, 0. */
void sink_duration(struct sink *sink, uint32_t ms);
void sink_signal(struct sink *sink, unsigned number);
/* A word as a shell would need it: quoted where it has to be, never with a control character. */
void sink_shell(struct sink *sink, const char *word);
/* A JSON string with its quotes; what is not UTF-8 becomes U+FFFD. */
void sink_json(struct sink *sink, const char *string);
/* Hands the rest to the writer. */
void sink_flush(struct sink *sink);

#endif
