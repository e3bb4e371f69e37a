/* Which processes there are: /proc, if it shows our own PID namespace.
 *
 * Owns the reading of /proc and nothing that is decided by it.
 */
#ifndef SYS_PROC_H
#define SYS_PROC_H

#include "shell.h"

/* Opens /proc and our `children` file when they are first needed, which for a child that just runs
 * is never; without them shell->proc and shell->children are -1. To be called before either is
 * looked at. */
void proc_open(struct shell *shell);

/* Is there a `children` file? */
bool proc_shows_children(struct shell *shell);

/* A walk over the numbers of all processes: the entries of /proc, or, without it, every number up
 * to the newest. It uses the shell's buffer and its one walk, so there is one at a time. */
void proc_walk_begin(struct shell *shell);

/* The next number; 0 at the end; -1 when enough was done for one turn: call again in the next. */
int proc_walk_next(struct shell *shell);

/* Calls `visit` with the number of each child of ours, zombies included; false without the file. A
 * list that changes while it is read may be shown incompletely. */
bool proc_each_child(struct shell *shell, void (*visit)(struct shell *shell, int pid));

/* No fd of baton's own has a higher number; negative if that cannot be told. */
int proc_highest_fd(struct shell *shell);

/* What /proc/N/stat says. */
struct proc_stat {
  int parent;
  int threads;
  char state;
};

/* False when there is no such process (any more) or no /proc. */
bool proc_read_stat(const struct shell *shell, int pid, struct proc_stat *stat);

/* Has it ended, down to its last thread, and only waits for its parent to look? */
bool proc_is_dead(const struct proc_stat *stat);

/* The ancestor of `pid` that has no parent in this namespace, or is baton: 1, shell->pid, or the
 * process that came in from outside. 0 if it is gone. */
int proc_root_of(const struct shell *shell, int pid);

#endif
