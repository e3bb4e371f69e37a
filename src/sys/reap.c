#include "reap.h"

#include "drain.h"
#include "errors.h"
#include "log.h"
#include "loop.h"
#include "pids.h"
#include "proc.h"
#include "signals.h"
#include "spawn.h"
#include "voice.h"

#include <errno.h>

#define LAST_ENDS     4096U /* that a guest looks at once its child has ended: more may never cease */
#define STORM_GAP_NS  UINT64_C(1000000) /* SIGCHLDs that come closer than this … */
#define STORM_PASSES  4U                /* … so often in a row are a storm … */
#define STORM_WAIT_NS UINT64_C(5000000) /* … in which strangers wait so long */

static void say_end(struct shell *shell, const struct kernel_end *end)
{
  bool killed = end->signal != 0;
  voice_say(shell, killed ? VOICE_KILLED : VOICE_EXITED, "", end->pid,
            killed ? end->signal : end->code);
}

/* --- our children --- */

static struct event ended_event(const struct shell *shell, uint32_t slot,
                                const struct kernel_end *end)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  struct event event = {.kind = EV_ENDED, .slot = slot, .run = mailbox->run};
  if (mailbox->error != 0) {
    spawn_failure(shell, mailbox->error, mailbox->step == BATON_STEP_EXEC, &event);
  } else {
    event.code = end->code;
    event.signal = end->signal;
    event.core_dumped = end->core;
  }
  return event;
}

/* Takes the leader's zombie off the kernel's list; its number is not a child's any more. */
static void take_zombie(struct baton_mailbox *mailbox)
{
  struct kernel_end end;
  (void)kernel_wait(mailbox->pid, false, &end);
  mailbox->flags |= BATON_MAILBOX_REAPED;
}

static void forget_number(struct shell *shell, struct baton_mailbox *mailbox)
{
  if ((mailbox->flags & BATON_MAILBOX_BY_NUMBER) != 0) {
    mailbox->flags &= (uint8_t)~BATON_MAILBOX_BY_NUMBER;
    shell->by_number--;
  }
}

/* One that has fired needs not be taken out of the epoll set: it will not do so again. */
static void drop_pidfd(struct shell *shell, struct baton_mailbox *mailbox)
{
  shell->pidfds_left += mailbox->pidfd >= 0;
  if ((mailbox->flags & BATON_MAILBOX_FIRED) == 0) {
    loop_close(shell, &mailbox->pidfd);
  } else if (mailbox->pidfd >= 0) {
    (void)kernel_close(mailbox->pidfd);
    mailbox->pidfd = -1;
  }
}

static void child_ended(struct shell *shell, uint32_t slot, const struct kernel_end *end)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  spawn_ready_event(shell, slot, mailbox->run); /* a line that it wrote before its end counts */
  loop_close(shell, &mailbox->ready_fd);
  drop_pidfd(shell, mailbox);
  forget_number(shell, mailbox);
  mailbox->flags |= BATON_MAILBOX_OBSERVED;
  say_end(shell, end);
  loop_step(shell, ended_event(shell, slot, end));
  if (shell->core.nodes[slot].process != BATON_PROCESS_SWEEPING) {
    shell->last_group = mailbox->pid;
    take_zombie(mailbox);
    pids_remove(shell, slot);
    mailbox->pid = 0;
  } else if (!proc_shows_children(shell)) {
    take_zombie(mailbox); /* held, it would hide every stranger (kernel.md, 12) */
  } else {
    shell->held_leaders++;
  }
  loop_perform(shell);
}

/* Looks whether a live child has ended; true if so. */
static bool look_at(struct shell *shell, uint32_t slot)
{
  struct kernel_end end;
  if (kernel_wait(shell_mailbox(shell, slot)->pid, true, &end) != 1) {
    return false;
  }
  child_ended(shell, slot, &end);
  return true;
}

static bool is_live(const struct shell *shell, uint32_t slot)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  return mailbox->pid != 0 &&
         (mailbox->flags & (BATON_MAILBOX_OBSERVED | BATON_MAILBOX_REAPED)) == 0;
}

void reap_child_event(struct shell *shell, uint32_t slot, uint32_t run)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  if (mailbox->run != run || !is_live(shell, slot)) {
    return;
  }
  mailbox->flags |= BATON_MAILBOX_FIRED;
  if (look_at(shell, slot)) {
    return;
  }
  /* Readable, and yet nothing to wait for: a tracer has it (kernel.md, 10). SIGCHLD comes when the
   * tracer lets go. */
  drop_pidfd(shell, mailbox);
  mailbox->flags |= BATON_MAILBOX_BY_NUMBER;
  shell->by_number++;
}

