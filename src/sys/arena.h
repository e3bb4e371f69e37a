/* The arena's memory: a sealed memfd, mapped shared, or plain shared memory where there is none. */
#ifndef SYS_ARENA_H
#define SYS_ARENA_H

#include <stddef.h>

/* `size` zeroed bytes, present already: the loop never first-touches a page of it. Returns 0 or a
 * negative errno. The memfd stays open for as long as baton runs: batonctl reads it through /proc.
 */
int arena_map(size_t size, void **arena);

#endif
