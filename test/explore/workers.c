/* The next job's number is a counter in shared memory; a result is shorter than PIPE_BUF, so that
 * writes to the one pipe do not mix. A worker ends with a closing record of its sums.
 */
#include "workers.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/wait.h>

#define WORKERS_MAX    8
#define PRINTED_TRACES 2U /* of each worker */
#define CLOSING        UINT32_MAX

_Static_assert(sizeof(struct result) <= PIPE_BUF, "a result is not written at once");

struct crew {
  pid_t pids[WORKERS_MAX];
  struct tally closed[WORKERS_MAX], received[WORKERS_MAX];
  uint32_t size, ended;
  int results;
};

void tally_add(struct tally *sum, const struct tally *part)
{
  sum->states += part->states;
  sum->transitions += part->transitions;
  sum->depth = part->depth > sum->depth ? part->depth : sum->depth;
  sum->findings += part->findings;
  sum->cut += part->cut;
  for (uint32_t i = 0; i < INVARIANT_COUNT; i++) {
    sum->violations[i] += part->violations[i];
  }
}

/* --- A worker --- */

static void send(int results, const struct result *result)
{
  if (write(results, result, sizeof *result) != (ssize_t)sizeof *result) {
    _exit(1);
  }
}

static _Noreturn void work(const struct member *jobs, uint32_t count, uint32_t worker,
                           _Atomic uint32_t *next, int results)
{
  struct result closing = {.job = CLOSING, .worker = worker};
  static struct tree tree;
  uint32_t failed = 0;
  for (uint32_t at; (at = atomic_fetch_add(next, 1U)) < count;) {
    struct result result = {.job = at, .worker = worker};
    clock_t begin = clock();
    family_tree(&jobs[at], &tree);
    search_tree(&tree, &FAMILIES[jobs[at].family].bounds, TAMPER_NONE,
                failed < PRINTED_TRACES ? stderr : NULL, &result.tally);
    result.seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    failed += result.tally.findings > 0;
    tally_add(&closing.tally, &result.tally);
    send(results, &result);
  }
  send(results, &closing);
  _exit(0);
}

/* --- The crew --- */

static uint32_t crew_size(void)
{
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online < 1 ? 1U : online > WORKERS_MAX ? (uint32_t)WORKERS_MAX : (uint32_t)online;
}

static bool crew_begin(struct crew *crew, const struct member *jobs, uint32_t count)
{
  int ends[2];
  void *shared =
      mmap(NULL, sizeof(uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED || pipe(ends) != 0) {
    perror("explore");
    return false;
  }
  _Atomic uint32_t *next = shared;
  (void)fflush(NULL);
  for (uint32_t size = crew_size(); crew->size < size; crew->size++) {
    pid_t pid = fork();
    if (pid == 0) {
      (void)close(ends[0]);
      work(jobs, count, crew->size, next, ends[1]);
    }
    if (pid < 0) {
      perror("explore: fork");
      break;
    }
    crew->pids[crew->size] = pid;
  }
  (void)close(ends[1]);
  (void)munmap(shared, sizeof(uint32_t));
  crew->results = ends[0];
  return crew->size > 0;
}

/* Waits for all; one that did not end well is a failure. */
static bool crew_end(const struct crew *crew)
{
  bool well = true;
  for (uint32_t i = 0; i < crew->size; i++) {
    int status = 0;
    if (waitpid(crew->pids[i], &status, 0) < 0 || status != 0) {
      (void)fprintf(stderr, "explore: worker %u died, status %d\n", i, status);
      well = false;
    }
  }
  (void)close(crew->results);
  return well;
}

/* Blocks until a whole result is there; false at the end of all. */
static bool receive(int results, struct result *result)
{
  size_t got = 0;
  while (got < sizeof *result) {
    ssize_t bytes = read(results, (char *)result + got, sizeof *result - got);
    if (bytes <= 0) {
      return false;
    }
    got += (size_t)bytes;
  }
  return true;
}

static bool adds_up(const struct crew *crew, const uint8_t *answered, uint32_t count)
{
  bool all = true;
  for (uint32_t i = 0; i < count; i++) {
    if (answered[i] != 1) {
      (void)fprintf(stderr, "explore: tree %u was answered for %u times\n", i, answered[i]);
      all = false;
    }
  }
  for (uint32_t i = 0; i < crew->size; i++) {
    const struct tally *said = &crew->closed[i];
    const struct tally *came = &crew->received[i];
    if (said->states != came->states || said->transitions != came->transitions ||
        said->findings != came->findings) {
      (void)fprintf(stderr, "explore: what worker %u says does not add up\n", i);
      all = false;
    }
  }
  return all && crew->ended == crew->size;
}

bool workers_run(const struct member *jobs, uint32_t count,
                 void (*take)(const struct result *result, void *context), void *context)
{
  struct crew crew = {.size = 0};
  struct result result;
  uint8_t *answered = calloc(count, 1);
  if (answered == NULL || !crew_begin(&crew, jobs, count)) {
    free(answered);
    return false;
  }
  while (receive(crew.results, &result)) {
    if (result.job == CLOSING) {
      crew.closed[result.worker] = result.tally;
      crew.ended++;
    } else {
      answered[result.job]++;
      tally_add(&crew.received[result.worker], &result.tally);
      take(&result, context);
    }
  }
  bool well = crew_end(&crew);
  well = adds_up(&crew, answered, count) && well;
  free(answered);
  return well;
}
