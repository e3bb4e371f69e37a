/* Corners that the sentences do not name one by one: races that are lost, commands that come twice,
 * a classic init's options in their rarer mixtures. */
#include "core/handover.h"
#include "core_world.h"

#include <string.h>

#define SIGUSR2_NUMBER 12

static void classic(void)
{
  world_begin();
  a = world_child(BATON_ROOT, "a");
  world_classic();
}

/* --- lost races --- */

Test(races, one_that_ends_by_itself_as_it_is_killed_has_its_own_reason)
{
  boot_three_plain();
  operator_stop(a);
  pass(8000);
  cr_assert_gt(kills(a), 0);
  it_exits(a, 5);
  assert_reason(a, EXIT);
  assert_status(a, KILLED);
}

Test(races, a_start_timeout_whose_exec_then_fails_for_now_is_retried)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_ready_fd(a);
  world_boot();
  pass(60000);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
  it_exec_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
  pass(1000);
  cr_assert_eq(spawns(a), 2);
  cr_assert_eq(generation(a), 1);
}

Test(races, a_watchdog_whose_exec_then_fails_for_now_is_retried)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  event_send((struct baton_event){.kind = EV_WATCHDOG, .slot = a, .run = run_of(a)});
  it_exec_fails(a, FAILURE_TRANSIENT);
  assert_status(a, PENDING);
}

Test(races, a_failed_spawn_without_a_reason_is_tried_again)
{
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_boot_with(HOLD_SPAWNS);
  it_spawn_fails(a, FAILURE_NONE);
  assert_status(a, PENDING);
}

Test(races, a_time_that_no_clock_reaches_makes_no_sum_wrap)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ONE);
  world.now = INT64_MAX;
  it_exits(a, 1);
  assert_status(a, PENDING);
  cr_assert_lt(core_deadline(&world.core), CORE_NEVER);
}

Test(races, an_event_of_no_kind_is_counted)
{
  boot_three_plain();
  uint32_t dropped = world.core.state->dropped_events;
  event_send((struct baton_event){.kind = EV_COUNT});
  event_send((struct baton_event){.kind = 200});
  event_send((struct baton_event){.kind = EV_ENDED, .slot = 1000});
  event_send((struct baton_event){.kind = EV_SIGNAL, .signal = 65});
  cr_assert_eq(world.core.state->dropped_events, dropped + 4);
}

/* --- retries --- */

Test(retries, without_a_backoff_they_do_not_spin)
{
  three_plain_children();
  set(a)->backoff_initial_ms = 0;
  world_boot_with(HOLD_SPAWNS);
  for (unsigned i = 0; i < 300; i++) {
    it_spawn_fails(a, FAILURE_TRANSIENT);
    cr_assert_geq(due_in(), 10, "there is always a wait");
    pass_deadline();
  }
  assert_status(a, STARTING);
}

/* --- the exit code --- */

Test(corner_codes, a_watchdog_that_is_answered_with_a_code_counts_as_abrt)
{
  three_plain_children();
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ANY;
  world_boot_with(OBEDIENT);
  world.obedient = false;
  event_send((struct baton_event){.kind = EV_WATCHDOG, .slot = a, .run = run_of(a)});
  world.obedient = true;
  it_exits(a, 3);
  assert_reason(a, WATCHDOG);
  assert_code(128 + CORE_SIGABRT);
}

Test(corner_codes, a_second_force_is_the_first)
{
  boot_three_plain();
  operator_force();
  operator_force();
  cr_assert_eq(kills(a), 1);
}

Test(corner_codes, a_force_before_the_start_does_nothing)
{
  three_plain_children();
  world_lay();
  operator_force();
  cr_assert_eq(world.action_count, 0);
}

/* --- a classic init --- */

Test(corner_classic, an_explicit_stop_signal_is_what_term_becomes)
{
  classic();
  set(a)->stop_signal = CORE_SIGQUIT;
  set(a)->flags |= BATON_SET_STOP_SIGNAL;
  world_boot();
  baton_gets(CORE_SIGTERM);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGTERM), 0);
  cr_assert_eq(signals(a, CORE_SIGQUIT), 1);
  cr_assert_eq(signals(a, CORE_SIGHUP), 1);
}

Test(corner_classic, a_signal_that_is_mapped_to_shutdown_is_the_stop_signal)
{
  classic();
  world.tree.plan.globals.signal_map[CORE_SIGWINCH] = BATON_MAP_SHUTDOWN;
  world.tree.plan.globals.signal_map[CORE_SIGHUP] = SIGUSR2_NUMBER;
  world_boot();
  baton_gets(CORE_SIGWINCH);
  baton_gets(CORE_SIGHUP);
  cr_assert_eq(signals(a, CORE_SIGTERM), 1);
  cr_assert_eq(signals(a, SIGUSR2_NUMBER), 1);
}

Test(corner_classic, after_kill_another_term_sets_no_deadline)
{
  classic();
  world.tree.plan.globals.flags |= BATON_GLOBAL_GRACE;
  set(a)->kill = BATON_KILL_GROUP;
  world_boot();
  baton_gets(CORE_SIGTERM);
  pass(8000);
  cr_assert_eq(kills(a), 1);
  cr_assert_neq(world.children[a].signal_flags[CORE_SIGKILL] & ACTION_GROUP, 0);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(due_in(), CORE_NEVER);
}

