/* A random line: up to 50 clauses with every option that the core knows. */
#ifndef SIMULATE_TREE_H
#define SIMULATE_TREE_H

#include "core/plan.h"
#include "recipe.h"

#define TREE_NODES   50U
#define TREE_STRINGS 16384U

struct tree {
  struct plan plan;
  struct plan_node nodes[TREE_NODES];
  struct baton_settings settings[TREE_NODES];
  uint32_t after[TREE_NODES * TREE_NODES];
  char strings[TREE_STRINGS];
  uint32_t original[TREE_NODES]; /* the node's number before any were taken out */
};

/* False where nothing is left of the tree. */
bool tree_make(struct tree *tree, const struct recipe *recipe);
/* Nodes that the seed alone makes. */
uint32_t tree_size(uint64_t seed);
void tree_print(const struct tree *tree);

#endif
