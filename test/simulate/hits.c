#include "hits.h"

#include <stdio.h>

#define EVENT(name)    (UINT32_C(1) << EV_##name)
#define STATUS(name)   (UINT32_C(1) << BATON_STATUS_##name)
#define IS_IN(set, id) (((set) >> (id)&1U) != 0)

/* About an instance, about a node, about the whole. */
#define ANSWERS     (EVENT(SPAWNED) | EVENT(SPAWN_FAILED))
#define OF_PROCESS  (EVENT(READY) | EVENT(ENDED) | EVENT(WATCHDOG))
#define OF_INSTANCE (ANSWERS | OF_PROCESS | EVENT(SWEEP))
#define COMMANDS    (EVENT(START) | EVENT(STOP) | EVENT(RESTART) | EVENT(SUSPEND) | EVENT(RESUME))
#define OF_WHOLE    (~(OF_INSTANCE | COMMANDS))

void hits_count(struct hits *hits, const struct books *books, const struct baton_event *event)
{
  if (event->kind >= EV_COUNT || event->slot >= books->count || event->signal > BATON_SIGNALS) {
    return;
  }
  const struct entry *entry =
      &books->entries[IS_IN(OF_WHOLE, event->kind) ? BATON_ROOT : event->slot];
  uint8_t strategy = plan_of(books, parent_of(entry) == NULL ? entry : parent_of(entry))->strategy;
  bool stale = IS_IN(OF_INSTANCE, event->kind) && books_is_stale(entry, event);
  hits->hits[event->kind][stale][entry->status][strategy]++;
}

/* --- what cannot be, unless it is stale --- */

static const struct {
  uint32_t events, statuses;
  const char *why;
} impossibles[] = {
    {OF_WHOLE,                STATUS(PENDING),                                                       "the root starts in the step of BOOT"       },
    {OF_WHOLE,                STATUS(SUSPENDED),                                                     "only children are suspended"               },
    {OF_WHOLE,                STATUS(FINISHED) | STATUS(FAILED) | STATUS(KILLED),
     "the root is stopped at the end, whatever led to it"                                                                                        },
    {OF_WHOLE & ~EVENT(BOOT), STATUS(CREATED),                                                       "baton takes nothing before BOOT"           },
    {OF_INSTANCE,             STATUS(CREATED),                                                       "it has never had a process"                },
    {ANSWERS,
     STATUS(PENDING) | STATUS(RUNNING) | STATUS(SUSPENDED) | STATUS(STOPPED) | STATUS(FINISHED) |
         STATUS(FAILED),
     "it is starting or stopping while its process is made"                                                                                      },
    {OF_PROCESS,              STATUS(PENDING) | STATUS(STOPPED) | STATUS(FINISHED) | STATUS(FAILED),
     "its process is gone, or was not made yet"                                                                                                  },
    {EVENT(SWEEP),            STATUS(STARTING) | STATUS(RUNNING) | STATUS(SUSPENDED),
     "a sweep is over before the next instance starts"                                                                                           },
    {EVENT(SWEEP),            STATUS(STOPPED),                                                       "it is down only when nothing is left of it"},
};

static const char *why_impossible(uint32_t event, uint32_t status)
{
  for (size_t i = 0; i < sizeof impossibles / sizeof *impossibles; i++) {
    if (IS_IN(impossibles[i].events, event) && IS_IN(impossibles[i].statuses, status)) {
      return impossibles[i].why;
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

static void print_row(const struct row *row, const uint64_t *cells, bool wrong)
{
  printf("%-13s %-5s %-10s", core_event_name(row->event), row->stale ? "stale" : "",
         baton_status_name(row->status));
  for (uint32_t i = 0; i < BATON_STRATEGY_COUNT; i++) {
    printf(" %13llu", (unsigned long long)cells[i]);
  }
  printf("%s%s%s\n", row->why != NULL ? "  impossible: " : "", row->why != NULL ? row->why : "",
         wrong ? "  WRONG" : "");
}

/* A row that cannot be has to be empty, and in a long run every other cell has to be hit. Returns
 * how many cells are wrong. */
static uint32_t judge_row(const struct hits *hits, bool all, const struct row *row)
{
  const uint64_t *cells = hits->hits[row->event][row->stale][row->status];
  uint32_t hit = 0;
  for (uint32_t i = 0; i < BATON_STRATEGY_COUNT; i++) {
    hit += cells[i] != 0;
  }
  uint32_t missing = all ? BATON_STRATEGY_COUNT - hit : 0;
  uint32_t wrong = row->why != NULL ? hit : missing;
  if (all || wrong > 0) {
    print_row(row, cells, wrong > 0);
  }
  return wrong;
}

uint32_t hits_judge(const struct hits *hits, bool all)
{
  uint32_t wrong = 0;
  if (all) {
    printf("%-13s %-5s %-10s %13s %13s %13s\n", "event", "", "status", "one-for-one", "one-for-all",
           "rest-for-one");
  }
  for (uint32_t event = 0; event < EV_COUNT; event++) {
    for (uint32_t stale = 0; stale <= IS_IN(OF_INSTANCE, event); stale++) {
      for (uint32_t status = 0; status < BATON_STATUS_COUNT; status++) {
        const char *why = stale != 0 ? NULL : why_impossible(event, status);
        struct row row = {event, status, stale != 0, why};
        wrong += judge_row(hits, all, &row);
      }
    }
  }
  printf("%u cells are not as they should be\n", wrong);
  return wrong;
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
