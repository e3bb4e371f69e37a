/* One clause as a node of the plan: what it may hold, what it inherits, what is left to decide. */
#include "parser.h"

#define START_TIMEOUT_MS 60000U /* of a child that has to say that it is ready */

/* Applies the options of the clause that belong to its node: in the short form of the line, options
 * with G belong to the root and the others to the first child. */
static bool set_options(struct draft *draft, bool root)
{
  const struct clause *clause = draft->clause;
  struct reader again = reader_again(&draft->parser->reader, clause);
  struct given given;
  while (reader_next(&again, &given) == READING_OPTION) {
    bool global = (option_of(given.id)->where & SPEC_G) != 0;
    if ((!clause->global || global == root) && !set_option(draft, &given)) {
      return false;
    }
  }
  return true;
}

static bool check_places(struct draft *draft, bool supervisor)
{
  unsigned where = supervisor ? SPEC_S : draft->clause->global ? SPEC_C | SPEC_G : SPEC_C;
  return clause_is_placed(
      draft->clause, where,
      supervisor ? "! belongs to a child: the name of a supervisor ends in '/'"
                 : "! belongs to a supervisor, whose name ends in '/', or before the first '+++'",
      &draft->parser->report);
}

static bool check_command(struct draft *draft, bool supervisor)
{
  struct report *report = &draft->parser->report;
  const struct clause *clause = draft->clause;
  bool none = clause->command == clause->command_end;
  if (supervisor && !none) {
    return report_say(report, clause->command, "a command, but '%' is a supervisor and has none",
                      clause->name, 0);
  }
  if (none && clause->global) {
    return report_say(report, clause->options_end, "'--' is followed by no command", "", 0);
  }
  if (none && !supervisor) {
    return report_say(report, clause->first,
                      "'+++' begins a clause without a command; a supervisor's name ends in '/'",
                      "", 0);
  }
  if (!none && draft->parser->personality == NULL &&
      draft->parser->reader.words[clause->command][0] == '\0') {
    return report_say(report, clause->command, "the command is empty", "", 0);
  }
  return true;
}

static bool pack_command(struct draft *draft)
{
  struct parser *parser = draft->parser;
  const struct clause *clause = draft->clause;
  draft->node->argv = parser->plan->string_bytes;
  draft->node->argc = clause->command_end - clause->command;
  for (uint32_t i = clause->command; i < clause->command_end; i++) {
    pool_string(parser, parser->reader.words[i]);
  }
  return !parser->report.failed;
}

/* The word that makes a child one that runs to its end, and how that is written. */
static uint32_t oneshot_word(const struct draft *draft, const char **written)
{
  const uint32_t *word = draft->clause->word;
  *written = word[OPTION_GATE] != 0 ? "gate" : "oneshot";
  return word[OPTION_GATE] != 0 ? word[OPTION_GATE] : word[OPTION_ONESHOT];
}

static bool complete_oneshot(struct draft *draft)
{
  struct baton_settings *settings = &draft->settings;
  const uint32_t *word = draft->clause->word;
  const char *written = NULL;
  uint32_t own = oneshot_word(draft, &written);
  if (own == 0) {
    return true;
  }
  if (word[OPTION_READY] != 0 && settings->ready != BATON_READY_EXIT) {
    return report_say(&draft->parser->report, own,
                      "--% is --ready=exit, and another --ready is given (^)", written,
                      word[OPTION_READY]);
  }
  settings->ready = BATON_READY_EXIT;
  if (word[OPTION_RESTART] == 0) {
    settings->policy = BATON_POLICY_ON_FAILURE;
  }
  draft->node->gate = word[OPTION_GATE] != 0;
  return true;
}

static bool complete_ready(struct draft *draft)
{
  struct baton_settings *settings = &draft->settings;
  const char *written = NULL;
  uint32_t own = oneshot_word(draft, &written);
  if (settings->ready == BATON_READY_EXIT && settings->policy == BATON_POLICY_ALWAYS) {
    if (draft->note->restart_word != 0) {
      return report_say(&draft->parser->report, own != 0 ? own : draft->clause->word[OPTION_READY],
                        "--% with --restart=always (^) would never be done",
                        draft->node->gate ? written : "ready=exit", draft->note->restart_word);
    }
    settings->policy = BATON_POLICY_ON_FAILURE;
  }
  /* What it starts may well be meant to stay. */
  if (settings->ready == BATON_READY_EXIT && draft->note->sweep_word == 0) {
    settings->sweep = BATON_SWEEPING_SESSION;
  }
  if (draft->note->start_timeout_word == 0 &&
      (settings->ready == BATON_READY_FD || settings->ready == BATON_READY_ENV)) {
    settings->start_timeout_ms = START_TIMEOUT_MS;
  }
  return true;
}

