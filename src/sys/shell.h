/* What the shell's files share: one struct, made by attach(), handed to everything.
 *
 * Owns no code. What must outlive an exec is in the arena (the core's parts, struct baton_shell,
 * the mailboxes) and nowhere else. Private to src/sys and main.c.
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
 * it, or call that file. After an exec attach() makes each field again:
 *
 *   core           of the arena: core_bind()
 *   environment    exec has kept it; sorted again
 *   pid, init      of the kernel: getpid()
 *   slots          links of lists, of the mailboxes; the counts of a pass are begun anew
 *   loop           an epoll set, a look at the clock, the random bytes of this exec; `deaf` from 0
 *   signals        a signalfd; `row` from 0
 *   spawn          the limit that the kernel has now; whether there are pidfds is learnt again
 *   rooms          memory of this exec's own; those who stand in the old one's are not in its way
 *   pids, ends     of the mailboxes
 *   marks          of the mailboxes, and the limit that baton was started with
 *   oom            of one turn only
 *   orphans        due at once, whether a storm was on or not
 *   proc           opened again when it is needed; a walk is begun anew
 *   sweep          of the mailboxes: a pass under way is begun anew, and its leftovers found again
 *   drain          a pass under way is begun anew, behind those that it has asked
 *   streams        of the kernel
 *   tty            of the settings and the kernel
 *   log            stderr's way is found again
 *
 * test/system/forgetful.c does that between two turns, in every system test. */

/* loop.c: the wait, the time of the last look at the clock, and the end. */
struct shell_loop {
  int epoll;
  uint32_t deaf;              /* turns in a row in which hearing failed */
  struct epoll_event *events; /* what one look at epoll tells */
  uint32_t event_capacity;
  uint64_t now_ns;    /* CLOCK_MONOTONIC */
  uint64_t heard_ns;  /* when signals were last looked at */
  uint32_t unclocked; /* pieces of work since the last look at the clock */
  bool clocked;       /* that was in this turn */
  uint64_t random;
};

/* signals.c */
struct shell_signals {
  int fd;
  uint32_t row; /* signals since the last CHLD */
};

/* spawn.c: what a start needs to know. */
struct shell_spawn {
  struct kernel_limit files_raised; /* RLIMIT_NOFILE as it is */
  bool no_pidfds;                   /* the kernel or its filter has none */
};

/* room.c */
struct shell_rooms {
  char *mapped; /* all rooms, but for the first … */
  size_t mapped_bytes;
  bool first_of_boot; /* … if that is in memory of the program's own */
  size_t word_count;  /* pointers in each, at the most, … */
  size_t text_bytes;  /* … and bytes of what is put together for a child */
};

/* stream.c: how fds 1 and 2 are opened anew, as F_GETFL says it; -1: they are not. */
struct shell_streams {
  int flags[2];
};

/* pids.c: chains through the slots. */
struct shell_pids {
  uint32_t *heads; /* their number is a power of two */
  uint32_t mask;
};

/* marks.c */
struct shell_marks {
  uint64_t base;   /* what all that baton gives have in common; 0: it can give none */
  uint64_t soft;   /* RLIMIT_RTTIME that baton was started with */
  uint32_t *heads; /* chains through the slots, as many as those of the pids */
};

/* ends.c */
struct shell_ends {
  uint32_t pidfds_left;  /* how many more children may have one */
  uint32_t held_leaders; /* zombies of ours that waitid(P_ALL) must not see */
  uint32_t by_number;    /* children that only SIGCHLD tells of */
  uint32_t live;         /* children whose end was not seen yet */
};

/* oom.c */
struct shell_oom {
  uint64_t seen_ns; /* the turn in which the count was last seen to have risen, … */
  uint32_t left;    /* … and how many of those kills no end was taken for */
};

/* orphans.c */
struct shell_orphans {
  uint32_t reaped;    /* so far */
  uint32_t row;       /* passes that came close after another */
  uint64_t reaped_ns; /* when the last pass over them ended */
  uint64_t at_ns;     /* the next one, put off by a storm */
  bool due;
  bool by_number; /* the last one went by number, since a leader was held */
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
  bool asked;   /* whether F_SETOWN on that tells if anybody has a number, … */
  bool numbers; /* … and it does */
  char *buffer; /* SHELL_BUFFER_BYTES: what is read within a turn, and what was learnt */
  struct proc_walk walk;
};

