/* Habits of the programs whose names baton can be called by, where they are not a step of a start.
 *
 * Owns what becomes of baton itself once the child is made, and the last TERM to the child's group.
 */
#ifndef SYS_GUEST_H
#define SYS_GUEST_H

#include "shell.h"

/* At boot, with signals blocked: what was asked for is set up, or said to be missing. */
void guest_begin(struct shell *shell);

/* The child is made and has its own directory and fds, or there will be none: baton lets go of what
 * it does not need. */
void guest_let_go(struct shell *shell);

/* A signal came: what there is to say of it. */
void guest_signal(struct shell *shell, unsigned signal);

/* ... and was forwarded: the stops of a terminal stop baton as well. */
void guest_suspend(struct shell *shell, unsigned signal);

/* The child has ended: TERM to its group, or to nobody. Returns whether somebody is to be waited
 * for. */
bool guest_last_term(struct shell *shell);

/* Is nobody left of the child's group? */
bool guest_group_gone(const struct shell *shell);

#endif
