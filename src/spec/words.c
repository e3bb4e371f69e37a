/* From words to clauses and options. */
#include "words.h"

#include "util/number.h"
#include "util/span.h"

static bool begins_clause(const char *word)
{
  return is(word, "+++");
}

#define BLANKS " \t\n\r"

static bool is_blank(char byte)
{
  return span_first(BLANKS, byte) != NULL;
}

/* Somebody meant a separator: two pluses or more than three, or three and a blank, as YAML and
 * files with CRLF line ends make them. A word that is one does not get here. */
static bool nearly_begins_clause(const char *word)
{
  const char *pluses = word + span_of(word, BLANKS);
  size_t count = span_of(pluses, "+");
  const char *rest = pluses + count;
  if (count == 3) {
    return *rest == '\0' || is_blank(*rest);
  }
  return count > 1 && rest[span_of(rest, BLANKS)] == '\0';
}

struct reader reader_of(char *const *words, uint32_t count, struct report *report)
{
  /* argv may be empty */
  return (struct reader){
      .words = words, .count = count == 0 ? 1 : count, .at = 1, .report = report};
}

struct reader reader_again(const struct reader *reader, const struct clause *clause)
{
  struct reader again = *reader;
  again.words = clause->words;
  again.place = clause->place;
  again.count = clause->options_end;
  again.at = clause->options;
  again.cluster = NULL;
  return again;
}

/* The number of the next word, as messages give it. */
static uint32_t number_here(const struct reader *reader)
{
  return reader->at | reader->place;
}

/* Takes the next word as the option's value. */
static bool take_value(struct reader *reader, struct given *given)
{
  if (reader->attached || reader->at == reader->count) {
    return report_say(reader->report, given->word,
                      reader->attached ? "! needs a value in the same word" : "! needs a value", "",
                      given->id);
  }
  if (begins_clause(reader->words[reader->at])) {
    return report_say(reader->report, number_here(reader), "'+++' stands where ! needs its value",
                      "", given->id);
  }
  given->value = reader->words[reader->at++];
  return true;
}

/* As one item of a YAML list. */
static bool is_two_words(const struct reader *reader)
{
  return report_say(reader->report, number_here(reader),
                    "'%' is two words in one: give each by itself", reader->words[reader->at], 0);
}

static bool unknown_name(const struct reader *reader, const char *word, size_t length)
{
  struct nearest nearest = nearest_to(word + 2, length - 2);
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    nearest_offer(&nearest, option_name((enum option_id)id));
  }
  if (option_by_name(word + 2, span_until(word + 2, BLANKS)) < OPTION_KNOWN) {
    return is_two_words(reader);
  }
  report_say(reader->report, number_here(reader), "unknown option '%'", word, 0);
  return report_nearest(reader->report, "--", &nearest);
}

static bool next_long(struct reader *reader, struct given *given)
{
  const char *word = reader->words[reader->at];
  size_t length = span_until(word, "=");
  const char *attached = word[length] == '=' ? word + length + 1 : NULL;
  given->id = option_by_name(word + 2, length - 2);
  given->word = number_here(reader);
  given->value = attached;
  if (given->id == OPTION_COUNT) {
    return unknown_name(reader, word, length);
  }
  if (given->id >= OPTION_KNOWN) { /* nothing else needs to be looked at */
    return report_say(reader->report, given->word, "! is not in this version", "", given->id);
  }
  reader->at++;
  uint8_t argument = option_of(given->id)->argument;
  if (argument == ARGUMENT_NONE && attached != NULL) {
    return report_say(reader->report, given->word, "! takes no value", "", given->id);
  }
  return argument == ARGUMENT_NONE || argument == ARGUMENT_ATTACHED || attached != NULL ||
         take_value(reader, given);
}

/* By the rules `-restart` is a cluster of letters, but the long option is meant. */
static bool unknown_letter(const struct reader *reader, char letter)
{
  const char *word = reader->words[reader->at] + 1;
  bool meant = option_by_name(word, span_until(word, "=")) < OPTION_KNOWN;
  struct nearest nearest = {.best = meant ? word : NULL};
  report_say(reader->report, number_here(reader), "unknown option '-%'",
             (const char[]){letter, '\0'}, 0);
  return report_nearest(reader->report, "--", &nearest);
}

static bool next_letter(struct reader *reader, struct given *given)
{
  char letter = *reader->cluster++;
  given->id = option_by_letter(letter);
  given->word = number_here(reader);
  if (given->id == OPTION_COUNT) {
    return unknown_letter(reader, letter);
  }
  bool valued = option_of(given->id)->argument != ARGUMENT_NONE;
  if (valued && is_blank(*reader->cluster)) {
    return is_two_words(reader);
  }
  given->value = valued && *reader->cluster != '\0' ? reader->cluster : NULL;
  if (valued || *reader->cluster == '\0') {
    reader->cluster = NULL;
    reader->at++;
  }
  return !valued || given->value != NULL || take_value(reader, given);
}

enum reading reader_next(struct reader *reader, struct given *given)
{
  const char *word = reader->at < reader->count ? reader->words[reader->at] : "";
  if (reader->cluster == NULL && (word[0] != '-' || word[1] == '\0' || is(word, "--"))) {
    return READING_END;
  }
  if (reader->cluster == NULL && word[1] != '-') {
    reader->cluster = word + 1;
  }
  bool read = reader->cluster != NULL ? next_letter(reader, given) : next_long(reader, given);
  return read ? READING_OPTION : READING_FAILED;
}

