/* The arena's decoder. Owns the list of what has to hold of an arena before a step may touch it.
 *
 * First every field is checked against its range, so that no later check can be led out of the
 * arena. Then comes the tree, and then everything that the core derives from it and keeps is
 * derived again and compared. Each check may rely on those before it.
 */
#include "adopt.h"

#include "layout.h"
#include "state.h"
#include "util/settings.h"

#include <string.h>

#define RESOURCES 16U
/* But for what is never set between two steps. */
#define KNOWN_FLAGS ((uint32_t)BATON_NODE_ALL & ~(uint32_t)BATON_NODE_PASSED)

const char core_adoption_words[] = CORE_ADOPTIONS(BATON_WORD, );

/* --- ranges --- */

/* A field of a record and the largest value that it may have. */
struct range {
  uint16_t at;
  uint16_t width;
  uint32_t most;
};

#define AT_MOST(type, field, most)                                                                 \
  {                                                                                                \
    offsetof(struct type, field), sizeof(((struct type *)0)->field), (most)                        \
  }
/* A word of the vocabulary. */
#define WORD_OF(type, field, prefix) AT_MOST(type, field, prefix##_COUNT - 1)
#define COUNT(array)                 (sizeof(array) / sizeof(array)[0])
#define IN_RANGES(record, ranges)    in_ranges(record, ranges, COUNT(ranges))

static uint32_t field_at(const void *record, const struct range *range)
{
  const uint8_t *at = (const uint8_t *)record + range->at;
  uint32_t value = 0;
  if (range->width == 1) {
    return *at;
  }
  memcpy(&value, at, sizeof value);
  return value;
}

static bool in_ranges(const void *record, const struct range *ranges, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (field_at(record, &ranges[i]) > ranges[i].most) {
      return false;
    }
  }
  return true;
}

/* Are `count` entries from `first` on within a table of that size? */
static bool fits(uint32_t first, uint32_t count, uint32_t entries)
{
  return first <= entries && count <= entries - first;
}

/* Packed words; the last byte of all strings is known to be a NUL. */
static bool has_words(const struct core *core, uint32_t first, uint32_t count)
{
  uint32_t at = first;
  uint32_t end = core->table->strings.count;
  for (; count > 0 && at < end; count--) {
    at += (uint32_t)strlen(core_string(core, at)) + 1U;
  }
  return first < end && count == 0;
}

/* --- the header --- */

/* There is one layout for so many records of each kind. */
static bool is_laid_out(const struct baton_table *table)
{
  struct baton_table placed = *table;
  layout_place(&placed);
  return table->nodes.count > 1 && memcmp(&placed, table, sizeof placed) == 0;
}

/* --- the whole --- */

static bool is_map(const uint8_t *map)
{
  uint8_t most = 0;
  for (unsigned i = 0; i <= BATON_SIGNALS; i++) {
    most = map[i] > most ? map[i] : most;
  }
  return most <= BATON_MAP_SHUTDOWN && map[0] == 0;
}

/* One field of settings, or of the globals. */
static bool field_sound(const struct core *core, const void *record, unsigned id)
{
  const struct setting *row = &setting_rows[id];
  const struct baton_table *table = core->table;
  uint32_t value = 0;
  switch ((enum setting_form)row->form) {
  case FORM_BYTE:
  case FORM_CHOICE:
  case FORM_STREAM:
  case FORM_SIGNAL:
  case FORM_NUMBER:
  case FORM_OCTAL: return setting_in_bounds(record, id);
  case FORM_STRING:
  case FORM_TEXT: return setting_value(record, id) < table->strings.count;
  case FORM_WORDS: return has_words(core, setting_value(record, id), setting_value(record, id + 1));
  case FORM_LIMITS:
    return fits(setting_value(record, id), setting_value(record, id + 1), table->limits.count);
  case FORM_GROUPS:
    return fits(setting_value(record, id), setting_value(record, id + 1), table->groups.count);
  case FORM_FLAGS: return (setting_value(record, id) & ~row->most) == 0;
  case FORM_WINDOW:
    value = setting_value(record, id);
    return value <= row->most || value == BATON_NONE;
  case FORM_MAP: return is_map((const uint8_t *)record + row->at);
  case FORM_DURATION:
  case FORM_COUNT:
  case FORM_ID:
  case FORM_FLAG:
  case FORM_SIGNALS:
  case FORM_CODES:
  case FORM_BYTES: break;
  }
  return true;
}

static bool fields_sound(const struct core *core, const void *record, unsigned first, unsigned end)
{
  while (first < end && field_sound(core, record, first)) {
    first++;
  }
  return first == end;
}

