/* Drives src/spec for Eva along known lines that are refused, one for each reason, or ask for a
 * text. What is shown is that nothing along these lines is undefined; other values are values.c's.
 */
#include "line.h"

static char *const LINES[][WORDS] = {
#include "refusals.txt"
};

int main(void)
{
  for (unsigned i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
    /*@ slevel merge; */
    parse(LINES[i], pod_or_none(i % 2U != 0));
  }
  return 0;
}
