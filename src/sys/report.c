#include "report.h"

#include "util/text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define MESSAGE_BYTES 1024U
#define FILE_MODE     0644U

static void put_cause(struct text *text, const struct core *core)
{
  const struct baton_state *state = core->state;
  const struct baton_end *end = &state->cause_end;
  const char *path = "";
  if (state->cause_node != BATON_NONE) {
    path = core_string(core, core->nodes[state->cause_node].path);
  }
  text_say(text, "%: ", *path == '\0' ? "baton" : path, 0);
  switch ((enum baton_shutdown)state->cause_kind) {
  case BATON_SHUTDOWN_END:
    text_say(text, end->signal != 0 ? "reason=% signal=&" : "reason=%",
             baton_reason_name((enum baton_reason)end->reason), end->signal);
    break;
  case BATON_SHUTDOWN_SIGNAL: text_put(text, "stopped by a signal"); break;
  case BATON_SHUTDOWN_OPERATOR: text_put(text, "stopped by an operator"); break;
  case BATON_SHUTDOWN_DONE:
  case BATON_SHUTDOWN_NONE: text_put(text, "nothing was left to run"); break;
  }
}

/* The file, or a negative number where nothing is to be written. The open does not wait: it could
 * be a pipe. And it follows no link: a child may have put one there, to a file that is not its own.
 * Kubernetes makes the default file and shows what is in it, or the last lines of the log if
 * nothing is; the application may have written there, and an end with 0 needs no reason. */
static int open_file(const struct shell *shell)
{
  const struct baton_globals *globals = shell->core.globals;
  int flags = O_WRONLY | O_NONBLOCK | O_NOFOLLOW;
  bool named = (globals->flags & BATON_GLOBAL_TERM_DEFAULT) == 0;
  if (globals->termination_message == 0 || (!named && shell_kept(shell)->code == 0)) {
    return -ENOENT;
  }
  flags |= named ? O_CREAT | O_TRUNC : 0;
  int fd = kernel_open(core_string(&shell->core, globals->termination_message), flags, FILE_MODE);
  if (fd >= 0 && !named && kernel_seek(fd, SEEK_END) != 0) {
    (void)kernel_close(fd);
    return -EEXIST;
  }
  return fd;
}

void report_end(const struct shell *shell)
{
  int fd = open_file(shell);
  if (fd < 0) {
    return;
  }
  char bytes[MESSAGE_BYTES];
  struct text text = text_in(bytes, sizeof bytes);
  put_cause(&text, &shell->core);
  text_say(&text, " code=#\n", "", shell_kept(shell)->code);
  (void)kernel_write(fd, text.at, text.length);
  (void)kernel_close(fd);
}
