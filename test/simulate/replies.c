/* The oracle on who is told what became of a command (supervision.md, "Operators"). It goes by the
 * statuses in which an event leaves the nodes. */
#include "books.h"

static enum core_outcome up_or_not(const struct entry *entry)
{
  bool old = entry->asked == ASKED_AGAIN && entry->asked_run == entry->run;
  if (entry->status == BATON_STATUS_RUNNING) {
    return old ? OUTCOME_WAITS : OUTCOME_DONE;
  }
  if (entry->oneshot && entry->status == BATON_STATUS_FINISHED && !old) {
    return OUTCOME_DONE;
  }
  if (entry->status == BATON_STATUS_STOPPED || entry->status == BATON_STATUS_KILLED) {
    return OUTCOME_STOPPED;
  }
  if (entry->status == BATON_STATUS_FINISHED) {
    return OUTCOME_ENDED;
  }
  return entry->status == BATON_STATUS_FAILED ? OUTCOME_FAILED : OUTCOME_WAITS;
}

static enum core_outcome down_or_not(const struct entry *entry)
{
  if (entry->status == BATON_STATUS_KILLED) {
    return OUTCOME_KILLED;
  }
  if (is_terminal(entry->status)) {
    return OUTCOME_DONE;
  }
  return is_up(entry) || entry->status == BATON_STATUS_PENDING ? OUTCOME_STARTED : OUTCOME_WAITS;
}

static enum core_outcome outcome_of(const struct entry *entry)
{
  return entry->asked == ASKED_DOWN ? down_or_not(entry) : up_or_not(entry);
}

static void tell(struct books *books, uint32_t slot, uint32_t client, uint32_t number,
                 enum core_outcome outcome)
{
  if (number != 0) {
    expect(books, (struct baton_action){.kind = ACT_REPLY,
                                        .note = (uint8_t)outcome,
                                        .slot = slot,
                                        .run = client,
                                        .value = number});
  }
}

static void tell_entry(struct books *books, struct entry *entry, enum core_outcome outcome)
{
  if (outcome != OUTCOME_WAITS) {
    tell(books, entry->slot, entry->client, entry->number, outcome);
    entry->number = 0;
  }
}

void answer_waiting(struct books *books, bool ends)
{
  for (uint32_t i = 0; i < books->count; i++) {
    struct entry *entry = &books->entries[i];
    if (entry->number != 0) {
      enum core_outcome outcome = outcome_of(entry);
      tell_entry(books, entry, ends && outcome == OUTCOME_WAITS ? OUTCOME_SHUTDOWN : outcome);
    }
  }
}

/* What can be said before anything is done, by the phase and the status that there were. */
static enum core_outcome at_once(const struct books *books, const struct baton_event *event,
                                 const struct entry *entry, bool may)
{
  bool started = entry->status == BATON_STATUS_RUNNING || entry->status == BATON_STATUS_SUSPENDED;
  bool idle = is_terminal(entry->status) || entry->status == BATON_STATUS_CREATED;
  if (books->phase != PHASE_UP) {
    return OUTCOME_SHUTDOWN;
  }
  if (parent_of(entry) == NULL) {
    return OUTCOME_ROOT;
  }
  if (!may) {
    return OUTCOME_ABOVE;
  }
  if (event->kind == EV_SUSPEND || event->kind == EV_RESUME) {
    return OUTCOME_DONE;
  }
  return (event->kind == EV_START && started) || (event->kind == EV_STOP && idle) ? OUTCOME_ALREADY
                                                                                  : OUTCOME_WAITS;
}

void ask(struct books *books, const struct baton_event *event, const struct entry *entry, bool may)
{
  books->asked = *event;
  books->asked_outcome = at_once(books, event, entry, may);
}

void ask_for_end(struct books *books, const struct baton_event *event, enum core_outcome outcome)
{
  tell(books, event->slot, event->client, event->number, outcome);
}

void take_gone(struct books *books, uint32_t client)
{
  for (uint32_t i = 0; i < books->count; i++) {
    if (books->entries[i].client == client) {
      books->entries[i].number = 0;
    }
  }
}

void answer_all(struct books *books)
{
  const struct baton_event *event = &books->asked;
  answer_waiting(books, false);
  if (event->number == 0) {
    return;
  }
  struct entry *entry = &books->entries[event->slot];
  struct entry asking = *entry;
  asking.asked = event->kind == EV_STOP      ? ASKED_DOWN
                 : event->kind == EV_RESTART ? ASKED_AGAIN
                                             : ASKED_UP;
  asking.asked_run = books->asked_run;
  enum core_outcome outcome = books->asked_outcome;
  if (outcome == OUTCOME_WAITS) {
    outcome = outcome_of(&asking);
  }
  if (outcome != OUTCOME_WAITS) {
    tell(books, event->slot, event->client, event->number, outcome);
    return;
  }
  tell_entry(books, entry, OUTCOME_REPLACED);
  entry->client = event->client;
  entry->number = event->number;
  entry->asked = asking.asked;
  entry->asked_run = asking.asked_run;
}
