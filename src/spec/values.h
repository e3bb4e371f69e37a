/* Values of options: text in, number out. Pure. Only VALUE_OK changes the result. */
#ifndef SPEC_VALUES_H
#define SPEC_VALUES_H

#include "core/plan.h"
#include "util/names.h"

#include <stddef.h>

/* The longest duration: its milliseconds fit 32 bits. */
#define VALUE_DURATION_MAX_MS 3600000000U

enum value_verdict {
  VALUE_OK,
  VALUE_WRONG,    /* not of this form */
  VALUE_UNITLESS, /* a bare number where a unit is due */
  VALUE_RANGE,    /* beyond what is allowed */
};

/* 250ms, 10s, 5m, 1h, 0. */
enum value_verdict value_duration(const char *text, size_t length, uint32_t *ms);

/* What somebody meant who wrote a duration in another way: 10sec, 1.5s, 1m30s, 2 min, 1d, and a
 * bare number of seconds. False: nothing is known. */
bool value_duration_meant(const char *text, uint32_t *ms);

/* N/DUR with 1 <= N <= most and DUR > 0, or "unlimited". Never VALUE_UNITLESS. */
enum value_verdict value_window(const char *text, uint32_t most, struct baton_window *window);

/* Was the restart number 0 meant, that is, none? */
bool value_window_is_none(const char *text);
/* The same as value_duration_meant() of its DUR; the usual one for N alone. */
bool value_window_meant(const char *text, uint32_t most, struct baton_window *window);

/* INITIAL[:MAX[:FACTOR]]; MAX and FACTOR are the standard ones where they are not given, and MAX at
 * least INITIAL. */
enum value_verdict value_backoff(const char *text, struct baton_settings *settings);

/* A whole number from `least` to `most`, with a '-' if it is negative. */
enum value_verdict value_integer(const char *text, int32_t least, int32_t most, int32_t *number);

/* 0 to 777, octal, or VALUE_WRONG. */
enum value_verdict value_umask(const char *text, uint32_t *mask);

/* A signal by name or number (`length` bytes); 0 if it is none. */
unsigned value_signal(const char *text, size_t length);

extern const char value_resources[]; /* a list, by the kernel's RLIMIT_ number */

/* NAME=SOFT[:HARD], each a number or "unlimited"; SOFT alone is both. */
enum value_verdict value_rlimit(const char *text, struct baton_limit *limit);

/* USER[:GROUP], as far as the files are not needed: neither part is empty, a number is an id.
 * `group`: GROUP was given. */
enum value_verdict value_user(const char *text, bool *group);

/* The whole of `text` is an id: a decimal number, and not (uid_t)-1. VALUE_WRONG: no number. */
enum value_verdict value_id(const char *text, size_t length, uint32_t *id);

#endif
