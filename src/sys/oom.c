#include "oom.h"

#include "file.h"
#include "util/number.h"
#include "util/span.h"
#include "util/text.h"

#include <fcntl.h>
#include <string.h>

/* On the stack, which has been populated so far. */
#define LIST_BYTES  2048U
#define EVENT_BYTES 640U

/* Where control groups are mounted, how /proc says which is ours, and what has the count: of the
 * second version and of the first. */
static const struct hierarchy {
  char mount[22];
  char ours[8];
  char file[20];
} hierarchies[] = {
    {"/sys/fs/cgroup",        ":",       "/memory.events"     },
    {"/sys/fs/cgroup/memory", "memory:", "/memory.oom_control"},
};

static bool read_events(const struct hierarchy *hierarchy, const char *group, size_t length,
                        char events[EVENT_BYTES])
{
  struct text path = text_in(events, EVENT_BYTES);
  text_put(&path, hierarchy->mount);
  text_bytes(&path, group, length);
  text_put(&path, hierarchy->file);
  return file_text(AT_FDCWD, events, 0, events, EVENT_BYTES) > 0;
}

/* What comes behind `word`, which begins a line or a field of one; "": it is not there. */
static const char *behind(const char *at, const char *word)
{
  size_t length = strlen(word);
  while (*at != '\0') {
    if (span_begins(at, word, length)) {
      return at + length;
    }
    at += span_until(at, "\n:");
    at += *at != '\0';
  }
  return at;
}

/* Of our own group; where that cannot be seen, of what is mounted, as in most containers. What
 * cannot be read, for want of memory or of files, is as it was. */
static uint32_t count(uint32_t known)
{
  char list[LIST_BYTES];
  char events[EVENT_BYTES];
  uint64_t kills = known;
  (void)file_text(AT_FDCWD, "/proc/self/cgroup", 0, list, sizeof list);
  for (const struct hierarchy *at = hierarchies; at < hierarchies + 2; at++) {
    const char *group = behind(list, at->ours);
    if (read_events(at, group, span_until(group, "\n"), events) || read_events(at, "", 0, events)) {
      const char *number = behind(events, "oom_kill ");
      (void)number_read(&number, UINT32_MAX, &kills);
      break;
    }
  }
  return (uint32_t)kills;
}

void oom_begin(struct shell *shell)
{
  shell_kept(shell)->oom_kills = count(UINT32_MAX);
}

/* Several that the kernel has killed at once are seen in one turn. What is left over then was of
 * processes that are no child: later ends are not taken for them. */
bool oom_explains(struct shell *shell)
{
  struct shell_oom *oom = &shell->oom;
  uint32_t before = shell_kept(shell)->oom_kills;
  uint32_t kills = count(before);
  if (kills > before || oom->seen_ns != shell->loop.heard_ns) {
    oom->left = kills > before ? kills - before : 0;
    oom->seen_ns = shell->loop.heard_ns;
    shell_kept(shell)->oom_kills = kills;
  }
  bool explained = oom->left > 0;
  oom->left -= explained;
  return explained;
}
