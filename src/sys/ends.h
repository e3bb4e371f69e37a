/* Ends of our children: seen, told to the core, and then reaped.
 *
 * Owns what becomes of a child's pidfd, its number and its zombie. An end is first looked at, then
 * told to the core, and only then reaped (kernel.md, 7); and as long as a sweep goes on its leader
 * stays a zombie, so that the number cannot become somebody else's (12).
 */
#ifndef SYS_ENDS_H
#define SYS_ENDS_H

#include "shell.h"

/* As kernel_wait(), of ends only: whoever has made baton its tracer is let go. */
int ends_wait(int pid, bool peek, struct kernel_end *end);

/* After an exec: finds all processes by their mailboxes. */
void ends_attach(struct shell *shell);

/* The process of `slot` exists: from here on its end will be told, by its pidfd or by SIGCHLD. */
void ends_watch(struct shell *shell, uint32_t slot);

/* A child's pidfd is readable. */
void ends_child_event(struct shell *shell, uint32_t slot, uint32_t run);

/* SIGCHLD: looks at the children that have no pidfd. */
void ends_of_numbers(struct shell *shell);

/* waitid() has shown that the live child of `slot` has ended. */
void ends_take(struct shell *shell, uint32_t slot, const struct kernel_end *end);

/* Has the live child of `slot` ended? Then its end is taken. */
bool ends_look(struct shell *shell, uint32_t slot);

/* Has the slot a process whose end was not told yet? */
bool ends_is_live(const struct shell *shell, uint32_t slot);

/* The one that sweep_seek_heir() has found is the child from now on; 0: there is none, and the
 * instance has ended. */
void ends_inherit(struct shell *shell, uint32_t slot, int heir);

/* Takes the zombie of the child of `slot` off the kernel's list, if it still is there: its number
 * may be somebody else's from here on. */
void ends_reap_leader(struct shell *shell, uint32_t slot);

/* The sweep of a child is over: lets its leader go. */
void ends_release_leader(struct shell *shell, uint32_t slot);

/* Has baton no child at all, zombies included? */
bool ends_nobody_left(const struct shell *shell);

#endif
