/* One command line, parsed, for the tests of spec/: memory of exactly the size that was measured,
 * so that a sanitizer sees the first byte too many. */
#ifndef TEST_SPEC_LINE_H
#define TEST_SPEC_LINE_H

#include "spec/parse.h"

#include <criterion/criterion.h>

/* What became of the last line. */
extern struct spec_result result;

/* printf() to text that is good until the fourth call after; it has to fit. */
__attribute__((format(printf, 1, 2))) const char *formatted(const char *format, ...);

/* So many times the character, good until the next call. */
const char *repeated(char character, size_t times);

/* Set before a line is read: as in a Kubernetes pod. */
extern bool in_kubernetes;

/* The same: by which name (NULL: baton), as which process, with which environment (NULL: none). */
extern const char *as_name;
extern int as_pid;
extern const char *const *variables;

/* Parses words without baton's own name. Values and commands that hold spaces need this one. */
void read_words(size_t count, const char *const *words);

#define WORDS(...)                                                                                 \
  read_words(sizeof(const char *[]){__VA_ARGS__} / sizeof(const char *),                           \
             (const char *const[]){__VA_ARGS__})

/* Parses a line whose words are separated by single spaces. */
void read_line(const char *line);

/* The same, and it has to be right (or wrong with exactly this message, without "baton: "). */
void accept(const char *line);
void reject(const char *line, const char *message);

/* What the last line says of the whole, of the root, and of the settings of the child "a". */
static inline const struct baton_globals *whole(void)
{
  return &result.plan.globals;
}
const struct plan_node *root(void);
const struct baton_settings *child(void);

/* Such a line, and what then has to be true. */
#define MEANS(line, actual, expected)                                                              \
  do {                                                                                             \
    accept(line);                                                                                  \
    cr_assert_eq(actual, expected, "%s", (line));                                                  \
  } while (false)
#define MEANS_TEXT(line, actual, expected)                                                         \
  do {                                                                                             \
    accept(line);                                                                                  \
    cr_assert_str_eq(actual, expected, "%s", (line));                                              \
  } while (false)

/* Before a command, the option with each of these values is wrong: "word 1: --option=value: why".
 */
#define REJECT(option, why, ...)                                                                   \
  reject_values((option), (why), (const char *const[]){__VA_ARGS__, NULL})
void reject_values(const char *option, const char *why, const char *const *values);

/* A node of the plan by its path; it has to be there. "" is the root. */
const struct plan_node *node_of(const char *path);
const struct baton_settings *settings_of(const char *path);

/* A node's index. */
uint32_t number_of(const char *path);

/* A string of the plan. */
const char *string_of(uint32_t offset);

/* Packed words with a space after each: "nginx -g daemon off; ". */
const char *packed(uint32_t words, uint32_t count);

/* The variables and the command of a node, packed. */
const char *variables_of(const char *path);
const char *command_of(const char *path);

/* All nodes but the root with their commands: "web[nginx -F] s/ s/a[x]". */
const char *nodes(void);

/* --explain of the last plan; the text is good until the next call. */
const char *explained(bool json);

/* What a writer was handed, as one string. */
struct written {
  char *text;
  size_t length;
};

void write_to(void *context, const char *bytes, size_t length);

#endif
