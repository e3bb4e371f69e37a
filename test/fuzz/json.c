#include "json.h"

#include <string.h>

struct json {
  const unsigned char *at, *end;
};

static int next(const struct json *json)
{
  return json->at < json->end ? *json->at : -1;
}

static bool take(struct json *json, char expected)
{
  if (next(json) != expected) {
    return false;
  }
  json->at++;
  return true;
}

static void skip_space(struct json *json)
{
  while (next(json) == ' ' || next(json) == '\n' || next(json) == '\t' || next(json) == '\r') {
    json->at++;
  }
}

static bool take_word(struct json *json, const char *word)
{
  for (; *word != '\0'; word++) {
    if (!take(json, *word)) {
      return false;
    }
  }
  return true;
}

static size_t take_digits(struct json *json)
{
  const unsigned char *from = json->at;
  while (next(json) >= '0' && next(json) <= '9') {
    json->at++;
  }
  return (size_t)(json->at - from);
}

/* Fractions and exponents are JSON, and nothing that baton writes. */
static bool take_number(struct json *json)
{
  (void)take(json, '-');
  bool zero = next(json) == '0';
  size_t digits = take_digits(json);
  return digits == 1 || (digits > 1 && !zero);
}

static bool take_escape(struct json *json)
{
  int escaped = next(json);
  if (escaped < 0 || strchr("\"\\/bfnrtu", escaped) == NULL) {
    return false;
  }
  json->at++;
  for (unsigned i = 0; escaped == 'u' && i < 4; i++) {
    if (next(json) < 0 || strchr("0123456789abcdefABCDEF", next(json)) == NULL) {
      return false;
    }
    json->at++;
  }
  return true;
}

/* One character beyond ASCII: shortest form, no surrogates, up to U+10FFFF. */
static bool take_wide(struct json *json)
{
  unsigned first = *json->at++;
  unsigned more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  unsigned least = more == 3 ? 0x10000 : more == 2 ? 0x800 : 0x80;
  unsigned code = first & (0x3fU >> more);
  if (first < 0xc2 || first > 0xf4) {
    return false;
  }
  for (; more > 0; more--) {
    if ((next(json) & 0xc0) != 0x80) {
      return false;
    }
    code = code << 6U | (*json->at++ & 0x3fU);
  }
  return code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

static bool take_string(struct json *json)
{
  if (!take(json, '"')) {
    return false;
  }
  while (next(json) >= ' ' && next(json) != '"') {
    bool good = true;
    if (next(json) >= 0x80) {
      good = take_wide(json);
    } else if (*json->at++ == '\\') {
      good = take_escape(json);
    }
    if (!good) {
      return false;
    }
  }
  return take(json, '"');
}

static bool take_value(struct json *json, unsigned depth);

/* An object's or an array's members, behind the bracket that opens it. */
static bool take_members(struct json *json, char end, unsigned depth)
{
  bool good = depth > 0;
  skip_space(json);
  if (good && take(json, end)) {
    return true;
  }
  do {
    if (good && end == '}') {
      skip_space(json);
      good = take_string(json);
      skip_space(json);
      good = good && take(json, ':');
    }
    good = good && take_value(json, depth - 1U);
  } while (good && take(json, ','));
  return good && take(json, end);
}

/* And the space around it. */
static bool take_value(struct json *json, unsigned depth)
{
  bool good = false;
  skip_space(json);
  switch (next(json)) {
  case '{': good = take(json, '{') && take_members(json, '}', depth); break;
  case '[': good = take(json, '[') && take_members(json, ']', depth); break;
  case '"': good = take_string(json); break;
  case 't': good = take_word(json, "true"); break;
  case 'f': good = take_word(json, "false"); break;
  case 'n': good = take_word(json, "null"); break;
  default: good = take_number(json); break;
  }
  skip_space(json);
  return good;
}

bool json_is_valid(const char *text, size_t length)
{
  struct json json = {(const unsigned char *)text, (const unsigned char *)text + length};
  return take_value(&json, JSON_DEPTH) && json.at == json.end;
}

bool json_text_is_plain(const char *text, size_t length)
{
  struct json json = {(const unsigned char *)text, (const unsigned char *)text + length};
  while (next(&json) >= 0) {
    const unsigned char *at = json.at;
    bool wide = *at >= 0x80;
    if (wide ? !take_wide(&json) : *at < ' ' && *at != '\n') {
      return false;
    }
    json.at += wide ? 0 : 1;
    if (*at == 0x7f || (wide && at[0] == 0xc2 && at[1] < 0xa0)) {
      return false;
    }
  }
  return true;
}
