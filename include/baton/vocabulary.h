/* The vocabulary of the arena: whatever a field of it can hold, each once.
 *
 * A list takes a macro and a prefix and is X(PREFIX, NAME, "name") for each of its words, in the
 * order of their numbers; a list of flags is X(PREFIX, NAME, bit, "name"). Enums, counts and names
 * all come from the lists, and so must every table that is indexed by one. A number that was in an
 * arena is never reused: words are only appended.
 */
#ifndef BATON_VOCABULARY_H
#define BATON_VOCABULARY_H

/* Statuses of a node; from `stopped` on they are terminal (supervision.md, "Statuses"). */
#define BATON_STATUSES(X, P)                                                                       \
  X(P, CREATED, "created")                                                                         \
  X(P, PENDING, "pending")                                                                         \
  X(P, STARTING, "starting")                                                                       \
  X(P, RUNNING, "running")                                                                         \
  X(P, SUSPENDED, "suspended")                                                                     \
  X(P, STOPPING, "stopping")                                                                       \
  X(P, STOPPED, "stopped")                                                                         \
  X(P, FINISHED, "finished")                                                                       \
  X(P, FAILED, "failed")                                                                           \
  X(P, KILLED, "killed")

/* Why an instance ended. */
#define BATON_REASONS(X, P)                                                                        \
  X(P, NONE, "none")                                                                               \
  X(P, EXIT, "exit")                                                                               \
  X(P, SIGNAL, "signal")                                                                           \
  X(P, EXEC, "exec")                                                                               \
  X(P, SPAWN, "spawn")                                                                             \
  X(P, STOP_TIMEOUT, "stop-timeout")                                                               \
  X(P, START_TIMEOUT, "start-timeout")                                                             \
  X(P, WATCHDOG, "watchdog")                                                                       \
  X(P, DEPENDENCY, "dependency")                                                                   \
  X(P, OOM, "oom")

/* What a step still has to do, list by list: one is empty before the next is looked at. So all that
 * has ended or can never start is known before a supervisor acts on it, and that before anything is
 * started. In a list nodes stand in the line's order, in which nobody waits for a later one. */
#define BATON_LIST_WORDS(X, P)                                                                     \
  X(P, WAITS, "waits")                                                                             \
  X(P, SUPERVISORS, "supervisors")                                                                 \
  X(P, STARTS, "starts")

#define BATON_KINDS(X, P)                                                                          \
  X(P, CHILD, "child")                                                                             \
  X(P, SUPERVISOR, "supervisor")                                                                   \
  X(P, FREE, "free") /* neither: its index is free */

#define BATON_STRATEGIES(X, P)                                                                     \
  X(P, ONE_FOR_ONE, "one-for-one")                                                                 \
  X(P, ONE_FOR_ALL, "one-for-all")                                                                 \
  X(P, REST_FOR_ONE, "rest-for-one")

#define BATON_POLICIES(X, P)                                                                       \
  X(P, ALWAYS, "always")                                                                           \
  X(P, ON_FAILURE, "on-failure")                                                                   \
  X(P, NEVER, "never")

#define BATON_AUTO_SHUTDOWNS(X, P)                                                                 \
  X(P, ANY, "any")                                                                                 \
  X(P, ALL, "all")                                                                                 \
  X(P, FAILED, "failed")

#define BATON_STOP_ORDERS(X, P)                                                                    \
  X(P, PARALLEL, "parallel")                                                                       \
  X(P, REVERSE, "reverse")

#define BATON_READYS(X, P)                                                                         \
  X(P, EXEC, "exec")                                                                               \
  X(P, FD, "fd")                                                                                   \
  X(P, ENV, "env")                                                                                 \
  X(P, NOTIFY, "notify")                                                                           \
  X(P, EXIT, "exit")

#define BATON_KILLS(X, P)                                                                          \
  X(P, PROCESS, "process")                                                                         \
  X(P, GROUP, "group")

/* What of an instance is ended before the next one starts. */
#define BATON_SWEEPINGS(X, P)                                                                      \
  X(P, ALL, "all")         /* whatever descends from it */                                         \
  X(P, SESSION, "session") /* of that, what stayed in the session in which it began */             \
  X(P, OFF, "off")

