/* The calls themselves. 32-bit and 64-bit kernels, musl and glibc: what differs is told here. */
#define _GNU_SOURCE /* NOLINT(readability-identifier-naming): libc looks for this name */

#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define MASK_BYTES          8L   /* of the kernel's signal set */
#define RWF_NOWAIT_FLAG     0x8L /* pwritev2() */
#define MADV_POPULATE_PAGES 23   /* MADV_POPULATE_WRITE, 5.14 */
#define CAPABILITY_VERSION  0x20080522U
#define SEALS_ADD           1033 /* F_ADD_SEALS */
#define RANDOM_NONBLOCK     1L

/* 32-bit kernels keep a second, wider set of the identity calls. */
#ifdef SYS_setresuid32
#define CALL_SETRESUID SYS_setresuid32
#define CALL_SETRESGID SYS_setresgid32
#define CALL_SETGROUPS SYS_setgroups32
#define CALL_GETGROUPS SYS_getgroups32
#else
#define CALL_SETRESUID SYS_setresuid
#define CALL_SETRESGID SYS_setresgid
#define CALL_SETGROUPS SYS_setgroups
#define CALL_GETGROUPS SYS_getgroups
#endif

__attribute__((weak)) int kernel_scripted(enum kernel_call call)
{
  (void)call;
  return 0;
}

static int outcome(long result)
{
  return result < 0 ? -errno : (int)result;
}

/* The body of every function below: the seam, then the call, again while it is interrupted. */
#define CALL(name, expression)                                                                     \
  int result = kernel_scripted(KERNEL_##name);                                                     \
  if (result == 0) {                                                                               \
    do {                                                                                           \
      result = outcome(expression);                                                                \
    } while (result == -EINTR);                                                                    \
  }                                                                                                \
  return result

/* --- files --- */

int kernel_open(const char *path, int flags, unsigned mode)
{
  CALL(OPEN, open(path, flags | O_CLOEXEC | O_NOCTTY, (mode_t)mode));
}

int kernel_open_at(int directory, const char *path, int flags)
{
  CALL(OPEN, openat(directory, path, flags | O_CLOEXEC | O_NOCTTY));
}

int kernel_close(int fd)
{
  /* Never repeated: after EINTR the number is free already. */
  int result = kernel_scripted(KERNEL_CLOSE);
  return result == 0 ? outcome(close(fd)) : result;
}

int kernel_read(int fd, void *bytes, size_t size)
{
  CALL(READ, read(fd, bytes, size));
}

int kernel_pread(int fd, void *bytes, size_t size, int64_t offset)
{
  CALL(PREAD, pread(fd, bytes, size, (off_t)offset));
}

int kernel_write(int fd, const void *bytes, size_t size)
{
  CALL(WRITE, write(fd, bytes, size));
}

int kernel_write_nowait(int fd, const void *bytes, size_t size)
{
  struct { /* struct iovec, which wants to write to what is only read */
    const void *bytes;
    size_t size;
  } piece = {.bytes = bytes, .size = size};

  CALL(WRITE_NOWAIT, syscall(SYS_pwritev2, (long)fd, &piece, 1L, -1L, -1L, RWF_NOWAIT_FLAG));
}

int kernel_send_nowait(int fd, const void *bytes, size_t size)
{
  CALL(SEND, send(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL));
}

int kernel_readlink(const char *path, char *text, size_t size)
{
  CALL(READLINK, readlink(path, text, size));
}

int kernel_getdents(int fd, void *entries, size_t size)
{
  CALL(GETDENTS, syscall(SYS_getdents64, (long)fd, entries, size));
}

int kernel_rewind(int fd)
{
  CALL(REWIND, lseek(fd, 0, SEEK_SET));
}

int kernel_mode(int fd)
{
  struct stat status = {0};
  int result = kernel_scripted(KERNEL_MODE);
  if (result == 0) {
    result = outcome(fstat(fd, &status));
  }
  return result < 0 ? result : (int)status.st_mode;
}

int kernel_pipe(int ends[2])
{
  int result = kernel_scripted(KERNEL_PIPE);
  if (result == 0) {
    result = outcome(pipe2(ends, O_CLOEXEC));
  }
  if (result == 0) {
    /* The two ends are descriptions of their own: the writing one stays as a program expects. */
    result = outcome(fcntl(ends[0], F_SETFL, O_NONBLOCK));
  }
  return result;
}

int kernel_dup(int fd, int target)
{
  CALL(DUP, dup2(fd, target));
}

int kernel_dup_above(int fd, int least)
{
  CALL(FCNTL, fcntl(fd, F_DUPFD, least));
}

int kernel_keep_on_exec(int fd)
{
  CALL(FCNTL, fcntl(fd, F_SETFD, 0));
}

int kernel_is_open(int fd)
{
  CALL(FCNTL, fcntl(fd, F_GETFD));
}

int kernel_poll(int fd, int events)
{
  struct pollfd one = {.fd = fd, .events = (short)events};
  int result = kernel_scripted(KERNEL_POLL);
  if (result == 0) {
    do {
      result = outcome(poll(&one, 1, 0));
    } while (result == -EINTR);
  }
  return result < 0 ? result : (int)one.revents;
}

/* --- terminal --- */

int kernel_is_terminal(int fd)
{
  /* TCGETS fills in the kernel's termios, which no libc declares: 64 bytes hold every variant. */
  uint64_t settings[8];
  CALL(IS_TERMINAL, ioctl(fd, TCGETS, settings));
}

int kernel_foreground(int fd)
{
  int group = 0;
  int result = kernel_scripted(KERNEL_FOREGROUND);
  if (result == 0) {
    result = outcome(ioctl(fd, TIOCGPGRP, &group));
  }
  return result < 0 ? result : group;
}

int kernel_set_foreground(int fd, int group)
{
  CALL(SET_FOREGROUND, ioctl(fd, TIOCSPGRP, &group));
}

/* --- memory --- */

int kernel_memfd(const char *name, unsigned flags)
{
  CALL(MEMFD, syscall(SYS_memfd_create, name, (unsigned long)flags));
}

int kernel_truncate(int fd, size_t size)
{
  CALL(TRUNCATE, ftruncate(fd, (off_t)size));
}

int kernel_chmod(int fd, unsigned mode)
{
  CALL(CHMOD, fchmod(fd, (mode_t)mode));
}

int kernel_seal(int fd, int seals)
{
  CALL(FCNTL, fcntl(fd, SEALS_ADD, seals));
}

int kernel_map(void **at, size_t size, int flags, int fd)
{
  int result = kernel_scripted(KERNEL_MMAP);
  if (result == 0) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, 0);
    result = memory == MAP_FAILED ? -errno : 0;
    *at = result == 0 ? memory : NULL;
  }
  return result;
}

