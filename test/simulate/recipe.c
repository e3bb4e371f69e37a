/* How a recipe is written down and read again. */
#include "recipe.h"

#include "util/list.h"

#include <stdlib.h>
#include <string.h>

static const char option_names[] = RECIPE_OPTIONS(BATON_WORD, );
static const char fault_names[] = RECIPE_FAULTS(BATON_WORD, );

static void write_names(FILE *out, const char **before, const char *key, uint32_t set,
                        const char *names)
{
  for (uint32_t i = 0; set >> i != 0; i++) {
    if ((set >> i & 1U) != 0) {
      fprintf(out, "%s%s%s", *before, key, list_word(names, i));
      *before = "+";
      key = "";
    }
  }
  *before = key[0] == '\0' ? "," : *before;
}

void recipe_write(FILE *out, const struct recipe *recipe)
{
  const char *before = ":";
  fprintf(out, "%llu", (unsigned long long)recipe->seed);
  if (recipe->without != 0) {
    fprintf(out, "%swithout=%llx", before, (unsigned long long)recipe->without);
    before = ",";
  }
  write_names(out, &before, "plain=", recipe->plain, option_names);
  write_names(out, &before, "calm=", recipe->calm, fault_names);
  if (recipe->most != 0) {
    fprintf(out, "%smost=%u", before, recipe->most);
  }
}

static bool read_names(const char *text, size_t length, const char *names, uint32_t *set)
{
  for (const char *end = text + length; text < end;) {
    size_t part = strcspn(text, "+,");
    uint8_t place = list_find(names, text, part);
    if (place == LIST_END) {
      return false;
    }
    *set |= 1U << place;
    text += part + 1U;
  }
  return true;
}

static bool read_field(const char *text, size_t length, struct recipe *recipe)
{
  if (strncmp(text, "without=", 8) == 0) {
    recipe->without = strtoull(text + 8, NULL, 16);
    return true;
  }
  if (strncmp(text, "most=", 5) == 0) {
    recipe->most = (uint32_t)strtoul(text + 5, NULL, 10);
    return true;
  }
  if (strncmp(text, "plain=", 6) == 0) {
    return read_names(text + 6, length - 6U, option_names, &recipe->plain);
  }
  return strncmp(text, "calm=", 5) == 0 &&
         read_names(text + 5, length - 5U, fault_names, &recipe->calm);
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
