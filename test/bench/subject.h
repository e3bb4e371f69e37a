/* The measured program: PID 1 of a PID namespace of its own, started, watched and ended.
 *
 * It is looked at from outside, through /proc, and never asked to do anything for the measurement.
 * It dies with whoever measures it. What does not happen at all within DEADLINE_MS is a failure,
 * which ends the measuring program with a message; nothing is judged otherwise.
 */
#ifndef TEST_BENCH_SUBJECT_H
#define TEST_BENCH_SUBJECT_H

#include "proc.h"
#include "record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/types.h>

#define DEADLINE_MS 240000
#define NS_PER_S    INT64_C(1000000000)
#define NS_PER_MS   INT64_C(1000000)

/* What a process has used since its exec. System calls are counted only where it is traced; times
 * of a traced process are worth nothing. */
struct sample {
  int64_t cpu_ns;
  long faults; /* page faults */
  struct proc_switches switches;
  long syscalls;
};

struct subject {
  pid_t pid;
  int pidfd;
  int records;
  pid_t tracer;
  struct subject_exec *exec; /* shared with it until its exec */
};

_Noreturn void fail(const char *what);

static inline void need(bool given, const char *what)
{
  if (!given) {
    fail(what);
  }
}

int64_t now_ns(void);

/* Sorts so many times, and returns the one in the middle. */
int64_t median_ns(int64_t *times_ns, size_t count);

int64_t record_ns(const struct record *record);

/* `how` is "timed", "counted" (traced) or "one-cpu" (timed, and all of it on the first CPU);
 * records go to a new file of that name, which also is the command's fd 1. */
void subject_start(struct subject *subject, const char *how, const char *records, char **command);

int64_t subject_started_ns(const struct subject *subject);

/* Looks every millisecond until there are so many records. */
void subject_await_records(const struct subject *subject, size_t count);

size_t subject_count_records(const struct subject *subject);

/* All records until now, to be freed. */
struct record *subject_records(const struct subject *subject, size_t *count);

/* The time of the latest record of a kind among those from the first one given on. */
int64_t subject_latest_ns(const struct subject *subject, enum record_kind kind);

/* Waits until PID 1 sleeps and uses no CPU any more. */
void subject_settle(const struct subject *subject);

struct sample subject_sample(const struct subject *subject);

/* The difference, for each of `count` things that happened in between, printed as lines whose names
 * begin with `prefix`. */
void sample_print(const char *prefix, struct sample from, struct sample until, double count);

/* What this process forks from now on is in the subject's PID namespace, as somebody from outside.
 */
void subject_enter(const struct subject *subject);

/* The only child of PID 1, as a pid of ours. */
pid_t subject_child(const struct subject *subject);

/* Waits for the end of PID 1 and returns when it was. */
int64_t subject_ended_ns(const struct subject *subject);

/* Ends it if it has not ended, and collects it. */
void subject_end(struct subject *subject);

#endif
