/* Texts that are printed as they are, and the help, which is made from the option table. */
#include "texts.h"

#include "options.h"
#include "parse.h"
#include "util/list.h"

#include <string.h>

#define SPEC_BATON_VERSION "0.1.0"

/* dockerd and podman ask an init for its version and expect tini's form on the first line.
 * scripts/install-dropin knows a file as baton by it, so it is not packed. */
#define SPEC_TINI_VERSION_TEXT "tini version 0.19.0_baton-" SPEC_BATON_VERSION
#define SPEC_TINI_VERSION      SPEC_TINI_VERSION_TEXT "\n"

#define HELP_COLUMN 34U /* where the words about an option begin */

const char *spec_version(void)
{
  return SPEC_TINI_VERSION "baton " SPEC_BATON_VERSION "\n";
}

const char *spec_license(void)
{
  return PACKED("MIT License\n"
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
                "SOFTWARE.\n");
}

static const char head[] = PACKED(
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
    "G: before the first +++. S: on a supervisor. C: on a child. [default]\n");

static const char tail[] = PACKED(
    "\n"
    "An end restarts the child alone (one-for-one), with all siblings (one-for-all) or with those\n"
    "after it (rest-for-one). --restart is always below an explicit --strategy, else never.\n"
    "Durations: 250ms, 10s, 5m, 1h, 0. Signals: TERM, SIGTERM, 15, RTMIN+3.\n"
    "\n"
    "Exit codes: the code of the child whose end ended the container (128+n for a signal, 0 for a\n"
    "success), 0 after an orderly stop, 122 if a child had to be killed in it, 120 if a child was\n"
    "restarted too often after successes, 121 if one never became ready, 126 and 127 if a command\n"
    "could not be run or found, 2 for a wrong line, 123 if baton itself gave up.\n");

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
  text_packed(&text, value);
  row[text.length] = ' ';
  for (unsigned i = 0; i < 3; i++) {
    if (((unsigned)option->where >> i & 1U) != 0) {
      row[HELP_COLUMN + i] = "GSC"[i];
    }
  }
  text_put(help, row);
  text_packed(help, option_text(id, OPTION_HELPED));
  if (standard[0] != '\0') {
    text_put(help, " [");
    text_packed(help, standard);
    text_put(help, "]");
  }
  text_put(help, "\n");
}

void spec_help(text_writer *write, void *context)
{
#define X(id, title) title "\0"
  static const char titles[] = SPEC_SECTIONS(X);
#undef X
  char bytes[512];
  struct text text = text_to(bytes, sizeof bytes, write, context);
  unsigned section = SECTION_LATER;
  text_packed(&text, head);
  for (unsigned id = 0; id < OPTION_KNOWN; id++) {
    if (option_of((enum option_id)id)->section != section) {
      section = option_of((enum option_id)id)->section;
      text_say(&text, "\n%:\n", list_word(titles, section), 0);
    }
    help_row(&text, (enum option_id)id);
  }
  text_packed(&text, tail);
  text_flush(&text);
}

/* --- of the programs that baton stands in for --- */

const char personality_tini_version[] = SPEC_TINI_VERSION;

const char personality_tini_usage[] =
    PACKED("% (" SPEC_TINI_VERSION_TEXT ")\n"
           "Usage: % [OPTIONS] [--] PROGRAM [ARGS] | --version\n"
           "\n"
           "Puts PROGRAM under the supervision of a valid init process (this one).\n"
           "\n"
           "  -s         be a subreaper where it is not PID 1\n"
           "  -g         signals go to PROGRAM's process group\n"
           "  -p SIGNAL  get SIGNAL, such as SIGTERM, when the parent ends\n"
           "  -e CODE    exit with 0 where PROGRAM exits with CODE (0 to 255); repeatable\n"
           "  -w         say which zombies are reaped\n"
           "  -v         be more verbose; repeatable\n"
           "  -l, -h     print the license; print this\n"
           "\n"
           "Environment: TINI_SUBREAPER (as -s), TINI_KILL_PROCESS_GROUP (as -g),\n"
           "TINI_VERBOSITY (0 to 3, in place of -v; default: 1)\n");

const char personality_dumb_init_version[] = "dumb-init v1.2.5\n";

const char personality_dumb_init_usage[] = PACKED("Usage: % [option] program [args]\n"
                                                  "Try % --help for full usage.\n");

const char personality_dumb_init_rewrite[] =
    PACKED("Usage: -r option takes <signum>:<signum>, where <signum> is between 1 and 31.\n"
           "This option can be specified multiple times.\n"
           "Use --help for full usage.\n");

const char personality_dumb_init_help[] =
    PACKED("dumb-init v1.2.5\n"
           "Usage: % [option] program [args]\n"
           "\n"
           "Runs the program in a session of its own, hands it signals, reaps orphans.\n"
           "\n"
           "  -c, --single-child  no session: signals are for the program alone\n"
           "  -r, --rewrite s:r   signal r is sent where s has come; 0: nothing is. Repeatable\n"
           "  -v, --verbose       say on stderr what happens\n"
           "  -V, --version       print the version\n"
           "  -h, --help          print this\n"
           "\n"
           "Environment: DUMB_INIT_SETSID=0 (as -c), DUMB_INIT_DEBUG=1 (as -v)\n");

#define CATATONIT_USAGE "usage: % [-ghLPV] [--] PROGRAM [ARGS]\n"

const char personality_catatonit_version[] = "tini version 0.2.1_catatonit\n";
const char personality_catatonit_usage[] = PACKED(CATATONIT_USAGE);

const char personality_catatonit_help[] =
    PACKED(CATATONIT_USAGE "\n"
                           "  -g             signals go to PROGRAM's process group\n"
                           "  -P             no program: pause until TERM or INT\n"
                           "  -L, -h         print the license; print this\n"
                           "  -V, --version  print the version\n");
