#include "child.h"

#include "core/handover.h"
#include "errors.h"
#include "marks.h"
#include "phrases.h"
#include "signals.h"
#include "spawn.h"
#include "stream.h"
#include "tty.h"
#include "util/span.h"
#include "util/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/resource.h>

#define FIRST_FREE_FD 3
#define ENV_FILE_MOST ((size_t)64 * 1024)
#define EXIT_FAILED   126 /* nobody reads it: the mailbox says what happened */

static const char *string_of(const struct child *child, uint32_t offset)
{
  return core_string(&child->shell->core, offset);
}

/* --- the steps, in the order of BATON_STEPS --- */

static int lead_group(const struct child *child)
{
  int result = kernel_new_group();
  if (result == 0 && child->foreground) {
    /* TTOU is still blocked here, so a group in the background may do it. A terminal that is gone,
     * or is not the session's, cannot be taken: the child runs without it. */
    (void)kernel_set_foreground(child->shell->tty.fd, kernel_pid());
    tty_restore(child->shell);
  }
  return result;
}

/* A terminal that belongs to another session stays there, and the child runs without it. */
static int lead_session(const struct child *child)
{
  int result = kernel_new_session();
  if (result < 0) {
    return result;
  }
  int taken = kernel_take_terminal(STDIN_FILENO);
  if (taken < 0) {
    phrase_say_in_child(child->shell, child->path->rest, PHRASE_NO_TERMINAL, "", -taken);
  }
  phrase_say_in_child(child->shell, child->path->rest, PHRASE_SESSION, "", 0);
  return 0;
}

/* A session of its own only where it is needed, to be kept from a terminal or to be known by: a
 * child may well want to lead a group or a session itself, and the terminals that a leader opens
 * can hurt it. */
static bool leads_session(const struct child *child)
{
  const struct shell *shell = child->shell;
  return child->takes || (!shell_is_classic(shell) && !child->terminal &&
                          (!child->marked || shell->tty.of_session));
}

/* When the last leader ended, the kernel has hung up a terminal that is none of a pair: what was
 * open is dead, and opened anew it lives. Nobody loses it by force. */
static int take_terminal(const struct child *child)
{
  int result = kernel_new_session();
  if (result >= 0 && child->takes) {
    stream_renew(STDIN_FILENO);
    (void)kernel_take_terminal(STDIN_FILENO);
    tty_restore(child->shell);
  }
  return result;
}

static int take_usual_place(const struct child *child)
{
  struct baton_mailbox *mailbox = shell_mailbox(child->shell, child->slot);
  bool leads = leads_session(child);
  mailbox->session = leads ? mailbox->pid : child->shell->tty.session;
  return leads ? take_terminal(child) : lead_group(child);
}

static int take_place(const struct child *child)
{
  switch ((enum baton_place)child->settings->place) {
  case BATON_PLACE_USUAL: return take_usual_place(child);
  case BATON_PLACE_GROUP: return lead_group(child);
  case BATON_PLACE_LEADER: return lead_session(child);
  case BATON_PLACE_OURS: break;
  }
  return 0;
}

/* The limit on open files comes last: with thousands of baton's pidfds still open, the set-up
 * itself might find no number left below it. Here its hard limit is only raised, while we still
 * may. */
static int apply_limits(const struct child *child)
{
  const struct kernel_limit *files = &child->shell->spawn.files_raised;
  const struct baton_limit *limit = &child->shell->core.limits[child->settings->limits];
  int result = 0;
  for (uint32_t i = 0; i < child->settings->limit_count && result >= 0; i++, limit++) {
    bool of_files = limit->resource == RLIMIT_NOFILE;
    struct kernel_limit wanted = {.soft = of_files ? files->soft : limit->soft,
                                  .hard = limit->hard};
    if (!of_files || wanted.hard > files->hard) {
      result = kernel_limit((int)limit->resource, &wanted, NULL);
    }
  }
  return result;
}

