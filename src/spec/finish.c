/* What can be decided only once the whole line is read: classic or supervised, the budget of the
 * shutdown, who has stdin. Looks at no words any more. */
#include "parser.h"
#include "util/number.h"
#include "values.h"

#define GRACE_KUBERNETES_MS  25000U
#define MARGIN_KUBERNETES_MS 5000U /* between the usual --grace and the engine's usual timeout */
#define MARGIN_MS            2000U

static bool check_supervisors(struct parser *parser)
{
  const struct plan *plan = parser->plan;
  for (uint32_t i = 1; i < plan->node_count; i++) {
    if (plan->nodes[i].kind == BATON_KIND_SUPERVISOR && parser->notes[i].first == 0) {
      return report_say(&parser->report, parser->notes[i].name_word,
                        "supervisor '%/' has no children: none is named '%/...'",
                        pool_at(parser, plan->nodes[i].path), 0);
    }
  }
  return true;
}

/* A supervisor whose children are all optional is optional itself: with the last of them it is
 * done, and that must not end what none of them may end. */
static void decide_optional(struct parser *parser)
{
  struct plan_node *nodes = parser->plan->nodes;
  for (uint32_t i = parser->plan->node_count; i-- > 1;) {
    uint32_t child = parser->notes[i].first;
    while (child != 0 && nodes[child].optional != 0) {
      child = parser->notes[child].next;
    }
    if (nodes[i].kind == BATON_KIND_SUPERVISOR && child == 0) {
      nodes[i].optional = 1;
    }
  }
}

static void decide_level(struct parser *parser, uint8_t usual)
{
  struct baton_globals *globals = &parser->plan->globals;
  if (parser->personality == NULL && parser->whole.word[OPTION_LOG_LEVEL] == 0) {
    globals->log_level = usual;
  }
  for (unsigned i = 0; i < parser->verbosity && globals->log_level < BATON_LOG_DEBUG; i++) {
    globals->log_level++;
  }
}

/* command-line.md, "Classic or supervised". */
static bool is_classic(const struct parser *parser, uint32_t child)
{
  const struct plan_node *node = &parser->plan->nodes[child];
  const struct baton_settings *settings = &parser->plan->settings[node->settings];
  return child != 0 && node->parent == BATON_ROOT && settings->policy == BATON_POLICY_NEVER &&
         settings->ready == BATON_READY_EXEC && node->explicit_strategy == 0 &&
         node->resume_id == 0 && parser->notes[child].start_timeout_word == 0 &&
         parser->notes[child].sweep_word == 0 && parser->notes[child].until_word == 0 &&
         settings->sweep_signal == 0 && settings->stop_delay_ms == 0;
}

static void decide_kind(struct parser *parser, uint32_t child)
{
  struct baton_globals *globals = &parser->plan->globals;
  if (is_classic(parser, child)) {
    globals->flags |= BATON_GLOBAL_CLASSIC;
    if ((globals->flags & BATON_GLOBAL_TERM_DEFAULT) != 0) { /* the application's own */
      globals->flags &= ~(uint32_t)BATON_GLOBAL_TERM_DEFAULT;
      globals->termination_message = 0;
    }
  }
  decide_level(parser,
               (globals->flags & BATON_GLOBAL_CLASSIC) != 0 ? BATON_LOG_WARN : BATON_LOG_INFO);
}

/* Under supervision TERM:QUIT still means a shutdown, in which QUIT is what children get. Where
 * several of the four are mapped, the first of this list decides. */
static bool map_stop_signal(struct parser *parser)
{
#define NUMBER(signal) signal,
  static const uint8_t begins_shutdown[] = {CORE_SHUTDOWN_SIGNALS(NUMBER)};
#undef NUMBER
  struct plan *plan = parser->plan;
  uint8_t out = 0;
  for (unsigned i = 0; i < sizeof begins_shutdown; i++) {
    uint8_t *map = &plan->globals.signal_map[begins_shutdown[i]];
    if (*map == 0 || *map > BATON_SIGNALS) {
      continue;
    }
    if (*map == CORE_SIGKILL || *map == CORE_SIGSTOP) {
      return report_say(&parser->report, parser->whole.word[OPTION_SIGNAL],
                        "--signal makes & the stop signal of children, which it cannot be", "",
                        *map);
    }
    out = out == 0 ? *map : out;
    *map = BATON_MAP_SHUTDOWN;
  }
  for (uint32_t i = 0; out != 0 && i < plan->settings_count; i++) {
    if ((plan->settings[i].flags & BATON_SET_STOP_SIGNAL) == 0) {
      plan->settings[i].stop_signal = out;
    }
  }
  return true;
}

/* An order separates this child of `supervisor` from the stage that begins with `stage_first`. */
static bool begins_stage(const struct plan *plan, const struct plan_node *supervisor,
                         const struct plan_node *node, uint32_t stage_first)
{
  if (supervisor->stop_order == BATON_STOP_ORDER_REVERSE) {
    return true;
  }
  bool explicit = node->after_mode == BATON_AFTER_LIST;
  for (uint32_t i = 0; explicit && i < node->after_count; i++) {
    if (plan->after[node->after + i] >= stage_first) {
      return true;
    }
  }
  return false;
}

/* A stage takes as long as its slowest member, a supervisor as long as its stages one after the
 * other. */
