/* The programs that baton stands in for when it is called by their name.
 *
 * Owns the one table of them and how their lines are read. Each comes to the same plan as a native
 * line: a tree of one child, with the row's habits.
 */
#include "letters.h"
#include "parser.h"
#include "texts.h"
#include "util/list.h"
#include "util/number.h"
#include "util/signal.h"
#include "util/span.h"
#include "util/utf8.h"

#define LAST_OF_31 31U /* dumb-init knows no real-time signals */

/* The terminal's stop signals: those that a process in the background gets, and all. */
#define TERMINAL_STOPS (BATON_SIGNAL_BIT(CORE_SIGTTIN) | BATON_SIGNAL_BIT(CORE_SIGTTOU))
#define ALL_STOPS      (TERMINAL_STOPS | BATON_SIGNAL_BIT(CORE_SIGTSTP))

struct personality {
  const char *names;                /* packed; the first is what it calls itself */
  const char *letters, *long_names; /* see letters.h */
  const char *usage, *help, *version;
  bool (*variables)(struct parser *parser); /* applies the environment; false: it is refused */
  uint64_t stops;                           /* signals that are not sent as they come ... */
  uint8_t stops_as;                         /* ... but as this one, or BATON_MAP_DROP */
  uint16_t flags;                           /* BATON_GLOBAL_… */
  uint16_t settings;                        /* BATON_SET_… */
  uint8_t personality, place;
  uint8_t level;         /* of what is said, without options */
  uint8_t verbose;       /* how much -v adds to it */
  const char *on_stderr; /* letters whose text goes to stderr although it was asked for */
  bool usage_of_option;  /* the usage follows a complaint about an option */
  bool name_as_given;    /* the name in its texts is argv[0], and not the basename of it */
  struct baton_codes codes;
};

/* --- what the environment sets --- */

static bool is_set(const struct parser *parser, const char *name)
{
  return variable_of(parser->input, name) != NULL;
}

static bool is_exactly(const struct parser *parser, const char *name, const char *value)
{
  const char *given = variable_of(parser->input, name);
  return given != NULL && strcmp(given, value) == 0;
}

/* Reads a number that may not be negative the way strtol() and sscanf() do; -0 is 0. */
static bool read_integer(const char **at, uint64_t most, uint64_t *number)
{
  *at += span_of(*at, " \t\n\v\f\r");
  bool negative = **at == '-';
  *at += negative || **at == '+';
  return number_read(at, negative ? 0 : most, number);
}

static bool tini_variables(struct parser *parser)
{
  const char *verbosity = variable_of(parser->input, "TINI_VERBOSITY");
  uint64_t level = BATON_LOG_ERROR;
  parser->line.subreaper |= is_set(parser, "TINI_SUBREAPER");
  parser->line.group |= is_set(parser, "TINI_KILL_PROCESS_GROUP");
  if (verbosity != NULL) {
    (void)read_integer(&verbosity, UINT64_MAX, &level);
    parser->plan->globals.log_level = level < BATON_LOG_DEBUG ? (uint8_t)level : BATON_LOG_DEBUG;
    parser->verbosity = 0;
  }
  return true;
}

static bool dumb_init_variables(struct parser *parser)
{
  bool debug = is_exactly(parser, "DUMB_INIT_DEBUG", "1");
  bool single = is_exactly(parser, "DUMB_INIT_SETSID", "0");
  parser->verbosity = debug ? BATON_LOG_DEBUG : parser->verbosity;
  parser->line.single |= single;
  parser->plan->globals.flags |= debug ? BATON_GLOBAL_SAY_DEBUG : 0U;
  parser->plan->globals.flags |= single ? BATON_GLOBAL_SAY_SINGLE : 0U;
  return true;
}

static bool complain(struct parser *parser, const char *format, const char *string)
{
  struct report *report = &parser->report;
  report->failed = true;
  text_say(&report->text, format, string, (uint64_t)parser->input->pid);
  return false;
}

static bool catatonit_variables(struct parser *parser)
{
  if (is_set(parser, "CATATONIT_LOG")) {
    return complain(parser, "catatonit: CATATONIT_LOG is no longer supported: CATATONIT_DEBUG is",
                    "");
  }
  parser->verbosity = is_set(parser, "CATATONIT_DEBUG") ? BATON_LOG_DEBUG : parser->verbosity;
  return true;
}

