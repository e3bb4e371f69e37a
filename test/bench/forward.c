/* The smallest init that forwards: one child, whose end is its own; every signal goes to it, and
 * orphans are reaped.
 *
 * usage: forward COMMAND [ARG...]
 */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/wait.h>

/* Reaps what has ended. If the child has, this is the end. */
static void collect(pid_t child)
{
  int status;
  pid_t ended;
  while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
    if (ended == child) {
      exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    }
  }
}

int main(int argc, char **argv)
{
  if (argc < 2) {
    return 2;
  }
  sigset_t all;
  sigset_t inherited;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &inherited);
  pid_t child = fork();
  if (child < 0) {
    return 126;
  }
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &inherited, NULL);
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  for (;;) {
    int signal = sigwaitinfo(&all, NULL);
    if (signal == SIGCHLD) {
      collect(child);
    } else if (signal > 0) {
      kill(child, signal);
    }
  }
}
