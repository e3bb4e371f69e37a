/* command-line.md: classic or supervised, --grace, --drain, --signal under supervision. */
#include "spec_line.h"

static void is_classic(bool expected, const char *const *lines)
{
  for (; *lines != NULL; lines++) {
    MEANS(*lines, (whole()->flags & BATON_GLOBAL_CLASSIC) != 0, expected);
  }
}

#define CLASSIC(...)    is_classic(true, (const char *const[]){__VA_ARGS__, NULL})
#define SUPERVISED(...) is_classic(false, (const char *const[]){__VA_ARGS__, NULL})

/* --- classic --- */

Test(classic, is_one_child_with_the_effective_policy_never_directly_under_the_root)
{
  CLASSIC("a", "+++ a", "--restart=never a", "+++ --restart=never -n a x",
          "--restart=always +++ --restart=never a");
  SUPERVISED("a +++ b", "--restart=always a", "--restart=on-failure a",
             "+++ --restart=on-failure a", "+++ -n s/ +++ -n s/a x");
}

Test(classic, ends_with_an_option_of_supervision_and_stays_with_every_other)
{
  SUPERVISED("--strategy=one-for-one --restart=never a", "--ready=fd:3 a", "--ready=env:A a",
             "--ready=exit a", "--oneshot --restart=never a", "--start-timeout=3s a",
             "--resume-id=x a", "--sweep=all a", "--sweep-signal=TERM a", "+++ --sweep=off a",
             "--until=main a", "--stop-delay=1ms a");
  CLASSIC("--ready=exec --optional --grace=3s --drain=1s --signal=HUP:drop -gvw -p TERM -e 3 "
          "--max-restarts=3/1s --backoff=0 --stop-signal=INT --stop-timeout=1s --intensity=3/1s "
          "--auto-shutdown=all --stop-order=reverse --env=A=1 a");
}

/* --- grace --- */

Test(grace, is_8s_and_25s_in_kubernetes_and_known_where_it_is_given)
{
  MEANS("a", whole()->grace_ms, 8000);
  cr_assert_not(whole()->flags & BATON_GLOBAL_GRACE);
  cr_assert_str_eq(result.message, "");
  MEANS("--grace=8s a", whole()->grace_ms, 8000);
  cr_assert(whole()->flags & BATON_GLOBAL_GRACE);
  in_kubernetes = true;
  MEANS("a +++ b", whole()->grace_ms, 25000);
  MEANS("--grace=3s a +++ b", whole()->grace_ms, 3000);
}

static void needs(const char *line, uint32_t grace_ms)
{
  accept(line);
  cr_assert_eq(whole()->grace_ms, grace_ms, "%s: %u", line, whole()->grace_ms);
  cr_assert_eq(result.message[0] != '\0', grace_ms > 8000, "%s", line);
}

Test(grace, grows_by_the_sum_of_stop_timeouts_with_a_warning)
{
  needs("--stop-order=reverse --stop-timeout=5s a +++ b", 18000);
  cr_assert_str_eq(result.message, "baton: with the --stop-delay and --stop-timeout of its "
                                   "children --grace is 18s: the engine's own "
                                   "timeout (docker run --stop-timeout) must be 20s or more\n");
  in_kubernetes = true;
  MEANS_TEXT("--stop-order=reverse --stop-timeout=15s a +++ b", result.message,
             "baton: with the --stop-delay and --stop-timeout of its children --grace is 55s: "
             "terminationGracePeriodSeconds must be 1m or more\n");
}

Test(grace, grows_by_the_longest_of_a_stage_and_by_no_share)
{
  needs("--stop-order=reverse --stop-timeout=4s a +++ b", 16000);
  needs("--stop-order=reverse --stop-timeout=2s a +++ b", 12000);
  needs("--stop-order=reverse +++ --stop-timeout=7s a +++ b +++ c +++ d", 15000);
  needs("--stop-order=reverse a +++ a +++ a +++ a +++ a +++ a +++ a +++ a +++ a +++ a +++ a +++ a "
        "+++ a +++ a +++ a +++ a +++ a",
        8000);
  needs("--stop-timeout=9s a +++ --stop-timeout=3s b +++ --stop-timeout=10s c", 18000);
  needs("+++ --stop-timeout=9s a +++ b +++ c", 17000);
  needs("+++ a +++ b +++ --stop-timeout=9s c", 17000);
}

