/* One child that is restarted again and again beside many that stay: of N `stamp` programs that
 * wait for TERM one gets it, then the next one in its place, and so on, each when all is idle.
 *
 * usage: beside timed|counted RECORDS N RESTARTS COMMAND [ARG...]
 *
 * Prints what restarts.h says.
 */
#include "restarts.h"

#include <signal.h>
#include <stdlib.h>

/* The youngest one: a new child is put at the end of its parent's list. 0 if there is none. */
static pid_t last_child(pid_t parent)
{
  pid_t *children = proc_children(parent);
  pid_t last = 0;
  for (size_t i = 0; children[i] != 0; i++) {
    last = children[i];
  }
  free(children);
  return last;
}

/* Whose child it is that will be restarted: PID 1's, or that of a helper. */
static pid_t parent_of_last(pid_t first)
{
  pid_t parent = 0;
  for (pid_t last = first; last != 0; last = last_child(last)) {
    parent = last_child(last) != 0 ? last : parent;
  }
  return parent;
}

int main(int argc, char **argv)
{
  size_t children = argc > 5 ? strtoul(argv[3], NULL, 10) : 0;
  size_t wanted = argc > 5 ? strtoul(argv[4], NULL, 10) : 0;
  need(children >= 1 && wanted >= 1,
       "usage: beside timed|counted RECORDS N RESTARTS COMMAND [ARG...]");
  struct subject subject;
  subject_start(&subject, argv[1], argv[2], argv + 5);
  subject_await_records(&subject, children);
  subject_settle(&subject);
  pid_t parent = parent_of_last(subject.pid);
  need(parent != 0, "there is no child");
  struct restarts restarts = restarts_begin(&subject, true);
  for (size_t done = 1; done <= wanted; done++) {
    pid_t child = last_child(parent);
    need(child > 0 && kill(child, SIGTERM) == 0, "the child is gone");
    subject_await_records(&subject, restarts.first + 2 * done);
    subject_settle(&subject);
  }
  restarts_tell(&subject, &restarts);
  subject_end(&subject);
  return 0;
}
