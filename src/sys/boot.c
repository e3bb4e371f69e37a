#define _GNU_SOURCE /* NOLINT(readability-identifier-naming): libc looks for this name */

#include "boot.h"

#include "arena.h"
#include "core/handover.h"
#include "errors.h"
#include "orphans.h"
#include "personality.h"
#include "pids.h"
#include "proc.h"
#include "signals.h"
#include "tty.h"
#include "util/hash.h"
#include "util/text.h"

#include <baton/status.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define RANDOM_BYTES     16U /* at AT_RANDOM */
#define FILE_PIECE_BYTES ((size_t)64 * 1024)
#define FILE_MOST_BYTES  ((size_t)16 * 1024 * 1024)
#define OWN_FDS          16U /* epoll, signalfd, arena, /proc, stderr once more, and some */
#define STACK_BYTES      ((uintptr_t)4096) /* the loop goes 2.6 KiB deep at the most */
#define PAGE_BYTES       ((uintptr_t)4096)
#define EVENTS_LEAST     16U
#define EVENTS_MOST      256U
#define POOL_BYTES       ((size_t)16 * 1024)
#define SAID_BYTES       256U

/* Memory for short texts, as the command lines of most containers are. It takes no call, and one
 * page of it serves three purposes one after the other: the line is parsed in it, then a classic
 * init reads directories into it, and each child puts its words together in its own copy. It is a
 * common symbol, so that it lies behind all other variables. */
__attribute__((common, used)) _Alignas(16) unsigned char boot_pool[POOL_BYTES];

/* --- before the line is read --- */

/* The number of a closed one is taken by something that can be neither read nor written, and that
 * exec closes: for baton and its children it is as closed as before. "/" is always there. */
static void reserve_standard_fds(void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (kernel_is_open(fd) == -EBADF) {
      (void)kernel_open("/", O_PATH, 0);
    }
  }
}

int boot_first(struct shell *shell)
{
  shell->pid = kernel_pid();
  shell->init = shell->pid == 1;
  shell->proc.newest_pid = shell->pid;
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
    size_t piece = most - length < FILE_PIECE_BYTES ? most - length : FILE_PIECE_BYTES;
    int result = kernel_read(fd, text + length, piece);
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
  struct text text = text_in(bytes, sizeof bytes - 1);
  text_put(&text, "baton: ");
  text_put(&text, what);
  if (error != 0) {
    text_put(&text, ": ");
    text_error(&text, error);
  }
  bytes[text.length++] = '\n';
  (void)kernel_write(STDERR_FILENO, bytes, text.length);
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

static uint32_t open_fds(uint64_t limit)
{
  uint32_t count = 0;
  for (int fd = 0; (uint64_t)fd < limit; fd++) {
    count += kernel_is_open(fd) >= 0;
  }
  return count;
}

static void raise_file_limit(struct shell *shell)
{
  if (shell->spawn.files.soft == shell->spawn.files.hard) {
    return;
  }
  shell->spawn.files_raised.soft = shell->spawn.files.hard;
  if (kernel_limit(RLIMIT_NOFILE, &shell->spawn.files_raised, NULL) < 0) {
    shell->spawn.files_raised = shell->spawn.files;
  }
}

/* How many children may have a pidfd while everything else still finds an fd (kernel.md, 17). The
 * limit is raised, and the inherited fds are counted, only where it could matter. */
static void share_out_fds(struct shell *shell)
{
  const struct baton_table *table = shell->core.table;
  uint64_t others = OWN_FDS + SHELL_SPARE_FDS + SHELL_LEFTOVERS;
  for (uint32_t i = 0; i < table->node_count; i++) {
    uint8_t ready = shell_settings(shell, i)->ready;
    others += ready == BATON_READY_FD || ready == BATON_READY_ENV;
  }
  if (kernel_limit(RLIMIT_NOFILE, NULL, &shell->spawn.files) < 0) {
    shell->spawn.files = (struct kernel_limit){.soft = 1024, .hard = 1024};
  }
  shell->spawn.files_raised = shell->spawn.files;
  if (shell->spawn.files.soft / 2 < others + table->node_count) {
    raise_file_limit(shell);
  }
  uint64_t limit = shell->spawn.files_raised.soft;
  if (limit / 2 < others + table->node_count) {
    others += open_fds(limit);
  }
  /* The programs by whose names baton can be called speak of the SIGCHLD that tells them of their
   * child: so baton hears of its child in the same way. */
  uint64_t left = limit > others && !shell_has_personality(shell) ? limit - others : 0;
  shell->ends.pidfds_left = left < UINT32_MAX ? (uint32_t)left : UINT32_MAX;
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
    shell->spawn.fds_kept = highest + 1;
  }
}

