/* A supervisor as a whole: PID 1 and its helpers, which are those processes below it that have
 * children of their own.
 */
#ifndef TEST_BENCH_SET_H
#define TEST_BENCH_SET_H

#include "proc.h"

struct set {
  struct proc_memory memory;
  int64_t cpu_ns; /* since the fork of each */
  long faults;    /* page faults, of each since its fork */
  struct proc_switches switches;
  long processes;
};

struct set set_of(pid_t first);

#endif
