/* Lists of words that are not in the vocabulary. */
#include "lists.h"

const char list_go_strategies[] = "OneForOne\0OneForAll\0RestForOne\0";
const char list_ready_values[] = "exec\0fd:N\0env:VAR\0exit\0";
const char list_inherit_null[] = "inherit\0null\0";
const char list_resources[] =
    "cpu\0fsize\0data\0stack\0core\0rss\0nproc\0nofile\0memlock\0as\0locks\0"
    "sigpending\0msgqueue\0nice\0rtprio\0rttime\0";
