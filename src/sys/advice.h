/* What is said once, at the start, to whoever wrote the line: it is right, and perhaps not what was
 * meant. */
#ifndef SYS_ADVICE_H
#define SYS_ADVICE_H

#include "shell.h"

/* `is_option` knows baton's own options. */
void advice_give(struct shell *shell, bool (*is_option)(const char *word));

#endif
