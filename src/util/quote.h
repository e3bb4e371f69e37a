/* Words from outside, quoted for a shell or for JSON. Pure. */
#ifndef UTIL_QUOTE_H
#define UTIL_QUOTE_H

#include "text.h"

/* A word as a shell would need it: quoted where it has to be. It comes out as UTF-8 without control
 * characters, and is still the same bytes. */
void quote_shell(struct text *text, const char *word);

/* A JSON string with its quotes, which is valid whatever the bytes are: what is not UTF-8 becomes
 * U+FFFD. Between the quotes are at most `most` bytes; what is longer ends with a whole character
 * before that. */
void quote_json(struct text *text, const char *string, size_t most);

#endif
