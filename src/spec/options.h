/* The table of options: the one list that the parser, the help and the README are made from.
 *
 * Columns: id, setter (set.h), setting, long name, letter, where, argument, value as the help
 * writes it, default, one line of help. `where` is G (before the first +++), S (a supervisor's
 * clause), C (a child's clause). The setting is the row of <baton/settings.h> that the setter
 * `value` fills, and that others fill with its help; SETTING_NONE: there is none, or more than one.
 */
#ifndef SPEC_OPTIONS_H
#define SPEC_OPTIONS_H

#include "util/settings.h"

#include <stdbool.h>

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
  X(NAME, nothing, SETTING_NONE, "name", 'n', SC, VALUE, "PATH", "basename",                       \
    "name of the clause; a supervisor's ends in '/'")                                              \
  X(STRATEGY, strategy, SETTING_NONE, "strategy", 0, GS, VALUE, "STRATEGY", "one-for-one",         \
    "one-for-one, one-for-all or rest-for-one")                                                    \
  X(INTENSITY, intensity, SETTING_NONE, "intensity", 0, GS, VALUE, "N/DUR", "unlimited",           \
    "restarts of all its children; beyond, it gives up")                                           \
  X(AUTO_SHUTDOWN, auto_shutdown, SETTING_NONE, "auto-shutdown", 0, GS, VALUE, "any|all|failed",   \
    "any", "which ends for good end the supervisor")                                               \
  X(COPIES, count, SETTING_NONE, "count", 0, C, VALUE, "N", "one, NAME",                           \
    "N children NAME-1, NAME-2, ... of this clause")                                               \
  X(ARGC, nothing, SETTING_NONE, "argc", 0, C, VALUE, "N|all", "up to +++",                        \
    "words of the command, +++ included")

#define SPEC_OPTIONS_RESTARTS(X)                                                                   \
  X(RESTART, value, SETTING_POLICY, "restart", 0, GSC, VALUE, "POLICY", "see below",               \
    "always, on-failure or never")                                                                 \
  X(MAX_RESTARTS, value, SETTING_MAX_RESTARTS, "max-restarts", 0, GSC, VALUE, "N/DUR|unlimited",   \
    "8/2m", "one more within DUR and the child has failed")                                        \
  X(BACKOFF, backoff, SETTING_NONE, "backoff", 0, GSC, VALUE, "INIT[:MAX[:FACTOR]]",               \
    "100ms:30s:2", "delay before a restart; 0: at once")                                           \
  X(JITTER, value, SETTING_JITTER, "jitter", 0, GSC, VALUE, "PERCENT", "10",                       \
    "random part of the delay")                                                                    \
  X(BACKOFF_RESET, value, SETTING_BACKOFF_RESET, "backoff-reset", 0, GSC, VALUE, "DUR", "10s",     \
    "up this long, and the delay begins at INIT again")                                            \
  X(RETRY_AFTER, value, SETTING_RETRY_AFTER, "retry-after", 0, GSC, VALUE, "DUR", "off",           \
    "beyond --max-restarts, one try each DUR")                                                     \
  X(SUCCESS, success, SETTING_NONE, "success", 0, GSC, VALUE, "CODE|SIG,...", "0",                 \
    "ends that count as success; 0 always does")                                                   \
  X(FATAL, fatal, SETTING_NONE, "fatal", 0, GSC, VALUE, "CODE|SIG,...", "none",                    \
    "ends after which it is never restarted")                                                      \
  X(OPTIONAL, nothing, SETTING_NONE, "optional", 0, SC, NONE, "", "",                              \
    "its end never ends the supervisor")

#define SPEC_OPTIONS_START(X)                                                                      \
  X(AFTER, after, SETTING_NONE, "after", 0, SC, REPEAT, "NAME|none", "the one before",             \
    "sibling that must be ready first; repeatable")                                                \
  X(READY, ready, SETTING_NONE, "ready", 0, C, VALUE, "exec|fd:N|env:VAR|exit", "exec",            \
    "what makes a start complete")                                                                 \
  X(GATE, nothing, SETTING_NONE, "gate", 0, C, NONE, "", "",                                       \
    "a oneshot that runs again before each group start")                                           \
  X(ONESHOT, nothing, SETTING_NONE, "oneshot", 0, C, NONE, "", "",                                 \
    "a task: --ready=exit --restart=on-failure")                                                   \
  X(START_TIMEOUT, start_timeout, SETTING_START_TIMEOUT, "start-timeout", 0, GSC, VALUE, "DUR",    \
    "60s for fd, env", "not ready by then: stopped, a failure")

