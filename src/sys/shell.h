/* What the shell's files share: one struct, made by boot, handed to everything.
 *
 * Owns no code. What must outlive a re-exec is in the arena (core->table, the mailboxes); what is
 * here can be made anew from it and from the kernel. Private to src/sys and main.c.
 */
#ifndef SYS_SHELL_H
#define SYS_SHELL_H

#include "core/core.h"
#include "kernel.h"

#define SHELL_LEFTOVERS    64U /* processes held by a pidfd while a sweep waits for them */
#define SHELL_SPARE_FDS    32U /* never used for pidfds: logs, sweeps, pipes, files of a spawn */
#define SHELL_BUFFER_BYTES 4096U
#define SHELL_NEVER        UINT64_MAX /* nanoseconds: a time that is not set */
#define SHELL_MS           UINT64_C(1000000)

/* Signals that are never blocked (kernel.md, 1). */
#define SHELL_FAULTS                                                                               \
  (BATON_SIGNAL_BIT(SIGSEGV) | BATON_SIGNAL_BIT(SIGBUS) | BATON_SIGNAL_BIT(SIGILL) |               \
   BATON_SIGNAL_BIT(SIGFPE) | BATON_SIGNAL_BIT(SIGTRAP) | BATON_SIGNAL_BIT(SIGSYS) |               \
   BATON_SIGNAL_BIT(SIGABRT))

/* Where a wake-up comes from; with slot and run it is what epoll hands back, never an fd: an fd may
 * be somebody else's by the time that a batch is worked through. */
enum source {
  SOURCE_CHILD,
  SOURCE_READY,
  SOURCE_LEFTOVER,
  SOURCE_SIGNAL,
};

/* Each part below belongs to one file, which alone writes to it once boot has made it; others read
 * it, or call that file. */

/* loop.c: the wait, the time of the last look at the clock, and the end. */
struct shell_loop {
  int epoll;
  uint32_t deaf;              /* turns in a row in which hearing failed */
  struct epoll_event *events; /* what one look at epoll tells */
  uint32_t event_capacity;
  uint64_t now_ns; /* CLOCK_MONOTONIC */
  uint64_t random;
  bool finished;
  uint8_t code;
};

/* signals.c */
struct shell_signals {
  int fd;
  uint32_t row; /* signals since the last CHLD */
  uint64_t inherited_mask;
  uint64_t inherited_ignored; /* faults and CHLD that were ignored when baton was started */
};

/* spawn.c: what a start needs to know. */
struct shell_spawn {
  struct kernel_limit files; /* RLIMIT_NOFILE as inherited */
  struct kernel_limit files_raised;
  int fds_kept; /* > 0: children share baton's table of fds until they keep those below */
  bool may_set_groups;
  bool no_pidfds; /* the kernel or its filter has none */
  /* Mapped at boot, written by children only, in their copies. */
  const char **words;
  size_t word_count;
  char *text;
  size_t text_bytes;
};

/* pids.c: chains through the slots. */
struct shell_pids {
  uint32_t *heads; /* their number is a power of two */
  uint32_t mask;
};

/* ends.c */
struct shell_ends {
  uint32_t pidfds_left;  /* how many more children may have one */
  uint32_t held_leaders; /* zombies of ours that waitid(P_ALL) must not see */
  uint32_t by_number;    /* children that only SIGCHLD tells of */
  int32_t last_group;    /* the last group that was made: all that is known without /proc */
};

/* orphans.c */
struct shell_orphans {
  uint32_t reaped;    /* so far */
  uint32_t row;       /* passes that came close after another */
  uint64_t reaped_ns; /* when the last pass over them ended */
  uint64_t at_ns;     /* the next one, put off by a storm */
  bool due;
};

/* Where a walk over all processes is. */
struct proc_walk {
  int length; /* with /proc: bytes of entries in the buffer, and how far they are read */
  int at;
  int number; /* without: the number that was handed out last, the last one, … */
  int last_number;
  int of_turn; /* … and how many in this turn */
};

/* proc.c */
struct shell_proc {
  bool opened;
  int root;     /* /proc, if it is our own PID namespace's; -1 */
  int children; /* our own `children` file in it; -1 */
  int newest_pid;
  char *buffer; /* SHELL_BUFFER_BYTES for what is read within a turn */
  struct proc_walk walk;
};

