/* Lists of words in one string, each ended by a NUL, the list by an empty one. Pure: a list of
 * pointers would weigh more than the words. */
#ifndef UTIL_LIST_H
#define UTIL_LIST_H

#include <stddef.h>
#include <stdint.h>

#define LIST_END UINT8_MAX

/* The word at this place; it must exist. */
const char *list_word(const char *list, unsigned place);

/* Where `length` bytes of `word` stand in the list, or LIST_END. */
uint8_t list_find(const char *list, const char *word, size_t length);

#endif
