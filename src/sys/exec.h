/* From a command's words to execve: the search, and scripts without an interpreter line. */
#ifndef SYS_EXEC_H
#define SYS_EXEC_H

#include <stddef.h>

struct exec {
  const char **argv; /* argv[-1] is free: /bin/sh needs a place before the words */
  const char *const *envp;
  char *path; /* room for a candidate */
  size_t path_bytes;
};

/* Does not return unless it fails: a negative errno, -ENOENT if the command was not found. */
int exec_command(const struct exec *exec);

#endif
