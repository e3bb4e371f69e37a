/* A small world around the core: a line built clause by clause, a clock that tests move, and a
 * kernel that does what a test tells it to.
 *
 * Owns the plan, the core and what happened so far. It sees actions, core_deadline() and the public
 * fields of nodes, nothing else of the core, and it holds every action against what exists: no
 * SPAWN while a process is there, no signal to nobody, nothing after FINISH.
 */
#ifndef TEST_CORE_WORLD_H
#define TEST_CORE_WORLD_H

#include "core/core.h"
#include "simulate/books.h"
#include "world/kernel.h"

#include <baton/status.h>

#include <criterion/criterion.h>

#define WORLD_ACTIONS 8192U

/* What was done to a child. */
struct world_child {
  unsigned spawns;
  unsigned signals[BATON_SIGNALS + 1];
  unsigned others[BATON_SIGNALS + 1];      /* sent to all of it but the main process */
  unsigned sweeps[BATON_SIGNALS + 1];      /* by the signal they carried; 0: a look */
  uint8_t signal_flags[BATON_SIGNALS + 1]; /* of the last SIGNAL with that number */
  uint8_t sweep_flags;                     /* of the last SWEEP */
  uint8_t other_flags;                     /* of the last SIGNAL to the others */
  unsigned spawned_at;                     /* when, in actions; also the next three */
  unsigned signalled_at;                   /* the last SIGNAL but KILL */
  unsigned killed_at;
};

/* What world_boot_with() sets of the below. */
enum world_habit { OBEDIENT = 1, HOLD_SPAWNS = 2, HOLD_SWEEPS = 4, HOLD_DRAIN = 8 };

struct world_reply {
  uint32_t client, number, slot;
  enum core_outcome outcome;
  unsigned at; /* when, in actions */
};

struct world {
  struct tree tree;
  struct tree line; /* as it was laid out: what a test changes afterwards is not the arena's */
  struct books books;
  bool unheld; /* the books know nothing of it: a test writes into the arena */
  struct core core;
  struct core_boot boot;
  int64_t now;
  uint32_t random;
  bool hold_spawns; /* SPAWN is not answered by itself */
  bool hold_sweeps; /* SWEEP is not answered by itself with nothing left */
  bool hold_drain;  /* DRAIN is not answered by itself with nothing left */
  bool obedient;    /* a stop signal or KILL ends a child */
  struct kernel kernel;
  struct world_child children[TREE_NODES];
  unsigned action_count;
  unsigned drains[BATON_SIGNALS + 1];
  unsigned finishes;
  unsigned finished_at;
  uint32_t code;
  uint32_t client, number; /* whose request the next command is; number 0: nobody's */
  struct world_reply replies[64];
  unsigned reply_count;
  unsigned notes[NOTE_COUNT];
  uint32_t note_value[NOTE_COUNT];
  struct baton_event pending[WORLD_ACTIONS]; /* answers that are due */
  unsigned pending_first, pending_count;
};

extern struct world world;

/* --- The line. Defaults are those of command-line.md, jitter aside: `random` is 0 unless a test
 * sets it. */

void world_begin(void);
/* The root has that strategy. */
void world_begin_with(enum baton_strategy strategy);
/* An explicit --strategy: what is declared below it afterwards restarts always. */
#define world_strategy(supervisor, strategy) tree_strategy(&world.tree, (supervisor), (strategy))
uint32_t world_child(uint32_t parent, const char *name);
uint32_t world_supervisor(uint32_t parent, const char *name);
#define world_string(string)       tree_string(&world.tree, (string))
#define set(slot)                  (&world.tree.settings[slot])
#define clause(slot)               (&world.tree.nodes[slot])
#define world_after(slot, sibling) tree_after(&world.tree, (slot), (sibling)) /* repeatable */
void world_after_none(uint32_t slot);
void world_oneshot(uint32_t slot);
void world_ready_fd(uint32_t slot); /* --ready=fd:3, with its start timeout of 60 s */
void world_classic(void);           /* the one child is run by a classic init */
void world_lay(void);               /* core_init() only */
void world_boot(void);              /* and BOOT */
void world_boot_with(unsigned habits);
void world_fence(void); /* whoever reads behind the last node crashes from now on */

