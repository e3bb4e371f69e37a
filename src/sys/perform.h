/* The one switch from the core's actions to the kernel. */
#ifndef SYS_PERFORM_H
#define SYS_PERFORM_H

#include "shell.h"

void perform(struct shell *shell, const struct baton_action *action);

#endif
