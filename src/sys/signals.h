/* Signals to baton: blocked from the first instruction on, read one by one, told to the core.
 *
 * Owns the masks, the fault handlers and what children get back of both. Decides nothing: which
 * signal does what is the core's.
 */
#ifndef SYS_SIGNALS_H
#define SYS_SIGNALS_H

#include "shell.h"

/* Blocks everything that can be caught, and gives the faults their handler. main() does this first:
 * until then the kernel drops a TERM to PID 1. */
int signals_block(struct shell *shell);

/* SIGCHLD to its default, and the fd by which the loop is told. */
int signals_open(struct shell *shell);

/* As PID 1 no child inherits an ignored signal. */
void signals_clear_ignored(struct shell *shell);

void signals_event(struct shell *shell);

/* Handles the fault signals that somebody has sent since. Their handler wakes the loop with a
 * SIGCHLD, which is not heard during a storm of ends. */
void signals_take_faults(struct shell *shell);

/* Lets SIGCHLD wait, without TERM waiting behind it, or ends that. On a negative errno nothing has
 * changed. */
int signals_mute_sigchld(const struct shell *shell, bool mute);

/* To one process: by its pidfd if there is one (-1: none) and the kernel lets us, else by number.
 */
int signals_send(int pidfd, int pid, int signal);

/* In a child, whose libc state is its parent's (kernel.md, 3): restores what baton inherited. */
int signals_restore(const struct shell *shell);

/* In a child: nothing is blocked, and nothing up to 31 is ignored. */
int signals_clear(void);

/* From now on fault signals that somebody sends do what they do to everybody: they end baton. */
void signals_disarm_faults(void);

#endif
