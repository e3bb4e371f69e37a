/* util/list.h: lists of words. */
#include "util/list.h"

#include <criterion/criterion.h>

static const char list[] = "one\0two\0three\0";

Test(list, has_its_words_by_place)
{
  cr_assert_str_eq(list_word(list, 0), "one");
  cr_assert_str_eq(list_word(list, 1), "two");
  cr_assert_str_eq(list_word(list, 2), "three");
}

Test(list, finds_a_word_of_a_length)
{
  cr_assert_eq(list_find(list, "one", 3), 0);
  cr_assert_eq(list_find(list, "three", 5), 2);
  cr_assert_eq(list_find(list, "two,one", 3), 1);
}

Test(list, does_not_find_other_words)
{
  cr_assert_eq(list_find(list, "on", 2), LIST_END);
  cr_assert_eq(list_find(list, "ones", 4), LIST_END);
  cr_assert_eq(list_find(list, "", 0), LIST_END);
  cr_assert_eq(list_find(list, "six", 3), LIST_END);
  cr_assert_eq(list_find("", "one", 3), LIST_END);
}
