/* Drives src/spec for Eva along known lines that are refused, one for each reason. What is shown is
 * that nothing along these lines is undefined; other values are values.c's. */
#include "line.h"

#define WORDS 28U

static char *const LINES[][WORDS] = {
#include "refusals.txt"
};

static int count_of(char *const *words)
{
  int count = 0;
  while (words[count] != NULL) {
    count++;
  }
  return count;
}

int main(void)
{
  for (unsigned i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
    /*@ slevel merge; */
    parse(LINES[i], count_of(LINES[i]), i % 2U != 0);
  }
  return 0;
}
