#include "simulation.h"

#include "draw.h"

#include <string.h>

#define USE_WORLD  2U
#define USE_NOISE  3U
#define USE_FATE   4U
#define USE_HABITS 100000U

#define FIRST_MS     1000
#define FROZEN_MS    1000
#define LATE_MS      1000
#define EVENTS_AFTER 50000U /* a shutdown that needs more will never end */
#define ORDER_GAP_MS 2000

static void found(struct simulation *simulation, const char *what)
{
  if (simulation->wrong == NULL) {
    simulation->wrong = what;
  }
}

static bool is_calm(const struct simulation *simulation, enum recipe_fault fault)
{
  return recipe_calm(&simulation->recipe, fault);
}

/* One in `n`, if that kind of trouble is wanted. The number is drawn in any case. */
static bool strikes(struct simulation *simulation, enum recipe_fault fault, uint64_t *stream,
                    uint32_t n)
{
  return draw_one_in(stream, n) && !is_calm(simulation, fault);
}

/* When something happens to it next. */
static int64_t next_of_child(const struct child *child)
{
  return least(least(child->ready_at, child->end_at), child->tell_at);
}

/* --- a step --- */

static void hash_words(uint64_t *hash, const void *bytes, size_t words)
{
  for (size_t i = 0; i < words; i++) {
    uint32_t word;
    memcpy(&word, (const char *)bytes + i * sizeof word, sizeof word);
    *hash = (*hash ^ word) * UINT64_C(0x9ddfea08eb382d69);
    *hash ^= *hash >> 29U;
  }
}

static void hash_step(struct simulation *simulation, int64_t now, const struct baton_event *event,
                      uint32_t count)
{
  uint32_t words[] = {event->kind,
                      event->failure,
                      event->code,
                      event->signal,
                      event->slot,
                      event->run,
                      event->left,
                      event->random,
                      (uint32_t)now,
                      (uint32_t)(now >> 32),
                      event->core_dumped,
                      event->terminal + 2U * event->set_up + 4U * event->oom,
                      count};
  hash_words(simulation->hash, words, sizeof words / sizeof *words);
  for (uint32_t i = 0; i < count; i++) {
    hash_words(simulation->hash, &simulation->seen[i],
               sizeof(struct baton_action) / sizeof(uint32_t));
  }
}

/* One entry of the queue, and what it stands for; returns how many actions were seen then. */
static uint32_t see(struct simulation *simulation, const struct baton_action *action, uint32_t seen)
{
  bool began = action->kind == ACT_NOTE && action->note == NOTE_SHUTDOWN;
  if (began) {
    simulation->shut = true;
    simulation->shut_at = simulation->now;
    simulation->slack = 0;
  }
  if (action->kind != ACT_SIGNAL || action->signal != CORE_HELD_SIGNALS) {
    simulation->seen[seen++] = *action;
    return seen;
  }
  uint64_t signals = simulation->core.nodes[action->slot].held_signals;
  for (uint8_t signal = 1; signal <= BATON_SIGNALS; signal++) {
    if ((signals & BATON_SIGNAL_BIT(signal)) != 0) {
      simulation->seen[seen] = *action;
      simulation->seen[seen++].signal = signal;
    }
  }
  return seen;
}

/* What the step appended to the queue. */
static uint32_t copy_actions(struct simulation *simulation, uint32_t before)
{
  const struct core *core = &simulation->core;
  uint32_t seen = 0;
  for (uint32_t i = before; i < core->queue->count; i++) {
    uint32_t at = (core->queue->first + i) % core->action_capacity;
    seen = see(simulation, &core->actions[at], seen);
  }
  return seen;
}

/* A core that is not told that its deadline has passed cannot keep to it. If that was more than a
 * second ago all deadlines are put off, and the kernel has its second for a KILL anew. */
static void count_slack(struct simulation *simulation)
{
  int64_t due = core_deadline(&simulation->core);
  if (due != CORE_NEVER && simulation->now - due > FROZEN_MS) {
    simulation->slack += most(simulation->now - simulation->books.now, 0) + LATE_MS;
  } else if (due != CORE_NEVER) {
    simulation->slack += most(simulation->now - most(due, simulation->stepped_at), 0);
  }
  simulation->stepped_at = simulation->now;
}

