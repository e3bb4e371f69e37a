/* Can the core go on in this arena? Pure.
 *
 * A re-executed baton reads the arena it finds through this, and so does anybody else who is given
 * one. Nothing about an arena is trusted but its size, and nothing is mended: it is sound, or it is
 * refused for a reason that has a name.
 */
#ifndef CORE_ADOPT_H
#define CORE_ADOPT_H

#include "core.h"

#define CORE_ADOPTIONS(X, P)                                                                       \
  X(P, SOUND, "sound")                                                                             \
  X(P, SIZE, "smaller than its header")                                                            \
  X(P, MAGIC, "not an arena")                                                                      \
  X(P, VERSION, "of another version")                                                              \
  X(P, RECORDS, "its records are of another size")                                                 \
  X(P, OWNER, "another process's")                                                                 \
  X(P, TORN, "in the middle of a step")                                                            \
  X(P, BROKEN, "one of its invariants is broken")                                                  \
  X(P, LAYOUT, "its parts are not where their sizes place them")                                   \
  X(P, GLOBALS, "a setting of the whole is out of range")                                          \
  X(P, STRINGS, "its strings have no end")                                                         \
  X(P, SETTINGS, "a setting is out of range")                                                      \
  X(P, NODE, "a field of a node is out of range")                                                  \
  X(P, TREE, "its nodes are no tree")                                                              \
  X(P, AFTER, "a node waits for what is no earlier sibling")                                       \
  X(P, STAGES, "its stages or their time are not what its tree makes them")                        \
  X(P, WINDOWS, "a window of restarts is not where its limit places it")                           \
  X(P, TIMES, "a time is out of range")                                                            \
  X(P, STATE, "the state of a node contradicts itself")                                            \
  X(P, COUNTERS, "a supervisor's counters are not what its children make them")                    \
  X(P, STOP, "a stop contradicts what it stops")                                                   \
  X(P, TIMERS, "its timers are in no order")                                                       \
  X(P, LIFE, "the state of the whole contradicts itself")                                          \
  X(P, ACTIONS, "an action that is queued is out of range")                                        \
  X(P, SHELL, "what the shell keeps is out of range")                                              \
  X(P, UNDO, "in the middle of a step that cannot be taken back")

BATON_ENUM(core_adoption, ADOPTION, CORE_ADOPTIONS)
NAMES(core_adoption, ADOPTION, CORE_ADOPTIONS)

/* Takes back the step that a crash of `pid` left half-done in its arena, if there is one: then all
 * is as it was before its event. Can be repeated. On ADOPTION_UNDO and whatever core_adopt() says
 * of a header nothing was changed, and core_adopt() refuses the arena, too. */
enum core_adoption core_recover(struct core *core, void *arena, size_t size, int32_t pid);

/* Looks at `size` bytes at `arena` (8-aligned), which are to be the arena of the process `pid`. On
 * ADOPTION_SOUND `core` is bound to it as by core_bind(); then core_step() stays within the arena,
 * breaks no invariant and ends, whatever event comes. Otherwise `core` must not be used. The arena
 * is not changed. The time it takes is bounded by nodes x (nodes + bytes of strings). */
enum core_adoption core_adopt(struct core *core, void *arena, size_t size, int32_t pid);

#endif
