/* Opens records for writing. Owns the one place where what struct core shows as const is written.
 */
#include "state.h"

void *undo_edit(struct core *core, const void *at, size_t bytes)
{
  unsigned char *arena = core->arena;
  (void)bytes;
  return arena + ((const unsigned char *)at - arena);
}
