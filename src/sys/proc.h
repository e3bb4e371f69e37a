/* Which processes there are: /proc, if it shows our own PID namespace.
 *
 * Owns the reading of /proc and nothing that is decided by it.
 */
#ifndef SYS_PROC_H
#define SYS_PROC_H

#include "shell.h"

/* Opens /proc and our `children` file when they are first needed: never, if the only child just
 * runs. Without them shell->proc.root and shell->proc.children are -1. Call it before looking at
 * either. */
void proc_open(struct shell *shell);

/* Is there a `children` file? */
bool proc_shows_children(struct shell *shell);

/* Is there a `children` file, and can the kernel say who has a number? */
bool proc_knows_numbers(struct shell *shell);

/* If so: is there a process or a thread of that number, be it a zombie, or a group or a session? */
bool proc_number_is_taken(const struct shell *shell, int number);

/* Begins a walk over the numbers of all processes: the entries of /proc or, without it, every
 * number up to the newest. There is one buffer, so there is one walk at a time. */
void proc_walk_begin(struct shell *shell);

/* As if there were no /proc. */
void proc_walk_numbers(struct shell *shell);

/* Without /proc: leaves out what cannot descend from `pid` and those that were made later, since
 * numbers are given in their order. */
void proc_walk_after(struct shell *shell, int pid);

/* The next number; 0 at the end; -1 when enough was done for one turn: call again in the next. */
int proc_walk_next(struct shell *shell);

/* The walk was enough for this turn: it pauses as soon as it can. */
void proc_walk_rest(struct shell *shell);

/* Calls `visit` with the number of each child of ours, zombies included. Of a list that changes
 * while it is read, some entries may be missed. False if it could not be read to its end, or is not
 * there. */
bool proc_each_child(struct shell *shell, bool (*visit)(struct shell *shell, int pid));

/* No fd of baton's own has a higher number; negative if that cannot be told. */
int proc_highest_fd(struct shell *shell);

/* Has it ended, down to its last thread, and at most waits for its parent to look? */
bool proc_is_dead(const struct shell *shell, int pid);

/* Reads the hard limit of its RLIMIT_RTTIME, which anybody may. False if that cannot be had. */
bool proc_time_limit(struct shell *shell, int pid, uint64_t *hard);

/* Its parent; 0: that is in another namespace, or `pid` is gone, or there is no /proc. */
int proc_parent(const struct shell *shell, int pid);

/* The ancestor of `pid` that is baton, or that has no parent in this namespace: PID 1 or a process
 * that came in from outside. 0 if `pid` is gone. */
int proc_root_of(const struct shell *shell, int pid);

#endif
