/* Signal names. Owns the one list of them. */
#include "signal.h"

#include <string.h>

/* By number, from 1. */
static const char signal_names[31][7] = {
    "HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1", "SEGV",
    "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN", "TTOU",
    "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS",
};

#define NAMED (sizeof signal_names / sizeof signal_names[0])

/* Second names that people use. */
static const struct {
  char name[5];
  uint8_t number;
} aliases[] = {
    {"IOT",  6 },
    {"CLD",  17},
    {"POLL", 29}
};

const char *signal_name(unsigned number)
{
  return number >= 1 && number <= NAMED ? signal_names[number - 1] : NULL;
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

static bool equal(const char *name, size_t length, const char *known)
{
  return strlen(known) == length && memcmp(name, known, length) == 0;
}

/* RTMIN, RTMIN+n, RTMAX, RTMAX-n within 34..64. */
static unsigned real_time(const char *name, size_t length)
{
  const unsigned most = SIGNAL_LAST - SIGNAL_RTMIN;
  bool from_top = false;
  unsigned offset = 0;

  if (length < 5 || length > 8) {
    return 0;
  }
  from_top = memcmp(name, "RTMAX", 5) == 0;
  if (!from_top && memcmp(name, "RTMIN", 5) != 0) {
    return 0;
  }
  if (length > 5) {
    if (length == 6 || name[5] != (from_top ? '-' : '+')) {
      return 0;
    }
    for (size_t i = 6; i < length; i++) {
      if (name[i] < '0' || name[i] > '9') {
        return 0;
      }
      offset = offset * 10 + (unsigned)(name[i] - '0');
    }
  }
  if (offset > most) {
    return 0;
  }
  return from_top ? SIGNAL_LAST - offset : SIGNAL_RTMIN + offset;
}

unsigned signal_by_name(const char *name, size_t length)
{
  if (length > 3 && memcmp(name, "SIG", 3) == 0) {
    name += 3;
    length -= 3;
  }
  for (unsigned i = 0; i < NAMED; i++) {
    if (equal(name, length, signal_names[i])) {
      return i + 1;
    }
  }
  for (unsigned i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
    if (equal(name, length, aliases[i].name)) {
      return aliases[i].number;
    }
  }
  return real_time(name, length);
}
