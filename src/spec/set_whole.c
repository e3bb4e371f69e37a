/* Options of the whole line, and tini's letters. */
#include "set.h"
#include "util/span.h"

/* --- the whole --- */

static bool set_drain(struct draft *draft, const struct given *given)
{
  struct baton_globals *globals = &draft->parser->plan->globals;
  globals->flags |= BATON_GLOBAL_DRAIN;
  if (is(given->value, "off")) {
    globals->flags &= ~(uint32_t)BATON_GLOBAL_DRAIN;
    globals->drain_ms = 0;
    return true;
  }
  return set_value(draft, given);
}

/* OUT of --signal, or 0 after a report. */
static unsigned signal_effect(struct draft *draft, const struct given *given, const char *out)
{
  return is(out, "drop")       ? BATON_MAP_DROP
         : is(out, "shutdown") ? BATON_MAP_SHUTDOWN
                               : read_signal(draft, given, out, strlen(out));
}

static bool set_signal_map(struct draft *draft, const struct given *given)
{
  uint8_t *map = draft->parser->plan->globals.signal_map;
  size_t length = span_until(given->value, ":");
  if (given->value[length] == '\0') {
    return refuse(draft, given, "not IN:OUT such as TERM:QUIT");
  }
  unsigned in = read_signal(draft, given, given->value, length);
  if (in == 0) {
    return false;
  }
  if ((draft->parser->mapped & BATON_SIGNAL_BIT(in)) != 0) {
    return report_given(&draft->parser->report, given, "& is mapped already", "", in);
  }
  draft->parser->mapped |= BATON_SIGNAL_BIT(in);
  unsigned out = signal_effect(draft, given, given->value + length + 1);
  map[in] = (uint8_t)out;
  return out != 0 && check_signal(draft, given, in);
}

static bool set_termination_message(struct draft *draft, const struct given *given)
{
  struct baton_globals *globals = &draft->parser->plan->globals;
  globals->flags &= ~(uint32_t)BATON_GLOBAL_TERM_DEFAULT;
  globals->termination_message = 0;
  return is(given->value, "off") || set_string(draft, given, 0, &globals->termination_message);
}

static bool set_explain(struct draft *draft, const struct given *given)
{
  uint8_t form = 0;
  if (given->value != NULL && !set_choice(draft, given, baton_format_words, &form)) {
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
  if (word != 0) {
    return report_given(&draft->parser->report, given,
                        "it is --kill=group, and --kill is given, too (^)", "", word);
  }
  return true;
}

static bool set_verbose(struct draft *draft, const struct given *given)
{
  (void)given;
  draft->parser->verbosity++;
  return true;
}

static bool set_exit_code(struct draft *draft, const struct given *given)
{
  int32_t code = 0;
  if (!set_integer(draft, given, 0, 255, &code)) {
    return false;
  }
  add_code(draft->parser->exit_codes, (uint64_t)code);
  return true;
}

#define X(id, setter, ...) set_##setter,
set_function *const set_whole[] = {SPEC_OPTIONS_WHOLE(X) SPEC_OPTIONS_TINI(X)};
#undef X
