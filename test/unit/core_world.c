/* See core_world.h. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "core_world.h"

#include "core/adopt.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/mman.h>

struct world world;
uint32_t a, b, c;

/* --- The line --- */

/* Without an explicit --strategy above it a child is not restarted. */
static uint32_t add_node(uint32_t parent, const char *name, enum baton_kind kind)
{
  uint32_t slot = tree_add(&world.tree, parent, kind, name);
  bool restarts = clause(parent)->explicit_strategy != 0;
  set(slot)->policy = restarts ? BATON_POLICY_ALWAYS : BATON_POLICY_NEVER;
  set(slot)->jitter_percent = 10;
  return slot;
}

void world_begin(void)
{
  memset(&world, 0, sizeof world);
  tree_begin(&world.tree);
  world.boot = (struct core_boot){
      .epoch = 1, .seed = {1, 2},
           .pid = 1
  };
  world.now = 1000000;
}

uint32_t world_child(uint32_t parent, const char *name)
{
  return add_node(parent, name, BATON_KIND_CHILD);
}

uint32_t world_supervisor(uint32_t parent, const char *name)
{
  return add_node(parent, name, BATON_KIND_SUPERVISOR);
}

void world_after_none(uint32_t slot)
{
  clause(slot)->after_mode = BATON_AFTER_NONE;
}

void world_oneshot(uint32_t slot)
{
  set(slot)->ready = BATON_READY_EXIT;
  set(slot)->policy = BATON_POLICY_ON_FAILURE;
}

void world_ready_fd(uint32_t slot)
{
  set(slot)->ready = BATON_READY_FD;
  set(slot)->ready_fd = 3;
  set(slot)->start_timeout_ms = 60000;
}

void world_classic(void)
{
  world.tree.plan.globals.flags |= BATON_GLOBAL_CLASSIC;
  world.tree.plan.globals.drain_ms = 2000;
}

void world_begin_with(enum baton_strategy strategy)
{
  world_begin();
  world_strategy(BATON_ROOT, strategy);
}

static void declare_three(void)
{
  clause(BATON_ROOT)->auto_shutdown = BATON_AUTO_SHUTDOWN_ALL;
  a = world_child(BATON_ROOT, "a");
  b = world_child(BATON_ROOT, "b");
  c = world_child(BATON_ROOT, "c");
}

void three_children(enum baton_strategy strategy)
{
  world_begin_with(strategy);
  declare_three();
}

void three_plain_children(void)
{
  world_begin();
  declare_three();
}

/* --- The kernel --- */

static void answer(struct baton_event event)
{
  unsigned at = world.pending_first + world.pending_count++;
  cr_assert_lt(at, WORLD_ACTIONS);
  world.pending[at] = event;
}

static void on_spawn(const struct baton_action *action)
{
  struct world_child *child = &world.children[action->slot];
  child->spawns++;
  child->spawned_at = world.action_count;
  if (!world.hold_spawns) {
    answer((struct baton_event){.kind = EV_SPAWNED, .slot = action->slot, .run = action->run});
  }
}

static void on_signal(const struct baton_action *action)
{
  struct world_child *child = &world.children[action->slot];
  if ((action->flags & ACTION_OTHERS) != 0) {
    child->others[action->signal]++;
    child->other_flags = action->flags;
    return;
  }
  child->signals[action->signal]++;
  child->signal_flags[action->signal] = action->flags;
  if (action->signal == CORE_SIGKILL) {
    child->killed_at = world.action_count;
  } else {
    child->signalled_at = world.action_count;
  }
  bool deadly = action->signal == CORE_SIGKILL || action->signal == set(action->slot)->stop_signal;
  if (world.obedient && deadly) {
    answer((struct baton_event){
        .kind = EV_ENDED, .slot = action->slot, .run = action->run, .signal = action->signal});
  }
}

static void on_sweep(const struct baton_action *action)
{
  struct world_child *child = &world.children[action->slot];
  child->sweeps[action->signal]++;
  child->sweep_flags = action->flags;
  if (!world.hold_sweeps) {
    answer((struct baton_event){.kind = EV_SWEEP, .slot = action->slot, .run = action->run});
  }
}

static void on_drain(const struct baton_action *action)
{
  for (uint32_t i = 0; i < world.tree.plan.node_count; i++) {
    bool left = (world.core.nodes[i].flags & BATON_NODE_LEFT) != 0;
    cr_assert(left || !is_held(i, KERNEL_SPAWNING), "drain while %u starts", i);
  }
  world.drains[action->signal]++;
  if (!world.hold_drain) {
    answer((struct baton_event){.kind = EV_DRAIN});
  }
}

