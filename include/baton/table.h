/* The arena: every record of baton that outlives an instance, in one flat region without pointers.
 *
 * The core owns the nodes, settings, restarts, timers and its own state, the shell owns the
 * mailboxes and its state; batonctl and a re-executed baton read it all. All times are
 * CLOCK_MONOTONIC milliseconds, all durations milliseconds, all strings offsets into the string
 * pool (0 is the empty string and means "not set"), all references indices (BATON_NONE is none).
 *
 * How it changes from version to version: the header's first part, up to the parts, never does; a
 * part is appended to the list of parts, a field to its record, which becomes larger, and a word to
 * its list. A reader takes from a record as many bytes as it knows and has: what an older arena
 * lacks is 0, so a field that is appended says with 0 that it is not set; what a newer one has more
 * is left alone. Records that lie in others, and numbers, never grow. Indices are never shifted:
 * what is added comes last. The place of every field is kept in test/unit/layout-*.txt.
 */
#ifndef BATON_TABLE_H
#define BATON_TABLE_H

#include "settings.h"
#include "vocabulary.h"

#include <stdint.h>

#define BATON_TABLE_MAGIC   UINT64_C(0x31656c626174622f) /* "/btable1" */
#define BATON_TABLE_VERSION 4U
#define BATON_TABLE_OLDEST  4U  /* the first whose header says where everything is ... */
#define BATON_OLDEST_PARTS  17U /* ... and how many parts it had */
#define BATON_NONE          UINT32_MAX
#define BATON_ROOT          0U
#define BATON_PID_MOST      4194304U /* the kernel's PID_MAX_LIMIT */
#define BATON_SIGNALS       64U /* signals are 1..64; a set of them is a 64-bit word, bit n-1 */
#define BATON_SIGNAL_NONE   65U /* where 0 means another's */
#define BATON_SIGNAL_BIT(n) (UINT64_C(1) << ((n)-1U))

/* Where Kubernetes looks for the reason of an end. */
#define BATON_TERMINATION_LOG "/dev/termination-log"

/* At most `limit` restarts within any `window_ms`; limit BATON_NONE is unlimited. */
struct baton_window {
  uint32_t limit;
  uint32_t window_ms;
};

/* How an instance ended; kept until the next end. `code` is the exit code (of reason exec: 126 or
 * 127), `signal` the signal that ended it or 0. */
struct baton_end {
  uint64_t uptime_ms;
  uint8_t reason; /* enum baton_reason */
  uint8_t code;
  uint8_t signal;
  uint8_t flags;
  uint32_t cause; /* the node whose end this is: differs from its holder in a supervisor */
};

/* One resource limit of --rlimit. */
struct baton_limit {
  uint64_t soft; /* RLIM_INFINITY is UINT64_MAX */
  uint64_t hard;
  uint32_t resource; /* the kernel's RLIMIT_ number */
  uint32_t reserved;
};

/* The number of a word of BATON_ARGS, and not of the line, has this bit. */
#define BATON_WORD_DEFAULTS 0x80000000U

/* The exit codes that a failed start counts as. All 0: 127 and 126, and transient errors are
 * retried. */
struct baton_codes {
  uint8_t start;   /* there is no process, or its set-up fails */
  uint8_t missing; /* exec: ENOENT */
  uint8_t denied;  /* exec: EACCES */
  uint8_t exec;    /* exec: anything else */
};

/* A set of exit codes: bit (code % 64) of word (code / 64). */
typedef uint64_t baton_code_set[4];

/* By signal: 0 as usual, a signal, or one of BATON_MAP_DROP and BATON_MAP_SHUTDOWN. */
typedef uint8_t baton_signal_map[BATON_SIGNALS + 1];

#define BATON_FIELD(id, type, field, ...) type field;
#define BATON_NO_FIELD(...)

