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
  need(count >= 1, "usage: signals one-cpu|counted RECORDS N COMMAND [ARG...]");
  int64_t *latencies_ns = calloc(count, sizeof *latencies_ns);
  need(latencies_ns != NULL, "no memory");
  struct subject subject;
  subject_start(&subject, argv[1], argv[2], argv + 4);
  subject_await_records(&subject, 1);
  subject_settle(&subject);
  struct sample before = subject_sample(&subject);
  for (size_t i = 0; i < count; i++) {
    latencies_ns[i] = one_signal(&subject, i + 1);
  }
  subject_settle(&subject);
  printf("handled_ns %lld\n", (long long)median_ns(latencies_ns, count));
  sample_print("per_", before, subject_sample(&subject), (double)count);
  subject_end(&subject);
  return 0;
}
