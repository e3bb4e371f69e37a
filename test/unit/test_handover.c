/* handover.md, "The environment of an instance". */
#include "core/handover.h"
#include "core_world.h"
#include "util/hash.h"
#include "writable.h"

#include <stdio.h>
#include <string.h>

static const char *const NOTHING[] = {NULL};
static const char *environment[256];
static char text[16384];

static int build(uint32_t slot, const char *const *inherited, size_t pointers, size_t bytes)
{
  struct handover_env env = {
      .inherited = inherited,
      .envp = environment,
      .envp_capacity = pointers,
      .text = text,
      .text_capacity = bytes,
      .ready_fd = 9,
      .self = 7,
      .child = 1234,
  };
  return handover_environment(&world.core, slot, &env);
}

static void give_token(uint32_t token, uint32_t length)
{
  struct baton_node *node = writable(&world.core, &world.core.nodes[a]);
  node->token = token;
  node->token_length = length;
}

/* The environment of a's instance in `environment`, built within the bounds that were promised. */
static void build_within_bounds(uint32_t slot, const char *const *inherited)
{
  size_t pointers;
  size_t bytes;
  handover_bounds(&world.core, inherited, &pointers, &bytes);
  cr_assert_leq(pointers, sizeof environment / sizeof *environment);
  cr_assert_leq(bytes, sizeof text);
  cr_assert_eq(build(slot, inherited, pointers, bytes), 0);
}

static unsigned times(const char *name)
{
  unsigned count = 0;
  size_t length = strlen(name);
  for (size_t i = 0; environment[i] != NULL; i++) {
    count += strncmp(environment[i], name, length) == 0 && environment[i][length] == '=';
  }
  return count;
}

/* Its value, or NULL; it is an error when there are two. */
static const char *value(const char *name)
{
  cr_assert_leq(times(name), 1, "%s is there twice", name);
  size_t length = strlen(name);
  for (size_t i = 0; environment[i] != NULL; i++) {
    if (strncmp(environment[i], name, length) == 0 && environment[i][length] == '=') {
      return environment[i] + length + 1;
    }
  }
  return NULL;
}

static size_t place(const char *entry)
{
  size_t i = 0;
  while (environment[i] != NULL && strcmp(environment[i], entry) != 0) {
    i++;
  }
  return i;
}

#define assert_is(name, expected)                                                                  \
  do {                                                                                             \
    build_within_bounds(a, NOTHING);                                                               \
    cr_assert_not_null(value(name), "%s is absent", name);                                         \
    cr_assert_str_eq(value(name), expected);                                                       \
  } while (0)

#define assert_absent(name)                                                                        \
  do {                                                                                             \
    build_within_bounds(a, NOTHING);                                                               \
    cr_assert_null(value(name), "%s is there", name);                                              \
  } while (0)

static const char *const PREVIOUS[] = {
    "LIFECYCLE_PREV_EXIT",
    "LIFECYCLE_PREV_SIGNAL",
    "LIFECYCLE_PREV_REASON",
    "LIFECYCLE_PREV_UPTIME_MS",
};

/* --env and --unset-env of a slot: words of the string pool, one after the other. */
static void env_words(uint32_t slot, const char *const *words)
{
  for (; *words != NULL; words++) {
    uint32_t at = world_string(*words);
    if (set(slot)->env_count++ == 0) {
      set(slot)->env = at;
    }
  }
}

/* --- The table, first instance --- */

static void first_instance(void)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world.boot.epoch = UINT64_C(0x0123456789abcdef);
  world_boot();
}

Test(handover, the_id_is_a_v4_uuid_in_lower_case_of_36_characters)
{
  first_instance();
  build_within_bounds(a, NOTHING);
  const char *id = value("LIFECYCLE_RESUME_ID");
  cr_assert_not_null(id);
  cr_assert_eq(strlen(id), 36);
  for (size_t i = 0; i < 36; i++) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      cr_assert_eq(id[i], '-');
    } else {
      cr_assert_not_null(strchr("0123456789abcdef", id[i]));
    }
  }
  cr_assert_eq(id[14], '4');
  cr_assert_not_null(strchr("89ab", id[19]));
}

Test(handover, an_explicit_id_is_passed_as_it_is)
{
  three_plain_children();
  clause(a)->resume_id = world_string("orders-0");
  world_boot();
  assert_is("LIFECYCLE_RESUME_ID", "orders-0");
}

