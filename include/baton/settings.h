/* The settings: what the options of a clause, and those of the whole line, come to.
 *
 * Two lists, of the fields of baton_settings and of baton_globals, and all about a field in its
 * row:
 *
 *   ID, type, field, form, least, most, standard, flag, words
 *
 * `form` (util/settings.h) says what a field holds; `least` and `most` bound its numbers;
 * `standard` is its value where no option says another; `flag` is the one of the record's flags
 * that says that an option did (0: there is none); `words` are its name where it is shown (empty:
 * it is not), then those of its choices, each with a NUL behind it. A field of one of these forms
 * goes with the next row: STREAM with its file; WORDS, LIMITS and GROUPS with their count.
 *
 * The records, the defaults, the arena's check, the setters of options with a plain value and both
 * forms of --explain are made of the rows, which stand in the order in which they are shown. In a
 * record they stand by width, so that there is no padding but RESERVED: Q aligned to 8 bytes, D to
 * 4, B to 1; an F row is a flag only. A field that is added after a release would move others: it
 * belongs into a list of its own, behind these.
 */
#ifndef BATON_SETTINGS_H
#define BATON_SETTINGS_H

#define BATON_RESTARTS_MAX 64U     /* N of --max-restarts */
#define BATON_FD_MAX       1048575 /* the kernel's default for the highest descriptor, fs.nr_open */

#define BATON_WINDOW(limit, window_ms)                                                             \
  {                                                                                                \
    limit, window_ms                                                                               \
  }

/* Bytes that are 0. */
#define BATON_BYTES(count)                                                                         \
  struct {                                                                                         \
    uint8_t bytes[count];                                                                          \
  }