static int apply_oom_score(const struct child *child)
{
  char number[16];
  struct text text = text_in(number, sizeof number);
  text_signed(&text, child->settings->oom_score_adj);
  int fd = kernel_open("/proc/self/oom_score_adj", O_WRONLY, 0);
  if (fd < 0) {
    return fd;
  }
  int result = kernel_write(fd, number, text.length);
  (void)kernel_close(fd);
  return result;
}

/* What the file holds, without its last newline, and how many bytes that is. A FIFO would wait for
 * a writer, and a device may have no end. */
static int read_variable(const char *path, char *at)
{
  size_t length = 0;
  int left = 0;
  int fd = kernel_open(path, O_RDONLY | O_NONBLOCK, 0);
  if (fd < 0) {
    return fd;
  }
  int result = kernel_seekable(fd) < 0 ? -EINVAL : 1;
  while (result > 0 && length <= ENV_FILE_MOST) {
    result = kernel_read(fd, at + length, ENV_FILE_MOST + 1 - length);
    length += result > 0 ? (size_t)result : 0;
  }
  if (result >= 0 && kernel_file_left(fd, &left) < 0) {
    result = -EINVAL;
  }
  (void)kernel_close(fd);
  if (result < 0 || length > ENV_FILE_MOST) {
    return result < 0 ? result : -EFBIG;
  }
  length -= length > 0 && at[length - 1] == '\n';
  at[length] = '\0';
  return strlen(at) != length ? -EINVAL : (int)length;
}

/* With baton's rights: a secret may be for nobody else's eyes. There is room for all that they may
 * hold, since pages that are not touched cost nothing. */
static int read_env_files(struct child *child)
{
  const struct baton_settings *settings = child->settings;
  struct baton_mailbox *mailbox = shell_mailbox(child->shell, child->slot);
  const char *word = string_of(child, settings->env);
  size_t room = child->shell->core.table->strings.count;
  void *memory = NULL;
  char *at = NULL;
  int result = 0;
  for (uint32_t i = 0; i < settings->env_count && result >= 0; i++, word += strlen(word) + 1) {
    if (word[0] != '=') {
      continue;
    }
    if (at == NULL) {
      room += settings->env_count * (ENV_FILE_MOST + 2);
      result = kernel_map(&memory, room, MAP_PRIVATE | MAP_ANONYMOUS, -1);
      child->files = at = memory;
    }
    if (at == NULL) {
      break;
    }
    size_t key = (size_t)(span_first(word + 1, '=') - word);
    memcpy(at, word + 1, key);
    mailbox->path = (uint32_t)(word + key + 1 - child->shell->core.strings);
    result = read_variable(word + key + 1, at + key);
    at += result < 0 ? 0 : key + (size_t)result + 1;
  }
  return result;
}

/* Without the privilege, boot has made sure that they are ours already. */
static int apply_groups(const struct child *child)
{
  const struct shell *shell = child->shell;
  const struct baton_settings *set = child->settings;
  if (!shell_kept(shell)->may_set_groups) {
    return 0;
  }
  int result = kernel_set_groups(&shell->core.groups[set->groups], set->group_count);
  /* A user namespace may deny this call to everybody; who is that user already loses nothing. */
  bool ours = set->uid == kernel_uid() && set->gid == kernel_gid();
  return result == -EPERM && ours ? 0 : result;
}

/* Root's capabilities go with its uid, but those that exec keeps for another user (podman run
 * --user 1000 --cap-add) would stay with the next one, too. */
static int apply_uid(uint32_t uid)
{
  uint32_t ours = kernel_uid();
  int result = kernel_set_uid(uid);
  return result < 0 || ours == 0 || ours == uid ? result : kernel_drop_ambient();
}

/* Comes after the ids, since the kernel forgets it when they change. Then a look whether baton had
 * ended before it was set. A baton that is PID 1 takes everybody along anyway. */
static int bind_to_parent(const struct child *child)
{
  if (child->shell->init || shell_has_personality(child->shell)) {
    return 0;
  }
  int result = kernel_death_signal(SIGKILL);
  if (result == 0 && kernel_parent() != child->shell->pid) {
    kernel_exit(EXIT_FAILED);
  }
  return result;
}

