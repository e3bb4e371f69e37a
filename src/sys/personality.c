#include "personality.h"

#include "phrases.h"
#include "proc.h"
#include "signals.h"

#include <errno.h>
#include <limits.h>

#define FIRST_FD     3
#define NO_FD        INT_MAX
#define FDS_IN_DOUBT 1024 /* closed where nothing tells how many there are */

/* --- at boot --- */

void personality_begin(struct shell *shell)
{
  if (!shell_has_personality(shell)) {
    return;
  }
  if (shell_has(shell, BATON_GLOBAL_SAY_DEBUG)) {
    phrase_say(shell, PHRASE_DEBUG_MODE, "", 0, 0);
  }
  if (shell_has(shell, BATON_GLOBAL_SAY_SINGLE)) {
    phrase_say(shell, PHRASE_SINGLE_MODE, "", 0, 0);
  }
  if (shell_has(shell, BATON_GLOBAL_SENT_FAULTS)) {
    signals_disarm_faults();
  }
  if (shell->init || shell_has(shell, BATON_GLOBAL_SUBREAPER) || kernel_is_subreaper() == 1) {
    return; /* it may be one already: that survives exec */
  }
  phrase_say(shell, PHRASE_NO_REAPER, "", 0, 0);
}

/* --- when the child is made --- */

/* The lowest fd from `first` on that baton needs itself; NO_FD: there is none. */
static int next_own(const struct shell *shell, int first)
{
  const int own[] = {shell->loop.epoll,           shell->signals.fd, shell_kept(shell)->arena_fd,
                     shell_kept(shell)->image_fd, shell->log.fd,     shell->proc.root,
                     shell->proc.children,        shell->tty.fd};
  int next = NO_FD;
  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
    next = own[i] >= first && own[i] < next ? own[i] : next;
  }
  return next;
}

static void close_each(int first, int last)
{
  for (int fd = first; fd <= last; fd++) {
    (void)kernel_close(fd);
  }
}

/* Closes everything from 3 on that is not our own: a reader who waits for the end of a pipe would
 * wait for as long as baton lives. Kernels before 5.9 have no close_range(), and the filters of
 * older engines refuse it. */
static void close_inherited(struct shell *shell)
{
  int first = FIRST_FD;
  for (int own = next_own(shell, first); own != NO_FD; own = next_own(shell, first)) {
    close_each(first, own - 1);
    first = own + 1;
  }
  if (kernel_close_range(first, -1) < 0) {
    int highest = proc_highest_fd(shell);
    close_each(first, highest < 0 ? FDS_IN_DOUBT : highest);
  }
}

void personality_let_go(struct shell *shell)
{
  if (shell_has(shell, BATON_GLOBAL_CLOSE_FDS)) {
    close_inherited(shell);
  }
  if (shell_has(shell, BATON_GLOBAL_ROOT_DIR)) {
    (void)kernel_chdir("/");
  }
}

/* --- signals --- */

/* What is sent instead of a signal; 0: nothing. A signal that means a shutdown is sent unchanged.
 */
static unsigned translate(struct shell *shell, unsigned signal)
{
  uint8_t map = shell->core.globals->signal_map[signal];
  if (map == 0 || map == BATON_MAP_SHUTDOWN) {
    return signal;
  }
  unsigned out = map == BATON_MAP_DROP ? 0 : map;
  phrase_say(shell, PHRASE_TRANSLATED, "", (int)signal, (int)out);
  if (out == 0) {
    phrase_say(shell, PHRASE_DROPPED, "", 0, 0);
  }
  return out;
}

void personality_signal(struct shell *shell, unsigned signal)
{
  phrase_say(shell, signal == SIGCHLD ? PHRASE_CHLD : PHRASE_SIGNAL, "", (int)signal, 0);
  if (signal != SIGCHLD) {
    (void)translate(shell, signal);
  }
}

void personality_end(struct shell *shell, const struct kernel_end *end)
{
  bool killed = end->signal != 0;
  phrase_say(shell, killed ? PHRASE_KILLED : PHRASE_EXITED, "", end->pid,
             killed ? end->signal : end->code);
}

/* As PID 1 baton cannot stop: a STOP would only discard a pending CONT. Elsewhere a CONT that is
 * pending already ends this very stop. */
void personality_suspend(struct shell *shell, unsigned signal)
{
  struct kernel_sender sender;
  bool stops = signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
  if (!stops || !shell_has(shell, BATON_GLOBAL_SUSPEND)) {
    return;
  }
  phrase_say(shell, PHRASE_SUSPENDED, "", 0, 0);
  if (shell->init) {
    return;
  }
  bool continued = kernel_take_signal(BATON_SIGNAL_BIT(SIGCONT), &sender) > 0;
  (void)kernel_kill(shell->pid, continued ? SIGCONT : SIGSTOP);
}

/* --- the end --- */

bool personality_last_term(struct shell *shell)
{
  int signal = (int)translate(shell, SIGTERM);
  if (signal == 0) {
    return false;
  }
  phrase_say(shell, PHRASE_FORWARDED, "", signal, 0);
  /* Without a group of its own, the signal would be for the child, which is gone. */
  bool group = shell_settings(shell, 1)->kill == BATON_KILL_GROUP;
  return group && kernel_kill(-shell_kept(shell)->last_group, signal) == 0 && shell->init;
}
