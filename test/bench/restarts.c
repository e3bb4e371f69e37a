#include "restarts.h"

#include <stdio.h>
#include <stdlib.h>

/* A start belongs to the earliest end that has none yet; one before any end is nobody's restart.
 * Returns how many latencies there are. */
static size_t latencies(const struct record *all, size_t count, int64_t *latencies_ns)
{
  size_t found = 0;
  size_t end = 0;
  for (size_t i = 0; i < count; i++) {
    if (all[i].kind != RECORD_START) {
      continue;
    }
    while (end < i && all[end].kind != RECORD_END) {
      end++;
    }
    if (end < i) {
      latencies_ns[found++] = record_ns(&all[i]) - record_ns(&all[end++]);
    }
  }
  return found;
}

static double faults_of_children(const struct record *all, size_t count)
{
  int64_t faults = 0;
  int64_t starts = 0;
  for (size_t i = 0; i < count; i++) {
    faults += all[i].kind == RECORD_START ? all[i].faults : 0;
    starts += all[i].kind == RECORD_START;
  }
  return (double)faults / (double)starts;
}

static void tell_children(const struct subject *subject, size_t first)
{
  size_t count;
  struct record *all = subject_records(subject, &count);
  int64_t *latencies_ns = calloc(count, sizeof *latencies_ns);
  need(latencies_ns != NULL, "no memory");
  size_t found = latencies(all + first, count - first, latencies_ns);
  need(found != 0, "nothing was restarted");
  int64_t span_ns = record_ns(&all[count - 1]) - record_ns(&all[first]);
  printf("latency_ns %lld\n", (long long)median_ns(latencies_ns, found));
  printf("slowest_ns %lld\n", (long long)latencies_ns[found - 1]);
  printf("each_ns %lld\n", (long long)(span_ns / (int64_t)found));
  printf("child_faults %.3f\n", faults_of_children(all + first, count - first));
  free(latencies_ns);
  free(all);
}

static void tell_set(const struct set *from, const struct set *until, double count)
{
  const struct proc_switches *were = &from->switches;
  const struct proc_switches *are = &until->switches;
  printf("set_cpu_ns %.0f\n", (double)(until->cpu_ns - from->cpu_ns) / count);
  printf("set_faults %.3f\n", (double)(until->faults - from->faults) / count);
  printf("set_voluntary %.3f\n", (double)(are->voluntary - were->voluntary) / count);
  printf("set_involuntary %.3f\n", (double)(are->involuntary - were->involuntary) / count);
}

struct restarts restarts_begin(const struct subject *subject, bool helpers)
{
  struct restarts restarts = {.first = subject_count_records(subject), .helpers = helpers};
  restarts.before = subject_sample(subject);
  if (helpers) {
    restarts.set_before = set_of(subject->pid);
  }
  return restarts;
}

void restarts_tell(const struct subject *subject, const struct restarts *restarts)
{
  struct sample after = subject_sample(subject);
  double count = (double)(subject_count_records(subject) - restarts->first) / 2;
  sample_print("per_", restarts->before, after, count);
  if (restarts->helpers) {
    struct set set = set_of(subject->pid);
    tell_set(&restarts->set_before, &set, count);
  }
  tell_children(subject, restarts->first);
}
