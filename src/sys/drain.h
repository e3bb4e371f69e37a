/* The drain: at the very end, whatever is left and was no child of the plan is ended as well.
 *
 * Owns whom to ask (kernel.md, 14) and the answer "nothing is left". The core limits the time.
 */
#ifndef SYS_DRAIN_H
#define SYS_DRAIN_H

#include "shell.h"

/* ACT_DRAIN: TERM asks, KILL ends, 0 only waits. */
void drain_begin(struct shell *shell, uint8_t signal);

/* After a pass over orphans: is nothing left? Tells the core when that is so. */
void drain_look(struct shell *shell);

/* Goes on with a pass over all processes, as long as a turn may take. A subreaper repeats its KILL
 * until nothing is left. */
void drain_turn(struct shell *shell);

/* When drain_turn() has something to do. */
uint64_t drain_deadline(const struct shell *shell);

#endif
