/* What the restarts cost that happen between two moments.
 *
 * latency_ns    a child's last action until the first instruction of the next one: the median
 * slowest_ns    the longest of them
 * each_ns       from one first instruction to the next, in the mean
 * child_faults  page faults of a child from its fork until its first instruction, in the mean
 * per_…         what PID 1 used for each restart: CPU, page faults, context switches, syscalls
 * set_…         CPU, page faults and context switches of PID 1 and its helpers (set.h) for each
 */
#ifndef TEST_BENCH_RESTARTS_H
#define TEST_BENCH_RESTARTS_H

#include "set.h"
#include "subject.h"

struct restarts {
  size_t first; /* the number of the first record that counts */
  bool helpers; /* whether they are looked at */
  struct sample before;
  struct set set_before;
};

struct restarts restarts_begin(const struct subject *subject, bool helpers);

/* Prints it all: each restart until now has two records, an end and a start. */
void restarts_tell(const struct subject *subject, const struct restarts *restarts);

#endif
