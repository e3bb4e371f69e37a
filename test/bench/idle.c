/* A supervisor that has nothing to do.
 *
 * usage: idle timed RECORDS N SECONDS COMMAND [ARG...]
 *
 * switches      context switches of PID 1 in that time, once its N children run: its wake-ups
 * set_switches  those of its helpers (set.h) too
 */
#include "set.h"
#include "subject.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
  size_t count = argc > 5 ? strtoul(argv[3], NULL, 10) : 0;
  int seconds = argc > 5 ? (int)strtol(argv[4], NULL, 10) : 0;
  need(count >= 1 && seconds >= 1, "usage: idle timed RECORDS N SECONDS COMMAND [ARG...]");
  struct subject subject;
  subject_start(&subject, argv[1], argv[2], argv + 5);
  subject_await_records(&subject, count);
  subject_settle(&subject);
  long before = proc_all_switches(proc_switches(subject.pid));
  long set_before = proc_all_switches(set_of(subject.pid).switches);
  struct pollfd ended = {.fd = subject.pidfd, .events = POLLIN};
  need(poll(&ended, 1, seconds * 1000) == 0, "PID 1 ended");
  printf("switches %ld\n", proc_all_switches(proc_switches(subject.pid)) - before);
  printf("set_switches %ld\n", proc_all_switches(set_of(subject.pid).switches) - set_before);
  subject_end(&subject);
  return 0;
}
