#include "perform.h"

#include "drain.h"
#include "log.h"
#include "loop.h"
#include "phrases.h"
#include "signals.h"
#include "spawn.h"
#include "sweep.h"

#include <errno.h>

/* A process that is to be stopped already, since others were started before it, is not made: to the
 * core that is a start which failed for no reason of its own. */
static bool is_stopped_already(const struct shell *shell, const struct baton_action *action)
{
  return !shell_has_instance(shell, action) && core_start_is_stopped(&shell->core, action->slot);
}

static void perform_spawn(struct shell *shell, const struct baton_action *action)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, action->slot);
  struct baton_event event = {.kind = EV_SPAWNED, .slot = action->slot, .run = action->run};
  if (is_stopped_already(shell, action)) {
    event.kind = EV_SPAWN_FAILED;
    loop_step(shell, event);
    return;
  }
  /* An exec between the clone and the core's step lets the core ask again (kernel.md, 7). */
  bool made = shell_has_instance(shell, action);
  int result = made ? 0 : spawn(shell, action->slot, action->run);
  event.set_up = spawn_awaits_exec(shell, action->slot) && (made || mailbox->ready_fd >= 0);
  if (result < 0) {
    event.kind = EV_SPAWN_FAILED;
    spawn_failure(shell, -result, false, &event);
    phrase_say(shell, PHRASE_NOT_SET_UP, "fork", -result, 0);
  } else if (!made) {
    phrase_say(shell, PHRASE_SPAWNED,
               core_string(&shell->core, shell->core.nodes[action->slot].argv), mailbox->pid, 0);
    log_own(shell, BATON_LOG_INFO, "spawned", action->slot, (struct log_detail){0});
  }
  /* What comes of it goes to the end of the queue, behind what was decided before. The clock is
   * read anew, since a turn that makes thousands of processes takes long. */
  loop_look_at_clock(shell);
  loop_step(shell, event);
}

/* To the child alone, whose number is its own until it is reaped; or to its group. Until the child
 * has made that, it is all of the group, and the signal stays pending until its exec. */
static int send_to(const struct baton_mailbox *mailbox, bool group, int signal)
{
  if (!group) {
    return signals_send(mailbox->pidfd, mailbox->pid, signal);
  }
  int result = kernel_kill(-mailbox->pid, signal);
  return result == -ESRCH ? kernel_kill(mailbox->pid, signal) : result;
}

/* One that comes too late is nothing to speak of. */
static void signal_failed(struct shell *shell, const struct baton_action *action, int error)
{
  bool late = error == ESRCH;
  loop_know_time(shell); /* a line of the log is counted by it */
  if (!late) {
    phrase_say(shell, PHRASE_NOT_FORWARDED, "", action->signal, error);
  }
  log_own(shell, late ? BATON_LOG_DEBUG : BATON_LOG_WARN, "signal-failed", action->slot,
          (struct log_detail){.signal = action->signal, .error = error});
}

static void perform_signal(struct shell *shell, const struct baton_action *action)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, action->slot);
  if (!shell_has_instance(shell, action)) {
    return;
  }
  if ((action->flags & ACTION_OTHERS) != 0) {
    sweep_ask(shell, action, false);
    return;
  }
  bool group = (action->flags & (ACTION_GROUP | ACTION_SESSION)) != 0;
  int result = send_to(mailbox, group, action->signal);
  if (result < 0) {
    signal_failed(shell, action, -result);
  } else {
    phrase_say(shell, PHRASE_FORWARDED, "", action->signal, 0);
  }
  if (result == 0 && (action->flags & ACTION_CONTINUE) != 0) {
    (void)send_to(mailbox, group, SIGCONT);
  }
  if ((action->flags & ACTION_SESSION) != 0) {
    struct baton_action rest = *action;
    rest.flags |= ACTION_NO_GROUP;
    sweep_ask(shell, &rest, false);
  }
}

void perform(struct shell *shell, const struct baton_action *action)
{
  switch ((enum core_action)action->kind) {
  case ACT_SPAWN: perform_spawn(shell, action); break;
  case ACT_SIGNAL: perform_signal(shell, action); break;
  case ACT_SWEEP: sweep_ask(shell, action, true); break;
  case ACT_DRAIN: drain_begin(shell, action->signal); break;
  case ACT_NOTE: log_note(shell, action); break;
  case ACT_REPLY: break; /* to nobody: there is no client yet that could have asked */
  case ACT_FINISH:       /* the turn that is under way is the last */
    shell_kept(shell)->code = (uint8_t)action->value;
    shell_kept(shell)->finished = true;
    break;
  }
}