static bool globals_sound(const struct core *core)
{
  return fields_sound(core, core->globals, SETTING_COUNT, SETTING_NONE);
}

static bool strings_sound(const struct core *core)
{
  uint32_t bytes = core->table->strings.count;
  return bytes > 0 && core->strings[0] == '\0' && core->strings[bytes - 1U] == '\0';
}

/* --- settings --- */

static bool settings_sound(const struct core *core)
{
  for (uint32_t i = 0; i < core->table->settings.count; i++) {
    if (!fields_sound(core, &core->settings[i], 0, SETTING_COUNT)) {
      return false;
    }
  }
  for (uint32_t i = 0; i < core->table->limits.count; i++) {
    if (core->limits[i].resource >= RESOURCES) {
      return false;
    }
  }
  return true;
}

/* --- one node --- */

static bool end_sound(const struct core *core, const struct baton_end *end)
{
  static const struct range ranges[] = {
      WORD_OF(baton_end, reason, BATON_REASON),
      AT_MOST(baton_end, signal, BATON_SIGNALS),
  };
  return IN_RANGES(end, ranges) && end->cause < core->table->nodes.count;
}

/* A free node is nowhere, and nothing is left of what it was but its windows. */
static bool is_unused(const struct baton_node *node)
{
  return node->parent == BATON_NONE && node->previous == BATON_NONE && node->next == BATON_NONE &&
         node->after_count == 0 && node->flags == 0 && node->status == BATON_STATUS_CREATED &&
         node->process == BATON_PROCESS_NONE && node->stop == BATON_STOP_NONE &&
         node->timer == BATON_NONE && node->timer_ms == CORE_NEVER;
}

static bool node_sound(const struct core *core, const struct baton_node *node)
{
  static const struct range ranges[] = {
      WORD_OF(baton_node, kind, BATON_KIND),
      WORD_OF(baton_node, after_mode, BATON_AFTER),
      WORD_OF(baton_node, status, BATON_STATUS),
      WORD_OF(baton_node, process, BATON_PROCESS),
      WORD_OF(baton_node, stop, BATON_STOP),
      WORD_OF(baton_node, start_cause, BATON_CAUSE),
      AT_MOST(baton_node, work, 0),
      AT_MOST(baton_node, list_next[BATON_LIST_WAITS], 0),
      AT_MOST(baton_node, list_next[BATON_LIST_SUPERVISORS], 0),
      AT_MOST(baton_node, list_next[BATON_LIST_STARTS], 0),
      AT_MOST(baton_node, touched_next, 0),
      WORD_OF(baton_node, want, WANT),
  };
  const struct baton_table *table = core->table;
  uint32_t strings = table->strings.count;
  return IN_RANGES(node, ranges) && (node->flags & ~KNOWN_FLAGS) == 0 && node->path < strings &&
         node->resume_id < strings && node->token < strings &&
         node->settings < table->settings.count && node->look_delay_ms <= CHILD_LAST_LOOK_MS &&
         (node->cause < table->nodes.count ||
          (node->cause == BATON_NONE && node->start_cause != BATON_CAUSE_SIBLING)) &&
         has_words(core, node->argv, node->argc) &&
         fits(node->token, node->token_length, strings) &&
         fits(node->after, node->after_count, table->after.count) && end_sound(core, &node->end) &&
         (!node_is_free(node) || is_unused(node));
}

/* --- the tree --- */

static bool is_idle(const struct baton_supervisor *supervisor)
{
  return supervisor->first == BATON_NONE && supervisor->last == BATON_NONE &&
         supervisor->phase == BATON_PHASE_NONE && supervisor->mode == BATON_MODE_NONE;
}

/* Records belong to nodes one by one, in the same order. */
static bool supervisors_sound(const struct core *core)
{
  static const struct range ranges[] = {
      WORD_OF(baton_supervisor, strategy, BATON_STRATEGY),
      WORD_OF(baton_supervisor, auto_shutdown, BATON_AUTO_SHUTDOWN),
      WORD_OF(baton_supervisor, stop_order, BATON_STOP_ORDER),
      WORD_OF(baton_supervisor, phase, BATON_PHASE),
      WORD_OF(baton_supervisor, mode, BATON_MODE),
  };
  uint32_t record = 0;
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    const struct baton_node *node = node_at(core, i);
    if (node->kind == (node_is_supervisor(node) ? BATON_KIND_CHILD : BATON_KIND_SUPERVISOR)) {
      return false;
    }
    if (!node_is_supervisor(node)) {
      continue;
    }
    const struct baton_supervisor *supervisor = &core->supervisors[record];
    if (node->supervisor != record || record == core->table->supervisors.count ||
        supervisor->node != i || !IN_RANGES(supervisor, ranges) ||
        !end_sound(core, &supervisor->end) || (node_is_free(node) && !is_idle(supervisor))) {
      return false;
    }
    record++;
  }
  return record == core->table->supervisors.count && core->nodes->kind == BATON_KIND_SUPERVISOR;
}

