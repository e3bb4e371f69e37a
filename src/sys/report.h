/* The termination message: why the container ended, in one line, for who looks after it. */
#ifndef SYS_REPORT_H
#define SYS_REPORT_H

#include "shell.h"

void report_end(const struct shell *shell);

#endif
