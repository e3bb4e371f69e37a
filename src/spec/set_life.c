/* Options of a node's life: its place in the tree, restarts, starting, stopping. */
#include "set.h"
#include "util/number.h"
#include "util/span.h"

/* As a Go program would spell them. */
static const char go_strategies[] = "OneForOne\0OneForAll\0RestForOne\0";

/* --- the tree --- */

static bool set_strategy(struct draft *draft, const struct given *given)
{
  uint8_t place = list_find(go_strategies, given->value, strlen(given->value));
  draft->node->strategy = place;
  return place != LIST_END ||
         set_choice(draft, given, baton_strategy_words, &draft->node->strategy);
}

static bool set_intensity(struct draft *draft, const struct given *given)
{
  return set_window(draft, given, PLAN_INTENSITY_MAX, &draft->node->intensity);
}

static bool set_auto_shutdown(struct draft *draft, const struct given *given)
{
  return set_choice(draft, given, baton_auto_shutdown_words, &draft->node->auto_shutdown);
}

static bool set_count(struct draft *draft, const struct given *given)
{
  int32_t count = 0;
  bool good = set_integer(draft, given, 1, SPEC_COUNT_MAX, &count);
  draft->note->count = (uint32_t)count;
  return good;
}

/* --- restarts --- */

static bool set_backoff(struct draft *draft, const struct given *given)
{
  return judge(draft, given, value_backoff(given->value, &draft->settings),
               "not INITIAL[:MAX[:FACTOR]] such as 100ms:30s:1.5\0"
               "a duration needs its unit: ms, s, m or h\0"
               "INITIAL is at most MAX, MAX at most 1000h, FACTOR 1 to 100\0",
               0);
}

static bool take_end(struct draft *draft, const struct given *given, const char *at, size_t length)
{
  struct baton_settings *settings = &draft->settings;
  bool fatal = given->id == OPTION_FATAL;
  const char *end = at;
  uint64_t code = 0;
  if (length == 0) {
    return refuse(draft, given, "a code or a signal is missing");
  }
  if (number_read(&end, UINT64_MAX, &code) && end == at + length) {
    if (code > 255) {
      return refuse(draft, given, "an exit code is 0 to 255");
    }
    add_code(fatal ? settings->fatal_codes : settings->success_codes, code);
    return true;
  }
  unsigned signal = read_signal(draft, given, at, length);
  if (signal == 0) {
    return false;
  }
  *(fatal ? &settings->fatal_signals : &settings->success_signals) |= BATON_SIGNAL_BIT(signal);
  return true;
}

static bool set_success(struct draft *draft, const struct given *given)
{
  draft->settings.success_signals = 0;
  memset(draft->settings.success_codes, 0, sizeof draft->settings.success_codes);
  add_code(draft->settings.success_codes, 0);
  return each_part(draft, given, take_end);
}

static bool set_fatal(struct draft *draft, const struct given *given)
{
  draft->settings.fatal_signals = 0;
  memset(draft->settings.fatal_codes, 0, sizeof draft->settings.fatal_codes);
  return each_part(draft, given, take_end);
}

/* --- starting --- */

static bool set_after(struct draft *draft, const struct given *given)
{
  struct parser *parser = draft->parser;
  struct plan_node *node = draft->node;
  if ((is(given->value, "none") && node->after_count > 0) || node->after_mode == BATON_AFTER_NONE) {
    return refuse(draft, given, "'none' stands alone");
  }
  if (span_first(given->value, ',') != NULL) {
    return refuse(draft, given, "one name: repeat --after for each");
  }
  if (is(given->value, "none")) {
    node->after_mode = BATON_AFTER_NONE;
    return true;
  }
  if (node->after_count == 0) {
    node->after = parser->after_count;
  }
  node->after_mode = BATON_AFTER_LIST;
  node->after_count++;
  parser->after_words[parser->after_count++] = given->word; /* names_after() makes a node of it */
  return true;
}

static bool set_ready_fd(struct draft *draft, const struct given *given)
{
  if (value_integer(given->value + 3, 3, BATON_FD_MAX, &draft->settings.ready_fd) != VALUE_OK) {
    return report_given(&draft->parser->report, given, "N is 3 to #", "", BATON_FD_MAX);
  }
  draft->settings.ready = BATON_READY_FD;
  return true;
}