/* When an instance has ended. */
#define BATON_UNTILS(X, P)                                                                         \
  X(P, MAIN, "main") /* with its main process */                                                   \
  X(P, ALL, "all")   /* with the last that descends from it */

#define BATON_STREAMS(X, P)                                                                        \
  X(P, INHERIT, "inherit")                                                                         \
  X(P, NULL, "null")                                                                               \
  X(P, FILE, "file")

/* The same of stdin. */
#define BATON_STDINS(X, P)                                                                         \
  X(P, INHERIT, "inherit")                                                                         \
  X(P, NULL, "null")                                                                               \
  X(P, HOLD, "hold") /* open, with never anything to read */

/* How a node waits for its siblings. */
#define BATON_AFTERS(X, P)                                                                         \
  X(P, PREVIOUS, "previous") /* no --after: the sibling before it */                               \
  X(P, NONE, "none")         /* --after=none */                                                    \
  X(P, LIST, "list")         /* --after=NAME… */                                                 \
  X(P, ALL, "all")           /* no --after, and --count: all of the clause before it */

/* What made an instance start: LIFECYCLE_CAUSE. */
#define BATON_CAUSES(X, P)                                                                         \
  X(P, START, "start")                                                                             \
  X(P, RESTART, "restart")                                                                         \
  X(P, SIBLING, "sibling")                                                                         \
  X(P, OPERATOR, "operator")                                                                       \
  X(P, UPGRADE, "upgrade")

/* Where a child stands to baton's session and group. */
#define BATON_PLACES(X, P)                                                                         \
  X(P, USUAL, "usual")   /* a session of its own; with the terminal, a group of its own in ours */ \
  X(P, GROUP, "group")   /* a group of its own in our session */                                   \
  X(P, LEADER, "leader") /* a session of its own, which gets the terminal of fd 0 from ours */     \
  X(P, OURS, "ours")     /* our session and our group */

/* The personality: the program by whose name baton was called, whose words it uses on stderr. */
#define BATON_PERSONALITIES(X, P)                                                                  \
  X(P, BATON, "baton")                                                                             \
  X(P, TINI, "tini")                                                                               \
  X(P, DUMB_INIT, "dumb-init")                                                                     \
  X(P, CATATONIT, "catatonit")

/* How much of what happens is told. */
#define BATON_LOGS(X, P)                                                                           \
  X(P, ERROR, "error")                                                                             \
  X(P, WARN, "warn")                                                                               \
  X(P, INFO, "info")                                                                               \
  X(P, DEBUG, "debug")

#define BATON_FORMATS(X, P)                                                                        \
  X(P, TEXT, "text")                                                                               \
  X(P, JSON, "json")

/* What the kernel has of a child, as far as the core was told. */
#define BATON_PROCESSES(X, P)                                                                      \
  X(P, NONE, "none")                                                                               \
  X(P, SPAWNING, "spawning") /* SPAWN was emitted, its answer is due */                            \
  X(P, ALIVE, "alive")                                                                             \
  X(P, SWEEPING, "sweeping") /* the leader ended, and what it left behind is being ended */

/* What a node's own stop is for. */
#define BATON_STOPS(X, P)                                                                          \
  X(P, NONE, "none")                                                                               \
  X(P, ASKED, "asked")     /* an operator, or a supervisor that stops: it stays down */            \
  X(P, RESTART, "restart") /* an operator's restart: it comes back */                              \
  X(P, GROUP, "group")     /* a group restart's member */                                          \
  X(P, START_TIMEOUT, "start-timeout")                                                             \
  X(P, WATCHDOG, "watchdog")

/* What a child may be: its status, what exists of it, and what its stop is for. One that was left
 * behind (BATON_NODE_LEFT) is killed, whatever exists of it. */
