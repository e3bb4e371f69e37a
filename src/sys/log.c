#include "log.h"

#include "line.h"
#include "proc.h"
#include "spawn.h"
#include "util/list.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define OWN_STDERR     "/proc/self/fd/2"
#define WINDOW_NS      (UINT64_C(10000) * SHELL_MS)
#define LINES_A_WINDOW 60U /* of one child */

/* --- the way to stderr --- */

/* baton shares stderr with its children, so it may not set O_NONBLOCK on it: they would get EAGAIN.
 * And a plain write() could block PID 1 for as long as nobody reads. So it depends on what it is:
 * - a socket: a send with the flag that makes it not wait;
 * - a pipe or a terminal: opened once more through /proc, which gives us a description of our own
 *   that does not block. Where that is denied (no /proc, a pipe of another user): pwritev2() with
 *   RWF_NOWAIT, which newer kernels know for pipes; and last, a write only if poll() sees room for
 * a whole line, which is right unless a child takes that room in between;
 * - anything else, a file: write(), which waits for nobody. Opened anew, the file would have a
 *   second offset, and we would overwrite what the children wrote. */
static void open_way(struct shell *shell)
{
  shell->log.fd = STDERR_FILENO;
  shell->log.way = LOG_SEND; /* until it is no socket */
  shell->log.terminal = kernel_is_terminal(STDERR_FILENO) == 0;
  bool may_block = shell->log.terminal || kernel_is_pipe(STDERR_FILENO) >= 0;
  if (!may_block) {
    return;
  }
  proc_open(shell);
  int own =
      shell->proc.root < 0 ? -ENOENT : kernel_open(OWN_STDERR, O_WRONLY | O_NONBLOCK | O_APPEND, 0);
  shell->log.way = own < 0 ? LOG_NOWAIT : LOG_WRITE;
  shell->log.fd = own < 0 ? STDERR_FILENO : own;
}

/* A terminal of our own that was hung up, because the leader of its session has ended. */
static bool reopen(struct shell_log *log)
{
  int own = kernel_open(OWN_STDERR, O_WRONLY | O_NONBLOCK | O_APPEND, 0);
  if (own < 0) {
    return false;
  }
  if (log->fd != STDERR_FILENO) {
    (void)kernel_close(log->fd);
  }
  log->fd = own;
  return true;
}

int log_bytes(struct shell *shell, const char *bytes, size_t length)
{
  struct shell_log *log = &shell->log;
  if (log->way == LOG_UNOPENED) {
    open_way(shell);
  }
  if (log->way == LOG_SEND || log->way == LOG_NOWAIT) {
    bool sends = log->way == LOG_SEND;
    int result = sends ? kernel_send_nowait(log->fd, bytes, length)
                       : kernel_write_nowait(log->fd, bytes, length);
    int unfit = sends ? -ENOTSOCK : -EOPNOTSUPP;
    if (result != unfit && result != -ENOSYS && result != -EPERM) {
      return result;
    }
    log->way = sends ? LOG_WRITE : LOG_POLL;
  }
  if (log->way == LOG_POLL && (kernel_poll(log->fd, POLLOUT, false) & POLLOUT) == 0) {
    return -EAGAIN;
  }
  int result = kernel_write(log->fd, bytes, length);
  return result == -EIO && reopen(log) ? kernel_write(log->fd, bytes, length) : result;
}

/* --- a line --- */

/* An engine stamps the lines of text itself; on a terminal nobody does. */
static bool has_time(struct shell *shell)
{
  if (shell->log.way == LOG_UNOPENED) {
    open_way(shell);
  }
  return shell->core.globals->log_json != 0 || shell->log.terminal ||
         shell_has(shell, BATON_GLOBAL_LOG_TIME);
}

static void open_line(struct shell *shell, struct line *line, enum baton_log level,
                      const char *event)
{
  line_begin(line, shell->core.globals->log_json != 0);
  if (has_time(shell)) {
    line_time(line);
  }
  line_level(line, baton_log_name(level));
  line_word(line, "event", event);
}

void log_end(struct shell *shell, struct line *line)
{
  struct baton_shell *kept = shell_kept(shell);
  if (kept->log_dropped != 0) {
    line_number(line, "lines_dropped", kept->log_dropped);
  }
  size_t length = line_end(line);
  bool written = log_bytes(shell, line->bytes, length) == (int)length;
  kept->log_dropped = written ? 0 : kept->log_dropped + 1U;
}

/* --- whose line it is --- */

/* A child that dies all the time must not bury the lines of the others, and signals that cannot be
 * sent to it must not bury its end. The first line of the next window tells how many were left out.
 */
