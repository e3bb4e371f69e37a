/* The smallest init there can be: one child, whose end is its own; orphans are reaped. What baton
 * costs more than this program is what baton's duties cost.
 *
 * usage: init COMMAND [ARG...]
 */
#include <stdlib.h>
#include <unistd.h>

#include <sys/wait.h>

int main(int argc, char **argv)
{
  if (argc < 2) {
    return 2;
  }
  pid_t child = fork();
  if (child < 0) {
    return 126;
  }
  if (child == 0) {
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  for (;;) {
    int status;
    pid_t ended = wait(&status);
    if (ended == child) {
      return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
  }
}
