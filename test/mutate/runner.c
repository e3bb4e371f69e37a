/* runner [NAME...]: plays mutants against the unit tests, one number a line on stdin.
 *
 * Takes the place of Criterion's own runtime: the tests are the same objects, but all of them run
 * in one process, because a process each costs more than the test. Each mutant has a process of its
 * own, which ends at the first failure. Answers a line each: number, outcome, the test.
 * The outcomes: survived, failed (an assertion), crashed, hung (one test used so much of the
 * processor that it cannot be slowness). Mutant 0 is the product.
 */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>

#define TESTS_MAX 4096U
#define HANG_US                                                                                    \
  300000 /* of processor time, for one test; the longest uses some thousandths of a second */

extern unsigned mutant_now;
extern struct criterion_test *__start_cr_tst[];
extern struct criterion_test *__stop_cr_tst[];
/* Suites whose tests begin alike. */
extern struct criterion_suite *__start_cr_sts[] __attribute__((weak));
extern struct criterion_suite *__stop_cr_sts[] __attribute__((weak));

static struct criterion_test *tests[TESTS_MAX];
static size_t test_count;
static volatile unsigned *running; /* shared: the test that a mutant's process is at */

/* --- What the tests call. A failed assertion asks for its message first. --- */

struct criterion_options criterion_options;

void criterion_internal_test_setup(void)
{
}

void criterion_internal_test_main(void (*test)(void))
{
  test();
}

void criterion_internal_test_teardown(void)
{
}

void criterion_send_assert(struct criterion_assert_stats *stats)
{
  fprintf(stderr, "%s:%u: %s\n", stats->file, stats->line, stats->message);
}

void criterion_abort_test(void)
{
  _exit(EXIT_FAILURE);
}

void cri_asserts_passed_incr(void)
{
}

char *cr_translate_assert_msg(int index, ...)
{
  char *text = NULL;
  (void)index;
  if (mutant_now != 0) {
    _exit(EXIT_FAILURE);
  }
  return asprintf(&text, "assertion failed") < 0 ? NULL : text;
}

int cr_asprintf(char **text, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  int length = vasprintf(text, format, arguments);
  va_end(arguments);
  return length;
}

void cr_asprintf_free(char *text)
{
  free(text);
}

/* --- One mutant --- */

static void begin_suite(const struct criterion_test *test)
{
  for (struct criterion_suite **suite = __start_cr_sts; suite < __stop_cr_sts; suite++) {
    if (*suite != NULL && strcmp((*suite)->name, test->category) == 0) {
      (*suite)->data->init();
    }
  }
}

static void play(unsigned mutant)
{
  struct itimerval limit = {.it_value = {.tv_usec = HANG_US}};
  mutant_now = mutant;
  for (*running = 0; *running < test_count; ++*running) {
    const struct criterion_test *test = tests[*running];
    (void)setitimer(ITIMER_PROF, &limit, NULL);
    begin_suite(test);
    if (test->data->init != NULL) {
      test->data->init();
    }
    test->test();
    if (test->data->fini != NULL) {
      test->data->fini();
    }
  }
  _exit(EXIT_SUCCESS);
}

/* What killed one mutant is likely to kill the next. */
static void move_to_front(size_t at)
{
  struct criterion_test *test = tests[at];
  memmove(tests + 1, tests, at * sizeof *tests);
  tests[0] = test;
}

static void judge(unsigned mutant)
{
  int status = 0;
  pid_t child = fork();
  if (child == 0) {
    play(mutant);
  }
  if (child < 0 || waitpid(child, &status, 0) != child) {
    perror("runner");
    exit(EXIT_FAILURE);
  }
  const char *outcome = "failed";
  if (WIFSIGNALED(status)) {
    outcome = WTERMSIG(status) == SIGPROF ? "hung" : "crashed";
  } else if (WEXITSTATUS(status) == EXIT_SUCCESS) {
    printf("%u survived -\n", mutant);
    fflush(stdout);
    return;
  }
  size_t at = *running;
  printf("%u %s %s/%s\n", mutant, outcome, tests[at]->category, tests[at]->name);
  fflush(stdout);
  move_to_front(at);
}

int main(void)
{
  for (struct criterion_test **test = __start_cr_tst; test < __stop_cr_tst; test++) {
    if (*test != NULL && test_count < TESTS_MAX) { /* the linker pads */
      tests[test_count++] = *test;
    }
  }
  running = mmap(NULL, sizeof *running, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (running == MAP_FAILED || test_count == 0) {
    fputs("runner: no tests\n", stderr);
    return EXIT_FAILURE;
  }
  fprintf(stderr, "%zu tests\n", test_count);
  unsigned mutant;
  while (scanf("%u", &mutant) == 1) {
    judge(mutant);
  }
  return EXIT_SUCCESS;
}