static bool set_ready_variable(struct draft *draft, const struct given *given)
{
  const struct given variable = {given->id, given->word, given->value + 4};
  if (variable.value[0] == '\0' || span_first(variable.value, '=') != NULL) {
    return refuse(draft, given, "VAR is the name of an environment variable");
  }
  draft->settings.ready = BATON_READY_ENV;
  return set_string(draft, &variable, draft->previous->ready_var, &draft->settings.ready_var);
}

static bool set_ready(struct draft *draft, const struct given *given)
{
  if (is(given->value, "exec")) {
    return true;
  }
  if (span_begins(given->value, "fd:", 3)) {
    return set_ready_fd(draft, given);
  }
  if (span_begins(given->value, "env:", 4)) {
    return set_ready_variable(draft, given);
  }
  if (is(given->value, "exit")) {
    draft->settings.ready = BATON_READY_EXIT;
    return true;
  }
  if (is(given->value, "notify")) {
    return refuse(draft, given, "not in this version");
  }
  return refuse_choice(draft, given, "exec\0fd:N\0env:VAR\0exit\0");
}

static bool set_start_timeout(struct draft *draft, const struct given *given)
{
  if (!set_value(draft, given)) {
    return false;
  }
  if (draft->settings.start_timeout_ms == 0) {
    return refuse(draft, given, "no child can be ready at once");
  }
  return true;
}

/* --- stopping --- */

static bool set_stop_signal(struct draft *draft, const struct given *given)
{
  if (!set_value(draft, given)) {
    return false;
  }
  if (draft->settings.stop_signal == CORE_SIGKILL) {
    return refuse(draft, given, "a child that is to be killed at once has --stop-timeout=0");
  }
  if (draft->settings.stop_signal == CORE_SIGSTOP) {
    return refuse(draft, given, "STOP suspends a process and never ends it");
  }
  return true;
}

static bool set_sweep_signal(struct draft *draft, const struct given *given)
{
  if (is(given->value, "none")) {
    draft->settings.sweep_signal = BATON_SIGNAL_NONE;
    return true;
  }
  if (!set_value(draft, given)) {
    return false;
  }
  if (draft->settings.sweep_signal == CORE_SIGSTOP) {
    return refuse(draft, given, "STOP suspends a process and never ends it");
  }
  return true;
}

static bool set_stop_order(struct draft *draft, const struct given *given)
{
  return set_choice(draft, given, baton_stop_order_words, &draft->node->stop_order);
}

#define BIT(number) | BATON_SIGNAL_BIT(number)
static const uint64_t shutdown_signals = 0 CORE_SHUTDOWN_SIGNALS(BIT);
#undef BIT

/* QUIT alone of those that begin a shutdown can be a child's instead. */
static bool take_forward(struct draft *draft, const struct given *given, const char *at,
                         size_t length)
{
  unsigned signal = read_signal(draft, given, at, length);
  if (signal == 0) {
    return false;
  }
  if ((shutdown_signals & BATON_SIGNAL_BIT(signal)) != 0 && signal != CORE_SIGQUIT) {
    return report_given(&draft->parser->report, given,
                        "& begins the shutdown, of which each child hears by its --stop-signal", "",
                        signal);
  }
  draft->settings.forward |= BATON_SIGNAL_BIT(signal);
  return check_signal(draft, given, signal);
}

static bool set_forward(struct draft *draft, const struct given *given)
{
  draft->settings.forward = 0;
  if (is(given->value, "all")) {
    draft->settings.forward = ~(BATON_SIGNAL_BIT(CORE_SIGKILL) | BATON_SIGNAL_BIT(CORE_SIGSTOP) |
                                BATON_SIGNAL_BIT(CORE_SIGCHLD) | shutdown_signals);
    return true;
  }
  return each_part(draft, given, take_forward);
}

#define X(id, setter, ...) set_##setter,
set_function *const set_life[] = {SPEC_OPTIONS_TREE(X) SPEC_OPTIONS_RESTARTS(X)
                                      SPEC_OPTIONS_START(X) SPEC_OPTIONS_STOP(X)};
#undef X