Test(handover, every_child_has_an_id_of_its_own)
{
  first_instance();
  char first[HANDOVER_ID_BYTES];
  char second[HANDOVER_ID_BYTES];
  cr_assert_str_neq(handover_resume_id(&world.core, a, first),
                    handover_resume_id(&world.core, b, second));
}

Test(handover, the_id_depends_on_the_seed)
{
  first_instance();
  char first[HANDOVER_ID_BYTES];
  char second[HANDOVER_ID_BYTES];
  (void)handover_resume_id(&world.core, a, first);
  three_plain_children();
  world.boot.seed[1] = 99;
  world_boot();
  cr_assert_str_neq(first, handover_resume_id(&world.core, a, second));
}

Test(handover, the_same_seed_and_path_are_the_same_id)
{
  first_instance();
  char first[HANDOVER_ID_BYTES];
  char second[HANDOVER_ID_BYTES];
  (void)handover_resume_id(&world.core, a, first);
  first_instance();
  cr_assert_str_eq(first, handover_resume_id(&world.core, a, second));
}

Test(handover, an_id_exists_before_the_first_start)
{
  three_plain_children();
  world_lay();
  char early[HANDOVER_ID_BYTES];
  (void)handover_resume_id(&world.core, c, early);
  event_send((struct baton_event){.kind = EV_BOOT});
  build_within_bounds(c, NOTHING);
  cr_assert_str_eq(value("LIFECYCLE_RESUME_ID"), early);
}

Test(handover, the_first_instance_has_no_previous_end)
{
  first_instance();
  for (size_t i = 0; i < sizeof PREVIOUS / sizeof *PREVIOUS; i++) {
    assert_absent(PREVIOUS[i]);
  }
  assert_absent("LIFECYCLE_RESUME_TOKEN");
}

Test(handover, the_first_generation_is_1)
{
  first_instance();
  assert_is("LIFECYCLE_GENERATION", "1");
}

Test(handover, the_epoch_is_16_hex_digits)
{
  first_instance();
  assert_is("LIFECYCLE_EPOCH", "0123456789abcdef");
}

Test(handover, a_small_epoch_has_16_digits_too)
{
  three_plain_children();
  world.boot.epoch = 255;
  world_boot();
  assert_is("LIFECYCLE_EPOCH", "00000000000000ff");
}

Test(handover, the_first_cause_is_start)
{
  first_instance();
  assert_is("LIFECYCLE_CAUSE", "start");
}

Test(handover, the_name_is_the_path)
{
  first_instance();
  assert_is("LIFECYCLE_NAME", "a");
}

Test(handover, the_supervisor_is_empty_under_the_root)
{
  first_instance();
  assert_is("LIFECYCLE_SUPERVISOR", "");
}

Test(handover, the_supervisors_path_has_no_last_slash)
{
  world_begin();
  uint32_t app = world_supervisor(BATON_ROOT, "app");
  uint32_t db = world_supervisor(app, "db");
  a = world_child(db, "main");
  world_boot();
  assert_is("LIFECYCLE_NAME", "app/db/main");
  assert_is("LIFECYCLE_SUPERVISOR", "app/db");
}

/* --- Later instances --- */

static void next_instance(void)
{
  first_instance();
  pass(1234);
}

Test(handover, the_id_is_the_same_whatever_caused_the_restart)
{
  first_instance();
  build_within_bounds(a, NOTHING);
  char id[HANDOVER_ID_BYTES];
  snprintf(id, sizeof id, "%s", value("LIFECYCLE_RESUME_ID"));
  exit_and_pass(a, 1, 100);
  assert_is("LIFECYCLE_RESUME_ID", id);
  operator_restart(a);
  it_exits(a, 0);
  cr_assert_eq(generation(a), 3);
  assert_is("LIFECYCLE_RESUME_ID", id);
}

Test(handover, the_id_survives_a_group_restart_and_a_failed_start)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_boot_with(OBEDIENT);
  build_within_bounds(a, NOTHING);
  char id[HANDOVER_ID_BYTES];
  snprintf(id, sizeof id, "%s", value("LIFECYCLE_RESUME_ID"));
  it_exits(b, 1);
  world.hold_spawns = true;
  pass(100);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(100);
  assert_is("LIFECYCLE_RESUME_ID", id);
}

