/* The loop: one outside event at a time to the core, its actions to perform.c, one deadline.
 *
 * Owns the clock, the epoll set and the order of a turn. Decides nothing about children.
 */
#ifndef SYS_LOOP_H
#define SYS_LOOP_H

#include "shell.h"

/* Starts the tree and runs until the core has finished; returns baton's exit code. */
int loop_run(struct shell *shell);

/* Gives one event to the core and performs what comes of it, or as much as a turn may. */
void loop_deliver(struct shell *shell, struct baton_event event);

/* Gives one event to the core, with the time of the last look at the clock, which is that of the
 * turn or of a spawn. Its actions stay in the queue, in which there must be room for them. */
void loop_step(struct shell *shell, struct baton_event event);

/* Makes room in the queue for what an event leads to. */
void loop_make_room(struct shell *shell);

/* Performs the queue, at least its oldest action; what a turn is too short for, the next does. */
void loop_perform(struct shell *shell);

/* Has the turn worked for so long that signals must be heard before it goes on? Asked after each
 * piece of work, of which the clock sees every so many. */
bool loop_is_tired(struct shell *shell);

/* Reads the clock; a clock that cannot be read stands still. */
void loop_look_at_clock(struct shell *shell);

/* The same, if this turn has not done so yet: a turn that hears a signal alone begins without. */
void loop_know_time(struct shell *shell);

/* Puts an fd into the epoll set for reading. */
int loop_watch(const struct shell *shell, int fd, enum source source, uint32_t slot, uint32_t run);

/* Takes an fd out of it and closes it, always in this order: a child between clone and exec still
 * has the description, and close alone would leave a registration that fires for ever and cannot
 * be removed (kernel.md, 15). */
void loop_close(const struct shell *shell, int32_t *fd);

/* Closes one that was never in it, or has fired for the only time. */
void loop_close_alone(int32_t *fd);

/* A turn in which nothing could be heard because a call failed. After too many in a row baton gives
 * up: it would spin, and stay deaf. */
void loop_deaf(struct shell *shell, const char *what, int error);

#endif
