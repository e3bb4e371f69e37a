/* What /proc says of a process. A file that cannot be read is a failure. */
#ifndef TEST_BENCH_PROC_H
#define TEST_BENCH_PROC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/types.h>

struct proc_memory {
  long private_dirty_kib;
  long pss_kib;
  long rss_kib;
};

struct proc_switches {
  long voluntary; /* it had to wait */
  long involuntary;
};

static inline long proc_all_switches(struct proc_switches switches)
{
  return switches.voluntary + switches.involuntary;
}

bool proc_sleeps(pid_t pid);
int64_t proc_cpu_ns(pid_t pid);
long proc_faults(pid_t pid);
struct proc_switches proc_switches(pid_t pid);
struct proc_memory proc_memory(pid_t pid);

/* The pids of its children, ended by 0, to be freed. One that is gone has none. */
pid_t *proc_children(pid_t pid);

#endif
