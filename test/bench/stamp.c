/* The child of whatever is measured: says when its first instruction ran and when it saw its end.
 *
 * usage: stamp [LIFE[+STEP][:FILE]]
 * LIFE  nanoseconds until it ends by itself; 0 or nothing: it waits for TERM; `now`: it does not
 * wait STEP  nanoseconds that are added as often as the last digit of its pid (in hexadecimal)
 * says, so that children which start together do not end together FILE  where its records go; else
 * fd 1
 *
 * There is no C library in it: the kernel's first instruction of the program is at _start below, so
 * the time is that of exec and of nothing of ours. All is one word because a service directory's
 * `run` can be a script whose interpreter is this program: #! takes one argument.
 */
#include "record.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/resource.h>
#include <sys/syscall.h>

#define MONOTONIC  1
#define THREAD_CPU 3
#define HERE       (-100L)        /* AT_FDCWD */
#define APPEND     (01L | 02000L) /* O_WRONLY | O_APPEND, on both architectures */
#define MASK_BYTES 8L             /* the kernel's idea of a signal set */
#define TERM_MASK  (1UL << (SIGTERM - 1))
#define PID_DIGIT  15L
#define NO_LIFE    (-1L)
#define NS_PER_S   1000000000L

_Noreturn void begin(const long *stack);

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall begin\n");

static long call(long number, long a, long b, long c, long d)
{
  long result;
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n\tmov x0, sp\n\tb begin\n");

static long call(long number, long a, long b, long c, long d)
{
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}
#else
#error "stamp.c has no system call for this architecture yet"
#endif

/* The clock first: what else is asked is not in the time. */
static void take(struct record *record, enum record_kind kind)
{
  struct rusage usage;
  call(SYS_clock_gettime, MONOTONIC, (long)(intptr_t)record->at, 0, 0);
  call(SYS_clock_gettime, THREAD_CPU, (long)(intptr_t)record->cpu, 0, 0);
  call(SYS_getrusage, RUSAGE_SELF, (long)(intptr_t)&usage, 0, 0);
  record->faults = usage.ru_minflt + usage.ru_majflt;
  record->kind = kind;
}

static long number(const char **text)
{
  long value = 0;
  for (; **text >= '0' && **text <= '9'; (*text)++) {
    value = value * 10 + (**text - '0');
  }
  return value;
}

/* The lifetime that LIFE[+STEP] gives to this process, moved past in the text. */
static long lifetime(const char **text)
{
  if (**text == 'n') {
    *text += sizeof "now" - 1;
    return NO_LIFE;
  }
  long life = number(text);
  if (**text == '+') {
    (*text)++;
    life += number(text) * (call(SYS_getpid, 0, 0, 0, 0) & PID_DIGIT);
  }
  return life;
}

_Noreturn void begin(const long *stack)
{
  struct record record;
  take(&record, RECORD_START);
  long out = 1;
  long life = 0;
  if (stack[0] > 1) {
    const char *option = (const char *)stack[2];
    life = lifetime(&option);
    out = *option == ':' ? call(SYS_openat, HERE, (long)(intptr_t)(option + 1), APPEND, 0) : 1;
  }
  unsigned long term = TERM_MASK;
  call(SYS_rt_sigprocmask, SIG_BLOCK, (long)(intptr_t)&term, 0, MASK_BYTES);
  call(SYS_write, out, (long)(intptr_t)&record, sizeof record, 0);
  long wait[2] = {life / NS_PER_S, life % NS_PER_S};
  long timeout = life == 0 ? 0 : (long)(intptr_t)wait;
  if (life != NO_LIFE) {
    call(SYS_rt_sigtimedwait, (long)(intptr_t)&term, 0, timeout, MASK_BYTES);
  }
  take(&record, RECORD_END);
  call(SYS_write, out, (long)(intptr_t)&record, sizeof record, 0);
  for (;;) {
    call(SYS_exit_group, 0, 0, 0, 0);
  }
}
