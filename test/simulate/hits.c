#include "hits.h"

#include <stdio.h>

/* --- counting --- */

static bool is_of_instance(enum core_event kind)
{
  return kind == EV_SPAWNED || kind == EV_SPAWN_FAILED || kind == EV_READY || kind == EV_ENDED ||
         kind == EV_SWEEP || kind == EV_WATCHDOG;
}

static bool is_of_node(enum core_event kind)
{
  return is_of_instance(kind) || kind == EV_START || kind == EV_STOP || kind == EV_RESTART ||
         kind == EV_SUSPEND || kind == EV_RESUME;
}

void hits_count(struct hits *hits, const struct books *books, const struct baton_event *event)
{
  if (event->kind >= EV_COUNT || event->slot >= books->count || event->signal > BATON_SIGNALS) {
    return;
  }
  enum core_event kind = (enum core_event)event->kind;
  const struct entry *entry = &books->entries[is_of_node(kind) ? event->slot : BATON_ROOT];
  uint8_t strategy = plan_of(books, parent_of(entry) == NULL ? entry : parent_of(entry))->strategy;
  bool stale = is_of_instance(kind) && books_is_stale(entry, event);
  hits->hits[kind][stale][entry->status][strategy]++;
}

/* --- what cannot be --- */

struct impossible {
  uint8_t event, status;
  bool stale;
  const char *why;
};

#define ROOT_PENDING  "the root starts in the step of BOOT"
#define ROOT_CREATED  "baton takes nothing before BOOT"
#define ROOT_TERMINAL "the root is stopped at the end, whatever led to it"
#define ROOT_PAUSE    "only children are suspended"
#define NEVER_RAN     "it has never had a process"
#define NO_PROCESS    "its process is gone, or was not made yet"
#define BEING_MADE    "it is starting or stopping while its process is made"
#define GONE          "a sweep is over before the next instance starts"
#define NOT_WAITED    "it is down only when nothing is left of it"

#define ROOT_ONLY(event)                                                                           \
  {event, BATON_STATUS_PENDING, false, ROOT_PENDING},                                              \
      {event, BATON_STATUS_SUSPENDED, false, ROOT_PAUSE},                                          \
      {event, BATON_STATUS_FINISHED, false, ROOT_TERMINAL},                                        \
      {event, BATON_STATUS_FAILED, false, ROOT_TERMINAL},                                          \
  {                                                                                                \
    event, BATON_STATUS_KILLED, false, ROOT_TERMINAL                                               \
  }

#define ANSWER(event)                                                                              \
  {event, BATON_STATUS_CREATED, false, NEVER_RAN},                                                 \
      {event, BATON_STATUS_PENDING, false, BEING_MADE},                                            \
      {event, BATON_STATUS_RUNNING, false, BEING_MADE},                                            \
      {event, BATON_STATUS_SUSPENDED, false, BEING_MADE},                                          \
      {event, BATON_STATUS_STOPPED, false, BEING_MADE},                                            \
      {event, BATON_STATUS_FINISHED, false, BEING_MADE},                                           \
  {                                                                                                \
    event, BATON_STATUS_FAILED, false, BEING_MADE                                                  \
  }

#define OF_PROCESS(event)                                                                          \
  {event, BATON_STATUS_CREATED, false, NEVER_RAN},                                                 \
      {event, BATON_STATUS_PENDING, false, NO_PROCESS},                                            \
      {event, BATON_STATUS_STOPPED, false, NO_PROCESS},                                            \
      {event, BATON_STATUS_FINISHED, false, NO_PROCESS},                                           \
  {                                                                                                \
    event, BATON_STATUS_FAILED, false, NO_PROCESS                                                  \
  }