#define SPEC_OPTIONS_STOP(X)                                                                       \
  X(STOP_SIGNAL, stop_signal, SETTING_STOP_SIGNAL, "stop-signal", 0, GSC, VALUE, "SIG", "TERM",    \
    "how a child is asked to end")                                                                 \
  X(STOP_TIMEOUT, value, SETTING_STOP_TIMEOUT, "stop-timeout", 0, GSC, VALUE, "DUR",               \
    "share of --grace", "from the stop signal to KILL")                                            \
  X(STOP_DELAY, value, SETTING_STOP_DELAY, "stop-delay", 0, GSC, VALUE, "DUR", "0",                \
    "from the decision to stop to the stop signal")                                                \
  X(STOP_ORDER, stop_order, SETTING_NONE, "stop-order", 0, GS, VALUE, "reverse|parallel",          \
    "by strategy", "order in which children are stopped")                                          \
  X(KILL, value, SETTING_KILL, "kill", 0, GSC, VALUE, "process|group", "process",                  \
    "who gets the stop signal and forwarded signals")                                              \
  X(SWEEP, value, SETTING_SWEEP, "sweep", 0, GSC, VALUE, "all|session|off", "all",                 \
    "what is ended with it; a oneshot: session")                                                   \
  X(SWEEP_SIGNAL, sweep_signal, SETTING_SWEEP_SIGNAL, "sweep-signal", 0, GSC, VALUE, "SIG|none",   \
    "the stop signal", "how that is asked to end; none: only by KILL")                             \
  X(UNTIL, value, SETTING_UNTIL, "until", 0, C, VALUE, "main|all", "main",                         \
    "it ends with its main process, or with all of it")                                            \
  X(FORWARD, forward, SETTING_NONE, "forward", 0, GSC, VALUE, "SIG,...|all", "none",               \
    "signals to baton that the child gets too")

#define SPEC_OPTIONS_PROCESS(X)                                                                    \
  X(USER, user, SETTING_USER, "user", 0, GSC, VALUE, "USER[:GROUP]", "inherited",                  \
    "names or numbers")                                                                            \
  X(CWD, value, SETTING_CWD, "cwd", 0, GSC, VALUE, "DIR", "inherited", "working directory")        \
  X(UMASK, value, SETTING_UMASK, "umask", 0, GSC, VALUE, "OCT", "inherited",                       \
    "file mode creation mask")                                                                     \
  X(ENV, env, SETTING_NONE, "env", 0, GSC, REPEAT, "K=V", "inherited",                             \
    "sets a variable; repeatable")                                                                 \
  X(ENV_FILE, env_file, SETTING_NONE, "env-file", 0, GSC, REPEAT, "K=PATH", "",                    \
    "sets a variable to what a file holds; repeatable")                                            \
  X(UNSET_ENV, unset_env, SETTING_NONE, "unset-env", 0, GSC, REPEAT, "K", "",                      \
    "removes a variable; repeatable")                                                              \
  X(RLIMIT, rlimit, SETTING_NONE, "rlimit", 0, GSC, REPEAT, "NAME=SOFT[:HARD]", "inherited",       \
    "nofile, core, ...; number or unlimited; repeatable")                                          \
  X(NICE, value, SETTING_NICE, "nice", 0, GSC, VALUE, "N", "inherited", "-20 to 19")               \
  X(OOM_SCORE_ADJ, value, SETTING_OOM_SCORE_ADJ, "oom-score-adj", 0, GSC, VALUE, "N", "inherited", \
    "-1000 to 1000")                                                                               \
  X(NO_NEW_PRIVS, value, SETTING_NO_NEW_PRIVS, "no-new-privs", 0, GSC, NONE, "", "",               \
    "no more privileges by exec")                                                                  \
  X(STDIN, value, SETTING_STDIN, "stdin", 0, C, VALUE, "inherit|null|hold",                        \
    "inherit with one child, else null", "one inherits; hold: no EOF")                             \
  X(STDOUT, value, SETTING_STDOUT, "stdout", 0, GSC, VALUE, "inherit|null|FILE", "inherit",        \
    "where its output goes")                                                                       \
  X(STDERR, value, SETTING_STDERR, "stderr", 0, GSC, VALUE, "inherit|null|FILE", "inherit",        \
    "where its errors go")                                                                         \
  X(RESUME_ID, resume_id, SETTING_NONE, "resume-id", 0, C, VALUE, "ID", "random",                  \
    "a fixed identity for handover")