/* The first step to which the mask matters. */
static int connect_stdin(const struct child *child)
{
  const struct baton_settings *settings = child->settings;
  if ((settings->flags & BATON_SET_UMASK) != 0) {
    kernel_umask(settings->umask);
  }
  return stream_connect(child, STDIN_FILENO);
}

/* Placed last: if baton uses that number, this process needs its copy no longer. */
static int place_ready_fd(const struct child *child)
{
  const struct baton_settings *settings = child->settings;
  if (child->ready_fd < 0) {
    return 0;
  }
  if (settings->ready == BATON_READY_ENV) {
    return kernel_dup_above(child->ready_fd, FIRST_FREE_FD);
  }
  if (settings->ready_fd == child->ready_fd) {
    return kernel_keep_on_exec(child->ready_fd);
  }
  return kernel_dup(child->ready_fd, settings->ready_fd);
}

static void put_words(struct child *child)
{
  const struct baton_node *node = &child->shell->core.nodes[child->slot];
  const char *word = string_of(child, node->argv);
  for (uint32_t i = 0; i < node->argc; i++) {
    child->exec.argv[i] = word;
    word += strlen(word) + 1;
  }
  child->exec.argv[node->argc] = NULL;
}

int child_prepare(struct child *child)
{
  const struct shell *shell = child->shell;
  const struct room *room = &child->room;
  struct baton_mailbox *mailbox = shell_mailbox(shell, child->slot);
  uint32_t argc = shell->core.nodes[child->slot].argc;
  const char **words = room->words + 1; /* one before them for /bin/sh */
  struct handover_env env = {
      .inherited = shell->environment,
      .envp = words + argc + 1,
      .envp_capacity = room->word_count - argc - 2,
      .text = room->text,
      .text_capacity = room->text_bytes,
      .files = child->files,
      .self = shell->pid,
  };
  child->exec = (struct exec){
      .argv = words,
      .envp = env.envp,
      .interpreter = mailbox->interpreter,
      .interpreter_bytes = sizeof mailbox->interpreter,
  };
  if (handover_environment(&shell->core, child->slot, &env) < 0) {
    return -E2BIG;
  }
  child->path = (void *)(env.text + env.text_length);
  child->exec.path = child->path->rest;
  child->exec.path_bytes = sizeof child->path->rest;
  put_words(child);
  child->ready_digits = env.ready_digits;
  child->pid_digits = env.pid_digits;
  return 0;
}

/* What only the child knows goes in last. */
static int complete_environment(struct child *child)
{
  int result = child->taken != NULL ? 0 : child_prepare(child);
  handover_number(child->ready_digits, child->ready_given);
  handover_number(child->pid_digits, shell_mailbox(child->shell, child->slot)->pid);
  return result;
}

/* If baton has raised the soft limit for itself, its children never see it. */
static int apply_file_limit(const struct child *child)
{
  const struct baton_settings *settings = child->settings;
  const struct baton_limit *limit = &child->shell->core.limits[settings->limits];
  const struct baton_shell *kept = shell_kept(child->shell);
  struct kernel_limit wanted = {.soft = kept->files_soft, .hard = kept->files_hard};
  bool other = wanted.soft != child->shell->spawn.files_raised.soft;
  for (uint32_t i = 0; i < settings->limit_count; i++, limit++) {
    if (limit->resource == RLIMIT_NOFILE) {
      wanted = (struct kernel_limit){.soft = limit->soft, .hard = limit->hard};
      other = true;
    }
  }
  return other ? kernel_limit(RLIMIT_NOFILE, &wanted, NULL) : 0;
}

static int run_command(struct child *child)
{
  shell_mailbox(child->shell, child->slot)->step = BATON_STEP_EXEC;
  return exec_command(&child->exec);
}

/* --- the way through them --- */

