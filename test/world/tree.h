/* A line, clause by clause: the plan that unit tests, explorer, simulator, fuzzer and proof give
 * the core.
 *
 * Owns the plan's memory. What is added has the defaults of the command line (jitter aside) until
 * somebody writes something else into `nodes` and `settings`.
 */
#ifndef WORLD_TREE_H
#define WORLD_TREE_H

#include "core/plan.h"

#include <stdio.h>

#define TREE_NODES   64U
#define TREE_STRINGS 16384U

struct tree {
  struct plan plan;
  struct plan_node nodes[TREE_NODES];
  struct baton_settings settings[TREE_NODES]; /* node by node */
  uint32_t after[TREE_NODES * TREE_NODES];
  char strings[TREE_STRINGS];
};

/* A root, and nothing below it. */
void tree_begin(struct tree *tree);
/* Its path is its supervisor's and the name. Returns its index. */
uint32_t tree_add(struct tree *tree, uint32_t parent, enum baton_kind kind, const char *name);
uint32_t tree_string(struct tree *tree, const char *text);
/* --after, once for each sibling; the node is the last one that is given any. */
void tree_after(struct tree *tree, uint32_t index, uint32_t sibling);
/* --strategy, with the order of stops that it brings. */
void tree_strategy(struct tree *tree, uint32_t supervisor, enum baton_strategy strategy);
void tree_print(FILE *out, const struct tree *tree);

#endif
