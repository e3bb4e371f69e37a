#include "exec.h"

#include "file.h"
#include "kernel.h"
#include "shell.h"
#include "util/span.h"
#include "util/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

#define START_BYTES  256U /* of a script's first line the kernel reads no more either */
#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* A file that the kernel cannot run is tried once as a script; if there is no shell either, the
 * kernel's first answer stands. */
static int exec_file(struct exec *exec, const char *file)
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

/* Before 6.8 an execve that finds no file costs 50,000 instructions (kernel.md, 24b), and PATH may
 * well name the command's directory late. Whatever else the look says, the execve says it itself;
 * it is made with the real ids, and a child has no others. */
static int exec_if_there(struct exec *exec, const char *file)
{
  int result = kernel_exists(file);
  return result == -ENOENT || result == -ENOTDIR ? result : exec_file(exec, file);
}

const char *exec_variable(const char *const *environment, const char *name)
{
  size_t length = strlen(name);
  for (; *environment != NULL; environment++) {
    if (span_begins(*environment, name, length)) {
      return *environment + length;
    }
  }
  return NULL;
}

/* --- the search --- */

/* What is done to a file that may be the command; a negative errno. */
typedef int attempt(struct exec *exec, const char *file);

/* Answers that say "not here" rather than "not this". */
static bool look_further(int result)
{
  return result == -ENOENT || result == -ENOTDIR || result == -EACCES || result == -ESTALE ||
         result == -ENODEV || result == -ETIMEDOUT || result == -ENAMETOOLONG;
}

/* Tries one directory of the search; an empty name is the current directory. */
static int try_in(struct exec *exec, attempt *try, const char *directory, size_t length)
{
  struct text candidate = text_in(exec->path, exec->path_bytes);
  text_bytes(&candidate, directory, length);
  if (length > 0) {
    text_char(&candidate, '/');
  }
  text_put(&candidate, exec->argv[0]);
  return candidate.cut ? -ENAMETOOLONG : try(exec, exec->path);
}

/* `last`: what is done to the only file that there is to try, or the last one. */
static int search(struct exec *exec, attempt *try, attempt *last)
{
  const char *command = exec->argv[0];
  if (*command == '\0') {
    return -ENOENT;
  }
  if (span_first(command, '/') != NULL) {
    return last(exec, command);
  }
  bool denied = false;
  const char *at = exec_variable(exec->envp, "PATH=");
  for (at = at == NULL ? DEFAULT_PATH : at;; at++) {
    size_t length = span_until(at, ":");
    int result = try_in(exec, at[length] == '\0' ? last : try, at, length);
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

/* --- what is in the way --- */

static enum baton_obstacle obstacle_of(const struct exec *exec, const char *start)
{
  if (!span_begins(start, "#!", 2)) {
    return span_begins(start, "\177ELF", 4) ? BATON_OBSTACLE_LOADER : BATON_OBSTACLE_NONE;
  }
  size_t line = span_until(start, "\n");
  if (start[line - 1] == '\r') {
    return BATON_OBSTACLE_CRLF;
  }
  struct text interpreter = text_in(exec->interpreter, exec->interpreter_bytes);
  start += 2;
  start += span_of(start, " \t");
  text_bytes(&interpreter, start, span_until(start, " \t\n"));
  return BATON_OBSTACLE_INTERPRETER;
}

/* If the file is there, it is what else it needs that is not. */
static int look_at(struct exec *exec, const char *file)
{
  char start[START_BYTES];
  int length = file_text(AT_FDCWD, file, 0, start, sizeof start);
  if (length >= 0) {
    exec->obstacle = (uint8_t)obstacle_of(exec, start);
  }
  return length;
}

int exec_command(struct exec *exec)
{
  int result = search(exec, exec_if_there, exec_file);
  if (result == -ENOENT) {
    (void)search(exec, look_at, look_at);
  }
  return result;
}
