/* The C library's text functions, as code: by their contracts a walk over known bytes would find
 * out nothing. Frama-C's own are taken, but for those that it has not, and for the comparisons:
 * those subtract the bytes, and the difference of a byte that may be anything and another one that
 * it is not seems to include zero. */
#include <string.h>

#define memcmp  subtracting_memcmp
#define strcmp  subtracting_strcmp
#define strncmp subtracting_strncmp
#include <libc/string.c>
#undef memcmp
#undef strcmp
#undef strncmp

/* Of two bytes that differ. */
static int order(unsigned char left, unsigned char right)
{
  return left < right ? -1 : 1;
}

int memcmp(const void *left, const void *right, size_t length)
{
  const unsigned char *a = left;
  const unsigned char *b = right;
  for (size_t i = 0; i < length; i++) {
    if (a[i] != b[i]) {
      return order(a[i], b[i]);
    }
  }
  return 0;
}

int strncmp(const char *left, const char *right, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    if (left[i] != right[i]) {
      return order((unsigned char)left[i], (unsigned char)right[i]);
    }
    if (left[i] == '\0') {
      return 0;
    }
  }
  return 0;
}

int strcmp(const char *left, const char *right)
{
  return strncmp(left, right, SIZE_MAX);
}

static size_t run_of(const char *text, const char *set, int in_set)
{
  size_t length = 0;
  while (text[length] != '\0' && (strchr(set, text[length]) != NULL) == in_set) {
    length++;
  }
  return length;
}

size_t strspn(const char *text, const char *accept)
{
  return run_of(text, accept, 1);
}

size_t strcspn(const char *text, const char *reject)
{
  return run_of(text, reject, 0);
}