/* What the options of a clause come to, every default resolved. Equal ones are shared by nodes. */
struct baton_settings {
  BATON_SETTINGS(BATON_FIELD, BATON_NO_FIELD, BATON_NO_FIELD, BATON_NO_FIELD)
  BATON_SETTINGS(BATON_NO_FIELD, BATON_FIELD, BATON_NO_FIELD, BATON_NO_FIELD)
  BATON_SETTINGS(BATON_NO_FIELD, BATON_NO_FIELD, BATON_FIELD, BATON_NO_FIELD)
};

/* What the line says once, for all clauses. */
struct baton_globals {
  BATON_GLOBALS(BATON_NO_FIELD, BATON_FIELD, BATON_NO_FIELD, BATON_NO_FIELD)
  BATON_GLOBALS(BATON_NO_FIELD, BATON_NO_FIELD, BATON_FIELD, BATON_NO_FIELD)
};

#define BATON_MAP_DROP     65U
#define BATON_MAP_SHUTDOWN 66U

/* One node: a child or a supervisor. The upper part is written once, the lower by core_step(). A
 * node of kind FREE is in no tree, has no flags, no process and no timer, and was never started; it
 * keeps its index, its windows of restarts and, if it had one, its supervisor's record. */
struct baton_node {
  uint32_t parent, previous, next; /* the tree: siblings in the line's order */
  uint32_t supervisor;             /* index of its supervisor record; BATON_NONE for a child */
  uint32_t settings;
  uint32_t path;       /* full path, without a supervisor's last '/'; the root's is empty */
  uint32_t argv, argc; /* packed words of the command */
  uint32_t after;      /* first of after_count node indices in the after table */
  uint32_t after_count;
  uint32_t resume_id;  /* --resume-id, or 0: derived from the seed and the path */
  uint32_t stage;      /* siblings of one stage stop together; later stages stop first */
  uint32_t restarts;   /* first entry of its window in the restart table */
  uint32_t generation; /* instances so far: LIFECYCLE_GENERATION */
  uint32_t run;        /* SPAWNs so far: with the index, the identity in every event */
  uint32_t flags;
  int64_t due_ms;         /* pending: not before this */
  int64_t start_limit_ms; /* start timeout; while suspended, what is left of it */
  int64_t stop_limit_ms;  /* KILL is due */
  int64_t look_ms;        /* the next look of a sweep */
  int64_t ask_ms;         /* what is only waited for gets its signal; 0: it had it */
  int64_t timer_ms;       /* the earliest of these that counts: its key in the timer heap */
  int64_t spawned_ms;
  int64_t ready_ms;
  int64_t retry_since_ms;               /* first of a row of transient failures */
  uint64_t held_signals;                /* for this instance, once it can hear them */
  struct baton_end end;                 /* how the last instance ended */
  uint32_t delay_ms;                    /* the delay that preceded this instance */
  uint32_t cause;                       /* the sibling that began the group restart */
  uint32_t timer;                       /* its place in the timer heap */
  uint32_t list_next[BATON_LIST_COUNT]; /* the next in each list of work that it is in */
  uint32_t ended_order; /* place among the ends for good: the first failure is the smallest */
  uint32_t token, token_length;
  uint16_t restart_count; /* entries in its window */
  uint16_t look_delay_ms;
  uint8_t kind;
  uint8_t after_mode;
  uint8_t status;
  uint8_t process;     /* enum baton_process */
  uint8_t stop;        /* enum baton_stop: what its own stop is for */
  uint8_t start_cause; /* enum baton_cause of this or the next instance */
  uint8_t backoff_k;
  uint8_t retry_k;
  uint8_t daemon_told; /* the log has said that it runs in the background */
  uint8_t work;        /* enum baton_work */
  uint8_t want;        /* what the request below waits for: the core's */
  uint8_t reserved;
  uint32_t touched_next;   /* the list of what a step has written: an index and 1 */
  uint32_t client, number; /* who is told what became of a command; number 0: nobody */
};

