/* Signal names, lists and masks for the helper. */
#include "actor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/syscall.h>

#define FIRST_REALTIME 34 /* as glibc and the engines count; musl's own SIGRTMIN is 35 */
#define LAST_SIGNAL    64

static const char *const names[] = {
    NULL,   "HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1",
    "SEGV", "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN",
    "TTOU", "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS",
};

#define NAMED ((int)(sizeof(names) / sizeof(names[0])))

const char *signal_name(int number)
{
  static char text[16];
  if (number > 0 && number < NAMED) {
    return names[number];
  }
  (void)snprintf(text, sizeof(text), "%d", number);
  return text;
}

int signal_number(const char *text, size_t length)
{
  char word[16] = "";
  char *end = NULL;
  if (length == 0 || length >= sizeof(word)) {
    return 0;
  }
  memcpy(word, text, length);
  for (int i = 1; i < NAMED; i++) {
    if (!strcmp(names[i], word)) {
      return i;
    }
  }
  if (!strncmp(word, "RTMIN+", 6)) {
    return FIRST_REALTIME + (int)number_of(word + 6);
  }
  long number = strtol(word, &end, 10);
  return *end || number < 1 || number > LAST_SIGNAL ? 0 : (int)number;
}

uint64_t signal_set(const char *list)
{
  uint64_t set = 0;
  if (list && !strcmp(list, "all")) {
    return ~(SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(32) | SIGNAL_BIT(33));
  }
  for (const char *at = list; at && *at;) {
    size_t length = strcspn(at, ",");
    int number = signal_number(at, length);
    if (number == 0) {
      misspelt();
    }
    set |= SIGNAL_BIT(number);
    at += length + (at[length] == ',');
  }
  return set;
}

void each_signal(const char *list, void (*visit)(int number))
{
  uint64_t set = signal_set(list);
  for (int number = 1; number <= LAST_SIGNAL; number++) {
    if (set & SIGNAL_BIT(number)) {
      visit(number);
    }
  }
}

/* The kernel's own struct: libc's sigaction refuses 32 to 34. */
struct kernel_action {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)(void);
  uint64_t mask;
};

#if defined(__x86_64__)
#define RESTORER 0x04000000UL
void return_from_signal(void);
__asm__(".text\n"
        "return_from_signal:\n"
        "  mov $15, %eax\n"
        "  syscall\n");
#else
#define RESTORER           0UL
#define return_from_signal NULL
#endif

void set_disposition(int number, void (*handler)(int))
{
  struct kernel_action action = {handler, SA_RESTART | RESTORER, return_from_signal, UINT64_MAX};
  must(syscall(SYS_rt_sigaction, number, &action, NULL, sizeof(action.mask)) == 0);
}

void change_mask(int how, uint64_t bits)
{
  must(syscall(SYS_rt_sigprocmask, how, &bits, NULL, sizeof(bits)) == 0);
}
