/* The kernel that unit tests, explorer, simulator and fuzzer give the core: what there is of each
 * child, and which answers it still owes.
 *
 * What happens next (a test's script, every possibility, a random one) is its user's; so is
 * virtual time. Has no pointers: the explorer copies it with each state, and the simulator makes it
 * again after a re-exec.
 */
#ifndef WORLD_KERNEL_H
#define WORLD_KERNEL_H

#include "core/core.h"
#include "tree.h"

enum kernel_holds {
  KERNEL_NONE,
  KERNEL_SPAWNING, /* a SPAWN that is not answered yet */
  KERNEL_ALIVE,
  KERNEL_ZOMBIE, /* it ended, and baton was not told yet */
  KERNEL_ENDED,  /* baton was told; something may be left of it */
};

struct kernel_child {
  uint32_t run;
  uint8_t holds;
  bool look; /* a SWEEP is to be answered */
  bool signalled, killed;
};

struct kernel {
  uint32_t count; /* of nodes */
  bool classic;   /* nothing is looked for behind what ended */
  bool drain;     /* a DRAIN is to be answered */
  bool finished;
  struct kernel_child children[TREE_NODES];
};

/* Does what an action asks for. NULL, or what speaks against it; then nothing is done. */
const char *kernel_perform(struct kernel *kernel, const struct baton_action *action);
/* What baton is being told. What is stale changes nothing. */
void kernel_tell(struct kernel *kernel, const struct baton_event *event);
/* The answer that a child's SPAWN or SWEEP waits for, or the end of what lives; false if there is
 * nothing to tell of it. */
bool kernel_due(const struct kernel *kernel, uint32_t slot, struct baton_event *event);
/* The next thing that lets a stop go on: an answer, or the end of what was told to end; false if
 * there is nothing but time. */
bool kernel_obeys(const struct kernel *kernel, struct baton_event *event);
/* An action and an event in words. */
#define KERNEL_TEXT 100U
void kernel_describe(const struct baton_action *action, char *text);
void kernel_describe_event(const struct baton_event *event, char *text);
/* NULL, or why another baton could not go on in the arena. */
const char *kernel_unsound(const struct core *core);

#endif
