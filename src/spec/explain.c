/* --explain: the entrance, and what its two forms share. */
#include "explain.h"

#include <string.h>

void explain_node(struct explain *explain, uint32_t node)
{
  explain->node = &explain->plan->nodes[node];
  explain->settings = &explain->plan->settings[explain->node->settings];
}

void tell(struct explain *explain, const char *packed)
{
  text_packed(&explain->text, packed);
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

const char *put_set(struct explain *explain, const char *format, const char *before,
                    const uint64_t *set, unsigned count)
{
  for (unsigned bit = 0; bit < count; bit++) {
    if ((set[bit / 64] >> (bit % 64) & 1U) != 0) {
      say(explain, format, before, count == BATON_SIGNALS ? bit + 1 : bit);
      before = explain->between;
    }
  }
  return before;
}

void put_map(struct explain *explain, const char *format, const char *end, const uint8_t *map)
{
  const char *before = "";
  for (unsigned signal = 1; signal <= BATON_SIGNALS; signal++) {
    uint8_t effect = map[signal];
    if (effect != 0) {
      say(explain, format, before, signal);
      say(explain,
          effect == BATON_MAP_DROP       ? "drop%"
          : effect == BATON_MAP_SHUTDOWN ? "shutdown%"
                                         : "&%",
          end, effect);
      before = explain->between;
    }
  }
}

void spec_explain(const struct plan *plan, bool json, text_writer *write, void *context)
{
  char bytes[512];
  struct explain explain = {.text = text_to(bytes, sizeof bytes, write, context), .plan = plan};
  if (json) {
    explain_json(&explain);
  } else {
    explain_text(&explain);
  }
  text_flush(&explain.text);
}
