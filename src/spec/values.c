/* Values, one function a form. Must not know which option a value is for. */
#include "values.h"

#include "util/number.h"
#include "util/settings.h"
#include "util/signal.h"
#include "util/span.h"

#include <string.h>

const char value_resources[] =
    "cpu\0fsize\0data\0stack\0core\0rss\0nproc\0nofile\0memlock\0as\0locks\0"
    "sigpending\0msgqueue\0nice\0rtprio\0rttime\0";

#define DIGITS "0123456789"

enum value_verdict value_duration(const char *text, size_t length, uint32_t *ms)
{
  static const uint32_t units[] = {1, 1000, 60000, 3600000};
  uint64_t number = 0;
  size_t digits = span_of(text, DIGITS);
  uint8_t unit = list_find("ms\0s\0m\0h\0", text + digits, length - digits);
  if (digits == 0) {
    return VALUE_WRONG;
  }
  if (!number_read(&text, VALUE_DURATION_MAX_MS, &number)) {
    return VALUE_RANGE;
  }
  if (digits == length) {
    *ms = number == 0 ? 0 : *ms;
    return number == 0 ? VALUE_OK : VALUE_UNITLESS;
  }
  if (unit == LIST_END) {
    return VALUE_WRONG;
  }
  if (number > VALUE_DURATION_MAX_MS / units[unit]) {
    return VALUE_RANGE;
  }
  *ms = (uint32_t)number * units[unit];
  return VALUE_OK;
}

/* A number with a fraction, in thousandths. */
static bool read_thousandths(const char **text, uint64_t *number)
{
  if (!number_read(text, VALUE_DURATION_MAX_MS, number)) {
    return false;
  }
  *number *= 1000;
  if (**text == '.') {
    size_t digits = span_of(++*text, DIGITS);
    for (uint64_t i = 0, worth = 100; i < digits; i++, worth /= 10) {
      *number += worth * (uint64_t)((*text)[i] - '0');
    }
    *text += digits;
  }
  return true;
}

/* The milliseconds of a unit as people write it, which need not be there: seconds; 0: it is none.
 */
static uint32_t read_unit(const char **text)
{
  static const char spelled[] = "ms\0msec\0s\0sec\0secs\0second\0seconds\0m\0min\0mins\0minute\0"
                                "minutes\0h\0hr\0hour\0hours\0d\0day\0days\0";
  size_t length = span_until(*text, DIGITS " ");
  uint8_t place = length == 0 ? 2 : list_find(spelled, *text, length);
  *text += length;
  *text += span_of(*text, " ");
  return place < 2    ? 1
         : place < 7  ? 1000
         : place < 12 ? 60000
         : place < 16 ? 3600000
         : place < 19 ? 86400000
                      : 0;
}

bool value_duration_meant(const char *text, uint32_t *ms)
{
  uint64_t sum = 0;
  do {
    uint64_t number = 0;
    if (!read_thousandths(&text, &number)) {
      return false;
    }
    text += span_of(text, " ");
    uint32_t unit_ms = read_unit(&text);
    if (unit_ms == 0) {
      return false;
    }
    sum = number_add(sum, number_multiply(number, unit_ms) / 1000);
  } while (*text != '\0');
  *ms = (uint32_t)number_least(sum, VALUE_DURATION_MAX_MS);
  return true;
}

enum value_verdict value_window(const char *text, uint32_t most, struct baton_window *window)
{
  struct baton_window read = {.limit = BATON_NONE};
  uint64_t limit = 0;
  if (strcmp(text, "unlimited") == 0) {
    *window = read;
    return VALUE_OK;
  }
  if (!number_read(&text, UINT32_MAX, &limit) || *text != '/') {
    return VALUE_WRONG;
  }
  text++;
  enum value_verdict verdict = value_duration(text, strlen(text), &read.window_ms);
  if (verdict != VALUE_OK) {
    return verdict == VALUE_UNITLESS ? VALUE_WRONG : verdict;
  }
  if (limit == 0 || limit > most || read.window_ms == 0) {
    return VALUE_RANGE;
  }
  read.limit = (uint32_t)limit;
  *window = read;
  return VALUE_OK;
}

bool value_window_is_none(const char *text)
{
  uint64_t limit = 0;
  return number_read(&text, UINT64_MAX, &limit) && limit == 0;
}

bool value_window_meant(const char *text, uint32_t most, struct baton_window *window)
{
  uint64_t limit = 0;
  if (!number_read(&text, most, &limit) || limit == 0) {
    return false;
  }
  window->limit = (uint32_t)limit;
  window->window_ms = setting_standards.breaker.window_ms;
  return *text == '\0' || (*text == '/' && value_duration_meant(text + 1, &window->window_ms) &&
                           window->window_ms != 0);
}

