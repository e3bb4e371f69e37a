/* See check.h. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool broken(struct finding *finding, enum invariant invariant, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool broken(struct finding *finding, enum invariant invariant, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  finding->invariant = invariant;
  (void)vsnprintf(finding->text, sizeof finding->text, format, arguments);
  va_end(arguments);
  return false;
}

/* What the actions come to, and the code that FINISH carried. */
struct sum {
  struct expected did;
  uint32_t code;
};

static bool is_child(const struct scene *scene, uint32_t slot)
{
  return slot != BATON_ROOT && slot < scene->count && !scene->supervisor[slot];
}

static void add_sweep(struct expected *did, const struct action *action)
{
  if (action->signal == 0) {
    did->looks[action->slot]++;
  } else if (action->signal == CORE_SIGKILL) {
    did->sweep_kills[action->slot]++;
  } else {
    did->sweeps[action->slot]++;
  }
}

/* FINISH is the last action, and an action about an instance is about the present one. */
static bool is_out_of_place(const struct canon *canon, const struct action *action,
                            const struct expected *so_far)
{
  uint32_t slot = action->slot;
  if (so_far->finishes > 0) {
    return true;
  }
  switch ((enum action_kind)action->kind) {
  case ACT_SPAWN: return !is_child(canon->scene, slot);
  case ACT_SIGNAL:
  case ACT_SWEEP:
    return !is_child(canon->scene, slot) || action->run != canon->oracle->books[slot].run;
  case ACT_DRAIN:
  case ACT_FINISH:
  case ACT_NOTE: break;
  }
  return false;
}

static void add_action(struct sum *sum, const struct scene *scene, const struct action *action)
{
  uint32_t slot = action->slot;
  bool known = is_child(scene, slot);
  switch ((enum action_kind)action->kind) {
  case ACT_SPAWN:
    if (known) {
      sum->did.spawns[slot]++;
    }
    break;
  case ACT_SIGNAL:
    if (known) {
      uint8_t *signals = action->signal == CORE_SIGKILL ? sum->did.kills : sum->did.stops;
      signals[slot]++;
    }
    break;
  case ACT_SWEEP:
    if (known) {
      add_sweep(&sum->did, action);
    }
    break;
  case ACT_DRAIN:
    sum->did.drains += action->signal == CORE_SIGTERM;
    sum->did.drain_kills += action->signal == CORE_SIGKILL;
    break;
  case ACT_FINISH:
    sum->did.finishes++;
    sum->code = action->value;
    break;
  case ACT_NOTE: break;
  }
}

struct expected check_sum(const struct deed *deed, const struct scene *scene)
{
  struct sum sum = {0};
  for (uint32_t i = 0; i < deed->count; i++) {
    add_action(&sum, scene, &deed->actions[i]);
  }
  return sum.did;
}

/* --- One child --- */

/* Is it started as a member of a group restart, itself or a supervisor above it? */
static bool is_regrouped(const struct scene *scene, const struct expected *expected, uint32_t i)
{
  while (i != BATON_ROOT && !expected->regrouped[i]) {
    i = scene->parent[i];
  }
  return i != BATON_ROOT;
}

static bool is_in_group_restart(const struct canon *canon, uint32_t i)
{
  while (i != BATON_ROOT) {
    i = canon->scene->parent[i];
    if (canon->oracle->books[i].group != GROUP_NONE) {
      return true;
    }
  }
  return false;
}

static bool check_spawns(const struct canon *canon, uint32_t i, const struct sum *sum,
                         const struct expected *expected, struct finding *finding)
{
  const struct book *book = &canon->oracle->books[i];
  bool regrouped = is_regrouped(canon->scene, expected, i);
  if (sum->did.spawns[i] == expected->spawns[i]) {
    return true;
  }
  if (regrouped && expected->spawns[i] > 0) {
    return broken(finding, INVARIANT_GROUP_MEMBERS, "%u SPAWN of %u, a member", sum->did.spawns[i],
                  i);
  }
  if (sum->did.spawns[i] < expected->spawns[i]) {
    return broken(finding, INVARIANT_OWED_START, "SPAWN of %u is owed and missing", i);
  }
  if (is_in_group_restart(canon, i)) {
    return broken(finding, INVARIANT_GROUP_MEMBERS, "SPAWN of %u in a group restart", i);
  }
  if (book->kernel != K_NONE) {
    return broken(finding, INVARIANT_SPAWN_OVER_LIVE, "SPAWN of %u, which is still there", i);
  }
  if (canon->oracle->life != LIFE_UP || book->status >= BATON_STATUS_STOPPING) {
    return broken(finding, INVARIANT_SPAWN_COVERED, "SPAWN of %u, which is to stay down", i);
  }
  return broken(finding, book->due_ms > canon->oracle->now_ms ? INVARIANT_DELAY : INVARIANT_STAGES,
                "SPAWN of %u before its time or its turn", i);
}

