#include "pids.h"

uint32_t pids_heads(uint32_t nodes)
{
  uint32_t heads = 4;
  while (heads < nodes) {
    heads *= 2;
  }
  return heads;
}

/* The kernel hands out numbers one after the other, so their last bits are spread well. */
static uint32_t *head_of(const struct shell *shell, int pid)
{
  return &shell->pids.heads[(uint32_t)pid & shell->pids.mask];
}

void pids_add(struct shell *shell, uint32_t slot)
{
  uint32_t *head = head_of(shell, shell_mailbox(shell, slot)->pid);
  shell->slots[slot].pid_next = *head;
  *head = slot;
}

void pids_remove(struct shell *shell, uint32_t slot)
{
  uint32_t *link = head_of(shell, shell_mailbox(shell, slot)->pid);
  while (*link != slot && *link != BATON_NONE) {
    link = &shell->slots[*link].pid_next;
  }
  if (*link == slot) {
    *link = shell->slots[slot].pid_next;
  }
}

uint32_t pids_find(const struct shell *shell, int pid)
{
  uint32_t slot = *head_of(shell, pid);
  while (slot != BATON_NONE && shell_mailbox(shell, slot)->pid != pid) {
    slot = shell->slots[slot].pid_next;
  }
  return slot;
}

bool pids_is_child(const struct shell *shell, int pid)
{
  uint32_t slot = pids_find(shell, pid);
  return slot != BATON_NONE && (shell_mailbox(shell, slot)->flags & BATON_MAILBOX_REAPED) == 0;
}
