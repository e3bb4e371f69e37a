/* The core's vocabulary: every state, event, action and reason, once each, as X-macro lists.
 *
 * Names, log words, test tables and switches all come from these lists and from those of
 * <baton/table.h>. spec/ sees this file and plan.h, nothing else of the core.
 */
#ifndef CORE_VOCAB_H
#define CORE_VOCAB_H

#include <baton/table.h>

#include <stdbool.h>
#include <stdint.h>

/* What exists of a child in the kernel, as far as the core was told. */
#define BATON_PROCESSES(X)                                                                         \
  X(NONE, "none")                                                                                  \
  X(SPAWNING, "spawning") /* SPAWN was emitted, its answer is due */                               \
  X(ALIVE, "alive")                                                                                \
  X(SWEEPING, "sweeping") /* the leader ended, what it left is being ended */

/* What a node's own stop is for. */
#define BATON_STOPS(X)                                                                             \
  X(NONE, "none")                                                                                  \
  X(ASKED, "asked")     /* an operator, or a supervisor that stops: it stays down */               \
  X(RESTART, "restart") /* an operator's restart: it comes back */                                 \
  X(GROUP, "group")     /* a group restart's member */                                             \
  X(START_TIMEOUT, "start-timeout")                                                                \
  X(WATCHDOG, "watchdog")

/* A supervisor's group restart. */
#define BATON_PHASES(X)                                                                            \
  X(NONE, "none")                                                                                  \
  X(STOPPING, "stopping")                                                                          \
  X(WAITING, "waiting")                                                                            \
  X(STARTING, "starting")

/* What a supervisor's stop covers. */
#define BATON_MODES(X)                                                                             \
  X(NONE, "none")                                                                                  \
  X(GROUP, "group") /* the members of a group restart */                                           \
  X(FULL, "full")   /* every child */

/* The container's life. */
#define BATON_LIVES(X)                                                                             \
  X(NEW, "new")                                                                                    \
  X(UP, "up")                                                                                      \
  X(SHUTDOWN, "shutdown")                                                                          \
  X(DRAIN, "drain")                                                                                \
  X(FINISHED, "finished")

/* What began the shutdown; fixed in the step in which it begins. */
#define BATON_SHUTDOWNS(X)                                                                         \
  X(NONE, "none")                                                                                  \
  X(END, "end")           /* a child's end: auto-shutdown, breaker, intensity */                   \
  X(SIGNAL, "signal")     /* TERM, INT, QUIT or PWR */                                             \
  X(OPERATOR, "operator") /* batonctl shutdown */                                                  \
  X(DONE, "done")         /* nothing was left to run */

/* What the shell tells the core. Operands: struct event. */
#define CORE_EVENTS(X)                                                                             \
  X(BOOT, "boot")                 /* start the root */                                             \
  X(SPAWNED, "spawned")           /* slot, run: a process exists */                                \
  X(SPAWN_FAILED, "spawn-failed") /* slot, run, failure: none could be made */                     \
  X(READY, "ready")               /* slot, run: its readiness line was read */                     \
  X(ENDED, "ended")               /* slot, run, status or failure: the leader ended */             \
  X(SWEEP, "sweep")       /* slot, run, left: what a look found; 0: the leader is reaped */        \
  X(DRAIN, "drain")       /* left: processes that are no child and are waited for */               \
  X(TIMER, "timer")       /* the deadline has passed */                                            \
  X(SIGNAL, "signal")     /* signal: one was sent to baton */                                      \
  X(WATCHDOG, "watchdog") /* slot, run: missed, or fired by the child */                           \
  X(START, "start")       /* slot: an operator's start */                                          \
  X(STOP, "stop")         /* slot: an operator's stop */                                           \
  X(RESTART, "restart")   /* slot: an operator's restart */                                        \
  X(SUSPEND, "suspend")   /* slot */                                                               \
  X(RESUME, "resume")     /* slot */                                                               \
  X(SHUTDOWN, "shutdown") /* code or BATON_NONE: an operator's shutdown */                         \
  X(FORCE, "force")       /* an operator's shutdown --now */

/* How a start failed. The shell maps errno to one of these (sys/spawn.c). */
#define CORE_FAILURES(X)                                                                           \
  X(NONE, "none")                                                                                  \
  X(TRANSIENT, "transient") /* EAGAIN, ENOMEM, EMFILE, ENFILE, ETXTBSY, EIO */                     \
  X(MISSING, "missing")     /* ENOENT or ENOTDIR of the command: 127 */                            \
  X(CANNOT, "cannot")       /* any other, of the command or of a set-up step: 126 */

