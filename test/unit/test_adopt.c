/* The arena's decoder: an arena that lived is sound at every moment, each field that could lead a
 * reader out of it or contradicts another one is refused by name, and whatever is accepted does no
 * harm. */
#include "any_event.h"
#include "core/adopt.h"
#include "core_world.h"
#include "util/settings.h"
#include "writable.h"

#include <stddef.h>
#include <string.h>

static uint32_t app, inner;
static struct core adopted;

static enum core_adoption look(void)
{
  const struct baton_table *table = world.core.table;
  return core_adopt(&adopted, world.core.arena, table->size, table->pid);
}

static void assert_adoption(enum core_adoption expected, const char *what)
{
  enum core_adoption adoption = look();
  cr_assert_eq(adoption, expected, "%s: %s, not %s", what, core_adoption_name(adoption),
               core_adoption_name(expected));
}

#define SOUND() assert_adoption(ADOPTION_SOUND, "all of it")

static void poke(const void *place, size_t bytes, uint64_t value)
{
  memcpy(writable(&world.core, place), &value, bytes);
}

/* It is sound, and with another value in that place refused, for that reason. */
#define REFUSED(reason, place, value)                                                              \
  do {                                                                                             \
    uint64_t kept = 0;                                                                             \
    SOUND();                                                                                       \
    memcpy(&kept, &(place), sizeof(place));                                                        \
    poke(&(place), sizeof(place), (uint64_t)(value));                                              \
    assert_adoption(ADOPTION_##reason, #place " = " #value);                                       \
    poke(&(place), sizeof(place), kept);                                                           \
  } while (0)

static struct baton_table *header(void)
{
  return world.core.arena;
}

static struct baton_state *state(void)
{
  return writable(&world.core, world.core.state);
}

static struct baton_node *node(uint32_t slot)
{
  return writable(&world.core, &world.core.nodes[slot]);
}

static struct baton_supervisor *record(uint32_t slot)
{
  return writable(&world.core, &world.core.supervisors[node(slot)->supervisor]);
}

/* a, b after a, c after a and b; then app/ with inner. */
static void lay_family(enum baton_strategy strategy)
{
  three_children(strategy);
  world_after(b, a);
  world_after(c, a);
  world_after(c, b);
  app = world_supervisor(BATON_ROOT, "app");
  inner = world_child(app, "app/inner");
  set(a)->breaker = (struct baton_window){3, 60000};
  set(c)->breaker.limit = BATON_NONE;
  set(a)->backoff_initial_ms = 1000;
  clause(app)->intensity = (struct baton_window){2, 60000};
}

static void family(enum baton_strategy strategy)
{
  lay_family(strategy);
  world_boot();
  SOUND();
}

/* What every test here begins with, if it does not set up something else. */
static void begin(void)
{
  family(BATON_STRATEGY_ONE_FOR_ONE);
}

/* --- what lived is sound --- */

TestSuite(adopt, .init = begin);

Test(adopt, an_arena_that_was_just_laid_out_is_sound)
{
  lay_family(BATON_STRATEGY_ONE_FOR_ONE);
  world_lay();
  SOUND();
  cr_assert_eq(adopted.nodes, world.core.nodes);
  cr_assert_eq(adopted.strings, world.core.strings);
}

Test(adopt, it_is_sound_through_a_whole_life)
{
  family(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(inner, 1);
  SOUND();
  it_exits(b, 1);
  SOUND();
  pass(100);
  operator_suspend(a);
  SOUND();
  operator_stop(app);
  SOUND();
  baton_gets(CORE_SIGTERM);
  SOUND();
  world.obedient = true;
  pass(60000);
  SOUND();
  assert_code(122);
}

/* --- the header --- */

Test(adopt, a_header_that_is_not_ours_is_refused)
{
  struct baton_table *table = header();
  cr_assert_eq(core_adopt(&adopted, table, table->size - 8, table->pid), ADOPTION_LAYOUT);
  REFUSED(MAGIC, table->magic, 0);
  REFUSED(VERSION, table->version, BATON_TABLE_VERSION + 1);
  REFUSED(TORN, table->sequence, 1);
  REFUSED(BROKEN, state()->broken_line, 1);
}

/* Another version's may be of another size, if they are no numbers. */
Test(adopt, records_of_another_size_are_refused)
{
  REFUSED(LAYOUT, header()->nodes.size, sizeof(struct baton_node) - 1);
  REFUSED(RECORDS, header()->strings.size, 2);
}

Test(adopt, parts_that_are_not_where_their_sizes_place_them_are_refused)
{
  struct baton_table *table = header();
  REFUSED(LAYOUT, table->size, table->size + 8);
  REFUSED(LAYOUT, table->nodes.count, 1);
  REFUSED(LAYOUT, table->nodes.capacity, PLAN_NODES_MAX + 1);
  REFUSED(LAYOUT, table->nodes.count, table->nodes.count + 1);
  REFUSED(LAYOUT, table->nodes.capacity, table->nodes.capacity + 1);
  REFUSED(LAYOUT, table->supervisors.count, table->nodes.count + 1);
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    REFUSED(LAYOUT, table->parts[i].offset, table->parts[i].offset + 8);
    REFUSED(LAYOUT, table->parts[i].offset, table->parts[i].offset - 8);
  }
}

/* --- ranges --- */

Test(adopt, settings_that_are_out_of_range_are_refused)
{
  struct baton_table *table = header();
  const struct baton_settings *settings = &world.core.settings[node(a)->settings];
  REFUSED(STRINGS, world.core.strings[0], 'x');
  REFUSED(STRINGS, world.core.strings[table->strings.count - 1], 'x');
  REFUSED(GLOBALS, world.core.globals->log_level, 4);
  REFUSED(GLOBALS, world.core.globals->personality, BATON_PERSONALITY_CATATONIT + 1);
  REFUSED(GLOBALS, world.core.globals->signal_map[64], BATON_MAP_SHUTDOWN + 1);
  REFUSED(GLOBALS, world.core.globals->signal_map[0], 1);
  REFUSED(GLOBALS, world.core.globals->termination_message, table->strings.count);
  REFUSED(SETTINGS, settings->policy, BATON_POLICY_NEVER + 1);
  REFUSED(SETTINGS, settings->place, BATON_PLACE_OURS + 1);
  REFUSED(SETTINGS, settings->stop_signal, 0);
  REFUSED(SETTINGS, settings->stop_signal, 65);
  REFUSED(SETTINGS, settings->breaker.limit, BATON_RESTARTS_MAX + 1);
  REFUSED(SETTINGS, settings->cwd, table->strings.count);
  REFUSED(SETTINGS, settings->env, table->strings.count);
  REFUSED(SETTINGS, settings->account, table->strings.count);
  REFUSED(SETTINGS, settings->account_count, table->strings.count + 1);
  REFUSED(SETTINGS, settings->env_count, table->strings.count + 1);
  REFUSED(SETTINGS, settings->limits, table->limits.count + 1);
  REFUSED(SETTINGS, settings->limit_count, table->limits.count + 1);
  REFUSED(SETTINGS, settings->group_count, BATON_NONE);
}

static void put_setting(unsigned char *record, unsigned id, int32_t value)
{
  if (setting_rows[id].form <= FORM_SIGNAL) {
    record[setting_rows[id].at] = (uint8_t)value;
  } else {
    memcpy(record + setting_rows[id].at, &value, sizeof value);
  }
}

/* One beyond its bounds, if the field can hold that. */
static unsigned refused_with(unsigned id, int32_t value)
{
  bool whole = id > SETTING_LAST;
  const void *field = &world.core.settings[node(a)->settings];
  unsigned char *record = writable(&world.core, whole ? world.core.globals : field);
  int32_t before = (int32_t)setting_value(record, id);
  put_setting(record, id, value);
  bool held = (int32_t)setting_value(record, id) == value;
  if (held) {
    assert_adoption(whole ? ADOPTION_GLOBALS : ADOPTION_SETTINGS, setting_words(id));
  }
  put_setting(record, id, before);
  return held;
}

Test(adopt, every_setting_beyond_its_bounds_is_refused)
{
  unsigned refused = 0;
  for (unsigned id = 0; id < SETTING_NONE; id++) {
    const struct setting *row = &setting_rows[id];
    if (row->form <= FORM_OCTAL) {
      refused += refused_with(id, row->least - 1) + refused_with(id, (int32_t)row->most + 1);
    }
  }
  cr_assert_geq(refused, 20);
  assert_adoption(ADOPTION_SOUND, "as it was");
}

Test(adopt, settings_with_unknown_flags_are_refused)
{
  REFUSED(SETTINGS, world.core.settings[node(a)->settings].flags, BATON_SET_ALL + 1U);
  REFUSED(GLOBALS, world.core.globals->flags, BATON_GLOBAL_ALL + 1U);
}

Test(adopt, an_arena_without_strings_is_refused)
{
  header()->strings.count = 0;
  assert_adoption(ADOPTION_STRINGS, "not even the empty one");
}

Test(adopt, a_limit_of_no_resource_is_refused)
{
  static struct baton_limit limits[1] = {{.resource = 15}};
  lay_family(BATON_STRATEGY_ONE_FOR_ONE);
  world.tree.plan.limits = limits;
  world.tree.plan.limit_count = 1;
  world_lay();
  REFUSED(SETTINGS, world.core.limits[0].resource, 16);
}

Test(adopt, fields_of_a_node_that_are_out_of_range_are_refused)
{
  const struct baton_table *table = world.core.table;
  REFUSED(NODE, node(a)->status, BATON_STATUS_KILLED + 1);
  REFUSED(NODE, node(a)->process, BATON_PROCESS_SWEEPING + 1);
  REFUSED(NODE, node(a)->work, 1);
  REFUSED(NODE, node(a)->flags, (uint32_t)BATON_NODE_ALL + 1U);
  REFUSED(NODE, node(a)->flags, BATON_NODE_PASSED);
  REFUSED(NODE, node(a)->settings, table->settings.count);
  REFUSED(NODE, node(a)->look_delay_ms, 251);
  REFUSED(NODE, node(a)->cause, table->nodes.count);
  REFUSED(NODE, node(a)->start_cause, BATON_CAUSE_SIBLING);
  REFUSED(NODE, node(a)->path, table->strings.count);
  REFUSED(NODE, node(a)->argv, table->strings.count);
  REFUSED(NODE, node(a)->argc, table->strings.count + 1);
  REFUSED(NODE, node(a)->token_length, table->strings.count + 1);
  REFUSED(NODE, node(c)->after, table->after.count + 1);
  REFUSED(NODE, node(c)->after_count, 4);
  REFUSED(NODE, node(a)->end.reason, BATON_REASON_OOM + 1);
  REFUSED(NODE, node(a)->end.cause, table->nodes.count);
}

/* --- the tree --- */

Test(adopt, what_is_no_tree_is_refused)
{
  struct baton_table *table = header();
  REFUSED(TREE, node(a)->supervisor, 0);
  REFUSED(TREE, node(a)->kind, BATON_KIND_SUPERVISOR);
  REFUSED(TREE, node(app)->kind, BATON_KIND_CHILD);
  REFUSED(TREE, node(app)->supervisor, 0);
  REFUSED(TREE, record(app)->node, a);
  REFUSED(TREE, record(app)->mode, BATON_MODE_FULL + 1);
  REFUSED(TREE, record(app)->end.cause, table->nodes.count);
  REFUSED(TREE, record(app)->first, BATON_NONE);
  REFUSED(TREE, record(app)->last, BATON_NONE);
  REFUSED(TREE, node(BATON_ROOT)->parent, a);
  REFUSED(TREE, node(BATON_ROOT)->previous, a);
  REFUSED(TREE, node(BATON_ROOT)->next, a);
  REFUSED(TREE, node(a)->parent, a);
  REFUSED(TREE, node(b)->parent, a);
  REFUSED(TREE, node(b)->parent, BATON_NONE);
  REFUSED(TREE, node(inner)->parent, BATON_ROOT);
  REFUSED(TREE, node(inner)->parent, a);
  REFUSED(TREE, node(inner)->previous, a);
  REFUSED(TREE, node(a)->next, c);
  REFUSED(TREE, node(a)->next, BATON_ROOT);
  REFUSED(TREE, node(a)->next, table->nodes.count);
  REFUSED(TREE, node(a)->next, inner);
  REFUSED(TREE, node(b)->previous, BATON_NONE);
  REFUSED(TREE, node(b)->previous, BATON_ROOT);
  REFUSED(TREE, node(b)->previous, c);
  REFUSED(TREE, node(c)->previous, a);
  REFUSED(TREE, node(app)->next, inner);
}

Test(adopt, a_sibling_that_the_chain_leaves_out_is_refused)
{
  node(b)->next = app;
  node(app)->previous = b;
  assert_adoption(ADOPTION_TREE, "c follows b, but b is not followed by c");
}

/* Two supervisors, one record: whichever node the record names, the other is found out. */
Test(adopt, a_record_for_each_supervisor_and_none_beside)
{
  struct baton_node kept = *node(app);
  node(app)->kind = BATON_KIND_CHILD;
  node(app)->supervisor = BATON_NONE;
  assert_adoption(ADOPTION_TREE, "a record that no node has");
  *node(app) = kept;
  node(inner)->kind = BATON_KIND_SUPERVISOR;
  node(inner)->supervisor = 2;
  assert_adoption(ADOPTION_TREE, "a node without a record");
}

Test(adopt, a_root_that_supervises_nothing_is_refused)
{
  lay_family(BATON_STRATEGY_ONE_FOR_ONE);
  world_lay();
  struct baton_node root = *node(BATON_ROOT);
  *node(BATON_ROOT) = *node(a);
  *node(a) = root;
  record(a)->node = a;
  assert_adoption(ADOPTION_TREE, "the root is a child");
}

Test(adopt, waiting_for_what_is_no_earlier_sibling_is_refused)
{
  REFUSED(AFTER, world.core.after[node(b)->after], b);
  REFUSED(AFTER, world.core.after[node(b)->after], BATON_ROOT);
  REFUSED(AFTER, world.core.after[node(b)->after], inner);
  REFUSED(AFTER, node(a)->flags, node(a)->flags & ~(uint32_t)BATON_NODE_WAITED);
  REFUSED(AFTER, node(inner)->after_count, 1);
  REFUSED(AFTER, node(BATON_ROOT)->after_count, 1);
}

Test(adopt, stages_that_are_not_the_trees_are_refused)
{
  REFUSED(STAGES, node(c)->stage, 0);
  REFUSED(STAGES, record(app)->stages, 2);
  REFUSED(STAGES, record(app)->explicit_ms, 1);
  REFUSED(STAGES, record(BATON_ROOT)->shares, 0);
  REFUSED(STAGES, record(BATON_ROOT)->breaker_ms, 1);
}

Test(adopt, windows_of_restarts_that_overlap_or_overflow_are_refused)
{
  REFUSED(WINDOWS, node(b)->restarts, 0);
  REFUSED(WINDOWS, node(a)->restart_count, 4);
  REFUSED(WINDOWS, record(app)->restarts, 0);
  REFUSED(WINDOWS, record(app)->restart_count, 3);
  REFUSED(WINDOWS, record(app)->intensity.limit, PLAN_INTENSITY_MAX + 1);
  REFUSED(WINDOWS, record(app)->intensity.limit, BATON_NONE);
  const struct baton_window *window = &world.core.settings[node(inner)->settings].breaker;
  poke(&window->limit, sizeof window->limit, window->limit - 1U);
  assert_adoption(ADOPTION_WINDOWS, "entries that belong to no window");
}

/* --- times --- */

Test(adopt, times_that_would_make_a_sum_wrap_are_refused)
{
  REFUSED(TIMES, state()->now_ms, -1);
  REFUSED(TIMES, state()->now_ms, CORE_NOW_MAX);
  REFUSED(TIMES, state()->grace_end_ms, CORE_NEVER - 1);
  REFUSED(TIMES, state()->drain_limit_ms, INT64_MIN);
  REFUSED(TIMES, state()->drain_ask_ms, INT64_MIN);
  REFUSED(TIMES, state()->late_until_ms, state()->now_ms + 1);
  REFUSED(TIMES, state()->interrupt_ms, state()->now_ms + 1);
  REFUSED(TIMES, node(a)->due_ms, CORE_NEVER - 1);
  REFUSED(TIMES, node(a)->start_limit_ms, INT64_MIN);
  REFUSED(TIMES, node(a)->stop_limit_ms, INT64_MIN);
  REFUSED(TIMES, node(a)->look_ms, INT64_MIN);
  REFUSED(TIMES, node(a)->ask_ms, INT64_MIN);
  REFUSED(TIMES, node(a)->timer_ms, INT64_MIN);
  REFUSED(TIMES, node(a)->spawned_ms, state()->now_ms + 1);
  REFUSED(TIMES, node(a)->ready_ms, -1);
  REFUSED(TIMES, node(a)->retry_since_ms, state()->now_ms + 1);
  REFUSED(TIMES, node(a)->flags, node(a)->flags | BATON_NODE_RETRYING);
  REFUSED(TIMES, record(app)->budget_end_ms, INT64_MIN);
  REFUSED(TIMES, record(app)->stage_limit_ms, INT64_MIN);
}

/* --- states --- */

Test(adopt, a_breaker_that_is_open_and_not_full_or_not_tried_is_refused)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->breaker = (struct baton_window){1, 60000};
  set(a)->retry_after_ms = 1000;
  set(b)->breaker = set(a)->breaker;
  world_boot();
  exit_and_pass(a, 1, 100);
  exit_and_pass(a, 1, 1000);
  it_exits(b, 1);
  cr_assert_neq(node(a)->flags & BATON_NODE_OPEN, 0);
  REFUSED(STATE, node(a)->restart_count, 0);
  REFUSED(STATE, node(b)->flags, node(b)->flags | BATON_NODE_OPEN);
  REFUSED(STATE, node(c)->flags, node(c)->flags | BATON_NODE_OPEN);
  REFUSED(STATE, node(BATON_ROOT)->flags, node(BATON_ROOT)->flags | BATON_NODE_OPEN);
}

