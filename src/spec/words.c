/* From words to clauses and options. */
#include "words.h"

#include "util/number.h"

#include <string.h>

static bool equal(const char *a, const char *b)
{
  return strcmp(a, b) == 0;
}

static bool begins_clause(const char *word)
{
  return equal(word, "+++");
}

struct piece piece_option(enum option_id id)
{
  const struct option *option = option_of(id);
  struct piece piece;
  struct text text = text_in(piece.at, sizeof piece.at);

  if (option->name != NULL) {
    text_put(&text, "--");
    text_put(&text, option->name);
  } else {
    text_char(&text, '-');
    text_char(&text, option->letter);
  }
  return piece;
}

bool report_given(struct report *report, const struct given *given, const char *const *pieces)
{
  const char *all[12];
  struct piece name = piece_option(given->id);
  size_t count = 0;

  all[count++] = name.at;
  if (given->value != NULL) {
    all[count++] = option_of(given->id)->name != NULL ? "=" : " ";
    all[count++] = given->value;
  }
  all[count++] = ": ";
  while (*pieces != NULL) {
    all[count++] = *pieces++;
  }
  all[count] = NULL;
  return report_pieces(report, given->word, all);
}

struct reader reader_of(char *const *words, uint32_t count, struct report *report)
{
  return (struct reader){.words = words, .count = count, .at = 1, .report = report};
}

struct reader reader_again(const struct reader *reader, const struct clause *clause)
{
  struct reader again = *reader;

  again.at = clause->options;
  again.cluster = NULL;
  return again;
}

/* Takes the next word as the option's value. */
static bool take_value(struct reader *reader, struct given *given)
{
  struct piece name = piece_option(given->id);
  const char *metavar = option_of(given->id)->value;

  if (reader->at == reader->count) {
    return REPORT(reader->report, given->word, name.at, " needs a value: ", metavar);
  }
  if (begins_clause(reader->words[reader->at])) {
    return REPORT(reader->report, reader->at, "'+++' where the value of ", name.at,
                  " is due: ", metavar);
  }
  given->value = reader->words[reader->at++];
  return true;
}

static bool unknown(const struct reader *reader, const char *word, size_t length)
{
  struct nearest nearest = nearest_to(word + 2, length - 2);
  char shown[REPORT_PIECE_MOST + 1];
  struct text text = text_in(shown, sizeof shown);

  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    const char *name = option_of((enum option_id)id)->name;

    if (name != NULL) {
      nearest_offer(&nearest, name);
    }
  }
  text_bytes(&text, word, length);
  return REPORT(reader->report, reader->at, "unknown option '", shown, "'",
                DID_YOU_MEAN("--", nearest.best));
}

/* Where an option of a later version is written, nothing else needs to be looked at. */
static bool known_here(const struct reader *reader, enum option_id id)
{
  if (option_of(id)->section == SECTION_LATER) {
    return REPORT(reader->report, reader->at, piece_option(id).at, " is not in this version");
  }
  return true;
}

static bool next_long(struct reader *reader, struct given *given)
{
  const char *word = reader->words[reader->at];
  size_t length = strcspn(word, "=");
  const char *attached = word[length] == '=' ? word + length + 1 : NULL;

  given->id = option_by_name(word + 2, length - 2);
  given->word = reader->at;
  given->value = attached;
  if (given->id == OPTION_COUNT) {
    return unknown(reader, word, length);
  }
  if (!known_here(reader, given->id)) {
    return false;
  }
  reader->at++;
  switch ((enum option_argument)option_of(given->id)->argument) {
  case ARGUMENT_NONE:
    return attached == NULL ||
           REPORT(reader->report, given->word, piece_option(given->id).at, " takes no value");
  case ARGUMENT_VALUE:
  case ARGUMENT_REPEAT: return attached != NULL || take_value(reader, given);
  case ARGUMENT_ATTACHED: return true;
  }
  return true;
}

/* `-restart` is a cluster of letters by the rules; who writes it means the long option. */
static bool unknown_letter(const struct reader *reader, char letter)
{
  const char *word = reader->words[reader->at];
  enum option_id meant = option_by_name(word + 1, strcspn(word + 1, "="));
  const char *candidate = meant == OPTION_COUNT ? NULL : option_of(meant)->name;

  return REPORT(reader->report, reader->at, "unknown option '-", ((const char[]){letter, '\0'}),
                "'", DID_YOU_MEAN("--", candidate));
}

static bool next_letter(struct reader *reader, struct given *given)
{
  char letter = *reader->cluster++;

  given->id = option_by_letter(letter);
  given->word = reader->at;
  given->value = NULL;
  if (given->id == OPTION_COUNT) {
    return unknown_letter(reader, letter);
  }
  if (!known_here(reader, given->id)) {
    return false;
  }
  if (option_of(given->id)->argument == ARGUMENT_NONE) {
    if (*reader->cluster == '\0') {
      reader->cluster = NULL;
      reader->at++;
    }
    return true;
  }
  given->value = *reader->cluster == '\0' ? NULL : reader->cluster;
  reader->cluster = NULL;
  reader->at++;
  return given->value != NULL || take_value(reader, given);
}

