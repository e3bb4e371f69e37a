#include "letters.h"

#include "util/span.h"

#include <string.h>

static char wrong(struct letters *letters, const char *format, const char *string)
{
  text_say(letters->text, "%: ", letters->name, 0);
  text_say(letters->text, format, string, 0);
  return LETTERS_WRONG;
}

static bool takes_value(const struct letters *letters, char letter)
{
  const char *known = span_first(letters->letters, letter);
  return known != NULL && known[1] == ':';
}

/* The next word as a value, or NULL. */
static const char *take_word(struct letters *letters)
{
  return letters->at < letters->count ? letters->words[letters->at++] : NULL;
}

static char read_letter(struct letters *letters)
{
  char letter = *letters->cluster++;
  const char one[] = {letter, '\0'};
  const char *rest = *letters->cluster == '\0' ? NULL : letters->cluster;
  bool valued = takes_value(letters, letter);
  if (rest == NULL || valued) {
    letters->cluster = NULL;
    letters->at++;
  }
  if (letter == ':' || span_first(letters->letters, letter) == NULL) {
    return wrong(letters, "invalid option -- '%'", one);
  }
  letters->value = rest != NULL ? rest : valued ? take_word(letters) : NULL;
  if (valued && letters->value == NULL) {
    return wrong(letters, "option requires an argument -- '%'", one);
  }
  return letter;
}

/* The name after `name` (NULL: the first one) that begins with `length` bytes of `word`. */
static const char *next_match(const struct letters *letters, const char *name, const char *word,
                              size_t length)
{
  name = name == NULL ? letters->long_names : name + strlen(name) + 1;
  while (*name != '\0' && !span_begins(name + 1, word, length)) {
    name += strlen(name) + 1;
  }
  return *name == '\0' ? NULL : name;
}

static char ambiguous(struct letters *letters, const char *word, size_t length)
{
  const char *name = next_match(letters, NULL, word, length);
  wrong(letters, "option '--%' is ambiguous; possibilities:", word);
  for (; name != NULL; name = next_match(letters, name, word, length)) {
    text_say(letters->text, " '--%'", name + 1, 0);
  }
  return LETTERS_WRONG;
}

static char read_long(struct letters *letters)
{
  const char *word = letters->words[letters->at++] + 2;
  size_t length = span_until(word, "=");
  const char *name = next_match(letters, NULL, word, length);
  bool attached = word[length] == '=';
  if (name == NULL) {
    return wrong(letters, "unrecognized option '--%'", word);
  }
  if (name[length + 1] != '\0' && next_match(letters, name, word, length) != NULL) {
    return ambiguous(letters, word, length);
  }
  if (!takes_value(letters, name[0])) {
    if (attached) {
      return wrong(letters, "option '--%' doesn't allow an argument", name + 1);
    }
    return name[0];
  }
  letters->value = attached ? word + length + 1 : take_word(letters);
  if (letters->value == NULL) {
    return wrong(letters, "option '--%' requires an argument", name + 1);
  }
  return name[0];
}

char letters_next(struct letters *letters)
{
  if (letters->cluster != NULL) {
    return read_letter(letters);
  }
  const char *word = letters->at < letters->count ? letters->words[letters->at] : "";
  if (word[0] != '-' || word[1] == '\0') {
    return LETTERS_END;
  }
  if (strcmp(word, "--") == 0) {
    letters->at++;
    return LETTERS_END;
  }
  if (word[1] == '-' && letters->long_names[0] != '\0') {
    return read_long(letters);
  }
  letters->cluster = word + 1; /* without long names "--x" is a cluster that begins with '-' */
  return read_letter(letters);
}
