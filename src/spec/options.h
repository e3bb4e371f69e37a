/* The table of options: the one list that the parser, the help and the README are made from.
 *
 * Columns: id, setter (set.c), long name, letter, where, argument, value as the help writes it,
 * default, one line of help. `where` is G (before the first +++), S (a supervisor's clause), C (a
 * child's clause).
 */
#ifndef SPEC_OPTIONS_H
#define SPEC_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPEC_G 1U
#define SPEC_S 2U
#define SPEC_C 4U

/* What follows an option's name. */
enum option_argument {
  ARGUMENT_NONE,
  ARGUMENT_VALUE,
  ARGUMENT_REPEAT,   /* a value, and the option may be given again */
  ARGUMENT_ATTACHED, /* none, or a value after '=' */
};

#define SPEC_OPTIONS_TREE(X)                                                                       \
  X(NAME, nothing, "name", 'n', SC, VALUE, "PATH", "basename",                                     \
    "name of the clause; a supervisor's ends in '/'")                                              \
  X(STRATEGY, strategy, "strategy", 0, GS, VALUE, "STRATEGY", "one-for-one",                       \
    "one-for-one, one-for-all or rest-for-one")                                                    \
  X(INTENSITY, intensity, "intensity", 0, GS, VALUE, "N/DUR", "unlimited",                         \
    "restarts of all its children; beyond, it gives up")                                           \
  X(AUTO_SHUTDOWN, auto_shutdown, "auto-shutdown", 0, GS, VALUE, "any|all|failed", "any",          \
    "which ends for good end the supervisor")                                                      \
  X(ARGC, nothing, "argc", 0, C, VALUE, "N|all", "up to +++", "words of the command, +++ included")

#define SPEC_OPTIONS_RESTARTS(X)                                                                   \
  X(RESTART, restart, "restart", 0, GSC, VALUE, "POLICY", "see below",                             \
    "always, on-failure or never")                                                                 \
  X(MAX_RESTARTS, max_restarts, "max-restarts", 0, GSC, VALUE, "N/DUR|unlimited", "8/2m",          \
    "one more within DUR and the child has failed")                                                \
  X(BACKOFF, backoff, "backoff", 0, GSC, VALUE, "INIT[:MAX[:FACTOR]]", "100ms:30s:2",              \
    "delay before a restart; 0: at once")                                                          \
  X(JITTER, jitter, "jitter", 0, GSC, VALUE, "PERCENT", "10", "random part of the delay")          \
  X(BACKOFF_RESET, backoff_reset, "backoff-reset", 0, GSC, VALUE, "DUR", "10s",                    \
    "up this long, and the delay begins at INIT again")                                            \
  X(SUCCESS, success, "success", 0, GSC, VALUE, "CODE|SIG,...", "0",                               \
    "ends that count as success; 0 always does")                                                   \
  X(OPTIONAL, optional, "optional", 0, C, NONE, "", "", "its end never ends the supervisor")

#define SPEC_OPTIONS_START(X)                                                                      \
  X(AFTER, after, "after", 0, SC, REPEAT, "NAME|none", "the one before",                           \
    "sibling that must be ready first; repeatable")                                                \
  X(READY, ready, "ready", 0, C, VALUE, "exec|fd:N|env:VAR|exit", "exec",                          \
    "what makes a start complete")                                                                 \
  X(ONESHOT, oneshot, "oneshot", 0, C, NONE, "", "",                                               \
    "runs once: --ready=exit --restart=on-failure")                                                \
  X(START_TIMEOUT, start_timeout, "start-timeout", 0, GSC, VALUE, "DUR", "60s for fd, env",        \
    "not ready by then: stopped, a failure")

