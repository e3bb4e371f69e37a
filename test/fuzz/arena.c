/* Fuzzes the arena's decoder, core_adopt(), and holds it to its promise: whatever it accepts, the
 * core goes on in without harm.
 *
 * The input is a seed (a tree, and how long it has lived), then patches, each of which puts a
 * number into one field of that arena. Seed 0: what follows is an arena, byte for byte. The same
 * arena is written as another version would have, patched in the same way, and read.
 */
#include "core/handover.h"
#include "core/layout.h"
#include "life.h"
#include "world/version.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIVED_BYTES  2048U
#define LATER_BYTES  4096U /* some five hundred events */
#define RAW_MOST     ((size_t)1 << 16U)
#define VARIABLES    64U
#define TEXT         8192U
#define PATCHES_MOST 8U
#define ARENA_MOST   ((size_t)1 << 24U)

/* splitmix64: as many bytes as a story needs from one number. */
static void fill(uint8_t *bytes, size_t size, uint64_t seed)
{
  for (size_t i = 0; i < size; i++) {
    uint64_t mixed = seed += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30U) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27U) * UINT64_C(0x94d049bb133111eb);
    bytes[i] = (uint8_t)(mixed >> 32U);
  }
}

/* The arena of a tree that has lived for a while, in a block of its own; its size to `size`. */
static uint8_t *lived(uint64_t seed, uint32_t events, size_t *size)
{
  static uint8_t story[LIVED_BYTES];
  static struct tree tree;
  static struct life life;
  fill(story, sizeof story, seed);
  struct bytes bytes = {story, sizeof story};
  line_of_bytes(&tree, &bytes);
  *size = core_size(&tree.plan);
  uint8_t *arena = calloc(1, *size);
  life_begin(&life, arena, &tree.plan);
  while (events-- > 0 && bytes.left > 0) {
    life_step(&life, &bytes);
  }
  return arena;
}

/* A number for a field: near what is there, near a bound, or any. */
static uint64_t number_for(struct bytes *bytes, uint64_t present)
{
  static const uint64_t NUMBERS[] = {0,
                                     1,
                                     2,
                                     3,
                                     4,
                                     7,
                                     63,
                                     64,
                                     65,
                                     255,
                                     UINT16_MAX,
                                     INT32_MAX,
                                     BATON_NONE,
                                     BATON_NONE - 1U,
                                     (uint64_t)INT64_MAX,
                                     (uint64_t)INT64_MAX - 1U,
                                     (uint64_t)CORE_NOW_MAX,
                                     UINT64_MAX,
                                     (uint64_t)INT64_MIN};
  uint8_t how = bytes_one(bytes);
  if (how < 128) {
    return present + (uint64_t)how - 64U;
  }
  if (how < 192) {
    return NUMBERS[how % (sizeof NUMBERS / sizeof NUMBERS[0])];
  }
  if (how < 232) {
    return present ^ UINT64_C(1) << (how % 64U);
  }
  return bytes_number(bytes, 8);
}

static void patch(uint8_t *arena, size_t size, struct bytes *bytes)
{
  unsigned width = 1U << bytes_below(bytes, 4);
  size_t at = bytes_number(bytes, 2) * width % size;
  uint64_t number = 0;
  if (at + width > size) {
    return;
  }
  memcpy(&number, arena + at, width);
  number = number_for(bytes, number);
  memcpy(arena + at, &number, width);
}

/* Everything that reads an arena for a child. */
static void read_all(struct core *core)
{
  static const char *whole[] = {"PATH=/bin", "LISTEN_PID=1", NULL};
  static const char *envp[VARIABLES];
  static char text[TEXT];
  size_t pointers = 0;
  size_t bytes = 0;
  bool classic = (core->globals->flags & BATON_GLOBAL_CLASSIC) != 0;
  const char *const *inherited = handover_inherited(whole, classic);
  handover_bounds(core, inherited, &pointers, &bytes);
  for (uint32_t slot = 0; slot < core->table->nodes.count; slot++) {
    struct handover_env env = {
        .inherited = inherited,
        .envp = envp,
        .envp_capacity = VARIABLES,
        .text = text,
        .text_capacity = TEXT,
        .self = 1,
    };
    if (core->nodes[slot].kind == BATON_KIND_CHILD && handover_environment(core, slot, &env) == 0) {
      handover_number(env.ready_digits, 3);
      handover_number(env.pid_digits, 2);
    }
  }
}

