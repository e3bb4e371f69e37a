/* The plan as a tree a person likes to read. */
#include "explain.h"
#include "options.h"
#include "util/span.h"

#include <string.h>

/* --- the tree --- */

static uint32_t index_of(const struct explain *explain)
{
  return (uint32_t)(explain->node - explain->plan->nodes);
}

/* The first child of `parent` from index `from` on; 0: none. */
static uint32_t child_from(const struct plan *plan, uint32_t parent, uint32_t from)
{
  for (uint32_t i = from; i < plan->node_count; i++) {
    if (plan->nodes[i].parent == parent) {
      return i;
    }
  }
  return 0;
}

/* Moves on to the next node, from top to bottom; false at the end. */
static bool advance(struct explain *explain)
{
  const struct plan *plan = explain->plan;
  uint32_t next = child_from(plan, index_of(explain), index_of(explain) + 1);
  if (next != 0) { /* only a supervisor has */
    explain->depth++;
  }
  while (next == 0 && explain->depth > 0) {
    next = explain->next[explain->depth];
    explain->depth -= next == 0 ? 1 : 0;
  }
  if (next != 0) {
    explain_node(explain, next);
    explain->next[explain->depth] = child_from(plan, explain->node->parent, next + 1);
  }
  return next != 0;
}

/* Begins a line: with a node's own name (`branch` is then "├─ " or "└─ "), or about it. */
static void begin_line(struct explain *explain, const char *label)
{
  bool own = label == NULL;
  for (unsigned depth = 1; depth <= explain->depth; depth++) {
    bool last = explain->next[depth] == 0;
    if (own && depth == explain->depth) {
      text_put(&explain->text, last ? "└─ " : "├─ ");
    } else {
      text_put(&explain->text, last ? "   " : "│  ");
    }
  }
  if (!own) {
    text_put(&explain->text, explain->node->kind == BATON_KIND_SUPERVISOR ? "│  " : "   ");
    tell(explain, label);
  }
}

static void put_name(struct explain *explain)
{
  say(explain, explain->node->path == 0 ? "root" : "%",
      span_base(string_at(explain, explain->node->path)), 0);
}

/* --- what is said of a node --- */

/* A setting's value as its option takes it; windows and lists have functions of their own. */
static void put_value(struct explain *explain, unsigned id)
{
  uint32_t value = setting_value(explain->settings, id);
  unsigned form = setting_rows[id].form;
  if (form == FORM_CHOICE) {
    tell(explain, list_word(setting_words(id), value + 1U));
  } else if (form == FORM_STRING) {
    quote_shell(&explain->text, string_at(explain, value));
  } else if (form == FORM_OCTAL) {
    for (unsigned shift = 9; shift > 0; shift -= 3) {
      say(explain, "#", "", value >> (shift - 3U) & 7U);
    }
  } else if (form == FORM_NUMBER) {
    text_signed(&explain->text, (int32_t)value);
  } else if (form == FORM_SIGNAL && value == BATON_SIGNAL_NONE) {
    tell(explain, "none");
  } else {
    say(explain, form == FORM_SIGNAL ? "&" : form == FORM_DURATION ? "@" : "#", "", value);
  }
}

/* Shows those settings of a section that its line has no words for, as "NAME=VALUE", unless they
 * are what they would be without an option. */
static void put_others(struct explain *explain, enum option_section section, const char *before)
{
  static const char told[] = {
      OPTION_RESTART,       OPTION_MAX_RESTARTS, OPTION_JITTER,       OPTION_BACKOFF_RESET,
      OPTION_START_TIMEOUT, OPTION_STOP_SIGNAL,  OPTION_STOP_TIMEOUT, OPTION_KILL,
      OPTION_STDIN,         OPTION_STDOUT,       OPTION_STDERR,       '\0',
  };
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    const struct option *option = option_of((enum option_id)id);
    bool other = option->section == section && option->setting <= SETTING_LAST &&
                 span_first(told, (char)id) == NULL;
    if (other && setting_differs(explain->settings, option->setting)) {
      tell(explain, before);
      tell(explain, option_name((enum option_id)id));
      if (option->argument != ARGUMENT_NONE) {
        tell(explain, "=");
        put_value(explain, option->setting);
      }
    }
  }
}

