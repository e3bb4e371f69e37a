/* The oracle's tree, statuses, windows and delays. See books.h. */
#include "books.h"

#include <string.h>

/* Of a supervisor as a node below its parent ("A supervisor gives up, or is done"). */
#define OWN_BREAKER    5U
#define OWN_WINDOW_MS  600000U
#define OWN_FACTOR     8U
#define OWN_INITIAL_MS 100U
#define OWN_MAX_MS     30000U

/* --- What follows from the line --- */

/* Neighbours that no order separates stop together. */
static void derive_stage(struct scene *scene, uint32_t i)
{
  uint32_t above = scene->parent[i];
  uint32_t before = i;
  while (before > 0 && (before == i || !is_child_of(scene, before, above))) {
    before--;
  }
  if (before == 0) {
    scene->stage[i] = 0;
    return;
  }
  bool apart = scene->reverse || scene->strategy[above] != BATON_STRATEGY_ONE_FOR_ONE;
  for (uint32_t j = 1; j < i; j++) {
    bool named = (scene->after[i] >> j & 1U) != 0;
    apart = apart || (named && scene->stage[j] == scene->stage[before]);
  }
  scene->stage[i] = (uint8_t)(scene->stage[before] + apart);
}

static uint32_t greater(uint32_t a, uint32_t b)
{
  return a > b ? a : b;
}

/* A supervisor's stages one after the other, each as long as its longest node. */
static void derive_need(struct scene *scene, uint32_t i)
{
  if (!scene->supervisor[i]) {
    bool share = scene->stop_ms == BATON_NONE;
    scene->explicit_ms[i] = share ? 0 : scene->stop_ms;
    scene->shares[i] = share;
    scene->window_ms[i] = scene->breaker_ms;
    return;
  }
  uint32_t longest = 0;
  scene->explicit_ms[i] = scene->shares[i] = 0;
  for (uint32_t stage = 0; stage < scene->count; stage++) {
    uint32_t explicit_ms = 0;
    uint32_t shares = 0;
    for (uint32_t j = next_child(scene, i, i); j < scene->count; j = next_child(scene, i, j)) {
      if (scene->stage[j] == stage) {
        explicit_ms = greater(explicit_ms, scene->explicit_ms[j]);
        shares = greater(shares, scene->shares[j]);
        bool counts = scene->supervisor[j] || scene->breaker_limit != BATON_NONE;
        longest = greater(longest, counts ? scene->window_ms[j] : 0);
      }
    }
    scene->explicit_ms[i] += explicit_ms;
    scene->shares[i] += shares;
  }
  scene->window_ms[i] = greater(OWN_WINDOW_MS, OWN_FACTOR * longest);
}

void scene_derive(struct scene *scene)
{
  for (uint32_t i = 1; i < scene->count; i++) {
    derive_stage(scene, i);
  }
  for (uint32_t i = scene->count; i-- > 0;) {
    derive_need(scene, i);
  }
}

/* --- The tree --- */

bool below(const struct scene *scene, uint32_t i, uint32_t top)
{
  while (i > top) {
    i = scene->parent[i];
  }
  return i == top;
}

bool is_alive(const struct step *step, uint32_t i)
{
  const struct book *book = book_at(step, i);
  if (!step->scene->supervisor[i]) {
    return book->kernel != K_NONE;
  }
  return up(book) || book->status == BATON_STATUS_STOPPING;
}

/* Does the stop of a supervisor above cover it? */
bool is_covered_above(const struct oracle *oracle, const struct scene *scene, uint32_t i)
{
  while (i != ROOT) {
    i = scene->parent[i];
    if (oracle->books[i].mode == MODE_FULL) {
      return true;
    }
  }
  return oracle->life != LIFE_UP;
}

/* --- Statuses --- */

void satisfy(const struct step *step, uint32_t i)
{
  book_at(step, i)->satisfied = true;
}

/* A supervisor is starting until each child has been ready once or has a terminal status. */
void settle(const struct step *step, uint32_t i)
{
  const struct scene *scene = step->scene;
  while (i != ROOT && !book_at(step, i)->settled) {
    uint32_t above = scene->parent[i];
    struct book *book = book_at(step, above);
    book_at(step, i)->settled = true;
    for (uint32_t j = next_child(scene, above, above); j < scene->count;
         j = next_child(scene, above, j)) {
      if (!book_at(step, j)->settled) {
        return;
      }
    }
    if (book->status != BATON_STATUS_STARTING) {
      return;
    }
    book->status = BATON_STATUS_RUNNING;
    book->ready = true;
    book->ready_ms = now_of(step);
    if (above != ROOT) {
      unstick(step, above);
      satisfy(step, above);
    }
    i = above;
  }
}

