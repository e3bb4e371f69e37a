/* Drives src/spec/values.c for Eva: every text of up to TEXT bytes for every form of value, and for
 * those that take a part of a text every part of it. */
#include "spec/values.h"

#include <__fc_builtin.h>
#include <string.h>

#define TEXT    5
#define HEAD    12
#define GUESSED 2

static char text[HEAD + TEXT + 1];

/* Any text of that length behind a known one. Bytes beyond 127 are left out: no form of value knows
 * them. */
static size_t any_after(const char *head, size_t length)
{
  size_t at = 0;
  for (; head[at] != '\0'; at++) {
    text[at] = head[at];
  }
  for (size_t i = 0; i < length; i++) {
    text[at++] = (char)Frama_C_interval(1, 127);
  }
  text[at] = '\0';
  return at;
}

static size_t any_text(size_t length)
{
  return any_after("", length);
}

static void read_times(size_t length)
{
  uint32_t ms = 0;
  struct baton_window window = {0};
  struct baton_settings settings = {0};
  (void)value_duration(text, any_text(length), &ms);
  any_text(length);
  (void)value_window(text, 64, &window);
  any_text(length);
  (void)value_backoff(text, &settings);
}

/* What may have been meant is looked for among more words, so these texts are shorter. */
static void guess_times(size_t length)
{
  uint32_t ms = 0;
  struct baton_window window = {0};
  any_text(length);
  (void)value_duration_meant(text, &ms);
  any_after("1.5secon", length);
  (void)value_duration_meant(text, &ms);
  any_after("1h 30 min", length);
  (void)value_duration_meant(text, &ms);
  any_after("5/", length);
  (void)value_window_meant(text, 64, &window);
}

static void read_numbers(size_t length)
{
  int32_t number = 0;
  uint32_t mask = 0;
  struct baton_limit limit = {0};
  any_text(length);
  (void)value_integer(text, Frama_C_interval(INT32_MIN, 0), Frama_C_interval(0, INT32_MAX),
                      &number);
  any_text(length);
  (void)value_umask(text, &mask);
  any_text(length);
  (void)value_rlimit(text, &limit);
}

static void read_names(size_t length)
{
  uint32_t id = 0;
  bool group = false;
  (void)value_signal(text, any_text(length));
  (void)value_id(text, any_text(length), &id);
  any_text(length);
  (void)value_user(text, &group);
}

/* The ends of forms whose beginnings are longer than any text of ours. */
static void read_ends(size_t length)
{
  struct baton_settings settings = {0};
  struct baton_limit limit = {0};
  struct baton_window window = {0};
  any_after("1s:2s:", length);
  (void)value_backoff(text, &settings);
  any_after("core=unlimit", length);
  (void)value_rlimit(text, &limit);
  any_after("cpu=1:", length);
  (void)value_rlimit(text, &limit);
  any_after("unlimite", length);
  (void)value_window(text, 64, &window);
  (void)value_signal(text, any_after("RTMIN", length));
  (void)value_signal(text, any_after("SIGRTMAX", length));
}

int main(void)
{
  for (size_t length = 0; length <= TEXT; length++) {
    read_times(length);
    read_numbers(length);
    read_names(length);
  }
  for (size_t length = 0; length < TEXT - 1; length++) {
    read_ends(length);
  }
  for (size_t length = 0; length <= GUESSED; length++) {
    guess_times(length);
  }
  return 0;
}
