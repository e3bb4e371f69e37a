#include "persona.h"

#include "defaults.h"
#include "letters.h"
#include "util/list.h"
#include "util/number.h"
#include "util/signal.h"
#include "variables.h"

#include <string.h>

#define SECOND_MS  1000U
#define LAST_OF_31 31U /* dumb-init knows no real-time signals */

enum { LEVEL_ERROR, LEVEL_WARN, LEVEL_DEBUG = 3 };

/* Signals that are not forwarded. */
#define TERMINAL_STOPS (BATON_SIGNAL_BIT(CORE_SIGTTIN) | BATON_SIGNAL_BIT(CORE_SIGTTOU))
#define ALL_STOPS      (TERMINAL_STOPS | BATON_SIGNAL_BIT(CORE_SIGTSTP))

struct persona {
  const char *names;                /* packed; the first is what it calls itself */
  const char *letters, *long_names; /* see letters.h */
  const char *usage, *help, *version;
  bool (*variables)(struct parser *parser); /* what the environment sets; false: it is refused */
  uint64_t kept;                            /* signals that are not forwarded */
  uint16_t flags;                           /* BATON_GLOBAL_… */
  uint16_t settings;                        /* BATON_SET_… */
  uint8_t voice, place;
  uint8_t level;         /* of what is said, without options */
  uint8_t verbose;       /* how much -v adds to it */
  const char *on_stderr; /* letters whose text goes there, though it was asked for */
  bool usage_of_option;  /* follows a complaint about an option */
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

static void to_group(struct parser *parser)
{
  parser->plan->settings[BATON_ROOT].kill = BATON_KILL_GROUP;
}

static bool tini_variables(struct parser *parser)
{
  const char *verbosity = variable_of(parser->input, "TINI_VERBOSITY");
  uint64_t level = LEVEL_ERROR;

  if (is_set(parser, "TINI_SUBREAPER")) {
    parser->subreaper = true;
  }
  if (is_set(parser, "TINI_KILL_PROCESS_GROUP")) {
    to_group(parser);
  }
  if (verbosity != NULL) {
    (void)number_read(&verbosity, UINT64_MAX, &level);
    parser->plan->globals.log_level = level < LEVEL_DEBUG ? (uint8_t)level : LEVEL_DEBUG;
    parser->verbosity = 0;
  }
  return true;
}

static bool dumb_init_variables(struct parser *parser)
{
  bool debug = is_exactly(parser, "DUMB_INIT_DEBUG", "1");
  bool single = is_exactly(parser, "DUMB_INIT_SETSID", "0");

  parser->verbosity = debug ? LEVEL_DEBUG : parser->verbosity;
  parser->single |= single;
  single = single && parser->verbosity > 0;
  parser->text = debug && single ? persona_dumb_init_both
                 : debug         ? persona_dumb_init_debug
                 : single        ? persona_dumb_init_single
                                 : NULL;
  return true;
}

static bool complain(struct parser *parser, const char *format, const char *string)
{
  struct report *report = &parser->report;

  report->failed = true;
  sink_say(&report->sink, format, string, (uint64_t)parser->input->pid);
  return false;
}

static bool catatonit_variables(struct parser *parser)
{
  if (is_set(parser, "CATATONIT_LOG")) {
    return complain(parser, "catatonit: CATATONIT_LOG is no longer supported: CATATONIT_DEBUG is",
                    "");
  }
  parser->verbosity = is_set(parser, "CATATONIT_DEBUG") ? LEVEL_DEBUG : 0;
  return true;
}

/* --- the table --- */

static const struct persona personas[] = {
    {
     .names = "tini\0tini-static\0docker-init\0",
     .letters = "hsp:vwge:l",
     .long_names = "",
     .usage = persona_tini_usage,
     .help = persona_tini_usage,
     .version = persona_tini_version,
     .variables = tini_variables,
     .kept = TERMINAL_STOPS,
     .flags = BATON_GLOBAL_SENT_FAULTS,
     .voice = BATON_VOICE_TINI,
     .place = BATON_PLACE_GROUP,
     .level = LEVEL_WARN,
     .verbose = 1,
     .on_stderr = "",
     .usage_of_option = true,
     .codes = {.start = 1, .missing = 127, .denied = 126, .exec = 1},
     },
    {
     .names = "dumb-init\0",
     .letters = "hvVcr:",
     .long_names = "hhelp\0csingle-child\0rrewrite\0vverbose\0Vversion\0",
     .usage = persona_dumb_init_usage,
     .help = persona_dumb_init_help,
     .version = persona_dumb_init_version,
     .variables = dumb_init_variables,
     .flags = BATON_GLOBAL_SUSPEND | BATON_GLOBAL_ROOT_DIR | BATON_GLOBAL_LAST_TERM,
     .settings = BATON_SET_PLAIN,
     .voice = BATON_VOICE_DUMB_INIT,
     .place = BATON_PLACE_LEADER,
     .level = LEVEL_ERROR,
     .verbose = LEVEL_DEBUG,
     .on_stderr = "hV",
     .codes = {.start = 1, .missing = 2, .denied = 2, .exec = 2},
     },
    {
     .names = "catatonit\0podman-init\0pause\0",
     .letters = "ghLPV",
     .long_names = "Vversion\0",
     .usage = persona_catatonit_usage,
     .help = persona_catatonit_help,
     .version = persona_catatonit_version,
     .variables = catatonit_variables,
     .kept = ALL_STOPS,
     .flags = BATON_GLOBAL_SENT_FAULTS | BATON_GLOBAL_ROOT_DIR | BATON_GLOBAL_CLOSE_FDS |
                 BATON_GLOBAL_DEV_TTY | BATON_GLOBAL_SUBREAPER,
     .voice = BATON_VOICE_CATATONIT,
     .place = BATON_PLACE_GROUP,
     .level = LEVEL_WARN,
     .on_stderr = "h",
     .usage_of_option = true,
     .codes = {.start = 1, .missing = 1, .denied = 1, .exec = 1},
     },
};

#define PERSONA_COUNT (sizeof personas / sizeof personas[0])

static const char *basename_of(const struct spec_input *input)
{
  const char *name = input->argc > 0 ? input->argv[0] : "";
  const char *slash = strrchr(name, '/');

  return slash == NULL ? name : slash + 1;
}

const struct persona *persona_of(const struct spec_input *input)
{
  const char *name = basename_of(input);

  for (unsigned i = 0; i < PERSONA_COUNT; i++) {
    if (list_find(personas[i].names, name, strlen(name)) != LIST_END) {
      return &personas[i];
    }
  }
  return NULL;
}

void spec_print(const struct spec_input *input, const char *text, spec_writer *write, void *context)
{
  char bytes[512];
  struct sink sink = {.bytes = bytes, .capacity = sizeof bytes, .write = write, .context = context};

  sink_say(&sink, text, basename_of(input), 0);
  sink_flush(&sink);
}

/* --- options --- */

/* The line is wrong: what the program prints then. */
static bool refuse(struct parser *parser, const char *text)
{
  parser->report.failed = true;
  parser->text = text;
  return false;
}

/* Something to print was asked for: nothing is started. */
static bool show(struct parser *parser, const char *text)
{
  parser->verdict = SPEC_TEXT;
  parser->text = text;
  return true;
}

/* tini takes SIGHUP to SIGSYS, as they are written here, and nothing else. */
static bool take_parent_death(struct parser *parser, const char *value)
{
  for (uint8_t i = 1; i <= LAST_OF_31; i++) {
    if (strncmp(value, "SIG", 3) == 0 && strcmp(value + 3, signal_name(i)) == 0) {
      parser->plan->globals.parent_death_signal = i;
      return true;
    }
  }
  return complain(parser, "[FATAL tini (#)] Not a valid option for -p: %", value);
}

/* As strtol() and sscanf() begin a number. */
static const char *past_plus(const char *text)
{
  text += strspn(text, " \t\n\v\f\r");
  return *text == '+' ? text + 1 : text;
}

static bool take_code(struct parser *parser, const char *value)
{
  uint64_t code = 0;

  if (!number_parse(past_plus(value), UINT8_MAX, &code)) {
    return complain(parser, "[FATAL tini (#)] Not a valid option for -e: %", value);
  }
  parser->exit_codes[code / 64] |= UINT64_C(1) << (code % 64);
  node_accept_codes(parser);
  return true;
}

/* What follows the second number is not looked at, as it never was. */
static bool take_rewrite(struct parser *parser, const char *value)
{
  uint64_t in = 0;
  uint64_t out = 0;
  const char *at = past_plus(value);
  bool good = number_read(&at, LAST_OF_31, &in) && *at == ':';

  if (good) {
    at = past_plus(at + 1);
    good = number_read(&at, LAST_OF_31, &out);
  }
  if (!good || in == 0) {
    return refuse(parser, persona_dumb_init_rewrite);
  }
  parser->plan->globals.signal_map[in] = out == 0 ? BATON_MAP_DROP : (uint8_t)out;
  return true;
}

/* One letter means one thing in all of them; who has it, the table says. */
static bool take(struct parser *parser, char letter, const char *value)
{
  const struct persona *row = parser->persona;

  parser->text_asked = strchr(row->on_stderr, letter) == NULL;
  switch (letter) {
  case 'c': parser->single = true; break;
  case 'e': return take_code(parser, value);
  case 'g': to_group(parser); break;
  case 'h': return show(parser, row->help);
  case 'L':
  case 'l': return show(parser, spec_license());
  case 'P': parser->pause = true; break;
  case 'p': return take_parent_death(parser, value);
  case 'r': return take_rewrite(parser, value);
  case 's': parser->subreaper = true; break;
  case 'V': return show(parser, row->version);
  case 'v': parser->verbosity += row->verbose; break;
  default: parser->plan->globals.flags |= BATON_GLOBAL_WARN_REAP; break; /* w */
  }
  return true;
}

/* The options; at their end the reader stands at the program. */
static bool read_options(struct parser *parser)
{
  const struct persona *row = parser->persona;
  struct letters letters = {
      .words = parser->reader.words,
      .count = parser->reader.count,
      .at = 1,
      .letters = row->letters,
      .long_names = row->long_names,
      .name = row->names,
      .sink = &parser->report.sink,
  };

  while (parser->verdict == SPEC_RUN) {
    char letter = letters_next(&letters);

    if (letter == LETTERS_END) {
      break;
    }
    if (letter == LETTERS_WRONG) {
      return refuse(parser, row->usage_of_option ? row->usage : NULL);
    }
    if (!take(parser, letter, letters.value)) {
      return false;
    }
  }
  parser->reader.at = letters.at;
  return true;
}

/* --- the plan --- */

/* What dumb-init rewrites without being asked: a session of its own is in nobody's background. */
static void set_session(struct parser *parser, struct baton_settings *settings)
{
  static const uint8_t stops[] = {CORE_SIGTSTP, CORE_SIGTTIN, CORE_SIGTTOU};

  if (parser->single) {
    settings->place = BATON_PLACE_OURS;
    return;
  }
  settings->kill = BATON_KILL_GROUP;
  for (unsigned i = 0; i < sizeof stops; i++) {
    uint8_t *map = &parser->plan->globals.signal_map[stops[i]];

    *map = *map == 0 ? CORE_SIGSTOP : *map;
  }
}

/* The end of the child is baton's. dumb-init alone says TERM to those who are left, and as PID 1,
 * whose end is theirs, lets them hear it. */
static void set_drain(struct parser *parser)
{
  struct baton_globals *globals = &parser->plan->globals;

  if (parser->drain_word != 0) {
    globals->flags &= ~BATON_GLOBAL_LAST_TERM;
  } else if ((globals->flags & BATON_GLOBAL_LAST_TERM) != 0) {
    globals->drain_ms = parser->input->pid == 1 ? SECOND_MS : 0;
  } else {
    globals->flags &= ~BATON_GLOBAL_DRAIN;
  }
}

static void set_habits(struct parser *parser)
{
  const struct persona *row = parser->persona;
  struct baton_globals *globals = &parser->plan->globals;
  struct baton_settings *settings =
      &parser->plan->settings[parser->plan->nodes[parser->plan->node_count - 1].settings];

  globals->voice = row->voice;
  globals->codes = row->codes;
  globals->flags &= ~(BATON_GLOBAL_TERM_DEFAULT | BATON_GLOBAL_SUBREAPER);
  globals->flags |= row->flags | (parser->subreaper ? BATON_GLOBAL_SUBREAPER : 0U);
  globals->termination_message = 0;
  settings->flags |= row->settings;
  settings->place = row->place;
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    if ((row->kept & BATON_SIGNAL_BIT(signal)) != 0 && globals->signal_map[signal] == 0) {
      globals->signal_map[signal] = BATON_MAP_DROP;
    }
  }
  if (row->place == BATON_PLACE_LEADER) {
    set_session(parser, settings);
  }
  set_drain(parser);
}

