#include "spawn.h"

#include "child.h"
#include "ends.h"
#include "errors.h"
#include "log.h"
#include "loop.h"
#include "marks.h"
#include "personality.h"
#include "pids.h"
#include "sweep.h"
#include "tty.h"

#include <errno.h>
#include <string.h>

#define READY_BYTES 256

static int failed(struct baton_mailbox *mailbox, enum baton_step step, int result)
{
  mailbox->step = (uint8_t)step;
  mailbox->error = -result;
  return result;
}

void spawn_failure(const struct shell *shell, int error, bool of_command, struct baton_event *event)
{
  enum core_failure failure = error_failure(error, of_command);
  bool final = failure == FAILURE_TRANSIENT && shell_has_personality(shell);
  event->failure = (uint8_t)(final ? FAILURE_CANNOT : failure);
  event->code = error_code(&shell->core.globals->codes, error, of_command);
}

static bool tells_itself(const struct baton_settings *settings)
{
  return settings->ready == BATON_READY_FD || settings->ready == BATON_READY_ENV;
}

bool spawn_awaits_exec(const struct shell *shell, uint32_t slot)
{
  const struct baton_settings *settings = shell_settings(shell, slot);
  return settings->ready == BATON_READY_EXEC && !shell_is_classic(shell) &&
         (settings->cwd != 0 || settings->stdout_mode == BATON_STREAM_FILE ||
          settings->stderr_mode == BATON_STREAM_FILE || settings->start_timeout_ms != BATON_NONE);
}

bool spawn_has_pipe(const struct shell *shell, uint32_t slot)
{
  return tells_itself(shell_settings(shell, slot)) || spawn_awaits_exec(shell, slot);
}

/* Refusals that mean "not with a pidfd": a kernel or a filter refuses the flag, or no fd is left.
 */
static bool pidfd_refused(int result)
{
  return result == -EINVAL || result == -EPERM || result == -ENOSYS || result == -EMFILE ||
         result == -ENFILE;
}

/* qemu-user refuses CLONE_FILES alone with EINVAL. */
static int copy_sharing(struct shell *shell, struct baton_mailbox *mailbox, struct child *child,
                        bool with_pidfd)
{
  int32_t *pidfd = with_pidfd ? &mailbox->pidfd : NULL;
  int pid = kernel_clone(pidfd, &mailbox->pid, child->fds_kept > 0);
  if (pid == -EINVAL && child->fds_kept > 0) {
    shell_kept(shell)->fds_kept = child->fds_kept = 0;
    pid = kernel_clone(pidfd, &mailbox->pid, false);
  }
  return pid;
}

/* Makes the child with a copy of baton's memory. Returns the pid in baton and does not return in
 * the child. The kernel writes the pidfd straight into the mailbox, and so does the child's side of
 * the clone with the pid (kernel.md, 7). Before 5.2 it ignores the flag and writes no pidfd. */
static int make_copy(struct shell *shell, struct baton_mailbox *mailbox, struct child *child,
                     bool with_pidfd)
{
  child->room = room_at(shell, 0); /* the copy of it is nobody else's */
  child->path = (void *)child->room.text;
  int pid = copy_sharing(shell, mailbox, child, with_pidfd);
  if (with_pidfd && pidfd_refused(pid)) {
    int refusal = pid;
    mailbox->pidfd = -1; /* the kernel writes it before it fails */
    pid = copy_sharing(shell, mailbox, child, false);
    shell->spawn.no_pidfds |= pid > 0 && refusal != -EMFILE && refusal != -ENFILE;
  }
  if (pid == 0) {
    child_run(child);
  }
  return pid;
}

/* Makes the child in a room of baton's memory; what has made it is copied there, since baton goes
 * on at once. A negative number, and nothing is changed, if it has to have a copy instead. */
static int make_sharing(struct shell *shell, struct baton_mailbox *mailbox,
                        const struct child *child, bool with_pidfd)
{
  uint32_t number = child_may_share(shell, child->settings) ? room_take() : ROOMS_NONE;
  if (number == ROOMS_NONE) {
    return -EAGAIN;
  }
  struct room room = room_at(shell, number);
  *room.self = *child;
  room.self->room = room;
  room.self->taken = room_word(number);
  int pid = child_prepare(room.self);
  if (pid == 0) {
    const struct kernel_place place = {room.stack, room_word(number), child_run, room.self};
    pid = kernel_share(&place, with_pidfd ? &mailbox->pidfd : NULL, child->fds_kept > 0);
  }
  if (pid < 0) {
    mailbox->pidfd = -1;
    room_leave(number, pid == -EINVAL || pid == -EPERM || pid == -ENOSYS);
  }
  return pid;
}

