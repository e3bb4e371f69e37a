/* Delays: INITIAL x FACTOR^k up to MAX, with jitter (supervision.md, "An instance ends", 5). */
#include "state.h"
#include "util/number.h"

/* A supervisor's own backoff, as a node below its parent. */
#define SUPERVISOR_INITIAL_MS   100U
#define SUPERVISOR_MAX_MS       30000U
#define SUPERVISOR_FACTOR_CENTI 200U

/* In whole milliseconds, each power rounded down, so that delays can be worked out by hand. Once
 * MAX is reached, a larger k changes nothing. There the jitter is subtracted instead of added, so
 * that no delay exceeds MAX and a herd of restarts is spread out all the same. */
uint32_t backoff_delay(const struct baton_settings *settings, uint32_t k, uint32_t random)
{
  uint64_t most = settings->backoff_max_ms;
  uint64_t delay = settings->backoff_initial_ms;
  for (uint32_t i = 0; i < k && delay < most && delay > 0; i++) {
    uint64_t next = number_multiply(delay, settings->backoff_factor_centi) / 100U;
    if (next == delay) {
      break;
    }
    delay = next;
  }
  bool at_most = delay >= most;
  if (at_most) {
    delay = most;
  }
  uint64_t range = delay * settings->jitter_percent / 100U;
  uint64_t jitter = (range + 1U) * random >> 32;
  if (at_most) {
    return (uint32_t)(delay - jitter);
  }
  return (uint32_t)number_least(delay + jitter, most);
}

uint32_t backoff_next(const struct core *core, struct baton_node *node)
{
  const struct baton_settings *settings = node_settings(core, node);
  struct baton_settings own;
  if (node_is_supervisor(node)) {
    own = *settings;
    own.backoff_initial_ms = SUPERVISOR_INITIAL_MS;
    own.backoff_max_ms = SUPERVISOR_MAX_MS;
    own.backoff_factor_centi = SUPERVISOR_FACTOR_CENTI;
    settings = &own;
  }
  uint32_t delay = backoff_delay(settings, node->backoff_k, core->state->random);
  if (node->backoff_k < UINT8_MAX) {
    node->backoff_k++;
  }
  return delay;
}

/* Worked out when the instance ends, so that no timer has to run for it. The delay before a try is
 * none that it has to outlive. */
void backoff_settle(const struct core *core, struct baton_node *node)
{
  uint32_t own = node_is_supervisor(node) ? intensity_breaker(core, node).window_ms
                                          : node_settings(core, node)->backoff_reset_ms;
  int64_t reset = (int64_t)number_most(own, node_has(node, BATON_NODE_OPEN) ? 0 : node->delay_ms);
  if (node_has(node, BATON_NODE_READY) && core_now(core) - node->ready_ms >= reset) {
    node->backoff_k = 0;
    intensity_close(node);
  }
}
