/* --explain: the entrance, and the words of the vocabulary. */
#include "explain.h"

#include <string.h>

#define X(name, text) text,
#define WORDS(function, list)                                                                      \
  const char *function(uint8_t value)                                                              \
  {                                                                                                \
    static const char *const NAMES[] = {list(X)};                                                  \
    return NAMES[value];                                                                           \
  }

WORDS(word_strategy, BATON_STRATEGIES)
WORDS(word_policy, BATON_POLICIES)
WORDS(word_auto_shutdown, BATON_AUTO_SHUTDOWNS)
WORDS(word_stop_order, BATON_STOP_ORDERS)
WORDS(word_ready, BATON_READYS)
WORDS(word_stream, BATON_STREAMS)
WORDS(word_kill, BATON_KILLS)

#undef X

const char *plan_name(const struct plan *plan, const struct plan_node *node)
{
  const char *path = plan_string(plan, node->path);
  const char *slash = strrchr(path, '/');

  return slash == NULL ? path : slash + 1;
}

void spec_explain(const struct plan *plan, bool json, spec_writer *write, void *context)
{
  struct explain explain = {
      .sink = {.write = write, .context = context},
        .plan = plan
  };

  if (json) {
    explain_json(&explain);
  } else {
    explain_text(&explain);
  }
  sink_flush(&explain.sink);
}