/* What a supervisor has beside its node. */
struct baton_supervisor {
  uint32_t node;
  uint32_t first, last;
  uint32_t unsettled; /* children neither ready once nor terminal since it was started */
  uint32_t live;      /* children that are not terminal */
  uint32_t counted;   /* those that count for auto-shutdown and have not ended for good */
  uint32_t ended;     /* those that count, are no oneshot and have ended for good */
  uint32_t oneshots;  /* oneshots that are not terminal */
  uint32_t held;      /* children that an operator stopped */
  uint32_t stages;
  uint32_t stage_left; /* nodes of the stage that are not down yet */
  uint32_t cursor;     /* where the search for the next stage begins */
  uint32_t members;    /* size of the group restart's set */
  uint32_t trigger;    /* the first node in its reach */
  uint32_t restarts, restart_count;
  uint32_t explicit_ms, shares; /* what its stop needs (stop.c) */
  uint32_t breaker_ms;          /* the window of its own breaker */
  struct baton_window intensity;
  uint32_t reserved_word;
  int64_t reserved_ms;
  int64_t budget_end_ms;
  int64_t stage_limit_ms;
  struct baton_end end; /* the end that its stop leads to */
  uint8_t strategy;
  uint8_t auto_shutdown;
  uint8_t stop_order;
  uint8_t explicit_strategy; /* its own or one above it */
  uint8_t phase;             /* enum baton_phase of the group restart */
  uint8_t mode;              /* enum baton_mode: what is being stopped */
  uint8_t reserved[2];
};

/* What one pass over all processes is to do for a child. */
struct baton_sweep {
  uint8_t why; /* enum baton_sweep_flag; 0: there is nothing to do */
  uint8_t signal;
  uint8_t flags; /* of the action that asked for it */
  uint8_t again; /* what an exec has interrupted: some have had the signal */
};

/* How many lines of the log somebody has had. */
struct baton_rate {
  uint32_t window;   /* the one that the next two are of */
  uint16_t logged;   /* lines in it, */
  uint16_t signals;  /* and those about signals that could not be sent */
  uint32_t left_out; /* lines that were left out, and not told of yet */
};

/* The shell's part: what it knows of a child's process. Of this and the next the core
 * only checks what it adopts. */
struct baton_mailbox {
  int32_t pid;   /* 0: no process */
  int32_t pidfd; /* -1: none */
  int32_t error; /* errno of the step that failed in the child, 0: none */
  uint32_t run;
  int32_t ready_fd; /* baton's end of a readiness pipe, -1: none */
  uint8_t step;     /* enum baton_step */
  uint8_t flags;
  uint8_t obstacle; /* enum baton_obstacle: of a command that could not be run */
  uint8_t reserved;
  struct baton_rate rate;   /* of its lines */
  int32_t last_pid;         /* for the log: outlives the process */
  uint32_t mark;            /* what its instance is known by; 0: its session and group */
  int32_t session;          /* in which the instance began */
  struct baton_sweep sweep; /* of the next pass */
  struct baton_sweep pass;  /* of the pass that is under way, */
  int32_t asked;            /* and the last one that it has sent its signal to */
  uint32_t path;            /* a string: the file of an --env-file that could not be read */
  char interpreter[64];     /* what a script's first line names, where that is the obstacle */
};

