/* command-line.md, "Errors": how a refusal is told, of lines that cannot be read whole. */
#include "spec_line.h"

#include <string.h>

static struct spec_refusal refusal;

/* Of a line whose words are separated by spaces; the first is baton's name. */
static void refused(const char *environment, const char *line)
{
  static char copy[256];
  static char *words[32];
  const char *const variables_of_it[] = {environment, NULL};
  int count = 0;
  cr_assert_lt(strlen(line), sizeof copy);
  memcpy(copy, line, strlen(line) + 1);
  for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " ")) {
    words[count++] = word;
  }
  const struct spec_input input = {.argc = count, .argv = words, .environment = variables_of_it};
  spec_refusal(&input, &refusal);
}

#define LINE(line) refused(NULL, "baton " line)

static void is_file(const char *file)
{
  cr_assert_not(refusal.quiet);
  cr_assert(file == NULL ? refusal.file == NULL
                         : refusal.file != NULL && strcmp(refusal.file, file) == 0);
}

Test(refusal, is_text_and_has_a_message_unless_the_line_says_another)
{
  LINE("--nope x");
  cr_assert_not(refusal.json);
  is_file(NULL);
  LINE("");
  cr_assert_not(refusal.json);
  is_file(NULL);
  LINE("--log-format=json --termination-message=/f x");
  cr_assert(refusal.json);
  is_file("/f");
  LINE("--log-format json --termination-message /f");
  cr_assert(refusal.json);
  is_file("/f");
  LINE("--log-format=xml x");
  cr_assert_not(refusal.json);
  LINE("--termination-message=off x");
  cr_assert(refusal.quiet);
  LINE("--explain x");
  cr_assert(refusal.quiet);
}

Test(refusal, looks_beyond_what_is_wrong_but_only_at_global_options)
{
  LINE("--nope --restrat=x -Z -gZv --fdstore=1 --oneshot=1 --log-format=json x");
  cr_assert(refusal.json);
  LINE("-n --log-format=json x"); /* a value */
  cr_assert_not(refusal.json);
  LINE("--grace 8 --log-format=json x");
  cr_assert(refusal.json);
  LINE("x --log-format=json");
  cr_assert_not(refusal.json);
  LINE("--nope -- --log-format=json");
  cr_assert_not(refusal.json);
  LINE("--nope +++ --log-format=json x");
  cr_assert_not(refusal.json);
  LINE("--log-format +++ x");
  cr_assert_not(refusal.json);
  LINE("--log-format");
  cr_assert_not(refusal.json);
}

Test(refusal, obeys_baton_args_unless_the_line_says_another)
{
  refused("BATON_ARGS=-v  --log-format=json", "baton --nope");
  cr_assert(refusal.json);
  is_file(NULL);
  refused("BATON_ARGS=--log-format=json -v", "baton --log-format=text --nope");
  cr_assert_not(refusal.json);
  refused("BATON_ARGS=--log-format=jsonx --explainx x--explain", "baton --nope");
  cr_assert_not(refusal.json);
  is_file(NULL);
  refused("BATON_ARGS=--explain", "baton --nope");
  cr_assert(refusal.quiet);
  refused("BATON_ARGS= --explain=json", "baton --nope");
  cr_assert(refusal.quiet);
}

Test(refusal, leaves_no_message_under_another_name)
{
  refused("BATON_ARGS=--log-format=json", "tini --termination-message=/f");
  cr_assert(refusal.quiet);
  cr_assert(refusal.json);
  cr_assert_null(refusal.file);
  refused(NULL, "tini --log-format=json");
  cr_assert_not(refusal.json);
}