#define BATON_CHILD_STATES(X)                                                                      \
  X(CREATED, NONE, NONE)                                                                           \
  X(PENDING, NONE, NONE)                                                                           \
  X(PENDING, SWEEPING, NONE)                                                                       \
  X(STARTING, SPAWNING, NONE)                                                                      \
  X(STARTING, ALIVE, NONE)                                                                         \
  X(RUNNING, ALIVE, NONE)                                                                          \
  X(SUSPENDED, ALIVE, NONE)                                                                        \
  X(STOPPING, SPAWNING, ASKED)                                                                     \
  X(STOPPING, SPAWNING, RESTART)                                                                   \
  X(STOPPING, SPAWNING, GROUP)                                                                     \
  X(STOPPING, ALIVE, ASKED)                                                                        \
  X(STOPPING, ALIVE, RESTART)                                                                      \
  X(STOPPING, ALIVE, GROUP)                                                                        \
  X(STOPPING, ALIVE, START_TIMEOUT)                                                                \
  X(STOPPING, ALIVE, WATCHDOG)                                                                     \
  X(STOPPING, SWEEPING, ASKED)                                                                     \
  X(STOPPING, SWEEPING, RESTART)                                                                   \
  X(STOPPING, SWEEPING, GROUP)                                                                     \
  X(STOPPED, NONE, NONE)                                                                           \
  X(FINISHED, NONE, NONE)                                                                          \
  X(FINISHED, SWEEPING, NONE)                                                                      \
  X(FAILED, NONE, NONE)                                                                            \
  X(FAILED, SWEEPING, NONE)                                                                        \
  X(KILLED, NONE, NONE)

/* A supervisor's group restart. */
#define BATON_PHASES(X, P)                                                                         \
  X(P, NONE, "none")                                                                               \
  X(P, STOPPING, "stopping")                                                                       \
  X(P, WAITING, "waiting")                                                                         \
  X(P, STARTING, "starting")

/* What a supervisor's stop covers. */
#define BATON_MODES(X, P)                                                                          \
  X(P, NONE, "none")                                                                               \
  X(P, GROUP, "group") /* the members of a group restart */                                        \
  X(P, FULL, "full")   /* every child */

/* The container's life. */
#define BATON_LIVES(X, P)                                                                          \
  X(P, NEW, "new")                                                                                 \
  X(P, UP, "up")                                                                                   \
  X(P, SHUTDOWN, "shutdown")                                                                       \
  X(P, DRAIN, "drain")                                                                             \
  X(P, FINISHED, "finished")

/* What began the shutdown; fixed in the step in which it begins. */
#define BATON_SHUTDOWNS(X, P)                                                                      \
  X(P, NONE, "none")                                                                               \
  X(P, END, "end")           /* a child's end: auto-shutdown, breaker, intensity */                \
  X(P, SIGNAL, "signal")     /* TERM, INT, QUIT or PWR */                                          \
  X(P, OPERATOR, "operator") /* batonctl shutdown */                                               \
  X(P, DONE, "done")         /* nothing was left to run */

/* How far the drain is. */
#define BATON_DRAINS(X, P)                                                                         \
  X(P, NONE, "none")                                                                               \
  X(P, ASKED, "asked") /* TERM was sent */                                                         \
  X(P, SEEN, "seen")   /* ... and something is left */                                             \
  X(P, KILLED, "killed")                                                                           \
  X(P, WAITS, "waits") /* nothing was sent yet */

/* How far a step is, for the undo log. */
#define BATON_UNDO_STAGES(X, P)                                                                    \
  X(P, NONE, "none") /* between two steps */                                                       \
  X(P, STEP, "step") /* within one, which can be taken back */                                     \
  X(P, LOST, "lost") /* within one that changed more than the log holds */

/* What is done for a start, in this order; a failure names its step. The first two are baton's own,
 * the others the child's. */
#define BATON_STEPS(X, P)                                                                          \
  X(P, PIPE, "pipe")                                                                               \
  X(P, FORK, "fork")                                                                               \
  X(P, TABLE, "fds")                                                                               \
  X(P, SESSION, "session")                                                                         \
  X(P, SIGNALS, "signals")                                                                         \
  X(P, LIMITS, "rlimit")                                                                           \
  X(P, NICE, "nice")                                                                               \
  X(P, OOM, "oom-score-adj")                                                                       \
  X(P, ENV_FILES, "env-file")                                                                      \
  X(P, GROUPS, "groups")                                                                           \
  X(P, GID, "group")                                                                               \
  X(P, STDIN, "stdin")                                                                             \
  X(P, STDOUT, "stdout")                                                                           \
  X(P, STDERR, "stderr")                                                                           \
  X(P, UID, "user")                                                                                \
  X(P, PRIVILEGES, "no-new-privs")                                                                 \
  X(P, PARENT, "parent")                                                                           \
  X(P, CWD, "cwd")                                                                                 \
  X(P, READY, "ready-fd")                                                                          \
  X(P, ENVIRONMENT, "environment")                                                                 \
  X(P, FILES, "nofile")                                                                            \
  X(P, EXEC, "exec")

