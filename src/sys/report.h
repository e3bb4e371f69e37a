/* Why the container ended: the last line of the log, and the same text as the termination message.
 */
#ifndef SYS_REPORT_H
#define SYS_REPORT_H

#include "shell.h"

void report_end(struct shell *shell);

/* On stderr, a message about the line; it begins with "baton: " and ends with a newline. What does
 * not is another program's, and is no JSON. */
void report_line(enum baton_log level, bool json, const char *message);

/* The message of a line that was refused: in the file, or (NULL) in the default one, if that waits
 * for one. */
void report_refusal(const char *file, const char *message);

#endif
