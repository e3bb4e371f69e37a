/* A line's plan out of bytes: up to TREE_NODES nodes, with every setting that the parser can give
 * them and in its bounds. */
#ifndef FUZZ_TREE_H
#define FUZZ_TREE_H

#include "bytes.h"
#include "core/core.h"

#define TREE_NODES 12U

struct tree {
  struct plan plan;
  struct plan_node nodes[TREE_NODES];
  struct baton_settings settings[TREE_NODES];
  struct baton_limit limits[1];
  uint32_t groups[2];
  uint32_t after[TREE_NODES * TREE_NODES];
};

void tree_make(struct tree *tree, struct bytes *bytes);

#endif