Test(handover, the_previous_exit_code_is_told)
{
  next_instance();
  exit_and_pass(a, 200, 100);
  assert_is("LIFECYCLE_PREV_EXIT", "200");
  assert_is("LIFECYCLE_PREV_REASON", "exit");
  assert_is("LIFECYCLE_PREV_UPTIME_MS", "1234");
  assert_absent("LIFECYCLE_PREV_SIGNAL");
}

Test(handover, a_previous_exit_with_0_is_told)
{
  next_instance();
  exit_and_pass(a, 0, 100);
  assert_is("LIFECYCLE_PREV_EXIT", "0");
}

Test(handover, the_previous_signal_is_told_by_name)
{
  next_instance();
  it_dies(a, 11);
  pass(100);
  assert_is("LIFECYCLE_PREV_EXIT", "-1");
  assert_is("LIFECYCLE_PREV_SIGNAL", "SIGSEGV");
  assert_is("LIFECYCLE_PREV_REASON", "signal");
}

Test(handover, a_real_time_signal_is_told_from_34)
{
  static const struct {
    uint8_t signal;
    const char *name;
  } SIGNALS[] = {
      {34, "SIGRTMIN"   },
      {37, "SIGRTMIN+3" },
      {64, "SIGRTMIN+30"},
      {31, "SIGSYS"     },
      {1,  "SIGHUP"     }
  };

  next_instance();
  set(a)->breaker.limit = BATON_NONE;
  for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++) {
    it_dies(a, SIGNALS[i].signal);
    pass(30000);
    assert_is("LIFECYCLE_PREV_SIGNAL", SIGNALS[i].name);
  }
}

Test(handover, a_command_that_cannot_be_run_never_ran)
{
  next_instance();
  it_exec_fails(a, FAILURE_CANNOT);
  operator_start(a);
  cr_assert_eq(generation(a), 2);
  assert_is("LIFECYCLE_PREV_EXIT", "-1");
  assert_is("LIFECYCLE_PREV_REASON", "exec");
}

Test(handover, a_start_timeout_tells_what_the_instance_said)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  world_boot();
  pass(60000);
  exit_and_pass(a, 3, 100);
  assert_is("LIFECYCLE_PREV_REASON", "start-timeout");
  assert_is("LIFECYCLE_PREV_EXIT", "3");
}

Test(handover, a_stop_timeout_is_told)
{
  next_instance();
  operator_restart(a);
  pass(8000);
  it_dies(a, CORE_SIGKILL);
  assert_is("LIFECYCLE_PREV_REASON", "stop-timeout");
  assert_is("LIFECYCLE_PREV_EXIT", "-1");
  assert_is("LIFECYCLE_PREV_SIGNAL", "SIGKILL");
}

Test(handover, a_waiter_that_failed_and_is_started_by_an_operator_is_a_first_instance)
{
  three_plain_children();
  world_ready_fd(a);
  world_after_none(c);
  world_boot();
  it_exits(a, 1);
  assert_reason(b, DEPENDENCY);
  operator_start(b);
  build_within_bounds(b, NOTHING);
  cr_assert_str_eq(value("LIFECYCLE_GENERATION"), "1");
  cr_assert_null(value("LIFECYCLE_PREV_REASON"));
}

Test(handover, the_generation_rises)
{
  first_instance();
  exit_and_pass(a, 1, 100);
  assert_is("LIFECYCLE_GENERATION", "2");
  exit_and_pass(a, 1, 200);
  assert_is("LIFECYCLE_GENERATION", "3");
}

Test(handover, a_transient_failure_takes_no_generation_and_leaves_the_record)
{
  next_instance();
  it_exits(a, 5);
  world.hold_spawns = true;
  pass(100);
  it_spawn_fails(a, FAILURE_TRANSIENT);
  pass(100);
  cr_assert_eq(spawns(a), 3);
  assert_is("LIFECYCLE_GENERATION", "2");
  assert_is("LIFECYCLE_PREV_EXIT", "5");
}

Test(handover, its_own_end_is_the_cause_restart)
{
  first_instance();
  exit_and_pass(a, 1, 100);
  assert_is("LIFECYCLE_CAUSE", "restart");
}

Test(handover, an_operators_restart_is_the_cause_operator)
{
  first_instance();
  operator_restart(a);
  it_exits(a, 0);
  assert_is("LIFECYCLE_CAUSE", "operator");
}

Test(handover, an_operators_start_is_the_cause_operator)
{
  first_instance();
  operator_stop(a);
  it_exits(a, 0);
  operator_start(a);
  assert_is("LIFECYCLE_CAUSE", "operator");
}

