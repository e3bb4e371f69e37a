/* The programs that baton stands in for when it is called by their name. Pure.
 *
 * Owns the one table of them and how their lines are read. Each comes to the same plan as a native
 * line: a tree of one child, with the row's habits. Internal to spec/.
 */
#ifndef SPEC_PERSONALITY_H
#define SPEC_PERSONALITY_H

#include "parser.h"

#define PERSONALITY_EXIT_USAGE 1

struct personality;

/* By the basename of argv[0]; NULL: it is baton's own line. */
const struct personality *personality_of(const struct spec_input *input);

/* Reads the line as that program does. False when it is wrong: the report or parser->text says why.
 */
bool personality_read(struct parser *parser);

/* personality_texts.c. A % stands for the program's name. */
extern const char personality_tini_usage[];
extern const char personality_tini_version[];
extern const char personality_dumb_init_usage[];
extern const char personality_dumb_init_help[];
extern const char personality_dumb_init_version[];
extern const char personality_dumb_init_rewrite[];
extern const char personality_catatonit_usage[];
extern const char personality_catatonit_help[];
extern const char personality_catatonit_version[];

#endif
