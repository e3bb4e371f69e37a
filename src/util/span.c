#include "span.h"

const char *span_first(const char *text, char byte)
{
  for (; *text != '\0'; text++) {
    if (*text == byte) {
      return text;
    }
  }
  return NULL;
}

const char *span_last(const char *text, char byte)
{
  const char *last = NULL;
  for (; *text != '\0'; text++) {
    last = *text == byte ? text : last;
  }
  return last;
}

bool span_begins(const char *text, const char *bytes, size_t length)
{
  size_t at = 0;
  while (at < length && text[at] == bytes[at]) {
    at++;
  }
  return at == length;
}

static size_t span(const char *text, const char *set, bool inside)
{
  size_t length = 0;
  while (text[length] != '\0' && (span_first(set, text[length]) != NULL) == inside) {
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
  const char *slash = span_last(path, '/');
  return slash == NULL ? path : slash + 1;
}