/* What the shell keeps of itself, beside the mailboxes. */
struct baton_shell {
  uint64_t pending_signal;    /* what was read and is not handled yet */
  uint64_t inherited_mask;    /* signals blocked when baton was started, */
  uint64_t inherited_ignored; /* faults and CHLD that were ignored then, */
  uint64_t files_soft;        /* and RLIMIT_NOFILE; a hard one of 0: not known yet */
  uint64_t files_hard;
  uint64_t drain_at_ns; /* when a subreaper's KILL is repeated */
  uint64_t terminal[5]; /* its settings before baton, in the kernel's form; the second word is 0
                         * where they are not known */
  int32_t arena_fd;     /* baton's own: the arena and its image */
  int32_t image_fd;
  int32_t foreground;       /* the group that had the terminal before baton; -1 */
  int32_t foreground_given; /* the group that baton gave it to; 0 */
  int32_t last_group;       /* the last group that was made: all that is known without /proc */
  int32_t newest_pid;       /* of those that were seen: likewise */
  uint32_t newest_mark;     /* of those that were given */
  int32_t fds_kept;     /* > 0: children share baton's table of fds until they keep those below */
  uint32_t drain_left;  /* how many there were to wait for */
  int32_t drain_pid;    /* the last one that the pass under way has seen */
  uint32_t log_dropped; /* lines in a row that could not be written */
  uint8_t draining;
  uint8_t drain_told; /* the core knows that something is left */
  uint8_t may_set_groups;
  uint8_t finished; /* baton ends with `code` */
  uint8_t code;
  uint8_t drain_asked; /* those that came in from outside were asked to end */
  uint8_t drain_pass;  /* whom the pass under way is for: the shell's */
  uint8_t drain_signal;
  struct baton_rate rate; /* of lines about nobody that may come often */
  uint8_t drain_denied;   /* some of those that are left may not be signalled */
  uint8_t hidden;         /* /proc does not show all processes */
  uint8_t reserved[2];
  uint32_t oom_kills; /* of the container, so many as are accounted for */
};

/* The core's own state. */
struct baton_state {
  uint64_t epoch;   /* CLOCK_REALTIME at boot, nanoseconds */
  uint64_t seed[2]; /* key of the ResumeIDs */
  int64_t now_ms;
  int64_t grace_end_ms;
  int64_t drain_limit_ms;
  int64_t drain_ask_ms;    /* what is only waited for gets TERM; 0: no more */
  int64_t late_until_ms;   /* waits for the kernel after KILL are accounted up to here */
  int64_t interrupt_ms;    /* the first INT of a shutdown */
  uint64_t warned_signals; /* dropped ones that were warned about */
  struct baton_end cause_end;
  uint32_t cause_node;
  uint32_t late_left_ms; /* what is left of the one second for them */
  uint32_t timer_count;  /* armed ones, at the front of their part */
  uint32_t list_first[BATON_LIST_COUNT], list_last[BATON_LIST_COUNT];
  uint32_t dropped_events; /* stale, duplicate or unknown ones */
  uint32_t ended_count;    /* ends for good so far: the source of ended_order */
  uint32_t random;         /* of the event that is being taken */
  char broken_file[16];    /* where an invariant was broken: the shell must not go on. "": none */
  uint32_t broken_line;
  uint32_t touched_first; /* what the step has written so far, an index and 1; 0: nothing */
  uint8_t life;           /* enum baton_life */
  uint8_t cause_kind;     /* enum baton_shutdown */
  uint8_t code;           /* of an operator's shutdown --code */
  uint8_t killed;         /* a main process was killed after the shutdown began */
  uint8_t forced;
  uint8_t drain_stage; /* enum baton_drain */
  uint8_t held_limit;  /* classic: one of the held signals sets the deadline of --grace */
  uint8_t stop_asked;  /* classic: a signal that asks for a stop has come */
};

/* Something that happened. `slot` is a node's index and `run` the number of its SPAWN; an event of
 * another run is stale and only changes a counter. Its words, and an action's, are the core's
 * (core/vocab.h). */
