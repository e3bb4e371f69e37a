/* How far a text goes on in some characters, or up to one of them: what strspn() and strcspn() do,
 * in a tenth of their size. Pure. */
#ifndef UTIL_SPAN_H
#define UTIL_SPAN_H

#include <stddef.h>

/* Bytes of `text`, from its beginning on, that are all in `set`. */
size_t span_of(const char *text, const char *set);

/* Bytes of `text` before the first that is in `set`, or before its end. */
size_t span_until(const char *text, const char *set);

/* What stands behind the last '/' of a path: all of it, if there is none. */
const char *span_base(const char *path);

#endif
