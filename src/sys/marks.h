/* Marks: which instance a process descends from, however far it has gone away.
 *
 * Owns who has which mark (util/mark.h says what one is), how a child takes it and how it is read.
 */
#ifndef SYS_MARKS_H
#define SYS_MARKS_H

#include "shell.h"

/* Looks what marks baton can give. */
void marks_attach(struct shell *shell);

/* Chooses the mark of the instance that is about to be started; 0: it gets none. */
uint32_t marks_choose(struct shell *shell, uint32_t slot);

/* The mailbox's mark is known from now on, and no more. */
void marks_add(struct shell *shell, uint32_t slot);
void marks_remove(struct shell *shell, uint32_t slot);

/* In the child: takes the mark. False where it cannot be had. */
bool marks_take(const struct shell *shell, uint32_t mark);

/* The mark of a process; 0: it has none of ours; a negative errno: -ESRCH says that there is no
 * such process, anything else that its mark cannot be read. */
int marks_read(struct shell *shell, int pid);

/* The slot whose instance has that mark, or BATON_NONE. */
uint32_t marks_find(const struct shell *shell, uint32_t mark);

#endif
