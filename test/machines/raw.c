/* raw: shows on one architecture that src/sys/raw.h makes calls and children as it says.
 *
 * `raw emulated` is for a user-mode emulator, which knows no pidfds and makes a copy of a child
 * that is to share memory, if baton waits for it (CLONE_VFORK), and refuses it otherwise; but that
 * copy begins on its stack as the machine's own would, by the same instructions. Without the word,
 * the kernel is asked for all of it. So that both can be looked at in one way, what a child writes
 * lies in memory that copies share, too.
 */
#include "sys/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define STACK_BYTES 16384
#define ABOVE_BYTES 64 /* nobody's: a child writes only below the end of its stack */
#define FILLING     0x5A
#define NEAR_BYTES  256
#define OUR_ERRNO   77

/* What a child is given, and what it tells. */
struct told {
  int code;
  uintptr_t frame; /* the stack pointer as it was when `start` was called */
  int32_t pid;
  int32_t word_seen;
  int32_t third_seen;
};

struct shared {
  struct told told[4];
  int32_t word;  /* CLONE_CHILD_SETTID */
  int32_t third; /* CLONE_PARENT_SETTID or CLONE_PIDFD: the argument is the same */
  _Alignas(RAW_ALIGNMENT) unsigned char memory[STACK_BYTES + ABOVE_BYTES];
};

struct limits { /* of prlimit64 */
  uint64_t soft;
  uint64_t hard;
};

struct seen { /* a struct statx, as the kernel writes it */
  uint32_t words[64];
};

static struct shared *shared;
static volatile int ours; /* a child that shares memory writes it for us all */
static bool emulated;
static int failures;

static void check(bool holds, const char *what)
{
  if (!holds) {
    printf("raw: not so: %s (errno %d)\n", what, errno);
    failures++;
  }
}

static _Noreturn void start(void *argument)
{
  struct told *told = argument;
  told->frame = (uintptr_t)__builtin_dwarf_cfa();
  told->pid = (int32_t)raw_call(SYS_getpid, 0, 0, 0, 0, 0);
  told->word_seen = *(volatile int32_t *)&shared->word;
  told->third_seen = *(volatile int32_t *)&shared->third;
  ours = told->code;
  for (;;) {
    raw_call(SYS_exit_group, told->code, 0, 0, 0, 0);
  }
}

static unsigned char *stack_end(void)
{
  return shared->memory + STACK_BYTES;
}

/* Makes the child and waits for its end. Its number, or what the kernel refused it with. */
static long make(long flags, struct told *told)
{
  int status = -1;
  memset(shared->memory, FILLING, sizeof shared->memory);
  shared->word = shared->third = ours = 0;
  errno = OUR_ERRNO;
  long pid =
      raw_clone(flags | SIGCHLD, stack_end(), &shared->third, (long)&shared->word, start, told);
  check(errno == OUR_ERRNO, "a clone leaves errno alone");
  if (pid < 0) {
    return pid;
  }
  check(pid > 0, "baton itself goes on behind the clone");
  check(waitpid((pid_t)pid, &status, 0) == pid, "the number is that of a child");
  check(WIFEXITED(status) && WEXITSTATUS(status) == told->code, "its code comes back");
  check(told->pid == pid, "it was given its argument");
  return pid;
}

static void check_stack(const struct told *told)
{
  uintptr_t end = (uintptr_t)stack_end();
  bool untouched = true;
  for (size_t i = 0; i < ABOVE_BYTES; i++) {
    untouched = untouched && shared->memory[STACK_BYTES + i] == FILLING;
  }
  check(told->frame <= end && told->frame + NEAR_BYTES > end, "it begins at the end of its stack");
  check(told->frame % RAW_ALIGNMENT == 0, "its stack is aligned when it begins");
  check(untouched, "nothing is written above its stack");
  check(shared->memory[0] == FILLING, "nothing is written far below");
}

