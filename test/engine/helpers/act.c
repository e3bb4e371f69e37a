/* act WORD...: one small program that plays every part in the containers of the engine tests.
 *
 * The words are a little script, done from the left. It needs no libc in the image, no /proc (the
 * words that read it aside) and no privilege. Each line it prints is one write, so that several
 * parts may share a container's log.
 *
 *   say TEXT           print TEXT
 *   env PREFIX         print, in one line, the environment's entries that begin with PREFIX
 *   ids                print pid, uid, gid, supplementary groups and LIFECYCLE_NAME
 *   cwd                print the working directory
 *   status FIELD       print a line of /proc/self/status
 *   tty                say whether fd 0 is a terminal and whose the foreground is
 *   args               print what is left of the line, a word a line, and end
 *   count FILE         add a byte to FILE and print how many it has: the number of this start
 *   touch FILE         make FILE, or say why not
 *   first FILE WORD... the rest of the line only if FILE can be made; from the second start on
 *                      the line ends here
 *   catch SIG CODE     from now on SIG is noted: "got SIG"; at CODE >= 0 it ends wait with CODE
 *   ignore SIG         from now on SIG is ignored
 *   ready FD           write the readiness line to FD
 *   stray              leave a grandchild behind, in its own session, that waits
 *   orphans N          leave N orphans that end at once, and wait until they have
 *   line               read a line from fd 0 and print it
 *   hold               close nothing, print nothing, wait for ever with default dispositions
 *   await SIG          wait for SIG, then go on
 *   wait               wait for the signals caught, for ever
 *   fork N             make N children that wait, and say how many could be made
 *   eat N              take N MiB of memory
 *   raise SIG          end by SIG
 *   kill SIG PID       send it (-1: to all)
 *   ps                 print pid, parent, state and name of every process
 *   exit CODE
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

extern char **environ;

enum { LINE_BYTES = 4096, EXIT_MISUSE = 99, SIGNALS = 65, NO_CODE = -1 };

static sigset_t caught;
static int end_code[SIGNALS];

static const struct {
  int number;
  const char *name;
} signal_names[] = {
    {SIGHUP,   "HUP"    },
    {SIGINT,   "INT"    },
    {SIGQUIT,  "QUIT"   },
    {SIGABRT,  "ABRT"   },
    {SIGKILL,  "KILL"   },
    {SIGUSR1,  "USR1"   },
    {SIGSEGV,  "SEGV"   },
    {SIGUSR2,  "USR2"   },
    {SIGPIPE,  "PIPE"   },
    {SIGALRM,  "ALRM"   },
    {SIGTERM,  "TERM"   },
    {SIGCONT,  "CONT"   },
    {SIGTSTP,  "TSTP"   },
    {SIGWINCH, "WINCH"  },
    {SIGPWR,   "PWR"    },
    {SIGSTOP,  "STOP"   },
    {35,       "RTMIN+1"},
    {37,       "RTMIN+3"},
};

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
  char line[LINE_BYTES];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line - 1, format, arguments);
  va_end(arguments);
  if (length < 0)
    exit(EXIT_MISUSE);
  if ((size_t)length > sizeof line - 2)
    length = (int)sizeof line - 2;
  line[length] = '\n';
  if (write(STDOUT_FILENO, line, (size_t)length + 1) < 0)
    exit(EXIT_MISUSE);
}

static int signal_number(const char *name)
{
  for (size_t i = 0; i < sizeof signal_names / sizeof *signal_names; i++)
    if (strcmp(signal_names[i].name, name) == 0)
      return signal_names[i].number;
  say("act: no signal '%s'", name);
  exit(EXIT_MISUSE);
}

static const char *signal_name(int number)
{
  for (size_t i = 0; i < sizeof signal_names / sizeof *signal_names; i++)
    if (signal_names[i].number == number)
      return signal_names[i].name;
  return "?";
}

static void print_environment(const char *prefix)
{
  char text[LINE_BYTES] = "";
  size_t used = 0;
  for (char **entry = environ; *entry != NULL; entry++)
    if (strncmp(*entry, prefix, strlen(prefix)) == 0 && used < sizeof text)
      used += (size_t)snprintf(text + used, sizeof text - used, " %s", *entry);
  say("env%s", text);
}

static void print_ids(void)
{
  gid_t groups[64];
  int count = getgroups(64, groups);
  char text[512] = "";
  for (int i = 0; i < count; i++) {
    size_t used = strlen(text);
    snprintf(text + used, sizeof text - used, " %u", (unsigned)groups[i]);
  }
  const char *name = getenv("LIFECYCLE_NAME");
  say("ids pid=%d uid=%u gid=%u groups=%s name=%s", (int)getpid(), (unsigned)getuid(),
      (unsigned)getgid(), text, name != NULL ? name : "");
}

static void print_status(const char *field)
{
  FILE *file = fopen("/proc/self/status", "r");
  if (file == NULL) {
    say("status: %s", strerror(errno));
    return;
  }
  char line[LINE_BYTES];
  while (fgets(line, sizeof line, file) != NULL)
    if (strncmp(line, field, strlen(field)) == 0) {
      line[strcspn(line, "\n")] = '\0';
      say("%s", line);
    }
  fclose(file);
}

static void print_terminal(void)
{
  if (!isatty(STDIN_FILENO))
    say("tty no");
  else
    say("tty yes foreground=%s", tcgetpgrp(STDIN_FILENO) == getpgrp() ? "mine" : "another's");
}

static void count_start(const char *path)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (fd < 0 || write(fd, "x", 1) != 1) {
    say("count: %s", strerror(errno));
    exit(EXIT_MISUSE);
  }
  say("start %ld", (long)lseek(fd, 0, SEEK_END));
  close(fd);
}

static void touch(const char *path)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  say("touch %s: %s", path, fd < 0 ? strerror(errno) : "ok");
  if (fd >= 0)
    close(fd);
}

/* True once in the life of `path`. */
static bool is_first(const char *path)
{
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd >= 0)
    close(fd);
  return fd >= 0;
}

