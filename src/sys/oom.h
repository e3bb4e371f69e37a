/* Whether the kernel has ended processes of the container for want of memory.
 *
 * Owns how many such kills are accounted for. The kernel counts them for each control group and
 * tells of no one whom it was; so a KILL that is nobody else's is taken for one if the count has
 * risen since (supervision.md, "Statuses").
 */
#ifndef SYS_OOM_H
#define SYS_OOM_H

#include "shell.h"

/* What was counted before is of no child. Until it has been read once no end is taken for a kill.
 */
void oom_begin(struct shell *shell);

/* A process has ended by a KILL that baton did not send: is there a kill that no other end was
 * taken for? */
bool oom_explains(struct shell *shell);

#endif