#define SPEC_OPTIONS_WHOLE(X)                                                                      \
  X(GRACE, value, GLOBAL_GRACE, "grace", 0, G, VALUE, "DUR", "8s; 25s in Kubernetes",              \
    "budget of the whole shutdown")                                                                \
  X(DRAIN, drain, GLOBAL_DRAIN, "drain", 0, G, VALUE, "DUR|off", "rest of --grace; classic: 2s",   \
    "for processes that are no child")                                                             \
  X(SIGNAL, signal_map, SETTING_NONE, "signal", 0, G, REPEAT, "IN:OUT", "",                        \
    "IN becomes OUT: a signal, drop or shutdown; repeatable")                                      \
  X(TERMINATION_MESSAGE, termination_message, SETTING_NONE, "termination-message", 0, G, VALUE,    \
    "FILE|off", "/dev/termination-log; classic: off", "why the container ended")                   \
  X(LOG_LEVEL, value, GLOBAL_LOG_LEVEL, "log-level", 0, G, VALUE, "LEVEL", "info; classic: warn",  \
    "error, warn, info or debug")                                                                  \
  X(LOG_FORMAT, value, GLOBAL_LOG_FORMAT, "log-format", 0, G, VALUE, "text|json", "text",          \
    "lines on stderr")                                                                             \
  X(LOG_TIME, value, GLOBAL_LOG_TIME, "log-time", 0, G, NONE, "", "",                              \
    "a time in text lines, which a terminal has anyway")                                           \
  X(PRIVATE, value, GLOBAL_PRIVATE, "private", 0, G, NONE, "", "",                                 \
    "only CAP_SYS_PTRACE may trace baton or read it")                                              \
  X(EXPLAIN, explain, SETTING_NONE, "explain", 0, G, ATTACHED, "[=text|json]", "",                 \
    "print the parsed line, start nothing")                                                        \
  X(VERSION, nothing, SETTING_NONE, "version", 0, G, NONE, "", "", "print the version")            \
  X(HELP, nothing, SETTING_NONE, "help", 'h', G, NONE, "", "", "print this text")

#define SPEC_OPTIONS_TINI(X)                                                                       \
  X(SUBREAPER, nothing, SETTING_NONE, "", 's', G, NONE, "", "",                                    \
    "subreaper: baton always is one where it is not PID 1")                                        \
  X(KILL_GROUP, kill_group, SETTING_NONE, "", 'g', G, NONE, "", "", "same as --kill=group")        \
  X(VERBOSE, verbose, SETTING_NONE, "", 'v', G, NONE, "", "", "one log level more; repeatable")    \
  X(WARN_REAP, value, GLOBAL_WARN_REAP, "", 'w', G, NONE, "", "", "say when an orphan is reaped")  \
  X(PARENT_DEATH, value, GLOBAL_PARENT_DEATH, "", 'p', G, VALUE, "SIG", "",                        \
    "signal to baton when its parent dies")                                                        \
  X(EXIT_CODE, exit_code, SETTING_NONE, "", 'e', G, REPEAT, "CODE", "",                            \
    "counts as success and becomes 0; repeatable")                                                 \
  X(LICENSE, nothing, SETTING_NONE, "", 'l', G, NONE, "", "", "print the license")                 \
  X(PAUSE, nothing, SETTING_NONE, "", 'P', G, NONE, "", "",                                        \
    "alone: no child, only pause until TERM or INT")

/* Of a later version: known, so that they are refused by name. */
#define SPEC_OPTIONS_LATER(X)                                                                      \
  X(FDSTORE, nothing, SETTING_NONE, "fdstore", 0, GSC, VALUE, "", "", "")                          \
  X(LISTEN, nothing, SETTING_NONE, "listen", 0, C, REPEAT, "", "", "")                             \
  X(WATCHDOG, nothing, SETTING_NONE, "watchdog", 0, GSC, VALUE, "", "", "")                        \
  X(REAP, nothing, SETTING_NONE, "reap", 0, G, VALUE, "", "", "")                                  \
  X(CRASH_LIMIT, nothing, SETTING_NONE, "crash-limit", 0, G, VALUE, "", "", "")                    \
  X(CONTROL, nothing, SETTING_NONE, "control", 0, G, VALUE, "", "", "")

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
  char letter; /* 0: none */
  uint8_t where;
  uint8_t argument; /* enum option_argument */
  uint8_t section;  /* enum option_section */
  uint8_t setting;  /* enum setting_id */
};

/* Texts of an option of this version, for text_packed(); "" where there is nothing to say. */
enum option_column {
  OPTION_VALUE,    /* its value as the help writes it */
  OPTION_STANDARD, /* its default, in words */
  OPTION_HELPED,
  OPTION_COLUMNS,
};

/* The option of this id. */
const struct option *option_of(enum option_id id);

/* Its name without "--"; "": it has only a letter. */
const char *option_name(enum option_id id);

const char *option_text(enum option_id id, enum option_column column);

/* By the name without "--" (`length` bytes), by letter; OPTION_COUNT if there is none. */
enum option_id option_by_name(const char *name, size_t length);
enum option_id option_by_letter(char letter);

/* Whether a word is "--NAME" or "--NAME=…" of an option of this version. */
bool option_is_written(const char *word);

#endif