static bool is_sibling(const struct core *core, const struct baton_node *node, uint32_t index)
{
  return index < core->table->nodes.count && index != BATON_ROOT &&
         node_at(core, index)->parent == node->parent;
}

/* Siblings are linked in the order of their indices, both ways, and their supervisor knows the
 * ends: so every chain ends, and every child is in its own. */
static bool is_linked(const struct core *core, const struct baton_node *node)
{
  uint32_t index = node_index(core, node);
  if (node_is_supervisor(node) && node_supervisor(core, node)->first == BATON_NONE) {
    return false;
  }
  if (node_is_root(core, node)) {
    return node->parent == BATON_NONE && node->previous == BATON_NONE && node->next == BATON_NONE;
  }
  if (node->parent >= index || !node_is_supervisor(node_at(core, node->parent))) {
    return false;
  }
  const struct baton_supervisor *parent = node_parent(core, node);
  bool first = parent->first == index && node->previous == BATON_NONE;
  bool last = parent->last == index && node->next == BATON_NONE;
  bool behind = node->previous < index && is_sibling(core, node, node->previous) &&
                node_at(core, node->previous)->next == index;
  bool before = node->next > index && is_sibling(core, node, node->next) &&
                node_at(core, node->next)->previous == index;
  return (first || behind) && (last || before);
}

static bool waits_well(const struct core *core, const struct baton_node *node)
{
  for (uint32_t i = 0; i < node->after_count; i++) {
    uint32_t sibling = core->after[node->after + i];
    if (node_is_root(core, node) || sibling >= node_index(core, node) ||
        !is_sibling(core, node, sibling) || !node_has(node_at(core, sibling), BATON_NODE_WAITED)) {
      return false;
    }
  }
  return true;
}

static bool is_staged_well(const struct core *core, const struct baton_node *node)
{
  if (!node_is_root(core, node)) {
    const struct baton_supervisor *parent = node_parent(core, node);
    uint32_t stage = 0;
    if (node->previous != BATON_NONE) {
      stage = node_at(core, node->previous)->stage + tree_begins_stage(core, parent, node);
    }
    if (node->stage != stage || (node->next == BATON_NONE && parent->stages != stage + 1U)) {
      return false;
    }
  }
  return true;
}

/* From the leaves up, as in tree_build(): a wrong sum further down has been found by then. */
static bool sums_sound(const struct core *core)
{
  for (uint32_t i = core->table->supervisors.count; i-- > 0;) {
    const struct baton_supervisor *supervisor = &core->supervisors[i];
    struct baton_supervisor again = *supervisor;
    again.explicit_ms = again.shares = 0;
    again.breaker_ms = TREE_LEAST_WINDOW_MS;
    tree_sum(core, &again);
    if (again.explicit_ms != supervisor->explicit_ms || again.shares != supervisor->shares ||
        again.breaker_ms != supervisor->breaker_ms) {
      return false;
    }
  }
  return true;
}

/* --- restarts --- */

/* One window: where it begins, and that it holds no more than it may. */
static bool take_window(uint32_t *entry, uint32_t first, uint32_t limit, uint32_t count)
{
  uint32_t most = limit == BATON_NONE ? 0 : limit;
  bool sound = first == *entry && count <= most;
  *entry += most;
  return sound;
}

static bool windows_sound(const struct core *core)
{
  uint32_t entry = 0;
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    const struct baton_node *node = node_at(core, i);
    if (!take_window(&entry, node->restarts, intensity_breaker(core, node).limit,
                     node->restart_count)) {
      return false;
    }
    if (node_is_supervisor(node)) {
      const struct baton_supervisor *supervisor = node_supervisor(core, node);
      uint32_t limit = supervisor->intensity.limit;
      if ((limit > PLAN_INTENSITY_MAX && limit != BATON_NONE) ||
          !take_window(&entry, supervisor->restarts, limit, supervisor->restart_count)) {
        return false;
      }
    }
  }
  return entry == core->table->restarts.count;
}

/* --- times --- */

