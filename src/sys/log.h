/* The log: one line on stderr for each transition, as logfmt or JSON, which never blocks baton.
 *
 * Owns the words, the levels, the rate limit, and the way to stderr. What cannot be written is
 * counted and dropped; nothing that happens here changes what baton does.
 */
#ifndef SYS_LOG_H
#define SYS_LOG_H

#include "line.h"
#include "shell.h"

/* What the core has to say. The first line finds the way to stderr; before there is a core, there
 * is boot_say() only. */
void log_note(struct shell *shell, const struct baton_action *action);

/* What the shell has to say of itself: of `slot`, or of nobody (BATON_NONE). A detail of 0 is none.
 */
struct log_detail {
  unsigned signal;
  int error;
  int pid;
};

void log_own(struct shell *shell, enum baton_log level, const char *event, uint32_t slot,
             struct log_detail detail);

/* A line about the whole that is made elsewhere; false: it is not wanted. */
bool log_begin(struct shell *shell, struct line *line, enum baton_log level, const char *event);
void log_end(struct shell *shell, struct line *line);

/* Its parts: a node's path; which step of a start failed, and how; restarts within a limit. */
void log_add_node(struct line *line, const struct shell *shell, const char *name, uint32_t slot);
void log_add_failure(struct line *line, const struct shell *shell, uint32_t slot);
void log_add_limit(struct line *line, uint64_t restarts, struct baton_window limit);

/* How many lines were never seen. */
void log_close(struct shell *shell);

/* Writes a whole line, as it is: its length, or less. */
int log_bytes(struct shell *shell, const char *bytes, size_t length);

#endif
