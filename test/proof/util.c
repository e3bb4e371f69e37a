/* Drives src/util for Eva: every word of up to WORD bytes, every number, every capacity up to ROOM.
 */
#include "util/hash.h"
#include "util/list.h"
#include "util/mark.h"
#include "util/number.h"
#include "util/quote.h"
#include "util/rooms.h"
#include "util/signal.h"
#include "util/text.h"
#include "util/utf8.h"

#include <__fc_builtin.h>

#define WORD 9
#define SAID 2 /* of a word that is quoted: each byte, and two of them */
#define ROOM 6

static char word[WORD + 1];
static char room[ROOM + 1];

static uint64_t any_number(void)
{
  return Frama_C_unsigned_long_long_interval(0, UINT64_MAX);
}

static const char *any_word(size_t length)
{
  for (size_t i = 0; i < length; i++) {
    word[i] = (char)Frama_C_interval(-128, 127);
  }
  word[length] = '\0';
  return word;
}

static void read_numbers(void)
{
  uint64_t number = 0;
  const char *at = any_word(WORD);
  (void)number_parse(at, any_number(), &number);
  at = any_word(WORD);
  (void)number_read(&at, any_number(), &number);
  (void)number_add(any_number(), any_number());
  (void)number_multiply(any_number(), any_number());
}

static void give_marks(void)
{
  uint64_t base = mark_base(any_number());
  uint32_t serial = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  (void)mark_limit(base, serial);
  (void)mark_serial(base, any_number());
  (void)mark_next(base, serial);
}

static void find_words(size_t length)
{
  static const char LIST[] = "one\0three\0";
  (void)list_find(LIST, any_word(length), length);
  (void)signal_by_name(any_word(length), length);
}

static void name_words(void)
{
  static const char LIST[] = "one\0three\0";
  char text[16];
  (void)list_word(LIST, 0);
  (void)list_word(LIST, 2);
  for (unsigned number = 0; number <= SIGNAL_LAST + 1U; number++) {
    struct text name = text_in(text, sizeof text);
    (void)signal_name(number);
    text_signal(&name, number);
  }
}

static void write_text(size_t capacity)
{
  struct text text = text_in(room, capacity);
  text_char(&text, 'x');
  text_put(&text, "of five");
  text_packed(&text, "x\xff");
  for (size_t length = 0; length <= WORD; length++) {
    text = text_in(room, capacity);
    text_bytes(&text, any_word(length), length);
  }
  for (unsigned digits = 0; digits <= 20; digits += 5) {
    text = text_in(room, capacity);
    text_hex(&text, any_number(), digits);
  }
}

static void write_numbers(size_t capacity)
{
  struct text text = text_in(room, capacity);
  text_unsigned(&text, any_number());
  text = text_in(room, capacity);
  text_signed(&text, (int64_t)any_number());
  text = text_in(room, capacity);
  text_duration(&text, any_number());
}

static void take_piece(void *context, const char *bytes, size_t length)
{
  int *count = context;
  *count += length > 0 && bytes[0] != '\0';
}

static void say(size_t capacity, const char *format)
{
  struct text text = text_in(room, capacity);
  text.clip = 2;
  text_say(&text, format, any_word(SAID), any_number());
}

/* One placeholder at a time: each makes states of its own of what it stands for. */
static void say_things(size_t capacity)
{
  static const char *const FORMATS[] = {"%x", "#x", "@", "&", "\x80"};
  int count = 0;
  for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++) {
    /*@ slevel merge; */
    say(capacity, FORMATS[i]);
  }
  struct text text = text_to(room, capacity + 1, take_piece, &count);
  text_say_two(&text, "#, #", "", any_number(), 7);
  text_flush(&text);
}

/* A byte that can begin a long character of UTF-8, and as many as can follow one. */
static const char *any_character(void)
{
  word[0] = (char)Frama_C_interval(-64, -1);
  for (size_t i = 1; i < 4; i++) {
    word[i] = (char)Frama_C_interval(-128, -65);
  }
  word[4] = '\0';
  return word;
}

static void quote_words(size_t capacity)
{
  for (size_t length = 0; length <= SAID; length++) {
    /*@ slevel merge; */
    struct text text = text_in(room, capacity);
    quote_shell(&text, any_word(length));
    text = text_in(room, capacity);
    quote_json(&text, any_word(length), any_number());
    (void)any_word(length);
    utf8_clean(word);
  }
  struct text text = text_in(room, capacity);
  quote_json(&text, any_character(), any_number());
}

static void hash_bytes(size_t length)
{
  uint64_t key[2] = {any_number(), any_number()};
  uint8_t digest[16];
  hash_sip128(key, any_word(length), length, digest);
}

/* Eva takes a volatile word for anything, as children may leave at any time. */
static void take_rooms(void)
{
  static struct rooms rooms;
  for (uint32_t count = 0; count <= ROOMS_MOST; count++) {
    rooms.count = count;
    rooms.newest = (uint32_t)any_number();
    for (uint32_t i = 0; i < ROOMS_MOST; i++) {
      rooms.serial[i] = (uint32_t)any_number();
    }
    uint32_t taken = rooms_take(&rooms);
    uint32_t oldest = rooms_wait_for(&rooms);
    if (taken != ROOMS_NONE) {
      rooms_leave(&rooms, taken);
    }
    if (oldest != ROOMS_NONE) {
      rooms_leave(&rooms, oldest);
    }
    (void)rooms_all_free(&rooms);
  }
}

int main(void)
{
  read_numbers();
  take_rooms();
  give_marks();
  name_words();
  for (size_t length = 0; length <= WORD; length++) {
    find_words(length);
    hash_bytes(length);
  }
  for (size_t capacity = 1; capacity <= ROOM; capacity++) {
    /*@ slevel merge; */
    write_text(capacity);
    write_numbers(capacity);
    say_things(capacity);
    quote_words(capacity);
  }
  return 0;
}
