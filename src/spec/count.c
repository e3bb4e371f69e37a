/* --count: the children of one clause, which differ in their names alone. Must not know what else a
 * clause can say: the first of them is complete when the others are made of it. */
#include "parser.h"

bool count_copy(struct draft *draft)
{
  struct parser *parser = draft->parser;
  struct plan *plan = parser->plan;
  uint32_t end = draft->index + draft->note->count;
  if (!node_fits(parser, draft->clause->word[OPTION_COPIES], draft->note->count - 1U)) {
    return false;
  }
  parser->children += draft->note->count - 1U;
  for (; plan->node_count < end; plan->node_count++) {
    struct note *note = &parser->notes[plan->node_count];
    plan->nodes[plan->node_count] = *draft->node;
    *note = *draft->note;
    note->count = note->next = 0;
    node_link(parser, plan->node_count);
  }
  return draft->node->path == 0 || count_name(parser, draft->index);
}

bool count_name(struct parser *parser, uint32_t first)
{
  uint32_t name = parser->plan->nodes[first].path;
  bool good = true;
  for (uint32_t i = 0; i < parser->notes[first].count && good; i++) {
    char path[2 * PLAN_PATH_MAX];
    struct text text = text_in(path, sizeof path);
    text_say(&text, "%-#", pool_at(parser, name), i + 1U);
    good = names_take(parser, first + i, parser->notes[first].name_word, path, text.length);
  }
  return good;
}

/* --- who waits for whom --- */

uint32_t count_of(const struct parser *parser, uint32_t first)
{
  return parser->notes[first].count == 0 ? 1 : parser->notes[first].count;
}

/* Under a group strategy they start one after the other, as all siblings do. */
static bool in_order(const struct plan *plan, uint32_t first)
{
  return plan->nodes[plan->nodes[first].parent].strategy != BATON_STRATEGY_ONE_FOR_ONE;
}

bool count_add(struct parser *parser, uint32_t waiter, uint32_t awaited, uint32_t count)
{
  struct plan *plan = parser->plan;
  parser->waits += (uint64_t)count * (in_order(plan, waiter) ? 1 : count_of(parser, waiter));
  if (parser->waits > SPEC_WAITS_MAX) {
    return report_say(&parser->report, plan->nodes[waiter].word,
                      "children wait for more than # others in all", "", SPEC_WAITS_MAX);
  }
  plan->nodes[waiter].after_count += count;
  for (uint32_t i = 0; i < count; i++) {
    plan->after[plan->after_count++] = awaited + i;
  }
  return true;
}

bool count_waits(struct parser *parser, uint32_t first)
{
  struct plan *plan = parser->plan;
  struct plan_node *node = &plan->nodes[first];
  struct note *above = &parser->notes[node->parent];
  uint32_t before = above->last_clause;
  uint32_t others = before == 0 ? 0 : count_of(parser, before);
  uint32_t nodes = count_of(parser, first);
  bool ordered = in_order(plan, first);
  above->last_clause = first;
  if (node->after_mode == BATON_AFTER_PREVIOUS && !ordered && (nodes > 1 || others > 1)) {
    node->after_mode = others == 0 ? BATON_AFTER_NONE : BATON_AFTER_ALL;
    if (!count_add(parser, first, before, others)) {
      return false;
    }
  }
  for (uint32_t i = 1; i < nodes; i++) {
    struct plan_node *copy = &node[i];
    copy->after_mode = ordered ? BATON_AFTER_PREVIOUS : node->after_mode;
    copy->after = node->after;
    copy->after_count = ordered ? 0 : node->after_count;
  }
  return true;
}
