/* Texts that are printed as they are, and the help, which is made from the option table. */
#include "texts.h"

#include "lists.h"
#include "options.h"
#include "parse.h"
#include "util/text.h"

#include <string.h>

#define HELP_COLUMN 34U /* where the words about an option begin */

const char *spec_version(void)
{
  return SPEC_TINI_VERSION "baton " SPEC_BATON_VERSION "\n";
}

const char *spec_license(void)
{
  return "MIT License\n"
         "\n"
         "Copyright (c) baton authors\n"
         "\n"
         "Permission is hereby granted, free of charge, to any person obtaining a copy\n"
         "of this software and associated documentation files (the \"Software\"), to deal\n"
         "in the Software without restriction, including without limitation the rights\n"
         "to use, copy, modify, merge, publish, distribute, sublicense, and/or sell\n"
         "copies of the Software, and to permit persons to whom the Software is\n"
         "furnished to do so, subject to the following conditions:\n"
         "\n"
         "The above copyright notice and this permission notice shall be included in all\n"
         "copies or substantial portions of the Software.\n"
         "\n"
         "THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR\n"
         "IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,\n"
         "FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE\n"
         "AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER\n"
         "LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,\n"
         "OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE\n"
         "SOFTWARE.\n";
}

static const char head[] =
    "baton: PID 1 and supervisor of a container. The command line is the whole specification.\n"
    "\n"
    "  baton [OPTION...] [--] COMMAND [ARG...] [+++ [OPTION...] [--] COMMAND [ARG...]]...\n"
    "  baton [OPTION...] +++ [OPTION...] [--] COMMAND [ARG...] [+++ ...]...\n"
    "\n"
    "Each +++ begins a clause: one child, or a supervisor, whose --name ends in '/' and which has "
    "no\n"
    "command; --name=app/web puts a child below it. Options before the first +++ are global: they\n"
    "are the root's, and defaults for every child. One child with nothing but a command is run as "
    "a\n"
    "classic init would.\n"
    "\n"
    "  baton nginx -g 'daemon off;'\n"
    "  baton --strategy=one-for-one +++ -n web nginx -g 'daemon off;' +++ -n php php-fpm -F\n"
    "  baton +++ --oneshot -n migrate ./migrate +++ -n web --restart=always ./serve\n"
    "\n"
    "G: before the first +++. S: on a supervisor. C: on a child. [default]\n";

static const char tail[] =
    "\n"
    "An end restarts the child alone (one-for-one), with all siblings (one-for-all) or with those\n"
    "after it (rest-for-one). --restart is always below an explicit --strategy, else never.\n"
    "Durations: 250ms, 10s, 5m, 1h, 0. Signals: TERM, SIGTERM, 15, RTMIN+3.\n"
    "\n"
    "Exit codes: the code of the child whose end ended the container (128+n for a signal, 0 for a\n"
    "success), 0 after an orderly stop, 122 if a child had to be killed in it, 120 if a child was\n"
    "restarted too often after successes, 121 if one never became ready, 126 and 127 if a command\n"
    "could not be run or found, 2 for a wrong line, 123 if baton itself gave up.\n";

static void help_row(struct text *help, enum option_id id)
{
  const struct option *option = option_of(id);
  const char *value = option_text(id, OPTION_VALUE);
  const char *standard = option_text(id, OPTION_STANDARD);
  char row[] = "                                  --- ";
  struct text text = text_in(row, HELP_COLUMN + 1);
  bool named = option_name(id)[0] != '\0';
  text_put(&text, "  ");
  if (option->letter != '\0') {
    text_char(&text, '-');
    text_char(&text, option->letter);
    text_put(&text, named ? ", " : " ");
  }
  if (named) {
    text_put(&text, "--");
    text_put(&text, option_name(id));
    text_put(&text, value[0] == '\0' || value[0] == '[' ? "" : "=");
  }
  text_put(&text, value);
  row[text.length] = ' ';
  for (unsigned i = 0; i < 3; i++) {
    if (((unsigned)option->where >> i & 1U) != 0) {
      row[HELP_COLUMN + i] = "GSC"[i];
    }
  }
  text_put(help, row);
  text_put(help, option_text(id, OPTION_HELPED));
  text_say(help, standard[0] == '\0' ? "\n" : " [%]\n", standard, 0);
}

void spec_help(text_writer *write, void *context)
{
#define X(id, title) title "\0"
  static const char titles[] = SPEC_SECTIONS(X);
#undef X
  char bytes[512];
  struct text text = text_to(bytes, sizeof bytes, write, context);
  unsigned section = SECTION_LATER;
  text_put(&text, head);
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    if (option_of((enum option_id)id)->section != section) {
      section = option_of((enum option_id)id)->section;
      text_say(&text, "\n%:\n", list_word(titles, section), 0);
    }
    help_row(&text, (enum option_id)id);
  }
  text_put(&text, tail);
  text_flush(&text);
}
