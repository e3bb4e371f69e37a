/* The tree: links, stages, what waits for what, and each supervisor's counters.
 *
 * Owns the shape, which is written once, and tree_status(), the only place where a status changes,
 * so that no counter can drift away from the statuses it counts. Walks are loops over indices.
 */
#include "state.h"
#include "util/number.h"

#define SUPERVISOR_WINDOW_FACTOR 8U

/* --- building --- */

static void build_node(struct core *core, const struct plan *plan, uint32_t index)
{
  const struct plan_node *from = &plan->nodes[index];
  struct baton_node *node = node_edit_at(core, index);
  node->parent = from->parent;
  node->previous = node->next = BATON_NONE;
  node->supervisor = BATON_NONE;
  node->settings = from->settings;
  node->path = from->path;
  node->argv = from->argv;
  node->argc = from->argc;
  node->after = from->after;
  node->after_count = from->after_count;
  node->after_mode = from->after_mode;
  node->resume_id = from->resume_id;
  node->kind = from->kind;
  node->timer = BATON_NONE;
  node->due_ms = node->start_limit_ms = node->stop_limit_ms = CORE_NEVER;
  node->look_ms = node->timer_ms = node->retry_since_ms = CORE_NEVER;
  node->cause = BATON_NONE;
  node->end.cause = index;
  if (from->optional) {
    node_set(node, BATON_NODE_OPTIONAL);
  }
  if (from->gate) {
    node_set(node, BATON_NODE_GATE);
  }
  if (from->kind == BATON_KIND_CHILD && plan->settings[from->settings].ready == BATON_READY_EXIT) {
    node_set(node, BATON_NODE_ONESHOT);
  }
}

static void build_supervisor(struct core *core, const struct plan *plan, uint32_t index,
                             uint32_t record)
{
  const struct plan_node *from = &plan->nodes[index];
  node_edit_at(core, index)->supervisor = record;
  struct baton_supervisor *supervisor = node_edit_supervisor(core, node_at(core, index));
  supervisor->node = index;
  supervisor->first = supervisor->last = supervisor->cursor = BATON_NONE;
  supervisor->trigger = BATON_NONE;
  supervisor->strategy = from->strategy;
  supervisor->auto_shutdown = from->auto_shutdown;
  supervisor->stop_order = from->stop_order;
  supervisor->explicit_strategy = from->explicit_strategy;
  supervisor->intensity = from->intensity;
  supervisor->breaker_ms = TREE_LEAST_WINDOW_MS;
  supervisor->budget_end_ms = supervisor->stage_limit_ms = CORE_NEVER;
}

static bool waits_for(const struct core *core, const struct baton_node *node, uint32_t sibling)
{
  for (uint32_t i = 0; i < node->after_count; i++) {
    if (core->after[node->after + i] == sibling) {
      return true;
    }
  }
  return false;
}

/* Is the new last child explicitly after a member of the stage before it? */
bool tree_begins_stage(const struct core *core, const struct baton_supervisor *supervisor,
                       const struct baton_node *node)
{
  if (supervisor->stop_order == BATON_STOP_ORDER_REVERSE) {
    return true;
  }
  if (node->after_mode != BATON_AFTER_LIST) {
    return false;
  }
  const struct baton_node *last = node_at(core, node->previous);
  for (uint32_t i = 0; i < node->after_count; i++) {
    const struct baton_node *first = node_at(core, core->after[node->after + i]);
    if (first->stage == last->stage) {
      return true;
    }
  }
  return false;
}

static void link_child(struct core *core, uint32_t index)
{
  struct baton_node *node = node_edit_at(core, index);
  struct baton_supervisor *supervisor = node_edit_parent(core, node);
  node->previous = supervisor->last;
  if (supervisor->last == BATON_NONE) {
    supervisor->first = index;
    supervisor->stages = 1;
  } else {
    node_edit_at(core, supervisor->last)->next = index;
    supervisor->stages += tree_begins_stage(core, supervisor, node);
  }
  node->stage = supervisor->stages - 1U;
  supervisor->last = index;
  for (uint32_t i = 0; i < node->after_count; i++) {
    node_set(node_edit_at(core, core->after[node->after + i]), BATON_NODE_WAITED);
  }
}

void tree_count(struct baton_supervisor *parent, const struct baton_node *node, uint32_t one)
{
  bool for_good = node_is_over(node);
  if (!node_is_terminal(node)) {
    parent->live += one;
    if (node_has(node, BATON_NODE_ONESHOT)) {
      parent->oneshots += one;
    }
  } else if (!for_good) {
    parent->held += one;
  }
  if (!node_has(node, BATON_NODE_OPTIONAL) && !node_has(node, BATON_NODE_ONESHOT)) {
    parent->ended += for_good ? one : 0;
    parent->counted += for_good ? 0 : one;
  }
}

/* What a supervisor's stop needs, and how long its own breaker looks back. From the leaves up:
 * children have larger indices than their supervisors. */
