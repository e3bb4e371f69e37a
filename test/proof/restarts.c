/* Drives src/core/backoff.c and intensity.c for Eva: a child and its supervisor with windows of
 * every fill up to LIMIT, entries of which nothing is known, at any time; and every setting of a
 * delay that the parser or the arena's decoder lets pass. */
#include "core/state.h"

#include <__fc_builtin.h>
#include <string.h>

#define LIMIT 3U
#define ROOM  (2U * LIMIT + SUPERVISOR_BREAKER)
#define NODES 3U

static struct {
  struct baton_table table;
  struct baton_state state;
  struct baton_node nodes[NODES];
  struct baton_supervisor supervisors[1];
  uint64_t entries[ROOM];
  struct baton_undo undo; /* no step is under way: nothing is kept */
} arena;
static struct baton_settings settings[1];
static struct core core = {
    .arena = &arena,
    .table = &arena.table,
    .state = &arena.state,
    .nodes = arena.nodes,
    .supervisors = arena.supervisors,
    .settings = settings,
    .restarts = arena.entries,
    .undo = &arena.undo,
};

static int64_t any_past(void)
{
  return Frama_C_long_long_interval(0, arena.state.now_ms);
}

static void make_settings(uint32_t limit)
{
  settings[0].breaker.limit = limit;
  settings[0].breaker.window_ms = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  settings[0].backoff_initial_ms = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  settings[0].backoff_max_ms = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  settings[0].backoff_factor_centi = Frama_C_unsigned_int_interval(0, 10000);
  settings[0].backoff_reset_ms = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  settings[0].jitter_percent = (uint8_t)Frama_C_interval(0, 100);
}

/* The root has records 0 to 4 and its intensity behind them, the child its own behind those. */
static void make(uint32_t limit, uint32_t filled)
{
  arena.state.now_ms = Frama_C_long_long_interval(0, CORE_NOW_MAX);
  arena.state.random = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  make_settings(limit);
  for (uint32_t i = 0; i < ROOM; i++) {
    arena.entries[i] = Frama_C_unsigned_long_long_interval(0, UINT64_MAX);
  }
  memset(arena.nodes, 0, sizeof arena.nodes);
  arena.supervisors[0].intensity = settings[0].breaker;
  arena.supervisors[0].breaker_ms = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  arena.supervisors[0].restarts = SUPERVISOR_BREAKER;
  arena.supervisors[0].restart_count = filled;
  arena.nodes[0].restart_count = (uint16_t)filled;
  arena.nodes[1].supervisor = BATON_NONE;
  arena.nodes[1].restarts = SUPERVISOR_BREAKER + LIMIT;
  arena.nodes[1].restart_count = (uint16_t)filled;
}

static void restart(struct baton_node *node, unsigned flags)
{
  node->flags = flags;
  node->backoff_k = (uint8_t)Frama_C_interval(0, UINT8_MAX);
  node->delay_ms = Frama_C_unsigned_int_interval(0, UINT32_MAX);
  node->ready_ms = any_past();
  backoff_settle(&core, node);
  node_set(node, BATON_NODE_READY);
  backoff_settle(&core, node);
  (void)backoff_next(&core, node);
}

static void count_restart(struct baton_node *node)
{
  if (!intensity_breaker_full(&core, node) && !intensity_full(&core, &arena.supervisors[0])) {
    intensity_count(&core, node, Frama_C_interval(0, 1) != 0);
    intensity_ready(&core, node);
  }
  intensity_clear(node);
}

int main(void)
{
  for (uint32_t limit = 1; limit <= LIMIT + 1; limit++) {
    for (uint32_t filled = 0; filled <= limit && filled <= LIMIT; filled++) {
      /*@ slevel merge; */
      make(limit > LIMIT ? BATON_NONE : limit, limit > LIMIT ? 0 : filled);
      restart(&arena.nodes[0], 0);
      restart(&arena.nodes[1], (filled % 2U != 0 ? BATON_NODE_OPTIONAL : 0U) |
                                   (filled == limit ? BATON_NODE_OPEN : 0U));
      count_restart(&arena.nodes[1]);
    }
  }
  return 0;
}
