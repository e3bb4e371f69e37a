/* What the environment says: BATON_ARGS, global options for engines that pass an init no words of
 * its own. Owns what may stand there. */
#include "parser.h"
#include "util/span.h"

#define DEFAULTS_NAME "BATON_ARGS"
#define WORDS_MOST    64U

/* Options that print something that is not about the line, that begin a command, or that an image
 * must not set. */
static const uint8_t barred[] = {OPTION_HELP, OPTION_VERSION, OPTION_LICENSE, OPTION_PAUSE,
                                 OPTION_TERMINATION_MESSAGE};
/* What would make a supervised line of another program's: of those that are global. */
static const uint8_t supervised[] = {OPTION_STRATEGY, OPTION_START_TIMEOUT, OPTION_SWEEP,
                                     OPTION_SWEEP_SIGNAL, OPTION_STOP_DELAY};

const char *variable_of(const struct spec_input *input, const char *name)
{
  size_t length = strlen(name);
  for (const char *const *entry = input->environment; entry != NULL && *entry != NULL; entry++) {
    if (span_begins(*entry, name, length) && (*entry)[length] == '=') {
      return *entry + length + 1;
    }
  }
  return NULL;
}

size_t defaults_size(const struct spec_input *input)
{
  const char *text = variable_of(input, DEFAULTS_NAME);
  /* one word more, because words are counted from 1 */
  return text == NULL ? 0 : (WORDS_MOST + 1U) * sizeof(char *) + strlen(text) + 1;
}

bool defaults_have(const struct spec_input *input, const char *word)
{
  const char *text = variable_of(input, DEFAULTS_NAME);
  size_t length = strlen(word);
  while (text != NULL && *text != '\0') {
    if (span_begins(text, word, length) && span_until(text + length, " =") == 0) {
      return true;
    }
    text += span_until(text, " ");
    text += span_of(text, " ");
  }
  return false;
}

static bool split(struct parser *parser)
{
  const char *text = variable_of(parser->input, DEFAULTS_NAME);
  if (text == NULL) {
    return true;
  }
  char *copy = (char *)(parser->defaults + WORDS_MOST + 1U);
  memcpy(copy, text, strlen(text) + 1);
  for (copy += span_of(copy, " "); *copy != '\0'; copy += span_of(copy, " ")) {
    if (parser->default_count == WORDS_MOST) {
      return report_say(&parser->report, BATON_WORD_DEFAULTS, "more than # words", "", WORDS_MOST);
    }
    parser->defaults[++parser->default_count] = copy;
    copy += span_until(copy, " ");
    if (*copy != '\0') {
      *copy++ = '\0';
    }
  }
  return true;
}

static bool bar(struct parser *parser, const struct clause *clause, const uint8_t *options,
                size_t count, const char *why)
{
  for (size_t i = 0; i < count; i++) {
    if (clause->word[options[i]] != 0) {
      return report_say(&parser->report, clause->word[options[i]], why, "", options[i]);
    }
  }
  return true;
}

/* Refuses what reader_clause() accepts, but an image may not ask for. */
static bool check(struct parser *parser, const struct reader *reader, const struct clause *clause)
{
  if (!bar(parser, clause, barred, sizeof barred, "! cannot stand there") ||
      (parser->personality != NULL &&
       !bar(parser, clause, supervised, sizeof supervised, "! needs the name baton"))) {
    return false;
  }
  if (clause->options_end < reader->count) {
    return report_say(&parser->report, clause->options_end | reader->place, "'%' is no option",
                      reader->words[clause->options_end], 0);
  }
  return clause_is_placed(clause, SPEC_G, "! is no global option", &parser->report);
}

bool defaults_read(struct parser *parser, struct clause *clause)
{
  struct reader reader = {
      .words = parser->defaults,
      .at = 1,
      .attached = true,
      .place = BATON_WORD_DEFAULTS,
  };
  bool good = split(parser);
  reader.count = parser->default_count + 1;
  reader.report = &parser->report;
  return good && reader_clause(&reader, true, clause) && check(parser, &reader, clause);
}
