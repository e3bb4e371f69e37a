/* The drain: at the very end, what is left and was no child of the plan is ended too.
 *
 * Owns who is asked to go (kernel.md, 14) and the answer "nothing is left". The time it takes is
 * the core's to limit.
 */
#ifndef SYS_DRAIN_H
#define SYS_DRAIN_H

#include "shell.h"

/* ACT_DRAIN: TERM asks, KILL ends, 0 only waits. */
void drain_begin(struct shell *shell, uint8_t signal);

/* After a pass over strangers: is it over? Tells the core when it is. */
void drain_look(struct shell *shell);

/* A subreaper's KILL is repeated until nothing is left; its turn. */
void drain_turn(struct shell *shell);
uint64_t drain_deadline(const struct shell *shell);

#endif
