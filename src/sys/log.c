#include "log.h"

#include "errors.h"
#include "proc.h"
#include "spawn.h"
#include "util/quote.h"
#include "util/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES     1024U /* at most PIPE_BUF: a line is written whole or not at all */
#define WINDOW_NS      (UINT64_C(10000) * SHELL_MS)
#define LINES_A_WINDOW 60U  /* of one child */
#define VALUE_BYTES    256U /* of a command's name; what is longer is cut, so that the line is not */
#define SECONDS_A_DAY  86400U

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
  bool may_block = kernel_is_pipe(STDERR_FILENO) >= 0 || kernel_is_terminal(STDERR_FILENO) == 0;
  if (!may_block) {
    return;
  }
  proc_open(shell);
  int own = shell->proc.root < 0
                ? -ENOENT
                : kernel_open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_APPEND, 0);
  shell->log.way = own < 0 ? LOG_NOWAIT : LOG_WRITE;
  shell->log.fd = own < 0 ? STDERR_FILENO : own;
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
  return kernel_write(log->fd, bytes, length);
}

/* --- one line --- */

struct line {
  struct text text;
  bool json;
  char bytes[LINE_BYTES];
};

static void add_as(struct line *line, const char *plain, const char *json, const char *string,
                   uint64_t number)
{
  text_say(&line->text, line->json ? json : plain, string, number);
}

/* Quotes what is not a plain word; names and paths of nodes are. */
static void add(struct line *line, const char *name, const char *string)
{
  bool plain = *string != '\0' && !line->json;
  for (const char *at = string; *at != '\0'; at++) {
    plain &= *at > ' ' && *at < '\x7f' && *at != '"' && *at != '=' && *at != '\\';
  }
  add_as(line, " %=", ",\"%\":", name, 0);
  if (plain) {
    text_put(&line->text, string);
  } else {
    quote_json(&line->text, string, VALUE_BYTES);
  }
}

static void add_number(struct line *line, const char *name, uint64_t number)
{
  add_as(line, " %=#", ",\"%\":#", name, number);
}

static void add_ms(struct line *line, const char *name, uint64_t ms)
{
  add_as(line, " %=~", ",\"%_ms\":#", name, ms);
}

static void add_signal(struct line *line, unsigned signal)
{
  add_as(line, " signal=&", ",\"signal\":\"&\"", "", signal);
}

static void add_error(struct line *line, int error)
{
  add_as(line, " error=$", ",\"error\":\"$\"", "", (uint64_t)error);
}

static void two_digits(struct text *text, char before, uint64_t number)
{
  text_char(text, before);
  text_char(text, (char)('0' + number / 10 % 10));
  text_char(text, (char)('0' + number % 10));
}

/* RFC 3339 in UTC. Years begin in March here, so that a leap day is the last of its year; 400 years
 * always have 146,097 days. */
static void add_time(struct line *line)
{
  uint64_t ns = 0;
  (void)kernel_clock(CLOCK_REALTIME, &ns);
  uint64_t seconds = ns / UINT64_C(1000000000);
  uint64_t day = seconds / SECONDS_A_DAY + 719468U;
  uint64_t of_era = day % 146097U;
  uint64_t year = (of_era - of_era / 1460U + of_era / 36524U - of_era / 146096U) / 365U;
  uint64_t of_year = of_era - (365U * year + year / 4U - year / 100U);
  uint64_t month = (5U * of_year + 2U) / 153U;
  text_put(&line->text, "\"time\":\"");
  text_unsigned(&line->text, year + day / 146097U * 400U + (month >= 10U));
  two_digits(&line->text, '-', month < 10U ? month + 3U : month - 9U);
  two_digits(&line->text, '-', of_year - (153U * month + 2U) / 5U + 1U);
  two_digits(&line->text, 'T', seconds % SECONDS_A_DAY / 3600U);
  two_digits(&line->text, ':', seconds / 60U % 60U);
  two_digits(&line->text, ':', seconds % 60U);
  uint64_t ms = ns / SHELL_MS % 1000U;
  two_digits(&line->text, '.', ms / 10U);
  text_char(&line->text, (char)('0' + ms % 10U));
  text_put(&line->text, "Z\",");
}

static void open_line(const struct shell *shell, struct line *line, enum baton_log level,
                      const char *event)
{
  line->text = text_in(line->bytes, sizeof line->bytes - sizeof "}\n");
  line->text.placeholder = text_put_log_value;
  line->json = shell->core.globals->log_json != 0;
  if (line->json) {
    text_char(&line->text, '{');
    add_time(line);
  }
  add_as(line, "baton: level=%", "\"level\":\"%\"", baton_log_name(level), 0);
  add(line, "event", event);
}

