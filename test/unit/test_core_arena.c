/* The arena as <baton/table.h> describes it to whoever maps it: sizes, counts, parts. */
#include "core/layout.h"
#include "core/undo.h"
#include "core_world.h"
#include "writable.h"

#include <string.h>

static const struct baton_table *lay(void)
{
  three_plain_children();
  uint32_t d = world_supervisor(BATON_ROOT, "d");
  (void)world_child(d, "e");
  world_after(b, a);
  world_after(c, a);
  clause(BATON_ROOT)->intensity = (struct baton_window){.limit = 3, .window_ms = 1000};
  set(a)->breaker.limit = 2;
  set(b)->breaker.limit = BATON_NONE;
  set(c)->breaker.limit = 0;
  static struct baton_limit limits[] = {
      {.soft = 1, .hard = 2, .resource = 3},
      {.soft = 4, .hard = 5, .resource = 6}
  };
  static uint32_t groups[] = {7, 8, 9};
  world.tree.plan.limits = limits;
  world.tree.plan.limit_count = 2;
  world.tree.plan.groups = groups;
  world.tree.plan.group_count = 3;
  world.boot.pid = 41;
  world_lay();
  return world.core.table;
}

Test(arena, it_says_what_it_is)
{
  const struct baton_table *table = lay();
  cr_assert_eq(table->magic, BATON_TABLE_MAGIC);
  cr_assert_eq(table->version, BATON_TABLE_VERSION);
  cr_assert_eq(table->header_size, sizeof(struct baton_table));
  cr_assert_eq(table->part_count, BATON_PART_COUNT);
  cr_assert_eq(table->nodes.size, sizeof(struct baton_node));
  cr_assert_eq(table->strings.size, 1);
  cr_assert_eq(table->pid, 41);
  cr_assert_eq(world.core.state->epoch, 1);
  cr_assert_eq(table->size, core_size(&world.tree.plan));
}

/* Each begins where the one before ends, at the next multiple of 8, and there is room for as many
 * records as there are. */
Test(arena, its_parts_lie_one_behind_the_other)
{
  const struct baton_table *table = lay();
  uint64_t at = sizeof *table;
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    const struct baton_part *part = &table->parts[i];
    cr_assert_eq(part->offset, at);
    at = (at + (uint64_t)part->size * part->capacity + 7) / 8 * 8;
  }
  cr_assert_eq(table->size, at);
}

static void is_full(const struct baton_part *part, uint32_t count)
{
  cr_assert_eq(part->count, count);
  cr_assert_eq(part->capacity, count);
}

/* Restarts: 5 of each supervisor, the root's intensity, a's breaker, and e's. */
Test(arena, there_is_as_much_of_each_as_there_are_nodes_or_the_plan_has)
{
  const struct baton_table *table = lay();
  is_full(&table->globals, 1);
  is_full(&table->shell, 1);
  is_full(&table->state, 1);
  is_full(&table->queue, 1);
  is_full(&table->undo, 1);
  is_full(&table->nodes, 6);
  is_full(&table->timers, 6);
  is_full(&table->mailboxes, 6);
  is_full(&table->supervisors, 2);
  is_full(&table->settings, 6);
  is_full(&table->after, 2);
  is_full(&table->limits, 2);
  is_full(&table->groups, 3);
  is_full(&table->strings, world.tree.plan.string_bytes);
  is_full(&table->restarts, 5 + 5 + 3 + 2 + 8);
  cr_assert_eq(table->actions.capacity, 6 * 7 + 16);
  cr_assert_eq(table->undo_log.capacity * sizeof(uint64_t), undo_bytes(table));
  cr_assert_eq(table->actions.count + table->undo_log.count, 0);
}

Test(arena, each_part_is_found_where_it_lies)
{
  const struct baton_table *table = lay();
  const char *arena = (const char *)table;
#define FOUND(name, type) cr_assert_eq((const char *)world.core.name, arena + table->name.offset);
  BATON_PARTS(FOUND)
}

