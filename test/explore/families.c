/* See families.h. */
#include "families.h"

#define ROWS      27U /* of the orthogonal array */
#define TURN_ROWS 3U  /* of one shape, where they take turns */

/* Times are small multiples of a sweep's first look (5 ms), so that only few distances between them
 * occur: a restart is still in the breaker's window when its instance begins, and out of it one
 * look later; a stop has one look before KILL. Longer times would add numbers, no cases: the core
 * only ever compares them. The budget of a shutdown is ample, but where its division is explored.
 */
static const struct scene BASE = {
    .auto_shutdown = BATON_AUTO_SHUTDOWN_ALL,
    .breaker_limit = 1,
    .breaker_ms = 15,
    .intensity_limit = BATON_NONE,
    .intensity_ms = 15,
    .delay_ms = 10,
    .delay_max_ms = 10,
    .factor_centi = 100,
    .reset_ms = 20,
    .stop_ms = 10,
    .start_ms = 20,
    .grace_ms = 20000,
    .drain_ms = 10,
};

static void as_it_is(struct scene *scene)
{
  (void)scene;
}

static void end_with_any(struct scene *scene)
{
  scene->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
}

static void end_with_failed(struct scene *scene)
{
  scene->auto_shutdown = BATON_AUTO_SHUTDOWN_FAILED;
}

static void one_optional(struct scene *scene)
{
  scene->optional[1] = true;
}

static void two_optional(struct scene *scene)
{
  scene->optional[2] = true;
}

static void one_oneshot(struct scene *scene)
{
  scene->oneshot[1] = true;
}

static void all_tell(struct scene *scene)
{
  for (uint32_t i = 1; i < scene->count; i++) {
    scene->ready_fd[i] = !scene->supervisor[i];
  }
}

static void intensity_1(struct scene *scene)
{
  scene->intensity_limit = 1;
  scene->breaker_limit = 2;
}

/* Delays of 10, 20 and 40 ms; only uptime makes them small again. */
static void growing(struct scene *scene)
{
  scene->delay_max_ms = 40;
  scene->factor_centi = 200;
  scene->breaker_limit = BATON_NONE;
}

/* Two failed starts are a minute. */
static void a_minute(struct scene *scene)
{
  scene->delay_ms = scene->delay_max_ms = 30000;
}

static void all_apart(struct scene *scene)
{
  for (uint32_t i = 1; i < scene->count; i++) {
    scene->apart[i] = true;
  }
}

static void implicit(struct scene *scene)
{
  scene->implicit = true;
}

