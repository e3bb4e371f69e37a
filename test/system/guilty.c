/* What every tool has to find: without an argument it reads what was never written, and behind a
 * table's end. With one it does nothing wrong. */
#include <unistd.h>

static int table[4];

int main(int argc, char **argv)
{
  int values[4];
  int *volatile from = table; /* or the check of bounds would end it, which says so on stderr */
  values[argc] = argc;
  volatile int at = argc == 1 ? 3 : argc;
  (void)argv;
  if (values[at] == 4711) {
    (void)write(STDERR_FILENO, "4711\n", 5);
  }
  return argc == 1 ? from[at + 1] : 0;
}
