/* Drives src/spec for Eva along known lines that are taken, with each option in one of them. What
 * is shown is that nothing along these lines is undefined; other values are values.c's. */
#include "line.h"

static char *const LINES[][WORDS] = {
#include "plans.txt"
};

int main(void)
{
  for (unsigned i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
    /*@ slevel merge; */
    parse(LINES[i], pod_or_none(i % 2U != 0));
    explain(i % 3U == 0);
  }
  spec_help(ignore, NULL);
  (void)spec_version();
  (void)spec_license();
  return 0;
}
