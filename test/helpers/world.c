/* Steps that build the world a program is started in: mounts, ids, capabilities, limits, a
 * terminal, closed fds, forbidden system calls. Each is for good; `--` executes the rest. */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static void own_mounts(struct play *play, const char *argument)
{
  (void)play;
  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
    give_up("mounts", argument);
  }
}

static void mount_proc(struct play *play, const char *argument)
{
  (void)play;
  if (mount("proc", argument ? argument : "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC,
            NULL) != 0) {
    give_up("proc", argument);
  }
}

/* pivot_root, so that nothing of the old tree can be reached: what a container engine does. */
static void new_root(struct play *play, const char *argument)
{
  (void)play;
  if (mount(argument, argument, NULL, MS_BIND | MS_REC, NULL) != 0 || chdir(argument) != 0 ||
      syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 || chdir("/") != 0) {
    give_up("root", argument);
  }
}

static void read_only(struct play *play, const char *argument)
{
  (void)play;
  if (mount("none", "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) != 0) {
    give_up("readonly", argument);
  }
}

static void no_capabilities(struct play *play, const char *argument)
{
  struct capability_header header = {CAPABILITY_VERSION_3, 0};
  struct capability_data data[2] = {
      {0, 0, 0},
      {0, 0, 0}
  };

  (void)play;
  for (unsigned long i = 0; i <= LAST_CAPABILITY; i++) {
    if (prctl(PR_CAPBSET_READ, i, 0, 0, 0) == 1 && prctl(PR_CAPBSET_DROP, i, 0, 0, 0) != 0) {
      give_up("no-caps", argument);
    }
  }
  if (syscall(SYS_capset, &header, data) != 0) {
    give_up("no-caps", argument);
  }
}

static void no_new_privileges(struct play *play, const char *argument)
{
  (void)play;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    give_up("nnp", argument);
  }
}

/* uid:N — with the same number for the group, and no supplementary ones. */
static void user(struct play *play, const char *argument)
{
  uid_t id = (uid_t)number_of("uid", argument);
  (void)play;
  if (setgroups(0, NULL) != 0 || setresgid(id, id, id) != 0 || setresuid(id, id, id) != 0) {
    give_up("uid", argument);
  }
}

static void forbid(struct play *play, const char *argument)
{
  (void)play;
  forbid_calls(argument);
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
static void limit(struct play *play, const char *argument)
{
  size_t length = strcspn(argument, "=");
  int resource = limit_number(argument, length);
  struct rlimit value;
  char *rest = NULL;
  (void)play;
  if (resource < 0 || !argument[length] || getrlimit(resource, &value) != 0) {
    errno = EINVAL;
    give_up("rlimit", argument);
  }
  value.rlim_cur = strtoul(argument + length + 1, &rest, 10);
  if (*rest == ':') {
    value.rlim_max = strtoul(rest + 1, NULL, 10);
  }
  if (setrlimit(resource, &value) != 0) {
    give_up("rlimit", argument);
  }
}

static void write_file(const char *verb, const char *path, const char *text)
{
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
    give_up(verb, path);
  }
  close(fd);
}

static void enter_cgroup(struct play *play, const char *argument)
{
  char path[512];
  (void)play;
  (void)snprintf(path, sizeof(path), "%s/cgroup.procs", argument);
  write_file("cgroup", path, "0");
}

/* The next process gets the number after this one. */
static void last_pid(struct play *play, const char *argument)
{
  (void)play;
  write_file("last-pid", "/proc/sys/kernel/ns_last_pid", argument);
}

/* A session of our own that has the terminal on fd 0, as docker's -t makes it. */
static void terminal(struct play *play, const char *argument)
{
  (void)play;
  if (setsid() < 0 || ioctl(STDIN_FILENO, TIOCSCTTY, 0) != 0) {
    give_up("tty", argument);
  }
}

static void tell_foreground(struct play *play, const char *argument)
{
  char text[32];
  pid_t group = tcgetpgrp(STDIN_FILENO);
  (void)play;
  if (group < 0) {
    give_up("foreground", argument);
  }
  (void)snprintf(text, sizeof(text), "group=%d", group);
  report("foreground", text);
}

static void close_fds(struct play *play, const char *argument)
{
  char *end = NULL;
  (void)play;
  for (const char *at = argument; at && *at; at = *end == ',' ? end + 1 : end) {
    close((int)strtol(at, &end, 10));
    if (end == at) {
      errno = EINVAL;
      give_up("close", argument);
    }
  }
}

static void close_on_exec(struct play *play, const char *argument)
{
  (void)play;
  if (fcntl((int)number_of("cloexec", argument), F_SETFD, FD_CLOEXEC) != 0) {
    give_up("cloexec", argument);
  }
}

static void directory(struct play *play, const char *argument)
{
  (void)play;
  if (chdir(argument) != 0) {
    give_up("chdir", argument);
  }
}

static void mask(struct play *play, const char *argument)
{
  (void)play;
  umask((mode_t)strtoul(argument, NULL, 8));
}

/* The kernel forgets it when ids change: a step for the end of the line. */
static void end_with_parent(struct play *play, const char *argument)
{
  (void)play;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) {
    give_up("pdeathsig", argument);
  }
}

static void subreaper(struct play *play, const char *argument)
{
  (void)play;
  if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
    give_up("subreaper", argument);
  }
}

static const char *name_of_program;

static void program_name(struct play *play, const char *argument)
{
  (void)play;
  name_of_program = argument;
}

static void execute(struct play *play, const char *argument)
{
  char **words = play->words + play->at;
  char *path = words[0];
  if (play->at >= play->count) {
    errno = EINVAL;
    give_up("--", argument);
  }
  if (name_of_program) {
    words[0] = strdup(name_of_program);
  }
  words[play->count - play->at] = NULL; /* the end of the block, if we are in one */
  execv(path, words);
  give_up("exec", path);
}

const struct step world_steps[] = {
    {"mounts",     own_mounts       },
    {"proc",       mount_proc       },
    {"root",       new_root         },
    {"readonly",   read_only        },
    {"no-caps",    no_capabilities  },
    {"nnp",        no_new_privileges},
    {"uid",        user             },
    {"forbid",     forbid           },
    {"rlimit",     limit            },
    {"cgroup",     enter_cgroup     },
    {"last-pid",   last_pid         },
    {"tty",        terminal         },
    {"foreground", tell_foreground  },
    {"close",      close_fds        },
    {"cloexec",    close_on_exec    },
    {"chdir",      directory        },
    {"umask",      mask             },
    {"pdeathsig",  end_with_parent  },
    {"subreaper",  subreaper        },
    {"argv0",      program_name     },
    {"--",         execute          },
    {NULL,         NULL             },
};
