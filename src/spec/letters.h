/* A line's options as getopt reads them: one walker for every personality. Pure.
 *
 * Owns clusters, attached values, `--`, abbreviated long names, and what is said of wrong ones, in
 * getopt's words. Stops at the first word that is no option. Knows no letter's meaning. */
#ifndef SPEC_LETTERS_H
#define SPEC_LETTERS_H

#include "util/text.h"

#define LETTERS_END   '\0' /* `at` is the first word that is no option */
#define LETTERS_WRONG '?'  /* the text says why */

struct letters {
  char *const *words;
  uint32_t count;
  uint32_t at;
  const char *cluster;    /* the rest of a word of letters, or NULL */
  const char *letters;    /* those that there are; a ':' after one that takes a value */
  const char *long_names; /* packed, each after its letter: "hhelp\0" */
  const char *name;       /* the program's, before what is wrong */
  const char *value;      /* of the letter that was read last */
  struct text *text;
};

/* The next option, as its letter. */
char letters_next(struct letters *letters);

#endif
