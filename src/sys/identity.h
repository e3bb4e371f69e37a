/* May the children's ids be what the line says? Asked once, before anything starts. */
#ifndef SYS_IDENTITY_H
#define SYS_IDENTITY_H

#include "shell.h"

/* Says what is wrong with the --user of these settings. */
void identity_refuse(const struct plan *plan, const struct baton_settings *settings,
                     const char *why);

/* 0, or the code that baton ends with, its reason said: ids that differ from baton's own need a
 * privilege (CLI.md, "USER by name"). Sets shell->may_set_groups. */
int identity_check(struct shell *shell, const struct plan *plan);

#endif
