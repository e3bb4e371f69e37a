/* Steps of a process that misbehaves: it ignores signals, forks at bad moments, leaves things
 * behind, floods, stops itself, dies in every way. Steps that meddle with another process are in
 * trace.c. */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define MEBIBYTE (1UL << 20)
#define ORPHANED 64 /* the signal that tells of a parent's end */

static void say(const char *argument)
{
  report(argument, NULL);
}

static void say_line(const char *argument)
{
  dprintf(STDERR_FILENO, "%s\n", argument);
}

static void leave(const char *argument)
{
  _exit((int)number_of(argument));
}

static void to_ignore(int number)
{
  set_disposition(number, SIG_IGN);
}

static void to_default(int number)
{
  set_disposition(number, SIG_DFL);
}

static void tell_signal(int number)
{
  int saved = errno;
  report("got", signal_name(number));
  errno = saved;
}

static void to_report(int number)
{
  set_disposition(number, tell_signal);
}

static void to_block(int number)
{
  change_mask(SIG_BLOCK, SIGNAL_BIT(number));
}

static void to_unblock(int number)
{
  change_mask(SIG_UNBLOCK, SIGNAL_BIT(number));
}

static void die(const char *argument)
{
  int number = signal_number(argument, strlen(argument));
  if (number != SIGKILL && number != SIGSTOP) {
    to_default(number);
    to_unblock(number);
  }
  syscall(SYS_kill, getpid(), number);
}

/* Waits for one of the signals, which are blocked; others run their handlers meanwhile. */
static void until(const char *argument)
{
  long got = 0;
  uint64_t next = signal_set(argument);
  do {
    got = syscall(SYS_rt_sigtimedwait, &next, NULL, NULL, sizeof(next));
  } while (got < 0 && errno == EINTR);
  must(got >= 0);
}

/* What this process waits for somewhere. */
static uint64_t own_signals;

void wait_for_signals(uint64_t bits)
{
  own_signals = bits;
  change_mask(SIG_BLOCK, bits);
}

/* A fork that begins with the child's own signals blocked. */
static pid_t fork_part(const struct play *part, int exit_signal)
{
  uint64_t theirs = awaited_signals(part);
  change_mask(SIG_BLOCK, theirs);
  pid_t pid = exit_signal == SIGCHLD ? fork()
                                     : (pid_t)syscall(SYS_clone, (long)exit_signal, 0L, 0L, 0L, 0L);
  if (pid != 0) {
    change_mask(SIG_UNBLOCK, theirs & ~own_signals);
    return pid;
  }
  change_mask(SIG_UNBLOCK, own_signals & ~theirs);
  own_signals = theirs;
  return 0;
}

static void wait_for_ever(void)
{
  change_mask(SIG_UNBLOCK, own_signals);
  for (;;) {
    pause();
  }
}

/* Waits at a FIFO until the test opens it for writing and closes it again. */
static void gate(const char *argument)
{
  char byte = 0;
  int fd = open(argument, O_RDONLY | O_CLOEXEC);
  must(fd >= 0);
  while (read(fd, &byte, 1) > 0) {
  }
  close(fd);
}

/* Reads a line from stdin, as far as its first blank, and tells it. */
static void read_line(void)
{
  char line[128];
  char text[160];
  ssize_t length = read(STDIN_FILENO, line, sizeof(line) - 1);
  must(length >= 0);
  line[length] = '\0';
  line[strcspn(line, " \n")] = '\0';
  (void)snprintf(text, sizeof(text), "text=%s", line);
  report("line", text);
}

static void fork_block(struct play *play, const char *argument)
{
  (void)argument;
  struct play part = take_block(play);
  pid_t pid = fork_part(&part, SIGCHLD);
  must(pid >= 0);
  if (pid == 0) {
    play_until(&part, part.count);
    _exit(0);
  }
}

/* A child whose end nobody is told of. */
static void clone_block(struct play *play, const char *argument)
{
  (void)argument;
  struct play part = take_block(play);
  pid_t pid = fork_part(&part, 0);
  must(pid >= 0);
  if (pid == 0) {
    play_until(&part, part.count);
    _exit(0);
  }
}

