/* Opening files with baton's rights where others may have a hand in the path.
 *
 * Owns which symbolic links are followed: those of root and of baton itself. Anybody else could
 * point one at any file of the system, and have root write there.
 */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include "kernel.h"

#define FILE_NAME_BYTES 256U

/* Where a path is walked; it begins as the path. */
struct file_path {
  char rest[KERNEL_PATH_MAX]; /* what is still to be walked */
  char link[KERNEL_PATH_MAX];
  char name[FILE_NAME_BYTES]; /* one name of it, with its NUL */
};

/* What is in a file from `offset` on, as a text, as much as `text` has room for; it is read at
 * once, and `path` may lie where it is read to. Its length, or a negative errno; then it is empty.
 */
int file_text(int directory, const char *path, int64_t offset, char *text, size_t size);

/* Opens the file for appending, without waiting, and makes it if need be, with that mode. If it is
 * a link itself, it is followed only with `links`. Returns an fd whose description has no
 * O_NONBLOCK, or a negative errno: -ELOOP for a link that is not followed, -EMLINK for a file of
 * several names, -ENXIO for a pipe that nobody reads. `*made`: there was none. */
int file_open(struct file_path *path, bool links, unsigned mode, bool *made);

#endif