Test(adopt, a_state_that_contradicts_itself_is_refused)
{
  REFUSED(STATE, node(a)->process, BATON_PROCESS_NONE);
  REFUSED(STATE, node(a)->status, BATON_STATUS_STOPPING);
  REFUSED(STATE, node(a)->status, BATON_STATUS_CREATED);
  REFUSED(STATE, node(a)->flags, node(a)->flags | BATON_NODE_ONESHOT);
  REFUSED(STATE, node(a)->flags, node(a)->flags | BATON_NODE_GATE);
  REFUSED(STATE, node(app)->process, BATON_PROCESS_ALIVE);
  REFUSED(STATE, node(app)->flags, node(app)->flags | BATON_NODE_ONESHOT);
  REFUSED(STATE, node(app)->status, BATON_STATUS_SUSPENDED);
  REFUSED(STATE, node(app)->status, BATON_STATUS_STOPPING);
  REFUSED(STATE, node(app)->status, BATON_STATUS_FAILED);
}

/* 2^32 starts later it is the same number again. */
Test(adopt, a_run_of_nought_is_not_one_that_never_was)
{
  node(app)->run = 0;
  SOUND();
  world.unheld = true;
  node(app)->run = UINT32_MAX;
  world.obedient = true;
  operator_restart(app);
  cr_assert_eq(node(app)->run, 0);
  SOUND();
}

