/* Steps of a debugger: they meddle with another process, by its number. */
#include "actor.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

/* Where the kernel's register words hold the address of the next instruction, and (x86) the number
 * of the system call that would be started again at it. */
#if defined(__x86_64__)
#define NEXT_INSTRUCTION 16
#define RESTARTED_CALL   15
#else
#define NEXT_INSTRUCTION 32
#endif

#define REGISTER_WORDS 64
#define STARTS         (PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE)
#define SAME_MEMORY    1 /* KCMP_VM */
#define REGISTERS      1 /* NT_PRSTATUS */

/* Seizes a process as a debugger does; its end is then ours to see first. */
static void trace(const char *argument)
{
  pid_t pid = (pid_t)number_of(argument);
  must(ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0);
  report("traced", NULL);
}

/* Waits until a process has stopped (SIGSTOP), and leaves it as it is. */
static void until_stopped(const char *argument)
{
  pid_t pid = (pid_t)number_of(argument);
  int status = 0;
  must(ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0);
  while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status)) {
    bool group_stop = status >> 16 == PTRACE_EVENT_STOP;
    if (group_stop) {
      ptrace(PTRACE_DETACH, pid, NULL, NULL);
      report("stopped", NULL);
      return;
    }
    ptrace(PTRACE_CONT, pid, NULL, (long)WSTOPSIG(status));
  }
  give_up();
}

static bool is_start(int status)
{
  int event = status >> 16;
  return event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE;
}

/* Whose memory the next child of a process has when it is made: that of both, or its own. */
static void next_start(const char *argument)
{
  pid_t pid = (pid_t)number_of(argument);
  unsigned long made = 0;
  int status = 0;
  must(ptrace(PTRACE_SEIZE, pid, NULL, STARTS) == 0);
  report("traced", NULL);
  while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status) && !is_start(status)) {
    long signal = status >> 16 == PTRACE_EVENT_STOP ? 0 : WSTOPSIG(status);
    ptrace(PTRACE_CONT, pid, NULL, signal);
  }
  must(is_start(status) && ptrace(PTRACE_GETEVENTMSG, pid, NULL, &made) == 0 &&
       waitpid((pid_t)made, &status, __WALL) == (pid_t)made);
  long differ = syscall(SYS_kcmp, pid, made, SAME_MEMORY, 0, 0);
  must(differ >= 0 && ptrace(PTRACE_DETACH, made, NULL, NULL) == 0 &&
       ptrace(PTRACE_DETACH, pid, NULL, NULL) == 0);
  report("start", differ == 0 ? "memory=shared" : "memory=own");
}

static void raise_one(int number)
{
  (void)raise(number);
}

/* Has its parent trace it, and stops for it with a signal, as some programs do to keep a debugger
 * away. */
static void ask_trace(const char *argument)
{
  must(ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
  each_signal(argument, raise_one);
}

/* Takes a traced process's end, which lets its real parent have it. */
static void untrace(const char *argument)
{
  int status = 0;
  must(waitpid((pid_t)number_of(argument), &status, __WALL) >= 0);
}

static void jump_to_nowhere(pid_t pid)
{
  unsigned long words[REGISTER_WORDS] = {0};
  struct iovec vector = {words, sizeof(words)};
  must(ptrace(PTRACE_GETREGSET, pid, REGISTERS, &vector) == 0);
  words[NEXT_INSTRUCTION] = 0;
#if defined(RESTARTED_CALL)
  words[RESTARTED_CALL] = ~0UL;
#endif
  must(ptrace(PTRACE_SETREGSET, pid, REGISTERS, &vector) == 0);
}

/* Makes a process run into a fault of its own: it jumps to address 0. */
static void crash(const char *argument)
{
  pid_t pid = (pid_t)number_of(argument);
  int status = 0;
  must(ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0 &&
       ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) == 0 && waitpid(pid, &status, __WALL) == pid);
  jump_to_nowhere(pid);
  must(ptrace(PTRACE_DETACH, pid, NULL, NULL) == 0);
}

