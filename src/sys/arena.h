/* The arena's memory: a memfd that is mapped and then sealed, or plain shared memory where there is
 * none. */
#ifndef SYS_ARENA_H
#define SYS_ARENA_H

#include <stddef.h>

/* Maps `size` zeroed bytes, all of them present: the loop never touches a page of them for the
 * first time. Returns 0 or a negative errno. `fd` is the memfd, which stays open for as long as
 * baton runs, since batonctl reads it through /proc; -1 if there is none: then nobody outside can
 * read the status, and all else works. */
int arena_map(size_t size, void **arena, int *fd);

#endif
