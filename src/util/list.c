/* Lists of words, and those of the arena's vocabularies. */
#include "list.h"

#include "names.h"

#include <string.h>

BATON_VOCABULARIES(WORDS)

const char *list_word(const char *list, unsigned place)
{
  for (; place > 0; list++) { /* words are short: a call for each takes longer */
    place -= *list == '\0';
  }
  return list;
}

uint8_t list_find(const char *list, const char *word, size_t length)
{
  for (uint8_t place = 0; *list != '\0'; place++) {
    size_t known = strlen(list);
    if (known == length && memcmp(list, word, length) == 0) {
      return place;
    }
    list += known + 1;
  }
  return LIST_END;
}
