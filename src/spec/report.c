/* Messages and spelling suggestions. */
#include "report.h"

#include "parse.h"
#include "util/signal.h"

#include <string.h>

#define COMPARED 64U /* words longer than this are not compared: nothing known is as long */

/* What would break the one line, or the terminal that shows it. */
static void make_printable(char *bytes)
{
  for (; *bytes != '\0'; bytes++) {
    if ((unsigned char)*bytes < ' ' || *bytes == 0x7f) {
      *bytes = '?';
    }
  }
}

static void put_piece(struct text *text, const char *piece)
{
  size_t length = strlen(piece);

  if (length <= REPORT_PIECE_MOST) {
    text_bytes(text, piece, length);
  } else {
    text_bytes(text, piece, REPORT_PIECE_MOST - 3);
    text_put(text, "...");
  }
}

bool report_pieces(struct report *report, uint32_t word, const char *const *pieces)
{
  struct text text;

  if (report->failed) {
    return false;
  }
  report->failed = true;
  text = text_in(report->bytes, SPEC_MESSAGE_BYTES - 1); /* one byte is the newline's */
  text_put(&text, "baton: ");
  if (word != 0) {
    text_put(&text, "word ");
    text_unsigned(&text, word);
    text_put(&text, ": ");
  }
  for (; *pieces != NULL; pieces++) {
    put_piece(&text, *pieces);
  }
  make_printable(report->bytes);
  memcpy(report->bytes + text.length, "\n", 2);
  return false;
}

struct piece piece_number(uint64_t number)
{
  struct piece piece;
  struct text text = text_in(piece.at, sizeof piece.at);

  text_unsigned(&text, number);
  return piece;
}

struct piece piece_duration(uint32_t ms)
{
  static const struct {
    uint32_t ms;
    char name[3];
  } UNITS[] = {
      {3600000, "h" },
      {60000,   "m" },
      {1000,    "s" },
      {1,       "ms"}
  };
  struct piece piece;
  struct text text = text_in(piece.at, sizeof piece.at);
  unsigned unit = 0;

  if (ms == 0) {
    text_put(&text, "0");
    return piece;
  }
  while (ms % UNITS[unit].ms != 0) {
    unit++;
  }
  text_unsigned(&text, ms / UNITS[unit].ms);
  text_put(&text, UNITS[unit].name);
  return piece;
}

struct piece piece_signal(unsigned number)
{
  struct piece piece;
  struct text text = text_in(piece.at, sizeof piece.at);

  text_signal(&text, number);
  return piece;
}

static char lower(char letter)
{
  return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
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
  size_t distance = 0;

  if (nearest->wrong_length > COMPARED || length > COMPARED) {
    return;
  }
  distance = edits(nearest->wrong, nearest->wrong_length, candidate, length);
  if (distance <= least(nearest->wrong_length, length) / 3 + 1 && distance < length &&
      (nearest->best == NULL || distance < nearest->best_distance)) {
    nearest->best = candidate;
    nearest->best_distance = distance;
  }
}
