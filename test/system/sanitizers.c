/* What the sanitizers are told in the product that is built under them. A case chooses the whole
 * environment of baton, so no variable can tell it. */
#define _GNU_SOURCE /* syscall */
#include <fcntl.h>
#include <unistd.h>

#include <sys/syscall.h>

/* Faults, their handlers and the alternate stack are baton's own, as in the product; what is found
 * is written beside the program, where test/system/run looks for it, since fd 2 is the case's. */
#define OPTIONS                                                                                    \
  "handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigfpe=0:handle_sigill=0:"                  \
  "use_sigaltstack=0:detect_leaks=0:allocator_may_return_null=1:exitcode=77:log_path="

#define REPORT ".report"

const char *__asan_default_options(void);

/* The runtime asks before it can serve anybody: no instrumented code here, and no call of libc that
 * it intercepts. */
__attribute__((no_sanitize("address", "undefined"))) const char *__asan_default_options(void)
{
  static char options[4096] = OPTIONS;
  char *at = options + sizeof OPTIONS - 1;
  long length = syscall(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", at, sizeof options / 2);
  at += length > 0 ? length : 0;
  for (const char *rest = REPORT; *rest != '\0'; rest++) {
    *at++ = *rest;
  }
  return options;
}
