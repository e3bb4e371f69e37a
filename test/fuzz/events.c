/* Fuzzes the core with sequences of events: a plan and whatever may happen to it, out of bytes. */
#include "life.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct tree tree;
  static struct life life;
  struct bytes bytes = {data, size};
  line_of_bytes(&tree, &bytes);
  void *arena = calloc(1, core_size(&tree.plan));
  life_begin(&life, arena, &tree.plan);
  while (bytes.left > 0) {
    life_step(&life, &bytes);
    life_check(&life);
  }
  life_end(&life);
  life_check(&life);
  free(arena);
  return 0;
}
