#include "proc.h"

#include "file.h"
#include "room.h"
#include "util/number.h"
#include "util/span.h"
#include "util/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define ENTRY_LENGTH_AT 16    /* of a struct linux_dirent64: its length, two bytes … */
#define ENTRY_NAME_AT   19    /* … and its name */
#define ANCESTORS_MOST  4096  /* a chain of parents that changes while it is read must end, too */
#define ANCESTORS_FEW   8     /* are read anew each time */
#define PIECE_BYTES     2048U /* of a list; what was learnt has the rest of the buffer */
#define FILE_BYTES      512U
#define NUMBERS_A_TURN  4096 /* without /proc: 0.22 µs each */
#define NUMBERS_BEYOND  4096 /* the newest known one, where no newer one can be made */
#define ENTRIES_A_TURN  256  /* with it: 10 µs each, if the mark is another user's */
#define THREADS_FIELD   16   /* from the parent to num_threads, in fields of stat, … */
#define STARTED_FIELD   2    /* … and from there to starttime */
#define LIMITS_AT       1024 /* before the last lines of limits */
#define LIMIT_TITLE     "Max realtime timeout "

/* The /proc of another PID namespace shows other numbers: signals would hit the wrong processes. */
static bool shows_our_namespace(const struct shell *shell)
{
  char link[16];
  uint64_t number = 0;
  int length = kernel_readlink("/proc/self", link, sizeof link - 1);
  if (length <= 0) {
    return false;
  }
  link[length] = '\0';
  return number_parse(link, BATON_PID_MOST, &number) && number == (uint64_t)shell->pid;
}

void proc_open(struct shell *shell)
{
  char path[48];
  if (shell->proc.opened) {
    return;
  }
  shell->proc.opened = true;
  shell->proc.root = shell->proc.children = -1;
  if (!shows_our_namespace(shell)) {
    return;
  }
  shell->proc.root = kernel_open("/proc", O_RDONLY | O_DIRECTORY, 0);
  struct text text = text_in(path, sizeof path);
  text_put(&text, "/proc/self/task/");
  text_signed(&text, shell->pid);
  text_put(&text, "/children");
  shell->proc.children = kernel_open(path, O_RDONLY, 0);
}

bool proc_shows_children(struct shell *shell)
{
  proc_open(shell);
  return shell->proc.children >= 0;
}

/* Nobody has a number as high as that. Kernels before 4.14 do not say so. */
bool proc_knows_numbers(struct shell *shell)
{
  struct shell_proc *proc = &shell->proc;
  if (!proc->asked && proc_shows_children(shell)) {
    proc->asked = true;
    proc->numbers = kernel_own(proc->children, INT_MAX) == -ESRCH;
  }
  return proc->numbers;
}

bool proc_number_is_taken(const struct shell *shell, int number)
{
  bool taken = kernel_own(shell->proc.children, number) == 0;
  if (taken) {
    (void)kernel_own(shell->proc.children, 0);
  }
  return taken;
}

/* Makes a process only for its number, the newest in this namespace; it is reaped like any orphan.
 * Once the numbers have wrapped, any of them may be in use. When no process can be made, the walk
 * goes some way beyond the newest that is known: looking at all numbers again and again would take
 * a second of CPU each time, just when the machine is short of everything. */
static int newest_number(struct shell *shell)
{
  int pid = kernel_clone(NULL, NULL, false);
  if (pid == 0) {
    kernel_exit(0);
  }
  if (pid < 0) {
    return shell_kept(shell)->newest_pid + NUMBERS_BEYOND;
  }
  bool wrapped = pid < shell_kept(shell)->newest_pid;
  shell_kept(shell)->newest_pid = pid;
  return wrapped ? (int)BATON_PID_MOST : shell_kept(shell)->newest_pid;
}

void proc_walk_begin(struct shell *shell)
{
  shell->proc.walk = (struct proc_walk){0};
  if (shell_is_classic(shell)) {
    shell->proc.buffer = room_scratch(); /* no start comes after the first walk */
  }
  proc_open(shell);
  if (shell->proc.root < 0 || kernel_seek(shell->proc.root, SEEK_SET) < 0) {
    shell->proc.walk.last_number = newest_number(shell);
  }
}

void proc_walk_numbers(struct shell *shell)
{
  if (shell->proc.walk.last_number == 0) {
    shell->proc.walk.last_number = newest_number(shell);
  }
}

void proc_walk_after(struct shell *shell, int pid)
{
  struct proc_walk *walk = &shell->proc.walk;
  if (walk->last_number < pid) {
    walk->last_number = walk->last_number == 0 ? 0 : (int)BATON_PID_MOST; /* they have wrapped */
  } else if (walk->last_number != (int)BATON_PID_MOST) {
    walk->number = pid;
  }
}