static void put_window(struct explain *explain, const char *before,
                       const struct baton_window *window)
{
  if (window->limit != BATON_NONE) {
    say(explain, "%# in ", before, window->limit);
    say(explain, "@", "", window->window_ms);
  }
}

/* Ends that count as success, if there are more than code 0. */
static void put_success(struct explain *explain)
{
  const struct baton_settings *settings = explain->settings;
  baton_code_set codes;
  memcpy(codes, settings->success_codes, sizeof codes);
  codes[0] &= ~UINT64_C(1);
  put_set(explain, "%&", put_set(explain, "%#", "; success: 0, ", codes, EXPLAIN_CODES),
          &settings->success_signals, BATON_SIGNALS);
}

static void put_fatal(struct explain *explain)
{
  const struct baton_settings *settings = explain->settings;
  put_set(explain, "%&", put_set(explain, "%#", "; fatal: ", settings->fatal_codes, EXPLAIN_CODES),
          &settings->fatal_signals, BATON_SIGNALS);
}

static void put_backoff(struct explain *explain)
{
  const struct baton_settings *settings = explain->settings;
  uint32_t centi = settings->backoff_factor_centi % 100;
  say(explain, "; backoff @", "", settings->backoff_initial_ms);
  say(explain, " x #", "", settings->backoff_factor_centi / 100);
  if (centi != 0) {
    say(explain, centi < 10 ? ".0#" : ".#", "", centi % 10 == 0 ? centi / 10 : centi);
  }
  say(explain, " up to @", "", settings->backoff_max_ms);
  tell(explain, ", jitter ");
  put_value(explain, SETTING_JITTER);
  tell(explain, "%, reset after ");
  put_value(explain, SETTING_BACKOFF_RESET);
}

static void put_optional(struct explain *explain)
{
  tell(explain, explain->node->optional != 0 ? "; optional: its end ends nothing\n" : "\n");
}

static void restart_line(struct explain *explain)
{
  begin_line(explain, "restart  ");
  put_value(explain, SETTING_POLICY);
  if (explain->settings->policy != BATON_POLICY_NEVER) {
    put_window(explain, ", at most ", &explain->settings->breaker);
    put_backoff(explain);
  }
  put_success(explain);
  put_fatal(explain);
  put_others(explain, SECTION_RESTARTS, ", ");
  put_optional(explain);
}

static void put_after(struct explain *explain)
{
  const struct plan *plan = explain->plan;
  const struct plan_node *node = explain->node;
  const char *before = "after ";
  if (node->after_count > 0) {
    for (uint32_t i = 0; i < node->after_count; i++, before = ", ") {
      tell(explain, before);
      explain_node(explain, plan->after[node->after + i]);
      put_name(explain);
    }
    explain_node(explain, (uint32_t)(node - plan->nodes));
  } else if (node->after_mode == BATON_AFTER_NONE ||
             &plan->nodes[child_from(plan, node->parent, 1)] == node) {
    tell(explain, "at once");
  } else {
    tell(explain, "after the one before");
  }
}

static void put_ready(struct explain *explain)
{
  static const char how[] = PACKED("ready as soon as it runs\0"
                                   "ready by a line on fd #\0"
                                   "ready by a line on the fd in $\0"
                                   "ready by sd_notify\0"
                                   "ready when it has succeeded\0");
  const struct baton_settings *settings = explain->settings;
  tell(explain, "; ");
  say(explain, list_word(how, settings->ready), "", (uint64_t)settings->ready_fd);
  if (explain->node->gate != 0) {
    tell(explain, ", and again before each group start");
  }
  if (settings->ready == BATON_READY_ENV) {
    quote_shell(&explain->text, string_at(explain, settings->ready_var));
  }
  if (settings->start_timeout_ms != BATON_NONE) {
    say(explain, ", within @", "", settings->start_timeout_ms);
  }
}

static void start_line(struct explain *explain)
{
  begin_line(explain, "start    ");
  put_after(explain);
  if (explain->node->kind == BATON_KIND_CHILD) {
    put_ready(explain);
    put_others(explain, SECTION_START, ", ");
  }
  tell(explain, "\n");
}