/* --- memory --- */

/* Made of the 16 random bytes that the kernel gives every program at its start: this takes no call,
 * and no wait for entropy, which may be missing for minutes when a machine has just booted. They
 * are hashed because libc makes its stack guard of the same bytes. */
static void make_random(uint64_t purpose, uint64_t time, uint8_t bytes[16])
{
  unsigned long address = getauxval(AT_RANDOM);
  const char *given = NULL;
  memcpy(&given, &address, sizeof given);
  const uint64_t key[2] = {purpose, time};
  hash_sip128(key, given, RANDOM_BYTES, bytes);
}

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
  (void)kernel_realtime(&about.epoch);
  make_random(1, about.epoch, random);
  memcpy(about.seed, random, sizeof about.seed);
  make_random(2, about.epoch, random);
  memcpy(&shell->loop.random, random, sizeof shell->loop.random);
  core_init(&shell->core, arena, plan, &about);
  for (uint32_t i = 0; i < plan->node_count; i++) {
    *shell_mailbox(shell, i) = (struct baton_mailbox){.pidfd = -1, .ready_fd = -1};
  }
}

/* Takes an aligned piece of memory at *end; without memory the pieces are only added up. */
static void *carve(char *memory, size_t *end, size_t count, size_t size)
{
  void *piece = memory == NULL ? NULL : memory + *end;
  *end += (count * size + 15U) & ~(size_t)15U;
  return piece;
}

/* Places everything that the shell keeps for itself; returns where that ends. */
static size_t place_lists(struct shell *shell, const struct plan *plan, char *memory)
{
  size_t end = 0;
  uint32_t capacity = core_action_capacity(plan);
  uint32_t heads = pids_heads(plan->node_count);
  (void)carve(memory, &end, 1, core_size(plan));
  shell->core.actions = carve(memory, &end, capacity, sizeof(struct action));
  shell->core.action_capacity = capacity;
  shell->slots = carve(memory, &end, plan->node_count, sizeof(struct shell_slot));
  shell->pids.heads = carve(memory, &end, heads, sizeof(uint32_t));
  shell->pids.mask = heads - 1U;
  shell->sweep.leftovers = carve(memory, &end, SHELL_LEFTOVERS, sizeof(struct leftover));
  /* With many children many end at once, and each turn may have a pass over all of them. */
  shell->loop.event_capacity = plan->node_count < EVENTS_LEAST  ? EVENTS_LEAST
                               : plan->node_count < EVENTS_MOST ? plan->node_count
                                                                : EVENTS_MOST;
  shell->loop.events = carve(memory, &end, shell->loop.event_capacity, sizeof(struct epoll_event));
  /* A classic init reads directories at its end only, and not between forks. */
  bool classic = (plan->globals.flags & BATON_GLOBAL_CLASSIC) != 0;
  shell->proc.buffer = classic ? (char *)boot_pool : carve(memory, &end, SHELL_BUFFER_BYTES, 1);
  return end;
}

/* One mapping holds all that baton remembers: the arena, and behind it the shell's own lists. It is
 * populated, so that no page is touched for the first time when memory has become short (kernel.md,
 * 19); and it is shared, since a private page would be copied at the first write after each fork.
 */
