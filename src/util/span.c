#include "span.h"

#include <stdbool.h>
#include <string.h>

static size_t span(const char *text, const char *set, bool inside)
{
  size_t length = 0;
  while (text[length] != '\0' && (strchr(set, text[length]) != NULL) == inside) {
    length++;
  }
  return length;
}

size_t span_of(const char *text, const char *set)
{
  return span(text, set, true);
}

size_t span_until(const char *text, const char *set)
{
  return span(text, set, false);
}

const char *span_base(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}
