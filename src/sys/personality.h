/* Personalities: the habits of the programs by whose names baton can be called, where they are not
 * a step of a start.
 *
 * Owns what becomes of baton itself once the child is made, and the last TERM to the child's group.
 */
#ifndef SYS_PERSONALITY_H
#define SYS_PERSONALITY_H

#include "shell.h"

/* At boot, with signals blocked: sets up what was asked for, or says that it is missing. */
void personality_begin(struct shell *shell);

/* The child exists and has its own directory and fds, or there will be no child: baton lets go of
 * what it does not need. */
void personality_let_go(struct shell *shell);

/* A signal has come: says what there is to say of it. */
void personality_signal(struct shell *shell, unsigned signal);

/* A process below has ended, a child or not: the same. */
void personality_end(struct shell *shell, const struct kernel_end *end);

/* A signal was forwarded: the stops of a terminal stop baton as well. */
void personality_suspend(struct shell *shell, unsigned signal);

/* The child has ended: sends TERM to its group, or to nobody. Returns whether to wait for somebody.
 */
bool personality_last_term(struct shell *shell);

#endif
