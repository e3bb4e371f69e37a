/* What the drivers of the parser share: one line, from its words to the plan and its
 * explanation. */
#ifndef PROOF_LINE_H
#define PROOF_LINE_H

#include "spec/parse.h"

#include <string.h>

#define MEMORY 4096U
#define WORDS  28U /* of a line at the most, with the NULL behind it */

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

static inline const char *const *pod_or_none(bool pod)
{
  static const char *const environment[] = {"KUBERNETES_SERVICE_HOST=10.0.0.1", NULL};
  return pod ? environment : NULL;
}

static inline void explain(bool json)
{
  if (result.verdict == SPEC_RUN || result.verdict == SPEC_EXPLAIN_TEXT ||
      result.verdict == SPEC_EXPLAIN_JSON) {
    spec_explain(&result.plan, json, ignore, NULL);
  }
}

#endif