/* baton_settings: equal ones are shared by nodes. */
#define BATON_SETTINGS(Q, D, B, F)                                                                 \
  B(POLICY, uint8_t, policy, CHOICE, 0, BATON_POLICY_COUNT - 1, BATON_POLICY_NEVER, 0,             \
    "restart\0" BATON_POLICIES(BATON_WORD, ))                                                      \
  D(MAX_RESTARTS, struct baton_window, breaker, WINDOW, 1, BATON_RESTARTS_MAX,                     \
    BATON_WINDOW(8, 120000), 0, "max_restarts\0")                                                  \
  D(BACKOFF_INITIAL, uint32_t, backoff_initial_ms, DURATION, 0, 0, 100, 0, "backoff_initial_ms\0") \
  D(BACKOFF_MAX, uint32_t, backoff_max_ms, DURATION, 0, 0, 30000, 0, "backoff_max_ms\0")           \
  D(BACKOFF_FACTOR, uint32_t, backoff_factor_centi, NUMBER, 100, 10000, 200, 0,                    \
    "backoff_factor_centi\0")                                                                      \
  B(JITTER, uint8_t, jitter_percent, BYTE, 0, 100, 10, 0, "jitter_percent\0")                      \
  D(BACKOFF_RESET, uint32_t, backoff_reset_ms, DURATION, 0, 0, 10000, 0, "backoff_reset_ms\0")     \
  D(RETRY_AFTER, uint32_t, retry_after_ms, DURATION, 0, 0, BATON_NONE, 0, "retry_after_ms\0")      \
  Q(SUCCESS_CODES, baton_code_set, success_codes, CODES, 0, 0, {1}, 0, "success_codes\0")          \
  Q(SUCCESS_SIGNALS, uint64_t, success_signals, SIGNALS, 0, 0, 0, 0, "success_signals\0")          \
  Q(FATAL_CODES, baton_code_set, fatal_codes, CODES, 0, 0, {0}, 0, "fatal_codes\0")                \
  Q(FATAL_SIGNALS, uint64_t, fatal_signals, SIGNALS, 0, 0, 0, 0, "fatal_signals\0")                \
  B(READY, uint8_t, ready, CHOICE, 0, BATON_READY_COUNT - 1, BATON_READY_EXEC, 0,                  \
    "ready\0" BATON_READYS(BATON_WORD, ))                                                          \
  D(READY_FD, int32_t, ready_fd, NUMBER, 0, BATON_FD_MAX, 0, 0, "ready_fd\0")                      \
  D(READY_VARIABLE, uint32_t, ready_var, STRING, 0, 0, 0, 0, "ready_variable\0")                   \
  D(START_TIMEOUT, uint32_t, start_timeout_ms, DURATION, 0, 0, BATON_NONE, 0,                      \
    "start_timeout_ms\0")                                                                          \
  B(STOP_SIGNAL, uint8_t, stop_signal, SIGNAL, 1, BATON_SIGNALS, 15, BATON_SET_STOP_SIGNAL,        \
    "stop_signal\0")                                                                               \
  D(STOP_TIMEOUT, uint32_t, stop_timeout_ms, DURATION, 0, 0, BATON_NONE, 0,                        \
    "stop_timeout_ms\0") /* NONE: its share of --grace */                                          \
  D(STOP_DELAY, uint32_t, stop_delay_ms, DURATION, 0, 0, 0, 0, "stop_delay_ms\0")                  \
  B(KILL, uint8_t, kill, CHOICE, 0, BATON_KILL_COUNT - 1, BATON_KILL_PROCESS, 0,                   \
    "kill\0" BATON_KILLS(BATON_WORD, ))                                                            \
  B(SWEEP, uint8_t, sweep, CHOICE, 0, BATON_SWEEPING_COUNT - 1, BATON_SWEEPING_ALL, 0,             \
    "sweep\0" BATON_SWEEPINGS(BATON_WORD, ))                                                       \
  B(SWEEP_SIGNAL, uint8_t, sweep_signal, SIGNAL, 0, BATON_SIGNAL_NONE, 0, 0,                       \
    "sweep_signal\0") /* 0: the stop signal */                                                     \
  B(UNTIL, uint8_t, until, CHOICE, 0, BATON_UNTIL_COUNT - 1, BATON_UNTIL_MAIN, 0,                  \
    "until\0" BATON_UNTILS(BATON_WORD, ))                                                          \
  Q(FORWARD, uint64_t, forward, SIGNALS, 0, 0, 0, 0, "forward\0")                                  \
  B(STDIN, uint8_t, stdin_mode, CHOICE, 0, BATON_STDIN_COUNT - 1, BATON_STDIN_NULL, 0,             \
    "stdin\0" BATON_STDINS(BATON_WORD, ))                                                          \
  B(STDOUT, uint8_t, stdout_mode, STREAM, 0, BATON_STREAM_COUNT - 1, BATON_STREAM_INHERIT, 0,      \
    "stdout\0" BATON_STREAMS(BATON_WORD, ))                                                        \
  D(STDOUT_FILE, uint32_t, stdout_file, STRING, 0, 0, 0, 0, "\0")                                  \
  B(STDERR, uint8_t, stderr_mode, STREAM, 0, BATON_STREAM_COUNT - 1, BATON_STREAM_INHERIT, 0,      \
    "stderr\0" BATON_STREAMS(BATON_WORD, ))                                                        \
  D(STDERR_FILE, uint32_t, stderr_file, STRING, 0, 0, 0, 0, "\0")                                  \
  D(ENVIRONMENT, uint32_t, env, WORDS, 0, 0, 0, 0,                                                 \
    "environment\0") /* K=V sets, a bare K unsets, =K=PATH is a file's */                          \
  D(ENVIRONMENT_COUNT, uint32_t, env_count, COUNT, 0, 0, 0, 0, "\0")                               \
  D(LIMITS, uint32_t, limits, LIMITS, 0, 0, 0, 0, "rlimits\0") /* entries of the limit table */    \
  D(LIMIT_COUNT, uint32_t, limit_count, COUNT, 0, 0, 0, 0, "\0")                                   \
  D(USER, uint32_t, user, STRING, 0, 0, 0, BATON_SET_USER, "user\0") /* USER[:GROUP] as written */ \
  D(USER_WORD, uint32_t, user_word, ID, 0, 0, 0, 0, "\0") /* its word's number, for errors */      \
  D(UID, uint32_t, uid, ID, 0, 0, 0, 0, "\0") /* with BATON_SET_USER, resolved before boot */      \
  D(GID, uint32_t, gid, ID, 0, 0, 0, 0, "\0")                                                      \
  D(GROUPS, uint32_t, groups, GROUPS, 0, 0, 0, 0, "\0") /* entries of the group table */           \
  D(GROUP_COUNT, uint32_t, group_count, COUNT, 0, 0, 0, 0, "\0")                                   \
  D(ACCOUNT, uint32_t, account, WORDS, 0, 0, 0, 0, "\0") /* HOME, USER and LOGNAME of the user */  \
  D(ACCOUNT_COUNT, uint32_t, account_count, COUNT, 0, 0, 0, 0, "\0")                               \
  D(CWD, uint32_t, cwd, STRING, 0, 0, 0, 0, "cwd\0")                                               \
  D(UMASK, uint32_t, umask, OCTAL, 0, 0777, 0, BATON_SET_UMASK, "umask\0")                         \
  D(NICE, int32_t, nice, NUMBER, -20, 19, 0, BATON_SET_NICE, "nice\0")                             \
  D(OOM_SCORE_ADJ, int32_t, oom_score_adj, NUMBER, -1000, 1000, 0, BATON_SET_OOM,                  \
    "oom_score_adj\0")                                                                             \
  F(NO_NEW_PRIVS, BATON_SET_NO_NEW_PRIVS, "no_new_privs\0")                                        \
  D(FLAGS, uint32_t, flags, FLAGS, 0, BATON_SET_ALL, 0, 0, "\0")                                   \
  B(PLACE, uint8_t, place, BYTE, 0, BATON_PLACE_COUNT - 1, BATON_PLACE_USUAL, 0, "\0")