void reap_leader(struct shell *shell, uint32_t slot)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  if (mailbox->pid == 0) {
    return;
  }
  if ((mailbox->flags & BATON_MAILBOX_REAPED) == 0) {
    take_zombie(mailbox);
    shell->held_leaders--;
    /* With the last of them gone, waitid(P_ALL) shows strangers again, and whatever the reading of
     * a list that changed has missed. */
    shell->reap_due |= shell->held_leaders == 0;
  }
  pids_remove(shell, slot);
  mailbox->pid = 0;
}

/* --- strangers --- */

bool reap_stranger(struct shell *shell, int pid)
{
  struct kernel_end end;
  if (pids_is_child(shell, pid) || kernel_wait(pid, false, &end) != 1) {
    return false;
  }
  say_end(shell, &end);
  shell->reaped++;
  if ((shell->core.table->globals.flags & BATON_GLOBAL_WARN_REAP) != 0) {
    log_reaped(shell, pid);
  }
  return true;
}

/* While no leader is held: whatever the kernel shows, ours or not. False once a leader is held. */
static bool reap_any(struct shell *shell)
{
  struct kernel_end end;
  /* A guest looks at those that have ended before it goes, and may have to tell of them. */
  uint32_t left = shell_is_guest(shell) ? LAST_ENDS : 0;
  while (!shell->finished || left-- > 0) {
    if (shell->held_leaders != 0) {
      return false;
    }
    if (kernel_wait(0, true, &end) != 1) {
      break;
    }
    uint32_t slot = pids_find(shell, end.pid);
    if (slot != BATON_NONE && is_live(shell, slot)) {
      child_ended(shell, slot, &end);
    } else if (!reap_stranger(shell, end.pid)) {
      break; /* shown, but not to be had: the next SIGCHLD */
    }
  }
  return true;
}

static void visit_child(struct shell *shell, int pid)
{
  (void)reap_stranger(shell, pid);
}

/* While a leader is held waitid(P_ALL) would show it for ever: everybody else goes by number. */
static void reap_by_number(struct shell *shell)
{
  for (uint32_t i = 0; shell->by_number != 0 && i < shell->core.table->node_count; i++) {
    if ((shell_mailbox(shell, i)->flags & BATON_MAILBOX_BY_NUMBER) != 0 && is_live(shell, i)) {
      (void)look_at(shell, i);
    }
  }
  (void)proc_each_child(shell, visit_child);
}

void reap_sigchld_event(struct shell *shell)
{
  bool soon = shell->now_ns - shell->reaped_ns < STORM_GAP_NS;
  shell->reap_due = true;
  shell->reap_row = soon ? shell->reap_row + 1U : 0;
  if (shell->reap_row >= STORM_PASSES && shell->reap_at_ns == SHELL_NEVER) {
    /* A wake-up costs five times what a reap does. Our own children are told by their pidfds; a
     * guest's end may be as much later. */
    shell->reap_at_ns = shell->now_ns + STORM_WAIT_NS;
    (void)signals_mute_sigchld(shell, true);
  }
}

/* The storm goes on for as long as each of its passes finds somebody, and for as long as SIGCHLD
 * would stay unheard. */
static void put_off_again(struct shell *shell, bool found)
{
  bool over = !found && signals_mute_sigchld(shell, false) >= 0;
  shell->reap_due = !over;
  shell->reap_at_ns = over ? SHELL_NEVER : shell->now_ns + STORM_WAIT_NS;
}

void reap_turn(struct shell *shell)
{
  bool put_off = shell->reap_at_ns != SHELL_NEVER;
  if (!shell->reap_due || (put_off && shell->now_ns < shell->reap_at_ns)) {
    return;
  }
  uint32_t before = shell->reaped;
  shell->reap_due = false;
  if (!reap_any(shell)) {
    reap_by_number(shell);
  }
  loop_look_at_clock(shell); /* with thousands of children the pass itself is longer than the gap */
  shell->reaped_ns = shell->now_ns;
  if (put_off) {
    signals_take_faults(shell);
    put_off_again(shell, shell->reaped != before);
  }
  drain_look(shell);
}

uint64_t reap_deadline(const struct shell *shell)
{
  return shell->reap_due && shell->reap_at_ns == SHELL_NEVER ? 0 : shell->reap_at_ns;
}

bool reap_nothing_left(const struct shell *shell)
{
  struct kernel_end end;
  return shell->held_leaders == 0 && kernel_wait(0, true, &end) == -ECHILD;
}