/* 0 after the last one; negative: the list cannot be read. */
static int next_entry(struct shell *shell, int directory)
{
  struct proc_walk *walk = &shell->proc.walk;
  for (;;) {
    if (walk->at >= walk->length) {
      walk->length = kernel_getdents(directory, shell->proc.buffer, PIECE_BYTES);
      walk->at = 0;
      if (walk->length <= 0) {
        return walk->length;
      }
    }
    const char *entry = shell->proc.buffer + walk->at;
    uint16_t length = 0;
    memcpy(&length, entry + ENTRY_LENGTH_AT, sizeof length);
    walk->at += length;
    uint64_t number = 0;
    if (number_parse(entry + ENTRY_NAME_AT, INT32_MAX, &number) && number != 0) {
      return (int)number;
    }
  }
}

int proc_walk_next(struct shell *shell)
{
  struct proc_walk *walk = &shell->proc.walk;
  if (walk->last_number == 0) {
    /* Between turns others use the buffer: what is in it comes first. */
    if (walk->of_turn >= ENTRIES_A_TURN && walk->at >= walk->length) {
      walk->of_turn = 0;
      return -1;
    }
    walk->of_turn++;
    int entry = next_entry(shell, shell->proc.root);
    if (entry >= 0) {
      return entry;
    }
    walk->last_number = newest_number(shell); /* from the beginning, so that nobody is missed */
  }
  if (walk->number >= walk->last_number) {
    return 0;
  }
  if (walk->of_turn == NUMBERS_A_TURN) {
    walk->of_turn = 0;
    return -1;
  }
  walk->of_turn++;
  return ++walk->number;
}

void proc_walk_rest(struct shell *shell)
{
  shell->proc.walk.of_turn = NUMBERS_A_TURN;
}

int proc_highest_fd(struct shell *shell)
{
  int directory = kernel_open("/proc/self/fd", O_RDONLY | O_DIRECTORY, 0);
  int highest = directory;
  if (directory < 0) {
    return directory;
  }
  shell->proc.walk = (struct proc_walk){0};
  int fd = next_entry(shell, directory);
  for (; fd > 0; fd = next_entry(shell, directory)) {
    highest = fd > highest ? fd : highest;
  }
  (void)kernel_close(directory);
  return fd < 0 ? fd : highest;
}

bool proc_each_child(struct shell *shell, bool (*visit)(struct shell *shell, int pid))
{
  int64_t offset = 0;
  int pid = 0;
  int length = proc_shows_children(shell) ? 1 : -1;
  while (length > 0) {
    length = kernel_pread(shell->proc.children, shell->proc.buffer, PIECE_BYTES, offset);
    offset += length;
    for (int i = 0; i < length; i++) {
      char byte = shell->proc.buffer[i];
      if (byte >= '0' && byte <= '9') {
        pid = pid * 10 + (byte - '0'); /* a number may continue in the next piece */
      } else if (pid != 0) {
        (void)visit(shell, pid);
        pid = 0;
      }
    }
    if (length < (int)PIECE_BYTES) {
      break; /* the kernel makes as much of it as was asked for, as long as there is some */
    }
  }
  if (pid != 0) {
    (void)visit(shell, pid);
  }
  return length >= 0;
}

/* What /proc/N/stat says. */
struct stat_line {
  int parent;
  int threads;
  char state;
  uint32_t started; /* the low half of it tells two processes of one number apart */
};

static const char *skip_fields(const char *at, int count)
{
  while (count > 0 && *at != '\0') {
    count -= *at == ' ';
    at++;
  }
  return at;
}

/* Reads of a process's file what is there from `offset` on, as a text. False if there is no such
 * process (any more) or no /proc. */
static bool read_file(const struct shell *shell, int pid, const char *name, int64_t offset,
                      char content[FILE_BYTES])
{
  struct text path = text_in(content, FILE_BYTES);
  text_signed(&path, pid);
  text_put(&path, name);
  return shell->proc.root >= 0 &&
         file_text(shell->proc.root, content, offset, content, FILE_BYTES) > 0;
}

