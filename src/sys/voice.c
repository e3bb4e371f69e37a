#include "voice.h"

#include "errors.h"
#include "log.h"
#include "util/list.h"
#include "util/signal.h"
#include "util/text.h"

#include <string.h>
#include <unistd.h>

#define LINE_BYTES 512U

/* Each is a level's digit and a format of text_say_two(); where there is none nothing is said. $ in
 * a format stands for a number as an error. */
static const char no_reaper[] =
    "1Tini is neither PID 1 nor a subreaper, so zombie reaping won't work: orphans do not come to "
    "it. Run it as PID 1, or with -s, or set TINI_SUBREAPER.";

static const char terminal_left[] =
    "3Detached from controlling tty, ignoring the first SIGHUP and SIGCONT we receive.";

static const char *const tini[VOICE_PHRASES] = {
    [VOICE_NO_REAPER] = no_reaper,
    [VOICE_SPAWNED] = "2Spawned child process '%' with pid '#'",
    [VOICE_NOT_SET_UP] = "0%: $",
    [VOICE_NOT_EXECUTED] = "0exec % failed: $",
    [VOICE_SIGNAL] = "3Passing signal: 'SIG&'",
    [VOICE_CHLD] = "3Received SIGCHLD",
    [VOICE_NOT_FORWARDED] = "1Signal # was not passed on: $",
    [VOICE_EXITED] = "3Reaped child with pid: '#'",
    [VOICE_KILLED] = "3Reaped child with pid: '#'",
    [VOICE_ZOMBIE] = "1Reaped zombie process with pid=#",
    [VOICE_GOODBYE] = "2Main child exited (with status '#')",
};

static const char *const dumb_init[VOICE_PHRASES] = {
    [VOICE_DEBUG_MODE] = "3Running in debug mode.",
    [VOICE_SINGLE_MODE] = "3Not running in setsid mode.",
    [VOICE_TERMINAL_LEFT] = terminal_left,
    [VOICE_TERMINAL_LOST] = "3Detached from controlling tty, but was not session leader.",
    [VOICE_TERMINAL_KEPT] = "3Unable to detach from controlling tty (errno=# $).",
    [VOICE_SPAWNED] = "3Child spawned with PID #.",
    [VOICE_SESSION] = "3setsid complete.",
    [VOICE_NO_TERMINAL] = "3Unable to attach to controlling tty (errno=# $).",
    [VOICE_NOT_SET_UP] = "0%: $",
    [VOICE_NOT_EXECUTED] = "0%: $",
    [VOICE_SIGNAL] = "3Received signal #.",
    [VOICE_CHLD] = "3Received signal #.",
    [VOICE_HANDED_OFF] = "3Ignoring tty hand-off signal #.",
    [VOICE_TRANSLATED] = "3Translating signal # to #.",
    [VOICE_FORWARDED] = "3Forwarded signal # to children.",
    [VOICE_DROPPED] = "3Not forwarding signal 0 to children (ignored).",
    [VOICE_SUSPENDED] = "3Suspending self due to TTY signal.",
    [VOICE_EXITED] = "3A child with PID # exited with exit status #.",
    [VOICE_KILLED] = "3A child with PID # was terminated by signal #.",
    [VOICE_GOODBYE] = "3Child exited with status #. Goodbye.",
};

static const char *const catatonit[VOICE_PHRASES] = {
    [VOICE_SPAWNED] = "3started % as process #",
    [VOICE_NOT_SET_UP] = "0%: $",
    [VOICE_NOT_EXECUTED] = "0failed to exec %: $",
    [VOICE_SIGNAL] = "3received signal #",
    [VOICE_CHLD] = "3received signal #",
    [VOICE_FORWARDED] = "3forwarded signal #",
    [VOICE_NOT_FORWARDED] = "1signal # was not forwarded: $",
    [VOICE_EXITED] = "3process # exited with #",
    [VOICE_KILLED] = "3process # was ended by signal #",
    [VOICE_GOODBYE] = "3exiting with #",
};

static const char *const *const voices[] = {
    [BATON_VOICE_TINI] = tini,
    [BATON_VOICE_DUMB_INIT] = dumb_init,
    [BATON_VOICE_CATATONIT] = catatonit,
};
_Static_assert(sizeof voices / sizeof *voices == BATON_VOICE_COUNT, "words for each voice");

static void put_prefix(struct text *text, const struct shell *shell, unsigned level)
{
  static const char levels[] = "FATAL\0WARN \0INFO \0DEBUG\0";
  unsigned voice = shell->core.table->globals.voice;
  if (voice == BATON_VOICE_DUMB_INIT) {
    text_put(text, "[dumb-init] ");
    return;
  }
  bool tinis = voice == BATON_VOICE_TINI;
  const char *name = level == BATON_LOG_ERROR && !tinis ? "ERROR" : list_word(levels, level);
  text_say(text, tinis ? "[% tini (#)] " : "% (catatonit:#): ", name, (uint64_t)kernel_pid());
}

static bool put_error(struct text *text, char placeholder, uint64_t error)
{
  if (placeholder == '$') {
    text_error_words(text, (int)error);
  }
  return placeholder == '$';
}

/* A format and what is put into it. */
struct saying {
  const char *format;
  const char *string;
  int a, b;
};

/* The format of what is worth saying; NULL: nothing is. */
static const char *wanted(const struct shell *shell, enum voice_phrase phrase)
{
  const struct baton_globals *globals = &shell->core.table->globals;
  if (!shell_is_guest(shell) || globals->log_json != 0) {
    return NULL;
  }
  const char *format = voices[globals->voice][phrase];
  bool loud = format != NULL && (unsigned)(*format - '0') <= globals->log_level;
  return loud ? format : NULL;
}

static struct text compose(const struct shell *shell, char *bytes, const struct saying *saying)
{
  struct text text = text_in(bytes, LINE_BYTES - 1U);
  put_prefix(&text, shell, (unsigned)(*saying->format - '0'));
  text.placeholder = put_error;
  text_say_two(&text, saying->format + 1, saying->string, (uint64_t)saying->a, (uint64_t)saying->b);
  bytes[text.length++] = '\n'; /* text_in() was told of one byte less */
  return text;
}

void voice_say(struct shell *shell, enum voice_phrase phrase, const char *string, int a, int b)
{
  char bytes[LINE_BYTES];
  const struct saying saying = {wanted(shell, phrase), string, a, b};
  if (saying.format != NULL) {
    struct text text = compose(shell, bytes, &saying);
    log_bytes(shell, text.at, text.length);
  }
}

void voice_say_in_child(const struct shell *shell, enum voice_phrase phrase, const char *string,
                        int a, int b)
{
  char bytes[LINE_BYTES];
  const struct saying saying = {wanted(shell, phrase), string, a, b};
  if (saying.format != NULL) {
    struct text text = compose(shell, bytes, &saying);
    (void)kernel_write(STDERR_FILENO, text.at, text.length);
  }
}
