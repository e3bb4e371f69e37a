#include "families.h"

#include <stdlib.h>

#define ROWS      27U /* of the orthogonal array */
#define TURN_ROWS 3U  /* of one shape, where they take turns */

/* Times are small multiples of a sweep's first look (5 ms), so that only few distances between them
 * occur: a restart is still in the breaker's window when its instance begins, and out of it one
 * look later; a stop has one look before KILL. Longer times would add numbers, no cases: the core
 * only ever compares them. The budget of a shutdown is ample, but where its division is explored.
 */
static void set_times(struct tree *tree)
{
  tree->plan.globals.grace_ms = 20000;
  tree->plan.globals.drain_ms = 10;
  for (uint32_t i = 0; i < tree->plan.node_count; i++) {
    struct baton_settings *settings = &tree->settings[i];
    settings->breaker = (struct baton_window){1, 15};
    settings->backoff_initial_ms = settings->backoff_max_ms = 10;
    settings->backoff_factor_centi = 100;
    settings->backoff_reset_ms = 20;
    settings->stop_timeout_ms = 10;
    tree->nodes[i].intensity.window_ms = 15;
    tree->nodes[i].auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  }
}

/* --- Changes --- */

/* Of each node, whose number is i. */
#define CHANGE(name, statement)                                                                    \
  static void name(struct tree *tree)                                                              \
  {                                                                                                \
    for (uint32_t i = 0; i < tree->plan.node_count; i++) {                                         \
      struct plan_node *node = &tree->nodes[i];                                                    \
      struct baton_settings *settings = &tree->settings[i];                                        \
      (void)node;                                                                                  \
      (void)settings;                                                                              \
      statement;                                                                                   \
    }                                                                                              \
  }

CHANGE(as_it_is, )
CHANGE(end_with_any, node->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY)
CHANGE(end_with_failed, node->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED)
CHANGE(one_optional, node->optional = i == 1)
CHANGE(two_optional, node->optional = i == 2)
CHANGE(one_oneshot, settings->ready = i == 1 ? BATON_READY_EXIT : settings->ready)
CHANGE(one_gate, node->gate = i == 1; settings->ready = i == 1 ? BATON_READY_EXIT : settings->ready)
CHANGE(two_gate, node->gate = i == 2; settings->ready = i == 2 ? BATON_READY_EXIT : settings->ready)
CHANGE(all_tell, settings->ready = BATON_READY_FD; settings->start_timeout_ms = 20)
CHANGE(forwarded, settings->ready = BATON_READY_FD;
       settings->forward = i == 1 ? BATON_SIGNAL_BIT(CORE_SIGHUP) : 0)
CHANGE(intensity_1, node->intensity.limit = 1; settings->breaker.limit = 2)
/* Delays of 10, 20 and 40 ms; only uptime makes them small again. */
CHANGE(growing, settings->backoff_max_ms = 40; settings->backoff_factor_centi = 200;
       settings->breaker.limit = BATON_NONE)
/* The code that is no success ends the first for good. */
CHANGE(one_fatal, settings->fatal_codes[0] = i == 1 ? UINT64_C(1) << 3 : 0)
/* The first child is tried again and again, one look after the window is over. */
CHANGE(one_retried, settings->retry_after_ms = i == 1 ? 20 : settings->retry_after_ms)
/* Two failed starts are a minute. */
CHANGE(a_minute, settings->backoff_initial_ms = settings->backoff_max_ms = 30000)
/* The delay is as long as a sweep's first look. */
CHANGE(one_delayed, settings->stop_delay_ms = i == 1 ? 5 : 0)
CHANGE(all_apart, node->after_mode = BATON_AFTER_NONE)
CHANGE(implicit, node->explicit_strategy = 0)
/* No stop timeouts, and a grace that has two shares of 500 ms and a bit. */
CHANGE(tight, tree->plan.globals.grace_ms = 1100; settings->stop_timeout_ms = BATON_NONE)
/* Some have no stop timeout, and their delay is more than half of what there is. */
CHANGE(tight_delays, tree->plan.globals.grace_ms = 1100; settings->stop_delay_ms = 400;
       settings->stop_timeout_ms = i % 2 == 1 ? BATON_NONE : 10)