Test(handover, a_group_restart_names_the_sibling)
{
  world_begin_with(BATON_STRATEGY_ONE_FOR_ONE);
  uint32_t app = world_supervisor(BATON_ROOT, "app");
  world_strategy(app, BATON_STRATEGY_ONE_FOR_ALL);
  a = world_child(app, "a");
  b = world_child(app, "b");
  world_boot_with(OBEDIENT);
  exit_and_pass(b, 1, 100);
  assert_is("LIFECYCLE_CAUSE", "sibling:app/b");
  build_within_bounds(b, NOTHING);
  cr_assert_str_eq(value("LIFECYCLE_CAUSE"), "restart");
}

/* --- Who wins where --- */

Test(handover, what_speaks_of_baton_itself_is_removed)
{
  static const char *const INHERITED[] = {"PATH=/bin",        "LIFECYCLE_PREV_EXIT=3",
                                          "LIFECYCLE_FOO=x",  "NOTIFY_SOCKET=@x",
                                          "WATCHDOG_USEC=1",  "WATCHDOG_PID=1",
                                          "LISTEN_FDS=1",     "LISTEN_PID=7",
                                          "LISTEN_FDNAMES=a", NULL};
  static const char *const REMOVED[] = {"LIFECYCLE_PREV_EXIT", "LIFECYCLE_FOO", "NOTIFY_SOCKET",
                                        "WATCHDOG_USEC",       "WATCHDOG_PID",  "LISTEN_FDS",
                                        "LISTEN_PID",          "LISTEN_FDNAMES"};
  first_instance();
  build_within_bounds(a, INHERITED);
  for (size_t i = 0; i < sizeof REMOVED / sizeof *REMOVED; i++) {
    cr_assert_null(value(REMOVED[i]), "%s is there", REMOVED[i]);
  }
  cr_assert_str_eq(value("PATH"), "/bin");
}

Test(handover, the_rest_is_untouched_and_in_its_order)
{
  static const char *const INHERITED[] = {
      "A=1", "LIFECYCLE_X=1", "B=", "odd", "NOTIFY_SOCKETS=no", "LISTENER=yes", "A=second", NULL};
  static const char *const KEPT[] = {"A=1",          "B=",      "odd", "NOTIFY_SOCKETS=no",
                                     "LISTENER=yes", "A=second"};
  first_instance();
  build_within_bounds(a, INHERITED);
  for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++) {
    cr_assert_str_eq(environment[i], KEPT[i]);
  }
}

Test(handover, nothing_of_ours_is_ever_there_twice)
{
  static const char *const INHERITED[] = {"LIFECYCLE_NAME=x", "LIFECYCLE_NAME=y", NULL};
  static const char *const WORDS[] = {"LIFECYCLE_NAME=z", "LIFECYCLE_GENERATION=9", NULL};
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  env_words(a, WORDS);
  world_boot();
  build_within_bounds(a, INHERITED);
  cr_assert_str_eq(value("LIFECYCLE_NAME"), "a");
  cr_assert_str_eq(value("LIFECYCLE_GENERATION"), "1");
}

Test(handover, ours_win_over_env_also_where_ours_are_absent)
{
  static const char *const WORDS[] = {"LIFECYCLE_PREV_EXIT=0", NULL};
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  env_words(a, WORDS);
  world_boot();
  assert_absent("LIFECYCLE_PREV_EXIT");
}

Test(handover, env_wins_over_what_is_inherited_in_its_place)
{
  static const char *const INHERITED[] = {"A=1", "B=2", "C=3", "B=again", NULL};
  static const char *const WORDS[] = {"B=two", "D=4", NULL};
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  env_words(a, WORDS);
  world_boot();
  build_within_bounds(a, INHERITED);
  cr_assert_eq(place("B=two"), 1);
  cr_assert_str_eq(value("B"), "two");
  cr_assert_eq(place("C=3"), 2);
  cr_assert_str_eq(value("D"), "4");
}

Test(handover, env_brings_back_what_was_removed)
{
  static const char *const INHERITED[] = {"NOTIFY_SOCKET=@outer", NULL};
  static const char *const WORDS[] = {"NOTIFY_SOCKET=@mine", NULL};
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  env_words(a, WORDS);
  world_boot();
  build_within_bounds(a, INHERITED);
  cr_assert_str_eq(value("NOTIFY_SOCKET"), "@mine");
}

