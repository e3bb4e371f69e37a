/* The words that an option's value or a field of the plan is one of, in the order of their enum. */
#ifndef SPEC_LISTS_H
#define SPEC_LISTS_H

#include "util/names.h"

extern const char list_go_strategies[]; /* as a Go program would spell them */
extern const char list_ready_values[];  /* what --ready takes */
extern const char list_inherit_null[];
extern const char list_resources[]; /* by the kernel's RLIMIT_ number */

#endif
