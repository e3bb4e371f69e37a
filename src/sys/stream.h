/* A child's fds 0 to 2.
 *
 * Owns what --stdin, --stdout and --stderr come to, and that no instance meets what another one has
 * done to a description that both write to (supervision.md, "Terminal, session, group").
 */
#ifndef SYS_STREAM_H
#define SYS_STREAM_H

#include "child.h"

/* Which of fds 1 and 2 each instance opens anew. */
void stream_attach(struct shell *shell);

/* Opens the terminal on a standard fd anew. */
void stream_renew(int fd);

/* In the child: makes its fd `target` what the line says. 0 or more, or a negative errno. */
int stream_connect(const struct child *child, int target);

#endif