/* Hands an event to the core and to the oracle, and compares what comes of it. */
static void step(struct simulation *simulation, struct baton_event event)
{
  int64_t now = simulation->now;
  uint32_t before = simulation->core.queue->count;
  if (simulation->wrong != NULL) {
    return;
  }
  event.random = draw_word(&simulation->noise);
  count_slack(simulation);
  if (strikes(simulation, RECIPE_FAULT_STEP_BACK, &simulation->noise, 200)) {
    now -= draw_below(&simulation->noise, 5000);
    simulation->slack += most(simulation->now - most(now, simulation->books.now), 0);
  }
  if (simulation->watcher != NULL && simulation->watcher->event != NULL) {
    simulation->watcher->event(simulation, now, &event);
  }
  if (simulation->hits != NULL) {
    hits_count(simulation->hits, &simulation->books, &event);
  }
  simulation->events++;
  kernel_tell(&simulation->kernel, &event);
  struct baton_event told = event;
  if (simulation->watcher != NULL && simulation->watcher->told != NULL) {
    simulation->watcher->told(simulation, &told);
  }
  if (simulation->take != NULL) {
    simulation->take(simulation, now, &told);
  } else {
    core_step(&simulation->core, now, &told);
  }
  uint32_t count = copy_actions(simulation, before);
  int64_t deadline = core_deadline(&simulation->core);
  if (simulation->hash != NULL) {
    hash_step(simulation, now, &event, count);
  }
  if (simulation->watcher != NULL && simulation->watcher->actions != NULL) {
    count = simulation->watcher->actions(simulation, simulation->seen, count);
  }
  if (simulation->watcher != NULL && simulation->watcher->deadline != NULL) {
    deadline = simulation->watcher->deadline(simulation, deadline);
  }
  if (!books_take(&simulation->books, now, &event, simulation->seen, count) ||
      !books_deadline(&simulation->books, deadline) ||
      !books_shown(&simulation->books, simulation->core.nodes)) {
    found(simulation, simulation->books.wrong);
  }
}

/* One of three clients asks, and nearly always wants to know what becomes of it. */
static struct baton_event asked(struct simulation *simulation, struct baton_event event)
{
  simulation->asked++;
  event.client = 1U + simulation->asked % 3U;
  event.number = simulation->asked % 7U == 0 ? 0 : simulation->asked;
  return event;
}

static struct baton_event about(const struct simulation *simulation, enum core_event kind,
                                uint32_t slot)
{
  struct baton_event event = {.kind = (uint8_t)kind, .slot = slot};
  event.run = simulation->kernel.children[slot].run;
  return event;
}

/* --- a process --- */

static struct baton_event random_end(struct child *child)
{
  struct baton_event end = {.kind = EV_ENDED};
  uint32_t how = draw_below(&child->random, 8);
  uint8_t code = DRAW_BYTE(&child->random, 1, 1, 2, 7, 255, 143);
  uint8_t signal =
      DRAW_BYTE(&child->random, 11, CORE_SIGTERM, CORE_SIGKILL, CORE_SIGABRT, CORE_SIGINT);
  if (how >= child->habits.success) {
    bool killed = draw_one_in(&child->random, 3);
    end.signal = killed ? signal : 0;
    end.code = killed ? 0 : code;
    end.core_dumped = killed && signal == 11;
    end.oom = killed && signal == CORE_SIGKILL && code < 7;
    end.terminal = killed && signal == CORE_SIGINT && code == 7;
  }
  return end;
}

