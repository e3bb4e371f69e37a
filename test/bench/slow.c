/* An init that is slow and large by known amounts: what shows that the measuring programs measure.
 * It burns DELAY_NS of CPU before it starts its child, before it passes a signal on, for each
 * orphan that it reaps and for its child's end, and it has DIRTY_BYTES of memory that it wrote to.
 *
 * usage: slow COMMAND [ARG...]
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/wait.h>

#define DELAY_NS    500000L
#define DIRTY_BYTES ((size_t)1 << 20)
#define NS_PER_S    1000000000L

static long cpu_ns(void)
{
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return used.tv_sec * NS_PER_S + used.tv_nsec;
}

static void burn(void)
{
  for (long end_ns = cpu_ns() + DELAY_NS; cpu_ns() < end_ns;) {
  }
}

static void collect(pid_t child)
{
  int status;
  pid_t ended;
  while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
    burn();
    if (ended == child) {
      exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    }
  }
}

int main(int argc, char **argv)
{
  char *dirty = malloc(DIRTY_BYTES);
  if (argc < 2 || dirty == NULL) {
    return 2;
  }
  memset(dirty, 1, DIRTY_BYTES);
  sigset_t all;
  sigset_t inherited;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &inherited);
  burn();
  pid_t child = fork();
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
      burn();
      kill(child, signal);
    }
  }
}
