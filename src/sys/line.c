#include "line.h"

#include "errors.h"
#include "kernel.h"
#include "shell.h"
#include "util/quote.h"

#include <string.h>
#include <time.h>

#define VALUE_BYTES   256U /* of a word; what is longer is cut, so that the line is not */
#define SECONDS_A_DAY 86400U

void line_begin(struct line *line, bool json)
{
  line->text = text_in(line->bytes, sizeof line->bytes - sizeof "}\n");
  line->text.placeholder = text_put_log_value;
  line->json = json;
  text_put(&line->text, json ? "{" : "");
}

/* --- what stands before the first field --- */

static void two_digits(struct text *text, char before, uint64_t number)
{
  text_char(text, before);
  text_char(text, (char)('0' + number / 10 % 10));
  text_char(text, (char)('0' + number % 10));
}

/* RFC 3339 in UTC. Years begin in March here, so that a leap day is the last of its year; 400 years
 * always have 146,097 days. */
void line_time(struct line *line)
{
  uint64_t ns = 0;
  (void)kernel_clock(CLOCK_REALTIME, &ns);
  uint64_t seconds = ns / UINT64_C(1000000000);
  uint64_t day = seconds / SECONDS_A_DAY + 719468U;
  uint64_t of_era = day % 146097U;
  uint64_t year = (of_era - of_era / 1460U + of_era / 36524U - of_era / 146096U) / 365U;
  uint64_t of_year = of_era - (365U * year + year / 4U - year / 100U);
  uint64_t month = (5U * of_year + 2U) / 153U;
  text_put(&line->text, line->json ? "\"time\":\"" : "");
  text_unsigned(&line->text, year + day / 146097U * 400U + (month >= 10U));
  two_digits(&line->text, '-', month < 10U ? month + 3U : month - 9U);
  two_digits(&line->text, '-', of_year - (153U * month + 2U) / 5U + 1U);
  two_digits(&line->text, 'T', seconds % SECONDS_A_DAY / 3600U);
  two_digits(&line->text, ':', seconds / 60U % 60U);
  two_digits(&line->text, ':', seconds % 60U);
  uint64_t ms = ns / SHELL_MS % 1000U;
  two_digits(&line->text, '.', ms / 10U);
  text_char(&line->text, (char)('0' + ms % 10U));
  text_put(&line->text, line->json ? "Z\"," : "Z ");
}

/* --- fields --- */

/* Takes back what has been written since `before` if it did not fit. */
static bool keep_field(struct line *line, size_t before)
{
  bool fits = !line->text.cut;
  if (!fits) {
    line->text.length = before;
    line->text.cut = false;
  }
  return fits;
}

static void add(struct line *line, const char *plain, const char *json, const char *string,
                uint64_t number)
{
  size_t before = line->text.length;
  text_say(&line->text, line->json ? json : plain, string, number);
  (void)keep_field(line, before);
}

void line_level(struct line *line, const char *level)
{
  add(line, "baton: level=%", "\"level\":\"%\"", level, 0);
}

/* Names and paths of nodes are plain words. */
void line_word(struct line *line, const char *name, const char *word)
{
  size_t before = line->text.length;
  bool plain = *word != '\0' && !line->json;
  for (const char *at = word; *at != '\0'; at++) {
    plain &= *at > ' ' && *at < '\x7f' && *at != '"' && *at != '=' && *at != '\\';
  }
  text_say(&line->text, line->json ? ",\"%\":" : " %=", name, 0);
  if (plain) {
    text_put(&line->text, word);
  } else {
    quote_json(&line->text, word, VALUE_BYTES);
  }
  (void)keep_field(line, before);
}

void line_message(struct line *line, const char *message)
{
  static const char form[] = ",\"message\":";
  text_put(&line->text, line->json ? form : " message=");
  quote_json(&line->text, message, line->text.capacity - line->text.length - sizeof form);
}

void line_hint(struct line *line, const char *packed)
{
  char bytes[VALUE_BYTES];
  struct text hint = text_in(bytes, sizeof bytes);
  text_packed(&hint, packed);
  line_word(line, "hint", bytes);
}

void line_number(struct line *line, const char *name, uint64_t number)
{
  add(line, " %=#", ",\"%\":#", name, number);
}

void line_ms(struct line *line, const char *name, uint64_t ms)
{
  add(line, " %=~", ",\"%_ms\":#", name, ms);
}

void line_signal(struct line *line, unsigned signal)
{
  add(line, " signal=&", ",\"signal\":\"&\"", "", signal);
}

void line_error(struct line *line, int error)
{
  add(line, " error=$", ",\"error\":\"$\"", "", (uint64_t)error);
}

void line_restarts(struct line *line, uint64_t count, uint64_t limit)
{
  line_number(line, "restarts", count);
  if (limit != UINT32_MAX) {
    add(line, "/#", ",\"limit\":#", "", limit);
  }
}

bool line_list(struct line *line, const char *name, bool first, const char *word, size_t spare)
{
  size_t before = line->text.length;
  if (sizeof line->bytes - before < strlen(name) + strlen(word) + spare) {
    return false;
  }
  text_say(&line->text, !first ? "," : line->json ? ",\"%\":[" : " %=", name, 0);
  text_say(&line->text, line->json ? "\"%\"" : "%", word, 0);
  return keep_field(line, before);
}

void line_list_end(struct line *line)
{
  text_put(&line->text, line->json ? "]" : "");
}

/* line_begin() has kept room for this, whatever else was left out. */
size_t line_end(struct line *line)
{
  size_t length = line->text.length;
  if (line->json) {
    line->bytes[length++] = '}';
  }
  line->bytes[length++] = '\n';
  return length;
}