/* An option that cannot stand in this part of the line, or not twice. */
static bool check_place(const struct reader *reader, const struct clause *clause,
                        const struct given *given)
{
  const struct option *option = option_of(given->id);
  uint32_t before = clause->word[given->id];
  if (!clause->global && (option->where & (SPEC_S | SPEC_C)) == 0) {
    return report_say(reader->report, given->word,
                      given->id == OPTION_KILL_GROUP ? "! is global; here it is --kill=group"
                      : given->id == OPTION_EXIT_CODE
                          ? "! is global; here it is --success"
                          : "! is global: write it before the first '+++'",
                      "", given->id);
  }
  if (before != 0 && option->argument == ARGUMENT_VALUE) {
    return report_given(reader->report, given, "given already at ^", "", before);
  }
  return true;
}

static bool read_options(struct reader *reader, struct clause *clause)
{
  struct given given = {.id = OPTION_COUNT};
  enum reading reading = reader_next(reader, &given);
  for (; reading == READING_OPTION; reading = reader_next(reader, &given)) {
    if (!check_place(reader, clause, &given)) {
      return false;
    }
    clause->word[given.id] = given.word;
    if (given.id == OPTION_HELP || given.id == OPTION_VERSION || given.id == OPTION_LICENSE) {
      clause->asked = given.id;
      return true;
    }
    if (given.id == OPTION_NAME) {
      clause->name = given.value;
    } else if (given.id == OPTION_ARGC) {
      clause->argc = given.value;
    }
  }
  return reading == READING_END;
}

/* The command's end as --argc says it. */
static bool count_command(const struct reader *reader, struct clause *clause)
{
  const struct given given = {OPTION_ARGC, clause->word[OPTION_ARGC], clause->argc};
  uint32_t left = reader->count - clause->command;
  uint64_t words = 0;
  if (is(clause->argc, "all")) {
    clause->command_end = reader->count;
    return true;
  }
  if (!number_parse(clause->argc, UINT32_MAX, &words) || words == 0) {
    return report_given(reader->report, &given, "not a number of words, nor 'all'", "", 0);
  }
  if (words > left) {
    return report_given(reader->report, &given, "the line ends # words after its options", "",
                        left);
  }
  clause->command_end = clause->command + (uint32_t)words;
  if (clause->command_end < reader->count && !begins_clause(reader->words[clause->command_end])) {
    return report_say(reader->report, clause->command_end,
                      "'%' stands where --argc=# lets only '+++' or the end of the line stand",
                      reader->words[clause->command_end], words);
  }
  return true;
}

/* Refuses words that a child would only complain about later. With --argc they are meant. */
static bool check_command_words(const struct reader *reader, const struct clause *clause)
{
  char *const *words = reader->words;
  const char *fault = NULL;
  uint32_t at = clause->command;
  if (words[at][0] == '-') {
    fault = PACKED("the command '%' begins with '-': options stand before '--', and a file is ./%");
  } else if (clause->argc == NULL && words[at][span_until(words[at], BLANKS)] != '\0') {
    fault =
        PACKED("the command '%' holds spaces: quote each word by itself; if it has them, --argc=N");
  }
  for (; fault == NULL && clause->argc == NULL && at < clause->command_end; at++) {
    if (nearly_begins_clause(words[at])) {
      fault =
          PACKED("'%' is nearly '+++', which begins a clause; a command that has it needs --argc");
      break;
    }
  }
  if (fault == NULL) {
    return true;
  }
  if (span_first(words[at], '\r') != NULL) {
    fault = PACKED("'%' holds a carriage return: is the line of a file with the line ends of DOS?");
  }
  return report_say(reader->report, at | reader->place, fault, words[at], 0);
}

static bool read_command(struct reader *reader, struct clause *clause)
{
  uint32_t end = reader->at;
  while (end < reader->count && !begins_clause(reader->words[end])) {
    end++;
  }
  clause->command = reader->at;
  clause->command_end = end;
  bool at_clause = end == reader->at && end < reader->count;
  if (clause->argc != NULL && !at_clause && !count_command(reader, clause)) {
    return false;
  }
  reader->at = clause->command_end;
  return clause->command == clause->command_end || check_command_words(reader, clause);
}

bool reader_clause(struct reader *reader, bool global, struct clause *clause)
{
  *clause = (struct clause){.words = reader->words,
                            .place = reader->place,
                            .first = reader->at,
                            .asked = OPTION_COUNT,
                            .global = global};
  reader->at += global ? 0 : 1;
  clause->options = reader->at;
  if (!read_options(reader, clause)) {
    return false;
  }
  clause->options_end = reader->at;
  if (clause->asked != OPTION_COUNT) {
    return true;
  }
  if (reader->at < reader->count && is(reader->words[reader->at], "--")) {
    clause->dashes = true;
    reader->at++;
  }
  return read_command(reader, clause);
}

bool clause_is_placed(const struct clause *clause, unsigned where, const char *format,
                      struct report *report)
{
  unsigned found = OPTION_COUNT;
  for (unsigned id = 0; id < OPTION_COUNT; id++) {
    if (clause->word[id] != 0 && (option_of((enum option_id)id)->where & where) == 0 &&
        (found == OPTION_COUNT || clause->word[id] < clause->word[found])) {
      found = id;
    }
  }
  if (found != OPTION_COUNT) {
    return report_say(report, clause->word[found], format, "", found);
  }
  return true;
}

bool clause_is_supervisor(const struct clause *clause)
{
  size_t length = clause->name == NULL ? 0 : strlen(clause->name);
  return length > 0 && clause->name[length - 1] == '/';
}