Test(adopt, a_stop_of_nothing_is_refused)
{
  it_exits(a, 1);
  cr_assert_eq(node(a)->process, BATON_PROCESS_NONE);
  REFUSED(STATE, node(a)->stop, BATON_STOP_ASKED);
}

Test(adopt, before_the_start_everything_is_created)
{
  lay_family(BATON_STRATEGY_ONE_FOR_ONE);
  world_lay();
  REFUSED(STATE, node(a)->process, BATON_PROCESS_ALIVE);
  REFUSED(STATE, node(inner)->status, BATON_STATUS_PENDING);
  REFUSED(STATE, node(app)->status, BATON_STATUS_STARTING);
  REFUSED(STATE, node(app)->status, BATON_STATUS_RUNNING);
  REFUSED(STATE, node(BATON_ROOT)->status, BATON_STATUS_RUNNING);
}

Test(adopt, below_one_that_was_started_nothing_is_created)
{
  world.obedient = true;
  operator_stop(c);
  REFUSED(STATE, node(c)->status, BATON_STATUS_CREATED);
}

Test(adopt, below_one_that_is_down_lives_only_what_was_left_behind)
{
  world.obedient = true;
  operator_stop(app);
  assert_status(app, STOPPED);
  REFUSED(STATE, node(inner)->process, BATON_PROCESS_SWEEPING);
}