/* A command that cannot be run ends at once, with a failure instead of a code. */
static void maybe_cannot_run(struct simulation *simulation, struct child *child)
{
  uint8_t failure = DRAW_BYTE(&child->random, FAILURE_MISSING, FAILURE_CANNOT, FAILURE_TRANSIENT);
  bool now = draw_below(&child->random, 64) < child->habits.cannot;
  enum recipe_fault fault =
      failure == FAILURE_TRANSIENT ? RECIPE_FAULT_TRANSIENT : RECIPE_FAULT_PERMANENT;
  if (now && !is_calm(simulation, fault)) {
    child->end = (struct baton_event){.kind = EV_ENDED, .failure = failure};
    child->end_at = simulation->now + draw_below(&child->random, 3);
  }
}

static void begin_life(struct simulation *simulation, struct child *child)
{
  const struct habits *habits = &child->habits;
  uint32_t ready = draw_below(&child->random, habits->ready_ms + 1U);
  uint32_t life = draw_below(&child->random, habits->life_ms + 1U);
  bool dumb = habits->never_ready && draw_below(&child->random, 4) != 0;
  child->ready_at = dumb ? BOOKS_NEVER : simulation->now + ready;
  child->end_at = habits->life_ms == 0 ? BOOKS_NEVER : simulation->now + life;
  child->tell_at = BOOKS_NEVER;
  child->end = random_end(child);
  maybe_cannot_run(simulation, child);
}

static bool cannot_spawn(struct simulation *simulation, struct child *child,
                         struct baton_event *event)
{
  bool transient = draw_below(&child->random, 32) < child->habits.fails ||
                   simulation->now < simulation->starved_until;
  bool permanent = draw_below(&child->random, 64) < child->habits.cannot;
  bool missing = draw_one_in(&child->random, 2);
  if (transient && !is_calm(simulation, RECIPE_FAULT_TRANSIENT)) {
    event->failure = FAILURE_TRANSIENT;
  } else if (permanent && !is_calm(simulation, RECIPE_FAULT_PERMANENT)) {
    event->failure = missing ? FAILURE_MISSING : FAILURE_CANNOT;
  }
  return event->failure != FAILURE_NONE;
}

static void answer_spawn(struct simulation *simulation, uint32_t slot)
{
  struct child *child = &simulation->children[slot];
  struct baton_event event = about(simulation, EV_SPAWNED, slot);
  if (cannot_spawn(simulation, child, &event)) {
    event.kind = EV_SPAWN_FAILED;
    child->tell_at = BOOKS_NEVER;
  } else {
    begin_life(simulation, child);
    event.set_up = event.run % 4U == 3U;
  }
  const char *wrong = standing_start(&simulation->standing, slot, event.kind == EV_SPAWNED);
  if (wrong != NULL) {
    found(simulation, wrong);
  }
  step(simulation, event);
}

static void end_now(struct simulation *simulation, uint32_t slot)
{
  struct child *child = &simulation->children[slot];
  bool late = strikes(simulation, RECIPE_FAULT_BATCH, &child->random, 4);
  uint32_t lag = draw_below(&child->random, 40);
  bool leaves = draw_below(&child->random, 8) < child->habits.leaves;
  uint32_t left = 1U + draw_below(&child->random, 4);
  uint32_t lasts = draw_below(&child->random, 12000);
  bool lasting = draw_one_in(&child->random, 3);
  simulation->kernel.children[slot].holds = KERNEL_ZOMBIE;
  standing_leave(&simulation->standing, slot);
  child->end_at = BOOKS_NEVER;
  child->ready_at = draw_one_in(&child->random, 2) ? BOOKS_NEVER : child->ready_at;
  child->tell_at = simulation->now + (late ? lag : 0);
  child->left = leaves && !is_calm(simulation, RECIPE_FAULT_LEFTOVERS) ? left : 0;
  child->left_until = simulation->now + (lasting ? lasts : lasts / 200U);
}

/* Ends that were late are told together with the next. */
static void tell_end(struct simulation *simulation, uint32_t slot)
{
  struct child *child = &simulation->children[slot];
  struct baton_event event = child->end;
  event.slot = slot;
  event.run = simulation->kernel.children[slot].run;
  child->ready_at = child->tell_at = BOOKS_NEVER;
  step(simulation, event);
  if (draw_one_in(&child->random, 2)) {
    return;
  }
  for (uint32_t i = 0; i < simulation->tree.plan.node_count; i++) {
    if (simulation->kernel.children[i].holds == KERNEL_ZOMBIE) {
      simulation->children[i].tell_at = simulation->now;
    }
  }
}

