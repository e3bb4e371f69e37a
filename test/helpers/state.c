/* The step that tells how a process finds itself: as the first step of a line that goes on with
 * `-- PROGRAM`, before anything has been changed, it shows what whoever started it left to it. */
#include "actor.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define FDS_SHOWN 64

/* One line of /proc/self/status: what follows its key. */
static void read_status(const char *key, char *value, size_t size)
{
  char line[256];
  size_t length = strlen(key);
  FILE *file = fopen("/proc/self/status", "re");
  value[0] = '\0';
  while (file && fgets(line, sizeof(line), file)) {
    if (!strncmp(line, key, length) && line[length] == ':') {
      (void)snprintf(value, size, "%s", line + length + 2);
      value[strcspn(value, "\n")] = '\0';
    }
  }
  must(file && value[0]);
  (void)fclose(file);
}

static void list_fds(char *text, size_t size)
{
  size_t at = 0;
  text[0] = '\0';
  for (int fd = 0; fd < FDS_SHOWN && at < size; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) {
      at += (size_t)snprintf(text + at, size - at, "%s%d", at ? "," : "", fd);
    }
  }
}

static mode_t current_umask(void)
{
  mode_t mask = umask(0);
  umask(mask);
  return mask;
}

static void tell_state(void)
{
  char blocked[32], ignored[32], caught[32], fds[256], directory[256], text[768];
  const char *listen = getenv("LISTEN_PID");
  int count = 0;
  int death = 0;
  read_status("SigBlk", blocked, sizeof(blocked));
  read_status("SigIgn", ignored, sizeof(ignored));
  read_status("SigCgt", caught, sizeof(caught));
  list_fds(fds, sizeof(fds));
  if (!getcwd(directory, sizeof(directory)) || prctl(PR_GET_PDEATHSIG, &death, 0, 0, 0) != 0) {
    give_up();
  }
  while (environ[count]) {
    count++;
  }
  (void)snprintf(text, sizeof(text),
                 "group=%d session=%d foreground=%d blocked=%s ignored=%s caught=%s fds=%s cwd=%s "
                 "umask=%o nice=%d death=%d variables=%d listen=%s",
                 getpgrp(), getsid(0), tcgetpgrp(STDIN_FILENO), blocked, ignored, caught, fds,
                 directory, current_umask(), getpriority(PRIO_PROCESS, 0), death, count,
                 listen ? listen : "none");
  report("state", text);
}

const struct step state_steps[] = {
    {"state", tell_state, NULL, NULL, NULL},
    {NULL,    NULL,       NULL, NULL, NULL},
};
