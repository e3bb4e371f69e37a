/* The kernel's calls as the machine makes them, without libc: no errno, which a child that shares
 * memory with baton would change under its feet (kernel.md, 24a).
 *
 * Each architecture has two pieces: a call of at most five arguments, and a clone whose child runs
 * on a stack of its own. Included by kernel.c alone.
 */
#ifndef SYS_RAW_H
#define SYS_RAW_H

#include <stddef.h>

#include <sys/syscall.h>

#define RAW_ALIGNMENT 16U /* of a stack, on all of them */

/* What a child runs; it does not return. */
typedef void raw_start(void *argument);

/* clone() with the flags, the new stack's upper end, where the pidfd and where the child's number
 * are to be written. Returns the number or a negative errno; the child begins with start(argument).
 */
/* NOLINTBEGIN(readability-function-size): the arguments that a call has */
#if defined(__x86_64__)

static inline long raw_call(long number, long a, long b, long c, long d, long e)
{
  register long fourth __asm__("r10") = d;
  register long fifth __asm__("r8") = e;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "0"(number), "D"(a), "S"(b), "d"(c), "r"(fourth), "r"(fifth)
                   : "rcx", "r11", "memory");
  return result;
}

static inline long raw_clone(long flags, void *stack, void *pidfd, long number, raw_start *start,
                             void *argument)
{
  register long fourth __asm__("r10") = number;
  register long fifth __asm__("r8") = 0;
  register void *given __asm__("r9") = argument;
  long result;
  __asm__ volatile("syscall\n\t"
                   "test %%eax, %%eax\n\t"
                   "jnz 1f\n\t"
                   "mov %%r9, %%rdi\n\t"
                   "call *%%rbx\n\t"
                   "hlt\n"
                   "1:"
                   : "=a"(result)
                   : "0"((long)SYS_clone), "D"(flags), "S"(stack), "d"(pidfd), "r"(fourth),
                     "r"(fifth), "r"(given), "b"(start)
                   : "rcx", "r11", "cc", "memory");
  return result;
}

#elif defined(__i386__)

static inline long raw_call(long number, long a, long b, long c, long d, long e)
{
  long result;
  __asm__ volatile("int $0x80"
                   : "=a"(result)
                   : "0"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
                   : "memory");
  return result;
}

/* No register is left for what the child is to run: it finds that on its stack, and its argument
 * above. */
static inline long raw_clone(long flags, void *stack, void *pidfd, long number, raw_start *start,
                             void *argument)
{
  struct first {
    raw_start *start;
    void *argument;
  } *first = (void *)((char *)stack - RAW_ALIGNMENT - sizeof(void *));

  long result;
  *first = (struct first){start, argument};
  __asm__ volatile("int $0x80\n\t"
                   "test %%eax, %%eax\n\t"
                   "jnz 1f\n\t"
                   "pop %%eax\n\t"
                   "call *%%eax\n\t"
                   "hlt\n"
                   "1:"
                   : "=a"(result)
                   : "0"((long)SYS_clone), "b"(flags), "c"(first), "d"(pidfd), "S"(0), "D"(number)
                   : "cc", "memory");
  return result;
}

#elif defined(__aarch64__) || defined(__arm__) || (defined(__riscv) && __riscv_xlen == 64)

/* These differ in names alone: of the registers for a call's number, its five arguments, and what a
 * child runs and is given; of the instruction that calls, and of those by which a child begins. */
#if defined(__aarch64__)
#define RAW_NUMBER "x8"
#define RAW_FIRST  "x0"
#define RAW_SECOND "x1"
#define RAW_THIRD  "x2"
#define RAW_FOURTH "x3"
#define RAW_FIFTH  "x4"
#define RAW_RUNS   "x9"
#define RAW_GIVEN  "x10"
#define RAW_TRAP   "svc #0"
#define RAW_BEGIN  "cbnz x0, 1f\n\tmov x0, x10\n\tblr x9\n\tbrk #0\n1:"
#elif defined(__arm__)
#define RAW_NUMBER "r7"
#define RAW_FIRST  "r0"
#define RAW_SECOND "r1"
#define RAW_THIRD  "r2"
#define RAW_FOURTH "r3"
#define RAW_FIFTH  "r4"
#define RAW_RUNS   "r5"
#define RAW_GIVEN  "r6"
#define RAW_TRAP   "svc #0"
#define RAW_BEGIN  "cmp r0, #0\n\tbne 1f\n\tmov r0, r6\n\tblx r5\n\tudf #0\n1:"
#else
#define RAW_NUMBER "a7"
#define RAW_FIRST  "a0"
#define RAW_SECOND "a1"
#define RAW_THIRD  "a2"
#define RAW_FOURTH "a3"
#define RAW_FIFTH  "a4"
#define RAW_RUNS   "a5"
#define RAW_GIVEN  "a6"
#define RAW_TRAP   "ecall"
#define RAW_BEGIN  "bnez a0, 1f\n\tmv a0, a6\n\tjalr a5\n\tebreak\n1:"
#endif

static inline long raw_call(long number, long a, long b, long c, long d, long e)
{
  register long call __asm__(RAW_NUMBER) = number;
  register long first __asm__(RAW_FIRST) = a;
  register long second __asm__(RAW_SECOND) = b;
  register long third __asm__(RAW_THIRD) = c;
  register long fourth __asm__(RAW_FOURTH) = d;
  register long fifth __asm__(RAW_FIFTH) = e;
  __asm__ volatile(RAW_TRAP
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
                   : "memory");
  return first;
}

static inline long raw_clone(long flags, void *stack, void *pidfd, long number, raw_start *start,
                             void *argument)
{
  register long call __asm__(RAW_NUMBER) = SYS_clone;
  register long first __asm__(RAW_FIRST) = flags;
  register void *second __asm__(RAW_SECOND) = stack;
  register void *third __asm__(RAW_THIRD) = pidfd;
  register long fourth __asm__(RAW_FOURTH) = 0;
  register long fifth __asm__(RAW_FIFTH) = number;
  register raw_start *runs __asm__(RAW_RUNS) = start;
  register void *given __asm__(RAW_GIVEN) = argument;
  __asm__ volatile(RAW_TRAP "\n\t" RAW_BEGIN
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(runs),
                     "r"(given)
                   : "cc", "memory");
  return first;
}

#else
#error "how are calls made, and in which order does clone(2) take its arguments, here?"
#endif
/* NOLINTEND(readability-function-size) */

#endif