/* It was accepted: some five hundred events, each after a look at all invariants, then an orderly
 * end. */
static void go_on(uint8_t *arena, uint64_t seed)
{
  static uint8_t story[LATER_BYTES];
  static struct life life;
  fill(story, sizeof story, seed);
  struct bytes bytes = {story, sizeof story};
  life_join(&life, arena);
  read_all(&life.core);
  life_check(&life);
  while (bytes.left > 0) {
    life_step(&life, &bytes);
    life_check(&life);
  }
  read_all(&life.core);
  life_end(&life);
}

/* Bytes of any size and content, 8-aligned. */
static void try_raw(struct bytes *bytes)
{
  struct core core;
  size_t size = bytes->left < RAW_MOST ? bytes->left : RAW_MOST;
  uint8_t *arena = malloc(size + 1);
  memcpy(arena, bytes->at, size);
  (void)core_adopt(&core, arena, size, 1);
  free(arena);
}

static void patch_all(uint8_t *arena, size_t size, struct bytes bytes)
{
  for (uint32_t i = 0; i < PATCHES_MOST && bytes.left > 0; i++) {
    patch(arena, size, &bytes);
  }
}

/* A version whose records are up to 16 bytes smaller or larger, and which may have more parts. */
static struct version some_version(uint64_t seed)
{
  struct version version = {.number = BATON_TABLE_OLDEST + seed % 2U, .more_parts = seed % 3U};
  uint8_t bytes[BATON_PART_COUNT];
  fill(bytes, sizeof bytes, ~seed);
  for (uint32_t i = 0; i < BATON_PART_COUNT; i++) {
    version.larger[i] = bytes[i] % 33 - 16;
  }
#define NUMBERS(name, type)                                                                        \
  version.larger[VERSION_PART(name)] *= sizeof(type) > sizeof(uint64_t) ? 1 : 0;
  BATON_PARTS(NUMBERS)
  return version;
}

/* Read, it is one like any other, or refused. */
static void try_version(const void *arena, struct bytes patches, uint64_t seed)
{
  static const union core_room ROOM = {.nodes = 1, .strings = 3};
  const struct version version = some_version(seed);
  struct core core;
  size_t size = 0;
  uint8_t *written = version_write(arena, &version, &size);
  patch_all(written, size, patches);
  size_t larger =
      core_readable(written, size, 1) == ADOPTION_SOUND ? core_grown_size(written, &ROOM) : 0;
  uint8_t *read = larger > 0 && larger < ARENA_MOST ? calloc(1, larger) : NULL;
  if (read != NULL) {
    core_grow(read, written, &ROOM);
    bool sound = core_adopt(&core, read, larger, 1) == ADOPTION_SOUND;
    if (sound && core.table->nodes.count <= ((const struct baton_table *)arena)->nodes.count) {
      go_on(read, seed);
    }
  }
  free(read);
  free(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct bytes bytes = {data, size};
  struct core core;
  size_t arena_size = 0;
  uint64_t seed = bytes_number(&bytes, 1);
  if (seed == 0) {
    try_raw(&bytes);
    return 0;
  }
  uint8_t *arena = lived(seed, (uint32_t)bytes_number(&bytes, 1), &arena_size);
  try_version(arena, bytes, seed + size);
  patch_all(arena, arena_size, bytes);
  uint8_t *before = malloc(arena_size);
  memcpy(before, arena, arena_size);
  enum core_adoption adoption = core_adopt(&core, arena, arena_size, 1);
  MUST(memcmp(before, arena, arena_size) == 0);
  MUST(core_adoption_name(adoption)[0] != '\0');
  if (adoption == ADOPTION_SOUND) {
    go_on(arena, seed + size);
  }
  free(before);
  free(arena);
  return 0;
}