/* Members of one set that start in one step start in the line's order. */
static bool check_order(const struct canon *canon, const struct deed *deed,
                        const struct expected *expected, struct finding *finding)
{
  uint32_t last[NODES_MAX] = {0};
  for (uint32_t i = 0; i < deed->count; i++) {
    uint32_t slot = deed->actions[i].slot;
    if (deed->actions[i].kind != ACT_SPAWN || !expected->regrouped[slot]) {
      continue;
    }
    uint32_t *before = &last[canon->scene->parent[slot]];
    if (slot < *before) {
      return broken(finding, INVARIANT_GROUP_MEMBERS, "%u starts after %u", slot, *before);
    }
    *before = slot;
  }
  return true;
}

static bool check_stops(const struct canon *canon, uint32_t i, const struct sum *sum,
                        const struct expected *expected, struct finding *finding)
{
  const struct book *book = &canon->oracle->books[i];
  uint32_t did = sum->did.stops[i];
  bool ending = canon->oracle->life != LIFE_UP;
  if (did == expected->stops[i]) {
    return true;
  }
  if (did > expected->stops[i] && book->kernel != K_ALIVE) {
    return broken(finding, INVARIANT_SIGNAL_TARGET, "a stop signal to %u, not alive", i);
  }
  if (did > 1 || (did > expected->stops[i] && book->signalled)) {
    return broken(finding, INVARIANT_ONE_STOP_SIGNAL, "a second stop signal to %u", i);
  }
  return broken(finding, ending ? INVARIANT_STAGES : INVARIANT_STRATEGY, "%s stop signal to %u",
                did > 0 ? "an unexpected" : "a missing", i);
}

static bool check_kills(const struct canon *canon, uint32_t i, const struct sum *sum,
                        const struct expected *expected, struct finding *finding)
{
  uint32_t did = sum->did.kills[i];
  if (did == expected->kills[i]) {
    return true;
  }
  if (did > expected->kills[i]) {
    bool alive = canon->oracle->books[i].kernel == K_ALIVE;
    return broken(finding, alive ? INVARIANT_ONE_STOP_SIGNAL : INVARIANT_SIGNAL_TARGET,
                  "an unexpected KILL to %u", i);
  }
  return broken(finding, INVARIANT_BUDGET, "a missing KILL to %u", i);
}

static bool check_sweeps(uint32_t i, const struct sum *sum, const struct expected *expected,
                         struct finding *finding)
{
  const struct expected *did = &sum->did;
  if (did->looks[i] == expected->looks[i] && did->sweeps[i] == expected->sweeps[i] &&
      did->sweep_kills[i] == expected->sweep_kills[i]) {
    return true;
  }
  return broken(finding, INVARIANT_SPAWN_OVER_LIVE,
                "sweeps of %u: %u looks, %u with the stop signal, %u with KILL, not %u, %u, %u", i,
                did->looks[i], did->sweeps[i], did->sweep_kills[i], expected->looks[i],
                expected->sweeps[i], expected->sweep_kills[i]);
}

static bool check_status(const struct canon *canon, uint32_t i, struct finding *finding)
{
  const struct book *book = &canon->oracle->books[i];
  const struct baton_node *node = &canon->core->nodes[i];
  if (node->status != book->status && !book->left) {
    bool trip = book->status == BATON_STATUS_FAILED && book->end.tripped;
    return broken(finding, trip ? INVARIANT_BREAKER : INVARIANT_POLICY, "%u is %s, not %s", i,
                  core_status_name((enum baton_status)node->status),
                  core_status_name((enum baton_status)book->status));
  }
  if (node->generation != book->generation) {
    return broken(finding, INVARIANT_GENERATION, "%u is generation %u, not %u", i, node->generation,
                  book->generation);
  }
  return true;
}

static bool check_node(const struct canon *canon, uint32_t i, const struct sum *sum,
                       const struct expected *expected, struct finding *finding)
{
  if (canon->scene->supervisor[i]) {
    return check_status(canon, i, finding);
  }
  return check_spawns(canon, i, sum, expected, finding) &&
         check_stops(canon, i, sum, expected, finding) &&
         check_kills(canon, i, sum, expected, finding) && check_sweeps(i, sum, expected, finding) &&
         check_status(canon, i, finding);
}