/* Waits until `parent` is our parent no longer: the kernel tells with a signal. */
static void until_orphaned(pid_t parent)
{
  const struct timespec at_once = {0};
  uint64_t told = SIGNAL_BIT(ORPHANED);
  change_mask(SIG_BLOCK, told);
  prctl(PR_SET_PDEATHSIG, ORPHANED, 0, 0, 0);
  if (getppid() == parent) {
    syscall(SYS_rt_sigtimedwait, &told, NULL, NULL, sizeof(told));
  }
  prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
  /* The parent may have ended between the two calls: then the signal is there, and would end us. */
  syscall(SYS_rt_sigtimedwait, &told, NULL, &at_once, sizeof(told));
  change_mask(SIG_UNBLOCK, told);
}

/* Forks twice, with a session of its own in between: what daemons do. The block begins when the
 * process has been given to its new parent. */
static void daemon_block(struct play *play, const char *argument)
{
  (void)argument;
  struct play part = take_block(play);
  pid_t pid = fork_part(&part, SIGCHLD);
  must(pid >= 0);
  if (pid == 0) {
    pid_t parent = getpid();
    must(setsid() >= 0 && (pid = fork()) >= 0);
    if (pid == 0) {
      until_orphaned(parent);
      play_until(&part, part.count);
    }
    _exit(0);
  }
  waitpid(pid, NULL, 0);
}

static void times(struct play *play, const char *argument)
{
  long count = number_of(argument);
  struct play part = take_block(play);
  for (long i = 0; i < count; i++) {
    struct play again = part;
    play_until(&again, again.count);
  }
}

/* gen:N, gen:N+ or gen:N-M: the block is for these instances only. */
static void in_generation(struct play *play, const char *argument)
{
  const char *text = getenv("LIFECYCLE_GENERATION");
  long generation = number_of(text);
  char *end = NULL;
  long first = strtol(argument, &end, 10);
  long last = *end == '+' ? generation : *end == '-' ? strtol(end + 1, NULL, 10) : first;
  struct play part = take_block(play);
  if (generation >= first && generation <= last) {
    play_until(&part, part.count);
  }
}

/* N processes whose parent ends first, and that end together once it has. */
static void orphans(const char *argument)
{
  long count = number_of(argument);
  int hold[2];
  pid_t parent = 0;
  must(pipe(hold) == 0 && (parent = fork()) >= 0);
  if (parent == 0) {
    for (long i = 0; i < count; i++) {
      pid_t pid = fork();
      must(pid >= 0);
      if (pid == 0) {
        char byte = 0;
        close(hold[1]);
        _exit(read(hold[0], &byte, 1) == 0 ? 0 : 1);
      }
    }
    _exit(0);
  }
  close(hold[0]);
  waitpid(parent, NULL, 0);
  close(hold[1]);
}

static void wait_children(void)
{
  int status = 0;
  while (waitpid(-1, &status, 0) > 0 || errno == EINTR) {
  }
}

static void new_session(void)
{
  must(setsid() >= 0);
}

/* Makes a group of its own, or joins one of its session. */
static void new_group(const char *argument)
{
  must(setpgid(0, argument ? (pid_t)number_of(argument) : 0) == 0);
}

static void flood(const char *argument)
{
  static const char line[] =
      "one line of a flood that nobody has asked for and that nobody reads\n";
  long count = number_of(argument);
  for (long i = 0; i < count; i++) {
    must(write(STDERR_FILENO, line, sizeof(line) - 1) >= 0);
  }
}

