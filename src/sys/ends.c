#include "ends.h"

#include "log.h"
#include "loop.h"
#include "marks.h"
#include "oom.h"
#include "orphans.h"
#include "personality.h"
#include "pids.h"
#include "proc.h"
#include "spawn.h"
#include "sweep.h"
#include "tty.h"

#include <errno.h>

#define STOPS_OF_A_LOOK 16U /* more are for the next SIGCHLD */

/* --- how an end will be told --- */

/* A process that asks to be traced makes its parent the tracer, and then waitid() tells of its
 * stops as well, whatever it was asked for. It goes on with the signal that has stopped it, except
 * that an exec's TRAP is for tracers only. One that cannot be let go is taken off the list, where
 * it would hide the others. */
int ends_wait(int pid, bool peek, struct kernel_end *end)
{
  int result = kernel_wait(pid, peek, end);
  for (uint32_t i = 0; i < STOPS_OF_A_LOOK && result == 1 && end->stopped; i++) {
    if (kernel_detach(end->pid, end->signal == SIGTRAP ? 0 : end->signal) < 0) {
      (void)kernel_wait(end->pid, false, end);
    }
    result = kernel_wait(pid, peek, end);
  }
  return result == 1 && end->stopped ? 0 : result;
}

static void look_by_number(struct shell *shell, struct baton_mailbox *mailbox)
{
  mailbox->flags |= BATON_MAILBOX_BY_NUMBER;
  shell->ends.by_number++;
}

void ends_watch(struct shell *shell, uint32_t slot)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  shell->ends.live++;
  if (mailbox->pidfd >= 0 &&
      loop_watch(shell, mailbox->pidfd, SOURCE_CHILD, slot, mailbox->run) < 0) {
    loop_close_alone(&mailbox->pidfd);
  }
  if (mailbox->pidfd < 0) {
    look_by_number(shell, mailbox);
  } else {
    shell->ends.pidfds_left--;
  }
}

static void drop_pidfd(struct shell *shell, struct baton_mailbox *mailbox)
{
  shell->ends.pidfds_left += mailbox->pidfd >= 0;
  if ((mailbox->flags & BATON_MAILBOX_FIRED) != 0) {
    loop_close_alone(&mailbox->pidfd);
  } else {
    loop_close(shell, &mailbox->pidfd);
  }
}

/* --- an end --- */

static struct baton_event ended_event(struct shell *shell, uint32_t slot,
                                      const struct kernel_end *end)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  struct baton_event event = {.kind = EV_ENDED, .slot = slot, .run = mailbox->run};
  event.terminal = tty_take_back(shell, slot);
  if (mailbox->error != 0) {
    spawn_failure(shell, mailbox->error, mailbox->step == BATON_STEP_EXEC, &event);
  } else {
    event.code = end->code;
    event.signal = end->signal;
    event.core_dumped = end->core;
    event.oom =
        end->signal == SIGKILL && !core_has_killed(&shell->core, slot) && oom_explains(shell);
  }
  return event;
}

/* Takes the leader's zombie off the kernel's list: its number is no child's any more. */
static void take_zombie(struct baton_mailbox *mailbox)
{
  struct kernel_end end;
  (void)kernel_wait(mailbox->pid, false, &end);
  mailbox->flags |= BATON_MAILBOX_REAPED;
}

static void forget_process(struct shell *shell, uint32_t slot)
{
  pids_remove(shell, slot);
  marks_remove(shell, slot);
  shell_mailbox(shell, slot)->pid = 0;
}

static void tell_end(struct shell *shell, uint32_t slot, const struct kernel_end *end)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  spawn_ready_event(shell, slot, mailbox->run); /* a line that it wrote before its end counts */
  loop_close(shell, &mailbox->ready_fd);
  mailbox->flags |= BATON_MAILBOX_FIRED; /* or it is about to, for the one time that it can */
  drop_pidfd(shell, mailbox);
  shell->ends.by_number -= (mailbox->flags & BATON_MAILBOX_BY_NUMBER) != 0;
  mailbox->flags &= (uint8_t)~BATON_MAILBOX_BY_NUMBER;
  mailbox->flags |= BATON_MAILBOX_OBSERVED;
  personality_end(shell, end);
  loop_make_room(shell);
  loop_step(shell, ended_event(shell, slot, end));
  if (!core_is_swept(&shell->core, slot)) {
    shell_kept(shell)->last_group = mailbox->pid;
    take_zombie(mailbox);
    forget_process(shell, slot);
  } else if (!proc_shows_children(shell)) {
    take_zombie(mailbox); /* held, it would hide every orphan (kernel.md, 12) */
  } else {
    shell->ends.held_leaders++;
  }
  loop_perform(shell);
}

/* With --until=all the end of the main process is none of the instance's if there is another to
 * follow it; once it was asked to end, it is. */
static bool may_be_followed(const struct shell *shell, uint32_t slot)
{
  return shell_settings(shell, slot)->until == BATON_UNTIL_ALL &&
         shell_mailbox(shell, slot)->error == 0 && !core_was_signalled(&shell->core, slot);
}

