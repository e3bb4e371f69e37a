#include "tty.h"

#include "voice.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define HAND_OFF (BATON_SIGNAL_BIT(SIGHUP) | BATON_SIGNAL_BIT(SIGCONT))

/* Kernels send the two in the name of the process that made the call, or in nobody's; to hang up
 * they do so in their own. */
static bool is_ours(const struct shell *shell, const struct kernel_sender *sender)
{
  return sender->pid == shell->pid || (sender->pid == 0 && !sender->kernel);
}

/* Takes the HUP and the CONT that are pending. Answers with those that are not the hand-off's, as
 * none is before it. */
static uint64_t take_pending(struct shell *shell, bool handed_off)
{
  struct kernel_sender sender;
  uint64_t others = 0;
  int signal = kernel_take_signal(HAND_OFF, &sender);
  for (; signal > 0; signal = kernel_take_signal(HAND_OFF, &sender)) {
    if (handed_off && is_ours(shell, &sender)) {
      voice_say(shell, VOICE_SIGNAL, "", signal, 0);
      voice_say(shell, VOICE_HANDED_OFF, "", signal, 0);
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

/* The child leads a session of its own and can have the terminal only if baton's has it no more
 * (kernel.md, 26). The signals are taken at once: two of a kind would be one. */
static void leave(struct shell *shell)
{
  uint64_t others = take_pending(shell, false);
  int result = kernel_leave_terminal(STDIN_FILENO);
  if (result < 0) {
    voice_say(shell, VOICE_TERMINAL_KEPT, "", -result, -result);
  } else if (kernel_session(0) != shell->pid) {
    voice_say(shell, VOICE_TERMINAL_LOST, "", 0, 0);
  } else {
    voice_say(shell, VOICE_TERMINAL_LEFT, "", 0, 0);
    others |= take_pending(shell, true);
  }
  put_back(shell, others);
}

static void find(struct shell *shell)
{
  int own = shell_has(shell, BATON_GLOBAL_DEV_TTY) ? kernel_open("/dev/tty", O_RDWR, 0) : -1;
  shell->terminal_fd = own < 0 ? STDIN_FILENO : own;
}

void tty_open(struct shell *shell)
{
  shell->terminal_slot = BATON_NONE;
  shell->foreground = -1;
  if (shell->core.table->node_count == 1) {
    return; /* there is nobody to lend it to */
  }
  if (shell_settings(shell, 1)->place == BATON_PLACE_LEADER) {
    leave(shell);
    return;
  }
  find(shell);
  if (kernel_is_terminal(shell->terminal_fd) != 0) {
    return;
  }
  shell->terminal = true;
  shell->leads_session = kernel_session(0) == shell->pid;
  shell->foreground = kernel_foreground(shell->terminal_fd);
  for (uint32_t i = 0; i < shell->core.table->node_count; i++) {
    if (shell->core.nodes[i].kind == BATON_KIND_CHILD &&
        shell_settings(shell, i)->stdin_mode == BATON_STREAM_INHERIT) {
      shell->terminal_slot = i; /* one at the most: spec sees to it */
    }
  }
}

/* A job that was started in the background stays there: the terminal is taken from ourselves or
 * from the instance before, never from the shell that started baton. Who leads the session has
 * nobody to take it from. */
bool tty_may_take(const struct shell *shell)
{
  int now = kernel_foreground(shell->terminal_fd);
  return shell->leads_session || (now >= 0 && now == kernel_group(0)) ||
         (shell->foreground_ours != 0 && now == shell->foreground_ours);
}

void tty_take(const struct shell *shell)
{
  /* TTOU is still blocked here, so a group in the background may do it. A terminal that is not the
   * session's, or is gone, is nobody's to take: the child runs without. */
  (void)kernel_set_foreground(shell->terminal_fd, kernel_pid());
}

void tty_taken_by(struct shell *shell, int32_t group)
{
  shell->foreground_ours = group;
}

/* The group that has the terminal, or would have it if we were in front; 0: none. */
static int32_t borrower(const struct shell *shell)
{
  uint32_t slot = shell->terminal ? shell->terminal_slot : BATON_NONE;
  if (slot == BATON_NONE || shell_settings(shell, slot)->place == BATON_PLACE_OURS) {
    return 0;
  }
  return shell_mailbox(shell, slot)->pid;
}

/* A shell that brings a job to the front gives the terminal to baton's group. */
static bool hand_on(struct shell *shell)
{
  int32_t group = borrower(shell);
  bool given = group != 0 && kernel_foreground(shell->terminal_fd) == kernel_group(0) &&
               kernel_set_foreground(shell->terminal_fd, group) >= 0;
  if (given) {
    tty_taken_by(shell, group);
  }
  return given;
}

void tty_continue(struct shell *shell)
{
  (void)hand_on(shell);
}

/* What the terminal does to a whole job. The kernel leaves a group alone that nobody would
 * continue, if the signal is not blocked and has its default. */
static void stop_job(int signal)
{
  int group = kernel_group(0);
  if (group > 1) { /* 0: it is not of our namespace; 1: it has nobody above it */
    (void)kernel_set_mask(~(SHELL_FAULTS | BATON_SIGNAL_BIT((unsigned)signal)), NULL);
    (void)kernel_kill(-group, signal);
    (void)kernel_set_mask(~SHELL_FAULTS, NULL);
  }
}

void tty_child_event(struct shell *shell)
{
  int32_t group = borrower(shell);
  if (group == 0 || shell->init || shell->leads_session ||
      !shell_has(shell, BATON_GLOBAL_CLASSIC)) {
    return;
  }
  int signal = kernel_stopped(group);
  bool reads = signal == SIGTTIN || signal == SIGTTOU;
  if (reads && hand_on(shell)) {
    (void)kernel_kill(-group, SIGCONT);
  } else if (reads || signal == SIGTSTP) {
    stop_job(signal);
  }
}

void tty_give_back(const struct shell *shell)
{
  if (shell->foreground_ours == 0 || shell->foreground <= 0) {
    return;
  }
  /* Given back only if it is still with the child or with a job of its that has ended: the shell
   * that started baton may have taken it in the meantime. */
  int now = kernel_foreground(shell->terminal_fd);
  if (now == shell->foreground_ours || (now > 0 && kernel_kill(-now, 0) == -ESRCH)) {
    (void)kernel_set_foreground(shell->terminal_fd, shell->foreground);
  }
}
