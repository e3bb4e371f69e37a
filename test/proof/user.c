/* Drives src/spec/user.c for Eva: names and ids against the two files, in which one byte after the
 * other may be anything. */
#include "spec/parse.h"

#include <__fc_builtin.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char passwd[] = "a:x:1:2:\nb:x:33:4::";
static char group[] = "g:x:5:a,b\nh:x:6:b\ni:x:7:a\n";

static void resolve(const char *user)
{
  uint32_t groups[2];
  struct spec_user found;
  for (uint32_t capacity = 0; capacity <= COUNT(groups); capacity++) {
    /*@ slevel merge; */
    (void)spec_user_resolve(user, passwd, group, groups, capacity, &found);
  }
}

static void resolve_all(void)
{
  resolve("a");
  resolve("b:g");
  resolve("33:7");
  resolve("9:z");
}

/* Beyond 127 nothing is known to either file. */
static void try_each_byte(char *file, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    /*@ slevel merge; */
    char byte = file[i];
    file[i] = (char)Frama_C_interval(0, 127);
    resolve_all();
    file[i] = byte;
  }
}

static void refuse(void)
{
  static struct spec_result result;
  static char strings[] = "a:g";
  struct baton_settings settings = {.user_word = 3};
  result.plan.strings = strings;
  for (unsigned verdict = 0; verdict <= SPEC_USER_DENIED; verdict++) {
    spec_user_refuse(&result, &settings, (enum spec_user_verdict)verdict);
  }
}

/* In no room, in too little, and in enough. */
static void take_account(const char *account)
{
  static char strings[32];
  for (size_t room = 0; room <= sizeof strings; room += sizeof strings / 2) {
    /*@ slevel merge; */
    struct baton_settings settings = {.account = 0};
    struct plan plan = {.strings = strings, .string_capacity = (uint32_t)room};
    spec_user_account(&plan, &settings, account);
  }
}

int main(void)
{
  refuse();
  take_account(NULL);
  take_account("a:x:1:2::/a:sh\n");
  take_account("a:x");
  (void)spec_user_resolve("c", passwd, NULL, NULL, 0, &(struct spec_user){0});
  try_each_byte(passwd, sizeof passwd - 1);
  try_each_byte(group, sizeof group - 1);
  return 0;
}
