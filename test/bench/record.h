/* What the measured children tell: a record appended to a file, one write each. A file in memory
 * wakes nobody who reads it, so that telling costs the measured system one write and no more.
 */
#ifndef TEST_BENCH_RECORD_H
#define TEST_BENCH_RECORD_H

#include <stdint.h>

enum record_kind {
  RECORD_START = 1, /* the first instruction */
  RECORD_END,       /* TERM was seen or life is over: the last thing before exit */
  RECORD_SIGNAL,    /* the first instruction of a signal's handler */
};

struct record {
  int64_t kind;
  int64_t at[2];  /* CLOCK_MONOTONIC: seconds, nanoseconds */
  int64_t cpu[2]; /* CPU time of the process since its fork: seconds, nanoseconds */
  int64_t faults; /* its page faults since then */
};

#endif
