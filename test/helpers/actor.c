/* The interpreter: finds each step's verb and runs it; reports. Knows no step itself. */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int report_fd(void)
{
  const char *path = getenv("ACTOR_REPORT");
  if (!path) {
    return STDOUT_FILENO;
  }
  return open(path, O_WRONLY | O_CLOEXEC);
}

void report(const char *tag, const char *text)
{
  char line[1024];
  const char *name = getenv("LIFECYCLE_NAME");
  const char *generation = getenv("LIFECYCLE_GENERATION");
  int length =
      snprintf(line, sizeof(line), "%s pid=%d ppid=%d%s%s%s%s%s%s\n", tag, getpid(), getppid(),
               name ? " name=" : "", name ? name : "", generation ? " gen=" : "",
               generation ? generation : "", text ? " " : "", text ? text : "");
  int fd = report_fd();
  if (length < 0 || (size_t)length >= sizeof(line) || write(fd, line, (size_t)length) != length) {
    give_up();
  }
  if (fd != STDOUT_FILENO) {
    close(fd);
  }
}

/* The step that is being done. */
static const char *current = "start";

_Noreturn void give_up(void)
{
  dprintf(STDERR_FILENO, "actor: %s: %s\n", current, strerror(errno));
  _exit(ACTOR_FAILED);
}

_Noreturn void misspelt(void)
{
  errno = EINVAL;
  give_up();
}

void must(bool done)
{
  if (!done) {
    give_up();
  }
}

long number_of(const char *text)
{
  char *end = NULL;
  long value = text ? strtol(text, &end, 0) : 0;
  if (!text || end == text || *end) {
    misspelt();
  }
  return value;
}

struct play take_block(struct play *play)
{
  struct play block = {play->words, play->count, play->at + 1};
  int depth = 0;
  int at = play->at;
  for (; at < play->count; at++) {
    depth += !strcmp(play->words[at], "[");
    depth -= !strcmp(play->words[at], "]");
    if (depth == 0) {
      break;
    }
  }
  if (at == play->at || at >= play->count) {
    misspelt();
  }
  block.count = at;
  play->at = at + 1;
  return block;
}

static const struct step *find_step(const char *word, size_t length)
{
  const struct step *const tables[] = {process_steps, state_steps, trace_steps,
                                       world_steps,   hang_steps,  storm_steps};
  for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
    for (const struct step *step = tables[i]; step->verb; step++) {
      if (strlen(step->verb) == length && !strncmp(step->verb, word, length)) {
        return step;
      }
    }
  }
  return NULL;
}

static void run(const struct step *step, struct play *play, const char *argument)
{
  if (step->alone) {
    step->alone();
  } else if (step->with) {
    step->with(argument);
  } else if (step->each) {
    each_signal(argument, step->each);
  } else {
    step->block(play, argument);
  }
}

static void play_step(struct play *play)
{
  const char *outer = current;
  current = play->words[play->at++];
  size_t length = strcspn(current, ":");
  const struct step *step = find_step(current, length);
  if (!step) {
    errno = ENOSYS;
    give_up();
  }
  run(step, play, current[length] ? current + length + 1 : NULL);
  current = outer;
}

void play_until(struct play *play, int end)
{
  while (play->at < end) {
    play_step(play);
  }
}

/* Where the block that begins at `at` ends; without one, `at`. */
static int after_block(const struct play *play, int at)
{
  int depth = 0;
  do {
    depth += at < play->count && !strcmp(play->words[at], "[");
    depth -= at < play->count && !strcmp(play->words[at], "]");
    at++;
  } while (depth > 0 && at < play->count);
  return at;
}

uint64_t awaited_signals(const struct play *play)
{
  uint64_t awaited = 0;
  for (int at = play->at; at < play->count && strcmp(play->words[at], "--") != 0; at++) {
    if (!strncmp(play->words[at], "until:", 6)) {
      awaited |= signal_set(play->words[at] + 6);
    }
    if (!strcmp(play->words[at], "fork") || !strcmp(play->words[at], "daemon")) {
      at = after_block(play, at + 1) - 1;
    }
  }
  return awaited;
}

int main(int argc, char **argv)
{
  struct play play = {argv, argc, 1};
  wait_for_signals(awaited_signals(&play));
  play_until(&play, argc);
  return 0;
}
