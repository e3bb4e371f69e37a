/* Drives src/spec for Eva along the known lines of one list: plans.txt has those that are taken,
 * with each option in one of them; refusals.txt those that are refused, one for each reason, or ask
 * for a text; personalities.txt those of every personality, and with BATON_ARGS. What is shown is
 * that nothing along these lines is undefined; other values are values.c's. */
#include "spec/parse.h"

#include <string.h>

#define MEMORY 4096U
#define WORDS  28U /* of a line at the most, with the NULL behind it */

static const struct {
  char *const words[WORDS];
  const char *const environment[4];
} LINES[] = {

#include LIST
};

static uint64_t memory[MEMORY];
static struct spec_input input;
static struct spec_result result;

static void ignore(void *context, const char *bytes, size_t length)
{
  (void)context;
  (void)bytes;
  (void)length;
}

static int count_of(char *const *words)
{
  int count = 0;
  while (words[count] != NULL) {
    count++;
  }
  return count;
}

/* The memory is the end of an array: what was measured too small is a write behind it. */
static void parse(char *const *words, const char *const *environment)
{
  input = (struct spec_input){
      .argc = count_of(words), .argv = words, .environment = environment, .pid = 7};
  size_t size = spec_measure(&input);
  memset(memory, 0, sizeof memory);
  spec_parse(&input, (char *)memory + sizeof memory - size, &result);
}

static void print(bool json)
{
  struct spec_refusal refusal;
  spec_refusal(&input, &refusal);
  if (result.text != NULL) {
    spec_print(&input, result.text, ignore, NULL);
  }
  switch (result.verdict) {
  case SPEC_RUN:
  case SPEC_EXPLAIN_TEXT:
  case SPEC_EXPLAIN_JSON: spec_explain(&result.plan, json, ignore, NULL); break;
  case SPEC_HELP: spec_help(ignore, NULL); break;
  case SPEC_VERSION: (void)spec_version(); break;
  case SPEC_LICENSE: (void)spec_license(); break;
  default: break;
  }
}

int main(void)
{
  for (unsigned i = 0; i < sizeof LINES / sizeof LINES[0]; i++) {
    /*@ slevel merge; */
    parse(LINES[i].words, LINES[i].environment);
    print(i % 3U == 0);
  }
  return 0;
}
