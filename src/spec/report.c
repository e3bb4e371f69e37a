/* Messages and spelling suggestions. */
#include "report.h"

#include "util/utf8.h"

#include <string.h>

#define WORD_MOST 120U /* bytes of a word in a message; a longer one is cut */
#define COMPARED  64U  /* words longer than this are not compared: nothing known is as long */

/* ! is an option's name with its dashes, ^ a word by its number: "word 3", of BATON_ARGS where it
 * is. */
static bool put_placeholder(struct text *text, char placeholder, uint64_t number)
{
  if (placeholder == '^') {
    text_put(text, (number & BATON_WORD_DEFAULTS) == 0 ? "word " : "BATON_ARGS: word ");
    text_unsigned(text, number & ~BATON_WORD_DEFAULTS);
  } else if (placeholder == '!') {
    const char *name = option_name((enum option_id)number);
    const char letter[] = {option_of((enum option_id)number)->letter, '\0'};
    text_put(text, name[0] != '\0' ? "--" : "-");
    text_put(text, name[0] != '\0' ? name : letter);
  }
  return placeholder == '^' || placeholder == '!';
}

struct report report_in(char *message)
{
  struct report report = {.text = text_in(message, SPEC_MESSAGE_BYTES - 1)}; /* for the newline */
  report.text.placeholder = put_placeholder;
  report.text.clip = WORD_MOST;
  return report;
}

static void open_message(struct report *report, uint32_t word)
{
  report->failed = true;
  text_say(&report->text,
           word == 0                     ? "baton: "
           : word == BATON_WORD_DEFAULTS ? "baton: BATON_ARGS: "
                                         : "baton: ^: ",
           "", word);
}

bool report_say(struct report *report, uint32_t word, const char *format, const char *string,
                uint64_t number)
{
  open_message(report, word);
  text_say(&report->text, format, string, number);
  return false;
}

bool report_given(struct report *report, const struct given *given, const char *format,
                  const char *string, uint64_t number)
{
  bool named = option_name(given->id)[0] != '\0';
  open_message(report, given->word);
  text_say(&report->text, "!", "", given->id);
  if (given->value != NULL) {
    text_say(&report->text, named ? "=%" : " %", given->value, 0);
  }
  text_put(&report->text, ": ");
  text_say(&report->text, format, string, number);
  return false;
}

void report_close(struct report *report)
{
  utf8_clean(report->text.at);
  memcpy(report->text.at + report->text.length, "\n", 2);
}

static int lower(char letter)
{
  return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter;
}

static size_t least(size_t a, size_t b)
{
  return a < b ? a : b;
}

/* Edits that turn one word into the other: a letter added, left out, replaced, or swapped with the
 * next one; capitals are the same letter. Three rows of the usual matrix are enough. */
static size_t edits(const char *a, size_t a_length, const char *b, size_t b_length)
{
  size_t rows[3][COMPARED + 1];
  for (size_t j = 0; j <= b_length; j++) {
    rows[0][j] = j;
  }
  for (size_t i = 1; i <= a_length; i++) {
    size_t *row = rows[i % 3];
    const size_t *above = rows[(i - 1) % 3];
    row[0] = i;
    for (size_t j = 1; j <= b_length; j++) {
      bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
      }
    }
  }
  return rows[a_length % 3][b_length];
}

struct nearest nearest_to(const char *wrong, size_t length)
{
  return (struct nearest){.wrong = wrong, .wrong_length = length};
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
  size_t length = strlen(candidate);
  if (nearest->wrong_length > COMPARED || length > COMPARED) {
    return;
  }
  size_t distance = edits(nearest->wrong, nearest->wrong_length, candidate, length);
  if (distance <= (least(nearest->wrong_length, length) + 1) / 3 && distance < length &&
      (nearest->best == NULL || distance < nearest->best_distance)) {
    nearest->best = candidate;
    nearest->best_distance = distance;
  }
}

bool report_nearest(struct report *report, const char *before, const struct nearest *nearest)
{
  if (nearest->best != NULL) {
    text_say(&report->text, " (did you mean %", before, 0);
    text_put(&report->text, nearest->best);
    text_put(&report->text, "?)");
  }
  return false;
}
