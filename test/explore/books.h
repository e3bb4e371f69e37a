/* The oracle's own: what its files share. Written along the numbered rules of supervision.md.
 *
 * books.c keeps the tree, statuses and windows; oracle_stop.c stops, and ends everything;
 * oracle_end.c says what an end means; oracle.c takes the events and starts what may start.
 */
#ifndef EXPLORE_BOOKS_H
#define EXPLORE_BOOKS_H

#include "oracle.h"

#define NEVER CORE_NEVER
#define ROOT  BATON_ROOT

/* One step's working set. */
struct step {
  struct oracle *oracle;
  const struct scene *scene;
  struct expected *expected;
  struct expected seen; /* where two things are due at once, the core may take either first */
};

static inline int64_t earlier(int64_t a, int64_t b)
{
  return a < b ? a : b;
}

static inline int64_t later(int64_t a, int64_t b)
{
  return a > b ? a : b;
}

static inline struct book *book_at(const struct step *step, uint32_t i)
{
  return &step->oracle->books[i];
}

static inline int64_t now_of(const struct step *step)
{
  return step->oracle->now_ms;
}

static inline bool terminal(const struct book *book)
{
  return book->status >= BATON_STATUS_STOPPED;
}

static inline bool for_good(const struct book *book)
{
  return book->status == BATON_STATUS_FINISHED || book->status == BATON_STATUS_FAILED;
}

static inline bool up(const struct book *book)
{
  return book->status == BATON_STATUS_STARTING || book->status == BATON_STATUS_RUNNING;
}

static inline bool succeeded(const struct record *end)
{
  return end->success && !end->tripped;
}

static inline bool is_child_of(const struct scene *scene, uint32_t i, uint32_t above)
{
  return i != ROOT && scene->parent[i] == above;
}

/* The next child of `above` after node `i`, or the first with i = above; count at the end. */
static inline uint32_t next_child(const struct scene *scene, uint32_t above, uint32_t i)
{
  do {
    i++;
  } while (i < scene->count && scene->parent[i] != above);
  return i;
}

/* books.c */
bool waits_for(const struct scene *scene, uint32_t i, uint32_t sibling);
bool below(const struct scene *scene, uint32_t i, uint32_t top);
bool is_alive(const struct step *step, uint32_t i);
bool is_covered_above(const struct oracle *oracle, const struct scene *scene, uint32_t i);
void settle(const struct step *step, uint32_t i);
void satisfy(const struct step *step, uint32_t i);
void pend(const struct step *step, uint32_t i, int64_t due_ms, bool now);
uint32_t members(const struct step *step, uint32_t above);
void leave_group(const struct step *step, uint32_t i);
bool trips(const struct step *step, uint32_t i);
void unstick(const struct step *step, uint32_t i);
uint32_t delay_of(const struct scene *scene, uint32_t k);
void take_delay(const struct step *step, uint32_t i);
void reset_backoff(const struct step *step, uint32_t i);

/* oracle_stop.c */
void shut_down(const struct step *step, const struct record *end);
void stop_below(const struct step *step, uint32_t top, int64_t budget_end_ms);
void stop(const struct step *step, uint32_t i, enum want want, int64_t limit_ms);
void stop_members(const struct step *step, uint32_t above);
void send_stop(const struct step *step, uint32_t i);
void kill_now(const struct step *step, uint32_t i);
int64_t own_limit(const struct step *step, uint32_t i, uint32_t otherwise_ms);
void down(const struct step *step, uint32_t i);
void uncover(struct book *book);
bool advance(const struct step *step, uint32_t above);
int64_t leave_ms(const struct oracle *oracle, const struct scene *scene, uint32_t above);
void leave_behind(const struct step *step, uint32_t above);
void finish(const struct step *step);
void drain_kill(const struct step *step);
void force(const struct step *step);

/* oracle_end.c */
void ended(const struct step *step, uint32_t i);
void end_unstarted(const struct step *step, uint32_t i);
bool end_if_done(const struct step *step, uint32_t above);
void join_group(const struct step *step, uint32_t i);
bool group_open(const struct step *step, uint32_t i);
void start_members(const struct step *step, uint32_t above);

#endif
