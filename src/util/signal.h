/* Signals by name and number. Pure: the numbers are the kernel's, the same on every architecture
 * that baton is built for; real-time ones count from 34, as in glibc and the engines. */
#ifndef UTIL_SIGNAL_H
#define UTIL_SIGNAL_H

#include "text.h"

#define SIGNAL_LAST  64U
#define SIGNAL_RTMIN 34U

/* "TERM" for 15; NULL where a signal has no name of its own (0, real-time ones, unknown). */
const char *signal_name(unsigned number);

/* Appends TERM, RTMIN+3, or the bare number of the two that libcs keep for themselves. */
void text_signal(struct text *text, unsigned number);

/* The number of TERM, SIGTERM, RTMIN+3 or RTMAX-1 (`length` bytes); 0 if it names none. Numbers
 * are not names. */
unsigned signal_by_name(const char *name, size_t length);

#endif
