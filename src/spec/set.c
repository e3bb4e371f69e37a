/* What each option does to the clause it stands in: one function an option, by the table's order.
 * Must not look at other clauses; what needs them is in finish.c. */
#include "parser.h"
#include "util/number.h"
#include "util/signal.h"
#include "values.h"

#include <string.h>

#define READY_FD_MAX 1048575 /* the kernel's default for the highest descriptor, fs.nr_open */

#define REFUSE(draft, given, ...) REPORT_GIVEN(&(draft)->parser->report, (given), __VA_ARGS__)

static bool is(const char *value, const char *word)
{
  return strcmp(value, word) == 0;
}

/* --- forms that several options share --- */

/* Options that words.c or parse.c deals with, and -s, which asks for what baton does anyway. */
static bool set_nothing(struct draft *draft, const struct given *given)
{
  (void)draft;
  (void)given;
  return true;
}

static bool refuse_duration(struct draft *draft, const struct given *given,
                            enum value_verdict verdict)
{
  if (verdict == VALUE_UNITLESS) {
    return REFUSE(draft, given, "a duration needs its unit (did you mean ", given->value, "s?)");
  }
  if (verdict == VALUE_RANGE) {
    return REFUSE(draft, given, "a duration is at most 1000h");
  }
  return REFUSE(draft, given, "not a duration such as 250ms, 10s, 5m or 1h");
}

static bool set_duration(struct draft *draft, const struct given *given, uint32_t *ms)
{
  enum value_verdict verdict = value_duration(given->value, strlen(given->value), ms);

  return verdict == VALUE_OK || refuse_duration(draft, given, verdict);
}

/* One of `words` (ended by NULL), whose position is the result. */
static bool set_choice(struct draft *draft, const struct given *given, const char *const *words,
                       uint8_t *choice)
{
  struct nearest nearest = nearest_to(given->value, strlen(given->value));
  char list[REPORT_PIECE_MOST];
  struct text text = text_in(list, sizeof list);

  for (uint8_t i = 0; words[i] != NULL; i++) {
    if (is(given->value, words[i])) {
      *choice = i;
      return true;
    }
    nearest_offer(&nearest, words[i]);
    text_put(&text, i == 0 ? "" : ", ");
    text_put(&text, words[i]);
  }
  return REFUSE(draft, given, "not one of ", list, DID_YOU_MEAN("", nearest.best));
}

static bool set_window(struct draft *draft, const struct given *given, uint32_t most,
                       struct baton_window *window)
{
  switch (value_window(given->value, most, window)) {
  case VALUE_OK: return true;
  case VALUE_RANGE:
    return REFUSE(draft, given, "N is 1 to ", piece_number(most).at,
                  ", DUR more than 0 and at most 1000h");
  case VALUE_WRONG:
  case VALUE_UNITLESS: break;
  }
  return REFUSE(draft, given, "not N/DUR such as 5/10s, nor 'unlimited'");
}

static bool set_integer(struct draft *draft, const struct given *given, const int32_t range[2],
                        int32_t *number)
{
  if (value_integer(given->value, range[0], range[1], number) == VALUE_OK) {
    return true;
  }
  return REFUSE(draft, given, "not a number from ", range[0] < 0 ? "-" : "",
                piece_number((uint64_t)(range[0] < 0 ? -range[0] : range[0])).at, " to ",
                piece_number((uint64_t)range[1]).at);
}

/* A string of the plan; the one that is inherited or that the clause before has, if it is equal. */
static bool set_string(struct draft *draft, const struct given *given, uint32_t previous,
                       uint32_t *string)
{
  const struct parser *parser = draft->parser;

  if (given->value[0] == '\0') {
    return REFUSE(draft, given, "the value is empty");
  }
  if (previous != 0 && is(pool_at(parser, previous), given->value)) {
    *string = previous;
  } else if (*string == 0 || !is(pool_at(parser, *string), given->value)) {
    *string = pool_string(draft->parser, given->value);
  }
  return !parser->report.failed;
}

