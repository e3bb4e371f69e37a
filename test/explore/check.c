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

static void add_sweep(struct expected *did, const struct action *action, uint32_t kid)
{
  if (action->signal == 0) {
    did->looks[kid]++;
  } else if (action->signal == CORE_SIGKILL) {
    did->sweep_kills[kid]++;
  } else {
    did->sweeps[kid]++;
  }
}

/* FINISH is the last action, and an action about an instance is about the present one. */
static bool is_out_of_place(const struct canon *canon, const struct action *action,
                            const struct expected *so_far)
{
  uint32_t kid = action->slot - 1U;
  if (so_far->finishes > 0) {
    return true;
  }
  switch ((enum action_kind)action->kind) {
  case ACT_SPAWN: return kid >= canon->scene->count;
  case ACT_SIGNAL:
  case ACT_SWEEP: return kid >= canon->scene->count || action->run != canon->oracle->kids[kid].run;
  case ACT_DRAIN:
  case ACT_FINISH:
  case ACT_NOTE: break;
  }
  return false;
}

static void add_action(struct sum *sum, const struct scene *scene, const struct action *action)
{
  uint32_t kid = action->slot - 1U;
  bool known = kid < scene->count;
  switch ((enum action_kind)action->kind) {
  case ACT_SPAWN:
    if (known) {
      sum->did.spawns[kid]++;
    }
    break;
  case ACT_SIGNAL:
    if (known) {
      sum->did.kills[kid] += action->signal == CORE_SIGKILL;
      sum->did.stops[kid] += action->signal != CORE_SIGKILL;
    }
    break;
  case ACT_SWEEP:
    if (known) {
      add_sweep(&sum->did, action, kid);
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

static bool check_spawns(const struct canon *canon, uint32_t i, const struct sum *sum,
                         const struct expected *expected, struct finding *finding)
{
  const struct kid *kid = &canon->oracle->kids[i];
  if (sum->did.spawns[i] < expected->spawns[i]) {
    return broken(finding, INVARIANT_OWED_START, "SPAWN of %u is owed and missing", i + 1);
  }
  if (sum->did.spawns[i] == expected->spawns[i]) {
    return true;
  }
  if (kid->kernel != K_NONE) {
    return broken(finding, INVARIANT_SPAWN_OVER_LIVE, "SPAWN of %u, which is still there", i + 1);
  }
  if (canon->oracle->life != LIFE_UP || kid->status >= BATON_STATUS_STOPPING) {
    return broken(finding, INVARIANT_SPAWN_COVERED, "SPAWN of %u, which is to stay down", i + 1);
  }
  if (kid->due_ms > canon->oracle->now_ms) {
    return broken(finding, INVARIANT_DELAY, "SPAWN of %u before its time", i + 1);
  }
  bool group = canon->oracle->group != GROUP_NONE;
  return broken(finding, group ? INVARIANT_GROUP_MEMBERS : INVARIANT_STAGES,
                "SPAWN of %u out of its turn", i + 1);
}

static bool check_stops(const struct canon *canon, uint32_t i, const struct sum *sum,
                        const struct expected *expected, struct finding *finding)
{
  const struct kid *kid = &canon->oracle->kids[i];
  uint32_t did = sum->did.stops[i];
  bool ending = canon->oracle->life != LIFE_UP;
  if (did == expected->stops[i]) {
    return true;
  }
  if (did > expected->stops[i] && kid->kernel != K_ALIVE) {
    return broken(finding, INVARIANT_SIGNAL_TARGET, "a stop signal to %u, not alive", i + 1);
  }
  if (did > 1 || (did > expected->stops[i] && kid->signalled)) {
    return broken(finding, INVARIANT_ONE_STOP_SIGNAL, "a second stop signal to %u", i + 1);
  }
  return broken(finding, ending ? INVARIANT_STAGES : INVARIANT_STRATEGY, "%s stop signal to %u",
                did > 0 ? "an unexpected" : "a missing", i + 1);
}

static bool check_kills(const struct canon *canon, uint32_t i, const struct sum *sum,
                        const struct expected *expected, struct finding *finding)
{
  uint32_t did = sum->did.kills[i];
  if (did == expected->kills[i]) {
    return true;
  }
  if (did > expected->kills[i]) {
    bool alive = canon->oracle->kids[i].kernel == K_ALIVE;
    return broken(finding, alive ? INVARIANT_ONE_STOP_SIGNAL : INVARIANT_SIGNAL_TARGET,
                  "an unexpected KILL to %u", i + 1);
  }
  return broken(finding, INVARIANT_BUDGET, "a missing KILL to %u", i + 1);
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
                "sweeps of %u: %u looks, %u with the stop signal, %u with KILL, not %u, %u, %u",
                i + 1, did->looks[i], did->sweeps[i], did->sweep_kills[i], expected->looks[i],
                expected->sweeps[i], expected->sweep_kills[i]);
}

static bool check_status(const struct canon *canon, uint32_t i, struct finding *finding)
{
  const struct kid *kid = &canon->oracle->kids[i];
  const struct baton_node *node = &canon->core->nodes[i + 1];
  if (node->status != kid->status && !kid->left) {
    bool trip = kid->status == BATON_STATUS_FAILED && kid->end.tripped;
    return broken(finding, trip ? INVARIANT_BREAKER : INVARIANT_POLICY, "%u is %s, not %s", i + 1,
                  core_status_name((enum baton_status)node->status),
                  core_status_name((enum baton_status)kid->status));
  }
  if (node->generation != kid->generation) {
    return broken(finding, INVARIANT_GENERATION, "%u is generation %u, not %u", i + 1,
                  node->generation, kid->generation);
  }
  return true;
}

static bool check_kid(const struct canon *canon, uint32_t i, const struct sum *sum,
                      const struct expected *expected, struct finding *finding)
{
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
  if (oracle->life != LIFE_FINISHED && canon->core->nodes[BATON_ROOT].status != oracle->status) {
    return broken(finding, INVARIANT_POLICY, "the root is %s, not %s",
                  core_status_name((enum baton_status)canon->core->nodes[BATON_ROOT].status),
                  core_status_name((enum baton_status)oracle->status));
  }
  return true;
}

/* A wake-up for one whose time is over but whose turn has not come does no harm. */
static bool has_waiter(const struct canon *canon)
{
  for (uint32_t i = 0; i < canon->scene->count; i++) {
    const struct kid *kid = &canon->oracle->kids[i];
    if (kid->status == BATON_STATUS_PENDING && kid->wanted &&
        kid->due_ms <= canon->oracle->now_ms) {
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
    const struct kid *kid = &oracle->kids[i];
    bool held = kid->status == BATON_STATUS_STOPPED || kid->status == BATON_STATUS_KILLED;
    awake = awake || kid->kernel != K_NONE || held;
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
    if (!check_kid(canon, i, &sum, expected, finding)) {
      return false;
    }
  }
  return check_finish(canon, &sum, expected, finding) && check_deadline(canon, deed, finding) &&
         check_progress(canon, finding);
}
