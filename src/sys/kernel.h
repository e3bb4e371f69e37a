/* The kernel, as far as baton uses it: one thin function for each call.
 *
 * Owns EINTR (here and nowhere else) and the numbers that musl's headers lack. Every function
 * returns what the call returns, or a negative errno. Must not decide, log, or keep state.
 *
 * The seam: each function asks kernel_scripted() first. The product's answers 0, "go on"; a test
 * that links one of its own fails any call, at any index, with any errno.
 */
#ifndef SYS_KERNEL_H
#define SYS_KERNEL_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/epoll.h>
#include <sys/signalfd.h>

/* Each call that can fail, and what the kernel calls it. */
#define KERNEL_CALLS(X)                                                                            \
  X(OPEN, openat)                                                                                  \
  X(CLOSE, close)                                                                                  \
  X(READ, read)                                                                                    \
  X(PREAD, pread64)                                                                                \
  X(WRITE, write)                                                                                  \
  X(WRITE_NOWAIT, pwritev2)                                                                        \
  X(SEND, sendto)                                                                                  \
  X(READLINK, readlinkat)                                                                          \
  X(ACCESS, faccessat)                                                                             \
  X(GETDENTS, getdents64)                                                                          \
  X(REWIND, lseek)                                                                                 \
  X(PIPE, pipe2)                                                                                   \
  X(DUP, dup3)                                                                                     \
  X(CLOSE_RANGE, close_range)                                                                      \
  X(FCNTL, fcntl)                                                                                  \
  X(POLL, ppoll)                                                                                   \
  X(IOCTL, ioctl)                                                                                  \
  X(MEMFD, memfd_create)                                                                           \
  X(TRUNCATE, ftruncate)                                                                           \
  X(CHMOD, fchmod)                                                                                 \
  X(CHOWN, fchown)                                                                                 \
  X(FILE, statx)                                                                                   \
  X(MMAP, mmap)                                                                                    \
  X(MUNMAP, munmap)                                                                                \
  X(POPULATE, madvise)                                                                             \
  X(EPOLL_CREATE, epoll_create1)                                                                   \
  X(EPOLL_CTL, epoll_ctl)                                                                          \
  X(EPOLL_WAIT, epoll_pwait)                                                                       \
  X(SIGNALFD, signalfd4)                                                                           \
  X(SIGTIMEDWAIT, rt_sigtimedwait)                                                                 \
  X(SIGPROCMASK, rt_sigprocmask)                                                                   \
  X(SIGACTION, rt_sigaction)                                                                       \
  X(SIGALTSTACK, sigaltstack)                                                                      \
  X(CLONE, clone)                                                                                  \
  X(SHARE, clone)                                                                                  \
  X(FUTEX, futex)                                                                                  \
  X(EXEC, execve)                                                                                  \
  X(WAIT, waitid)                                                                                  \
  X(KILL, kill)                                                                                    \
  X(PIDFD_OPEN, pidfd_open)                                                                        \
  X(PIDFD_SIGNAL, pidfd_send_signal)                                                               \
  X(GETSID, getsid)                                                                                \
  X(GETPGID, getpgid)                                                                              \
  X(SETSID, setsid)                                                                                \
  X(SETPGID, setpgid)                                                                              \
  X(PRCTL, prctl)                                                                                  \
  X(LIMIT, prlimit64)                                                                              \
  X(NICE, setpriority)                                                                             \
  X(GETGROUPS, getgroups)                                                                          \
  X(SETGROUPS, setgroups)                                                                          \
  X(SETGID, setresgid)                                                                             \
  X(SETUID, setresuid)                                                                             \
  X(CAPABILITIES, capget)                                                                          \
  X(CHDIR, chdir)                                                                                  \
  X(SEEK, lseek)                                                                                   \
  X(CLOCK, clock_gettime)                                                                          \
  X(DETACH, ptrace)                                                                                \
  X(NAME, uname)                                                                                   \
  X(OWNER, fcntl)

enum kernel_call {

#define X(name, call) KERNEL_##name,
  KERNEL_CALLS(X)
#undef X
};

/* 0, or the negative errno with which `call` is to fail instead of being made. */
int kernel_scripted(enum kernel_call call);

/* What musl has no header for. */
#define KERNEL_CLONE_PIDFD     0x1000L
#define KERNEL_MFD_NOEXEC_SEAL 8U
#define KERNEL_AT_MINSIGSTKSZ  51UL
#define KERNEL_PATH_MAX        4096U

/* Is told of a signal that is not blocked. `sent`: somebody has sent it, it is no fault of ours. */
typedef void kernel_handler(int signal, bool sent);

