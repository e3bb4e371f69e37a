/* The next job's number and the results are in shared memory; each job is one worker's. */
#include "workers.h"

#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/wait.h>

#define PRINTED_TRACES 2U /* of each worker */

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

const struct result *workers_run(const struct member *jobs, uint32_t count)
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