#define SPEC_OPTIONS_STOP(X)                                                                       \
  X(STOP_SIGNAL, stop_signal, "stop-signal", 0, GSC, VALUE, "SIG", "TERM",                         \
    "how a child is asked to end")                                                                 \
  X(STOP_TIMEOUT, stop_timeout, "stop-timeout", 0, GSC, VALUE, "DUR", "share of --grace",          \
    "from the stop signal to KILL")                                                                \
  X(STOP_ORDER, stop_order, "stop-order", 0, GS, VALUE, "reverse|parallel", "by strategy",         \
    "order in which children are stopped")                                                         \
  X(KILL, kill, "kill", 0, GSC, VALUE, "process|group", "process",                                 \
    "who gets the stop signal and forwarded signals")                                              \
  X(FORWARD, forward, "forward", 0, GSC, VALUE, "SIG,...|all", "none",                             \
    "signals to baton that the child gets too")

#define SPEC_OPTIONS_PROCESS(X)                                                                    \
  X(USER, user, "user", 0, GSC, VALUE, "USER[:GROUP]", "inherited", "names or numbers")            \
  X(CWD, cwd, "cwd", 0, GSC, VALUE, "DIR", "inherited", "working directory")                       \
  X(UMASK, umask, "umask", 0, GSC, VALUE, "OCT", "inherited", "file mode creation mask")           \
  X(ENV, env, "env", 0, GSC, REPEAT, "K=V", "inherited", "sets a variable; repeatable")            \
  X(UNSET_ENV, unset_env, "unset-env", 0, GSC, REPEAT, "K", "", "removes a variable; repeatable")  \
  X(RLIMIT, rlimit, "rlimit", 0, GSC, REPEAT, "NAME=SOFT[:HARD]", "inherited",                     \
    "nofile, core, ...; number or unlimited; repeatable")                                          \
  X(NICE, nice, "nice", 0, GSC, VALUE, "N", "inherited", "-20 to 19")                              \
  X(OOM_SCORE_ADJ, oom_score_adj, "oom-score-adj", 0, GSC, VALUE, "N", "inherited",                \
    "-1000 to 1000")                                                                               \
  X(NO_NEW_PRIVS, no_new_privs, "no-new-privs", 0, GSC, NONE, "", "",                              \
    "no more privileges by exec")                                                                  \
  X(STDIN, stdin, "stdin", 0, C, VALUE, "inherit|null", "inherit with one child, else null",       \
    "at most one child inherits")                                                                  \
  X(STDOUT, stdout, "stdout", 0, GSC, VALUE, "inherit|null|FILE", "inherit",                       \
    "where its output goes")                                                                       \
  X(STDERR, stderr, "stderr", 0, GSC, VALUE, "inherit|null|FILE", "inherit",                       \
    "where its errors go")                                                                         \
  X(RESUME_ID, resume_id, "resume-id", 0, C, VALUE, "ID", "random", "a fixed identity for handover")

#define SPEC_OPTIONS_WHOLE(X)                                                                      \
  X(GRACE, grace, "grace", 0, G, VALUE, "DUR", "8s; 25s in Kubernetes",                            \
    "budget of the whole shutdown")                                                                \
  X(DRAIN, drain, "drain", 0, G, VALUE, "DUR|off", "rest of --grace; classic: 2s",                 \
    "for processes that are no child")                                                             \
  X(SIGNAL, signal_map, "signal", 0, G, REPEAT, "IN:OUT", "",                                      \
    "IN becomes OUT: a signal, drop or shutdown; repeatable")                                      \
  X(TERMINATION_MESSAGE, termination_message, "termination-message", 0, G, VALUE, "FILE|off",      \
    "/dev/termination-log if it exists", "why the container ended")                                \
  X(LOG_LEVEL, log_level, "log-level", 0, G, VALUE, "LEVEL", "info; classic: warn",                \
    "error, warn, info or debug")                                                                  \
  X(LOG_FORMAT, log_format, "log-format", 0, G, VALUE, "text|json", "text", "lines on stderr")     \
  X(EXPLAIN, explain, "explain", 0, G, ATTACHED, "[=text|json]", "",                               \
    "print the parsed line, start nothing")                                                        \
  X(VERSION, nothing, "version", 0, G, NONE, "", "", "print the version")                          \
  X(HELP, nothing, "help", 'h', G, NONE, "", "", "print this text")

