/* A known number of instructions, held against the clock: what shows that the clock of an emulated
 * machine counts instructions.
 *
 * usage: loop timed RECORDS N COMMAND [ARG...]
 *
 * Of its words, which are those of its like, only N matters: it starts nothing.
 *
 * counted  nanoseconds for a loop of N times two instructions: the least of ROUNDS, since a tick of
 *          the kernel's may fall into one of them
 */
#include "subject.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 5

static int64_t loop_ns(long times)
{
  int64_t began_ns = now_ns();
#if defined(__x86_64__)
  __asm__ volatile("1:\n\tdec %0\n\tjnz 1b" : "+r"(times));
#elif defined(__aarch64__)
  __asm__ volatile("1:\n\tsubs %0, %0, #1\n\tb.ne 1b" : "+r"(times));
#else
#error "loop.c has no loop for this architecture yet"
#endif
  return now_ns() - began_ns;
}

int main(int argc, char **argv)
{
  long times = argc > 4 ? strtol(argv[3], NULL, 10) : 0;
  need(times >= 1, "usage: loop timed RECORDS N COMMAND [ARG...]");
  int64_t least_ns = loop_ns(times);
  for (int i = 1; i < ROUNDS; i++) {
    int64_t took_ns = loop_ns(times);
    least_ns = took_ns < least_ns ? took_ns : least_ns;
  }
  printf("counted %lld\n", (long long)least_ns);
  return 0;
}
