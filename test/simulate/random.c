#include "random.h"

#include "draw.h"
#include "util/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLAUSES    50U
#define USE_SHAPE  1U
#define USE_GLOBAL 2U
#define USE_NODE   1000U /* and one stream for each node from here on */
#define USE_LATER  2000U /* and one more, for options that came later: others stay as they were */

/* --- the shape --- */

struct shape {
  uint32_t count;
  uint32_t parent[CLAUSES];
  bool supervisor[CLAUSES];
  bool kept[CLAUSES];
};

static void sprout(struct shape *shape, uint32_t parent, bool supervisor)
{
  shape->parent[shape->count] = parent;
  shape->supervisor[shape->count] = supervisor;
  shape->kept[shape->count] = true;
  shape->count++;
}

static uint32_t wanted_nodes(uint64_t *stream)
{
  return 2U + draw_below(stream, DRAW(stream, 3, 4, 5, 6, 8, 8, 12, 20, 30, CLAUSES - 1U));
}

/* A supervisor without children is an error of the line, so each gets one in the end. */
static void grow(struct shape *shape, uint64_t seed)
{
  uint64_t stream = draw_stream(seed, USE_SHAPE);
  uint32_t supervisors[CLAUSES] = {BATON_ROOT};
  bool has_child[CLAUSES] = {false};
  uint32_t supervisor_count = 1;
  bool classic = draw_one_in(&stream, 20);
  uint32_t wanted = classic ? 2 : wanted_nodes(&stream);
  uint32_t nesting = 2U + draw_below(&stream, 8);
  shape->count = 0;
  sprout(shape, BATON_ROOT, true);
  while (shape->count + supervisor_count < wanted) {
    uint32_t parent = supervisors[draw_below(&stream, supervisor_count)];
    bool supervisor = draw_one_in(&stream, nesting);
    has_child[parent] = true;
    if (supervisor) {
      supervisors[supervisor_count++] = shape->count;
    }
    sprout(shape, parent, supervisor);
  }
  for (uint32_t i = 0; i < supervisor_count; i++) {
    if (!has_child[supervisors[i]]) {
      sprout(shape, supervisors[i], false);
    }
  }
}

/* Takes out what the recipe does without, and every supervisor that has nothing left. */
static bool prune(struct shape *shape, uint64_t without)
{
  uint32_t children[CLAUSES] = {0};
  for (uint32_t i = 1; i < shape->count; i++) {
    shape->kept[i] = (without >> i & 1U) == 0 && shape->kept[shape->parent[i]];
  }
  for (uint32_t i = shape->count; i-- > 1;) {
    shape->kept[i] = shape->kept[i] && (!shape->supervisor[i] || children[i] > 0);
    children[shape->parent[i]] += shape->kept[i];
  }
  return children[BATON_ROOT] > 0;
}

uint32_t random_size(uint64_t seed)
{
  struct shape shape;
  grow(&shape, seed);
  return shape.count;
}

/* --- a clause --- */

static struct baton_window random_window(uint64_t *stream, uint32_t most)
{
  struct baton_window window = {1U + draw_below(stream, most),
                                DRAW(stream, 200, 1000, 5000, 30000, 120000, 900000)};
  return window;
}

static void random_breaker(uint64_t *stream, struct baton_settings *settings)
{
  if (draw_one_in(stream, 8)) {
    settings->breaker.limit = BATON_NONE;
  } else if (!draw_one_in(stream, 4)) {
    settings->breaker = random_window(stream, 6);
  }
}

static void random_backoff(uint64_t *stream, struct baton_settings *settings)
{
  const struct setting *factor = &setting_rows[SETTING_BACKOFF_FACTOR];
  const struct setting *jitter = &setting_rows[SETTING_JITTER];
  settings->backoff_initial_ms = DRAW(stream, 0, 1, 100, 100, 100, 250, 3000);
  settings->backoff_max_ms = DRAW(stream, 100, 500, 5000, 30000, 30000);
  settings->backoff_factor_centi =
      DRAW(stream, (uint32_t)factor->least, 125, 200, 200, 333, factor->most);
  settings->backoff_reset_ms = DRAW(stream, 0, 50, 1000, 10000, 10000, 60000);
  settings->jitter_percent = DRAW_BYTE(stream, 0, 0, 10, 10, 50, (uint8_t)jitter->most);
}

