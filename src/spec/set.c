/* The forms of values that several options share, and the way to an option's own function. */
#include "set.h"

#include "util/signal.h"
#include "util/span.h"

bool refuse(struct draft *draft, const struct given *given, const char *format)
{
  return report_given(&draft->parser->report, given, format, given->value, 0);
}

bool judge(struct draft *draft, const struct given *given, enum value_verdict verdict,
           const char *formats, uint32_t most)
{
  if (verdict != VALUE_OK) {
    return report_given(&draft->parser->report, given, list_word(formats, verdict - VALUE_WRONG),
                        given->value, most);
  }
  return true;
}

bool refuse_choice(struct draft *draft, const struct given *given, const char *list)
{
  struct report *report = &draft->parser->report;
  struct nearest nearest = nearest_to(given->value, span_until(given->value, "="));
  const char *before = "not one of ";
  report_given(report, given, "", "", 0);
  for (const char *word = list; *word != '\0'; word += strlen(word) + 1) {
    text_put(&report->text, before);
    text_put(&report->text, word);
    nearest_offer(&nearest, word);
    before = ", ";
  }
  return report_nearest(report, "", &nearest);
}

bool set_choice(struct draft *draft, const struct given *given, const char *list, uint8_t *choice)
{
  uint8_t place = list_find(list, given->value, strlen(given->value));
  if (place == LIST_END) {
    return refuse_choice(draft, given, list);
  }
  *choice = place;
  return true;
}

bool set_window(struct draft *draft, const struct given *given, uint32_t most,
                struct baton_window *window)
{
  struct text *text = &draft->parser->report.text;
  struct baton_window meant;
  enum value_verdict verdict = value_window(given->value, most, window);
  if (judge(draft, given, verdict,
            "not N/DUR such as 5/10s, nor 'unlimited'\0\0"
            "N is 1 to #, DUR more than 0 and at most 1000h\0",
            most)) {
    return true;
  }
  if (value_window_is_none(given->value)) {
    text_say(text,
             "; for no restart at all there is --restart=never, and --optional for a child "
             "whose end ends nothing",
             "", 0);
  }
  if (verdict != VALUE_RANGE && value_window_meant(given->value, most, &meant)) {
    text_say(text, " (did you mean #/", "", meant.limit);
    text_say(text, "@?)", "", meant.window_ms);
  }
  return false;
}

static bool set_duration(struct draft *draft, const struct given *given, uint32_t *ms)
{
  uint32_t meant_ms = 0;
  enum value_verdict verdict = value_duration(given->value, strlen(given->value), ms);
  if (judge(draft, given, verdict,
            "not a duration such as 250ms, 10s, 5m or 1h\0"
            "a duration needs its unit (did you mean %s?)\0"
            "a duration is at most 1000h\0",
            0)) {
    return true;
  }
  if (verdict == VALUE_WRONG && value_duration_meant(given->value, &meant_ms)) {
    text_say(&draft->parser->report.text, " (did you mean @?)", "", meant_ms);
  }
  return false;
}

bool set_integer(struct draft *draft, const struct given *given, int32_t least, int32_t most,
                 int32_t *number)
{
  struct report *report = &draft->parser->report;
  if (value_integer(given->value, least, most, number) == VALUE_OK) {
    return true;
  }
  report_given(report, given, "", "", 0);
  text_say_two(&report->text, least < 0 ? "not a number from -# to #" : "not a number from # to #",
               "", (uint64_t)(least < 0 ? -least : least), (uint64_t)most);
  return false;
}

bool set_string(struct draft *draft, const struct given *given, uint32_t previous, uint32_t *string)
{
  const struct parser *parser = draft->parser;
  if (given->value[0] == '\0') {
    return refuse(draft, given, "the value is empty");
  }
  if (previous != 0 && is(pool_at(parser, previous), given->value)) {
    *string = previous;
  } else if (*string == 0 || !is(pool_at(parser, *string), given->value)) {
    *string = pool_string(draft->parser, given->value);
  }
  return !parser->report.failed;
}