static const struct impossible impossibles[] = {
    ROOT_ONLY(EV_BOOT),
    ROOT_ONLY(EV_DRAIN),
    ROOT_ONLY(EV_TIMER),
    ROOT_ONLY(EV_SIGNAL),
    ROOT_ONLY(EV_SHUTDOWN),
    ROOT_ONLY(EV_FORCE),
    ROOT_ONLY(EV_GONE),
    {EV_DRAIN,    BATON_STATUS_CREATED,   false, ROOT_CREATED},
    {EV_TIMER,    BATON_STATUS_CREATED,   false, ROOT_CREATED},
    {EV_SIGNAL,   BATON_STATUS_CREATED,   false, ROOT_CREATED},
    {EV_SHUTDOWN, BATON_STATUS_CREATED,   false, ROOT_CREATED},
    {EV_FORCE,    BATON_STATUS_CREATED,   false, ROOT_CREATED},
    {EV_GONE,     BATON_STATUS_CREATED,   false, ROOT_CREATED},
    ANSWER(EV_SPAWNED),
    ANSWER(EV_SPAWN_FAILED),
    OF_PROCESS(EV_READY),
    OF_PROCESS(EV_ENDED),
    OF_PROCESS(EV_WATCHDOG),
    {EV_SWEEP,    BATON_STATUS_CREATED,   false, NEVER_RAN   },
    {EV_SWEEP,    BATON_STATUS_STARTING,  false, GONE        },
    {EV_SWEEP,    BATON_STATUS_RUNNING,   false, GONE        },
    {EV_SWEEP,    BATON_STATUS_SUSPENDED, false, GONE        },
    {EV_SWEEP,    BATON_STATUS_STOPPED,   false, NOT_WAITED  },
};

static const char *why_impossible(uint32_t event, bool stale, uint32_t status)
{
  for (size_t i = 0; i < sizeof impossibles / sizeof *impossibles; i++) {
    const struct impossible *one = &impossibles[i];
    if (one->event == event && one->stale == stale && one->status == status) {
      return one->why;
    }
  }
  return NULL;
}

/* --- the table --- */

struct row {
  uint32_t event, status;
  bool stale;
  const char *why; /* it cannot be; or NULL */
};

struct judgement {
  uint32_t cells, hit, wrong;
};

static void print_row(const struct row *row, const uint64_t *cells, uint32_t wrong)
{
  printf("%-13s %-5s %-10s", core_event_name((enum core_event)row->event),
         row->stale ? "stale" : "", baton_status_name((enum baton_status)row->status));
  for (uint32_t i = 0; i < BATON_STRATEGY_COUNT; i++) {
    printf(" %13llu", (unsigned long long)cells[i]);
  }
  printf("%s%s%s\n", row->why != NULL ? "  impossible: " : "", row->why != NULL ? row->why : "",
         wrong > 0 ? "  WRONG" : "");
}

/* A row that cannot be has to be empty, and in a long run every other cell has to be hit. */
static void judge_row(const struct hits *hits, bool all, const struct row *row,
                      struct judgement *judgement)
{
  const uint64_t *cells = hits->hits[row->event][row->stale][row->status];
  uint32_t hit = 0;
  for (uint32_t i = 0; i < BATON_STRATEGY_COUNT; i++) {
    hit += cells[i] != 0;
  }
  uint32_t missing = all ? BATON_STRATEGY_COUNT - hit : 0;
  uint32_t wrong = row->why != NULL ? hit : missing;
  if (all || wrong > 0) {
    print_row(row, cells, wrong);
  }
  judgement->wrong += wrong;
  judgement->hit += row->why == NULL ? hit : 0;
  judgement->cells += row->why == NULL ? BATON_STRATEGY_COUNT : 0;
}

uint32_t hits_judge(const struct hits *hits, bool all)
{
  struct judgement judgement = {0};
  if (all) {
    printf("%-13s %-5s %-10s %13s %13s %13s\n", "event", "", "status", "one-for-one", "one-for-all",
           "rest-for-one");
  }
  for (uint32_t event = 0; event < EV_COUNT; event++) {
    for (uint32_t stale = 0; stale <= is_of_instance((enum core_event)event); stale++) {
      for (uint32_t status = 0; status < BATON_STATUS_COUNT; status++) {
        struct row row = {event, status, stale != 0, why_impossible(event, stale != 0, status)};
        judge_row(hits, all, &row, &judgement);
      }
    }
  }
  printf("%u of %u cells that can be were hit, %u cells are not as they should be\n", judgement.hit,
         judgement.cells, judgement.wrong);
  return judgement.wrong;
}

/* --- between processes --- */

bool hits_write(const struct hits *hits, const char *path)
{
  FILE *file = fopen(path, "wb");
  if (file == NULL) {
    return false;
  }
  bool done = fwrite(hits, sizeof *hits, 1, file) == 1;
  return fclose(file) == 0 && done;
}

bool hits_add(struct hits *hits, const char *path)
{
  struct hits other;
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    return false;
  }
  bool done = fread(&other, sizeof other, 1, file) == 1;
  const uint64_t *from = (const uint64_t *)&other;
  uint64_t *to = (uint64_t *)hits;
  for (size_t i = 0; done && i < sizeof other / sizeof *from; i++) {
    to[i] += from[i];
  }
  return fclose(file) == 0 && done;
}