int kernel_unmap(void *at, size_t size)
{
  CALL(MUNMAP, munmap(at, size));
}

int kernel_populate(void *at, size_t size)
{
  CALL(POPULATE, madvise(at, size, MADV_POPULATE_PAGES));
}

/* --- waiting --- */

int kernel_epoll_create(void)
{
  CALL(EPOLL_CREATE, epoll_create1(EPOLL_CLOEXEC));
}

int kernel_epoll_ctl(int epoll, int operation, int fd, uint32_t events, uint64_t data)
{
  struct epoll_event event = {.events = events, .data = {.u64 = data}};
  CALL(EPOLL_CTL, epoll_ctl(epoll, operation, fd, &event));
}

int kernel_epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_ms)
{
  /* Not repeated: the time that has passed would be waited for again. */
  int result = kernel_scripted(KERNEL_EPOLL_WAIT);
  if (result == 0) {
    result = outcome(epoll_wait(epoll, events, most, timeout_ms));
  }
  return result == -EINTR ? 0 : result;
}

int kernel_signalfd(uint64_t set)
{
  CALL(SIGNALFD,
       syscall(SYS_signalfd4, -1L, &set, MASK_BYTES, (unsigned long)(SFD_CLOEXEC | SFD_NONBLOCK)));
}

int kernel_eventfd(void)
{
  CALL(EVENTFD, syscall(SYS_eventfd2, 0L, (unsigned long)(O_CLOEXEC | O_NONBLOCK)));
}

/* --- signals --- */

int kernel_set_mask(uint64_t mask, uint64_t *previous)
{
  CALL(SIGPROCMASK,
       syscall(SYS_rt_sigprocmask, (unsigned long)SIG_SETMASK, &mask, previous, MASK_BYTES));
}

int kernel_action(int signal, const struct sigaction *action, struct sigaction *previous)
{
  CALL(SIGACTION, sigaction(signal, action, previous));
}

int kernel_alternate_stack(void *stack, size_t size)
{
  stack_t alternate = {.ss_sp = stack, .ss_size = size};
  CALL(SIGALTSTACK, sigaltstack(&alternate, NULL));
}

int kernel_kill(int pid, int signal)
{
  if (pid == 0) {
    return -ESRCH; /* to the kernel it would mean our own group */
  }
  CALL(KILL, kill(pid, signal));
}

int kernel_pidfd_open(int pid)
{
  CALL(PIDFD_OPEN, syscall(SYS_pidfd_open, (long)pid, 0UL));
}

int kernel_pidfd_signal(int pidfd, int signal)
{
  CALL(PIDFD_SIGNAL, syscall(SYS_pidfd_send_signal, (long)pidfd, (long)signal, NULL, 0UL));
}

/* --- processes --- */

int kernel_clone(int32_t *pidfd)
{
  /* The order of the legacy call's last two arguments differs between architectures; that of the
   * first three (flags, stack, parent_tid) is the same on those named here, and parent_tid is
   * where CLONE_PIDFD writes. The other two are not used. A stack of 0 is a copy of ours. */
#if !defined(__x86_64__) && !defined(__i386__) && !defined(__aarch64__) && !defined(__arm__) &&    \
    !defined(__riscv)
#error "check the argument order of clone(2) on this architecture"
#endif
  unsigned long flags = (unsigned long)SIGCHLD | (pidfd != NULL ? KERNEL_CLONE_PIDFD : 0UL);
  CALL(CLONE, syscall(SYS_clone, flags, 0UL, pidfd, 0UL, 0UL));
}

