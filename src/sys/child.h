/* The child's side of a start: from clone to exec, one way, one exit. */
#ifndef SYS_CHILD_H
#define SYS_CHILD_H

#include "exec.h"
#include "shell.h"

struct child {
  const struct shell *shell;
  uint32_t slot;
  const struct baton_settings *settings;
  int ready_fd;      /* the writing end of its readiness pipe, or -1 */
  const char *files; /* what --env-file comes to */
  int ready_given;   /* the number under which the command gets it, or -1 */
  int fds_kept;      /* > 0: its table of fds is still baton's, and it needs those below only */
  bool marked;       /* it has its mark */
  bool terminal;     /* it stays in the terminal's session … */
  bool foreground;   /* … and is put in its foreground */
  bool takes;        /* it leads a session of its own, which takes the terminal */
  struct exec exec;  /* made on the way */
};

/* Runs in the child of a raw clone. Must not raise, abort or use anything of libc that knows which
 * process it is (kernel.md, 3). */
_Noreturn void child_run(struct child *child);

#endif