static bool refuse_signal(struct draft *draft, const struct given *given, const char *name,
                          size_t length)
{
  struct nearest nearest = nearest_to(name, length);
  char shown[REPORT_PIECE_MOST + 1];
  struct text text = text_in(shown, sizeof shown);

  for (unsigned i = 1; signal_name(i) != NULL; i++) {
    nearest_offer(&nearest, signal_name(i));
  }
  text_bytes(&text, name, length);
  return REFUSE(draft, given, "'", shown, "' is no signal", DID_YOU_MEAN("", nearest.best));
}

static bool set_signal(struct draft *draft, const struct given *given, uint8_t *signal)
{
  size_t length = strlen(given->value);
  unsigned number = value_signal(given->value, length);

  if (number == 0) {
    return refuse_signal(draft, given, given->value, length);
  }
  *signal = (uint8_t)number;
  return true;
}

/* Calls `take` with each part of a comma-separated list. */
static bool each_part(struct draft *draft, const struct given *given,
                      bool (*take)(struct draft *, const struct given *, const char *, size_t))
{
  const char *at = given->value;

  for (;;) {
    size_t length = strcspn(at, ",");

    if (!take(draft, given, at, length)) {
      return false;
    }
    if (at[length] == '\0') {
      return true;
    }
    at += length + 1;
  }
}

/* --- the tree --- */

static bool set_strategy(struct draft *draft, const struct given *given)
{
  static const char *const GO_NAMES[] = {"OneForOne", "OneForAll", "RestForOne"};
#define X(name, text) text,
  static const char *const NAMES[] = {BATON_STRATEGIES(X) NULL};
#undef X

  draft->parser->supervised = true;
  for (uint8_t i = 0; NAMES[i] != NULL; i++) {
    if (is(given->value, GO_NAMES[i])) {
      draft->node->strategy = i;
      return true;
    }
  }
  return set_choice(draft, given, NAMES, &draft->node->strategy);
}

static bool set_intensity(struct draft *draft, const struct given *given)
{
  return set_window(draft, given, PLAN_INTENSITY_MAX, &draft->node->intensity);
}

static bool set_auto_shutdown(struct draft *draft, const struct given *given)
{
#define X(name, text) text,
  static const char *const NAMES[] = {BATON_AUTO_SHUTDOWNS(X) NULL};
#undef X

  return set_choice(draft, given, NAMES, &draft->node->auto_shutdown);
}

/* --- restarts --- */

static bool set_restart(struct draft *draft, const struct given *given)
{
#define X(name, text) text,
  static const char *const NAMES[] = {BATON_POLICIES(X) NULL};
#undef X

  draft->note->restart_word = given->word;
  return set_choice(draft, given, NAMES, &draft->settings.policy);
}

static bool set_max_restarts(struct draft *draft, const struct given *given)
{
  return set_window(draft, given, PLAN_RESTARTS_MAX, &draft->settings.breaker);
}

static bool set_backoff(struct draft *draft, const struct given *given)
{
  switch (value_backoff(given->value, &draft->settings)) {
  case VALUE_OK: return true;
  case VALUE_UNITLESS: return REFUSE(draft, given, "a duration needs its unit: ms, s, m or h");
  case VALUE_RANGE:
    return REFUSE(draft, given, "INITIAL is at most MAX, MAX at most 1000h, FACTOR 1 to 100");
  case VALUE_WRONG: break;
  }
  return REFUSE(draft, given, "not INITIAL[:MAX[:FACTOR]] such as 100ms:30s:1.5");
}

static bool set_jitter(struct draft *draft, const struct given *given)
{
  int32_t percent = 0;

  if (!set_integer(draft, given, (const int32_t[]){0, 100}, &percent)) {
    return false;
  }
  draft->settings.jitter_percent = (uint8_t)percent;
  return true;
}

static bool set_backoff_reset(struct draft *draft, const struct given *given)
{
  return set_duration(draft, given, &draft->settings.backoff_reset_ms);
}

static void add_code(uint64_t codes[4], uint64_t code)
{
  codes[code / 64] |= UINT64_C(1) << (code % 64);
}

