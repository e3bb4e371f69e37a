#include "tty.h"

#include "phrases.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define HAND_OFF (BATON_SIGNAL_BIT(SIGHUP) | BATON_SIGNAL_BIT(SIGCONT))

/* Kernels send the two in the name of the process that made the call, or in nobody's; when a
 * terminal hangs up, they send them in their own. */
static bool is_hand_off(const struct shell *shell, const struct kernel_sender *sender)
{
  return sender->pid == shell->pid || (sender->pid == 0 && !sender->kernel);
}

/* Takes the HUP and the CONT that are pending. Returns those that do not come from the hand-off;
 * before it, none does. */
static uint64_t take_pending(struct shell *shell, bool handed_off)
{
  struct kernel_sender sender;
  uint64_t others = 0;
  int signal = kernel_take_signal(HAND_OFF, &sender);
  for (; signal > 0; signal = kernel_take_signal(HAND_OFF, &sender)) {
    if (handed_off && is_hand_off(shell, &sender)) {
      phrase_say(shell, PHRASE_SIGNAL, "", signal, 0);
      phrase_say(shell, PHRASE_HANDED_OFF, "", signal, 0);
    } else {
      others |= BATON_SIGNAL_BIT((unsigned)signal);
    }
  }
  return others;
}

static void put_back(const struct shell *shell, uint64_t signals)
{
  for (int signal = SIGHUP; signal <= SIGCONT; signal++) {
    if ((signals & BATON_SIGNAL_BIT((unsigned)signal)) != 0) {
      (void)kernel_kill(shell->pid, signal);
    }
  }
}

/* The child leads a session of its own, which can have the terminal only once baton's session has
 * given it up (kernel.md, 26). The signals are taken at once: two of a kind would become one. */
static void leave(struct shell *shell)
{
  uint64_t others = take_pending(shell, false);
  int result = kernel_leave_terminal(STDIN_FILENO);
  if (result < 0) {
    phrase_say(shell, PHRASE_TERMINAL_KEPT, "", -result, -result);
  } else if (kernel_session(0) != shell->pid) {
    phrase_say(shell, PHRASE_TERMINAL_LOST, "", 0, 0);
  } else {
    phrase_say(shell, PHRASE_TERMINAL_LEFT, "", 0, 0);
    others |= take_pending(shell, true);
  }
  put_back(shell, others);
}

/* Is there a child that could have the terminal while it stays in baton's session? */
static bool is_wanted(const struct shell *shell)
{
  return shell->core.table->nodes.count > 1 &&
         shell_settings(shell, 1)->place != BATON_PLACE_LEADER;
}

/* Only a session's own terminal tells of a group in its foreground. */
static bool session_has_one(void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (kernel_foreground(fd) >= 0) {
      return true;
    }
  }
  int fd = kernel_open("/dev/tty", O_RDWR, 0);
  if (fd >= 0) {
    (void)kernel_close(fd);
  }
  return fd >= 0;
}

/* Not our session's terminal, as the kernel gives one to /init; that it is not another session's
 * either only shows when somebody takes it. */
static bool is_nobodys(const struct shell *shell)
{
  return !shell_has_personality(shell) && kernel_foreground(shell->tty.fd) == -ENOTTY;
}

void tty_attach(struct shell *shell)
{
  shell->tty.slot = shell->tty.taker = BATON_NONE;
  shell->tty.fd = STDIN_FILENO;
  if (!shell_is_classic(shell)) {
    shell->tty.session = kernel_session(0);
    shell->tty.of_session = session_has_one();
    shell->tty.window = shell->tty.of_session && !shell->init && !kernel_is_ignored(SIGHUP);
  }
  if (!is_wanted(shell)) {
    return;
  }
  if (shell_has(shell, BATON_GLOBAL_DEV_TTY)) {
    int own = kernel_open("/dev/tty", O_RDWR, 0);
    shell->tty.fd = own < 0 ? STDIN_FILENO : own;
  }
  if (kernel_is_terminal(shell->tty.fd) != 0) {
    return;
  }
  shell->tty.lent = true;
  shell->tty.leads_session = kernel_session(0) == shell->pid;
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    if (core_is_child(&shell->core, i) &&
        shell_settings(shell, i)->stdin_mode == BATON_STDIN_INHERIT) {
      shell->tty.slot = i; /* one at the most: spec sees to it */
    }
  }
  if (is_nobodys(shell)) {
    shell->tty.taker = shell->tty.slot;
    shell->tty.slot = BATON_NONE;
  }
}

