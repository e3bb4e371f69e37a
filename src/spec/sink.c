/* Owns the two quotings: a shell's and JSON's. */
#include "sink.h"

#include "report.h"

#include <string.h>

void sink_flush(struct sink *sink)
{
  if (sink->length > 0) {
    sink->write(sink->context, sink->bytes, sink->length);
    sink->length = 0;
  }
}

void sink_bytes(struct sink *sink, const char *bytes, size_t length)
{
  while (length > 0) {
    size_t room = sizeof sink->bytes - sink->length;
    size_t part = length < room ? length : room;

    memcpy(sink->bytes + sink->length, bytes, part);
    sink->length += part;
    bytes += part;
    length -= part;
    if (sink->length == sizeof sink->bytes) {
      sink_flush(sink);
    }
  }
}

void sink_put(struct sink *sink, const char *string)
{
  sink_bytes(sink, string, strlen(string));
}

void sink_number(struct sink *sink, uint64_t number)
{
  sink_put(sink, piece_number(number).at);
}

void sink_signed(struct sink *sink, int64_t number)
{
  if (number < 0) {
    sink_put(sink, "-");
  }
  sink_number(sink, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void sink_duration(struct sink *sink, uint32_t ms)
{
  sink_put(sink, piece_duration(ms).at);
}

void sink_signal(struct sink *sink, unsigned number)
{
  sink_put(sink, piece_signal(number).at);
}

static bool is_control(unsigned char byte)
{
  return byte < ' ' || byte == 0x7f;
}

/* A control byte as \n, \t or `prefix` and digits. */
static void put_escape(struct sink *sink, unsigned char byte, const char *prefix, unsigned digits)
{
  char hex[8];
  struct text text = text_in(hex, sizeof hex);

  if (byte == '\n' || byte == '\t') {
    sink_put(sink, byte == '\n' ? "\\n" : "\\t");
    return;
  }
  text_hex(&text, byte, digits);
  sink_put(sink, prefix);
  sink_put(sink, hex);
}

static bool has_control(const char *word)
{
  while (*word != '\0' && !is_control((unsigned char)*word)) {
    word++;
  }
  return *word != '\0';
}

void sink_shell(struct sink *sink, const char *word)
{
  bool dollar = has_control(word); /* needs $'…', the only form with escapes */

  if (word[0] != '\0' && word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                           "0123456789_@%+=:,./-")] == '\0') {
    sink_put(sink, word);
    return;
  }
  sink_put(sink, dollar ? "$'" : "'");
  for (; *word != '\0'; word++) {
    if (is_control((unsigned char)*word)) {
      put_escape(sink, (unsigned char)*word, "\\x", 2);
    } else if (*word == '\'') {
      sink_put(sink, dollar ? "\\'" : "'\\''");
    } else if (*word == '\\' && dollar) {
      sink_put(sink, "\\\\");
    } else {
      sink_bytes(sink, word, 1);
    }
  }
  sink_put(sink, "'");
}

/* Bytes of the UTF-8 character at `at`; 0 if there is none. Surrogates, overlong forms and what is
 * beyond U+10FFFF are none. */
static size_t utf8_length(const char *at)
{
  const unsigned char *byte = (const unsigned char *)at;
  static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
  size_t length = byte[0] < 0x80   ? 1
                  : byte[0] < 0xc2 ? 0
                  : byte[0] < 0xe0 ? 2
                  : byte[0] < 0xf0 ? 3
                  : byte[0] < 0xf5 ? 4
                                   : 0;
  uint32_t code = length < 2 ? byte[0] : byte[0] & (0x7fU >> length);

  for (size_t i = 1; i < length; i++) {
    if ((byte[i] & 0xc0U) != 0x80) {
      return 0;
    }
    code = code << 6U | (byte[i] & 0x3fU);
  }
  if (length != 0 &&
      (code < LEAST[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))) {
    return 0;
  }
  return length;
}

void sink_json(struct sink *sink, const char *string)
{
  sink_put(sink, "\"");
  while (*string != '\0') {
    size_t length = utf8_length(string);

    if (length == 0) {
      sink_put(sink, "\\ufffd");
    } else if (is_control((unsigned char)*string)) {
      put_escape(sink, (unsigned char)*string, "\\u", 4);
    } else if (*string == '"' || *string == '\\') {
      sink_put(sink, "\\");
      sink_bytes(sink, string, 1);
    } else {
      sink_bytes(sink, string, length);
    }
    string += length == 0 ? 1 : length;
  }
  sink_put(sink, "\"");
}
