/* What the shell asks of the core, so that it need not know how a node tells.
 *
 * Every function only reads.
 */
#include "state.h"

bool core_is_child(const struct core *core, uint32_t slot)
{
  return !node_is_supervisor(node_at(core, slot));
}

bool core_is_alive(const struct core *core, uint32_t slot)
{
  enum baton_process process = (enum baton_process)node_at(core, slot)->process;
  return process == BATON_PROCESS_SPAWNING || process == BATON_PROCESS_ALIVE;
}

bool core_is_swept(const struct core *core, uint32_t slot)
{
  return node_at(core, slot)->process == BATON_PROCESS_SWEEPING;
}

bool core_end_was_asked(const struct core *core, uint32_t slot)
{
  const struct baton_node *node = node_at(core, slot);
  return node->status == BATON_STATUS_STOPPING || node->status == BATON_STATUS_STOPPED;
}

bool core_is_stopping(const struct core *core)
{
  return core->state->life > BATON_LIFE_UP;
}
