/* Which trees are explored, and how far.
 *
 * A tree has up to four children (leaves) in supervisors that nest two levels deep below the root.
 * Depth 0 is a root with children, depth 1 has at least one supervisor below the root, depth 2 at
 * least one supervisor in such a one; supervisors and children stand in any order beside each
 * other, and no supervisor is empty. Every one of these shapes is explored for one and two children
 * (1 and 4 with depth 1, 1 and 9 with depth 2), and for three and four children those of depth 0.
 * Not explored are the 12 and 33 shapes of three and four children with depth 1, and their 57 and
 * 319 with depth 2: a search of all of them does not end in the minutes that a test run has.
 *
 * Of the strategies and policies of one shape either all are taken, or an orthogonal array of 27
 * rows, in which any two nodes meet in each of the nine ways, or, where the shapes are many, three
 * of its rows in turn, the next three for the next shape. Left out is rest-for-one in a supervisor
 * with one child, where it is one-for-all.
 */
#ifndef EXPLORE_FAMILIES_H
#define EXPLORE_FAMILIES_H

#include "workers.h"

/* Which strategies and policies. */
enum choice { CHOICE_ALL, CHOICE_PAIRS, CHOICE_TURNS };

struct family {
  const char *name;
  void (*change)(struct scene *scene);
  uint8_t leaves, depth;
  uint8_t choice;
  bool slow;      /* left out by --quick */
  uint64_t least; /* states: fewer, and the search has become empty by accident */
  struct bounds bounds;
};

extern const struct family FAMILIES[];
extern const uint32_t FAMILY_COUNT;

/* Trees of a family; with `jobs` not NULL they are written there, too. */
uint32_t family_trees(uint32_t family, struct job *jobs);

/* The scene that lies are told about: see lies.c. */
struct scene scene_of_lies(bool nested);

#endif
