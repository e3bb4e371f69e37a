/* Starting a child: the one place where baton makes a process that runs a command.
 *
 * Owns the whole discipline of it (kernel.md, 24-27): the clone, the linear set-up in the child,
 * its one exit, and the readiness pipe. A child that fails writes why to its mailbox; baton never
 * waits for it, but may wait for a moment for a room in which it can stand (room.h).
 */
#ifndef SYS_SPAWN_H
#define SYS_SPAWN_H

#include "shell.h"

/* Makes the process of `slot` for its `run`. Returns 0, or a negative errno that the mailbox holds
 * as well, with its step. */
int spawn(struct shell *shell, uint32_t slot, uint32_t run);

/* Is the child's exec told by the end of its pipe? Where its set-up may wait (for a file, a
 * directory) it is not ready before, and where a start timeout was given. */
bool spawn_awaits_exec(const struct shell *shell, uint32_t slot);

/* Is there a pipe for each start, of its readiness or of its exec? */
bool spawn_has_pipe(const struct shell *shell, uint32_t slot);

/* Fills in what the core is to hear of a start that failed with that errno. Under
 * another name there is no second try, and each failure has a code. */
void spawn_failure(const struct shell *shell, int error, bool of_command,
                   struct baton_event *event);

/* The readiness pipe of a child is readable. */
void spawn_ready_event(struct shell *shell, uint32_t slot, uint32_t run);

#endif