static void answer_sweep(struct simulation *simulation, uint32_t slot)
{
  struct child *child = &simulation->children[slot];
  struct baton_event event = about(simulation, EV_SWEEP, slot);
  if (child->left_until <= simulation->now) {
    child->left = 0;
  }
  event.left = child->left;
  child->tell_at = BOOKS_NEVER;
  step(simulation, event);
}

/* Whatever is due for a child. */
static void happen(struct simulation *simulation, uint32_t slot)
{
  struct child *child = &simulation->children[slot];
  if (child->ready_at <= simulation->now && child->ready_at <= child->end_at) {
    child->ready_at = BOOKS_NEVER;
    step(simulation, about(simulation, EV_READY, slot));
    return;
  }
  switch ((enum kernel_holds)simulation->kernel.children[slot].holds) {
  case KERNEL_NONE: child->ready_at = child->end_at = child->tell_at = BOOKS_NEVER; break;
  case KERNEL_SPAWNING: answer_spawn(simulation, slot); break;
  case KERNEL_ALIVE: end_now(simulation, slot); break;
  case KERNEL_ZOMBIE: tell_end(simulation, slot); break;
  case KERNEL_ENDED: answer_sweep(simulation, slot); break;
  }
}

/* --- what the core wants --- */

static void take_spawn(struct simulation *simulation, const struct baton_action *action)
{
  struct child *child = &simulation->children[action->slot];
  simulation->core.mailboxes[action->slot].run = action->run;
  if (!books_environment(&simulation->books, &simulation->core, action->slot)) {
    found(simulation, simulation->books.wrong);
    return;
  }
  if (strikes(simulation, RECIPE_FAULT_SLOW, &child->random, 12)) {
    bool hangs = draw_one_in(&child->random, 8);
    child->tell_at = simulation->now + draw_below(&child->random, hangs ? 15000 : 30);
  } else {
    answer_spawn(simulation, action->slot);
  }
}

static void end_by(struct simulation *simulation, struct child *child, uint32_t within,
                   uint8_t signal)
{
  int64_t at = simulation->now + draw_below(&child->random, within + 1U);
  if (at < child->end_at) {
    child->end_at = at;
    child->end = (struct baton_event){
        .kind = EV_ENDED, .signal = signal, .oom = signal == CORE_SIGKILL && at % 2 == 0};
  }
}

static void take_kill(struct simulation *simulation, struct child *child)
{
  bool stuck = strikes(simulation, RECIPE_FAULT_STUCK, &child->random, 3);
  uint32_t within = stuck ? child->habits.stuck_ms : 2;
  if (within != BATON_NONE) {
    end_by(simulation, child, within, CORE_SIGKILL);
  } else {
    child->end_at = BOOKS_NEVER;
  }
}

static void take_signal_action(struct simulation *simulation, const struct baton_action *action)
{
  struct child *child = &simulation->children[action->slot];
  if (simulation->kernel.children[action->slot].holds == KERNEL_ZOMBIE) {
    return; /* the race is lost: it has just ended */
  }
  if ((action->flags & ACTION_OTHERS) != 0) {
    return;
  }
  bool deaf = child->habits.obey_ms == BATON_NONE && !is_calm(simulation, RECIPE_FAULT_DEAF);
  uint32_t within = deaf || child->habits.obey_ms == BATON_NONE ? 20 : child->habits.obey_ms;
  if (action->signal == CORE_SIGKILL) {
    take_kill(simulation, child);
  } else if ((action->flags & ACTION_CONTINUE) != 0 || action->signal == CORE_SIGTERM) {
    bool clean = draw_one_in(&child->random, 2);
    if (!deaf) {
      end_by(simulation, child, within, clean ? 0 : action->signal);
    }
  } else if (action->signal == CORE_SIGHUP && draw_one_in(&child->random, 4)) {
    end_by(simulation, child, within, action->signal);
  }
}