/* Why a command that is there cannot be run, where the kernel only says ENOENT. */
#define BATON_OBSTACLES(X, P)                                                                      \
  X(P, NONE, "none")                                                                               \
  X(P, INTERPRETER, "interpreter") /* of a script's first line: not there */                       \
  X(P, CRLF, "crlf")               /* that line ends in a carriage return, and so does its name */ \
  X(P, LOADER, "loader")           /* of a program: not there */

/* baton_end.flags */
#define BATON_END_FLAGS(X, P)                                                                      \
  X(P, CORE, 0, "core")         /* a core was dumped */                                            \
  X(P, SUCCESS, 1, "success")   /* its child counted it as success */                              \
  X(P, TRIPPED, 2, "tripped")   /* a breaker or the intensity tripped on it */                     \
  X(P, READY, 3, "ready")       /* the instance had been ready */                                  \
  X(P, TERMINAL, 4, "terminal") /* ... or had the terminal */                                      \
  X(P, FATAL, 5, "fatal")       /* it was one of --fatal */

/* baton_settings.flags */
#define BATON_SET_FLAGS(X, P)                                                                      \
  X(P, USER, 0, "user")                                                                            \
  X(P, UMASK, 1, "umask")                                                                          \
  X(P, NICE, 2, "nice")                                                                            \
  X(P, OOM, 3, "oom-score-adj")                                                                    \
  X(P, NO_NEW_PRIVS, 4, "no-new-privs")                                                            \
  X(P, STOP_SIGNAL, 5, "stop-signal") /* --stop-signal was given */                                \
  X(P, GROUP, 6, "group")             /* GROUP was given: no supplementary groups */               \
  X(P, PLAIN, 7, "plain")             /* signals: none blocked, and none up to 31 ignored */

/* baton_globals.flags */
#define BATON_GLOBAL_FLAGS(X, P)                                                                   \
  X(P, CLASSIC, 0, "classic")     /* one child, a classic init (command-line.md) */                \
  X(P, DRAIN, 1, "drain")         /* clear: --drain=off */                                         \
  X(P, GRACE, 2, "grace")         /* --grace was given: in a classic init a deadline after TERM */ \
  X(P, WARN_REAP, 3, "warn-reap") /* -w */                                                         \
  X(P, TERM_DEFAULT, 4, "term-default") /* no --termination-message: only if the file exists */    \
  X(P, SUBREAPER, 5, "subreaper")       /* where baton is not PID 1 */                             \
  X(P, SUSPEND, 6, "suspend")           /* once forwarded, TSTP, TTIN and TTOU also stop baton */  \
  X(P, LAST_TERM, 7, "last-term")       /* the drain covers the child's group only */              \
  X(P, ROOT_DIR, 8, "root-dir")         /* baton goes to / once the child is made */               \
  X(P, CLOSE_FDS, 9, "close-fds")       /* ... and closes what it inherited, from fd 3 on */       \
  X(P, DEV_TTY, 10, "dev-tty")          /* the terminal is /dev/tty, before fd 0 */                \
  X(P, SENT_FAULTS, 11, "sent-faults")  /* synchronous signals end baton even if sent */           \
  X(P, SAY_DEBUG, 12, "say-debug")      /* at the start: variables made it talk, ... */            \
  X(P, SAY_SINGLE, 13, "say-single")    /* ... or send signals to the child only */                \
  X(P, LOG_TIME, 14, "log-time") /* a time in text lines also where stderr is no terminal */       \
  X(P, PRIVATE, 15, "private")   /* undumpable (kernel.md, 21a) */

