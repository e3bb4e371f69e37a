#include "crash.h"

#include "kernel.h"
#include "util/text.h"

#include <baton/status.h>

#include <unistd.h>

#define CRASH_LINE_BYTES 256U

_Noreturn void crash(const char *what, const char *file, uint32_t number)
{
  char bytes[CRASH_LINE_BYTES];
  struct text text = text_in(bytes, sizeof bytes);
  text_say(&text, "baton gives up: % ", what, 0);
  text_say(&text, *file == '\0' ? "#\n" : "%:#\n", file, number);
  /* The only write that may find a full pipe that nobody reads: better no word than no end. */
  if (kernel_poll(STDERR_FILENO, POLLOUT, false) > 0) {
    (void)kernel_write(STDERR_FILENO, text.at, text.length);
  }
  kernel_exit(BATON_EXIT_SELF);
}
