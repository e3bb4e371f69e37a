#include "version.h"

#include <stdlib.h>
#include <string.h>

/* Its header, with all parts placed. */
static size_t place(struct baton_table *table, const struct version *version)
{
  uint64_t end = sizeof *table + version->more_parts * sizeof(struct baton_part);
  table->version = version->number;
  table->header_size = (uint32_t)end;
  table->part_count = BATON_PART_COUNT + version->more_parts;
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    struct baton_part *part = &table->parts[i];
    part->size = (uint32_t)((int64_t)part->size + version->larger[i]);
    part->offset = end;
    end = (end + (uint64_t)part->size * part->capacity + 7U) & ~UINT64_C(7);
  }
  table->size = end;
  return (size_t)end;
}

void *version_write(const void *arena, const struct version *version, size_t *size)
{
  const struct baton_table *from = arena;
  struct baton_table table = *from;
  *size = place(&table, version);
  char *written = malloc(*size);
  memset(written, 0xff, *size);
  memcpy(written, &table, sizeof table);
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    const struct baton_part *old = &from->parts[i];
    const struct baton_part *part = &table.parts[i];
    for (uint32_t j = 0; j < part->count; j++) {
      memcpy(written + part->offset + (size_t)j * part->size,
             (const char *)arena + old->offset + (size_t)j * old->size,
             old->size < part->size ? old->size : part->size);
    }
  }
  return written;
}