Test(handover, unset_env_removes)
{
  static const char *const INHERITED[] = {"AB=0", "A=1", "A=2", NULL};
  static const char *const WORDS[] = {"A", "MISSING", NULL};
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  env_words(a, WORDS);
  world_boot();
  build_within_bounds(a, INHERITED);
  cr_assert_eq(times("A"), 0);
  cr_assert_str_eq(value("AB"), "0");
}

Test(handover, unset_env_cannot_take_away_ours)
{
  static const char *const WORDS[] = {"LIFECYCLE_RESUME_ID", NULL};
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  env_words(a, WORDS);
  world_boot();
  build_within_bounds(a, NOTHING);
  cr_assert_not_null(value("LIFECYCLE_RESUME_ID"));
}

Test(handover, one_childs_words_are_not_anothers)
{
  static const char *const WORDS[] = {"A=1", NULL};
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  env_words(a, WORDS);
  world_boot();
  build_within_bounds(b, NOTHING);
  cr_assert_null(value("A"));
}

Test(handover, ready_env_exports_the_fds_number)
{
  three_plain_children();
  set(a)->ready = BATON_READY_ENV;
  set(a)->ready_var = world_string("READY_FD");
  world_boot();
  assert_is("READY_FD", "9");
  build_within_bounds(b, NOTHING);
  cr_assert_null(value("READY_FD"));
}

/* --- baton below baton --- */

Test(handover, batons_own_id_becomes_the_parents)
{
  static const char *const INHERITED[] = {"LIFECYCLE_RESUME_ID=outer",
                                          "LIFECYCLE_PARENT_RESUME_ID=grandparent", NULL};
  first_instance();
  build_within_bounds(a, INHERITED);
  cr_assert_str_eq(value("LIFECYCLE_PARENT_RESUME_ID"), "outer");
  cr_assert_str_neq(value("LIFECYCLE_RESUME_ID"), "outer");
}

Test(handover, without_an_id_of_its_own_baton_passes_no_parents)
{
  static const char *const INHERITED[] = {"LIFECYCLE_PARENT_RESUME_ID=grandparent",
                                          "LIFECYCLE_RESUME_ID=", NULL};
  first_instance();
  build_within_bounds(a, INHERITED);
  cr_assert_null(value("LIFECYCLE_PARENT_RESUME_ID"));
}

static void below(const char *parent, uint64_t seed, char id[HANDOVER_ID_BYTES])
{
  three_plain_children();
  world.boot.parent_resume_id = parent;
  world.boot.seed[0] = seed;
  world_boot();
  (void)handover_resume_id(&world.core, a, id);
}

Test(handover, ids_below_another_baton_come_from_its_id_and_the_path)
{
  char first[HANDOVER_ID_BYTES];
  char again[HANDOVER_ID_BYTES];
  char other[HANDOVER_ID_BYTES];
  below("3f2a", 1, first);
  below("3f2a", 2, again);
  below("3f2b", 1, other);
  cr_assert_str_eq(first, again, "a restarted subtree keeps its sessions");
  cr_assert_str_neq(first, other);
  cr_assert_eq(first[14], '4');
}

/* --- A classic init --- */

static void classic_child(const char *const *words)
{
  world_begin();
  a = world_child(BATON_ROOT, "a");
  world_classic();
  env_words(a, words);
  world_boot();
}

Test(handover, a_classic_init_leaves_the_environment_untouched)
{
  static const char *const INHERITED[] = {"LIFECYCLE_RESUME_ID=outer",
                                          "NOTIFY_SOCKET=@x",
                                          "WATCHDOG_USEC=5",
                                          "LISTEN_FDS=2",
                                          "LISTEN_PID=8",
                                          "A=1",
                                          "A=1",
                                          NULL};
  classic_child(NOTHING);
  build_within_bounds(a, INHERITED);
  for (size_t i = 0; INHERITED[i] != NULL; i++) {
    cr_assert_str_eq(environment[i], INHERITED[i]);
  }
  cr_assert_null(environment[7]);
}

Test(handover, baton_args_are_for_baton)
{
  static const char *const INHERITED[] = {"A=1", "BATON_ARGS=-g", "BATON_ARGSX=2", NULL};
  classic_child(NOTHING);
  build_within_bounds(a, INHERITED);
  cr_assert_str_eq(environment[0], "A=1");
  cr_assert_str_eq(environment[1], "BATON_ARGSX=2");
  cr_assert_null(environment[2]);
}