/* baton_globals: what the whole line says once. */
#define BATON_GLOBALS(Q, D, B, F)                                                                  \
  D(GRACE, uint32_t, grace_ms, DURATION, 0, 0, 8000, BATON_GLOBAL_GRACE,                           \
    "grace_ms\0") /* a shutdown's budget */                                                        \
  F(GRACE_GIVEN, BATON_GLOBAL_GRACE, "grace_given\0")                                              \
  F(DRAINS, BATON_GLOBAL_DRAIN, "drain\0")                                                         \
  D(DRAIN, uint32_t, drain_ms, DURATION, 0, 0, BATON_NONE, 0,                                      \
    "drain_ms\0") /* NONE: the rest of grace */                                                    \
  B(SIGNAL, baton_signal_map, signal_map, MAP, 0, BATON_MAP_SHUTDOWN, {0}, 0,                      \
    "signals\0") /* by signal: 0 as usual, a signal, or one of BATON_MAP_… */                    \
  B(PARENT_DEATH, uint8_t, parent_death_signal, SIGNAL, 0, BATON_SIGNALS, 0, 0,                    \
    "parent_death_signal\0")                                                                       \
  D(TERMINATION_MESSAGE, uint32_t, termination_message, TEXT, 0, 0, 0, 0,                          \
    "termination_message\0") /* a file; 0: off */                                                  \
  B(LOG_LEVEL, uint8_t, log_level, CHOICE, 0, BATON_LOG_COUNT - 1, BATON_LOG_ERROR, 0,             \
    "log_level\0" BATON_LOGS(BATON_WORD, ))                                                        \
  B(LOG_FORMAT, uint8_t, log_json, CHOICE, 0, BATON_FORMAT_COUNT - 1, BATON_FORMAT_TEXT, 0,        \
    "log_format\0" BATON_FORMATS(BATON_WORD, ))                                                    \
  F(WARN_REAP, BATON_GLOBAL_WARN_REAP, "warn_reap\0")                                              \
  F(LOG_TIME, BATON_GLOBAL_LOG_TIME, "log_time\0")                                                 \
  F(PRIVATE, BATON_GLOBAL_PRIVATE, "private\0")                                                    \
  D(FLAGS, uint32_t, flags, FLAGS, 0, BATON_GLOBAL_ALL,                                            \
    BATON_GLOBAL_DRAIN | BATON_GLOBAL_TERM_DEFAULT | BATON_GLOBAL_SUBREAPER, 0, "\0")              \
  B(CODES, struct baton_codes, codes, BYTES, 0, 0, {0}, 0, "\0")                                   \
  B(PERSONALITY, uint8_t, personality, BYTE, 0, BATON_PERSONALITY_COUNT - 1,                       \
    BATON_PERSONALITY_BATON, 0, "\0") /* not BATON: as that program, down to its habits */         \
  B(RESERVED, BATON_BYTES(3), reserved, BYTES, 0, 0, {{0}}, 0, "\0")

#endif
