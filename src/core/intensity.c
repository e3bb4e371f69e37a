/* Sliding windows of restarts: a child's breaker and a supervisor's intensity.
 *
 * An entry is one 64-bit word: the time of the restart in milliseconds (40 bits; ages are worked
 * out modulo those 34 years, and no window is longer), the child (23 bits), and whether it is
 * sticky: a restart after an end that came before readiness does not age until an instance of that
 * child has been ready, so that starts that hang also trip it.
 */
#include "state.h"

#define STICKY     UINT64_C(1)
#define SLOT_SHIFT 1U
#define SLOT_MASK  UINT64_C(0x7fffff)
#define TIME_SHIFT 24U
#define TIME_MASK  UINT64_C(0xffffffffff)

/* A window as it stands in the arena: its limit, its entries and their count. */
struct view {
  struct baton_window window;
  const uint64_t *entries;
  uint32_t count;
};

static uint64_t entry_of(int64_t at_ms, uint32_t slot, bool sticky)
{
  return (uint64_t)at_ms << TIME_SHIFT | (uint64_t)slot << SLOT_SHIFT | (sticky ? STICKY : 0);
}

static uint64_t *entries_edit(struct core *core, const struct view *view)
{
  return undo_edit(core, view->entries, view->count * sizeof *view->entries);
}

/* Drops what is out of the window; a restart exactly as old as the window is out. */
static void prune(struct core *core, struct view *view)
{
  uint64_t *entries = entries_edit(core, view);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < view->count; i++) {
    uint64_t entry = view->entries[i];
    uint64_t age = ((uint64_t)core_now(core) - (entry >> TIME_SHIFT)) & TIME_MASK;
    if ((entry & STICKY) != 0 || age < view->window.window_ms) {
      entries[kept++] = entry;
    }
  }
  view->count = kept;
}

static void unstick(struct core *core, const struct view *view, uint32_t slot)
{
  uint64_t *entries = entries_edit(core, view);
  for (uint32_t i = 0; i < view->count; i++) {
    if ((view->entries[i] >> SLOT_SHIFT & SLOT_MASK) == slot) {
      entries[i] &= ~STICKY;
    }
  }
}

/* A supervisor's breaker window: 8 times the longest among its children, at least 10 minutes, so
 * that a crash loop below always reaches the top in the end. Worked out once, by tree_build(). */
struct baton_window intensity_breaker(const struct core *core, const struct baton_node *node)
{
  if (node_is_supervisor(node)) {
    return (struct baton_window){SUPERVISOR_BREAKER, node_supervisor(core, node)->breaker_ms};
  }
  return node_settings(core, node)->breaker;
}

static struct view breaker_view(const struct core *core, const struct baton_node *node)
{
  return (struct view){intensity_breaker(core, node), core->restarts + node->restarts,
                       node->restart_count};
}

static struct view intensity_view(const struct core *core,
                                  const struct baton_supervisor *supervisor)
{
  return (struct view){supervisor->intensity, core->restarts + supervisor->restarts,
                       supervisor->restart_count};
}

bool intensity_breaker_full(struct core *core, struct baton_node *node)
{
  struct view view = breaker_view(core, node);
  prune(core, &view);
  node->restart_count = (uint16_t)view.count;
  return view.count >= view.window.limit;
}

bool intensity_full(struct core *core, struct baton_supervisor *supervisor)
{
  struct view view = intensity_view(core, supervisor);
  prune(core, &view);
  supervisor->restart_count = view.count;
  return view.count >= view.window.limit;
}

static void entry_add(struct core *core, uint32_t at, uint64_t entry)
{
  uint64_t *added = undo_edit(core, &core->restarts[at], sizeof *added);
  *added = entry;
}

/* Restarts of an optional child do not count for the intensity, and a try not for the breaker. */
void intensity_count(struct core *core, struct baton_node *node, bool was_ready)
{
  struct baton_supervisor *parent = node_edit_parent(core, node);
  uint64_t entry = entry_of(core_now(core), node_index(core, node), !was_ready);
  if (intensity_breaker(core, node).limit != BATON_NONE && !node_has(node, BATON_NODE_OPEN)) {
    entry_add(core, node->restarts + node->restart_count, entry);
    node->restart_count++;
  }
  if (parent->intensity.limit != BATON_NONE && !node_has(node, BATON_NODE_OPTIONAL)) {
    entry_add(core, parent->restarts + parent->restart_count, entry);
    parent->restart_count++;
  }
}

void intensity_ready(struct core *core, const struct baton_node *node)
{
  uint32_t slot = node_index(core, node);
  struct view own = breaker_view(core, node);
  unstick(core, &own, slot);
  struct view above = intensity_view(core, node_parent(core, node));
  unstick(core, &above, slot);
}

void intensity_clear(struct baton_node *node)
{
  /* its minute without a process begins anew as well */
  node->flags &= ~(uint32_t)(BATON_NODE_RETRYING | BATON_NODE_OPEN);
  node->restart_count = 0;
  node->backoff_k = 0;
}

void intensity_close(struct baton_node *node)
{
  if (node_has(node, BATON_NODE_OPEN)) {
    intensity_clear(node);
  }
}
