/* From a command's words to execve: the search, scripts without an interpreter line, and what may
 * be in the way. */
#ifndef SYS_EXEC_H
#define SYS_EXEC_H

#include <stddef.h>
#include <stdint.h>

struct exec {
  const char **argv; /* argv[-1] is free: /bin/sh needs a place before the words */
  const char *const *envp;
  char *path; /* room for a candidate */
  size_t path_bytes;
  char *interpreter; /* room for what the obstacle is */
  size_t interpreter_bytes;
  uint8_t obstacle; /* enum baton_obstacle, if it is not found */
};

/* The value of a variable, whose name ends in "="; NULL if there is none. */
const char *exec_variable(const char *const *environment, const char *name);

/* Does not return unless it fails: a negative errno, -ENOENT if the command was not found. */
int exec_command(struct exec *exec);

#endif