/* In hundredths: "2", "1.5", "2.25". */
static enum value_verdict factor(const char *text, uint32_t *centi)
{
  const struct setting *row = &setting_rows[SETTING_BACKOFF_FACTOR];
  uint64_t whole = 0;
  uint32_t fraction = 0;
  if (!number_read(&text, UINT64_MAX, &whole)) {
    return VALUE_WRONG;
  }
  if (*text == '.') {
    size_t digits = span_of(++text, DIGITS);
    if (digits < 1 || digits > 2) {
      return VALUE_WRONG;
    }
    fraction = (uint32_t)(text[0] - '0') * 10 + (digits == 2 ? (uint32_t)(text[1] - '0') : 0);
    text += digits;
  }
  if (*text != '\0') {
    return VALUE_WRONG;
  }
  whole = number_add(number_multiply(whole, 100), fraction);
  if (whole < (uint32_t)row->least || whole > row->most) {
    return VALUE_RANGE;
  }
  *centi = (uint32_t)whole;
  return VALUE_OK;
}

enum value_verdict value_backoff(const char *text, struct baton_settings *settings)
{
  uint32_t initial_ms = 0;
  uint32_t max_ms = setting_standards.backoff_max_ms;
  uint32_t centi = setting_standards.backoff_factor_centi;
  size_t length = span_until(text, ":");
  enum value_verdict verdict = value_duration(text, length, &initial_ms);
  if (verdict == VALUE_OK && text[length] != '\0') {
    text += length + 1;
    length = span_until(text, ":");
    verdict = value_duration(text, length, &max_ms);
    if (verdict == VALUE_OK && max_ms < initial_ms) {
      verdict = VALUE_RANGE;
    }
    if (verdict == VALUE_OK && text[length] != '\0') {
      verdict = factor(text + length + 1, &centi);
    }
  }
  if (verdict == VALUE_OK) {
    settings->backoff_initial_ms = initial_ms;
    settings->backoff_max_ms = max_ms > initial_ms ? max_ms : initial_ms;
    settings->backoff_factor_centi = centi;
  }
  return verdict;
}

enum value_verdict value_integer(const char *text, int32_t least, int32_t most, int32_t *number)
{
  bool negative = text[0] == '-';
  uint64_t magnitude = 0;
  if (negative) {
    text++;
  }
  if (text[span_of(text, DIGITS)] != '\0' || text[0] == '\0') {
    return VALUE_WRONG;
  }
  if (!number_read(&text, INT32_MAX, &magnitude)) {
    return VALUE_RANGE;
  }
  int32_t value = negative ? -(int32_t)magnitude : (int32_t)magnitude;
  if (value < least || value > most) {
    return VALUE_RANGE;
  }
  *number = value;
  return VALUE_OK;
}

enum value_verdict value_umask(const char *text, uint32_t *mask)
{
  uint32_t value = 0;
  if (text[0] == '\0' || text[span_of(text, "01234567")] != '\0') {
    return VALUE_WRONG;
  }
  for (; *text != '\0'; text++) {
    value = value * 8 + (uint32_t)(*text - '0');
    if (value > setting_rows[SETTING_UMASK].most) {
      return VALUE_WRONG;
    }
  }
  *mask = value;
  return VALUE_OK;
}

unsigned value_signal(const char *text, size_t length)
{
  uint64_t number = 0;
  const char *at = text;
  if (number_read(&at, SIGNAL_LAST, &number) && at == text + length) {
    return (unsigned)number;
  }
  return signal_by_name(text, length);
}

static bool limit_number(const char *text, size_t length, uint64_t *limit)
{
  const char *at = text;
  if (list_find("unlimited\0", text, length) == 0) {
    *limit = UINT64_MAX;
    return true;
  }
  return number_read(&at, UINT64_MAX - 1, limit) && at == text + length;
}

enum value_verdict value_rlimit(const char *text, struct baton_limit *limit)
{
  struct baton_limit read = {.resource = 0};
  size_t length = span_until(text, "=");
  read.resource = list_find(value_resources, text, length);
  if (read.resource == LIST_END || text[length] == '\0') {
    return VALUE_WRONG;
  }
  text += length + 1;
  length = span_until(text, ":");
  if (!limit_number(text, length, &read.soft)) {
    return VALUE_WRONG;
  }
  read.hard = read.soft;
  if (text[length] == ':' &&
      !limit_number(text + length + 1, strlen(text + length + 1), &read.hard)) {
    return VALUE_WRONG;
  }
  if (read.soft > read.hard) {
    return VALUE_RANGE;
  }
  *limit = read;
  return VALUE_OK;
}

enum value_verdict value_id(const char *text, size_t length, uint32_t *id)
{
  uint64_t number = 0;
  size_t digits = span_of(text, DIGITS);
  if (digits < length || length == 0) {
    return VALUE_WRONG;
  }
  if (!number_read(&text, UINT32_MAX - 1U, &number)) {
    return VALUE_RANGE;
  }
  *id = (uint32_t)number;
  return VALUE_OK;
}

enum value_verdict value_user(const char *text, bool *group)
{
  size_t length = span_until(text, ":");
  const char *rest = text + length;
  uint32_t id = 0;
  if (length == 0 || (*rest == ':' && (rest[1] == '\0' || span_first(rest + 1, ':') != NULL))) {
    return VALUE_WRONG;
  }
  if (value_id(text, length, &id) == VALUE_RANGE ||
      (*rest == ':' && value_id(rest + 1, strlen(rest + 1), &id) == VALUE_RANGE)) {
    return VALUE_RANGE;
  }
  *group = *rest == ':';
  return VALUE_OK;
}
