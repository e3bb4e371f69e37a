#include "proc.h"

#include "subject.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STAT_MINOR_FAULTS 10 /* the number of a field of /proc/PID/stat, from 1 */
#define STAT_MAJOR_FAULTS 12
#define STAT_STATE        3

/* A whole file of /proc/PID, to be freed. NULL if there is no such process any more. */
static char *try_proc(pid_t pid, const char *name)
{
  char path[96];
  snprintf(path, sizeof path, "/proc/%ld/%s", (long)pid, name);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) {
    return NULL;
  }
  size_t capacity = 4096;
  size_t length = 0;
  char *text = malloc(capacity + 1);
  ssize_t got = fd < 0 || text == NULL ? -1 : 1;
  while (got > 0) {
    if (length == capacity) {
      capacity *= 2;
      char *larger = realloc(text, capacity + 1);
      need(larger != NULL, "no memory");
      text = larger;
    }
    got = read(fd, text + length, capacity - length);
    length += got > 0 ? (size_t)got : 0;
  }
  need(got >= 0 || errno == ESRCH, path);
  close(fd);
  if (got < 0) {
    free(text);
    return NULL;
  }
  text[length] = '\0';
  return text;
}

static char *read_proc(pid_t pid, const char *name)
{
  char *text = try_proc(pid, name);
  need(text != NULL, "a process is gone that should be there");
  return text;
}

/* A field of /proc/PID/stat from the state on; the name before it may hold anything. */
static const char *stat_field(const char *stat, int number)
{
  const char *at = strrchr(stat, ')');
  for (int field = STAT_STATE - 1; at != NULL && field < number; field++) {
    at = strchr(at + 1, ' ');
  }
  need(at != NULL, "/proc/PID/stat is not what it should be");
  return at + 1;
}

bool proc_sleeps(pid_t pid)
{
  char *stat = read_proc(pid, "stat");
  bool sleeps = *stat_field(stat, STAT_STATE) == 'S';
  free(stat);
  return sleeps;
}

long proc_faults(pid_t pid)
{
  char *stat = read_proc(pid, "stat");
  long faults = strtol(stat_field(stat, STAT_MINOR_FAULTS), NULL, 10) +
                strtol(stat_field(stat, STAT_MAJOR_FAULTS), NULL, 10);
  free(stat);
  return faults;
}

int64_t proc_cpu_ns(pid_t pid)
{
  char *text = read_proc(pid, "schedstat");
  int64_t cpu_ns = strtoll(text, NULL, 10);
  free(text);
  return cpu_ns;
}

static long named(const char *text, const char *key)
{
  const char *line = strstr(text, key);
  need(line != NULL, key);
  return strtol(line + strlen(key), NULL, 10);
}

struct proc_switches proc_switches(pid_t pid)
{
  char *text = read_proc(pid, "status");
  struct proc_switches switches = {
      .voluntary = named(text, "\nvoluntary_ctxt_switches:"),
      .involuntary = named(text, "\nnonvoluntary_ctxt_switches:"),
  };
  free(text);
  return switches;
}

struct proc_memory proc_memory(pid_t pid)
{
  char *text = read_proc(pid, "smaps_rollup");
  struct proc_memory memory = {
      .private_dirty_kib = named(text, "\nPrivate_Dirty:"),
      .pss_kib = named(text, "\nPss:"),
      .rss_kib = named(text, "\nRss:"),
  };
  free(text);
  return memory;
}

pid_t *proc_children(pid_t pid)
{
  char name[64];
  snprintf(name, sizeof name, "task/%ld/children", (long)pid);
  char *text = try_proc(pid, name);
  pid_t *children = calloc(text == NULL ? 1 : strlen(text) + 1,
                           sizeof *children); /* each takes two bytes or more */
  need(children != NULL, "no memory");
  size_t count = 0;
  char *at = text;
  for (long child; at != NULL && (child = strtol(at, &at, 10)) > 0;) {
    children[count++] = (pid_t)child;
  }
  free(text);
  return children;
}
