/* The product, but a child that is to share baton's memory gets a copy of it in which all that is
 * not its own is read-only: a write to it is a fault, which is reported beside the program, where
 * test/system/run looks for it. Its own are its room, up to the byte, and its mailbox; the arena,
 * which is shared memory, is replaced by a copy as well, and what the child has written to its
 * mailbox comes to baton at its exec or its end.
 *
 * And its stack is painted, so that it shows how deep its way has been. */
#define _GNU_SOURCE /* mremap, sigaltstack */
#include "guarded.h"

#include "sys/child.h"
#include "sys/kernel.h"
#include "sys/raw.h"
#include "sys/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define PAGE       ((uintptr_t)4096)
#define MAPS_MOST  128
#define TEXT_BYTES ((size_t)32 * 1024)
#define ROOMS_HELD                                                                                 \
  3 /* as many are not given back at once, so that children stand in others, too                   \
     */
#define PAINT     0xa5
#define PAINTED   0x5a /* the lowest byte, when all the others have been painted */
#define UNPAINTED 64   /* bytes at the upper end of the stack */

int __real_kernel_share(const struct kernel_place *place, int32_t *pidfd, bool share_fds);
int __wrap_kernel_share(const struct kernel_place *place, int32_t *pidfd, bool share_fds);
int __real_kernel_exec(const char *file, const char *const *argv, const char *const *envp);
int __wrap_kernel_exec(const char *file, const char *const *argv, const char *const *envp);
int __real_kernel_kill(int pid, int signal);
int __wrap_kernel_kill(int pid, int signal);
_Noreturn void __real_kernel_exit(int code);
_Noreturn void __wrap_kernel_exit(int code);

struct range {
  char *from;
  char *to;
};

/* What a child may write: up to the byte, and how the pages of it were that others have a part of.
 */
struct own {
  struct range bytes;
  struct range pages;
  char *before;
};

struct baton_mailbox *guarded_mailbox;

static struct {
  bool child; /* this is one */
  int pid;
  const struct kernel_place *place;
  struct range maps[MAPS_MOST]; /* baton's private memory */
  unsigned map_count;
  struct own own[3]; /* stack, room, mailbox */
  char *real;        /* the mailbox that baton sees */
  char *stack;       /* where its way begins */
  char program[1024];
  volatile uint32_t *held[ROOMS_HELD + 1];
  size_t count;
  uint32_t slot;
} guarded;

/* --- what is found --- */

/* Not by libc, which would write to errno. */
static void append(const char *name, const char *line, size_t length)
{
  char path[sizeof guarded.program + 64];
  (void)snprintf(path, sizeof path, "%s.%s", guarded.program, name);
  int fd = kernel_open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
  (void)kernel_write(fd, line, length);
  (void)kernel_close(fd);
}

static void report(const char *what, const void *address, const void *instruction)
{
  char line[256];
  int length = snprintf(line, sizeof line, "%s: %p by %p, in the child of slot %u, step %u\n", what,
                        address, instruction, guarded.slot, guarded_mailbox->step);
  append("report.guarded", line, (size_t)length);
}

/* A file is all that outlives this process and costs baton nothing: its name tells. */
static void tell_depth(const char *of, size_t deep, size_t most)
{
  char name[64];
  (void)snprintf(name, sizeof name, "%s.%zu", of, deep);
  append(name, "", 0);
  if (deep > most) {
    report("too deep a way", (void *)deep, NULL); // NOLINT: a number
  }
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
  const ucontext_t *at = context;
  void *instruction = NULL;
#if defined(__x86_64__)
  instruction = (void *)at->uc_mcontext.gregs[REG_RIP]; // NOLINT: it is one
#endif
  (void)at;
  if (info->si_code > 0) {
    report("a write outside of its own memory", info->si_addr, instruction);
  }
  (void)kernel_default(signal, NULL);
  (void)__real_kernel_kill(getpid(), signal);
}

__attribute__((always_inline)) static inline char *here(void)
{
  char *sp = __builtin_frame_address(0);
#if defined(__x86_64__)
  __asm__("mov %%rsp, %0" : "=r"(sp));
#endif
  return sp;
}

/* Inlined, for it needs the stack that it paints. */
__attribute__((always_inline)) static inline void paint(void)
{
  volatile char *lowest = guarded.own[0].bytes.from;
  volatile char *end = here() - UNPAINTED;
  for (volatile char *at = lowest + 1; at < end; at++) {
    *at = (char)PAINT;
  }
  *lowest = PAINTED;
}