Test(arena, it_holds_what_the_plan_held)
{
  (void)lay();
  cr_assert_arr_eq(world.core.limits, world.tree.plan.limits, 2 * sizeof(struct baton_limit));
  cr_assert_arr_eq(world.core.groups, world.tree.plan.groups, 3 * sizeof(uint32_t));
  cr_assert_arr_eq(world.core.after, world.tree.plan.after, 2 * sizeof(uint32_t));
  cr_assert_arr_eq(world.core.settings, world.tree.settings, 6 * sizeof(struct baton_settings));
  cr_assert_arr_eq(world.core.strings, world.tree.strings, world.tree.plan.string_bytes);
}

Test(arena, each_clause_has_a_piece_of_the_restart_table_of_its_own)
{
  (void)lay();
  const struct baton_node *nodes = world.core.nodes;
  cr_assert_eq(nodes[BATON_ROOT].restarts, 0);
  cr_assert_eq(world.core.supervisors[0].restarts, 5);
  cr_assert_eq(nodes[a].restarts, 8);
  cr_assert_eq(nodes[b].restarts, 10);
  cr_assert_eq(nodes[c].restarts, 10);
  cr_assert_eq(nodes[c + 1].restarts, 10);
  cr_assert_eq(world.core.supervisors[1].restarts, 15);
  cr_assert_eq(nodes[c + 2].restarts, 15);
}

Test(arena, before_the_start_nothing_is_due_and_nothing_happened)
{
  const struct baton_table *table = lay();
  const struct baton_state *state = world.core.state;
  cr_assert_eq(state->grace_end_ms, CORE_NEVER);
  cr_assert_eq(state->drain_limit_ms, CORE_NEVER);
  cr_assert_eq(state->interrupt_ms, CORE_NEVER);
  cr_assert_eq(state->cause_node, BATON_NONE);
  cr_assert_eq(core_deadline(&world.core), CORE_NEVER);
  for (uint32_t slot = 0; slot < table->nodes.count; slot++) {
    const struct baton_node *node = &world.core.nodes[slot];
    cr_assert_eq(node->cause, BATON_NONE);
    cr_assert_eq(node->end.cause, slot);
    cr_assert_eq(node->timer, BATON_NONE);
    cr_assert_eq(node->due_ms, CORE_NEVER);
    cr_assert_eq(node->start_limit_ms, CORE_NEVER);
    cr_assert_eq(node->stop_limit_ms, CORE_NEVER);
    cr_assert_eq(node->look_ms, CORE_NEVER);
    cr_assert_eq(node->timer_ms, CORE_NEVER);
    cr_assert_eq(node->retry_since_ms, CORE_NEVER);
  }
  for (uint32_t i = 0; i < table->supervisors.count; i++) {
    const struct baton_supervisor *supervisor = &world.core.supervisors[i];
    cr_assert_eq(supervisor->cursor, BATON_NONE);
    cr_assert_eq(supervisor->trigger, BATON_NONE);
    cr_assert_eq(supervisor->budget_end_ms, CORE_NEVER);
    cr_assert_eq(supervisor->stage_limit_ms, CORE_NEVER);
  }
}

static void assert_counters(uint32_t live, uint32_t oneshots, uint32_t held, uint32_t ended,
                            uint32_t counted)
{
  const struct baton_supervisor *root = world.core.supervisors;
  cr_assert_eq(root->live, live);
  cr_assert_eq(root->oneshots, oneshots);
  cr_assert_eq(root->held, held);
  cr_assert_eq(root->ended, ended);
  cr_assert_eq(root->counted, counted);
}

Test(arena, a_supervisor_counts_its_children)
{
  three_plain_children();
  world_oneshot(c);
  world_boot();
  assert_counters(3, 1, 0, 0, 2);
  it_exits(a, 0);
  assert_counters(2, 1, 0, 1, 1);
  operator_stop(b);
  it_dies(b, CORE_SIGTERM);
  assert_counters(1, 1, 1, 1, 1);
}

Test(arena, a_supervisors_window_is_8_times_the_longest_below_it_and_10_minutes_at_least)
{
  three_plain_children();
  uint32_t d = world_supervisor(BATON_ROOT, "d");
  uint32_t e = world_child(d, "e");
  set(a)->breaker.window_ms = 80000;
  set(b)->breaker.window_ms = 75000;
  set(c)->breaker = (struct baton_window){.limit = BATON_NONE, .window_ms = 90000};
  set(e)->breaker.window_ms = 1000;
  world_lay();
  cr_assert_eq(world.core.supervisors[1].breaker_ms, 600000);
  cr_assert_eq(world.core.supervisors[0].breaker_ms, 8 * 600000);
  world.tree.plan.node_count -= 2;
  world_lay();
  cr_assert_eq(world.core.supervisors[0].breaker_ms, 8 * 80000);
}

