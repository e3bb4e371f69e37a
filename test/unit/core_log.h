/* The log, held against what happens: a line for each transition, none without one, and what it
 * says is true (supervision.md, "The log"). core_world.c asks it about every event of every test.
 */
#ifndef TEST_CORE_LOG_H
#define TEST_CORE_LOG_H

#include "core_world.h"

/* Before the step that takes the event. */
void log_begin(const struct event *event);
/* For each NOTE, and for each SIGNAL that stops or kills. */
void log_note(const struct action *note);
void log_signal(const struct action *signal);
/* After the step and its actions. */
void log_end(void);

#endif
