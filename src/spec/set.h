/* What each option does to the clause it stands in: one function an option, named by the table's
 * column `setter`. Internal to spec/.
 *
 * A setter must not look at other clauses: finish.c does. It returns false after a report.
 */
#ifndef SPEC_SET_H
#define SPEC_SET_H

#include "parser.h"
#include "values.h"

typedef bool set_function(struct draft *draft, const struct given *given);

/* The setters of the table's sections, in its order. */
extern set_function *const set_life[];
extern set_function *const set_process[];
extern set_function *const set_whole[];

/* Fills the setting that the option's row names, as the form of that setting says. */
set_function set_value;

/* --- forms that several options share --- */

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
/* The number of a signal; 0 after a report. */
unsigned read_signal(struct draft *draft, const struct given *given, const char *name,
                     size_t length);
/* Calls `take` with each part of a comma-separated list. */
bool each_part(struct draft *draft, const struct given *given,
               bool (*take)(struct draft *, const struct given *, const char *, size_t));
/* Refuses the signals that nobody can catch, or that baton needs itself: KILL, STOP, CHLD. */
bool check_signal(struct draft *draft, const struct given *given, unsigned signal);
void add_code(uint64_t codes[4], uint64_t code);

/* Refuses the value: report_given() with a text of its own. */
bool refuse(struct draft *draft, const struct given *given, const char *format);
/* The same unless the value is right, by the list of what to say where it is VALUE_WRONG,
 * VALUE_UNITLESS and VALUE_RANGE; # is `most`. */
bool judge(struct draft *draft, const struct given *given, enum value_verdict verdict,
           const char *formats, uint32_t most);

/* Options that others find by the word where they stand; -s, too, which baton always is. */
static inline bool set_nothing(struct draft *draft, const struct given *given)
{
  (void)draft;
  (void)given;
  return true;
}

#endif
