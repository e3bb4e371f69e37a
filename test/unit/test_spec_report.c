/* command-line.md, "Errors": one message, one line, the nearest spelling. */
#include "spec/report.h"
#include "spec_line.h"

#include <string.h>

/* --- messages --- */

Test(message, is_one_line_whatever_the_word_holds_and_cuts_a_long_one)
{
  WORDS("--bo\ngus\t\033[31m\177\001");
  cr_assert_str_eq(result.message, "baton: word 1: unknown option '--bo?gus?"
                                   "?[31m?"
                                   "?'\n");
  WORDS("--\303\251~");
  cr_assert_str_eq(result.message, "baton: word 1: unknown option '--\303\251~'\n");
  WORDS("--b\302\23331mx\377");
  cr_assert_str_eq(result.message, "baton: word 1: unknown option '--b??31mx?'\n");
  WORDS(formatted("--%s\303\251", repeated('x', 117)));
  cr_assert_str_eq(result.message,
                   formatted("baton: word 1: unknown option '--%s...'\n", repeated('x', 117)));
  WORDS(formatted("--%s", repeated('x', 200)));
  cr_assert_str_eq(result.message,
                   formatted("baton: word 1: unknown option '--%s...'\n", repeated('x', 118)));
}

/* A byte of a message stands for a byte of the word, so that none makes it longer. */
Test(message, of_nothing_but_control_characters_is_question_marks)
{
  WORDS("--nice", repeated('\033', 165), "a");
  const char *start = "baton: word 1: --nice=??????????";
  cr_assert_eq(strncmp(result.message, start, strlen(start)), 0, "%s", result.message);
  cr_assert_not_null(strstr(result.message, "??...: not a number from -20 to 19\n"));
  WORDS("a", repeated('\001', 165));
  cr_assert_eq(result.verdict, SPEC_RUN);
  cr_assert_not_null(strstr(explained(true), "\"\\u0001\\u0001"));
  cr_assert_not_null(strstr(explained(false), "$'\\x01\\x01"));
}

Test(message, fits_its_buffer_whatever_is_wrong)
{
  WORDS(formatted("--forward=%s", repeated('x', 5000)), "a");
  cr_assert_eq(result.verdict, SPEC_ERROR);
  cr_assert_eq(strlen(result.message), SPEC_MESSAGE_BYTES - 1);
  cr_assert_eq(result.message[SPEC_MESSAGE_BYTES - 2], '\n');
  cr_assert_eq(strncmp(result.message, "baton: word 1: --forward=xxx", 28), 0);
}

Test(message, is_empty_for_a_line_without_fault)
{
  accept("a");
  cr_assert_str_eq(result.message, "");
}

/* --- suggestions --- */

static const char *nearest(const char *wrong, const char *const *candidates)
{
  struct nearest near = nearest_to(wrong, strlen(wrong));
  for (; *candidates != NULL; candidates++) {
    nearest_offer(&near, *candidates);
  }
  return near.best;
}

/* Candidates are ended by a NULL. */
#define NEAREST(wrong, ...) nearest((wrong), (const char *const[]){__VA_ARGS__, NULL})

Test(nearest, is_the_first_word_with_the_fewest_letters_added_left_out_replaced_or_swapped)
{
  cr_assert_str_eq(NEAREST("always", "alway", "always", "alwayss"), "always");
  cr_assert_str_eq(NEAREST("alway", "never", "always"), "always");
  cr_assert_str_eq(NEAREST("stdxxt", "stdin", "stdout"), "stdout");
  cr_assert_str_eq(NEAREST("std", "stda", "stdb"), "stda");
  cr_assert_str_eq(NEAREST("grce", "grace"), "grace");
  cr_assert_str_eq(NEAREST("graace", "grace"), "grace");
  cr_assert_str_eq(NEAREST("grxce", "grace"), "grace");
  cr_assert_str_eq(NEAREST("IO", "OI"), "OI");
  cr_assert_str_eq(NEAREST("abcde", "badce"), "badce");
  cr_assert_null(NEAREST("abcde", "cdabe"));
  cr_assert_str_eq(NEAREST("TERM", "term"), "term");
  cr_assert_str_eq(NEAREST("hup", "HUP"), "HUP");
  cr_assert_null(NEAREST("@[`{", "`{@["));
}

Test(nearest, is_none_where_nothing_is_near_or_words_are_longer_than_anything_known)
{
  cr_assert_null(NEAREST("wombat", "restart", "name"));
  cr_assert_null(NEAREST("FOO", "FPE"));
  cr_assert_null(NEAREST("abcd", "badc"));
  cr_assert_null(NEAREST("abcd", "abxy"));
  cr_assert_null(NEAREST("", "a"));
  cr_assert_null(NEAREST("x", "y"));
  cr_assert_null(NEAREST("", ""));
  const char *word = repeated('x', 65);
  cr_assert_null(NEAREST(word, "xxxx"));
  cr_assert_null(NEAREST("xxxx", word));
  cr_assert_null(NEAREST(word, word));
  cr_assert_str_eq(NEAREST(word + 1, word + 1), word + 1);
}