Test(arena, a_supervisors_window_does_not_wrap)
{
  three_plain_children();
  set(a)->breaker.window_ms = 1U << 29;
  world_lay();
  cr_assert_eq(world.core.supervisors[0].breaker_ms, BATON_NONE - 1);
  set(a)->breaker.window_ms = (1U << 29) - 1;
  world_lay();
  cr_assert_eq(world.core.supervisors[0].breaker_ms, 8 * ((1U << 29) - 1));
}

Test(arena, the_queue_has_room_for_an_event_beside_two_actions_of_each_node)
{
  cr_assert_eq(layout_step_actions(1), 21, "five of each and 16 of the whole");
  cr_assert_eq(layout_step_actions(9), 61);
  cr_assert_eq(layout_actions(1), 23);
  cr_assert_eq(layout_actions(9), 79);
  cr_assert_eq(layout_actions(20000), 140016);
}

Test(arena, the_queue_is_a_ring)
{
  boot_three_plain();
  world.core.action_capacity = 4;
  uint32_t first = world.core.queue->first = 3;
  struct baton_event event = {.kind = EV_SIGNAL, .signal = CORE_SIGCONT};
  core_step(&world.core, world.now, &event);
  cr_assert_eq(world.core.queue->count, 3);
  for (uint32_t slot = a; slot <= c; slot++) {
    struct baton_action action;
    cr_assert(core_next(&world.core, &action));
    cr_assert_eq(world.core.queue->performing, 1);
    core_done(&world.core);
    cr_assert_eq(world.core.queue->performing, 0);
    cr_assert_eq(action.slot, slot);
    cr_assert_eq(action.signal, CORE_SIGCONT);
  }
  cr_assert_eq(world.core.queue->first, (first + 3) % 4);
}

/* More than it has room for is baton's own fault, and is said; nothing is written beyond it. */
Test(arena, a_queue_that_is_full_breaks_nothing_else)
{
  boot_three_plain();
  struct baton_action beyond = {.slot = 77};
  world.core.action_capacity = 2;
  struct baton_queue *queue = world.core.queue;
  queue->first = 0;
  world.core.actions[2] = world.core.actions[3] = beyond;
  struct baton_event event = {.kind = EV_SIGNAL, .signal = CORE_SIGCONT};
  core_step(&world.core, world.now, &event);
  uint32_t line = world.core.state->broken_line;
  cr_assert_str_eq(world.core.state->broken_file, "core.c");
  cr_assert_gt(line, 0);
  struct baton_state *state = writable(&world.core, world.core.state);
  state->broken_line = line + 1;
  core_step(&world.core, world.now, &event);
  cr_assert_eq(state->broken_line, line + 1, "only the first counts");
  cr_assert_eq(queue->count, 2);
  cr_assert_eq(world.core.actions[0].slot, a);
  cr_assert_eq(world.core.actions[1].slot, b);
  cr_assert_eq(world.core.actions[2].slot, 77);
}

/* Which no step makes, but an arena that is adopted may hold it: the search ends with the last. */
Test(arena, an_action_for_held_signals_of_which_there_is_none_ends)
{
  boot_three_plain();
  struct baton_action action = {.kind = ACT_SIGNAL, .signal = CORE_HELD_SIGNALS, .slot = a};
  world.core.actions[world.core.queue->first] = action;
  world.core.queue->count = 1;
  cr_assert(core_take(&world.core, &action));
  cr_assert_eq(action.signal, BATON_SIGNALS);
  cr_assert_not(core_take(&world.core, &action));
}

Test(arena, an_event_about_no_node_is_counted)
{
  boot_three_plain();
  uint32_t dropped = world.core.state->dropped_events;
  event_send((struct baton_event){.kind = EV_READY, .slot = world.tree.plan.node_count});
  event_send((struct baton_event){
      .kind = EV_SIGNAL, .slot = world.tree.plan.node_count - 1, .signal = 64});
  cr_assert_eq(world.core.state->dropped_events, dropped + 1);
}