static void random_ready(uint64_t *stream, struct baton_settings *settings)
{
  settings->ready = DRAW_BYTE(stream, BATON_READY_EXEC, BATON_READY_EXEC, BATON_READY_FD,
                              BATON_READY_ENV, BATON_READY_NOTIFY, BATON_READY_EXIT);
  if (settings->ready == BATON_READY_EXIT) {
    settings->start_timeout_ms = DRAW(stream, BATON_NONE, BATON_NONE, 400);
  } else if (settings->ready != BATON_READY_EXEC) {
    settings->start_timeout_ms = DRAW(stream, 60000, 60000, 20, 300, 2000, BATON_NONE);
  }
}

static void random_success(uint64_t *stream, struct baton_settings *settings)
{
  if (draw_one_in(stream, 4)) {
    settings->success_codes[0] |= UINT64_C(1) << 7;
  }
  if (draw_one_in(stream, 6)) {
    settings->success_codes[3] |= UINT64_C(1) << 63;
  }
  if (draw_one_in(stream, 4)) {
    settings->success_signals = BATON_SIGNAL_BIT(CORE_SIGTERM);
  }
}

static void random_fatal(uint64_t *stream, struct baton_settings *settings)
{
  settings->fatal_codes[0] = draw_one_in(stream, 6) ? UINT64_C(1) << 2 : 0;
  settings->fatal_signals = draw_one_in(stream, 6) ? BATON_SIGNAL_BIT(CORE_SIGABRT) : 0;
}

/* So that all else of a seed's tree stays as it is, the numbers are others. */
static void random_retry(uint64_t stream, struct baton_settings *settings)
{
  uint64_t aside = ~stream;
  settings->retry_after_ms = DRAW(&aside, BATON_NONE, BATON_NONE, 0, 40, 700, 3000, 60000);
}

static void random_stop(uint64_t *stream, struct baton_settings *settings)
{
  settings->stop_timeout_ms =
      DRAW(stream, BATON_NONE, BATON_NONE, BATON_NONE, 0, 40, 700, 3000, 9000);
  settings->stop_signal = DRAW_BYTE(stream, CORE_SIGTERM, CORE_SIGTERM, CORE_SIGINT, CORE_SIGQUIT);
  settings->kill = (uint8_t)draw_below(stream, BATON_KILL_COUNT);
  uint64_t aside = ~*stream; /* so that all else of a seed's tree stays as it is */
  settings->sweep = (uint8_t)draw_below(&aside, BATON_SWEEPING_COUNT);
  settings->sweep_signal = DRAW_BYTE(&aside, 0, 0, CORE_SIGHUP, BATON_SIGNAL_NONE);
  settings->stop_delay_ms = DRAW(&aside, 0, 0, 0, 0, 1, 30, 600, 5000);
  if (settings->stop_signal != CORE_SIGTERM) {
    settings->flags |= BATON_SET_STOP_SIGNAL;
  }
}

/* What no option could come to would show nothing. */
static void be_legal(const struct baton_settings *settings)
{
  for (unsigned id = 0; id < SETTING_COUNT; id++) {
    if (setting_rows[id].form <= FORM_OCTAL && !setting_in_bounds(settings, id)) {
      fprintf(stderr, "a random %s is beyond its bounds\n", setting_words(id));
      abort();
    }
  }
}

/* Every group is drawn whether it is wanted or not, so that the others stay as they were. */
static struct baton_settings *wanted(const struct recipe *recipe, enum recipe_option option,
                                     struct baton_settings *settings)
{
  static struct baton_settings unwanted;
  return recipe_plain(recipe, option) ? &unwanted : settings;
}

static void random_settings(uint64_t *stream, const struct recipe *recipe,
                            struct baton_settings *settings)
{
  wanted(recipe, RECIPE_OPTION_POLICY, settings)->policy =
      (uint8_t)draw_below(stream, BATON_POLICY_COUNT);
  random_breaker(stream, wanted(recipe, RECIPE_OPTION_BREAKER, settings));
  random_backoff(stream, wanted(recipe, RECIPE_OPTION_BACKOFF, settings));
  random_ready(stream, wanted(recipe, RECIPE_OPTION_READY, settings));
  random_success(stream, wanted(recipe, RECIPE_OPTION_SUCCESS, settings));
  random_stop(stream, wanted(recipe, RECIPE_OPTION_STOP, settings));
  wanted(recipe, RECIPE_OPTION_SIGNALS, settings)->forward =
      draw_one_in(stream, 4) ? BATON_SIGNAL_BIT(CORE_SIGHUP) | BATON_SIGNAL_BIT(10) : 0;
  settings->stdin_mode = settings->forward == 0 ? BATON_STDIN_INHERIT : BATON_STDIN_NULL;
  if (settings->ready == BATON_READY_EXIT && settings->policy == BATON_POLICY_ALWAYS) {
    settings->policy = BATON_POLICY_ON_FAILURE;
  }
  be_legal(settings);
}