/* How a process ended; or what has stopped one of which baton is the tracer. */
struct kernel_end {
  int32_t pid;
  uint8_t code;   /* its exit code, if no signal ended it */
  uint8_t signal; /* 0: none did */
  bool core;
  bool stopped; /* it lives */
};

/* Who sent a signal. */
struct kernel_sender {
  int32_t pid; /* 0: nobody in our namespace */
  bool kernel; /* the kernel, for a reason of its own */
};

struct kernel_file {
  uint32_t mode; /* its type, too */
  uint32_t uid;
  uint32_t links; /* its names */
  uint64_t size;
};

struct kernel_limit {
  uint64_t soft;
  uint64_t hard;
};

/* The calls that hand on what they are given: the function, its arguments, the call and what it
 * gets. */
#define KERNEL_PLAIN_CALLS(X)                                                                      \
  /* Files. All that are opened are close-on-exec, and none becomes our terminal. */               \
  X(kernel_open, (const char *path, int flags, unsigned mode), OPEN, AT_FDCWD, (long)path,         \
    flags | O_CLOEXEC | O_NOCTTY | O_LARGEFILE, (long)mode)                                        \
  X(kernel_open_at, (int directory, const char *path, int flags, unsigned mode), OPEN, directory,  \
    (long)path, flags | O_CLOEXEC | O_NOCTTY | O_LARGEFILE, (long)mode)                            \
  X(kernel_close, (int fd), CLOSE, fd, 0, 0, 0)                                                    \
  X(kernel_read, (int fd, void *bytes, size_t size), READ, fd, (long)bytes, (long)size, 0)         \
  X(kernel_write, (int fd, const void *bytes, size_t size), WRITE, fd, (long)bytes, (long)size, 0) \
  X(kernel_send_nowait, (int fd, const void *bytes, size_t size), SEND, fd, (long)bytes,           \
    (long)size, MSG_DONTWAIT | MSG_NOSIGNAL)                                                       \
  X(kernel_exists, (const char *path), ACCESS, AT_FDCWD, (long)path, F_OK, 0)                      \
  X(kernel_readlink, (const char *path, char *text, size_t size), READLINK, AT_FDCWD, (long)path,  \
    (long)text, (long)size)                                                                        \
  X(kernel_readlink_at, (int link, char *text, size_t size), READLINK, link, (long)"", (long)text, \
    (long)size)                                                                                    \
  X(kernel_getdents, (int fd, void *entries, size_t size), GETDENTS, fd, (long)entries,            \
    (long)size, 0)                                                                                 \
  X(kernel_is_pipe, (int fd), FCNTL, fd, PIPE_SIZE, 0, 0)                                          \
  X(kernel_is_open, (int fd), FCNTL, fd, F_GETFD, 0, 0)                                            \
  X(kernel_dup, (int fd, int target), DUP, fd, target, 0, 0)                                       \
  /* The flags of a description: how it was opened, and O_NONBLOCK. */                             \
  X(kernel_flags, (int fd), FCNTL, fd, F_GETFL, 0, 0)                                              \
  X(kernel_set_flags, (int fd, int flags), FCNTL, fd, F_SETFL, flags, 0)                           \
  /* A copy at `least` or above that survives exec. */                                             \
  X(kernel_dup_above, (int fd, int least), FCNTL, fd, F_DUPFD, least, 0)                           \
  /* Not of a pipe, a socket, a terminal; and of no device or directory. */                        \
  X(kernel_seekable, (int fd), SEEK, fd, 0, SEEK_CUR, 0)                                           \
  X(kernel_file_left, (int fd, int *bytes), IOCTL, fd, FIONREAD, (long)bytes, 0)                   \
  X(kernel_wait_in_reads, (int fd), FCNTL, fd, F_SETFL, 0, 0)                                      \
  X(kernel_keep_on_exec, (int fd), FCNTL, fd, F_SETFD, 0, 0)                                       \
  /* Makes a table of fds that is shared with nobody, and closes all from `first` on in it. */     \
  X(kernel_own_fds, (int first), CLOSE_RANGE, first, (long)UINT32_MAX, UNSHARE_FLAG, 0)            \
  X(kernel_close_range, (int first, int last), CLOSE_RANGE, first, last, 0, 0)                     \
  /* The terminal. If the leader of its session leaves it, that sends the leader HUP and CONT in   \
   * its own name; only a leader can take one. The settings are the kernel's termios, which no     \
   * libc declares, of 36 bytes; they are set at once, without a wait for the reader. */           \
  X(kernel_set_foreground, (int fd, int group), IOCTL, fd, TIOCSPGRP, (long)&group, 0)             \
  X(kernel_leave_terminal, (int fd), IOCTL, fd, TIOCNOTTY, 0, 0)                                   \
  X(kernel_terminal, (int fd, void *settings), IOCTL, fd, TCGETS, (long)settings, 0)               \
  X(kernel_set_terminal, (int fd, const void *settings), IOCTL, fd, TCSETS, (long)settings, 0)     \
  X(kernel_take_terminal, (int fd), IOCTL, fd, TIOCSCTTY, 0, 0)                                    \
  /* Memory. kernel_populate() touches the pages that are mapped there for writing. */             \
  X(kernel_memfd, (const char *name, unsigned flags), MEMFD, (long)name, (long)flags, 0, 0)        \
  X(kernel_chmod, (int fd, unsigned mode), CHMOD, fd, (long)mode, 0, 0)                            \
  X(kernel_chown, (int fd, uint32_t uid, uint32_t gid), CHOWN, fd, (long)uid, (long)gid, 0)        \
  X(kernel_seal, (int fd, int seals), FCNTL, fd, SEALS_ADD, seals, 0)                              \
  X(kernel_unmap, (void *at, size_t size), MUNMAP, (long)at, (long)size, 0, 0)                     \
  X(kernel_populate, (void *at, size_t size), POPULATE, (long)at, (long)size, MADV_POPULATE_PAGES, \
    0)                                                                                             \
  /* Waiting and signals, a set of which is one 64-bit word, bit n-1: musl's sigset functions      \
   * refuse 32 to 34. kernel_signalfd() makes a new one (fd -1), or gives other signals to one     \
   * that there is. */                                                                             \
  X(kernel_epoll_create, (void), EPOLL_CREATE, EPOLL_CLOEXEC, 0, 0, 0)                             \
  X(kernel_signalfd, (int fd, uint64_t set), SIGNALFD, fd, (long)&set, MASK_BYTES,                 \
    SFD_CLOEXEC | SFD_NONBLOCK)                                                                    \
  X(kernel_set_mask, (uint64_t mask, uint64_t * previous), SIGPROCMASK, SIG_SETMASK, (long)&mask,  \
    (long)previous, MASK_BYTES)                                                                    \
  X(kernel_pidfd_open, (int pid), PIDFD_OPEN, pid, 0, 0, 0)                                        \
  X(kernel_pidfd_signal, (int pidfd, int signal), PIDFD_SIGNAL, pidfd, signal, 0, 0)               \
  /* Processes. kernel_detach() lets one that is traced and stopped go on with that signal. */     \
  X(kernel_exec, (const char *file, const char *const *argv, const char *const *envp), EXEC,       \
    (long)file, (long)argv, (long)envp, 0)                                                         \
  X(kernel_detach, (int pid, int signal), DETACH, PTRACE_DETACH, pid, 0, signal)                   \
  /* -ESRCH: no process, no thread, no group and no session has that number. 0: somebody has, and  \
   * the file tells that one of itself until its owner is 0 again. */                              \
  X(kernel_own, (int fd, int number), OWNER, fd, F_SETOWN, number, 0)                              \
  X(kernel_session, (int pid), GETSID, pid, 0, 0, 0)                                               \
  X(kernel_group, (int pid), GETPGID, pid, 0, 0, 0)                                                \
  X(kernel_new_session, (void), SETSID, 0, 0, 0, 0)                                                \
  X(kernel_new_group, (void), SETPGID, 0, 0, 0, 0)                                                 \
  X(kernel_subreaper, (void), PRCTL, PR_SET_CHILD_SUBREAPER, 1, 0, 0)                              \
  X(kernel_death_signal, (int signal), PRCTL, PR_SET_PDEATHSIG, signal, 0, 0)                      \
  X(kernel_undumpable, (void), PRCTL, PR_SET_DUMPABLE, 0, 0, 0)                                    \
  X(kernel_no_new_privs, (void), PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0)                              \
  /* Identity and limits. `set` may be NULL, and so may `previous`. */                             \
  X(kernel_limit, (int resource, const struct kernel_limit *set, struct kernel_limit *previous),   \
    LIMIT, 0, resource, (long)set, (long)previous)                                                 \
  X(kernel_limit_of, (int pid, int resource, struct kernel_limit *limit), LIMIT, pid, resource, 0, \
    (long)limit)                                                                                   \
  X(kernel_nice, (int nice), NICE, PRIO_PROCESS, 0, nice, 0)                                       \
  X(kernel_groups, (uint32_t * groups, int capacity), GETGROUPS, capacity, (long)groups, 0, 0)     \
  X(kernel_set_groups, (const uint32_t *groups, uint32_t count), SETGROUPS, (long)count,           \
    (long)groups, 0, 0)                                                                            \
  X(kernel_set_gid, (uint32_t gid), SETGID, (long)gid, (long)gid, (long)gid, 0)                    \
  X(kernel_set_uid, (uint32_t uid), SETUID, (long)uid, (long)uid, (long)uid, 0)                    \
  X(kernel_chdir, (const char *directory), CHDIR, (long)directory, 0, 0, 0)