static bool take_success(struct draft *draft, const struct given *given, const char *at,
                         size_t length)
{
  const char *end = at;
  uint64_t code = 0;
  unsigned signal = 0;

  if (number_read(&end, UINT64_MAX, &code) && end == at + length) {
    if (code > 255) {
      return REFUSE(draft, given, "an exit code is 0 to 255");
    }
    add_code(draft->settings.success_codes, code);
    return true;
  }
  signal = signal_by_name(at, length);
  if (signal == 0) {
    return refuse_signal(draft, given, at, length);
  }
  draft->settings.success_signals |= BATON_SIGNAL_BIT(signal);
  return true;
}

static bool set_success(struct draft *draft, const struct given *given)
{
  draft->settings.success_signals = 0;
  memset(draft->settings.success_codes, 0, sizeof draft->settings.success_codes);
  add_code(draft->settings.success_codes, 0);
  return each_part(draft, given, take_success);
}

static bool set_optional(struct draft *draft, const struct given *given)
{
  (void)given;
  draft->node->optional = 1;
  return true;
}

/* --- starting --- */

static bool set_after(struct draft *draft, const struct given *given)
{
  struct plan *plan = draft->parser->plan;
  struct plan_node *node = draft->node;

  if ((is(given->value, "none") && node->after_count > 0) || node->after_mode == CORE_AFTER_NONE) {
    return REFUSE(draft, given, "'none' stands alone");
  }
  if (is(given->value, "none")) {
    node->after_mode = CORE_AFTER_NONE;
    return true;
  }
  if (node->after_count == 0) {
    node->after = plan->after_count;
  }
  node->after_mode = CORE_AFTER_LIST;
  node->after_count++;
  plan->after[plan->after_count++] = given->word; /* names_after() makes a node of it */
  return true;
}

static bool set_ready_fd(struct draft *draft, const struct given *given)
{
  int32_t fd = 0;

  if (value_integer(given->value + 3, 3, READY_FD_MAX, &fd) != VALUE_OK) {
    return REFUSE(draft, given, "N is 3 to ", piece_number(READY_FD_MAX).at);
  }
  draft->settings.ready = BATON_READY_FD;
  draft->settings.ready_fd = fd;
  return true;
}

static bool set_ready_variable(struct draft *draft, const struct given *given)
{
  struct given variable = *given;

  variable.value += 4;
  if (variable.value[0] == '\0' || strchr(variable.value, '=') != NULL) {
    return REFUSE(draft, given, "VAR is the name of an environment variable");
  }
  draft->settings.ready = BATON_READY_ENV;
  return set_string(draft, &variable, draft->previous->ready_var, &draft->settings.ready_var);
}

static bool set_ready(struct draft *draft, const struct given *given)
{
#define X(name, text) text,
  static const char *const NAMES[] = {BATON_READYS(X) NULL};
#undef X

  draft->parser->supervised = draft->parser->supervised || !is(given->value, "exec");
  if (strncmp(given->value, "fd:", 3) == 0) {
    return set_ready_fd(draft, given);
  }
  if (strncmp(given->value, "env:", 4) == 0) {
    return set_ready_variable(draft, given);
  }
  if (is(given->value, "notify")) {
    return REFUSE(draft, given, "not in this version");
  }
  if (is(given->value, "fd") || is(given->value, "env")) {
    return REFUSE(draft, given, "write fd:N or env:VAR");
  }
  return set_choice(draft, given, NAMES, &draft->settings.ready);
}

static bool set_oneshot(struct draft *draft, const struct given *given)
{
  (void)given;
  draft->parser->supervised = true;
  return true; /* finish_child() has the rest: it goes with --ready and --restart */
}

static bool set_start_timeout(struct draft *draft, const struct given *given)
{
  draft->parser->supervised = true;
  draft->note->start_timeout_word = given->word;
  if (!set_duration(draft, given, &draft->settings.start_timeout_ms)) {
    return false;
  }
  return draft->settings.start_timeout_ms != 0 ||
         REFUSE(draft, given, "no child can be ready at once");
}

/* --- stopping --- */

static bool set_stop_signal(struct draft *draft, const struct given *given)
{
  if (!set_signal(draft, given, &draft->settings.stop_signal)) {
    return false;
  }
  draft->settings.flags |= BATON_SET_STOP_SIGNAL;
  if (draft->settings.stop_signal == CORE_SIGKILL) {
    return REFUSE(draft, given, "a child that is to be killed at once has --stop-timeout=0");
  }
  return draft->settings.stop_signal != CORE_SIGSTOP ||
         REFUSE(draft, given, "STOP suspends a child and never ends it");
}

