/* explore [--quick]: every interleaving of events of small trees, on the production core.
 *
 * Prints trees, states, transitions, time and violations of each family, and for the first in a
 * tree what was wrong and a shortest trace. Then it lies to the oracle about what the core did, to
 * see that it notices. Ends with 1 when there is a violation, when a tree was not explored, when a
 * family has fewer states than it is known to have, or when a lie is believed. --quick leaves out
 * the largest families.
 */
#include "families.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/wait.h>

#define TREES_MAX      4096U
#define PRINTED_TRACES 2U /* of each worker */

struct result {
  struct tally tally;
  double seconds;   /* of the processor */
  uint32_t answers; /* 1: no worker died over it */
};

struct total {
  struct tally tally;
  double seconds;
  uint64_t trees, failed;
};

/* What is explored, and what came of it: of each family, and in all. */
struct whole {
  struct member jobs[TREES_MAX];
  uint32_t count;
  struct total families[FAMILIES_MAX], sum;
};

static double seconds_now(void)
{
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What the command line asks for. */
struct request {
  bool quick;
  const char *only; /* part of a name, or NULL */
};

static bool is_asked(const struct request *request, uint32_t family)
{
  bool named = request->only == NULL || strstr(FAMILIES[family].name, request->only) != NULL;
  return named && !(request->quick && FAMILIES[family].slow);
}

/* Writes down all trees of the families that are explored. */
static void add_trees(struct whole *whole, const struct request *request)
{
  for (uint32_t i = 0; i < FAMILY_COUNT; i++) {
    if (is_asked(request, i)) {
      whole->count += family_members(i, whole->jobs + whole->count, TREES_MAX - whole->count);
    }
  }
}

/* --- Workers: the next job's number and the results are in memory that all share --- */

static void work(const struct member *jobs, uint32_t count, _Atomic uint32_t *next,
                 struct result *results)
{
  static struct tree tree;
  uint32_t failed = 0;
  for (uint32_t at; (at = atomic_fetch_add(next, 1U)) < count;) {
    struct result *result = &results[at];
    clock_t begin = clock();
    family_tree(&jobs[at], &tree);
    search_tree(&tree, &FAMILIES[jobs[at].family].bounds, NULL,
                failed < PRINTED_TRACES ? stderr : NULL, &result->tally);
    result->seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    failed += result->tally.findings > 0;
    result->answers++;
  }
}

static void *shared(size_t bytes)
{
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    perror("explore");
  }
  return memory == MAP_FAILED ? NULL : memory;
}

/* Explores all those trees, one worker for each processor; the result of each tree is at its place
 * in what is returned. NULL, with a line on stderr, when there is no memory. */
static const struct result *explore_all(const struct member *jobs, uint32_t count)
{
  _Atomic uint32_t *next = shared(sizeof *next);
  struct result *results = shared(count * sizeof *results);
  if (next == NULL || results == NULL) {
    return NULL;
  }
  (void)fflush(NULL);
  for (long i = sysconf(_SC_NPROCESSORS_ONLN); i > 0; i--) {
    pid_t pid = fork();
    if (pid == 0) {
      work(jobs, count, next, results);
      _exit(0);
    }
    if (pid < 0) {
      perror("explore: fork");
    }
  }
  for (int status; wait(&status) > 0;) {
    if (status != 0) {
      (void)fprintf(stderr, "explore: a worker died, status %d\n", status);
    }
  }
  return results;
}

/* --- Results --- */

static void add_tree(struct total *total, const struct result *result)
{
  const struct tally *part = &result->tally;
  struct tally *sum = &total->tally;
  total->trees++;
  total->failed += part->findings > 0 || part->states == 0 || result->answers != 1;
  total->seconds += result->seconds;
  sum->states += part->states;
  sum->transitions += part->transitions;
  sum->depth = part->depth > sum->depth ? part->depth : sum->depth;
  sum->findings += part->findings;
  sum->cut += part->cut;
}

static void add_results(struct whole *whole, const struct result *results)
{
  for (uint32_t i = 0; results != NULL && i < whole->count; i++) {
    add_tree(&whole->families[whole->jobs[i].family], &results[i]);
    add_tree(&whole->sum, &results[i]);
  }
}

static void print_line(const char *name, const struct total *total)
{
  printf("%-32s %6llu %6llu %9llu %11llu %6llu %6.1f %11llu\n", name,
         (unsigned long long)total->trees, (unsigned long long)total->tally.cut,
         (unsigned long long)total->tally.states, (unsigned long long)total->tally.transitions,
         (unsigned long long)total->tally.depth, total->seconds,
         (unsigned long long)total->tally.findings);
}

/* Returns how many families have become smaller than they are known to be. */
static uint32_t print_families(const struct whole *whole, const struct request *request)
{
  uint32_t shrunk = 0;
  printf("%-32s %6s %6s %9s %11s %6s %6s %11s\n", "family", "trees", "cut", "states", "transitions",
         "depth", "cpu s", "violations");
  for (uint32_t i = 0; i < FAMILY_COUNT; i++) {
    const struct total *total = &whole->families[i];
    if (!is_asked(request, i)) {
      continue;
    }
    print_line(FAMILIES[i].name, total);
    if (total->tally.states < FAMILIES[i].least) {
      printf("  has become smaller: it had %llu states\n", (unsigned long long)FAMILIES[i].least);
      shrunk++;
    }
  }
  print_line("all", &whole->sum);
  return shrunk;
}

/* --- Lying --- */

/* Tells each lie about a tree; returns how many were believed. */
static uint32_t tell_lies(bool nested)
{
  static struct tree tree;
  struct bounds bounds = {.commands = 1, .leftovers = 1, .interleave = !nested};
  uint32_t believed = 0;
  tree_of_lies(nested, &tree);
  printf("\nlies about what the core did in a %s:\n", nested ? "nested group" : "group");
  for (uint32_t i = 0; i < LIE_COUNT; i++) {
    struct tally tally = {0};
    search_tree(&tree, &bounds, &LIES[i], NULL, &tally);
    printf("%-9s %s\n", tally.findings > 0 ? "noticed" : "BELIEVED", LIES[i].what);
    believed += tally.findings == 0;
  }
  return believed;
}

static bool read_words(int argc, char **argv, struct request *request)
{
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--quick") == 0) {
      request->quick = true;
    } else if (strcmp(argv[i], "--only") == 0 && i + 1 < argc) {
      request->only = argv[++i];
    } else {
      fputs("usage: explore [--quick] [--only PART-OF-A-FAMILYS-NAME]\n", stderr);
      return false;
    }
  }
  return true;
}

int main(int argc, char **argv)
{
  static struct whole whole;
  struct request request = {.only = NULL};
  double begin = seconds_now();
  if (!read_words(argc, argv, &request)) {
    return 2;
  }
  add_trees(&whole, &request);
  add_results(&whole, explore_all(whole.jobs, whole.count));
  uint32_t shrunk = print_families(&whole, &request);
  uint64_t lies = request.only == NULL ? UINT64_C(2) * LIE_COUNT : 0;
  uint32_t believed = lies > 0 ? tell_lies(false) + tell_lies(true) : 0;
  uint64_t failed = whole.sum.failed + shrunk + believed;
  printf("\n%.1f s\n%llu passed, %llu failed\n", seconds_now() - begin,
         (unsigned long long)(whole.sum.trees - whole.sum.failed + lies - believed),
         (unsigned long long)failed);
  return failed > 0 || whole.sum.trees == 0;
}
