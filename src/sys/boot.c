#include "boot.h"

#include "arena.h"
#include "core/handover.h"
#include "identity.h"
#include "log.h"
#include "loop.h"
#include "pids.h"
#include "proc.h"
#include "signals.h"
#include "tty.h"

#include <baton/status.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define FILE_PIECE_BYTES ((size_t)64 * 1024)
#define FILE_MOST_BYTES  ((size_t)16 * 1024 * 1024)
#define OWN_FDS          16U /* epoll, signalfds, arena, /proc, stderr once more, and some */
#define STACK_BYTES      ((uintptr_t)16 * 1024) /* more than the loop ever uses */
#define PAGE_BYTES       ((uintptr_t)4096)

/* --- before the line is read --- */

/* A closed one is taken by something that can neither be read nor written, and that exec closes: to
 * baton and to its children it is as closed as it was. "/" is always there. */
static void reserve_standard_fds(void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
    if (kernel_is_open(fd) == -EBADF) {
      (void)kernel_open("/", O_PATH, 0);
    }
  }
}

void boot_first(struct shell *shell)
{
  signals_block(shell);
  reserve_standard_fds();
  shell->pid = kernel_pid();
  shell->init = shell->pid == 1;
  shell->newest_pid = shell->pid;
}

void *boot_memory(size_t size)
{
  void *memory = NULL;
  (void)kernel_map(&memory, size, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  return memory;
}

void boot_free(void *memory, size_t size)
{
  if (memory != NULL) {
    (void)kernel_unmap(memory, size);
  }
}

/* Reads to the end; the bytes that there were, or a negative errno. */
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

/* --- what baton is to the kernel --- */

static void become_reaper(struct shell *shell, const struct plan *plan)
{
  if (!shell->init) {
    int result = kernel_subreaper();
    if (result < 0) {
      log_say("orphans will not be reaped: no subreaper", -result);
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

/* How many children may have a pidfd, so that everything else still finds an fd (KERNEL.md, 17).
 * The inherited fds are only counted where it could matter. */
static void share_out_fds(struct shell *shell)
{
  const struct baton_table *table = shell->core.table;
  uint64_t limit = shell->files_raised.soft;
  uint64_t others = OWN_FDS + SHELL_SPARE_FDS + SHELL_LEFTOVERS;
  for (uint32_t i = 0; i < table->node_count; i++) {
    uint8_t ready = shell_settings(shell, i)->ready;
    others += ready == BATON_READY_FD || ready == BATON_READY_ENV;
  }
  if (limit / 2 < others + table->node_count) {
    others += open_fds(limit);
  }
  uint64_t left = limit > others ? limit - others : 0;
  shell->pidfds_left = left < UINT32_MAX ? (uint32_t)left : UINT32_MAX;
}

static void raise_file_limit(struct shell *shell)
{
  if (kernel_limit(RLIMIT_NOFILE, NULL, &shell->files) < 0) {
    shell->files = (struct kernel_limit){.soft = 1024, .hard = 1024};
  }
  shell->files_raised = shell->files;
  shell->files_raised.soft = shell->files.hard;
  if (kernel_limit(RLIMIT_NOFILE, &shell->files_raised, NULL) < 0) {
    shell->files_raised = shell->files;
  }
}

/* --- memory --- */

/* Without waiting for entropy: early in a machine's life there may be none for minutes. The bytes
 * that the kernel gives every program at its start are random too. */
static void fill_random(void *bytes, size_t size)
{
  if (kernel_random(bytes, size) == (int)size) {
    return;
  }
  unsigned long address = getauxval(AT_RANDOM);
  const unsigned char *given = NULL;
  memcpy(&given, &address, sizeof given);
  uint64_t time = 0;
  (void)kernel_realtime(&time);
  for (size_t i = 0; i < size; i++) {
    ((unsigned char *)bytes)[i] = (unsigned char)(given[i % 16] ^ (time >> i % 8 * 8));
  }
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

static int make_arena(struct shell *shell, const struct plan *plan)
{
  void *arena = NULL;
  struct core_boot about = {
      .pid = shell->pid,
      .parent_resume_id = parent_resume_id(shell->environment),
  };
  int result = arena_map(core_size(plan), &arena);
  if (result < 0) {
    return result;
  }
  (void)kernel_realtime(&about.epoch);
  fill_random(about.seed, sizeof about.seed);
  fill_random(&shell->random, sizeof shell->random);
  core_init(&shell->core, arena, plan, &about);
  for (uint32_t i = 0; i < plan->node_count; i++) {
    *shell_mailbox(shell, i) = (struct baton_mailbox){.pidfd = -1, .ready_fd = -1};
  }
  return 0;
}

static void *carve(char **from, size_t size)
{
  void *piece = *from;
  *from += (size + 15U) & ~(size_t)15U;
  return piece;
}

/* One mapping for all that the shell keeps to itself, populated: no page of it is touched for the
 * first time when memory may have become short (KERNEL.md, 19). */
static int make_tables(struct shell *shell, const struct plan *plan)
{
  uint32_t capacity = core_action_capacity(plan);
  uint32_t heads = pids_heads(plan->node_count);
  size_t sizes[] = {capacity * sizeof(struct action), plan->node_count * sizeof(struct shell_slot),
                    heads * sizeof(uint32_t), SHELL_BUFFER_BYTES};
  size_t total = 0;
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    total += (sizes[i] + 15U) & ~(size_t)15U;
  }
  void *memory = NULL;
  int result = kernel_map(&memory, total, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1);
  if (result < 0) {
    return result;
  }
  char *at = memory;
  shell->core.actions = carve(&at, sizes[0]);
  shell->core.action_capacity = capacity;
  shell->slots = carve(&at, sizes[1]);
  shell->pid_heads = carve(&at, sizes[2]);
  shell->pid_mask = heads - 1U;
  shell->buffer = carve(&at, sizes[3]);
  memset(shell->pid_heads, 0xff, sizes[2]); /* BATON_NONE in each */
  return 0;
}

/* Only children write there, each into its own copy, so it is not populated: to baton it is only
 * addresses. */
static int make_scratch(struct shell *shell)
{
  size_t pointers = 0;
  size_t bytes = 0;
  uint32_t words = 0;
  for (uint32_t i = 0; i < shell->core.table->node_count; i++) {
    words = shell->core.nodes[i].argc > words ? shell->core.nodes[i].argc : words;
  }
  handover_bounds(&shell->core, shell->environment, &pointers, &bytes);
  shell->scratch_word_count = pointers + words + 3U; /* /bin/sh, and a NULL after each */
  shell->scratch_text_bytes = bytes + KERNEL_PATH_MAX;
  size_t table = shell->scratch_word_count * sizeof(char *);
  void *memory = NULL;
  int result = kernel_map(&memory, table + shell->scratch_text_bytes,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
  shell->scratch_words = memory;
  shell->scratch_text = (char *)memory + table;
  return result;
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
  shell->reap_at_ns = shell->drain_at_ns = SHELL_NEVER;
  shell->sweep_first = shell->pass_first = BATON_NONE;
  for (uint32_t i = 0; i < SHELL_LEFTOVERS; i++) {
    shell->leftovers[i].pidfd = -1;
  }
}

static int open_loop(struct shell *shell)
{
  shell->epoll = kernel_epoll_create();
  return shell->epoll < 0 ? shell->epoll : signals_open(shell);
}

int boot(struct shell *shell, const struct plan *plan, const char *const *environment)
{
  shell->environment = environment;
  set_nothing_yet(shell);
  int code = identity_check(shell, plan);
  if (code != 0) {
    return code;
  }
  raise_file_limit(shell);
  become_reaper(shell, plan);
  const char *what = "no memory for the table";
  int result = make_arena(shell, plan);
  if (result == 0) {
    what = "no memory for the lists";
    result = make_tables(shell, plan);
  }
  if (result == 0) {
    what = "no memory for the children's words";
    result = make_scratch(shell);
  }
  if (result == 0) {
    what = "cannot wait for events";
    result = open_loop(shell);
  }
  if (result < 0) {
    log_say(what, -result);
    return BATON_EXIT_SELF;
  }
  share_out_fds(shell);
  proc_open(shell);
  log_open(shell);
  tty_open(shell);
  populate_stack();
  return 0;
}
