/* Fuzzes the command line's parser: the input is a flag byte and words, each ended by a NUL. The
 * flags choose the name that baton is called by, and whether the first word is a variable's value.
 *
 * Memory is exactly as large as was measured and every word a block of its own, so the address
 * sanitizer sees the first byte too many. What is accepted is explained, laid out and booted.
 */
#include "core/core.h"
#include "json.h"
#include "life.h"
#include "spec/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WORDS_MAX       512U
#define MEMORY_MAX      ((size_t)8 << 20U) /* 512 words of 8 KiB need less */
#define JSON_MAX        ((size_t)64 << 20U)
#define IN_KUBERNETES   1U
#define NO_NAME         2U
#define NAME(flags)     (((flags) >> 2U) & 3U)
#define VARIABLE(flags) (((flags) >> 4U) & 3U)

struct parsed {
  void *memory;
  size_t size;
  struct spec_result result;
};

static int split(char **words, const char *name, const uint8_t *data, size_t size)
{
  int count = 0;
  words[count++] = strdup(name);
  for (size_t from = 0; from < size && count < (int)WORDS_MAX; count++) {
    size_t length = strnlen((const char *)data + from, size - from);
    words[count] = strndup((const char *)data + from, length);
    from += length + 1;
  }
  words[count] = NULL;
  return count;
}

static void parse(const struct spec_input *input, struct parsed *parsed)
{
  parsed->size = spec_measure(input);
  MUST(parsed->size > 0 && parsed->size <= MEMORY_MAX);
  parsed->memory = calloc(1, parsed->size);
  spec_parse(input, parsed->memory, &parsed->result);
}

/* One line with its newline, nothing in it that a terminal would obey. */
static void check_message(const struct spec_input *input, const struct spec_result *result)
{
  bool native = input->argc == 0 || strcmp(input->argv[0], "baton") == 0;
  size_t length = strnlen(result->message, SPEC_MESSAGE_BYTES);
  MUST(length < SPEC_MESSAGE_BYTES);
  MUST((result->verdict != SPEC_ERROR) || length > 0 || result->text != NULL);
  if (length > 0) {
    MUST(!native || strncmp(result->message, "baton: ", 7) == 0);
    MUST(result->message[length - 1] == '\n');
  }
  MUST(json_text_is_plain(result->message, length));
  MUST(length == 0 || memchr(result->message, '\n', length - 1) == NULL);
}

static void check_same(const struct parsed *a, const struct parsed *b)
{
  MUST(a->size == b->size);
  MUST(a->result.verdict == b->result.verdict);
  MUST(strcmp(a->result.message, b->result.message) == 0);
  MUST(memcmp(a->memory, b->memory, a->size) == 0);
  MUST(memcmp(&a->result.plan.globals, &b->result.plan.globals, sizeof a->result.plan.globals) ==
       0);
}

struct printed {
  char *bytes;
  size_t length;
};

static void append(void *context, const char *bytes, size_t length)
{
  struct printed *text = context;
  MUST(text->length + length <= JSON_MAX);
  text->bytes = realloc(text->bytes, text->length + length + 1);
  memcpy(text->bytes + text->length, bytes, length);
  text->length += length;
}

static void explain(const struct plan *plan)
{
  struct printed text = {NULL, 0};
  spec_explain(plan, false, append, &text);
  MUST(text.length > 0 && text.bytes[text.length - 1] == '\n');
  MUST(json_text_is_plain(text.bytes, text.length));
  free(text.bytes);
  text = (struct printed){NULL, 0};
  spec_explain(plan, true, append, &text);
  MUST(json_is_valid(text.bytes, text.length));
  free(text.bytes);
}

static void boot(const struct plan *plan)
{
  static const struct core_boot BOOT = {.pid = 1};
  struct core core;
  void *arena = calloc(1, core_size(plan));
  core_init(&core, arena, plan, &BOOT);
  core_step(&core, 1000, &(struct baton_event){.kind = EV_BOOT});
  MUST(core.state->broken_line == 0 && (core.queue->count > 0) == (plan->node_count > 1));
  free(arena);
}

/* In the same place, because the words of BATON_ARGS are pointers into it. */
static void parse_again(const struct spec_input *input, struct parsed *parsed)
{
  struct parsed first = *parsed;
  first.memory = malloc(parsed->size);
  memcpy(first.memory, parsed->memory, parsed->size);
  memset(parsed->memory, 0, parsed->size);
  spec_parse(input, parsed->memory, &parsed->result);
  check_same(&first, parsed);
  free(first.memory);
}

static void check_line(const struct spec_input *input)
{
  struct parsed one;
  parse(input, &one);
  check_message(input, &one.result);
  parse_again(input, &one);
  if (one.result.verdict == SPEC_RUN || one.result.verdict == SPEC_EXPLAIN_TEXT ||
      one.result.verdict == SPEC_EXPLAIN_JSON) {
    explain(&one.result.plan);
    boot(&one.result.plan);
  }
  free(one.memory);
}

/* Takes the first word away and makes it the value of a variable; NULL: of none. */
static char *take_variable(char **words, int *count, unsigned which)
{
  static const char *const variables[] = {"",
                                          "BATON_ARGS=", "TINI_VERBOSITY=", "DUMB_INIT_SETSID="};
  if (which == 0 || *count < 2) {
    return NULL;
  }
  size_t size = strlen(variables[which]) + strlen(words[1]) + 1;
  char *variable = malloc(size);
  (void)snprintf(variable, size, "%s%s", variables[which], words[1]);
  free(words[1]);
  memmove(words + 1, words + 2, (size_t)(*count - 1) * sizeof *words);
  (*count)--;
  return variable;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const names[] = {"baton", "tini", "dumb-init", "catatonit"};
  static char *words[WORDS_MAX + 1];
  const char *environment[3] = {NULL, NULL, NULL};
  if (size == 0) {
    return 0;
  }
  int count = split(words, names[NAME(data[0])], data + 1, size - 1);
  char *variable = take_variable(words, &count, VARIABLE(data[0]));
  environment[0] = variable;
  environment[variable != NULL] =
      (data[0] & IN_KUBERNETES) != 0 ? "KUBERNETES_SERVICE_HOST=10.0.0.1" : NULL;
  struct spec_input input = {
      .argc = (data[0] & NO_NAME) != 0 ? 0 : count,
      .argv = words,
      .environment = environment,
  };
  check_line(&input);
  for (int i = 0; i < count; i++) {
    free(words[i]);
  }
  free(variable);
  return 0;
}