/* --- The container --- */

static bool check_finish(const struct canon *canon, const struct sum *sum,
                         const struct expected *expected, struct finding *finding)
{
  const struct oracle *oracle = canon->oracle;
  const struct expected *did = &sum->did;
  if (did->drains != expected->drains || did->drain_kills != expected->drain_kills) {
    return broken(finding, INVARIANT_FINISH, "DRAIN: %u TERM and %u KILL, not %u and %u",
                  did->drains, did->drain_kills, expected->drains, expected->drain_kills);
  }
  if (did->finishes != expected->finishes) {
    return broken(finding, did->finishes > 0 ? INVARIANT_FINISH : INVARIANT_SHUTDOWN_ENDS,
                  "%u FINISH, not %u", did->finishes, expected->finishes);
  }
  if (did->finishes > 0 && sum->code != oracle->code) {
    return broken(finding, INVARIANT_CODE, "the exit code is %u, not %u", sum->code, oracle->code);
  }
  return true;
}

/* A wake-up for one whose time is over but whose turn has not come does no harm. */
static bool has_waiter(const struct canon *canon)
{
  for (uint32_t i = 0; i < canon->scene->count; i++) {
    const struct book *book = &canon->oracle->books[i];
    if (book->status == BATON_STATUS_PENDING && book->wanted &&
        book->due_ms <= canon->oracle->now_ms) {
      return true;
    }
  }
  return false;
}

static bool check_deadline(const struct canon *canon, const struct deed *deed,
                           struct finding *finding)
{
  int64_t now = canon->oracle->now_ms;
  int64_t expected = oracle_deadline(canon->oracle, canon->scene);
  int64_t actual = deed->deadline_ms;
  bool both_over = (expected <= now || has_waiter(canon)) && actual <= now;
  if (actual != expected && !both_over) {
    return broken(finding, INVARIANT_DEADLINE, "the deadline is in %lld ms, not in %lld",
                  actual == CORE_NEVER ? -1LL : (long long)(actual - now),
                  expected == CORE_NEVER ? -1LL : (long long)(expected - now));
  }
  return true;
}

static bool check_progress(const struct canon *canon, struct finding *finding)
{
  const struct oracle *oracle = canon->oracle;
  const struct scene *scene = canon->scene;
  bool awake = oracle->drain_answer || oracle_deadline(oracle, scene) != CORE_NEVER;
  int64_t budget_ms = (int64_t)scene->grace_ms + 1000;
  if (oracle->life == LIFE_FINISHED) {
    return true;
  }
  for (uint32_t i = 0; i < scene->count; i++) {
    const struct book *book = &oracle->books[i];
    bool held = book->status == BATON_STATUS_STOPPED || book->status == BATON_STATUS_KILLED;
    awake = awake || book->kernel != K_NONE || held;
  }
  if (!awake) {
    return broken(finding, INVARIANT_WAKE_UP, "nothing will ever happen again");
  }
  if (oracle->life != LIFE_UP && oracle->now_ms - canon->world->shutdown_ms > budget_ms) {
    return broken(finding, INVARIANT_SHUTDOWN_ENDS, "the shutdown takes longer than its budget");
  }
  return true;
}

static bool check_stale(const struct deed *deed, struct finding *finding)
{
  for (uint32_t i = 0; i < deed->count; i++) {
    if (deed->actions[i].kind != ACT_NOTE) {
      return broken(finding, INVARIANT_STALE, "a stale event brought %s",
                    core_action_name((enum action_kind)deed->actions[i].kind));
    }
  }
  return true;
}

bool check_deed(const struct canon *canon, const struct deed *deed, const struct expected *expected,
                struct finding *finding)
{
  struct sum sum = {0};
  for (uint32_t i = 0; i < deed->count; i++) {
    if (is_out_of_place(canon, &deed->actions[i], &sum.did)) {
      return broken(finding, sum.did.finishes > 0 ? INVARIANT_FINISH : INVARIANT_SIGNAL_TARGET,
                    "%s comes after FINISH, or for no instance that there is",
                    core_action_name((enum action_kind)deed->actions[i].kind));
    }
    add_action(&sum, canon->scene, &deed->actions[i]);
  }
  if (deed->stale && !check_stale(deed, finding)) {
    return false;
  }
  for (uint32_t i = 0; i < canon->scene->count; i++) {
    if (!check_node(canon, i, &sum, expected, finding)) {
      return false;
    }
  }
  return check_order(canon, deed, expected, finding) &&
         check_finish(canon, &sum, expected, finding) && check_deadline(canon, deed, finding) &&
         check_progress(canon, finding);
}
