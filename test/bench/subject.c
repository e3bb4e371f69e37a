#include "subject.h"

#include "tracer.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define LOOK_MS    1  /* how often a condition is looked at that nobody tells us of */
#define SETTLED_MS 10 /* asleep and without CPU time for so long: nothing is pending any more */
#define FDS_MAX    65536

struct subject_exec {
  int64_t started_ns;
  struct sample before; /* what was used before exec, which is ours and not the subject's */
  long syscalls;
};

_Noreturn void fail(const char *what)
{
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

int64_t now_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * NS_PER_S + now.tv_nsec;
}

static int compare(const void *a, const void *b)
{
  int64_t left = *(const int64_t *)a;
  int64_t right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

int64_t median_ns(int64_t *times_ns, size_t count)
{
  qsort(times_ns, count, sizeof *times_ns, compare);
  return times_ns[count / 2];
}

int64_t record_ns(const struct record *record)
{
  return record->at[0] * NS_PER_S + record->at[1];
}

/* --- start and end --- */

static struct sample own_usage(void)
{
  struct rusage usage;
  struct timespec cpu;
  getrusage(RUSAGE_SELF, &usage);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  return (struct sample){
      .cpu_ns = cpu.tv_sec * NS_PER_S + cpu.tv_nsec,
      .faults = usage.ru_minflt + usage.ru_majflt,
      .switches = {usage.ru_nvcsw, usage.ru_nivcsw},
  };
}

/* As in any container: /proc is that of the namespace; or as in one that has none. */
static void mount_proc(bool none)
{
  need(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("proc", "/proc", none ? "tmpfs" : "proc", 0, NULL) == 0,
       "no /proc of the namespace");
}

/* The child of the fork: PID 1 of the new namespace, which dies with the measurement. */
_Noreturn static void become(const char *how, char **command, int out, int ready,
                             struct subject_exec *exec)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  mount_proc(strcmp(how, "no-proc") == 0);
  const struct rlimit files = {FDS_MAX, FDS_MAX};
  setrlimit(RLIMIT_NOFILE, &files);
  int null = open("/dev/null", O_RDWR);
  dup2(null, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(null, STDERR_FILENO);
  close(null);
  char nothing;
  (void)!read(ready, &nothing, 1); /* until whoever must be ready has closed its end */
  exec->before = own_usage();
  exec->started_ns = now_ns();
  execvp(command[0], command);
  _exit(127);
}

static void stay_on_first_cpu(void)
{
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  need(sched_setaffinity(0, sizeof first, &first) == 0, "not allowed on the first CPU");
}

static struct subject_exec *shared_page(void)
{
  void *page = mmap(NULL, sizeof(struct subject_exec), PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  need(page != MAP_FAILED, "no memory");
  return page;
}

/* Where sessions share the processor evenly, a nice value counts only within one: this session,
 * which is our own, gets the weight of our nice value. Elsewhere there is no such file. */
static void weigh_session(void)
{
  int fd = open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC);
  if (fd >= 0) {
    (void)dprintf(fd, "%d", getpriority(PRIO_PROCESS, 0));
    close(fd);
  }
}

static pid_t start_tracer(pid_t pid, int ready, long *syscalls)
{
  pid_t tracer = fork();
  if (tracer == 0) {
    tracer_run(pid, ready, syscalls);
  }
  return tracer;
}

void subject_start(struct subject *subject, const char *how, const char *records, char **command)
{
  int ready[2];
  weigh_session();
  *subject = (struct subject){.exec = shared_page(), .tracer = -1};
  subject->records = open(records, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  need(subject->records >= 0 && pipe2(ready, O_CLOEXEC) == 0, records);
  if (strcmp(how, "one-cpu") == 0) {
    stay_on_first_cpu();
  }
  subject->pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | CLONE_NEWNS | SIGCHLD, 0, 0, 0, 0);
  need(subject->pid >= 0, "no PID namespace (not root?)");
  if (subject->pid == 0) {
    close(ready[1]);
    become(how, command, subject->records, ready[0], subject->exec);
  }
  subject->pidfd = (int)syscall(SYS_pidfd_open, subject->pid, 0);
  if (strcmp(how, "counted") == 0) {
    subject->tracer = start_tracer(subject->pid, ready[1], &subject->exec->syscalls);
  }
  close(ready[0]);
  close(ready[1]);
}

int64_t subject_started_ns(const struct subject *subject)
{
  return subject->exec->started_ns;
}

/* True if PID 1 ended within so many milliseconds. */
static bool ends_within(const struct subject *subject, int ms)
{
  struct pollfd ended = {.fd = subject->pidfd, .events = POLLIN};
  return poll(&ended, 1, ms) == 1;
}

int64_t subject_ended_ns(const struct subject *subject)
{
  need(ends_within(subject, DEADLINE_MS), "PID 1 did not end");
  return now_ns();
}

void subject_end(struct subject *subject)
{
  kill(subject->pid, SIGKILL);
  waitpid(subject->pid, NULL, 0);
  if (subject->tracer > 0) {
    waitpid(subject->tracer, NULL, 0);
  }
  close(subject->pidfd);
  close(subject->records);
}

void subject_enter(const struct subject *subject)
{
  char path[64];
  snprintf(path, sizeof path, "/proc/%ld/ns/pid", (long)subject->pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  need(fd >= 0 && setns(fd, CLONE_NEWPID) == 0, "the PID namespace cannot be entered");
  close(fd);
}

pid_t subject_child(const struct subject *subject)
{
  pid_t *children = proc_children(subject->pid);
  pid_t child = children[0];
  need(child != 0 && children[1] == 0, "PID 1 should have one child");
  free(children);
  return child;
}

/* --- what the children say --- */

size_t subject_count_records(const struct subject *subject)
{
  struct stat status;
  need(fstat(subject->records, &status) == 0, "no records");
  return (size_t)status.st_size / sizeof(struct record);
}

void subject_await_records(const struct subject *subject, size_t count)
{
  int64_t deadline_ns = now_ns() + DEADLINE_MS * NS_PER_MS;
  while (subject_count_records(subject) < count) {
    need(now_ns() <= deadline_ns && !ends_within(subject, LOOK_MS),
         "PID 1 ended, or its children did not do what they should");
  }
}

struct record *subject_records(const struct subject *subject, size_t *count)
{
  *count = subject_count_records(subject);
  size_t bytes = *count * sizeof(struct record);
  struct record *all = malloc(bytes + 1);
  need(all != NULL && pread(subject->records, all, bytes, 0) == (ssize_t)bytes,
       "the records cannot be read");
  return all;
}

int64_t subject_latest_ns(const struct subject *subject, enum record_kind kind)
{
  size_t count;
  struct record *all = subject_records(subject, &count);
  int64_t latest_ns = 0;
  for (size_t i = 0; i < count; i++) {
    if (all[i].kind == kind && record_ns(&all[i]) > latest_ns) {
      latest_ns = record_ns(&all[i]);
    }
  }
  free(all);
  need(latest_ns != 0, "no child said it");
  return latest_ns;
}

/* --- what PID 1 uses --- */

void subject_settle(const struct subject *subject)
{
  int64_t deadline_ns = now_ns() + DEADLINE_MS * NS_PER_MS;
  int64_t before_ns = -1;
  while (now_ns() < deadline_ns) {
    int64_t cpu_ns = proc_cpu_ns(subject->pid);
    if (cpu_ns == before_ns && proc_sleeps(subject->pid)) {
      return;
    }
    before_ns = cpu_ns;
    need(!ends_within(subject, SETTLED_MS), "PID 1 ended");
  }
  fail("PID 1 never became idle");
}

struct sample subject_sample(const struct subject *subject)
{
  const struct sample *before = &subject->exec->before;
  struct proc_switches switches = proc_switches(subject->pid);
  return (struct sample){
      .cpu_ns = proc_cpu_ns(subject->pid) - before->cpu_ns,
      .faults = proc_faults(subject->pid) - before->faults,
      .switches = {switches.voluntary - before->switches.voluntary,
                   switches.involuntary - before->switches.involuntary},
      .syscalls = __atomic_load_n(&subject->exec->syscalls, __ATOMIC_RELAXED),
  };
}

void sample_print(const char *prefix, struct sample from, struct sample until, double count)
{
  printf("%scpu_ns %.0f\n", prefix, (double)(until.cpu_ns - from.cpu_ns) / count);
  printf("%sfaults %.3f\n", prefix, (double)(until.faults - from.faults) / count);
  long voluntary = until.switches.voluntary - from.switches.voluntary;
  long involuntary = until.switches.involuntary - from.switches.involuntary;
  printf("%sswitches %.3f\n", prefix, (double)(voluntary + involuntary) / count);
  printf("%svoluntary %.3f\n", prefix, (double)voluntary / count);
  printf("%sinvoluntary %.3f\n", prefix, (double)involuntary / count);
  printf("%ssyscalls %.3f\n", prefix, (double)(until.syscalls - from.syscalls) / count);
}
