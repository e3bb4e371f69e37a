/* May the children's ids be what the line says? Asked once, before anything starts. */
#ifndef SYS_IDENTITY_H
#define SYS_IDENTITY_H

#include "shell.h"

/* The first settings whose --user is not allowed, or NULL: ids that differ from baton's own need a
 * privilege (command-line.md, "Users"). Sets shell->spawn.may_set_groups. */
const struct baton_settings *identity_denied(struct shell *shell, const struct plan *plan);

#endif
