#include "attach.h"

#include "boot.h"
#include "core/handover.h"
#include "ends.h"
#include "marks.h"
#include "orphans.h"
#include "pids.h"
#include "proc.h"
#include "room.h"
#include "signals.h"
#include "spawn.h"
#include "stream.h"
#include "sweep.h"
#include "tty.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/resource.h>

#define OWN_FDS      16U /* epoll, signalfd, arena, /proc, stderr once more, and some */
#define EVENTS_LEAST 16U
#define EVENTS_MOST  256U

/* --- hearing --- */

/* The number of a closed one is taken by something that can be neither read nor written, and that
 * exec closes: for baton and its children it is as closed as before. "/" is always there. */
static void reserve_standard_fds(void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (kernel_is_open(fd) == -EBADF) {
      (void)kernel_open("/", O_PATH, 0);
    }
  }
}

int attach_events(struct shell *shell)
{
  /* The first one gets the lowest free number, which tells whether a standard fd is closed. */
  int epoll = kernel_epoll_create();
  if (epoll >= 0 && epoll <= STDERR_FILENO) {
    (void)kernel_close(epoll);
    reserve_standard_fds();
    epoll = kernel_epoll_create();
  }
  shell->loop.epoll = epoll;
  return epoll < 0 ? epoll : signals_open(shell);
}

/* --- memory --- */

static size_t aligned(size_t count, size_t size)
{
  return (count * size + 15U) & ~(size_t)15U;
}

/* Takes a piece of what is left of the room. */
static void *carve(char **room, size_t count, size_t size)
{
  void *piece = *room;
  *room += aligned(count, size);
  return piece;
}

/* With many children many end at once, and each turn may have a pass over all of them. */
static uint32_t event_capacity(uint32_t nodes)
{
  return nodes < EVENTS_LEAST ? EVENTS_LEAST : nodes < EVENTS_MOST ? nodes : EVENTS_MOST;
}

/* A classic init sweeps nothing. */
static uint32_t leftovers(bool classic)
{
  return classic ? 0 : SHELL_LEFTOVERS;
}

size_t attach_room(uint32_t nodes, bool classic)
{
  return aligned(nodes, sizeof(struct shell_slot)) +
         2 * aligned(pids_heads(nodes), sizeof(uint32_t)) +
         aligned(leftovers(classic), sizeof(struct leftover)) +
         aligned(event_capacity(nodes), sizeof(struct epoll_event)) +
         (classic ? 0 : SHELL_BUFFER_BYTES);
}

/* Places everything that the shell keeps for itself. */
static void make_lists(struct shell *shell, char *room)
{
  uint32_t nodes = shell->core.table->nodes.count;
  uint32_t heads = pids_heads(nodes);
  shell->slots = carve(&room, nodes, sizeof(struct shell_slot));
  shell->pids.heads = carve(&room, heads, sizeof(uint32_t));
  shell->pids.mask = heads - 1U;
  shell->marks.heads = carve(&room, heads, sizeof(uint32_t));
  for (uint32_t i = 0; i < heads; i++) {
    shell->pids.heads[i] = shell->marks.heads[i] = BATON_NONE;
  }
  uint32_t held = leftovers(shell_is_classic(shell));
  shell->sweep.leftovers = carve(&room, held, sizeof(struct leftover));
  for (uint32_t i = 0; i < held; i++) {
    shell->sweep.leftovers[i].pidfd = -1;
  }
  shell->loop.event_capacity = event_capacity(nodes);
  shell->loop.events = carve(&room, shell->loop.event_capacity, sizeof(struct epoll_event));
  /* A classic init reads directories at its end only, and not between forks. */
  shell->proc.buffer = shell_is_classic(shell) ? room_scratch() : room;
  memset(shell->proc.buffer, 0, SHELL_BUFFER_BYTES); /* so that it is there when it is needed */
}

/* --- fds --- */

static uint32_t open_fds(uint64_t limit)
{
  uint32_t count = 0;
  for (int fd = 0; (uint64_t)fd < limit; fd++) {
    count += kernel_is_open(fd) >= 0;
  }
  return count;
}

/* Of these, those of children are counted already. */
static uint32_t pidfds(const struct shell *shell)
{
  uint32_t count = 0;
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    count += shell_mailbox(shell, i)->pidfd >= 0;
  }
  return count;
}

/* What must find an fd even if each child has a pidfd (kernel.md, 17). */
static uint64_t other_fds(const struct shell *shell)
{
  uint64_t count = OWN_FDS + SHELL_SPARE_FDS + SHELL_LEFTOVERS;
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    count += spawn_has_pipe(shell, i);
  }
  return count;
}

static void raise_file_limit(struct kernel_limit *limit)
{
  struct kernel_limit raised = {.soft = limit->hard, .hard = limit->hard};
  if (limit->soft != limit->hard && kernel_limit(RLIMIT_NOFILE, &raised, NULL) >= 0) {
    *limit = raised;
  }
}

/* How many children may have a pidfd while everything else still finds an fd (kernel.md, 17). The
 * limit is raised, and the fds that are open are counted, only where it could matter. */
static void share_out_fds(struct shell *shell)
{
  struct kernel_limit *limit = &shell->spawn.files_raised;
  uint64_t others = other_fds(shell);
  uint64_t wanted = others + shell->core.table->nodes.count;
  if (kernel_limit(RLIMIT_NOFILE, NULL, limit) < 0) {
    *limit = (struct kernel_limit){.soft = 1024, .hard = 1024};
  }
  if (shell_kept(shell)->files_hard == 0) {
    shell_kept(shell)->files_soft = limit->soft;
    shell_kept(shell)->files_hard = limit->hard;
  }
  if (limit->soft / 2 < wanted) {
    raise_file_limit(limit);
  }
  if (limit->soft / 2 < wanted) {
    others += open_fds(limit->soft) - pidfds(shell);
  }
  /* The programs by whose names baton can be called speak of the SIGCHLD that tells them of their
   * child: so baton hears of its child in the same way. */
  uint64_t left = limit->soft > others && !shell_has_personality(shell) ? limit->soft - others : 0;
  shell->ends.pidfds_left = left < UINT32_MAX ? (uint32_t)left : UINT32_MAX;
}

/* --- the whole --- */

int attach(struct shell *shell, char *room, const char **environment)
{
  uint64_t random[2];
  boot_random(2, 0, random);
  /* In the page that the kernel has written it to. */
  shell->environment = handover_inherited(environment, shell_is_classic(shell));
  shell->loop.random = random[0];
  shell->log.fd = shell->proc.root = shell->proc.children = -1;
  shell->orphans.at_ns = SHELL_NEVER;
  shell->sweep.first = shell->sweep.pass_first = BATON_NONE;
  shell->sweep.walks = false;
  make_lists(shell, room);
  int result = room_attach(
      shell, room + attach_room(shell->core.table->nodes.count, shell_is_classic(shell)));
  if (result < 0) {
    return result;
  }
  share_out_fds(shell);
  marks_attach(shell);
  stream_attach(shell);
  ends_attach(shell);
  sweep_attach(shell);
  tty_attach(shell);
  /* A SIGCHLD that was read or taken back does not come again. */
  orphans_are_due(shell);
  tty_child_event(shell);
  return 0;
}
