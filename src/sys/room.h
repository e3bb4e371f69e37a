/* Where children stand between clone and exec, with their words and environment (kernel.md, 24a).
 *
 * Owns the memory: a child that shares baton's is given a room, which has a stack, too; a child
 * with a copy of baton's memory uses the first room's words, in its copy. Must not decide who
 * shares, nor start anything.
 */
#ifndef SYS_ROOM_H
#define SYS_ROOM_H

#include "file.h"
#include "shell.h"
#include "util/rooms.h"

#define ROOM_STACK_BYTES ((size_t)1024) /* so deep goes a child's way at the most … */
#define ROOM_FRAME_BYTES                                                                           \
  ((size_t)3072) /* … and so a signal's handler, above the kernel's frame                        \
                  */

struct room {
  char *stack;        /* its upper end, … */
  struct child *self; /* … above which the child's own things lie, … */
  const char **words; /* … its words and environment, … */
  size_t word_count;
  char *text; /* … and what is put together for it, with room for a path behind that */
  size_t text_bytes;
};

/* Makes the rooms, beside all other memory, which ends at `end`; 0, or a negative errno if there is
 * not even the first one's. */
int room_attach(struct shell *shell, char *end);

/* What lies in a room; the first one's, also for a child with a copy. */
struct room room_at(const struct shell *shell, uint32_t number);

/* A free room, which is taken by that, or ROOMS_NONE: then the child has to have a copy. May wait
 * 2 ms for the child that has stood in its room the longest. */
uint32_t room_take(void);

/* The word that the kernel clears when the child has left. */
volatile uint32_t *room_word(uint32_t number);

/* A page in which nobody stands now. It has been touched already, unless the first room is taken.
 */
char *room_scratch(void);

/* No child was made. `for_good`: none will ever be. */
void room_leave(uint32_t number, bool for_good);

bool room_all_free(void);

#endif
