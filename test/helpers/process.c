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

static void say(struct play *play, const char *argument)
{
  (void)play;
  report(argument, NULL);
}

static void say_line(struct play *play, const char *argument)
{
  (void)play;
  dprintf(STDERR_FILENO, "%s\n", argument);
}

static void leave(struct play *play, const char *argument)
{
  (void)play;
  _exit((int)number_of("exit", argument));
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
  change_mask(SIG_BLOCK, UINT64_C(1) << (number - 1));
}

static void to_unblock(int number)
{
  change_mask(SIG_UNBLOCK, UINT64_C(1) << (number - 1));
}

static void ignore(struct play *play, const char *argument)
{
  (void)play;
  each_signal("ignore", argument, to_ignore);
}

static void restore(struct play *play, const char *argument)
{
  (void)play;
  each_signal("default", argument, to_default);
}

static void report_signals(struct play *play, const char *argument)
{
  (void)play;
  each_signal("report", argument, to_report);
}

static void block(struct play *play, const char *argument)
{
  (void)play;
  each_signal("block", argument, to_block);
}

static void unblock(struct play *play, const char *argument)
{
  (void)play;
  each_signal("unblock", argument, to_unblock);
}

static void die(struct play *play, const char *argument)
{
  int number = signal_number(argument, strlen(argument));
  (void)play;
  if (number != SIGKILL && number != SIGSTOP) {
    to_default(number);
    to_unblock(number);
  }
  syscall(SYS_kill, getpid(), number);
}

static uint64_t next_signals;

static void await_one(int number)
{
  next_signals |= UINT64_C(1) << (number - 1);
}

/* Waits for one of the signals, which are blocked; others run their handlers meanwhile. */
static void until(struct play *play, const char *argument)
{
  long got = 0;
  (void)play;
  next_signals = 0;
  each_signal("until", argument, await_one);
  do {
    got = syscall(SYS_rt_sigtimedwait, &next_signals, NULL, NULL, sizeof(next_signals));
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    give_up("until", argument);
  }
}

/* What this process waits for somewhere. */
static uint64_t own_signals;

void wait_for_signals(uint64_t bits)
{
  own_signals = bits;
  change_mask(SIG_BLOCK, bits);
}

/* A fork that begins with the child's own signals blocked. */
static pid_t fork_part(const struct play *part)
{
  uint64_t theirs = awaited_signals(part);
  change_mask(SIG_BLOCK, theirs);
  pid_t pid = fork();
  if (pid != 0) {
    change_mask(SIG_UNBLOCK, theirs & ~own_signals);
    return pid;
  }
  change_mask(SIG_UNBLOCK, own_signals & ~theirs);
  own_signals = theirs;
  return 0;
}

static void wait_for_ever(struct play *play, const char *argument)
{
  (void)play;
  (void)argument;
  change_mask(SIG_UNBLOCK, own_signals);
  for (;;) {
    pause();
  }
}

/* Waits at a FIFO until the test opens it for writing and closes it again. */
static void gate(struct play *play, const char *argument)
{
  char byte = 0;
  int fd = open(argument, O_RDONLY | O_CLOEXEC);
  (void)play;
  if (fd < 0) {
    give_up("gate", argument);
  }
  while (read(fd, &byte, 1) > 0) {
  }
  close(fd);
}

/* Reads a line from stdin, as far as its first blank, and tells it. */
static void read_line(struct play *play, const char *argument)
{
  char line[128];
  char text[160];
  ssize_t length = read(STDIN_FILENO, line, sizeof(line) - 1);
  (void)play;
  if (length < 0) {
    give_up("read", argument);
  }
  line[length] = '\0';
  line[strcspn(line, " \n")] = '\0';
  (void)snprintf(text, sizeof(text), "text=%s", line);
  report("line", text);
}

static void fork_block(struct play *play, const char *argument)
{
  struct play part = take_block(play);
  pid_t pid = fork_part(&part);
  if (pid < 0) {
    give_up("fork", argument);
  }
  if (pid == 0) {
    play_until(&part, part.count);
    _exit(0);
  }
}