Test(handover, baton_args_are_for_baton_under_supervision_too)
{
  static const char *const INHERITED[] = {"A=1", "BATON_ARGS=-g", NULL};
  first_instance();
  build_within_bounds(a, INHERITED);
  cr_assert_null(value("BATON_ARGS"));
  cr_assert_str_eq(value("A"), "1");
}

Test(handover, a_classic_init_applies_env_and_unset_env)
{
  static const char *const INHERITED[] = {"LIFECYCLE_RESUME_ID=outer", "A=1", "B=2", NULL};
  static const char *const WORDS[] = {"A", "B=3", "LIFECYCLE_RESUME_ID=mine", NULL};
  classic_child(WORDS);
  build_within_bounds(a, INHERITED);
  cr_assert_str_eq(environment[0], "LIFECYCLE_RESUME_ID=mine");
  cr_assert_str_eq(environment[1], "B=3");
  cr_assert_null(environment[2]);
}

Test(handover, listen_pid_naming_baton_names_the_child)
{
  static const char *const INHERITED[] = {"LISTEN_FDS=2", "LISTEN_PID=7", "A=1", NULL};
  classic_child(NOTHING);
  build_within_bounds(a, INHERITED);
  cr_assert_str_eq(environment[0], "LISTEN_FDS=2");
  cr_assert_str_eq(environment[1], "LISTEN_PID=1234");
  cr_assert_str_eq(environment[2], "A=1");
}

Test(handover, listen_pid_naming_another_is_left_alone)
{
  static const char *const INHERITED[] = {"LISTEN_PID=77", NULL};
  classic_child(NOTHING);
  build_within_bounds(a, INHERITED);
  cr_assert_str_eq(environment[0], "LISTEN_PID=77");
}

Test(handover, an_env_that_names_listen_pid_is_left_alone)
{
  static const char *const INHERITED[] = {"LISTEN_PID=7", NULL};
  static const char *const WORDS[] = {"LISTEN_PID=5", NULL};
  classic_child(WORDS);
  build_within_bounds(a, INHERITED);
  cr_assert_str_eq(environment[0], "LISTEN_PID=5");
}

/* --- Tokens and bounds --- */

Test(handover, a_token_is_passed_on)
{
  three_plain_children();
  uint32_t token = world_string("cursor=42 and what is behind it");
  world_boot();
  give_token(token, 9);
  assert_is("LIFECYCLE_RESUME_TOKEN", "cursor=42");
}

Test(handover, too_few_pointers_are_an_error)
{
  static const char *const INHERITED[] = {"A=1", "B=2", NULL};
  first_instance();
  size_t pointers = 0;
  while (build(a, INHERITED, pointers + 1, sizeof text) != 0) {
    pointers++;
  }
  size_t needed = 0;
  while (environment[needed] != NULL) {
    needed++;
  }
  cr_assert_eq(pointers, needed);
}

Test(handover, too_little_text_is_an_error_and_never_written_past)
{
  first_instance();
  size_t bytes = 1;
  for (;; bytes++) {
    memset(text, 'x', sizeof text);
    int result = build(a, NOTHING, 64, bytes);
    cr_assert_eq(text[bytes], 'x');
    if (result == 0) {
      break;
    }
    cr_assert_eq(result, -1);
  }
  size_t pointers;
  size_t bound;
  handover_bounds(&world.core, NOTHING, &pointers, &bound);
  cr_assert_leq(bytes, bound);
}

