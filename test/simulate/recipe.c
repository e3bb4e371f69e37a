/* How a recipe is written down and read again. */
#include "recipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const option_names[] = {
#define X(name, text) text,
    RECIPE_OPTIONS(X)
#undef X
};
static const char *const fault_names[] = {
#define X(name, text) text,
    RECIPE_FAULTS(X)
#undef X
};

static void write_names(char *text, size_t size, const char *key, uint32_t set,
                        const char *const *names)
{
  const char *before = key;
  for (uint32_t i = 0; set >> i != 0; i++) {
    if ((set >> i & 1U) != 0) {
      size_t length = strlen(text);
      snprintf(text + length, size - length, "%s%s", before, names[i]);
      before = "+";
    }
  }
}

void recipe_write(const struct recipe *recipe, char *text, size_t size)
{
  snprintf(text, size, "%llu", (unsigned long long)recipe->seed);
  size_t length = strlen(text);
  if (recipe->without != 0) {
    snprintf(text + length, size - length, ",without=%llx", (unsigned long long)recipe->without);
  }
  write_names(text, size, ",plain=", recipe->plain, option_names);
  write_names(text, size, ",calm=", recipe->calm, fault_names);
  length = strlen(text);
  if (recipe->most != 0) {
    snprintf(text + length, size - length, ",most=%u", recipe->most);
  }
  char *first = strchr(text, ',');
  if (first != NULL) {
    *first = ':';
  }
}

static bool read_names(const char *text, size_t length, const char *const *names, uint32_t count,
                       uint32_t *set)
{
  while (length > 0) {
    size_t part = strcspn(text, "+,");
    part = part < length ? part : length;
    uint32_t i = 0;
    while (i < count && (strlen(names[i]) != part || strncmp(names[i], text, part) != 0)) {
      i++;
    }
    if (i == count) {
      return false;
    }
    *set |= 1U << i;
    text += part + (part < length);
    length -= part + (part < length);
  }
  return true;
}

static bool read_field(const char *text, size_t length, struct recipe *recipe)
{
  const char *value = memchr(text, '=', length);
  if (value == NULL) {
    return false;
  }
  size_t key = (size_t)(value - text);
  size_t rest = length - key - 1U;
  value++;
  if (key == 7 && strncmp(text, "without", key) == 0) {
    recipe->without = strtoull(value, NULL, 16);
    return true;
  }
  if (key == 4 && strncmp(text, "most", key) == 0) {
    recipe->most = (uint32_t)strtoul(value, NULL, 10);
    return true;
  }
  if (key == 5 && strncmp(text, "plain", key) == 0) {
    return read_names(value, rest, option_names, RECIPE_OPTION_COUNT, &recipe->plain);
  }
  return key == 4 && strncmp(text, "calm", key) == 0 &&
         read_names(value, rest, fault_names, RECIPE_FAULT_COUNT, &recipe->calm);
}

bool recipe_read(const char *text, struct recipe *recipe)
{
  char *end;
  memset(recipe, 0, sizeof *recipe);
  recipe->seed = strtoull(text, &end, 10);
  if (end == text || (*end != '\0' && *end != ':')) {
    return false;
  }
  while (*end != '\0') {
    const char *field = end + 1;
    size_t length = strcspn(field, ",");
    if (!read_field(field, length, recipe)) {
      return false;
    }
    end += 1U + length;
  }
  return true;
}