static void stop_line(struct explain *explain)
{
  const struct baton_globals *globals = &explain->plan->globals;
  const struct baton_settings *settings = explain->settings;
  bool classic = runs_classic(explain);
  begin_line(explain, "stop     ");
  if (classic) {
    tell(explain, "every signal is passed on");
  } else {
    put_value(explain, SETTING_STOP_SIGNAL);
  }
  tell(explain, settings->kill == BATON_KILL_GROUP ? " to its process group" : "");
  if (classic && (globals->flags & BATON_GLOBAL_GRACE) == 0) {
    tell(explain, ", no deadline");
  } else if (settings->stop_timeout_ms == BATON_NONE) {
    say(explain, ", KILL after its share of @", "", globals->grace_ms);
  } else {
    say(explain, ", KILL after @", "", settings->stop_timeout_ms);
  }
  if (!classic) {
    put_set(explain, "%&", "; passed on: ", &settings->forward, BATON_SIGNALS);
  }
  put_others(explain, SECTION_STOP, ", ");
  tell(explain, "\n");
}

/* --- the process --- */

static void put_stream(struct explain *explain, unsigned id)
{
  const char *words = setting_words(id);
  uint32_t mode = setting_value(explain->settings, id);
  uint32_t file = setting_value(explain->settings, id + 1);
  if (mode != BATON_STREAM_INHERIT) {
    say(explain, " %=", words, 0);
    quote_shell(&explain->text,
                mode == BATON_STREAM_FILE ? string_at(explain, file) : list_word(words, mode + 1));
  }
}

static void put_limits(struct explain *explain)
{
  for (uint32_t i = 0; i < explain->settings->limit_count; i++) {
    const struct baton_limit *limit = &explain->plan->limits[explain->settings->limits + i];
    say(explain, limit->soft == UINT64_MAX ? " %=unlimited" : " %=#",
        list_word(value_resources, limit->resource), limit->soft);
    say(explain, limit->hard == UINT64_MAX ? ":unlimited" : ":#", "", limit->hard);
  }
}

static void put_variable(struct explain *explain, const char *word, bool first)
{
  (void)first;
  bool file = word[0] == '=';
  begin_line(explain, file                            ? "env-file "
                      : span_first(word, '=') == NULL ? "unset    "
                                                      : "env      ");
  quote_shell(&explain->text, file ? word + 1 : word);
  tell(explain, "\n");
}

/* What differs from baton's own process, and who has stdin. */
static void process_lines(struct explain *explain)
{
  const struct baton_settings *settings = explain->settings;
  begin_line(explain, "process  stdin=");
  put_value(explain, SETTING_STDIN);
  put_stream(explain, SETTING_STDOUT);
  put_stream(explain, SETTING_STDERR);
  put_others(explain, SECTION_PROCESS, " ");
  put_limits(explain);
  tell(explain, "\n");
  each_word(explain, settings->env, settings->env_count, put_variable);
}

static void put_argument(struct explain *explain, const char *word, bool first)
{
  tell(explain, first ? "  " : " ");
  quote_shell(&explain->text, word);
}

static void put_misplaced(struct explain *explain, const char *word, bool first)
{
  if (!first && option_is_written(word)) {
    begin_line(explain, "note     ");
    quote_shell(&explain->text, word);
    tell(explain, " is a word of the command: options of baton stand before it\n");
  }
}

static void child_lines(struct explain *explain)
{
  begin_line(explain, NULL);
  put_name(explain);
  each_word(explain, explain->node->argv, explain->node->argc, put_argument);
  tell(explain, "\n");
  restart_line(explain);
  start_line(explain);
  stop_line(explain);
  process_lines(explain);
  each_word(explain, explain->node->argv, explain->node->argc, put_misplaced);
}

/* --- supervisors --- */