/* Each of the five stands where the kernel looks for it. */
static void shows_calls(void)
{
  struct stat expected;
  struct seen seen = {{0}};
  struct rlimit limit;
  struct limits limits = {0, 0};
  int fd = open("/", O_RDONLY | O_DIRECTORY);
  check(fd >= 0 && stat("/dev/null", &expected) == 0, "there is a file to look at");
  errno = OUR_ERRNO;
  check(raw_call(SYS_statx, fd, (long)"dev/null", 0, 0x7FF, (long)&seen) == 0, "statx is made");
  check(raw_call(SYS_statx, fd, (long)"dev/null", 1, 0x7FF, (long)&seen) == -EINVAL,
        "its third argument is looked at");
  check(raw_call(SYS_statx, -1, (long)"dev/null", 0, 0x7FF, (long)&seen) == -EBADF,
        "its first argument is looked at");
  check(raw_call(SYS_statx, fd, 0, 0, 0x7FF, (long)&seen) == -EFAULT,
        "its second argument is looked at");
  check(raw_call(SYS_statx, fd, (long)"dev/null", 0, 0x7FF, 8) == -EFAULT,
        "its fifth argument is looked at");
  check((seen.words[7] & S_IFMT) == (expected.st_mode & S_IFMT),
        "statx has written what it should");
  check(getrlimit(RLIMIT_NOFILE, &limit) == 0, "there is a limit");
  check(raw_call(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, (long)&limits, 0) == 0, "prlimit64 is made");
  check(limits.soft == limit.rlim_cur && limits.hard == limit.rlim_max, "it has told the limit");
  check(raw_call(SYS_close, -1, 0, 0, 0, 0) == -EBADF, "an error comes back negative");
  check(errno == OUR_ERRNO, "calls leave errno alone");
  (void)close(fd);
}

/* All that the kernel is told, and the child's way to `start`. The last argument is that for
 * CLONE_CHILD_SETTID; its place is another on each architecture, as is that of the third. */
static void shows_a_child(struct told *told)
{
  long flags = CLONE_VM | CLONE_VFORK | CLONE_CHILD_SETTID | CLONE_PARENT_SETTID;
  long pid = make(flags, told);
  check(pid > 0, "a child is made");
  check(told->word_seen == pid, "its number is where the last argument says");
  check(told->third_seen == pid, "the third argument is in its place");
  check_stack(told);
  check(emulated || ours == told->code, "its memory was ours");
}

/* As baton makes one: it waits for nobody, and the word is 0 when the child has left. */
static void shows_how_we_share(struct told *told)
{
  long pid = make(CLONE_VM | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CLONE_PIDFD, told);
  if (emulated) {
    check(pid == -EINVAL, "the emulator refuses to share");
    return;
  }
  check(pid > 0, "a child is made as baton makes it");
  check(told->word_seen == pid, "the word had its number");
  check(shared->word == 0, "the word is 0 when it has ended");
  check(shared->third > 0 && fcntl(shared->third, F_GETFD) == FD_CLOEXEC, "there is a pidfd");
  check(told->third_seen == shared->third, "the child could see it");
  check(ours == told->code, "baton's memory was the child's");
  check_stack(told);
  (void)close(shared->third);
}

static void shows_refusals(struct told *told)
{
  check(make(CLONE_THREAD, told) == -EINVAL, "what cannot be is refused with a negative errno");
  check(told->pid == 0, "and nobody is made");
}

int main(int argc, char **argv)
{
  emulated = argc > 1 && strcmp(argv[1], "emulated") == 0;
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    return 1;
  }
  for (int i = 0; i < 4; i++) {
    shared->told[i].code = 40 + i;
  }
  shows_calls();
  shows_a_child(&shared->told[0]);
  shows_a_child(&shared->told[1]);
  shows_how_we_share(&shared->told[2]);
  shows_refusals(&shared->told[3]);
  printf("raw: %s\n", failures == 0 ? "all holds" : "something does not hold");
  return failures != 0;
}
