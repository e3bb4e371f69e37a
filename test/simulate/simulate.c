/* simulate: random trees in virtual time, on the production core, held against an oracle.
 *
 *   simulate --events=N [--first=SEED] [--step=N] [--hits=FILE] [--brief]
 *                                   until N events were taken; brief: the first failure ends it
 *   simulate --seeds=FILE           replays every seed that ever failed
 *   simulate --replay=RECIPE        one of them, with everything that happens
 *   simulate --lies=N               tells each known lie in N trees, and the oracle has to notice
 *   simulate --hash=N               a hash of every event and action of N trees
 *   simulate --table FILE...        adds the hits of several runs and judges their table
 *   simulate --cells FILE...        of a short run: only what must not be hit is judged
 *
 * With --immortal before the others, baton never crashes; otherwise it does so now and then, in a
 * step and between two (crash.h), and nothing of that may be seen in the hash.
 * With --blind before the others, the core takes suspend for resume: something to find and to
 * shrink.
 *
 * Everything is said on stdout. It ends with 1 when something was wrong, or nothing was done.
 */
#include "crash.h"
#include "lies.h"
#include "shrink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE          512U
#define FAILURES_MOST 5U
#define PROGRESS      UINT64_C(100000000)

static struct simulation simulation;
static struct hits hits;

/* --- traces --- */

static void print_event(struct simulation *of, int64_t now, const struct baton_event *event)
{
  char text[KERNEL_TEXT];
  bool known = event->slot < of->books.count;
  kernel_describe_event(event, text);
  printf("%8lld  %s (%s)\n", (long long)now, text,
         known ? baton_status_name(of->books.entries[event->slot].status) : "");
}

static uint32_t print_actions(struct simulation *of, struct baton_action *actions, uint32_t count)
{
  (void)of;
  for (uint32_t i = 0; i < count; i++) {
    char text[KERNEL_TEXT];
    kernel_describe(&actions[i], text);
    printf("          > %s\n", text);
  }
  return count;
}

/* For the test of finding and shrinking: a core that does not see one kind of event. */
static void make_blind(struct simulation *of, struct baton_event *event)
{
  (void)of;
  if (event->kind == EV_SUSPEND) {
    event->kind = EV_RESUME;
  }
}

static const struct watcher blind = {.told = make_blind};
static bool is_blind;

