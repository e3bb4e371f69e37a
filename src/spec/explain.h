/* What the two forms of --explain share. Internal to spec/. */
#ifndef SPEC_EXPLAIN_H
#define SPEC_EXPLAIN_H

#include "lists.h"
#include "parse.h"
#include "util/quote.h"

#define EXPLAIN_DEPTH_MAX                                                                          \
  ((PLAN_PATH_MAX + 1U) / 2U + 1U) /* a segment takes two bytes of a path; the root has none */

struct explain {
  struct text text;
  const struct plan *plan;
  const struct plan_node *node; /* the node that is described, and its settings */
  const struct baton_settings *settings;
  unsigned depth;               /* of the text's tree */
  bool more[EXPLAIN_DEPTH_MAX]; /* by depth: the node on the way down has a sibling after it */
};

void explain_text(struct explain *explain);
void explain_json(struct explain *explain);

/* Makes `node` the one that is described. */
void explain_node(struct explain *explain, uint32_t node);

/* text_put() and text_say() to its text. */
void tell(struct explain *explain, const char *string);
void say(struct explain *explain, const char *format, const char *string, uint64_t number);

/* Calls `show` for each word of a packed list. */
void each_word(struct explain *explain, uint32_t words, uint32_t count,
               void (*show)(struct explain *explain, const char *word, bool first));

/* What a signal of --signal becomes: TERM, drop or shutdown. */
void put_effect(struct explain *explain, uint8_t effect);

static inline const char *string_at(const struct explain *explain, uint32_t offset)
{
  return explain->plan->strings + offset;
}

static inline bool runs_classic(const struct explain *explain)
{
  return (explain->plan->globals.flags & BATON_GLOBAL_CLASSIC) != 0;
}

static inline bool counts_as_success(const struct baton_settings *settings, unsigned code)
{
  return (settings->success_codes[code / 64] >> (code % 64) & 1U) != 0;
}

#endif