Test(handover, the_bounds_hold_for_the_longest_of_everything)
{
  static char segment[PLAN_NAME_MAX + 1];
  static char id[2000];
  static char outer[3000];
  static char token[4097];
  memset(segment, 'n', sizeof segment - 1);
  memset(id, 'i', sizeof id - 1);
  memset(token, 't', sizeof token - 1);
  strcpy(outer, "LIFECYCLE_RESUME_ID=");
  memset(outer + strlen(outer), 'o', sizeof outer - strlen(outer) - 1);
  world_begin_with(BATON_STRATEGY_ONE_FOR_ALL);
  uint32_t parent = BATON_ROOT;
  for (unsigned i = 0; i < 3; i++) {
    parent = world_supervisor(parent, segment);
    world_strategy(parent, BATON_STRATEGY_ONE_FOR_ALL);
  }
  a = world_child(parent, segment);
  segment[0] = 'm';
  b = world_child(parent, segment);
  clause(a)->resume_id = world_string(id);
  set(a)->ready = BATON_READY_ENV;
  set(a)->ready_var = world_string(segment);
  uint32_t longest = world_string(token);
  world.boot.epoch = UINT64_MAX;
  world_boot_with(OBEDIENT);
  it_ready(a);
  pass(INT64_C(1) << 60);
  exit_and_pass(b, 1, 100);
  give_token(longest, sizeof token - 1);
  struct baton_node *node = writable(&world.core, &world.core.nodes[a]);
  node->generation = UINT32_MAX;
  const char *const inherited[] = {outer, NULL};
  build_within_bounds(a, inherited);
  cr_assert_eq(strncmp(value("LIFECYCLE_CAUSE"), "sibling:", 8), 0);
}

/* --- To the byte --- */

static void as_text(const uint8_t digest[16], char id[HANDOVER_ID_BYTES])
{
  (void)snprintf(
      id, HANDOVER_ID_BYTES, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
      digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
      digest[8], digest[9], digest[10], digest[11], digest[12], digest[13], digest[14], digest[15]);
}

/* The keyed hash of the path, in which six bits say that it is a random UUID. */
Test(handover, an_id_is_the_seeds_hash_of_the_path_but_for_version_and_variant)
{
  for (uint64_t seed = 0; seed < 64; seed++) {
    three_plain_children();
    world.boot.seed[1] = seed;
    world_boot();
    uint8_t digest[16];
    hash_sip128(world.boot.seed, "a", 1, digest);
    digest[6] = (uint8_t)(0x40 + digest[6] % 16);
    digest[8] = (uint8_t)(0x80 + digest[8] % 64);
    char expected[HANDOVER_ID_BYTES];
    char id[HANDOVER_ID_BYTES];
    as_text(digest, expected);
    cr_assert_str_eq(handover_resume_id(&world.core, a, id), expected);
  }
}

/* A subtree keeps its sessions when another baton runs it, also one of another version. */
Test(handover, ids_below_another_baton_are_the_same_in_every_version)
{
  char id[HANDOVER_ID_BYTES];
  below("3f2a", 1, id);
  cr_assert_str_eq(id, "bfff029a-8b28-4321-a35b-85837832c91c");
}

Test(handover, what_is_too_long_by_one_is_an_error)
{
  static const char *const INHERITED[] = {"A=1", "B=2", NULL};
  first_instance();
  cr_assert_eq(build(a, INHERITED, 256, sizeof text), 0);
  size_t pointers = 1;
  size_t bytes = 0;
  for (; environment[pointers - 1] != NULL; pointers++) {
    bool new = environment[pointers - 1] >= text &&environment[pointers - 1] < text + sizeof text;
    bytes += new ? strlen(environment[pointers - 1]) + 1 : 0;
  }
  cr_assert_eq(build(a, INHERITED, pointers, sizeof text), 0);
  environment[pointers - 1] = "untouched";
  cr_assert_eq(build(a, INHERITED, pointers - 1, sizeof text), -1);
  cr_assert_str_eq(environment[pointers - 1], "untouched");
  environment[2] = "untouched";
  cr_assert_eq(build(a, INHERITED, 2, sizeof text), -1);
  cr_assert_str_eq(environment[2], "untouched");
  cr_assert_eq(build(a, INHERITED, 256, bytes - 1), -1);
}

/* PID 1 keeps room for the bounds as long as it lives: they are the longest of everything, and
 * nothing more. */