static void take_sweep_action(struct simulation *simulation, const struct baton_action *action)
{
  struct child *child = &simulation->children[action->slot];
  if (!simulation->kernel.children[action->slot].look) {
    return;
  }
  bool stuck = strikes(simulation, RECIPE_FAULT_STUCK, &child->random, 3);
  if (action->signal == CORE_SIGKILL) {
    uint32_t within = stuck ? child->habits.stuck_ms : 0;
    child->left_until = within == BATON_NONE
                            ? BOOKS_NEVER
                            : simulation->now + draw_below(&child->random, within + 1U);
  }
  if (strikes(simulation, RECIPE_FAULT_SLOW, &child->random, 12)) {
    child->tell_at = simulation->now + draw_below(&child->random, 10);
  } else {
    answer_sweep(simulation, action->slot);
  }
}

static void take_drain_action(struct simulation *simulation, const struct baton_action *action)
{
  simulation->draining = true;
  if (action->signal == CORE_SIGKILL && !simulation->stubborn) {
    simulation->strays = 0;
  }
  simulation->drain_at = simulation->now + draw_below(&simulation->random, 3);
}

static void take_finish(struct simulation *simulation)
{
  int64_t budget = (int64_t)simulation->tree.plan.globals.grace_ms + LATE_MS;
  if (!simulation->books.classic &&
      simulation->now - simulation->shut_at > budget + simulation->slack) {
    found(simulation, "the shutdown took longer than its budget and one second");
  }
}

static void perform(struct simulation *simulation, const struct baton_action *action)
{
  const char *wrong = kernel_perform(&simulation->kernel, action);
  if (wrong != NULL) {
    found(simulation, wrong);
    return;
  }
  switch ((enum core_action)action->kind) {
  case ACT_SPAWN: take_spawn(simulation, action); break;
  case ACT_SIGNAL: take_signal_action(simulation, action); break;
  case ACT_SWEEP: take_sweep_action(simulation, action); break;
  case ACT_DRAIN: take_drain_action(simulation, action); break;
  case ACT_FINISH: take_finish(simulation); break;
  case ACT_REPLY:
  case ACT_NOTE: break;
  }
}

static void pause(struct simulation *simulation)
{
  if (simulation->between != NULL) {
    simulation->between(simulation);
  }
}

/* What a re-exec finds marked is performed again; but a start is done once the mailbox names it. */
static void perform_marked(struct simulation *simulation, struct baton_action *action)
{
  pause(simulation);
  if (simulation->wrong != NULL) {
    return;
  }
  (void)core_next(&simulation->core, action);
  if (action->kind != ACT_SPAWN || simulation->core.mailboxes[action->slot].run != action->run) {
    perform(simulation, action);
  }
}

static void perform_all(struct simulation *simulation)
{
  struct baton_action action;
  while (simulation->wrong == NULL && core_next(&simulation->core, &action)) {
    perform_marked(simulation, &action);
    if (action.kind == ACT_SPAWN) {
      perform_marked(simulation, &action);
    }
    if (simulation->wrong == NULL) {
      core_done(&simulation->core);
      pause(simulation);
    }
  }
}

/* An event from outside, and whatever it leads to at once. */
static void deliver(struct simulation *simulation, struct baton_event event)
{
  step(simulation, event);
  perform_all(simulation);
}

/* --- what comes from outside --- */

static void order(struct simulation *simulation)
{
  uint32_t slot = draw_below(&simulation->random, simulation->tree.plan.node_count);
  bool pause = draw_one_in(&simulation->random, 4);
  uint8_t kind =
      DRAW_BYTE(&simulation->random, EV_START, EV_START, EV_STOP, EV_RESTART, EV_RESTART);
  uint8_t other = DRAW_BYTE(&simulation->random, EV_SUSPEND, EV_RESUME, EV_RESUME);
  enum recipe_fault fault = pause ? RECIPE_FAULT_SUSPEND : RECIPE_FAULT_OPERATOR;
  if (!is_calm(simulation, fault)) {
    struct baton_event event = about(simulation, (enum core_event)(pause ? other : kind), slot);
    deliver(simulation, asked(simulation, event));
    if (simulation->asked % 5U == 0) {
      deliver(simulation, (struct baton_event){.kind = EV_GONE, .client = simulation->asked % 4U});
    }
  }
}