#define SPEC_OPTIONS_TINI(X)                                                                       \
  X(SUBREAPER, subreaper, "", 's', G, NONE, "", "",                                                \
    "subreaper: baton always is one where it is not PID 1")                                        \
  X(KILL_GROUP, kill_group, "", 'g', G, NONE, "", "", "same as --kill=group")                      \
  X(VERBOSE, verbose, "", 'v', G, NONE, "", "", "one log level more; repeatable")                  \
  X(WARN_REAP, warn_reap, "", 'w', G, NONE, "", "", "say when an orphan is reaped")                \
  X(PARENT_DEATH, parent_death, "", 'p', G, VALUE, "SIG", "",                                      \
    "signal to baton when its parent dies")                                                        \
  X(EXIT_CODE, exit_code, "", 'e', G, REPEAT, "CODE", "",                                          \
    "counts as success and becomes 0; repeatable")                                                 \
  X(LICENSE, nothing, "", 'l', G, NONE, "", "", "print the license")                               \
  X(PAUSE, nothing, "", 'P', G, NONE, "", "", "alone: no child, only pause until TERM or INT")

/* Of a later version: known, so that they are refused by name. */
#define SPEC_OPTIONS_LATER(X)                                                                      \
  X(FDSTORE, nothing, "fdstore", 0, GSC, VALUE, "", "", "")                                        \
  X(LISTEN, nothing, "listen", 0, C, REPEAT, "", "", "")                                           \
  X(WATCHDOG, nothing, "watchdog", 0, GSC, VALUE, "", "", "")                                      \
  X(REAP, nothing, "reap", 0, G, VALUE, "", "", "")                                                \
  X(CRASH_LIMIT, nothing, "crash-limit", 0, G, VALUE, "", "", "")                                  \
  X(CONTROL, nothing, "control", 0, G, VALUE, "", "", "")

/* The sections of the help, in its order. */
#define SPEC_SECTIONS(X)                                                                           \
  X(TREE, "The tree")                                                                              \
  X(RESTARTS, "Restarts")                                                                          \
  X(START, "Starting")                                                                             \
  X(STOP, "Stopping")                                                                              \
  X(PROCESS, "The process")                                                                        \
  X(WHOLE, "The whole")                                                                            \
  X(TINI, "As in tini")

#define SPEC_OPTIONS(X)                                                                            \
  SPEC_OPTIONS_TREE(X)                                                                             \
  SPEC_OPTIONS_RESTARTS(X)                                                                         \
  SPEC_OPTIONS_START(X)                                                                            \
  SPEC_OPTIONS_STOP(X)                                                                             \
  SPEC_OPTIONS_PROCESS(X)                                                                          \
  SPEC_OPTIONS_WHOLE(X)                                                                            \
  SPEC_OPTIONS_TINI(X)

#define X(id, ...) OPTION_##id,

enum option_id {
  SPEC_OPTIONS(X) OPTION_KNOWN, /* so many can be used; those of a later version follow */
  OPTION_BEFORE_LATER = OPTION_KNOWN - 1,
  SPEC_OPTIONS_LATER(X) OPTION_COUNT,
};

#undef X
#define X(id, title) SECTION_##id,

enum option_section { SPEC_SECTIONS(X) SECTION_LATER };

#undef X

struct option {
  const char *texts; /* the columns of enum option_column, each ended by a NUL */
  char letter;       /* 0: none */
  uint8_t where;
  uint8_t argument; /* enum option_argument */
  uint8_t section;  /* enum option_section */
};

/* Texts of an option; "" where there is nothing to say. */
enum option_column {
  OPTION_NAMED,    /* its name without "--"; "": it has only a letter */
  OPTION_VALUE,    /* its value as the help writes it */
  OPTION_STANDARD, /* its default, in words */
  OPTION_HELPED,
};

/* The option of this id. */
const struct option *option_of(enum option_id id);

const char *option_text(enum option_id id, enum option_column column);

/* By the name without "--" (`length` bytes), by letter; OPTION_COUNT if there is none. */
enum option_id option_by_name(const char *name, size_t length);
enum option_id option_by_letter(char letter);

#endif
