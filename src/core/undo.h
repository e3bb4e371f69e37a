/* The undo log: what a step changes, so that a crash in it can be taken back (kernel.md, 28).
 * Private to src/core. */
#ifndef CORE_UNDO_H
#define CORE_UNDO_H

#include "core.h"

/* Bytes of the log of an arena with room for so many records of each kind. */
size_t undo_bytes(const struct baton_table *table);

/* A step begins, with that event or with none. */
void undo_begin(struct core *core, const struct baton_event *event);

/* Opens `bytes` at `place` of the arena for writing in this step; between two steps, and where the
 * arena is laid out, nothing is kept. */
void *undo_edit(struct core *core, const void *place, size_t bytes);

/* The step is over: nothing of it is taken back any more. */
void undo_commit(struct core *core);

/* Takes back a step that was not committed. False if that cannot be: it changed more than the log
 * holds, or what is there is no log; then nothing is changed. */
bool undo_roll_back(struct core *core);

#endif
