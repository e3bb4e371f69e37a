/* The child's side of a start: from clone to exec, one way, one exit. */
#ifndef SYS_CHILD_H
#define SYS_CHILD_H

#include "exec.h"
#include "room.h"

struct child {
  const struct shell *shell;
  uint32_t slot;
  const struct baton_settings *settings;
  struct room room;               /* where it stands, … */
  const volatile uint32_t *taken; /* … and what holds its number if it shares baton's memory */
  int ready_fd;                   /* the writing end of its readiness pipe, or -1 */
  int ready_given;                /* the number under which the command gets it */
  struct file_path *path;         /* where a path has room, behind what is put together */
  const char *files;              /* what --env-file comes to */
  char *ready_digits; /* where its environment has the number of its readiness fd, … */
  char *pid_digits;   /* … and its own; NULL: nowhere */
  int fds_kept;       /* > 0: its table of fds is still baton's, and it needs those below only */
  bool marked;        /* it has its mark */
  bool terminal;      /* it stays in the terminal's session … */
  bool foreground;    /* … and is put in its foreground */
  bool takes;         /* it leads a session of its own, which takes the terminal */
  struct exec exec;   /* made on the way */
};

/* May it run in baton's memory? Not where something on its way changes what belongs to the memory:
 * that would be baton's as well (kernel.md, 24a). */
bool child_may_share(const struct shell *shell, const struct baton_settings *settings);

/* Puts its words and environment together, in its room: before it is made if it is to share baton's
 * memory, and as one of its steps if it has a copy. 0 or a negative errno. */
int child_prepare(struct child *child);

/* Runs `argument`, a struct child, in the child of a raw clone. Must not raise, abort or use
 * anything of libc that knows which process it is (kernel.md, 3); and where it shares baton's
 * memory, it writes to its room and its mailbox and nowhere else. */
_Noreturn void child_run(void *argument);

#endif
