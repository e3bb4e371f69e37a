/* The core's vocabulary: what goes in and out of it, as lists like those of <baton/vocabulary.h>,
 * which has whatever the arena can hold. spec/ sees this file and plan.h, nothing else of the core.
 */
#ifndef CORE_VOCAB_H
#define CORE_VOCAB_H

#include <baton/table.h>

#include <stdbool.h>
#include <stdint.h>

/* What the shell tells the core. Operands: struct baton_event. */
#define CORE_EVENTS(X, P)                                                                          \
  X(P, BOOT, "boot")                 /* start the root */                                          \
  X(P, SPAWNED, "spawned")           /* slot, run: a process exists */                             \
  X(P, SPAWN_FAILED, "spawn-failed") /* slot, run, failure: none could be made */                  \
  X(P, READY, "ready")               /* slot, run: its readiness line was read */                  \
  X(P, ENDED, "ended")               /* slot, run, status or failure: the leader ended */          \
  X(P, SWEEP, "sweep")       /* slot, run, left: what a look found; 0: the leader is reaped */     \
  X(P, DRAIN, "drain")       /* left: processes that are no child and are waited for */            \
  X(P, TIMER, "timer")       /* the deadline has passed */                                         \
  X(P, SIGNAL, "signal")     /* signal: one was sent to baton */                                   \
  X(P, WATCHDOG, "watchdog") /* slot, run: it was missed, or the child fired it */                 \
  X(P, START, "start")       /* slot: an operator's start */                                       \
  X(P, STOP, "stop")         /* slot: an operator's stop */                                        \
  X(P, RESTART, "restart")   /* slot: an operator's restart */                                     \
  X(P, SUSPEND, "suspend")   /* slot */                                                            \
  X(P, RESUME, "resume")     /* slot */                                                            \
  X(P, SHUTDOWN, "shutdown") /* code or BATON_NONE: an operator's shutdown */                      \
  X(P, FORCE, "force")       /* an operator's shutdown --now */                                    \
  X(P, GONE, "gone")         /* client: it died; nobody is told what it asked for */

/* How a start failed. The shell maps errno to one of these (sys/spawn.c). */
#define CORE_FAILURES(X, P)                                                                        \
  X(P, NONE, "none")                                                                               \
  X(P, TRANSIENT, "transient") /* EAGAIN, ENOMEM, EMFILE, ENFILE, ETXTBSY, EIO */                  \
  X(P, MISSING, "missing")     /* ENOENT or ENOTDIR of the command: 127 */                         \
  X(P, CANNOT, "cannot")       /* any other, of the command or of a set-up step: 126 */

/* What the core tells the shell. Operands: struct baton_action. */
#define CORE_ACTIONS(X, P)                                                                         \
  X(P, SPAWN, "spawn")   /* slot, run: make the process; answered by SPAWNED or SPAWN_FAILED */    \
  X(P, SIGNAL, "signal") /* slot, run, signal, flags: to the main process, its group or session */ \
  X(P, SWEEP, "sweep")   /* slot, run, signal or 0, flags: look what is left; answered by SWEEP */ \
  X(P, DRAIN, "drain")   /* signal TERM, KILL or 0: end what is no child; answered by DRAIN */     \
  X(P, NOTE, "note")     /* note, slot, run, value: a line for the log */                          \
  X(P, FINISH, "finish") /* value: baton's exit code. Nothing comes after it */                    \
  X(P, REPLY, "reply") /* outcome in note, slot, the client in run, its request's number in value  \
                        */

