/* The rows of <baton/settings.h> as data. Pure.
 *
 * Owns what is the same for all fields of a form: where they lie, their bounds, their defaults and
 * their names. Knows no option.
 */
#ifndef UTIL_SETTINGS_H
#define UTIL_SETTINGS_H

#include <baton/table.h>

#include <stdbool.h>
#include <stddef.h>

/* What a field holds. Those that `least` and `most` bound come first. */
enum setting_form {
  /* of one byte */
  FORM_BYTE,
  FORM_CHOICE, /* one of the row's words */
  FORM_STREAM, /* the same; FILE is the string in the next row's field */
  FORM_SIGNAL,
  /* of four */
  FORM_NUMBER, /* with a sign */
  FORM_OCTAL,
  FORM_DURATION, /* milliseconds; BATON_NONE: there is none */
  FORM_STRING,   /* shown where it is set */
  FORM_TEXT,     /* a string that is always shown */
  FORM_WORDS,    /* packed strings, whose count is the next row's field */
  FORM_LIMITS,   /* entries of the limit table; likewise */
  FORM_GROUPS,   /* of the group table; likewise */
  FORM_COUNT,
  FORM_ID,    /* whatever it is */
  FORM_FLAGS, /* those in `most` */
  FORM_FLAG,  /* no field: a bit of the flags */
  FORM_WINDOW,
  /* of other widths */
  FORM_SIGNALS, /* a set of them */
  FORM_CODES,   /* a set of exit codes */
  FORM_MAP,     /* from signals to what they mean */
  FORM_BYTES,   /* of no meaning here */
};

#define SETTING_ID(id, ...) SETTING_##id,
#define GLOBAL_ID(id, ...)  GLOBAL_##id,

/* Fields of baton_settings, then those of baton_globals. */
enum setting_id {
  BATON_SETTINGS(SETTING_ID, SETTING_ID, SETTING_ID, SETTING_ID) /* */
  SETTING_COUNT,
  SETTING_LAST = SETTING_COUNT - 1,
  BATON_GLOBALS(GLOBAL_ID, GLOBAL_ID, GLOBAL_ID, GLOBAL_ID) /* */
  SETTING_NONE,
};

#undef SETTING_ID
#undef GLOBAL_ID

struct setting {
  uint8_t at;   /* where the field begins in its record; of FORM_FLAG, where the flags do */
  uint8_t form; /* enum setting_form */
  uint16_t flag;
  int32_t least;
  uint32_t most;
};

extern const struct setting setting_rows[SETTING_NONE];

/* The records as they are without an option. */
extern const struct baton_settings setting_standards;
extern const struct baton_globals global_standards;

/* A row's name, "" if it is not shown, and behind it the words that its choices are; the list ends
 * with an empty word. */
const char *setting_words(unsigned id);

/* The words of the next row, from those of a row. */
const char *setting_next_words(const char *words);

/* The field of a row in the record of its list: a window's limit; 0 of what has another width. */
uint32_t setting_value(const void *record, unsigned id);

/* Whether such a field was set by an option: by the row's flag, or without one, because it is not
 * 0. */
bool setting_is_given(const void *record, unsigned id);

/* Whether such a field is not what it would be without an option: by the row's flag, or without
 * one, by its standard. */
bool setting_differs(const struct baton_settings *settings, unsigned id);

/* Whether such a field, up to FORM_OCTAL, is within its row's bounds. */
bool setting_in_bounds(const void *record, unsigned id);

#endif