enum reading reader_next(struct reader *reader, struct given *given)
{
  const char *word = NULL;
  bool read = false;

  if (reader->cluster == NULL) {
    if (reader->at == reader->count) {
      return READING_END;
    }
    word = reader->words[reader->at];
    if (word[0] != '-' || word[1] == '\0' || equal(word, "--")) {
      return READING_END;
    }
    if (word[1] != '-') {
      reader->cluster = word + 1;
    }
  }
  read = reader->cluster != NULL ? next_letter(reader, given) : next_long(reader, given);
  return read ? READING_OPTION : READING_FAILED;
}

/* An option that cannot stand in this part of the line, or not twice. */
static bool check_place(const struct reader *reader, const struct clause *clause,
                        const struct given *given)
{
  const struct option *option = option_of(given->id);
  uint32_t before = clause->word[given->id];

  if (!clause->global && (option->where & (SPEC_S | SPEC_C)) == 0) {
    const char *instead = given->id == OPTION_KILL_GROUP  ? "--kill=group"
                          : given->id == OPTION_EXIT_CODE ? "--success"
                                                          : NULL;

    return REPORT(reader->report, given->word, piece_option(given->id).at,
                  " is global: write it before the first '+++'",
                  instead != NULL ? ", or here " : NULL, instead);
  }
  if (before != 0 && option->argument == ARGUMENT_VALUE) {
    return REPORT(reader->report, given->word, piece_option(given->id).at,
                  " was given already (word ", piece_number(before).at, ")");
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

static bool at_clause(const struct reader *reader)
{
  return reader->at < reader->count && begins_clause(reader->words[reader->at]);
}

/* The command's end as --argc says it. */
static bool count_command(const struct reader *reader, struct clause *clause)
{
  const struct given given = {OPTION_ARGC, clause->word[OPTION_ARGC], clause->argc};
  uint32_t left = reader->count - clause->command;
  uint64_t words = 0;

  if (equal(clause->argc, "all")) {
    clause->command_end = reader->count;
    return true;
  }
  if (!number_parse(clause->argc, UINT32_MAX, &words) || words == 0) {
    return REPORT_GIVEN(reader->report, &given, "not a number of words, nor 'all'");
  }
  if (words > left) {
    return REPORT_GIVEN(reader->report, &given, "only ", piece_number(left).at,
                        left == 1 ? " word follows" : " words follow");
  }
  clause->command_end = clause->command + (uint32_t)words;
  if (clause->command_end < reader->count && !begins_clause(reader->words[clause->command_end])) {
    return REPORT(reader->report, clause->command_end, "'", reader->words[clause->command_end],
                  "' after the ", clause->argc,
                  " words of --argc, where '+++' or the end of the line must come");
  }
  return true;
}

static bool read_command(struct reader *reader, struct clause *clause)
{
  uint32_t end = reader->at;

  clause->command = end;
  if (clause->argc != NULL && !at_clause(reader)) {
    if (!count_command(reader, clause)) {
      return false;
    }
  } else {
    while (end < reader->count && !begins_clause(reader->words[end])) {
      end++;
    }
    clause->command_end = end;
  }
  reader->at = clause->command_end;
  return true;
}

bool reader_clause(struct reader *reader, bool global, struct clause *clause)
{
  memset(clause, 0, sizeof *clause);
  clause->first = reader->at;
  clause->asked = OPTION_COUNT;
  clause->global = global;
  if (!global) {
    reader->at++;
  }
  clause->options = reader->at;
  if (!read_options(reader, clause)) {
    return false;
  }
  clause->options_end = reader->at;
  if (clause->asked != OPTION_COUNT) {
    return true;
  }
  if (reader->at < reader->count && equal(reader->words[reader->at], "--")) {
    clause->dashes = true;
    reader->at++;
  }
  return read_command(reader, clause);
}

bool clause_is_long_form(const struct clause *clause)
{
  return clause->global && !clause->dashes && clause->command == clause->command_end;
}

enum option_id clause_misplaced(const struct clause *clause, unsigned where)
{
  enum option_id found = OPTION_COUNT;

  for (unsigned id = 0; id < OPTION_COUNT; id++) {
    if (clause->word[id] != 0 && (option_of((enum option_id)id)->where & where) == 0 &&
        (found == OPTION_COUNT || clause->word[id] < clause->word[found])) {
      found = (enum option_id)id;
    }
  }
  return found;
}

bool clause_is_supervisor(const struct clause *clause)
{
  size_t length = clause->name == NULL ? 0 : strlen(clause->name);

  return length > 0 && clause->name[length - 1] == '/';
}
