/* A random line: up to 50 clauses with every option that the core knows. */
#ifndef SIMULATE_RANDOM_H
#define SIMULATE_RANDOM_H

#include "recipe.h"
#include "world/tree.h"

/* False where nothing is left of the tree. `originals`: the number of each node before any were
 * taken out. */
bool random_tree(struct tree *tree, const struct recipe *recipe, uint32_t *originals);
/* Nodes that the seed alone makes. */
uint32_t random_size(uint64_t seed);

#endif