/* A deadline that the clock can reach. */
static bool is_moment(int64_t time_ms)
{
  return time_ms == CORE_NEVER || (time_ms >= -CORE_NOW_MAX && time_ms <= CORE_NOW_MAX);
}

static bool is_past(const struct core *core, int64_t time_ms)
{
  return time_ms >= 0 && time_ms <= core_now(core);
}

static bool times_sound(const struct core *core)
{
  const struct baton_state *state = core->state;
  return state->now_ms >= 0 && state->now_ms <= CORE_NOW_MAX / 2 &&
         is_moment(state->grace_end_ms) && is_moment(state->drain_limit_ms) &&
         is_moment(state->drain_ask_ms) && is_past(core, state->late_until_ms) &&
         (state->interrupt_ms == CORE_NEVER || is_past(core, state->interrupt_ms));
}

static bool node_times_sound(const struct core *core, const struct baton_node *node)
{
  bool retrying = node_has(node, BATON_NODE_RETRYING);
  if (node_is_supervisor(node)) {
    const struct baton_supervisor *supervisor = node_supervisor(core, node);
    if (!is_moment(supervisor->budget_end_ms) || !is_moment(supervisor->stage_limit_ms)) {
      return false;
    }
  }
  return is_moment(node->due_ms) && is_moment(node->start_limit_ms) &&
         is_moment(node->stop_limit_ms) && is_moment(node->look_ms) && is_moment(node->timer_ms) &&
         is_moment(node->ask_ms) && is_past(core, node->spawned_ms) &&
         is_past(core, node->ready_ms) &&
         (is_past(core, node->retry_since_ms) || (node->retry_since_ms == CORE_NEVER && !retrying));
}

/* --- states --- */

