/* Runs one command as PID 1 of a PID namespace of its own, waits until N `stamp` programs below it
 * have said when they started, looks at its memory, and asks it to end.
 *
 * usage: measure N term|kill COMMAND [ARG...]
 * prints: nanoseconds from exec of COMMAND to the first instruction of the last stamp,
 *         KiB of private dirty memory of COMMAND then,
 *         nanoseconds from TERM (or KILL) to its end
 *
 * Nothing is judged here. What does not happen at all is an error after DEADLINE_MS.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define DEADLINE_MS 60000
#define NS_PER_S    INT64_C(1000000000)

static int64_t now_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * NS_PER_S + now.tv_nsec;
}

_Noreturn static void fail(const char *what)
{
  fprintf(stderr, "measure: %s\n", what);
  exit(1);
}

/* The child of the fork: PID 1 of the new namespace, which dies with the measurement. */
_Noreturn static void become(char **argv, int out, int64_t *started_ns)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int null = open("/dev/null", O_RDWR);
  dup2(null, 0);
  dup2(out, 1);
  dup2(null, 2);
  *started_ns = now_ns();
  execvp(argv[0], argv);
  _exit(127);
}

/* Reads `count` stamps. Returns the latest of them. */
static int64_t read_stamps(int in, long count)
{
  int64_t latest_ns = 0;
  for (long i = 0; i < count; i++) {
    struct pollfd readable = {.fd = in, .events = POLLIN};
    if (poll(&readable, 1, DEADLINE_MS) != 1) {
      fail("a stamp did not come");
    }
    int64_t stamp[2];
    if (read(in, stamp, sizeof stamp) != (ssize_t)sizeof stamp) { /* atomic: below PIPE_BUF */
      fail("the command ended before its children had started");
    }
    int64_t at_ns = stamp[0] * NS_PER_S + stamp[1];
    latest_ns = at_ns > latest_ns ? at_ns : latest_ns;
  }
  return latest_ns;
}

/* Reads a whole small file of /proc/PID. */
static void read_proc(pid_t pid, const char *name, char *text, size_t capacity)
{
  char path[64];
  snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = fd < 0 ? -1 : read(fd, text, capacity - 1);
  if (length < 0) {
    fail(path);
  }
  text[length] = '\0';
  close(fd);
}

/* The command has nothing left to do: it is asleep. It gets the processor until it is. */
static void await_idle(pid_t pid)
{
  char text[1024];
  for (int64_t end_ns = now_ns() + NS_PER_S; now_ns() < end_ns; sched_yield()) {
    read_proc(pid, "stat", text, sizeof text);
    const char *name_end = strrchr(text, ')');
    if (name_end != NULL && name_end[1] == ' ' && name_end[2] == 'S') {
      return;
    }
  }
  fail("the command never became idle");
}

static long private_dirty_kib(pid_t pid)
{
  static const char key[] = "Private_Dirty:";
  char text[2048];
  read_proc(pid, "smaps_rollup", text, sizeof text);
  const char *line = strstr(text, key);
  return line == NULL ? -1 : strtol(line + sizeof key - 1, NULL, 10);
}

/* The signal, and how long it took to end. */
static int64_t stop(pid_t pid, int signal)
{
  int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
  struct pollfd ended = {.fd = pidfd, .events = POLLIN};
  int64_t asked_ns = now_ns();
  kill(pid, signal);
  if (poll(&ended, 1, DEADLINE_MS) != 1) {
    fail("the signal did not end the command");
  }
  int64_t took_ns = now_ns() - asked_ns;
  waitpid(pid, NULL, 0);
  return took_ns;
}

int main(int argc, char **argv)
{
  long count = argc > 3 ? strtol(argv[1], NULL, 10) : 0;
  if (count < 1) {
    fprintf(stderr, "usage: measure N term|kill COMMAND [ARG...]\n");
    return 2;
  }
  int signal = strcmp(argv[2], "term") == 0 ? SIGTERM : SIGKILL;
  int stamps[2];
  int64_t *started_ns =
      mmap(NULL, sizeof *started_ns, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (started_ns == MAP_FAILED || pipe2(stamps, O_CLOEXEC) != 0) {
    fail("no memory or no pipe");
  }
  pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
  if (pid < 0) {
    fail("no PID namespace (not root?)");
  }
  if (pid == 0) {
    become(argv + 3, stamps[1], started_ns);
  }
  close(stamps[1]);
  int64_t up_ns = read_stamps(stamps[0], count) - *started_ns;
  await_idle(pid);
  long dirty_kib = private_dirty_kib(pid);
  printf("%lld %ld %lld\n", (long long)up_ns, dirty_kib, (long long)stop(pid, signal));
  return 0;
}
