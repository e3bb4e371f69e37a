/* Ends: of our children, told to the core, and of strangers, taken off the kernel's list.
 *
 * Owns every waitid() and the decoding of what it says. A child's end is first looked at, then told
 * to the core, and only then reaped (kernel.md, 7), and its leader stays a zombie while its sweep
 * goes on, so that its number stays its own (12).
 */
#ifndef SYS_REAP_H
#define SYS_REAP_H

#include "shell.h"

/* A child's pidfd is readable. */
void reap_child_event(struct shell *shell, uint32_t slot, uint32_t run);

/* SIGCHLD came: strangers, and children without a pidfd, are due. */
void reap_sigchld_event(struct shell *shell);

/* At the end of a turn: the pass over strangers, if it is due. */
void reap_turn(struct shell *shell);

/* When a pass that a storm put off is due; SHELL_NEVER: none is. */
uint64_t reap_deadline(const struct shell *shell);

/* The sweep of a child is over: lets its leader go. */
void reap_leader(struct shell *shell, uint32_t slot);

/* Reaps a process that is no child of the plan; false if it has not ended, or is not ours to reap.
 */
bool reap_stranger(struct shell *shell, int pid);

/* Has baton no child at all, zombies included? */
bool reap_nothing_left(const struct shell *shell);

#endif
