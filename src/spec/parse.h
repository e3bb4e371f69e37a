/* The command line's parser: words in, plan or one message out. Pure.
 *
 * Owns the grammar of command-line.md. Allocates nothing: spec_measure() says how much memory a
 * line can need at the most, the caller brings it.
 */
#ifndef SPEC_PARSE_H
#define SPEC_PARSE_H

#include "core/plan.h"
#include "util/text.h"

#include <stddef.h>

#define SPEC_MESSAGE_BYTES 1024U

/* What a line asks for. */
enum spec_verdict {
  SPEC_RUN,          /* the plan is complete */
  SPEC_ERROR,        /* `message` says why; exit with `code` */
  SPEC_TEXT,         /* under another name: `text` is what was asked for, exit 0 */
  SPEC_HELP,         /* print spec_help() on stdout, exit 0 */
  SPEC_VERSION,      /* print spec_version() */
  SPEC_LICENSE,      /* print spec_license() */
  SPEC_EXPLAIN_TEXT, /* the plan is complete: print it, start nothing, exit 0 */
  SPEC_EXPLAIN_JSON,
};

/* The words and what the environment says about where baton runs. */
struct spec_input {
  int argc;
  char *const *argv; /* argv[0] is baton's own name, or that of the program it stands in for */
  const char *const *environment; /* NULL: empty */
  int32_t pid;                    /* baton's */
};

struct spec_result {
  enum spec_verdict verdict;
  struct plan plan;
  char message[SPEC_MESSAGE_BYTES]; /* SPEC_ERROR: one line, with its newline. Else a warning for
                                       stderr in the same form, or "" */
  const char *text;                 /* to be printed after it by spec_print(), or NULL */
  bool text_asked;                  /* ... on stdout */
  uint8_t code;
  uint32_t
      own_words; /* words before the first that is a child's: baton's name and global options */
};

/* Bytes of memory that spec_parse() needs for these words; it never asks for more. */
size_t spec_measure(const struct spec_input *input);

/* Parses the line into `result`; the plan's arrays are carved out of `memory` (8-aligned,
 * spec_measure() zeroed bytes). */
void spec_parse(const struct spec_input *input, void *memory, struct spec_result *result);

/* How it is told that a line was refused, as far as its global options and BATON_ARGS can be read;
 * strings are the line's own. */
struct spec_refusal {
  const char *file; /* --termination-message=FILE, or NULL */
  bool quiet;       /* no termination message: it is off, or the line was only to be explained, or
                       another program's name has none */
  bool json;        /* --log-format=json */
};

void spec_refusal(const struct spec_input *input, struct spec_refusal *refusal);

/* A plan as a tree a person likes to read, or as JSON: handed to `write` piece by piece. */
void spec_explain(const struct plan *plan, bool json, text_writer *write, void *context);

/* The text of a result; its name stands for the program's. */
void spec_print(const struct spec_input *input, const char *text, text_writer *write,
                void *context);

/* Texts: spec_help() is made from the option table, so it is handed out like spec_explain(); the
 * others are for spec_print(). */
void spec_help(text_writer *write, void *context);
const char *spec_version(void);
const char *spec_license(void);

/* One USER[:GROUP] resolved against the texts of /etc/passwd and /etc/group (either may be NULL:
 * the file cannot be read). Supplementary groups go to `groups` (at most `capacity`).
 * Returns SPEC_USER_OK or what is wrong; command-line.md, "Users". */
enum spec_user_verdict {
  SPEC_USER_OK,
  SPEC_USER_UNKNOWN,       /* no such user name */
  SPEC_USER_UNKNOWN_GROUP, /* no such group name */
  SPEC_USER_NEEDS_GROUP,   /* a numeric uid that is not listed, and no GROUP */
  SPEC_USER_TOO_MANY_GROUPS,
  SPEC_USER_DENIED, /* resolved, but baton may not become it */
};

struct spec_user {
  uint32_t uid, gid;
  uint32_t group_count;
  const char *account; /* its line of `passwd`; NULL: it has none */
};

enum spec_user_verdict spec_user_resolve(const char *user, const char *passwd, const char *group,
                                         uint32_t *groups, uint32_t capacity,
                                         struct spec_user *resolved);

/* Adds HOME, USER and LOGNAME of a line of /etc/passwd to the plan's strings and to these settings.
 * Without a line, a name, a home or room for them the child's stay as they are. */
void spec_user_account(struct plan *plan, struct baton_settings *settings, const char *account);

/* Makes result->message say what is wrong with the --user of these settings of its plan. */
void spec_user_refuse(struct spec_result *result, const struct baton_settings *settings,
                      enum spec_user_verdict verdict);

#endif
