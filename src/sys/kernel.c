/* The calls themselves. Nearly all are made raw, by their number: this program has no use for what
 * libc adds (cancellation, looking for threads, errno). Those whose form differs between
 * architectures (offsets of 64 bits, mmap) or that take six arguments go through libc, and a child
 * makes none of them while it shares memory with baton.
 */
#include "kernel.h"

#include "raw.h"
#include "util/number.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <sys/fsuid.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#define MASK_BYTES          8L         /* of the kernel's signal set */
#define PAGE_MOST           65536      /* of all architectures; the kernel may well use less */
#define IGNORED             1U         /* SIG_IGN, in the kernel's terms */
#define UNSHARE_FLAG        2L         /* close_range() */
#define RWF_NOWAIT_FLAG     8L         /* pwritev2() */
#define ANY_EXIT_SIGNAL     0x40000000 /* waitid(): __WALL, also those that end without SIGCHLD */
#define MADV_POPULATE_PAGES 23L        /* MADV_POPULATE_WRITE, 5.14 */
#define FILTERED            1          /* SYS_SECCOMP, of a SIGSYS */
#define CAPABILITY_VERSION  0x20080522U
#define STATX_WANTED        0x20fL /* type, mode, links, uid, size */
#define SEALS_ADD           1033L  /* F_ADD_SEALS */
#define PIPE_SIZE           1032L  /* F_GETPIPE_SZ */
#define FUTEX_WAITS         0L     /* FUTEX_WAIT, and not private: the kernel wakes without that */
/* Where the result of a call is in a signal's context. */
#if defined(__x86_64__)
#define RESULT      gregs[REG_RAX]
#define RESULT_WORD greg_t
#elif defined(__i386__)
#define RESULT      gregs[REG_EAX]
#define RESULT_WORD greg_t
#elif defined(__aarch64__)
#define RESULT      regs[0]
#define RESULT_WORD unsigned long
#elif defined(__arm__)
#define RESULT      arm_r0
#define RESULT_WORD unsigned long
#elif defined(__riscv)
#define RESULT      __gregs[REG_A0]
#define RESULT_WORD unsigned long
#endif
#if defined(__x86_64__)
#define RESTORER_FLAG 0x04000000UL /* SA_RESTORER */
#define RESTORER      "movl $15, %eax\n\tsyscall"
#elif defined(__i386__)
#define RESTORER_FLAG 0x04000000UL
#define RESTORER      "movl $173, %eax\n\tint $0x80"
#endif

/* A sanitizer keeps books of each stack, and knows nothing of one that baton makes. */
#if defined(__SANITIZE_ADDRESS__)
#define KERNEL_SANITIZED true
#elif defined(__has_feature)
#define KERNEL_SANITIZED (__has_feature(address_sanitizer) != 0)
#else
#define KERNEL_SANITIZED false
#endif

/* 32-bit kernels keep a second, wider set of the identity calls. */
#ifdef SYS_setresuid32
#undef SYS_setresuid
#undef SYS_setresgid
#undef SYS_setgroups
#undef SYS_getgroups
#define SYS_setresuid SYS_setresuid32
#define SYS_setresgid SYS_setresgid32
#define SYS_setgroups SYS_setgroups32
#define SYS_getgroups SYS_getgroups32
#undef SYS_fchown
#define SYS_fchown SYS_fchown32
#endif
/* What 32-bit kernels call otherwise; libc makes these calls. */
#ifndef SYS_mmap
#define SYS_mmap SYS_mmap2
#endif
#ifndef SYS_clock_gettime
#define SYS_clock_gettime SYS_clock_gettime32
#endif

static const short numbers[] = {
#define X(name, call) SYS_##call,
    KERNEL_CALLS(X)
#undef X
};

__attribute__((weak)) int kernel_scripted(enum kernel_call call)
{
  (void)call;
  return 0;
}