#define X(name, arguments, call, a, b, c, d) int name arguments;
KERNEL_PLAIN_CALLS(X)
#undef X

int kernel_pread(int fd, void *bytes, size_t size, int64_t offset);
/* One write that does not wait, whatever the description's flags; -EOPNOTSUPP where the file or the
 * kernel cannot. */
int kernel_write_nowait(int fd, const void *bytes, size_t size);
int kernel_file(int fd, struct kernel_file *file);
/* Goes to the beginning of a file or to its end, and returns where that is, INT_MAX at the most. */
int kernel_seek(int fd, int whence);
/* Both ends close-on-exec; the reading one does not block. */
int kernel_pipe(int ends[2]);
/* Which of `events` have happened, or waits until one has. */
int kernel_poll(int fd, int events, bool waits);

int kernel_is_terminal(int fd);
int kernel_foreground(int fd);
int kernel_truncate(int fd, size_t size);
/* Anonymous and private without a `fd` (-1); otherwise shared. At the place that `at` names, if it
 * is free; NULL: behind the program. */
int kernel_map(void **at, size_t size, int flags, int fd);

/* Waits until the word has another value and somebody says so, for less than a second; 0 or a
 * negative errno, -ETIMEDOUT among them. */
int kernel_wait_for(const volatile uint32_t *word, uint32_t value, uint64_t ns);

