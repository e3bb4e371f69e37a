/* One life of a supervisor of N `stamp` programs: its start, what it is when idle, its end.
 *
 * usage: life timed|counted RECORDS N child|term COMMAND [ARG...]
 *
 * up_ns          exec of COMMAND until the first instruction of the last of the N
 * up_all_cpu_ns  CPU of it, of its helpers, and of the N until their first instruction
 * up_…           what PID 1 used until it was idle: CPU, page faults, context switches, syscalls
 * …_kib          memory of PID 1 then; set_…: of PID 1 and its helpers (set.h)
 * exit_ns        (child) the last action of the child, which gets TERM from here, until the end of
 *                PID 1
 * down_ns        (term) TERM to PID 1 until its end
 * down_seen      (term) how many of the N saw TERM, and not only their end
 */
#include "set.h"
#include "subject.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t cpu_of_stamps(const struct subject *subject)
{
  size_t count;
  struct record *all = subject_records(subject, &count);
  int64_t cpu_ns = 0;
  for (size_t i = 0; i < count; i++) {
    cpu_ns += all[i].cpu[0] * NS_PER_S + all[i].cpu[1];
  }
  free(all);
  return cpu_ns;
}

static void print_memory(const char *prefix, struct proc_memory memory)
{
  printf("%sprivate_dirty_kib %ld\n", prefix, memory.private_dirty_kib);
  printf("%spss_kib %ld\n", prefix, memory.pss_kib);
  printf("%srss_kib %ld\n", prefix, memory.rss_kib);
}

static void tell_start(const struct subject *subject, size_t count)
{
  subject_await_records(subject, count);
  int64_t up_ns = subject_latest_ns(subject, RECORD_START) - subject_started_ns(subject);
  subject_settle(subject);
  struct sample used = subject_sample(subject);
  struct set set = set_of(subject->pid);
  int64_t before_exec_ns = proc_cpu_ns(subject->pid) - used.cpu_ns;
  printf("up_ns %lld\n", (long long)up_ns);
  printf("up_all_cpu_ns %lld\n", (long long)(set.cpu_ns - before_exec_ns + cpu_of_stamps(subject)));
  sample_print("up_", (struct sample){.cpu_ns = 0}, used, 1);
  print_memory("", proc_memory(subject->pid));
  print_memory("set_", set.memory);
  printf("set_processes %ld\n", set.processes);
}

static void tell_exit(const struct subject *subject)
{
  kill(subject_child(subject), SIGTERM);
  int64_t ended_ns = subject_ended_ns(subject);
  printf("exit_ns %lld\n", (long long)(ended_ns - subject_latest_ns(subject, RECORD_END)));
}

static void tell_stop(const struct subject *subject)
{
  int64_t asked_ns = now_ns();
  kill(subject->pid, SIGTERM);
  int64_t down_ns = subject_ended_ns(subject) - asked_ns;
  size_t count;
  size_t seen = 0;
  struct record *all = subject_records(subject, &count);
  for (size_t i = 0; i < count; i++) {
    seen += all[i].kind == RECORD_END;
  }
  free(all);
  printf("down_ns %lld\n", (long long)down_ns);
  printf("down_seen %zu\n", seen);
}

int main(int argc, char **argv)
{
  size_t count = argc > 5 ? strtoul(argv[3], NULL, 10) : 0;
  need(count >= 1, "usage: life timed|counted RECORDS N child|term COMMAND [ARG...]");
  struct subject subject;
  subject_start(&subject, argv[1], argv[2], argv + 5);
  tell_start(&subject, count);
  if (strcmp(argv[4], "child") == 0) {
    tell_exit(&subject);
  } else {
    tell_stop(&subject);
  }
  subject_end(&subject);
  return 0;
}