/* What the core tells the shell. Operands: struct action. */
#define CORE_ACTIONS(X)                                                                            \
  X(SPAWN, "spawn")   /* slot, run: make the process; answered by SPAWNED or SPAWN_FAILED */       \
  X(SIGNAL, "signal") /* slot, run, signal, flags: to the main process, its group or session */    \
  X(SWEEP, "sweep")   /* slot, run, signal or 0, flags: look what is left; answered by SWEEP */    \
  X(DRAIN, "drain")   /* signal TERM, KILL or 0: end what is no child; answered by DRAIN */        \
  X(NOTE, "note")     /* note, slot, run, value: a line for the log */                             \
  X(FINISH, "finish") /* value: baton's exit code. Nothing comes after it */

/* What a NOTE says. `value` in brackets. */
#define CORE_NOTES(X)                                                                              \
  X(READY, "ready")                 /* [ms since the spawn] */                                     \
  X(ENDED, "ended")                 /* [delay ms, or BATON_NONE: no restart] see node->end */      \
  X(RETRY, "retry")                 /* [delay ms] a transient failure */                           \
  X(STOPPING, "stopping")           /* [ms until KILL] the stop signal is sent */                  \
  X(STOPPED, "stopped")             /* down, as asked */                                           \
  X(KILLING, "killing")             /* the stop timeout passed */                                  \
  X(START_TIMEOUT, "start-timeout") /* [timeout ms] */                                             \
  X(WATCHDOG, "watchdog")                                                                          \
  X(LEFTOVERS, "leftovers")           /* [how many] a sweep found processes */                     \
  X(LEFT_BEHIND, "left-behind")       /* KILL had no answer */                                     \
  X(DEPENDENCY, "dependency")         /* [the node it waited for] never started */                 \
  X(GROUP_RESTART, "group-restart")   /* slot: the supervisor [the trigger] */                     \
  X(GIVE_UP, "give-up")               /* slot: the supervisor [the child that tripped] */          \
  X(SUPERVISOR_UP, "up")              /* slot: a supervisor is running */                          \
  X(SUPERVISOR_END, "end")            /* slot: a supervisor ended by itself; see node->end */      \
  X(DAEMONIZES, "daemonizes")         /* ended with 0 at once, three times */                      \
  X(SHUTDOWN, "shutdown")             /* [cause, enum baton_shutdown] slot: whose end, or none */  \
  X(FORCED, "forced")                 /* a second INT, or shutdown --now */                        \
  X(SIGNAL_IGNORED, "signal-ignored") /* [signal] during a shutdown */                             \
  X(SIGNAL_DROPPED, "signal-dropped") /* [signal] no child has --forward for it */                 \
  X(REFUSED, "refused")               /* slot: an operator's command that cannot be */             \
  X(DRAIN, "drain")                   /* [ms until KILL] */

#define X(name, text) BATON_PROCESS_##name,

enum baton_process { BATON_PROCESSES(X) };

#undef X
#define X(name, text) BATON_STOP_##name,

enum baton_stop { BATON_STOPS(X) };

#undef X
#define X(name, text) BATON_PHASE_##name,

enum baton_phase { BATON_PHASES(X) };

#undef X
#define X(name, text) BATON_MODE_##name,

enum baton_mode { BATON_MODES(X) };

#undef X
#define X(name, text) BATON_LIFE_##name,

enum baton_life { BATON_LIVES(X) };

#undef X
#define X(name, text) BATON_SHUTDOWN_##name,

enum baton_shutdown { BATON_SHUTDOWNS(X) };

#undef X
#define X(name, text) EV_##name,

enum event_kind { CORE_EVENTS(X) };

#undef X
#define X(name, text) FAILURE_##name,

enum core_failure { CORE_FAILURES(X) };

#undef X
#define X(name, text) ACT_##name,

enum action_kind { CORE_ACTIONS(X) };

#undef X
#define X(name, text) NOTE_##name,

enum core_note { CORE_NOTES(X) };

#undef X

/* How a node waits for its siblings (baton_node.after_mode). */
enum baton_after {
  BATON_AFTER_PREVIOUS, /* no --after: the sibling before it */
  BATON_AFTER_NONE,     /* --after=none */
  BATON_AFTER_LIST,     /* --after=NAME… */
};

/* Signal numbers that the core knows by name; the same on every architecture baton is built for. */
enum core_signal {
  CORE_SIGHUP = 1,
  CORE_SIGINT = 2,
  CORE_SIGQUIT = 3,
  CORE_SIGABRT = 6,
  CORE_SIGKILL = 9,
  CORE_SIGTERM = 15,
  CORE_SIGCHLD = 17,
  CORE_SIGCONT = 18,
  CORE_SIGSTOP = 19,
  CORE_SIGTSTP = 20,
  CORE_SIGTTIN = 21,
  CORE_SIGTTOU = 22,
  CORE_SIGWINCH = 28,
  CORE_SIGPWR = 30,
};

#endif