/* Refuses what names no signal. */
static unsigned refuse_signal(struct draft *draft, const struct given *given, const char *name,
                              size_t length)
{
  struct report *report = &draft->parser->report;
  if (length == 0) {
    return refuse(draft, given, "a signal is missing");
  }
  size_t prefix = length > 3 && memcmp(name, "SIG", 3) == 0 ? 3 : 0;
  struct nearest nearest = nearest_to(name + prefix, length - prefix);
  for (unsigned i = 1; signal_name(i) != NULL; i++) {
    nearest_offer(&nearest, signal_name(i));
  }
  report_given(report, given, "no signal is named '", "", 0);
  text_bytes(&report->text, name, length);
  text_put(&report->text, "'");
  report_nearest(report, "", &nearest);
  return 0;
}

unsigned read_signal(struct draft *draft, const struct given *given, const char *name,
                     size_t length)
{
  unsigned signal = value_signal(name, length);
  return signal != 0 ? signal : refuse_signal(draft, given, name, length);
}

bool each_part(struct draft *draft, const struct given *given,
               bool (*take)(struct draft *, const struct given *, const char *, size_t))
{
  const char *at = given->value;
  for (;;) {
    size_t length = span_until(at, ",");
    if (!take(draft, given, at, length)) {
      return false;
    }
    if (at[length] == '\0') {
      return true;
    }
    at += length + 1;
  }
}

bool check_signal(struct draft *draft, const struct given *given, unsigned signal)
{
  if (signal == CORE_SIGCHLD) {
    return refuse(draft, given, "CHLD is how baton learns of its children");
  }
  if (signal == CORE_SIGKILL || signal == CORE_SIGSTOP) {
    return report_given(&draft->parser->report, given, "& can be caught by nobody", "", signal);
  }
  return true;
}

void add_code(uint64_t codes[4], uint64_t code)
{
  codes[code / 64] |= UINT64_C(1) << (code % 64);
}

static bool set_byte(struct draft *draft, const struct given *given, unsigned id, uint8_t *byte)
{
  int32_t number = 0;
  if (!set_integer(draft, given, setting_rows[id].least, (int32_t)setting_rows[id].most, &number)) {
    return false;
  }
  *byte = (uint8_t)number;
  return true;
}

static bool set_signal(struct draft *draft, const struct given *given, uint8_t *signal)
{
  *signal = (uint8_t)read_signal(draft, given, given->value, strlen(given->value));
  return *signal != 0;
}

/* One of the words, or else a file, whose name is the next row's. */
static bool set_stream(struct draft *draft, const struct given *given, unsigned id, uint8_t *mode)
{
  uint32_t *file = (void *)((unsigned char *)&draft->settings + setting_rows[id + 1].at);
  *mode = list_find(list_word(setting_words(id), 1), given->value, strlen(given->value));
  if (*mode < BATON_STREAM_FILE) {
    *file = 0;
    return true;
  }
  *mode = BATON_STREAM_FILE;
  return set_string(draft, given, 0, file);
}

bool set_value(struct draft *draft, const struct given *given)
{
  unsigned id = option_of(given->id)->setting;
  const struct setting *row = &setting_rows[id];
  struct baton_globals *globals = &draft->parser->plan->globals;
  bool whole = id > SETTING_LAST;
  void *field = (unsigned char *)(whole ? (void *)globals : (void *)&draft->settings) + row->at;
  *(whole ? &globals->flags : &draft->settings.flags) |= row->flag;
  switch (row->form) {
  case FORM_BYTE: return set_byte(draft, given, id, field);
  case FORM_CHOICE: return set_choice(draft, given, list_word(setting_words(id), 1), field);
  case FORM_STREAM: return set_stream(draft, given, id, field);
  case FORM_SIGNAL: return set_signal(draft, given, field);
  case FORM_NUMBER: return set_integer(draft, given, row->least, (int32_t)row->most, field);
  case FORM_OCTAL:
    return judge(draft, given, value_umask(given->value, field),
                 "not an octal number from 0 to 777\0", 0);
  case FORM_DURATION: return set_duration(draft, given, field);
  case FORM_STRING: return set_string(draft, given, setting_value(draft->previous, id), field);
  case FORM_WINDOW: return set_window(draft, given, row->most, field);
  default: return true; /* a flag */
  }
}

bool set_option(struct draft *draft, const struct given *given)
{
  if (given->id < OPTION_USER) {
    return set_life[given->id](draft, given);
  }
  return given->id < OPTION_GRACE ? set_process[given->id - OPTION_USER](draft, given)
                                  : set_whole[given->id - OPTION_GRACE](draft, given);
}
