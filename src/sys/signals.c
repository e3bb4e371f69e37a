#include "signals.h"

#include "crash.h"
#include "loop.h"
#include "orphans.h"
#include "personality.h"
#include "tty.h"

#include <errno.h>

#include <sys/auxv.h>

#define STACK_BYTES (64U * 1024U)
#define FLOOD       4U /* signals in a row that are not CHLD */

/* What the fault handler needs. A handler gets no argument of ours, so this is global; nothing else
 * reads it. */
static struct {
  volatile int armed_pid;
  uint64_t sent; /* faults that somebody sent: bits, accessed atomically */
} fault;

/* It costs nothing until it is used. It is a common symbol, so that it lies behind all other
 * variables and does not spread them over two pages. */
__attribute__((common, used)) unsigned char signals_fault_stack[STACK_BYTES];

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS, SIGABRT};

/* A fault of baton's own ends it. One that somebody sent is a signal like any other and waits for
 * its turn (kernel.md, 2): the SIGCHLD that we send to ourselves wakes the loop. Between clone and
 * exec a child has this handler for an instant: it dies of the signal as if there were none. */
static void on_fault(int signal, bool sent)
{
  int pid = kernel_pid();
  if (pid != fault.armed_pid) {
    (void)kernel_default(signal, NULL);
    (void)kernel_kill(pid, signal);
    return;
  }
  uint64_t bit = BATON_SIGNAL_BIT((unsigned)signal);
  if (!sent && (SHELL_FAULTS & bit) != 0) {
    crash("fault of its own, signal", "", (uint32_t)signal);
  }
  int saved = errno;
  __atomic_fetch_or(&fault.sent, bit, __ATOMIC_SEQ_CST);
  if ((SHELL_FAULTS & bit) != 0) {
    (void)kernel_kill(pid, SIGCHLD);
  }
  errno = saved;
}

/* The alternate stack is for an overflow of the other one. A frame that does not fit on it would
 * overwrite what lies below: better none then. */
static void arm_faults(struct shell *shell)
{
  fault.armed_pid = shell->pid;
  if (getauxval(KERNEL_AT_MINSIGSTKSZ) <= STACK_BYTES / 2) {
    (void)kernel_alternate_stack(signals_fault_stack, sizeof signals_fault_stack);
  }
  for (size_t i = 0; i < sizeof fault_signals / sizeof *fault_signals; i++) {
    bool ignored = false;
    int signal = fault_signals[i];
    (void)kernel_handle(signal, on_fault, &ignored);
    shell_kept(shell)->inherited_ignored |= ignored ? BATON_SIGNAL_BIT((unsigned)signal) : 0;
  }
}

int signals_block(struct shell *shell)
{
  int result = kernel_set_mask(~SHELL_FAULTS, &shell_kept(shell)->inherited_mask);
  arm_faults(shell);
  return result;
}

/* Without a signalfd (no file is left, or a filter refuses it) all signals have that handler, and
 * interrupt the wait; of several of one number one is heard. PIPE and XFSZ would mostly be baton's
 * own doing. */
static void hear_by_handler(struct shell *shell)
{
  const uint64_t unheard = SHELL_FAULTS | BATON_SIGNAL_BIT(SIGPIPE) | BATON_SIGNAL_BIT(SIGXFSZ);
  for (int signal = 1; signal <= (int)BATON_SIGNALS; signal++) {
    bool ignored = false;
    if ((unheard & BATON_SIGNAL_BIT((unsigned)signal)) == 0) {
      (void)kernel_handle(signal, on_fault, &ignored); /* refused for KILL and STOP */
    }
    shell_kept(shell)->inherited_ignored |= ignored ? BATON_SIGNAL_BIT((unsigned)signal) : 0;
  }
}

int signals_open(struct shell *shell)
{
  /* With an inherited SIG_IGN the kernel would reap our children itself. Only under another name
   * does the child get it back. */
  bool ignored = false;
  int result = kernel_default(SIGCHLD, &ignored);
  shell_kept(shell)->inherited_ignored |= ignored ? BATON_SIGNAL_BIT(SIGCHLD) : 0;
  if (__atomic_load_n(&fault.sent, __ATOMIC_SEQ_CST) != 0) {
    (void)kernel_kill(shell->pid, SIGCHLD); /* its default has taken back what was pending */
  }
  if (result < 0) {
    return result;
  }
  shell->signals.fd = kernel_signalfd(-1, ~SHELL_FAULTS);
  if (shell->signals.fd < 0) {
    hear_by_handler(shell);
    return 0;
  }
  return loop_watch(shell, shell->signals.fd, SOURCE_SIGNAL, 0, 0);
}

/* What an engine, or a script that became PID 1, has left ignored was meant for no child: it would
 * not hear of a closed pipe, or of TERM. Elsewhere it may have been meant, as by nohup. */
void signals_clear_ignored(struct shell *shell)
{
  if (shell->pid != 1 || shell_has_personality(shell)) {
    return;
  }
  for (int signal = 1; signal <= (int)BATON_SIGNALS; signal++) {
    if (kernel_is_ignored(signal)) {
      (void)kernel_default(signal, NULL);
    }
  }
  shell_kept(shell)->inherited_ignored = 0;
}

