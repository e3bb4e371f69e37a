/* The environment as far as the line's meaning depends on it. Pure. */
#ifndef SPEC_VARIABLES_H
#define SPEC_VARIABLES_H

#include "parse.h"

/* The value of a variable, or NULL. */
const char *variable_of(const struct spec_input *input, const char *name);

#endif