Test(adopt, only_a_shutdown_leaves_something_behind)
{
  REFUSED(STATE, node(inner)->flags, node(inner)->flags | BATON_NODE_LEFT);
  baton_gets(CORE_SIGTERM);
  pass(60000);
  cr_assert(node(inner)->flags & BATON_NODE_LEFT);
  assert_status(app, STOPPED);
  REFUSED(STATE, node(inner)->flags, node(inner)->flags & ~(uint32_t)BATON_NODE_LEFT);
}

Test(adopt, each_status_has_the_process_that_it_is_of)
{
  REFUSED(STATE, node(a)->process, BATON_PROCESS_SPAWNING);
  REFUSED(STATE, node(a)->process, BATON_PROCESS_SWEEPING);
  it_exits(a, 1);
  assert_status(a, PENDING);
  REFUSED(STATE, node(a)->process, BATON_PROCESS_SPAWNING);
  REFUSED(STATE, node(a)->process, BATON_PROCESS_ALIVE);
  operator_stop(c);
  assert_status(c, STOPPING);
  REFUSED(STATE, node(c)->process, BATON_PROCESS_NONE);
  it_exits(c, 0);
  assert_status(c, STOPPED);
  REFUSED(STATE, node(c)->process, BATON_PROCESS_SPAWNING);
  REFUSED(STATE, node(c)->process, BATON_PROCESS_SWEEPING);
}

Test(adopt, what_starts_has_a_process)
{
  lay_family(BATON_STRATEGY_ONE_FOR_ONE);
  set(a)->ready = BATON_READY_NOTIFY;
  set(a)->start_timeout_ms = 5000;
  world_boot();
  assert_status(a, STARTING);
  REFUSED(STATE, node(a)->process, BATON_PROCESS_NONE);
  REFUSED(STATE, node(a)->process, BATON_PROCESS_SWEEPING);
  REFUSED(STATE, node(a)->process, BATON_PROCESS_SPAWNING); /* its start timeout has begun */
}

Test(adopt, only_what_is_pending_waits_for_its_start)
{
  REFUSED(STATE, node(a)->flags, node(a)->flags | BATON_NODE_WANTED);
  REFUSED(STATE, node(app)->flags, node(app)->flags | BATON_NODE_WANTED);
  REFUSED(STATE, node(a)->due_ms, 0);
  REFUSED(STATE, node(app)->due_ms, 0);
  for (int list = 0; list < BATON_LIST_COUNT; list++) {
    REFUSED(NODE, node(a)->list_next[list], b);
  }
  it_exits(a, 1);
  assert_status(a, PENDING);
  REFUSED(STATE, node(a)->flags, (node(a)->flags | BATON_NODE_NOW) & ~(uint32_t)BATON_NODE_WANTED);
}

Test(adopt, only_what_stops_has_a_stops_purpose)
{
  REFUSED(STATE, node(a)->stop, BATON_STOP_ASKED);
  REFUSED(STATE, node(app)->stop, BATON_STOP_RESTART);
  operator_stop(a);
  REFUSED(STATE, node(a)->stop, BATON_STOP_NONE);
  node(a)->stop = BATON_STOP_WATCHDOG;
  SOUND();
  baton_gets(CORE_SIGTERM);
  assert_status(BATON_ROOT, STOPPING);
  REFUSED(STATE, node(BATON_ROOT)->stop, BATON_STOP_ASKED);
}

