/* The number of the mutant that a program with all of them plays; 0 is the product. */
#include <stdlib.h>

unsigned mutant_now;

__attribute__((constructor)) static void read_number(void)
{
  const char *number = getenv("MUTANT");
  mutant_now = number == NULL ? 0U : (unsigned)strtoul(number, NULL, 10);
}
