#define _GNU_SOURCE /* NOLINT(readability-identifier-naming): libc looks for this name */

#include "arena.h"

#include "kernel.h"

#include <errno.h>
#include <fcntl.h>

#include <sys/mman.h>

#define OWNER_READS 0400U

/* F_SEAL_FUTURE_WRITE is left out on purpose: with it, a re-executed baton could not map it
 * writable and had to copy it, which under a memory limit is the end of PID 1 (kernel.md, 18). */
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

static int sealed_memfd(size_t size)
{
  unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int fd = kernel_memfd("baton", flags | KERNEL_MFD_NOEXEC_SEAL);
  if (fd == -EINVAL) {
    fd = kernel_memfd("baton", flags); /* before 6.3 */
  }
  if (fd < 0) {
    return fd;
  }
  /* RLIMIT_FSIZE can make the second fail; its XFSZ is blocked and dropped. */
  int result = kernel_chmod(fd, OWNER_READS);
  result = result < 0 ? result : kernel_truncate(fd, size);
  result = result < 0 ? result : kernel_seal(fd, SEALS);
  if (result < 0) {
    (void)kernel_close(fd);
    return result;
  }
  return fd;
}

int arena_map(size_t size, void **arena)
{
  int fd = sealed_memfd(size);
  if (fd >= 0) {
    if (kernel_map(arena, size, MAP_SHARED | MAP_POPULATE, fd) == 0) {
      return 0;
    }
    (void)kernel_close(fd);
  }
  /* Without a memfd nobody outside can read the status; all else works. It is shared still, so that
   * a child's mailbox reaches us. */
  return kernel_map(arena, size, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1);
}
