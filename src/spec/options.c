/* The option table as data, and its lookups. Must not know what an option does. */
#include "options.h"

#include "util/list.h"
#include "util/span.h"
#include "util/text.h"

#include <string.h>

#define C   SPEC_C
#define G   SPEC_G
#define GS  (SPEC_G | SPEC_S)
#define SC  (SPEC_S | SPEC_C)
#define GSC (SPEC_G | SPEC_S | SPEC_C)

#define ROW(id, setter, setting, name, letter, where, argument, value, standard, help, section)    \
  [OPTION_##id] = {letter, where, ARGUMENT_##argument, SECTION_##section, setting},

/* clang-format off */
#define TREE(...) ROW(__VA_ARGS__, TREE)
#define RESTARTS(...) ROW(__VA_ARGS__, RESTARTS)
#define START(...) ROW(__VA_ARGS__, START)
#define STOP(...) ROW(__VA_ARGS__, STOP)
#define PROCESS(...) ROW(__VA_ARGS__, PROCESS)
#define WHOLE(...) ROW(__VA_ARGS__, WHOLE)
#define TINI(...) ROW(__VA_ARGS__, TINI)
#define LATER(...) ROW(__VA_ARGS__, LATER)

static const struct option options[OPTION_COUNT] = {
    SPEC_OPTIONS_TREE(TREE)
    SPEC_OPTIONS_RESTARTS(RESTARTS)
    SPEC_OPTIONS_START(START)
    SPEC_OPTIONS_STOP(STOP)
    SPEC_OPTIONS_PROCESS(PROCESS)
    SPEC_OPTIONS_WHOLE(WHOLE)
    SPEC_OPTIONS_TINI(TINI)
    SPEC_OPTIONS_LATER(LATER)
};

/* clang-format on */

const struct option *option_of(enum option_id id)
{
  return &options[id];
}

/* Lists of words: a pointer for each would weigh as much as the words. Names have their own, which
 * is looked through for every option of a line. */
#define X(id, setter, setting, name, ...) name "\0"
static const char names[] = SPEC_OPTIONS(X) SPEC_OPTIONS_LATER(X);
#undef X
#define X(id, setter, setting, name, letter, where, argument, value, standard, help)               \
  PACKED(value "\0" standard "\0" help "\0")
static const char texts[] = SPEC_OPTIONS(X);
#undef X

const char *option_name(enum option_id id)
{
  return list_word(names, id);
}

const char *option_text(enum option_id id, enum option_column column)
{
  return list_word(texts, (unsigned)id * OPTION_COLUMNS + column);
}

enum option_id option_by_name(const char *name, size_t length)
{
  const char *known = names;
  unsigned id = 0;
  for (; id < OPTION_COUNT; id++) {
    size_t bytes = strlen(known);
    if (bytes == length && length > 0 && memcmp(known, name, length) == 0) {
      break;
    }
    known += bytes + 1;
  }
  return (enum option_id)id;
}

enum option_id option_by_letter(char letter)
{
  unsigned id = 0;
  while (id < OPTION_COUNT && options[id].letter != letter) {
    id++;
  }
  return (enum option_id)id;
}

bool option_is_written(const char *word)
{
  return word[0] == '-' && word[1] == '-' &&
         option_by_name(word + 2, span_until(word + 2, "=")) < OPTION_KNOWN;
}
