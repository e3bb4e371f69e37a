/* May the children's ids be what the line says? Asked once, before anything starts. */
#ifndef SYS_IDENTITY_H
#define SYS_IDENTITY_H

#include "core/plan.h"

/* The first settings whose --user is not allowed, or NULL: ids that differ from baton's own need a
 * privilege (command-line.md, "Users"). Says as well whether baton may set the supplementary groups
 * of a child. */
const struct baton_settings *identity_denied(const struct plan *plan, uint8_t *may_set_groups);

#endif