#define STATE(status, process, stop)                                                               \
  {BATON_STATUS_##status, BATON_PROCESS_##process, BATON_STOP_##stop},

static const struct {
  uint8_t status, process, stop;
} states[] = {BATON_CHILD_STATES(STATE)};

static bool is_legal(const struct baton_node *node)
{
  bool left = node->status == BATON_STATUS_KILLED && node_has(node, BATON_NODE_LEFT);
  for (size_t i = 0; i < COUNT(states); i++) {
    if (states[i].status == node->status && states[i].stop == node->stop &&
        (states[i].process == node->process || left)) {
      return true;
    }
  }
  return false;
}

/* An open breaker is as full as when it tripped, and is tried again. */
static bool child_state_sound(const struct core *core, const struct baton_node *node)
{
  const struct baton_settings *settings = node_settings(core, node);
  bool oneshot = settings->ready == BATON_READY_EXIT;
  bool tried =
      settings->retry_after_ms != BATON_NONE && node->restart_count == settings->breaker.limit;
  return is_legal(node) && oneshot == node_has(node, BATON_NODE_ONESHOT) &&
         (oneshot || !node_has(node, BATON_NODE_GATE)) &&
         (tried || !node_has(node, BATON_NODE_OPEN));
}

static bool supervisor_state_sound(const struct core *core, const struct baton_node *node)
{
  const struct baton_supervisor *supervisor = node_supervisor(core, node);
  bool stopping = node->status == BATON_STATUS_STOPPING;
  return node->process == BATON_PROCESS_NONE && !node_has(node, BATON_NODE_ONESHOT) &&
         !node_has(node, BATON_NODE_OPEN) && node->status != BATON_STATUS_SUSPENDED &&
         stopping == (supervisor->mode == BATON_MODE_FULL) &&
         (node->stop == BATON_STOP_NONE || (stopping && !node_is_root(core, node)));
}

/* Was this supervisor never started? Its first child tells; its count of runs may have wrapped. */
static bool is_untouched(const struct core *core, const struct baton_node *node)
{
  uint32_t first = node_supervisor(core, node)->first;
  return node_at(core, first)->status == BATON_STATUS_CREATED;
}

/* Below a supervisor that was never started there is nothing, and below one that is down only what
 * was left behind is alive. */
static bool is_below_well(const struct core *core, const struct baton_node *node)
{
  const struct baton_node *above = node_at(core, node->parent);
  bool created = node->status == BATON_STATUS_CREATED;
  bool down = node_is_terminal(node) && node->process == BATON_PROCESS_NONE;
  bool untouched = is_untouched(core, above);
  if (created || untouched) {
    return created && untouched && !node_is_up(above);
  }
  return node_is_up(above) || above->status == BATON_STATUS_STOPPING || down ||
         node_has(node, BATON_NODE_LEFT);
}

/* Only what is pending waits to be started. */
static bool is_wanted_well(const struct baton_node *node)
{
  bool wanted = node_has(node, BATON_NODE_WANTED);
  bool started = node_is_up(node) || node->status == BATON_STATUS_SUSPENDED;
  return (node->status == BATON_STATUS_PENDING || !wanted) &&
         (wanted || !node_has(node, BATON_NODE_NOW)) && (!started || node->due_ms == CORE_NEVER);
}

/* A deadline is set only in the state that it belongs to: a start that no stop covers, a stop (or
 * the end of a classic init's child), a sweep. Only a shutdown leaves something
 * behind. */
static bool waits_for_process_well(const struct core *core, const struct baton_node *node)
{
  bool alive = node->process == BATON_PROCESS_ALIVE;
  bool suspended = node->status == BATON_STATUS_SUSPENDED;
  bool starts = alive && (suspended || node->status == BATON_STATUS_STARTING) &&
                !node_has(node, BATON_NODE_COVERED) && !tree_covered(core, node);
  bool stops = node->process != BATON_PROCESS_NONE && !node_is_up(node) && !suspended;
  bool looks = node->look_ms != CORE_NEVER || node->look_delay_ms != 0;
  bool asks = node->process == BATON_PROCESS_SWEEPING ||
              (node->process != BATON_PROCESS_NONE && node->stop != BATON_STOP_NONE);
  return (starts || node->start_limit_ms == CORE_NEVER) &&
         (stops || (alive && core_is_classic(core)) || node->stop_limit_ms == CORE_NEVER) &&
         (!looks || node->process == BATON_PROCESS_SWEEPING) && (asks || node->ask_ms == 0) &&
         (core->state->life >= BATON_LIFE_SHUTDOWN || !node_has(node, BATON_NODE_LEFT));
}

/* A stop beats every restart below it. */
static bool is_beaten_well(const struct core *core, const struct baton_node *node)
{
  bool restarts = node->status == BATON_STATUS_PENDING || node_has(node, BATON_NODE_MEMBER) ||
                  node->stop == BATON_STOP_GROUP || node->stop == BATON_STOP_RESTART;
  return !restarts || !tree_covered(core, node);
}

static bool state_sound(const struct core *core, const struct baton_node *node)
{
  bool own =
      node_is_supervisor(node) ? supervisor_state_sound(core, node) : child_state_sound(core, node);
  return own && is_wanted_well(node) && waits_for_process_well(core, node) &&
         is_beaten_well(core, node) && (node_is_root(core, node) || is_below_well(core, node));
}

/* --- counters --- */

/* Would it be done if nothing were left below it? It is up, and no stop covers it. */
static bool goes_on(const struct core *core, const struct baton_node *node)
{
  return node_is_up(node) && !tree_covered(core, node);
}

static bool counters_sound(const struct core *core, const struct baton_node *node)
{
  if (!node_is_supervisor(node)) {
    return true;
  }
  const struct baton_supervisor *supervisor = node_supervisor(core, node);
  struct baton_supervisor again = *supervisor;
  uint32_t unsettled = 0;
  again.live = again.oneshots = again.held = again.ended = again.counted = 0;
  again.stage_left = again.members = 0;
  for (uint32_t i = supervisor->first; i != BATON_NONE; i = node_at(core, i)->next) {
    tree_count(&again, node_at(core, i), 1);
    unsettled += !node_has(node_at(core, i), BATON_NODE_SETTLED);
    again.stage_left += node_has(node_at(core, i), BATON_NODE_STAGED);
    again.members += node_has(node_at(core, i), BATON_NODE_MEMBER);
  }
  again.unsettled = is_untouched(core, node) ? 0 : unsettled;
  return memcmp(&again, supervisor, sizeof again) == 0 &&
         (node->status != BATON_STATUS_STARTING || unsettled > 0) &&
         (again.live + again.held > 0 || !goes_on(core, node));
}

/* --- stops --- */

/* A supervisor's stop has its deadlines, and a group restart its due time and its members; the
 * search for the next stage goes on at a child of its own. */
static bool stop_sound(const struct core *core, const struct baton_supervisor *supervisor)
{
  uint32_t cursor = supervisor->cursor;
  bool stops = supervisor->mode != BATON_MODE_NONE;
  bool own = cursor == BATON_NONE || (cursor < core->table->nodes.count && cursor != BATON_ROOT &&
                                      node_at(core, cursor)->parent == supervisor->node);
  bool budgeted = supervisor->budget_end_ms != CORE_NEVER;
  bool limited = supervisor->stage_limit_ms != CORE_NEVER;
  return own && stops == budgeted && (stops || !limited) &&
         (supervisor->stage_left == 0 || (cursor != BATON_NONE && limited)) &&
         (supervisor->phase < BATON_PHASE_WAITING || supervisor->members > 0);
}

/* What a stop covers is alive, and the search for the next stage is still to reach it. The stop of
 * a whole supervisor covers every child of its that is alive. */
static bool is_covered_well(const struct core *core, const struct baton_node *node)
{
  const struct baton_supervisor *parent = node_parent(core, node);
  bool covered = node_has(node, BATON_NODE_COVERED);
  bool found = parent->cursor != BATON_NONE && parent->cursor >= node_index(core, node);
  if (covered && (parent->mode == BATON_MODE_NONE || !tree_alive(node) || !found)) {
    return false;
  }
  if (!covered && parent->mode == BATON_MODE_FULL && tree_alive(node) &&
      !node_has(node, BATON_NODE_LEFT)) {
    return false;
  }
  return (covered || !node_has(node, BATON_NODE_STAGED)) &&
         (!node_has(node, BATON_NODE_MEMBER) || parent->phase != BATON_PHASE_NONE);
}

/* There is nothing above the root that could stop it or restart it with others. */
static bool node_stop_sound(const struct core *core, const struct baton_node *node)
{
  if (node_is_supervisor(node) && !stop_sound(core, node_supervisor(core, node))) {
    return false;
  }
  return node_is_root(core, node)
             ? !node_has(node, BATON_NODE_MEMBER) && !node_has(node, BATON_NODE_COVERED) &&
                   !node_has(node, BATON_NODE_STAGED)
             : is_covered_well(core, node);
}

/* --- timers --- */

/* A key that has passed stays until the next TIMER; one in the future must be the node's own. */
static bool timer_sound(const struct core *core, const struct baton_node *node)
{
  uint32_t at = node->timer;
  if (node->timer_ms > core_now(core) && node->timer_ms != timers_key(core, node)) {
    return false;
  }
  if (node->timer_ms == CORE_NEVER) {
    return at == BATON_NONE;
  }
  if (at >= core->state->timer_count || core->timers[at] != node_index(core, node)) {
    return false;
  }
  uint32_t above = core->timers[at == 0 ? 0 : (at - 1U) / 2U];
  return above < core->table->nodes.count && node_at(core, above)->timer_ms <= node->timer_ms;
}

/* As many nodes as there are places in the heap, each at its own. */
static bool timers_sound(const struct core *core)
{
  uint32_t armed = 0;
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    armed += node_at(core, i)->timer_ms != CORE_NEVER;
  }
  return core->state->timer_count == armed;
}

