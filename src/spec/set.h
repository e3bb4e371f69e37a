/* What each option does to the clause it stands in: one function an option, named by the table's
 * column `setter`. Internal to spec/.
 *
 * A setter must not look at other clauses: finish.c does. It returns false after a report.
 */
#ifndef SPEC_SET_H
#define SPEC_SET_H

#include "lists.h"
#include "parser.h"
#include "values.h"

#include <string.h>

typedef bool set_function(struct draft *draft, const struct given *given);

/* By section of the table. */
set_function set_life;
set_function set_process;
set_function set_whole;

/* Fills the setting that the option's row names, as the form of that setting says. */
set_function set_value;

/* --- forms that several options share --- */

bool set_duration(struct draft *draft, const struct given *given, uint32_t *ms);
/* The value as its place in the list. */
bool set_choice(struct draft *draft, const struct given *given, const char *list, uint8_t *choice);
bool refuse_choice(struct draft *draft, const struct given *given, const char *list);
bool set_window(struct draft *draft, const struct given *given, uint32_t most,
                struct baton_window *window);
/* A whole number; `least` is not above 0. */
bool set_integer(struct draft *draft, const struct given *given, int32_t least, int32_t most,
                 int32_t *number);
/* A string of the plan: the one that is inherited, or that of the clause before (`previous`), if it
 * is equal. */
bool set_string(struct draft *draft, const struct given *given, uint32_t previous,
                uint32_t *string);
bool set_signal(struct draft *draft, const struct given *given, uint8_t *signal);
bool refuse_signal(struct draft *draft, const struct given *given, const char *name, size_t length);
/* Calls `take` with each part of a comma-separated list. */
bool each_part(struct draft *draft, const struct given *given,
               bool (*take)(struct draft *, const struct given *, const char *, size_t));
/* Refuses the signals that nobody can catch, or that baton needs itself: KILL, STOP, CHLD. */
bool check_signal(struct draft *draft, const struct given *given, unsigned signal);
void add_code(uint64_t codes[4], uint64_t code);

/* Refuses the value: report_given() with a text of its own. */
bool refuse(struct draft *draft, const struct given *given, const char *why);

static inline bool is(const char *value, const char *word)
{
  return strcmp(value, word) == 0;
}

/* Options that words.c or parse.c deals with, and -s, which asks for what baton does anyway. */
static inline bool set_nothing(struct draft *draft, const struct given *given)
{
  (void)draft;
  (void)given;
  return true;
}

#endif
