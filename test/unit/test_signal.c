/* util/signal.h: signals by name and number. command-line.md, "Values": `TERM`, `SIGTERM`, `15`,
 * `RTMIN+3`, with RTMIN = 34. */
#define _GNU_SOURCE /* SIGSTKFLT, SIGWINCH, SIGIO, SIGPWR */

#include "util/signal.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

static unsigned named(const char *name)
{
  return signal_by_name(name, strlen(name));
}

/* clang-format off */
#define NUMBERS(X) \
  X(HUP) X(INT) X(QUIT) X(ILL) X(TRAP) X(ABRT) X(BUS) X(FPE) X(KILL) X(USR1) X(SEGV) X(USR2) \
  X(PIPE) X(ALRM) X(TERM) X(STKFLT) X(CHLD) X(CONT) X(STOP) X(TSTP) X(TTIN) X(TTOU) X(URG) \
  X(XCPU) X(XFSZ) X(VTALRM) X(PROF) X(WINCH) X(IO) X(PWR) X(SYS)

/* clang-format on */

Test(signal, names_are_this_system_s)
{
#define X(name)                                                                                    \
  cr_assert_eq(named(#name), (unsigned)SIG##name);                                                 \
  cr_assert_str_eq(signal_name((unsigned)SIG##name), #name);
  NUMBERS(X)
#undef X
}

Test(signal, may_have_sig_before_its_name)
{
  cr_assert_eq(named("SIGTERM"), 15);
  cr_assert_eq(named("SIGRTMIN+3"), 37);
  cr_assert_eq(named("SIGSIGTERM"), 0);
  cr_assert_eq(named("SIG"), 0);
}

Test(signal, has_second_names_that_people_use)
{
  cr_assert_eq(named("IOT"), 6);
  cr_assert_eq(named("CLD"), 17);
  cr_assert_eq(named("POLL"), 29);
}

Test(signal, of_real_time_counts_from_34)
{
  cr_assert_eq(named("RTMIN"), 34);
  cr_assert_eq(named("RTMIN+0"), 34);
  cr_assert_eq(named("RTMIN+3"), 37);
  cr_assert_eq(named("RTMIN+30"), 64);
  cr_assert_eq(named("RTMAX"), 64);
  cr_assert_eq(named("RTMAX-0"), 64);
  cr_assert_eq(named("RTMAX-30"), 34);
}

Test(signal, of_real_time_stays_within_its_range)
{
  static const char *const wrong[] = {"RTMIN+31", "RTMAX-31", "RTMIN-1", "RTMAX+1",   "RTMIN+",
                                      "RTMAX-",   "RTMIN+x",  "RTMIN+/", "RTMIN+100", "RTMI",
                                      "RTMINx",   "RTMOX",    "RTMIN+3x"};
  for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    cr_assert_eq(named(wrong[i]), 0, "%s", wrong[i]);
  }
}

Test(signal, is_no_other_word)
{
  static const char *const wrong[] = {"", "term", "TER", "TERMS", "15", "X"};
  for (unsigned i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    cr_assert_eq(named(wrong[i]), 0, "%s", wrong[i]);
  }
}

Test(signal, is_looked_up_by_length)
{
  cr_assert_eq(signal_by_name("TERM,HUP", 4), 15);
  cr_assert_eq(signal_by_name("TERM,HUP", 3), 0);
}

Test(signal, has_no_name_beyond_31)
{
  cr_assert_null(signal_name(0));
  cr_assert_null(signal_name(32));
  cr_assert_null(signal_name(UINT32_MAX));
}

static void is_written(unsigned number, const char *expected)
{
  char buffer[16];
  struct text text = text_in(buffer, sizeof buffer);
  text_signal(&text, number);
  cr_assert_str_eq(buffer, expected);
}

Test(signal, is_written_by_name_where_it_has_one)
{
  is_written(1, "HUP");
  is_written(31, "SYS");
  is_written(34, "RTMIN");
  is_written(35, "RTMIN+1");
  is_written(64, "RTMIN+30");
}

Test(signal, without_a_name_is_written_as_its_number)
{
  is_written(0, "0");
  is_written(32, "32");
  is_written(33, "33");
  is_written(65, "65");
}
