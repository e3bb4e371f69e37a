/* A supervisor of `stamp` programs that end by themselves, and are restarted.
 *
 * usage: restart timed|counted|storm RECORDS CHILDREN N COMMAND [ARG...]
 *
 * latency_ns  the child's last action until the first instruction of the next one: median of N
 * slowest_ns  the longest of them
 * each_ns     from one first instruction to the next, in the mean
 * per_…       what PID 1 used for each restart: CPU, page faults, context switches, syscalls
 * set_cpu_ns  CPU of PID 1 and its helpers (set.h) for each restart
 *
 * With `storm` 2,000 orphans a second end at the same time, and there is no set_cpu_ns.
 */
#include "set.h"
#include "storm.h"
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* What happened from the record number `first` on. */
static void tell_latencies(const struct subject *subject, size_t first)
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
  free(latencies_ns);
  free(all);
}

int main(int argc, char **argv)
{
  size_t children = argc > 5 ? strtoul(argv[3], NULL, 10) : 0;
  size_t wanted = argc > 5 ? strtoul(argv[4], NULL, 10) : 0;
  need(children >= 1 && wanted >= 1,
       "usage: restart timed|counted|storm RECORDS CHILDREN N COMMAND [ARG...]");
  struct subject subject;
  struct storm storm = {.maker = 0};
  subject_start(&subject, argv[1], argv[2], argv + 5);
  subject_await_records(&subject, children);
  if (strcmp(argv[1], "storm") == 0) {
    storm_prepare(&storm, &subject, STORM_PACED, false);
    storm_begin(&storm);
  }
  size_t first = subject_count_records(&subject);
  struct sample before = subject_sample(&subject);
  int64_t cpu_ns = storm.maker != 0 ? 0 : set_of(subject.pid).cpu_ns;
  subject_await_records(&subject, first + 2 * wanted);
  struct sample after = subject_sample(&subject);
  double restarts = (double)(subject_count_records(&subject) - first) / 2;
  sample_print("per_", before, after, restarts);
  if (storm.maker == 0) {
    printf("set_cpu_ns %.0f\n", (double)(set_of(subject.pid).cpu_ns - cpu_ns) / restarts);
  }
  tell_latencies(&subject, first);
  storm_end(&storm);
  subject_end(&subject);
  return 0;
}