/* --- the table --- */

static const struct personality personalities[] = {
    {
     .names = "tini\0tini-static\0docker-init\0",
     .letters = "hsp:vwge:l",
     .long_names = "",
     .usage = personality_tini_usage,
     .help = personality_tini_usage,
     .version = personality_tini_version,
     .variables = tini_variables,
     .stops = TERMINAL_STOPS,
     .stops_as = BATON_MAP_DROP,
     .flags = BATON_GLOBAL_SENT_FAULTS,
     .personality = BATON_PERSONALITY_TINI,
     .place = BATON_PLACE_GROUP,
     .level = BATON_LOG_WARN,
     .verbose = 1,
     .on_stderr = "",
     .usage_of_option = true,
     .codes = {.start = 1, .missing = 127, .denied = 126, .exec = 1},
     },
    {
     .names = "dumb-init\0",
     .letters = "hvVcr:",
     .long_names = "hhelp\0csingle-child\0rrewrite\0vverbose\0Vversion\0",
     .usage = personality_dumb_init_usage,
     .help = personality_dumb_init_help,
     .version = personality_dumb_init_version,
     .variables = dumb_init_variables,
     .stops = ALL_STOPS,
     .stops_as = CORE_SIGSTOP, /* they would do nothing to a child in a session of its own */
        .flags = BATON_GLOBAL_SUSPEND | BATON_GLOBAL_ROOT_DIR | BATON_GLOBAL_LAST_TERM,
     .settings = BATON_SET_PLAIN,
     .personality = BATON_PERSONALITY_DUMB_INIT,
     .place = BATON_PLACE_LEADER,
     .level = BATON_LOG_ERROR,
     .verbose = BATON_LOG_DEBUG,
     .on_stderr = "hV",
     .name_as_given = true,
     .codes = {.start = 1, .missing = 2, .denied = 2, .exec = 2},
     },
    {
     .names = "catatonit\0podman-init\0pause\0",
     .letters = "ghLPV",
     .long_names = "Vversion\0",
     .usage = personality_catatonit_usage,
     .help = personality_catatonit_help,
     .version = personality_catatonit_version,
     .variables = catatonit_variables,
     .stops = ALL_STOPS,
     .stops_as = BATON_MAP_DROP,
     .flags = BATON_GLOBAL_SENT_FAULTS | BATON_GLOBAL_ROOT_DIR | BATON_GLOBAL_CLOSE_FDS |
                 BATON_GLOBAL_DEV_TTY | BATON_GLOBAL_SUBREAPER,
     .personality = BATON_PERSONALITY_CATATONIT,
     .place = BATON_PLACE_GROUP,
     .level = BATON_LOG_WARN,
     .on_stderr = "h",
     .usage_of_option = true,
     .codes = {.start = 1, .missing = 1, .denied = 1, .exec = 1},
     },
};

#define PERSONALITY_COUNT (sizeof personalities / sizeof personalities[0])

static const char *basename_of(const struct spec_input *input)
{
  return span_base(input->argc > 0 ? input->argv[0] : "");
}

const struct personality *personality_of(const struct spec_input *input)
{
  const char *name = basename_of(input);
  for (unsigned i = 0; i < PERSONALITY_COUNT; i++) {
    if (list_find(personalities[i].names, name, strlen(name)) != LIST_END) {
      return &personalities[i];
    }
  }
  return NULL;
}

void spec_print(const struct spec_input *input, const char *text, text_writer *write, void *context)
{
  char bytes[512];
  const struct personality *row = personality_of(input);
  bool given = row != NULL && row->name_as_given && utf8_is_clean(input->argv[0]);
  const char *name = given ? input->argv[0] : basename_of(input);
  struct text printed = text_to(bytes, sizeof bytes, write, context);
  text_say(&printed, text, name, 0);
  text_flush(&printed);
}

/* --- options --- */

/* The line is wrong; `text` is what the program prints then. */
static bool refuse_line(struct parser *parser, const char *text)
{
  parser->report.failed = true;
  parser->text = text;
  return false;
}

