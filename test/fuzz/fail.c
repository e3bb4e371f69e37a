/* What an input that shows a fault ends with. */
#include "bytes.h"

#include <stdio.h>

void fuzz_fail(const char *condition, const char *file, int line)
{
  fprintf(stderr, "%s:%d: must hold: %s\n", file, line, condition);
  abort();
}
