/* The arena: every record of baton that outlives an instance, in one flat region without pointers.
 *
 * Owned by the core (nodes, settings, restarts, timers) and by the shell (mailboxes); read by
 * batonctl and by a re-executed baton. Fields are only ever appended and numbers never reused, so
 * a reader trusts nothing but `version` and the record sizes in the header. All times are
 * CLOCK_MONOTONIC milliseconds, all durations milliseconds, all strings offsets into the string
 * pool (0 is the empty string and means "not set"), all references indices (BATON_NONE is none).
 */
#ifndef BATON_TABLE_H
#define BATON_TABLE_H

#include <stdint.h>

#define BATON_TABLE_MAGIC   UINT64_C(0x31656c626174622f) /* "/btable1" */
#define BATON_TABLE_VERSION 2U                           /* 1 had neither `voice` nor `place` */
#define BATON_NONE          UINT32_MAX
#define BATON_ROOT          0U
#define BATON_SIGNALS       64U /* signals are 1..64; a set of them is a 64-bit word, bit n-1 */
#define BATON_SIGNAL_BIT(n) (UINT64_C(1) << ((n)-1U))

/* Statuses of a node; from `stopped` on they are terminal (supervision.md, "Statuses"). */
#define BATON_STATUSES(X)                                                                          \
  X(CREATED, "created")                                                                            \
  X(PENDING, "pending")                                                                            \
  X(STARTING, "starting")                                                                          \
  X(RUNNING, "running")                                                                            \
  X(SUSPENDED, "suspended")                                                                        \
  X(STOPPING, "stopping")                                                                          \
  X(STOPPED, "stopped")                                                                            \
  X(FINISHED, "finished")                                                                          \
  X(FAILED, "failed")                                                                              \
  X(KILLED, "killed")

/* Why an instance ended. */
#define BATON_REASONS(X)                                                                           \
  X(NONE, "none")                                                                                  \
  X(EXIT, "exit")                                                                                  \
  X(SIGNAL, "signal")                                                                              \
  X(EXEC, "exec")                                                                                  \
  X(SPAWN, "spawn")                                                                                \
  X(STOP_TIMEOUT, "stop-timeout")                                                                  \
  X(START_TIMEOUT, "start-timeout")                                                                \
  X(WATCHDOG, "watchdog")                                                                          \
  X(DEPENDENCY, "dependency")

#define BATON_KINDS(X)                                                                             \
  X(CHILD, "child")                                                                                \
  X(SUPERVISOR, "supervisor")

#define BATON_STRATEGIES(X)                                                                        \
  X(ONE_FOR_ONE, "one-for-one")                                                                    \
  X(ONE_FOR_ALL, "one-for-all")                                                                    \
  X(REST_FOR_ONE, "rest-for-one")

#define BATON_POLICIES(X)                                                                          \
  X(ALWAYS, "always")                                                                              \
  X(ON_FAILURE, "on-failure")                                                                      \
  X(NEVER, "never")

#define BATON_AUTO_SHUTDOWNS(X)                                                                    \
  X(ANY, "any")                                                                                    \
  X(ALL, "all")                                                                                    \
  X(FAILED, "failed")

#define BATON_STOP_ORDERS(X)                                                                       \
  X(PARALLEL, "parallel")                                                                          \
  X(REVERSE, "reverse")

#define BATON_READYS(X)                                                                            \
  X(EXEC, "exec")                                                                                  \
  X(FD, "fd")                                                                                      \
  X(ENV, "env")                                                                                    \
  X(NOTIFY, "notify")                                                                              \
  X(EXIT, "exit")

#define BATON_KILLS(X)                                                                             \
  X(PROCESS, "process")                                                                            \
  X(GROUP, "group")

#define BATON_STREAMS(X)                                                                           \
  X(INHERIT, "inherit")                                                                            \
  X(NULL, "null")                                                                                  \
  X(FILE, "file")