/* How far down the stack was used; 0: a signal has come before it was painted. */
static size_t depth(void)
{
  const unsigned char *at = (unsigned char *)guarded.own[0].bytes.from;
  if (*at != PAINTED) {
    return 0;
  }
  at++;
  while (*at == PAINT) {
    at++;
  }
  return (size_t)(guarded.stack - (const char *)at);
}

static bool is_own(const char *at)
{
  for (size_t i = 0; i < sizeof guarded.own / sizeof *guarded.own; i++) {
    if (at >= guarded.own[i].bytes.from && at < guarded.own[i].bytes.to) {
      return true;
    }
  }
  return false;
}

static void compare(const struct own *own)
{
  const char *before = own->before;
  for (const char *at = own->pages.from; at < own->pages.to; at++, before++) {
    if (*at != *before && !is_own(at)) {
      report("another byte in a page that is partly its own", at, NULL);
      break;
    }
  }
}

/* What baton sees of the mailbox is written to meanwhile by baton as well: only what is new. */
static void hand_over(struct own *mailbox)
{
  char *before = mailbox->before + (mailbox->bytes.from - mailbox->pages.from);
  for (char *at = mailbox->bytes.from; at < mailbox->bytes.to; at++, before++) {
    if (*at != *before) {
      guarded.real[at - mailbox->bytes.from] = *at;
      *before = *at;
    }
  }
}

static void look(size_t deep)
{
  *guarded.own[0].bytes.from = 0; /* how deep this way goes is nobody's business */
  tell_depth("depth", deep, ROOM_STACK_BYTES);
  for (size_t i = 0; i < sizeof guarded.own / sizeof *guarded.own; i++) {
    compare(&guarded.own[i]);
  }
  hand_over(&guarded.own[2]);
}

/* --- the child --- */

static char *new_memory(void *at, size_t size)
{
  int fixed = at != NULL ? MAP_FIXED : 0;
  char *memory = mmap(at, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | fixed, -1, 0);
  if (memory == MAP_FAILED) {
    report("no memory to guard with", at, NULL);
    _exit(EXIT_FAILURE);
  }
  return memory;
}

static void own(size_t which, void *from, void *to)
{
  struct own *own = &guarded.own[which];
  own->bytes = (struct range){from, to};
  own->pages.from = (char *)from - (uintptr_t)from % PAGE;
  own->pages.to = (char *)to + (PAGE - (uintptr_t)to % PAGE) % PAGE;
  own->before = new_memory(NULL, (size_t)(own->pages.to - own->pages.from));
}

/* Read-only but for what is `own[first]` or a later one. */
static void protect(struct range range, size_t first)
{
  for (size_t i = first; i < sizeof guarded.own / sizeof *guarded.own; i++) {
    struct range pages = guarded.own[i].pages;
    if (pages.from < range.to && range.from < pages.to) {
      if (range.from < pages.from) {
        protect((struct range){range.from, pages.from}, i + 1);
      }
      range.from = pages.to;
    }
  }
  if (range.from < range.to) {
    (void)mprotect(range.from, (size_t)(range.to - range.from), PROT_READ);
  }
}

/* Puts a copy where the arena is, and the arena elsewhere. */
static struct range copy_arena(const struct child *child)
{
  char *arena = child->shell->core.arena;
  size_t size = (child->shell->core.table->size + PAGE - 1) & ~(PAGE - 1);
  char *real = mremap(arena, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, new_memory(NULL, size));
  memcpy(new_memory(arena, size), real, size);
  guarded.real = real + ((char *)shell_mailbox(child->shell, child->slot) - arena);
  return (struct range){arena, arena + size};
}

/* What is written to `guarded` may lie in one of the pages that are kept: that comes first. */
static void guard(struct child *child, const struct kernel_place *place)
{
  struct baton_mailbox *mailbox = shell_mailbox(child->shell, child->slot);
  size_t frames = 2 * getauxval(KERNEL_AT_MINSIGSTKSZ) + ROOM_FRAME_BYTES;
  char *stack = place->stack;
  own(0, stack - ROOM_STACK_BYTES - frames, stack);
  own(1, child->room.self, child->room.text + child->room.text_bytes + sizeof *child->path);
  own(2, mailbox, mailbox + 1);
  struct range arena = copy_arena(child);
  guarded_mailbox = mailbox;
  guarded.child = true;
  guarded.pid = getpid();
  guarded.slot = child->slot;
  for (size_t i = 0; i < sizeof guarded.own / sizeof *guarded.own; i++) {
    struct own *own = &guarded.own[i];
    memcpy(own->before, own->pages.from, (size_t)(own->pages.to - own->pages.from));
  }
  protect(arena, 0);
  for (unsigned i = 0; i < guarded.map_count; i++) {
    protect(guarded.maps[i], 0);
  }
}

