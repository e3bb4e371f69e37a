/* What baton says when it is called by another program's name: that program's lines, which scripts
 * look for, on stderr.
 *
 * Owns those words and the level at which each is said. A program that has no words for something
 * says nothing. Nor does any when baton's own lines were asked for, as JSON.
 */
#ifndef SYS_VOICE_H
#define SYS_VOICE_H

#include "shell.h"

/* In brackets what a, b and the string are. */
enum voice_phrase {
  VOICE_DEBUG_MODE,    /* a variable has set the level */
  VOICE_SINGLE_MODE,   /* ... or that signals are for the child only */
  VOICE_NO_REAPER,     /* neither PID 1 nor a subreaper */
  VOICE_TERMINAL_LEFT, /* by a session leader */
  VOICE_TERMINAL_LOST, /* by somebody else */
  VOICE_TERMINAL_KEPT, /* [errno, errno] it cannot be left */
  VOICE_SPAWNED,       /* [pid; command] */
  VOICE_SESSION,       /* in the child */
  VOICE_NO_TERMINAL,   /* [errno, errno] in the child */
  VOICE_NOT_SET_UP,    /* [errno; step] in the child, or there is none */
  VOICE_NOT_EXECUTED,  /* [errno; command] in the child */
  VOICE_SIGNAL,        /* [signal] one came */
  VOICE_CHLD,          /* [signal] it was CHLD */
  VOICE_HANDED_OFF,    /* [signal] … that giving up the terminal has caused */
  VOICE_TRANSLATED,    /* [signal, signal] */
  VOICE_FORWARDED,     /* [signal] */
  VOICE_DROPPED,       /* not forwarded */
  VOICE_NOT_FORWARDED, /* [signal, errno] */
  VOICE_SUSPENDED,     /* baton stops itself */
  VOICE_EXITED,        /* [pid, code] any process below */
  VOICE_KILLED,        /* [pid, signal] likewise */
  VOICE_ZOMBIE,        /* [pid] an orphan was reaped, and was to be told of */
  VOICE_GOODBYE,       /* [code] the end of baton */
  VOICE_PHRASES,
};

/* Says it, if it is worth saying at the level that is set. Writes without waiting. */
void voice_say(struct shell *shell, enum voice_phrase phrase, const char *string, int a, int b);

/* The same in a child, which has no part in baton's way to stderr. */
void voice_say_in_child(const struct shell *shell, enum voice_phrase phrase, const char *string,
                        int a, int b);

#endif
