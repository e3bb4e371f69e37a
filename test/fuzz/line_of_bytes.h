/* A line's plan out of bytes: up to NODES_MOST nodes, with every setting that the parser can give
 * them and in its bounds. */
#ifndef FUZZ_LINE_OF_BYTES_H
#define FUZZ_LINE_OF_BYTES_H

#include "bytes.h"
#include "core/core.h"
#include "world/tree.h"

#define NODES_MOST 12U

void line_of_bytes(struct tree *tree, struct bytes *bytes);

#endif
