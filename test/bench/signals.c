/* Signals to an init whose child is `handler`, all on one CPU.
 *
 * usage: signals one-cpu|counted RECORDS N COMMAND [ARG...]
 *
 * handled_ns  kill(PID 1, USR1) until the first instruction of the child's handler: the median of N
 * per_…       what PID 1 used for each signal: CPU, page faults, context switches, syscalls
 */
#include "subject.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
  int64_t left = *(const int64_t *)a;
  int64_t right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

/* Sends one signal when all sleep, and waits until the child says that it came. */
static int64_t one_signal(const struct subject *subject, size_t records)
{
  int64_t sent_ns = now_ns();
  kill(subject->pid, SIGUSR1);
  subject_await_records(subject, records + 1);
  return subject_latest_ns(subject, RECORD_SIGNAL) - sent_ns;
}

int main(int argc, char **argv)
{
  size_t count = argc > 4 ? strtoul(argv[3], NULL, 10) : 0;
  if (count < 1) {
    fail("usage: signals one-cpu|counted RECORDS N COMMAND [ARG...]");
  }
  int64_t *latencies_ns = calloc(count, sizeof *latencies_ns);
  if (latencies_ns == NULL) {
    fail("no memory");
  }
  struct subject subject;
  subject_start(&subject, argv[1], argv[2], argv + 4);
  subject_await_records(&subject, 1);
  subject_settle(&subject);
  struct sample before = subject_sample(&subject);
  for (size_t i = 0; i < count; i++) {
    latencies_ns[i] = one_signal(&subject, i + 1);
  }
  subject_settle(&subject);
  qsort(latencies_ns, count, sizeof *latencies_ns, compare);
  printf("handled_ns %lld\n", (long long)latencies_ns[count / 2]);
  sample_print("per_", before, subject_sample(&subject), (double)count);
  subject_end(&subject);
  return 0;
}
