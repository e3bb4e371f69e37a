/* The seam, answered by a script: which call of which process is to fail, with which errno.
 *
 * Linked with the product instead of its own answer "go on"; the shell, the kernel and the children
 * are real. The script and the counts are in a page that the test shares with us (fd 3): it writes
 * the script before the start, counts the steps of its scenario while we run, and reads afterwards
 * how often each call was made, and where. Must not change anything but the answers.
 */
#include "sys/kernel.h"
#include "sys/loop.h"

#include <stdlib.h>
#include <unistd.h>

#include <sys/mman.h>

#define PAGE_FD   3
#define NO_PAGE   99 /* exit code: a sweep that could not run must not look like one that did */
#define CALLS     64U
#define PLACES    64U
#define CHILD     32U /* the first child's place; the others follow in the order of their forks */
#define LAST_STEP 30U

/* Where a call is made: 0 while booting, then the step of the scenario, then the last words. */
enum place { PLACE_BOOT = 0, PLACE_END = 31 };

enum mode {
  MODE_ONCE,    /* call `index` of this kind in `place` */
  MODE_FOREVER, /* … and each after it, in baton itself */
  MODE_CHILDREN /* call `index` of each child */
};

/* test/faults/page.py knows this layout. */
struct page {
  uint32_t mode, place, call, index, error; /* the script; error 0: only count */
  uint32_t step;                            /* of the scenario, from 1 on */
  uint32_t hits;                            /* how often a call was failed */
  uint32_t total;                           /* calls that baton itself has made */
  uint32_t counts[PLACES][CALLS];
};

#define X(name, call) +1U
_Static_assert(0U KERNEL_CALLS(X) <= CALLS, "a count for each call");
#undef X

/* Of this process: a fork begins with a copy, and then with counts of its own. */
static struct {
  struct page *page;
  int pid;
  uint32_t forks;
  uint32_t place; /* PLACE_BOOT, PLACE_END, a child's, or BATON_NONE: that of the step */
  uint32_t counts[CALLS];
  bool child, failing;
} own;

static void open_page(void)
{
  own.page = mmap(NULL, sizeof *own.page, PROT_READ | PROT_WRITE, MAP_SHARED, PAGE_FD, 0);
  if (own.page == MAP_FAILED) {
    _exit(NO_PAGE);
  }
  own.pid = kernel_pid();
  own.place = PLACE_BOOT;
  (void)close(PAGE_FD);
}

static void become_child(int pid)
{
  own.pid = pid;
  own.child = true;
  own.place = CHILD + own.forks - 1U;
  for (uint32_t i = 0; i < CALLS; i++) {
    own.counts[i] = 0;
  }
}

static uint32_t place_now(void)
{
  if (own.place == BATON_NONE) {
    uint32_t step = __atomic_load_n(&own.page->step, __ATOMIC_SEQ_CST);
    return step < LAST_STEP ? step : LAST_STEP;
  }
  return own.place;
}

/* How often this call was made here, this time included. */
static uint32_t count(uint32_t place, enum kernel_call call)
{
  struct page *page = own.page;
  page->total += !own.child;
  if (place >= PLACES) {
    return 0; /* more children than are counted */
  }
  page->counts[place][call]++;
  return own.child ? ++own.counts[call] : page->counts[place][call];
}

static bool is_meant(uint32_t place, enum kernel_call call, uint32_t index)
{
  const struct page *page = own.page;
  if (page->error == 0 || page->call != (uint32_t)call) {
    return false;
  }
  if (page->mode == MODE_CHILDREN) {
    return own.child && index == page->index;
  }
  bool here = place == page->place && index == page->index;
  if (page->mode == MODE_FOREVER && !own.child) {
    own.failing |= here;
    return own.failing;
  }
  return here;
}

int kernel_scripted(enum kernel_call call)
{
  if (own.page == NULL) {
    open_page();
  }
  int pid = kernel_pid();
  if (pid != own.pid) {
    become_child(pid);
  }
  uint32_t place = place_now();
  bool fails = is_meant(place, call, count(place, call));
  own.forks += call == KERNEL_CLONE && !fails;
  own.page->hits += fails;
  return fails ? -(int)own.page->error : 0;
}

/* The linker gives us the loop's name: here boot ends, and nothing may end baton but its loop. */
int __wrap_loop_run(struct shell *shell);
int __real_loop_run(struct shell *shell);

int __wrap_loop_run(struct shell *shell)
{
  own.place = BATON_NONE;
  int code = __real_loop_run(shell);
  own.place = PLACE_END;
  return code;
}
