/* util/number.h: numbers read from text. */
#include "util/number.h"

#include <criterion/criterion.h>

Test(number, reads_digits_and_moves_past_them)
{
  const char *text = "120/10s";
  const char *at = text;
  uint64_t number = 0;
  cr_assert(number_read(&at, 1000, &number));
  cr_assert_eq(number, 120);
  cr_assert_eq(at, text + 3);
}

static void refuses(const char *text, uint64_t most)
{
  const char *at = text;
  uint64_t number = 7;
  cr_assert_not(number_read(&at, most, &number));
  cr_assert_eq(at, text);
  cr_assert_eq(number, 7);
}

Test(number, stays_where_there_is_none)
{
  refuses("", 10);
  refuses("x1", 10);
  refuses("-1", 10);
  refuses("+1", 10);
  refuses(" 1", 10);
  refuses("/", 10);
  refuses(":", 10);
}

Test(number, stays_where_it_is_too_large)
{
  refuses("11", 10);
  refuses("100", 10);
  refuses("18446744073709551616", UINT64_MAX - 1);
  refuses("99999999999999999999999999", 10);
}

Test(number, of_at_most_the_limit_is_read)
{
  uint64_t number = 0;
  cr_assert(number_parse("10", 10, &number));
  cr_assert_eq(number, 10);
  cr_assert(number_parse("0", 0, &number));
  cr_assert_eq(number, 0);
  cr_assert(number_parse("0009", 10, &number));
  cr_assert_eq(number, 9);
  cr_assert(number_parse("18446744073709551615", UINT64_MAX, &number));
  cr_assert_eq(number, UINT64_MAX);
}

Test(number, must_be_the_whole_text)
{
  uint64_t number = 7;
  cr_assert_not(number_parse("10s", 10, &number));
  cr_assert_not(number_parse("", 10, &number));
  cr_assert_not(number_parse("11", 10, &number));
  cr_assert_eq(number, 7);
}

Test(number, sums_and_products_saturate)
{
  cr_assert_eq(number_add(2, 3), 5);
  cr_assert_eq(number_add(UINT64_MAX, 0), UINT64_MAX);
  cr_assert_eq(number_add(UINT64_MAX - 1, 1), UINT64_MAX);
  cr_assert_eq(number_add(UINT64_MAX, 1), UINT64_MAX);
  cr_assert_eq(number_add(1, UINT64_MAX), UINT64_MAX);
  cr_assert_eq(number_multiply(3, 4), 12);
  cr_assert_eq(number_multiply(UINT64_MAX, 0), 0);
  cr_assert_eq(number_multiply(UINT64_MAX, 1), UINT64_MAX);
  cr_assert_eq(number_multiply(UINT64_MAX / 2, 2), UINT64_MAX - 1);
  cr_assert_eq(number_multiply(UINT64_MAX / 2 + 1, 2), UINT64_MAX);
}