/* Something to print was asked for by that letter: nothing is started. */
static bool show(struct parser *parser, char letter, const char *text)
{
  parser->verdict = SPEC_TEXT;
  parser->text = text;
  parser->text_asked = span_first(parser->personality->on_stderr, letter) == NULL;
  return true;
}

/* tini takes SIGHUP to SIGSYS, as they are written here, and nothing else. */
static bool take_parent_death(struct parser *parser, const char *value)
{
  for (uint8_t i = 1; i <= LAST_OF_31; i++) {
    if (span_begins(value, "SIG", 3) && strcmp(value + 3, signal_name(i)) == 0) {
      parser->line.parent_death_signal = i;
      return true;
    }
  }
  return complain(parser, "[FATAL tini (#)] Not a valid option for -p: %", value);
}

/* As for strtol(), an empty value is 0. */
static bool take_code(struct parser *parser, const char *value)
{
  uint64_t code = 0;
  const char *at = value;
  bool good = *value == '\0' || (read_integer(&at, UINT8_MAX, &code) && *at == '\0');
  if (!good) {
    return complain(parser, "[FATAL tini (#)] Not a valid option for -e: %", value);
  }
  parser->exit_codes[code / 64] |= UINT64_C(1) << (code % 64);
  return true;
}

/* Like dumb-init, ignores what follows the second number. */
static bool take_rewrite(struct parser *parser, const char *value)
{
  uint64_t in = 0;
  uint64_t out = 0;
  const char *at = value;
  bool good = read_integer(&at, LAST_OF_31, &in) && *at == ':';
  if (good) {
    at++;
    good = read_integer(&at, LAST_OF_31, &out);
  }
  if (!good || in == 0) {
    return refuse_line(parser, personality_dumb_init_rewrite);
  }
  parser->line.signal_map[in] = out == 0 ? BATON_MAP_DROP : (uint8_t)out;
  return true;
}

/* A letter means the same in all programs that have it; the table says which do. */
static bool take_letter(struct parser *parser, char letter, const char *value)
{
  const struct personality *row = parser->personality;
  struct personality_line *line = &parser->line;
  switch (letter) {
  case 'c': line->single = true; break;
  case 'e': return take_code(parser, value);
  case 'g': line->group = true; break;
  case 'h': return show(parser, letter, row->help);
  case 'L':
  case 'l': return show(parser, letter, spec_license());
  case 'P': line->pause = true; break;
  case 'p': return take_parent_death(parser, value);
  case 'r': return take_rewrite(parser, value);
  case 's': line->subreaper = true; break;
  case 'V': return show(parser, letter, row->version);
  case 'v': parser->verbosity += row->verbose; break;
  case 'w': line->warn_reap = true; break;
  }
  return true;
}

/* The options; at their end the reader stands at the program. */
static bool read_letters(struct parser *parser)
{
  const struct personality *row = parser->personality;
  struct letters letters = {
      .words = parser->reader.words,
      .count = parser->reader.count,
      .at = 1,
      .letters = row->letters,
      .long_names = row->long_names,
      .name = parser->reader.words[0],
      .text = &parser->report.text,
  };
  while (parser->verdict == SPEC_RUN) {
    char letter = letters_next(&letters);
    if (letter == LETTERS_END) {
      break;
    }
    if (letter == LETTERS_WRONG) {
      return refuse_line(parser, row->usage_of_option ? row->usage : NULL);
    }
    if (!take_letter(parser, letter, letters.value)) {
      return false;
    }
  }
  parser->reader.at = letters.at;
  return true;
}

/* --- the plan --- */

/* baton ends with its child. Only dumb-init sends TERM to what is left, and as PID 1, whose end
 * kills everything, gives it a second. */
static void apply_drain(struct parser *parser)
{
  struct baton_globals *globals = &parser->plan->globals;
  if (parser->whole.word[OPTION_DRAIN] != 0) {
    globals->flags &= ~(uint32_t)BATON_GLOBAL_LAST_TERM;
  } else if ((globals->flags & BATON_GLOBAL_LAST_TERM) != 0) {
    globals->drain_ms = parser->input->pid == 1 ? 1000 : 0;
  } else {
    globals->flags &= ~(uint32_t)BATON_GLOBAL_DRAIN;
  }
}

