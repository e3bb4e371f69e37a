/* Owns the two quotings, a shell's and JSON's, and the forms of numbers. */
#include "sink.h"

#include "options.h"
#include "util/signal.h"

#include <string.h>

void sink_flush(struct sink *sink)
{
  sink->write(sink->context, sink->bytes, sink->length);
  sink->length = 0;
}

void sink_bytes(struct sink *sink, const char *bytes, size_t length)
{
  while (length > 0) {
    if (sink->length == sink->capacity) {
      if (sink->write == NULL) {
        return;
      }
      sink_flush(sink);
    }
    size_t room = sink->capacity - sink->length;
    size_t part = length < room ? length : room;
    memcpy(sink->bytes + sink->length, bytes, part);
    sink->length += part;
    bytes += part;
    length -= part;
  }
}

void sink_put(struct sink *sink, const char *string)
{
  sink_bytes(sink, string, strlen(string));
}

/* In the largest unit that holds it exactly. */
static void put_duration(struct text *text, uint64_t ms)
{
  static const struct {
    uint32_t ms;
    char name[3];
  } units[] = {
      {3600000, "h" },
      {60000,   "m" },
      {1000,    "s" },
      {1,       "ms"}
  };

  unsigned unit = 0;
  if (ms == 0) {
    text_put(text, "0");
    return;
  }
  while (ms % units[unit].ms != 0) {
    unit++;
  }
  text_unsigned(text, ms / units[unit].ms);
  text_put(text, units[unit].name);
}

static void put_word(struct text *text, uint32_t word)
{
  text_put(text, (word & BATON_WORD_DEFAULTS) != 0 ? "BATON_ARGS: word " : "word ");
  text_unsigned(text, word & ~BATON_WORD_DEFAULTS);
}

static void put_number(struct sink *sink, char form, uint64_t number)
{
  char buffer[32];
  struct text text = text_in(buffer, sizeof buffer);
  if (form == '@') {
    put_duration(&text, number);
  } else if (form == '&') {
    text_signal(&text, (unsigned)number);
  } else if (form == '^') {
    put_word(&text, (uint32_t)number);
  } else if (form == '#') {
    text_unsigned(&text, number);
  } else {
    const char *name = option_text((enum option_id)number, OPTION_NAMED);
    text_put(&text, name[0] != '\0' ? "--" : "-");
    text_put(&text, name);
    if (name[0] == '\0') {
      text_char(&text, option_of((enum option_id)number)->letter);
    }
  }
  sink_bytes(sink, buffer, text.length);
}

static void put_string(struct sink *sink, const char *string)
{
  size_t length = strlen(string);
  if (sink->clip != 0 && length > sink->clip) {
    sink_bytes(sink, string, sink->clip);
    string = "...";
    length = 3;
  }
  sink_bytes(sink, string, length);
}

void sink_say(struct sink *sink, const char *format, const char *string, uint64_t number)
{
  for (;;) {
    size_t plain = strcspn(format, "%#@&!^");
    sink_bytes(sink, format, plain);
    format += plain;
    if (*format == '\0') {
      return;
    }
    if (*format == '%') {
      put_string(sink, string);
    } else {
      put_number(sink, *format, number);
    }
    format++;
  }
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
