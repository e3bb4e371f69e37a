/* actor: one static program that plays whatever part a system test needs.
 *
 * Its words are steps, carried out in order: `actor say:up ignore:TERM pause`. A step is a verb,
 * with an argument after a colon; some verbs are followed by a block, `[ STEPS ]`; `--` executes
 * the rest of the line. The same program misbehaves below baton and builds the odd world that
 * baton is started in. A step that cannot be done is said on stderr and ends it with 99, so that
 * a test never goes on in a world it did not ask for.
 *
 * This header is what the files of the helper share. It is no part of the product: it may use
 * stdio and the whole of libc.
 */
#ifndef ACTOR_H
#define ACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACTOR_FAILED 99 /* exit code: the world did not allow a step */

/* The words that are being played, and where in them we are. */
struct play {
  char **words;
  int count;
  int at; /* the word after the step that is being done */
};

/* One of the four does it. */
struct step {
  const char *verb;
  void (*alone)(void);
  void (*with)(const char *argument);
  void (*each)(int number);                               /* with each signal of a list */
  void (*block)(struct play *play, const char *argument); /* with the words behind it */
};

extern const struct step process_steps[]; /* misbehaving; ends with a NULL verb */
extern const struct step state_steps[];   /* how it finds itself */
extern const struct step trace_steps[];   /* meddling with another process */
extern const struct step world_steps[];   /* set-up before an exec */
extern const struct step hang_steps[];    /* a program that nobody can execute for now */
extern const struct step storm_steps[];   /* shooting at those that are being started */

/* Runs the words from play->at up to `end`. */
void play_until(struct play *play, int end);

/* Expects `[` at play->at, moves play->at past the matching `]` and returns the block as a play of
 * its own. */
struct play take_block(struct play *play);

/* The signals that an `until` of this play waits for; those of processes it forks are theirs. */
uint64_t awaited_signals(const struct play *play);

/* Such signals may come at any time: they are blocked from the start of the process. */
void wait_for_signals(uint64_t bits);

/* One line on stdout (or on the FIFO that ACTOR_REPORT names), written at once:
 * TAG pid= ppid= and, under supervision, name= and gen=, then `text` if there is any. */
void report(const char *tag, const char *text);

/* Ends the program with ACTOR_FAILED, naming the step that is being done, and errno. */
_Noreturn void give_up(void);

/* Gives up because the step makes no sense. */
_Noreturn void misspelt(void);

/* Gives up unless that is so. */
void must(bool done);

/* A signal by name or number, RTMIN+N with RTMIN = 34 as in the engines; 0 if it is none. */
int signal_number(const char *text, size_t length);
const char *signal_name(int number);

#define SIGNAL_BIT(number) (UINT64_C(1) << ((number)-1))

/* A list such as `TERM,USR1`, or `all` that can be caught. */
uint64_t signal_set(const char *list);
void each_signal(const char *list, void (*visit)(int number));

/* A decimal number; anything else gives up. */
long number_of(const char *text);

/* Sets a signal's handler, SIG_IGN or SIG_DFL; while a handler runs everything is blocked, so that
 * reports come whole and in order. */
void set_disposition(int number, void (*handler)(int));

/* One set of raw signal bits through the kernel's own call: libc hides 32 to 34. */
void change_mask(int how, uint64_t bits);

/* Installs a filter that answers each system call of `list` (NAME,NAME…=ERRNO) with that error. */
void forbid_calls(const char *list);

#endif
