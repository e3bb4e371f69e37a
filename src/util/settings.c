#include "settings.h"

#include <string.h>

/* Every byte of a record is a row's: what is in the record stands in the table, and equal settings
 * can be found by memcmp(). */
#define BYTES(id, type, ...) +sizeof(type) /* NOLINT(bugprone-macro-parentheses): of a sum */
#define NO_BYTES(...)
_Static_assert(sizeof(struct baton_settings) == 0 BATON_SETTINGS(BYTES, BYTES, BYTES, NO_BYTES),
               "baton_settings has padding: let its row RESERVED be as long");
_Static_assert(sizeof(struct baton_globals) == 0 BATON_GLOBALS(BYTES, BYTES, BYTES, NO_BYTES),
               "baton_globals has padding: let its row RESERVED be as long");
_Static_assert(sizeof(struct baton_settings) < 256 && sizeof(struct baton_globals) < 256,
               "struct setting has one byte for a field's place");

#define SETTING(id, type, field, form, least, most, standard, flag, words)                         \
  {offsetof(struct baton_settings, field), FORM_##form, flag, least, most},
#define GLOBAL(id, type, field, form, least, most, standard, flag, words)                          \
  {offsetof(struct baton_globals, field), FORM_##form, flag, least, most},
#define SETTING_FLAG(id, flag, words)                                                              \
  {offsetof(struct baton_settings, flags), FORM_FLAG, flag, 0, 0},
#define GLOBAL_FLAG(id, flag, words) {offsetof(struct baton_globals, flags), FORM_FLAG, flag, 0, 0},

const struct setting setting_rows[SETTING_NONE] = {
    BATON_SETTINGS(SETTING, SETTING, SETTING, SETTING_FLAG) /* */
    BATON_GLOBALS(GLOBAL, GLOBAL, GLOBAL, GLOBAL_FLAG)      /* */
};

#define STANDARD(id, type, field, form, least, most, standard, ...) .field = standard,

const struct baton_settings setting_standards = {
    BATON_SETTINGS(STANDARD, STANDARD, STANDARD, NO_BYTES)};
const struct baton_globals global_standards = {
    BATON_GLOBALS(STANDARD, STANDARD, STANDARD, NO_BYTES)};

/* A string for each row would need a pointer to it. */
#define WORDS(id, type, field, form, least, most, standard, flag, words) words "\0"
#define FLAG_WORDS(id, flag, words)                                      words "\0"

static const char all_words[] =
    BATON_SETTINGS(WORDS, WORDS, WORDS, FLAG_WORDS) BATON_GLOBALS(WORDS, WORDS, WORDS, FLAG_WORDS);

const char *setting_next_words(const char *words)
{
  do {
    words += strlen(words) + 1;
  } while (*words != '\0');
  return words + 1;
}

const char *setting_words(unsigned id)
{
  const char *words = all_words;
  while (id-- > 0) {
    words = setting_next_words(words);
  }
  return words;
}

uint32_t setting_value(const void *record, unsigned id)
{
  const uint8_t *at = (const uint8_t *)record + setting_rows[id].at;
  uint32_t value = 0;
  if (setting_rows[id].form <= FORM_SIGNAL) {
    return *at;
  }
  if (setting_rows[id].form <= FORM_WINDOW) {
    memcpy(&value, at, sizeof value);
  }
  return value;
}

bool setting_is_given(const void *record, unsigned id)
{
  uint32_t flags = setting_value(record, id > SETTING_LAST ? GLOBAL_FLAGS : SETTING_FLAGS);
  uint16_t flag = setting_rows[id].flag;
  return flag != 0 ? (flags & flag) != 0 : setting_value(record, id) != 0;
}

bool setting_differs(const struct baton_settings *settings, unsigned id)
{
  return setting_rows[id].flag != 0
             ? setting_is_given(settings, id)
             : setting_value(settings, id) != setting_value(&setting_standards, id);
}

bool setting_in_bounds(const void *record, unsigned id)
{
  const struct setting *row = &setting_rows[id];
  int64_t value = (int32_t)setting_value(record, id);
  return value >= row->least && value <= row->most;
}
