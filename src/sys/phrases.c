#include "phrases.h"

#include "errors.h"
#include "log.h"
#include "util/list.h"
#include "util/signal.h"
#include "util/text.h"
#include "util/utf8.h"

#include <string.h>
#include <unistd.h>

static const char *phrases_of(enum baton_personality personality)
{
#define X(name, tini, dumb_init, catatonit) PACKED(tini) "\0"
  static const char of_tini[] = PHRASES(X);
#undef X
#define X(name, tini, dumb_init, catatonit) PACKED(dumb_init) "\0"
  static const char of_dumb_init[] = PHRASES(X);
#undef X
#define X(name, tini, dumb_init, catatonit) PACKED(catatonit) "\0"
  static const char of_catatonit[] = PHRASES(X);
#undef X
  return personality == BATON_PERSONALITY_TINI        ? of_tini
         : personality == BATON_PERSONALITY_DUMB_INIT ? of_dumb_init
                                                      : of_catatonit;
}

static void put_prefix(struct text *text, const struct shell *shell, unsigned level)
{
  static const char levels[] = "FATAL\0WARN \0INFO \0DEBUG\0";
  unsigned personality = shell->core.globals->personality;
  if (personality == BATON_PERSONALITY_DUMB_INIT) {
    text_put(text, "[dumb-init] ");
    return;
  }
  bool tinis = personality == BATON_PERSONALITY_TINI;
  const char *name = level == BATON_LOG_ERROR && !tinis ? "ERROR" : list_word(levels, level);
  text_say(text, tinis ? "[% tini (#)] " : "% (catatonit:#): ", name, (uint64_t)kernel_pid());
}

/* The format, if the level wants it; else NULL. */
static const char *format_of(const struct shell *shell, enum phrase phrase)
{
  const struct baton_globals *globals = shell->core.globals;
  if (!shell_has_personality(shell) || globals->log_json != 0) {
    return NULL;
  }
  const char *phrases = phrases_of((enum baton_personality)globals->personality);
  const char *format = list_word(phrases, phrase);
  bool loud = *format != '\0' && (unsigned)(*format - '0') <= globals->log_level;
  return loud ? format : NULL;
}

/* What is put into a phrase. */
struct operands {
  const char *string;
  int a, b;
};

/* Puts the line into `bytes` and returns its length; 0: it is not wanted. */
static size_t compose(const struct shell *shell, char *bytes, enum phrase phrase,
                      struct operands with)
{
  const char *format = format_of(shell, phrase);
  if (format == NULL) {
    return 0;
  }
  struct text text = text_in(bytes, PHRASE_BYTES - 1U);
  put_prefix(&text, shell, (unsigned)(*format - '0'));
  text.placeholder = text_put_words;
  text_say_two(&text, format + 1, with.string, (uint64_t)with.a, (uint64_t)with.b);
  utf8_clean(bytes);         /* a command may hold anything */
  bytes[text.length] = '\n'; /* text_in() was told of one byte less */
  return text.length + 1;
}

void phrase_say(struct shell *shell, enum phrase phrase, const char *string, int a, int b)
{
  char bytes[PHRASE_BYTES];
  size_t length = compose(shell, bytes, phrase, (struct operands){string, a, b});
  if (length != 0) {
    (void)log_bytes(shell, bytes, length);
  }
}

void phrase_say_in_child(const struct shell *shell, char *bytes, enum phrase phrase,
                         const char *string, int error)
{
  size_t length = compose(shell, bytes, phrase, (struct operands){string, error, error});
  if (length != 0) {
    (void)kernel_write(STDERR_FILENO, bytes, length);
  }
}
