/* The option table as data, and its lookups. Must not know what an option does. */
#include "options.h"

#include <string.h>

#define C   SPEC_C
#define G   SPEC_G
#define GS  (SPEC_G | SPEC_S)
#define SC  (SPEC_S | SPEC_C)
#define GSC (SPEC_G | SPEC_S | SPEC_C)

#define ROW(id, setter, name, letter, where, argument, value, standard, help, section)             \
  [OPTION_##                                                                                       \
      id] = {name, value, standard, help, letter, where, ARGUMENT_##argument, SECTION_##section},

static const struct option OPTIONS[OPTION_COUNT] = {
#define X(...) ROW(__VA_ARGS__, TREE)
    SPEC_OPTIONS_TREE(X)
#undef X
#define X(...) ROW(__VA_ARGS__, RESTARTS)
        SPEC_OPTIONS_RESTARTS(X)
#undef X
#define X(...) ROW(__VA_ARGS__, START)
            SPEC_OPTIONS_START(X)
#undef X
#define X(...) ROW(__VA_ARGS__, STOP)
                SPEC_OPTIONS_STOP(X)
#undef X
#define X(...) ROW(__VA_ARGS__, PROCESS)
                    SPEC_OPTIONS_PROCESS(X)
#undef X
#define X(...) ROW(__VA_ARGS__, WHOLE)
                        SPEC_OPTIONS_WHOLE(X)
#undef X
#define X(...) ROW(__VA_ARGS__, TINI)
                            SPEC_OPTIONS_TINI(X)
#undef X
#define X(...) ROW(__VA_ARGS__, LATER)
                                SPEC_OPTIONS_LATER(X)
#undef X
};

const struct option *option_of(enum option_id id)
{
  return &OPTIONS[id];
}

enum option_id option_by_name(const char *name, size_t length)
{
  for (unsigned id = 0; id < OPTION_COUNT; id++) {
    const char *known = OPTIONS[id].name;

    if (known != NULL && strlen(known) == length && memcmp(known, name, length) == 0) {
      return (enum option_id)id;
    }
  }
  return OPTION_COUNT;
}

enum option_id option_by_letter(char letter)
{
  for (unsigned id = 0; id < OPTION_COUNT; id++) {
    if (letter != '\0' && OPTIONS[id].letter == letter) {
      return (enum option_id)id;
    }
  }
  return OPTION_COUNT;
}
