/* What the parts of the parser share while one line is read. Internal to spec/.
 *
 * The order: parse.c reads clause by clause; node.c makes a node of each, for which set.c puts the
 * options into a draft and settings.c merges and shares what came out; names.c keeps the tree;
 * finish.c decides and checks what only the whole line can tell.
 */
#ifndef SPEC_PARSER_H
#define SPEC_PARSER_H

#include "parse.h"
#include "words.h"

/* All strings of a plan: every path, command, environment and file name. */
#define SPEC_STRINGS_MAX (64U << 20U)

/* Supplementary groups per node, on average, of a line with --user. What is unused stays untouched.
 */
#define SPEC_GROUPS_PER_NODE 256U

/* HOME, USER and LOGNAME of one --user. */
#define SPEC_ACCOUNT_BYTES 1024U

#define SPEC_RESUME_ID_MAX 128U

/* N of --count. */
#define SPEC_COUNT_MAX 10000

/* For how many others all children together can wait: each of them is looked at whenever one of
 * those is ready. */
#define SPEC_WAITS_MAX 1000000U

/* What is known of a node beyond its plan_node while the line is read. The words are those of
 * options that apply to it, given on its own clause or above; 0: none was. */
struct note {
  uint32_t name_word;
  uint32_t restart_word;
  uint32_t start_timeout_word;
  uint32_t sweep_word;
  uint32_t until_word;
  uint32_t fatal_word;
  uint32_t count; /* --count: how many nodes from this one on are of its clause; 0: not given */
  uint32_t last_clause; /* of a supervisor: the first node of its last clause so far; 0: none */
  uint32_t stdin_word;
  uint32_t resume_id_word;
  uint32_t first, last; /* children of a supervisor, by position; 0: none */
  uint32_t next;        /* its next sibling */
  uint32_t number;      /* the last suffix of default names that begin like this one */
  uint64_t explicit_ms; /* its delays and explicit stop timeouts, along its longest chain */
};

/* Which node has a string (a path, a --resume-id): open addressing, a third is always free. */
struct name_slot {
  uint32_t key; /* the string's offset; 0: free */
  uint32_t node;
};

struct names {
  struct name_slot *slots;
  uint32_t mask;
};

/* What a personality's options and variables ask for. They are read before BATON_ARGS, so that a
 * wrong one keeps no help from being shown, and put into the plan after it, so that they win. */
struct personality_line {
  uint8_t signal_map[BATON_SIGNALS + 1];
  uint8_t parent_death_signal;
  bool group, subreaper, single, pause, warn_reap;
};

struct parser {
  const struct spec_input *input;
  const struct personality *personality; /* NULL: baton */
  struct report report;
  struct reader reader;
  struct plan *plan;
  struct note *notes;
  struct names names;
  struct names resume_ids;
  uint32_t *after_words; /* where each --after stands, clause by clause */
  uint32_t after_count;  /* of them */
  uint64_t waits;        /* for how many others its children wait, all together */
  char **defaults;       /* the words of BATON_ARGS, from 1 */
  uint32_t default_count;
  struct clause whole; /* the options of BATON_ARGS, and those of the line before its first +++ */
  uint64_t mapped;     /* signals that this section's --signal has mapped */
  uint64_t exit_codes[4];   /* -e */
  uint32_t stdin_word;      /* --stdin=inherit */
  uint32_t children, child; /* how many there are, and the last one */
  unsigned verbosity;       /* -v */
  enum spec_verdict verdict;
  const char *text; /* spec_result.text and its stream */
  bool text_asked;
  uint32_t own_words; /* spec_result.own_words */
  struct personality_line line;
};

/* One clause while its options are put in. */
struct draft {
  struct parser *parser;
  const struct clause *clause;
  uint32_t index; /* its node's */
  struct plan_node *node;
  struct note *note;
  struct baton_settings settings;
  const struct baton_settings *previous; /* of the clause before, for sharing */
};