static void apply_stops(struct parser *parser)
{
  const struct personality *row = parser->personality;
  uint8_t *map = parser->plan->globals.signal_map;
  for (unsigned signal = 1; signal <= BATON_SIGNALS && !parser->line.single; signal++) {
    if ((row->stops & BATON_SIGNAL_BIT(signal)) != 0 && map[signal] == 0) {
      map[signal] = row->stops_as;
    }
  }
}

/* The child's settings. With -P there is no child, and they are nobody's. */
static void apply_settings(struct parser *parser)
{
  const struct personality *row = parser->personality;
  const struct plan *plan = parser->plan;
  struct baton_settings *settings = &plan->settings[plan->nodes[plan->node_count - 1].settings];
  settings->flags |= row->settings;
  settings->place = parser->line.single ? BATON_PLACE_OURS : row->place;
  settings->kill = settings->place == BATON_PLACE_LEADER ? BATON_KILL_GROUP : settings->kill;
}

static void apply_globals(struct parser *parser)
{
  const struct personality *row = parser->personality;
  struct baton_globals *globals = &parser->plan->globals;
  globals->personality = row->personality;
  globals->codes = row->codes;
  globals->flags &= ~(uint32_t)(BATON_GLOBAL_TERM_DEFAULT | BATON_GLOBAL_SUBREAPER);
  bool subreaper = parser->line.subreaper || parser->whole.word[OPTION_SUBREAPER] != 0;
  globals->flags |= row->flags | (subreaper ? BATON_GLOBAL_SUBREAPER : 0U);
  globals->termination_message = 0;
  apply_drain(parser);
}

/* The line and the variables override BATON_ARGS. */
static void apply_line(struct parser *parser)
{
  const struct personality_line *line = &parser->line;
  struct baton_globals *globals = &parser->plan->globals;
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    if (line->signal_map[signal] != 0) {
      globals->signal_map[signal] = line->signal_map[signal];
    }
  }
  if (line->parent_death_signal != 0) {
    globals->parent_death_signal = line->parent_death_signal;
  }
  if (line->group) {
    parser->plan->settings[BATON_ROOT].kill = BATON_KILL_GROUP;
  }
  globals->flags |= line->warn_reap ? BATON_GLOBAL_WARN_REAP : 0U;
}

/* tini knows --version only as the only word. */
static bool asks_version(const struct parser *parser)
{
  return parser->personality->long_names[0] == '\0' && parser->reader.count == 2 &&
         strcmp(parser->reader.words[1], "--version") == 0;
}

/* Makes the plan once the options are read, beginning with BATON_ARGS. The words from the program
 * on are the one clause of a native line. */
static bool make_plan(struct parser *parser)
{
  struct clause clause = {
      .words = parser->reader.words,
      .first = 1,
      .options = 1,
      .options_end = 1,
      .asked = OPTION_COUNT,
      .global = true,
      .dashes = true,
  };
  parser->plan->globals.log_level = parser->personality->level;
  if (!node_add_root(parser, &clause) || !parser->personality->variables(parser)) {
    return false;
  }
  apply_line(parser);
  if (parser->line.pause) {
    finish_pause(parser);
    return true;
  }
  clause.command = parser->reader.at;
  clause.command_end = parser->reader.count;
  if (clause.command == clause.command_end) {
    return refuse_line(parser, parser->personality->usage);
  }
  return node_add(parser, &clause) && finish_line(parser);
}

bool personality_read(struct parser *parser)
{
  if (asks_version(parser)) {
    return show(parser, 'V', parser->personality->version);
  }
  if (!read_letters(parser)) {
    return false;
  }
  if (parser->verdict != SPEC_RUN) {
    return true;
  }
  if (!make_plan(parser)) {
    return false;
  }
  /* BATON_ARGS may make a supervisor of it; that is baton, whatever its name is. */
  if (parser->line.pause || (parser->plan->globals.flags & BATON_GLOBAL_CLASSIC) != 0) {
    apply_globals(parser);
    apply_settings(parser);
    apply_stops(parser);
  }
  return true;
}
