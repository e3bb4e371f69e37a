/* 2,000 orphans of a PID 1 that has one `stamp` as its child besides.
 *
 * usage: orphans timed|counted|zombies RECORDS paced|burst|exit COMMAND [ARG...]
 *
 * per_…           what PID 1 used for each orphan: CPU, page faults, context switches, syscalls
 * reaped_ns       from the release of the first one until the last one is reaped
 * most_zombies    (zombies) how many were dead and not reaped at once, looked at all the time
 * exit_ns         (exit) while 2,000 a second end, the child does too: from its last action until
 *                 the end of PID 1
 */
#include "storm.h"
#include "subject.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define STILL_THERE 100 /* 50 ms of the storm */

/* When all but a few are gone the child ends. What is left of the storm in the namespace ends with
 * PID 1, which cannot end before: the maker must be reaped at once, and so few others do not show.
 */
static void tell_exit(const struct subject *subject, struct storm *storm, pid_t child)
{
  signal(SIGCHLD, SIG_IGN);
  storm_begin(storm);
  while (storm_released(storm) < STORM_ORPHANS - STILL_THERE) {
    poll(NULL, 0, 1);
  }
  kill(child, SIGTERM);
  int64_t ended_ns = subject_ended_ns(subject);
  printf("exit_ns %lld\n", (long long)(ended_ns - subject_latest_ns(subject, RECORD_END)));
}

static void tell_orphans(const struct subject *subject, struct storm *storm)
{
  subject_settle(subject);
  struct sample before = subject_sample(subject);
  storm_begin(storm);
  int64_t took_ns = storm_wait(storm);
  subject_settle(subject);
  sample_print("per_", before, subject_sample(subject), STORM_ORPHANS);
  printf("reaped_ns %lld\n", (long long)took_ns);
  printf("most_zombies %ld\n", storm_most_zombies(storm));
}

int main(int argc, char **argv)
{
  need(argc >= 5, "usage: orphans timed|counted|zombies RECORDS paced|burst|exit COMMAND [ARG...]");
  struct subject subject;
  struct storm storm;
  bool ends = strcmp(argv[3], "exit") == 0;
  enum storm_way way = strcmp(argv[3], "burst") == 0 ? STORM_BURST : STORM_PACED;
  subject_start(&subject, argv[1], argv[2], argv + 4);
  subject_await_records(&subject, 1);
  subject_settle(&subject);
  pid_t child = ends ? subject_child(&subject) : 0;
  storm_prepare(&storm, &subject, way, strcmp(argv[1], "zombies") == 0);
  if (ends) {
    tell_exit(&subject, &storm, child);
  } else {
    tell_orphans(&subject, &storm);
  }
  subject_end(&subject);
  return 0;
}
