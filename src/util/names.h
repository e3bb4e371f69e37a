/* The names of the arena's words: baton_status_name(), and so on for every list of
 * <baton/vocabulary.h>. Pure. A number that has none is "unknown". */
#ifndef UTIL_NAMES_H
#define UTIL_NAMES_H

#include "list.h"

#include <baton/vocabulary.h>

/* The words of a list, packed as list.h has them, and the name of one. */
#define NAMES(type, prefix, LIST)                                                                  \
  extern const char type##_words[];                                                                \
  static inline const char *type##_name(unsigned number)                                           \
  {                                                                                                \
    return number < prefix##_COUNT ? list_word(type##_words, number) : "unknown";                  \
  }
/* ... and where they are, in one file for each vocabulary. */
#define WORDS(type, prefix, LIST) const char type##_words[] = LIST(BATON_WORD, );

BATON_VOCABULARIES(NAMES)

#endif