/* Makes a call with at most five arguments, again for as long as it is interrupted. Three
 * exceptions: what was closed is closed, whatever the answer, and a wait that began anew would be
 * too long. */
/* NOLINTNEXTLINE(readability-function-size): the call, and the arguments that it may have */
static int make_of_five(enum kernel_call call, long a, long b, long c, long d, long e)
{
  int result = 0;
  do {
    result = kernel_scripted(call);
    result = result != 0 ? result : (int)raw_call(numbers[call], a, b, c, d, e);
  } while (result == -EINTR && call != KERNEL_CLOSE && call != KERNEL_EPOLL_WAIT &&
           call != KERNEL_FUTEX);
  return result;
}

static int make(enum kernel_call call, long a, long b, long c, long d)
{
  return make_of_five(call, a, b, c, d, 0L);
}

/* The answer of a call that was made by libc. */
static int answer(long result)
{
  return result < 0 ? -errno : (int)result;
}

#define X(name, arguments, call, a, b, c, d)                                                       \
  int name arguments                                                                               \
  {                                                                                                \
    return make(KERNEL_##call, a, b, c, d);                                                        \
  }
KERNEL_PLAIN_CALLS(X)
#undef X

/* --- those that do more than that --- */

int kernel_pread(int fd, void *bytes, size_t size, int64_t offset)
{
  int result = kernel_scripted(KERNEL_PREAD);
  return result != 0 ? result : answer(pread(fd, bytes, size, (off_t)offset));
}

int kernel_write_nowait(int fd, const void *bytes, size_t size)
{
  struct { /* struct iovec, which wants to write to what is only read */
    const void *bytes;
    size_t size;
  } piece = {.bytes = bytes, .size = size};

  int result = kernel_scripted(KERNEL_WRITE_NOWAIT);
  return result != 0
             ? result
             : answer(syscall(SYS_pwritev2, (long)fd, &piece, 1L, -1L, -1L, RWF_NOWAIT_FLAG));
}

int kernel_file(int fd, struct kernel_file *file)
{
  struct { /* the kernel's statx, the same everywhere */
    uint32_t mask, block_size;
    uint64_t attributes;
    uint32_t links, uid, gid;
    uint16_t mode, spare;
    uint64_t inode, size;
    uint64_t others[26]; /* 256 bytes in all */
  } found = {0};

  int result = make_of_five(KERNEL_FILE, fd, (long)"", AT_EMPTY_PATH, STATX_WANTED, (long)&found);
  *file = (struct kernel_file){
      .mode = found.mode, .uid = found.uid, .links = found.links, .size = found.size};
  return result;
}

int kernel_seek(int fd, int whence)
{
  int result = kernel_scripted(KERNEL_REWIND);
  off_t at = result != 0 ? 0 : lseek(fd, 0, whence);
  return result != 0 ? result : answer(at < INT_MAX ? (long)at : INT_MAX);
}

int kernel_pipe(int ends[2])
{
  int result = make(KERNEL_PIPE, (long)ends, O_CLOEXEC, 0, 0);
  /* The two ends are descriptions of their own: the writing one stays as a program expects. */
  return result < 0 ? result : make(KERNEL_FCNTL, ends[0], F_SETFL, O_NONBLOCK, 0);
}

int kernel_poll(int fd, int events, bool waits)
{
  static const uint64_t at_once[2]; /* a timespec of any width */
  struct pollfd one = {.fd = fd, .events = (short)events};
  int result = make(KERNEL_POLL, (long)&one, 1, waits ? 0 : (long)at_once, 0);
  return result < 0 ? result : (int)one.revents;
}

int kernel_is_terminal(int fd)
{
  uint64_t settings[8];
  return kernel_terminal(fd, settings);
}

int kernel_foreground(int fd)
{
  int group = 0;
  int result = make(KERNEL_IOCTL, fd, TIOCGPGRP, (long)&group, 0);
  return result < 0 ? result : group;
}

int kernel_truncate(int fd, size_t size)
{
  int result = kernel_scripted(KERNEL_TRUNCATE);
  return result != 0 ? result : answer(ftruncate(fd, (off_t)size));
}

int kernel_map(void **at, size_t size, int flags, int fd)
{
  extern char end[]; /* the linker's: where the program's own memory ends */
  int result = kernel_scripted(KERNEL_MMAP);
  if (result == 0) {
    /* Right behind that: there the kernel has page tables already, which elsewhere it would have to
     * make, in baton and in each child with a copy. */
    char *wish = *at != NULL ? *at : end + PAGE_MOST - (uintptr_t)end % PAGE_MOST;
    void *memory = mmap(wish, size, PROT_READ | PROT_WRITE, flags, fd, 0);
    result = memory == MAP_FAILED ? -errno : 0;
    *at = result == 0 ? memory : NULL;
  }
  return result;
}

int kernel_epoll_ctl(int epoll, int operation, int fd, uint32_t events, uint64_t data)
{
  struct epoll_event event = {.events = events, .data = {.u64 = data}};
  return make(KERNEL_EPOLL_CTL, epoll, operation, fd, (long)&event);
}

/* Without a mask the kernel does not look at its size, the sixth argument. */
int kernel_epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_ms,
                      bool interrupted)
{
  static const uint64_t nothing[2]; /* of the kernel's size on every architecture */
  int result = -EINTR;
  if (!interrupted) {
    result = make(KERNEL_EPOLL_WAIT, epoll, (long)events, most, timeout_ms);
  } else {
    result = kernel_scripted(KERNEL_EPOLL_WAIT);
    result = result != 0 ? result
                         : answer(syscall(SYS_epoll_pwait, (long)epoll, events, (long)most,
                                          (long)timeout_ms, nothing, MASK_BYTES));
  }
  if (result == -EINTR) {
    result = make(KERNEL_EPOLL_WAIT, epoll, (long)events, most, 0);
  }
  return result == -EINTR ? 0 : result;
}

