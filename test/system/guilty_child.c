/* What a guarded child has to be caught at: each --nice=N is another thing that it must not do. */
#include "guarded.h"
#include "sys/kernel.h"

#include <errno.h>
#include <unistd.h>

#define DEEP 1500

extern char **environ;

int __real_kernel_nice(int value);
int __wrap_kernel_nice(int value);

static volatile int variable;

static void go_deep(void)
{
  volatile char bytes[DEEP];
  for (size_t i = 0; i < sizeof bytes; i++) {
    bytes[i] = 0;
  }
}

int __wrap_kernel_nice(int value)
{
  switch (value) {
  case 1: variable = 1; break;
  case 2: (void)close(-1); break;
  case 3: *(volatile char *)(guarded_mailbox + 1) = 1; break;
  case 4: environ[0][0] = 'x'; break;
  case 5: go_deep(); break;
  default: break;
  }
  return __real_kernel_nice(value);
}
