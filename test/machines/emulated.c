/* emulated: stands where the system tests expect the product, and runs one for another
 * architecture under the user-mode emulator. EMULATOR and PRODUCT are paths, given when this is
 * compiled.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
  char **words = calloc((size_t)argc + 4, sizeof *words);
  if (words == NULL) {
    return 99;
  }
  words[0] = EMULATOR;
  words[1] = "-0"; /* the name that the product shall see */
  words[2] = argv[0];
  words[3] = PRODUCT;
  for (int i = 1; i < argc; i++) {
    words[i + 3] = argv[i];
  }
  execv(EMULATOR, words);
  perror("emulated: " EMULATOR);
  return 99;
}