static bool stops_for_us(pid_t pid)
{
  int status = 0;
  return ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0 &&
         ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) == 0 && waitpid(pid, &status, __WALL) == pid &&
         ptrace(PTRACE_DETACH, pid, NULL, NULL) == 0;
}

/* Whether a file of /proc gives its first byte. */
static bool reads(const char *argument, const char *name)
{
  char path[64];
  char byte = 0;
  (void)snprintf(path, sizeof(path), "/proc/%s/%s", argument, name);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  return fd >= 0 && read(fd, &byte, 1) == 1 && close(fd) == 0;
}

static bool opens(const char *argument, const char *name, int flags)
{
  char path[64];
  (void)snprintf(path, sizeof(path), "/proc/%s/%s", argument, name);
  int fd = open(path, flags | O_CLOEXEC);
  return fd >= 0 && close(fd) == 0;
}

static bool takes_fd(pid_t pid, int wanted)
{
  int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
  int fd = (int)syscall(SYS_pidfd_getfd, pidfd, wanted, 0);
  return close(pidfd) == 0 && fd >= 0 && close(fd) == 0;
}

/* The limit is set to what it is: what is asked is whether it may be. */
static bool sets_limit(pid_t pid)
{
  struct rlimit limit;
  return prlimit(pid, RLIMIT_CORE, NULL, &limit) == 0 &&
         prlimit(pid, RLIMIT_CORE, &limit, NULL) == 0;
}

static void add(char *text, size_t size, const char *what, bool may)
{
  size_t at = strlen(text);
  (void)snprintf(text + at, size - at, "%s%s=%s", at > 0 ? " " : "", what, may ? "yes" : "no");
}

/* Tries whatever a process can do to another one without hurting it, and tells what it may. */
static void reach(const char *argument)
{
  pid_t pid = (pid_t)number_of(argument);
  char text[256] = "";
  add(text, sizeof(text), "trace", stops_for_us(pid));
  add(text, sizeof(text), "memory", opens(argument, "mem", O_RDWR));
  add(text, sizeof(text), "environ", reads(argument, "environ"));
  add(text, sizeof(text), "fds", opens(argument, "fd/2", O_PATH));
  add(text, sizeof(text), "take-fd", takes_fd(pid, STDERR_FILENO));
  add(text, sizeof(text), "signal", kill(pid, 0) == 0);
  add(text, sizeof(text), "limit", sets_limit(pid));
  add(text, sizeof(text), "cmdline", reads(argument, "cmdline"));
  report("reach", text);
}

/* The same for the terminal that may be on stdout: is it ours, and can we type on it? */
static void reach_terminal(void)
{
  const char key = ' ';
  int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
  char text[128] = "";
  add(text, sizeof(text), "opens", fd >= 0 && close(fd) == 0);
  add(text, sizeof(text), "pushes", ioctl(STDOUT_FILENO, TIOCSTI, &key) == 0);
  add(text, sizeof(text), "reads", (fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) == O_RDWR);
  add(text, sizeof(text), "stdin", isatty(STDIN_FILENO) == 1);
  report("reach-terminal", text);
}

const struct step trace_steps[] = {
    {"trace",          NULL,           trace,         NULL, NULL},
    {"until-stopped",  NULL,           until_stopped, NULL, NULL},
    {"next-start",     NULL,           next_start,    NULL, NULL},
    {"untrace",        NULL,           untrace,       NULL, NULL},
    {"ask-trace",      NULL,           ask_trace,     NULL, NULL},
    {"crash",          NULL,           crash,         NULL, NULL},
    {"reach",          NULL,           reach,         NULL, NULL},
    {"reach-terminal", reach_terminal, NULL,          NULL, NULL},
    {NULL,             NULL,           NULL,          NULL, NULL},
};