void tty_begin(struct shell *shell)
{
  if (shell->tty.lent) {
    struct baton_shell *kept = shell_kept(shell);
    kept->foreground = kernel_foreground(shell->tty.fd);
    if (!shell_has_personality(shell)) {
      (void)kernel_terminal(shell->tty.fd, kept->terminal);
    }
  } else if (shell->core.table->nodes.count > 1 && !is_wanted(shell)) {
    leave(shell);
  }
}

/* A job that was started in the background stays there: we take the terminal from ourselves or from
 * the previous instance, never from the shell that started baton. A leader of the session has
 * nobody to take it from. */
bool tty_may_take(const struct shell *shell)
{
  int now = kernel_foreground(shell->tty.fd);
  return shell->tty.leads_session || (now >= 0 && now == kernel_group(0)) ||
         (shell_kept(shell)->foreground_given != 0 && now == shell_kept(shell)->foreground_given);
}

bool tty_is_meant(const struct shell *shell, unsigned signal)
{
  bool shown = shell->tty.slot != BATON_NONE || shell->tty.taker != BATON_NONE;
  return signal == SIGHUP ? shell->tty.window : signal == SIGWINCH && shown;
}

bool tty_take_back(const struct shell *shell, uint32_t slot)
{
  struct baton_shell *kept = shell_kept(shell);
  int32_t group = shell_mailbox(shell, slot)->pid;
  if (shell_is_classic(shell) || (slot != shell->tty.slot && slot != shell->tty.taker) ||
      kept->foreground_given != group) {
    return false;
  }
  int own = kernel_group(0);
  if (kernel_foreground(shell->tty.fd) == group && kernel_set_foreground(shell->tty.fd, own) >= 0) {
    kept->foreground_given = own;
  }
  return true;
}

/* The group that has the terminal, or would have it if we were in the foreground; 0: none. */
static int32_t borrower(const struct shell *shell)
{
  uint32_t slot = shell->tty.lent ? shell->tty.slot : BATON_NONE;
  if (slot == BATON_NONE || shell_settings(shell, slot)->place == BATON_PLACE_OURS) {
    return 0;
  }
  return shell_mailbox(shell, slot)->pid;
}

bool tty_hand_on(struct shell *shell)
{
  int32_t group = borrower(shell);
  bool given = group != 0 && kernel_foreground(shell->tty.fd) == kernel_group(0) &&
               kernel_set_foreground(shell->tty.fd, group) >= 0;
  if (given) {
    shell_kept(shell)->foreground_given = group;
  }
  return given;
}

/* Does to the whole job what the terminal does. If the signal is not blocked and has its default,
 * the kernel spares a group that nobody would continue. */
static void stop_job(int signal)
{
  int group = kernel_group(0);
  if (group > 1) { /* 0: it is of another namespace; 1: there is nobody above it */
    (void)kernel_set_mask(~(SHELL_FAULTS | BATON_SIGNAL_BIT((unsigned)signal)), NULL);
    (void)kernel_kill(-group, signal);
    (void)kernel_set_mask(~SHELL_FAULTS, NULL);
  }
}

void tty_child_event(struct shell *shell)
{
  int32_t group = borrower(shell);
  bool leads = shell->tty.leads_session;
  if (group == 0 || (!leads && (shell->init || !shell_is_classic(shell)))) {
    return;
  }
  int signal = kernel_stopped(group);
  bool reads = signal == SIGTTIN || signal == SIGTTOU;
  if (!reads && signal != SIGTSTP) {
    return;
  }
  /* Where baton leads the session nobody else could continue it. */
  bool goes_on = leads || (reads && tty_hand_on(shell));
  if (leads && reads) {
    (void)kernel_set_foreground(shell->tty.fd, group); /* it would stop again at once */
  }
  if (goes_on) {
    (void)kernel_kill(-group, SIGCONT);
  } else {
    stop_job(signal);
  }
}

void tty_restore(const struct shell *shell)
{
  if (shell_kept(shell)->terminal[1] != 0) { /* no baud rate at all, no characters */
    (void)kernel_set_terminal(shell->tty.fd, shell_kept(shell)->terminal);
  }
}

void tty_give_back(const struct shell *shell)
{
  if (shell->tty.taker != BATON_NONE) {
    tty_restore(shell);
  }
  if (shell_kept(shell)->foreground_given == 0 || shell_kept(shell)->foreground <= 0) {
    return;
  }
  /* Only if the child still has it, or a job of the child's that has ended: the shell that started
   * baton may have taken it in the meantime. */
  int now = kernel_foreground(shell->tty.fd);
  if (now == shell_kept(shell)->foreground_given || (now > 0 && kernel_kill(-now, 0) == -ESRCH)) {
    (void)kernel_set_foreground(shell->tty.fd, shell_kept(shell)->foreground);
    tty_restore(shell);
  }
}
