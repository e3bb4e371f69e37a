#include "quote.h"

#include "span.h"
#include "utf8.h"

/* A control character by its number: \n, \t, \r, or `prefix` and two digits. */
static void put_escape(struct text *text, char byte, const char *prefix)
{
  if (byte == '\n' || byte == '\t' || byte == '\r') {
    text_char(text, '\\');
    text_char(text, (char)(byte == '\n' ? 'n' : byte == '\t' ? 't' : 'r'));
    return;
  }
  text_put(text, prefix);
  text_hex(text, (unsigned char)byte, 2);
}

/* --- for a shell --- */

/* In $'…', the only form with escapes. */
static void quote_escaped(struct text *text, const char *word)
{
  text_put(text, "$'");
  while (*word != '\0') {
    size_t length = utf8_shown(word);
    if (length == 0) {
      put_escape(text, *word++, "\\x");
      continue;
    }
    text_put(text, *word == '\'' || *word == '\\' ? "\\" : "");
    text_bytes(text, word, length);
    word += length;
  }
  text_char(text, '\'');
}

void quote_shell(struct text *text, const char *word)
{
  if (!utf8_is_clean(word)) {
    quote_escaped(text, word);
    return;
  }
  if (word[0] != '\0' && word[span_of(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789_@%+=:,./-")] == '\0') {
    text_put(text, word);
    return;
  }
  text_char(text, '\'');
  for (; *word != '\0'; word++) {
    if (*word == '\'') {
      text_put(text, "'\\''");
    } else {
      text_char(text, *word);
    }
  }
  text_char(text, '\'');
}

/* --- for JSON --- */

/* One character of a JSON string; returns how many bytes at `at` it stands for. */
static size_t put_character(struct text *text, const char *at)
{
  size_t length = utf8_length(at);
  if (length == 0) {
    text_put(text, "\\ufffd");
    return 1;
  }
  if (utf8_is_control(at, length)) { /* the last byte is its number */
    put_escape(text, at[length - 1], "\\u00");
    return length;
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