static void send_signal(struct simulation *simulation)
{
  uint8_t signal = DRAW_BYTE(&simulation->random, CORE_SIGHUP, CORE_SIGHUP, 10, 12, CORE_SIGWINCH,
                             CORE_SIGCONT, 40, CORE_SIGCHLD, CORE_SIGINT, CORE_SIGTERM);
  bool ends = signal == CORE_SIGINT || signal == CORE_SIGTERM;
  bool early = simulation->events < simulation->most / 2U;
  if (ends && early && !simulation->books.classic) {
    signal = CORE_SIGHUP;
  }
  if (!is_calm(simulation, RECIPE_FAULT_KILLS)) {
    bool terminal = (!early || signal != CORE_SIGHUP) && simulation->events % 2U != 0;
    deliver(simulation,
            (struct baton_event){.kind = EV_SIGNAL, .signal = signal, .terminal = terminal});
  }
}

static void bite(struct simulation *simulation)
{
  uint32_t slot = draw_below(&simulation->random, simulation->tree.plan.node_count);
  struct baton_event event = about(simulation, EV_WATCHDOG, slot);
  event.run += draw_one_in(&simulation->random, 4);
  if (!is_calm(simulation, RECIPE_FAULT_WATCHDOG)) {
    deliver(simulation, event);
  }
}

/* Stale, duplicate and unknown events: they change counters only. */
static void make_noise(struct simulation *simulation)
{
  uint32_t slot = draw_below(&simulation->random, simulation->tree.plan.node_count);
  struct baton_event event = about(simulation, EV_BOOT, slot);
  event.kind = (uint8_t)draw_below(&simulation->random, EV_SIGNAL);
  if (event.kind == EV_TIMER || event.kind == EV_DRAIN) {
    event.kind = EV_BOOT;
  }
  event.run += draw_below(&simulation->random, 2) == 0 ? 1U : UINT32_MAX;
  event.left = draw_below(&simulation->random, 3);
  switch (draw_below(&simulation->random, 8)) {
  case 0: event.slot = simulation->tree.plan.node_count + draw_below(&simulation->random, 3); break;
  case 1: event.kind = (uint8_t)(EV_COUNT + draw_below(&simulation->random, 200)); break;
  case 2:
    event.signal = (uint8_t)(BATON_SIGNALS + 1U + draw_below(&simulation->random, 100));
    break;
  case 3: event = (struct baton_event){.kind = EV_TIMER}; break;
  case 4:
    if (!simulation->draining) {
      event = (struct baton_event){.kind = EV_DRAIN, .left = event.left};
    }
    break;
  case 5:
    if (simulation->shut) {
      event = (struct baton_event){.kind = EV_SHUTDOWN, .left = 3};
    }
    break;
  default: break;
  }
  if (!is_calm(simulation, RECIPE_FAULT_NOISE)) {
    deliver(simulation, event);
  }
}

static void disturb(struct simulation *simulation)
{
  switch (draw_below(&simulation->random, 16)) {
  case 0:
  case 1: send_signal(simulation); break;
  case 2: bite(simulation); break;
  case 3:
  case 4: make_noise(simulation); break;
  case 5:
    if (draw_one_in(&simulation->random, 8)) {
      simulation->starved_until = simulation->now + draw_below(&simulation->random, 90000);
    }
    break;
  case 6:
    if (strikes(simulation, RECIPE_FAULT_JUMP, &simulation->random, 8)) {
      uint32_t jump = draw_below(&simulation->random, 3600000);
      simulation->now += jump;
      simulation->slack += jump;
      simulation->stepped_at += jump;
    }
    break;
  case 7:
    if (draw_one_in(&simulation->random, 16) && !is_calm(simulation, RECIPE_FAULT_FORCE) &&
        simulation->events > simulation->most / 2U) {
      deliver(simulation, asked(simulation, (struct baton_event){.kind = EV_FORCE}));
    }
    break;
  default: order(simulation); break;
  }
}

