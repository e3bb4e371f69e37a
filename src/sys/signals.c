#include "signals.h"

#include "log.h"
#include "loop.h"

#include <errno.h>

#include <sys/auxv.h>

#define STACK_BYTES     (64U * 1024U)
#define SIGNALS_AT_ONCE 64 /* of one wake-up: a flood must not keep others from their turn */
#define EXIT_IN_CHILD   126

/* What the fault handler needs. A handler has no argument of ours, so it is global, and nothing
 * else reads it. */
static struct {
  volatile int armed_pid;
  volatile int wake_fd;
  uint64_t sent; /* faults that somebody sent: bits, accessed atomically */
} fault;

static unsigned char fault_stack[STACK_BYTES]; /* untouched, so it costs nothing until needed */

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGABRT};

#define FAULT_COUNT (sizeof fault_signals / sizeof fault_signals[0])

static void wake(void)
{
  uint64_t one = 1;
  if (__atomic_load_n(&fault.sent, __ATOMIC_SEQ_CST) != 0) {
    (void)kernel_write(fault.wake_fd, &one, sizeof one);
  }
}

/* A fault of baton's own ends it; one that somebody sent is a signal like any other, and waits for
 * its turn (KERNEL.md, 2). Between clone and exec a child runs with this handler for an instant. */
static void on_fault(int signal, bool sent)
{
  if (kernel_pid() != fault.armed_pid) {
    kernel_exit(EXIT_IN_CHILD);
  }
  if (!sent) {
    log_give_up("fault of its own, signal", (uint32_t)signal);
  }
  int saved = errno;
  __atomic_fetch_or(&fault.sent, BATON_SIGNAL_BIT((unsigned)signal), __ATOMIC_SEQ_CST);
  wake();
  errno = saved;
}

/* The alternate stack is for an overflow of the other. A frame that did not fit on it would write
 * over what lies below: then rather none. */
static void arm_faults(struct shell *shell)
{
  fault.armed_pid = kernel_pid();
  fault.wake_fd = -1;
  if (getauxval(KERNEL_AT_MINSIGSTKSZ) <= STACK_BYTES / 2) {
    (void)kernel_alternate_stack(fault_stack, sizeof fault_stack);
  }
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    bool ignored = false;
    (void)kernel_handle(fault_signals[i], on_fault, &ignored);
    if (ignored) {
      shell->inherited_ignored |= BATON_SIGNAL_BIT((unsigned)fault_signals[i]);
    }
  }
}

void signals_block(struct shell *shell)
{
  (void)kernel_set_mask(~SHELL_FAULTS, &shell->inherited_mask);
  arm_faults(shell);
}

static int open_fds(struct shell *shell)
{
  uint64_t sigchld = BATON_SIGNAL_BIT(SIGCHLD);
  shell->faults = kernel_eventfd();
  shell->signals = kernel_signalfd(~(SHELL_FAULTS | sigchld));
  /* A signalfd of its own, so that a storm of orphans can be left waiting without TERM waiting
   * behind it. */
  shell->sigchld = kernel_signalfd(sigchld);
  const int fds[] = {shell->faults, shell->signals, shell->sigchld};

  const enum source sources[] = {SOURCE_FAULT, SOURCE_SIGNAL, SOURCE_SIGCHLD};

  for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
    int result = fds[i] < 0 ? fds[i] : loop_watch(shell, fds[i], sources[i], 0, 0);
    if (result < 0) {
      return result;
    }
  }
  return 0;
}

int signals_open(struct shell *shell)
{
  /* An inherited SIG_IGN would make the kernel reap our children itself. */
  int result = kernel_default(SIGCHLD);
  if (result == 0) {
    result = open_fds(shell);
  }
  if (result == 0) {
    result = kernel_set_mask(~SHELL_FAULTS, NULL); /* it must hold: boot may fail, the loop not */
  }
  if (result == 0) {
    fault.wake_fd = shell->faults;
    wake(); /* for one that was sent before */
  }
  return result;
}

static void tell_core(struct shell *shell, unsigned signal)
{
  /* Until it is handled, it is on record (KERNEL.md, 7). */
  shell->core.table->pending_signal = signal;
  loop_deliver(shell, (struct event){.kind = EV_SIGNAL, .signal = (uint8_t)signal});
  shell->core.table->pending_signal = 0;
}

/* PIPE and XFSZ that baton's own writes caused: their errno has said it all. */
static bool own_doing(const struct shell *shell, const struct signalfd_siginfo *info)
{
  return (info->ssi_signo == SIGPIPE || info->ssi_signo == SIGXFSZ) &&
         info->ssi_pid == (uint32_t)shell->pid;
}

void signals_event(struct shell *shell)
{
  for (int i = 0; i < SIGNALS_AT_ONCE && !shell->finished; i++) {
    struct signalfd_siginfo info;
    int length = kernel_read(shell->signals, &info, sizeof info);
    if (length != (int)sizeof info) {
      if (length != -EAGAIN) {
        loop_deaf(shell, "signalfd", length < 0 ? -length : 0); /* it stays readable */
      }
      return;
    }
    if (info.ssi_signo >= 1 && info.ssi_signo <= BATON_SIGNALS && !own_doing(shell, &info)) {
      tell_core(shell, info.ssi_signo);
    }
  }
}

void signals_fault_event(struct shell *shell)
{
  uint64_t count = 0;
  int length = kernel_read(shell->faults, &count, sizeof count);
  if (length < 0 && length != -EAGAIN) {
    loop_deaf(shell, "eventfd", -length);
  }
  uint64_t sent = __atomic_exchange_n(&fault.sent, 0, __ATOMIC_SEQ_CST);
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    if ((sent & BATON_SIGNAL_BIT(signal)) != 0) {
      tell_core(shell, signal);
    }
  }
}

void signals_clear_sigchld(const struct shell *shell)
{
  struct signalfd_siginfo info;
  (void)kernel_read(shell->sigchld, &info, sizeof info); /* SIGCHLD is queued once at the most */
}

int signals_send(int pidfd, int pid, int signal)
{
  int result = pidfd < 0 ? -ENOSYS : kernel_pidfd_signal(pidfd, signal);
  /* A filter may refuse the call with any errno; if it was the kernel, it says the same again. */
  return result == 0 || result == -ESRCH ? result : kernel_kill(pid, signal);
}

void signals_default(void)
{
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    (void)kernel_default(fault_signals[i]);
  }
}

int signals_restore(const struct shell *shell)
{
  for (size_t i = 0; i < FAULT_COUNT; i++) {
    if ((shell->inherited_ignored & BATON_SIGNAL_BIT((unsigned)fault_signals[i])) != 0) {
      (void)kernel_ignore(fault_signals[i]);
    }
  }
  return kernel_set_mask(shell->inherited_mask, NULL);
}
