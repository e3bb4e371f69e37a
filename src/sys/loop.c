#include "loop.h"

#include "crash.h"
#include "drain.h"
#include "ends.h"
#include "oom.h"
#include "orphans.h"
#include "perform.h"
#include "signals.h"
#include "spawn.h"
#include "sweep.h"
#include "util/number.h"

#include <errno.h>
#include <limits.h>
#include <time.h>

#define SOURCE_SHIFT 56U
#define SLOT_SHIFT   32U
#define DEAF_MOST    100U /* turns in a row that hear nothing: it will not come back */
#define SLOT_MASK    UINT64_C(0xffffff)
#define WORK_NS      UINT64_C(5000000) /* work before signals, ends and deadlines are looked at */
#define WORK_PIECES  16U               /* between two looks at the clock */

_Static_assert(PLAN_NODES_MAX <= SLOT_MASK, "a slot fits in its part of epoll's data");

/* --- the epoll set --- */

int loop_watch(const struct shell *shell, int fd, enum source source, uint32_t slot, uint32_t run)
{
  /* A child ends only once. After that the kernel no longer looks at its pidfd, so it may be closed
   * while it is still in the set, even if a child that is just being started holds the last copy
   * (kernel.md, 15). */
  uint32_t once = source == SOURCE_CHILD ? EPOLLONESHOT : 0;
  uint64_t tag = (uint64_t)source << SOURCE_SHIFT | (uint64_t)slot << SLOT_SHIFT | run;
  return kernel_epoll_ctl(shell->loop.epoll, EPOLL_CTL_ADD, fd, EPOLLIN | once, tag);
}

void loop_close(const struct shell *shell, int32_t *fd)
{
  if (*fd >= 0) {
    (void)kernel_epoll_ctl(shell->loop.epoll, EPOLL_CTL_DEL, *fd, 0, 0);
    loop_close_alone(fd);
  }
}

void loop_close_alone(int32_t *fd)
{
  if (*fd >= 0) {
    (void)kernel_close(*fd);
    *fd = -1;
  }
}

/* --- the core --- */

void loop_look_at_clock(struct shell *shell)
{
  (void)kernel_clock(CLOCK_MONOTONIC, &shell->loop.now_ns);
  shell->loop.unclocked = 0;
  shell->loop.clocked = true;
}

void loop_know_time(struct shell *shell)
{
  if (!shell->loop.clocked) {
    loop_look_at_clock(shell);
    shell->loop.heard_ns = shell->loop.now_ns;
  }
}

bool loop_is_tired(struct shell *shell)
{
  shell->loop.unclocked++;
  if (shell->loop.unclocked >= WORK_PIECES) {
    loop_look_at_clock(shell);
  }
  return shell->loop.now_ns - shell->loop.heard_ns >= WORK_NS;
}

/* splitmix64: jitter needs to be spread out, not to be secret. */
static uint32_t next_random(struct shell *shell)
{
  uint64_t mixed = shell->loop.random += UINT64_C(0x9e3779b97f4a7c15);
  mixed = (mixed ^ mixed >> 30U) * UINT64_C(0xbf58476d1ce4e5b9);
  mixed = (mixed ^ mixed >> 27U) * UINT64_C(0x94d049bb133111eb);
  return (uint32_t)(mixed >> 32U);
}

