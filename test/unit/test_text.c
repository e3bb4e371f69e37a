/* util/text.h: bounded text. */
#include "util/list.h"
#include "util/pieces.h"
#include "util/text.h"

#include <criterion/criterion.h>
#include <string.h>

static char buffer[64];

#define TEXT_IS(call, expected)                                                                    \
  do {                                                                                             \
    struct text text = text_in(buffer, sizeof buffer);                                             \
    call;                                                                                          \
    cr_assert_str_eq(buffer, expected);                                                            \
    cr_assert_eq(text.length, strlen(expected));                                                   \
    cr_assert_not(text.cut);                                                                       \
  } while (false)

Test(text, begins_empty)
{
  buffer[0] = 'x';
  TEXT_IS((void)text, "");
}

Test(text, takes_characters_strings_and_bytes)
{
  TEXT_IS(text_char(&text, 'a'); text_put(&text, "bc"); text_bytes(&text, "def", 2), "abcde");
}

Test(text, is_cut_at_its_capacity_and_says_so)
{
  struct text text = text_in(buffer, 4);
  memset(buffer + 4, 'x', 4);
  text_put(&text, "abc");
  cr_assert_not(text.cut);
  text_put(&text, "");
  cr_assert_not(text.cut);
  text_char(&text, 'd');
  cr_assert(text.cut);
  cr_assert_str_eq(buffer, "abc");
  cr_assert_eq(buffer[4], 'x');
  text = text_in(buffer, 4);
  text_put(&text, "abcdef");
  cr_assert(text.cut);
  cr_assert_str_eq(buffer, "abc");
}

Test(text, of_one_byte_holds_nothing)
{
  struct text text = text_in(buffer, 1);
  text_unsigned(&text, 7);
  cr_assert(text.cut);
  cr_assert_str_eq(buffer, "");
}

Test(text, writes_numbers)
{
  TEXT_IS(text_unsigned(&text, 0), "0");
  TEXT_IS(text_unsigned(&text, 9), "9");
  TEXT_IS(text_unsigned(&text, 10), "10");
  TEXT_IS(text_unsigned(&text, UINT64_MAX), "18446744073709551615");
  TEXT_IS(text_signed(&text, 0), "0");
  TEXT_IS(text_signed(&text, 42), "42");
  TEXT_IS(text_signed(&text, -1), "-1");
  TEXT_IS(text_signed(&text, INT64_MAX), "9223372036854775807");
  TEXT_IS(text_signed(&text, INT64_MIN), "-9223372036854775808");
}

Test(text, writes_hexadecimal_digits)
{
  TEXT_IS(text_hex(&text, 0x1a2b, 4), "1a2b");
  TEXT_IS(text_hex(&text, 0x1a2b, 2), "2b");
  TEXT_IS(text_hex(&text, 0xf, 16), "000000000000000f");
  TEXT_IS(text_hex(&text, UINT64_MAX, 16), "ffffffffffffffff");
  TEXT_IS(text_hex(&text, UINT64_MAX, 18), "00ffffffffffffffff");
  TEXT_IS(text_hex(&text, 1, 0), "");
}

Test(text, writes_durations_as_a_person_reads_them)
{
  TEXT_IS(text_duration(&text, 0), "0ms");
  TEXT_IS(text_duration(&text, 400), "400ms");
  TEXT_IS(text_duration(&text, 999), "999ms");
  TEXT_IS(text_duration(&text, 1000), "1s");
  TEXT_IS(text_duration(&text, 2100), "2.1s");
  TEXT_IS(text_duration(&text, 2199), "2.1s");
  TEXT_IS(text_duration(&text, 2099), "2s");
  TEXT_IS(text_duration(&text, 59999), "59.9s");
  TEXT_IS(text_duration(&text, 60000), "1m");
  TEXT_IS(text_duration(&text, 200000), "3m20s");
  TEXT_IS(text_duration(&text, 3599999), "59m59s");
  TEXT_IS(text_duration(&text, 3600000), "1h");
  TEXT_IS(text_duration(&text, 7500000), "2h5m");
  TEXT_IS(text_duration(&text, 3600000000), "1000h");
}

/* --- to a writer --- */

struct pieces {
  char bytes[64];
  size_t length;
  unsigned count;
};

static void take_piece(void *context, const char *bytes, size_t length)
{
  struct pieces *pieces = context;
  memcpy(pieces->bytes + pieces->length, bytes, length);
  pieces->length += length;
  pieces->count++;
}

Test(text, hands_full_buffers_to_its_writer_and_is_never_cut)
{
  struct pieces pieces = {.count = 0};
  struct text text = text_to(buffer, 4, take_piece, &pieces);
  text_put(&text, "abc");
  cr_assert_eq(pieces.count, 0);
  text_put(&text, "defgh");
  cr_assert_eq(pieces.count, 2);
  text_char(&text, 'i');
  text_flush(&text);
  cr_assert_eq(pieces.count, 3);
  cr_assert_str_eq(pieces.bytes, "abcdefghi");
  cr_assert_not(text.cut);
}

/* --- packed texts --- */

