/* Marks: how a process tells which instance it descends from. Pure.
 *
 * A mark is a hard limit of RLIMIT_RTTIME so high that it limits nobody: whoever descends from a
 * process has it, whatever session, user or environment it has given itself since, and lowering a
 * limit takes no privilege (kernel.md, 13a). The limit is 2^62 + a * 2^31 + b. A baton whose own
 * limit is infinite numbers its instances by a, and b is all ones; a baton that bears such a mark
 * itself keeps its a and numbers by b. So for the outer one everything with its a is one instance.
 */
#ifndef UTIL_MARK_H
#define UTIL_MARK_H

#include <stdint.h>

/* What all marks of a baton have in common, by the hard limit that it was started with; 0: it can
 * give none. */
uint64_t mark_base(uint64_t hard);

/* The hard limit that is the mark with that serial, which is not 0. */
uint64_t mark_limit(uint64_t base, uint32_t serial);

/* The serial of the mark that this hard limit is; 0: it is none of that base. */
uint32_t mark_serial(uint64_t base, uint64_t hard);

/* The serial after that one; the first comes after the last. */
uint32_t mark_next(uint64_t base, uint32_t serial);

#endif
