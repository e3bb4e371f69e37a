/* The names of the arena's words. */
#include "names.h"

BATON_VOCABULARIES(WORDS)