/* sweep.c */
struct shell_sweep {
  uint32_t first;      /* what the next pass serves */
  uint32_t pass_first; /* what the pass under way serves; BATON_NONE: there is none */
  uint64_t swept_ns;
  struct leftover *leftovers; /* SHELL_LEFTOVERS of them */
};

/* drain.c */
struct shell_drain {
  bool on;
  bool told;     /* the core knows that something is left */
  uint32_t left; /* how many there were to wait for */
  uint64_t at_ns;
};

/* tty.c */
struct shell_tty {
  int fd;    /* fd 0, or one of our own */
  bool lent; /* it is a terminal, and one child may have it */
  bool leads_session;
  uint32_t slot;  /* that child; BATON_NONE */
  int32_t before; /* the group that was in the foreground before us; -1 */
  int32_t given;  /* the group that we put there; 0 */
};

/* How a line reaches stderr without ever blocking. */
enum log_way { LOG_UNOPENED, LOG_WRITE, LOG_SEND, LOG_NOWAIT, LOG_POLL };

/* log.c */
struct shell_log {
  int fd;
  uint8_t way;
  uint32_t dropped; /* lines in a row that could not be written */
};

/* struct sweep, why. */
enum sweep_flag {
  SWEEP_LISTED = 1, /* in the list of a pass */
  SWEEP_ASKED = 2,  /* the core waits for the answer */
  SWEEP_LOOK = 4,   /* the last held leftover is gone: answered only if nothing is left */
};

/* What one pass over all processes is to do for a child. */
struct sweep {
  uint32_t next; /* in the list of the same pass */
  uint8_t why;   /* SWEEP_… */
  uint8_t signal;
  uint8_t flags; /* ACTION_… */
  uint8_t reserved;
};

/* A process that a sweep found, held until it is gone. */
struct leftover {
  int32_t pidfd; /* -1: free */
  int32_t pid;
  uint32_t slot;
};

/* What the shell alone knows of a node. */
struct shell_slot {
  /* sweep.c */
  struct sweep sweep; /* of the next pass */
  struct sweep pass;  /* of the pass that is under way */
  uint32_t left;      /* what it has found so far */
  bool moved;         /* … and whether it has found something dead */
  uint8_t repeats;    /* passes in a row that have found nothing else */
  uint32_t held;      /* leftovers that are held by a pidfd */
  /* pids.c */
  uint32_t pid_next; /* the next of the same chain */
  /* log.c */
  int32_t last_pid; /* outlives the process */
  uint32_t log_window;
  uint32_t log_left_out;
};

struct shell {
  struct core core;
  const char *const *environment;
  int32_t pid;
  bool init; /* PID 1 of its namespace */
  int arena; /* its memfd; -1: there is none */
  struct shell_slot *slots;
  struct shell_loop loop;
  struct shell_signals signals;
  struct shell_spawn spawn;
  struct shell_pids pids;
  struct shell_ends ends;
  struct shell_orphans orphans;
  struct shell_proc proc;
  struct shell_sweep sweep;
  struct shell_drain drain;
  struct shell_tty tty;
  struct shell_log log;
};

static inline struct baton_mailbox *shell_mailbox(const struct shell *shell, uint32_t slot)
{
  return &shell->core.mailboxes[slot];
}

/* The header, of which the sequence and the pending signal are the shell's to write. */
static inline struct baton_table *shell_table(const struct shell *shell)
{
  return shell->core.arena;
}

static inline bool shell_is_classic(const struct shell *shell)
{
  return (shell->core.table->globals.flags & BATON_GLOBAL_CLASSIC) != 0;
}

/* Called by another program's name, baton keeps that program's habits. */
static inline bool shell_has_personality(const struct shell *shell)
{
  return shell->core.table->globals.voice != BATON_VOICE_BATON;
}

static inline bool shell_has(const struct shell *shell, uint32_t global_flag)
{
  return (shell->core.table->globals.flags & global_flag) != 0;
}

static inline const struct baton_settings *shell_settings(const struct shell *shell, uint32_t slot)
{
  return &shell->core.settings[shell->core.nodes[slot].settings];
}

#endif
