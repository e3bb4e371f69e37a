/* The log: one line on stderr for each transition, as logfmt or JSON, which never blocks baton.
 *
 * Owns the words, the levels, the rate limit, and the way to stderr. What cannot be written is
 * counted and dropped; nothing that happens here changes what baton does.
 */
#ifndef SYS_LOG_H
#define SYS_LOG_H

#include "shell.h"

/* What the core has to say. The first line finds the way to stderr; before there is a core, there
 * is boot_say() only. */
void log_note(struct shell *shell, const struct baton_action *action);

/* What the shell has to say of itself. */
void log_spawned(struct shell *shell, uint32_t slot);
void log_signal_failed(struct shell *shell, uint32_t slot, unsigned signal, int error);
void log_ready_failed(struct shell *shell, uint32_t slot, int error);
void log_reaped(struct shell *shell, int pid);
void log_warning(struct shell *shell, const char *event, int error);

/* The last line: how many lines were never seen. */
void log_close(struct shell *shell);

/* Writes whole lines, as they are, in the same way. */
void log_bytes(struct shell *shell, const char *bytes, size_t length);

#endif
