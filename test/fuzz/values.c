/* Fuzzes what reads one text on its own: values of options, signal names, numbers, and the lines of
 * /etc/passwd and /etc/group. The input is a byte that chooses, and texts, each ended by a NUL.
 */
#include "spec/values.h"

#include "bytes.h"
#include "json.h"
#include "spec/options.h"
#include "spec/parse.h"
#include "spec/report.h"
#include "util/number.h"
#include "util/quote.h"
#include "util/signal.h"
#include "util/utf8.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define GROUPS_MAX 8U

/* The next text as a block of its own, NUL included. */
static char *take_text(struct bytes *bytes)
{
  size_t length = strnlen((const char *)bytes->at, bytes->left);
  char *text = strndup((const char *)bytes->at, length);
  length += length < bytes->left;
  bytes->at += length;
  bytes->left -= length;
  return text;
}

static void try_user(struct bytes *bytes)
{
  char *user = take_text(bytes);
  char *passwd = take_text(bytes);
  char *group = take_text(bytes);
  uint32_t capacity = bytes_below(bytes, GROUPS_MAX + 1U);
  uint32_t *groups = malloc(capacity * sizeof *groups + 1U);
  struct spec_user found = {.uid = BATON_NONE, .gid = BATON_NONE, .group_count = BATON_NONE};
  enum spec_user_verdict verdict =
      spec_user_resolve(user, passwd[0] == '-' ? NULL : passwd, group[0] == '-' ? NULL : group,
                        groups, capacity, &found);
  if (verdict == SPEC_USER_OK) {
    MUST(found.uid != BATON_NONE && found.gid != BATON_NONE && found.group_count <= capacity);
  } else {
    MUST(verdict <= SPEC_USER_TOO_MANY_GROUPS && found.uid == BATON_NONE);
  }
  free(groups);
  free(group);
  free(passwd);
  free(user);
}

static void try_times(const char *text, size_t length)
{
  uint32_t ms = 7;
  struct baton_window window = {.limit = 7};
  struct baton_settings settings = {.flags = 0};
  MUST(value_duration(text, length, &ms) != VALUE_OK ? ms == 7 : ms <= VALUE_DURATION_MAX_MS);
  if (value_window(text, BATON_RESTARTS_MAX, &window) == VALUE_OK && window.limit != BATON_NONE) {
    MUST(window.limit >= 1 && window.limit <= BATON_RESTARTS_MAX && window.window_ms > 0);
  }
  if (value_backoff(text, &settings) == VALUE_OK) {
    MUST(settings.backoff_initial_ms <= settings.backoff_max_ms);
    MUST(settings.backoff_max_ms <= VALUE_DURATION_MAX_MS);
    MUST(settings.backoff_factor_centi >= 100 && settings.backoff_factor_centi <= 10000);
  }
}

static void try_numbers(const char *text, size_t length)
{
  int32_t number = -1001;
  uint32_t mask = 01000;
  struct baton_limit limit = {.resource = 0};
  bool group = false;
  uint64_t whole = 0;
  if (value_integer(text, -1000, 1000, &number) == VALUE_OK) {
    MUST(number >= -1000 && number <= 1000);
  }
  MUST(value_umask(text, &mask) == VALUE_OK ? mask <= 0777 : mask == 01000);
  if (value_rlimit(text, &limit) == VALUE_OK) {
    MUST(limit.resource < 16 && limit.soft <= limit.hard);
  }
  if (value_user(text, &group) == VALUE_OK) {
    MUST(group == (strchr(text, ':') != NULL));
  }
  MUST(!number_parse(text, 4095, &whole) || whole <= 4095);
  MUST(value_signal(text, length) <= SIGNAL_LAST);
  MUST(signal_by_name(text, length) <= SIGNAL_LAST);
}

/* A suggestion is a known word, and none is offered for what is far from all. */
static void try_nearest(const char *text, size_t length)
{
  struct nearest nearest = nearest_to(text, length);
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    nearest_offer(&nearest, option_name(id));
  }
  MUST(nearest.best == NULL || option_by_name(nearest.best, strlen(nearest.best)) < OPTION_KNOWN);
}

/* JSON whatever it is made of, and wherever it ends; and so the other forms are text. */
static void try_quotes(char *text, size_t length)
{
  char room[64];
  struct text quoted = text_in(room, sizeof room);
  size_t most = length % (sizeof room - 2U);
  quote_json(&quoted, text, most);
  MUST(!quoted.cut && quoted.length <= most + 2U && json_is_valid(room, quoted.length));
  char *all = malloc(4U * length + 4U);
  quoted = text_in(all, 4U * length + 4U);
  quote_shell(&quoted, text);
  MUST(!quoted.cut && json_text_is_plain(all, quoted.length));
  free(all);
  utf8_clean(text);
  MUST(json_text_is_plain(text, strlen(text)) && strchr(text, '\n') == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct bytes bytes = {data, size};
  if (size == 0) {
    return 0;
  }
  if (bytes_below(&bytes, 2) == 0) {
    try_user(&bytes);
    return 0;
  }
  while (bytes.left > 0) {
    char *text = take_text(&bytes);
    try_times(text, strlen(text));
    try_numbers(text, strlen(text));
    try_nearest(text, strlen(text));
    try_quotes(text, strlen(text));
    free(text);
  }
  return 0;
}