Test(adopt, only_what_is_alive_fails_to_start_or_to_answer)
{
  world.hold_sweeps = true;
  operator_stop(a);
  it_exits(a, 0);
  assert_status(a, STOPPING);
  REFUSED(STATE, node(a)->stop, BATON_STOP_START_TIMEOUT);
  REFUSED(STATE, node(a)->stop, BATON_STOP_WATCHDOG);
}

Test(adopt, a_stop_beats_every_restart_below_it)
{
  operator_stop(app);
  assert_status(app, STOPPING);
  assert_status(inner, STOPPING);
  REFUSED(STATE, node(inner)->stop, BATON_STOP_RESTART);
  REFUSED(STATE, node(inner)->stop, BATON_STOP_GROUP);
  REFUSED(STATE, node(inner)->flags, node(inner)->flags | BATON_NODE_MEMBER);
  REFUSED(STATE, node(app)->ask_ms, 1);
}

Test(adopt, without_a_process_nothing_is_waited_for)
{
  it_exits(a, 1);
  REFUSED(STATE, node(a)->stop_limit_ms, 0);
  REFUSED(STATE, node(a)->start_limit_ms, 0);
  REFUSED(STATE, node(a)->look_ms, 0);
  REFUSED(STATE, node(a)->ask_ms, 1);
  REFUSED(STATE, node(a)->look_delay_ms, 1);
  REFUSED(STATE, node(app)->start_limit_ms, 0);
  REFUSED(STATE, node(BATON_ROOT)->stop_limit_ms, 0);
}

Test(adopt, a_deadline_is_of_a_process_in_that_state)
{
  REFUSED(STATE, node(a)->start_limit_ms, 0);
  REFUSED(STATE, node(a)->stop_limit_ms, 0);
  REFUSED(STATE, node(a)->look_ms, 0);
  REFUSED(STATE, node(a)->ask_ms, 1);
  REFUSED(STATE, node(a)->look_delay_ms, 1);
  operator_stop(a);
  REFUSED(STATE, node(a)->start_limit_ms, 0);
  REFUSED(STATE, node(a)->look_ms, 0);
  cr_assert_neq(node(a)->ask_ms, 0);
  SOUND();
}

Test(adopt, a_delay_is_of_what_is_being_stopped)
{
  set(a)->stop_delay_ms = 1000;
  world_boot_with(HOLD_SPAWNS);
  REFUSED(STATE, node(a)->ask_ms, 1);
  operator_stop(a);
  cr_assert_neq(node(a)->ask_ms, 0);
  SOUND();
  it_spawned(a);
  cr_assert_neq(node(a)->ask_ms, 0);
  SOUND();
}

Test(adopt, once_a_stop_covers_it_a_start_has_no_limit)
{
  lay_family(BATON_STRATEGY_ONE_FOR_ALL);
  world_after_none(app);
  world_ready_fd(b);
  world_boot();
  it_exits(a, 1);
  assert_status(app, STOPPING);
  assert_status(b, STARTING);
  REFUSED(STATE, node(b)->start_limit_ms, 0);
}

