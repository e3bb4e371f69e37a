#include "stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <sys/mman.h>

#define FILE_MODE 0644U

/* A regular file opened anew would have an offset of its own, and overwrite what is there; a socket
 * cannot be opened. A classic init has one instance, which nobody disturbs. */
void stream_attach(struct shell *shell)
{
  for (int i = 0; i < 2; i++) {
    int fd = STDOUT_FILENO + i;
    bool own = !shell_is_classic(shell) && (kernel_is_pipe(fd) >= 0 || kernel_is_terminal(fd) == 0);
    shell->streams.flags[i] = own ? kernel_flags(fd) : -1;
  }
}

/* In a pipe whose reader is gone this fails, instead of waiting for another one. */
static int open_anew(int fd, int flags)
{
  char path[] = "/proc/self/fd/0";
  path[sizeof path - 2] = (char)('0' + fd);
  int own = kernel_open(path, (flags & O_ACCMODE) | O_NONBLOCK, 0);
  if (own >= 0) {
    (void)kernel_set_flags(own, flags & ~O_NONBLOCK);
  }
  return own;
}

/* O_NONBLOCK belongs to the description: one child sets it (node, asyncio), and another one that
 * shares the description loses what it writes, or ends over EAGAIN. What cannot be had twice is at
 * least handed on without it. */
static int hand_on(const struct child *child, int target)
{
  if (shell_is_classic(child->shell)) {
    return 0;
  }
  int flags = target == STDIN_FILENO ? -1 : child->shell->streams.flags[target - STDOUT_FILENO];
  int own = flags < 0 ? -1 : open_anew(target, flags);
  if (own >= 0) {
    return kernel_dup(own, target);
  }
  flags = kernel_flags(target);
  if (flags >= 0 && (flags & O_NONBLOCK) != 0) {
    (void)kernel_set_flags(target, flags & ~O_NONBLOCK);
  }
  return 0;
}

/* Even a container without /dev gets its null: reading it is the end of file, and writing to it
 * fails. Few programs mind that; with a pipe they would be killed by PIPE, and with a plain memfd
 * they would fill the memory. */
static int open_null(void)
{
  int fd = kernel_open("/dev/null", O_RDWR, 0);
  if (fd >= 0) {
    return fd;
  }
  fd = kernel_memfd("null", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd >= 0) {
    (void)kernel_seal(fd, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_WRITE | F_SEAL_SEAL);
  }
  return fd;
}

static int connect_to(const struct child *child, int target, uint8_t mode, uint32_t file)
{
  int fd = -1;
  switch ((enum baton_stream)mode) {
  case BATON_STREAM_INHERIT: return hand_on(child, target);
  case BATON_STREAM_NULL: fd = open_null(); break;
  case BATON_STREAM_FILE:
    fd = kernel_open(core_string(&child->shell->core, file), O_WRONLY | O_APPEND | O_CREAT,
                     FILE_MODE);
    break;
  }
  /* boot keeps 0 to 2 occupied, so nothing that is opened here gets one of these numbers. */
  return fd < 0 ? fd : kernel_dup(fd, target);
}

int stream_connect(const struct child *child, int target)
{
  const struct baton_settings *set = child->settings;
  switch (target) {
  case STDIN_FILENO: return connect_to(child, target, set->stdin_mode, 0);
  case STDOUT_FILENO: return connect_to(child, target, set->stdout_mode, set->stdout_file);
  default: return connect_to(child, target, set->stderr_mode, set->stderr_file);
  }
}
