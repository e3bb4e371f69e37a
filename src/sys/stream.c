#include "stream.h"

#include "file.h"
#include "util/text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/stat.h>

#define FILE_MODE   0644U
#define PERMISSIONS 07777U

/* --- once --- */

static const char *proc_path(int fd)
{
  static const char paths[][sizeof "/proc/self/fd/0"] = {"/proc/self/fd/0", "/proc/self/fd/1",
                                                         "/proc/self/fd/2"};
  return paths[fd];
}

static bool has_other_users(const struct shell *shell)
{
  bool has = false;
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    const struct baton_settings *set = shell_settings(shell, i);
    has |= (set->flags & BATON_SET_USER) != 0 && set->uid != kernel_uid();
  }
  return has;
}

/* A pipe has no name but those of /proc/N/fd, so this lets in nobody but who has it already. A
 * terminal has one, and may be a person's; but that of PID 1 is the container's. */
static void admit_others(const struct shell *shell, int fd)
{
  char link[8];
  struct kernel_file file;
  bool pipe = kernel_readlink(proc_path(fd), link, sizeof link) > 0 && link[0] == 'p';
  if ((pipe || (shell->init && kernel_is_terminal(fd) == 0)) && kernel_file(fd, &file) == 0) {
    (void)kernel_chmod(fd, (file.mode & PERMISSIONS) | S_IWGRP | S_IWOTH);
  }
}

/* In a pipe whose reader is gone this fails, instead of waiting for another one. */
static int open_anew(int fd, int flags)
{
  int own = kernel_open(proc_path(fd), (flags & O_ACCMODE) | O_NONBLOCK, 0);
  if (own >= 0) {
    (void)kernel_set_flags(own, flags & ~O_NONBLOCK);
  }
  return own;
}

void stream_renew(int fd)
{
  int own = open_anew(fd, O_RDWR);
  if (own >= 0) {
    (void)kernel_dup(own, fd);
    (void)kernel_close(own);
  }
}

/* A regular file opened anew would have an offset of its own, and overwrite what is there; a socket
 * cannot be opened. A classic init has one instance, which nobody disturbs. */
void stream_attach(struct shell *shell)
{
  bool others = has_other_users(shell);
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (!shell_is_classic(shell) && kernel_is_terminal(fd) == -EIO) {
      stream_renew(fd); /* hung up, when an instance had ended */
    }
  }
  for (int i = 0; i < 2; i++) {
    int fd = STDOUT_FILENO + i;
    if (others) {
      admit_others(shell, fd);
    }
    bool own = !shell_is_classic(shell) && (kernel_is_pipe(fd) >= 0 || kernel_is_terminal(fd) == 0);
    shell->streams.flags[i] = own ? kernel_flags(fd) : -1;
  }
}

/* --- in the child --- */

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

/* A relative name counts from --cwd. */
static bool put_path(const struct child *child, struct file_path *path, const char *file)
{
  struct text text = text_in(path->rest, sizeof path->rest);
  if (*file != '/' && child->settings->cwd != 0) {
    text_put(&text, core_string(&child->shell->core, child->settings->cwd));
    text_char(&text, '/');
  }
  text_put(&text, file);
  return !text.cut;
}

static int open_as_user(const struct child *child, const char *path)
{
  kernel_set_file_uid(child->settings->uid);
  int fd = kernel_open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, FILE_MODE);
  kernel_set_file_uid(kernel_uid());
  if (fd >= 0) {
    (void)kernel_set_flags(fd, O_APPEND);
  }
  return fd;
}

/* The child's own rights come first: with them it can follow any link to no harm, and what is made
 * is its own. Where they are not enough there are baton's. */
static int open_child_file(const struct child *child, const char *file)
{
  const struct baton_settings *set = child->settings;
  bool other = (set->flags & BATON_SET_USER) != 0 && set->uid != kernel_uid();
  struct file_path *path = child->path;
  bool made = false;
  if (!put_path(child, path, file)) {
    return -ENAMETOOLONG;
  }
  int fd = other ? open_as_user(child, path->rest) : -EACCES;
  if (fd == -EACCES || fd == -EPERM) {
    fd = file_open(path, true, FILE_MODE, &made);
  }
  if (made && other) {
    (void)kernel_chown(fd, set->uid, set->gid);
  }
  return fd;
}

/* A pipe whose writing end no process but the child has, so that no end of the file ever comes. One
 * description that can do both, where /proc has it, is gone with fd 0; else the writing end stays
 * open beside it, out of the way of a readiness fd. */
static int open_held(const struct child *child)
{
  int ends[2];
  char path[32];
  int result = kernel_pipe(ends);
  if (result < 0) {
    return result;
  }
  struct text text = text_in(path, sizeof path);
  text_say(&text, "/proc/self/fd/#", "", (uint64_t)ends[0]);
  int both = kernel_open(path, O_RDWR, 0);
  if (both >= 0) {
    return both;
  }
  result = kernel_dup_above(ends[1], child->settings->ready_fd + STDERR_FILENO + 1);
  result = result < 0 ? result : kernel_wait_in_reads(ends[0]);
  return result < 0 ? result : ends[0];
}

static int connect_input(const struct child *child)
{
  int fd = -1;
  switch ((enum baton_stdin)child->settings->stdin_mode) {
  case BATON_STDIN_INHERIT: return hand_on(child, STDIN_FILENO);
  case BATON_STDIN_NULL: fd = open_null(); break;
  case BATON_STDIN_HOLD: fd = open_held(child); break;
  }
  return fd < 0 ? fd : kernel_dup(fd, STDIN_FILENO);
}

static int connect_to(const struct child *child, int target, uint8_t mode, uint32_t file)
{
  int fd = -1;
  switch ((enum baton_stream)mode) {
  case BATON_STREAM_INHERIT: return hand_on(child, target);
  case BATON_STREAM_NULL: fd = open_null(); break;
  case BATON_STREAM_FILE:
    fd = open_child_file(child, core_string(&child->shell->core, file));
    break;
  }
  /* boot keeps 0 to 2 occupied, so nothing that is opened here gets one of these numbers. */
  return fd < 0 ? fd : kernel_dup(fd, target);
}

int stream_connect(const struct child *child, int target)
{
  const struct baton_settings *set = child->settings;
  switch (target) {
  case STDIN_FILENO: return connect_input(child);
  case STDOUT_FILENO: return connect_to(child, target, set->stdout_mode, set->stdout_file);
  default: return connect_to(child, target, set->stderr_mode, set->stderr_file);
  }
}