static void close_line(struct shell *shell, struct line *line)
{
  if (shell_kept(shell)->log_dropped != 0) {
    add_number(line, "lines_dropped", shell_kept(shell)->log_dropped);
  }
  /* open_line() kept room for this, whatever else was cut off. */
  size_t length = line->text.length;
  if (line->json) {
    line->bytes[length++] = '}';
  }
  line->bytes[length++] = '\n';
  shell_kept(shell)->log_dropped = log_bytes(shell, line->bytes, length) == (int)length
                                       ? 0
                                       : shell_kept(shell)->log_dropped + 1U;
}

/* --- whose line it is --- */

/* A child that dies all the time must not bury the lines of the others. The first line of the next
 * window tells how many were left out. */
static bool within_rate(struct shell *shell, uint32_t slot)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  uint32_t window = (uint32_t)(shell->loop.now_ns / WINDOW_NS);
  if (mailbox->log_window != window) {
    mailbox->log_window = window;
    mailbox->logged = 0;
  }
  if (mailbox->logged >= LINES_A_WINDOW) {
    mailbox->log_left_out++;
    return false;
  }
  mailbox->logged++;
  return true;
}

static void add_node(struct line *line, const struct shell *shell, const char *name, uint32_t slot)
{
  const char *path = core_string(&shell->core, shell->core.nodes[slot].path);
  add(line, name, *path == '\0' ? "/" : path);
}

static void add_child(struct line *line, const struct shell *shell, uint32_t slot)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  add_node(line, shell, "child", slot);
  add_number(line, "gen", shell->core.nodes[slot].generation);
  if (mailbox->last_pid != 0) {
    add_number(line, "pid", (uint64_t)mailbox->last_pid);
  }
  if (mailbox->log_left_out != 0) {
    add_number(line, "left_out", mailbox->log_left_out);
    mailbox->log_left_out = 0;
  }
}

/* Begins a line about `slot`, or (BATON_NONE) about nobody; false if it is not wanted. Under
 * another name its own words are for those who asked for JSON. */
static bool begin(struct shell *shell, struct line *line, enum baton_log level, const char *event,
                  uint32_t slot)
{
  const struct baton_globals *globals = shell->core.globals;
  if ((shell_has_personality(shell) && globals->log_json == 0) ||
      (uint8_t)level > globals->log_level || (slot != BATON_NONE && !within_rate(shell, slot))) {
    return false;
  }
  open_line(shell, line, level, event);
  if (slot != BATON_NONE && core_is_child(&shell->core, slot)) {
    add_child(line, shell, slot);
  } else if (slot != BATON_NONE) {
    add_node(line, shell, "supervisor", slot);
  }
  return true;
}

/* --- what happened --- */

/* Which set-up step failed, and how. */
static void add_failure(struct line *line, const struct shell *shell, uint32_t slot)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  if (mailbox->error == 0) {
    return;
  }
  add(line, "step", baton_step_name(mailbox->step));
  add_error(line, mailbox->error);
  if (mailbox->step == BATON_STEP_EXEC) {
    add(line, "command", core_string(&shell->core, shell->core.nodes[slot].argv));
  }
}

static void add_end(struct line *line, const struct shell *shell, const struct baton_node *node)
{
  const struct baton_end *how = &node->end;
  add(line, "reason", baton_reason_name((enum baton_reason)how->reason));
  if (how->signal != 0) {
    add_signal(line, how->signal);
  } else {
    add_number(line, "code", how->code);
  }
  if ((how->flags & BATON_END_CORE) != 0) {
    add(line, "core", "dumped");
  }
  add_ms(line, "uptime", how->uptime_ms);
  if (how->reason == BATON_REASON_EXEC || how->reason == BATON_REASON_SPAWN) {
    add_failure(line, shell, how->cause);
  }
}

/* What comes next: its delay, and how much of the breaker is used up. */
static void add_next(struct line *line, const struct shell *shell, const struct baton_node *node,
                     uint32_t delay)
{
  add(line, "next", delay == BATON_NONE ? "none" : "restart");
  if (delay == BATON_NONE) {
    return;
  }
  const struct baton_settings *settings = &shell->core.settings[node->settings];
  add_ms(line, "delay", delay);
  uint32_t limit = settings->breaker.limit;
  const char *plain = limit == BATON_NONE ? " restarts=#" : " restarts=#/#";
  const char *json = limit == BATON_NONE ? ",\"restarts\":\"#\"" : ",\"restarts\":\"#/#\"";
  text_say_two(&line->text, line->json ? json : plain, "", node->restart_count, limit);
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
  VALUE_NODE, /* another one */
  VALUE_SIGNAL,
  VALUE_CAUSE,
  VALUE_EVENT,
  VALUE_RETRY, /* a delay, and why there was no process */
  VALUE_END,   /* a delay, and node->end; the level depends on it */
};

