/* Which room the next child stands in (kernel.md, 24a: e, f, h). */
#include "util/rooms.h"

#include <criterion/criterion.h>

static struct rooms rooms;

static void rooms_of(uint32_t count)
{
  rooms = (struct rooms){.count = count};
}

static void take(uint32_t count)
{
  for (uint32_t i = 0; i < count; i++) {
    cr_assert_neq(rooms_take(&rooms), ROOMS_NONE);
  }
}

/* What the kernel does. */
static void child_leaves(uint32_t room)
{
  rooms.taken[room] = 0;
}

Test(rooms, the_lowest_free_room_comes_first)
{
  rooms_of(3);
  cr_assert_eq(rooms_take(&rooms), 0);
  cr_assert_eq(rooms_take(&rooms), 1);
  child_leaves(0);
  cr_assert_eq(rooms_take(&rooms), 0);
  cr_assert_eq(rooms_take(&rooms), 2);
  cr_assert_eq(rooms_take(&rooms), ROOMS_NONE);
}

Test(rooms, a_room_is_taken_before_the_kernel_knows_of_the_child)
{
  rooms_of(1);
  take(1);
  cr_assert_eq(rooms.taken[0], ROOMS_TAKEN);
  cr_assert_eq(rooms_take(&rooms), ROOMS_NONE);
}

Test(rooms, nothing_but_its_word_makes_a_room_free)
{
  rooms_of(1);
  take(1);
  rooms.taken[0] = 4711; /* the child's number */
  cr_assert_eq(rooms_take(&rooms), ROOMS_NONE);
  child_leaves(0);
  cr_assert_eq(rooms_take(&rooms), 0);
}

Test(rooms, a_room_that_nobody_came_to_is_free_again)
{
  rooms_of(2);
  take(2);
  rooms_leave(&rooms, 1);
  cr_assert_eq(rooms_take(&rooms), 1);
}

Test(rooms, the_oldest_is_waited_for)
{
  rooms_of(3);
  take(3);
  child_leaves(0);
  take(1);
  cr_assert_eq(rooms_wait_for(&rooms), 1);
}

Test(rooms, of_the_last_room_too)
{
  rooms_of(3);
  take(3);
  child_leaves(0);
  child_leaves(1);
  take(2);
  cr_assert_eq(rooms_wait_for(&rooms), 2);
}

Test(rooms, there_is_no_second_wait_until_one_has_been_free)
{
  rooms_of(2);
  take(2);
  cr_assert_eq(rooms_wait_for(&rooms), 0);
  cr_assert_eq(rooms_take(&rooms), ROOMS_NONE);
  cr_assert_eq(rooms_wait_for(&rooms), ROOMS_NONE);
  child_leaves(1);
  take(1);
  cr_assert_eq(rooms_wait_for(&rooms), 0);
}

Test(rooms, the_oldest_is_known_also_when_serials_wrap)
{
  rooms_of(3);
  rooms.newest = UINT32_MAX - 1U;
  take(3);
  cr_assert_eq(rooms_wait_for(&rooms), 0);
  child_leaves(0);
  take(1);
  cr_assert_eq(rooms_wait_for(&rooms), 1);
}

Test(rooms, where_there_are_none_nobody_waits)
{
  rooms_of(0);
  cr_assert_eq(rooms_take(&rooms), ROOMS_NONE);
  cr_assert_eq(rooms_wait_for(&rooms), ROOMS_NONE);
}

Test(rooms, all_are_free_or_not)
{
  rooms_of(3);
  cr_assert(rooms_all_free(&rooms));
  take(3);
  child_leaves(0);
  child_leaves(2);
  cr_assert_not(rooms_all_free(&rooms));
  child_leaves(1);
  cr_assert(rooms_all_free(&rooms));
}