int kernel_epoll_ctl(int epoll, int operation, int fd, uint32_t events, uint64_t data);
/* When it is interrupted it tells what has happened, and waits no longer. `interrupted`: no signal
 * is blocked while it waits. */
int kernel_epoll_wait(int epoll, struct epoll_event *events, int most, int timeout_ms,
                      bool interrupted);

int kernel_default(int signal, bool *was_ignored); /* which may be NULL */
int kernel_ignore(int signal);
bool kernel_is_ignored(int signal);
/* Takes one of the set that is pending: the signal, or -EAGAIN. */
int kernel_take_signal(uint64_t set, struct kernel_sender *sender);
/* There is one handler for all signals that have one; it runs on the alternate stack if there is
 * one. */
int kernel_handle(int signal, kernel_handler *handler, bool *was_ignored);
int kernel_alternate_stack(void *stack, size_t size);
int kernel_kill(int pid, int signal);

/* Where a child runs that shares memory with baton. */
struct kernel_place {
  void *stack; /* its upper end */
  /* Not 0 for as long as the child is in that memory, which the kernel sees to: its number, until
   * its exec or its end. */
  volatile uint32_t *taken;
  void (*start)(void *argument); /* does not return */
  void *argument;
};

/* kernel_clone() is fork() by the raw call: with `pidfd`, the kernel writes a pidfd
 * there; with `pid`, the child's number, before the child's first instruction and in the child's
 * memory. With `share_fds` both have one table of fds until the child has kernel_own_fds().
 * kernel_share() does the same for a child that runs in baton's memory, at a place of its own; it
 * does not wait for it, as vfork() does. kernel_wait() answers 1 when `end` tells of one, 0 when
 * there is none yet. */
int kernel_clone(int32_t *pidfd, int32_t *pid, bool share_fds);
int kernel_share(const struct kernel_place *place, int32_t *pidfd, bool share_fds);
_Noreturn void kernel_exit(int code);
int kernel_wait(int pid, bool peek, struct kernel_end *end); /* pid 0: any child */
int kernel_stopped(int pid); /* the signal that has stopped a child, for no tracer, since; or 0 */
int kernel_pid(void);
int kernel_parent(void);
int kernel_is_subreaper(void); /* 0 or 1 */
int kernel_drop_ambient(void); /* the capabilities that exec keeps */

uint32_t kernel_uid(void);
uint32_t kernel_gid(void);
/* The effective capabilities, bit n for capability n. */
int kernel_capabilities(uint64_t *effective);
/* Whose rights to files these are from now on. */
void kernel_set_file_uid(uint32_t uid);
void kernel_umask(uint32_t mask);

/* Is it of that version, or a later one? False if it does not tell. */
bool kernel_is_at_least(unsigned major, unsigned minor);

/* CLOCK_MONOTONIC or CLOCK_REALTIME, in nanoseconds. */
int kernel_clock(int clock, uint64_t *ns);

#endif