/* By its --after; without one, for the sibling before it. */
bool waits_for(const struct scene *scene, uint32_t i, uint32_t sibling)
{
  uint32_t above = scene->parent[i];
  if (sibling >= i || scene->apart[i] || !is_child_of(scene, sibling, above)) {
    return false;
  }
  return scene->after[i] == 0 ? next_child(scene, above, sibling) == i
                              : (scene->after[i] >> sibling & 1U) != 0;
}

/* The node starts when its time and its turn have come. */
void pend(const struct step *step, uint32_t i, int64_t due_ms, bool now)
{
  struct book *book = book_at(step, i);
  book->status = BATON_STATUS_PENDING;
  book->pended_ms = now_of(step);
  book->woken = true;
  book->due_ms = due_ms;
  book->wanted = true;
  book->now = now;
}

/* --- A group restart's set --- */

uint32_t members(const struct step *step, uint32_t above)
{
  uint32_t count = 0;
  for (uint32_t i = 1; i < step->scene->count; i++) {
    count += is_child_of(step->scene, i, above) && book_at(step, i)->member;
  }
  return count;
}

void leave_group(const struct step *step, uint32_t i)
{
  uint32_t above = step->scene->parent[i];
  book_at(step, i)->member = false;
  if (i != ROOT && book_at(step, above)->group == GROUP_STARTING && members(step, above) == 0) {
    book_at(step, above)->group = GROUP_NONE;
  }
}

/* --- 4. Breaker and intensity --- */

static bool full(struct restart *window, uint32_t limit, uint32_t window_ms, int64_t now_ms)
{
  uint32_t inside = 0;
  if (limit == BATON_NONE) {
    return false;
  }
  for (uint32_t i = 0; i < WINDOW_MAX; i++) {
    if (window[i].used && !window[i].sticky && now_ms - window[i].at_ms >= window_ms) {
      window[i] = (struct restart){0};
    }
    inside += window[i].used;
  }
  return inside >= limit;
}

static void add_restart(struct restart *window, uint32_t limit, struct restart restart)
{
  for (uint32_t i = 0; limit != BATON_NONE && i < WINDOW_MAX; i++) {
    if (!window[i].used) {
      window[i] = restart;
      return;
    }
  }
}

static void unstick_in(struct restart *window, uint32_t node)
{
  for (uint32_t i = 0; i < WINDOW_MAX; i++) {
    if (window[i].node == node) {
      window[i].sticky = false;
    }
  }
}

/* It has been ready: its restarts age from now on. */
void unstick(const struct step *step, uint32_t i)
{
  unstick_in(book_at(step, i)->window, i);
  unstick_in(book_at(step, step->scene->parent[i])->intensity, i);
}

/* Is one more restart too many? If not it is counted. */
bool trips(const struct step *step, uint32_t i)
{
  const struct scene *scene = step->scene;
  struct book *book = book_at(step, i);
  struct restart *intensity = book_at(step, scene->parent[i])->intensity;
  uint32_t limit = scene->supervisor[i] ? OWN_BREAKER : scene->breaker_limit;
  int64_t now = now_of(step);
  bool trip =
      full(book->window, limit, scene->window_ms[i], now) ||
      (!scene->optional[i] && full(intensity, scene->intensity_limit, scene->intensity_ms, now));
  if (!trip) {
    struct restart restart = {
        .at_ms = now, .node = (uint8_t)i, .used = true, .sticky = !book->ready};
    add_restart(book->window, limit, restart);
    if (!scene->optional[i]) {
      add_restart(intensity, scene->intensity_limit, restart);
    }
  }
  return trip;
}

/* --- 5. Delay --- */

static uint32_t delay_with(uint64_t delay, uint32_t most, uint32_t factor_centi, uint32_t k)
{
  for (uint32_t i = 0; i < k && delay < most; i++) {
    delay = delay * factor_centi / 100;
  }
  return (uint32_t)(delay < most ? delay : most);
}

uint32_t delay_of(const struct scene *scene, uint32_t k)
{
  return delay_with(scene->delay_ms, scene->delay_max_ms, scene->factor_centi, k);
}

void reset_backoff(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  const struct scene *scene = step->scene;
  uint32_t reset = scene->supervisor[i] ? scene->window_ms[i] : scene->reset_ms;
  if (book->ready && now_of(step) - book->ready_ms >= later(reset, book->delay_ms)) {
    book->k = 0;
  }
}

void take_delay(const struct step *step, uint32_t i)
{
  struct book *book = book_at(step, i);
  book->delay_ms = step->scene->supervisor[i] ? delay_with(OWN_INITIAL_MS, OWN_MAX_MS, 200, book->k)
                                              : delay_of(step->scene, book->k);
  book->k++;
  book->due_ms = now_of(step) + book->delay_ms;
}