static int make_process(struct shell *shell, struct baton_mailbox *mailbox, struct child *child)
{
  bool with_pidfd = !shell->spawn.no_pidfds && shell->ends.pidfds_left > 0;
  int pid = make_sharing(shell, mailbox, child, with_pidfd);
  if (pid < 0) {
    pid = make_copy(shell, mailbox, child, with_pidfd);
  }
  if (pid < 0) {
    mailbox->pidfd = -1;
  }
  return pid;
}

static void close_pipe(const struct shell *shell, int ends[2])
{
  loop_close(shell, &ends[0]);
  loop_close_alone(&ends[1]);
}

/* Watched before there is a child: a healthy one must not be stopped because nobody could hear that
 * it is ready. */
static int open_pipe(const struct shell *shell, uint32_t slot, uint32_t run, int ends[2])
{
  int result = kernel_pipe(ends);
  result = result < 0 ? result : loop_watch(shell, ends[0], SOURCE_READY, slot, run);
  if (result < 0) {
    close_pipe(shell, ends);
  }
  return result;
}

static void reset(struct baton_mailbox *mailbox, uint32_t run)
{
  mailbox->pidfd = mailbox->ready_fd = -1;
  mailbox->pid = mailbox->last_pid = mailbox->error = 0;
  mailbox->mark = 0;
  mailbox->run = run;
  mailbox->step = mailbox->obstacle = mailbox->flags = 0;
  mailbox->path = 0;
  mailbox->interpreter[0] = '\0';
}

int spawn(struct shell *shell, uint32_t slot, uint32_t run)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  struct baton_shell *kept = shell_kept(shell);
  const struct baton_settings *settings = shell_settings(shell, slot);
  struct child child = {.shell = shell, .slot = slot, .settings = settings, .ready_fd = -1};
  int ends[2] = {-1, -1};
  reset(mailbox, run);
  sweep_forget(shell, slot);
  if (spawn_has_pipe(shell, slot)) {
    int result = open_pipe(shell, slot, run, ends);
    if (result < 0 && tells_itself(settings)) { /* else it is only not known when it is set up */
      return failed(mailbox, BATON_STEP_PIPE, result);
    }
  }
  mailbox->mark = marks_choose(shell, slot);
  child.ready_fd = tells_itself(settings) ? ends[1] : -1;
  /* baton closes ends[1] below; a child sharing the table would lose it. */
  child.fds_kept = ends[1] < 0 ? kept->fds_kept : 0;
  child.terminal = shell->tty.lent && shell->tty.slot == slot;
  child.foreground = child.terminal && tty_may_take(shell);
  child.takes = shell->tty.taker == slot;
  int pid = make_process(shell, mailbox, &child);
  if (pid < 0) {
    close_pipe(shell, ends);
    return failed(mailbox, BATON_STEP_FORK, pid);
  }
  loop_close_alone(&ends[1]);
  mailbox->pid = pid;
  mailbox->ready_fd = ends[0];
  mailbox->last_pid = pid;
  kept->newest_pid = pid > kept->newest_pid ? pid : kept->newest_pid;
  if (child.foreground || child.takes) {
    kept->foreground_given = pid;
  }
  personality_let_go(shell);
  pids_add(shell, slot);
  marks_add(shell, slot);
  ends_watch(shell, slot);
  return 0;
}

void spawn_ready_event(struct shell *shell, uint32_t slot, uint32_t run)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  char bytes[READY_BYTES];
  if (mailbox->ready_fd < 0 || mailbox->run != run) {
    return;
  }
  int length = kernel_read(mailbox->ready_fd, bytes, sizeof bytes);
  if (length == -EAGAIN) {
    return;
  }
  if (length < 0) {
    /* The start timeout does the rest. */
    log_own(shell, BATON_LOG_WARN, "ready-failed", slot, (struct log_detail){.error = -length});
  }
  bool line = false;
  for (int i = 0; i < length; i++) {
    line |= bytes[i] == '\n';
  }
  if (spawn_awaits_exec(shell, slot)) {
    line = length == 0 && mailbox->step == BATON_STEP_EXEC && mailbox->error == 0;
  }
  if (length <= 0 || line) {
    loop_close(shell, &mailbox->ready_fd); /* an end without a newline is no readiness */
  }
  if (line) {
    loop_deliver(shell, (struct baton_event){.kind = EV_READY, .slot = slot, .run = run});
  }
}
