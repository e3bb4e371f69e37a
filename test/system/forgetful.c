/* The product, but it forgets: between two turns of its loop it drops all that an exec would drop,
 * struct shell and what the shell keeps in memory of its own, and attaches anew to the arena and
 * the kernel. And it is asked for each process twice, as by a core that an exec has kept from
 * hearing of the first. Nobody outside may notice. */
#include "sys/attach.h"
#include "sys/boot.h"
#include "sys/crash.h"
#include "sys/loop.h"
#include "sys/orphans.h"
#include "sys/perform.h"
#include "sys/room.h"

#include <string.h>
#include <unistd.h>

void __real_orphans_turn(struct shell *shell);
void __wrap_orphans_turn(struct shell *shell);

void __real_perform(struct shell *shell, const struct baton_action *action);
void __wrap_perform(struct shell *shell, const struct baton_action *action);

static void close_own(int fd)
{
  if (fd > STDERR_FILENO) {
    (void)kernel_close(fd);
  }
}

/* What the kernel closes at an exec, and unmaps. */
static void drop(struct shell *shell)
{
  close_own(shell->loop.epoll);
  close_own(shell->signals.fd);
  close_own(shell->log.fd);
  close_own(shell->proc.root);
  close_own(shell->proc.children);
  close_own(shell->tty.fd);
  for (uint32_t i = 0; i < (shell_is_classic(shell) ? 0U : SHELL_LEFTOVERS); i++) {
    close_own(shell->sweep.leftovers[i].pidfd);
  }
  if (shell->rooms.mapped != NULL) {
    (void)kernel_unmap(shell->rooms.mapped, shell->rooms.mapped_bytes);
  }
}

static void forget(struct shell *shell)
{
  char *room = (char *)shell->slots;
  const struct shell before = *shell;
  drop(shell);
  memset(room, 0, attach_room(before.core.table->nodes.count, shell_is_classic(&before)));
  memset(shell, 0, sizeof *shell);
  core_bind(&shell->core, before.core.arena);
  shell->pid = kernel_pid();
  shell->init = shell->pid == 1;
  if (attach_events(shell) < 0 || attach(shell, room, before.environment) < 0) {
    crash("cannot attach", "", 0);
  }
  loop_look_at_clock(shell);
}

void __wrap_orphans_turn(struct shell *shell)
{
  static uint32_t turns;
  turns++;
  /* An exec leaves the memory to those who still share it; here it would be taken from them. */
  if (turns % 3 != 0 && !shell_kept(shell)->finished && room_all_free()) {
    forget(shell);
  }
  __real_orphans_turn(shell);
}

void __wrap_perform(struct shell *shell, const struct baton_action *action)
{
  const struct baton_action again = *action;
  __real_perform(shell, action);
  if (again.kind == ACT_SPAWN && shell_mailbox(shell, again.slot)->pid != 0) {
    __real_perform(shell, &again);
  }
}