Test(adopt, below_what_is_to_stop_a_start_has_no_limit)
{
  lay_family(BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t last = world_child(BATON_ROOT, "last");
  world_after_none(last);
  clause(BATON_ROOT)->stop_order = BATON_STOP_ORDER_REVERSE;
  world_ready_fd(inner);
  world_boot();
  baton_gets(CORE_SIGTERM);
  assert_status(last, STOPPING);
  assert_status(inner, STARTING);
  REFUSED(STATE, node(inner)->start_limit_ms, 0);
}

Test(adopt, a_shutdown_has_an_end_and_nothing_else_has)
{
  REFUSED(LIFE, world.core.state->grace_end_ms, 0);
  baton_gets(CORE_SIGTERM);
  REFUSED(LIFE, world.core.state->grace_end_ms, CORE_NEVER);
}

/* --- counters --- */

Test(adopt, counters_that_are_not_the_childrens_are_refused)
{
  REFUSED(COUNTERS, record(BATON_ROOT)->live, 3);
  REFUSED(COUNTERS, record(BATON_ROOT)->unsettled, 1);
  REFUSED(COUNTERS, record(BATON_ROOT)->stage_left, 1);
  REFUSED(COUNTERS, record(BATON_ROOT)->members, 1);
  REFUSED(COUNTERS, node(a)->flags, node(a)->flags | BATON_NODE_OPTIONAL);
  REFUSED(COUNTERS, node(app)->status, BATON_STATUS_STARTING);
}

Test(adopt, a_supervisor_with_nothing_left_is_done)
{
  operator_stop(inner);
  it_exits(inner, 0);
  SOUND();
  cr_assert_eq(record(app)->held, 1);
  node(inner)->status = BATON_STATUS_FINISHED;
  record(app)->held = 0;
  record(app)->counted = 0;
  record(app)->ended = 1;
  assert_adoption(ADOPTION_COUNTERS, "up, and nothing is left below it");
}

Test(adopt, a_supervisor_with_nothing_left_waits_for_the_stop_above)
{
  lay_family(BATON_STRATEGY_ONE_FOR_ALL);
  (void)world_child(BATON_ROOT, "last");
  set(inner)->policy = BATON_POLICY_NEVER;
  world_boot();
  baton_gets(CORE_SIGTERM);
  it_exits(inner, 0);
  assert_status(app, RUNNING);
  cr_assert_eq(record(app)->live, 0);
  SOUND();
}

/* --- stops --- */

Test(adopt, a_stop_that_contradicts_what_it_stops_is_refused)
{
  family(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(b, 1); /* all others are stopped */
  cr_assert_eq(record(BATON_ROOT)->mode, BATON_MODE_GROUP);
  REFUSED(STOP, record(BATON_ROOT)->cursor, BATON_NONE);
  REFUSED(STOP, record(BATON_ROOT)->cursor, BATON_ROOT);
  REFUSED(STOP, record(BATON_ROOT)->cursor, world.core.table->nodes.count);
  REFUSED(STOP, record(BATON_ROOT)->cursor, inner);
  REFUSED(STOP, record(BATON_ROOT)->cursor, a);
  REFUSED(STOP, record(BATON_ROOT)->budget_end_ms, CORE_NEVER);
  REFUSED(STOP, record(BATON_ROOT)->stage_limit_ms, CORE_NEVER);
  REFUSED(STOP, record(BATON_ROOT)->mode, BATON_MODE_NONE);
  REFUSED(STOP, record(BATON_ROOT)->phase, BATON_PHASE_NONE);
}

Test(adopt, what_is_under_no_stop_has_no_deadline_of_one)
{
  REFUSED(STOP, record(app)->budget_end_ms, 0);
  REFUSED(STOP, record(app)->stage_limit_ms, 0);
}

Test(adopt, a_group_restart_starts_somebody)
{
  family(BATON_STRATEGY_ONE_FOR_ALL);
  REFUSED(STOP, record(app)->phase, BATON_PHASE_WAITING);
  REFUSED(STOP, record(app)->phase, BATON_PHASE_STARTING);
}

Test(adopt, the_root_is_under_no_stop_from_above_and_in_no_group)
{
  family(BATON_STRATEGY_ONE_FOR_ALL);
  REFUSED(STOP, node(BATON_ROOT)->flags, node(BATON_ROOT)->flags | BATON_NODE_MEMBER);
  REFUSED(STOP, node(BATON_ROOT)->flags, node(BATON_ROOT)->flags | BATON_NODE_COVERED);
  REFUSED(STOP, node(BATON_ROOT)->flags, node(BATON_ROOT)->flags | BATON_NODE_STAGED);
}

Test(adopt, what_a_stop_covers_is_alive_and_found_by_its_search)
{
  family(BATON_STRATEGY_ONE_FOR_ALL);
  uint32_t flags = node(a)->flags;
  node(a)->flags |= BATON_NODE_COVERED;
  assert_adoption(ADOPTION_STOP, "covered by no stop");
  record(BATON_ROOT)->mode = BATON_MODE_GROUP;
  record(BATON_ROOT)->budget_end_ms = 0;
  assert_adoption(ADOPTION_STOP, "covered, and the search is over");
  record(BATON_ROOT)->cursor = a;
  SOUND();
  node(a)->flags = flags | BATON_NODE_STAGED;
  record(BATON_ROOT)->stage_left = 1;
  record(BATON_ROOT)->stage_limit_ms = 0;
  assert_adoption(ADOPTION_STOP, "in a stage, and not covered");
  node(a)->flags = flags;
  record(BATON_ROOT)->stage_left = 0;
  operator_stop(b);
  it_exits(b, 0);
  node(b)->flags |= BATON_NODE_COVERED;
  record(BATON_ROOT)->cursor = c;
  assert_adoption(ADOPTION_STOP, "covered, and nothing of it alive");
}

Test(adopt, the_stop_of_a_whole_supervisor_covers_all_that_lives)
{
  baton_gets(CORE_SIGTERM);
  REFUSED(STOP, node(b)->flags, node(b)->flags & ~(uint32_t)BATON_NODE_COVERED);
  node(b)->flags &= ~(uint32_t)BATON_NODE_COVERED;
  node(b)->flags |= BATON_NODE_LEFT;
  SOUND();
}

/* --- timers --- */

Test(adopt, timers_in_no_order_are_refused)
{
  operator_stop(a);
  pass(1000);
  operator_stop(b);
  cr_assert_eq(state()->timer_count, 2);
  REFUSED(TIMERS, state()->timer_count, 3);
  REFUSED(TIMERS, node(a)->timer, 1);
  REFUSED(TIMERS, node(a)->timer, BATON_NONE);
  REFUSED(TIMERS, node(c)->timer, 0);
  REFUSED(TIMERS, world.core.timers[0], b);
  REFUSED(TIMERS, world.core.timers[0], BATON_NONE);
  REFUSED(TIMERS, node(a)->timer_ms, node(a)->timer_ms + 1);
  pass_deadline();
  SOUND();
}

/* The earliest is first: among times that have passed only the order is held against them. */
Test(adopt, a_heap_that_is_no_heap_is_refused)
{
  operator_stop(a);
  pass(1000);
  operator_stop(b);
  state()->now_ms += 60000;
  REFUSED(TIMERS, node(a)->timer_ms, node(b)->timer_ms + 1);
  poke(world.core.timers, sizeof *world.core.timers, BATON_NONE);
  node(a)->timer_ms = CORE_NEVER;
  assert_adoption(ADOPTION_TIMERS, "a place that no node has");
}

/* --- the life of the whole --- */

Test(adopt, a_life_that_contradicts_itself_is_refused)
{
  struct baton_table *table = header();
  REFUSED(LIFE, state()->life, BATON_LIFE_FINISHED + 1);
  REFUSED(LIFE, state()->life, BATON_LIFE_NEW);
  REFUSED(LIFE, state()->life, BATON_LIFE_SHUTDOWN);
  REFUSED(LIFE, state()->life, BATON_LIFE_FINISHED);
  REFUSED(LIFE, state()->drain_limit_ms, 0);
  REFUSED(LIFE, state()->drain_ask_ms, 1);
  REFUSED(LIFE, state()->stop_asked, 2);
  for (int list = 0; list < BATON_LIST_COUNT; list++) {
    REFUSED(LIFE, state()->list_first[list], a);
    REFUSED(LIFE, state()->list_last[list], a);
  }
  REFUSED(LIFE, state()->late_left_ms, 1001);
  REFUSED(LIFE, state()->cause_end.cause, table->nodes.count);
  REFUSED(LIFE, world.core.globals->flags, BATON_GLOBAL_CLASSIC);
}

Test(adopt, a_drain_that_asks_later_waits_now)
{
  three_plain_children();
  world_boot_with(OBEDIENT | HOLD_DRAIN);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(state()->drain_stage, BATON_DRAIN_WAITS);
  SOUND();
  REFUSED(LIFE, state()->drain_stage, BATON_DRAIN_ASKED);
  drained(0);
  REFUSED(LIFE, state()->drain_ask_ms, 1);
  REFUSED(LIFE, state()->stop_asked, 2);
}

/* The root stops last: who waited for that would be told after the last word. */
Test(adopt, nobody_waits_for_the_root_once_all_is_stopped)
{
  three_plain_children();
  world_boot_with(OBEDIENT | HOLD_DRAIN);
  node(BATON_ROOT)->number = 1;
  SOUND();
  node(BATON_ROOT)->number = 0;
  node(a)->number = 1;
  SOUND();
  node(a)->number = 0;
  baton_gets(CORE_SIGTERM);
  REFUSED(LIFE, node(BATON_ROOT)->number, 1);
}

Test(adopt, a_classic_init_has_one_child)
{
  world_begin();
  a = world_child(BATON_ROOT, "a");
  world_classic();
  world_boot();
  SOUND();
  it_exits(a, 0);
  SOUND();
  REFUSED(LIFE, state()->grace_end_ms, CORE_NEVER); /* since when it ends */
}

Test(adopt, a_gate_is_a_oneshot)
{
  three_children(BATON_STRATEGY_REST_FOR_ONE);
  world_oneshot(a);
  clause(a)->gate = 1;
  world_boot();
  SOUND();
}

Test(adopt, a_deadline_of_held_signals_of_what_is_no_classic_init_is_refused)
{
  REFUSED(LIFE, state()->held_limit, 1);
}

Test(adopt, a_classic_init_may_hold_signals)
{
  world_begin();
  a = world_child(BATON_ROOT, "a");
  world_classic();
  world_boot_with(HOLD_SPAWNS);
  baton_gets(CORE_SIGTERM);
  cr_assert_neq(world.core.nodes[a].held_signals, 0);
  SOUND();
}

Test(adopt, a_classic_init_with_a_supervisor_is_refused)
{
  world_begin();
  a = world_supervisor(BATON_ROOT, "a");
  b = world_child(a, "a/b");
  world_lay();
  REFUSED(LIFE, world.core.globals->flags, BATON_GLOBAL_CLASSIC);
}

/* --- the queue --- */

/* Three notes and a signal are queued, one of them at the end of the ring. */
static struct baton_action *queue_some(void)
{
  world.core.queue->first = world.core.action_capacity - 1U;
  core_step(&world.core, world.now, &(struct baton_event){.kind = EV_STOP, .slot = a});
  core_step(&world.core, world.now, &(struct baton_event){.kind = EV_STOP, .slot = b});
  cr_assert_eq(world.core.queue->count, 4);
  return world.core.actions;
}

Test(adopt, actions_that_are_queued_are_taken_along)
{
  struct baton_action *action = queue_some();
  cr_assert_eq(action[0].kind, ACT_SIGNAL);
  REFUSED(ACTIONS, world.core.queue->first, world.core.action_capacity);
  REFUSED(ACTIONS, world.core.queue->count, world.core.action_capacity + 1U);
  REFUSED(ACTIONS, world.core.queue->performing, 2);
  REFUSED(ACTIONS, action[0].kind, ACT_COUNT);
  REFUSED(ACTIONS, action[0].signal, BATON_SIGNALS + 1);
  REFUSED(ACTIONS, action[0].flags, ACTION_FLAGS + 1);
  REFUSED(ACTIONS, action[0].slot, world.core.table->nodes.count);
  REFUSED(ACTIONS, action[0].slot, BATON_NONE);
  REFUSED(ACTIONS, action[0].slot, app);
  REFUSED(ACTIONS, action[0].kind, ACT_DRAIN);
  REFUSED(ACTIONS, action[2].kind, ACT_FINISH);
  struct baton_action *last = &action[world.core.action_capacity - 1U];
  cr_assert_eq(last->kind, ACT_NOTE);
  REFUSED(ACTIONS, last->note, NOTE_COUNT);
  REFUSED(ACTIONS, last->slot, world.core.table->nodes.count);
  struct baton_action kept_note = *last;
  last->kind = ACT_REPLY;
  last->note = OUTCOME_COUNT - 1;
  REFUSED(ACTIONS, last->note, OUTCOME_COUNT);
  REFUSED(ACTIONS, last->slot, BATON_NONE);
  *last = kept_note;
  struct baton_action action_taken;
  cr_assert(core_next(&world.core, &action_taken));
  SOUND();
  while (core_take(&world.core, &action_taken)) {
  }
  REFUSED(ACTIONS, world.core.queue->performing, 1);
}

Test(adopt, what_the_shell_relies_on_is_in_range)
{
  struct baton_shell *shell = world.core.shell;
  struct baton_mailbox *mailbox = &world.core.mailboxes[inner];
  shell->files_soft = shell->files_hard = UINT64_MAX;
  shell->pending_signal = mailbox->sweep.signal = mailbox->pass.signal = BATON_SIGNALS;
  shell->last_group = shell->newest_pid = mailbox->pid = BATON_PID_MOST;
  shell->draining = shell->drain_told = shell->drain_asked = 1;
  shell->may_set_groups = shell->finished = 1;
  mailbox->step = BATON_STEP_COUNT - 1;
  mailbox->obstacle = BATON_OBSTACLE_COUNT - 1;
  mailbox->flags = BATON_MAILBOX_ALL;
  mailbox->pass = (struct baton_sweep){BATON_SWEEP_ALL, BATON_SIGNALS, ACTION_FLAGS, 0};
  REFUSED(SHELL, shell->pending_signal, BATON_SIGNALS + 1);
  REFUSED(SHELL, shell->pending_signal, UINT64_C(1) << 32U);
  REFUSED(SHELL, shell->files_hard, UINT64_MAX - 1);
  REFUSED(SHELL, shell->last_group, 1);
  REFUSED(SHELL, shell->last_group, -2);
  REFUSED(SHELL, shell->last_group, BATON_PID_MOST + 1);
  REFUSED(SHELL, shell->newest_pid, -1);
  REFUSED(SHELL, shell->newest_pid, BATON_PID_MOST + 1);
  REFUSED(SHELL, shell->fds_kept, -1);
  REFUSED(SHELL, shell->draining, 2);
  REFUSED(SHELL, shell->drain_told, 2);
  REFUSED(SHELL, shell->drain_denied, 2);
  REFUSED(SHELL, shell->drain_asked, 2);
  REFUSED(SHELL, shell->drain_signal, BATON_SIGNALS + 1);
  REFUSED(SHELL, shell->may_set_groups, 2);
  REFUSED(SHELL, shell->finished, 2);
  REFUSED(SHELL, mailbox->pid, 1);
  REFUSED(SHELL, mailbox->pid, -2);
  REFUSED(SHELL, mailbox->pid, BATON_PID_MOST + 1);
  REFUSED(SHELL, mailbox->step, BATON_STEP_COUNT);
  REFUSED(SHELL, mailbox->obstacle, BATON_OBSTACLE_COUNT);
  REFUSED(SHELL, mailbox->flags, BATON_MAILBOX_ALL + 1);
  mailbox->path = world.core.table->strings.count - 1;
  REFUSED(SHELL, mailbox->path, world.core.table->strings.count);
  memset(mailbox->interpreter, 'x', sizeof mailbox->interpreter - 1);
  SOUND();
  REFUSED(SHELL, mailbox->interpreter[sizeof mailbox->interpreter - 1], 'x');
  REFUSED(SHELL, mailbox->sweep.why, BATON_SWEEP_ALL + 1);
  REFUSED(SHELL, mailbox->sweep.signal, BATON_SIGNALS + 1);
  REFUSED(SHELL, mailbox->pass.flags, ACTION_FLAGS + 1);
}

Test(adopt, what_is_done_to_the_whole_names_no_node)
{
  struct baton_action *action = queue_some();
  action[0] = (struct baton_action){.kind = ACT_DRAIN, .slot = BATON_NONE, .signal = CORE_SIGTERM};
  action[2] = (struct baton_action){.kind = ACT_FINISH, .slot = BATON_NONE, .value = UINT8_MAX};
  REFUSED(ACTIONS, action[0].slot, a);
  REFUSED(ACTIONS, action[2].slot, a);
  REFUSED(ACTIONS, action[2].value, UINT8_MAX + 1);
}

/* A value that somebody looks up a name by. */
Test(adopt, a_note_with_a_value_that_names_nothing_is_refused)
{
  static const struct {
    enum core_note note;
    uint32_t most;
  } cases[] = {
      {NOTE_DEPENDENCY,     5                       },
      {NOTE_GROUP_RESTART,  5                       },
      {NOTE_GIVE_UP,        5                       },
      {NOTE_SIGNAL_IGNORED, BATON_SIGNALS           },
      {NOTE_SIGNAL_DROPPED, BATON_SIGNALS           },
      {NOTE_SHUTDOWN,       BATON_SHUTDOWN_COUNT - 1},
      {NOTE_REFUSED,        EV_COUNT - 1            },
  };
  struct baton_action *last = &queue_some()[world.core.action_capacity - 1U];
  cr_assert_eq(world.core.table->nodes.count, 6);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    last->note = (uint8_t)cases[i].note;
    last->value = cases[i].most;
    SOUND();
    REFUSED(ACTIONS, last->value, cases[i].most + 1U);
  }
  last->note = NOTE_READY;
  last->value = UINT32_MAX;
  SOUND();
}

/* --- the promise --- */

/* Any events, each with an empty queue before it, as the shell does it. */
static void go_on(struct core *core, unsigned events, uint64_t seed)
{
  int64_t now = core->state->now_ms;
  struct baton_action action;
  while (core_take(core, &action)) {
  }
  while (events-- > 0) {
    struct baton_event event = any_event(core, &seed);
    now += draw_one_in(&seed, 2) ? draw_below(&seed, 20000) : 0;
    core_step(core, now, &event);
    cr_assert_eq(core->state->broken_line, 0, "a broken invariant, %s:%u", core->state->broken_file,
                 core->state->broken_line);
    while (core_take(core, &action)) {
    }
  }
}

/* What says nothing between two steps: the entries of the queue and of the log. */
static bool is_idle(size_t at)
{
  const struct baton_table *table = world.core.table;
  return (at >= table->actions.offset && at < table->undo.offset) || at >= table->undo_log.offset;
}

/* Each byte of the arena as it is, with other values: refused, or accepted and harmless. */
static unsigned spoil_every_byte(unsigned step)
{
  static const uint8_t MASKS[] = {0x01, 0x80, 0xff};
  size_t size = world.core.table->size;
  int32_t pid = world.core.table->pid;
  uint64_t *copy = malloc(size);
  uint8_t *bytes = (uint8_t *)copy;
  unsigned accepted = 0;
  for (size_t at = 0; at < size; at += step) {
    for (size_t i = 0; i < sizeof MASKS && !is_idle(at); i++) {
      memcpy(copy, world.core.table, size);
      bytes[at] ^= MASKS[i];
      if (core_adopt(&adopted, copy, size, pid) == ADOPTION_SOUND) {
        accepted++;
        go_on(&adopted, 1000 / sizeof MASKS, at);
        enum core_adoption after = core_adopt(&adopted, copy, size, pid);
        cr_assert_eq(after, ADOPTION_SOUND, "byte %zu ^ %u: %s", at, MASKS[i],
                     core_adoption_name(after));
      }
    }
  }
  free(copy);
  return accepted;
}

Test(adopt, what_is_accepted_does_no_harm)
{
  family(BATON_STRATEGY_REST_FOR_ONE);
  cr_assert_gt(spoil_every_byte(1), 0);
}

Test(adopt, what_is_accepted_in_the_middle_of_a_group_restart_does_no_harm)
{
  family(BATON_STRATEGY_ONE_FOR_ALL);
  it_exits(b, 1);
  operator_suspend(inner);
  cr_assert_gt(spoil_every_byte(3), 0);
}

Test(adopt, what_is_accepted_during_a_shutdown_does_no_harm)
{
  it_exits(a, 1);
  baton_gets(CORE_SIGTERM);
  cr_assert_gt(spoil_every_byte(3), 0);
}

Test(adopt, every_reason_has_a_name)
{
  for (unsigned one = ADOPTION_SOUND; one + 1U < ADOPTION_COUNT; one++) {
    cr_assert_str_neq(core_adoption_name(one), core_adoption_name(one + 1U));
  }
  cr_assert_str_eq(core_adoption_name(ADOPTION_COUNT), "unknown");
}
