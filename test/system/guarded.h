/* What a guarded child (guarded.c) has, for one that is to be caught. */
#ifndef SYSTEM_GUARDED_H
#define SYSTEM_GUARDED_H

#include <baton/table.h>

extern struct baton_mailbox *guarded_mailbox; /* its own */

#endif
