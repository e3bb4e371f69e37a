/* Everything that happens once, before anything is started.
 *
 * Owns what may fail for good: boot may end baton with a message, the loop after it may not
 * (architecture.md, 8). All memory that baton will ever have is mapped here.
 */
#ifndef SYS_BOOT_H
#define SYS_BOOT_H

#include "file.h"
#include "shell.h"

#define BOOT_PAGE_BYTES ((size_t)4096)
#define BOOT_LINE_BYTES ((size_t)24 * 1024)
#define BOOT_GAP_BYTES  ((size_t)40 * 1024)

/* Memory of the program's own for what is short, as in most containers: it takes no call, and what
 * is not touched costs nothing. */
struct boot_room {
  _Alignas(16) struct file_path path; /* of baton's last words */
  char gap[BOOT_GAP_BYTES];           /* below the stack of the first room (room.h) */
  char line[BOOT_LINE_BYTES + BOOT_PAGE_BYTES];
};
extern struct boot_room boot_room;

/* A whole number of pages, BOOT_LINE_BYTES: the line, while it is read, and then the first room. */
static inline char *boot_line(void)
{
  return boot_room.line + (BOOT_PAGE_BYTES - (uintptr_t)boot_room.line % BOOT_PAGE_BYTES);
}

/* Two words that depend on `purpose` and `time`, made of those that the kernel gives every program
 * at its start: they take no call, and no wait for entropy, which may be missing for minutes when a
 * machine has just booted. */
void boot_random(uint64_t purpose, uint64_t time, uint64_t random[2]);

/* The first act of main(): signals are blocked. Returns 0 or a negative errno. */
int boot_first(struct shell *shell);

/* `size` zeroed bytes that are needed until boot() is done, or NULL. At most one short block at a
 * time. */
void *boot_memory(size_t size);
void boot_free(void *memory, size_t size);

/* A whole text file, NUL-terminated, or NULL if it cannot be read or is absurdly large. `size` is
 * what boot_free() wants. Does not block. */
char *boot_read(const char *path, size_t *size);

/* Writes all of it, and waits if it must: for texts that were asked for, before there is a loop. */
void boot_print(int fd, const char *bytes, size_t length);

/* "baton: WHAT: ERROR" on stderr, at once. `error` 0: without it. */
void boot_say(const char *what, int error);

/* Under supervision: what /proc shows of baton ends with its `own` words and the number of its
 * children. Nothing may point into the other words any more. */
void boot_shorten_words(const struct shell *shell, char **words, int count, uint32_t own);

/* Makes the shell from the plan. Returns 0, or the code that baton ends with; the reason is said.
 * The plan is not needed afterwards. */
int boot(struct shell *shell, const struct plan *plan, const char **environment);

#endif
