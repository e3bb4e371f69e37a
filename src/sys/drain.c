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
enum side { SIDE_INSIDE = 1, SIDE_OUTSIDE = 2, SIDE_COUNTED = 4 };

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

/* --- a pass over all processes, which may take several turns --- */

static void begin_asking(struct shell *shell, uint8_t sides, uint8_t signal)
{
  struct baton_shell *kept = shell_kept(shell);
  kept->drain_pass = sides;
  kept->drain_signal = signal;
  kept->drain_pid = 0;
  shell->drain.walks = false;
}

/* Outsiders get HUP as well, since an interactive shell ignores TERM; nobody waits for them. */
static void ask_found(struct shell *shell, int pid)
{
  static const uint8_t outside[] = {SIGTERM, SIGHUP, SIGCONT, 0};
  static const uint8_t ask[] = {SIGTERM, SIGCONT, 0};
  static const uint8_t end[] = {SIGKILL, 0};
  struct baton_shell *kept = shell_kept(shell);
  if ((kept->drain_pass & SIDE_INSIDE) != 0 && is_on(shell, pid, SIDE_INSIDE)) {
    bool ends = kept->drain_signal == SIGKILL;
    bool asked = ask_one(shell, pid, SIDE_INSIDE, ends ? end : ask);
    kept->drain_left += asked;
    kept->drain_denied |= !asked;
  }
  if ((kept->drain_pass & SIDE_COUNTED) != 0 && is_on(shell, pid, SIDE_INSIDE)) {
    kept->drain_left += kernel_kill(pid, 0) == 0;
  }
  if ((kept->drain_pass & SIDE_OUTSIDE) != 0 && is_on(shell, pid, SIDE_OUTSIDE)) {
    (void)ask_one(shell, pid, SIDE_OUTSIDE, outside);
  }
}

static void end_asking(struct shell *shell)
{
  struct baton_shell *kept = shell_kept(shell);
  if (kept->drain_signal == SIGKILL) {
    /* What was forked during the walk, and out of its sight, is for the next one. */
    loop_look_at_clock(shell);
    kept->drain_at_ns = shell->loop.now_ns + KILL_GAP_NS;
  }
  kept->drain_pass = 0;
  orphans_are_due(shell);
}

/* The numbers rise: after an exec those that were asked are passed over. */
static void go_on_asking(struct shell *shell)
{
  struct baton_shell *kept = shell_kept(shell);
  int pid = 0;
  if (!shell->drain.walks) {
    shell->drain.walks = true;
    proc_walk_begin(shell);
  }
  while ((pid = proc_walk_next(shell)) > 0) {
    if (pid > kept->drain_pid && pid != shell->pid) {
      ask_found(shell, pid);
      kept->drain_pid = pid;
    }
    if (loop_is_tired(shell)) {
      proc_walk_rest(shell);
    }
  }
  if (pid == 0) {
    end_asking(shell);
  }
}

/* --- what the core wants --- */

/* Whom one kill() reaches. PID 1 everybody; a subreaper, whose kill(-1) would be the whole machine,
 * the only group that it knows, or nobody if there never was a child. */
static int everybody(const struct shell *shell)
{
  return shell->init ? -1 : -shell_kept(shell)->last_group;
}

/* As soon as the drain begins. */
static uint8_t unasked_outsiders(struct shell *shell)
{
  struct baton_shell *kept = shell_kept(shell);
  bool asks = shell->init && shell->proc.root >= 0 && !kept->drain_asked;
  kept->drain_asked = true;
  return asks ? SIDE_OUTSIDE : kept->drain_pass & SIDE_OUTSIDE;
}

/* How many are asked that are worth waiting for is known at the end of a pass; without /proc there
 * may be some. Without a child there is no descendant either: mostly there is nobody to look for.
 */
static void ask(struct shell *shell)
{
  bool alone = ends_nobody_left(shell);
  uint8_t outside = unasked_outsiders(shell);
  shell_kept(shell)->drain_left = shell->proc.root < 0 && !alone;
  if (shell->proc.root >= 0) {
    begin_asking(shell, (uint8_t)(outside | (alone ? 0 : SIDE_INSIDE)), SIGTERM);
  } else if (!alone) {
    /* Nobody can be told from anybody else. */
    (void)kernel_kill(everybody(shell), SIGTERM);
    (void)kernel_kill(everybody(shell), SIGCONT);
  }
}

static void kill_all(struct shell *shell)
{
  if (shell->init || shell->proc.root < 0) {
    begin_asking(shell, 0, 0);
    (void)kernel_kill(everybody(shell), SIGKILL); /* 0 even if every single one was EPERM */
  } else {
    begin_asking(shell, SIDE_INSIDE, SIGKILL);
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
    } else if (signal != 0) {
      ask(shell);
    } else {
      begin_asking(shell, unasked_outsiders(shell), 0);
    }
  }
  orphans_are_due(shell); /* nobody waits for zombies: one pass, and then a look */
  drain_turn(shell);
}

/* What we may not signal is left to the kernel, and nobody waits for it: when somebody has ended,
 * the others are counted. */
static void count_others(struct shell *shell)
{
  struct shell_drain *drain = &shell->drain;
  if (shell_kept(shell)->drain_denied && drain->reaped != shell->orphans.reaped + 1U) {
    drain->reaped = shell->orphans.reaped + 1U;
    begin_asking(shell, SIDE_COUNTED, 0);
    shell_kept(shell)->drain_left = 0;
  }
}

/* Whatever descends from us is our child, or becomes one when its parent ends; what came from
 * outside does not, and is not counted. Nothing is over before those were asked who are to be. */
void drain_look(struct shell *shell)
{
  struct baton_shell *kept = shell_kept(shell);
  if (!kept->draining || kept->finished || kept->drain_pass != 0) {
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
    if (kept->drain_denied) {
      orphans_are_due(shell); /* all others may have ended already, and no SIGCHLD come any more */
    }
  } else {
    count_others(shell);
  }
}

uint64_t drain_deadline(const struct shell *shell)
{
  return shell_kept(shell)->drain_pass != 0 ? 0 : shell_kept(shell)->drain_at_ns;
}

/* A sweep's pass that is under way ends first: there is one walk at a time. */
void drain_turn(struct shell *shell)
{
  struct baton_shell *kept = shell_kept(shell);
  if (kept->finished || drain_deadline(shell) > shell->loop.now_ns) {
    return;
  }
  if (kept->drain_pass == 0) {
    kept->drain_at_ns = SHELL_NEVER;
    kill_all(shell);
  }
  if (kept->drain_pass != 0 && shell->sweep.pass_first == BATON_NONE) {
    go_on_asking(shell);
  }
}