static bool within(struct shell *shell, struct baton_rate *rate, bool of_signal)
{
  uint32_t window = (uint32_t)(shell->loop.now_ns / WINDOW_NS);
  if (rate->window != window) {
    rate->window = window;
    rate->logged = rate->signals = 0;
  }
  uint16_t *logged = of_signal ? &rate->signals : &rate->logged;
  if (*logged >= LINES_A_WINDOW) {
    rate->left_out++;
    return false;
  }
  (*logged)++;
  return true;
}

void log_add_node(struct line *line, const struct shell *shell, const char *name, uint32_t slot)
{
  const char *path = core_string(&shell->core, shell->core.nodes[slot].path);
  line_word(line, name, *path == '\0' ? "/" : path);
}

static void add_child(struct line *line, const struct shell *shell, uint32_t slot)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  log_add_node(line, shell, "child", slot);
  line_number(line, "gen", shell->core.nodes[slot].generation);
  if (mailbox->last_pid != 0) {
    line_number(line, "pid", (uint64_t)mailbox->last_pid);
  }
}

/* Under another name baton's own words are for those who asked for JSON. */
static bool is_audible(const struct shell *shell, enum baton_log level)
{
  const struct baton_globals *globals = shell->core.globals;
  return (!shell_has_personality(shell) || globals->log_json != 0) &&
         (uint8_t)level <= globals->log_level;
}

static void add_who(struct line *line, const struct shell *shell, uint32_t slot)
{
  if (slot != BATON_NONE && core_is_child(&shell->core, slot)) {
    add_child(line, shell, slot);
  } else if (slot != BATON_NONE) {
    log_add_node(line, shell, "supervisor", slot);
  }
}

/* A line that may come often: it counts for its node, or for all that is about nobody. */
/* NOLINTNEXTLINE(readability-function-size): what begins a line, and whom and what it counts for */
static bool begin_limited(struct shell *shell, struct line *line, enum baton_log level,
                          const char *event, uint32_t slot, bool of_signal)
{
  struct baton_rate *rate =
      slot == BATON_NONE ? &shell_kept(shell)->rate : &shell_mailbox(shell, slot)->rate;
  if (!is_audible(shell, level) || !within(shell, rate, of_signal)) {
    return false;
  }
  open_line(shell, line, level, event);
  add_who(line, shell, slot);
  if (rate->left_out != 0) {
    line_number(line, "left_out", rate->left_out);
    rate->left_out = 0;
  }
  return true;
}

bool log_begin(struct shell *shell, struct line *line, enum baton_log level, const char *event)
{
  if (!is_audible(shell, level)) {
    return false;
  }
  open_line(shell, line, level, event);
  return true;
}

/* --- what happened --- */

/* The file that a step of a start is about; "": none. */
static const char *path_of(const struct shell *shell, uint32_t slot, uint8_t step)
{
  const struct baton_settings *settings = shell_settings(shell, slot);
  uint32_t path = step == BATON_STEP_CWD         ? settings->cwd
                  : step == BATON_STEP_STDOUT    ? settings->stdout_file
                  : step == BATON_STEP_STDERR    ? settings->stderr_file
                  : step == BATON_STEP_ENV_FILES ? shell_mailbox(shell, slot)->path
                                                 : 0;
  return core_string(&shell->core, path);
}

static const char *obstacle_hint(uint8_t obstacle)
{
  static const char hints[] =
      PACKED("the interpreter that its first line names is not there\0"
             "its first line ends in CRLF: save it with the line ends of Unix\0"
             "the loader that it was linked for is not there: is it for another libc?");
  return list_word(hints, obstacle - 1U);
}

/* Which step of a start failed, and how. */
void log_add_failure(struct line *line, const struct shell *shell, uint32_t slot)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  if (mailbox->error == 0) {
    return;
  }
  const char *path = path_of(shell, slot, mailbox->step);
  line_word(line, "step", baton_step_name(mailbox->step));
  line_error(line, mailbox->error);
  if (*path != '\0') {
    line_word(line, "path", path);
  }
  if (mailbox->step == BATON_STEP_EXEC) {
    line_word(line, "command", core_string(&shell->core, shell->core.nodes[slot].argv));
  }
  if (mailbox->interpreter[0] != '\0') {
    line_word(line, "interpreter", mailbox->interpreter);
  }
  if (mailbox->obstacle != BATON_OBSTACLE_NONE) {
    line_hint(line, obstacle_hint(mailbox->obstacle));
  }
}

void log_add_limit(struct line *line, uint64_t restarts, struct baton_window limit)
{
  line_restarts(line, restarts, limit.limit);
  line_ms(line, "window", limit.window_ms);
}

