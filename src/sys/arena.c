#define _GNU_SOURCE /* NOLINT(readability-identifier-naming): libc looks for this name */

#include "arena.h"

#include "kernel.h"

#include <errno.h>
#include <fcntl.h>

#include <sys/mman.h>

#define OWNER_READS 0400U
#define SEALS       (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

/* The fd of a memfd of `size` zeroes, or a negative errno. */
static int make_file(size_t size)
{
  unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int fd = kernel_memfd("baton", flags | KERNEL_MFD_NOEXEC_SEAL);
  if (fd == -EINVAL) {
    fd = kernel_memfd("baton", flags); /* before 6.3 */
  }
  if (fd < 0) {
    return fd;
  }
  int result = kernel_chmod(fd, OWNER_READS);
  /* RLIMIT_FSIZE can make this fail; the XFSZ that it sends is blocked and dropped. */
  result = result < 0 ? result : kernel_truncate(fd, size);
  if (result < 0) {
    (void)kernel_close(fd);
    return result;
  }
  return fd;
}

/* After this only mappings that exist already can write: ours, and a child's before its exec. A
 * mode is no protection: a process of baton's uid opens /proc/1/fd/N for writing, root at once and
 * others after a chmod (kernel.md, 18). */
static int seal(int fd)
{
  int result = kernel_seal(fd, SEALS | F_SEAL_FUTURE_WRITE);
  return result == -EINVAL ? kernel_seal(fd, SEALS) : result; /* before 5.1 */
}

int arena_map(size_t size, void **arena, int *fd)
{
  int file = make_file(size);
  *fd = -1;
  if (file >= 0) {
    int result = kernel_map(arena, size, MAP_SHARED | MAP_POPULATE, file);
    if (result == 0 && seal(file) == 0) {
      *fd = file;
      return 0;
    }
    (void)kernel_close(file); /* without its seals it is not to be had from outside */
    if (result == 0) {
      return 0;
    }
  }
  /* Shared as well: a child's mailbox has to reach us. */
  return kernel_map(arena, size, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1);
}
