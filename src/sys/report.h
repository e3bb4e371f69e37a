/* The termination message: one line that tells whoever looks after the container why it ended. */
#ifndef SYS_REPORT_H
#define SYS_REPORT_H

#include "shell.h"

void report_end(const struct shell *shell);

#endif
