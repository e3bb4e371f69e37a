#include "storm.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

#define PACE_NS     INT64_C(500000) /* 2,000 a second */
#define LOOK_NS     INT64_C(100000)
#define STACK_BYTES ((size_t)4096)
#define LOOK_EACH   8 /* releases: a look at all of them takes as long as several */
#define LOOK_MS     1
#define NO_SLACK    1UL

struct storm_shared {
  bool made;
  int64_t took_ns;
  long released;
  long ended;
  long most_zombies;
  pid_t orphans[STORM_ORPHANS]; /* as they are called in their own PID namespace */
};

/* --- the orphans --- */

struct orphanage {
  int gate;
  struct storm_shared *shared;
};

/* Waits for one byte or for the end of the pipe. */
static int be_orphan(void *argument)
{
  struct orphanage *orphanage = argument;
  char byte;
  (void)!read(orphanage->gate, &byte, 1);
  __atomic_fetch_add(&orphanage->shared->ended, 1, __ATOMIC_RELAXED);
  _exit(0);
}

/* The parent that leaves them. They are processes of their own but share its memory and its files,
 * so that there is little to make and to end: what is measured is who reaps them. */
_Noreturn static void be_parent(const int gate[2], struct storm_shared *shared)
{
  struct orphanage orphanage = {.gate = gate[0], .shared = shared};
  char *stacks = mmap(NULL, STORM_ORPHANS * STACK_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  close(gate[1]);
  for (size_t i = 0; stacks != MAP_FAILED && i < STORM_ORPHANS; i++) {
    pid_t pid = clone(be_orphan, stacks + (i + 1) * STACK_BYTES,
                      CLONE_VM | CLONE_FS | CLONE_FILES | SIGCHLD, &orphanage);
    need(pid >= 0, "an orphan cannot be made");
    shared->orphans[i] = pid;
  }
  _exit(stacks == MAP_FAILED);
}

static void make_orphans(const int gate[2], struct storm_shared *shared)
{
  int status;
  pid_t parent = fork();
  if (parent == 0) {
    be_parent(gate, shared);
  }
  need(waitpid(parent, &status, 0) == parent && status == 0, "there are no orphans");
}

/* --- what becomes of them --- */

static bool is_there(pid_t pid)
{
  return kill(pid, 0) == 0 || errno != ESRCH;
}

static void note_zombies(struct storm_shared *shared)
{
  long ended = __atomic_load_n(&shared->ended, __ATOMIC_RELAXED);
  long reaped = 0;
  for (long i = 0; i < STORM_ORPHANS; i++) {
    reaped += !is_there(shared->orphans[i]);
  }
  if (ended - reaped > shared->most_zombies) {
    shared->most_zombies = ended - reaped;
  }
}

static int timer(int64_t interval_ns)
{
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  const struct timespec interval = {0, (long)interval_ns};
  const struct itimerspec setting = {interval, interval};
  need(fd >= 0 && timerfd_settime(fd, 0, &setting, NULL) == 0, "no timer");
  return fd;
}

static void await_tick(int fd)
{
  uint64_t ticks;
  (void)!read(fd, &ticks, sizeof ticks);
}

/* One look at one pid each time, so that looking costs nothing that could be measured. */
static void await_reaped(struct storm_shared *shared, bool count_zombies)
{
  int ticks = timer(LOOK_NS);
  for (long i = 0; i < STORM_ORPHANS;) {
    if (!is_there(shared->orphans[i])) {
      i++;
      continue;
    }
    if (count_zombies) {
      note_zombies(shared);
    }
    await_tick(ticks);
  }
  close(ticks);
}

static void release_paced(int gate, struct storm_shared *shared, bool count_zombies)
{
  int ticks = timer(PACE_NS);
  while (shared->released < STORM_ORPHANS) {
    await_tick(ticks);
    (void)!write(gate, "", 1);
    __atomic_fetch_add(&shared->released, 1, __ATOMIC_RELAXED);
    if (count_zombies && shared->released % LOOK_EACH == 0) {
      note_zombies(shared);
    }
  }
  close(ticks);
}

/* --- the maker of the storm, inside the namespace, and what is done from outside --- */

_Noreturn static void be_maker(struct storm_shared *shared, enum storm_way way, bool count_zombies,
                               const int start[2])
{
  int gate[2];
  char nothing;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_TIMERSLACK, NO_SLACK);
  alarm(DEADLINE_MS / 1000); /* which would end it, and be seen by who waits for it */
  close(start[1]);
  need(pipe2(gate, O_CLOEXEC) == 0, "no pipe");
  make_orphans(gate, shared);
  close(gate[0]);
  __atomic_store_n(&shared->made, true, __ATOMIC_RELEASE);
  (void)!read(start[0], &nothing, 1);
  int64_t began_ns = now_ns();
  if (way == STORM_PACED) {
    release_paced(gate[1], shared, count_zombies);
  } else {
    close(gate[1]);
  }
  await_reaped(shared, count_zombies);
  shared->took_ns = now_ns() - began_ns;
  _exit(0);
}

void storm_prepare(struct storm *storm, const struct subject *subject, enum storm_way way,
                   bool count_zombies)
{
  int start[2];
  void *page =
      mmap(NULL, sizeof *storm->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  need(page != MAP_FAILED && pipe2(start, O_CLOEXEC) == 0, "no memory or no pipe");
  *storm = (struct storm){.shared = page, .start = start[1]};
  subject_enter(subject);
  storm->maker = fork();
  if (storm->maker == 0) {
    be_maker(storm->shared, way, count_zombies, start);
  }
  close(start[0]);
  while (!__atomic_load_n(&storm->shared->made, __ATOMIC_ACQUIRE)) {
    need(waitpid(storm->maker, NULL, WNOHANG) == 0, "there is no storm");
    poll(NULL, 0, LOOK_MS);
  }
}

void storm_begin(struct storm *storm)
{
  close(storm->start);
}

long storm_released(const struct storm *storm)
{
  return __atomic_load_n(&storm->shared->released, __ATOMIC_RELAXED);
}

int64_t storm_wait(struct storm *storm)
{
  int status;
  need(waitpid(storm->maker, &status, 0) == storm->maker && status == 0,
       "the orphans were not reaped");
  storm->maker = 0;
  return storm->shared->took_ns;
}

long storm_most_zombies(const struct storm *storm)
{
  return storm->shared->most_zombies;
}

void storm_end(struct storm *storm)
{
  if (storm->maker > 0) {
    kill(storm->maker, SIGKILL);
    waitpid(storm->maker, NULL, 0);
  }
}
