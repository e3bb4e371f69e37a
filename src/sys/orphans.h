/* Orphans: processes that are no children of the plan and end as ours, taken off the kernel's list.
 *
 * Owns when to look for them: after a SIGCHLD, and in a storm of these only every 5 ms (kernel.md,
 * 10).
 */
#ifndef SYS_ORPHANS_H
#define SYS_ORPHANS_H

#include "shell.h"

/* SIGCHLD has come. */
void orphans_sigchld(struct shell *shell);

/* The next turn looks for them. */
void orphans_are_due(struct shell *shell);

/* One leader less is held: if it was the last, waitid(P_ALL) shows orphans again, and whatever a
 * pass has missed that went by number. */
void orphans_leader_is_gone(struct shell *shell);

/* Reaps by number those that have ended, and none of the line's. */
void orphans_reap_numbers(struct shell *shell);

/* At the end of a turn: the pass over them, if it is due. */
void orphans_turn(struct shell *shell);

/* When a pass is due; SHELL_NEVER: none is. */
uint64_t orphans_deadline(const struct shell *shell);

/* Reaps an orphan; false if it has not ended, or is not ours to reap. */
bool orphans_reap(struct shell *shell, int pid);

#endif