Test(grace, grows_by_stop_delays_as_well_with_or_without_a_stop_timeout)
{
  needs("--stop-delay=3s a", 11000);
  needs("--stop-delay=3s --stop-timeout=4s a", 15000);
  needs("--stop-delay=3s a +++ b", 11000);
  needs("--stop-order=reverse --stop-delay=3s a +++ --stop-timeout=1s b", 15000);
  needs("+++ --stop-delay=3s a +++ --stop-timeout=5s b +++ --stop-delay=4s c", 13000);
}

Test(grace, sees_the_order_of_an_explicit_after)
{
  needs("--stop-timeout=5s a +++ b +++ c", 13000);
  needs("--stop-timeout=5s a +++ --after=a b +++ c", 18000);
  needs("--stop-timeout=5s a +++ b +++ --after=a c", 18000);
  needs("--stop-timeout=5s a +++ --after=a b +++ --after=b c", 23000);
  needs("--stop-timeout=5s a +++ --after=a b +++ --after=a c", 18000);
  needs("--stop-timeout=5s a +++ --after=a b +++ c +++ --after=none d", 18000);
}

Test(grace, of_a_supervisor_is_the_sum_of_its_stages_and_at_most_1000h)
{
  needs("+++ -n s/ --strategy=one-for-all --restart=never --stop-timeout=3s +++ -n s/a x +++ -n "
        "s/b x "
        "+++ -n s/c x +++ y",
        17000);
  needs("--stop-order=reverse +++ -n s/ --stop-order=reverse --stop-timeout=4s +++ -n s/a x +++ -n "
        "s/b x +++ y",
        16000);
  needs("+++ -n s/ --stop-order=reverse --stop-timeout=4s +++ -n s/a x +++ -n s/b x +++ -n t/ "
        "--stop-order=reverse --stop-timeout=3s +++ -n t/a x +++ -n t/b x +++ -n t/c x",
        17000);
  needs(
      "--stop-order=reverse --stop-timeout=3s +++ -n s/ +++ -n a x +++ -n s/b x +++ -n c x +++ -n "
      "s/d x",
      17000);
  needs("--stop-order=reverse --stop-timeout=0 a +++ --stop-timeout=8s b", 16000);
  needs("--stop-order=reverse --stop-timeout=1000h a +++ b +++ c", 3600000000U);
}

Test(grace, of_a_classic_init_does_not_grow)
{
  MEANS("--stop-timeout=20s a", whole()->grace_ms, 8000);
  cr_assert_str_eq(result.message, "");
}

Test(grace, exceeded_by_a_stop_timeout_or_a_sum_along_a_chain_is_an_error)
{
  reject("--grace=8s +++ -n api --stop-timeout=20s x",
         "child 'api': --stop-timeout=20s exceeds --grace=8s (word 1)");
  reject("-v --grace=1500ms --stop-timeout=1501ms +++ -n s/ +++ -n s/a x +++ -n b y",
         "child 's/a': --stop-timeout=1501ms exceeds --grace=1500ms (word 2)");
  reject("--grace=0 --stop-timeout=90s a",
         "child 'a': --stop-timeout=90s exceeds --grace=0 (word 1)");
  reject("--grace=8s --stop-delay=9s a +++ b",
         "child 'a': --stop-delay and --stop-timeout, 9s in all, exceeds --grace=8s (word 1)");
  reject("--grace=8s +++ a +++ --stop-delay=5s --stop-timeout=3001ms b",
         "child 'b': --stop-delay and --stop-timeout, 8001ms in all, exceeds --grace=8s (word 1)");
  accept("--grace=8s +++ a +++ --stop-delay=5s --stop-timeout=3s b");
  accept("--grace=20s --stop-timeout=20s a +++ b");
  reject("--stop-order=reverse --grace=8s --stop-timeout=5s a +++ b",
         "the --stop-delay and --stop-timeout of children that stop one after the other, 10s in "
         "all, exceeds "
         "--grace=8s (word 2)");
  accept("--stop-order=reverse --grace=10s --stop-timeout=5s a +++ b");
  accept("--grace=8s --stop-timeout=5s a +++ b");
  MEANS("--stop-order=reverse --grace=1s a +++ b +++ c +++ d", whole()->grace_ms, 1000);
  cr_assert_str_eq(result.message, "");
}