static bool set_stop_timeout(struct draft *draft, const struct given *given)
{
  draft->note->stop_timeout_word = given->word;
  return set_duration(draft, given, &draft->settings.stop_timeout_ms);
}

static bool set_stop_order(struct draft *draft, const struct given *given)
{
#define X(name, text) text,
  static const char *const NAMES[] = {BATON_STOP_ORDERS(X) NULL};
#undef X

  return set_choice(draft, given, NAMES, &draft->node->stop_order);
}

static bool set_kill(struct draft *draft, const struct given *given)
{
#define X(name, text) text,
  static const char *const NAMES[] = {BATON_KILLS(X) NULL};
#undef X

  return set_choice(draft, given, NAMES, &draft->settings.kill);
}

/* Why a signal to baton can do nothing else than it does, or NULL. */
static const char *fixed_signal(unsigned signal)
{
  if (signal == CORE_SIGKILL || signal == CORE_SIGSTOP) {
    return " can be caught by nobody";
  }
  return signal == CORE_SIGCHLD ? " is how baton learns of its children" : NULL;
}

static bool take_forward(struct draft *draft, const struct given *given, const char *at,
                         size_t length)
{
  unsigned signal = value_signal(at, length);
  const char *fixed = fixed_signal(signal);

  if (signal == 0) {
    return refuse_signal(draft, given, at, length);
  }
  if (fixed != NULL) {
    return REFUSE(draft, given, piece_signal(signal).at, fixed);
  }
  draft->settings.forward |= BATON_SIGNAL_BIT(signal);
  return true;
}

static bool set_forward(struct draft *draft, const struct given *given)
{
  draft->settings.forward = 0;
  if (is(given->value, "all")) {
    draft->settings.forward = ~(BATON_SIGNAL_BIT(CORE_SIGKILL) | BATON_SIGNAL_BIT(CORE_SIGSTOP) |
                                BATON_SIGNAL_BIT(CORE_SIGCHLD));
    return true;
  }
  return each_part(draft, given, take_forward);
}

/* --- the process --- */

static bool set_user(struct draft *draft, const struct given *given)
{
  struct baton_settings *settings = &draft->settings;
  uint32_t before = settings->user;
  bool group = false;

  switch (value_user(given->value, &group)) {
  case VALUE_OK: break;
  case VALUE_RANGE: return REFUSE(draft, given, "an id is at most 4294967294");
  case VALUE_WRONG:
  case VALUE_UNITLESS: return REFUSE(draft, given, "not USER or USER:GROUP");
  }
  if (!set_string(draft, given, draft->previous->user, &settings->user)) {
    return false;
  }
  if (settings->user == draft->previous->user) {
    settings->user_word = draft->previous->user_word; /* so that the settings stay equal */
  } else if (settings->user != before) {
    settings->user_word = given->word;
  }
  settings->flags &= ~BATON_SET_GROUP;
  settings->flags |= BATON_SET_USER | (group ? BATON_SET_GROUP : 0);
  return true;
}

static bool set_cwd(struct draft *draft, const struct given *given)
{
  return set_string(draft, given, draft->previous->cwd, &draft->settings.cwd);
}

static bool set_umask(struct draft *draft, const struct given *given)
{
  draft->settings.flags |= BATON_SET_UMASK;
  return value_umask(given->value, &draft->settings.umask) == VALUE_OK ||
         REFUSE(draft, given, "not an octal number from 0 to 777");
}

static bool set_env(struct draft *draft, const struct given *given)
{
  if (given->value[0] == '=' || given->value[0] == '\0') {
    return REFUSE(draft, given, "a variable needs a name");
  }
  return strchr(given->value, '=') != NULL ||
         REFUSE(draft, given, "not K=V; --unset-env removes a variable");
}

static bool set_unset_env(struct draft *draft, const struct given *given)
{
  return (given->value[0] != '\0' && strchr(given->value, '=') == NULL) ||
         REFUSE(draft, given, "not the name of a variable");
}