static const char pieces[] = TEXT_PIECES;

/* Places in it: each byte from 0x80 on, and each control character. */
#define PLACES 160U

static bool has_piece(unsigned place)
{
  return place != ('\0' ^ 0x80) && place != ('\n' ^ 0x80);
}

Test(packed, takes_each_byte_that_ascii_does_not_print_for_its_piece)
{
  char packed[] = "a.z";
  char expected[sizeof buffer];
  for (unsigned place = 0; place < PLACES; place++) {
    if (!has_piece(place)) {
      continue;
    }
    packed[1] = (char)(place ^ 0x80U);
    struct text plain = text_in(expected, sizeof expected);
    text_char(&plain, 'a');
    text_put(&plain, list_word(pieces, place));
    text_char(&plain, 'z');
    TEXT_IS(text_packed(&text, packed), expected);
    TEXT_IS(text_say(&text, packed, "", 0), expected);
  }
}

Test(packed, leaves_characters_and_newlines_as_they_are)
{
  char plain[] = ".";
  TEXT_IS(text_packed(&text, ""), "");
  TEXT_IS(text_packed(&text, "5 % of #\n"), "5 % of #\n");
  for (plain[0] = ' '; plain[0] < '\x7f'; plain[0]++) {
    TEXT_IS(text_packed(&text, plain), plain);
  }
}

Test(packed, says_placeholders_between_pieces)
{
  char expected[sizeof buffer];
  struct text plain = text_in(expected, sizeof expected);
  text_say(&plain, "7%", list_word(pieces, 0), 0);
  text_put(&plain, list_word(pieces, PLACES - 1));
  text_char(&plain, 'b');
  TEXT_IS(text_say(&text, "#\x80\x1f%", "b", 7), expected);
}

/* A string of the line goes into a text as it is: it may well be UTF-8. */
Test(packed, is_the_format_and_not_the_string)
{
  TEXT_IS(text_say(&text, "%", "\x80\xff", 0), "\x80\xff");
  TEXT_IS(text_put(&text, "\x80\xff"), "\x80\xff");
}

/* text_say() does not look for placeholders in a piece, and whoever looks at the first byte of a
 * text finds a digit or a bracket as it is. */
Test(packed, has_a_piece_for_each_byte_and_no_placeholder_in_one)
{
  size_t length = 0;
  for (unsigned place = 0; place < PLACES; place++) {
    const char *piece = list_word(pieces, place);
    cr_assert(has_piece(place) ? strlen(piece) > 1 : strlen(piece) == 0);
    cr_assert_eq(strcspn(piece, "%#@&!^$~[0123456789\x80"), strlen(piece), "%s", piece);
    length += strlen(piece) + 1;
  }
  cr_assert_eq(length + 1, sizeof pieces);
}

/* --- formats --- */

Test(say, puts_the_string_and_the_number_into_the_format)
{
  TEXT_IS(text_say(&text, "", "a", 1), "");
  TEXT_IS(text_say(&text, "word #: '%' and %", "api", 3), "word 3: 'api' and api");
  TEXT_IS(text_say(&text, "SIG& is #", "", 15), "SIGTERM is 15");
  TEXT_IS(text_say(&text, "^ ! $ stand for themselves", "", 15), "^ ! $ stand for themselves");
}

Test(say, writes_durations_as_an_option_takes_them)
{
  TEXT_IS(text_say(&text, "@", "", 0), "0");
  TEXT_IS(text_say(&text, "@", "", 250), "250ms");
  TEXT_IS(text_say(&text, "@", "", 90000), "90s");
  TEXT_IS(text_say(&text, "@", "", 120000), "2m");
  TEXT_IS(text_say(&text, "@", "", 7200000), "2h");
  TEXT_IS(text_say(&text, "@", "", 3600001), "3600001ms");
}

Test(say, gives_the_second_number_to_all_placeholders_but_the_first)
{
  TEXT_IS(text_say_two(&text, "& to #, #", "", 15, 3), "TERM to 3, 3");
  TEXT_IS(text_say_two(&text, "%#", "a", 15, 3), "a15");
}

static bool hexadecimal(struct text *text, char placeholder, uint64_t number)
{
  if (placeholder == '!') {
    text_hex(text, number, 2);
  }
  return placeholder == '!';
}

Test(say, asks_for_what_it_does_not_know)
{
  struct text text = text_in(buffer, sizeof buffer);
  text.placeholder = hexadecimal;
  text_say_two(&text, "!, !^#", "", 10, 11);
  cr_assert_str_eq(buffer, "0a, 0b^11");
}

Test(say, cuts_a_string_that_is_longer_than_it_may_be)
{
  struct text text = text_in(buffer, sizeof buffer);
  text.clip = 3;
  text_say(&text, "%/", "abc", 0);
  text_say(&text, "%/", "abcd", 0);
  text_say(&text, "%/", "a\303\251\303\251", 0);
  text_say(&text, "%/", "ab\303\251", 0);
  text_say(&text, "%/", "\200\200\200\200", 0);
  cr_assert_str_eq(buffer, "abc/abc.../a\303\251.../ab.../.../");
}
