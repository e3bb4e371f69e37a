/* The oracle on what the next instance is told about the last one (handover.md, "The environment of
 * an instance"). */
#include "books.h"
#include "core/handover.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ENTRIES  24U
#define BYTES    2048U
#define KEPT     2U
#define ID       "LIFECYCLE_RESUME_ID="
#define READY_FD 5

static const char *const inherited[] = {"PATH=/bin", "LIFECYCLE_GENERATION=77", "LISTEN_PID=9",
                                        "TERM=dumb", NULL};
static const char *const kept[KEPT] = {"PATH=/bin", "TERM=dumb"};
static const char *const causes[] = {"start", "restart", "sibling", "operator", "upgrade"};
_Static_assert(sizeof causes / sizeof *causes == BATON_CAUSE_COUNT, "a word for each cause");

struct told {
  const char *entries[ENTRIES];
  char bytes[BYTES];
};

static const char *signal_name(uint8_t signal)
{
  switch (signal) {
  case CORE_SIGHUP: return "SIGHUP";
  case CORE_SIGINT: return "SIGINT";
  case CORE_SIGQUIT: return "SIGQUIT";
  case CORE_SIGABRT: return "SIGABRT";
  case CORE_SIGKILL: return "SIGKILL";
  case 10: return "SIGUSR1";
  case 11: return "SIGSEGV";
  case 12: return "SIGUSR2";
  case CORE_SIGTERM: return "SIGTERM";
  default: return "?";
  }
}

static bool check(struct books *books, const struct told *told, uint32_t slot, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));

static bool check(struct books *books, const struct told *told, uint32_t slot, const char *format,
                  ...)
{
  char wanted[300];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(wanted, sizeof wanted, format, arguments);
  va_end(arguments);
  for (size_t i = 0; told->entries[i] != NULL; i++) {
    if (strcmp(told->entries[i], wanted) == 0) {
      return true;
    }
  }
  snprintf(books->wrong, sizeof books->wrong, "node %u is not told %.120s", slot, wanted);
  return false;
}

/* How the last instance ended. */
static bool check_previous(struct books *books, const struct told *told, uint32_t slot)
{
  const struct ended *end = &books->entries[slot].end;
  bool never_ran = end->reason == BATON_REASON_EXEC || end->reason == BATON_REASON_SPAWN ||
                   end->reason == BATON_REASON_DEPENDENCY;
  int code = never_ran || end->signal != 0 ? -1 : end->code;
  return check(books, told, slot, "LIFECYCLE_PREV_EXIT=%d", code) &&
         check(books, told, slot, "LIFECYCLE_PREV_REASON=%s", baton_reason_name(end->reason)) &&
         check(books, told, slot, "LIFECYCLE_PREV_UPTIME_MS=%lld", (long long)end->uptime) &&
         (end->signal == 0 ||
          check(books, told, slot, "LIFECYCLE_PREV_SIGNAL=%s", signal_name(end->signal)));
}

static bool check_cause(struct books *books, const struct told *told, const struct entry *entry)
{
  bool sibling = entry->cause == BATON_CAUSE_SIBLING;
  return check(books, told, entry->slot, "LIFECYCLE_CAUSE=%s%s%s", causes[entry->cause],
               sibling ? ":" : "",
               sibling ? books->tree->strings + books->tree->nodes[entry->sibling].path : "");
}

/* The same for every instance, and no other child's. */
static bool check_id(struct books *books, const struct told *told, uint32_t slot)
{
  const char *id = NULL;
  for (size_t i = 0; told->entries[i] != NULL; i++) {
    if (strncmp(told->entries[i], ID, sizeof ID - 1U) == 0) {
      id = told->entries[i] + sizeof ID - 1U;
    }
  }
  bool right = id != NULL && strlen(id) == 36;
  if (right && books->ids[slot][0] == '\0') {
    strcpy(books->ids[slot], id);
    for (uint32_t i = 0; i < books->count; i++) {
      right = right && (i == slot || strcmp(books->ids[i], id) != 0);
    }
  }
  right = right && strcmp(books->ids[slot], id) == 0;
  if (!right) {
    snprintf(books->wrong, sizeof books->wrong, "node %u has another ResumeID", slot);
  }
  return right;
}

static bool check_supervised(struct books *books, const struct told *told, uint32_t slot)
{
  const struct entry *entry = &books->entries[slot];
  const char *strings = books->tree->strings;
  const char *above = strings + plan_of(books, parent_of(entry))->path;
  bool again = entry->generation > 1;
  bool tells = settings_of(books, entry)->ready == BATON_READY_ENV;
  uint32_t wanted = KEPT + 6U + tells + (again ? 3U + (entry->end.signal != 0) : 0U);
  uint32_t count = 0;
  if (!check(books, told, slot, "LIFECYCLE_NAME=%s", strings + plan_of(books, entry)->path) ||
      !check(books, told, slot, "LIFECYCLE_SUPERVISOR=%s", above) ||
      !check(books, told, slot, "LIFECYCLE_EPOCH=000000000000002a") ||
      !check(books, told, slot, "LIFECYCLE_GENERATION=%u", entry->generation) ||
      !check_cause(books, told, entry) || !check_id(books, told, slot) ||
      (again && !check_previous(books, told, slot)) ||
      (tells && !check(books, told, slot, "=%d", READY_FD))) { /* its variable has no name here */
    return false;
  }
  for (size_t i = 0; i < KEPT; i++) {
    if (strcmp(told->entries[i], kept[i]) != 0) {
      snprintf(books->wrong, sizeof books->wrong, "node %u has not inherited %s", slot, kept[i]);
      return false;
    }
  }
  while (told->entries[count] != NULL) {
    count++;
  }
  if (count != wanted) {
    snprintf(books->wrong, sizeof books->wrong, "node %u is told %u things instead of %u", slot,
             count, wanted);
  }
  return count == wanted;
}

/* A classic init hands on what it was given. */
static bool check_classic(struct books *books, const struct told *told, uint32_t slot)
{
  for (size_t i = 0; i < sizeof inherited / sizeof *inherited; i++) {
    const char *entry = told->entries[i];
    if ((entry == NULL) != (inherited[i] == NULL) ||
        (entry != NULL && strcmp(entry, inherited[i]) != 0)) {
      snprintf(books->wrong, sizeof books->wrong, "node %u has not inherited entry %zu", slot, i);
      return false;
    }
  }
  return true;
}

bool books_environment(struct books *books, const struct core *core, uint32_t slot)
{
  struct told told;
  const char *whole[sizeof inherited / sizeof *inherited];
  memcpy(whole, inherited, sizeof inherited);
  struct handover_env env = {
      .inherited = handover_inherited(whole, books->classic),
      .envp = told.entries,
      .envp_capacity = ENTRIES,
      .text = told.bytes,
      .text_capacity = sizeof told.bytes,
      .self = 1,
  };
  if (handover_environment(core, slot, &env) != 0) {
    snprintf(books->wrong, sizeof books->wrong, "node %u has no room for its environment", slot);
    return false;
  }
  handover_number(env.pid_digits, 2);
  handover_number(env.ready_digits, READY_FD);
  return books->classic ? check_classic(books, &told, slot) : check_supervised(books, &told, slot);
}
