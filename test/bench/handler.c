/* The child of an init whose signals are measured: a record when it runs, and one from inside its
 * handler of USR1. TERM ends it.
 *
 * usage: handler
 */
#include "record.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void tell(enum record_kind kind)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  struct record record = {
      .kind = kind, .at = {now.tv_sec, now.tv_nsec}
  };
  (void)!write(STDOUT_FILENO, &record, sizeof record);
}

static void handle(int signal)
{
  (void)signal;
  tell(RECORD_SIGNAL);
}

int main(void)
{
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handle;
  sigaction(SIGUSR1, &action, NULL);
  tell(RECORD_START);
  for (;;) {
    pause();
  }
}