static bool set_rlimit(struct draft *draft, const struct given *given)
{
  struct baton_limit limit;
  size_t length = strcspn(given->value, "=");
  struct nearest nearest = nearest_to(given->value, length);
  enum value_verdict verdict = value_rlimit(given->value, &limit);

  if (verdict == VALUE_RANGE) {
    return REFUSE(draft, given, "SOFT is more than HARD");
  }
  if (verdict == VALUE_OK) {
    return true;
  }
  for (unsigned i = 0; value_resource(i) != NULL; i++) {
    nearest_offer(&nearest, value_resource(i));
  }
  if (nearest.best == NULL || nearest.best_distance == 0) {
    return REFUSE(draft, given, "not NAME=SOFT[:HARD] such as nofile=1024:unlimited");
  }
  return REFUSE(draft, given, "no such limit (did you mean ", nearest.best, "?)");
}

static bool set_nice(struct draft *draft, const struct given *given)
{
  draft->settings.flags |= BATON_SET_NICE;
  return set_integer(draft, given, (const int32_t[]){-20, 19}, &draft->settings.nice);
}

static bool set_oom_score_adj(struct draft *draft, const struct given *given)
{
  draft->settings.flags |= BATON_SET_OOM;
  return set_integer(draft, given, (const int32_t[]){-1000, 1000}, &draft->settings.oom_score_adj);
}

static bool set_no_new_privs(struct draft *draft, const struct given *given)
{
  (void)given;
  draft->settings.flags |= BATON_SET_NO_NEW_PRIVS;
  return true;
}

static bool set_stdin(struct draft *draft, const struct given *given)
{
#define X(name, text) text,
  static const char *const NAMES[] = {BATON_STREAMS(X) NULL};
#undef X

  draft->note->stdin_word = given->word;
  if (is(given->value, "file")) {
    return REFUSE(draft, given, "not one of inherit, null");
  }
  return set_choice(draft, given, NAMES, &draft->settings.stdin_mode);
}

static bool set_stream(struct draft *draft, const struct given *given, uint8_t *mode,
                       uint32_t *file)
{
  if (is(given->value, "inherit") || is(given->value, "null")) {
    *mode = is(given->value, "null") ? BATON_STREAM_NULL : BATON_STREAM_INHERIT;
    *file = 0;
    return true;
  }
  *mode = BATON_STREAM_FILE;
  return set_string(draft, given, *file, file);
}

static bool set_stdout(struct draft *draft, const struct given *given)
{
  return set_stream(draft, given, &draft->settings.stdout_mode, &draft->settings.stdout_file);
}

static bool set_stderr(struct draft *draft, const struct given *given)
{
  return set_stream(draft, given, &draft->settings.stderr_mode, &draft->settings.stderr_file);
}

/* The ID itself is in no message: whoever knows it can claim what belongs to the child. */
static bool set_resume_id(struct draft *draft, const struct given *given)
{
  struct parser *parser = draft->parser;
  size_t length = 0;

  parser->supervised = true;
  while (given->value[length] > ' ' && given->value[length] < 0x7f) {
    length++;
  }
  if (length == 0 || length > SPEC_RESUME_ID_MAX || given->value[length] != '\0') {
    return REPORT(&parser->report, given->word,
                  "--resume-id: an ID is 1 to 128 printable characters without a space");
  }
  draft->note->resume_id_word = given->word;
  draft->node->resume_id = pool_string(parser, given->value);
  return !parser->report.failed;
}

/* --- the whole --- */

static bool set_grace(struct draft *draft, const struct given *given)
{
  draft->parser->grace_word = given->word;
  draft->parser->plan->globals.flags |= BATON_GLOBAL_GRACE;
  return set_duration(draft, given, &draft->parser->plan->globals.grace_ms);
}

static bool set_drain(struct draft *draft, const struct given *given)
{
  struct baton_globals *globals = &draft->parser->plan->globals;

  draft->parser->drain_word = given->word;
  if (is(given->value, "off")) {
    globals->flags &= ~BATON_GLOBAL_DRAIN;
    globals->drain_ms = 0;
    return true;
  }
  return set_duration(draft, given, &globals->drain_ms);
}

