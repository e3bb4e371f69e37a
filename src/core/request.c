/* Requests: who asked for what, and is told once when it is done or what came in its way.
 *
 * Owns a node's client, number and want. At most one request of a node waits: a later command that
 * has to wait as well takes its place, and the earlier one is told so. Answers come when a step has
 * settled, by the statuses that it leaves, and from the end of everything.
 */
#include "state.h"

/* What a status means for who waits for another one. */
static const uint8_t becomes[WANT_COUNT][BATON_STATUS_COUNT] = {
    [WANT_UP] = {[BATON_STATUS_RUNNING] = OUTCOME_DONE,
                 [BATON_STATUS_STOPPED] = OUTCOME_STOPPED,
                 [BATON_STATUS_FINISHED] = OUTCOME_ENDED,
                 [BATON_STATUS_FAILED] = OUTCOME_FAILED,
                 [BATON_STATUS_KILLED] = OUTCOME_STOPPED},
    [WANT_DOWN] = {[BATON_STATUS_PENDING] = OUTCOME_STARTED,
                 [BATON_STATUS_STARTING] = OUTCOME_STARTED,
                 [BATON_STATUS_RUNNING] = OUTCOME_STARTED,
                 [BATON_STATUS_STOPPED] = OUTCOME_DONE,
                 [BATON_STATUS_FINISHED] = OUTCOME_DONE,
                 [BATON_STATUS_FAILED] = OUTCOME_DONE,
                 [BATON_STATUS_KILLED] = OUTCOME_KILLED},
    [WANT_AGAIN] = {[BATON_STATUS_STOPPED] = OUTCOME_STOPPED,
                 [BATON_STATUS_FINISHED] = OUTCOME_ENDED,
                 [BATON_STATUS_FAILED] = OUTCOME_FAILED,
                 [BATON_STATUS_KILLED] = OUTCOME_STOPPED},
};

static enum core_outcome outcome_of(const struct baton_node *node, enum request_want want)
{
  bool done = want == WANT_UP && node->status == BATON_STATUS_FINISHED &&
              node_has(node, BATON_NODE_ONESHOT);
  return done ? OUTCOME_DONE : (enum core_outcome)becomes[want][node->status];
}

void request_answer(struct core *core, const struct baton_event *event, enum core_outcome outcome)
{
  if (event->number != 0) {
    core_act(core, &(struct baton_action){.kind = ACT_REPLY,
                                          .note = (uint8_t)outcome,
                                          .slot = event->slot,
                                          .run = event->client,
                                          .value = event->number});
  }
}

/* The one that waits, if there is one, waits no more. */
static void settle_request(struct core *core, struct baton_node *node, enum core_outcome outcome)
{
  struct baton_event asked = {
      .slot = node_index(core, node), .client = node->client, .number = node->number};
  node->number = 0;
  request_answer(core, &asked, outcome);
}

void request_tell(struct core *core, struct baton_node *node)
{
  enum core_outcome outcome = outcome_of(node, (enum request_want)node->want);
  if (outcome != OUTCOME_WAITS) {
    settle_request(core, node, outcome);
  }
}

void request_take(struct core *core, const struct baton_event *event, uint32_t run,
                  enum core_outcome outcome)
{
  struct baton_node *node = node_edit_at(core, event->slot);
  if (outcome != OUTCOME_WAITS) {
    request_answer(core, event, outcome);
    return;
  }
  bool again = event->kind == EV_RESTART && node->run == run;
  enum request_want up = again ? WANT_AGAIN : WANT_UP;
  settle_request(core, node, OUTCOME_REPLACED);
  node->client = event->client;
  node->number = event->number;
  node->want = event->kind == EV_STOP ? WANT_DOWN : (uint8_t)up; /* told when the step settles */
}

void request_forget(struct core *core, uint32_t client)
{
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    const struct baton_node *node = node_at(core, i);
    if (node->number != 0 && node->client == client) {
      node_edit(core, node)->number = 0;
    }
  }
}

void request_abandon(struct core *core)
{
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    if (node_at(core, i)->number != 0) {
      struct baton_node *node = node_edit_at(core, i);
      request_tell(core, node);
      settle_request(core, node, OUTCOME_SHUTDOWN);
    }
  }
}