void ends_take(struct shell *shell, uint32_t slot, const struct kernel_end *end)
{
  shell->ends.live--;
  if (may_be_followed(shell, slot)) {
    shell_mailbox(shell, slot)->flags |= BATON_MAILBOX_OBSERVED;
    shell->ends.held_leaders++; /* its end is told, or its number let go, when that is known */
    sweep_seek_heir(shell, slot);
  } else {
    tell_end(shell, slot, end);
  }
}

/* The instance goes on with another main process. */
static void follow(struct shell *shell, uint32_t slot, int heir)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  drop_pidfd(shell, mailbox);
  shell->ends.by_number -= (mailbox->flags & BATON_MAILBOX_BY_NUMBER) != 0;
  take_zombie(mailbox);
  pids_remove(shell, slot);
  mailbox->flags = 0;
  mailbox->pid = mailbox->last_pid = heir;
  int pidfd = shell->ends.pidfds_left > 0 ? kernel_pidfd_open(heir) : -1;
  mailbox->pidfd = pidfd < 0 ? -1 : pidfd;
  pids_add(shell, slot);
  ends_watch(shell, slot);
  log_own(shell, BATON_LOG_INFO, "main", slot, (struct log_detail){0});
}

void ends_inherit(struct shell *shell, uint32_t slot, int heir)
{
  struct kernel_end end;
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  bool held = (mailbox->flags & BATON_MAILBOX_OBSERVED) != 0 &&
              (mailbox->flags & BATON_MAILBOX_REAPED) == 0;
  if (!held || !core_is_alive(&shell->core, slot)) {
    return; /* it was looked for before an exec, and will be again */
  }
  shell->ends.held_leaders--;
  orphans_leader_is_gone(shell);
  if (heir != 0 && may_be_followed(shell, slot)) {
    follow(shell, slot, heir);
  } else if (kernel_wait(mailbox->pid, true, &end) == 1) {
    mailbox->flags &= (uint8_t)~BATON_MAILBOX_OBSERVED;
    tell_end(shell, slot, &end);
  }
}

void ends_reap_leader(struct shell *shell, uint32_t slot)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  if ((mailbox->flags & BATON_MAILBOX_REAPED) == 0) {
    take_zombie(mailbox);
    shell->ends.held_leaders--;
    orphans_leader_is_gone(shell);
  }
}

void ends_release_leader(struct shell *shell, uint32_t slot)
{
  if (shell_mailbox(shell, slot)->pid != 0) {
    ends_reap_leader(shell, slot);
    forget_process(shell, slot);
  }
}

/* --- who has ended --- */

bool ends_is_live(const struct shell *shell, uint32_t slot)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  return mailbox->pid != 0 &&
         (mailbox->flags & (BATON_MAILBOX_OBSERVED | BATON_MAILBOX_REAPED)) == 0;
}

bool ends_look(struct shell *shell, uint32_t slot)
{
  struct kernel_end end;
  if (ends_wait(shell_mailbox(shell, slot)->pid, true, &end) != 1) {
    return false;
  }
  ends_take(shell, slot, &end);
  return true;
}

void ends_child_event(struct shell *shell, uint32_t slot, uint32_t run)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  if (mailbox->run != run || !ends_is_live(shell, slot)) {
    return;
  }
  mailbox->flags |= BATON_MAILBOX_FIRED;
  if (ends_look(shell, slot)) {
    return;
  }
  /* Readable, and yet nothing to wait for: a tracer has it (kernel.md, 10). SIGCHLD comes when the
   * tracer lets go. */
  drop_pidfd(shell, mailbox);
  look_by_number(shell, mailbox);
}

void ends_of_numbers(struct shell *shell)
{
  for (uint32_t i = 0; shell->ends.by_number != 0 && i < shell->core.table->nodes.count; i++) {
    if ((shell_mailbox(shell, i)->flags & BATON_MAILBOX_BY_NUMBER) != 0 && ends_is_live(shell, i)) {
      (void)ends_look(shell, i);
    }
  }
}

bool ends_nobody_left(const struct shell *shell)
{
  struct kernel_end end;
  return shell->ends.held_leaders == 0 && ends_wait(0, true, &end) == -ECHILD;
}

/* --- after an exec --- */

/* Whatever was seen of an end that the core does not know of is seen again. */
static void attach_process(struct shell *shell, uint32_t slot)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  pids_add(shell, slot);
  marks_add(shell, slot);
  if (core_is_alive(&shell->core, slot)) {
    mailbox->flags = 0;
    ends_watch(shell, slot);
  } else {
    shell->ends.held_leaders += (mailbox->flags & BATON_MAILBOX_REAPED) == 0;
    if (!core_is_swept(&shell->core, slot)) {
      ends_release_leader(shell, slot);
    }
  }
  if (mailbox->ready_fd >= 0) {
    (void)loop_watch(shell, mailbox->ready_fd, SOURCE_READY, slot, mailbox->run);
  }
}

void ends_attach(struct shell *shell)
{
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    if (shell_mailbox(shell, i)->pid != 0) {
      attach_process(shell, i);
    }
  }
}