/* What became of an operator's command. Those from ROOT on are refusals: nothing was done. */
#define CORE_OUTCOMES(X, P)                                                                        \
  X(P, WAITS, "waits") /* it will be told */                                                       \
  X(P, DONE, "done")                                                                               \
  X(P, ALREADY, "already")       /* there was nothing to do */                                     \
  X(P, KILLED, "killed")         /* it is down, but KILL had to be sent */                         \
  X(P, ENDED, "ended")           /* it ended by itself before it was up */                         \
  X(P, FAILED, "failed")         /* for good: see node->end */                                     \
  X(P, STOPPED, "stopped")       /* a stop came in the way of a start */                           \
  X(P, STARTED, "started")       /* a start came in the way of a stop */                           \
  X(P, REPLACED, "replaced")     /* another command for it has to wait, too */                     \
  X(P, ROOT, "is the root")      /* which only a shutdown stops */                                 \
  X(P, ABOVE, "supervisor down") /* the one above it is not up, or is being stopped */             \
  X(P, SHUTDOWN, "shutting down")

/* What a NOTE says. `value` in brackets. */
#define CORE_NOTES(X, P)                                                                           \
  X(P, READY, "ready")                 /* [ms since the spawn] */                                  \
  X(P, ENDED, "ended")                 /* [delay ms, or BATON_NONE: no restart] see node->end */   \
  X(P, RETRY, "retry")                 /* [delay ms] a transient failure */                        \
  X(P, STOPPING, "stopping")           /* [ms until KILL] the stop signal is sent */               \
  X(P, STOPPED, "stopped")             /* down, as asked */                                        \
  X(P, KILLING, "killing")             /* the stop timeout passed */                               \
  X(P, START_TIMEOUT, "start-timeout") /* [timeout ms] */                                          \
  X(P, WATCHDOG, "watchdog")                                                                       \
  X(P, LEFTOVERS, "leftovers")         /* [how many] a sweep found processes */                    \
  X(P, LEFT_BEHIND, "left-behind")     /* KILL had no answer */                                    \
  X(P, DEPENDENCY, "dependency")       /* [the node it waited for] never started */                \
  X(P, GROUP_RESTART, "group-restart") /* slot: the supervisor [the trigger] */                    \
  X(P, GIVE_UP, "give-up")             /* slot: the supervisor, or optional [whose end] */         \
  X(P, SUPERVISOR_UP, "up")            /* slot: a supervisor is running */                         \
  X(P, SUPERVISOR_END, "end")          /* slot: a supervisor ended by itself; see node->end */     \
  X(P, DAEMONIZES, "daemonizes")       /* ended with 0 at once, and left processes */              \
  X(P, SHUTDOWN, "shutdown")           /* [cause, enum baton_shutdown] slot: whose end, or none */ \
  X(P, FORCED, "forced")               /* a second INT, or shutdown --now */                       \
  X(P, SIGNAL_IGNORED, "signal-ignored") /* [signal] during a shutdown */                          \
  X(P, SIGNAL_DROPPED, "signal-dropped") /* [signal] no child has --forward for it */              \
  X(P, REFUSED, "refused")               /* slot: an operator's command that cannot be */          \
  X(P, DRAIN, "drain")                   /* [ms until KILL] */                                     \
  X(P, HALF_TIME, "half-time")           /* [ms until KILL] others of it are asked to end */       \
  X(P, STOP_DELAY, "stop-delay")         /* [ms until the stop signal] its stop has begun */

#define CORE_VOCABULARIES(X)                                                                       \
  X(core_event, EV, CORE_EVENTS)                                                                   \
  X(core_failure, FAILURE, CORE_FAILURES)                                                          \
  X(core_action, ACT, CORE_ACTIONS)                                                                \
  X(core_note, NOTE, CORE_NOTES)                                                                   \
  X(core_outcome, OUTCOME, CORE_OUTCOMES)

CORE_VOCABULARIES(BATON_ENUM)

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
  CORE_SIGRTMIN_3 = 37, /* an engine's to an init */
};

/* The signals to baton that begin a shutdown, where the line maps them to nothing else. */
#define CORE_SHUTDOWN_SIGNALS(X)                                                                   \
  X(CORE_SIGTERM) X(CORE_SIGINT) X(CORE_SIGQUIT) X(CORE_SIGPWR) X(CORE_SIGRTMIN_3)

#endif