static void catch_signal(const char *name, int code)
{
  int number = signal_number(name);
  sigaddset(&caught, number);
  sigprocmask(SIG_BLOCK, &caught, NULL);
  end_code[number] = code;
}

static void wait_for_signals(void)
{
  for (;;) {
    int number = sigwaitinfo(&caught, NULL);
    if (number < 0)
      continue; /* stopped and continued */
    say("got %s", signal_name(number));
    if (end_code[number] != NO_CODE)
      exit(end_code[number]);
  }
}

static void await_signal(const char *name)
{
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal_number(name));
  sigprocmask(SIG_BLOCK, &only, NULL);
  say("awaiting %s", name);
  while (sigwaitinfo(&only, NULL) < 0)
    continue; /* stopped and continued */
}

static void hold(void)
{
  for (;;)
    pause();
}

static void leave_stray(void)
{
  pid_t middle = fork();
  if (middle == 0) {
    if (setsid() > 0 && fork() == 0)
      hold();
    _exit(0);
  }
  waitpid(middle, NULL, 0);
}

/* Each orphan holds the pipe's writing end: the pipe ends with the last of them. */
static void leave_orphans(int count)
{
  int ends[2];
  if (pipe(ends) != 0)
    exit(EXIT_MISUSE);
  for (int i = 0; i < count; i++) {
    pid_t middle = fork();
    if (middle == 0) {
      fork();
      _exit(0);
    }
    waitpid(middle, NULL, 0);
  }
  close(ends[1]);
  char byte;
  while (read(ends[0], &byte, 1) < 0)
    continue;
  close(ends[0]);
  say("orphans ended");
}

static void fork_many(int count)
{
  int made = 0;
  for (int i = 0; i < count; i++) {
    pid_t child = fork();
    if (child == 0)
      hold();
    if (child > 0)
      made++;
  }
  say("forked %s", made == count ? "all" : "less");
}

static void print_line(void)
{
  char line[LINE_BYTES];
  size_t length = 0;
  while (length < sizeof line - 1 && read(STDIN_FILENO, line + length, 1) == 1 &&
         line[length] != '\n')
    length++;
  line[length] = '\0';
  say("line '%s'", line);
}

static void print_process(const char *number)
{
  char path[300];
  char text[LINE_BYTES];
  snprintf(path, sizeof path, "/proc/%s/stat", number);
  FILE *file = fopen(path, "r");
  if (file == NULL)
    return; /* it has ended since */
  size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[length] = '\0';
  char *open_bracket = strchr(text, '(');
  char *close_bracket = strrchr(text, ')');
  char state = '?';
  int parent = 0;
  if (open_bracket == NULL || close_bracket == NULL ||
      sscanf(close_bracket + 1, " %c %d", &state, &parent) != 2)
    return;
  *close_bracket = '\0';
  say("%s %d %c %s", number, parent, state, open_bracket + 1);
}

static void print_processes(void)
{
  DIR *proc = opendir("/proc");
  if (proc == NULL) {
    say("ps: %s", strerror(errno));
    exit(EXIT_MISUSE);
  }
  for (struct dirent *entry = readdir(proc); entry != NULL; entry = readdir(proc))
    if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
      print_process(entry->d_name);
  closedir(proc);
}