/* sweep.c */
struct shell_sweep {
  uint32_t first;             /* what the next pass serves */
  uint32_t pass_first;        /* what the pass under way serves; BATON_NONE: there is none */
  bool walks;                 /* … and goes over all processes */
  bool nobody;                /* … or has found without that that nobody is left */
  bool others;                /* baton has children that are none of the line's */
  bool walked;                /* the last one went over all processes; … */
  uint64_t swept_ns;          /* … when it ended */
  struct leftover *leftovers; /* SHELL_LEFTOVERS of them */
};

/* drain.c */
struct shell_drain {
  uint32_t reaped; /* orphans, and 1, when those that may be signalled were counted last */
  bool walks;      /* the walk is the pass's own */
};

/* tty.c */
struct shell_tty {
  int fd;    /* fd 0, or one of our own */
  bool lent; /* it is a terminal, and one child may have it */
  bool leads_session;
  int session;     /* baton's */
  bool of_session; /* baton's session has one, which whoever leads a session of its own cannot open
                    */
  bool window;     /* it is in a window, whose closing is HUP */
  uint32_t slot;   /* that child; BATON_NONE */
  uint32_t taker;  /* the terminal is nobody's: who leads a session that takes it; BATON_NONE */
};

/* How a line reaches stderr without ever blocking. */
enum log_way { LOG_UNOPENED, LOG_WRITE, LOG_SEND, LOG_NOWAIT, LOG_POLL };

/* log.c */
struct shell_log {
  int fd;
  uint8_t way;
  bool terminal; /* it is one, and somebody sits at it */
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
  uint32_t sweep_next; /* in the list of the next pass, */
  uint32_t pass_next;  /* and of the one that is under way */
  uint32_t left;       /* what that has found so far */
  bool moved;          /* … and whether it has found something dead */
  uint8_t repeats;     /* passes in a row that have found nothing else */
  int32_t heir;        /* the eldest child of ours that is of the instance; 0 */
  uint32_t held;       /* leftovers that are held by a pidfd */
  /* pids.c */
  uint32_t pid_next; /* the next of the same chain */
  /* marks.c */
  uint32_t mark_next; /* likewise */
};

struct shell {
  struct core core;
  const char **environment; /* what children inherit */
  int32_t pid;
  bool init; /* PID 1 of its namespace */
  struct shell_slot *slots;
  struct shell_loop loop;
  struct shell_signals signals;
  struct shell_spawn spawn;
  struct shell_rooms rooms;
  struct shell_streams streams;
  struct shell_pids pids;
  struct shell_marks marks;
  struct shell_ends ends;
  struct shell_oom oom;
  struct shell_orphans orphans;
  struct shell_proc proc;
  struct shell_sweep sweep;
  struct shell_drain drain;
  struct shell_tty tty;
  struct shell_log log;
};

/* What outlives an exec: it lies in the arena, and before there is one in boot.c. */
static inline struct baton_shell *shell_kept(const struct shell *shell)
{
  return shell->core.shell;
}

static inline struct baton_mailbox *shell_mailbox(const struct shell *shell, uint32_t slot)
{
  return &shell->core.mailboxes[slot];
}

/* Is there still the process that the action is about? */
static inline bool shell_has_instance(const struct shell *shell, const struct baton_action *action)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, action->slot);
  return mailbox->run == action->run && mailbox->pid != 0;
}

static inline bool shell_is_classic(const struct shell *shell)
{
  return (shell->core.globals->flags & BATON_GLOBAL_CLASSIC) != 0;
}

/* Called by another program's name, baton keeps that program's habits. */
static inline bool shell_has_personality(const struct shell *shell)
{
  return shell->core.globals->personality != BATON_PERSONALITY_BATON;
}

static inline bool shell_has(const struct shell *shell, uint32_t global_flag)
{
  return (shell->core.globals->flags & global_flag) != 0;
}

static inline const struct baton_settings *shell_settings(const struct shell *shell, uint32_t slot)
{
  return &shell->core.settings[shell->core.nodes[slot].settings];
}

#endif