static const char *stop_order(const struct explain *explain)
{
  const struct plan *plan = explain->plan;
  if (explain->node->stop_order == BATON_STOP_ORDER_REVERSE) {
    return PACKED("one after the other, the last first\n");
  }
  for (uint32_t i = index_of(explain) + 1; i < plan->node_count; i++) {
    if (plan->nodes[i].parent == index_of(explain) &&
        plan->nodes[i].after_mode == BATON_AFTER_LIST) {
      return PACKED("all at once, but what waits for another before it\n");
    }
  }
  return PACKED("all at once\n");
}

static void supervisor_lines(struct explain *explain)
{
  static const char reach[] = PACKED("is that child's alone\n\0takes all siblings along\n\0"
                                     "takes the later siblings along\n\0");
  static const char ends[] = PACKED("any child has ended for good\0"
                                    "all children have ended for good\0"
                                    "any child has failed for good\0");
  const struct plan_node *node = explain->node;
  begin_line(explain, NULL);
  put_name(explain);
  say(explain, node->path == 0 ? "  %" : "/  %", baton_strategy_name(node->strategy), 0);
  tell(explain, ": a restart ");
  tell(explain, list_word(reach, node->strategy));
  if (node->path != 0) {
    start_line(explain);
  }
  begin_line(explain, "stop     ");
  tell(explain, stop_order(explain));
  begin_line(explain, "end      when ");
  tell(explain, list_word(ends, node->auto_shutdown));
  put_window(explain, "; gives up beyond ", &node->intensity);
  put_optional(explain);
}

/* --- the whole --- */

static void head_lines(struct explain *explain)
{
  const struct plan *plan = explain->plan;
  uint32_t children = 0;
  for (uint32_t i = 0; i < plan->node_count; i++) {
    children += plan->nodes[i].kind == BATON_KIND_CHILD ? 1 : 0;
  }
  uint32_t supervisors = plan->node_count - children;
  say(explain, children == 1 ? "supervised: # child" : "supervised: # children", "", children);
  say(explain, supervisors == 1 ? ", # supervisor\n\n" : ", # supervisors\n\n", "", supervisors);
}

static void drain_line(struct explain *explain)
{
  const struct baton_globals *globals = &explain->plan->globals;
  if ((globals->flags & BATON_GLOBAL_DRAIN) == 0) {
    tell(explain, "drain     off: processes that are no child are left alone\n");
    return;
  }
  tell(explain, "drain     processes that are no child get TERM, and KILL after ");
  if (globals->drain_ms != BATON_NONE) {
    say(explain, "@\n", "", globals->drain_ms);
  } else if (runs_classic(explain)) {
    say(explain, "2s, or what is left of @ since the first stop signal\n", "", globals->grace_ms);
  } else {
    tell(explain, "the rest of that\n");
  }
}

/* The end of the container: deadlines, what is left, the exit code. */
static void tail_lines(struct explain *explain)
{
  const struct baton_globals *globals = &explain->plan->globals;
  bool classic = runs_classic(explain);
  tell(explain, "\n");
  put_map(explain, "signal    & is taken as ", "\n", globals->signal_map);
  tell(explain, classic ? "shutdown  when the child ends"
                        : "shutdown  on TERM, INT, QUIT, PWR, RTMIN+3, or when root ends");
  if (!classic || (globals->flags & BATON_GLOBAL_GRACE) != 0) {
    say(explain, "; it takes at most @", "", globals->grace_ms);
  }
  tell(explain, "\n");
  drain_line(explain);
  tell(explain, classic ? "exit      with the child's code, 128+n for a signal\n"
                        : "exit      after a signal 0, or 122 if a child had to be killed; else by "
                          "the child that ended root\n");
}

void explain_text(struct explain *explain)
{
  explain->between = ", ";
  if (explain->plan->node_count == 1) {
    tell(explain, "pause: no child; baton waits for TERM or INT\n");
    return;
  }
  explain_node(explain, BATON_ROOT);
  if (runs_classic(explain)) { /* the root is not worth a line */
    tell(explain, "classic: one child; baton is its init and ends with its code\n\n");
    advance(explain);
  } else {
    head_lines(explain);
  }
  do {
    if (explain->node->kind == BATON_KIND_SUPERVISOR) {
      supervisor_lines(explain);
    } else {
      child_lines(explain);
    }
  } while (advance(explain));
  tail_lines(explain);
}
