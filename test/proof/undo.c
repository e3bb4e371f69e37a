/* Drives the undo log for Eva: a step that it has no room for, and a step that is to be taken back
 * although anything may be in the log. Each change is looked at, and put back, for itself: so each
 * size of one change is tried, and only some of two. */
#include "core/undo.h"

#include "core/adopt.h"
#include "tree.h"

#define LARGEST (2U * sizeof(struct baton_node)) /* no part that a step writes is larger */
#define SMALL   512U

static struct core again;

/* A log of so many changes, each of so many bytes at any place, and kept anywhere. */
static void make_log(uint32_t count, uint32_t bytes)
{
  begin();
  Frama_C_make_unknown((char *)core.undo_log, core.undo_bytes);
  for (uint32_t i = 0; i < count; i++) {
    ((struct baton_change *)(void *)core.undo_log)[i].bytes = bytes;
  }
  core.undo->count = count;
  core.undo->stage = BATON_UNDO_STEP;
}

static void roll_back(uint32_t count, uint32_t bytes)
{
  make_log(count, bytes);
  (void)undo_roll_back(&core);
}

static void roll_back_all(void)
{
  for (uint32_t bytes = 0; bytes <= LARGEST; bytes++) {
    /*@ slevel merge; */
    roll_back(1, bytes);
  }
  roll_back(1, Frama_C_unsigned_int_interval(LARGEST + 1U, UINT32_MAX));
  roll_back(2, sizeof(struct baton_supervisor));
  roll_back(2, sizeof(uint32_t));
}

/* More changes than the log can hold, and any stage. */
static void recover(void)
{
  make_log(0, 0);
  core.undo->count = Frama_C_unsigned_int_interval(
      (unsigned)(core.undo_bytes / sizeof(struct baton_change)) + 1U, UINT32_MAX);
  (void)core_recover(&again, arena, core.table->size, 1);
  make_log(0, 0);
  core.undo->stage = (uint8_t)Frama_C_interval(0, UINT8_MAX);
  (void)core_recover(&again, arena, core.table->size, 1);
}

static void overflow(void)
{
  begin();
  core.undo_bytes = SMALL;
  core_step(&core, SECOND, &EVENT(.kind = EV_BOOT));
  core.undo->stage = BATON_UNDO_LOST;
  (void)undo_roll_back(&core);
}

int main(void)
{
  make_child();
  recover();
  overflow();
  roll_back_all();
  return 0;
}