/* baton_node.flags */
#define BATON_NODE_FLAGS(X, P)                                                                     \
  X(P, OPTIONAL, 0, "optional")                                                                    \
  X(P, ONESHOT, 1, "oneshot")                                                                      \
  X(P, WANTED, 2, "wanted")        /* pending: starts as soon as its turn comes */                 \
  X(P, NOW, 3, "now")              /* an operator's start: without its --after */                  \
  X(P, SATISFIED, 4, "satisfied")  /* ready once (a oneshot: finished) since that was cleared */   \
  X(P, SETTLED, 5, "settled")      /* ready once or terminal since its supervisor was started */   \
  X(P, READY, 6, "ready")          /* this instance is ready */                                    \
  X(P, MEMBER, 7, "member")        /* in the set of its supervisor's group restart */              \
  X(P, COVERED, 8, "covered")      /* in the scope of its supervisor's stop, and not down */       \
  X(P, STAGED, 9, "staged")        /* in the stage that is being stopped */                        \
  X(P, SIGNALLED, 10, "signalled") /* this instance has had its stop signal */                     \
  X(P, KILLED, 11, "killed")       /* and KILL */                                                  \
  X(P, SUSPENDED, 12, "suspended")                                                                 \
  X(P, LEFT, 14, "left")         /* left behind: KILL had no answer */                             \
  X(P, WAITED, 15, "waited")     /* a later sibling names it in --after */                         \
  X(P, RETRYING, 16, "retrying") /* in a row of transient failures */                              \
  X(P, BLAMED, 18, "blamed")     /* its KILL makes another code of an orderly stop */              \
  X(P, HELD_UP, 19, "held-up")   /* ended: what it waited for is not ready (any more) */           \
  X(P, BARRED, 20, "barred")     /* ended: what it waited for never will be */                     \
  X(P, UNSEEN, 21, "unseen")     /* failed while its group was stopped: not considered yet */      \
  X(P, ASKED, 22, "asked")       /* others of this instance were asked to end before its end */    \
  X(P, GATE, 23, "gate")         /* a oneshot that is run again with those that wait for it */     \
  X(P, PASSED, 24, "passed")     /* while gates are looked for: a member waits through it */       \
  X(P, OPEN, 25, "open")         /* its breaker has tripped: one try each --retry-after */

/* baton_node.work: what a step still has to do about a node, each in one of the lists above. */
#define BATON_WORK_FLAGS(X, P)                                                                     \
  X(P, WAITERS, 0, "waiters") /* look at those --after it: it tells them something else now */     \
  X(P, ADVANCE, 1, "advance") /* a supervisor: its stop may go on */                               \
  X(P, DONE, 2, "done")       /* a supervisor: is there anything left to run? */                   \
  X(P, WAKE, 3, "wake")   /* look at what it waits for: may it start, or what does it pass on? */  \
  X(P, START, 4, "start") /* its turn may have come */

/* baton_mailbox.flags */
#define BATON_MAILBOX_FLAGS(X, P)                                                                  \
  X(P, BY_NUMBER, 0, "by-number") /* no pidfd in epoll: looked at on SIGCHLD */                    \
  X(P, OBSERVED, 1, "observed")   /* its end was told; the leader is a zombie under sweep ... */   \
  X(P, REAPED, 2, "reaped")       /* ... or is gone: the number is its group's and session's */    \
  X(P, FIRED, 3, "fired")         /* its pidfd has told of its end, as epoll lets it do once */

/* baton_sweep.why */
#define BATON_SWEEP_FLAGS(X, P)                                                                    \
  X(P, LISTED, 0, "listed") /* in the list of a pass */                                            \
  X(P, ASKED, 1, "asked")   /* the core waits for the answer */                                    \
  X(P, LOOK, 2, "look")     /* no leftover is held any more: answered only if nothing is left */   \
  X(P, HEIR, 3, "heir")     /* the main process has ended: who is it from now on? */

