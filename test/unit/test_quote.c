/* util/quote.h: words of others, for a shell and for JSON. */
#include "util/quote.h"

#include <criterion/criterion.h>
#include <string.h>

static char buffer[64];

static const char *shell(const char *word)
{
  struct text text = text_in(buffer, sizeof buffer);
  quote_shell(&text, word);
  return buffer;
}

static const char *json(const char *string, size_t most)
{
  struct text text = text_in(buffer, sizeof buffer);
  quote_json(&text, string, most);
  return buffer;
}

Test(shell, leaves_a_plain_word_alone)
{
  cr_assert_str_eq(shell("/bin/sh-1_@%+=:,.Z"), "/bin/sh-1_@%+=:,.Z");
}

Test(shell, quotes_everything_else)
{
  cr_assert_str_eq(shell(""), "''");
  cr_assert_str_eq(shell("a b"), "'a b'");
  cr_assert_str_eq(shell("it's \\"), "'it'\\''s \\'");
}

Test(shell, escapes_control_characters)
{
  cr_assert_str_eq(shell("a\n\t\001\177"), "$'a\\n\\t\\x01\\x7f'");
  cr_assert_str_eq(shell("'\\\n\r"), "$'\\'\\\\\\n\\r'");
}

Test(shell, keeps_the_bytes_of_characters_and_escapes_what_is_none_or_is_obeyed)
{
  cr_assert_str_eq(shell("\303\251"), "'\303\251'");
  cr_assert_str_eq(shell("no\377"), "$'no\\xff'");
  cr_assert_str_eq(shell("\303\251\302\2331m\303"), "$'\303\251\\xc2\\x9b1m\\xc3'");
}

Test(json, escapes_what_it_has_to)
{
  cr_assert_str_eq(json("", SIZE_MAX), "\"\"");
  cr_assert_str_eq(json("a \"b\" \\", SIZE_MAX), "\"a \\\"b\\\" \\\\\"");
  cr_assert_str_eq(json("\n\t\001\177", SIZE_MAX), "\"\\n\\t\\u0001\\u007f\"");
  cr_assert_str_eq(json("\r\302\200\302\237\302\240", SIZE_MAX), "\"\\r\\u0080\\u009f\302\240\"");
}

Test(json, keeps_characters_and_replaces_what_is_none)
{
  cr_assert_str_eq(json("\303\251\342\202\254\360\237\230\200", SIZE_MAX),
                   "\"\303\251\342\202\254\360\237\230\200\"");
  cr_assert_str_eq(json("\377x\303", SIZE_MAX), "\"\\ufffdx\\ufffd\"");
}

Test(json, ends_with_a_whole_character_before_its_limit)
{
  cr_assert_str_eq(json("abc", 3), "\"abc\"");
  cr_assert_str_eq(json("abcd", 3), "\"abc\"");
  cr_assert_str_eq(json("ab\303\251", 3), "\"ab\"");
  cr_assert_str_eq(json("ab\nc", 3), "\"ab\"");
  cr_assert_str_eq(json("ab\377c", 7), "\"ab\"");
  cr_assert_str_eq(json("ab\377c", 8), "\"ab\\ufffd\"");
  cr_assert_str_eq(json("a", 0), "\"\"");
}
