/* Leaves a hole on purpose: no test asks for the digits of a number below 100. */
#include "clamp.h"

#include <criterion/criterion.h>

Test(clamp, what_is_small_stays)
{
  cr_assert_eq(clamp(3, 5), 3);
}

Test(clamp, what_is_large_is_cut)
{
  cr_assert_eq(clamp(7, 5), 5);
}

Test(digits, are_counted)
{
  cr_assert_eq(digits(1234), 4);
}
