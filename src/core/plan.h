/* The plan: what spec/ makes of the words and core_init() makes the arena of.
 *
 * Transient: it lives from parsing to core_init(), in memory that its caller owns, so it may hold
 * pointers. Strings are offsets into `strings`, where offset 0 is the empty string.
 */
#ifndef CORE_PLAN_H
#define CORE_PLAN_H

#include "vocab.h"

#define PLAN_NODES_MAX     20000U /* children and supervisors on one line, the root included */
#define PLAN_INTENSITY_MAX 1000U  /* N of --intensity */
#define PLAN_PATH_MAX      255U   /* bytes of a path */
#define PLAN_NAME_MAX      63U    /* bytes of one of its segments */
/* What a stage of a stop without a --stop-timeout has at the least. */
#define PLAN_LEAST_SHARE_MS 500U

/* One clause. Index 0 is the root, whose path is empty; parents and --after have smaller indices.
 */
struct plan_node {
  uint32_t parent;
  uint32_t settings;
  uint32_t path; /* without a supervisor's last '/' */
  uint32_t argv, argc;
  uint32_t after, after_count; /* entries of plan->after */
  uint32_t resume_id;
  uint32_t word; /* index of the clause's first word, for messages */
  struct baton_window intensity;
  uint8_t kind;
  uint8_t after_mode; /* enum baton_after */
  uint8_t optional;
  uint8_t gate; /* a oneshot that is run again at each group start of what waits for it */
  uint8_t strategy, auto_shutdown, stop_order; /* of a supervisor, defaults resolved */
  uint8_t explicit_strategy; /* --strategy was given here or on a supervisor above */
};

struct plan {
  struct plan_node *nodes;
  struct baton_settings *settings;
  uint32_t *after;
  struct baton_limit *limits;
  uint32_t *groups; /* filled by boot, which alone can read /etc/group, as far as capacity goes */
  char *strings;    /* boot adds what /etc/passwd says of a user */
  uint32_t node_count, settings_count, after_count, limit_count, group_count, string_bytes;
  uint32_t group_capacity, string_capacity;
  struct baton_globals globals;
};

#endif
