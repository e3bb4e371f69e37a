/* Making struct shell of an arena and the kernel.
 *
 * Owns what is made at every exec: a baton that boots makes an arena first, one that takes over has
 * an arena already, and both attach to it. What is made only once is boot's.
 */
#ifndef SYS_ATTACH_H
#define SYS_ATTACH_H

#include "shell.h"

/* Opens the first fds of baton's own, by which the loop hears of everything. 0 or a negative errno.
 */
int attach_events(struct shell *shell);

/* Bytes that attach() needs behind an arena of so many nodes. */
size_t attach_room(uint32_t nodes, bool classic);

/* Makes the rest of the shell, whose core is bound and whose fds for events are open. `room` is
 * zeroed and of attach_room() bytes. 0 or a negative errno. */
int attach(struct shell *shell, char *room, const char **environment);

#endif