static int replay(const char *text)
{
  struct watcher printer = {.event = print_event, .actions = print_actions};
  struct recipe recipe;
  if (!recipe_read(text, &recipe) ||
      !random_tree(&simulation.tree, &recipe, simulation.originals)) {
    printf("simulate: '%s' is no recipe\n", text);
    return EXIT_FAILURE;
  }
  tree_print(stdout, &simulation.tree);
  printer.told = is_blind ? make_blind : NULL;
  simulation.watcher = &printer;
  simulate(&simulation, &recipe);
  printf("%s\n", simulation.wrong == NULL ? "all is well" : simulation.wrong);
  return simulation.wrong == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* --- failures --- */

/* A failing seed is made as small as it gets, and printed in a form that can be replayed. */
static void tell_failure(struct recipe recipe, bool brief)
{
  printf("FAIL  seed %llu (%u nodes, %llu events): %s\n", (unsigned long long)recipe.seed,
         simulation.tree.plan.node_count, (unsigned long long)simulation.events, simulation.wrong);
  if (brief) {
    return;
  }
  simulation.hits = NULL;
  shrink(&simulation, &recipe);
  simulate(&simulation, &recipe);
  printf("      smaller (%u nodes, %llu events): %s\n", simulation.tree.plan.node_count,
         (unsigned long long)simulation.events,
         simulation.wrong == NULL ? "not found again" : simulation.wrong);
  printf("      simulate %s--replay=", is_blind ? "--blind " : "");
  recipe_write(stdout, &recipe);
  putchar('\n');
  fflush(stdout);
}

static int replay_seeds(const char *path)
{
  char line[LINE];
  uint32_t count = 0;
  uint32_t failed = 0;
  FILE *file = fopen(path, "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    struct recipe recipe;
    line[strcspn(line, " \n")] = '\0';
    if (line[0] == '#' || line[0] == '\0') {
      continue;
    }
    count++;
    if (!recipe_read(line, &recipe) || !simulate(&simulation, &recipe)) {
      printf("FAIL  '%s' is no recipe\n", line);
      failed++;
    } else if (simulation.wrong != NULL) {
      printf("FAIL  %s: %s\n", line, simulation.wrong);
      failed++;
    }
  }
  if (file != NULL) {
    fclose(file);
  }
  printf("%u seeds replayed, %u failed\n", count, failed);
  return count > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* --- runs --- */

struct request {
  uint64_t events, first, step;
  const char *hits;
  bool brief;
};

static int run(const struct request *request)
{
  uint64_t events = 0;
  uint64_t trees = 0;
  uint64_t told = PROGRESS;
  uint32_t failed = 0;
  uint64_t seed = request->first;
  for (; events < request->events && failed < FAILURES_MOST; seed += request->step) {
    struct recipe recipe = {.seed = seed};
    simulation.hits = &hits;
    simulate(&simulation, &recipe);
    events += simulation.events;
    trees++;
    if (simulation.wrong != NULL) {
      failed++;
      tell_failure(recipe, request->brief);
      if (request->brief) {
        break;
      }
    }
    if (events >= told) {
      printf("%llu events so far\n", (unsigned long long)events);
      fflush(stdout);
      told += PROGRESS;
    }
  }
  struct crash_count count = crash_counted();
  printf("%llu crashes in a step, %llu at its end, %llu between two; %llu steps could not be taken "
         "back\n",
         (unsigned long long)count.middles, (unsigned long long)count.ends,
         (unsigned long long)count.reexecs, (unsigned long long)count.lost);
  printf("%llu events in %llu trees, seeds %llu to %llu by %llu: %u failed\n",
         (unsigned long long)events, (unsigned long long)trees, (unsigned long long)request->first,
         (unsigned long long)(seed - request->step), (unsigned long long)request->step, failed);
  bool written = request->hits == NULL || hits_write(&hits, request->hits);
  return failed == 0 && events >= request->events && events > 0 && written ? EXIT_SUCCESS
                                                                           : EXIT_FAILURE;
}

static int hash_trees(uint64_t trees)
{
  uint64_t hash = 0;
  uint64_t events = 0;
  simulation.hash = &hash;
  for (uint64_t seed = 1; seed <= trees; seed++) {
    struct recipe recipe = {.seed = seed};
    simulate(&simulation, &recipe);
    events += simulation.events;
  }
  printf("%016llx of %llu events\n", (unsigned long long)hash, (unsigned long long)events);
  return events > trees ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int judge_table(char **paths, bool all)
{
  uint32_t count = 0;
  for (; paths[count] != NULL; count++) {
    if (!hits_add(&hits, paths[count])) {
      printf("simulate: %s cannot be read\n", paths[count]);
      return EXIT_FAILURE;
    }
  }
  uint32_t wrong = hits_judge(&hits, all);
  return count > 0 && wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* --- the line --- */

static const char *value_of(const char *word, const char *option)
{
  size_t length = strlen(option);
  return strncmp(word, option, length) == 0 ? word + length : NULL;
}

int main(int argc, char **argv)
{
  struct request request = {.first = 1, .step = 1};
  simulation.take = crash_take;
  simulation.between = crash_between;
  for (int i = 1; i < argc; i++) {
    const char *value;
    if ((value = value_of(argv[i], "--events=")) != NULL) {
      request.events = strtoull(value, NULL, 10);
    } else if ((value = value_of(argv[i], "--first=")) != NULL) {
      request.first = strtoull(value, NULL, 10);
    } else if ((value = value_of(argv[i], "--step=")) != NULL) {
      request.step = strtoull(value, NULL, 10);
    } else if ((value = value_of(argv[i], "--hits=")) != NULL) {
      request.hits = value;
    } else if ((value = value_of(argv[i], "--seeds=")) != NULL) {
      return replay_seeds(value);
    } else if ((value = value_of(argv[i], "--replay=")) != NULL) {
      return replay(value);
    } else if ((value = value_of(argv[i], "--lies=")) != NULL) {
      return lies_tell(&simulation, (uint32_t)strtoul(value, NULL, 10)) ? 0 : EXIT_FAILURE;
    } else if ((value = value_of(argv[i], "--hash=")) != NULL) {
      return hash_trees(strtoull(value, NULL, 10));
    } else if (strcmp(argv[i], "--brief") == 0) {
      request.brief = true;
    } else if (strcmp(argv[i], "--blind") == 0) {
      is_blind = true;
      simulation.watcher = &blind;
    } else if (strcmp(argv[i], "--immortal") == 0) {
      simulation.take = NULL;
      simulation.between = NULL;
    } else if (strcmp(argv[i], "--table") == 0 || strcmp(argv[i], "--cells") == 0) {
      return judge_table(argv + i + 1, argv[i][2] == 't');
    } else {
      printf("simulate: unknown option '%s'\n", argv[i]);
      return 2;
    }
  }
  return run(&request);
}