/* --- the queue --- */

/* What the value of a note names may be looked up by it. 0: it is a number. */
static uint32_t value_most(const struct core *core, uint8_t note)
{
  const uint32_t nodes = core->table->nodes.count;
  const uint32_t counts[NOTE_COUNT] = {
      [NOTE_DEPENDENCY] = nodes,
      [NOTE_GROUP_RESTART] = nodes,
      [NOTE_GIVE_UP] = nodes,
      [NOTE_SIGNAL_IGNORED] = BATON_SIGNALS + 1U,
      [NOTE_SIGNAL_DROPPED] = BATON_SIGNALS + 1U,
      [NOTE_SHUTDOWN] = BATON_SHUTDOWN_COUNT,
      [NOTE_REFUSED] = EV_COUNT,
  };
  return counts[note] - 1U;
}

/* What is of one instance is of a child; a note may be of the whole, or of any node. */
static bool action_sound(const struct core *core, const struct baton_action *action)
{
  static const struct range ranges[] = {
      WORD_OF(baton_action, kind, ACT),
      AT_MOST(baton_action, signal, BATON_SIGNALS),
      AT_MOST(baton_action, flags, ACTION_FLAGS),
  };
  bool whole = action->slot == BATON_NONE;
  if (!IN_RANGES(action, ranges) || (!whole && action->slot >= core->table->nodes.count)) {
    return false;
  }
  switch ((enum core_action)action->kind) {
  case ACT_SPAWN:
  case ACT_SIGNAL:
  case ACT_SWEEP: return !whole && node_at(core, action->slot)->kind == BATON_KIND_CHILD;
  case ACT_NOTE:
    return action->note < NOTE_COUNT && action->value <= value_most(core, action->note);
  case ACT_DRAIN: return whole;
  case ACT_REPLY: return action->note < OUTCOME_COUNT && !whole;
  case ACT_FINISH: break;
  }
  return whole && action->value <= UINT8_MAX;
}

