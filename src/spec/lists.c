/* Lists of words, most of them made from the vocabulary's own. */
#include "lists.h"

#include <baton/table.h>

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
