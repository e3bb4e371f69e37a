/* The terminal: lent to the child that inherits stdin, given back at the end.
 *
 * Owns which process group is in the foreground (supervision.md, "Terminal, session, group").
 */
#ifndef SYS_TTY_H
#define SYS_TTY_H

#include "shell.h"

/* Which terminal there is, and which child may have it. */
void tty_attach(struct shell *shell);

/* At boot, after that: whose the terminal is; or it is left, for a child that leads a session. */
void tty_begin(struct shell *shell);

/* May the next instance be put in the foreground? Before clone. */
bool tty_may_take(const struct shell *shell);

/* Is the signal news of the terminal? WINCH if a child has it; HUP if baton has one itself, is not
 * PID 1 and was not told to ignore it (nohup). */
bool tty_is_meant(const struct shell *shell, unsigned signal);

/* The child of `slot` has ended. Did it have the terminal? Then that is baton's until the next
 * instance takes it, so that Ctrl-C reaches somebody. */
bool tty_take_back(const struct shell *shell, uint32_t slot);

/* A shell that brings a job to the foreground gives the terminal to baton's group: it goes on to
 * the child. So when CONT has come, before that is forwarded. */
bool tty_hand_on(struct shell *shell);

/* A SIGCHLD has come. A child that the terminal has stopped gets the terminal if the shell has
 * given it to our group without sending CONT; otherwise the whole job stops, so that the shell sees
 * it. Not for PID 1 or the leader of a session, which nobody could continue. */
void tty_child_event(struct shell *shell);

/* Sets the terminal as it was before baton: whoever had it may have been killed in the middle of
 * something else. TTOU is blocked. */
void tty_restore(const struct shell *shell);

void tty_give_back(const struct shell *shell);

#endif
