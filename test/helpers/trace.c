/* Steps of a debugger: they meddle with another process, by its number. */
#include "actor.h"

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

const struct step trace_steps[] = {
    {"trace",         NULL, trace,         NULL, NULL},
    {"until-stopped", NULL, until_stopped, NULL, NULL},
    {"untrace",       NULL, untrace,       NULL, NULL},
    {"ask-trace",     NULL, ask_trace,     NULL, NULL},
    {"crash",         NULL, crash,         NULL, NULL},
    {NULL,            NULL, NULL,          NULL, NULL},
};
