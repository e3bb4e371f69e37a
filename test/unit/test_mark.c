/* util/mark.h: how a process tells which instance it descends from (kernel.md, 13a). */
#include "util/mark.h"

#include <criterion/criterion.h>

#define LEAST (UINT64_C(1) << 62)
#define ONES  ((UINT64_C(1) << 31) - 1)

/* The limit that the formula gives. */
static uint64_t limit(uint64_t a, uint64_t b)
{
  return LEAST + (a << 31) + b;
}

Test(mark, of_an_outer_baton_is_a_and_all_ones)
{
  uint64_t base = mark_base(UINT64_MAX);
  cr_assert_eq(base, LEAST);
  cr_assert_eq(mark_limit(base, 1), limit(1, ONES));
  cr_assert_eq(mark_limit(base, 0x12345678), limit(0x12345678, ONES));
  cr_assert_eq(mark_limit(base, (uint32_t)ONES), (UINT64_C(1) << 63) - 1);
}

Test(mark, of_an_inner_baton_keeps_the_outer_ones_a)
{
  uint64_t base = mark_base(limit(7, ONES));
  cr_assert_eq(mark_limit(base, 1), limit(7, 1));
  cr_assert_eq(mark_limit(base, (uint32_t)ONES - 1), limit(7, ONES - 1));
}

Test(mark, is_given_by_nobody_whose_limit_is_another)
{
  cr_assert_eq(mark_base(0), 0);
  cr_assert_eq(mark_base(200000), 0);
  cr_assert_eq(mark_base(LEAST - 1), 0);
  cr_assert_eq(mark_base(limit(0, ONES)), 0);
  cr_assert_eq(mark_base(limit(7, ONES - 1)), 0); /* the third level */
  cr_assert_eq(mark_base(limit(7, 1)), 0);
  cr_assert_eq(mark_base(UINT64_C(1) << 63), 0);
  cr_assert_eq(mark_base((UINT64_C(1) << 63) + limit(7, ONES) - LEAST), 0);
  cr_assert_eq(mark_base(UINT64_MAX - 1), 0);
  cr_assert_neq(mark_base(limit(1, ONES)), 0);
  cr_assert_neq(mark_base((UINT64_C(1) << 63) - 1), 0);
}

Test(mark, of_the_outer_one_has_whatever_descends_from_the_inner)
{
  uint64_t base = mark_base(UINT64_MAX);
  cr_assert_eq(mark_serial(base, limit(7, ONES)), 7);
  cr_assert_eq(mark_serial(base, limit(7, 1)), 7);
  cr_assert_eq(mark_serial(base, limit(7, 0)), 7);
  cr_assert_eq(mark_serial(base, limit(ONES, ONES)), ONES);
}

Test(mark, of_the_inner_one_is_compared_exactly)
{
  uint64_t base = mark_base(limit(7, ONES));
  cr_assert_eq(mark_serial(base, limit(7, 1)), 1);
  cr_assert_eq(mark_serial(base, limit(7, ONES - 1)), ONES - 1);
  cr_assert_eq(mark_serial(base, limit(7, ONES)), 0);
  cr_assert_eq(mark_serial(base, limit(8, 1)), 0);
  cr_assert_eq(mark_serial(base, limit(6, 1)), 0);
}

Test(mark, is_none_outside_of_its_range)
{
  uint64_t base = mark_base(UINT64_MAX);
  cr_assert_eq(mark_serial(base, UINT64_MAX), 0);
  cr_assert_eq(mark_serial(base, UINT64_C(1) << 63), 0);
  cr_assert_eq(mark_serial(base, 0), 0);
  cr_assert_eq(mark_serial(base, limit(0, ONES)), 0);
  cr_assert_eq(mark_serial(0, limit(7, ONES)), 0);
}

Test(mark, serials_go_round_and_leave_out_0)
{
  uint64_t outer = mark_base(UINT64_MAX);
  uint64_t inner = mark_base(limit(7, ONES));
  cr_assert_eq(mark_next(outer, 0), 1);
  cr_assert_eq(mark_next(outer, 1), 2);
  cr_assert_eq(mark_next(outer, (uint32_t)ONES - 1), ONES);
  cr_assert_eq(mark_next(outer, (uint32_t)ONES), 1);
  cr_assert_eq(mark_next(inner, (uint32_t)ONES - 2), ONES - 1);
  cr_assert_eq(mark_next(inner, (uint32_t)ONES - 1), 1);
}
