/* kernel.md, 28: a step that a crash cut off is taken back whole, or the arena is refused by name.
 * The simulator (test/simulate/crash.c) does it at every change of steps of every kind. */
#include "core/adopt.h"
#include "core/undo.h"
#include "core_world.h"
#include "writable.h"

#include <stdlib.h>
#include <string.h>

static struct core again;
static uint64_t *before;

static size_t size(void)
{
  return world.core.table->size;
}

/* One event, whose step is cut off just before it is committed: what it decided is queued. */
static void crash_in(struct baton_event event)
{
  before = malloc(size());
  memcpy(before, world.core.arena, size());
  core_step(&world.core, world.now, &event);
  world.core.undo->stage = BATON_UNDO_STEP;
}

static void begin(void)
{
  boot_three(BATON_STRATEGY_ONE_FOR_ALL);
}

TestSuite(undo, .init = begin);

static enum core_adoption recover(void)
{
  return core_recover(&again, world.core.arena, size(), 1);
}

/* All that is before the queue's entries and the log. */
static bool is_as_before(void)
{
  const struct baton_table *table = world.core.table;
  return memcmp(before, world.core.arena, table->actions.offset) == 0;
}

static void assert_taken_back(void)
{
  cr_assert_eq(recover(), ADOPTION_SOUND);
  cr_assert(is_as_before());
}

static struct baton_change *changes(void)
{
  return (void *)world.core.undo_log;
}

static struct baton_event end_of_b(void)
{
  return (struct baton_event){.kind = EV_ENDED, .slot = b, .run = 1, .code = 1};
}

Test(undo, a_step_that_was_cut_off_is_taken_back)
{
  crash_in(end_of_b());
  cr_assert_gt(world.core.queue->count, 0);
  cr_assert_not(is_as_before());
  cr_assert_eq(core_adopt(&again, world.core.arena, size(), 1), ADOPTION_TORN);
  assert_taken_back();
  cr_assert_eq(core_adopt(&again, world.core.arena, size(), 1), ADOPTION_SOUND);
  it_exits(b, 1);
  cr_assert_eq(signals(c, CORE_SIGTERM), 1);
}

Test(undo, a_step_that_is_over_is_not_taken_back)
{
  crash_in(end_of_b());
  world.core.undo->stage = BATON_UNDO_NONE;
  memcpy(before, world.core.arena, size());
  cr_assert_eq(recover(), ADOPTION_SOUND);
  cr_assert_eq(memcmp(before, world.core.arena, size()), 0);
}

/* A crash in the middle of taking back: the newest changes are back already. */
Test(undo, taking_back_can_be_repeated)
{
  crash_in(end_of_b());
  const struct baton_undo *undo = world.core.undo;
  cr_assert_gt(undo->count, 3);
  for (uint32_t i = undo->count; i-- > undo->count / 2;) {
    const struct baton_change *change = &changes()[i];
    memcpy((char *)world.core.arena + change->at, (const char *)world.core.undo_log + change->kept,
           change->bytes);
  }
  assert_taken_back();
  assert_taken_back();
}

/* A word of a record was changed, then all of it: the older bytes are put back last. */
Test(undo, what_was_kept_twice_goes_back_to_the_older_bytes)
{
  const struct baton_node *node = &world.core.nodes[a];
  before = malloc(size());
  memcpy(before, world.core.arena, size());
  undo_begin(&world.core, NULL);
  *(uint32_t *)undo_edit(&world.core, &node->timer, sizeof node->timer) = 7;
  struct baton_node *all = undo_edit(&world.core, node, sizeof *node);
  all->generation = 9;
  all->timer = 8;
  (void)undo_edit(&world.core, world.core.state, sizeof *world.core.state);
  (void)undo_edit(&world.core, world.core.restarts, 0);
  cr_assert_eq(world.core.undo->count, 4); /* beside the two: the whole's state, the queue */
  assert_taken_back();
}

Test(undo, the_readers_counter_is_even_again)
{
  struct baton_table *table = world.core.arena;
  table->sequence = 7;
  cr_assert_eq(recover(), ADOPTION_SOUND);
  cr_assert_eq(table->sequence, 8);
}

Test(undo, the_event_that_is_being_taken_is_on_record)
{
  crash_in(end_of_b());
  const struct baton_event *event = &world.core.undo->event;
  cr_assert_eq(event->kind, EV_ENDED);
  cr_assert_eq(event->slot, b);
  cr_assert_eq(event->code, 1);
}

