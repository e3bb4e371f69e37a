/* What one instance of a child leaves to the next: the table by ResumeID, and the environment that
 * tells it (handover.md, "The environment of an instance"). Pure.
 */
#ifndef CORE_HANDOVER_H
#define CORE_HANDOVER_H

#include "core.h"

#define HANDOVER_ID_BYTES 37U /* a UUID's text and its NUL */

/* The child's ResumeID as text: the explicit one, else a v4 UUID derived from the seed and the
 * path, written to `buffer`. */
const char *handover_resume_id(const struct core *core, uint32_t slot,
                               char buffer[HANDOVER_ID_BYTES]);

/* Sorts baton's own environment in place, so that nothing of it is lost and it may be done again:
 * what its children do not get comes first. Returns what they do get, in its order; if baton is the
 * child of another one, its ResumeID stands before that. A classic init keeps but BATON_ARGS from
 * its child. */
const char **handover_inherited(const char **environment, bool classic);

/* Builds the environment of the instance of `slot` that is about to start: `inherited`, of the
 * above, completed. Pointers go to `envp` (envp_capacity of them, the NULL
 * included), new text to `text`. Returns 0, or -1 when one of the two is too small. Under a classic
 * init only --user, --env and --unset-env are applied. `self` is baton's pid: LISTEN_PID naming it
 * names the child in a classic init. What only the child will know has a place where
 * handover_number() puts it: NULL, there is none. */
struct handover_env {
  const char *const *inherited;
  const char **envp;
  size_t envp_capacity;
  char *text;
  size_t text_capacity;
  size_t text_length; /* how much of it is used, in the end */
  const char *files;  /* what --env-file comes to, K=V one after the other in the words' order */
  int32_t self;
  char *ready_digits; /* of --ready=env:VAR */
  char *pid_digits;   /* of LISTEN_PID */
};

int handover_environment(const struct core *core, uint32_t slot, struct handover_env *env);

void handover_number(char *digits, int32_t number);

/* Upper bounds for envp_capacity and text_capacity, over every child. */
void handover_bounds(const struct core *core, const char *const *inherited, size_t *pointers,
                     size_t *bytes);

#endif
