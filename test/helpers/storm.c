/* A step that shoots at the children of a process as soon as it sees them. */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CHILDREN_MOST 64
#define CHILDREN_TEXT (CHILDREN_MOST * 12)
#define NAME_BYTES    16 /* of comm, with its newline */
#define LATE_BITS     9  /* at the latest 2^9 microseconds after it was seen */

/* Each ends whoever does not handle it, before an exec as after it; most with a core. */
static const int fatal[] = {SIGKILL, SIGSEGV, SIGABRT, SIGBUS, SIGILL,  SIGFPE, SIGTRAP,
                            SIGSYS,  SIGTERM, SIGQUIT, SIGINT, SIGXCPU, SIGUSR1};

static unsigned long seed;

/* xorshift; its seed is never 0. */
static unsigned long random_number(void)
{
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed;
}

static void spin(long nanoseconds)
{
  struct timespec begin, now;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  do {
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while ((now.tv_sec - begin.tv_sec) * 1000000000L + now.tv_nsec - begin.tv_nsec < nanoseconds);
}

static int children_of(int file, int *pids)
{
  char text[CHILDREN_TEXT];
  ssize_t length = pread(file, text, sizeof(text) - 1, 0);
  int count = 0;
  must(length >= 0 && length < (ssize_t)sizeof(text) - 1);
  text[length] = '\0';
  for (char *at = text; *at && count < CHILDREN_MOST; count++) {
    pids[count] = (int)strtol(at, &at, 10);
    at += strspn(at, " ");
  }
  return count;
}

static bool has(const int *pids, int count, int pid)
{
  for (int i = 0; i < count; i++) {
    if (pids[i] == pid) {
      return true;
    }
  }
  return false;
}

/* Whether a process has still its parent's name, which it loses when it executes. */
static bool is_named(int pid, const char *name)
{
  char path[32];
  char its[NAME_BYTES + 1] = "";
  (void)snprintf(path, sizeof(path), "/proc/%d/comm", pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t length = file >= 0 ? read(file, its, NAME_BYTES) : -1;
  close(file);
  return length > 0 && !strcmp(its, name);
}

/* Half of the shots are within the first 8 microseconds. Returns whether one has hit, and counts in
 * `before` whom it has hit before the exec, as far as there was time to look. */
static bool shoot_one(int pid, const char *name, int *before)
{
  long late = (long)(random_number() % (1UL << (random_number() % (LATE_BITS + 1))));
  spin(late * 1000);
  bool not_yet = late > 0 && is_named(pid, name);
  bool hit = kill(pid, fatal[random_number() % (sizeof(fatal) / sizeof(fatal[0]))]) == 0;
  must(hit || errno == ESRCH);
  *before += hit && not_yet;
  return hit;
}

static int open_children(int pid)
{
  char path[64];
  (void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  must(file >= 0);
  return file;
}

static void name_of(int pid, char *name)
{
  char path[32];
  (void)snprintf(path, sizeof(path), "/proc/%d/comm", pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  must(file >= 0 && read(file, name, NAME_BYTES) > 0);
  close(file);
}

/* Of the two last looks, whoever is in the newer one only has just been started. */
static int shoot_at_new(int file, long shots, int spared, const char *name)
{
  int pids[2][CHILDREN_MOST];
  int counts[2] = {0, 0};
  int before = 0;
  int turn = 0;
  for (; shots > 0; turn = !turn) {
    counts[turn] = children_of(file, pids[turn]);
    must(counts[turn] > 0); /* it has ended */
    for (int i = 0; i < counts[turn] && shots > 0; i++) {
      int pid = pids[turn][i];
      if (pid != spared && !has(pids[!turn], counts[!turn], pid)) {
        shots -= shoot_one(pid, name, &before);
      }
    }
  }
  return before;
}

/* storm:PID=SHOTS=SEED=SPARED — at the children of a process, one after the other, each once. */
static void storm(const char *argument)
{
  int pid = 0;
  int spared = 0;
  long shots = 0;
  char name[NAME_BYTES + 1] = "";
  char text[64];
  if (sscanf(argument, "%d=%ld=%lu=%d", &pid, &shots, &seed, &spared) != 4) {
    misspelt();
  }
  seed = seed * 2 + 1;
  name_of(pid, name);
  int before = shoot_at_new(open_children(pid), shots, spared, name);
  (void)snprintf(text, sizeof(text), "hits=%ld before=%d", shots, before);
  report("storm", text);
}

const struct step storm_steps[] = {
    {"storm", NULL, storm, NULL, NULL},
    {NULL,    NULL, NULL,  NULL, NULL},
};
