#define _GNU_SOURCE /* NOLINT(readability-identifier-naming): libc looks for this name */

#include "boot.h"

#include "arena.h"
#include "attach.h"
#include "core/handover.h"
#include "errors.h"
#include "personality.h"
#include "proc.h"
#include "signals.h"
#include "tty.h"
#include "util/hash.h"
#include "util/text.h"

#include <baton/status.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/auxv.h>
#include <sys/mman.h>

#define RANDOM_BYTES    16U /* at AT_RANDOM */
#define FILE_MOST_BYTES ((size_t)16 * 1024 * 1024)
#define STACK_BYTES     ((uintptr_t)4096) /* the loop goes 2.6 KiB deep at the most */
#define PAGE_BYTES      ((uintptr_t)4096)
#define SAID_BYTES      256U

/* Memory for short texts, as the command lines of most containers are. It takes no call, and one
 * page of it serves three purposes one after the other: the line is parsed in it, then a classic
 * init reads directories into it, and each child puts its words together in its own copy. It is a
 * common symbol, so that it lies behind all other variables. */
__attribute__((common, used)) _Alignas(16) unsigned char boot_pool[BOOT_POOL_BYTES];

/* --- before the line is read --- */

int boot_first(struct shell *shell)
{
  static struct baton_shell early;
  shell->pid = kernel_pid();
  shell->init = shell->pid == 1;
  shell->core.shell = &early; /* until there is an arena */
  early.newest_pid = shell->pid;
  early.arena_fd = early.image_fd = early.foreground = -1;
  early.drain_at_ns = SHELL_NEVER;
  return signals_block(shell);
}

