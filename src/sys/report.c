#include "report.h"

#include "boot.h"
#include "file.h"
#include "log.h"
#include "util/span.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MESSAGE_BYTES 1024U
#define REST_BYTES    600U /* of a line, for the program and what went wrong with it */
#define FILE_MODE     0644U
#define PREFIX        "baton: "

/* --- what is said --- */

/* Those that had to be killed, as many as there is room for beside what comes after them. */
static void add_killed(struct line *line, const struct shell *shell)
{
  const struct core *core = &shell->core;
  uint32_t named = 0;
  uint32_t more = 0;
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    const char *path = core_string(core, core->nodes[i].path);
    if (!core_was_killed(core, i)) {
      continue;
    }
    if (more == 0 && line_list(line, "killed", named == 0, path, REST_BYTES)) {
      named++;
    } else {
      more++;
    }
  }
  if (named > 0) {
    line_list_end(line);
  }
  if (more > 0) {
    line_number(line, "killed_more", more);
  }
}

/* Whose end it was, how it ended, and what limit that was one too many for. */
static void add_end_of(struct line *line, const struct shell *shell, uint32_t slot)
{
  const struct core *core = &shell->core;
  const struct baton_end *end = &core->state->cause_end;
  struct core_trip trip;
  log_add_node(line, shell, core_is_child(core, slot) ? "child" : "supervisor", slot);
  line_word(line, "reason", baton_reason_name((enum baton_reason)end->reason));
  if (end->signal != 0) {
    line_signal(line, end->signal);
  }
  if ((end->flags & BATON_END_CORE) != 0) {
    line_word(line, "core", "dumped");
  }
  if (core_tripped(core, &trip)) {
    if (trip.slot != slot) {
      log_add_node(line, shell, "tripped", trip.slot);
    }
    log_add_limit(line, trip.restarts, trip.limit);
  }
}

/* A failed exec names the program itself. */
static void add_program(struct line *line, const struct shell *shell, uint32_t slot)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  if (mailbox->error == 0 || mailbox->step != BATON_STEP_EXEC) {
    line_word(line, "command", core_string(&shell->core, shell->core.nodes[slot].argv));
  }
  log_add_failure(line, shell, slot);
}

static void add_all(struct line *line, const struct shell *shell)
{
  const struct baton_state *state = shell->core.state;
  uint32_t slot = state->cause_node;
  bool known = slot != BATON_NONE && slot != BATON_ROOT;
  line_number(line, "code", shell_kept(shell)->code);
  if (state->cause_kind != BATON_SHUTDOWN_END || !known) {
    line_word(line, "cause", baton_shutdown_name(state->cause_kind));
  }
  if (known) {
    add_end_of(line, shell, slot);
  } else if (state->cause_end.signal != 0) {
    line_signal(line, state->cause_end.signal);
  }
  add_killed(line, shell);
  if (known && core_is_child(&shell->core, slot)) {
    add_program(line, shell, slot);
  }
}

/* --- where it is said --- */

/* Kubernetes makes the default file and shows what is in it, or the last lines of the log if
 * nothing is: what the application has written there stays. An open never waits, since it could be
 * of a pipe; and it follows no link, since a child may have put one there, to a file that is not
 * its own. */
static int open_default(const char *path)
{
  int fd = kernel_open(path, O_WRONLY | O_NONBLOCK | O_NOFOLLOW, 0);
  if (fd >= 0 && kernel_seek(fd, SEEK_END) != 0) {
    (void)kernel_close(fd);
    return -EEXIST;
  }
  return fd;
}

/* Only what turns out to be a file, of one name, loses what was in it. */
static int open_named(const char *name)
{
  struct file_path *path = &boot_room.path;
  bool made = false;
  struct text text = text_in(path->rest, sizeof path->rest);
  text_put(&text, name);
  int fd = file_open(path, false, FILE_MODE, &made);
  if (fd >= 0) {
    (void)kernel_truncate(fd, 0);
  }
  return fd;
}

/* The file, or a negative number where nothing is to be written: an end with 0 needs no reason. */
static int open_file(const struct shell *shell)
{
  const struct baton_globals *globals = shell->core.globals;
  const char *path = core_string(&shell->core, globals->termination_message);
  if (*path == '\0') {
    return -ENOENT;
  }
  if (shell_has(shell, BATON_GLOBAL_TERM_DEFAULT)) {
    return shell_kept(shell)->code == 0 ? -ENOENT : open_default(path);
  }
  return open_named(path);
}

static void write_message(int fd, const char *bytes, size_t length)
{
  if (fd >= 0) {
    (void)kernel_write(fd, bytes, length < MESSAGE_BYTES ? length : MESSAGE_BYTES);
    (void)kernel_close(fd);
  }
}

void report_line(enum baton_log level, bool json, const char *message)
{
  struct line line;
  size_t length = strlen(message);
  if (!json || !span_begins(message, PREFIX, sizeof PREFIX - 1)) {
    boot_print(STDERR_FILENO, message, length);
    return;
  }
  char text[MESSAGE_BYTES];
  struct text without = text_in(text, sizeof text);
  text_bytes(&without, message + sizeof PREFIX - 1, length - sizeof PREFIX);
  line_begin(&line, true);
  line_time(&line);
  line_level(&line, baton_log_name(level));
  line_word(&line, "event", "line");
  line_message(&line, text);
  boot_print(STDERR_FILENO, line.bytes, line_end(&line));
}

void report_refusal(const char *file, const char *message)
{
  int fd = file == NULL ? open_default(BATON_TERMINATION_LOG) : open_named(file);
  write_message(fd, message, strlen(message));
}

void report_end(struct shell *shell)
{
  struct line line;
  bool quiet = shell_kept(shell)->code == 0 || shell_is_classic(shell);
  if (log_begin(shell, &line, quiet ? BATON_LOG_INFO : BATON_LOG_ERROR, "exit")) {
    add_all(&line, shell);
    log_end(shell, &line);
  }
  line_begin(&line, false);
  line_word(&line, "event", "exit");
  add_all(&line, shell);
  size_t length = line_end(&line);
  /* Without the blank before the first field. */
  write_message(open_file(shell), line.bytes + 1, length - 1);
}
