/* Is a text one JSON value, in UTF-8, and nothing else? RFC 8259, to a depth of JSON_DEPTH. */
#ifndef FUZZ_JSON_H
#define FUZZ_JSON_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_DEPTH 16U

bool json_is_valid(const char *text, size_t length);

/* Whether it is UTF-8 in which nothing but a newline is a control character, C1 included. */
bool json_text_is_plain(const char *text, size_t length);

#endif
