/* What the tiny layer offers. */
#ifndef TINY_CLAMP_H
#define TINY_CLAMP_H

#include <stdbool.h>

unsigned clamp(unsigned value, unsigned most);
unsigned digits(unsigned value);

#endif
