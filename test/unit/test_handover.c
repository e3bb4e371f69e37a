/* handover.md, "The environment of an instance". */
#include "core/handover.h"
#include "core_lines.h"
#include "util/hash.h"
#include "writable.h"

#include <stdio.h>
#include <string.h>

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char *const NOTHING[] = {NULL};
static const char *environment[256];
static char text[16384];

/* What of this environment is inherited, in memory of its own. */
static const char *const *sorted(const char *const *whole)
{
  static const char *room[16];
  size_t count = 0;
  do {
    cr_assert_lt(count, sizeof room / sizeof *room);
    room[count] = whole[count];
  } while (whole[count++] != NULL);
  return handover_inherited(room, (world.core.globals->flags & BATON_GLOBAL_CLASSIC) != 0);
}

static void bounds(const char *const *whole, size_t *pointers, size_t *bytes)
{
  handover_bounds(&world.core, sorted(whole), pointers, bytes);
}

static int build(uint32_t slot, const char *const *whole, size_t pointers, size_t bytes)
{
  struct handover_env env = {
      .inherited = sorted(whole),
      .envp = environment,
      .envp_capacity = pointers,
      .text = text,
      .text_capacity = bytes,
      .self = 7,
  };
  int result = handover_environment(&world.core, slot, &env);
  handover_number(env.ready_digits, 9);
  handover_number(env.pid_digits, 1234);
  return result;
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
  bounds(inherited, &pointers, &bytes);
  cr_assert_leq(pointers, sizeof environment / sizeof *environment);
  cr_assert_leq(bytes, sizeof text);
  cr_assert_eq(build(slot, inherited, pointers, bytes), 0);
}

/* Its value, or NULL; it is an error when there are two. */
static const char *value(const char *name)
{
  const char *found = NULL;
  size_t length = strlen(name);
  for (size_t i = 0; environment[i] != NULL; i++) {
    if (strncmp(environment[i], name, length) == 0 && environment[i][length] == '=') {
      cr_assert_null(found, "%s is there twice", name);
      found = environment[i] + length + 1;
    }
  }
  return found;
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

/* Words of the string pool, one after the other. */
static void pool_words(uint32_t *packed, uint32_t *count, const char *const *words)
{
  for (; *words != NULL; words++) {
    uint32_t at = world_string(*words);
    if ((*count)++ == 0) {
      *packed = at;
    }
  }
}

/* --env and --unset-env of a slot, and what its --user brings. */
static void env_words(uint32_t slot, const char *const *words)
{
  pool_words(&set(slot)->env, &set(slot)->env_count, words);
}

static void account_words(uint32_t slot, const char *const *words)
{
  pool_words(&set(slot)->account, &set(slot)->account_count, words);
}

/* a's environment under supervision, by its --env and --unset-env and what baton has inherited. */
static void build_supervised(const char *const *words, const char *const *inherited)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  env_words(a, words);
  world_boot();
  build_within_bounds(a, inherited);
}

/* The same of the child of a classic init. */
static void build_classic(const char *const *words, const char *const *inherited)
{
  one_classic_child();
  env_words(a, words);
  world_boot();
  build_within_bounds(a, inherited);
}

/* These are the first, in this order; their number. */
static size_t assert_begins_with(const char *const *entries)
{
  size_t count = 0;
  for (; entries[count] != NULL; count++) {
    cr_assert_not_null(environment[count]);
    cr_assert_str_eq(environment[count], entries[count]);
  }
  return count;
}

