/* Lists of words, most of them made from the vocabulary's own. */
#include "lists.h"

#include <baton/table.h>

#include <string.h>

#define WORD(name, text) text "\0"

const char list_strategies[] = BATON_STRATEGIES(WORD);
const char list_go_strategies[] = "OneForOne\0OneForAll\0RestForOne\0";
const char list_policies[] = BATON_POLICIES(WORD);
const char list_auto_shutdowns[] = BATON_AUTO_SHUTDOWNS(WORD);
const char list_stop_orders[] = BATON_STOP_ORDERS(WORD);
const char list_kills[] = BATON_KILLS(WORD);
const char list_readys[] = BATON_READYS(WORD);
const char list_ready_values[] = "exec\0fd:N\0env:VAR\0exit\0";
const char list_streams[] = BATON_STREAMS(WORD);
const char list_inherit_null[] = "inherit\0null\0";
const char list_log_levels[] = "error\0warn\0info\0debug\0";
const char list_formats[] = "text\0json\0";
const char list_resources[] =
    "cpu\0fsize\0data\0stack\0core\0rss\0nproc\0nofile\0memlock\0as\0locks\0"
    "sigpending\0msgqueue\0nice\0rtprio\0rttime\0";

const char *list_word(const char *list, unsigned place)
{
  while (place-- > 0) {
    list += strlen(list) + 1;
  }
  return list;
}

uint8_t list_find(const char *list, const char *word, size_t length)
{
  for (uint8_t place = 0; *list != '\0'; place++) {
    size_t known = strlen(list);

    if (known == length && memcmp(list, word, length) == 0) {
      return place;
    }
    list += known + 1;
  }
  return LIST_END;
}
