/* Which child has which pid: a small hash table with chains through the slots. */
#ifndef SYS_PIDS_H
#define SYS_PIDS_H

#include "shell.h"

/* Heads of chains for `nodes` children: a power of two. */
uint32_t pids_heads(uint32_t nodes);

void pids_add(struct shell *shell, uint32_t slot);
void pids_remove(struct shell *shell, uint32_t slot);

/* The slot whose mailbox holds `pid`, or BATON_NONE. A leader that is reaped already keeps its
 * place while its sweep goes on: its number is then that of a session, and of no child. */
uint32_t pids_find(const struct shell *shell, int pid);

/* Is `pid` the number of a child that is not reaped yet? */
bool pids_is_child(const struct shell *shell, int pid);

#endif