struct baton_event {
  uint8_t kind;        /* enum core_event */
  uint8_t failure;     /* enum core_failure */
  uint8_t code;        /* ENDED: exit code. With a failure: what it counts as, 0: as usual */
  uint8_t signal;      /* ENDED: the signal that ended it, or 0. SIGNAL: the one that came */
  uint8_t core_dumped; /* a bool, as the next one */
  uint8_t terminal;    /* ENDED: the child had the terminal. WINCH: a child has it. HUP: it may mean
                        * that baton's own was closed */
  uint8_t set_up; /* SPAWNED: the set-up may take long, and READY tells of the command's exec */
  uint8_t oom;    /* ENDED: the kernel has killed for want of memory since that was last asked */
  uint32_t slot;
  uint32_t run;
  uint32_t left;   /* SWEEP, DRAIN: processes found. SHUTDOWN: code, or BATON_NONE */
  uint32_t random; /* uniform; always filled in, used for jitter */
  uint32_t client; /* an operator's command: who is told what became of it. GONE: who died */
  uint32_t number; /* … and which of the client's requests it is; 0: nobody is told */
};

/* Something that is still to be done. */
struct baton_action {
  uint8_t kind; /* enum core_action */
  uint8_t signal;
  uint8_t note; /* enum core_note */
  uint8_t flags;
  uint32_t slot;
  uint32_t run;
  uint32_t value;
};

/* The queue of actions: which of them, a ring, are in it. */
struct baton_queue {
  uint32_t first, count;
  uint32_t performing; /* the oldest is being performed */
  uint32_t reserved;
};

/* The undo log: `count` changes from its beginning on, their bytes from its end. */
struct baton_undo {
  uint8_t stage; /* enum baton_undo_stage */
  uint8_t reserved[3];
  uint32_t count;
  struct baton_event event; /* the one that is being taken; kind UINT8_MAX: none is */
};

/* One place of the arena, and where in the log its old bytes are. */
struct baton_change {
  uint64_t at;
  uint32_t bytes;
  uint32_t kept;
};

/* The arena's parts, in the order in which they lie, each with the type of its records. Of globals,
 * shell, state, queue and undo there is one record each, of timers and mailboxes there are as many
 * as there are nodes. The log is words, of which each change takes some. */
#define BATON_PARTS(X)                                                                             \
  X(globals, struct baton_globals)                                                                 \
  X(shell, struct baton_shell)                                                                     \
  X(state, struct baton_state)                                                                     \
  X(nodes, struct baton_node)                                                                      \
  X(supervisors, struct baton_supervisor)                                                          \
  X(settings, struct baton_settings)                                                               \
  X(restarts, uint64_t)                                                                            \
  X(limits, struct baton_limit)                                                                    \
  X(after, uint32_t)                                                                               \
  X(timers, uint32_t)                                                                              \
  X(groups, uint32_t)                                                                              \
  X(mailboxes, struct baton_mailbox)                                                               \
  X(strings, char)                                                                                 \
  X(queue, struct baton_queue)                                                                     \
  X(actions, struct baton_action)                                                                  \
  X(undo, struct baton_undo)                                                                       \
  X(undo_log, uint64_t)

#define BATON_PART_NUMBER(name, type) BATON_PART_##name,

enum { BATON_PARTS(BATON_PART_NUMBER) BATON_PART_COUNT };

/* Where a part is: from `offset` on room for `capacity` records of `size` bytes, of which the first
 * `count` are in use. */
struct baton_part {
  uint64_t offset;
  uint32_t size;
  uint32_t capacity;
  uint32_t count;
  uint32_t reserved;
};

/* The arena begins with this. A step changes nothing in it but the sequence.
 */
struct baton_table {
  uint64_t magic;
  uint32_t version;
  uint32_t header_size; /* of all this, part_count parts included */
  uint32_t part_count;
  uint32_t sequence; /* odd while a step is under way */
  int32_t pid;       /* of the baton that owns it */
  uint32_t reserved;
  uint64_t size; /* of the arena */

  union {
    struct baton_part parts[BATON_PART_COUNT];

    struct {
#define BATON_PART(name, type) struct baton_part name;
      BATON_PARTS(BATON_PART)
    };
  };
};

#endif