/* --- drain --- */

Test(drain, is_the_rest_of_grace_or_2s_in_a_classic_init_or_what_is_given_or_off)
{
  MEANS("a", whole()->drain_ms, BATON_NONE);
  cr_assert(whole()->flags & BATON_GLOBAL_DRAIN);
  MEANS("a +++ b", whole()->drain_ms, BATON_NONE);
  cr_assert(whole()->flags & BATON_GLOBAL_DRAIN);
  MEANS("--drain=3s a", whole()->drain_ms, 3000);
  MEANS("--drain=0 a +++ b", whole()->drain_ms, 0);
  cr_assert(whole()->flags & BATON_GLOBAL_DRAIN);
  accept("--drain=off a");
  cr_assert_not(whole()->flags & BATON_GLOBAL_DRAIN);
  cr_assert_eq(whole()->drain_ms, 0);
}

Test(drain, explicit_beyond_an_explicit_grace_is_an_error)
{
  reject("--grace=8s --drain=9s a", "word 2: --drain=9s exceeds --grace=8s (word 1)");
  accept("--grace=8s --drain=8s a");
  accept("--drain=9s a");
  accept("--grace=1s a +++ b");
  accept("--grace=1s a");
}

/* --- signals under supervision --- */

Test(signals, mapped_from_a_shutdown_keep_it_and_become_the_stop_signal_unless_it_is_given)
{
  MEANS("--signal=TERM:QUIT a +++ b", whole()->signal_map[15], BATON_MAP_SHUTDOWN);
  cr_assert_eq(child()->stop_signal, 3);
  cr_assert_eq(settings_of("b")->stop_signal, 3);
  MEANS("--signal=INT:HUP a +++ b", whole()->signal_map[2], BATON_MAP_SHUTDOWN);
  cr_assert_eq(child()->stop_signal, 1);
  MEANS("--signal=PWR:64 a +++ b", whole()->signal_map[30], BATON_MAP_SHUTDOWN);
  cr_assert_eq(child()->stop_signal, 64);
  MEANS("--signal=QUIT:HUP a +++ --stop-signal=INT b +++ --nice=1 c", child()->stop_signal, 1);
  cr_assert_eq(settings_of("b")->stop_signal, 2);
  cr_assert_eq(settings_of("c")->stop_signal, 1);
  MEANS("--signal=PWR:HUP --signal=INT:USR1 --signal=TERM:QUIT a +++ b", child()->stop_signal, 3);
  cr_assert_eq(whole()->signal_map[2], BATON_MAP_SHUTDOWN);
  cr_assert_eq(whole()->signal_map[30], BATON_MAP_SHUTDOWN);
}

Test(signals, mapped_to_an_effect_stay_so)
{
  MEANS("--signal=TERM:drop --signal=INT:shutdown --signal=USR1:TERM a +++ b",
        whole()->signal_map[15], BATON_MAP_DROP);
  cr_assert_eq(whole()->signal_map[2], BATON_MAP_SHUTDOWN);
  cr_assert_eq(whole()->signal_map[10], 15);
  cr_assert_eq(child()->stop_signal, 15);
}

Test(signals, that_cannot_stop_a_child_are_an_error)
{
  reject("-v --signal=TERM:KILL a +++ b",
         "word 2: --signal makes KILL the stop signal of children, which it cannot be");
  reject("--signal=INT:STOP a +++ b",
         "word 1: --signal makes STOP the stop signal of children, which it cannot be");
}

Test(signals, of_a_classic_init_are_only_rewritten)
{
  MEANS("--signal=TERM:QUIT --signal=INT:KILL a", whole()->signal_map[15], 3);
  cr_assert_eq(whole()->signal_map[2], 9);
  cr_assert_eq(child()->stop_signal, 15);
}
