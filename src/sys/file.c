#include "file.h"

#include "util/span.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <sys/stat.h>

#define LINKS_MOST 40U /* as the kernel */

int file_text(int directory, const char *path, int64_t offset, char *text, size_t size)
{
  int fd = kernel_open_at(directory, path, O_RDONLY | O_NONBLOCK, 0);
  int length = fd;
  if (fd >= 0) { /* not pread() without need: a child that shares memory may not call libc's */
    length =
        offset == 0 ? kernel_read(fd, text, size - 1) : kernel_pread(fd, text, size - 1, offset);
  }
  text[length < 0 ? 0 : length] = '\0';
  if (fd >= 0) {
    (void)kernel_close(fd);
  }
  return length;
}

/* A walk along a path, name by name. */
struct walk {
  struct file_path *path;
  int at; /* the directory that the next name is in */
  unsigned links;
  bool magic; /* the last link was one of the kernel's own */
};

static void enter(struct walk *walk, int directory)
{
  if (walk->at >= 0) {
    (void)kernel_close(walk->at);
  }
  walk->at = directory;
}

/* Puts what a link says before the rest of the path, which begins at `after`. */
static int put_before(struct walk *walk, size_t length, const char *after)
{
  char *rest = walk->path->rest;
  size_t left = strlen(after) + 1U;
  walk->links++;
  if (length + left > sizeof walk->path->rest || walk->links > LINKS_MOST) {
    return -ELOOP;
  }
  memmove(rest + length, after, left);
  memcpy(rest, walk->path->link, length);
  return 0;
}

/* If the name is a link, its length, with its text in path->link; 0 if it is none, and then that is
 * the directory now. Without root's rights baton can do no more than whoever made a link. Those of
 * /proc/N/fd are magic: their text, pipe:[4711] or what the file was called, has another size, and
 * only the kernel can follow them. */
static int enter_or_read(struct walk *walk, const char *name)
{
  int fd = kernel_open_at(walk->at, name, O_PATH | O_NOFOLLOW, 0);
  if (fd < 0) {
    return fd;
  }
  int length = kernel_readlink_at(fd, walk->path->link, sizeof walk->path->link - 1U);
  if (length < 0) {
    enter(walk, fd);
    return 0;
  }
  walk->path->link[length] = '\0';
  struct kernel_file file = {0};
  bool known = kernel_file(fd, &file) == 0;
  bool trusted = kernel_uid() != 0 || (known && file.uid == 0);
  walk->magic = file.size != (uint64_t)length;
  (void)kernel_close(fd);
  return trusted ? length : -ELOOP;
}

/* The file itself, no link. Several children may make it at once. */
static int open_last(const struct walk *walk, const char *name, unsigned mode, bool *made)
{
  int flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOFOLLOW;
  int fd = kernel_open_at(walk->at, name, flags, 0);
  *made = false;
  if (fd == -ENOENT) {
    fd = kernel_open_at(walk->at, name, flags | O_CREAT | O_EXCL, mode);
    *made = fd >= 0;
  }
  return fd == -EEXIST ? kernel_open_at(walk->at, name, flags, 0) : fd;
}

/* Takes the next name of the path from `*at`, and leaves it at what comes behind. */
static int next_name(struct walk *walk, const char **at)
{
  char *name = walk->path->name;
  if (**at == '/') {
    int root = kernel_open("/", O_PATH, 0);
    if (root < 0) {
      return root;
    }
    enter(walk, root);
    *at += span_of(*at, "/");
  }
  size_t length = span_until(*at, "/");
  if (length >= FILE_NAME_BYTES) {
    return -ENAMETOOLONG;
  }
  memcpy(name, *at, length);
  name[length] = '\0';
  *at += length;
  return 0;
}

static int walk_along(struct walk *walk, bool links, unsigned mode, bool *made)
{
  const char *const name = walk->path->name;
  const char *at = walk->path->rest;
  int result = 0;
  while ((result = next_name(walk, &at)) == 0) {
    bool last = *at == '\0';
    int fd = last ? open_last(walk, name, mode, made) : -ELOOP;
    if (fd != -ELOOP || (last && !links)) {
      return fd;
    }
    int length = enter_or_read(walk, name);
    if (last && length > 0 && walk->magic) {
      return kernel_open_at(walk->at, name, O_WRONLY | O_APPEND | O_NONBLOCK, 0);
    }
    result = length > 0 ? put_before(walk, (size_t)length, at) : length;
    if (result < 0) {
      return result;
    }
    at = length > 0 ? walk->path->rest : at + span_of(at, "/");
  }
  return result;
}

/* A second name of a file is as good as a link. */
static int refuse_second_name(int fd)
{
  struct kernel_file file;
  if (kernel_uid() != 0 || kernel_file(fd, &file) < 0 || !S_ISREG(file.mode) || file.links <= 1) {
    return fd;
  }
  (void)kernel_close(fd);
  return -EPERM;
}

int file_open(struct file_path *path, bool links, unsigned mode, bool *made)
{
  struct walk walk = {.path = path, .at = AT_FDCWD};
  int fd = walk_along(&walk, links, mode, made);
  enter(&walk, -1);
  fd = fd < 0 ? fd : refuse_second_name(fd);
  if (fd >= 0) {
    (void)kernel_set_flags(fd, O_APPEND);
  }
  return fd;
}