/* No stop timeouts, and a grace that has two shares of 500 ms and a bit. */
static void tight(struct scene *scene)
{
  scene->stop_ms = BATON_NONE;
  scene->grace_ms = 1100;
}

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
    {"1 child, everything",           as_it_is,        1, 0, A, 0, 88980,   {2, 2, 2, 0, 1, 1, 1, 0}    },
    {"1 child, growing delays",       growing,         1, 0, A, 0, 9746,    {1, 1, 1, 0, 1, 0, 0, 0}    },
    {"1 child, a minute of failures", a_minute,        1, 0, A, 0, 9762,    {1, 4, 0, 0, 1, 0, 0, 0}    },
    {"2 children",                    as_it_is,        2, 0, A, 0, 331687,  {1, 1, 1, 0, 1, 1, 0, 0}    },
    {"2 children, more commands",     as_it_is,        2, 0, A, 0, 188475,  {3, 0, 0, 0, 1, 0, 0, 0}    },
    {"2 children, more leftovers",    as_it_is,        2, 0, A, 0, 252916,  {0, 0, 3, 0, 1, 0, 0, 0}    },
    {"2 children, more failures",     as_it_is,        2, 0, A, 0, 63275,   {0, 3, 0, 0, 1, 0, 0, 0}    },
    {"2 children, a late clock",      as_it_is,        2, 0, A, 0, 125378,  {1, 0, 0, 0, 1, 1, 1, 0}    },
    {"2 children, any",               end_with_any,    2, 0, A, 0, 63241,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, failed",            end_with_failed, 2, 0, A, 0, 76383,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, first optional",    one_optional,    2, 0, A, 0, 90523,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, second optional",   two_optional,    2, 0, A, 0, 88435,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, a oneshot",         one_oneshot,     2, 0, A, 0, 41604,   {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, readiness",         all_tell,        2, 0, A, 0, 366637,  {1, 1, 0, 0, 1, 0, 0, 0}    },
    {"2 children, intensity",         intensity_1,     2, 0, A, 0, 25765,   {1, 0, 0, 0, 1, 0, 0, 0}    },
    {"2 children, growing delays",    growing,         2, 0, A, 0, 23553,   {0, 0, 0, 0, 1, 0, 0, 0}    },
    {"3 children, in any order",      as_it_is,        3, 0, A, 0, 266985,  {0, 0, 0, 0, 1, 0, 0, 0}    },
    {"3 children, commands",          as_it_is,        3, 0, A, 0, 717957,  {2, 0, 0, 0, 0, 0, 0, 0}    },
    {"3 children, any",               end_with_any,    3, 0, A, 0, 181296,  {1, 0, 0, 0, 0, 0, 0, 0}    },
    {"3 children",                    as_it_is,        3, 0, A, 1, 5088781, {1, 1, 1, 0, 0, 0, 0, 0}    },
    {"4 children",                    as_it_is,        4, 0, A, 1, 1446139, {0, 0, 0, 0, 0, 0, 0, 0}    },
    {"4 children, commands",          as_it_is,        4, 0, A, 1, 5718860, {1, 0, 0, 0, 0, 0, 0, 0}    },
    {"1 nested, everything",          as_it_is,        1, 1, A, 0, 93360,   {1, 1, 1, 1, 1, 1, 0, 0}    },
    {"1 nested, its breaker",         as_it_is,        1, 1, A, 0, 3224,    {0, 0, 0, 5, 1, 0, 0, 0}    },
    {"1 deep",                        as_it_is,        1, 2, A, 0, 102888,  {1, 1, 0, 1, 1, 0, 0, 0}    },
    {"2 nested",                      as_it_is,        2, 1, A, 0, 343462,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, commands",            as_it_is,        2, 1, T, 0, 185387,  {1, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, failures",            as_it_is,        2, 1, T, 0, 255624,  {0, 1, 1, 1, 0, 0, 0, 0}    },
    {"2 nested, any",                 end_with_any,    2, 1, P, 0, 83288,   {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, failed",              end_with_failed, 2, 1, P, 0, 104240,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, apart",               all_apart,       2, 1, P, 0, 106918,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, implicit",            implicit,        2, 1, P, 0, 44887,   {0, 0, 0, 0, 1, 0, 0, 0}    },
    {"2 nested, a tight grace",       tight,           2, 1, P, 0, 16373,   {0, 0, 0, 0, 0, 0, 0, 0}    },
    {"2 nested, readiness",           all_tell,        2, 1, T, 0, 991591,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 nested, intensity",           intensity_1,     2, 1, T, 0, 14206,   {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"2 deep",                        as_it_is,        2, 2, P, 0, 415935,  {0, 0, 0, 1, 0, 0, 0, 0}    },
    {"3 nested",                      as_it_is,        3, 1, T, 1, 2160036, {1, 1, 1, 1, 0, 0, 0, 60000}},
    {"3 deep",                        as_it_is,        3, 2, T, 1, 1710244, {1, 0, 0, 1, 0, 0, 0, 10000}},
    {"4 nested",                      as_it_is,        4, 1, T, 1, 1463536, {0, 0, 0, 1, 0, 0, 0, 15000}},
    {"4 deep",                        as_it_is,        4, 2, T, 1, 1915036, {0, 0, 0, 1, 0, 0, 0, 2000} },
};
#undef A
#undef P
#undef T

const uint32_t FAMILY_COUNT = sizeof FAMILIES / sizeof *FAMILIES;

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

static uint8_t add_node(struct scene *scene, uint8_t parent, bool supervisor)
{
  scene->parent[scene->count] = parent;
  scene->supervisor[scene->count] = supervisor;
  return (uint8_t)scene->count++;
}

static void build(struct scene *scene, const struct shape *shape, uint32_t leaves)
{
  uint8_t outer = 0;
  uint8_t inner = 0;
  scene->count = 0;
  (void)add_node(scene, BATON_ROOT, true);
  for (uint32_t i = 0; i < leaves; i++) {
    if (shape->depth[i] > 0 && !shape->outer[i]) {
      outer = add_node(scene, BATON_ROOT, true);
    }
    if (shape->depth[i] > 1 && !shape->inner[i]) {
      inner = add_node(scene, outer, true);
    }
    (void)add_node(scene,
                   shape->depth[i] > 1   ? inner
                   : shape->depth[i] > 0 ? outer
                                         : BATON_ROOT,
                   false);
  }
}

/* --- Strategies and policies --- */

static void set_choice(struct scene *scene, uint32_t i, uint32_t value)
{
  if (scene->supervisor[i]) {
    scene->strategy[i] = (uint8_t)value;
  } else {
    scene->policy[i] = (uint8_t)value;
  }
}

/* Rest-for-one among one child is one-for-all. */
static bool is_double(const struct scene *scene)
{
  for (uint32_t i = 0; i < scene->count; i++) {
    uint32_t children = 0;
    for (uint32_t j = 1; j < scene->count; j++) {
      children += scene->parent[j] == i;
    }
    if (children == 1 && scene->strategy[i] == BATON_STRATEGY_REST_FOR_ONE) {
      return true;
    }
  }
  return false;
}

/* One digit of the number in base 3 for each node. */
static bool choose_all(struct scene *scene, uint32_t number)
{
  for (uint32_t i = 0; i < scene->count; i++, number /= 3) {
    set_choice(scene, i, number % 3);
  }
  return !is_double(scene);
}

/* Rows and columns are vectors of three digits; an entry is their product modulo 3. No column is a
 * multiple of another, so any two of them take each of the nine pairs in three rows. */
static void choose_pairs(struct scene *scene, uint32_t row)
{
  static const uint8_t columns[NODES_MAX][3] = {
      {1, 0, 0},
      {0, 1, 0},
      {0, 0, 1},
      {1, 1, 0},
      {1, 2, 0},
      {1, 0, 1},
      {1, 0, 2},
      {0, 1, 1},
      {0, 1, 2},
      {1, 1, 1},
      {1, 1, 2},
      {1, 2, 1},
      {1, 2, 2},
  };
  for (uint32_t i = 0; i < scene->count; i++) {
    const uint8_t *column = columns[i];
    uint32_t product = column[0] * (row % 3) + column[1] * (row / 3 % 3) + column[2] * (row / 9);
    set_choice(scene, i, product % 3);
  }
}

static uint32_t add_scenes(uint32_t index, uint32_t turn, const struct scene *shape,
                           struct job *jobs)
{
  const struct family *family = &FAMILIES[index];
  bool all = family->choice == CHOICE_ALL;
  bool turns = family->choice == CHOICE_TURNS;
  uint32_t rows = all ? power(3, shape->count) : turns ? TURN_ROWS : ROWS;
  uint32_t count = 0;
  for (uint32_t row = 0; row < rows; row++) {
    struct scene scene = *shape;
    if (!all) {
      choose_pairs(&scene, turns ? (turn * TURN_ROWS + row) % ROWS : row);
    } else if (!choose_all(&scene, row)) {
      continue;
    }
    if (jobs != NULL) {
      family->change(&scene);
      scene_derive(&scene);
      jobs[count] = (struct job){.scene = scene, .bounds = &family->bounds, .family = index};
    }
    count++;
  }
  return count;
}

uint32_t family_trees(uint32_t index, struct job *jobs)
{
  const struct family *family = &FAMILIES[index];
  uint32_t numbers = power(3, family->leaves) * power(4, family->leaves - 1U);
  uint32_t count = 0;
  uint32_t turn = 0;
  for (uint32_t number = 0; number < numbers; number++) {
    struct shape shape = {.outer = {false}};
    struct scene scene = BASE;
    if (decode(number, family, &shape)) {
      build(&scene, &shape, family->leaves);
      count += add_scenes(index, turn++, &scene, jobs == NULL ? NULL : jobs + count);
    }
  }
  return count;
}

struct scene scene_of_lies(bool nested)
{
  struct scene scene = BASE;
  struct shape shape = {
      .depth = {0,     nested, nested},
        .outer = {false, false,  nested}
  };
  build(&scene, &shape, nested ? 3 : 2);
  scene.strategy[nested ? 2 : 0] = BATON_STRATEGY_ONE_FOR_ALL;
  scene_derive(&scene);
  return scene;
}