/* What made an instance start: LIFECYCLE_CAUSE. */
#define BATON_CAUSES(X)                                                                            \
  X(START, "start")                                                                                \
  X(RESTART, "restart")                                                                            \
  X(SIBLING, "sibling")                                                                            \
  X(OPERATOR, "operator")                                                                          \
  X(UPGRADE, "upgrade")

/* Where a child stands to baton's session and group. */
#define BATON_PLACES(X)                                                                            \
  X(USUAL, "usual")   /* a session of its own; with the terminal, a group of its own in ours */    \
  X(GROUP, "group")   /* a group of its own in our session */                                      \
  X(LEADER, "leader") /* a session of its own, which gets the terminal of fd 0 from ours */        \
  X(OURS, "ours")     /* our session and our group */

/* Whose words baton speaks in on stderr: those of the program by whose name it was called. */
#define BATON_VOICES(X)                                                                            \
  X(BATON, "baton")                                                                                \
  X(TINI, "tini")                                                                                  \
  X(DUMB_INIT, "dumb-init")                                                                        \
  X(CATATONIT, "catatonit")

enum baton_status {

#define X(name, text) BATON_STATUS_##name,
  BATON_STATUSES(X)
#undef X
};

enum baton_reason {

#define X(name, text) BATON_REASON_##name,
  BATON_REASONS(X)
#undef X
};

enum baton_kind {

#define X(name, text) BATON_KIND_##name,
  BATON_KINDS(X)
#undef X
};

enum baton_strategy {

#define X(name, text) BATON_STRATEGY_##name,
  BATON_STRATEGIES(X)
#undef X
};

enum baton_policy {

#define X(name, text) BATON_POLICY_##name,
  BATON_POLICIES(X)
#undef X
};

enum baton_auto_shutdown {

#define X(name, text) BATON_AUTO_SHUTDOWN_##name,
  BATON_AUTO_SHUTDOWNS(X)
#undef X
};

enum baton_stop_order {

#define X(name, text) BATON_STOP_ORDER_##name,
  BATON_STOP_ORDERS(X)
#undef X
};

enum baton_ready {

#define X(name, text) BATON_READY_##name,
  BATON_READYS(X)
#undef X
};

enum baton_kill {

#define X(name, text) BATON_KILL_##name,
  BATON_KILLS(X)
#undef X
};

enum baton_stream {

#define X(name, text) BATON_STREAM_##name,
  BATON_STREAMS(X)
#undef X
};

enum baton_place {

#define X(name, text) BATON_PLACE_##name,
  BATON_PLACES(X)
#undef X
};

enum baton_voice {

#define X(name, text) BATON_VOICE_##name,
  BATON_VOICES(X)
#undef X
};

enum baton_cause {

#define X(name, text) BATON_CAUSE_##name,
  BATON_CAUSES(X)
#undef X
};

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

#define BATON_END_CORE    1U /* a core was dumped */
#define BATON_END_SUCCESS 2U /* its child counted it as success */
#define BATON_END_TRIPPED 4U /* a breaker or the intensity tripped on it */
#define BATON_END_READY   8U /* the instance had been ready */

/* One resource limit of --rlimit. */
struct baton_limit {
  uint64_t soft; /* RLIM_INFINITY is UINT64_MAX */
  uint64_t hard;
  uint32_t resource; /* the kernel's RLIMIT_ number */
  uint32_t reserved;
};

