/* Everything that is done once, before anything is started.
 *
 * Owns what may fail for good: boot may end baton with a message, the loop after it may not
 * (architecture.md, 8). All memory that baton will ever have is mapped here.
 */
#ifndef SYS_BOOT_H
#define SYS_BOOT_H

#include "shell.h"

/* The first act of main(): signals are blocked. Returns 0 or a negative errno. */
int boot_first(struct shell *shell);

/* `size` zeroed bytes for the time until boot() is done, or NULL: one of them that is short, and
 * as many long ones as there is room for. */
void *boot_memory(size_t size);
void boot_free(void *memory, size_t size);

/* The whole of a text file, NUL-terminated, or NULL if it cannot be read or is absurdly large.
 * `size` is what boot_free() wants. Does not block. */
char *boot_read(const char *path, size_t *size);

/* Writes all of it, waiting if it must: for texts that are asked for, before there is a loop. */
void boot_print(int fd, const char *bytes, size_t length);

/* Makes the shell from the plan. Returns 0, or the code that baton ends with; the reason is said.
 * The plan is not needed afterwards. */
int boot(struct shell *shell, const struct plan *plan, const char *const *environment);

#endif
