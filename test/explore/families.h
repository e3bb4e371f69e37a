/* Which trees are explored, and how far.
 *
 * A tree has up to four children (leaves) in supervisors that nest two levels deep below the root.
 * Depth 0 is a root with children, depth 1 has at least one supervisor below the root, depth 2 at
 * least one supervisor in such a one; supervisors and children stand in any order beside each
 * other, and no supervisor is empty. Every one of these shapes is explored, for one and two
 * children (1 and 4 with depth 1, 1 and 9 with depth 2) and three and four (12 and 33, 57 and 319).
 * A nested tree of three or four children has more states than a test run has time for: of each the
 * nearest ones to its start are explored, and such trees are counted as cut.
 *
 * Of the strategies and policies of one shape either all are taken, or an orthogonal array of 27
 * rows, in which any two nodes meet in each of the nine ways, or, where the shapes are many, three
 * of its rows in turn, the next three for the next shape. Left out is rest-for-one in a supervisor
 * with one child, where it is one-for-all.
 */
#ifndef EXPLORE_FAMILIES_H
#define EXPLORE_FAMILIES_H

#include "search.h"

/* Which strategies and policies. */
enum choice { CHOICE_ALL, CHOICE_PAIRS, CHOICE_TURNS };

struct family {
  const char *name;
  void (*change)(struct tree *tree);
  uint8_t leaves, depth;
  uint8_t choice;
  bool slow;      /* left out by --quick */
  uint64_t least; /* states: fewer, and the search has become empty by accident */
  struct bounds bounds;
};

#define FAMILIES_MAX 64U
extern const struct family FAMILIES[];
extern const uint32_t FAMILY_COUNT;

/* One tree of a family: its shape, and which strategies and policies it has. */
struct member {
  uint32_t family, shape, row;
};

/* Writes down the trees of a family, and returns how many there are; ends the program when there is
 * no room for them. */
uint32_t family_members(uint32_t family, struct member *members, uint32_t room);
void family_tree(const struct member *member, struct tree *tree);

/* A tree that lies are told about: a group of two, which is the root, or one below it, next to a
 * child that is no member of it. */
void tree_of_lies(bool nested, struct tree *tree);

#endif
