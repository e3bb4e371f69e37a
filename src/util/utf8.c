#include "utf8.h"

#include <stdint.h>

/* How many bytes a character has by its first one; 0: none begins so. */
static size_t utf8_lead(unsigned char lead)
{
  if (lead < 0x80) {
    return 1;
  }
  if (lead < 0xe0) {
    return lead < 0xc2 ? 0 : 2;
  }
  return lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

size_t utf8_length(const char *at)
{
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *byte = (const unsigned char *)at;
  size_t length = utf8_lead(byte[0]);
  uint32_t code = byte[0] & (0x7fU >> length);
  if (length < 2) {
    return length;
  }
  for (size_t i = 1; i < length; i++) {
    if ((byte[i] & 0xc0U) != 0x80) { /* the NUL at the end is no continuation either */
      return 0;
    }
    code = code << 6U | (byte[i] & 0x3fU);
  }
  if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
    return 0;
  }
  return length;
}

bool utf8_is_control(const char *at, size_t length)
{
  const unsigned char *byte = (const unsigned char *)at;
  if (length == 1) {
    return byte[0] < ' ' || byte[0] == 0x7f;
  }
  return length == 2 && byte[0] == 0xc2 && byte[1] < 0xa0;
}

size_t utf8_shown(const char *at)
{
  size_t length = utf8_length(at);
  return utf8_is_control(at, length) ? 0 : length;
}

bool utf8_is_clean(const char *text)
{
  while (utf8_shown(text) != 0) {
    text += utf8_shown(text);
  }
  return *text == '\0';
}

void utf8_clean(char *text)
{
  while (*text != '\0') {
    size_t length = utf8_length(text);
    size_t wrong = length == 0 ? 1 : utf8_is_control(text, length) ? length : 0;
    text += wrong == 0 ? length : 0;
    for (; wrong > 0; wrong--) {
      *text++ = '?';
    }
  }
}
