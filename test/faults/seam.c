/* The seam, answered by a script: which call of which process is to fail, with which errno.
 *
 * Linked with the product instead of its own answer "go on"; the shell, the kernel and the children
 * are real. The script and the counts are in a page that the test shares with us (fd 3): it writes
 * the script before the start, counts the steps of its scenario while we run, and reads afterwards
 * how often each call was made, and where. Must not change anything but the answers.
 */
#include "sys/kernel.h"
#include "sys/loop.h"
#include "util/rooms.h"

#include <unistd.h>

#include <sys/mman.h>

#define PAGE_FD   3
#define NO_PAGE   99 /* exit code: a sweep that could not run must not look like one that did */
#define CALLS     64U
#define PLACES    64U
#define CHILD     32U /* the first child's place; the others follow in the order of their forks */
#define LAST_STEP 30U
#define STACK     16384

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

/* Where calls are made, and how often each was, if it is a child that makes them. */
struct maker {
  uint32_t place; /* PLACE_BOOT, PLACE_END, a child's, or BATON_NONE: that of the step */
  uint32_t counts[CALLS];
  bool child;
};

/* Of this process: a fork begins with a copy, and then with counts of its own. Those who share our
 * memory are told apart by their stacks. */
static struct {
  struct page *page;
  int pid;
  uint32_t forks;
  bool failing;
  struct maker self;

  struct {
    char *stack;
    struct maker maker;
  } rooms[ROOMS_MOST];
} own;

static void open_page(void)
{
  own.page = mmap(NULL, sizeof *own.page, PROT_READ | PROT_WRITE, MAP_SHARED, PAGE_FD, 0);
  if (own.page == MAP_FAILED) {
    _exit(NO_PAGE);
  }
  own.pid = kernel_pid();
  own.self.place = PLACE_BOOT;
  (void)close(PAGE_FD);
}

/* The next child, whose calls are counted from 0. */
static struct maker next_child(void)
{
  return (struct maker){.place = CHILD + own.forks, .child = true};
}

/* Rooms are as far apart as a stack may be deep, and more. */
static struct maker *who(void)
{
  char here = 0;
  for (uint32_t i = 0; i < ROOMS_MOST; i++) {
    char *stack = own.rooms[i].stack;
    if (stack != NULL && &here < stack && &here >= stack - STACK) {
      return &own.rooms[i].maker;
    }
  }
  int pid = kernel_pid();
  if (pid != own.pid) {
    own.pid = pid;
    own.forks--; /* it was counted before it was made */
    own.self = next_child();
    own.forks++;
  }
  return &own.self;
}

static uint32_t place_of(const struct maker *maker)
{
  if (maker->place == BATON_NONE) {
    uint32_t step = __atomic_load_n(&own.page->step, __ATOMIC_SEQ_CST);
    return step < LAST_STEP ? step : LAST_STEP;
  }
  return maker->place;
}

/* How often this call was made here, this time included. */
static uint32_t count(struct maker *maker, uint32_t place, enum kernel_call call)
{
  struct page *page = own.page;
  page->total += !maker->child;
  if (place >= PLACES) {
    return 0; /* more children than are counted */
  }
  page->counts[place][call]++;
  return maker->child ? ++maker->counts[call] : page->counts[place][call];
}

static bool is_meant(const struct maker *maker, uint32_t place, enum kernel_call call,
                     uint32_t index)
{
  const struct page *page = own.page;
  if (page->error == 0 || page->call != (uint32_t)call) {
    return false;
  }
  if (page->mode == MODE_CHILDREN) {
    return maker->child && index == page->index;
  }
  bool here = place == page->place && index == page->index;
  if (page->mode == MODE_FOREVER && !maker->child) {
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
  struct maker *maker = who();
  uint32_t place = place_of(maker);
  bool fails = is_meant(maker, place, call, count(maker, place, call));
  own.forks += call == KERNEL_CLONE && !fails;
  own.page->hits += fails;
  return fails ? -(int)own.page->error : 0;
}

/* The linker gives us the clone's name as well: here a child is known before it makes a call. */
int __wrap_kernel_share(const struct kernel_place *place, int32_t *pidfd, bool share_fds);
int __real_kernel_share(const struct kernel_place *place, int32_t *pidfd, bool share_fds);

int __wrap_kernel_share(const struct kernel_place *place, int32_t *pidfd, bool share_fds)
{
  uint32_t room = 0;
  while (own.rooms[room].stack != NULL && own.rooms[room].stack != place->stack) {
    room++;
  }
  own.rooms[room].stack = place->stack;
  own.rooms[room].maker = next_child();
  own.forks++;
  int pid = __real_kernel_share(place, pidfd, share_fds);
  own.forks -= pid < 0;
  return pid;
}

/* The linker gives us the loop's name: here boot ends, and nothing may end baton but its loop. */
int __wrap_loop_run(struct shell *shell);
int __real_loop_run(struct shell *shell);

int __wrap_loop_run(struct shell *shell)
{
  own.self.place = BATON_NONE;
  int code = __real_loop_run(shell);
  own.self.place = PLACE_END;
  return code;
}
