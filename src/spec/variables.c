#include "variables.h"

#include <string.h>

const char *variable_of(const struct spec_input *input, const char *name)
{
  size_t length = strlen(name);
  for (const char *const *entry = input->environment; entry != NULL && *entry != NULL; entry++) {
    if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') {
      return *entry + length + 1;
    }
  }
  return NULL;
}