/* Waits until `parent` is our parent no longer: the kernel tells with a signal. */
static void until_orphaned(pid_t parent)
{
  const struct timespec at_once = {0};
  uint64_t told = UINT64_C(1) << (ORPHANED - 1);
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
  struct play part = take_block(play);
  pid_t pid = fork_part(&part);
  if (pid < 0) {
    give_up("daemon", argument);
  }
  if (pid == 0) {
    pid_t parent = getpid();
    if (setsid() < 0 || (pid = fork()) < 0) {
      give_up("daemon", argument);
    }
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
  long count = number_of("times", argument);
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
  long generation = number_of("gen", text);
  char *end = NULL;
  long first = strtol(argument, &end, 10);
  long last = *end == '+' ? generation : *end == '-' ? strtol(end + 1, NULL, 10) : first;
  struct play part = take_block(play);
  if (generation >= first && generation <= last) {
    play_until(&part, part.count);
  }
}

/* N processes whose parent ends first, and that end together once it has. */
static void orphans(struct play *play, const char *argument)
{
  long count = number_of("orphans", argument);
  int hold[2];
  pid_t parent = 0;
  (void)play;
  if (pipe(hold) != 0 || (parent = fork()) < 0) {
    give_up("orphans", argument);
  }
  if (parent == 0) {
    for (long i = 0; i < count; i++) {
      pid_t pid = fork();
      if (pid < 0) {
        give_up("orphans", argument);
      }
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

static void wait_children(struct play *play, const char *argument)
{
  int status = 0;
  (void)play;
  (void)argument;
  while (waitpid(-1, &status, 0) > 0 || errno == EINTR) {
  }
}

static void new_session(struct play *play, const char *argument)
{
  (void)play;
  if (setsid() < 0) {
    give_up("setsid", argument);
  }
}

static void new_group(struct play *play, const char *argument)
{
  (void)play;
  if (setpgid(0, 0) != 0) {
    give_up("setpgid", argument);
  }
}

static void flood(struct play *play, const char *argument)
{
  static const char line[] =
      "one line of a flood that nobody has asked for and that nobody reads\n";
  long count = number_of("flood", argument);
  (void)play;
  for (long i = 0; i < count; i++) {
    if (write(STDERR_FILENO, line, sizeof(line) - 1) < 0) {
      give_up("flood", argument);
    }
  }
}

static void write_fd(const char *verb, int fd, const char *text)
{
  if (write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
    give_up(verb, text);
  }
}

static void ready(struct play *play, const char *argument)
{
  (void)play;
  write_fd("ready", (int)number_of("ready", argument), "READY\n");
}

static void ready_by_variable(struct play *play, const char *argument)
{
  (void)play;
  write_fd("ready-env", (int)number_of("ready-env", getenv(argument)), "up\n");
}

/* Half a line and the end of the file: no readiness. */
static void half_ready(struct play *play, const char *argument)
{
  int fd = (int)number_of("half-ready", argument);
  (void)play;
  write_fd("half-ready", fd, "READY");
  close(fd);
}

/* kill:SIG=PID, kill:SIG=parent, kill:SIG=self */
static void send_signal(struct play *play, const char *argument)
{
  size_t length = strcspn(argument, "=");
  const char *whom = argument[length] ? argument + length + 1 : "";
  int number = signal_number(argument, length);
  pid_t pid = !strcmp(whom, "parent") ? getppid()
              : !strcmp(whom, "self") ? getpid()
                                      : (pid_t)number_of("kill", whom);
  (void)play;
  if (kill(pid, number) != 0) {
    give_up("kill", argument);
  }
}

static void touch(struct play *play, const char *argument)
{
  int fd = open(argument, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  (void)play;
  if (fd < 0) {
    give_up("touch", argument);
  }
  write_fd("touch", fd, ".");
  close(fd);
}

/* Touches so many MiB, one after the other: what a memory limit is for. */
static void eat(struct play *play, const char *argument)
{
  long count = number_of("eat", argument);
  (void)play;
  for (long i = 0; i < count; i++) {
    if (mmap(NULL, MEBIBYTE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1,
             0) == MAP_FAILED) {
      give_up("eat", argument);
    }
  }
}

/* N processes one after the other, each of which forks the next and ends: a target that moves, in
 * a group of its own each time. The last one plays the block. */
static void relay(struct play *play, const char *argument)
{
  long left = number_of("relay", argument);
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
  if (pid < 0) {
    give_up("relay", argument);
  }
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
  pthread_t thread;
  thread_play = take_block(play);
  if (pthread_create(&thread, NULL, play_in_thread, NULL) != 0) {
    give_up("thread", argument);
  }
  syscall(SYS_exit, 0);
}

const struct step process_steps[] = {
    {"say",        say              },
    {"complain",   say_line         },
    {"exit",       leave            },
    {"die",        die              },
    {"ignore",     ignore           },
    {"default",    restore          },
    {"report",     report_signals   },
    {"block",      block            },
    {"unblock",    unblock          },
    {"until",      until            },
    {"pause",      wait_for_ever    },
    {"gate",       gate             },
    {"read",       read_line        },
    {"fork",       fork_block       },
    {"daemon",     daemon_block     },
    {"times",      times            },
    {"gen",        in_generation    },
    {"orphans",    orphans          },
    {"wait",       wait_children    },
    {"setsid",     new_session      },
    {"setpgid",    new_group        },
    {"flood",      flood            },
    {"ready",      ready            },
    {"ready-env",  ready_by_variable},
    {"half-ready", half_ready       },
    {"kill",       send_signal      },
    {"touch",      touch            },
    {"eat",        eat              },
    {"relay",      relay            },
    {"thread",     thread_block     },
    {NULL,         NULL             },
};