/* An action is on record until it was performed, and then all three words of that change at once.
 */
Test(undo, an_action_that_was_performed_leaves_the_queue_whole)
{
  crash_in((struct baton_event){.kind = EV_STOP, .slot = b});
  undo_commit(&world.core);
  struct baton_queue was = *world.core.queue;
  struct baton_action action;
  cr_assert(core_next(&world.core, &action));
  cr_assert_eq(world.core.queue->count, was.count);
  cr_assert_eq(world.core.queue->performing, 1);
  core_done(&world.core);
  cr_assert_eq(world.core.queue->count, was.count - 1);
  world.core.undo->stage = BATON_UNDO_STEP;
  cr_assert_eq(recover(), ADOPTION_SOUND);
  cr_assert_eq(world.core.queue->performing, 1);
  cr_assert_eq(world.core.queue->first, was.first);
  cr_assert_eq(world.core.queue->count, was.count);
  cr_assert_eq(world.core.undo->event.kind, UINT8_MAX);
}

/* --- a log that is too small --- */

/* With so many entries of restarts that the bound is what counts. */
static size_t bytes_for(uint32_t nodes)
{
  struct baton_table table = {.nodes.capacity = nodes, .restarts.capacity = 2000};
  return undo_bytes(&table);
}

Test(undo, the_log_has_room_for_every_node_and_eight_more_at_most_64)
{
  size_t one = bytes_for(2) - bytes_for(1);
  cr_assert_gt(sizeof(struct baton_node), sizeof(struct baton_supervisor));
  cr_assert_eq(one, sizeof(struct baton_node) + sizeof(struct baton_change));
  cr_assert_eq(bytes_for(2), 10 * one);
  cr_assert_eq(bytes_for(56), 64 * one);
  cr_assert_eq(bytes_for(57), bytes_for(56));
  cr_assert_eq(bytes_for(PLAN_NODES_MAX), bytes_for(56));
}

/* Word by word where that is how a step opens it, and then as a whole; and for no byte more. */
Test(undo, the_log_of_a_short_line_has_room_for_all_that_a_step_may_write)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_lay();
  struct core *core = &world.core;
  undo_begin(core, NULL);
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    (void)undo_edit(core, &core->nodes[i].timer, sizeof core->nodes[i].timer);
    (void)undo_edit(core, &core->nodes[i].timer_ms, sizeof core->nodes[i].timer_ms);
    (void)undo_edit(core, &core->nodes[i], sizeof core->nodes[i]);
    (void)undo_edit(core, &core->timers[i], sizeof core->timers[i]);
  }
  (void)undo_edit(core, core->supervisors, sizeof *core->supervisors);
  for (uint32_t i = 0; i < core->table->restarts.count; i++) {
    (void)undo_edit(core, &core->restarts[i], sizeof core->restarts[i]);
  }
  cr_assert_eq(core->undo->stage, BATON_UNDO_STEP);
  uint32_t count = core->undo->count;
  cr_assert_eq(changes()[count - 1].kept, count * sizeof(struct baton_change));
  cr_assert_eq(recover(), ADOPTION_SOUND);
  core->undo->stage = BATON_UNDO_STEP;
  (void)undo_edit(core, core->settings, 1);
  cr_assert_eq(core->undo->stage, BATON_UNDO_LOST);
}

static void many_children(uint32_t parent, uint32_t count)
{
  char name[] = "c00";
  for (uint32_t i = 0; i < count; i++) {
    name[1] = (char)('0' + i / 10);
    name[2] = (char)('0' + i % 10);
    world_after_none(world_child(parent, name));
  }
}

Test(undo, a_step_that_changes_every_node_of_a_short_line_is_taken_back)
{
  world_begin();
  many_children(BATON_ROOT, 40);
  world_lay();
  crash_in((struct baton_event){.kind = EV_BOOT});
  cr_assert_eq(world.core.undo->stage, BATON_UNDO_STEP);
  assert_taken_back();
}

static uint32_t last;

/* Below app some have ended, and others run, which are stopped after `last` is down. */
static void assert_opens_little(struct baton_event event)
{
  world_begin();
  uint32_t app = world_supervisor(BATON_ROOT, "app");
  many_children(app, 30);
  for (uint32_t i = 0; i < 12; i++) {
    (void)world_child(world_supervisor(app, "nested"), "child");
  }
  last = world_child(BATON_ROOT, "last");
  world_after(last, app);
  clause(app)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  world_boot();
  for (uint32_t slot = app + 1; slot <= app + 10; slot++) {
    it_exits(slot, 0);
  }
  crash_in(event);
  cr_assert_lt(world.core.undo->count, 12);
}

