#include "drain.h"

#include "ends.h"
#include "loop.h"
#include "orphans.h"
#include "personality.h"
#include "proc.h"
#include "signals.h"

#include <errno.h>

#define KILL_GAP_NS UINT64_C(5000000) /* between a subreaper's passes */

/* Whom a pass is for: the descendants of baton, or what came in from outside (`docker exec`,
 * probes) and has its parent in another namespace. */
enum side { SIDE_INSIDE, SIDE_OUTSIDE };

static bool is_on(const struct shell *shell, int pid, enum side side)
{
  int root = proc_root_of(shell, pid);
  if (side == SIDE_INSIDE) {
    return root == shell->pid;
  }
  return shell->init && root != shell->pid && root != 0;
}

/* Where there are pidfds, one makes sure of the number: found, pinned, looked at again. */
static bool ask_one(const struct shell *shell, int pid, enum side side, const uint8_t *signals)
{
  int pidfd = kernel_pidfd_open(pid);
  bool done = pidfd < 0 || is_on(shell, pid, side);
  for (; done && *signals != 0; signals++) {
    done = signals_send(pidfd, pid, *signals) == 0;
  }
  if (pidfd >= 0) {
    (void)kernel_close(pidfd);
  }
  return done;
}

/* Sends each of `signals`, which ends with 0. Returns how many processes could be signalled. */
static uint32_t ask_all(struct shell *shell, enum side side, const uint8_t *signals)
{
  uint32_t count = 0;
  int pid = 0;
  proc_walk_begin(shell);
  while ((pid = proc_walk_next(shell)) > 0) {
    if (pid != shell->pid && is_on(shell, pid, side)) {
      count += ask_one(shell, pid, side, signals);
    }
  }
  return count;
}

/* Whom one kill() reaches. PID 1 everybody; a subreaper, whose kill(-1) would be the whole machine,
 * the only group that it knows, or nobody if there never was a child. */
static int everybody(const struct shell *shell)
{
  return shell->init ? -1 : -shell_kept(shell)->last_group;
}

/* With HUP, since an interactive shell ignores TERM. Nobody waits for them, so they are asked as
 * soon as the drain begins. */
static void ask_outsiders(struct shell *shell)
{
  static const uint8_t signals[] = {SIGTERM, SIGHUP, SIGCONT, 0};
  if (shell->init && shell->proc.root >= 0 && !shell_kept(shell)->drain_asked) {
    (void)ask_all(shell, SIDE_OUTSIDE, signals);
  }
  shell_kept(shell)->drain_asked = true;
}

/* Returns how many were asked that are worth waiting for; without /proc there may be some. */
static uint32_t ask(struct shell *shell)
{
  static const uint8_t signals[] = {SIGTERM, SIGCONT, 0};
  /* Without a child there is no descendant either: mostly there is nobody to look for. */
  bool alone = ends_nobody_left(shell);
  if (shell->proc.root < 0) {
    /* Nobody can be told from anybody else. */
    if (!alone) {
      (void)kernel_kill(everybody(shell), SIGTERM);
      (void)kernel_kill(everybody(shell), SIGCONT);
    }
    return !alone;
  }
  return alone ? 0 : ask_all(shell, SIDE_INSIDE, signals);
}

static void kill_all(struct shell *shell)
{
  static const uint8_t kill[] = {SIGKILL, 0};
  if (shell->init || shell->proc.root < 0) {
    (void)kernel_kill(everybody(shell), SIGKILL); /* 0 even if every single one was EPERM */
  } else {
    (void)ask_all(shell, SIDE_INSIDE, kill);
    /* What was forked during the walk, and out of its sight, is for the next one. */
    loop_look_at_clock(shell);
    shell_kept(shell)->drain_at_ns = shell->loop.now_ns + KILL_GAP_NS;
  }
}

/* The zombie of a child that was left behind may still be held. Nothing waits for it any more, and
 * it would hide everybody else. */
static void let_leaders_go(struct shell *shell)
{
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    if ((shell_mailbox(shell, i)->flags & BATON_MAILBOX_OBSERVED) != 0) {
      ends_release_leader(shell, i);
    }
  }
}

void drain_begin(struct shell *shell, uint8_t signal)
{
  struct baton_shell *kept = shell_kept(shell);
  kept->draining = true;
  kept->drain_left = 1; /* unless it is known better */
  kept->drain_told = false;
  if (shell_has(shell, BATON_GLOBAL_LAST_TERM)) {
    /* No KILL is needed: with PID 1 everybody ends. */
    kept->drain_left = signal == SIGTERM && personality_last_term(shell);
  } else {
    proc_open(shell);
    let_leaders_go(shell);
    if (signal == SIGKILL) {
      kill_all(shell);
    } else {
      kept->drain_left = signal == 0 ? 1 : ask(shell);
      ask_outsiders(shell);
    }
  }
  orphans_are_due(shell); /* nobody waits for zombies: one pass, and then a look */
}

/* Whatever descends from us is our child, or becomes one when its parent ends; what came from
 * outside does not, and is not counted. What we may not signal is left to the kernel. */
void drain_look(struct shell *shell)
{
  struct baton_shell *kept = shell_kept(shell);
  if (!kept->draining || kept->finished) {
    return;
  }
  bool over = kept->drain_left == 0 || (shell_has(shell, BATON_GLOBAL_LAST_TERM)
                                            ? kernel_kill(-kept->last_group, 0) == -ESRCH
                                            : ends_nobody_left(shell));
  if (over || !kept->drain_told) {
    kept->draining = !over;
    kept->drain_told = true;
    kept->drain_at_ns = over ? SHELL_NEVER : kept->drain_at_ns;
    loop_deliver(shell,
                 (struct baton_event){.kind = EV_DRAIN, .left = over ? 0 : kept->drain_left});
  }
}

void drain_turn(struct shell *shell)
{
  if (shell_kept(shell)->drain_at_ns <= shell->loop.now_ns && !shell_kept(shell)->finished) {
    shell_kept(shell)->drain_at_ns = SHELL_NEVER;
    kill_all(shell);
  }
}
