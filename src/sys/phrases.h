/* What baton says on stderr when it is called by another program's name: that program's lines,
 * which scripts look for.
 *
 * Owns those words and the level of each. A program without words for something says nothing; and
 * none says anything when baton's own lines were asked for, as JSON.
 */
#ifndef SYS_PHRASES_H
#define SYS_PHRASES_H

#include "shell.h"

/* Each phrase, with what a, b and the string are in brackets, in the words of tini, of dumb-init
 * and of catatonit. Each is a level's digit and a format of text_say_two(); "" where nothing is
 * said. $ in a format stands for a number as an error. */
#define NO_REAPER_WORDS                                                                            \
  "1Tini is neither PID 1 nor a subreaper, so zombie reaping won't work: orphans do not come to "  \
  "it. Run it as PID 1, or with -s, or set TINI_SUBREAPER."
#define TERMINAL_LEFT_WORDS                                                                        \
  "3Detached from controlling tty, ignoring the first SIGHUP and SIGCONT we receive."
#define PHRASES(X)                                                                                 \
  X(DEBUG_MODE, "", "3Running in debug mode.", "")                                                 \
  X(SINGLE_MODE, "", "3Not running in setsid mode.", "")                                           \
  X(NO_REAPER, NO_REAPER_WORDS, "", "")                                                            \
  X(TERMINAL_LEFT, "", TERMINAL_LEFT_WORDS, "")                                                    \
  X(TERMINAL_LOST, "", "3Detached from controlling tty, but was not session leader.", "")          \
  X(TERMINAL_KEPT, "", "3Unable to detach from controlling tty (errno=# $).",                      \
    "") /* [errno, errno] */                                                                       \
  X(SPAWNED, "2Spawned child process '%' with pid '#'", "3Child spawned with PID #.",              \
    "3started % as process #")            /* [pid; command] */                                     \
  X(SESSION, "", "3setsid complete.", "") /* in the child */                                       \
  X(NO_TERMINAL, "", "3Unable to attach to controlling tty (errno=# $).",                          \
    "")                                    /* [errno, errno], in the child */                      \
  X(NOT_SET_UP, "0%: $", "0%: $", "0%: $") /* [errno; step], in the child, or there is none */     \
  X(NOT_EXECUTED, "0exec % failed: $", "0%: $",                                                    \
    "0failed to exec %: $") /* [errno; command], in the child */                                   \
  X(SIGNAL, "3Passing signal: 'SIG&'", "3Received signal #.", "3received signal #") /* [signal] */ \
  X(CHLD, "3Received SIGCHLD", "3Received signal #.", "3received signal #")         /* [signal] */ \
  X(HANDED_OFF, "", "3Ignoring tty hand-off signal #.",                                            \
    "") /* [signal] that giving up the terminal has caused */                                      \
  X(TRANSLATED, "", "3Translating signal # to #.", "") /* [signal, signal] */                      \
  X(FORWARDED, "", "3Forwarded signal # to children.", "3forwarded signal #") /* [signal] */       \
  X(DROPPED, "", "3Not forwarding signal 0 to children (ignored).", "")                            \
  X(NOT_FORWARDED, "1Signal # was not passed on: $", "",                                           \
    "1signal # was not forwarded: $") /* [signal, errno] */                                        \
  X(SUSPENDED, "", "3Suspending self due to TTY signal.", "")                                      \
  X(EXITED, "3Reaped child with pid: '#'", "3A child with PID # exited with exit status #.",       \
    "3process # exited with #") /* [pid, code] of any process below */                             \
  X(KILLED, "3Reaped child with pid: '#'", "3A child with PID # was terminated by signal #.",      \
    "3process # was ended by signal #") /* [pid, signal] likewise */                               \
  X(ZOMBIE, "1Reaped zombie process with pid=#", "",                                               \
    "") /* [pid] of an orphan, where that was asked for */                                         \
  X(GOODBYE, "2Main child exited (with status '#')", "3Child exited with status #. Goodbye.",      \
    "3exiting with #") /* [code] */

#define PHRASE_BYTES 512U

enum phrase {

#define X(name, tini, dumb_init, catatonit) PHRASE_##name,
  PHRASES(X)
#undef X
};

/* Says it, if the level that is set wants it. Writes without waiting. */
void phrase_say(struct shell *shell, enum phrase phrase, const char *string, int a, int b);

/* The same in a child, which must not touch baton's way to stderr, and whose stack is short: it is
 * put together in PHRASE_BYTES of the caller's. `error` is all its numbers. */
void phrase_say_in_child(const struct shell *shell, char *bytes, enum phrase phrase,
                         const char *string, int error);

#endif