/* a, b and c under a root with that strategy and --auto-shutdown=all. */
extern uint32_t a, b, c;
void three_children(enum baton_strategy strategy);
/* The same without a --strategy: policy never. */
void three_plain_children(void);
/* And booted. */
void boot_three(enum baton_strategy strategy);
void boot_three_plain(void);

/* --- What happens */

void event_send(struct baton_event event);
void it_spawned(uint32_t slot);
void it_is_set_up(uint32_t slot); /* there is a process, whose exec will be told */
void it_spawn_fails(uint32_t slot, enum core_failure failure);
void it_ready(uint32_t slot);
void it_ends(struct baton_event event);
void it_exits(uint32_t slot, uint8_t code);
void exit_and_pass(uint32_t slot, uint8_t code, int64_t ms);
void it_dies(uint32_t slot, uint8_t signal);
void it_exec_fails(uint32_t slot, enum core_failure failure);
void it_swept(uint32_t slot, uint32_t left);
void drained(uint32_t left);
void baton_gets(uint8_t signal);
void terminal_says(uint8_t signal);
void it_is_interrupted(uint32_t slot); /* by INT, and it has the terminal */
/* The next command of an operator's is this request of that client. */
void asked_by(uint32_t client, uint32_t number);
void client_gone(uint32_t client);
void operator_start(uint32_t slot);
void operator_stop(uint32_t slot);
void operator_restart(uint32_t slot);
void operator_suspend(uint32_t slot);
void operator_resume(uint32_t slot);
void operator_shutdown(uint32_t code);
void operator_force(void);

/* Time passes; each deadline on the way gets its TIMER. */
void pass(int64_t ms);
/* Time passes up to the deadline, which gets its TIMER; there must be one. */
void pass_deadline(void);
/* From now, or CORE_NEVER. */
int64_t due_in(void);

/* --- What was seen */

#define run_of(slot)          (world.kernel.children[slot].run)
#define end_of(slot)          (&world.core.nodes[slot].end)
#define generation(slot)      (world.core.nodes[slot].generation)
#define spawns(slot)          (world.children[slot].spawns)
#define signals(slot, signal) (world.children[slot].signals[signal])
#define sweeps(slot, signal)  (world.children[slot].sweeps[signal])
bool is_held(uint32_t slot, enum kernel_holds holds);
enum baton_status status(uint32_t slot);
bool finished_with(uint32_t code);
/* What became of the request; OUTCOME_WAITS: it was not answered yet. Nobody is told twice. */
enum core_outcome outcome_of(uint32_t client, uint32_t number);
/* KILL to the leader or to what is left of it. */
unsigned kills(uint32_t slot);
bool restarts_after(uint32_t slot, int64_t delay_ms);

/* One after the other, with the same code. */
#define they_exit(code, ...)                                                                       \
  do {                                                                                             \
    const uint32_t they[] = {__VA_ARGS__};                                                         \
    for (size_t each = 0; each < sizeof they / sizeof *they; each++) {                             \
      it_exits(they[each], (code));                                                                \
    }                                                                                              \
  } while (0)

#define assert_status(slot, name)                                                                  \
  cr_assert_eq(status(slot), BATON_STATUS_##name, "%s is %s, not %s",                              \
               core_string(&world.core, world.core.nodes[slot].path),                              \
               baton_status_name(status(slot)), baton_status_name(BATON_STATUS_##name))

#define assert_reason(slot, name)                                                                  \
  cr_assert_eq(end_of(slot)->reason, BATON_REASON_##name, "the reason is %s, not %s",              \
               baton_reason_name(end_of(slot)->reason), baton_reason_name(BATON_REASON_##name))

#define assert_code(expected)                                                                      \
  do {                                                                                             \
    cr_assert_eq(world.finishes, 1, "%u FINISH", world.finishes);                                  \
    cr_assert_eq(world.code, (expected), "exit code %u, not %u", world.code,                       \
                 (unsigned)(expected));                                                            \
  } while (0)

#define assert_up() cr_assert_eq(world.finishes, 0, "finished with %u", world.code)

#endif
