/* The oracle on what the next instance is told about the last one (handover.md, "The environment of
 * an instance"). */
#include "books.h"
#include "core/handover.h"

#include <stdio.h>
#include <string.h>

#define ENTRIES 24U
#define BYTES   2048U
#define ID      "LIFECYCLE_RESUME_ID="

static const char *const inherited[] = {"PATH=/bin", "LIFECYCLE_GENERATION=77", "LISTEN_PID=9",
                                        "TERM=dumb", NULL};
static const char *const kept[] = {"PATH=/bin", "TERM=dumb"};
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

static bool has_entry(const struct told *told, const char *key, const char *value)
{
  size_t length = strlen(key);
  for (size_t i = 0; told->entries[i] != NULL; i++) {
    if (strncmp(told->entries[i], key, length) == 0 && told->entries[i][length] == '=') {
      return strcmp(told->entries[i] + length + 1U, value) == 0;
    }
  }
  return false;
}

static bool check(struct books *books, const struct told *told, uint32_t slot, const char *key,
                  const char *value)
{
  if (has_entry(told, key, value)) {
    return true;
  }
  snprintf(books->wrong, sizeof books->wrong, "node %u is not told %s=%s", slot, key, value);
  return false;
}

static bool check_number(struct books *books, const struct told *told, uint32_t slot,
                         const char *key, int64_t value)
{
  char text[24];
  snprintf(text, sizeof text, "%lld", (long long)value);
  return check(books, told, slot, key, text);
}

/* How the last instance ended; the number of variables that say it, or 0 when one is wrong. */
static uint32_t check_previous(struct books *books, const struct told *told, uint32_t slot)
{
  const struct ended *end = &books->entries[slot].end;
  bool never_ran = end->reason == BATON_REASON_EXEC || end->reason == BATON_REASON_SPAWN ||
                   end->reason == BATON_REASON_DEPENDENCY;
  bool right = check_number(books, told, slot, "LIFECYCLE_PREV_EXIT",
                            never_ran || end->signal != 0 ? -1 : end->code) &&
               check(books, told, slot, "LIFECYCLE_PREV_REASON", baton_reason_name(end->reason)) &&
               check_number(books, told, slot, "LIFECYCLE_PREV_UPTIME_MS", end->uptime);
  if (!right) {
    return 0;
  }
  if (end->signal == 0) {
    return 3;
  }
  return check(books, told, slot, "LIFECYCLE_PREV_SIGNAL", signal_name(end->signal)) ? 4 : 0;
}

static bool check_cause(struct books *books, const struct told *told, const struct entry *entry)
{
  char text[300];
  bool sibling = entry->cause == BATON_CAUSE_SIBLING;
  snprintf(text, sizeof text, "%s%s%s", causes[entry->cause], sibling ? ":" : "",
           sibling ? books->tree->strings + books->tree->nodes[entry->sibling].path : "");
  return check(books, told, entry->slot, "LIFECYCLE_CAUSE", text);
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
  uint32_t wanted = sizeof kept / sizeof *kept + 6U;
  uint32_t count = 0;
  if (!check(books, told, slot, "LIFECYCLE_NAME", strings + plan_of(books, entry)->path) ||
      !check(books, told, slot, "LIFECYCLE_SUPERVISOR",
             strings + plan_of(books, parent_of(entry))->path) ||
      !check(books, told, slot, "LIFECYCLE_EPOCH", "000000000000002a") ||
      !check_number(books, told, slot, "LIFECYCLE_GENERATION", entry->generation) ||
      !check_cause(books, told, entry) || !check_id(books, told, slot)) {
    return false;
  }
  if (entry->generation > 1) {
    uint32_t previous = check_previous(books, told, slot);
    if (previous == 0) {
      return false;
    }
    wanted += previous;
  }
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
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
  struct handover_env env = {
      .inherited = inherited,
      .envp = told.entries,
      .envp_capacity = ENTRIES,
      .text = told.bytes,
      .text_capacity = sizeof told.bytes,
      .ready_fd = -1,
      .self = 1,
      .child = 2,
  };
  if (handover_environment(core, slot, &env) != 0) {
    snprintf(books->wrong, sizeof books->wrong, "node %u has no room for its environment", slot);
    return false;
  }
  return books->classic ? check_classic(books, &told, slot) : check_supervised(books, &told, slot);
}
