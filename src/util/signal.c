/* Signal names. Owns the one list of them. */
#include "signal.h"

#include "list.h"
#include "number.h"

#include <string.h>

/* By number, from 1. */
static const char named[] =
    "HUP\0INT\0QUIT\0ILL\0TRAP\0ABRT\0BUS\0FPE\0KILL\0USR1\0SEGV\0USR2\0PIPE\0ALRM\0TERM\0STKFLT\0"
    "CHLD\0CONT\0STOP\0TSTP\0TTIN\0TTOU\0URG\0XCPU\0XFSZ\0VTALRM\0PROF\0WINCH\0IO\0PWR\0SYS\0";

#define NAMED_LAST 31U

/* Second names that people use. */
static const char aliases[] = "IOT\0CLD\0POLL\0";
static const uint8_t aliased[] = {6, 17, 29};

const char *signal_name(unsigned number)
{
  return number >= 1 && number <= NAMED_LAST ? list_word(named, number - 1) : NULL;
}

void text_signal(struct text *text, unsigned number)
{
  const char *name = signal_name(number);
  if (name != NULL) {
    text_put(text, name);
  } else if (number > SIGNAL_RTMIN && number <= SIGNAL_LAST) {
    text_put(text, "RTMIN+");
    text_unsigned(text, number - SIGNAL_RTMIN);
  } else if (number == SIGNAL_RTMIN) {
    text_put(text, "RTMIN");
  } else {
    text_unsigned(text, number);
  }
}

/* RTMIN, RTMIN+n, RTMAX, RTMAX-n within 34..64. */
static unsigned real_time(const char *name, size_t length)
{
  bool from_top = length >= 5 && memcmp(name, "RTMAX", 5) == 0;
  uint64_t offset = 0;
  if (length < 5 || length > 8 || (!from_top && memcmp(name, "RTMIN", 5) != 0)) {
    return 0;
  }
  const char *at = name + 5;
  if (length > 5 &&
      (*at++ != (from_top ? '-' : '+') || !number_read(&at, SIGNAL_LAST - SIGNAL_RTMIN, &offset) ||
       at != name + length)) {
    return 0;
  }
  return from_top ? SIGNAL_LAST - (unsigned)offset : SIGNAL_RTMIN + (unsigned)offset;
}

unsigned signal_by_name(const char *name, size_t length)
{
  if (length > 3 && memcmp(name, "SIG", 3) == 0) {
    name += 3;
    length -= 3;
  }
  uint8_t place = list_find(named, name, length);
  if (place != LIST_END) {
    return place + 1U;
  }
  place = list_find(aliases, name, length);
  return place != LIST_END ? aliased[place] : real_time(name, length);
}
