#include "drain.h"

#include "guest.h"
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
static bool signal_one(const struct shell *shell, int pid, enum side side, const uint8_t *signals)
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

/* `signals` ends with 0. Returns how many there were that may be signalled. */
static uint32_t signal_all(struct shell *shell, enum side side, const uint8_t *signals)
{
  uint32_t count = 0;
  int pid = 0;
  proc_walk_begin(shell);
  while ((pid = proc_walk_next(shell)) > 0) {
    if (pid != shell->pid && is_on(shell, pid, side)) {
      count += signal_one(shell, pid, side, signals);
    }
  }
  return count;
}

/* Nobody can be told apart without /proc: as PID 1 all are asked, as a subreaper the only group
 * that is known, kill(-1) being the whole machine there. */
static uint32_t ask_blindly(const struct shell *shell)
{
  int target = shell->init ? -1 : -shell->last_group;
  (void)kernel_kill(target, SIGTERM);
  (void)kernel_kill(target, SIGCONT);
  return 1;
}

/* How many were asked that are worth waiting for; without /proc there may be some. */
static uint32_t ask(struct shell *shell)
{
  static const uint8_t inside[] = {SIGTERM, SIGCONT, 0};
  static const uint8_t outside[] = {SIGTERM, SIGHUP, SIGCONT, 0};
  /* Who has no child has no descendant either: mostly there is nobody to look for. */
  bool alone = reap_nothing_left(shell);
  if (shell->proc < 0) {
    return alone ? 0 : ask_blindly(shell);
  }
  uint32_t asked = alone ? 0 : signal_all(shell, SIDE_INSIDE, inside);
  if (shell->init) {
    /* An interactive shell ignores TERM. They are asked last, and nobody waits for them. */
    (void)signal_all(shell, SIDE_OUTSIDE, outside);
  }
  return asked;
}

static void end(struct shell *shell)
{
  static const uint8_t kill[] = {SIGKILL, 0};
  if (shell->init) {
    (void)kernel_kill(-1, SIGKILL); /* it says nothing: 0 even if all of them were EPERM */
  } else if (shell->proc < 0) {
    (void)kernel_kill(-shell->last_group, SIGKILL);
  } else {
    (void)signal_all(shell, SIDE_INSIDE, kill);
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
    if ((shell_mailbox(shell, i)->flags & BATON_MAILBOX_OBSERVED) != 0) {
      reap_leader(shell, i);
    }
  }
}

void drain_begin(struct shell *shell, uint8_t signal)
{
  shell->draining = true;
  shell->drain_left = 1; /* unless it is known better */
  if (shell_has(shell, BATON_GLOBAL_LAST_TERM)) {
    /* KILL is not needed: the end of a PID 1 is everybody's. */
    shell->drain_left = signal == SIGTERM && guest_last_term(shell);
    shell->reap_due = true;
    return;
  }
  proc_open(shell);
  let_leaders_go(shell);
  if (signal == SIGKILL) {
    end(shell);
  } else if (signal != 0) {
    shell->drain_left = ask(shell);
  }
  shell->reap_due = true; /* zombies are not waited for: one pass, and then a look */
}

/* Whatever descends from us is our child, or becomes it when its parent ends; what came from
 * outside is not, and is not counted. What may not be signalled is left to the kernel. */
void drain_look(struct shell *shell)
{
  if (!shell->draining || shell->finished) {
    return;
  }
  bool over = shell->drain_left == 0 ||
              (shell_has(shell, BATON_GLOBAL_LAST_TERM) ? guest_group_gone(shell)
                                                        : reap_nothing_left(shell));
  if (over || !shell->drain_told) {
    struct event event = {.kind = EV_DRAIN, .left = over ? 0 : shell->drain_left};
    shell->draining = !over;
    shell->drain_told = true;
    shell->drain_at_ns = over ? SHELL_NEVER : shell->drain_at_ns;
    loop_deliver(shell, event);
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
