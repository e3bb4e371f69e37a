#include "tty.h"

#include <errno.h>
#include <unistd.h>

void tty_open(struct shell *shell)
{
  shell->terminal_slot = BATON_NONE;
  shell->foreground = -1;
  if (kernel_is_terminal(STDIN_FILENO) != 0) {
    return;
  }
  shell->terminal = true;
  shell->leads_session = kernel_session(0) == shell->pid;
  shell->foreground = kernel_foreground(STDIN_FILENO);
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
  int now = kernel_foreground(STDIN_FILENO);
  return shell->leads_session || (now >= 0 && now == kernel_group(0)) ||
         (shell->foreground_ours != 0 && now == shell->foreground_ours);
}

void tty_take(void)
{
  /* TTOU is still blocked here, so a group in the background may do it. A terminal that is not the
   * session's, or is gone, is nobody's to take: the child runs without. */
  (void)kernel_set_foreground(STDIN_FILENO, kernel_pid());
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
  int now = kernel_foreground(STDIN_FILENO);
  if (now == shell->foreground_ours || (now > 0 && kernel_kill(-now, 0) == -ESRCH)) {
    (void)kernel_set_foreground(STDIN_FILENO, shell->foreground);
  }
}
