/* What the programs that baton stands in for print. Lines that scripts look for are theirs to the
 * letter: they are an interface. The rest says the same in other words. A % stands for the
 * program's name. */
#ifndef SPEC_TEXTS_H
#define SPEC_TEXTS_H

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
