#include "tty.h"

#include "voice.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* HUP or CONT that leaving the terminal has made pending for us. What somebody else has sent is put
 * back. */
static void take_back(struct shell *shell, int signal)
{
  int sender = kernel_take_signal(BATON_SIGNAL_BIT((unsigned)signal));
  if (sender == shell->pid) {
    voice_say(shell, VOICE_SIGNAL, "", signal, 0);
    voice_say(shell, VOICE_HANDED_OFF, "", signal, 0);
  } else if (sender >= 0) {
    (void)kernel_kill(shell->pid, signal);
  }
}

/* The child leads a session of its own and can have the terminal only if baton's has it no more
 * (KERNEL.md, 26). The signals are taken at once: two of a kind would be one. */
static void leave(struct shell *shell)
{
  int result = kernel_leave_terminal(STDIN_FILENO);
  if (result < 0) {
    voice_say(shell, VOICE_TERMINAL_KEPT, "", -result, -result);
  } else if (kernel_session(0) != shell->pid) {
    voice_say(shell, VOICE_TERMINAL_LOST, "", 0, 0);
  } else {
    voice_say(shell, VOICE_TERMINAL_LEFT, "", 0, 0);
    take_back(shell, SIGHUP);
    take_back(shell, SIGCONT);
  }
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
  if (shell->core.table->node_count > 1 && shell_settings(shell, 1)->place == BATON_PLACE_LEADER) {
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
