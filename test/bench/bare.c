/* The barest supervisor: starts N copies of a command, restarts each at once when it ends, and ends
 * them all on TERM. It keeps a pid per child and nothing else: no order, no groups, no backoff, no
 * readiness. With "fork" it does it as one has to whose PID 1 may wait for no child's exec: what
 * that alone costs is a row of its own.
 *
 * usage: bare [fork] N COMMAND [ARG...]
 */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

static bool forking;

static void start(pid_t *child, char **argv, const sigset_t *mask)
{
  pid_t pid = forking ? fork() : vfork();
  if (pid == 0) {
    sigprocmask(SIG_SETMASK, mask, NULL);
    execvp(argv[0], argv);
    _exit(127);
  }
  *child = pid;
}

/* Collects what has ended. Returns how many children were collected, each started again unless the
 * end has come. */
static long collect(pid_t *children, long count, char **argv, const sigset_t *restart)
{
  long collected = 0;
  pid_t ended;
  while ((ended = waitpid(-1, NULL, WNOHANG)) > 0) {
    for (long i = 0; i < count; i++) {
      if (children[i] == ended) {
        collected++;
        children[i] = 0;
        if (restart != NULL) {
          start(&children[i], argv, restart);
        }
      }
    }
  }
  return collected;
}

int main(int argc, char **argv)
{
  if (argc > 1 && strcmp(argv[1], "fork") == 0) {
    forking = true;
    argc--;
    argv++;
  }
  long count = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
  if (count < 1) {
    return 2;
  }
  pid_t *children = calloc((size_t)count, sizeof *children);
  if (children == NULL) {
    return 126;
  }
  sigset_t waited;
  sigset_t inherited;
  sigemptyset(&waited);
  sigaddset(&waited, SIGTERM);
  sigaddset(&waited, SIGCHLD);
  sigprocmask(SIG_BLOCK, &waited, &inherited);
  for (long i = 0; i < count; i++) {
    start(&children[i], argv + 2, &inherited);
  }
  while (sigwaitinfo(&waited, NULL) != SIGTERM) {
    collect(children, count, argv + 2, &inherited);
  }
  for (long i = 0; i < count; i++) {
    if (children[i] > 0) {
      kill(children[i], SIGTERM);
    }
  }
  for (long left = count; left > 0;) {
    left -= collect(children, count, argv + 2, NULL);
    if (left > 0) {
      sigwaitinfo(&waited, NULL);
    }
  }
  return 0;
}