void *boot_memory(size_t size)
{
  void *memory = NULL;
  if (size <= sizeof boot_pool) {
    return boot_pool;
  }
  (void)kernel_map(&memory, size, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  return memory;
}

void boot_free(void *memory, size_t size)
{
  if (memory != NULL && memory != boot_pool) {
    (void)kernel_unmap(memory, size);
  }
}

/* Reads to the end of the file; returns how many bytes there were, or a negative errno. */
static int read_all(int fd, char *text, size_t most)
{
  size_t length = 0;
  while (length < most) {
    int result = kernel_read(fd, text + length, most - length);
    if (result <= 0) {
      return result < 0 ? result : (int)length;
    }
    length += (size_t)result;
  }
  return -EFBIG;
}

char *boot_read(const char *path, size_t *size)
{
  *size = FILE_MOST_BYTES;
  int fd = kernel_open(path, O_RDONLY | O_NONBLOCK, 0);
  if (fd < 0) {
    return NULL;
  }
  /* Untouched pages of it cost nothing, and the last byte is the NUL. */
  char *text = boot_memory(*size);
  if (text != NULL && read_all(fd, text, *size - 1) < 0) {
    boot_free(text, *size);
    text = NULL;
  }
  (void)kernel_close(fd);
  return text;
}

void boot_print(int fd, const char *bytes, size_t length)
{
  while (length > 0) {
    int result = kernel_write(fd, bytes, length);
    if (result == -EAGAIN) {
      continue; /* an inherited O_NONBLOCK; the reader is there, only slow */
    }
    if (result <= 0) {
      return;
    }
    bytes += result;
    length -= (size_t)result;
  }
}

void boot_say(const char *what, int error)
{
  char bytes[SAID_BYTES];
  struct text text = text_in(bytes, sizeof bytes);
  text.placeholder = text_put_error;
  text_say(&text, error != 0 ? "baton: %: $\n" : "baton: %\n", what, (uint64_t)error);
  (void)kernel_write(STDERR_FILENO, bytes, text.length);
}

/* libc makes its stack guard of the same bytes, so they are hashed. */
void boot_random(uint64_t purpose, uint64_t time, uint8_t bytes[16])
{
  unsigned long address = getauxval(AT_RANDOM);
  const char *given = NULL;
  memcpy(&given, &address, sizeof given);
  const uint64_t key[2] = {purpose, time};
  hash_sip128(key, given, RANDOM_BYTES, bytes);
}

/* --- what baton is to the kernel --- */

static void become_reaper(struct shell *shell, const struct plan *plan)
{
  if (!shell->init && (plan->globals.flags & BATON_GLOBAL_SUBREAPER) != 0) {
    int result = kernel_subreaper();
    if (result < 0) {
      boot_say("orphans will not be reaped: no subreaper", -result);
    }
  }
  if (plan->globals.parent_death_signal != 0) {
    (void)kernel_death_signal(plan->globals.parent_death_signal);
  }
}

/* With many children, and a pidfd for each, copying the table of fds and closing the copy at exec
 * would be a large part of what a start costs (kernel.md, 16). So a child shares the table until it
 * makes one of its own, with what was open before there were pidfds. The call is tried here, where
 * nothing depends on it: a child that shares the table and cannot leave it has to be given up. */
static void spare_children_the_pidfds(struct shell *shell)
{
  if (shell_is_classic(shell)) {
    return;
  }
  int highest = proc_highest_fd(shell);
  if (highest >= 0 && kernel_own_fds(highest + 1) == 0) {
    shell_kept(shell)->fds_kept = highest + 1;
  }
}

/* --- memory --- */

static const char *parent_resume_id(const char *const *environment)
{
  static const char name[] = "LIFECYCLE_RESUME_ID=";
  for (; *environment != NULL; environment++) {
    if (strncmp(*environment, name, sizeof name - 1) == 0) {
      return *environment + sizeof name - 1;
    }
  }
  return NULL;
}

static void make_core(struct shell *shell, const struct plan *plan, void *arena)
{
  uint8_t random[16];
  struct core_boot about = {
      .pid = shell->pid,
      .parent_resume_id = parent_resume_id(shell->environment),
  };
  (void)kernel_clock(CLOCK_REALTIME, &about.epoch);
  boot_random(1, about.epoch, random);
  memcpy(about.seed, random, sizeof about.seed);
  core_init(&shell->core, arena, plan, &about);
  for (uint32_t i = 0; i < plan->node_count; i++) {
    *shell_mailbox(shell, i) = (struct baton_mailbox){.pidfd = -1, .ready_fd = -1};
  }
}

/* One mapping holds all that baton remembers: the arena, and behind it the shell's own lists. It is
 * populated, so that no page is touched for the first time when memory has become short (kernel.md,
 * 19); and it is shared, since a private page would be copied at the first write after each fork.
 * Returns the place behind the arena. */
static int make_arena(struct shell *shell, const struct plan *plan, char **room)
{
  void *arena = NULL;
  bool classic = (plan->globals.flags & BATON_GLOBAL_CLASSIC) != 0;
  size_t size = (core_size(plan) + 15U) & ~(size_t)15U;
  struct baton_shell *early = shell_kept(shell);
  int result = arena_map(size + attach_room(plan->node_count, classic), &arena, &early->arena_fd);
  if (result < 0) {
    return result;
  }
  make_core(shell, plan, arena);
  *room = (char *)arena + size;
  *shell_kept(shell) = *early;
  return 0;
}

/* The stack grows by first touches, too. */
static void populate_stack(void)
{
  char here = 0;
  char *page = &here - ((uintptr_t)&here & (PAGE_BYTES - 1U));
  (void)kernel_populate(page - STACK_BYTES, STACK_BYTES);
}

int boot(struct shell *shell, const struct plan *plan, const char *const *environment)
{
  char *room = NULL;
  shell->environment = environment;
  become_reaper(shell, plan);
  const char *what = "cannot wait for events";
  int result = attach_events(shell);
  if (result == 0) {
    what = "no memory for the table";
    result = make_arena(shell, plan, &room);
  }
  if (result == 0) {
    what = "no memory for the children's words";
    result = attach(shell, room, environment);
  }
  if (result < 0) {
    boot_say(what, -result);
    return BATON_EXIT_SELF;
  }
  spare_children_the_pidfds(shell);
  personality_begin(shell);
  tty_begin(shell);
  /* Without a child there will be no SIGCHLD for those whose own came too early to be heard. */
  bool alone = shell->core.table->nodes.count == 1;
  shell->orphans.due = alone;
  if (alone) {
    personality_let_go(shell); /* there will be no child to wait for */
  }
  populate_stack();
  return 0;
}
