/* The programs that baton stands in for when it is called by their name. Pure.
 *
 * Owns the one table of them and how their lines are read. Each comes to the same plan as a native
 * line: a tree of one child, with the row's habits. Internal to spec/.
 */
#ifndef SPEC_PERSONA_H
#define SPEC_PERSONA_H

#include "parser.h"

#define PERSONA_EXIT_USAGE 1

struct persona;

/* By the basename of argv[0]; NULL: it is baton's own line. */
const struct persona *persona_of(const struct spec_input *input);

/* Reads the line as that program does. False when it is wrong: the report or parser->text says why.
 */
bool persona_read(struct parser *parser);

/* persona_texts.c. A % stands for the program's name. */
extern const char persona_tini_usage[];
extern const char persona_tini_version[];
extern const char persona_dumb_init_usage[];
extern const char persona_dumb_init_help[];
extern const char persona_dumb_init_version[];
extern const char persona_dumb_init_rewrite[];
extern const char persona_catatonit_usage[];
extern const char persona_catatonit_help[];
extern const char persona_catatonit_version[];

#endif
