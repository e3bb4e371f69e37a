/* What the shell asks of the core, so that it need not know how a node tells.
 *
 * Every function only reads.
 */
#include "layout.h"
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

bool core_was_signalled(const struct core *core, uint32_t slot)
{
  return node_has(node_at(core, slot), BATON_NODE_SIGNALLED);
}

bool core_has_killed(const struct core *core, uint32_t slot)
{
  return node_has(node_at(core, slot), BATON_NODE_KILLED);
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

bool core_was_killed(const struct core *core, uint32_t slot)
{
  return node_has(node_at(core, slot), BATON_NODE_BLAMED);
}

struct baton_window core_breaker(const struct core *core, uint32_t slot)
{
  return intensity_breaker(core, node_at(core, slot));
}

/* Once it has tripped, a window stays as full as it is: nothing looks at it any more. Of several,
 * the one nearest to the root has ended the container. A supervisor that would not have been
 * restarted has ended it without one. */
bool core_tripped(const struct core *core, struct core_trip *trip)
{
  const struct baton_state *state = core->state;
  uint32_t at = state->cause_node;
  if ((state->cause_end.flags & BATON_END_TRIPPED) == 0) {
    return false;
  }
  do {
    const struct baton_node *node = node_at(core, at);
    const struct baton_supervisor *above = node_parent(core, node);
    struct baton_window breaker = intensity_breaker(core, node);
    bool own = node->restart_count >= breaker.limit && !node_has(node, BATON_NODE_OPEN);
    *trip = own ? (struct core_trip){at, node->restart_count + 1U, breaker}
                : (struct core_trip){node->parent, above->restart_count + 1U, above->intensity};
    at = node->parent;
  } while (at != BATON_ROOT && node_parent(core, node_at(core, at))->explicit_strategy != 0);
  return true;
}

bool core_start_is_stopped(const struct core *core, uint32_t slot)
{
  const struct baton_node *node = node_at(core, slot);
  return node->process == BATON_PROCESS_SPAWNING &&
         (node->stop != BATON_STOP_NONE || tree_covered(core, node));
}

bool core_is_busy(const struct core *core)
{
  return core->queue->count > 0;
}

bool core_has_room(const struct core *core)
{
  uint32_t free = core->action_capacity - core->queue->count;
  return free >= layout_step_actions(core->table->nodes.capacity);
}
