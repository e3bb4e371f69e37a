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

#elif defined(__aarch64__)

static inline long raw_call(long number, long a, long b, long c, long d, long e)
{
  register long call __asm__("x8") = number;
  register long first __asm__("x0") = a;
  register long second __asm__("x1") = b;
  register long third __asm__("x2") = c;
  register long fourth __asm__("x3") = d;
  register long fifth __asm__("x4") = e;
  __asm__ volatile("svc #0"
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
                   : "memory");
  return first;
}

static inline long raw_clone(long flags, void *stack, void *pidfd, long number, raw_start *start,
                             void *argument)
{
  register long call __asm__("x8") = SYS_clone;
  register long first __asm__("x0") = flags;
  register void *second __asm__("x1") = stack;
  register void *third __asm__("x2") = pidfd;
  register long fourth __asm__("x3") = 0;
  register long fifth __asm__("x4") = number;
  register raw_start *runs __asm__("x9") = start;
  register void *given __asm__("x10") = argument;
  __asm__ volatile("svc #0\n\t"
                   "cbnz x0, 1f\n\t"
                   "mov x0, x10\n\t"
                   "blr x9\n\t"
                   "brk #0\n"
                   "1:"
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(runs),
                     "r"(given)
                   : "memory");
  return first;
}

#elif defined(__arm__)

static inline long raw_call(long number, long a, long b, long c, long d, long e)
{
  register long call __asm__("r7") = number;
  register long first __asm__("r0") = a;
  register long second __asm__("r1") = b;
  register long third __asm__("r2") = c;
  register long fourth __asm__("r3") = d;
  register long fifth __asm__("r4") = e;
  __asm__ volatile("svc #0"
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
                   : "memory");
  return first;
}

static inline long raw_clone(long flags, void *stack, void *pidfd, long number, raw_start *start,
                             void *argument)
{
  register long call __asm__("r7") = SYS_clone;
  register long first __asm__("r0") = flags;
  register void *second __asm__("r1") = stack;
  register void *third __asm__("r2") = pidfd;
  register long fourth __asm__("r3") = 0;
  register long fifth __asm__("r4") = number;
  register raw_start *runs __asm__("r5") = start;
  register void *given __asm__("r6") = argument;
  __asm__ volatile("svc #0\n\t"
                   "cmp r0, #0\n\t"
                   "bne 1f\n\t"
                   "mov r0, r6\n\t"
                   "blx r5\n\t"
                   "udf #0\n"
                   "1:"
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(runs),
                     "r"(given)
                   : "cc", "memory");
  return first;
}

#elif defined(__riscv) && __riscv_xlen == 64

static inline long raw_call(long number, long a, long b, long c, long d, long e)
{
  register long call __asm__("a7") = number;
  register long first __asm__("a0") = a;
  register long second __asm__("a1") = b;
  register long third __asm__("a2") = c;
  register long fourth __asm__("a3") = d;
  register long fifth __asm__("a4") = e;
  __asm__ volatile("ecall"
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth)
                   : "memory");
  return first;
}

static inline long raw_clone(long flags, void *stack, void *pidfd, long number, raw_start *start,
                             void *argument)
{
  register long call __asm__("a7") = SYS_clone;
  register long first __asm__("a0") = flags;
  register void *second __asm__("a1") = stack;
  register void *third __asm__("a2") = pidfd;
  register long fourth __asm__("a3") = 0;
  register long fifth __asm__("a4") = number;
  register raw_start *runs __asm__("a5") = start;
  register void *given __asm__("a6") = argument;
  __asm__ volatile("ecall\n\t"
                   "bnez a0, 1f\n\t"
                   "mv a0, a6\n\t"
                   "jalr a5\n\t"
                   "ebreak\n"
                   "1:"
                   : "+r"(first)
                   : "r"(call), "r"(second), "r"(third), "r"(fourth), "r"(fifth), "r"(runs),
                     "r"(given)
                   : "memory");
  return first;
}

#else
#error "how are calls made, and in which order does clone(2) take its arguments, here?"
#endif
/* NOLINTEND(readability-function-size) */

#endif
