#include "boot.h"

#include "attach.h"
#include "core/handover.h"
#include "errors.h"
#include "exec.h"
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
#define OWNER_READS     0400U
#define SEALS           (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)
#define SAID_BYTES      256U

/* A common symbol, so that it lies behind all other variables. */
__attribute__((common, used)) _Alignas(16) struct boot_room boot_room;

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
  if (size <= BOOT_LINE_BYTES) {
    return boot_line();
  }
  (void)kernel_map(&memory, size, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  return memory;
}

void boot_free(void *memory, size_t size)
{
  if (memory != NULL && memory != boot_line()) {
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
    if (result == -EAGAIN && kernel_poll(fd, POLLOUT, true) > 0) {
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
  text.placeholder = text_put_log_value;
  text_say(&text, error != 0 ? "baton: %: $\n" : "baton: %\n", what, (uint64_t)error);
  (void)kernel_write(STDERR_FILENO, bytes, text.length);
}

/* libc makes its stack guard of the same bytes, so they are hashed. */
void boot_random(uint64_t purpose, uint64_t time, uint64_t random[2])
{
  unsigned long address = getauxval(AT_RANDOM);
  const char *given = NULL;
  memcpy(&given, &address, sizeof given);
  const uint64_t key[2] = {purpose, time};
  hash_sip128(key, given, RANDOM_BYTES, (uint8_t *)random);
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

static void make_core(struct shell *shell, const struct plan *plan, void *arena)
{
  struct core_boot about = {
      .pid = shell->pid,
      .parent_resume_id = exec_variable(shell->environment, "LIFECYCLE_RESUME_ID="),
  };
  (void)kernel_clock(CLOCK_REALTIME, &about.epoch);
  boot_random(1, about.epoch, about.seed);
  core_init(&shell->core, arena, plan, &about);
  for (uint32_t i = 0; i < plan->node_count; i++) {
    *shell_mailbox(shell, i) = (struct baton_mailbox){.pidfd = -1, .ready_fd = -1};
  }
}

/* The fd of a memfd of `size` zeroes, or a negative errno. */
static int make_file(size_t size)
{
  unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int fd = kernel_memfd("baton", flags | KERNEL_MFD_NOEXEC_SEAL);
  if (fd == -EINVAL) {
    fd = kernel_memfd("baton", flags); /* before 6.3 */
  }
  if (fd < 0) {
    return fd;
  }
  int result = kernel_chmod(fd, OWNER_READS);
  /* RLIMIT_FSIZE can make this fail; the XFSZ that it sends is blocked and dropped. */
  result = result < 0 ? result : kernel_truncate(fd, size);
  if (result < 0) {
    (void)kernel_close(fd);
    return result;
  }
  return fd;
}

/* After this only mappings that exist already can write: ours, and a child's before its exec. A
 * mode is no protection: a process of baton's uid opens /proc/1/fd/N for writing, root at once and
 * others after a chmod (kernel.md, 18). */
static int seal(int fd)
{
  int result = kernel_seal(fd, SEALS | F_SEAL_FUTURE_WRITE);
  return result == -EINVAL ? kernel_seal(fd, SEALS) : result; /* before 5.1 */
}

/* Maps `size` zeroed bytes, all of them present. `fd` is the memfd, which stays open for as long as
 * baton runs, since batonctl reads it through /proc; -1 if there is none: then nobody outside can
 * read the status, and all else works. */
static int map_arena(size_t size, void **arena, int *fd)
{
  int file = make_file(size);
  *fd = -1;
  if (file >= 0) {
    int result = kernel_map(arena, size, MAP_SHARED | MAP_POPULATE, file);
    if (result == 0 && seal(file) == 0) {
      *fd = file;
      return 0;
    }
    (void)kernel_close(file); /* without its seals it is not to be had from outside */
    if (result == 0) {
      return 0;
    }
  }
  /* Shared as well: a child's mailbox has to reach us. */
  return kernel_map(arena, size, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1);
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
  int result = map_arena(size + attach_room(plan->node_count, classic), &arena, &early->arena_fd);
  if (result < 0) {
    return result;
  }
  make_core(shell, plan, arena);
  *room = (char *)arena + size;
  *shell_kept(shell) = *early;
  signals_clear_ignored(shell);
  return 0;
}

/* The stack grows by first touches, too. */
static void populate_stack(void)
{
  char here = 0;
  char *page = &here - ((uintptr_t)&here & (BOOT_PAGE_BYTES - 1U));
  (void)kernel_populate(page - STACK_BYTES, STACK_BYTES);
}

/* Words that hold the children's make PID 1 the victim of whoever looks for a child by its words.
 */
void boot_shorten_words(const struct shell *shell, char **words, int count, uint32_t own)
{
  if (shell_is_classic(shell) || own >= (uint32_t)count) {
    return;
  }
  char *at = words[own];
  size_t room = 0;
  for (int i = (int)own; i < count && words[i] == at + room; i++) {
    room += strlen(words[i]) + 1;
  }
  uint32_t children = 0;
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    children += core_is_child(&shell->core, i);
  }
  memset(at, 0, room);
  struct text text = text_in(at, room);
  text_say(&text, "(# children)", "", children);
}

/* A child's exec ends it for the child (kernel.md, 21a). */
static int become_private(const struct shell *shell)
{
  return shell_has(shell, BATON_GLOBAL_PRIVATE) ? kernel_undumpable() : 0;
}

int boot(struct shell *shell, const struct plan *plan, const char **environment)
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
  if (result == 0) {
    what = "cannot be private";
    result = become_private(shell);
  }
  if (result < 0) {
    boot_say(what, -result);
    return BATON_EXIT_SELF;
  }
  spare_children_the_pidfds(shell);
  personality_begin(shell);
  tty_begin(shell);
  /* Without a child there will be no SIGCHLD for those whose own came too early to be heard, and
   * none to wait for. */
  shell->orphans.due = shell->core.table->nodes.count == 1;
  if (shell->orphans.due) {
    personality_let_go(shell);
  }
  populate_stack();
  return 0;
}