static const struct note_form note_forms[] = {
    [NOTE_READY] = {BATON_LOG_INFO,  VALUE_MS,     "after"     },
    [NOTE_ENDED] = {BATON_LOG_INFO,  VALUE_END,    ""          },
    [NOTE_RETRY] = {BATON_LOG_WARN,  VALUE_RETRY,  "delay"     },
    [NOTE_STOPPING] = {BATON_LOG_INFO,  VALUE_MS,     "timeout"   },
    [NOTE_STOPPED] = {BATON_LOG_DEBUG, VALUE_NONE,   ""          },
    [NOTE_KILLING] = {BATON_LOG_WARN,  VALUE_NONE,   ""          },
    [NOTE_START_TIMEOUT] = {BATON_LOG_WARN,  VALUE_MS,     "timeout"   },
    [NOTE_WATCHDOG] = {BATON_LOG_WARN,  VALUE_NONE,   ""          },
    [NOTE_LEFTOVERS] = {BATON_LOG_INFO,  VALUE_NUMBER, "processes" },
    [NOTE_LEFT_BEHIND] = {BATON_LOG_ERROR, VALUE_NONE,   ""          },
    [NOTE_DEPENDENCY] = {BATON_LOG_WARN,  VALUE_NODE,   "waited_for"},
    [NOTE_GROUP_RESTART] = {BATON_LOG_WARN,  VALUE_NODE,   "because_of"},
    [NOTE_GIVE_UP] = {BATON_LOG_ERROR, VALUE_NODE,   "because_of"},
    [NOTE_SUPERVISOR_UP] = {BATON_LOG_INFO,  VALUE_NONE,   ""          },
    [NOTE_SUPERVISOR_END] = {BATON_LOG_WARN,  VALUE_NODE,   "because_of"},
    [NOTE_DAEMONIZES] = {BATON_LOG_WARN,  VALUE_NONE,   ""          },
    [NOTE_SHUTDOWN] = {BATON_LOG_INFO,  VALUE_CAUSE,  "cause"     },
    [NOTE_FORCED] = {BATON_LOG_WARN,  VALUE_NONE,   ""          },
    [NOTE_SIGNAL_IGNORED] = {BATON_LOG_INFO,  VALUE_SIGNAL, ""          },
    [NOTE_SIGNAL_DROPPED] = {BATON_LOG_WARN,  VALUE_SIGNAL, ""          },
    [NOTE_REFUSED] = {BATON_LOG_WARN,  VALUE_EVENT,  "request"   },
    [NOTE_DRAIN] = {BATON_LOG_INFO,  VALUE_MS,     "timeout"   },
};
_Static_assert(sizeof note_forms / sizeof *note_forms == NOTE_COUNT, "a form for each note");

/* What to do about it; NULL: nothing. */
static const char *hint_of(enum core_note note)
{
  if (note == NOTE_DAEMONIZES) {
    return "it ends with 0 at once, again and again: does it daemonize? Run it in the foreground";
  }
  return note == NOTE_SIGNAL_DROPPED ? "no child has --forward for it" : NULL;
}

static void add_value(struct line *line, const struct shell *shell,
                      const struct baton_action *action, const struct note_form *form)
{
  switch ((enum note_value)form->value) {
  case VALUE_NONE: break;
  case VALUE_MS:
    if (action->value != BATON_NONE) {
      add_ms(line, form->name, action->value);
    }
    break;
  case VALUE_NUMBER: add_number(line, form->name, action->value); break;
  case VALUE_NODE:
    if (action->value != action->slot) {
      add_node(line, shell, form->name, action->value);
    }
    break;
  case VALUE_SIGNAL: add_signal(line, action->value); break;
  case VALUE_CAUSE: add(line, form->name, baton_shutdown_name(action->value)); break;
  case VALUE_EVENT: add(line, form->name, core_event_name((enum core_event)action->value)); break;
  case VALUE_RETRY:
    add_failure(line, shell, action->slot);
    add_ms(line, form->name, action->value);
    break;
  case VALUE_END:
    add_end(line, shell, &shell->core.nodes[action->slot]);
    add_next(line, shell, &shell->core.nodes[action->slot], action->value);
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
  if (!begin(shell, &line, level_of(shell, action), event, action->slot)) {
    return;
  }
  add_value(&line, shell, action, form);
  const char *hint = hint_of((enum core_note)action->note);
  if (hint != NULL) {
    add(&line, "hint", hint);
  }
  close_line(shell, &line);
}

void log_own(struct shell *shell, enum baton_log level, const char *event, uint32_t slot,
             struct log_detail detail)
{
  struct line line;
  if (!begin(shell, &line, level, event, slot)) {
    return;
  }
  if (detail.signal != 0) {
    add_signal(&line, detail.signal);
  }
  if (detail.error != 0) {
    add_error(&line, detail.error);
  }
  if (detail.pid != 0) {
    add_number(&line, "pid", (uint64_t)detail.pid);
  }
  close_line(shell, &line);
}

void log_close(struct shell *shell)
{
  struct line line;
  uint64_t left_out = 0;
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    left_out += shell_mailbox(shell, i)->log_left_out;
  }
  if ((left_out != 0 || shell_kept(shell)->log_dropped != 0) &&
      begin(shell, &line, BATON_LOG_WARN, "log", BATON_NONE)) {
    add_number(&line, "left_out", left_out);
    close_line(shell, &line);
  }
}