/* Options of a child that came later. Some of them become gates, whatever they were before. */
static void later_options(uint64_t *stream, const struct recipe *recipe, struct plan_node *node,
                          struct baton_settings *settings)
{
  random_retry(*stream, wanted(recipe, RECIPE_OPTION_RETRY, settings));
  random_fatal(stream, wanted(recipe, RECIPE_OPTION_FATAL, settings));
  bool gate = draw_one_in(stream, 8) && node->kind == BATON_KIND_CHILD;
  if (gate && !recipe_plain(recipe, RECIPE_OPTION_GATE)) {
    node->gate = 1;
    settings->ready = BATON_READY_EXIT;
    settings->start_timeout_ms = DRAW(stream, BATON_NONE, BATON_NONE, 400);
    settings->policy =
        settings->policy == BATON_POLICY_ALWAYS ? BATON_POLICY_ON_FAILURE : settings->policy;
  }
}

static void random_supervisor(uint64_t *stream, const struct recipe *recipe, struct tree *tree,
                              uint32_t index)
{
  struct plan_node *node = &tree->nodes[index];
  bool given = draw_below(stream, 3) != 0;
  bool counted = draw_one_in(stream, 3);
  bool reverse = draw_one_in(stream, 4);
  bool parallel = draw_one_in(stream, 4);
  uint8_t strategy = (uint8_t)draw_below(stream, 3);
  uint8_t auto_shutdown = (uint8_t)draw_below(stream, 3);
  struct baton_window window = random_window(stream, 6);
  if (given && !recipe_plain(recipe, RECIPE_OPTION_STRATEGY)) {
    node->strategy = strategy;
    node->explicit_strategy = 1;
  }
  if (!recipe_plain(recipe, RECIPE_OPTION_AUTO)) {
    node->auto_shutdown = auto_shutdown;
  }
  if (counted && !recipe_plain(recipe, RECIPE_OPTION_INTENSITY)) {
    node->intensity = window;
  }
  if (!recipe_plain(recipe, RECIPE_OPTION_ORDER)) {
    bool ordered = node->strategy != BATON_STRATEGY_ONE_FOR_ONE;
    node->stop_order =
        (ordered && !parallel) || reverse ? BATON_STOP_ORDER_REVERSE : BATON_STOP_ORDER_PARALLEL;
  }
}

/* Earlier siblings by a list, none, or the one before. */
static void random_after(uint64_t *stream, const struct recipe *recipe, struct tree *tree,
                         uint32_t index)
{
  struct plan_node *node = &tree->nodes[index];
  enum baton_after mode = (enum baton_after)draw_below(stream, 3);
  if (recipe_plain(recipe, RECIPE_OPTION_AFTER)) {
    return;
  }
  for (uint32_t i = 1; mode == BATON_AFTER_LIST && i < index; i++) {
    if (tree->nodes[i].parent == node->parent && draw_one_in(stream, 3)) {
      tree_after(tree, index, i);
    }
  }
  if (node->after_count == 0) {
    node->after_mode = mode == BATON_AFTER_PREVIOUS ? BATON_AFTER_PREVIOUS : BATON_AFTER_NONE;
  }
}

/* As behind a --count: what it waits for is no order of the line's. */
static void maybe_behind_all(uint64_t *stream, struct plan_node *node)
{
  if (node->after_mode == BATON_AFTER_LIST && draw_one_in(stream, 3)) {
    node->after_mode = BATON_AFTER_ALL;
  }
}