static void on_action(const struct baton_action *action)
{
  const char *wrong = kernel_perform(&world.kernel, action);
  cr_assert_null(wrong, "%s (%s of %u)", wrong, core_action_name(action->kind), action->slot);
  world.action_count++;
  switch ((enum core_action)action->kind) {
  case ACT_SPAWN: on_spawn(action); break;
  case ACT_SIGNAL: on_signal(action); break;
  case ACT_SWEEP: on_sweep(action); break;
  case ACT_DRAIN: on_drain(action); break;
  case ACT_REPLY:
    cr_assert_lt(world.reply_count, sizeof world.replies / sizeof *world.replies);
    cr_assert_neq(action->value, 0, "a reply to nobody");
    world.replies[world.reply_count++] =
        (struct world_reply){.client = action->run,
                             .number = action->value,
                             .slot = action->slot,
                             .outcome = (enum core_outcome)action->note,
                             .at = world.action_count};
    break;
  case ACT_NOTE:
    world.notes[action->note]++;
    world.note_value[action->note] = action->value;
    break;
  case ACT_FINISH:
    world.finishes++;
    world.finished_at = world.action_count;
    world.code = action->value;
    break;
  }
}

/* Whatever happened, the arena is one that another baton can go on in, but for times that no clock
 * reaches. */
static void assert_adoptable(const struct baton_event *event)
{
  const char *unsound = kernel_unsound(&world.core);
  bool beyond = world.now > CORE_NOW_MAX / 2 && unsound != NULL &&
                strcmp(unsound, core_adoption_name(ADOPTION_TIMES)) == 0;
  cr_assert(unsound == NULL || beyond, "after %s the arena is not sound: %s",
            core_event_name(event->kind), unsound);
}

/* Exactly what the specification asks for was done and said, is due, and is shown
 * (test/simulate/books.h). */
static void assert_owed(const struct baton_event *event, const struct baton_action *seen,
                        uint32_t count)
{
  if (!world.unheld) {
    cr_assert(books_take(&world.books, world.now, event, seen, count) &&
                  books_deadline(&world.books, core_deadline(&world.core)) &&
                  books_shown(&world.books, world.core.nodes),
              "%s", world.books.wrong);
  }
}

static void send_one(struct baton_event event)
{
  static struct baton_action seen[WORLD_ACTIONS];
  uint32_t count = 0;
  event.random = world.random;
  kernel_tell(&world.kernel, &event);
  core_step(&world.core, world.now, &event);
  while (core_take(&world.core, &seen[count])) {
    on_action(&seen[count++]);
  }
  assert_owed(&event, seen, count);
  assert_adoptable(&event);
}

void event_send(struct baton_event event)
{
  send_one(event);
  while (world.pending_count > 0) {
    world.pending_count--;
    send_one(world.pending[world.pending_first++]);
  }
  world.pending_first = 0;
}

void world_lay(void)
{
  world.line = world.tree;
  books_open(&world.books, &world.line);
  world.kernel = (struct kernel){.count = world.books.count, .classic = world.books.classic};
  void *arena = calloc(1, core_size(&world.tree.plan));
  cr_assert_not_null(arena);
  core_init(&world.core, arena, &world.tree.plan, &world.boot);
}

void world_boot(void)
{
  world_lay();
  event_send((struct baton_event){.kind = EV_BOOT});
}

void world_boot_with(unsigned habits)
{
  world.obedient |= (habits & OBEDIENT) != 0;
  world.hold_spawns |= (habits & HOLD_SPAWNS) != 0;
  world.hold_sweeps |= (habits & HOLD_SWEEPS) != 0;
  world.hold_drain |= (habits & HOLD_DRAIN) != 0;
  world_boot();
}

void boot_three(enum baton_strategy strategy)
{
  three_children(strategy);
  world_boot();
}

void boot_three_plain(void)
{
  three_plain_children();
  world_boot();
}

void world_fence(void)
{
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t bytes = world.core.table->nodes.count * sizeof *world.core.nodes;
  size_t room = (bytes + page - 1) / page * page;
  char *pages = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  cr_assert_neq((void *)pages, MAP_FAILED);
  cr_assert_eq(mprotect(pages + room, page, PROT_NONE), 0);
  memcpy(pages + room - bytes, world.core.nodes, bytes);
  world.core.nodes = (const struct baton_node *)(void *)(pages + room - bytes);
}

/* --- What happens --- */

static void send_about(enum core_event kind, uint32_t slot)
{
  event_send((struct baton_event){.kind = (uint8_t)kind, .slot = slot, .run = run_of(slot)});
}

void asked_by(uint32_t client, uint32_t number)
{
  world.client = client;
  world.number = number;
}

static void operate(struct baton_event event)
{
  event.client = world.client;
  event.number = world.number;
  world.number = 0;
  event_send(event);
}

#define OPERATOR(name, of_kind, operand)                                                           \
  void operator_##name(uint32_t operand)                                                           \
  {                                                                                                \
    operate((struct baton_event){.kind = (of_kind), .operand = operand});                          \
  }

