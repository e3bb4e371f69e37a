/* spec/parse.h: spec_parse() never needs more than spec_measure() says, and whatever the words are,
 * what comes out is one message or a plan that holds together. Lines are put together at random
 * from words that mean something; a sanitizer watches the memory, which has exactly the measured
 * size. */
#define _POSIX_C_SOURCE 200809L /* strdup */

#include "spec_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MOST 40U

/* With one that is empty. */
static const char vocabulary[] =
    "+++ +++ +++ +++ -- a b /bin/a -n a b s/ s/a s/t/ s/t/u -nweb --name=s/ --name=s/a "
    "--name=s/b --strategy=one-for-all --strategy=rest-for-one --intensity=3/1m "
    "--auto-shutdown=all --argc=1 --argc=2 --argc=all --restart=always --restart=never "
    "--max-restarts=3/1s --backoff=1s:2s:1.5 --jitter=3 --backoff-reset=1s --success=1,TERM "
    "--optional --after=a --after=none --after --ready=fd:3 --ready=env:V --ready=exit "
    "--oneshot --start-timeout=3s --stop-signal=INT --stop-timeout=3s --stop-timeout=9s "
    "--stop-delay=2s "
    "--stop-order=reverse --kill=group --sweep=off --sweep-signal=none --until=all --forward=all "
    "--forward=HUP,INT --user=app:app --user "
    "--cwd=/x --umask=022 --env=A=1 --env=A=22 --env=B=333 --unset-env=A --env C=4444 "
    "--rlimit=core=0 --rlimit=cpu=1:2 --rlimit=core=1 --nice=-3 --oom-score-adj=5 "
    "--no-new-privs --stdin=inherit --stdout=/log --stderr=null --resume-id=x --resume-id=y "
    "--grace=8s --drain=off --signal=TERM:INT --signal=HUP:drop --termination-message=/t "
    "--log-level=debug --log-format=json --explain --explain=json -s -gvw -e 143 -p TERM -e3 "
    "--bogus -z -P --fdstore=1 - --grace -n+++ --= -= --env= --after=s/t -gh";

static uint64_t state;

static uint64_t next_random(void)
{
  state ^= state << 13U; /* xorshift64 */
  state ^= state >> 7U;
  state ^= state << 17U;
  return state;
}

static void read_random(void)
{
  static const char *known[128] = {""};
  static size_t known_count = 1;
  const char *words[WORDS_MOST];
  size_t count = next_random() % WORDS_MOST;
  if (known_count == 1) {
    for (char *word = strtok(strdup(vocabulary), " "); word != NULL; word = strtok(NULL, " ")) {
      known[known_count++] = word;
    }
  }
  for (size_t i = 0; i < count; i++) {
    words[i] = known[next_random() % known_count];
  }
  read_words(count, words);
}

static void check_message(void)
{
  size_t length = strlen(result.message);
  cr_assert_gt(length, 8);
  cr_assert_lt(length, SPEC_MESSAGE_BYTES);
  cr_assert_eq(strncmp(result.message, "baton: ", 7), 0);
  cr_assert_eq(strchr(result.message, '\n'), result.message + length - 1);
}

static void check_node(uint32_t index)
{
  const struct plan *plan = &result.plan;
  const struct plan_node *node = &plan->nodes[index];
  cr_assert(index == 0 ? node->parent == BATON_NONE : node->parent < index);
  cr_assert_lt(node->settings, plan->settings_count);
  cr_assert_lt(node->path, plan->string_bytes);
  cr_assert_lt(node->argv, plan->string_bytes + (node->argc == 0));
  cr_assert_eq(node->argc > 0, node->kind == BATON_KIND_CHILD);
  cr_assert_leq(node->after + node->after_count, plan->after_count);
  for (uint32_t i = 0; i < node->after_count; i++) {
    cr_assert_lt(plan->after[node->after + i], index);
    cr_assert_eq(plan->nodes[plan->after[node->after + i]].parent, node->parent);
  }
}

