#include "advice.h"

#include "file.h"
#include "log.h"
#include "proc.h"
#include "util/list.h"
#include "util/span.h"

#include <string.h>

/* How a shell may be called that runs a command or a script. */
static const char shells[] = "sh\0ash\0dash\0bash\0ksh\0zsh\0";

/* The first word of PID 1 as it was started: a script's is its interpreter. False: it cannot be
 * read. */
static bool read_first_word(struct shell *shell, char *word, size_t size)
{
  proc_open(shell);
  return shell->proc.root >= 0 && file_text(shell->proc.root, "1/cmdline", 0, word, size) > 0;
}

/* PID 1 is a shell that runs us and waits, as an image's CMD in shell form has it, or a script that
 * does not exec. An interactive one gives a job a group of its own. */
static bool is_below_a_shell(struct shell *shell)
{
  char word[64];
  if (shell->init || kernel_parent() != 1 || kernel_group(0) == shell->pid ||
      !read_first_word(shell, word, sizeof word)) {
    return false;
  }
  const char *name = span_base(word);
  return list_find(shells, name, strlen(name)) != LIST_END;
}

static void warn_of_shell(struct shell *shell)
{
  struct line line;
  if (is_below_a_shell(shell) && log_begin(shell, &line, BATON_LOG_WARN, "shell-form")) {
    line_hint(
        &line,
        "PID 1 is a shell, which passes no signal on: write CMD [\"baton\", ...], or exec baton");
    log_end(shell, &line);
  }
}

/* Points out the words of a command that would be options of baton before it. */
static void tell_misplaced(struct shell *shell, uint32_t slot, bool (*is_option)(const char *word))
{
  const struct baton_node *node = &shell->core.nodes[slot];
  const char *word = core_string(&shell->core, node->argv);
  struct line line;
  for (uint32_t i = 1; i < node->argc; i++) {
    word += strlen(word) + 1;
    if (is_option(word) && log_begin(shell, &line, BATON_LOG_DEBUG, "misplaced-option")) {
      log_add_node(&line, shell, "child", slot);
      line_word(&line, "word", word);
      line_hint(&line, "it is the command's: options of baton stand before it");
      log_end(shell, &line);
    }
  }
}

void advice_give(struct shell *shell, bool (*is_option)(const char *word))
{
  warn_of_shell(shell);
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    if (shell->core.globals->log_level == BATON_LOG_DEBUG && core_is_child(&shell->core, i)) {
      tell_misplaced(shell, i, is_option);
    }
  }
}
