/* Counts the system calls of one process, from its exec on, as its tracer. */
#ifndef TEST_BENCH_TRACER_H
#define TEST_BENCH_TRACER_H

#include <sys/types.h>

/* Never returns: ends with the traced process. Closes `ready` once it traces. */
_Noreturn void tracer_run(pid_t pid, int ready, long *syscalls);

#endif
