#include "marks.h"

#include "proc.h"
#include "util/mark.h"
#include "util/number.h"

#include <errno.h>

#include <sys/resource.h>

void marks_attach(struct shell *shell)
{
  struct kernel_limit own;
  shell->marks.base = 0;
  if (!shell_is_classic(shell) && kernel_limit(RLIMIT_RTTIME, NULL, &own) >= 0) {
    shell->marks.base = mark_base(own.hard);
    shell->marks.soft = own.soft;
  }
}

/* --- who has which --- */

static uint32_t *chain_of(const struct shell *shell, uint32_t mark)
{
  return &shell->marks.heads[mark & shell->pids.mask];
}

uint32_t marks_find(const struct shell *shell, uint32_t mark)
{
  uint32_t slot = *chain_of(shell, mark);
  while (slot != BATON_NONE && shell_mailbox(shell, slot)->mark != mark) {
    slot = shell->slots[slot].mark_next;
  }
  return slot;
}

void marks_add(struct shell *shell, uint32_t slot)
{
  uint32_t *head = chain_of(shell, shell_mailbox(shell, slot)->mark);
  shell->slots[slot].mark_next = *head;
  *head = slot;
}

void marks_remove(struct shell *shell, uint32_t slot)
{
  uint32_t *link = chain_of(shell, shell_mailbox(shell, slot)->mark);
  while (*link != slot && *link != BATON_NONE) {
    link = &shell->slots[*link].mark_next;
  }
  if (*link == slot) {
    *link = shell->slots[slot].mark_next;
  }
}

/* --- a mark --- */

/* The limit that the line sets would take the place of the mark. */
static bool has_limit_of_its_own(const struct shell *shell, uint32_t slot)
{
  const struct baton_settings *settings = shell_settings(shell, slot);
  const struct baton_limit *limit = &shell->core.limits[settings->limits];
  bool own = false;
  for (uint32_t i = 0; i < settings->limit_count; i++) {
    own |= limit[i].resource == RLIMIT_RTTIME;
  }
  return own;
}

uint32_t marks_choose(struct shell *shell, uint32_t slot)
{
  struct baton_shell *kept = shell_kept(shell);
  if (shell->marks.base == 0 || has_limit_of_its_own(shell, slot)) {
    return 0;
  }
  /* There are more marks than children, so one is free. */
  do {
    kept->newest_mark = mark_next(shell->marks.base, kept->newest_mark);
  } while (marks_find(shell, kept->newest_mark) != BATON_NONE);
  return kept->newest_mark;
}

/* A kernel may refuse, and one of 32 bits takes what is so high for infinity. */
bool marks_take(const struct shell *shell, uint32_t mark)
{
  struct kernel_limit is = {0};
  struct kernel_limit limit = {.hard = mark_limit(shell->marks.base, mark)};
  limit.soft = number_least(limit.hard, shell->marks.soft);
  return mark != 0 && kernel_limit(RLIMIT_RTTIME, &limit, NULL) >= 0 &&
         kernel_limit(RLIMIT_RTTIME, NULL, &is) >= 0 && is.hard == limit.hard;
}

int marks_read(struct shell *shell, int pid)
{
  struct kernel_limit limit = {0};
  int result = kernel_limit_of(pid, RLIMIT_RTTIME, &limit);
  if (result < 0 && result != -ESRCH && !proc_time_limit(shell, pid, &limit.hard)) {
    return kernel_session(pid) == -ESRCH ? -ESRCH : result; /* of another user's */
  }
  return result == -ESRCH ? result : (int)mark_serial(shell->marks.base, limit.hard);
}
