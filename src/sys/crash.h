/* The end of a baton that cannot go on.
 *
 * Owns the last line on stderr. Uses nothing but bare calls and its own stack: what is said here is
 * said by a fault handler, or while nothing in memory can be trusted.
 */
#ifndef SYS_CRASH_H
#define SYS_CRASH_H

#include <stdint.h>

/* "baton gives up: WHAT FILE:NUMBER" (`file` "": without), and exit 123. */
_Noreturn void crash(const char *what, const char *file, uint32_t number);

#endif
