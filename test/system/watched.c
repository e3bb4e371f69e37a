/* Valgrind ends at a process that shares its fds and nothing else, and at one that shares memory
 * and is no thread. Without close_range() baton makes none of the first, as on a kernel before 5.9,
 * and none of the second where the clone is refused; all else is the product's. */
#include "sys/kernel.h"

#include <errno.h>

int kernel_scripted(enum kernel_call call)
{
  return call == KERNEL_CLOSE_RANGE || call == KERNEL_SHARE ? -ENOSYS : 0;
}