static void print_rest(char **words)
{
  for (; *words != NULL; words++)
    say("arg '%s'", *words);
  exit(0);
}

static void send_signal(const char *name, const char *pid)
{
  if (kill((pid_t)atoi(pid), signal_number(name)) != 0) {
    say("kill %s: %s", pid, strerror(errno));
    exit(1);
  }
}

static void print_cwd(void)
{
  char path[LINE_BYTES];
  say("cwd %s", getcwd(path, sizeof path) != NULL ? path : strerror(errno));
}

static void write_ready(const char *fd)
{
  if (write(atoi(fd), "ready\n", 6) != 6)
    exit(EXIT_MISUSE);
}

/* Each page is touched, or it would be none. */
static void eat(int mebibytes)
{
  size_t size = (size_t)mebibytes << 20;
  char *memory = malloc(size);
  if (memory == NULL) {
    say("eat: %s", strerror(errno));
    exit(EXIT_MISUSE);
  }
  memset(memory, 1, size);
  say("eaten %d", memory[size - 1]);
}

static void raise_default(const char *name)
{
  int number = signal_number(name);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  signal(number, SIG_DFL);
  raise(number);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
}

/* The words that stand alone. False: it is none of them. */
static bool act_alone(const char *word, char **rest)
{
  if (strcmp(word, "ids") == 0)
    print_ids();
  else if (strcmp(word, "cwd") == 0)
    print_cwd();
  else if (strcmp(word, "tty") == 0)
    print_terminal();
  else if (strcmp(word, "args") == 0)
    print_rest(rest);
  else if (strcmp(word, "stray") == 0)
    leave_stray();
  else if (strcmp(word, "line") == 0)
    print_line();
  else if (strcmp(word, "hold") == 0)
    hold();
  else if (strcmp(word, "wait") == 0)
    wait_for_signals();
  else if (strcmp(word, "ps") == 0)
    print_processes();
  else
    return false;
  return true;
}

static const char *operand(char **words, int index)
{
  for (int i = 0; i <= index; i++)
    if (words[i] == NULL) {
      say("act: a word is missing at the end of the line");
      exit(EXIT_MISUSE);
    }
  return words[index];
}

/* The words that take others. Returns how many, or -1: it is none of them. */
static int act_with(const char *word, char **rest)
{
  if (strcmp(word, "catch") == 0)
    return catch_signal(operand(rest, 0), atoi(operand(rest, 1))), 2;
  if (strcmp(word, "kill") == 0)
    return send_signal(operand(rest, 0), operand(rest, 1)), 2;
  if (strcmp(word, "say") == 0)
    return say("%s", operand(rest, 0)), 1;
  if (strcmp(word, "env") == 0)
    return print_environment(operand(rest, 0)), 1;
  if (strcmp(word, "status") == 0)
    return print_status(operand(rest, 0)), 1;
  if (strcmp(word, "count") == 0)
    return count_start(operand(rest, 0)), 1;
  if (strcmp(word, "touch") == 0)
    return touch(operand(rest, 0)), 1;
  if (strcmp(word, "ignore") == 0)
    return (void)signal(signal_number(operand(rest, 0)), SIG_IGN), 1;
  if (strcmp(word, "ready") == 0)
    return write_ready(operand(rest, 0)), 1;
  if (strcmp(word, "fork") == 0)
    return fork_many(atoi(operand(rest, 0))), 1;
  if (strcmp(word, "await") == 0)
    return await_signal(operand(rest, 0)), 1;
  if (strcmp(word, "orphans") == 0)
    return leave_orphans(atoi(operand(rest, 0))), 1;
  if (strcmp(word, "eat") == 0)
    return eat(atoi(operand(rest, 0))), 1;
  if (strcmp(word, "raise") == 0)
    return raise_default(operand(rest, 0)), 1;
  if (strcmp(word, "exit") == 0)
    exit(atoi(operand(rest, 0)));
  return -1;
}

int main(int argc, char **argv)
{
  (void)argc;
  sigemptyset(&caught);
  for (int i = 0; i < SIGNALS; i++)
    end_code[i] = NO_CODE;
  for (char **word = argv + 1; *word != NULL; word++) {
    if (strcmp(*word, "first") == 0) {
      if (!is_first(operand(word + 1, 0)))
        return 0;
      word++;
      continue;
    }
    if (act_alone(*word, word + 1))
      continue;
    int taken = act_with(*word, word + 1);
    if (taken < 0) {
      say("act: what is '%s'?", *word);
      return EXIT_MISUSE;
    }
    word += taken;
  }
  return 0;
}
