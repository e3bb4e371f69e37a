/* Drives src/spec for Eva along known lines of every personality, and with BATON_ARGS. What is
 * shown is that nothing along these lines is undefined. */
#include "line.h"

static const struct {
  char *const words[WORDS];
  const char *const environment[4];
} LINES[] = {

#include "personalities.txt"
};

int main(void)
{
  for (unsigned i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
    /*@ slevel merge; */
    parse(LINES[i].words, LINES[i].environment);
    if (result.text != NULL) {
      spec_print(&input, result.text, ignore, NULL);
    }
  }
  return 0;
}
