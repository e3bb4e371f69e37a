#define _GNU_SOURCE /* NOLINT(readability-identifier-naming): libc looks for this name */

#include "child.h"

#include "core/handover.h"
#include "errors.h"
#include "exec.h"
#include "phrases.h"
#include "signals.h"
#include "spawn.h"
#include "tty.h"
#include "util/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/resource.h>

#define FILE_MODE     0644U
#define FIRST_FREE_FD 3
#define EXIT_FAILED   126 /* nobody reads it: the mailbox says what happened */

static const struct baton_settings *settings_of(const struct child *child)
{
  return shell_settings(child->shell, child->slot);
}

static const char *string_of(const struct child *child, uint32_t offset)
{
  return core_string(&child->shell->core, offset);
}

/* --- the steps, in the order of BATON_STEPS --- */

/* Comes first: until then, whatever it does to an fd it does to baton's. */
static int own_fds(const struct child *child)
{
  return child->fds_kept == 0 ? 0 : kernel_own_fds(child->fds_kept);
}

static int lead_group(const struct child *child)
{
  int result = kernel_new_group();
  if (result == 0 && child->foreground) {
    tty_take(child->shell);
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
    phrase_say_in_child(child->shell, PHRASE_NO_TERMINAL, "", -taken, -taken);
  }
  phrase_say_in_child(child->shell, PHRASE_SESSION, "", 0, 0);
  return 0;
}

static int take_place(const struct child *child)
{
  switch ((enum baton_place)settings_of(child)->place) {
  case BATON_PLACE_USUAL: return child->terminal ? lead_group(child) : kernel_new_session();
  case BATON_PLACE_GROUP: return lead_group(child);
  case BATON_PLACE_LEADER: return lead_session(child);
  case BATON_PLACE_OURS: break;
  }
  return 0;
}

/* The limit on open files comes last: with thousands of baton's pidfds still open, the set-up
 * itself might find no number left below it. Here a hard limit is only raised, while we still may.
 */
static int apply_file_limit_early(const struct child *child, const struct baton_limit *limit)
{
  struct kernel_limit raised = child->shell->spawn.files_raised;
  if (limit->hard <= raised.hard) {
    return 0;
  }
  raised.hard = limit->hard;
  return kernel_limit(RLIMIT_NOFILE, &raised, NULL);
}

static int apply_limits(const struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
  const struct baton_limit *limit = &child->shell->core.limits[settings->limits];
  for (uint32_t i = 0; i < settings->limit_count; i++, limit++) {
    struct kernel_limit wanted = {.soft = limit->soft, .hard = limit->hard};
    int result = limit->resource == RLIMIT_NOFILE
                     ? apply_file_limit_early(child, limit)
                     : kernel_limit((int)limit->resource, &wanted, NULL);
    if (result < 0) {
      return result;
    }
  }
  return 0;
}

static int apply_nice(const struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
  return (settings->flags & BATON_SET_NICE) == 0 ? 0 : kernel_nice(settings->nice);
}

static int apply_oom_score(const struct child *child)
{
  char number[16];
  const struct baton_settings *settings = settings_of(child);
  if ((settings->flags & BATON_SET_OOM) == 0) {
    return 0;
  }
  struct text text = text_in(number, sizeof number);
  text_signed(&text, settings->oom_score_adj);
  int fd = kernel_open("/proc/self/oom_score_adj", O_WRONLY, 0);
  if (fd < 0) {
    return fd;
  }
  int result = kernel_write(fd, number, text.length);
  (void)kernel_close(fd);
  return result < 0 ? result : 0;
}

/* Without the privilege, boot has made sure that the ids are ours already. */
static int apply_groups(const struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
  if ((settings->flags & BATON_SET_USER) == 0 || !shell_kept(child->shell)->may_set_groups) {
    return 0;
  }
  return kernel_set_groups(&child->shell->core.groups[settings->groups], settings->group_count);
}

static int apply_gid(const struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
  return (settings->flags & BATON_SET_USER) == 0 ? 0 : kernel_set_gid(settings->gid);
}

static int apply_uid(const struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
  return (settings->flags & BATON_SET_USER) == 0 ? 0 : kernel_set_uid(settings->uid);
}

