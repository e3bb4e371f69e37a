#include "set.h"

#include <stdlib.h>

static void add(struct set *set, pid_t pid)
{
  struct proc_memory memory = proc_memory(pid);
  struct proc_switches switches = proc_switches(pid);
  set->memory.private_dirty_kib += memory.private_dirty_kib;
  set->memory.pss_kib += memory.pss_kib;
  set->memory.rss_kib += memory.rss_kib;
  set->cpu_ns += proc_cpu_ns(pid);
  set->faults += proc_faults(pid);
  set->switches.voluntary += switches.voluntary;
  set->switches.involuntary += switches.involuntary;
  set->processes++;
}

/* Adds the helpers among the descendants, and tells whether there are any descendants. */
static bool descend(struct set *set, pid_t pid)
{
  pid_t *children = proc_children(pid);
  bool any = children[0] != 0;
  for (size_t i = 0; children[i] != 0; i++) {
    if (descend(set, children[i])) {
      add(set, children[i]);
    }
  }
  free(children);
  return any;
}

struct set set_of(pid_t first)
{
  struct set set = {.processes = 0};
  descend(&set, first);
  add(&set, first);
  return set;
}
