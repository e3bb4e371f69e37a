/* UTF-8: where a character ends, and which ones a terminal or a log would obey. Pure. */
#ifndef UTIL_UTF8_H
#define UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the character at `at`, which a NUL ends somewhere behind; 0: there is none. Surrogates,
 * forms longer than need be and what is beyond U+10FFFF are none. */
size_t utf8_length(const char *at);

/* Whether the character at `at`, of so many bytes, is a control character: below U+0020, or from
 * U+007F to U+009F. */
bool utf8_is_control(const char *at, size_t length);

/* Bytes of the character at `at` if it can be shown as it is, and no terminal obeys it; else 0. */
size_t utf8_shown(const char *at);

/* Whether all of a text can be shown as it is. */
bool utf8_is_clean(const char *text);

/* What lies at `text` becomes a text that can be shown: each byte of a control character, and each
 * that is of no character, becomes '?'. */
void utf8_clean(char *text);

#endif