static int apply_privileges(const struct child *child)
{
  return (settings_of(child)->flags & BATON_SET_NO_NEW_PRIVS) == 0 ? 0 : kernel_no_new_privs();
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

static int apply_directory(const struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
  if ((settings->flags & BATON_SET_UMASK) != 0) {
    kernel_umask(settings->umask);
  }
  return settings->cwd == 0 ? 0 : kernel_chdir(string_of(child, settings->cwd));
}

/* Even a container without /dev gets its null: reading it is the end of file, and writing to it
 * fails. Few programs mind that; with a pipe they would be killed by PIPE, and with a plain memfd
 * they would fill the memory. */
static int make_null(void)
{
  int fd = kernel_memfd("null", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd >= 0) {
    (void)kernel_seal(fd, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_WRITE | F_SEAL_SEAL);
  }
  return fd;
}

static int open_null(void)
{
  int fd = kernel_open("/dev/null", O_RDWR, 0);
  return fd < 0 ? make_null() : fd;
}

/* boot keeps 0 to 2 occupied, so nothing that is opened here gets one of these numbers. */
static int become(int fd, int target)
{
  return fd < 0 ? fd : kernel_dup(fd, target);
}

static int connect_output(const struct child *child, int target, uint8_t mode, uint32_t file)
{
  int result = 0;
  switch ((enum baton_stream)mode) {
  case BATON_STREAM_INHERIT: break;
  case BATON_STREAM_NULL: result = become(open_null(), target); break;
  case BATON_STREAM_FILE:
    result = become(kernel_open(string_of(child, file), O_WRONLY | O_APPEND | O_CREAT, FILE_MODE),
                    target);
    break;
  }
  return result < 0 ? result : 0;
}

static int connect_stdin(const struct child *child)
{
  return connect_output(child, STDIN_FILENO, settings_of(child)->stdin_mode, 0);
}

static int connect_stdout(const struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
  return connect_output(child, STDOUT_FILENO, settings->stdout_mode, settings->stdout_file);
}

static int connect_stderr(const struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
  return connect_output(child, STDERR_FILENO, settings->stderr_mode, settings->stderr_file);
}

/* Placed last: if baton uses that number, this process needs its copy no longer. */
static int place_ready_fd(struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
  child->ready_given = -1;
  if (child->ready_fd < 0) {
    return 0;
  }
  if (settings->ready == BATON_READY_ENV) {
    child->ready_given = kernel_dup_above(child->ready_fd, FIRST_FREE_FD);
  } else if (settings->ready_fd == child->ready_fd) {
    child->ready_given = kernel_keep_on_exec(child->ready_fd) < 0 ? -EBADF : child->ready_fd;
  } else {
    child->ready_given = kernel_dup(child->ready_fd, settings->ready_fd);
  }
  return child->ready_given < 0 ? child->ready_given : 0;
}

/* The memory that boot has mapped for putting together the words and the environment. */
static struct exec scratch(const struct child *child, const char ***envp, size_t *env_capacity)
{
  const struct shell *shell = child->shell;
  const struct baton_node *node = &shell->core.nodes[child->slot];
  const char **words = shell->spawn.words + 1; /* one before them for /bin/sh */
  *envp = words + node->argc + 1;
  *env_capacity = shell->spawn.word_count - node->argc - 2;
  return (struct exec){
      .argv = words,
      .envp = *envp,
      .path = shell->spawn.text + shell->spawn.text_bytes - KERNEL_PATH_MAX,
      .path_bytes = KERNEL_PATH_MAX,
  };
}

static int build_environment(const struct child *child)
{
  const struct shell *shell = child->shell;
  const char **envp = NULL;
  size_t capacity = 0;
  (void)scratch(child, &envp, &capacity);
  struct handover_env env = {
      .inherited = shell->environment,
      .envp = envp,
      .envp_capacity = capacity,
      .text = shell->spawn.text, /* the path after it is mostly not touched */
      .text_capacity = shell->spawn.text_bytes - KERNEL_PATH_MAX,
      .ready_fd = child->ready_given,
      .self = shell->pid,
      .child = shell_mailbox(shell, child->slot)->pid,
  };
  return handover_environment(&shell->core, child->slot, &env) < 0 ? -E2BIG : 0;
}

/* If baton has raised the soft limit for itself, its children never see it. */
static int apply_file_limit(const struct child *child)
{
  const struct baton_settings *settings = settings_of(child);
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

static int restore_signals(const struct child *child)
{
  bool plain = (settings_of(child)->flags & BATON_SET_PLAIN) != 0;
  return plain ? signals_clear() : signals_restore(child->shell);
}

static int run_command(const struct child *child)
{
  const char **envp = NULL;
  size_t capacity = 0;
  const struct baton_node *node = &child->shell->core.nodes[child->slot];
  struct exec exec = scratch(child, &envp, &capacity);
  const char *word = string_of(child, node->argv);
  for (uint32_t i = 0; i < node->argc; i++) {
    exec.argv[i] = word;
    word += strlen(word) + 1;
  }
  exec.argv[node->argc] = NULL;
  return exec_command(&exec);
}

/* --- the way through them --- */

static int take_step(struct child *child, enum baton_step step)
{
  switch (step) {
  case BATON_STEP_PIPE:
  case BATON_STEP_FORK: return 0; /* baton's own, done */
  case BATON_STEP_TABLE: return own_fds(child);
  case BATON_STEP_SESSION: return take_place(child);
  case BATON_STEP_LIMITS: return apply_limits(child);
  case BATON_STEP_NICE: return apply_nice(child);
  case BATON_STEP_OOM: return apply_oom_score(child);
  case BATON_STEP_GROUPS: return apply_groups(child);
  case BATON_STEP_GID: return apply_gid(child);
  case BATON_STEP_UID: return apply_uid(child);
  case BATON_STEP_PRIVILEGES: return apply_privileges(child);
  case BATON_STEP_PARENT: return bind_to_parent(child);
  case BATON_STEP_CWD: return apply_directory(child);
  case BATON_STEP_STDIN: return connect_stdin(child);
  case BATON_STEP_STDOUT: return connect_stdout(child);
  case BATON_STEP_STDERR: return connect_stderr(child);
  case BATON_STEP_READY: return place_ready_fd(child);
  case BATON_STEP_ENVIRONMENT: return build_environment(child);
  case BATON_STEP_FILES: return apply_file_limit(child);
  case BATON_STEP_SIGNALS: return restore_signals(child);
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
    mailbox->error = error;
    return EXIT_FAILED;
  }
  const char *what = of_command ? string_of(child, shell->core.nodes[child->slot].argv)
                                : baton_step_name((uint8_t)step);
  phrase_say_in_child(shell, of_command ? PHRASE_NOT_EXECUTED : PHRASE_NOT_SET_UP, what, error, 0);
  return error_code(&shell->core.globals->codes, error, of_command);
}

_Noreturn void child_run(struct child *child)
{
  int code = 0;
  for (int step = BATON_STEP_TABLE; step <= BATON_STEP_EXEC; step++) {
    int result = take_step(child, (enum baton_step)step);
    if (result < 0) {
      code = fail(child, (enum baton_step)step, -result);
      break;
    }
  }
  kernel_exit(code);
}
