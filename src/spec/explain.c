/* --explain: the entrance, and what its two forms share. */
#include "explain.h"

#include <string.h>

void explain_node(struct explain *explain, uint32_t node)
{
  explain->node = &explain->plan->nodes[node];
  explain->settings = &explain->plan->settings[explain->node->settings];
}

void tell(struct explain *explain, const char *string)
{
  text_put(&explain->text, string);
}

void say(struct explain *explain, const char *format, const char *string, uint64_t number)
{
  text_say(&explain->text, format, string, number);
}

void each_word(struct explain *explain, uint32_t words, uint32_t count,
               void (*show)(struct explain *explain, const char *word, bool first))
{
  const char *word = string_at(explain, words);
  for (uint32_t i = 0; i < count; i++, word += strlen(word) + 1) {
    show(explain, word, i == 0);
  }
}

void put_effect(struct explain *explain, uint8_t effect)
{
  say(explain,
      effect == BATON_MAP_DROP       ? "drop"
      : effect == BATON_MAP_SHUTDOWN ? "shutdown"
                                     : "&",
      "", effect);
}

void spec_explain(const struct plan *plan, bool json, text_writer *write, void *context)
{
  char bytes[512];
  struct explain explain = {
      .text = text_to(bytes, sizeof bytes, write, context),
      .plan = plan,
  };

  if (json) {
    explain_json(&explain);
  } else {
    explain_text(&explain);
  }
  text_flush(&explain.text);
}