static void begin(void *argument)
{
  struct sigaction fault = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
  const stack_t none = {.ss_flags = SS_DISABLE}; /* as in a child that shares memory */
  (void)sigaction(SIGSEGV, &fault, NULL);
  (void)sigaltstack(&none, NULL);
  guarded.stack = here();
  guard(argument, guarded.place);
  paint();
  guarded.place->start(argument);
}

int __wrap_kernel_exec(const char *file, const char *const *argv, const char *const *envp)
{
  if (guarded.child) {
    (void)__real_kernel_exec("", argv, envp); /* as deep as the other, which may not return */
    look(depth());
    paint();
  }
  return __real_kernel_exec(file, argv, envp);
}

/* The last that a handler does in a child, for a signal that somebody has sent. */
int __wrap_kernel_kill(int pid, int signal)
{
  if (guarded.child && pid == guarded.pid) {
    (void)__real_kernel_kill(pid, 0);
    tell_depth("frame", depth(),
               ROOM_STACK_BYTES + getauxval(KERNEL_AT_MINSIGSTKSZ) + ROOM_FRAME_BYTES);
  }
  return __real_kernel_kill(pid, signal);
}

_Noreturn void __wrap_kernel_exit(int code)
{
  if (guarded.child) {
    look(depth());
  }
  __real_kernel_exit(code);
}

/* --- baton --- */

static bool is_ours(const char *line, struct range *range)
{
  char *end = NULL;
  range->from = (char *)strtoul(line, &end, 16);  // NOLINT: addresses
  range->to = (char *)strtoul(end + 1, &end, 16); // NOLINT
  return strncmp(end, " rw-p", 5) == 0;
}

/* Where /proc is not to be had, there is no guard. */
static bool read_maps(void)
{
  static char text[TEXT_BYTES];
  int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  size_t length = 0;
  ssize_t got = 0;
  while (fd >= 0 && (got = read(fd, text + length, sizeof text - 1 - length)) > 0) {
    length += (size_t)got;
  }
  (void)close(fd);
  text[length] = '\0';
  guarded.map_count = 0;
  for (char *line = text; *line != '\0' && guarded.map_count < MAPS_MOST; line++) {
    guarded.map_count += is_ours(line, &guarded.maps[guarded.map_count]);
    line = strchr(line, '\n');
  }
  return guarded.map_count > 0;
}

static bool know_program(void)
{
  ssize_t length = readlink("/proc/self/exe", guarded.program, sizeof guarded.program - 1);
  return length > 0;
}

/* The kernel clears the word of the copy only. The room's own is cleared when others have been
 * taken since, so that children stand in those, too. */
static void give_back(const struct child *child, volatile uint32_t *taken)
{
  uint32_t others = child->shell->core.table->nodes.count - 2U; /* beside the root and this one */
  size_t most = others < ROOMS_HELD ? others : ROOMS_HELD;
  guarded.held[guarded.count++] = taken;
  if (guarded.count > most) {
    __atomic_store_n(guarded.held[0], 0, __ATOMIC_RELEASE);
    memmove(guarded.held, guarded.held + 1, --guarded.count * sizeof *guarded.held);
  }
}

int __wrap_kernel_share(const struct kernel_place *place, int32_t *pidfd, bool share_fds)
{
  int saved = errno;
  long flags = SIGCHLD | CLONE_CHILD_SETTID | (share_fds ? CLONE_FILES : 0);
  bool can = read_maps() && know_program();
  guarded.place = place;
  errno = saved;
  int pid = (int)raw_clone(flags | (pidfd != NULL ? KERNEL_CLONE_PIDFD : 0), place->stack, pidfd,
                           (long)place->taken, can ? begin : place->start, place->argument);
  if (pid > 0) {
    give_back(place->argument, place->taken);
  }
  return pid;
}