Test(handover, the_bounds_are_the_sum_of_the_longest_of_everything)
{
  static const char *const WORDS[] = {"A=1", "B=2", "C=3", NULL};
  static const char *const FEWER[] = {"A=1", NULL};
  static const char *const INHERITED[] = {"HOME=/", "LIFECYCLE_RESUME_ID=outer", "PATH=/bin", NULL};
  static const char *const OURS[] = {
      "RESUME_ID",  "PARENT_RESUME_ID", "RESUME_TOKEN", "NAME",
      "SUPERVISOR", "GENERATION",       "EPOCH",        "CAUSE",
      "PREV_EXIT",  "PREV_SIGNAL",      "PREV_REASON",  "PREV_UPTIME_MS"};
  static const char LONGEST[] = "a-readiness-variable-that-is-longer-than-any-id-is";
  three_plain_children();
  env_words(a, FEWER);
  env_words(b, WORDS);
  set(a)->ready_var = world_string("SHORTER");
  set(c)->ready_var = world_string(LONGEST);
  world_boot();
  size_t names = 0;
  for (size_t i = 0; i < sizeof OURS / sizeof *OURS; i++) {
    names += strlen("LIFECYCLE_") + strlen(OURS[i]) + 2; /* '=' and the NUL */
  }
  size_t pointers;
  size_t bytes;
  handover_bounds(&world.core, INHERITED, &pointers, &bytes);
  cr_assert_eq(pointers, 3 + 3 + 12 + 2, "inherited, --env, ours, and readiness and the NULL");
  cr_assert_eq(bytes, 4096 + 3 * (strlen(LONGEST) + PLAN_PATH_MAX) + 13 * 21 + names);
}

Test(handover, the_bounds_are_those_of_the_nodes_and_of_nothing_behind_them)
{
  first_instance();
  world_fence();
  build_within_bounds(c, NOTHING);
}

Test(handover, the_bounds_have_room_for_the_longest_id)
{
  static char id[301];
  size_t pointers;
  size_t bytes;
  size_t more;
  memset(id, 'i', sizeof id - 1);
  boot_three_plain();
  handover_bounds(&world.core, NOTHING, &pointers, &bytes);
  cr_assert_eq(pointers, 12 + 2, "without --env");
  static char outer[400] = "LIFECYCLE_RESUME_ID=";
  strcat(outer, id);
  const char *const inherited[] = {outer, NULL};
  handover_bounds(&world.core, inherited, &pointers, &more);
  cr_assert_eq(more, bytes + 3 * (strlen(id) - HANDOVER_ID_BYTES));
  three_plain_children();
  clause(b)->resume_id = world_string(id);
  world_boot();
  handover_bounds(&world.core, NOTHING, &pointers, &more);
  cr_assert_eq(more, bytes + 3 * (strlen(id) - HANDOVER_ID_BYTES));
}

/* --- Corners --- */

Test(handover, a_token_of_one_byte_is_one)
{
  three_plain_children();
  uint32_t token = world_string("x");
  world_boot();
  give_token(token, 1);
  assert_is("LIFECYCLE_RESUME_TOKEN", "x");
}

Test(handover, a_token_is_forgotten_when_its_child_has_finished)
{
  three_plain_children();
  uint32_t token = world_string("x");
  world_boot();
  give_token(token, 1);
  it_exits(a, 0);
  operator_start(a);
  assert_absent("LIFECYCLE_RESUME_TOKEN");
  cr_assert_eq(world.core.nodes[a].token, 0);
}

static void build_with_fd(uint32_t slot, int32_t fd)
{
  struct handover_env env = {.inherited = NOTHING,
                             .envp = environment,
                             .envp_capacity = 256,
                             .text = text,
                             .text_capacity = sizeof text,
                             .ready_fd = fd};
  cr_assert_eq(handover_environment(&world.core, slot, &env), 0);
}

Test(handover, ready_env_exports_fd_0_too_and_nothing_without_an_fd)
{
  three_plain_children();
  set(a)->ready = BATON_READY_ENV;
  set(a)->ready_var = world_string("READY_FD");
  world_boot();
  build_with_fd(a, 0);
  cr_assert_str_eq(value("READY_FD"), "0");
  build_with_fd(a, -1);
  cr_assert_null(value("READY_FD"));
}

Test(handover, no_entry_has_an_empty_name)
{
  boot_three_plain();
  build_within_bounds(b, NOTHING);
  for (size_t i = 0; environment[i] != NULL; i++) {
    cr_assert_neq(environment[i][0], '=');
  }
}

Test(handover, what_lies_behind_a_childs_words_is_none_of_them)
{
  static const char *const WORDS[] = {"A=1", NULL};
  three_plain_children();
  env_words(a, WORDS);
  (void)world_string("BEHIND=2");
  world_boot();
  build_within_bounds(a, NOTHING);
  cr_assert_str_eq(value("A"), "1");
  cr_assert_null(value("BEHIND"));
}

Test(handover, only_listen_pid_names_a_pid)
{
  static const char *const NOT_IT[] = {"LISTEN_XYZ=7", NULL};
  classic_child(NOTHING);
  build_within_bounds(a, NOT_IT);
  cr_assert_null(value("LISTEN_PID"));
}
