/* What strspn(), strcspn(), strchr(), strrchr() and strncmp() do, in a tenth of their size: libc's
 * are for longer texts than words of a line. Pure. */
#ifndef UTIL_SPAN_H
#define UTIL_SPAN_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of `text`, from its beginning on, that are all in `set`. */
size_t span_of(const char *text, const char *set);

/* Bytes of `text` before the first that is in `set`, or before its end. */
size_t span_until(const char *text, const char *set);

/* Where the first or the last of these bytes stands in `text`; NULL: it has none. */
const char *span_first(const char *text, char byte);
const char *span_last(const char *text, char byte);

/* `text` begins with these bytes, which hold no NUL. */
bool span_begins(const char *text, const char *bytes, size_t length);

/* What stands behind the last '/' of a path: all of it, if there is none. */
const char *span_base(const char *path);

#endif