int kernel_exec(const char *file, const char *const *argv, const char *const *envp)
{
  /* execve() takes pointers to mutable strings and changes none. */
  CALL(EXEC, syscall(SYS_execve, file, argv, envp));
}

_Noreturn void kernel_exit(int code)
{
  _exit(code);
}

int kernel_wait(int pid, bool peek, struct kernel_end *end)
{
  siginfo_t info = {0};
  int options = WEXITED | WNOHANG | (peek ? WNOWAIT : 0);
  int result = kernel_scripted(KERNEL_WAIT);
  if (result == 0) {
    result = outcome(waitid(pid == 0 ? P_ALL : P_PID, (id_t)pid, &info, options));
  }
  bool exited = info.si_code == CLD_EXITED;
  *end = (struct kernel_end){
      .pid = info.si_pid,
      .code = exited ? (uint8_t)info.si_status : 0,
      .signal = exited ? 0 : (uint8_t)info.si_status,
      .core = info.si_code == CLD_DUMPED,
  };
  return result < 0 ? result : info.si_pid != 0;
}

int kernel_pid(void)
{
  return (int)syscall(SYS_getpid);
}

int kernel_parent(void)
{
  return (int)syscall(SYS_getppid);
}

int kernel_session(int pid)
{
  CALL(GETSID, getsid(pid));
}

int kernel_group(int pid)
{
  CALL(GETPGID, getpgid(pid));
}

int kernel_new_session(void)
{
  CALL(SETSID, setsid());
}

int kernel_new_group(void)
{
  CALL(SETPGID, setpgid(0, 0));
}

int kernel_subreaper(void)
{
  CALL(PRCTL, prctl(PR_SET_CHILD_SUBREAPER, 1UL, 0UL, 0UL, 0UL));
}

int kernel_death_signal(int signal)
{
  CALL(PRCTL, prctl(PR_SET_PDEATHSIG, (unsigned long)signal, 0UL, 0UL, 0UL));
}

int kernel_no_new_privs(void)
{
  CALL(PRCTL, prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL));
}

/* --- identity and limits --- */

int kernel_limit(int resource, const struct kernel_limit *set, struct kernel_limit *previous)
{
  CALL(LIMIT, syscall(SYS_prlimit64, 0L, (long)resource, set, previous));
}

int kernel_nice(int nice)
{
  CALL(NICE, setpriority(PRIO_PROCESS, 0, nice));
}

uint32_t kernel_uid(void)
{
  return geteuid();
}

uint32_t kernel_gid(void)
{
  return getegid();
}

/* The identity calls are made raw: libc's would first look for threads to take along. */

int kernel_groups(uint32_t *groups, int capacity)
{
  CALL(GETGROUPS, syscall(CALL_GETGROUPS, (long)capacity, groups));
}

int kernel_set_groups(const uint32_t *groups, uint32_t count)
{
  CALL(SETGROUPS, syscall(CALL_SETGROUPS, (unsigned long)count, groups));
}

int kernel_set_gid(uint32_t gid)
{
  CALL(SETGID, syscall(CALL_SETRESGID, (unsigned long)gid, (unsigned long)gid, (unsigned long)gid));
}

int kernel_set_uid(uint32_t uid)
{
  CALL(SETUID, syscall(CALL_SETRESUID, (unsigned long)uid, (unsigned long)uid, (unsigned long)uid));
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

  int result = kernel_scripted(KERNEL_CAPABILITIES);
  if (result == 0) {
    result = outcome(syscall(SYS_capget, &header, halves));
  }
  *effective = halves[0].effective | (uint64_t)halves[1].effective << 32;
  return result;
}

void kernel_umask(uint32_t mask)
{
  (void)umask((mode_t)mask);
}

int kernel_chdir(const char *directory)
{
  CALL(CHDIR, chdir(directory));
}

/* --- time and chance --- */

static int clock_read(clockid_t clock, uint64_t *ns)
{
  struct timespec time = {0};
  int result = kernel_scripted(KERNEL_CLOCK);
  if (result == 0) {
    result = outcome(clock_gettime(clock, &time));
  }
  if (result == 0) {
    *ns = (uint64_t)time.tv_sec * UINT64_C(1000000000) + (uint64_t)time.tv_nsec;
  }
  return result;
}

int kernel_monotonic(uint64_t *ns)
{
  return clock_read(CLOCK_MONOTONIC, ns);
}

int kernel_realtime(uint64_t *ns)
{
  return clock_read(CLOCK_REALTIME, ns);
}

int kernel_random(void *bytes, size_t size)
{
  CALL(RANDOM, syscall(SYS_getrandom, bytes, size, RANDOM_NONBLOCK));
}