Test(corner_classic, while_it_drains_signals_go_to_nobody)
{
  classic();
  world_boot_with(HOLD_DRAIN);
  it_exits(a, 3);
  baton_gets(CORE_SIGHUP);
  baton_gets(CORE_SIGTERM);
  cr_assert_eq(signals(a, CORE_SIGHUP) + signals(a, CORE_SIGTERM), 0);
  drained(0);
  assert_code(3);
}

/* --- the environment --- */

static const char *environment[64];
static char text[8192];

static void build(uint32_t slot, const char *const *inherited, int32_t ready_fd)
{
  struct handover_env env = {
      .inherited = inherited,
      .envp = environment,
      .envp_capacity = sizeof environment / sizeof *environment,
      .text = text,
      .text_capacity = sizeof text,
      .ready_fd = ready_fd,
      .self = 7,
      .child = 1234,
  };
  cr_assert_eq(handover_environment(&world.core, slot, &env), 0);
}

static const char *value(const char *name)
{
  size_t length = strlen(name);
  for (size_t i = 0; environment[i] != NULL; i++) {
    if (strncmp(environment[i], name, length) == 0 && environment[i][length] == '=') {
      return environment[i] + length + 1;
    }
  }
  return NULL;
}

Test(corner_environment, an_entry_without_a_value_can_be_unset)
{
  static const char *const inherited[] = {"BARE", "BAREFOOT=1", NULL};
  three_plain_children();
  set(a)->env = world_string("BARE");
  set(a)->env_count = 1;
  world_boot();
  build(a, inherited, -1);
  cr_assert_str_eq(environment[0], "BAREFOOT=1");
}

Test(corner_environment, a_readiness_variable_without_an_fd_is_not_set)
{
  static const char *const inherited[] = {NULL};
  three_plain_children();
  set(a)->ready = BATON_READY_ENV;
  set(a)->ready_var = world_string("READY_FD");
  world_boot();
  build(a, inherited, -1);
  cr_assert_null(value("READY_FD"));
}

Test(corner_environment, a_classic_init_leaves_a_listen_pid_that_is_no_number)
{
  static const char *const inherited[] = {"LISTEN_PID=none", NULL};
  classic();
  world_boot();
  build(a, inherited, -1);
  cr_assert_str_eq(value("LISTEN_PID"), "none");
}

Test(corner_environment, what_never_ran_has_exit_minus_one)
{
  static const char *const inherited[] = {NULL};
  three_children(BATON_STRATEGY_ONE_FOR_ONE);
  world_boot_with(HOLD_SPAWNS);
  while (end_of(a)->reason != BATON_REASON_SPAWN) {
    it_spawn_fails(a, FAILURE_TRANSIENT);
    pass_deadline();
  }
  it_spawned(a);
  build(a, inherited, -1);
  cr_assert_str_eq(value("LIFECYCLE_PREV_EXIT"), "-1");
  cr_assert_str_eq(value("LIFECYCLE_PREV_REASON"), "spawn");
}

Test(corner_environment, one_that_failed_as_a_waiter_did_not_run_then)
{
  static const char *const inherited[] = {NULL};
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_ready_fd(a);
  world_after_none(c);
  world_boot_with(OBEDIENT);
  it_ready(a);
  exit_and_pass(a, 1, 100);
  it_exec_fails(a, FAILURE_MISSING);
  assert_reason(b, DEPENDENCY);
  operator_start(b);
  build(b, inherited, -1);
  cr_assert_str_eq(value("LIFECYCLE_GENERATION"), "2");
  cr_assert_str_eq(value("LIFECYCLE_PREV_REASON"), "dependency");
  cr_assert_str_eq(value("LIFECYCLE_PREV_EXIT"), "-1");
}

/* --- names --- */

/* Of the names of one list: how many there are, and that no two are the same. */
static void check_names(const char *name_of(unsigned), unsigned count)
{
  for (unsigned i = 0; i < count; i++) {
    cr_assert_str_neq(name_of(i), "");
    for (unsigned j = 0; j < i; j++) {
      cr_assert_str_neq(name_of(i), name_of(j));
    }
  }
  cr_assert_str_eq(name_of(count), "unknown");
  cr_assert_str_eq(name_of(UINT8_MAX), "unknown");
}

#define CHECK_NAMES(type, prefix, LIST) check_names(type##_name, prefix##_COUNT);

Test(names, every_word_of_the_vocabulary_has_its_own)
{
  BATON_VOCABULARIES(CHECK_NAMES)
  CORE_VOCABULARIES(CHECK_NAMES)
  cr_assert_str_eq(core_event_name(EV_BOOT), "boot");
  cr_assert_str_eq(core_event_name(EV_FORCE), "force");
  cr_assert_str_eq(core_action_name(ACT_FINISH), "finish");
  cr_assert_str_eq(core_note_name(NOTE_DRAIN), "drain");
  cr_assert_str_eq(baton_status_name(BATON_STATUS_KILLED), "killed");
  cr_assert_str_eq(baton_reason_name(BATON_REASON_DEPENDENCY), "dependency");
}

static unsigned bits_of(unsigned set)
{
  unsigned count = 0;
  for (; set != 0; set &= set - 1U) {
    count++;
  }
  return count;
}

#define ONE_MORE(prefix, name, bit, text) +1U
#define CHECK_FLAGS(type, prefix, LIST)   cr_assert_eq(bits_of(prefix##_ALL), 0U LIST(ONE_MORE, ));

Test(names, every_flag_has_a_bit_of_its_own)
{
  BATON_FLAG_SETS(CHECK_FLAGS)
}
