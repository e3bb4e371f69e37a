/* Sweeps: what an instance left behind is found, signalled, and waited for.
 *
 * Owns the passes over all processes and the pidfds of what they find. The core decides when to
 * look and which signal to send. One pass serves every sweep that is due in a turn (kernel.md, 13).
 */
#ifndef SYS_SWEEP_H
#define SYS_SWEEP_H

#include "shell.h"

/* Looks for what the instance has left behind, and sends the action's signal to all of its session.
 * If it is to be answered, that is an EV_SWEEP. */
void sweep_ask(struct shell *shell, const struct baton_action *action, bool to_be_answered);

/* Looks for the one that is the main process now that the last one has ended, and tells
 * ends_inherit(). */
void sweep_seek_heir(struct shell *shell, uint32_t slot);

/* Before a new instance: what was still wished for was for what the last one has left. */
void sweep_forget(struct shell *shell, uint32_t slot);

/* After an exec: looks again for each sweep that was under way. */
void sweep_attach(struct shell *shell);

/* A held leftover has ended. */
void sweep_leftover_event(struct shell *shell, uint32_t index, uint32_t serial);

/* Before orphans are looked for, which go by number, each child of the line among them, as long as
 * a leader is held: mostly nothing is left, and its leader can go. */
void sweep_look(struct shell *shell);

/* At the end of a turn: the pass, if one is due, and when that is. */
void sweep_turn(struct shell *shell);
uint64_t sweep_deadline(const struct shell *shell);

#endif
