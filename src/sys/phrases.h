/* What baton says on stderr when it is called by another program's name: that program's lines,
 * which scripts look for.
 *
 * Owns those words and the level of each. A program without words for something says nothing; and
 * none says anything when baton's own lines were asked for, as JSON.
 */
#ifndef SYS_PHRASES_H
#define SYS_PHRASES_H

#include "shell.h"

/* In brackets what a, b and the string are. */
enum phrase {
  PHRASE_DEBUG_MODE,    /* a variable has set the level */
  PHRASE_SINGLE_MODE,   /* … or that signals go to the child only */
  PHRASE_NO_REAPER,     /* neither PID 1 nor a subreaper */
  PHRASE_TERMINAL_LEFT, /* by a session leader */
  PHRASE_TERMINAL_LOST, /* by somebody else */
  PHRASE_TERMINAL_KEPT, /* [errno, errno] it cannot be left */
  PHRASE_SPAWNED,       /* [pid; command] */
  PHRASE_SESSION,       /* in the child */
  PHRASE_NO_TERMINAL,   /* [errno, errno] in the child */
  PHRASE_NOT_SET_UP,    /* [errno; step] in the child, or there is none */
  PHRASE_NOT_EXECUTED,  /* [errno; command] in the child */
  PHRASE_SIGNAL,        /* [signal] one came */
  PHRASE_CHLD,          /* [signal] it was CHLD */
  PHRASE_HANDED_OFF,    /* [signal] … that giving up the terminal has caused */
  PHRASE_TRANSLATED,    /* [signal, signal] */
  PHRASE_FORWARDED,     /* [signal] */
  PHRASE_DROPPED,       /* not forwarded */
  PHRASE_NOT_FORWARDED, /* [signal, errno] */
  PHRASE_SUSPENDED,     /* baton stops itself */
  PHRASE_EXITED,        /* [pid, code] any process below */
  PHRASE_KILLED,        /* [pid, signal] likewise */
  PHRASE_ZOMBIE,        /* [pid] an orphan was reaped, and was to be told of */
  PHRASE_GOODBYE,       /* [code] the end of baton */
  PHRASE_COUNT,
};

/* Says it, if the level that is set wants it. Writes without waiting. */
void phrase_say(struct shell *shell, enum phrase phrase, const char *string, int a, int b);

/* The same in a child, which must not touch baton's way to stderr. */
void phrase_say_in_child(const struct shell *shell, enum phrase phrase, const char *string, int a,
                         int b);

#endif
