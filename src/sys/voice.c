#include "voice.h"

#include "errors.h"
#include "log.h"
#include "util/list.h"
#include "util/signal.h"
#include "util/text.h"

#include <string.h>
#include <unistd.h>

#define LINE_BYTES 512U

/* Each word of a list is a level's digit and a format, in the order of the phrases; "-": nothing is
 * said. In a format # stands for a, then b; & for a's name as a signal; $ for a or, after a #, b as
 * an error; % for the string. */
#define SILENT "-\0"

static const char tini[] =
    "1Tini is neither PID 1 nor a subreaper, so zombie reaping won't work: orphans do not come to "
    "it. Run it as PID 1, or with -s, or set TINI_SUBREAPER.\0" /* NO_REAPER */
    SILENT SILENT SILENT                                        /* TERMINAL */
    "2Spawned child process '%' with pid '#'\0"                 /* SPAWNED */
    SILENT SILENT                                               /* SESSION */
    "0%: $\0"                                                   /* NOT_SET_UP */
    "0exec % failed: $\0"                                       /* NOT_EXECUTED */
    "3Passing signal: 'SIG&'\0"                                 /* SIGNAL */
    "3Received SIGCHLD\0"                                       /* CHLD */
    SILENT SILENT SILENT SILENT                                 /* … */
    "1Signal # was not passed on: $\0"                          /* NOT_FORWARDED */
    SILENT                                                      /* SUSPENDED */
    "3Reaped child with pid: '#'\0"                             /* EXITED */
    "3Reaped child with pid: '#'\0"                             /* KILLED */
    "1Reaped zombie process with pid=#\0"                       /* ZOMBIE */
    "2Main child exited (with status '#')\0";                   /* GOODBYE */

static const char dumb_init[] = SILENT /* NO_REAPER */
    "3Detached from controlling tty, ignoring the first SIGHUP and SIGCONT we receive.\0"
    "3Detached from controlling tty, but was not session leader.\0"
    "3Unable to detach from controlling tty (errno=# $).\0"
    "3Child spawned with PID #.\0"
    "3setsid complete.\0"
    "3Unable to attach to controlling tty (errno=# $).\0"
    "0%: $\0" /* NOT_SET_UP */
    "0%: $\0" /* NOT_EXECUTED */
    "3Received signal #.\0"
    "3Received signal #.\0" /* CHLD */
    "3Ignoring tty hand-off signal #.\0"
    "3Translating signal # to #.\0"
    "3Forwarded signal # to children.\0"
    "3Not forwarding signal 0 to children (ignored).\0" SILENT /* NOT_FORWARDED */
    "3Suspending self due to TTY signal.\0"
    "3A child with PID # exited with exit status #.\0"
    "3A child with PID # was terminated by signal #.\0" SILENT /* ZOMBIE */
    "3Child exited with status #. Goodbye.\0";

static const char catatonit[] =
    SILENT SILENT SILENT SILENT "3started % as process #\0" /* SPAWNED */
    SILENT SILENT                                           /* SESSION */
                                "0%: $\0"                   /* NOT_SET_UP */
                                "0failed to exec %: $\0"    /* NOT_EXECUTED */
                                "3received signal #\0"
                                "3received signal #\0" /* CHLD */
    SILENT SILENT "3forwarded signal #\0" SILENT "1signal # was not forwarded: $\0" SILENT
                                "3process # exited with #\0"
                                "3process # was ended by signal #\0" SILENT "3exiting with #\0";

static const char *const voices[] = {
    [BATON_VOICE_TINI] = tini,
    [BATON_VOICE_DUMB_INIT] = dumb_init,
    [BATON_VOICE_CATATONIT] = catatonit,
};

static void put_prefix(struct text *text, const struct shell *shell, unsigned level)
{
  static const char levels[] = "FATAL\0WARN \0INFO \0DEBUG\0";
  unsigned voice = shell->core.table->globals.voice;
  if (voice == BATON_VOICE_DUMB_INIT) {
    text_put(text, "[dumb-init] ");
    return;
  }
  bool brackets = voice == BATON_VOICE_TINI;
  const char *name = level == LOG_ERROR && !brackets ? "ERROR" : list_word(levels, level);
  text_put(text, brackets ? "[" : "");
  text_put(text, name);
  text_put(text, brackets ? " tini (" : " (catatonit:");
  text_signed(text, kernel_pid());
  text_put(text, brackets ? ")] " : "): ");
}

static void put_format(struct text *text, const char *format, const char *string, int a, int b)
{
  for (; *format != '\0'; format++) {
    switch (*format) {
    case '%': text_put(text, string); break;
    case '$': text_error_words(text, a); break;
    case '&': text_signal(text, (unsigned)a); break;
    case '#':
      text_signed(text, a);
      a = b;
      break;
    default: text_char(text, *format); break;
    }
  }
}

/* An empty text: there is nothing to say. */
static struct text compose(const struct shell *shell, char *bytes, enum voice_phrase phrase,
                           const char *string, int a, int b)
{
  struct text text = text_in(bytes, LINE_BYTES - 1U);
  const struct baton_globals *globals = &shell->core.table->globals;
  const char *format = list_word(voices[globals->voice], phrase);
  if (*format == '-' || (unsigned)(*format - '0') > globals->log_level) {
    return text;
  }
  put_prefix(&text, shell, (unsigned)(*format - '0'));
  put_format(&text, format + 1, string, a, b);
  bytes[text.length++] = '\n'; /* text_in() was told of one byte less */
  return text;
}

void voice_say(struct shell *shell, enum voice_phrase phrase, const char *string, int a, int b)
{
  char bytes[LINE_BYTES];
  if (!shell_is_guest(shell)) {
    return;
  }
  struct text text = compose(shell, bytes, phrase, string, a, b);
  if (text.length > 0) {
    log_bytes(shell, text.at, text.length);
  }
}

void voice_say_in_child(const struct shell *shell, enum voice_phrase phrase, const char *string,
                        int a, int b)
{
  char bytes[LINE_BYTES];
  if (!shell_is_guest(shell)) {
    return;
  }
  struct text text = compose(shell, bytes, phrase, string, a, b);
  if (text.length > 0) {
    (void)kernel_write(STDERR_FILENO, text.at, text.length);
  }
}
