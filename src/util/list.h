/* Lists of words in one string, each ended by a NUL, the list by an empty word. Pure. Tables of
 * pointers would be larger than the words themselves. */
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
