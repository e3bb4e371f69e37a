#include "phrases.h"

#include "errors.h"
#include "log.h"
#include "util/list.h"
#include "util/signal.h"
#include "util/text.h"

#include <string.h>
#include <unistd.h>

#define LINE_BYTES 512U

/* Each is a level's digit and a format of text_say_two(); without one nothing is said. $ in a
 * format stands for a number as an error. */
static const char no_reaper[] =
    "1Tini is neither PID 1 nor a subreaper, so zombie reaping won't work: orphans do not come to "
    "it. Run it as PID 1, or with -s, or set TINI_SUBREAPER.";

static const char terminal_left[] =
    "3Detached from controlling tty, ignoring the first SIGHUP and SIGCONT we receive.";

static const char *const tini[PHRASE_COUNT] = {
    [PHRASE_NO_REAPER] = no_reaper,
    [PHRASE_SPAWNED] = "2Spawned child process '%' with pid '#'",
    [PHRASE_NOT_SET_UP] = "0%: $",
    [PHRASE_NOT_EXECUTED] = "0exec % failed: $",
    [PHRASE_SIGNAL] = "3Passing signal: 'SIG&'",
    [PHRASE_CHLD] = "3Received SIGCHLD",
    [PHRASE_NOT_FORWARDED] = "1Signal # was not passed on: $",
    [PHRASE_EXITED] = "3Reaped child with pid: '#'",
    [PHRASE_KILLED] = "3Reaped child with pid: '#'",
    [PHRASE_ZOMBIE] = "1Reaped zombie process with pid=#",
    [PHRASE_GOODBYE] = "2Main child exited (with status '#')",
};

static const char *const dumb_init[PHRASE_COUNT] = {
    [PHRASE_DEBUG_MODE] = "3Running in debug mode.",
    [PHRASE_SINGLE_MODE] = "3Not running in setsid mode.",
    [PHRASE_TERMINAL_LEFT] = terminal_left,
    [PHRASE_TERMINAL_LOST] = "3Detached from controlling tty, but was not session leader.",
    [PHRASE_TERMINAL_KEPT] = "3Unable to detach from controlling tty (errno=# $).",
    [PHRASE_SPAWNED] = "3Child spawned with PID #.",
    [PHRASE_SESSION] = "3setsid complete.",
    [PHRASE_NO_TERMINAL] = "3Unable to attach to controlling tty (errno=# $).",
    [PHRASE_NOT_SET_UP] = "0%: $",
    [PHRASE_NOT_EXECUTED] = "0%: $",
    [PHRASE_SIGNAL] = "3Received signal #.",
    [PHRASE_CHLD] = "3Received signal #.",
    [PHRASE_HANDED_OFF] = "3Ignoring tty hand-off signal #.",
    [PHRASE_TRANSLATED] = "3Translating signal # to #.",
    [PHRASE_FORWARDED] = "3Forwarded signal # to children.",
    [PHRASE_DROPPED] = "3Not forwarding signal 0 to children (ignored).",
    [PHRASE_SUSPENDED] = "3Suspending self due to TTY signal.",
    [PHRASE_EXITED] = "3A child with PID # exited with exit status #.",
    [PHRASE_KILLED] = "3A child with PID # was terminated by signal #.",
    [PHRASE_GOODBYE] = "3Child exited with status #. Goodbye.",
};

static const char *const catatonit[PHRASE_COUNT] = {
    [PHRASE_SPAWNED] = "3started % as process #",
    [PHRASE_NOT_SET_UP] = "0%: $",
    [PHRASE_NOT_EXECUTED] = "0failed to exec %: $",
    [PHRASE_SIGNAL] = "3received signal #",
    [PHRASE_CHLD] = "3received signal #",
    [PHRASE_FORWARDED] = "3forwarded signal #",
    [PHRASE_NOT_FORWARDED] = "1signal # was not forwarded: $",
    [PHRASE_EXITED] = "3process # exited with #",
    [PHRASE_KILLED] = "3process # was ended by signal #",
    [PHRASE_GOODBYE] = "3exiting with #",
};

static const char *const *const phrases_of[] = {
    [BATON_PERSONALITY_TINI] = tini,
    [BATON_PERSONALITY_DUMB_INIT] = dumb_init,
    [BATON_PERSONALITY_CATATONIT] = catatonit,
};

static void put_prefix(struct text *text, const struct shell *shell, unsigned level)
{
  static const char levels[] = "FATAL\0WARN \0INFO \0DEBUG\0";
  unsigned personality = shell->core.table->globals.personality;
  if (personality == BATON_PERSONALITY_DUMB_INIT) {
    text_put(text, "[dumb-init] ");
    return;
  }
  bool tinis = personality == BATON_PERSONALITY_TINI;
  const char *name = level == BATON_LOG_ERROR && !tinis ? "ERROR" : list_word(levels, level);
  text_say(text, tinis ? "[% tini (#)] " : "% (catatonit:#): ", name, (uint64_t)kernel_pid());
}

static bool put_error_words(struct text *text, char placeholder, uint64_t error)
{
  if (placeholder == '$') {
    text_error_words(text, (int)error);
  }
  return placeholder == '$';
}

/* The format, if the level wants it; else NULL. */
static const char *format_of(const struct shell *shell, enum phrase phrase)
{
  const struct baton_globals *globals = &shell->core.table->globals;
  if (!shell_has_personality(shell) || globals->log_json != 0) {
    return NULL;
  }
  const char *format = phrases_of[globals->personality][phrase];
  bool loud = format != NULL && (unsigned)(*format - '0') <= globals->log_level;
  return loud ? format : NULL;
}

/* Puts the line into `bytes` and returns its length; 0: it is not wanted. */
static size_t compose(const struct shell *shell, char *bytes, enum phrase phrase,
                      const char *string, int a, int b)
{
  const char *format = format_of(shell, phrase);
  if (format == NULL) {
    return 0;
  }
  struct text text = text_in(bytes, LINE_BYTES - 1U);
  put_prefix(&text, shell, (unsigned)(*format - '0'));
  text.placeholder = put_error_words;
  text_say_two(&text, format + 1, string, (uint64_t)a, (uint64_t)b);
  bytes[text.length] = '\n'; /* text_in() was told of one byte less */
  return text.length + 1;
}

void phrase_say(struct shell *shell, enum phrase phrase, const char *string, int a, int b)
{
  char bytes[LINE_BYTES];
  size_t length = compose(shell, bytes, phrase, string, a, b);
  if (length != 0) {
    log_bytes(shell, bytes, length);
  }
}

void phrase_say_in_child(const struct shell *shell, enum phrase phrase, const char *string, int a,
                         int b)
{
  char bytes[LINE_BYTES];
  size_t length = compose(shell, bytes, phrase, string, a, b);
  if (length != 0) {
    (void)kernel_write(STDERR_FILENO, bytes, length);
  }
}
