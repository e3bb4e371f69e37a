#include "report.h"

#include "util/text.h"

#include <fcntl.h>

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

void report_end(const struct shell *shell)
{
  const struct baton_globals *globals = shell->core.globals;
  const char *path = "/dev/termination-log";
  /* Kubernetes makes the file; where there is none, nobody would read it. The open does not wait:
   * it could be a pipe. */
  int flags = O_WRONLY | O_TRUNC | O_NONBLOCK;
  if ((globals->flags & BATON_GLOBAL_TERM_DEFAULT) == 0) {
    if (globals->termination_message == 0) {
      return;
    }
    path = core_string(&shell->core, globals->termination_message);
    flags |= O_CREAT;
  }
  int fd = kernel_open(path, flags, FILE_MODE);
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
