/* One line of the log, as logfmt or as JSON, field by field.
 *
 * Owns how a field is written. A field that does not fit is left out whole, so that a line is
 * always of its form; and none holds a byte that a terminal would obey.
 */
#ifndef SYS_LINE_H
#define SYS_LINE_H

#include "util/text.h"

#define LINE_MOST 1024U /* at most PIPE_BUF: a line is written whole or not at all */

struct line {
  struct text text;
  bool json;
  char bytes[LINE_MOST];
};

/* An empty one. */
void line_begin(struct line *line, bool json);
/* What stands before the first field; JSON has a field of its own for it. */
void line_time(struct line *line);
void line_level(struct line *line, const char *level);

/* The fields. A word that is no plain one is quoted, and cut if it is long. */
void line_word(struct line *line, const char *name, const char *word);
/* The same of a whole message, as long as there is room. */
void line_message(struct line *line, const char *message);
/* What to do about it: the field "hint", from a packed text. */
void line_hint(struct line *line, const char *packed);
void line_number(struct line *line, const char *name, uint64_t number);
void line_ms(struct line *line, const char *name, uint64_t ms);
void line_signal(struct line *line, unsigned signal);
void line_error(struct line *line, int error);
/* So many of at most `limit`; UINT32_MAX: there is none. */
void line_restarts(struct line *line, uint64_t count, uint64_t limit);
/* One more of a list of plain words; false if there is no room for it, and for `spare` bytes
 * behind it. line_list_end() comes behind the last, if there was one. */
bool line_list(struct line *line, const char *name, bool first, const char *word, size_t spare);
void line_list_end(struct line *line);

/* Ends it with its newline; returns its length. */
size_t line_end(struct line *line);

#endif