static bool read_stat(const struct shell *shell, int pid, struct stat_line *stat)
{
  char content[FILE_BYTES];
  if (!read_file(shell, pid, "/stat", 0, content)) {
    return false;
  }
  const char *at = span_last(content, ')'); /* the name before it may hold anything, ')' included */
  if (at == NULL || at[1] != ' ') {
    return false;
  }
  uint64_t number = 0;
  stat->state = at[2];
  at = skip_fields(at + 2, 1);
  stat->parent = number_read(&at, BATON_PID_MOST, &number) ? (int)number : 0;
  at = skip_fields(at, THREADS_FIELD);
  stat->threads = number_read(&at, BATON_PID_MOST, &number) ? (int)number : 1;
  at = skip_fields(at, STARTED_FIELD);
  stat->started = number_read(&at, UINT64_MAX, &number) ? (uint32_t)number : 0;
  return true;
}

/* The last line is a title in a field of its own, then the soft limit, then the hard one. */
bool proc_time_limit(struct shell *shell, int pid, uint64_t *hard)
{
  char content[FILE_BYTES];
  proc_open(shell);
  bool read = read_file(shell, pid, "/limits", LIMITS_AT, content);
  const char *at = read ? span_last(content, *LIMIT_TITLE) : NULL; /* no unit has a capital */
  if (at == NULL || !span_begins(at, LIMIT_TITLE, strlen(LIMIT_TITLE))) {
    return false;
  }
  at += strlen(LIMIT_TITLE);
  at += span_of(at, " ");
  at += span_until(at, " ");
  at += span_of(at, " ");
  *hard = UINT64_MAX; /* "unlimited" */
  return *at == 'u' || number_read(&at, UINT64_MAX, hard);
}

bool proc_is_dead(const struct shell *shell, int pid)
{
  struct stat_line stat;
  return !read_stat(shell, pid, &stat) || stat.state == 'X' ||
         (stat.state == 'Z' && stat.threads <= 1);
}

int proc_parent(const struct shell *shell, int pid)
{
  struct stat_line stat;
  return read_stat(shell, pid, &stat) ? stat.parent : 0;
}

/* --- whose descendant is it --- */

/* What a climb has learnt of a process: without it a chain of a thousand, each below the one before
 * it, would be read from its end to its top for each of them. */
struct learnt {
  int pid; /* 0: nothing */
  int root;
  uint32_t started;
};

#define LEARNT_MOST ((uint32_t)((SHELL_BUFFER_BYTES - PIECE_BYTES) / sizeof(struct learnt) - 1U))

struct memory {
  uint32_t last; /* the place that was filled last, of a ring */
  struct learnt of[LEARNT_MOST];
};

static struct memory *memory_of(const struct shell *shell)
{
  return (void *)(shell->proc.buffer + PIECE_BYTES);
}

/* The root of a process; 0: nothing is known of it. A number that another has by now says nothing.
 */
static int recall(const struct shell *shell, int pid, const struct stat_line *stat)
{
  const struct memory *memory = memory_of(shell);
  for (uint32_t i = 0; i < LEARNT_MOST; i++) {
    if (memory->of[i].pid == pid && memory->of[i].started == stat->started) {
      return memory->of[i].root;
    }
  }
  return 0;
}

/* It and the nearest of those above it have that root; what was learnt longest ago makes room. */
static void learn(const struct shell *shell, int pid, int root)
{
  struct memory *memory = memory_of(shell);
  struct stat_line stat;
  for (uint32_t i = 0; i < LEARNT_MOST && pid != root && read_stat(shell, pid, &stat); i++) {
    if (recall(shell, pid, &stat) != 0) {
      return;
    }
    memory->last = (memory->last + 1U) % LEARNT_MOST;
    memory->of[memory->last] = (struct learnt){.pid = pid, .root = root, .started = stat.started};
    pid = stat.parent;
  }
}

/* The parent of a process that `from` descends from, or its root if that is known; itself, if it
 * has no parent here; 0 if it is gone. Of `from` it is always read who is above it. */
static int above(const struct shell *shell, int pid, int from)
{
  struct stat_line stat;
  if (!read_stat(shell, pid, &stat)) {
    return 0;
  }
  int known = pid == from ? 0 : recall(shell, pid, &stat);
  if (known != 0) {
    return known;
  }
  return stat.parent == 0 ? pid : stat.parent;
}

int proc_root_of(const struct shell *shell, int pid)
{
  int at = pid;
  int steps = 0;
  for (; steps < ANCESTORS_MOST && at != shell->pid && at != 1; steps++) {
    int next = above(shell, at, pid);
    if (next == at || (next == 0 && at == pid)) {
      at = next;
      break;
    }
    at = next == 0 ? pid : next; /* an ancestor ended meanwhile: again, with the new one */
  }
  if (steps > ANCESTORS_FEW && steps < ANCESTORS_MOST) {
    learn(shell, pid, at);
  }
  return at;
}