int signals_mute_sigchld(const struct shell *shell, bool mute)
{
  if (shell->signals.fd < 0) {
    return 0; /* it cannot be muted, and comes once a wait at most */
  }
  uint64_t sigchld = mute ? BATON_SIGNAL_BIT(SIGCHLD) : 0;
  return kernel_signalfd(shell->signals.fd, ~(SHELL_FAULTS | sigchld));
}

void signals_disarm_faults(void)
{
  fault.armed_pid = 0; /* the handler is nobody's: as in a child */
}

static void tell_core(struct shell *shell, unsigned signal)
{
  /* Until it is handled, it is on record (kernel.md, 7). */
  shell_kept(shell)->pending_signal = signal;
  if (!core_hands_on(&shell->core, (uint8_t)signal)) {
    loop_know_time(shell);
  }
  personality_signal(shell, signal);
  if (signal == SIGCONT) {
    (void)tty_hand_on(shell);
  }
  loop_deliver(shell, (struct baton_event){.kind = EV_SIGNAL,
                                           .signal = (uint8_t)signal,
                                           .terminal = tty_is_meant(shell, signal)});
  shell_kept(shell)->pending_signal = 0;
  personality_suspend(shell, signal);
}

/* PIPE and XFSZ that were caused by a write of baton's own, whose errno has said it all. */
static bool own_doing(const struct shell *shell, const struct signalfd_siginfo *info)
{
  return (info->ssi_signo == SIGPIPE || info->ssi_signo == SIGXFSZ) &&
         info->ssi_pid == (uint32_t)shell->pid;
}

static void hear_of_ends(struct shell *shell)
{
  loop_know_time(shell);
  personality_signal(shell, SIGCHLD);
  orphans_sigchld(shell);
  tty_child_event(shell);
}

/* Written to only if there are some: the first write after a fork copies the page. */
void signals_take_faults(struct shell *shell)
{
  if (__atomic_load_n(&fault.sent, __ATOMIC_SEQ_CST) == 0) {
    return;
  }
  uint64_t sent = __atomic_exchange_n(&fault.sent, 0, __ATOMIC_SEQ_CST);
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    if ((sent & BATON_SIGNAL_BIT(signal)) == 0) {
      continue;
    }
    if (signal == SIGCHLD) {
      hear_of_ends(shell);
    } else {
      tell_core(shell, signal);
    }
  }
}

/* One a wake-up: epoll says as well as a read would whether there is another, and a flood does not
 * keep others from their turn. But the lowest number comes first, and under another name CHLD, 17,
 * is all that tells of the child: after some others in a row baton looks for ends unasked. */
void signals_event(struct shell *shell)
{
  struct signalfd_siginfo info;
  if (shell->signals.fd < 0) {
    return; /* a signal interrupts the next wait */
  }
  int length = kernel_read(shell->signals.fd, &info, sizeof info);
  if (length != (int)sizeof info) {
    if (length != -EAGAIN) {
      loop_deaf(shell, "signalfd", length < 0 ? -length : 0); /* it stays readable */
    }
    return;
  }
  if (info.ssi_signo == SIGCHLD) {
    hear_of_ends(shell);
  }
  signals_take_faults(shell); /* also before another signal: their SIGCHLD may be muted */
  if (info.ssi_signo != SIGCHLD && info.ssi_signo >= 1 && info.ssi_signo <= BATON_SIGNALS &&
      !own_doing(shell, &info)) {
    tell_core(shell, info.ssi_signo);
  }
  shell->signals.row = info.ssi_signo == SIGCHLD ? 0 : shell->signals.row + 1U;
  if (shell->signals.row >= FLOOD && shell_has_personality(shell)) {
    loop_know_time(shell);
    orphans_are_due(shell);
  }
}

int signals_send(int pidfd, int pid, int signal)
{
  int result = pidfd < 0 ? -ENOSYS : kernel_pidfd_signal(pidfd, signal);
  /* A filter may refuse the call with any errno; if it was the kernel, kill() says the same. */
  return result == 0 || result == -ESRCH ? result : kernel_kill(pid, signal);
}

int signals_restore(const struct shell *shell)
{
  uint64_t ignored = shell_kept(shell)->inherited_ignored;
  ignored &= shell_has_personality(shell) ? UINT64_MAX : ~BATON_SIGNAL_BIT(SIGCHLD);
  for (unsigned signal = 1; signal <= SIGSYS; signal++) {
    if ((ignored & BATON_SIGNAL_BIT(signal)) != 0) {
      (void)kernel_ignore((int)signal);
    }
  }
  return kernel_set_mask(shell_kept(shell)->inherited_mask, NULL);
}

int signals_clear(void)
{
  for (int signal = 1; signal <= SIGSYS; signal++) {
    (void)kernel_default(signal, NULL); /* refused for two of them, which always have it */
  }
  return kernel_set_mask(0, NULL);
}
