/* Steps that build the world a program is started in: mounts, ids, capabilities, limits, a
 * terminal, closed fds, forbidden system calls. Each is for good; `--` executes the rest. */
#include "actor.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define LAST_CAPABILITY 63

/* What the kernel's capset reads; musl has no header for it. */
struct capability_header {
  uint32_t version;
  int pid;
};

struct capability_data {
  uint32_t effective, permitted, inheritable;
};

#define CAPABILITY_VERSION_3 UINT32_C(0x20080522)

static void own_mounts(void)
{
  must(unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
}

static void mount_proc(const char *argument)
{
  must(mount("proc", argument ? argument : "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
             NULL) == 0);
}

/* What other users run is not to be seen there. */
static void mount_hiding_proc(void)
{
  must(mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=2,gid=4712") == 0);
}

/* pivot_root, so that nothing of the old tree can be reached: what a container engine does. */
static void new_root(const char *argument)
{
  must(mount(argument, argument, NULL, MS_BIND | MS_REC, NULL) == 0 && chdir(argument) == 0 &&
       syscall(SYS_pivot_root, ".", ".") == 0 && umount2(".", MNT_DETACH) == 0 && chdir("/") == 0);
}

static void read_only(void)
{
  must(mount("none", "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0);
}

static void no_capabilities(void)
{
  struct capability_header header = {CAPABILITY_VERSION_3, 0};
  struct capability_data data[2] = {
      {0, 0, 0},
      {0, 0, 0}
  };

  for (unsigned long i = 0; i <= LAST_CAPABILITY; i++) {
    must(prctl(PR_CAPBSET_READ, i, 0, 0, 0) != 1 || prctl(PR_CAPBSET_DROP, i, 0, 0, 0) == 0);
  }
  must(syscall(SYS_capset, &header, data) == 0);
}

/* no-cap:N — what is executed from here on never has this one. */
static void no_capability(const char *argument)
{
  must(prctl(PR_CAPBSET_DROP, number_of(argument), 0, 0, 0) == 0);
}

static void no_new_privileges(void)
{
  must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
}

/* uid:N — with the same number for the group, and no supplementary ones. */
static void user(const char *argument)
{
  uid_t id = (uid_t)number_of(argument);
  must(setgroups(0, NULL) == 0 && setresgid(id, id, id) == 0 && setresuid(id, id, id) == 0);
}

static const struct {
  const char *name;
  int resource;
} limits[] = {
    {"AS",      RLIMIT_AS     },
    {"CORE",    RLIMIT_CORE   },
    {"CPU",     RLIMIT_CPU    },
    {"DATA",    RLIMIT_DATA   },
    {"FSIZE",   RLIMIT_FSIZE  },
    {"NOFILE",  RLIMIT_NOFILE },
    {"NPROC",   RLIMIT_NPROC  },
    {"STACK",   RLIMIT_STACK  },
    {"MEMLOCK", RLIMIT_MEMLOCK},
    {"RTTIME",  RLIMIT_RTTIME },
};

static int limit_number(const char *name, size_t length)
{
  for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
    if (strlen(limits[i].name) == length && !strncmp(limits[i].name, name, length)) {
      return limits[i].resource;
    }
  }
  return -1;
}

/* rlimit:NAME=SOFT[:HARD]; a missing HARD leaves the hard limit as it is. */
static void limit(const char *argument)
{
  size_t length = strcspn(argument, "=");
  int resource = limit_number(argument, length);
  struct rlimit value;
  char *rest = NULL;
  if (resource < 0 || !argument[length] || getrlimit(resource, &value) != 0) {
    misspelt();
  }
  value.rlim_cur = strtoul(argument + length + 1, &rest, 10);
  if (*rest == ':') {
    value.rlim_max = strtoul(rest + 1, NULL, 10);
  }
  must(setrlimit(resource, &value) == 0);
}

static void write_file(const char *path, const char *text)
{
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  must(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
  close(fd);
}

static void enter_cgroup(const char *argument)
{
  char path[512];
  (void)snprintf(path, sizeof(path), "%s/cgroup.procs", argument);
  write_file(path, "0");
}

/* The next process gets the number after this one. */
static void last_pid(const char *argument)
{
  write_file("/proc/sys/kernel/ns_last_pid", argument);
}

/* A session of our own that has the terminal on fd 0, as docker's -t makes it. */
static void terminal(void)
{
  must(setsid() >= 0 && ioctl(STDIN_FILENO, TIOCSCTTY, 0) == 0);
}

/* As an editor sets the terminal on fd 0, and leaves it when it is killed. */
static void raw(void)
{
  struct termios settings;
  must(tcgetattr(STDIN_FILENO, &settings) == 0);
  settings.c_lflag &= ~(tcflag_t)(ICANON | ISIG);
  settings.c_oflag &= ~(tcflag_t)OPOST;
  must(tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0);
}

/* What the kernel does to a serial line when the leader of its session ends. */
static void hang_up(void)
{
  set_disposition(SIGHUP, SIG_IGN);
  must(vhangup() == 0);
}

static void tell_foreground(void)
{
  char text[32];
  pid_t group = tcgetpgrp(STDIN_FILENO);
  must(group >= 0);
  (void)snprintf(text, sizeof(text), "group=%d", group);
  report("foreground", text);
}

static void close_fds(const char *argument)
{
  char *end = NULL;
  for (const char *at = argument; at && *at; at = *end == ',' ? end + 1 : end) {
    close((int)strtol(at, &end, 10));
    if (end == at) {
      misspelt();
    }
  }
}

static void close_on_exec(const char *argument)
{
  must(fcntl((int)number_of(argument), F_SETFD, FD_CLOEXEC) == 0);
}

static void directory(const char *argument)
{
  must(chdir(argument) == 0);
}

static void mask(const char *argument)
{
  umask((mode_t)strtoul(argument, NULL, 8));
}

/* The kernel forgets it when ids change: a step for the end of the line. */
static void end_with_parent(void)
{
  must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
}

static void subreaper(void)
{
  must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
}

static const char *name_of_program;

static void program_name(const char *argument)
{
  name_of_program = argument;
}

static void execute(struct play *play, const char *argument)
{
  (void)argument;
  char **words = play->words + play->at;
  char *path = words[0];
  if (play->at >= play->count) {
    misspelt();
  }
  if (name_of_program) {
    words[0] = strdup(name_of_program);
  }
  words[play->count - play->at] = NULL; /* the end of the block, if we are in one */
  execv(path, words);
  give_up();
}

const struct step world_steps[] = {
    {"mounts",     own_mounts,        NULL,          NULL, NULL   },
    {"proc",       NULL,              mount_proc,    NULL, NULL   },
    {"hidepid",    mount_hiding_proc, NULL,          NULL, NULL   },
    {"root",       NULL,              new_root,      NULL, NULL   },
    {"readonly",   read_only,         NULL,          NULL, NULL   },
    {"no-caps",    no_capabilities,   NULL,          NULL, NULL   },
    {"no-cap",     NULL,              no_capability, NULL, NULL   },
    {"nnp",        no_new_privileges, NULL,          NULL, NULL   },
    {"uid",        NULL,              user,          NULL, NULL   },
    {"forbid",     NULL,              forbid_calls,  NULL, NULL   },
    {"rlimit",     NULL,              limit,         NULL, NULL   },
    {"cgroup",     NULL,              enter_cgroup,  NULL, NULL   },
    {"last-pid",   NULL,              last_pid,      NULL, NULL   },
    {"tty",        terminal,          NULL,          NULL, NULL   },
    {"raw",        raw,               NULL,          NULL, NULL   },
    {"vhangup",    hang_up,           NULL,          NULL, NULL   },
    {"foreground", tell_foreground,   NULL,          NULL, NULL   },
    {"close",      NULL,              close_fds,     NULL, NULL   },
    {"cloexec",    NULL,              close_on_exec, NULL, NULL   },
    {"chdir",      NULL,              directory,     NULL, NULL   },
    {"umask",      NULL,              mask,          NULL, NULL   },
    {"pdeathsig",  end_with_parent,   NULL,          NULL, NULL   },
    {"subreaper",  subreaper,         NULL,          NULL, NULL   },
    {"argv0",      NULL,              program_name,  NULL, NULL   },
    {"--",         NULL,              NULL,          NULL, execute},
    {NULL,         NULL,              NULL,          NULL, NULL   },
};