/* Readers of the arena retry while the counter is odd (handover.md, "The arena"). */
static void count_step(struct baton_table *table, int order)
{
  __atomic_store_n(&table->sequence, table->sequence + 1U, order);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void loop_step(struct shell *shell, struct baton_event event)
{
  const struct baton_state *state = shell->core.state;
  struct baton_table *table = shell->core.arena; /* of whose header the sequence is ours */
  event.random = next_random(shell);
  count_step(table, __ATOMIC_RELAXED);
  core_step(&shell->core, (int64_t)(shell->loop.now_ns / SHELL_MS), &event);
  count_step(table, __ATOMIC_RELEASE);
  if (state->broken_line != 0) {
    crash("broken invariant of the core at", state->broken_file, state->broken_line);
  }
}

/* False if there is nothing to do any more. */
static bool perform_next(struct shell *shell)
{
  struct baton_action action;
  if (shell_kept(shell)->finished || !core_next(&shell->core, &action)) {
    return false;
  }
  perform(shell, &action);
  core_done(&shell->core);
  return true;
}

void loop_perform(struct shell *shell)
{
  while (perform_next(shell) && !loop_is_tired(shell)) {
  }
}

void loop_make_room(struct shell *shell)
{
  while (!core_has_room(&shell->core) && perform_next(shell)) {
  }
}

void loop_deliver(struct shell *shell, struct baton_event event)
{
  loop_make_room(shell);
  if (!shell_kept(shell)->finished) {
    loop_step(shell, event);
    loop_perform(shell);
  }
}

/* --- a turn --- */

/* Milliseconds until something is due without an event; -1: nothing is, so sleep until one comes.
 */
static int timeout(struct shell *shell)
{
  int64_t deadline_ms = core_deadline(&shell->core);
  uint64_t due = deadline_ms == CORE_NEVER ? SHELL_NEVER : (uint64_t)deadline_ms * SHELL_MS;
  due = number_least(due, orphans_deadline(shell));
  due = number_least(due, sweep_deadline(shell));
  due = number_least(due, drain_deadline(shell));
  if (core_is_busy(&shell->core)) {
    return 0;
  }
  if (due == SHELL_NEVER) {
    return -1;
  }
  loop_look_at_clock(shell);
  if (due <= shell->loop.now_ns) {
    return 0;
  }
  uint64_t ms = (due - shell->loop.now_ns + SHELL_MS - 1U) / SHELL_MS;
  return ms < INT_MAX ? (int)ms : INT_MAX;
}

static void dispatch(struct shell *shell, uint64_t data)
{
  uint32_t slot = (uint32_t)(data >> SLOT_SHIFT & SLOT_MASK);
  uint32_t run = (uint32_t)data;
  switch ((enum source)(data >> SOURCE_SHIFT)) {
  case SOURCE_CHILD: ends_child_event(shell, slot, run); break;
  case SOURCE_READY: spawn_ready_event(shell, slot, run); break;
  case SOURCE_LEFTOVER: sweep_leftover_event(shell, slot, run); break;
  case SOURCE_SIGNAL: signals_event(shell); break;
  }
}

void loop_deaf(struct shell *shell, const char *what, int error)
{
  shell->loop.deaf++;
  if (shell->loop.deaf == DEAF_MOST) {
    crash(what, "", (uint32_t)error);
  }
}

/* A signal may be behind more ends than a turn has time for. */
static void dispatch_all(struct shell *shell, int count)
{
  for (int i = 0; i < count && !shell_kept(shell)->finished; i++) {
    if (i > 0 && loop_is_tired(shell)) {
      shell->loop.heard_ns = shell->loop.now_ns;
      signals_event(shell);
    }
    dispatch(shell, shell->loop.events[i].data.u64);
  }
}

/* Nothing was due, and a signal is all that there is: whether anything will need the time is known
 * once it has been read. */
static bool may_do_without_time(const struct shell *shell, int count, int timeout_ms)
{
  return timeout_ms < 0 && count == 1 &&
         shell->loop.events[0].data.u64 >> SOURCE_SHIFT == SOURCE_SIGNAL;
}

/* Returns whether there may be more than one look could tell. */
static bool wait_and_dispatch(struct shell *shell, int timeout_ms)
{
  uint32_t deaf = shell->loop.deaf;
  int most = (int)shell->loop.event_capacity;
  int count = kernel_epoll_wait(shell->loop.epoll, shell->loop.events, most, timeout_ms,
                                shell->signals.fd < 0);
  if (count < 0) {
    loop_deaf(shell, "epoll_wait", -count);
  }
  shell->loop.clocked = false;
  shell->loop.unclocked = 0;
  if (!may_do_without_time(shell, count, timeout_ms)) {
    loop_look_at_clock(shell);
  }
  shell->loop.heard_ns = shell->loop.now_ns;
  dispatch_all(shell, count);
  signals_take_faults(shell);
  if (shell->loop.deaf == deaf) {
    shell->loop.deaf = 0;
  }
  return count == most;
}

/* What has happened comes before what is due: who is ready at last, or has ended, is not stopped
 * because others filled the first look. So many looks show everything that was there once; what a
 * child goes on writing does not hold up the time. */
static void hear(struct shell *shell)
{
  uint32_t fds = 2 * shell->core.table->nodes.count + SHELL_LEFTOVERS + 1U;
  uint32_t looks = fds / shell->loop.event_capacity;
  bool more = wait_and_dispatch(shell, timeout(shell));
  for (; more && looks > 0 && !shell_kept(shell)->finished; looks--) {
    more = wait_and_dispatch(shell, 0);
  }
}

int loop_run(struct shell *shell)
{
  loop_look_at_clock(shell);
  shell->loop.heard_ns = shell->loop.now_ns;
  loop_deliver(shell, (struct baton_event){.kind = EV_BOOT});
  oom_begin(shell); /* not before: no child has to wait for it */
  while (!shell_kept(shell)->finished) {
    hear(shell);
    sweep_look(shell);
    orphans_turn(shell);
    if (core_deadline(&shell->core) <= (int64_t)(shell->loop.now_ns / SHELL_MS)) {
      loop_deliver(shell, (struct baton_event){.kind = EV_TIMER});
    }
    sweep_turn(shell);
    drain_turn(shell);
    loop_perform(shell);
  }
  return shell_kept(shell)->code;
}