static void sum_stage(struct baton_supervisor *supervisor, const struct stop_need *stage)
{
  uint64_t explicit_ms = (uint64_t)supervisor->explicit_ms + stage->explicit_ms;
  supervisor->explicit_ms = (uint32_t)number_least(explicit_ms, BATON_NONE - 1U);
  supervisor->shares += stage->shares;
}

void tree_sum(const struct core *core, struct baton_supervisor *supervisor)
{
  struct stop_need stage = {0};
  uint64_t longest = 0;
  for (uint32_t i = supervisor->first; i != BATON_NONE; i = node_at(core, i)->next) {
    const struct baton_node *node = node_at(core, i);
    if (node->previous != BATON_NONE && node_at(core, node->previous)->stage != node->stage) {
      sum_stage(supervisor, &stage);
      stage = (struct stop_need){0};
    }
    stop_need_add(core, node, &stage);
    struct baton_window window = intensity_breaker(core, node);
    longest = number_most(longest, window.limit == BATON_NONE ? 0 : window.window_ms);
  }
  sum_stage(supervisor, &stage);
  uint64_t window_ms = number_least(longest * SUPERVISOR_WINDOW_FACTOR, BATON_NONE - 1U);
  supervisor->breaker_ms = (uint32_t)number_most(window_ms, supervisor->breaker_ms);
}

uint32_t tree_breaker_entries(const struct plan *plan, uint32_t index)
{
  const struct plan_node *node = &plan->nodes[index];
  if (node->kind == BATON_KIND_SUPERVISOR) {
    return SUPERVISOR_BREAKER;
  }
  uint32_t limit = plan->settings[node->settings].breaker.limit;
  return limit == BATON_NONE ? 0 : limit;
}

uint32_t tree_intensity_entries(const struct plan *plan, uint32_t index)
{
  const struct plan_node *node = &plan->nodes[index];
  bool counted = node->kind == BATON_KIND_SUPERVISOR && node->intensity.limit != BATON_NONE;
  return counted ? node->intensity.limit : 0;
}

void tree_build(struct core *core, const struct plan *plan)
{
  uint32_t record = 0;
  uint32_t entry = 0;
  for (uint32_t i = 0; i < plan->node_count; i++) {
    build_node(core, plan, i);
    node_edit_at(core, i)->restarts = entry;
    entry += tree_breaker_entries(plan, i);
    if (plan->nodes[i].kind == BATON_KIND_SUPERVISOR) {
      build_supervisor(core, plan, i, record);
      node_edit_supervisor(core, node_at(core, i))->restarts = entry;
      record++;
    }
    entry += tree_intensity_entries(plan, i);
    if (i != BATON_ROOT) {
      link_child(core, i);
      tree_count(node_edit_parent(core, node_at(core, i)), node_at(core, i), 1);
    }
  }
  while (record-- > 0) {
    tree_sum(core, node_edit_supervisor(core, node_at(core, core->supervisors[record].node)));
  }
}

/* --- statuses --- */

void tree_status(struct core *core, struct baton_node *node, enum baton_status status)
{
  if (node_is_root(core, node)) {
    node->status = (uint8_t)status;
    return;
  }
  struct baton_supervisor *parent = node_edit_parent(core, node);
  tree_count(parent, node, UINT32_MAX);
  node->status = (uint8_t)status;
  tree_count(parent, node, 1);
}

/* A supervisor is running once its last child has settled, which may settle the one above it in
 * turn. */
void tree_settle(struct core *core, struct baton_node *node)
{
  while (!node_is_root(core, node) && !node_has(node, BATON_NODE_SETTLED)) {
    struct baton_supervisor *parent = node_edit_parent(core, node);
    node_set(node, BATON_NODE_SETTLED);
    CHECK(core, parent->unsettled > 0 || core->state->life != BATON_LIFE_UP);
    parent->unsettled -= parent->unsettled > 0;
    node = node_edit_at(core, parent->node);
    if (parent->unsettled > 0 || node->status != BATON_STATUS_STARTING) {
      return;
    }
    tree_status(core, node, BATON_STATUS_RUNNING);
    node_set(node, BATON_NODE_READY);
    node->ready_ms = core_now(core);
    core_add_note(core, NOTE_SUPERVISOR_UP, node, 0);
    if (!node_is_root(core, node)) {
      intensity_ready(core, node);
      tree_satisfy(core, node);
    }
  }
}

/* --- who waits for whom --- */

/* Would one that has ended satisfy those that wait for it? */
static bool satisfies(const struct baton_node *node)
{
  return node_has(node, BATON_NODE_SATISFIED) ||
         (node_is_over(node) && node_has(node, BATON_NODE_OPTIONAL));
}

/* One that has ended and satisfies passes the question on to what it waited for itself. The answer
 * is kept in its flags: a walk from node to node would be long, or a recursion. A member of a group
 * restart satisfies nobody until it is ready again. */
static enum tree_turn turn_after(const struct baton_node *sibling)
{
  if (!node_is_terminal(sibling)) {
    bool ready = node_has(sibling, BATON_NODE_SATISFIED) && !node_has(sibling, BATON_NODE_MEMBER);
    return ready ? TREE_GO : TREE_WAIT;
  }
  if (!satisfies(sibling)) {
    return node_is_over(sibling) ? TREE_FAILED : TREE_WAIT;
  }
  if (node_has(sibling, BATON_NODE_BARRED)) {
    return TREE_FAILED;
  }
  return node_has(sibling, BATON_NODE_HELD_UP) ? TREE_WAIT : TREE_GO;
}

