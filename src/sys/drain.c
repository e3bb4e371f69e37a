#include "drain.h"

#include "loop.h"
#include "proc.h"
#include "reap.h"
#include "signals.h"

#include <errno.h>

#define KILL_GAP_NS UINT64_C(5000000) /* between a subreaper's passes */

/* Who is meant by a pass: what descends from baton, or what came in from outside, whose parent is
 * not in this namespace (`docker exec`, probes). */
enum side { SIDE_INSIDE, SIDE_OUTSIDE };

static bool is_on(const struct shell *shell, int pid, enum side side)
{
  int root = proc_root_of(shell, pid);
  if (side == SIDE_INSIDE) {
    return root == shell->pid;
  }
  return shell->init && root != shell->pid && root != 0;
}

/* The number is made sure of by a pidfd where there is one: found, pinned, looked at again. */
static void signal_one(const struct shell *shell, int pid, enum side side, const uint8_t *signals)
{
  int pidfd = kernel_pidfd_open(pid);
  if (pidfd >= 0 && !is_on(shell, pid, side)) {
    (void)kernel_close(pidfd);
    return;
  }
  for (; *signals != 0; signals++) {
    (void)signals_send(pidfd, pid, *signals);
  }
  if (pidfd >= 0) {
    (void)kernel_close(pidfd);
  }
}

/* `signals` ends with 0. */
static void signal_all(struct shell *shell, enum side side, const uint8_t *signals)
{
  int pid = 0;
  proc_walk_begin(shell);
  while ((pid = proc_walk_next(shell)) > 0) {
    if (pid != shell->pid && is_on(shell, pid, side)) {
      signal_one(shell, pid, side, signals);
    }
  }
}

/* Nobody can be told apart without /proc: as PID 1 all are asked, as a subreaper the only group
 * that is known, kill(-1) being the whole machine there. */
static void ask_blindly(const struct shell *shell)
{
  int target = shell->init ? -1 : -shell->last_group;
  (void)kernel_kill(target, SIGTERM);
  (void)kernel_kill(target, SIGCONT);
}

static void ask(struct shell *shell)
{
  static const uint8_t inside[] = {SIGTERM, SIGCONT, 0};
  static const uint8_t outside[] = {SIGTERM, SIGHUP, SIGCONT, 0};
  if (shell->proc < 0) {
    ask_blindly(shell);
    return;
  }
  signal_all(shell, SIDE_INSIDE, inside);
  if (shell->init) {
    /* An interactive shell ignores TERM. They are asked last, and nobody waits for them. */
    signal_all(shell, SIDE_OUTSIDE, outside);
  }
}

static void end(struct shell *shell)
{
  static const uint8_t kill[] = {SIGKILL, 0};
  if (shell->init) {
    (void)kernel_kill(-1, SIGKILL); /* it says nothing: 0 even if all of them were EPERM */
  } else if (shell->proc < 0) {
    (void)kernel_kill(-shell->last_group, SIGKILL);
  } else {
    signal_all(shell, SIDE_INSIDE, kill);
    /* What was forked during the walk, and out of its sight, is for the next. */
    loop_look_at_clock(shell);
    shell->drain_at_ns = shell->now_ns + KILL_GAP_NS;
  }
}

/* A child that was left behind may still have a zombie of its held; nothing waits for it now, and
 * held it would hide everybody else. */
static void let_leaders_go(struct shell *shell)
{
  for (uint32_t i = 0; i < shell->core.table->node_count; i++) {
    if ((shell_mailbox(shell, i)->flags & MAILBOX_OBSERVED) != 0) {
      reap_leader(shell, i);
    }
  }
}

void drain_begin(struct shell *shell, uint8_t signal)
{
  shell->draining = true;
  let_leaders_go(shell);
  if (signal == SIGKILL) {
    end(shell);
  } else if (signal != 0) {
    ask(shell);
  }
  shell->reap_due = true; /* zombies are not waited for: one pass, and then a look */
}

/* Whatever descends from us is our child, or becomes it when its parent ends; what came from
 * outside is not, and is not counted. */
void drain_look(struct shell *shell)
{
  if (shell->draining && !shell->finished && reap_nothing_left(shell)) {
    shell->draining = false;
    shell->drain_at_ns = SHELL_NEVER;
    loop_deliver(shell, (struct event){.kind = EV_DRAIN, .left = 0});
  }
}

uint64_t drain_deadline(const struct shell *shell)
{
  return shell->drain_at_ns;
}

void drain_turn(struct shell *shell)
{
  if (shell->drain_at_ns <= shell->now_ns && !shell->finished) {
    shell->drain_at_ns = SHELL_NEVER;
    end(shell);
  }
}
