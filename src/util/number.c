/* Numbers from text. Refuses everything that is not a plain decimal number. */
#include "number.h"

bool number_read(const char **at, uint64_t most, uint64_t *number)
{
  const char *digit = *at;
  uint64_t value = 0;
  for (; *digit >= '0' && *digit <= '9'; digit++) {
    value = number_add(number_multiply(value, 10), (uint64_t)(*digit - '0'));
    if (value > most) {
      return false;
    }
  }
  if (digit == *at) {
    return false;
  }
  *at = digit;
  *number = value;
  return true;
}

bool number_parse(const char *text, uint64_t most, uint64_t *number)
{
  uint64_t value = 0;
  if (!number_read(&text, most, &value) || *text != '\0') {
    return false;
  }
  *number = value;
  return true;
}
