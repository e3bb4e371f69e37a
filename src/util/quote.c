#include "quote.h"

#include "span.h"

#include <string.h>

static bool is_control(char byte)
{
  return (unsigned char)byte < ' ' || byte == 0x7f;
}

/* A control byte as \n, \t or `prefix` and two digits. */
static void put_escape(struct text *text, char byte, const char *prefix)
{
  if (byte == '\n' || byte == '\t') {
    text_put(text, byte == '\n' ? "\\n" : "\\t");
    return;
  }
  text_put(text, prefix);
  text_hex(text, (unsigned char)byte, 2);
}

/* --- for a shell --- */

void quote_shell(struct text *text, const char *word)
{
  bool dollar = false; /* control characters need $'…', the only form with escapes */
  for (const char *at = word; *at != '\0'; at++) {
    dollar |= is_control(*at);
  }
  if (word[0] != '\0' && word[span_of(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789_@%+=:,./-")] == '\0') {
    text_put(text, word);
    return;
  }
  text_put(text, dollar ? "$'" : "'");
  for (; *word != '\0'; word++) {
    if (is_control(*word)) {
      put_escape(text, *word, "\\x");
    } else if (*word == '\'') {
      text_put(text, dollar ? "\\'" : "'\\''");
    } else if (*word == '\\' && dollar) {
      text_put(text, "\\\\");
    } else {
      text_char(text, *word);
    }
  }
  text_char(text, '\'');
}

/* --- for JSON --- */

/* How many bytes a character of UTF-8 has by its first one; 0: none begins so. */
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

/* Bytes of the UTF-8 character at `at`; 0 if there is none. Surrogates, overlong forms and what is
 * beyond U+10FFFF are none. */
static size_t utf8_length(const char *at)
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

/* One character of a JSON string; returns how many bytes at `at` it stands for. */
static size_t put_character(struct text *text, const char *at)
{
  size_t length = utf8_length(at);
  if (length == 0) {
    text_put(text, "\\ufffd");
    return 1;
  }
  if (is_control(*at)) {
    put_escape(text, *at, "\\u00");
    return 1;
  }
  if (*at == '"' || *at == '\\') {
    text_char(text, '\\');
  }
  text_bytes(text, at, length);
  return length;
}

void quote_json(struct text *text, const char *string, size_t most)
{
  char bytes[sizeof "\\ufffd"];
  text_char(text, '"');
  while (*string != '\0') {
    struct text character = text_in(bytes, sizeof bytes);
    string += put_character(&character, string);
    if (character.length > most) {
      break;
    }
    most -= character.length;
    text_bytes(text, bytes, character.length);
  }
  text_char(text, '"');
}