Test(undo, a_shutdown_opens_only_what_it_changes)
{
  assert_opens_little((struct baton_event){.kind = EV_SIGNAL, .signal = CORE_SIGTERM});
  cr_assert_eq(world.core.nodes[last].status, BATON_STATUS_STOPPING);
}

Test(undo, the_death_of_a_client_that_asked_for_nothing_opens_nothing)
{
  assert_opens_little((struct baton_event){.kind = EV_GONE});
}

Test(undo, a_step_that_changes_more_than_the_log_holds_cannot_be_taken_back)
{
  three_children(BATON_STRATEGY_ONE_FOR_ALL);
  world_lay();
  world.core.undo_bytes = 2 * sizeof(struct baton_change);
  struct baton_event event = {.kind = EV_BOOT};
  undo_begin(&world.core, &event);
  struct baton_state *state = undo_edit(&world.core, world.core.state, sizeof *state);
  state->now_ms = 5;
  cr_assert_eq(world.core.undo->stage, BATON_UNDO_LOST);
  cr_assert_eq(world.core.undo->count, 0);
  cr_assert_eq(recover(), ADOPTION_UNDO);
  cr_assert_eq(world.core.state->now_ms, 5);
  undo_commit(&world.core);
  cr_assert_eq(recover(), ADOPTION_SOUND);
}

/* --- a log that is none --- */

/* Refused by name, and nothing is put anywhere. */
static void assert_no_log(const char *what)
{
  uint64_t *spoilt = malloc(size());
  memcpy(spoilt, world.core.arena, size());
  cr_assert_eq(recover(), ADOPTION_UNDO, "%s", what);
  cr_assert_eq(memcmp(spoilt, world.core.arena, size()), 0, "%s", what);
  cr_assert_eq(core_adopt(&again, world.core.arena, size(), 1), ADOPTION_TORN, "%s", what);
  free(spoilt);
}

#define NO_LOG(place, value) WITH(place, value, assert_no_log(#place " = " #value))

Test(undo, a_log_that_leads_out_of_what_a_step_may_write_is_refused)
{
  crash_in(end_of_b());
  const struct baton_table *table = world.core.table;
  struct baton_undo *undo = world.core.undo;
  struct baton_change *first = &changes()[0];
  struct baton_change *change = &changes()[1];
  NO_LOG(undo->stage, BATON_UNDO_LOST);
  NO_LOG(undo->stage, BATON_UNDO_LOST + 1);
  NO_LOG(undo->count, world.core.undo_bytes / sizeof(struct baton_change) + 1);
  NO_LOG(undo->count, world.core.undo_bytes / sizeof(struct baton_change));
  NO_LOG(undo->count, UINT32_MAX);
  NO_LOG(change->kept, undo->count * sizeof *change - 1);
  NO_LOG(change->kept, world.core.undo_bytes - change->bytes + 1);
  NO_LOG(change->kept, UINT32_MAX);
  NO_LOG(change->at, table->settings.offset);
  NO_LOG(change->at, table->mailboxes.offset);
  NO_LOG(change->at, table->strings.offset);
  NO_LOG(change->at, table->undo.offset);
  NO_LOG(change->at, size());
  NO_LOG(change->at, UINT64_MAX);
  NO_LOG(change->at, table->nodes.offset + table->nodes.count * sizeof(struct baton_node) - 1);
  NO_LOG(change->bytes, UINT32_MAX);
  NO_LOG(first->at, table->strings.offset);
  changes()[undo->count - 1].at = table->state.offset;
  NO_LOG(changes()[undo->count - 1].bytes, sizeof(struct baton_state) + 1);
  cr_assert_eq(recover(), ADOPTION_SOUND);
}

Test(undo, no_log_is_looked_for_where_there_is_no_arena)
{
  struct baton_table *table = world.core.arena;
  cr_assert_eq(core_recover(&again, table, sizeof *table - 1, 1), ADOPTION_SIZE);
  cr_assert_eq(core_recover(&again, table, size(), 2), ADOPTION_OWNER);
  table->nodes.count--;
  cr_assert_eq(recover(), ADOPTION_LAYOUT);
}