/* Whoever follows a main process has to be looked for. */
static bool check_until(struct draft *draft)
{
  const struct baton_settings *settings = &draft->settings;
  const uint32_t *word = draft->clause->word;
  struct report *report = &draft->parser->report;
  if (settings->until != BATON_UNTIL_ALL) {
    return true;
  }
  if (settings->ready == BATON_READY_EXIT) {
    uint32_t done = word[OPTION_ONESHOT] != 0 ? word[OPTION_ONESHOT] : word[OPTION_READY];
    return report_say(report, word[OPTION_UNTIL],
                      "--until=all, but a oneshot (^) is done with its main process", "", done);
  }
  if (settings->sweep == BATON_SWEEPING_OFF) {
    return report_say(report, word[OPTION_UNTIL],
                      "--until=all, but with --sweep=off (^) nobody looks what is left", "",
                      draft->note->sweep_word);
  }
  return true;
}

/* An end is no success and a reason to give up at once. */
static bool check_fatal(struct draft *draft)
{
  const struct baton_settings *settings = &draft->settings;
  uint64_t both = settings->fatal_signals & settings->success_signals;
  for (unsigned i = 0; i < 4; i++) {
    both |= settings->fatal_codes[i] & settings->success_codes[i];
  }
  if (both != 0) {
    return report_say(&draft->parser->report, draft->note->fatal_word,
                      "--fatal names an end that counts as success", "", 0);
  }
  return true;
}

/* What several children cannot share. */
static bool check_count(struct draft *draft)
{
  const uint32_t *word = draft->clause->word;
  bool stdin_shared = draft->settings.stdin_mode == BATON_STDIN_INHERIT;
  if (stdin_shared || draft->node->resume_id != 0) {
    return report_say(&draft->parser->report, word[OPTION_COPIES],
                      "--count with what only one child can have (^)", "",
                      word[stdin_shared ? OPTION_STDIN : OPTION_RESUME_ID]);
  }
  return true;
}

/* Checks what only one child of the line may have. */
static bool complete_unique(struct draft *draft)
{
  struct parser *parser = draft->parser;
  if (draft->note->count != 0 && !check_count(draft)) {
    return false;
  }
  if (draft->settings.stdin_mode == BATON_STDIN_INHERIT) {
    if (parser->stdin_word != 0) {
      return report_say(&parser->report, draft->note->stdin_word,
                        "only one child can have --stdin=inherit, and another has it (word #)", "",
                        parser->stdin_word);
    }
    parser->stdin_word = draft->note->stdin_word;
  }
  if (draft->node->resume_id != 0) {
    uint32_t other = names_claim(parser, &parser->resume_ids, draft->node->resume_id, draft->index);
    if (other != draft->index) {
      return report_say(&parser->report, draft->note->resume_id_word,
                        "another child has the same --resume-id (word #)", "",
                        parser->notes[other].resume_id_word);
    }
  }
  return true;
}

/* Fills in the defaults of a supervisor that depend on its strategy. */
static void complete_supervisor(struct draft *draft)
{
  struct plan_node *node = draft->node;
  const uint32_t *word = draft->clause->word;
  node->explicit_strategy |= word[OPTION_STRATEGY] != 0;
  if (word[OPTION_STOP_ORDER] == 0) {
    node->stop_order = node->strategy == BATON_STRATEGY_ONE_FOR_ONE ? BATON_STOP_ORDER_PARALLEL
                                                                    : BATON_STOP_ORDER_REVERSE;
  }
  if (draft->note->restart_word == 0) {
    draft->settings.policy =
        node->explicit_strategy != 0 ? BATON_POLICY_ALWAYS : BATON_POLICY_NEVER;
  }
}

/* Notes where options stand: on the clause, or those that are passed down on one above. */
static void note_words(struct draft *draft, const struct note *above)
{
  const uint32_t *word = draft->clause->word;
  struct note *note = draft->note;
  note->restart_word = word[OPTION_RESTART] != 0 ? word[OPTION_RESTART] : above->restart_word;
  note->sweep_word = word[OPTION_SWEEP] != 0 ? word[OPTION_SWEEP] : above->sweep_word;
  note->start_timeout_word =
      word[OPTION_START_TIMEOUT] != 0 ? word[OPTION_START_TIMEOUT] : above->start_timeout_word;
  note->fatal_word = word[OPTION_FATAL] != 0 ? word[OPTION_FATAL] : above->fatal_word;
  note->stdin_word = word[OPTION_STDIN];
  note->until_word = word[OPTION_UNTIL];
  note->resume_id_word = word[OPTION_RESUME_ID];
}

