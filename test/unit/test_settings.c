/* util/settings.h: the table of settings, and that the options say of them what it says. */
#include "spec/options.h"
#include "spec_line.h"
#include "util/list.h"
#include "util/settings.h"

#include <string.h>

/* --- the table --- */

Test(settings, have_a_name_and_the_words_of_their_choices)
{
  cr_assert_str_eq(setting_words(SETTING_JITTER), "jitter_percent");
  cr_assert_str_eq(setting_words(SETTING_POLICY), "restart");
  cr_assert_str_eq(list_word(setting_words(SETTING_POLICY), 1 + BATON_POLICY_ON_FAILURE),
                   "on-failure");
  cr_assert_str_eq(list_word(setting_words(SETTING_POLICY), 1 + BATON_POLICY_COUNT), "");
  cr_assert_str_eq(setting_words(SETTING_PLACE), "");
  cr_assert_str_eq(setting_words(GLOBAL_LOG_LEVEL), "log_level");
}

Test(settings, have_as_many_words_as_choices)
{
  for (unsigned id = 0; id < SETTING_NONE; id++) {
    const char *words = setting_words(id);
    const char *next = setting_next_words(words);
    unsigned count = 0;
    for (const char *at = words + strlen(words) + 1; at + 1 < next; at += strlen(at) + 1) {
      count++;
    }
    bool choices = setting_rows[id].form == FORM_CHOICE || setting_rows[id].form == FORM_STREAM;
    cr_assert_eq(count, choices ? setting_rows[id].most + 1U : 0U, "%s has %u", words, count);
  }
}

Test(settings, are_within_their_own_bounds_without_an_option)
{
  for (unsigned id = 0; id < SETTING_COUNT; id++) {
    cr_assert(setting_rows[id].form > FORM_OCTAL || setting_in_bounds(&setting_standards, id), "%s",
              setting_words(id));
  }
  for (unsigned id = SETTING_COUNT; id < SETTING_NONE; id++) {
    cr_assert(setting_rows[id].form > FORM_OCTAL || setting_in_bounds(&global_standards, id), "%s",
              setting_words(id));
  }
}

Test(settings, are_bounded_on_both_sides)
{
  struct baton_settings settings = setting_standards;
  cr_assert(setting_in_bounds(&settings, SETTING_NICE));
  settings.nice = -20;
  cr_assert(setting_in_bounds(&settings, SETTING_NICE));
  settings.nice = -21;
  cr_assert_not(setting_in_bounds(&settings, SETTING_NICE));
  settings.nice = 20;
  cr_assert_not(setting_in_bounds(&settings, SETTING_NICE));
  settings.jitter_percent = 101;
  cr_assert_not(setting_in_bounds(&settings, SETTING_JITTER));
  settings.backoff_factor_centi = 99;
  cr_assert_not(setting_in_bounds(&settings, SETTING_BACKOFF_FACTOR));
}

Test(settings, know_whether_they_were_given)
{
  struct baton_settings settings = setting_standards;
  cr_assert_not(setting_is_given(&settings, SETTING_NICE));
  settings.flags = BATON_SET_NICE;
  cr_assert(setting_is_given(&settings, SETTING_NICE));
  cr_assert(setting_differs(&settings, SETTING_NICE));
  cr_assert_not(setting_is_given(&settings, SETTING_CWD));
  settings.cwd = 1;
  cr_assert(setting_is_given(&settings, SETTING_CWD));
  cr_assert(setting_is_given(&settings, SETTING_JITTER));
  cr_assert_not(setting_differs(&settings, SETTING_JITTER));
  settings.jitter_percent = 0;
  cr_assert(setting_differs(&settings, SETTING_JITTER));
  cr_assert(setting_is_given(&(struct baton_globals){.flags = BATON_GLOBAL_GRACE}, GLOBAL_GRACE));
}

/* --- what the help says --- */

/* Defaults that are words and no value of the option. */
static const char told_in_words[] =
    "basename\0up to +++\0one, NAME\0see below\0the one before\0"
    "60s for fd, env\0share of --grace\0the stop signal\0by strategy\0inherited\0random\0"
    "inherit with one child, else null\0"
    "8s; 25s in Kubernetes\0none\0rest of --grace; classic: 2s\0"
    "/dev/termination-log; classic: off\0info; classic: warn\0off\0";

static bool is_told_in_words(const char *standard)
{
  return standard[0] == '\0' || list_find(told_in_words, standard, strlen(standard)) != LIST_END;
}

/* What a line without the option comes to, and one that gives the default that the help names. */
Test(settings, are_what_the_help_says)
{
  unsigned compared = 0;
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    const char *standard = option_text((enum option_id)id, OPTION_STANDARD);
    const char *name = option_name((enum option_id)id);
    if (is_told_in_words(standard) || id == OPTION_STRATEGY) { /* an explicit one says more */
      continue;
    }
    accept("+++ a +++ b");
    struct baton_settings settings = *settings_of("a");
    struct baton_globals globals = result.plan.globals;
    struct plan_node root = result.plan.nodes[0];
    bool global = (option_of((enum option_id)id)->where & SPEC_C) == 0;
    const char *option = formatted("--%s=%s", name, standard);
    WORDS(global ? option : "+++", global ? "+++" : option, "a", "+++", "b");
    cr_assert_eq(result.verdict, SPEC_RUN, "%s: %s", option, result.message);
    settings.flags = settings_of("a")->flags; /* it was given */
    cr_assert_arr_eq(&settings, settings_of("a"), sizeof settings, "%s", option);
    cr_assert_arr_eq(&globals, &result.plan.globals, sizeof globals, "%s", option);
    cr_assert_eq(root.auto_shutdown, result.plan.nodes[0].auto_shutdown);
    cr_assert_eq(root.intensity.limit, result.plan.nodes[0].intensity.limit);
    compared++;
  }
  cr_assert_geq(compared, 13);
}

static void says_its_bounds(enum option_id id)
{
  const struct setting *row = &setting_rows[option_of(id)->setting];
  cr_assert_str_eq(option_text(id, OPTION_HELPED), formatted("%d to %u", row->least, row->most));
}

Test(settings, have_the_bounds_that_the_help_says)
{
  says_its_bounds(OPTION_NICE);
  says_its_bounds(OPTION_OOM_SCORE_ADJ);
  reject("--umask=1000 a", "word 1: --umask=1000: not an octal number from 0 to 777");
}

/* Those that are told in words, as far as a value stands in the table. */
Test(settings, are_what_the_help_tells_in_words)
{
  accept("+++ --ready=fd:3 a +++ b");
  cr_assert_eq(settings_of("a")->start_timeout_ms, 60000);
  cr_assert_eq(settings_of("b")->start_timeout_ms, BATON_NONE);
  cr_assert_eq(result.plan.globals.grace_ms, 8000);
  cr_assert_eq(result.plan.globals.drain_ms, BATON_NONE);
  cr_assert_eq(result.plan.globals.log_level, BATON_LOG_INFO);
  in_kubernetes = true;
  accept("a");
  cr_assert_eq(result.plan.globals.grace_ms, 25000);
  cr_assert_eq(result.plan.globals.drain_ms, BATON_NONE);
  cr_assert_eq(result.plan.globals.log_level, BATON_LOG_WARN);
}