/* defaults.c */
/* The value of a variable, or NULL. */
const char *variable_of(const struct spec_input *input, const char *name);
/* Bytes of memory that the words of BATON_ARGS need; 0: it is not set. */
size_t defaults_size(const struct spec_input *input);
/* It has this word, or this word with a value. */
bool defaults_have(const struct spec_input *input, const char *word);
/* Reads them as a clause of options, before the line's own, which win. The numbers of its words say
 * that they are of BATON_ARGS. False after a report. */
bool defaults_read(struct parser *parser, struct clause *clause);

/* memory.c: divides the caller's memory (NULL: nothing is written) and says how much it takes. */
size_t memory_lay_out(struct parser *parser, void *memory);

/* Strings. Offset 0 after a report. */
uint32_t pool_bytes(struct parser *parser, const char *bytes, size_t length);
uint32_t pool_string(struct parser *parser, const char *string);
const char *pool_at(const struct parser *parser, uint32_t offset);

/* node.c: a clause as the next node; the root, which holds the defaults of everything below it.
 * False after a report. */
bool node_add(struct parser *parser, const struct clause *clause);
bool node_add_root(struct parser *parser, const struct clause *clause);
/* There is room for so many nodes more. */
bool node_fits(struct parser *parser, uint32_t word, uint32_t more);
/* Links a node to its supervisor, behind its earlier siblings. */
void node_link(struct parser *parser, uint32_t index);

/* set.c: puts one option into the draft; false after a report. */
bool set_option(struct draft *draft, const struct given *given);

/* settings.c */
/* Puts one --rlimit in the place of the inherited limit of this resource, or behind all of them. */
void settings_limit(struct draft *draft, const struct baton_limit *limit);
/* Ends that, and merges --env and --unset-env of the clause likewise, key by key. */
bool settings_merge(struct draft *draft);
/* Gives the draft's settings to its node: those of the parent or of the clause before if they are
 * equal, else new ones. */
void settings_share(struct draft *draft);

/* count.c: the children of one clause. */
/* Adds those behind the first, which is the draft's and complete. */
bool count_copy(struct draft *draft);
/* Names them NAME-1, NAME-2 and so on; NAME, which stands for all of them, is the first one's path.
 */
bool count_name(struct parser *parser, uint32_t first);
/* How many nodes are of the clause whose first one this is. */
uint32_t count_of(const struct parser *parser, uint32_t first);
/* Puts `count` nodes to the end of the list of what `waiter`, the first of a clause, waits for. */
bool count_add(struct parser *parser, uint32_t waiter, uint32_t awaited, uint32_t count);
/* Gives the clause's other nodes that list; where it has no --after, all of the clause before. */
bool count_waits(struct parser *parser, uint32_t first);

/* names.c: paths and who belongs to whom. */
/* Checks and registers an explicit name, finds its supervisor; for none, the root. */
bool names_place(struct draft *draft);
/* Gives a node its path, which is told as a --name at `word`. */
bool names_take(struct parser *parser, uint32_t index, uint32_t word, const char *path,
                size_t length);
/* Names every child that has none. */
bool names_default(struct parser *parser);
/* Turns the words of every --after into nodes. */
bool names_after(struct parser *parser);
/* Keeps `node` under the string `key` unless another one has it: that one, or `node`. */
uint32_t names_claim(const struct parser *parser, struct names *names, uint32_t key, uint32_t node);

/* personality.c: the programs that baton stands in for when it is called by their name. */
/* The one that the basename of argv[0] names; NULL: it is baton's own line. */
const struct personality *personality_of(const struct spec_input *input);
/* Reads the line as that program does. False if it is wrong: the report or parser->text says why.
 */
bool personality_read(struct parser *parser);

/* finish.c: decides and checks what needs the whole line. A warning goes to the report's bytes. */
bool finish_line(struct parser *parser);
/* The same for a line without a child: it waits for TERM or INT. */
void finish_pause(struct parser *parser);

#endif