static void assert_is_all(const char *const *entries)
{
  cr_assert_null(environment[assert_begins_with(entries)]);
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
  char one[HANDOVER_ID_BYTES];
  char another[HANDOVER_ID_BYTES];
  cr_assert_str_neq(handover_resume_id(&world.core, a, one),
                    handover_resume_id(&world.core, b, another));
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

Test(handover, the_first_instance_is_told_who_it_is)
{
  static const char *const VALUES[][2] = {
      {"LIFECYCLE_GENERATION", "1"               },
      {"LIFECYCLE_EPOCH",      "0123456789abcdef"},
      {"LIFECYCLE_CAUSE",      "start"           },
      {"LIFECYCLE_NAME",       "a"               },
      {"LIFECYCLE_SUPERVISOR", ""                }  /* the root */
  };
  first_instance();
  for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
    assert_is(VALUES[i][0], VALUES[i][1]);
  }
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
  boot_three_with(BATON_STRATEGY_ONE_FOR_ALL, OBEDIENT);
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

Test(handover, the_previous_exit_code_is_told_a_0_too)
{
  next_instance();
  exit_and_pass(a, 200, 100);
  assert_is("LIFECYCLE_PREV_EXIT", "200");
  assert_is("LIFECYCLE_PREV_REASON", "exit");
  assert_is("LIFECYCLE_PREV_UPTIME_MS", "1234");
  assert_absent("LIFECYCLE_PREV_SIGNAL");
  exit_and_pass(a, 0, 200);
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

Test(handover, a_kill_for_want_of_memory_is_told)
{
  next_instance();
  it_ends((struct baton_event){.slot = a, .signal = CORE_SIGKILL, .oom = 1});
  pass(100);
  assert_is("LIFECYCLE_PREV_EXIT", "-1");
  assert_is("LIFECYCLE_PREV_SIGNAL", "SIGKILL");
  assert_is("LIFECYCLE_PREV_REASON", "oom");
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

Test(handover, what_got_no_process_never_ran)
{
  boot_three_with(BATON_STRATEGY_ONE_FOR_ONE, HOLD_SPAWNS);
  while (end_of(a)->reason != BATON_REASON_SPAWN) {
    it_spawn_fails(a, FAILURE_TRANSIENT);
    pass_deadline();
  }
  it_spawned(a);
  assert_is("LIFECYCLE_PREV_EXIT", "-1");
  assert_is("LIFECYCLE_PREV_REASON", "spawn");
}

Test(handover, one_that_failed_as_a_waiter_did_not_run_then)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(a);
  world_after_none(c);
  world_boot_with(OBEDIENT);
  it_ready(a);
  exit_and_pass(a, 1, 100);
  it_exec_fails(a, FAILURE_MISSING);
  assert_reason(b, DEPENDENCY);
  operator_start(b);
  build_within_bounds(b, NOTHING);
  cr_assert_str_eq(value("LIFECYCLE_GENERATION"), "2");
  cr_assert_str_eq(value("LIFECYCLE_PREV_REASON"), "dependency");
  cr_assert_str_eq(value("LIFECYCLE_PREV_EXIT"), "-1");
}

Test(handover, a_start_timeout_tells_what_the_instance_said)
{
  boot_three_after_a(BATON_STRATEGY_ONE_FOR_ONE);
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

Test(handover,
     the_cause_is_restart_for_its_own_end_and_operator_for_a_command_and_the_generation_rises)
{
  first_instance();
  exit_and_pass(a, 1, 100);
  assert_is("LIFECYCLE_CAUSE", "restart");
  assert_is("LIFECYCLE_GENERATION", "2");
  operator_restart(a);
  it_exits(a, 0);
  assert_is("LIFECYCLE_CAUSE", "operator");
  assert_is("LIFECYCLE_GENERATION", "3");
  operator_stop(a);
  it_exits(a, 0);
  operator_start(a);
  assert_is("LIFECYCLE_CAUSE", "operator");
  assert_is("LIFECYCLE_GENERATION", "4");
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

/* --- What is inherited --- */

static void assert_order(const char *const *entries, const char *const *expected)
{
  for (size_t i = 0; expected[i] != NULL; i++) {
    cr_assert_not_null(entries[i]);
    cr_assert_str_eq(entries[i], expected[i]);
  }
}

/* An exec hands on the whole, and whoever comes then sorts it once more. */
Test(handover, nothing_of_batons_own_environment_is_lost_by_sorting_it)
{
  const char *room[] = {
      "A=1", "LISTEN_FDS=1",   "B=2", "LIFECYCLE_RESUME_ID=outer", "BATON_ARGS=-g",
      "C=3", "WATCHDOG_PID=1", NULL};
  for (int i = 0; i < 3; i++) {
    cr_assert_eq(handover_inherited(room, false), room + 3);
    assert_order(room + 3, LIST("LIFECYCLE_RESUME_ID=outer", "A=1", "B=2", "C=3"));
    cr_assert_null(room[7]);
    size_t found = 0;
    for (size_t j = 0; j < 3; j++) {
      found += strcmp(room[j], "LISTEN_FDS=1") == 0 || strcmp(room[j], "BATON_ARGS=-g") == 0 ||
               strcmp(room[j], "WATCHDOG_PID=1") == 0;
    }
    cr_assert_eq(found, 3);
  }
}

Test(handover, sorting_what_is_sorted_changes_nothing)
{
  const char *room[] = {"LISTEN_FDS=1", "LIFECYCLE_RESUME_ID=outer", "A=1", NULL};
  const char **inherited = handover_inherited(room, false);
  cr_assert_eq(inherited, room + 1);
  cr_assert_eq(handover_inherited(inherited, false), inherited);
  assert_order(inherited, LIST("LIFECYCLE_RESUME_ID=outer", "A=1"));
}

Test(handover, the_last_id_that_is_one_counts)
{
  const char *room[] = {"LIFECYCLE_RESUME_ID=first", "A=1", "LIFECYCLE_RESUME_ID=last",
                        "LIFECYCLE_RESUME_ID=",      "B=2", NULL};
  const char **inherited = handover_inherited(room, false);
  assert_order(inherited, LIST("LIFECYCLE_RESUME_ID=last", "A=1", "B=2"));
  cr_assert_eq(inherited, room + 2);
  cr_assert_eq(handover_inherited(room, false), inherited);
  assert_order(inherited, LIST("LIFECYCLE_RESUME_ID=last", "A=1", "B=2"));
}

Test(handover, an_environment_may_be_empty_or_all_batons)
{
  const char *none[] = {NULL};
  const char *all[] = {"BATON_ARGS=-g", "LIFECYCLE_RESUME_ID=", "NOTIFY_SOCKET=@x", NULL};
  cr_assert_null(*handover_inherited(none, false));
  cr_assert_eq(handover_inherited(all, false), all + 3);
  cr_assert_eq(handover_inherited(all, true), all + 1, "but BATON_ARGS");
}

/* --- Who wins where --- */

Test(handover, what_speaks_of_baton_itself_is_removed)
{
  static const char *const INHERITED[] = {"LIFECYCLE_PREV_EXIT=3",
                                          "LIFECYCLE_FOO=x",
                                          "NOTIFY_SOCKET=@x",
                                          "WATCHDOG_USEC=1",
                                          "WATCHDOG_PID=1",
                                          "LISTEN_FDS=1",
                                          "LISTEN_PID=7",
                                          "LISTEN_FDNAMES=a",
                                          "BATON_ARGS=-g",
                                          "PATH=/bin",
                                          NULL};
  build_supervised(NOTHING, INHERITED);
  for (size_t i = 0; strcmp(INHERITED[i], "PATH=/bin") != 0; i++) {
    cr_assert_null(environment[place(INHERITED[i])], "%s is there", INHERITED[i]);
  }
  cr_assert_str_eq(environment[0], "PATH=/bin");
}

Test(handover, the_rest_is_untouched_and_in_its_order)
{
  build_supervised(NOTHING, LIST("A=1", "LIFECYCLE_X=1", "B=", "odd", "NOTIFY_SOCKETS=no",
                                 "LISTENER=yes", "A=second"));
  assert_begins_with(LIST("A=1", "B=", "odd", "NOTIFY_SOCKETS=no", "LISTENER=yes", "A=second"));
}

Test(handover, nothing_of_ours_is_ever_there_twice)
{
  build_supervised(LIST("LIFECYCLE_NAME=z", "LIFECYCLE_RESUME_ID=z", "LIFECYCLE_GENERATION=9"),
                   LIST("LIFECYCLE_NAME=x", "LIFECYCLE_NAME=y"));
  cr_assert_str_neq(value("LIFECYCLE_RESUME_ID"), "z");
  cr_assert_str_eq(value("LIFECYCLE_NAME"), "a");
  cr_assert_str_eq(value("LIFECYCLE_GENERATION"), "1");
}

Test(handover, ours_win_over_env_also_where_ours_are_absent)
{
  build_supervised(LIST("LIFECYCLE_PREV_EXIT=0"), NOTHING);
  cr_assert_null(value("LIFECYCLE_PREV_EXIT"));
}

Test(handover, env_wins_over_what_is_inherited_in_its_place)
{
  build_supervised(LIST("B=two", "D=4"), LIST("A=1", "B=2", "C=3", "B=again"));
  assert_begins_with(LIST("A=1", "B=two", "C=3"));
  cr_assert_str_eq(value("B"), "two");
  cr_assert_str_eq(value("D"), "4");
}

Test(handover, env_brings_back_what_was_removed)
{
  build_supervised(LIST("NOTIFY_SOCKET=@mine"), LIST("NOTIFY_SOCKET=@outer"));
  cr_assert_str_eq(value("NOTIFY_SOCKET"), "@mine");
}

Test(handover, unset_env_removes_also_what_has_no_value)
{
  build_supervised(LIST("A", "MISSING", "BARE"), LIST("BARE", "AB=0", "A=1", "A=2", "BAREFOOT=1"));
  assert_begins_with(LIST("AB=0", "BAREFOOT=1"));
  cr_assert_null(value("A"));
}

Test(handover, unset_env_cannot_take_away_ours)
{
  build_supervised(LIST("LIFECYCLE_RESUME_ID"), NOTHING);
  cr_assert_not_null(value("LIFECYCLE_RESUME_ID"));
}

Test(handover, one_childs_words_are_not_anothers_and_end_where_they_end)
{
  three_plain_children();
  env_words(a, LIST("A=1"));
  (void)world_string("BEHIND=2");
  world_boot();
  assert_is("A", "1");
  assert_absent("BEHIND");
  build_within_bounds(b, NOTHING);
  cr_assert_null(value("A"));
}

Test(handover, what_user_brings_wins_over_what_is_inherited_and_env_over_both)
{
  three_plain_children();
  account_words(a, LIST("HOME=/home/a", "USER=a", "LOGNAME=a"));
  env_words(a, LIST("LOGNAME", "USER=own"));
  world_boot();
  build_within_bounds(a, LIST("HOME=/root", "A=1", "LOGNAME=root"));
  assert_begins_with(LIST("HOME=/home/a", "A=1", "USER=own"));
  cr_assert_null(value("LOGNAME"));
}

Test(handover, a_variable_of_a_file_is_what_was_read_in_the_words_order)
{
  static const char read[] = "F=first\0G=\0H=third";
  three_plain_children();
  env_words(a, LIST("=F=/f", "A=1", "=G=/g", "=H=/h"));
  world_boot();
  struct handover_env env = {.inherited = sorted(LIST("G=old", "B=2")),
                             .envp = environment,
                             .envp_capacity = 64,
                             .text = text,
                             .text_capacity = sizeof text,
                             .files = read};
  cr_assert_eq(handover_environment(&world.core, a, &env), 0);
  assert_begins_with(LIST("G=", "B=2", "F=first", "A=1", "H=third"));
}

static struct handover_env build_open(uint32_t slot)
{
  struct handover_env env = {.inherited = NOTHING,
                             .envp = environment,
                             .envp_capacity = 256,
                             .text = text,
                             .text_capacity = sizeof text};
  cr_assert_eq(handover_environment(&world.core, slot, &env), 0);
  return env;
}

Test(handover, ready_env_exports_the_fds_number_which_comes_last)
{
  three_plain_children();
  set(a)->ready = BATON_READY_ENV;
  set(a)->ready_var = world_string("READY_FD");
  world_boot();
  assert_is("READY_FD", "9");
  struct handover_env env = build_open(a);
  cr_assert_str_eq(value("READY_FD"), "");
  handover_number(env.ready_digits, INT32_MIN);
  cr_assert_str_eq(value("READY_FD"), "-2147483648");
  cr_assert_eq(text + env.text_length, env.ready_digits + 21, "the longest number and its NUL");
  cr_assert_null(env.pid_digits);
  env = build_open(b);
  cr_assert_null(env.ready_digits);
  cr_assert_null(value("READY_FD"));
}

Test(handover, a_number_that_has_no_place_is_no_variable)
{
  three_plain_children();
  set(a)->ready = BATON_READY_ENV;
  set(a)->ready_var = world_string("READY_FD");
  world_boot();
  const size_t whole = build_open(a).text_length;
  for (size_t bytes = 1; bytes < whole; bytes++) {
    struct handover_env env = {.inherited = NOTHING,
                               .envp = environment,
                               .envp_capacity = 256,
                               .text = text,
                               .text_capacity = bytes};
    text[bytes] = 'x';
    cr_assert_eq(handover_environment(&world.core, a, &env), -1, "%zu of %zu bytes", bytes, whole);
    cr_assert_eq(text[bytes], 'x');
  }
}

/* Behind it lies the child's path. */
Test(handover, how_much_text_is_used_is_told)
{
  three_plain_children();
  world_boot();
  struct handover_env env = build_open(a);
  const char *last = value("LIFECYCLE_CAUSE"); /* of a first instance */
  cr_assert_eq(last + strlen(last) + 1, text + env.text_length);
}

/* --- baton below baton --- */

Test(handover, batons_own_id_becomes_the_parents)
{
  build_supervised(NOTHING,
                   LIST("LIFECYCLE_RESUME_ID=outer", "LIFECYCLE_PARENT_RESUME_ID=grandparent"));
  cr_assert_str_eq(value("LIFECYCLE_PARENT_RESUME_ID"), "outer");
  cr_assert_str_neq(value("LIFECYCLE_RESUME_ID"), "outer");
}

Test(handover, without_an_id_of_its_own_baton_passes_no_parents)
{
  build_supervised(NOTHING, LIST("LIFECYCLE_PARENT_RESUME_ID=grandparent", "LIFECYCLE_RESUME_ID="));
  cr_assert_null(value("LIFECYCLE_PARENT_RESUME_ID"));
}

static void id_below(const char *parent, uint64_t seed, char id[HANDOVER_ID_BYTES])
{
  three_plain_children();
  world.boot.parent_resume_id = parent;
  world.boot.seed[0] = seed;
  world_boot();
  (void)handover_resume_id(&world.core, a, id);
}

/* A subtree keeps its sessions when another baton runs it, also one of another version. */
Test(handover, ids_below_another_baton_come_from_its_id_and_the_path)
{
  char one[HANDOVER_ID_BYTES];
  char again[HANDOVER_ID_BYTES];
  char other[HANDOVER_ID_BYTES];
  id_below("3f2a", 1, one);
  id_below("3f2a", 2, again);
  id_below("3f2b", 1, other);
  cr_assert_str_eq(one, "bfff029a-8b28-4321-a35b-85837832c91c");
  cr_assert_str_eq(one, again);
  cr_assert_str_neq(one, other);
}

/* --- A classic init --- */

Test(handover, a_classic_init_leaves_the_environment_untouched)
{
  const char *const *inherited =
      LIST("LIFECYCLE_RESUME_ID=outer", "NOTIFY_SOCKET=@x", "WATCHDOG_USEC=5", "LISTEN_FDS=2",
           "LISTEN_PID=8", "A=1", "A=1", "LISTEN_XYZ=7");
  build_classic(NOTHING, inherited);
  assert_is_all(inherited);
}

Test(handover, baton_args_are_for_baton)
{
  build_classic(NOTHING, LIST("A=1", "BATON_ARGS=-g", "BATON_ARGSX=2"));
  assert_is_all(LIST("A=1", "BATON_ARGSX=2"));
}

Test(handover, a_classic_init_applies_env_and_unset_env)
{
  build_classic(LIST("A", "B=3", "LIFECYCLE_RESUME_ID=mine"),
                LIST("LIFECYCLE_RESUME_ID=outer", "A=1", "B=2"));
  assert_is_all(LIST("LIFECYCLE_RESUME_ID=mine", "B=3"));
}

Test(handover, a_classic_init_applies_what_user_brings)
{
  one_classic_child();
  account_words(a, LIST("HOME=/home/a", "USER=a", "LOGNAME=a"));
  env_words(a, LIST("USER=own"));
  world_boot();
  build_within_bounds(a, LIST("HOME=/root", "A=1"));
  assert_is_all(LIST("HOME=/home/a", "A=1", "USER=own", "LOGNAME=a"));
}

Test(handover, listen_pid_naming_baton_names_the_child)
{
  build_classic(NOTHING, LIST("LISTEN_FDS=2", "LISTEN_PID=7", "A=1"));
  assert_is_all(LIST("LISTEN_FDS=2", "LISTEN_PID=1234", "A=1"));
  build_classic(NOTHING, LIST("LISTEN_PID=7", "LISTEN_FDS=2"));
  assert_is_all(LIST("LISTEN_PID=1234", "LISTEN_FDS=2"));
}

Test(handover, listen_pid_naming_another_or_nobody_is_left_alone)
{
  build_classic(NOTHING, LIST("LISTEN_PID=77"));
  assert_is_all(LIST("LISTEN_PID=77"));
  build_classic(NOTHING, LIST("LISTEN_PID=none"));
  assert_is_all(LIST("LISTEN_PID=none"));
}

Test(handover, an_env_that_names_listen_pid_is_left_alone)
{
  build_classic(LIST("LISTEN_PID=5"), LIST("LISTEN_PID=7"));
  assert_is_all(LIST("LISTEN_PID=5"));
}

/* --- Tokens and bounds --- */

Test(handover, a_token_is_passed_on_as_long_as_it_is)
{
  three_plain_children();
  uint32_t token = world_string("cursor=42 and what is behind it");
  world_boot();
  give_token(token, 9);
  assert_is("LIFECYCLE_RESUME_TOKEN", "cursor=42");
  give_token(token, 1);
  assert_is("LIFECYCLE_RESUME_TOKEN", "c");
}

Test(handover, too_little_text_is_an_error_and_never_written_past)
{
  three_plain_children();
  set(a)->ready = BATON_READY_ENV;
  set(a)->ready_var = world_string("READY_FD");
  world_boot();
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
  static const char *const INHERITED[] = {"HOME=/", "LIFECYCLE_RESUME_ID=outer", "PATH=/bin", NULL};
  static const char *const OURS[] = {
      "RESUME_ID",  "PARENT_RESUME_ID", "RESUME_TOKEN", "NAME",
      "SUPERVISOR", "GENERATION",       "EPOCH",        "CAUSE",
      "PREV_EXIT",  "PREV_SIGNAL",      "PREV_REASON",  "PREV_UPTIME_MS"};
  static const char LONGEST[] = "a-readiness-variable-that-is-longer-than-any-id-is";
  three_plain_children();
  env_words(a, LIST("A=1"));
  env_words(b, LIST("A=1", "B=2", "C=3"));
  account_words(b, LIST("HOME=/b", "USER=b"));
  account_words(c, LIST("HOME=/c", "USER=c", "LOGNAME=c"));
  set(a)->ready_var = world_string("SHORTER");
  set(c)->ready_var = world_string(LONGEST);
  world_boot();
  size_t names = 0;
  for (size_t i = 0; i < sizeof OURS / sizeof *OURS; i++) {
    names += strlen("LIFECYCLE_") + strlen(OURS[i]) + 2; /* '=' and the NUL */
  }
  size_t pointers;
  size_t bytes;
  bounds(INHERITED, &pointers, &bytes);
  cr_assert_eq(pointers, 3 + 3 + 2 + 12 + 2,
               "inherited, --env, --user, ours, and readiness and the NULL");
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
  bounds(inherited, &pointers, &more);
  cr_assert_eq(more, bytes + 3 * (strlen(id) - HANDOVER_ID_BYTES));
  three_plain_children();
  clause(b)->resume_id = world_string(id);
  world_boot();
  handover_bounds(&world.core, NOTHING, &pointers, &more);
  cr_assert_eq(more, bytes + 3 * (strlen(id) - HANDOVER_ID_BYTES));
}

/* --- Corners --- */

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

Test(handover, no_entry_has_an_empty_name)
{
  boot_three_plain();
  build_within_bounds(b, NOTHING);
  for (size_t i = 0; environment[i] != NULL; i++) {
    cr_assert_neq(environment[i][0], '=');
  }
}