int kernel_wait_for(const volatile uint32_t *word, uint32_t value, uint64_t ns)
{
  unsigned long time[2] = {0, (unsigned long)ns}; /* a timespec: less than a second */
  return make(KERNEL_FUTEX, (long)word, FUTEX_WAITS, (long)value, (long)time);
}

/* --- signals --- */

/* The kernel's struct sigaction. */
struct disposition {
  union {
    void (*handler)(int signal, siginfo_t *info, void *context);
    uintptr_t number; /* 0: the default; or IGNORED */
  };

  unsigned long flags;
#ifndef __riscv
  void (*restorer)(void);
#endif
  unsigned long mask[(size_t)MASK_BYTES / sizeof(unsigned long)];
#ifdef __riscv
  void *room; /* qemu's user mode knows a restorer here too, and writes that much more */
#endif
};

/* On x86 a handler has to bring its own way back, rt_sigreturn. For 32 bits the kernel has one in
 * the vDSO, which may be switched off; qemu's user mode has none. */
#ifdef RESTORER_FLAG
__attribute__((naked)) static void restore(void)
{
  __asm__ volatile(RESTORER);
}
#endif

static kernel_handler *handler_of_all;

/* A filter that traps a call (SECCOMP_RET_TRAP) leaves the answer to a handler: that is what a
 * kernel without the call says. */
static bool was_trapped(const siginfo_t *info, void *context)
{
#ifdef RESULT
  ucontext_t *interrupted = context;
  if (info->si_signo == SIGSYS && info->si_code == FILTERED) {
    interrupted->uc_mcontext.RESULT = (RESULT_WORD)-ENOSYS;
    return true;
  }
#else
  (void)info;
  (void)context;
#endif
  return false;
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
  if (!was_trapped(info, context)) {
    handler_of_all(signal, info->si_code <= 0);
  }
}

