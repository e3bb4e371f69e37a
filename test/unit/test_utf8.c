/* util/utf8.h: characters, and what may be shown of a word. */
#include "util/utf8.h"

#include <criterion/criterion.h>
#include <string.h>

Test(utf8, is_characters_in_their_shortest_form)
{
  static const struct {
    const char *at;
    size_t length;
  } rows[] = {
      {"a",                1},
      {"",                 1}, /* the NUL */
      {"\177",             1},
      {"\200",             0},
      {"\301\277",         0},
      {"\302\200",         2},
      {"\337\277x",        2},
      {"\302",             0},
      {"\302x",            0},
      {"\340\237\277",     0},
      {"\340\240\200",     3},
      {"\355\237\277",     3},
      {"\355\240\200",     0},
      {"\355\277\277",     0},
      {"\356\200\200",     3},
      {"\342\202",         0},
      {"\360\217\277\277", 0},
      {"\360\220\200\200", 4},
      {"\364\217\277\277", 4},
      {"\364\220\200\200", 0},
      {"\365\200\200\200", 0},
      {"\377",             0},
  };

  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    cr_assert_eq(utf8_length(rows[i].at), rows[i].length, "row %zu", i);
  }
}

Test(utf8, has_control_characters_of_one_byte_and_of_two)
{
  cr_assert(utf8_is_control("\001", 1));
  cr_assert(utf8_is_control("\037", 1));
  cr_assert_not(utf8_is_control(" ", 1));
  cr_assert_not(utf8_is_control("~", 1));
  cr_assert(utf8_is_control("\177", 1));
  cr_assert(utf8_is_control("\302\200", 2));
  cr_assert(utf8_is_control("\302\237", 2));
  cr_assert_not(utf8_is_control("\302\240", 2));
  cr_assert_not(utf8_is_control("\303\200", 2));
  cr_assert_not(utf8_is_control("\302", 0));
  cr_assert_not(utf8_is_control("\342\202\254", 3));
}

Test(utf8, is_clean_if_all_of_it_can_be_shown)
{
  cr_assert(utf8_is_clean(""));
  cr_assert(utf8_is_clean("a \303\251"));
  cr_assert_not(utf8_is_clean("a\n"));
  cr_assert_not(utf8_is_clean("\302\2331m"));
  cr_assert_not(utf8_is_clean("a\377b"));
  cr_assert_eq(utf8_shown("\303\251x"), 2);
  cr_assert_eq(utf8_shown("\033"), 0);
  cr_assert_eq(utf8_shown(""), 0);
}

static const char *clean(const char *text)
{
  static char bytes[64];
  cr_assert_lt(strlen(text), sizeof bytes);
  memcpy(bytes, text, strlen(text) + 1);
  utf8_clean(bytes);
  return bytes;
}

Test(clean, replaces_byte_by_byte_what_is_no_character_or_is_obeyed)
{
  cr_assert_str_eq(clean(""), "");
  cr_assert_str_eq(clean("a b~"), "a b~");
  cr_assert_str_eq(clean("\303\251\342\202\254\360\237\230\200"),
                   "\303\251\342\202\254\360\237\230\200");
  cr_assert_str_eq(clean("a\n\033[31m\177"), "a??[31m?");
  cr_assert_str_eq(clean("\302\23331m\303\251"), "??31m\303\251");
  cr_assert_str_eq(clean("\377x\342\202"), "?x??");
}