static bool queue_sound(const struct core *core)
{
  const struct baton_queue *queue = core->queue;
  uint32_t most = core->action_capacity;
  if (queue->first >= most || queue->count > most || queue->performing > (queue->count > 0)) {
    return false;
  }
  for (uint32_t i = 0; i < queue->count; i++) {
    if (!action_sound(core, &core->actions[(queue->first + i) % most])) {
      return false;
    }
  }
  return true;
}

/* --- the life of the whole --- */

static bool life_agrees(const struct core *core)
{
  enum baton_status root = (enum baton_status)core->nodes->status;
  switch ((enum baton_life)core->state->life) {
  case BATON_LIFE_NEW: return root == BATON_STATUS_CREATED;
  case BATON_LIFE_UP: return node_is_up(core->nodes);
  case BATON_LIFE_SHUTDOWN: return root == BATON_STATUS_STOPPING;
  case BATON_LIFE_DRAIN:
  case BATON_LIFE_FINISHED: break;
  }
  return root == BATON_STATUS_STOPPED;
}

static bool life_sound(const struct core *core)
{
  static const struct range ranges[] = {
      AT_MOST(baton_state, late_left_ms, SHUTDOWN_LATE_MS),
      WORD_OF(baton_state, life, BATON_LIFE),
      WORD_OF(baton_state, cause_kind, BATON_SHUTDOWN),
      AT_MOST(baton_state, killed, 1),
      AT_MOST(baton_state, forced, 1),
      WORD_OF(baton_state, drain_stage, BATON_DRAIN),
      AT_MOST(baton_state, held_limit, 1),
      AT_MOST(baton_state, stop_asked, 1),
  };
  const struct baton_state *state = core->state;
  bool drains = state->life == BATON_LIFE_DRAIN;
  bool queued = state->touched_first != 0;
  for (int list = 0; list < BATON_LIST_COUNT; list++) {
    queued |= state->list_first[list] != BATON_NONE || state->list_last[list] != BATON_NONE;
  }
  bool classic = core_is_classic(core) ? core->table->nodes.count == 2 : state->held_limit == 0;
  bool ends = state->life >= BATON_LIFE_SHUTDOWN;
  bool asked = state->grace_end_ms != CORE_NEVER; /* a classic init's child may go on */
  return IN_RANGES(state, ranges) && classic && !queued &&
         (core_is_classic(core) ? asked || !ends : asked == ends) &&
         end_sound(core, &state->cause_end) && drains == (state->drain_limit_ms != CORE_NEVER) &&
         (state->drain_ask_ms == 0 || (drains && state->drain_stage == BATON_DRAIN_WAITS)) &&
         (!ends || core->nodes->number == 0) && /* nobody is answered after the last word */
         life_agrees(core);
}

/* --- what the shell relies on --- */

/* No process, or one that can be a child: to kill() 1 and, of a group, 1 would be far more. */
static bool is_pid(int32_t pid)
{
  return pid != 1 && pid >= 0 && pid <= (int32_t)BATON_PID_MOST;
}

static bool sweep_fits(const struct baton_sweep *sweep)
{
  static const struct range ranges[] = {
      AT_MOST(baton_sweep, why, BATON_SWEEP_ALL),
      AT_MOST(baton_sweep, signal, BATON_SIGNALS),
      AT_MOST(baton_sweep, flags, ACTION_FLAGS),
  };
  return IN_RANGES(sweep, ranges);
}

static bool mailboxes_sound(const struct core *core)
{
  static const struct range ranges[] = {
      WORD_OF(baton_mailbox, step, BATON_STEP),
      WORD_OF(baton_mailbox, obstacle, BATON_OBSTACLE),
      AT_MOST(baton_mailbox, flags, BATON_MAILBOX_ALL),
      AT_MOST(baton_mailbox, interpreter[sizeof((struct baton_mailbox *)0)->interpreter - 1], 0),
  };
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    const struct baton_mailbox *mailbox = &core->mailboxes[i];
    if (!IN_RANGES(mailbox, ranges) || !is_pid(mailbox->pid) || !sweep_fits(&mailbox->sweep) ||
        !sweep_fits(&mailbox->pass) || mailbox->path >= core->table->strings.count) {
      return false;
    }
  }
  return true;
}