/* Disturbances (an operator's commands, failed starts, leftovers) come a few times in one trace:
 * what they leave in the state is gone with the next instance, so more of them only visit the same
 * states again. With three and more children answers come at once, as in the product, where a SPAWN
 * is performed and answered before the next event; with fewer they come in any order. A supervisor
 * is restarted once or twice in the window of its breaker; that it trips has a family of its own.
 * The bounds: commands, failures, leftovers, rounds, any order, stale events, a late clock, and in
 * how many states of each tree. */
#define A CHOICE_ALL
#define P CHOICE_PAIRS
#define T CHOICE_TURNS
const struct family FAMILIES[] = {
    {"1 child, everything",           as_it_is,        1, 0, A, 0, 105466,  {2, 2, 2, 0, 1, 1, 1, 0}    },
    {"1 child, growing delays",       growing,         1, 0, A, 0, 10094,   {1, 1, 1, 0, 1, 0, 0, 0}    },
    {"1 child, a minute of failures", a_minute,        1, 0, A, 0, 9960,    {1, 4, 0, 0, 1, 0, 0, 0}    },
    {"2 children",                    as_it_is,        2, 0, A, 0, 366589,  {1, 1, 1, 0, 1, 1, 0, 0}    },
    {"2 children, more commands",     as_it_is,        2, 0, A, 0, 270028,  {3, 0, 0, 0, 1, 0, 0, 0}    },
    {"2 children, more leftovers",    as_it_is,        2, 0, A, 0, 252916,  {0, 0, 3, 0, 1, 0, 0, 0}    },
    {"2 children, more failures",     as_it_is,        2, 0, A, 0, 63275,   {0, 3, 0, 0, 1, 0, 0, 0}    },
    {"2 children, a late clock",      as_it_is,        2, 0, A, 0, 140350,  {1, 0, 0, 0, 1, 1, 1, 0}    },
    {"2 children, any",               end_with_any,    2, 0, A, 0, 70943,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, failed",            end_with_failed, 2, 0, A, 0, 85602,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, first optional",    one_optional,    2, 0, A, 0, 96651,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, second optional",   two_optional,    2, 0, A, 0, 96915,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, a oneshot",         one_oneshot,     2, 0, A, 0, 43119,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, first fatal",       one_fatal,       2, 0, A, 0, 154873,  {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, first retried",     one_retried,     2, 0, A, 0, 236692,  {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, a gate",            one_gate,        2, 0, A, 0, 55948,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"3 children, a gate",            two_gate,        3, 0, A, 0, 339353,  {1, 0, 0, 0, 0, 0, 0, 0}    },
    {"2 children, readiness",         all_tell,        2, 0, A, 0, 431465,  {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, forwarded",         forwarded,       2, 0, A, 0, 531308,  {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, a stop delay",      one_delayed,     2, 0, A, 0, 613644,  {1, 1, 1, 0, 1, 0, 0, 0}    },
    {"2 children, intensity",         intensity_1,     2, 0, A, 0, 27806,   {1, 0, 0, 0, 1, 0, 0, 0}    },
    {"2 children, growing delays",    growing,         2, 0, A, 0, 23553,   {0, 0, 0, 0, 1, 0, 0, 0}    },
    {"3 children, in any order",      as_it_is,        3, 0, A, 0, 266877,  {0, 0, 0, 0, 1, 0, 0, 0}    },
    {"3 children, commands",          as_it_is,        3, 0, A, 0, 923953,  {2, 0, 0, 0, 0, 0, 0, 0}    },
    {"3 children, any",               end_with_any,    3, 0, A, 0, 188755,  {1, 0, 0, 0, 0, 0, 0, 0}    },
    {"3 children",                    as_it_is,        3, 0, A, 1, 5649359, {1, 1, 1, 0, 0, 0, 0, 0}    },
    {"4 children",                    as_it_is,        4, 0, A, 1, 1439659, {0, 0, 0, 0, 0, 0, 0, 0}    },
    {"4 children, commands",          as_it_is,        4, 0, A, 1, 6434764, {1, 0, 0, 0, 0, 0, 0, 0}    },
    {"1 nested, everything",          as_it_is,        1, 1, A, 0, 100060,  {1, 1, 1, 1, 1, 1, 0, 0}    },
    {"1 nested, its breaker",         as_it_is,        1, 1, A, 0, 3224,    {0, 0, 0, 5, 1, 0, 0, 0}    },
    {"1 deep",                        as_it_is,        1, 2, A, 0, 107344,  {1, 1, 0, 1, 1, 0, 0, 0}    },
    {"2 nested",                      as_it_is,        2, 1, A, 0, 343462,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, commands",            as_it_is,        2, 1, T, 0, 194434,  {1, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, failures",            as_it_is,        2, 1, T, 0, 255624,  {0, 1, 1, 1, 0, 0, 0, 0}    },
    {"2 nested, any",                 end_with_any,    2, 1, P, 0, 83288,   {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, failed",              end_with_failed, 2, 1, P, 0, 104240,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, apart",               all_apart,       2, 1, P, 0, 106918,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, implicit",            implicit,        2, 1, P, 0, 44887,   {0, 0, 0, 0, 1, 0, 0, 0}    },
    {"2 nested, a tight grace",       tight,           2, 1, P, 0, 16373,   {0, 0, 0, 0, 0, 0, 0, 0}    },
    {"2 nested, tight with delays",   tight_delays,    2, 1, P, 0, 31271,   {0, 0, 0, 0, 0, 0, 0, 0}    },
    {"2 nested, readiness",           all_tell,        2, 1, T, 0, 991591,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, intensity",           intensity_1,     2, 1, T, 0, 14206,   {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 deep",                        as_it_is,        2, 2, P, 0, 415935,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"3 nested",                      as_it_is,        3, 1, T, 1, 2160023, {1, 1, 1, 1, 0, 0, 0, 60000}},
    {"3 deep",                        as_it_is,        3, 2, T, 1, 1710231, {1, 0, 0, 1, 0, 0, 0, 10000}},
    {"4 nested",                      as_it_is,        4, 1, T, 1, 1463521, {0, 0, 0, 1, 0, 0, 0, 15000}},
    {"4 deep",                        as_it_is,        4, 2, T, 1, 1915002, {0, 0, 0, 1, 0, 0, 0, 2000} },
};
#undef A
#undef P
#undef T

const uint32_t FAMILY_COUNT = sizeof FAMILIES / sizeof *FAMILIES;
_Static_assert(sizeof FAMILIES / sizeof *FAMILIES <= FAMILIES_MAX, "too many families");

/* --- Shapes --- */

/* For each leaf how many supervisors it is in, and whether it shares them with the one before. */
struct shape {
  uint8_t depth[LEAVES_MAX];
  bool outer[LEAVES_MAX], inner[LEAVES_MAX];
};

static uint32_t power(uint32_t base, uint32_t exponent)
{
  return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

/* The number's digits, in base 3 and base 2; false when they make no shape of that depth. */
static bool decode(uint32_t number, const struct family *family, struct shape *shape)
{
  uint32_t deepest = 0;
  for (uint32_t i = 0; i < family->leaves; i++, number /= 3) {
    shape->depth[i] = (uint8_t)(number % 3);
    deepest = shape->depth[i] > deepest ? shape->depth[i] : deepest;
  }
  for (uint32_t i = 1; i < family->leaves; i++, number /= 4) {
    uint8_t least = shape->depth[i] < shape->depth[i - 1] ? shape->depth[i] : shape->depth[i - 1];
    shape->outer[i] = number % 2 != 0;
    shape->inner[i] = number / 2 % 2 != 0;
    if ((shape->outer[i] && least < 1) || (shape->inner[i] && (least < 2 || !shape->outer[i]))) {
      return false;
    }
  }
  return deepest == family->depth;
}

static uint32_t add_node(struct tree *tree, uint32_t parent, enum baton_kind kind)
{
  char name[] = {(char)('a' + tree->plan.node_count - 1U), '\0'};
  return tree_add(tree, parent, kind, name);
}

static void build(struct tree *tree, const struct shape *shape, uint32_t leaves)
{
  uint32_t outer = BATON_ROOT;
  uint32_t inner = BATON_ROOT;
  tree_begin(tree);
  for (uint32_t i = 0; i < leaves; i++) {
    uint32_t parent = BATON_ROOT;
    if (shape->depth[i] > 0) {
      outer = shape->outer[i] ? outer : add_node(tree, BATON_ROOT, BATON_KIND_SUPERVISOR);
      parent = outer;
    }
    if (shape->depth[i] > 1) {
      inner = shape->inner[i] ? inner : add_node(tree, outer, BATON_KIND_SUPERVISOR);
      parent = inner;
    }
    (void)add_node(tree, parent, BATON_KIND_CHILD);
  }
  set_times(tree);
}

/* --- Strategies and policies --- */

/* All strategies are explicit: whoever has another is changed afterwards. */
static void set_choice(struct tree *tree, uint32_t i, uint32_t value)
{
  tree->nodes[i].explicit_strategy = 1;
  if (tree->nodes[i].kind == BATON_KIND_SUPERVISOR) {
    tree_strategy(tree, i, (enum baton_strategy)value);
  } else {
    tree->settings[i].policy = (uint8_t)value;
  }
}

/* Rest-for-one among one child is one-for-all. */
static bool is_double(const struct tree *tree)
{
  for (uint32_t i = 0; i < tree->plan.node_count; i++) {
    uint32_t children = 0;
    for (uint32_t j = 0; j < tree->plan.node_count; j++) {
      children += tree->nodes[j].parent == i;
    }
    if (children == 1 && tree->nodes[i].strategy == BATON_STRATEGY_REST_FOR_ONE) {
      return true;
    }
  }
  return false;
}

/* One digit of the number in base 3 for each node. */
static void choose_all(struct tree *tree, uint32_t number)
{
  for (uint32_t i = 0; i < tree->plan.node_count; i++, number /= 3) {
    set_choice(tree, i, number % 3);
  }
}

/* Rows and columns are vectors of three digits; an entry is their product modulo 3. No column is a
 * multiple of another, so any two of them take each of the nine pairs in three rows. */
static void choose_pairs(struct tree *tree, uint32_t row)
{
  static const uint8_t ones[NODES_MAX] = {1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1};
  static const uint8_t threes[NODES_MAX] = {0, 1, 0, 1, 2, 0, 0, 1, 1, 1, 1, 2, 2};
  static const uint8_t nines[NODES_MAX] = {0, 0, 1, 0, 0, 1, 2, 1, 2, 1, 2, 1, 2};
  for (uint32_t i = 0; i < tree->plan.node_count; i++) {
    uint32_t product = ones[i] * (row % 3) + threes[i] * (row / 3 % 3) + nines[i] * (row / 9);
    set_choice(tree, i, product % 3);
  }
}

/* --- Members --- */

static bool make(const struct member *member, struct tree *tree)
{
  const struct family *family = &FAMILIES[member->family];
  struct shape shape = {.outer = {false}};
  if (!decode(member->shape, family, &shape)) {
    return false;
  }
  build(tree, &shape, family->leaves);
  if (family->choice == CHOICE_ALL) {
    choose_all(tree, member->row);
  } else {
    choose_pairs(tree, member->row);
  }
  return family->choice != CHOICE_ALL || !is_double(tree);
}

void family_tree(const struct member *member, struct tree *tree)
{
  (void)make(member, tree);
  FAMILIES[member->family].change(tree);
}

static uint32_t rows_of(const struct family *family, uint32_t nodes)
{
  switch ((enum choice)family->choice) {
  case CHOICE_ALL: return power(3, nodes);
  case CHOICE_PAIRS: return ROWS;
  case CHOICE_TURNS: break;
  }
  return TURN_ROWS;
}

uint32_t family_members(uint32_t index, struct member *members, uint32_t room)
{
  static struct tree tree;
  const struct family *family = &FAMILIES[index];
  uint32_t numbers = power(3, family->leaves) * power(4, family->leaves - 1U);
  uint32_t first = 0; /* of the rows, where shapes take turns */
  uint32_t count = 0;
  for (uint32_t number = 0; number < numbers; number++) {
    struct member member = {.family = index, .shape = number};
    struct shape shape = {.outer = {false}};
    if (!decode(number, family, &shape)) {
      continue;
    }
    build(&tree, &shape, family->leaves);
    for (uint32_t row = 0, rows = rows_of(family, tree.plan.node_count); row < rows; row++) {
      member.row = family->choice == CHOICE_TURNS ? (first + row) % ROWS : row;
      if (make(&member, &tree)) {
        if (count == room) {
          abort();
        }
        members[count++] = member;
      }
    }
    first += TURN_ROWS;
  }
  return count;
}

void tree_of_lies(bool nested, struct tree *tree)
{
  struct shape shape = {
      .depth = {0,     nested, nested},
        .outer = {false, false,  nested}
  };
  build(tree, &shape, nested ? 3 : 2);
  for (uint32_t i = 0; i < tree->plan.node_count; i++) {
    set_choice(tree, i, 0);
  }
  tree_strategy(tree, nested ? 2 : 0, BATON_STRATEGY_ONE_FOR_ALL);
}
