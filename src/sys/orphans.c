#include "orphans.h"

#include "drain.h"
#include "ends.h"
#include "log.h"
#include "loop.h"
#include "personality.h"
#include "phrases.h"
#include "pids.h"
#include "proc.h"
#include "signals.h"
#include "sweep.h"
#include "util/number.h"

#define LAST_ENDS     4096U /* looked at after the end of the core: more may never cease */
#define STORM_GAP_NS  UINT64_C(1000000) /* SIGCHLDs that come closer than this … */
#define STORM_PASSES  4U                /* … so often in a row are a storm … */
#define STORM_WAIT_NS UINT64_C(5000000) /* … in which orphans wait so long */

bool orphans_reap(struct shell *shell, int pid)
{
  struct kernel_end end;
  if (pids_is_child(shell, pid) || ends_wait(pid, false, &end) != 1) {
    return false;
  }
  personality_end(shell, &end);
  shell->orphans.reaped++;
  if (shell_has(shell, BATON_GLOBAL_WARN_REAP)) {
    phrase_say(shell, PHRASE_ZOMBIE, "", pid, 0);
    log_own(shell, BATON_LOG_WARN, "reaped", BATON_NONE, (struct log_detail){.pid = pid});
  }
  return true;
}

/* While no leader is held: whatever the kernel shows, ours or not. False once a leader is held. */
static bool reap_any(struct shell *shell)
{
  struct kernel_end end;
  /* Under another name baton looks at those that have ended before it goes: it may have to tell of
   * them. */
  uint32_t left = shell_has_personality(shell) ? LAST_ENDS : 0;
  while (!shell_kept(shell)->finished || left-- > 0) {
    if (shell->ends.held_leaders != 0) {
      return false;
    }
    if (ends_wait(0, true, &end) != 1) {
      break;
    }
    uint32_t slot = pids_find(shell, end.pid);
    if (slot != BATON_NONE && ends_is_live(shell, slot)) {
      ends_take(shell, slot, &end);
    } else if (!orphans_reap(shell, end.pid)) {
      break; /* shown, but not to be had: the next SIGCHLD */
    }
    if (!shell_kept(shell)->finished && loop_is_tired(shell)) {
      orphans_are_due(shell); /* the rest, when others had their turn */
      break;
    }
  }
  return true;
}

static bool visit_orphan(struct shell *shell, int pid)
{
  return orphans_reap(shell, pid);
}

void orphans_reap_numbers(struct shell *shell)
{
  (void)proc_each_child(shell, visit_orphan);
}

/* A child is only looked at: it may have asked to be traced. */
static bool visit_child(struct shell *shell, int pid)
{
  uint32_t slot = pids_find(shell, pid);
  if (slot == BATON_NONE) {
    return orphans_reap(shell, pid);
  }
  return ends_is_live(shell, slot) && ends_look(shell, slot);
}

void orphans_sigchld(struct shell *shell)
{
  struct shell_orphans *orphans = &shell->orphans;
  bool soon = shell->loop.now_ns - orphans->reaped_ns < STORM_GAP_NS;
  orphans->due = true;
  orphans->row = soon ? orphans->row + 1U : 0;
  if (orphans->row >= STORM_PASSES && orphans->at_ns == SHELL_NEVER) {
    /* A wake-up costs five times what a reap does. Our own children are told by their pidfds; under
     * another name the child's end may be told so much later. */
    orphans->at_ns = shell->loop.now_ns + STORM_WAIT_NS;
    (void)signals_mute_sigchld(shell, true);
  }
}

void orphans_are_due(struct shell *shell)
{
  shell->orphans.due = true;
}

void orphans_leader_is_gone(struct shell *shell)
{
  if (shell->ends.held_leaders == 0 && shell->orphans.by_number) {
    shell->orphans.by_number = false;
    shell->orphans.due = true;
  }
}

/* While the container stops a leader is held until the next look at what it has left, when mostly
 * it can go: until then each of its children would have to be asked for its number. Those of the
 * line are told by their pidfds. */
static bool waits_for_sweep(const struct shell *shell)
{
  uint64_t at_ns = shell->ends.held_leaders == 0 ? SHELL_NEVER : sweep_deadline(shell);
  return at_ns != SHELL_NEVER && at_ns > shell->loop.now_ns;
}

/* The storm goes on for as long as each of its passes finds somebody, and for as long as SIGCHLD
 * would stay unheard. */
static void put_off_again(struct shell *shell, bool found)
{
  bool over = !found && !shell->orphans.due && signals_mute_sigchld(shell, false) >= 0;
  shell->orphans.due = !over;
  shell->orphans.at_ns = over ? SHELL_NEVER : shell->loop.now_ns + STORM_WAIT_NS;
}

/* While a leader is held, waitid(P_ALL) would show it again and again: everybody else goes by
 * number.
 */
static void reap_by_number(struct shell *shell)
{
  shell->orphans.by_number = true;
  ends_of_numbers(shell);
  (void)proc_each_child(shell, visit_child);
}

/* One that is held since just now can mostly go after a look. */
static void reap(struct shell *shell)
{
  bool held = shell->ends.held_leaders != 0;
  while (!reap_any(shell)) {
    bool looks = !held && shell->ends.by_number == 0;
    if (looks) {
      sweep_look(shell);
    }
    bool soon = waits_for_sweep(shell) || (looks && shell->sweep.nobody);
    if (shell->ends.held_leaders != 0 && !soon) {
      reap_by_number(shell);
      return;
    }
    if (shell->ends.held_leaders != 0 || loop_is_tired(shell)) {
      orphans_are_due(shell);
      return;
    }
  }
}

void orphans_turn(struct shell *shell)
{
  struct shell_orphans *orphans = &shell->orphans;
  bool put_off = orphans->at_ns != SHELL_NEVER;
  if (!orphans->due || (put_off && shell->loop.now_ns < orphans->at_ns) || waits_for_sweep(shell)) {
    return;
  }
  uint32_t before = orphans->reaped;
  orphans->due = false;
  reap(shell);
  if (orphans->by_number || orphans->reaped != before) {
    loop_look_at_clock(shell); /* with thousands of children the pass is longer than the gap */
  }
  orphans->reaped_ns = shell->loop.now_ns;
  if (put_off) {
    signals_take_faults(shell);
    put_off_again(shell, orphans->reaped != before);
  }
  drain_look(shell);
}

uint64_t orphans_deadline(const struct shell *shell)
{
  const struct shell_orphans *orphans = &shell->orphans;
  uint64_t at_ns = orphans->due && orphans->at_ns == SHELL_NEVER ? 0 : orphans->at_ns;
  return waits_for_sweep(shell) ? number_most(at_ns, sweep_deadline(shell)) : at_ns;
}