/* Everything a plan refers to is there, and explaining it ends. */
static void check_plan(void)
{
  const struct plan *plan = &result.plan;
  cr_assert_gt(plan->node_count, 0); /* -P has no child */
  cr_assert_leq(plan->settings_count, plan->node_count);
  for (uint32_t i = 0; i < plan->node_count; i++) {
    check_node(i);
  }
  for (uint32_t i = 0; i < plan->settings_count; i++) {
    const struct baton_settings *settings = &plan->settings[i];
    cr_assert_leq(settings->env + strlen(packed(settings->env, settings->env_count)),
                  plan->string_bytes);
    cr_assert_leq(settings->limits + settings->limit_count, plan->limit_count);
    cr_assert_leq(settings->limit_count, 16);
  }
  cr_assert_gt(strlen(explained(false)), 0);
  cr_assert_eq(explained(true)[0], '{');
}

static void check_line(void)
{
  switch (result.verdict) {
  case SPEC_ERROR: check_message(); break;
  case SPEC_RUN:
  case SPEC_EXPLAIN_TEXT:
  case SPEC_EXPLAIN_JSON: check_plan(); break;
  case SPEC_TEXT:
  case SPEC_HELP:
  case SPEC_VERSION:
  case SPEC_LICENSE: break;
  }
}

Test(memory, is_never_more_than_was_measured)
{
  unsigned plans = 0;
  for (uint64_t seed = 1; seed <= 20000; seed++) {
    state = seed * UINT64_C(0x9e3779b97f4a7c15);
    read_random();
    check_line();
    plans += result.verdict == SPEC_RUN ? 1 : 0;
  }
  cr_assert_gt(plans, 20); /* else the words say nothing about plans */
}

/* Lines that are right: clauses with options that go together, in a tree. */
static size_t add_clause(const char **words, size_t count, char (*names)[32], unsigned number)
{
  static const char *const options[] = {
      "--env=A=1",         "--env=B=22",         "--unset-env=A",  "--env=C=333",
      "--rlimit=core=0",   "--rlimit=cpu=1",     "--user=app:app", "--user=web",
      "--cwd=/srv",        "--stop-timeout=3s",  "--nice=3",       "--success=3,TERM",
      "--stdout=/var/log", "--env=LONGER=44444", "--kill=group",   "--rlimit=nofile=5:6",
  };
  unsigned depth = number % 3;
  words[count++] = "+++";
  words[count++] = "-n";
  (void)snprintf(names[number], sizeof names[number],
                 depth == 0   ? "s%u/"
                 : depth == 1 ? "s%u/t/"
                              : "s%u/t/a",
                 number - depth);
  words[count++] = names[number];
  for (uint64_t many = next_random() % 6; many > 0; many--) {
    const char *option = options[next_random() % (sizeof options / sizeof options[0])];
    bool given = false;
    for (size_t i = count; strcmp(words[i - 1], "+++") != 0; i--) {
      given |= strncmp(words[i - 1], option, strcspn(option, "=")) == 0;
    }
    if (!given || strstr(option, "env=") != NULL || strstr(option, "rlimit=") != NULL) {
      words[count++] = option;
    }
  }
  if (depth == 2) {
    words[count++] = "/usr/bin/true";
    words[count++] = "argument";
  }
  return count;
}

Test(memory, is_enough_for_lines_that_are_right)
{
  for (uint64_t seed = 1; seed <= 2000; seed++) {
    const char *words[400];
    char names[30][32];
    unsigned clauses = 0;
    size_t count = 0;
    state = seed * UINT64_C(0x9e3779b97f4a7c15);
    clauses = 3 * (1 + (unsigned)(next_random() % 10));
    words[count++] = "--env=GLOBAL=1";
    words[count++] = "--rlimit=as=1";
    for (unsigned i = 0; i < clauses; i++) {
      count = add_clause(words, count, names, i);
    }
    read_words(count, words);
    cr_assert_neq(result.verdict, SPEC_ERROR, "%s", result.message);
    check_plan();
  }
}
