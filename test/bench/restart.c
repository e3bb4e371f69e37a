/* A supervisor of `stamp` programs that end by themselves, and are restarted.
 *
 * usage: restart timed|counted|storm|crowd|no-proc RECORDS CHILDREN N COMMAND [ARG...]
 *
 * latency_ns  the child's last action until the first instruction of the next one: median of N
 * slowest_ns  the longest of them
 * each_ns     from one first instruction to the next, in the mean
 * per_…       what PID 1 used for each restart: CPU, page faults, context switches, syscalls
 * set_cpu_ns  CPU of PID 1 and its helpers (set.h) for each restart
 *
 * With `crowd` 2,000 processes sleep in the same namespace, and with `no-proc` there is no /proc,
 * and 4,096 numbers of processes were used before. With `storm` 2,000 orphans a second end at the
 * same time, and there is no set_cpu_ns.
 */
#include "set.h"
#include "storm.h"
#include "subject.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/wait.h>

#define CROWD   2000
#define NUMBERS 4096

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

/* Somebody from outside, and so many below. Each holds the pipe open until all are made. */
_Noreturn static void be_crowd(const int made[2])
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int i = 0; i < CROWD; i++) {
    pid_t pid = fork();
    need(pid >= 0, "the crowd cannot be made");
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      close(made[0]);
      close(made[1]);
      for (;;) {
        pause();
      }
    }
  }
  close(made[1]);
  for (;;) {
    pause();
  }
}

static pid_t crowd_around(const struct subject *subject)
{
  int made[2];
  char nothing;
  need(pipe(made) == 0, "no pipe");
  subject_enter(subject);
  pid_t first = fork();
  if (first == 0) {
    be_crowd(made);
  }
  close(made[1]);
  need(read(made[0], &nothing, 1) == 0, "there is no crowd");
  close(made[0]);
  return first;
}

/* As in a container in which something happens, too. */
static void use_numbers(const struct subject *subject)
{
  subject_enter(subject);
  for (int i = 0; i < NUMBERS; i++) {
    pid_t pid = vfork();
    if (pid == 0) {
      _exit(0);
    }
    need(pid > 0 && waitpid(pid, NULL, 0) == pid, "numbers cannot be used");
  }
}

int main(int argc, char **argv)
{
  size_t children = argc > 5 ? strtoul(argv[3], NULL, 10) : 0;
  size_t wanted = argc > 5 ? strtoul(argv[4], NULL, 10) : 0;
  need(children >= 1 && wanted >= 1,
       "usage: restart timed|counted|storm|crowd|no-proc RECORDS CHILDREN N COMMAND [ARG...]");
  struct subject subject;
  struct storm storm = {.maker = 0};
  subject_start(&subject, argv[1], argv[2], argv + 5);
  subject_await_records(&subject, children);
  if (strcmp(argv[1], "storm") == 0) {
    storm_prepare(&storm, &subject, STORM_PACED, false);
    storm_begin(&storm);
  }
  pid_t crowd = strcmp(argv[1], "crowd") == 0 ? crowd_around(&subject) : 0;
  if (strcmp(argv[1], "no-proc") == 0) {
    use_numbers(&subject);
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
  if (crowd > 0) {
    kill(crowd, SIGKILL);
    waitpid(crowd, NULL, 0);
  }
  subject_end(&subject);
  return 0;
}
