#include "exec.h"

#include "kernel.h"
#include "util/span.h"
#include "util/text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* A file that the kernel cannot run is tried once as a script; if there is no shell either, the
 * kernel's first answer stands. */
static int exec_file(const struct exec *exec, const char *file)
{
  int result = kernel_exec(file, exec->argv, exec->envp);
  if (result == -ENOEXEC) {
    const char *const first = exec->argv[0];
    exec->argv[-1] = "/bin/sh";
    exec->argv[0] = file;
    (void)kernel_exec("/bin/sh", exec->argv - 1, exec->envp);
    exec->argv[0] = first;
  }
  return result;
}

const char *exec_variable(const char *const *environment, const char *name)
{
  size_t length = strlen(name);
  for (; *environment != NULL; environment++) {
    if (strncmp(*environment, name, length) == 0) {
      return *environment + length;
    }
  }
  return NULL;
}

/* Answers that say "not here" rather than "not this". */
static bool look_further(int result)
{
  return result == -ENOENT || result == -ENOTDIR || result == -EACCES || result == -ESTALE ||
         result == -ENODEV || result == -ETIMEDOUT || result == -ENAMETOOLONG;
}

/* Tries one directory of the search; an empty name is the current directory. */
static int exec_in(const struct exec *exec, const char *directory, size_t length)
{
  struct text candidate = text_in(exec->path, exec->path_bytes);
  text_bytes(&candidate, directory, length);
  if (length > 0) {
    text_char(&candidate, '/');
  }
  text_put(&candidate, exec->argv[0]);
  return candidate.cut ? -ENAMETOOLONG : exec_file(exec, exec->path);
}

int exec_command(const struct exec *exec)
{
  const char *command = exec->argv[0];
  if (*command == '\0') {
    return -ENOENT;
  }
  if (strchr(command, '/') != NULL) {
    return exec_file(exec, command);
  }
  bool denied = false;
  const char *at = exec_variable(exec->envp, "PATH=");
  for (at = at == NULL ? DEFAULT_PATH : at;; at++) {
    size_t length = span_until(at, ":");
    int result = exec_in(exec, at, length);
    if (!look_further(result)) {
      return result;
    }
    denied |= result == -EACCES;
    at += length;
    if (*at == '\0') {
      break;
    }
  }
  return denied ? -EACCES : -ENOENT;
}