/* The node that has number `original` in the shape. */
static uint32_t add_node(struct tree *tree, const struct recipe *recipe, const struct shape *shape,
                         uint32_t original, uint32_t parent)
{
  uint64_t stream = draw_stream(recipe->seed, USE_NODE + original);
  uint64_t later = draw_stream(recipe->seed, USE_LATER + original);
  bool supervisor = shape->supervisor[original];
  char name[12];
  uint32_t index = BATON_ROOT;
  snprintf(name, sizeof name, "n%u", original);
  if (original == BATON_ROOT) {
    tree_begin(tree);
  } else {
    index = tree_add(tree, parent, supervisor ? BATON_KIND_SUPERVISOR : BATON_KIND_CHILD, name);
  }
  random_settings(&stream, recipe, &tree->settings[index]);
  later_options(&later, recipe, &tree->nodes[index], &tree->settings[index]);
  if (supervisor) {
    random_supervisor(&stream, recipe, tree, index);
  } else {
    tree->nodes[index].optional =
        draw_one_in(&stream, 6) && !recipe_plain(recipe, RECIPE_OPTION_OPTIONAL);
  }
  if (index != BATON_ROOT) {
    random_after(&stream, recipe, tree, index);
    maybe_behind_all(&later, &tree->nodes[index]);
  }
  return index;
}

/* --- the whole --- */

static void make_classic(struct tree *tree, uint64_t *stream)
{
  struct plan_node *node = &tree->nodes[1];
  struct baton_settings *settings = &tree->settings[1];
  tree->plan.globals.flags |= BATON_GLOBAL_CLASSIC;
  tree->plan.globals.flags |= draw_one_in(stream, 3) ? BATON_GLOBAL_GRACE : 0U;
  tree->nodes[0].strategy = BATON_STRATEGY_ONE_FOR_ONE;
  tree->nodes[0].explicit_strategy = 0;
  tree->nodes[0].auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  tree->nodes[0].intensity.limit = BATON_NONE;
  tree->nodes[0].stop_order = BATON_STOP_ORDER_PARALLEL;
  node->optional = node->gate = 0;
  settings->policy = BATON_POLICY_NEVER;
  settings->ready = BATON_READY_EXEC;
  settings->start_timeout_ms = BATON_NONE;
  settings->stop_delay_ms = 0;
}

static void random_map(uint64_t *stream, struct baton_globals *globals)
{
  for (uint32_t i = draw_below(stream, 3); i > 0; i--) {
    globals->signal_map[DRAW_BYTE(stream, 1, 10, 12, 15, 18, 28, 28, 40)] =
        DRAW_BYTE(stream, CORE_SIGHUP, CORE_SIGTERM, 12, BATON_MAP_DROP, BATON_MAP_SHUTDOWN);
  }
}

static void random_globals(struct tree *tree, const struct recipe *recipe)
{
  uint64_t stream = draw_stream(recipe->seed, USE_GLOBAL);
  struct baton_globals *globals = &tree->plan.globals;
  uint32_t grace = DRAW(&stream, 8000, 8000, 8000, 0, 300, 1000, 3000, 25000);
  globals->drain_ms = DRAW(&stream, BATON_NONE, BATON_NONE, 0, 50, 1000, 20000);
  globals->flags = draw_one_in(&stream, 4) ? 0 : BATON_GLOBAL_DRAIN;
  globals->grace_ms = recipe_plain(recipe, RECIPE_OPTION_GRACE) ? 8000 : grace;
  if (recipe_plain(recipe, RECIPE_OPTION_DRAIN)) {
    globals->flags = 0;
  }
  bool classic = tree->plan.node_count == 2 && tree->nodes[1].kind == BATON_KIND_CHILD;
  if (classic && !draw_one_in(&stream, 3)) {
    make_classic(tree, &stream);
  }
  if (!recipe_plain(recipe, RECIPE_OPTION_SIGNALS)) {
    random_map(&stream, globals);
  }
}

bool random_tree(struct tree *tree, const struct recipe *recipe, uint32_t *originals)
{
  struct shape shape;
  uint32_t index[CLAUSES] = {0};
  grow(&shape, recipe->seed);
  if (!prune(&shape, recipe->without)) {
    return false;
  }
  for (uint32_t i = 0; i < shape.count; i++) {
    if (shape.kept[i]) {
      index[i] = add_node(tree, recipe, &shape, i, index[shape.parent[i]]);
      originals[index[i]] = i;
    }
  }
  random_globals(tree, recipe);
  return true;
}
