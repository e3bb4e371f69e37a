/* The line as words: where each clause begins and ends, which options it has. Pure.
 *
 * Owns rules 1, 5, 6 and 7 of the grammar, the places of options and their repetition; knows no
 * value but those of --name and --argc, which decide about places and the command's end.
 */
#ifndef SPEC_WORDS_H
#define SPEC_WORDS_H

#include "report.h"

#include <string.h>

struct reader {
  char *const *words; /* words[0] is baton's own name */
  uint32_t count;
  uint32_t at;
  const char *cluster; /* the rest of a word of short options, or NULL */
  bool attached;       /* values are part of their option's word */
  uint32_t place;      /* in the number of each word: BATON_WORD_DEFAULTS, or 0 */
  struct report *report;
};

enum reading {
  READING_OPTION,
  READING_END, /* `at` is the first word that is no option */
  READING_FAILED,
};

/* Where a clause stands. The first words of the line are the global section; in the short form they
 * are the first clause as well. */
struct clause {
  char *const *words;
  uint32_t place;                /* reader.place */
  uint32_t first;                /* its +++, or 1 */
  uint32_t options, options_end; /* words of its options */
  uint32_t command, command_end; /* words of its command */
  uint32_t word[OPTION_COUNT];   /* where each option stands (the last one); 0: not given */
  const char *name;              /* --name, or NULL */
  const char *argc;              /* --argc, or NULL */
  enum option_id asked;          /* HELP, VERSION or LICENSE end the reading; else OPTION_COUNT */
  bool global;                   /* before the first +++ */
  bool dashes;                   /* `--` ended its options */
};

static inline bool is(const char *value, const char *word)
{
  return strcmp(value, word) == 0;
}

struct reader reader_of(char *const *words, uint32_t count, struct report *report);

/* The next option of the clause. */
enum reading reader_next(struct reader *reader, struct given *given);

/* Reads a whole clause, up to the next +++ or the end: from its +++, or as the line's `global`
 * section from its beginning. False after a report. */
bool reader_clause(struct reader *reader, bool global, struct clause *clause);

/* A reader of the options of `clause` again, from the first one. */
struct reader reader_again(const struct reader *reader, const struct clause *clause);

/* All options of the clause may stand in one of the places `where`. Else says `format` of the
 * first one, which is the message's number. */
bool clause_is_placed(const struct clause *clause, unsigned where, const char *format,
                      struct report *report);

/* The name is a supervisor's. */
bool clause_is_supervisor(const struct clause *clause);

#endif