static int dispose(int signal, const struct disposition *wanted, struct disposition *previous)
{
  return make(KERNEL_SIGACTION, signal, (long)wanted, (long)previous, MASK_BYTES);
}

int kernel_ignore(int signal)
{
  const struct disposition ignore = {.number = IGNORED};
  return dispose(signal, &ignore, NULL);
}

bool kernel_is_ignored(int signal)
{
  struct disposition now = {0};
  return raw_call(SYS_rt_sigaction, signal, 0, (long)&now, MASK_BYTES, 0) == 0 &&
         now.number == IGNORED;
}

int kernel_default(int signal, bool *was_ignored)
{
  struct disposition plain = {0}; /* SIG_DFL */
  struct disposition previous = {0};
  int result = dispose(signal, &plain, &previous);
  if (was_ignored != NULL) {
    *was_ignored = previous.number == IGNORED;
  }
  return result;
}

int kernel_take_signal(uint64_t set, struct kernel_sender *sender)
{
  siginfo_t info = {0};
  uint64_t at_once[2] = {0}; /* a timespec of any width */
  int result = make(KERNEL_SIGTIMEDWAIT, (long)&set, (long)&info, (long)at_once, MASK_BYTES);
  *sender = (struct kernel_sender){
      .pid = (int32_t)info.si_pid,
      .kernel = info.si_code == SI_KERNEL,
  };
  return result;
}

int kernel_handle(int signal, kernel_handler *handler, bool *was_ignored)
{
  struct disposition previous = {0};
  struct disposition handle = {
      .handler = on_signal,
      .flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK,
      .mask = {~0UL}, /* one frame at a time: a child's stack is short */
  };
  handle.mask[sizeof handle.mask / sizeof *handle.mask - 1U] = ~0UL;
#ifdef RESTORER_FLAG
  handle.flags |= RESTORER_FLAG;
  handle.restorer = restore;
#endif
  handler_of_all = handler;
  int result = dispose(signal, &handle, &previous);
  *was_ignored = previous.number == IGNORED;
  return result;
}

int kernel_alternate_stack(void *stack, size_t size)
{
  stack_t alternate = {.ss_sp = stack, .ss_size = size};
  return make(KERNEL_SIGALTSTACK, (long)&alternate, 0, 0, 0);
}

int kernel_kill(int pid, int signal)
{
  /* To the kernel 0 would mean our own group. */
  return pid == 0 ? -ESRCH : make(KERNEL_KILL, pid, signal, 0, 0);
}

/* --- processes --- */

static long clone_flags(const int32_t *pidfd, bool share_fds)
{
  long flags = SIGCHLD;
  flags |= pidfd != NULL ? KERNEL_CLONE_PIDFD : 0;
  return flags | (share_fds ? CLONE_FILES : 0);
}

int kernel_clone(int32_t *pidfd, int32_t *pid, bool share_fds)
{
  /* The first three arguments (flags, stack, parent_tid) are the same everywhere, and CLONE_PIDFD
   * writes to parent_tid. Of the other two, one is child_tid and the other is not looked at; their
   * order differs, so both get the same. A stack of 0 is a copy of ours. */
  long flags = clone_flags(pidfd, share_fds) | (pid != NULL ? CLONE_CHILD_SETTID : 0);
  return make_of_five(KERNEL_CLONE, flags, 0, (long)pidfd, (long)pid, (long)pid);
}

int kernel_share(const struct kernel_place *place, int32_t *pidfd, bool share_fds)
{
  long flags = clone_flags(pidfd, share_fds) | CLONE_VM | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
  int result = KERNEL_SANITIZED ? -ENOSYS : kernel_scripted(KERNEL_SHARE);
  return result != 0 ? result
                     : (int)raw_clone(flags, place->stack, pidfd, (long)place->taken, place->start,
                                      place->argument);
}