/* What the options of a clause come to, every default resolved. Equal ones are shared by nodes. */
struct baton_settings {
  uint64_t forward;          /* signals to baton that the child gets too */
  uint64_t success_signals;  /* ends that count as success */
  uint64_t success_codes[4]; /* bit (code % 64) of word (code / 64) */
  struct baton_window breaker;
  uint32_t backoff_initial_ms;
  uint32_t backoff_max_ms;
  uint32_t backoff_factor_centi; /* FACTOR in hundredths, 100..10000 */
  uint32_t backoff_reset_ms;
  uint32_t start_timeout_ms; /* BATON_NONE: none */
  uint32_t stop_timeout_ms;  /* BATON_NONE: its share of --grace */
  uint32_t uid, gid;         /* with BATON_SET_USER, resolved by boot */
  uint32_t groups;           /* first of group_count ids in the group table */
  uint32_t group_count;
  uint32_t user;      /* USER[:GROUP] as written */
  uint32_t user_word; /* its word's number, for errors */
  uint32_t env;       /* env_count packed words: K=V sets, a bare K unsets */
  uint32_t env_count;
  uint32_t limits; /* first of limit_count in the limit table */
  uint32_t limit_count;
  uint32_t cwd;
  uint32_t stdout_file;
  uint32_t stderr_file;
  uint32_t ready_var; /* --ready=env:VAR */
  uint32_t umask;
  int32_t ready_fd; /* --ready=fd:N */
  int32_t nice;
  int32_t oom_score_adj;
  uint32_t flags;
  uint8_t policy;
  uint8_t jitter_percent;
  uint8_t stop_signal;
  uint8_t kill;
  uint8_t ready;
  uint8_t stdin_mode; /* INHERIT or NULL */
  uint8_t stdout_mode;
  uint8_t stderr_mode;
  uint8_t place; /* enum baton_place */
};

/* The number of a word of BATON_ARGS, and not of the line, has this bit. */
#define BATON_WORD_DEFAULTS 0x80000000U

#define BATON_SET_USER         0x01U
#define BATON_SET_UMASK        0x02U
#define BATON_SET_NICE         0x04U
#define BATON_SET_OOM          0x08U
#define BATON_SET_NO_NEW_PRIVS 0x10U
#define BATON_SET_STOP_SIGNAL  0x20U /* --stop-signal was given */
#define BATON_SET_GROUP        0x40U /* GROUP was given: no supplementary groups */
#define BATON_SET_PLAIN        0x80U /* signals: nothing blocked, nothing up to 31 ignored */

/* What a start that fails counts as an exit with; all 0: 127 and 126, and transient errors are
 * retried. */
struct baton_codes {
  uint8_t start;   /* there is no process, or its set-up fails */
  uint8_t missing; /* exec: ENOENT */
  uint8_t denied;  /* exec: EACCES */
  uint8_t exec;    /* exec: anything else */
};

/* What the whole line says once. */
struct baton_globals {
  uint32_t grace_ms;            /* the budget of a shutdown */
  uint32_t drain_ms;            /* BATON_NONE: the rest of grace */
  uint32_t termination_message; /* file; 0: off */
  uint32_t flags;
  uint8_t signal_map[BATON_SIGNALS + 1]; /* by signal: 0 as usual, 1..64, or one of the two below */
  uint8_t log_level;                     /* enum baton_log: error 0 .. debug 3 */
  uint8_t log_json;
  uint8_t parent_death_signal; /* -p: baton's own PDEATHSIG; 0 none */
  struct baton_codes codes;
  uint8_t voice; /* enum baton_voice; not BATON: as that program, down to its habits */
  uint8_t reserved[3];
};

#define BATON_MAP_DROP            65U
#define BATON_MAP_SHUTDOWN        66U
#define BATON_GLOBAL_CLASSIC      0x01U /* one child, a classic init (command-line.md) */
#define BATON_GLOBAL_DRAIN        0x02U /* clear: --drain=off */
#define BATON_GLOBAL_GRACE        0x04U /* --grace was given: in a classic init a deadline after TERM */
#define BATON_GLOBAL_WARN_REAP    0x08U   /* -w */
#define BATON_GLOBAL_TERM_DEFAULT 0x10U   /* no --termination-message: only if the file exists */
#define BATON_GLOBAL_SUBREAPER    0x20U   /* where baton is not PID 1 */
#define BATON_GLOBAL_SUSPEND      0x40U   /* TSTP, TTIN and TTOU, once forwarded, stop baton, too */
#define BATON_GLOBAL_LAST_TERM    0x80U   /* the drain is of the child's group only */
#define BATON_GLOBAL_ROOT_DIR     0x100U  /* baton goes to / once the child is made */
#define BATON_GLOBAL_CLOSE_FDS    0x200U  /* ... and closes what it inherited, from fd 3 on */
#define BATON_GLOBAL_DEV_TTY      0x400U  /* the terminal is /dev/tty, before fd 0 */
#define BATON_GLOBAL_SENT_FAULTS  0x800U  /* synchronous signals that somebody sent end baton */
#define BATON_GLOBAL_SAY_DEBUG    0x1000U /* at the start: variables made it talk, … */
#define BATON_GLOBAL_SAY_SINGLE   0x2000U /* … or send signals to the child only */

