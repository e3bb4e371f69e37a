/* The one message of a wrong line. Pure.
 *
 * Owns its form: "baton: word 3: …" and a newline, at most SPEC_MESSAGE_BYTES, never more than one
 * line whatever the words hold. The first failure is kept, later ones are ignored.
 */
#ifndef SPEC_REPORT_H
#define SPEC_REPORT_H

#include "util/text.h"

#define REPORT_PIECE_MOST 120U /* bytes of one piece; a longer word is cut */

struct report {
  char *bytes; /* SPEC_MESSAGE_BYTES */
  bool failed;
};

/* `pieces` up to the first NULL, put together, after "word N: " unless `word` is 0. Returns false,
 * so that a check can end with it. */
bool report_pieces(struct report *report, uint32_t word, const char *const *pieces);

#define REPORT(report, word, ...)                                                                  \
  report_pieces((report), (word), (const char *const[]){__VA_ARGS__, NULL})

/* The last pieces of a message: " (did you mean X?)", or the end of it where there is no X. */
#define DID_YOU_MEAN(before, candidate)                                                            \
  (candidate) != NULL ? " (did you mean " before : NULL, (candidate), "?)"

/* A piece made of a number; lives as long as the expression it is in. */
struct piece {
  char at[24];
};

struct piece piece_number(uint64_t number);
/* The shortest spelling that the parser would read back: 90s, 250ms, 0. */
struct piece piece_duration(uint32_t ms);
struct piece piece_signal(unsigned number);

/* Keeps the nearest of the words that are offered one by one, as long as it is near enough to be
 * what was meant. */
struct nearest {
  const char *wrong;
  size_t wrong_length;
  const char *best; /* NULL: none is near */
  size_t best_distance;
};

struct nearest nearest_to(const char *wrong, size_t length);
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