bool kernel_is_at_least(unsigned major, unsigned minor)
{
  struct utsname name;
  uint64_t number[2] = {0, 0};
  if (make(KERNEL_NAME, (long)&name, 0, 0, 0) < 0) {
    return false;
  }
  const char *at = name.release;
  bool read = number_read(&at, UINT32_MAX, &number[0]);
  at += *at == '.';
  read = read && number_read(&at, UINT32_MAX, &number[1]);
  return read && (number[0] > major || (number[0] == major && number[1] >= minor));
}

_Noreturn void kernel_exit(int code)
{
  _exit(code);
}

int kernel_wait(int pid, bool peek, struct kernel_end *end)
{
  siginfo_t info = {0};
  int options = WEXITED | WNOHANG | ANY_EXIT_SIGNAL | (peek ? WNOWAIT : 0);
  int result = make(KERNEL_WAIT, pid == 0 ? P_ALL : P_PID, pid, (long)&info, options);
  bool exited = info.si_code == CLD_EXITED;
  *end = (struct kernel_end){
      .pid = info.si_pid,
      .code = exited ? (uint8_t)info.si_status : 0,
      .signal = exited ? 0 : (uint8_t)info.si_status,
      .core = info.si_code == CLD_DUMPED,
      .stopped = info.si_code == CLD_TRAPPED || info.si_code == CLD_STOPPED,
  };
  return result < 0 ? result : info.si_pid != 0;
}

int kernel_stopped(int pid)
{
  siginfo_t info = {0};
  int result = make(KERNEL_WAIT, P_PID, pid, (long)&info, WSTOPPED | WNOHANG | WNOWAIT);
  if (result == 0 && info.si_code == CLD_STOPPED) {
    result = make(KERNEL_WAIT, P_PID, pid, (long)&info, WSTOPPED | WNOHANG);
  }
  return result < 0 ? result : info.si_code == CLD_STOPPED ? info.si_status : 0;
}

int kernel_pid(void)
{
  return (int)raw_call(SYS_getpid, 0, 0, 0, 0, 0);
}

int kernel_parent(void)
{
  return (int)raw_call(SYS_getppid, 0, 0, 0, 0, 0);
}

int kernel_is_subreaper(void)
{
  int is = 0;
  int result = make(KERNEL_PRCTL, PR_GET_CHILD_SUBREAPER, (long)&is, 0, 0);
  return result < 0 ? result : is;
}

int kernel_drop_ambient(void)
{
  int result = make(KERNEL_PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0);
  return result == -EINVAL ? 0 : result; /* before 4.3 there were none */
}

/* --- identity and limits --- */

uint32_t kernel_uid(void)
{
  return geteuid();
}

uint32_t kernel_gid(void)
{
  return getegid();
}

int kernel_capabilities(uint64_t *effective)
{
  struct {
    uint32_t version;
    int32_t pid;
  } header = {.version = CAPABILITY_VERSION};

  struct {
    uint32_t effective;
    uint32_t permitted;
    uint32_t inheritable;
  } halves[2] = {{0}};

  int result = make(KERNEL_CAPABILITIES, (long)&header, (long)halves, 0, 0);
  *effective = halves[0].effective | (uint64_t)halves[1].effective << 32;
  return result;
}

void kernel_set_file_uid(uint32_t uid)
{
  (void)setfsuid((uid_t)uid);
}

void kernel_umask(uint32_t mask)
{
  (void)umask((mode_t)mask);
}

/* By the call, not through the page that the kernel maps for it: three first touches at every start
 * cost more than the few looks of a wake-up. */
int kernel_clock(int clock, uint64_t *ns)
{
  unsigned long time[2] = {0}; /* the kernel's timespec: seconds until 2106 where long is short */
  int result = make(KERNEL_CLOCK, clock, (long)time, 0, 0);
  if (result == 0) {
    *ns = (uint64_t)time[0] * UINT64_C(1000000000) + time[1];
  }
  return result;
}