static int make_tables(struct shell *shell, const struct plan *plan)
{
  void *memory = NULL;
  int result = arena_map(place_lists(shell, plan, NULL), &memory, &shell->arena);
  if (result < 0) {
    return result;
  }
  (void)place_lists(shell, plan, memory);
  make_core(shell, plan, memory);
  for (uint32_t i = 0; i <= shell->pids.mask; i++) {
    shell->pids.heads[i] = BATON_NONE;
  }
  for (uint32_t i = 0; i < SHELL_LEFTOVERS; i++) {
    shell->sweep.leftovers[i].pidfd = -1;
  }
  return 0;
}

/* Not populated: only children write there, each into its own copy. For baton it is only addresses.
 */
static int make_scratch(struct shell *shell)
{
  size_t pointers = 0;
  size_t bytes = 0;
  uint32_t words = 0;
  for (uint32_t i = 0; i < shell->core.table->node_count; i++) {
    words = shell->core.nodes[i].argc > words ? shell->core.nodes[i].argc : words;
  }
  handover_bounds(&shell->core, shell->environment, &pointers, &bytes);
  shell->spawn.word_count = pointers + words + 3U; /* /bin/sh, and a NULL after each */
  shell->spawn.text_bytes = bytes + KERNEL_PATH_MAX;
  size_t table = shell->spawn.word_count * sizeof(char *);
  void *memory = boot_pool;
  int result = 0;
  if (table + shell->spawn.text_bytes > sizeof boot_pool) {
    result = kernel_map(&memory, table + shell->spawn.text_bytes,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
  }
  shell->spawn.words = memory;
  shell->spawn.text = (char *)memory + table;
  return result;
}

/* Written to, so that it is there when it is needed. */
static void populate_buffer(const struct shell *shell)
{
  memset(shell->proc.buffer, 0, SHELL_BUFFER_BYTES);
}

/* The stack grows by first touches, too. */
static void populate_stack(void)
{
  char here = 0;
  char *page = &here - ((uintptr_t)&here & (PAGE_BYTES - 1U));
  (void)kernel_populate(page - STACK_BYTES, STACK_BYTES);
}

static void set_nothing_yet(struct shell *shell)
{
  shell->tty.fd = STDIN_FILENO;
  shell->arena = -1;
  shell->loop.epoll = shell->signals.fd = shell->log.fd = shell->proc.root = shell->proc.children =
      -1;
  shell->orphans.at_ns = shell->drain.at_ns = SHELL_NEVER;
  shell->sweep.first = shell->sweep.pass_first = BATON_NONE;
}

/* Opens the first fd of baton's own. It gets the lowest free number, which tells whether one of the
 * standard fds is closed. */
static int open_loop(struct shell *shell)
{
  shell->loop.epoll = kernel_epoll_create();
  if (shell->loop.epoll >= 0 && shell->loop.epoll <= STDERR_FILENO) {
    (void)kernel_close(shell->loop.epoll);
    reserve_standard_fds();
    shell->loop.epoll = kernel_epoll_create();
  }
  return shell->loop.epoll < 0 ? shell->loop.epoll : signals_open(shell);
}

int boot(struct shell *shell, const struct plan *plan, const char *const *environment)
{
  shell->environment = environment;
  set_nothing_yet(shell);
  become_reaper(shell, plan);
  const char *what = "cannot wait for events";
  int result = open_loop(shell);
  if (result == 0) {
    what = "no memory for the table";
    result = make_tables(shell, plan);
  }
  if (result == 0) {
    what = "no memory for the children's words";
    result = make_scratch(shell);
  }
  if (result < 0) {
    boot_say(what, -result);
    return BATON_EXIT_SELF;
  }
  populate_buffer(shell);
  share_out_fds(shell);
  spare_children_the_pidfds(shell);
  personality_begin(shell);
  tty_open(shell);
  if (plan->node_count == 1) {
    personality_let_go(shell); /* there will be no child to wait for, … */
    orphans_are_due(shell); /* … nor its SIGCHLD, for those whose own came too early to be heard */
  }
  populate_stack();
  return 0;
}