/* The words from the program on, as the one clause of a native line. */
static bool read_program(struct parser *parser, struct clause *clause)
{
  clause->command = parser->reader.at;
  clause->command_end = parser->reader.count;
  if (clause->command == clause->command_end) {
    return refuse(parser, parser->persona->usage);
  }
  return node_add(parser, clause);
}

/* tini knows this word only if it stands alone. */
static bool asks_version(const struct parser *parser)
{
  return parser->persona->long_names[0] == '\0' && parser->reader.count == 2 &&
         strcmp(parser->reader.words[1], "--version") == 0;
}

bool persona_read(struct parser *parser)
{
  const struct persona *row = parser->persona;
  struct clause clause = {
      .words = parser->reader.words,
      .first = 1,
      .options = 1,
      .options_end = 1,
      .asked = OPTION_COUNT,
      .global = true,
      .dashes = true,
  };

  parser->text_asked = true;
  if (asks_version(parser)) {
    return show(parser, row->version);
  }
  parser->level_given = true;
  parser->plan->globals.log_level = row->level;
  if (!node_add_root(parser, &clause) || !read_options(parser)) {
    return false;
  }
  if (parser->verdict != SPEC_RUN) {
    return true;
  }
  if (!parser->pause && !read_program(parser, &clause)) {
    return false;
  }
  if (!row->variables(parser)) {
    return false;
  }
  parser->report.place = DEFAULTS_PLACE; /* nothing else can have set what does not go together */
  if (parser->pause) {
    finish_pause(parser);
  } else if (!finish_line(parser)) {
    return false;
  }
  /* BATON_ARGS may make a supervisor of it; that is baton, whatever its name is. */
  if (parser->pause || (parser->plan->globals.flags & BATON_GLOBAL_CLASSIC) != 0) {
    set_habits(parser);
  }
  return true;
}