/* Every list, with its type and the prefix of its words. */
#define BATON_VOCABULARIES(X)                                                                      \
  X(baton_status, BATON_STATUS, BATON_STATUSES)                                                    \
  X(baton_reason, BATON_REASON, BATON_REASONS)                                                     \
  X(baton_kind, BATON_KIND, BATON_KINDS)                                                           \
  X(baton_strategy, BATON_STRATEGY, BATON_STRATEGIES)                                              \
  X(baton_policy, BATON_POLICY, BATON_POLICIES)                                                    \
  X(baton_auto_shutdown, BATON_AUTO_SHUTDOWN, BATON_AUTO_SHUTDOWNS)                                \
  X(baton_stop_order, BATON_STOP_ORDER, BATON_STOP_ORDERS)                                         \
  X(baton_ready, BATON_READY, BATON_READYS)                                                        \
  X(baton_sweeping, BATON_SWEEPING, BATON_SWEEPINGS)                                               \
  X(baton_until, BATON_UNTIL, BATON_UNTILS)                                                        \
  X(baton_kill, BATON_KILL, BATON_KILLS)                                                           \
  X(baton_stream, BATON_STREAM, BATON_STREAMS)                                                     \
  X(baton_stdin, BATON_STDIN, BATON_STDINS)                                                        \
  X(baton_after, BATON_AFTER, BATON_AFTERS)                                                        \
  X(baton_cause, BATON_CAUSE, BATON_CAUSES)                                                        \
  X(baton_place, BATON_PLACE, BATON_PLACES)                                                        \
  X(baton_personality, BATON_PERSONALITY, BATON_PERSONALITIES)                                     \
  X(baton_log, BATON_LOG, BATON_LOGS)                                                              \
  X(baton_format, BATON_FORMAT, BATON_FORMATS)                                                     \
  X(baton_process, BATON_PROCESS, BATON_PROCESSES)                                                 \
  X(baton_stop, BATON_STOP, BATON_STOPS)                                                           \
  X(baton_phase, BATON_PHASE, BATON_PHASES)                                                        \
  X(baton_mode, BATON_MODE, BATON_MODES)                                                           \
  X(baton_life, BATON_LIFE, BATON_LIVES)                                                           \
  X(baton_shutdown, BATON_SHUTDOWN, BATON_SHUTDOWNS)                                               \
  X(baton_drain, BATON_DRAIN, BATON_DRAINS)                                                        \
  X(baton_list, BATON_LIST, BATON_LIST_WORDS)                                                      \
  X(baton_undo_stage, BATON_UNDO, BATON_UNDO_STAGES)                                               \
  X(baton_step, BATON_STEP, BATON_STEPS)                                                           \
  X(baton_obstacle, BATON_OBSTACLE, BATON_OBSTACLES)

#define BATON_FLAG_SETS(X)                                                                         \
  X(baton_end_flag, BATON_END, BATON_END_FLAGS)                                                    \
  X(baton_set_flag, BATON_SET, BATON_SET_FLAGS)                                                    \
  X(baton_global_flag, BATON_GLOBAL, BATON_GLOBAL_FLAGS)                                           \
  X(baton_node_flag, BATON_NODE, BATON_NODE_FLAGS)                                                 \
  X(baton_work, BATON_WORK, BATON_WORK_FLAGS)                                                      \
  X(baton_mailbox_flag, BATON_MAILBOX, BATON_MAILBOX_FLAGS)                                        \
  X(baton_sweep_flag, BATON_SWEEP, BATON_SWEEP_FLAGS)

/* enum baton_status { BATON_STATUS_CREATED, ... }, and how many they are, BATON_STATUS_COUNT: no
 * member of the enum, or every switch would have to name it. */
#define BATON_ENUM(type, prefix, LIST)                                                             \
  enum type { LIST(BATON_VALUE, prefix) };                                                         \
  enum { prefix##_COUNT = 0 LIST(BATON_ONE_MORE, prefix) };
#define BATON_VALUE(prefix, name, text)    prefix##_##name,
#define BATON_ONE_MORE(prefix, name, text) +1 /* NOLINT(bugprone-macro-parentheses): of a sum */

/* enum baton_work { BATON_WORK_WAITERS = 1, ... }, and all of them, BATON_WORK_ALL. */
#define BATON_FLAGS(type, prefix, LIST)                                                            \
  enum type { LIST(BATON_BIT, prefix) };                                                           \
  enum { prefix##_ALL = 0 LIST(BATON_WITH, prefix) };
#define BATON_BIT(prefix, name, bit, text)  prefix##_##name = 1 << (bit),
#define BATON_WITH(prefix, name, bit, text) | prefix##_##name

/* The names one after the other, each with its NUL: of a list, LIST(BATON_WORD, ). */
#define BATON_WORD(prefix, name, text) text "\0"

BATON_VOCABULARIES(BATON_ENUM)
BATON_FLAG_SETS(BATON_FLAGS)

#endif