static void add_end(struct line *line, const struct shell *shell, uint32_t slot)
{
  const struct baton_end *how = &shell->core.nodes[slot].end;
  line_word(line, "reason", baton_reason_name((enum baton_reason)how->reason));
  if (how->signal != 0) {
    line_signal(line, how->signal);
  } else {
    line_number(line, "code", how->code);
  }
  if ((how->flags & BATON_END_CORE) != 0) {
    line_word(line, "core", "dumped");
  }
  line_ms(line, "uptime", how->uptime_ms);
  if (how->reason == BATON_REASON_EXEC || how->reason == BATON_REASON_SPAWN) {
    log_add_failure(line, shell, how->cause);
  }
}

/* What comes next: its delay, and how much of the breaker is used up. */
static void add_next(struct line *line, const struct shell *shell, uint32_t slot, uint32_t delay)
{
  const uint32_t alone = BATON_NODE_OPEN | BATON_NODE_NOW; /* else it starts with its group */
  bool tried = (shell->core.nodes[slot].flags & alone) == alone;
  line_word(line, "next", delay == BATON_NONE ? "none" : tried ? "retry" : "restart");
  if (delay == BATON_NONE) {
    return;
  }
  line_ms(line, "delay", delay);
  line_restarts(line, shell->core.nodes[slot].restart_count,
                core_breaker(&shell->core, slot).limit);
}

/* A failure that nobody asked for is worth a warning. The exit code tells of the end of a classic
 * init's only child; and a command that cannot be run is always an error. */
static enum baton_log end_level(const struct shell *shell, uint32_t slot)
{
  const struct baton_end *how = &shell->core.nodes[slot].end;
  if (how->reason == BATON_REASON_EXEC || how->reason == BATON_REASON_SPAWN) {
    return BATON_LOG_ERROR;
  }
  bool asked = core_end_was_asked(&shell->core, slot);
  bool success = (how->flags & BATON_END_SUCCESS) != 0;
  return asked || shell_is_classic(shell) || success ? BATON_LOG_INFO : BATON_LOG_WARN;
}

/* How a note is told: its level, and the kind and the name of its value. */
struct note_form {
  uint8_t level;
  uint8_t value;
  char name[11];
};

enum note_value {
  VALUE_NONE,
  VALUE_MS,
  VALUE_NUMBER,
  VALUE_NODE,
  VALUE_SIGNAL,
  VALUE_CAUSE,
  VALUE_EVENT,
  VALUE_RETRY,    /* a delay, and why there was no process */
  VALUE_END,      /* a delay, and node->end; the level depends on it */
  VALUE_GIVEN_UP, /* whose end it was; if that is an optional child, it is given up itself */
};

static const struct note_form note_forms[] = {
    [NOTE_READY] = {BATON_LOG_INFO,  VALUE_MS,       "after"     },
    [NOTE_ENDED] = {BATON_LOG_INFO,  VALUE_END,      ""          },
    [NOTE_RETRY] = {BATON_LOG_WARN,  VALUE_RETRY,    "delay"     },
    [NOTE_STOPPING] = {BATON_LOG_INFO,  VALUE_MS,       "timeout"   },
    [NOTE_STOPPED] = {BATON_LOG_DEBUG, VALUE_NONE,     ""          },
    [NOTE_KILLING] = {BATON_LOG_WARN,  VALUE_NONE,     ""          },
    [NOTE_START_TIMEOUT] = {BATON_LOG_WARN,  VALUE_MS,       "timeout"   },
    [NOTE_WATCHDOG] = {BATON_LOG_WARN,  VALUE_NONE,     ""          },
    [NOTE_LEFTOVERS] = {BATON_LOG_INFO,  VALUE_NUMBER,   "processes" },
    [NOTE_LEFT_BEHIND] = {BATON_LOG_ERROR, VALUE_NONE,     ""          },
    [NOTE_DEPENDENCY] = {BATON_LOG_WARN,  VALUE_NODE,     "waited_for"},
    [NOTE_GROUP_RESTART] = {BATON_LOG_WARN,  VALUE_NODE,     "because_of"},
    [NOTE_GIVE_UP] = {BATON_LOG_ERROR, VALUE_GIVEN_UP, "because_of"},
    [NOTE_SUPERVISOR_UP] = {BATON_LOG_INFO,  VALUE_NONE,     ""          },
    [NOTE_SUPERVISOR_END] = {BATON_LOG_WARN,  VALUE_NODE,     "because_of"},
    [NOTE_DAEMONIZES] = {BATON_LOG_WARN,  VALUE_NONE,     ""          },
    [NOTE_SHUTDOWN] = {BATON_LOG_INFO,  VALUE_CAUSE,    "cause"     },
    [NOTE_FORCED] = {BATON_LOG_WARN,  VALUE_NONE,     ""          },
    [NOTE_SIGNAL_IGNORED] = {BATON_LOG_INFO,  VALUE_SIGNAL,   ""          },
    [NOTE_SIGNAL_DROPPED] = {BATON_LOG_WARN,  VALUE_SIGNAL,   ""          },
    [NOTE_REFUSED] = {BATON_LOG_WARN,  VALUE_EVENT,    "request"   },
    [NOTE_DRAIN] = {BATON_LOG_INFO,  VALUE_MS,       "timeout"   },
    [NOTE_HALF_TIME] = {BATON_LOG_INFO,  VALUE_MS,       "timeout"   },
    [NOTE_STOP_DELAY] = {BATON_LOG_INFO,  VALUE_MS,       "delay"     },
};
_Static_assert(sizeof note_forms / sizeof *note_forms == NOTE_COUNT, "a form for each note");

