/* util/span.h: where a text goes on, and where it has a byte. */
#include "util/span.h"

#include <criterion/criterion.h>

Test(span, goes_as_far_as_all_bytes_are_in_the_set)
{
  cr_assert_eq(span_of("", "ab"), 0);
  cr_assert_eq(span_of("abac", "ab"), 3);
  cr_assert_eq(span_of("abab", "ab"), 4);
  cr_assert_eq(span_of("abab", ""), 0);
}

Test(span, goes_up_to_the_first_byte_of_the_set_or_the_end)
{
  cr_assert_eq(span_until("", "ab"), 0);
  cr_assert_eq(span_until("xyb", "ab"), 2);
  cr_assert_eq(span_until("xyz", "ab"), 3);
}

Test(span, finds_the_first_and_the_last_of_a_byte)
{
  const char *text = "a=b=c";
  cr_assert_eq(span_first(text, '='), text + 1);
  cr_assert_eq(span_last(text, '='), text + 3);
  cr_assert_eq(span_first(text, 'a'), text);
  cr_assert_eq(span_last(text, 'c'), text + 4);
  cr_assert_null(span_first(text, 'x'));
  cr_assert_null(span_last(text, 'x'));
}

Test(span, does_not_find_the_end_of_a_text)
{
  cr_assert_null(span_first("abc", '\0'));
  cr_assert_null(span_last("abc", '\0'));
}

Test(span, knows_what_a_text_begins_with)
{
  cr_assert(span_begins("SIGTERM", "SIG", 3));
  cr_assert(span_begins("SIG", "SIG", 3));
  cr_assert(span_begins("", "", 0));
  cr_assert(span_begins("SIX", "SIG", 2));
  cr_assert_not(span_begins("SIX", "SIG", 3));
  cr_assert_not(span_begins("SI", "SIG", 3));
  cr_assert_not(span_begins("", "S", 1));
}

Test(span, knows_the_last_part_of_a_path)
{
  cr_assert_str_eq(span_base("/usr/bin/tini"), "tini");
  cr_assert_str_eq(span_base("tini"), "tini");
  cr_assert_str_eq(span_base("bin/"), "");
}