/* Starts from what the supervisor passes down. */
static void inherit(struct draft *draft)
{
  struct parser *parser = draft->parser;
  const struct plan_node *parent = &parser->plan->nodes[draft->node->parent];
  memcpy(&draft->settings, &parser->plan->settings[parent->settings], sizeof draft->settings);
  draft->node->explicit_strategy = parent->explicit_strategy;
  note_words(draft, &parser->notes[draft->node->parent]);
}

void node_link(struct parser *parser, uint32_t index)
{
  struct note *parent = &parser->notes[parser->plan->nodes[index].parent];
  if (parent->first == 0) {
    parent->first = index;
  } else {
    parser->notes[parent->last].next = index;
  }
  parent->last = index;
}

static bool complete_node(struct draft *draft, bool supervisor)
{
  bool good = true;
  draft->node->optional = draft->clause->word[OPTION_OPTIONAL] != 0;
  if (supervisor) {
    complete_supervisor(draft);
  } else {
    draft->parser->children++;
    draft->parser->child = draft->index;
    good = complete_oneshot(draft) && complete_ready(draft) && check_until(draft) &&
           check_fatal(draft) && complete_unique(draft) && pack_command(draft);
  }
  /* in the short form, variables and limits are the root's: nothing is left to merge */
  if (!good || (!draft->clause->global && !settings_merge(draft))) {
    return false;
  }
  settings_share(draft);
  node_link(draft->parser, draft->index);
  return true;
}

bool node_fits(struct parser *parser, uint32_t word, uint32_t more)
{
  if (more > PLAN_NODES_MAX - parser->plan->node_count) {
    return report_say(&parser->report, word, "more than # children and supervisors", "",
                      PLAN_NODES_MAX - 1U);
  }
  return true;
}

bool node_add(struct parser *parser, const struct clause *clause)
{
  struct plan *plan = parser->plan;
  bool supervisor = clause_is_supervisor(clause);
  struct draft draft = {.parser = parser, .clause = clause, .index = plan->node_count};
  if (!node_fits(parser, clause->first, 1)) {
    return false;
  }
  draft.previous = &plan->settings[plan->nodes[draft.index - 1].settings];
  draft.node = &plan->nodes[draft.index];
  draft.note = &parser->notes[draft.index];
  draft.node->word = clause->first;
  draft.node->kind = supervisor ? BATON_KIND_SUPERVISOR : BATON_KIND_CHILD;
  draft.node->intensity.limit = BATON_NONE;
  if (!check_command(&draft, supervisor) || !check_places(&draft, supervisor) ||
      !names_place(&draft)) {
    return false;
  }
  inherit(&draft);
  if (!set_options(&draft, false) || !complete_node(&draft, supervisor)) {
    return false;
  }
  plan->node_count++;
  return draft.note->count == 0 || count_copy(&draft);
}

/* -e is about the code that the engine would see, so 143 stands for an end by TERM as well. */
static void accept_codes(struct parser *parser)
{
  struct baton_settings *settings = &parser->plan->settings[BATON_ROOT];
  for (unsigned i = 0; i < 4; i++) {
    settings->success_codes[i] |= parser->exit_codes[i];
  }
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    unsigned code = 128U + signal;
    if ((parser->exit_codes[code / 64U] >> (code % 64U) & 1U) != 0) {
      settings->success_signals |= BATON_SIGNAL_BIT(signal);
    }
  }
}

/* One section of global options: what BATON_ARGS says, then what the line does. */
static bool set_section(struct draft *draft, const struct clause *clause)
{
  draft->clause = clause;
  draft->parser->mapped = 0;
  return set_options(draft, true) && settings_merge(draft);
}

bool node_add_root(struct parser *parser, const struct clause *clause)
{
  struct clause *whole = &parser->whole;
  struct plan *plan = parser->plan;
  struct draft draft = {.parser = parser, .clause = clause, .node = plan->nodes};
  plan->string_bytes = 1; /* offset 0 is the empty string */
  plan->node_count = 1;
  plan->settings_count = 1;
  plan->globals.termination_message = pool_string(parser, BATON_TERMINATION_LOG);
  draft.note = parser->notes;
  draft.previous = plan->settings;
  draft.node->kind = BATON_KIND_SUPERVISOR;
  draft.node->parent = BATON_NONE;
  draft.node->intensity.limit = BATON_NONE;
  draft.settings = setting_standards;
  if (!defaults_read(parser, whole) || !set_section(&draft, whole) ||
      !set_section(&draft, clause)) {
    return false;
  }
  for (unsigned id = 0; id < OPTION_COUNT; id++) {
    whole->word[id] = clause->word[id] != 0 ? clause->word[id] : whole->word[id];
  }
  draft.clause = whole;
  note_words(&draft, draft.note);
  complete_supervisor(&draft);
  memcpy(plan->settings, &draft.settings, sizeof draft.settings);
  accept_codes(parser);
  return true;
}
