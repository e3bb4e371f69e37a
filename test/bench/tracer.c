#include "tracer.h"

#include "subject.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#define SYSCALL_STOP (SIGTRAP | 0x80) /* with PTRACE_O_TRACESYSGOOD */
#define EVENT_SHIFT  16

static void trace(int request, pid_t pid, long data)
{
  need(ptrace(request, pid, NULL, data) == 0 || errno == ESRCH, "ptrace was refused");
}

/* Returns the signal that the stopped process is to get, and counts if it enters a system call. */
static int look_at(pid_t pid, int status, long *syscalls)
{
  int event = status >> EVENT_SHIFT;
  if (event == PTRACE_EVENT_EXEC) {
    __atomic_store_n(syscalls, 0, __ATOMIC_RELAXED);
  }
  if (event != 0) {
    return 0;
  }
  if (WSTOPSIG(status) != SYSCALL_STOP) {
    return WSTOPSIG(status);
  }
  struct __ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) > 0 &&
      info.op == PTRACE_SYSCALL_INFO_ENTRY) {
    __atomic_fetch_add(syscalls, 1, __ATOMIC_RELAXED);
  }
  return 0;
}

_Noreturn void tracer_run(pid_t pid, int ready, long *syscalls)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  trace(PTRACE_SEIZE, pid, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
  trace(PTRACE_INTERRUPT, pid, 0);
  close(ready);
  int status;
  while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status)) {
    trace(PTRACE_SYSCALL, pid, look_at(pid, status, syscalls));
  }
  _exit(0);
}
