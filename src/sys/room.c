#include "room.h"

#include "boot.h"
#include "child.h"
#include "core/handover.h"

#include <sys/auxv.h>
#include <sys/mman.h>

#define PAGE_BYTES        ((size_t)4096)
#define WAIT_NS           UINT64_C(2000000)
#define SHARING_SINCE     5U, 16U /* before, a core dump of the child's would end baton with it */
#define LEAST_FRAME_BYTES ((size_t)2048)
#define FEW_BYTES         ((size_t)1024) /* as much text as most children get */

/* Not of struct shell: the kernel clears a word also after an exec of baton's own would have made
 * that anew. */
static struct rooms rooms;

static size_t whole_pages(size_t bytes)
{
  return (bytes + PAGE_BYTES - 1U) & ~(PAGE_BYTES - 1U);
}

/* Below a stack, for the frames of signals: nobody else's memory may be there. Some machines do not
 * say how large a frame is; theirs is small. */
static size_t gap(void)
{
  size_t frame = getauxval(KERNEL_AT_MINSIGSTKSZ);
  frame = frame < LEAST_FRAME_BYTES ? LEAST_FRAME_BYTES : frame;
  return whole_pages(2 * frame + ROOM_FRAME_BYTES);
}

static size_t padded(size_t bytes)
{
  return (bytes + 15U) & ~(size_t)15U;
}

/* All that lies above the stack. */
static size_t upper_bytes(const struct shell *shell)
{
  return padded(sizeof(struct child)) + padded(shell->rooms.word_count * sizeof(char *)) +
         shell->rooms.text_bytes + sizeof(struct file_path);
}

static size_t room_bytes(const struct shell *shell)
{
  return whole_pages(gap() + ROOM_STACK_BYTES + upper_bytes(shell));
}

static void measure_words(struct shell *shell)
{
  size_t pointers = 0;
  size_t bytes = 0;
  uint32_t words = 0;
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    words = shell->core.nodes[i].argc > words ? shell->core.nodes[i].argc : words;
  }
  handover_bounds(&shell->core, shell->environment, &pointers, &bytes);
  shell->rooms.word_count = pointers + words + 3U; /* /bin/sh, and a NULL after each */
  shell->rooms.text_bytes = bytes;
}

/* No page of it is touched for the first time when memory has become short (kernel.md, 19). */
static void populate(const struct shell *shell, uint32_t number)
{
  struct room room = room_at(shell, number);
  char *page = room.stack - ROOM_STACK_BYTES;
  (void)kernel_populate(page, whole_pages((size_t)(room.text + FEW_BYTES - page)));
}

/* As many as there can be children. The first one lies in memory that boot has used, if that is
 * enough; then a line of one child costs none. */
int room_attach(struct shell *shell, char *end)
{
  struct shell_rooms *own = &shell->rooms;
  uint32_t children = shell->core.table->nodes.count - 1U;
  uint32_t count = children < ROOMS_MOST ? children : ROOMS_MOST;
  void *memory = end + (PAGE_BYTES - (uintptr_t)end % PAGE_BYTES);
  measure_words(shell);
  own->first_of_boot =
      ROOM_STACK_BYTES + upper_bytes(shell) <= BOOT_LINE_BYTES && gap() <= BOOT_GAP_BYTES;
  bool shared = kernel_is_at_least(SHARING_SINCE);
  uint32_t mapped = (shared && count != 0 ? count : 1U) - own->first_of_boot;
  int result = 0;
  own->mapped_bytes = mapped * room_bytes(shell);
  if (mapped != 0) {
    result =
        kernel_map(&memory, own->mapped_bytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
    own->mapped = memory;
  }
  if (result < 0 && own->first_of_boot) {
    count = 1;
    result = 0;
  }
  rooms.count = shared ? count : 0;
  for (uint32_t i = own->first_of_boot; i < rooms.count; i++) {
    populate(shell, i);
  }
  return result;
}

struct room room_at(const struct shell *shell, uint32_t number)
{
  const struct shell_rooms *own = &shell->rooms;
  struct room room = {.word_count = own->word_count, .text_bytes = own->text_bytes};
  char *lower = boot_line() - gap();
  if (!own->first_of_boot || number != 0) {
    lower = own->mapped + (number - own->first_of_boot) * room_bytes(shell);
  }
  char *upper = room.stack = lower + gap() + ROOM_STACK_BYTES;
  room.self = (void *)upper;
  upper += padded(sizeof(struct child));
  room.words = (void *)upper;
  upper += padded(own->word_count * sizeof(char *));
  room.text = upper;
  return room;
}

char *room_scratch(void)
{
  return rooms.taken[0] == 0 ? boot_line() : boot_room.path.rest;
}

uint32_t room_take(void)
{
  uint32_t room = rooms_take(&rooms);
  uint32_t oldest = room == ROOMS_NONE ? rooms_wait_for(&rooms) : ROOMS_NONE;
  if (oldest != ROOMS_NONE) {
    uint32_t taken = rooms.taken[oldest];
    (void)(taken != 0 && kernel_wait_for(&rooms.taken[oldest], taken, WAIT_NS));
    room = rooms_take(&rooms);
  }
  return room;
}

volatile uint32_t *room_word(uint32_t number)
{
  return &rooms.taken[number];
}

void room_leave(uint32_t number, bool for_good)
{
  rooms_leave(&rooms, number);
  if (for_good) {
    rooms.count = 0;
  }
}

bool room_all_free(void)
{
  return rooms_all_free(&rooms);
}
