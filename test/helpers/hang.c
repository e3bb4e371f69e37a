/* A file system of one program, which opens it for nobody until it is told to: whoever executes the
 * program hangs in execve, as on a network that does not answer. */
#include "actor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/uio.h>

/* FUSE as the kernel speaks it, as far as it is needed; musl has no header for it. */
#define LOOKUP       1
#define FORGET       2
#define GETATTR      3
#define OPEN         14
#define READ         15
#define RELEASE      18
#define FLUSH        25
#define INIT         26
#define INTERRUPT    36
#define FORGET_BATCH 42

#define PROTOCOL      7
#define MINOR         31
#define ROOT          1
#define PROGRAM       2
#define VALID_SECONDS 1000
#define REQUEST_BYTES (256 * 1024)
#define ANSWER_BYTES  (128 * 1024)
#define HELD_MOST     256

struct request {
  uint32_t length, operation;
  uint64_t unique, node;
  uint32_t uid, gid, pid, padding;

  union {
    char name[256];
    uint64_t interrupted;

    struct {
      uint64_t handle, offset;
      uint32_t size;
    } read;
  };
};

struct answer {
  uint32_t length;
  int32_t error;
  uint64_t unique;
};

struct attributes {
  uint64_t inode, size, blocks, times[3];
  uint32_t nanoseconds[3], mode, links, uid, gid, device, block_size, flags;
};

struct entry {
  uint64_t node, generation, valid, attributes_valid;
  uint32_t nanoseconds[2];
  struct attributes attributes;
};

struct got_attributes {
  uint64_t valid;
  uint32_t nanoseconds, padding;
  struct attributes attributes;
};

struct opened {
  uint64_t handle;
  uint32_t flags, padding;
};

struct init {
  uint32_t major, minor, read_ahead, flags;
  uint16_t background, congestion;
  uint32_t write_most, granularity, others[9];
};

/* Where it is served, and whose opens are not answered yet. */
static struct {
  int fuse;
  int program;
  bool holds;
  bool deaf; /* to the kernel's word that whoever waits has a signal */
  uint64_t held[HELD_MOST];
  int count;
} served = {.holds = true};

static void reply(uint64_t unique, int error, const void *bytes, size_t size)
{
  struct answer answer = {(uint32_t)(sizeof(answer) + size), -error, unique};
  struct iovec parts[] = {
      {&answer,       sizeof(answer)},
      {(void *)bytes, size          }
  };

  /* Who has been killed meanwhile waits for no answer. */
  must(writev(served.fuse, parts, 2) == (ssize_t)answer.length || errno == ENOENT);
}

static struct attributes attributes_of(uint64_t node)
{
  struct stat file;
  must(fstat(served.program, &file) == 0);
  struct attributes found = {.inode = node, .links = 1, .block_size = 4096};
  found.mode = node == ROOT ? S_IFDIR | 0755 : S_IFREG | 0755;
  found.size = node == ROOT ? 0 : (uint64_t)file.st_size;
  return found;
}

static void let_go(int at, int error)
{
  struct opened opened = {0};
  reply(served.held[at], error, &opened, error == 0 ? sizeof(opened) : 0);
  served.held[at] = served.held[--served.count];
}

static void hold(const struct request *request)
{
  char text[32];
  must(served.count < HELD_MOST);
  served.held[served.count++] = request->unique;
  if (!served.holds) {
    let_go(served.count - 1, 0);
    return;
  }
  (void)snprintf(text, sizeof(text), "by=%u", request->pid);
  report("held", text);
}

static void interrupt(uint64_t unique)
{
  for (int at = 0; at < served.count && !served.deaf; at++) {
    if (served.held[at] == unique) {
      let_go(at, EINTR);
    }
  }
}

static void read_program(const struct request *request)
{
  char *bytes = malloc(ANSWER_BYTES);
  must(bytes && request->read.size <= ANSWER_BYTES);
  ssize_t length = pread(served.program, bytes, request->read.size, (off_t)request->read.offset);
  must(length >= 0);
  reply(request->unique, 0, bytes, (size_t)length);
  free(bytes);
}