static void write_fd(int fd, const char *text)
{
  must(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
}

static void ready(const char *argument)
{
  write_fd((int)number_of(argument), "READY\n");
}

static void ready_by_variable(const char *argument)
{
  write_fd((int)number_of(getenv(argument)), "up\n");
}

/* Half a line and the end of the file: no readiness. */
static void half_ready(const char *argument)
{
  int fd = (int)number_of(argument);
  write_fd(fd, "READY");
  close(fd);
}

/* kill:SIG=PID, kill:SIG=parent, kill:SIG=self */
static void send_signal(const char *argument)
{
  size_t length = strcspn(argument, "=");
  const char *whom = argument[length] ? argument + length + 1 : "";
  int number = signal_number(argument, length);
  pid_t pid = !strcmp(whom, "parent") ? getppid()
              : !strcmp(whom, "self") ? getpid()
                                      : (pid_t)number_of(whom);
  must(kill(pid, number) == 0);
}

static void touch(const char *argument)
{
  int fd = open(argument, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  must(fd >= 0);
  write_fd(fd, ".");
  close(fd);
}

/* As node and asyncio do it, for all who share the description; and says how it was. */
static void nonblock(const char *argument)
{
  char text[32];
  int fd = (int)number_of(argument);
  int flags = fcntl(fd, F_GETFL);
  must(flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0);
  (void)snprintf(text, sizeof(text), "fd=%d was=%d", fd, (flags & O_NONBLOCK) != 0);
  report("nonblock", text);
}

/* Touches so many MiB, one after the other: what a memory limit is for. */
static void eat(const char *argument)
{
  long count = number_of(argument);
  for (long i = 0; i < count; i++) {
    must(mmap(NULL, MEBIBYTE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
              -1, 0) != MAP_FAILED);
  }
}

/* N processes one after the other, each of which forks the next and ends: a target that moves, in
 * a group of its own each time. The last one plays the block. */
static void relay(struct play *play, const char *argument)
{
  long left = number_of(argument);
  struct play part = take_block(play);
  pid_t pid = fork();
  if (pid > 0) {
    return;
  }
  while (pid == 0 && left-- > 0) {
    setpgid(0, 0);
    pid = fork();
    if (pid > 0) {
      _exit(0);
    }
  }
  must(pid >= 0);
  play_until(&part, part.count);
  _exit(0);
}

/* The block is played by a second thread; the first, which gave the process its number, ends. */
static struct play thread_play;

static void *play_in_thread(void *unused)
{
  (void)unused;
  play_until(&thread_play, thread_play.count);
  _exit(0);
}

static void thread_block(struct play *play, const char *argument)
{
  (void)argument;
  pthread_t thread;
  thread_play = take_block(play);
  must(pthread_create(&thread, NULL, play_in_thread, NULL) == 0);
  syscall(SYS_exit, 0);
}

const struct step process_steps[] = {
    {"say",          NULL,          say,               NULL,       NULL         },
    {"complain",     NULL,          say_line,          NULL,       NULL         },
    {"exit",         NULL,          leave,             NULL,       NULL         },
    {"die",          NULL,          die,               NULL,       NULL         },
    {"ignore",       NULL,          NULL,              to_ignore,  NULL         },
    {"default",      NULL,          NULL,              to_default, NULL         },
    {"report",       NULL,          NULL,              to_report,  NULL         },
    {"block",        NULL,          NULL,              to_block,   NULL         },
    {"unblock",      NULL,          NULL,              to_unblock, NULL         },
    {"until",        NULL,          until,             NULL,       NULL         },
    {"pause",        wait_for_ever, NULL,              NULL,       NULL         },
    {"gate",         NULL,          gate,              NULL,       NULL         },
    {"read",         read_line,     NULL,              NULL,       NULL         },
    {"fork",         NULL,          NULL,              NULL,       fork_block   },
    {"fork-unheard", NULL,          NULL,              NULL,       clone_block  },
    {"daemon",       NULL,          NULL,              NULL,       daemon_block },
    {"times",        NULL,          NULL,              NULL,       times        },
    {"gen",          NULL,          NULL,              NULL,       in_generation},
    {"orphans",      NULL,          orphans,           NULL,       NULL         },
    {"wait",         wait_children, NULL,              NULL,       NULL         },
    {"setsid",       new_session,   NULL,              NULL,       NULL         },
    {"setpgid",      NULL,          new_group,         NULL,       NULL         },
    {"flood",        NULL,          flood,             NULL,       NULL         },
    {"ready",        NULL,          ready,             NULL,       NULL         },
    {"ready-env",    NULL,          ready_by_variable, NULL,       NULL         },
    {"half-ready",   NULL,          half_ready,        NULL,       NULL         },
    {"kill",         NULL,          send_signal,       NULL,       NULL         },
    {"touch",        NULL,          touch,             NULL,       NULL         },
    {"nonblock",     NULL,          nonblock,          NULL,       NULL         },
    {"eat",          NULL,          eat,               NULL,       NULL         },
    {"relay",        NULL,          NULL,              NULL,       relay        },
    {"thread",       NULL,          NULL,              NULL,       thread_block },
    {NULL,           NULL,          NULL,              NULL,       NULL         },
};
