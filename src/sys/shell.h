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

/* What the shell alone knows of a node. */
struct shell_slot {
  struct sweep sweep; /* of the next pass */
  struct sweep pass;  /* of the pass that is under way */
  uint32_t left;      /* what it has found so far */
  bool moved;         /* … and whether it has found something dead */
  uint8_t repeats;    /* passes in a row that have found nothing else */
  uint32_t held;      /* leftovers that are held by a pidfd */
  uint32_t pid_next;  /* the next of the same chain in the table of pids */
  int32_t last_pid;   /* for the log: outlives the process */
  uint32_t log_window;
  uint32_t log_left_out;
};

/* A process that a sweep found, held until it is gone. */
struct leftover {
  int32_t pidfd; /* -1: free */
  int32_t pid;
  uint32_t slot;
};

/* Where a walk over all processes is (proc.c). */
struct proc_walk {
  int length; /* with /proc: bytes of entries in the buffer, and how far they are read */
  int at;
  int number; /* without: the number that was handed out last, the last one, … */
  int last_number;
  int of_turn; /* … and how many in this turn */
};

/* How a line reaches stderr without ever blocking (log.c). */
enum log_way { LOG_UNOPENED, LOG_WRITE, LOG_SEND, LOG_NOWAIT, LOG_POLL };

struct shell {
  struct core core;
  const char *const *environment;
  uint64_t now_ns; /* CLOCK_MONOTONIC, at the last look */
  uint64_t random;
  int32_t pid;
  bool init; /* PID 1 of its namespace */
  bool finished;
  uint8_t code;

  int epoll, signals;
  int arena;           /* its memfd; -1: there is none */
  int terminal_fd;     /* the terminal that is lent: fd 0, or one of our own */
  uint32_t deaf;       /* turns in a row in which hearing failed */
  int fds_kept;        /* > 0: children share baton's table of fds until they keep those below */
  uint32_t signal_row; /* signals since the last CHLD */
  uint64_t inherited_mask;
  uint64_t inherited_ignored; /* faults and CHLD that were ignored when baton was started */
  struct kernel_limit files;  /* RLIMIT_NOFILE as inherited */
  struct kernel_limit files_raised;
  bool may_set_groups;
  bool no_pidfds;       /* the kernel or its filter has none */
  uint32_t pidfds_left; /* how many more children may have one */

  /* reap.c */
  uint32_t *pid_heads; /* of the chains; their number is a power of two */
  uint32_t pid_mask;
  struct shell_slot *slots;
  uint32_t held_leaders; /* zombies of ours that waitid(P_ALL) must not see */
  uint32_t by_number;    /* children that only SIGCHLD tells of */
  uint32_t reaped;       /* strangers so far */
  uint64_t reaped_ns;    /* when the last pass over them ended */
  uint64_t reap_at_ns;   /* the next one, put off by a storm */
  uint32_t reap_row;     /* passes that came close after another */
  bool reap_due;

  /* proc.c */
  bool proc_opened;
  int proc;     /* /proc, if it is our own PID namespace's; -1 */
  int children; /* our own `children` file in it; -1 */
  int newest_pid;
  struct proc_walk walk;

  /* sweep.c */
  uint32_t sweep_first; /* what the next pass serves */
  uint32_t pass_first;  /* what the pass under way serves; BATON_NONE: there is none */
  uint64_t swept_ns;
  struct leftover *leftovers; /* SHELL_LEFTOVERS of them */

  /* drain.c */
  bool draining;
  bool drain_told;     /* the core knows that something is left */
  uint32_t drain_left; /* how many there were to wait for */
  uint64_t drain_at_ns;
  int32_t last_group; /* the last group that was made: all that is known without /proc */

  /* tty.c */
  bool terminal; /* fd 0 is one */
  bool leads_session;
  uint32_t terminal_slot;  /* the child that has it; BATON_NONE */
  int32_t foreground;      /* the group that had it before us; -1 */
  int32_t foreground_ours; /* the group that we gave it to; 0 */

  /* log.c */
  int log_fd;
  uint8_t log_way;
  uint32_t log_dropped;

  /* spawn.c: mapped at boot, written by children only, in their copies */
  const char **scratch_words;
  size_t scratch_word_count;
  char *scratch_text;
  size_t scratch_text_bytes;

  char *buffer;               /* SHELL_BUFFER_BYTES for whoever reads something within a turn */
  struct epoll_event *events; /* … and what one look at epoll tells */
  uint32_t event_capacity;
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
static inline bool shell_is_guest(const struct shell *shell)
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