static void sum_stages(struct parser *parser, uint32_t supervisor)
{
  const struct plan *plan = parser->plan;
  struct note *sum = &parser->notes[supervisor];
  struct note stage = {.first = sum->first};
  for (uint32_t i = sum->first; i != 0; i = parser->notes[i].next) {
    const struct note *member = &parser->notes[i];
    if (begins_stage(plan, &plan->nodes[supervisor], &plan->nodes[i], stage.first)) {
      sum->explicit_ms = number_add(sum->explicit_ms, stage.explicit_ms);
      stage = (struct note){.first = i};
    }
    stage.explicit_ms = number_most(stage.explicit_ms, member->explicit_ms);
  }
  sum->explicit_ms = number_add(sum->explicit_ms, stage.explicit_ms);
}

/* Supervisors stand before their children, so from the end of the line every sum is there when it
 * is needed. */
static void sum_chains(struct parser *parser)
{
  const struct plan *plan = parser->plan;
  for (uint32_t i = plan->node_count; i-- > 0;) {
    const struct plan_node *node = &plan->nodes[i];
    struct note *note = &parser->notes[i];
    const struct baton_settings *settings = &plan->settings[node->settings];
    uint32_t timeout_ms = settings->stop_timeout_ms;
    if (node->kind == BATON_KIND_SUPERVISOR) {
      sum_stages(parser, i);
    } else {
      note->explicit_ms =
          (uint64_t)settings->stop_delay_ms + (timeout_ms == BATON_NONE ? 0 : timeout_ms);
    }
  }
}

/* Whether a time, which the format says, fits into an explicit --grace. */
static bool fits_grace(struct parser *parser, uint32_t word, const char *format, uint32_t string,
                       uint64_t ms)
{
  uint32_t grace_ms = parser->plan->globals.grace_ms;
  if (ms <= grace_ms) {
    return true;
  }
  report_say(&parser->report, word, format, pool_at(parser, string), ms);
  text_say_two(&parser->report.text, " exceeds --grace=@ (^)", "", grace_ms,
               parser->whole.word[OPTION_GRACE]);
  return false;
}

/* Every explicit timeout must. */
static bool check_grace(struct parser *parser)
{
  const struct plan *plan = parser->plan;
  uint32_t drain_word = parser->whole.word[OPTION_DRAIN];
  for (uint32_t i = 1; i < plan->node_count; i++) {
    const struct plan_node *node = &plan->nodes[i];
    const char *format = plan->settings[node->settings].stop_delay_ms == 0
                             ? "child '%': --stop-timeout=@"
                             : "child '%': --stop-delay and --stop-timeout, @ in all,";
    if (node->kind == BATON_KIND_CHILD &&
        !fits_grace(parser, 0, format, node->path, parser->notes[i].explicit_ms)) {
      return false;
    }
  }
  return fits_grace(parser, 0,
                    "the --stop-delay and --stop-timeout of children that stop one after the "
                    "other, @ in all,",
                    0, parser->notes[BATON_ROOT].explicit_ms) &&
         (drain_word == 0 ||
          fits_grace(parser, drain_word, "--drain=@", 0, plan->globals.drain_ms));
}

/* The engine must wait for longer than baton, or its KILL comes first. */
static void warn_of_grace(struct parser *parser, bool pod)
{
  uint32_t grace_ms = parser->plan->globals.grace_ms;
  text_say_two(&parser->report.text,
               "baton: with the --stop-delay and --stop-timeout of its children --grace is @: % "
               "must be @ or more",
               pod ? "terminationGracePeriodSeconds"
                   : "the engine's own timeout (docker run --stop-timeout)",
               grace_ms, grace_ms + (pod ? MARGIN_KUBERNETES_MS : MARGIN_MS));
}

/* Beside the usual one, what children ask for that stop one after the other. A classic init has no
 * deadline. */
static bool decide_grace(struct parser *parser)
{
  struct baton_globals *globals = &parser->plan->globals;
  bool pod = variable_of(parser->input, "KUBERNETES_SERVICE_HOST") != NULL;
  uint64_t grace_ms = pod ? GRACE_KUBERNETES_MS : global_standards.grace_ms;
  sum_chains(parser);
  if ((globals->flags & BATON_GLOBAL_GRACE) != 0) {
    return check_grace(parser);
  }
  uint64_t more_ms = parser->notes[BATON_ROOT].explicit_ms;
  bool longer = more_ms != 0 && (globals->flags & BATON_GLOBAL_CLASSIC) == 0;
  grace_ms = number_add(grace_ms, longer ? more_ms : 0);
  globals->grace_ms = (uint32_t)number_least(grace_ms, VALUE_DURATION_MAX_MS);
  if (longer) {
    warn_of_grace(parser, pod);
  }
  return true;
}

bool finish_line(struct parser *parser)
{
  struct plan *plan = parser->plan;
  uint32_t child = parser->children == 1 ? parser->child : 0;
  if (!check_supervisors(parser) || !names_default(parser) || !names_after(parser)) {
    return false;
  }
  if (child != 0 && parser->notes[child].stdin_word == 0) {
    plan->settings[plan->nodes[child].settings].stdin_mode = BATON_STDIN_INHERIT;
  }
  decide_optional(parser);
  decide_kind(parser, child);
  if ((plan->globals.flags & BATON_GLOBAL_CLASSIC) == 0 && !map_stop_signal(parser)) {
    return false;
  }
  return decide_grace(parser);
}

void finish_pause(struct parser *parser)
{
  struct baton_globals *globals = &parser->plan->globals;
  decide_level(parser, BATON_LOG_WARN);
  globals->flags &= ~(uint32_t)BATON_GLOBAL_DRAIN;
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    bool ends = signal == CORE_SIGTERM || signal == CORE_SIGINT;
    globals->signal_map[signal] = ends ? BATON_MAP_SHUTDOWN : BATON_MAP_DROP;
  }
}
