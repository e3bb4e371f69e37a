#define _POSIX_C_SOURCE 200809L /* strdup */

#include "spec_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct spec_result result;
bool in_kubernetes;
const char *as_name;
int as_pid = 7;
const char *const *variables;

static void *memory;

const char *formatted(const char *format, ...)
{
  static char texts[4][65536];
  static unsigned next;
  char *text = texts[next++ % 4];
  va_list values;
  int length = 0;
  va_start(values, format);
  length = vsnprintf(text, sizeof texts[0], format, values);
  va_end(values);
  cr_assert(length >= 0 && (size_t)length < sizeof texts[0]);
  return text;
}

const char *repeated(char character, size_t times)
{
  static char *text;
  free(text);
  text = malloc(times + 1);
  memset(text, character, times);
  text[times] = '\0';
  return text;
}

void read_words(size_t count, const char *const *words)
{
  char **argv = calloc(count + 2, sizeof *argv);
  static const char *const pod[] = {"KUBERNETES_SERVICE_HOST=10.0.0.1", NULL};
  struct spec_input input = {
      .argc = (int)count + 1,
      .argv = argv,
      .environment = in_kubernetes ? pod : variables,
      .pid = as_pid,
  };

  argv[0] = strdup(as_name == NULL ? "baton" : as_name);
  for (size_t i = 0; i < count; i++) {
    argv[i + 1] = strdup(words[i]);
  }
  free(memory);
  memory = calloc(1, spec_measure(&input));
  spec_parse(&input, memory, &result);
  for (size_t i = 0; i <= count; i++) {
    free(argv[i]); /* the plan must not point into the words */
  }
  free(argv);
}

void read_line(const char *line)
{
  char *copy = strdup(line);
  size_t count = 0;
  const char **words = calloc(strlen(line) + 1, sizeof *words);
  for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " ")) {
    words[count++] = word;
  }
  read_words(count, words);
  free(words);
  free(copy);
}

void accept(const char *line)
{
  read_line(line);
  cr_assert_eq(result.verdict, SPEC_RUN, "%s: %s", line, result.message);
}

void reject(const char *line, const char *message)
{
  read_line(line);
  cr_assert_eq(result.verdict, SPEC_ERROR, "%s: was accepted", line);
  cr_assert_str_eq(result.message, formatted("baton: %s\n", message), "%s", line);
}

void reject_values(const char *option, const char *why, const char *const *values)
{
  for (; *values != NULL; values++) {
    const char *word = formatted("%s%s", option, *values);
    WORDS(word, "a");
    cr_assert_eq(result.verdict, SPEC_ERROR, "%s: was accepted", word);
    cr_assert_str_eq(result.message, formatted("baton: word 1: %s: %s\n", word, why));
  }
}

const char *string_of(uint32_t offset)
{
  return result.plan.strings + offset;
}

uint32_t number_of(const char *path)
{
  uint32_t found = 0;
  while (found < result.plan.node_count &&
         strcmp(string_of(result.plan.nodes[found].path), path) != 0) {
    found++;
  }
  cr_assert_lt(found, result.plan.node_count, "no node %s", path);
  return found;
}

const struct plan_node *node_of(const char *path)
{
  return &result.plan.nodes[number_of(path)];
}

const struct baton_settings *settings_of(const char *path)
{
  return &result.plan.settings[node_of(path)->settings];
}

const struct plan_node *root(void)
{
  return node_of("");
}

const struct baton_settings *child(void)
{
  return settings_of("a");
}

const char *packed(uint32_t words, uint32_t count)
{
  const char *word = string_of(words);
  const char *text = "";
  for (uint32_t i = 0; i < count; i++, word += strlen(word) + 1) {
    text = formatted("%s%s ", text, word);
  }
  return text;
}

const char *variables_of(const char *path)
{
  return packed(settings_of(path)->env, settings_of(path)->env_count);
}

const char *command_of(const char *path)
{
  return packed(node_of(path)->argv, node_of(path)->argc);
}

const char *nodes(void)
{
  static char bytes[65536];
  struct text text = text_in(bytes, sizeof bytes);
  for (uint32_t i = 1; i < result.plan.node_count; i++) {
    const struct plan_node *node = &result.plan.nodes[i];
    const char *word = string_of(node->argv);
    text_say(&text, i == 1 ? "%" : " %", string_of(node->path), 0);
    text_put(&text, node->kind == BATON_KIND_CHILD ? "[" : "/");
    for (uint32_t k = 0; k < node->argc; k++, word += strlen(word) + 1) {
      text_say(&text, k == 0 ? "%" : " %", word, 0);
    }
    text_put(&text, node->kind == BATON_KIND_CHILD ? "]" : "");
  }
  cr_assert_not(text.cut);
  return bytes;
}

void write_to(void *context, const char *bytes, size_t length)
{
  struct written *written = context;
  written->text = realloc(written->text, written->length + length + 1);
  memcpy(written->text + written->length, bytes, length);
  written->length += length;
  written->text[written->length] = '\0';
}

const char *explained(bool json)
{
  static struct written written;
  free(written.text);
  written = (struct written){.text = NULL};
  spec_explain(&result.plan, json, write_to, &written);
  return written.text;
}