static bool shell_sound(const struct core *core)
{
  static const struct range ranges[] = {
      AT_MOST(baton_shell, newest_pid, BATON_PID_MOST),
      AT_MOST(baton_shell, fds_kept, INT32_MAX),
      AT_MOST(baton_shell, draining, 1),
      AT_MOST(baton_shell, drain_told, 1),
      AT_MOST(baton_shell, drain_denied, 1),
      AT_MOST(baton_shell, drain_asked, 1),
      AT_MOST(baton_shell, drain_signal, BATON_SIGNALS),
      AT_MOST(baton_shell, may_set_groups, 1),
      AT_MOST(baton_shell, finished, 1),
  };
  const struct baton_shell *shell = core->shell;
  return IN_RANGES(shell, ranges) && is_pid(shell->last_group) &&
         shell->pending_signal <= BATON_SIGNALS && shell->files_soft <= shell->files_hard &&
         mailboxes_sound(core);
}

/* --- all of it --- */

typedef bool check_whole(const struct core *core);
typedef bool check_node(const struct core *core, const struct baton_node *node);

/* A free node is in no tree: beside its ranges there is nothing to look at. */
static bool every_node(const struct core *core, check_node *sound)
{
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    const struct baton_node *node = node_at(core, i);
    bool looked_at = !node_is_free(node) || sound == node_sound;
    if (looked_at && !sound(core, node)) {
      return false;
    }
  }
  return true;
}

static enum core_adoption check_parts(const struct core *core)
{
  static const struct {
    check_whole *whole; /* or, of each node: */
    check_node *each;
    enum core_adoption fault;
  } checks[] = {
      {strings_sound,     NULL,             ADOPTION_STRINGS },
      {globals_sound,     NULL,             ADOPTION_GLOBALS },
      {settings_sound,    NULL,             ADOPTION_SETTINGS},
      {NULL,              node_sound,       ADOPTION_NODE    },
      {supervisors_sound, NULL,             ADOPTION_TREE    },
      {NULL,              is_linked,        ADOPTION_TREE    },
      {NULL,              waits_well,       ADOPTION_AFTER   },
      {NULL,              is_staged_well,   ADOPTION_STAGES  },
      {sums_sound,        NULL,             ADOPTION_STAGES  },
      {windows_sound,     NULL,             ADOPTION_WINDOWS },
      {times_sound,       NULL,             ADOPTION_TIMES   },
      {NULL,              node_times_sound, ADOPTION_TIMES   },
      {NULL,              state_sound,      ADOPTION_STATE   },
      {NULL,              counters_sound,   ADOPTION_COUNTERS},
      {NULL,              node_stop_sound,  ADOPTION_STOP    },
      {life_sound,        NULL,             ADOPTION_LIFE    },
      {timers_sound,      NULL,             ADOPTION_TIMERS  },
      {NULL,              timer_sound,      ADOPTION_TIMERS  },
      {queue_sound,       NULL,             ADOPTION_ACTIONS },
      {shell_sound,       NULL,             ADOPTION_SHELL   },
  };

  for (size_t i = 0; i < COUNT(checks); i++) {
    bool sound = checks[i].whole != NULL ? checks[i].whole(core) : every_node(core, checks[i].each);
    if (!sound) {
      return checks[i].fault;
    }
  }
  return ADOPTION_SOUND;
}

/* An arena of this version, to be used where it is. */
static enum core_adoption find_parts(struct core *core, void *arena, size_t size, int32_t pid)
{
  const struct baton_table *table = arena;
  enum core_adoption found = layout_find(arena, size, pid);
  if (found == ADOPTION_SOUND && table->version != BATON_TABLE_VERSION) {
    return ADOPTION_VERSION;
  }
  if (found == ADOPTION_SOUND && !is_laid_out(table)) {
    return ADOPTION_LAYOUT;
  }
  if (found == ADOPTION_SOUND) {
    core_bind(core, arena);
  }
  return found;
}

enum core_adoption core_recover(struct core *core, void *arena, size_t size, int32_t pid)
{
  struct baton_table *table = arena;
  enum core_adoption found = find_parts(core, arena, size, pid);
  if (found == ADOPTION_SOUND && !undo_roll_back(core)) {
    return ADOPTION_UNDO;
  }
  if (found == ADOPTION_SOUND) {
    table->sequence += table->sequence % 2U;
  }
  return found;
}

enum core_adoption core_adopt(struct core *core, void *arena, size_t size, int32_t pid)
{
  enum core_adoption found = find_parts(core, arena, size, pid);
  if (found != ADOPTION_SOUND) {
    return found;
  }
  if (core->table->sequence % 2U != 0 || core->undo->stage != BATON_UNDO_NONE) {
    return ADOPTION_TORN;
  }
  return core->state->broken_line == 0 ? check_parts(core) : ADOPTION_BROKEN;
}
