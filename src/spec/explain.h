/* What the two forms of --explain share. Internal to spec/. */
#ifndef SPEC_EXPLAIN_H
#define SPEC_EXPLAIN_H

#include "parse.h"
#include "util/quote.h"
#include "values.h"

#define EXPLAIN_DEPTH_MAX                                                                          \
  ((PLAN_PATH_MAX + 1U) / 2U + 1U) /* a segment takes two bytes of a path; the root has none */

struct explain {
  struct text text;
  const struct plan *plan;
  const struct plan_node *node; /* the node that is described, and its settings */
  const struct baton_settings *settings;
  const char *between;              /* stands between the parts of a list */
  unsigned depth;                   /* of the text's tree */
  uint32_t next[EXPLAIN_DEPTH_MAX]; /* by depth: the sibling after the node on the way down, or 0 */
};

void explain_text(struct explain *explain);
void explain_json(struct explain *explain);

/* Makes `node` the one that is described. */
void explain_node(struct explain *explain, uint32_t node);

/* text_packed() and text_say() to its text. */
void tell(struct explain *explain, const char *packed);
void say(struct explain *explain, const char *format, const char *string, uint64_t number);

/* Calls `show` for each word of a packed list. */
void each_word(struct explain *explain, uint32_t words, uint32_t count,
               void (*show)(struct explain *explain, const char *word, bool first));

#define EXPLAIN_CODES 256U

/* Says each number in a set of so many, BATON_SIGNALS from 1 or EXPLAIN_CODES from 0, by `format`,
 * in which % is what comes before: first `before`, then what is between parts. Returns what would
 * come before the next one. */
const char *put_set(struct explain *explain, const char *format, const char *before,
                    const uint64_t *set, unsigned count);

/* The same of what --signal makes of signals: TERM, drop or shutdown, then `end`. */
void put_map(struct explain *explain, const char *format, const char *end, const uint8_t *map);

static inline const char *string_at(const struct explain *explain, uint32_t offset)
{
  return explain->plan->strings + offset;
}

static inline bool runs_classic(const struct explain *explain)
{
  return (explain->plan->globals.flags & BATON_GLOBAL_CLASSIC) != 0;
}

#endif