static void end_it(struct simulation *simulation)
{
  uint8_t signal = DRAW_BYTE(&simulation->random, CORE_SIGTERM, CORE_SIGINT, CORE_SIGQUIT,
                             CORE_SIGPWR, CORE_SIGRTMIN_3);
  uint32_t code = draw_below(&simulation->random, 256);
  switch (draw_below(&simulation->random, 8)) {
  case 0:
    deliver(simulation, asked(simulation, (struct baton_event){.kind = EV_SHUTDOWN, .left = code}));
    break;
  case 1: deliver(simulation, (struct baton_event){.kind = EV_SHUTDOWN, .left = BATON_NONE}); break;
  case 2:
    if (!is_calm(simulation, RECIPE_FAULT_FORCE)) {
      deliver(simulation, (struct baton_event){.kind = EV_FORCE});
    }
    break;
  default: deliver(simulation, (struct baton_event){.kind = EV_SIGNAL, .signal = signal}); break;
  }
}

/* --- time --- */

static int64_t next_child(const struct simulation *simulation, uint32_t *slot)
{
  int64_t next = BOOKS_NEVER;
  for (uint32_t i = 0; i < simulation->tree.plan.node_count; i++) {
    int64_t one = next_of_child(&simulation->children[i]);
    *slot = one < next ? i : *slot;
    next = least(one, next);
  }
  return next;
}

static void tell_drain(struct simulation *simulation)
{
  uint32_t left = simulation->strays;
  simulation->drain_at = BOOKS_NEVER;
  if (left > 0 && !simulation->stubborn) {
    simulation->strays -= draw_below(&simulation->random, 2);
    simulation->drain_at = simulation->now + draw_below(&simulation->random, 400);
  }
  deliver(simulation, (struct baton_event){.kind = EV_DRAIN, .left = left});
}

static void ring(struct simulation *simulation)
{
  bool late = strikes(simulation, RECIPE_FAULT_LATE, &simulation->random, 10);
  simulation->timer_lag = late ? draw_below(&simulation->random, 30) : 0;
  deliver(simulation, (struct baton_event){.kind = EV_TIMER});
}

/* The next thing that happens, whatever it is. */
static void turn(struct simulation *simulation, uint32_t trouble)
{
  uint32_t slot = BATON_ROOT;
  standing_turn(&simulation->standing);
  int64_t child = next_child(simulation, &slot);
  int64_t timer = core_deadline(&simulation->core);
  timer = timer == CORE_NEVER ? BOOKS_NEVER : most(timer + simulation->timer_lag, simulation->now);
  int64_t next = least(least(child, timer), simulation->drain_at);
  if (trouble > 0 && draw_one_in(&simulation->random, trouble)) {
    int64_t gap = least(most(next - simulation->now, 0), ORDER_GAP_MS);
    simulation->now += draw_below(&simulation->random, (uint32_t)gap + 1U);
    disturb(simulation);
    return;
  }
  if (next == BOOKS_NEVER) {
    simulation->now += draw_below(&simulation->random, ORDER_GAP_MS);
    if (simulation->shut) {
      found(simulation, "nothing will ever happen again");
    } else if (simulation->events < simulation->most &&
               !is_calm(simulation, RECIPE_FAULT_OPERATOR)) {
      order(simulation);
    } else {
      end_it(simulation);
    }
    return;
  }
  simulation->now = most(simulation->now, next);
  bool timer_first = timer == next && (child != next || draw_one_in(&simulation->random, 2));
  if (simulation->drain_at == next && !timer_first) {
    tell_drain(simulation);
  } else if (timer_first) {
    ring(simulation);
  } else {
    happen(simulation, slot);
    perform_all(simulation);
  }
}

/* --- the whole --- */