static enum tree_turn turn_of(const struct core *core, const struct baton_node *node,
                              uint32_t *culprit)
{
  enum tree_turn turn = TREE_GO;
  if (node->after_mode == BATON_AFTER_PREVIOUS && node->previous != BATON_NONE) {
    *culprit = node->previous;
    return turn_after(node_at(core, node->previous));
  }
  for (uint32_t i = 0; i < node->after_count && turn != TREE_FAILED; i++) {
    uint32_t sibling = core->after[node->after + i];
    enum tree_turn one = turn_after(node_at(core, sibling));
    if (one != TREE_GO) {
      turn = one;
      *culprit = sibling;
    }
  }
  return turn;
}

/* To blame is not who only passes it on. */
enum tree_turn tree_turn(const struct core *core, const struct baton_node *node, uint32_t *culprit)
{
  enum tree_turn turn = turn_of(core, node, culprit);
  enum tree_turn told = turn;
  while (told == TREE_FAILED && satisfies(node_at(core, *culprit))) {
    told = turn_of(core, node_at(core, *culprit), culprit);
  }
  return turn;
}

bool tree_pass_on(struct core *core, const struct baton_node *node)
{
  static const uint32_t says[] = {
      [TREE_GO] = 0, [TREE_WAIT] = BATON_NODE_HELD_UP, [TREE_FAILED] = BATON_NODE_BARRED};
  const uint32_t all = BATON_NODE_HELD_UP | BATON_NODE_BARRED;
  uint32_t culprit = BATON_NONE;
  uint32_t says_now = says[turn_of(core, node, &culprit)];
  bool changes = (node->flags & all) != says_now;
  if (changes) {
    struct baton_node *told = node_edit(core, node);
    told->flags = (told->flags & ~all) | says_now;
  }
  return changes;
}

uint32_t tree_awaited(const struct core *core, const struct baton_node *node, uint32_t number)
{
  if (node->after_mode == BATON_AFTER_PREVIOUS) {
    return number == 0 ? node->previous : BATON_NONE;
  }
  return number < node->after_count ? core->after[node->after + number] : BATON_NONE;
}

void tree_wake(struct core *core, const struct baton_node *node)
{
  uint32_t culprit = BATON_NONE;
  if (node_is_terminal(node) && tree_pass_on(core, node)) {
    core_add_work(core, node, BATON_WORK_WAITERS);
  }
  if (!node_has(node, BATON_NODE_WANTED)) {
    return; /* it is not pending, or a member, which waits for its group to be down first */
  }
  if (!node_has(node, BATON_NODE_NOW) && tree_turn(core, node, &culprit) == TREE_FAILED) {
    strategy_fail_dependency(core, node_edit(core, node), culprit);
  } else {
    core_add_work(core, node, BATON_WORK_START);
  }
}

void tree_waiters(struct core *core, const struct baton_node *node)
{
  uint32_t index = node_index(core, node);
  uint32_t i = node->next;
  if (i != BATON_NONE && node_at(core, i)->after_mode == BATON_AFTER_PREVIOUS) {
    core_add_work(core, node_at(core, i), BATON_WORK_WAKE);
  }
  for (; node_has(node, BATON_NODE_WAITED) && i != BATON_NONE; i = node_at(core, i)->next) {
    if (waits_for(core, node_at(core, i), index)) {
      core_add_work(core, node_at(core, i), BATON_WORK_WAKE);
    }
  }
}

void tree_satisfy(struct core *core, struct baton_node *node)
{
  if (!node_has(node, BATON_NODE_SATISFIED)) {
    node_set(node, BATON_NODE_SATISFIED);
    core_add_work(core, node, BATON_WORK_WAITERS);
  }
}

/* --- walks --- */

bool tree_covered(const struct core *core, const struct baton_node *node)
{
  while (!node_is_root(core, node)) {
    const struct baton_supervisor *parent = node_parent(core, node);
    if (parent->mode == BATON_MODE_FULL) {
      return true;
    }
    node = node_at(core, parent->node);
  }
  return core->state->life >= BATON_LIFE_SHUTDOWN;
}

const struct baton_node *tree_next(const struct core *core, const struct baton_node *top,
                                   const struct baton_node *node)
{
  if (node_is_supervisor(node) && node_supervisor(core, node)->first != BATON_NONE) {
    return node_at(core, node_supervisor(core, node)->first);
  }
  while (node != top && node->next == BATON_NONE) {
    node = node_at(core, node->parent);
  }
  return node == top ? NULL : node_at(core, node->next);
}

bool tree_alive(const struct baton_node *node)
{
  if (!node_is_supervisor(node)) {
    return node->process != BATON_PROCESS_NONE;
  }
  return node_is_up(node) || node->status == BATON_STATUS_STOPPING;
}
