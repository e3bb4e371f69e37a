/* Arenas as other versions of baton would have written them. */
#ifndef WORLD_VERSION_H
#define WORLD_VERSION_H

#include <baton/table.h>

#include <stddef.h>

struct version {
  uint32_t number;
  uint32_t more_parts;              /* behind those that are known */
  int32_t larger[BATON_PART_COUNT]; /* bytes of each record; less than 0: it lacks fields */
};

/* The place of a part in `larger`. */
#define VERSION_PART(name)                                                                         \
  ((offsetof(struct baton_table, name) - offsetof(struct baton_table, parts)) /                    \
   sizeof(struct baton_part))

/* The arena in another version, in a block of its own; its size to `size`. What the present one
 * does not know of it is full of ones. */
void *version_write(const void *arena, const struct version *version, size_t *size);

#endif