static void random_habits(struct simulation *simulation, uint32_t slot)
{
  struct child *child = &simulation->children[slot];
  memset(child, 0, sizeof *child);
  child->ready_at = child->end_at = child->tell_at = BOOKS_NEVER;
  child->random = draw_stream(simulation->recipe.seed, USE_HABITS + simulation->originals[slot]);
  uint64_t *stream = &child->random;
  child->habits = (struct habits){
      .life_ms = DRAW(stream, 0, 0, 5, 300, 2000, 2000, 20000, 200000),
      .ready_ms = DRAW(stream, 0, 5, 50, 800),
      .obey_ms = DRAW(stream, 0, 3, 20, 200, 1500, 10000, BATON_NONE),
      .stuck_ms = DRAW(stream, 3, 300, 1500, 4000, BATON_NONE),
  };
  child->habits.success = (uint8_t)draw_below(stream, 9);
  child->habits.leaves = DRAW_BYTE(stream, 0, 0, 1, 4);
  child->habits.fails = DRAW_BYTE(stream, 0, 0, 0, 2, 10);
  child->habits.cannot = DRAW_BYTE(stream, 0, 0, 0, 1, 6);
  child->habits.never_ready = draw_one_in(stream, 6);
}

static void open_simulation(struct simulation *simulation)
{
  static const struct core_boot boot = {
      .pid = 1, .epoch = 42, .seed = {1, 2}
  };
  const struct plan *plan = &simulation->tree.plan;
  simulation->random = draw_stream(simulation->recipe.seed, USE_WORLD);
  simulation->noise = draw_stream(simulation->recipe.seed, USE_NOISE);
  simulation->fate = draw_stream(simulation->recipe.seed, USE_FATE);
  simulation->now = FIRST_MS;
  simulation->timer_lag = simulation->starved_until = simulation->shut_at = simulation->slack = 0;
  simulation->stepped_at = FIRST_MS;
  simulation->drain_at = BOOKS_NEVER;
  simulation->events = simulation->asked = 0;
  simulation->wrong = NULL;
  simulation->draining = simulation->shut = false;
  simulation->strays = draw_below(&simulation->random, 3);
  simulation->stubborn = draw_one_in(&simulation->random, 8);
  simulation->most = DRAW(&simulation->random, 60, 150, 300, 300, 700, 1500);
  if (simulation->recipe.most != 0) {
    simulation->most = simulation->recipe.most;
  }
  for (uint32_t i = 0; i < plan->node_count; i++) {
    random_habits(simulation, i);
  }
  memset(simulation->arena, 0, core_size(plan));
  memset(&simulation->core, 0, sizeof simulation->core);
  core_init(&simulation->core, simulation->arena, plan, &boot);
  books_open(&simulation->books, &simulation->tree);
  standing_open(&simulation->standing, simulation->recipe.seed, plan->node_count - 1U);
  simulation->kernel =
      (struct kernel){.count = plan->node_count, .classic = simulation->books.classic};
}

bool simulate(struct simulation *simulation, const struct recipe *recipe)
{
  simulation->recipe = *recipe;
  if (!random_tree(&simulation->tree, recipe, simulation->originals)) {
    return false;
  }
  open_simulation(simulation);
  uint32_t trouble = DRAW(&simulation->random, 0, 64, 16, 16, 5);
  deliver(simulation, (struct baton_event){.kind = EV_BOOT});
  while (simulation->wrong == NULL && !simulation->kernel.finished) {
    bool over = simulation->events >= simulation->most && !simulation->shut;
    if (over && draw_one_in(&simulation->random, 4)) {
      end_it(simulation);
    } else {
      turn(simulation, trouble);
    }
    if (simulation->events > simulation->most + EVENTS_AFTER) {
      found(simulation, "it never ended");
    }
  }
  for (uint32_t i = 0; i < 3 && simulation->wrong == NULL; i++) {
    make_noise(simulation);
    deliver(simulation, (struct baton_event){.kind = EV_TIMER});
  }
  if (simulation->wrong == NULL && simulation->core.state->broken_line != 0) {
    found(simulation, "the core found one of its own invariants broken");
  }
  return true;
}
