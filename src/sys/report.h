/* Why the container ended: the last line of the log, and the same text as the termination message.
 */
#ifndef SYS_REPORT_H
#define SYS_REPORT_H

#include "shell.h"

void report_end(struct shell *shell);

/* The message of a line that was refused, where the default file waits for one. */
void report_refusal(const char *message);

#endif