static int take_step(struct child *child, enum baton_step step)
{
  const struct shell *shell = child->shell;
  const struct baton_settings *set = child->settings;
  bool user = (set->flags & BATON_SET_USER) != 0;
  switch (step) {
  case BATON_STEP_PIPE:
  case BATON_STEP_FORK: return 0; /* baton's own, done */
  case BATON_STEP_TABLE:          /* until then, whatever it does to an fd it does to baton's */
    return child->fds_kept > 0 ? kernel_own_fds(child->fds_kept) : 0;
  case BATON_STEP_SESSION: return take_place(child);
  case BATON_STEP_LIMITS: return apply_limits(child);
  case BATON_STEP_NICE: return (set->flags & BATON_SET_NICE) != 0 ? kernel_nice(set->nice) : 0;
  case BATON_STEP_OOM: return (set->flags & BATON_SET_OOM) != 0 ? apply_oom_score(child) : 0;
  case BATON_STEP_ENV_FILES: return read_env_files(child);
  case BATON_STEP_GROUPS: return user ? apply_groups(child) : 0;
  case BATON_STEP_GID: return user ? kernel_set_gid(set->gid) : 0;
  case BATON_STEP_UID: return user ? apply_uid(set->uid) : 0;
  case BATON_STEP_PRIVILEGES:
    return (set->flags & BATON_SET_NO_NEW_PRIVS) != 0 ? kernel_no_new_privs() : 0;
  case BATON_STEP_PARENT: return bind_to_parent(child);
  case BATON_STEP_CWD: return set->cwd != 0 ? kernel_chdir(string_of(child, set->cwd)) : 0;
  case BATON_STEP_STDIN: return connect_stdin(child);
  case BATON_STEP_STDOUT: return stream_connect(child, STDOUT_FILENO);
  case BATON_STEP_STDERR: return stream_connect(child, STDERR_FILENO);
  case BATON_STEP_READY: return child->ready_given = place_ready_fd(child);
  case BATON_STEP_ENVIRONMENT: return complete_environment(child);
  case BATON_STEP_FILES: return apply_file_limit(child);
  case BATON_STEP_SIGNALS:
    return (set->flags & BATON_SET_PLAIN) != 0 ? signals_clear() : signals_restore(shell);
  case BATON_STEP_EXEC: return run_command(child);
  }
  return -ENOSYS;
}

/* Under another name the child says itself what is wrong, and its exit code is all that baton hears
 * of it; unless what is said is JSON, which is baton's. */
static int fail(const struct child *child, enum baton_step step, int error)
{
  const struct shell *shell = child->shell;
  struct baton_mailbox *mailbox = shell_mailbox(shell, child->slot);
  bool of_command = step == BATON_STEP_EXEC;
  if (!shell_has_personality(shell) || shell->core.globals->log_json != 0) {
    mailbox->step = (uint8_t)step;
    mailbox->obstacle = child->exec.obstacle;
    mailbox->error = error;
    return EXIT_FAILED;
  }
  const char *what = of_command ? string_of(child, shell->core.nodes[child->slot].argv)
                                : baton_step_name((uint8_t)step);
  enum phrase phrase = of_command ? PHRASE_NOT_EXECUTED : PHRASE_NOT_SET_UP;
  phrase_say_in_child(shell, child->path->rest, phrase, what, error);
  return error_code(&shell->core.globals->codes, error, of_command);
}

bool child_may_share(const struct shell *shell, const struct baton_settings *settings)
{
  const char *word = core_string(&shell->core, settings->env);
  bool reads_files = false;
  for (uint32_t i = 0; i < settings->env_count; i++, word += strlen(word) + 1) {
    reads_files |= word[0] == '='; /* memory is mapped for them */
  }
  return (settings->flags & (BATON_SET_USER | BATON_SET_OOM)) == 0 && !reads_files;
}

_Noreturn void child_run(void *argument)
{
  struct child *child = argument;
  struct baton_mailbox *mailbox = shell_mailbox(child->shell, child->slot);
  int code = 0;
  if (child->taken != NULL) {
    mailbox->pid = (int32_t)*child->taken; /* in a copy the kernel has done so (kernel.md, 7) */
  }
  child->marked = marks_take(child->shell, mailbox->mark);
  for (int step = BATON_STEP_TABLE; step <= BATON_STEP_EXEC; step++) {
    int result = take_step(child, (enum baton_step)step);
    if (result < 0) {
      code = fail(child, (enum baton_step)step, -result);
      break;
    }
  }
  kernel_exit(code);
}
