/* BATON_ARGS: global options from the environment, for engines that pass an init no words of its
 * own. Pure.
 *
 * Owns what may stand there. They are read before the line's own options, which win.
 */
#ifndef SPEC_DEFAULTS_H
#define SPEC_DEFAULTS_H

#include "parser.h"

#define DEFAULTS_NAME "BATON_ARGS"

/* Bytes of memory that the words need; 0: the variable is not set. */
size_t defaults_size(const struct spec_input *input);

/* Reads them as a clause of options. The numbers of its words say
 * that they are of BATON_ARGS. False after a report. */
bool defaults_read(struct parser *parser, struct clause *clause);

#endif