/* One node: a child or a supervisor. The upper part is written once, the lower by core_step(). */
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
  int64_t timer_ms;       /* the earliest of these that counts: its key in the timer heap */
  int64_t spawned_ms;
  int64_t ready_ms;
  int64_t retry_since_ms; /* first of a row of transient failures */
  struct baton_end end;   /* how the last instance ended */
  uint32_t delay_ms;      /* the delay that preceded this instance */
  uint32_t cause;         /* the sibling that began the group restart */
  uint32_t timer;         /* its place in the timer heap */
  uint32_t work_next;     /* links of the core's two work lists */
  uint32_t start_next;
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
  uint8_t quick_exits; /* ends with 0 within a second in a row: does it daemonize? */
  uint8_t work;
  uint8_t reserved[6];
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
  int64_t group_due_ms;
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

/* The shell's part: what it knows of a child's process. Never read by the core. */
struct baton_mailbox {
  int32_t pid;   /* 0: no process */
  int32_t pidfd; /* -1: none */
  int32_t error; /* errno of the step that failed in the child, 0: none */
  uint32_t run;
  int32_t ready_fd; /* baton's end of a readiness pipe, -1: none */
  uint8_t step;     /* enum baton_step */
  uint8_t flags;
  uint16_t logged; /* lines in this rate-limit window */
};

/* The arena begins with this. */
struct baton_table {
  uint64_t magic;
  uint32_t version;
  uint32_t header_size, node_size, supervisor_size, settings_size, mailbox_size;
  uint32_t sequence; /* odd while a step is under way */
  int32_t pid;       /* of the baton that owns it */
  uint64_t size;
  uint64_t epoch;          /* CLOCK_REALTIME at boot, nanoseconds */
  uint64_t seed[2];        /* key of the ResumeIDs */
  uint64_t pending_signal; /* the shell's: what was read and is not handled yet */
  uint64_t nodes, supervisors, settings, after, restarts, timers, limits, groups, mailboxes,
      strings; /* offsets */
  uint32_t node_count, supervisor_count, settings_count, after_count;
  uint32_t restart_entries, timer_count, limit_count, group_count;
  uint32_t string_bytes;
  struct baton_globals globals;
  /* the core's own state */
  int64_t now_ms;
  int64_t grace_end_ms;
  int64_t drain_limit_ms;
  int64_t late_until_ms; /* waits for the kernel after KILL are accounted up to here */
  int64_t interrupt_ms;  /* the first INT of a shutdown */
  struct baton_end cause_end;
  uint32_t cause_node;
  uint32_t late_left_ms; /* what is left of the one second for them */
  uint32_t work_first, work_last, start_first, start_last;
  uint32_t dropped_events; /* stale, duplicate or unknown ones */
  uint32_t ended_count;    /* ends for good so far: the source of ended_order */
  uint32_t random;         /* of the event that is being taken */
  uint32_t broken;         /* the line of a broken invariant: the shell must not go on; 0: none */
  uint64_t held_signals;   /* classic: arrived before there was a process */
  uint64_t warned_signals; /* dropped ones that were warned about */
  uint8_t life;            /* enum baton_life */
  uint8_t cause_kind;      /* enum baton_shutdown */
  uint8_t code;            /* of an operator's shutdown --code */
  uint8_t killed;          /* a main process was killed after the shutdown began */
  uint8_t forced;
  uint8_t drain_stage;
  uint8_t held_limit; /* classic: one of the held signals sets the deadline of --grace */
  uint8_t reserved;
};

#endif
