/* A supervisor of `stamp` programs that end by themselves, and are restarted.
 *
 * usage: restart timed|counted|storm|crowd|no-proc RECORDS CHILDREN N COMMAND [ARG...]
 *
 * Prints what restarts.h says.
 *
 * With `crowd` 2,000 processes sleep in the same namespace, and with `no-proc` there is no /proc,
 * and 4,096 numbers of processes were used before. With `storm` 2,000 orphans a second end at the
 * same time, and helpers are not looked at.
 */
#include "restarts.h"
#include "storm.h"
#include "subject.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/wait.h>

#define CROWD   2000
#define NUMBERS 4096

/* Somebody from outside, and so many below. Each holds the pipe open until all are made. */
_Noreturn static void be_crowd(const int made[2])
{
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int i = 0; i < CROWD; i++) {
    pid_t pid = fork();
    need(pid >= 0, "the crowd cannot be made");
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      close(made[0]);
      close(made[1]);
      for (;;) {
        pause();
      }
    }
  }
  close(made[1]);
  for (;;) {
    pause();
  }
}

static pid_t crowd_around(const struct subject *subject)
{
  int made[2];
  char nothing;
  need(pipe(made) == 0, "no pipe");
  subject_enter(subject);
  pid_t first = fork();
  if (first == 0) {
    be_crowd(made);
  }
  close(made[1]);
  need(read(made[0], &nothing, 1) == 0, "there is no crowd");
  close(made[0]);
  return first;
}

/* As in a container in which something happens, too. */
static void use_numbers(const struct subject *subject)
{
  subject_enter(subject);
  for (int i = 0; i < NUMBERS; i++) {
    pid_t pid = vfork();
    if (pid == 0) {
      _exit(0);
    }
    need(pid > 0 && waitpid(pid, NULL, 0) == pid, "numbers cannot be used");
  }
}

int main(int argc, char **argv)
{
  size_t children = argc > 5 ? strtoul(argv[3], NULL, 10) : 0;
  size_t wanted = argc > 5 ? strtoul(argv[4], NULL, 10) : 0;
  need(children >= 1 && wanted >= 1,
       "usage: restart timed|counted|storm|crowd|no-proc RECORDS CHILDREN N COMMAND [ARG...]");
  struct subject subject;
  struct storm storm = {.maker = 0};
  subject_start(&subject, argv[1], argv[2], argv + 5);
  subject_await_records(&subject, children);
  if (strcmp(argv[1], "storm") == 0) {
    storm_prepare(&storm, &subject, STORM_PACED, false);
    storm_begin(&storm);
  }
  pid_t crowd = strcmp(argv[1], "crowd") == 0 ? crowd_around(&subject) : 0;
  if (strcmp(argv[1], "no-proc") == 0) {
    use_numbers(&subject);
  }
  struct restarts restarts = restarts_begin(&subject, storm.maker == 0);
  subject_await_records(&subject, restarts.first + 2 * wanted);
  restarts_tell(&subject, &restarts);
  storm_end(&storm);
  if (crowd > 0) {
    kill(crowd, SIGKILL);
    waitpid(crowd, NULL, 0);
  }
  subject_end(&subject);
  return 0;
}