static void look_up(uint64_t unique)
{
  struct entry entry = {.node = PROGRAM, .valid = VALID_SECONDS, .attributes_valid = VALID_SECONDS};
  entry.attributes = attributes_of(PROGRAM);
  reply(unique, 0, &entry, sizeof(entry));
}

static void get_attributes(const struct request *request)
{
  struct got_attributes got = {.valid = VALID_SECONDS, .attributes = attributes_of(request->node)};
  reply(request->unique, 0, &got, sizeof(got));
}

static void begin(uint64_t unique)
{
  struct init init = {.major = PROTOCOL, .minor = MINOR, .write_most = 4096};
  init.read_ahead = ANSWER_BYTES;
  reply(unique, 0, &init, sizeof(init));
}

static void take(const struct request *request)
{
  switch (request->operation) {
  case INIT: begin(request->unique); break;
  case LOOKUP: look_up(request->unique); break;
  case GETATTR: get_attributes(request); break;
  case OPEN: hold(request); break;
  case READ: read_program(request); break;
  case FLUSH:
  case RELEASE: reply(request->unique, 0, NULL, 0); break;
  case INTERRUPT: interrupt(request->interrupted); break;
  case FORGET:
  case FORGET_BATCH: break; /* they want no answer */
  default: reply(request->unique, ENOSYS, NULL, 0);
  }
}

/* A request that was taken back before it was read is ENOENT; ENODEV, nobody has it mounted. */
static bool serve_one(struct request *request)
{
  ssize_t length = read(served.fuse, request, REQUEST_BYTES);
  must(length > 0 || errno == ENOENT || errno == EAGAIN || errno == EINTR || errno == ENODEV);
  if (length > 0) {
    take(request);
  }
  return length > 0 || errno != ENODEV;
}

static void mount_it(const char *directory)
{
  char options[128];
  served.fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  must(served.fuse >= 0);
  (void)snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other",
                 served.fuse);
  must(mount("hang", directory, "fuse", MS_NOSUID | MS_NODEV, options) == 0);
}

/* One signal of ours: USR1 lets all through, USR2 holds whoever comes from then on. */
static void obey(int signals)
{
  struct signalfd_siginfo told;
  must(read(signals, &told, sizeof(told)) == sizeof(told));
  served.holds = told.ssi_signo == SIGUSR2;
  while (!served.holds && served.count > 0) {
    let_go(0, 0);
  }
  report(served.holds ? "holding" : "letting", NULL);
}

static void serve(void)
{
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, SIGUSR1);
  sigaddset(&ours, SIGUSR2);
  sigprocmask(SIG_BLOCK, &ours, NULL);
  struct pollfd ready[] = {
      {served.fuse,   POLLIN, 0},
      { signalfd(-1, &ours, SFD_CLOEXEC), POLLIN, 0}
  };

  struct request *request = malloc(REQUEST_BYTES);
  must(request && ready[1].fd >= 0);
  report("mounted", NULL);
  while (poll(ready, 2, -1) >= 0) {
    if (ready[1].revents) {
      obey(ready[1].fd);
    }
    if (ready[0].revents && !serve_one(request)) {
      return;
    }
  }
  give_up();
}

/* hang:DIRECTORY=FILE, mounts and serves; every name in the directory is the program FILE. */
static void hang(const char *argument)
{
  char *directory = strdup(argument ? argument : "");
  char *file = strchr(directory, '=');
  if (!file) {
    misspelt();
  }
  *file++ = '\0';
  served.program = open(file, O_RDONLY | O_CLOEXEC);
  must(served.program >= 0);
  mount_it(directory);
  free(directory);
  serve();
}

/* The same, but no signal ends a wait there, not even KILL. */
static void hang_hard(const char *argument)
{
  served.deaf = true;
  hang(argument);
}

const struct step hang_steps[] = {
    {"hang",      NULL, hang,      NULL, NULL},
    {"hang-hard", NULL, hang_hard, NULL, NULL},
    {NULL,        NULL, NULL,      NULL, NULL},
};