/* What to do about it; NULL: nothing. */
static const char *hint_of(enum core_note note)
{
  if (note == NOTE_DAEMONIZES) {
    return PACKED("it runs in the background: name its foreground option, or --until=all");
  }
  if (note == NOTE_HALF_TIME) {
    return PACKED("what it has started is asked to end as well, in case it waits for that; "
                  "--kill=group asks all of its group at first");
  }
  return note == NOTE_SIGNAL_DROPPED ? PACKED("no child has --forward for it") : NULL;
}

static void add_value(struct line *line, const struct shell *shell,
                      const struct baton_action *action, const struct note_form *form)
{
  switch ((enum note_value)form->value) {
  case VALUE_NONE: break;
  case VALUE_MS:
    if (action->value != BATON_NONE) {
      line_ms(line, form->name, action->value);
    }
    break;
  case VALUE_NUMBER: line_number(line, form->name, action->value); break;
  case VALUE_NODE: log_add_node(line, shell, form->name, action->value); break;
  case VALUE_GIVEN_UP:
    if (action->value != action->slot) {
      log_add_node(line, shell, form->name, action->value);
    } else {
      log_add_limit(line, shell->core.nodes[action->slot].restart_count + 1U,
                    core_breaker(&shell->core, action->slot));
    }
    break;
  case VALUE_SIGNAL: line_signal(line, action->value); break;
  case VALUE_CAUSE:
    line_word(line, form->name, baton_shutdown_name(action->value));
    if (action->value == BATON_SHUTDOWN_SIGNAL) {
      line_signal(line, shell->core.state->cause_end.signal);
    }
    break;
  case VALUE_EVENT:
    line_word(line, form->name, core_event_name((enum core_event)action->value));
    break;
  case VALUE_RETRY:
    log_add_failure(line, shell, action->slot);
    line_ms(line, form->name, action->value);
    break;
  case VALUE_END:
    add_end(line, shell, action->slot);
    add_next(line, shell, action->slot, action->value);
    break;
  }
}

/* Without a --ready that has something to wait for, "ready" says no more than "spawned". */
static enum baton_log level_of(const struct shell *shell, const struct baton_action *action)
{
  if (action->note == NOTE_ENDED) {
    return end_level(shell, action->slot);
  }
  bool says_nothing =
      action->note == NOTE_READY && shell_settings(shell, action->slot)->ready == BATON_READY_EXEC;
  return says_nothing ? BATON_LOG_DEBUG : (enum baton_log)note_forms[action->note].level;
}

void log_note(struct shell *shell, const struct baton_action *action)
{
  struct line line;
  const struct note_form *form = &note_forms[action->note];
  const char *event = core_note_name((enum core_note)action->note);
  enum baton_log level = level_of(shell, action);
  /* About nobody most come once, or once for each signal. */
  bool rare = action->slot == BATON_NONE && action->note != NOTE_REFUSED;
  if (rare ? !log_begin(shell, &line, level, event)
           : !begin_limited(shell, &line, level, event, action->slot, false)) {
    return;
  }
  add_value(&line, shell, action, form);
  const char *hint = hint_of((enum core_note)action->note);
  if (hint != NULL) {
    line_hint(&line, hint);
  }
  log_end(shell, &line);
}

void log_own(struct shell *shell, enum baton_log level, const char *event, uint32_t slot,
             struct log_detail detail)
{
  struct line line;
  if (!begin_limited(shell, &line, level, event, slot, detail.signal != 0)) {
    return;
  }
  if (detail.signal != 0) {
    line_signal(&line, detail.signal);
  }
  if (detail.error != 0) {
    line_error(&line, detail.error);
  }
  if (detail.pid != 0) {
    line_number(&line, "pid", (uint64_t)detail.pid);
  }
  log_end(shell, &line);
}

void log_close(struct shell *shell)
{
  struct line line;
  uint64_t left_out = shell_kept(shell)->rate.left_out;
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    left_out += shell_mailbox(shell, i)->rate.left_out;
  }
  if ((left_out != 0 || shell_kept(shell)->log_dropped != 0) &&
      log_begin(shell, &line, BATON_LOG_WARN, "log")) {
    line_number(&line, "left_out", left_out);
    log_end(shell, &line);
  }
}
