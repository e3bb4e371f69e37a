/* Steps of a debugger: they meddle with another process, by its number. */
#include "actor.h"

#include <errno.h>
#include <signal.h>

#include <sys/ptrace.h>
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
#define REGISTERS      1 /* NT_PRSTATUS */

/* Seizes a process as a debugger does; its end is then ours to see first. */
static void trace(struct play *play, const char *argument)
{
  pid_t pid = (pid_t)number_of("trace", argument);
  (void)play;
  if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) != 0) {
    give_up("trace", argument);
  }
  report("traced", NULL);
}

/* Waits until a process has stopped (SIGSTOP), and leaves it as it is. */
static void until_stopped(struct play *play, const char *argument)
{
  pid_t pid = (pid_t)number_of("until-stopped", argument);
  int status = 0;
  (void)play;
  if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) != 0) {
    give_up("until-stopped", argument);
  }
  while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status)) {
    bool group_stop = status >> 16 == PTRACE_EVENT_STOP;
    if (group_stop) {
      ptrace(PTRACE_DETACH, pid, NULL, NULL);
      report("stopped", NULL);
      return;
    }
    ptrace(PTRACE_CONT, pid, NULL, (long)WSTOPSIG(status));
  }
  give_up("until-stopped", argument);
}

/* Takes a traced process's end, which lets its real parent have it. */
static void untrace(struct play *play, const char *argument)
{
  int status = 0;
  (void)play;
  if (waitpid((pid_t)number_of("untrace", argument), &status, __WALL) < 0) {
    give_up("untrace", argument);
  }
}

static void jump_to_nowhere(pid_t pid)
{
  unsigned long words[REGISTER_WORDS] = {0};
  struct iovec vector = {words, sizeof(words)};
  if (ptrace(PTRACE_GETREGSET, pid, REGISTERS, &vector) != 0) {
    give_up("crash", "registers");
  }
  words[NEXT_INSTRUCTION] = 0;
#if defined(RESTARTED_CALL)
  words[RESTARTED_CALL] = ~0UL;
#endif
  if (ptrace(PTRACE_SETREGSET, pid, REGISTERS, &vector) != 0) {
    give_up("crash", "registers");
  }
}

/* Makes a process run into a fault of its own: it jumps to address 0. */
static void crash(struct play *play, const char *argument)
{
  pid_t pid = (pid_t)number_of("crash", argument);
  int status = 0;
  (void)play;
  if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) != 0 ||
      ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) != 0 || waitpid(pid, &status, __WALL) != pid) {
    give_up("crash", argument);
  }
  jump_to_nowhere(pid);
  if (ptrace(PTRACE_DETACH, pid, NULL, NULL) != 0) {
    give_up("crash", argument);
  }
}

const struct step trace_steps[] = {
    {"trace",         trace        },
    {"until-stopped", until_stopped},
    {"untrace",       untrace      },
    {"crash",         crash        },
    {NULL,            NULL         },
};