/* OUT of --signal, or 0 after a report. */
static unsigned signal_effect(struct draft *draft, const struct given *given, const char *out)
{
  unsigned signal = value_signal(out, strlen(out));

  if (is(out, "drop")) {
    return BATON_MAP_DROP;
  }
  if (is(out, "shutdown")) {
    return BATON_MAP_SHUTDOWN;
  }
  if (signal == 0) {
    refuse_signal(draft, given, out, strlen(out));
  }
  return signal;
}

static bool set_signal_map(struct draft *draft, const struct given *given)
{
  uint8_t *map = draft->parser->plan->globals.signal_map;
  size_t length = strcspn(given->value, ":");
  unsigned in = value_signal(given->value, length);
  const char *fixed = fixed_signal(in);
  unsigned out = 0;

  if (given->value[length] == '\0') {
    return REFUSE(draft, given, "not IN:OUT such as TERM:QUIT");
  }
  if (in == 0) {
    return refuse_signal(draft, given, given->value, length);
  }
  if (fixed != NULL) {
    return REFUSE(draft, given, piece_signal(in).at, fixed);
  }
  if (map[in] != 0) {
    return REFUSE(draft, given, piece_signal(in).at, " is mapped already");
  }
  out = signal_effect(draft, given, given->value + length + 1);
  map[in] = (uint8_t)out;
  return out != 0;
}

static bool set_termination_message(struct draft *draft, const struct given *given)
{
  struct baton_globals *globals = &draft->parser->plan->globals;

  globals->flags &= ~BATON_GLOBAL_TERM_DEFAULT;
  globals->termination_message = 0;
  return is(given->value, "off") || set_string(draft, given, 0, &globals->termination_message);
}

static bool set_log_level(struct draft *draft, const struct given *given)
{
  static const char *const NAMES[] = {"error", "warn", "info", "debug", NULL};

  draft->parser->level_given = true;
  return set_choice(draft, given, NAMES, &draft->parser->plan->globals.log_level);
}

static bool set_log_format(struct draft *draft, const struct given *given)
{
  static const char *const NAMES[] = {"text", "json", NULL};

  return set_choice(draft, given, NAMES, &draft->parser->plan->globals.log_json);
}

static bool set_explain(struct draft *draft, const struct given *given)
{
  static const char *const NAMES[] = {"text", "json", NULL};
  uint8_t form = 0;

  if (given->value != NULL && !set_choice(draft, given, NAMES, &form)) {
    return false;
  }
  draft->parser->verdict = form == 0 ? SPEC_EXPLAIN_TEXT : SPEC_EXPLAIN_JSON;
  return true;
}

/* --- as in tini --- */

static bool set_kill_group(struct draft *draft, const struct given *given)
{
  uint32_t word = draft->clause->word[OPTION_KILL];

  draft->settings.kill = BATON_KILL_GROUP;
  return word == 0 || REFUSE(draft, given,
                             "it is the same as --kill=group, and --kill is given "
                             "(word ",
                             piece_number(word).at, ")");
}

static bool set_verbose(struct draft *draft, const struct given *given)
{
  (void)given;
  draft->parser->verbosity++;
  return true;
}

static bool set_warn_reap(struct draft *draft, const struct given *given)
{
  (void)given;
  draft->parser->plan->globals.flags |= BATON_GLOBAL_WARN_REAP;
  return true;
}

static bool set_parent_death(struct draft *draft, const struct given *given)
{
  return set_signal(draft, given, &draft->parser->plan->globals.parent_death_signal);
}

static bool set_exit_code(struct draft *draft, const struct given *given)
{
  int32_t code = 0;

  if (!set_integer(draft, given, (const int32_t[]){0, 255}, &code)) {
    return false;
  }
  add_code(draft->parser->exit_codes, (uint64_t)code);
  return true;
}

bool set_option(struct draft *draft, const struct given *given)
{
#define X(id, setter, ...) [OPTION_##id] = set_##setter,
  static bool (*const SETTERS[OPTION_KNOWN])(struct draft *,
                                             const struct given *) = {SPEC_OPTIONS(X)};
#undef X

  return SETTERS[given->id](draft, given);
}