OPERATOR(start, EV_START, slot)
OPERATOR(stop, EV_STOP, slot)
OPERATOR(restart, EV_RESTART, slot)
OPERATOR(suspend, EV_SUSPEND, slot)
OPERATOR(resume, EV_RESUME, slot)
OPERATOR(shutdown, EV_SHUTDOWN, left)

void operator_force(void)
{
  operate((struct baton_event){.kind = EV_FORCE});
}

void client_gone(uint32_t client)
{
  event_send((struct baton_event){.kind = EV_GONE, .client = client});
}

enum core_outcome outcome_of(uint32_t client, uint32_t number)
{
  enum core_outcome outcome = OUTCOME_WAITS;
  for (unsigned i = 0; i < world.reply_count; i++) {
    const struct world_reply *reply = &world.replies[i];
    if (reply->client == client && reply->number == number) {
      cr_assert_eq(outcome, OUTCOME_WAITS, "request %u is answered twice", number);
      outcome = reply->outcome;
    }
  }
  return outcome;
}

void it_spawned(uint32_t slot)
{
  send_about(EV_SPAWNED, slot);
}

void it_is_set_up(uint32_t slot)
{
  event_send(
      (struct baton_event){.kind = EV_SPAWNED, .slot = slot, .run = run_of(slot), .set_up = true});
}

void it_spawn_fails(uint32_t slot, enum core_failure failure)
{
  event_send((struct baton_event){
      .kind = EV_SPAWN_FAILED, .slot = slot, .run = run_of(slot), .failure = (uint8_t)failure});
}

void it_ready(uint32_t slot)
{
  send_about(EV_READY, slot);
}

void it_ends(struct baton_event event)
{
  cr_assert(is_held(event.slot, KERNEL_ALIVE), "%u cannot end: it does not run", event.slot);
  event.kind = EV_ENDED;
  event.run = run_of(event.slot);
  event_send(event);
}

void it_exits(uint32_t slot, uint8_t code)
{
  it_ends((struct baton_event){.slot = slot, .code = code});
}

void exit_and_pass(uint32_t slot, uint8_t code, int64_t ms)
{
  it_exits(slot, code);
  pass(ms);
}

void it_dies(uint32_t slot, uint8_t signal)
{
  it_ends((struct baton_event){.slot = slot, .signal = signal});
}

void it_exec_fails(uint32_t slot, enum core_failure failure)
{
  it_ends((struct baton_event){.slot = slot, .failure = (uint8_t)failure});
}

void it_swept(uint32_t slot, uint32_t left)
{
  event_send(
      (struct baton_event){.kind = EV_SWEEP, .slot = slot, .run = run_of(slot), .left = left});
}

void drained(uint32_t left)
{
  event_send((struct baton_event){.kind = EV_DRAIN, .left = left});
}

void baton_gets(uint8_t signal)
{
  event_send((struct baton_event){.kind = EV_SIGNAL, .signal = signal});
}

void terminal_says(uint8_t signal)
{
  event_send((struct baton_event){.kind = EV_SIGNAL, .signal = signal, .terminal = true});
}

void it_is_interrupted(uint32_t slot)
{
  it_ends((struct baton_event){.slot = slot, .signal = CORE_SIGINT, .terminal = true});
}

int64_t due_in(void)
{
  int64_t deadline = core_deadline(&world.core);
  return deadline == CORE_NEVER ? CORE_NEVER : deadline - world.now;
}

void pass_deadline(void)
{
  int64_t deadline = core_deadline(&world.core);
  cr_assert_neq(deadline, CORE_NEVER, "no deadline is armed");
  world.now = deadline > world.now ? deadline : world.now;
  event_send((struct baton_event){.kind = EV_TIMER});
}

void pass(int64_t ms)
{
  int64_t until = world.now + ms;
  for (unsigned turns = 0; core_deadline(&world.core) <= until; turns++) {
    cr_assert_lt(turns, 100000, "the deadline never moves on");
    pass_deadline();
  }
  world.now = until;
}

/* --- What was seen --- */

bool is_held(uint32_t slot, enum kernel_holds holds)
{
  return world.kernel.children[slot].holds == holds;
}

enum baton_status status(uint32_t slot)
{
  return (enum baton_status)world.core.nodes[slot].status;
}

unsigned kills(uint32_t slot)
{
  return signals(slot, CORE_SIGKILL) + sweeps(slot, CORE_SIGKILL);
}

bool finished_with(uint32_t code)
{
  return world.finishes == 1 && world.code == code;
}

bool restarts_after(uint32_t slot, int64_t delay_ms)
{
  unsigned before = spawns(slot);
  if (delay_ms > 0) {
    pass(delay_ms - 1);
    if (spawns(slot) != before) {
      return false;
    }
    pass(1);
  }
  return spawns(slot) == before + 1;
}
