#include "guest.h"

#include "signals.h"
#include "voice.h"

#include <errno.h>

#define OWN_FDS 7U

/* --- at boot --- */

void guest_begin(struct shell *shell)
{
  if (!shell_is_guest(shell)) {
    return;
  }
  shell->pidfds_left = 0; /* like them, it hears of its child by SIGCHLD, which they speak of */
  if (shell_has(shell, BATON_GLOBAL_SENT_FAULTS)) {
    signals_disarm_faults();
  }
  if (shell->init || shell_has(shell, BATON_GLOBAL_SUBREAPER) || kernel_is_subreaper() == 1) {
    return; /* it may be one already: that survives exec */
  }
  voice_say(shell, VOICE_NO_REAPER, "", 0, 0);
}

/* --- when the child is made --- */

/* In place, and smallest first. */
static void sort(int *fds, unsigned count)
{
  for (unsigned i = 1; i < count; i++) {
    for (unsigned j = i; j > 0 && fds[j - 1] > fds[j]; j--) {
      int other = fds[j];
      fds[j] = fds[j - 1];
      fds[j - 1] = other;
    }
  }
}

/* Everything from 3 on that is not our own. Where there is no close_range() they stay open, which
 * costs those who wait for the end of a pipe. */
static void close_inherited(const struct shell *shell)
{
  int own[OWN_FDS] = {2,           shell->epoll,    shell->signals,    shell->log_fd,
                      shell->proc, shell->children, shell->terminal_fd};
  sort(own, OWN_FDS);
  for (unsigned i = 0; i < OWN_FDS; i++) {
    int first = own[i] + 1;
    int last = i + 1 < OWN_FDS ? own[i + 1] - 1 : -1;
    if (own[i] >= 2 && (last >= first || last == -1)) {
      (void)kernel_close_range(first, last);
    }
  }
}

void guest_let_go(struct shell *shell)
{
  if (shell_has(shell, BATON_GLOBAL_CLOSE_FDS)) {
    close_inherited(shell);
  }
  if (shell_has(shell, BATON_GLOBAL_ROOT_DIR)) {
    (void)kernel_chdir("/");
  }
}

/* --- signals --- */

bool guest_signal(struct shell *shell, unsigned signal)
{
  uint8_t map = shell->core.table->globals.signal_map[signal];
  voice_say(shell, signal == SIGCHLD ? VOICE_CHLD : VOICE_SIGNAL, "", (int)signal, 0);
  if (map == 0 || signal == SIGCHLD) {
    return false;
  }
  bool dropped = map == BATON_MAP_DROP;
  voice_say(shell, VOICE_TRANSLATED, "", (int)signal, dropped ? 0 : map);
  if (dropped) {
    voice_say(shell, VOICE_DROPPED, "", 0, 0);
  }
  return dropped;
}

void guest_suspend(struct shell *shell, unsigned signal)
{
  bool stops = signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
  if (stops && shell_has(shell, BATON_GLOBAL_SUSPEND)) {
    voice_say(shell, VOICE_SUSPENDED, "", 0, 0);
    (void)kernel_kill(shell->pid, SIGSTOP);
  }
}

/* --- the end --- */

bool guest_last_term(struct shell *shell)
{
  uint8_t map = shell->core.table->globals.signal_map[SIGTERM];
  uint8_t signal = map == 0 ? SIGTERM : map;
  if (map != 0) {
    voice_say(shell, VOICE_TRANSLATED, "", SIGTERM, map == BATON_MAP_DROP ? 0 : map);
  }
  if (map == BATON_MAP_DROP) {
    voice_say(shell, VOICE_DROPPED, "", 0, 0);
    return false;
  }
  voice_say(shell, VOICE_FORWARDED, "", signal, 0);
  /* Without a group of its own the child, which is gone, would have been meant. */
  bool group = shell_settings(shell, 1)->kill == BATON_KILL_GROUP;
  return group && kernel_kill(-shell->last_group, signal) == 0 && shell->init;
}

bool guest_group_gone(const struct shell *shell)
{
  return kernel_kill(-shell->last_group, 0) == -ESRCH;
}
