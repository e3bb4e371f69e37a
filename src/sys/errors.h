/* Errors of the kernel by name, for messages, and what they mean for a start. libc's sentences are
 * not linked. */
#ifndef SYS_ERRORS_H
#define SYS_ERRORS_H

#include "core/vocab.h"
#include "util/text.h"

/* What a text's format knows besides: $ for an error, ENOENT for 2, and as a number where it has no
 * name here; ~ for milliseconds as people read them. */
bool text_put_log_value(struct text *text, char placeholder, uint64_t number);

/* $ in the words that people know, for what an exec, a fork or a terminal can fail with. */
bool text_put_words(struct text *text, char placeholder, uint64_t number);

/* The exit code that a failed start counts as; 0: the core knows. */
uint8_t error_code(const struct baton_codes *codes, int error, bool of_command);

/* What an errno means for a start that failed (supervision.md, "An instance ends", 7). */
enum core_failure error_failure(int error, bool of_command);

#endif
