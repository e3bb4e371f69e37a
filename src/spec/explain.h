/* What the two forms of --explain share. Internal to spec/. */
#ifndef SPEC_EXPLAIN_H
#define SPEC_EXPLAIN_H

#include "sink.h"

struct explain {
  struct sink sink;
  const struct plan *plan;
};

void explain_text(struct explain *explain);
void explain_json(struct explain *explain);

/* Words of the vocabulary. */
const char *word_strategy(uint8_t strategy);
const char *word_policy(uint8_t policy);
const char *word_auto_shutdown(uint8_t auto_shutdown);
const char *word_stop_order(uint8_t stop_order);
const char *word_ready(uint8_t ready);
const char *word_stream(uint8_t stream);
const char *word_kill(uint8_t kill);

static inline const char *plan_string(const struct plan *plan, uint32_t offset)
{
  return plan->strings + offset;
}

/* A node's name without the path of its supervisor. */
const char *plan_name(const struct plan *plan, const struct plan_node *node);

#endif
