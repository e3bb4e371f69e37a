/* The environment that tells an instance what the one before it left.
 *
 * Owns the names of handover.md, and the rule which value wins where a variable is set twice. Must
 * not decide anything: it reads the node as the SPAWN left it. IDs and tokens go from here into an
 * environment and nowhere else, so that no log ever holds one.
 */
#include "handover.h"

#include "util/hash.h"
#include "util/number.h"
#include "util/signal.h"
#include "util/span.h"
#include "util/text.h"

#include <string.h>

#define TOKEN_MAX    4096U /* bytes of a resume token */
#define NUMBER_BYTES 21U   /* the longest number and its NUL */

struct builder {
  const struct core *core;
  const struct baton_node *node;
  const char *parent_resume_id; /* "": baton is no child of another baton */
  const char *file;             /* the next variable that comes from one */
  const char **envp;
  size_t count;
  size_t capacity;
  struct text text;
  bool classic;
  bool full;
};

static bool has_prefix(const char *string, const char *prefix)
{
  return span_begins(string, prefix, strlen(prefix));
}

static bool same_key(const char *entry, const char *key, size_t length)
{
  return span_begins(entry, key, length) && (entry[length] == '=' || entry[length] == '\0');
}

/* --- The environment as a list, without duplicates of what we set --- */

static void append(struct builder *builder, const char *entry)
{
  if (builder->count + 1 >= builder->capacity) {
    builder->full = true;
    return;
  }
  builder->envp[builder->count++] = entry;
}

/* Removes every entry with this key, from `from` on. */
static void take_out(struct builder *builder, size_t from, const char *key, size_t length)
{
  size_t kept = from;
  for (size_t i = from; i < builder->count; i++) {
    if (!same_key(builder->envp[i], key, length)) {
      builder->envp[kept++] = builder->envp[i];
    }
  }
  builder->count = kept;
}

/* Puts `entry` in the place of its key, or at the end. There is never a second entry with the same
 * key, since some programs read the first and some the last. */
static void put_entry(struct builder *builder, const char *entry)
{
  size_t length = span_until(entry, "=");
  for (size_t i = 0; i < builder->count; i++) {
    if (same_key(builder->envp[i], entry, length)) {
      builder->envp[i] = entry;
      take_out(builder, i + 1, entry, length);
      return;
    }
  }
  append(builder, entry);
}

/* --- The values --- */

/* Those of the instance before come last. */
#define HANDOVER_VARIABLES(X)                                                                      \
  X(RESUME_ID, "LIFECYCLE_RESUME_ID")                                                              \
  X(PARENT_RESUME_ID, "LIFECYCLE_PARENT_RESUME_ID")                                                \
  X(RESUME_TOKEN, "LIFECYCLE_RESUME_TOKEN")                                                        \
  X(NAME, "LIFECYCLE_NAME")                                                                        \
  X(SUPERVISOR, "LIFECYCLE_SUPERVISOR")                                                            \
  X(GENERATION, "LIFECYCLE_GENERATION")                                                            \
  X(EPOCH, "LIFECYCLE_EPOCH")                                                                      \
  X(CAUSE, "LIFECYCLE_CAUSE")                                                                      \
  X(PREV_EXIT, "LIFECYCLE_PREV_EXIT")                                                              \
  X(PREV_SIGNAL, "LIFECYCLE_PREV_SIGNAL")                                                          \
  X(PREV_REASON, "LIFECYCLE_PREV_REASON")                                                          \
  X(PREV_UPTIME_MS, "LIFECYCLE_PREV_UPTIME_MS")

#define VARIABLE(name, text)      VARIABLE_##name,
#define VARIABLE_NAME(name, text) text,

enum variable { HANDOVER_VARIABLES(VARIABLE) };

static const char *const variable_names[] = {HANDOVER_VARIABLES(VARIABLE_NAME)};
#define VARIABLE_COUNT (sizeof variable_names / sizeof *variable_names)

static void write_cause(struct text *text, const struct core *core, const struct baton_node *node)
{
  text_put(text, baton_cause_name(node->start_cause));
  if (node->start_cause == BATON_CAUSE_SIBLING) {
    text_char(text, ':');
    text_put(text, core_string(core, core->nodes[node->cause].path));
  }
}

static bool never_ran(const struct baton_end *end)
{
  return end->reason == BATON_REASON_EXEC || end->reason == BATON_REASON_SPAWN ||
         end->reason == BATON_REASON_DEPENDENCY;
}

/* False: it has no value, and is removed, because a stale one would be a lie. */
static bool write_value(struct builder *builder, enum variable variable)
{
  const struct core *core = builder->core;
  const struct baton_node *node = builder->node;
  const struct baton_end *end = &node->end;
  struct text *text = &builder->text;
  char id[HANDOVER_ID_BYTES];
  switch (variable) {
  case VARIABLE_RESUME_ID:
    text_put(text, handover_resume_id(core, (uint32_t)(node - core->nodes), id));
    break;
  case VARIABLE_PARENT_RESUME_ID:
    text_put(text, builder->parent_resume_id);
    return builder->parent_resume_id[0] != '\0';
  case VARIABLE_RESUME_TOKEN:
    text_bytes(text, core_string(core, node->token), node->token_length);
    return node->token_length > 0;
  case VARIABLE_NAME: text_put(text, core_string(core, node->path)); break;
  case VARIABLE_SUPERVISOR:
    text_put(text, core_string(core, core->nodes[node->parent].path));
    break;
  case VARIABLE_GENERATION: text_unsigned(text, node->generation); break;
  case VARIABLE_EPOCH: text_hex(text, core->state->epoch, 16); break;
  case VARIABLE_CAUSE: write_cause(text, core, node); break;
  case VARIABLE_PREV_EXIT:
    text_signed(text, end->signal != 0 || never_ran(end) ? -1 : end->code);
    break;
  case VARIABLE_PREV_SIGNAL:
    text_put(text, "SIG");
    text_signal(text, end->signal);
    return end->signal != 0;
  case VARIABLE_PREV_REASON: text_put(text, baton_reason_name(end->reason)); break;
  case VARIABLE_PREV_UPTIME_MS: text_unsigned(text, end->uptime_ms); break;
  }
  return true;
}

/* --- What the line says --- */

static bool is_ours(const char *entry)
{
  for (size_t i = 0; i < VARIABLE_COUNT; i++) {
    if (same_key(entry, variable_names[i], strlen(variable_names[i]))) {
      return true;
    }
  }
  return false;
}

/* An entry sets, a bare key unsets. Beside ours nothing of theirs is put, not even where they are
 * absent; so they need not be looked for. */
static void apply_word(struct builder *builder, const char *word)
{
  if (!builder->classic && is_ours(word)) {
    return;
  }
  if (span_first(word, '=') != NULL) {
    put_entry(builder, word);
  } else {
    take_out(builder, 0, word, strlen(word));
  }
}

/* One that begins with '=' is of a file. */
static void apply_words(struct builder *builder, uint32_t first, uint32_t count)
{
  const char *word = core_string(builder->core, first);
  for (uint32_t i = 0; i < count; i++, word += strlen(word) + 1) {
    if (word[0] == '=') {
      apply_word(builder, builder->file);
      builder->file += strlen(builder->file) + 1;
    } else {
      apply_word(builder, word);
    }
  }
}

/* What --user brings, then --env and --unset-env, which win. */
static void apply_own_words(struct builder *builder)
{
  const struct baton_settings *settings = &builder->core->settings[builder->node->settings];
  apply_words(builder, settings->account, settings->account_count);
  apply_words(builder, settings->env, settings->env_count);
}

/* --- What is inherited --- */

/* Variables that speak of baton's own supervisor, and would mislead a child. */
static bool is_private(const char *entry)
{
  static const char *const prefixes[] = {"LIFECYCLE_", "WATCHDOG_", "LISTEN_", "NOTIFY_SOCKET="};
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
    if (has_prefix(entry, prefixes[i])) {
      return true;
    }
  }
  return false;
}

/* BATON_ARGS has done its work once there is a child. */
static bool is_for_baton(const char *entry)
{
  return has_prefix(entry, "BATON_ARGS=");
}

/* The ResumeID that an entry gives, or "". */
static const char *resume_id_in(const char *entry)
{
  static const char key[] = "LIFECYCLE_RESUME_ID=";
  return entry != NULL && has_prefix(entry, key) ? entry + sizeof key - 1 : "";
}

static void exchange(const char **one, const char **other)
{
  const char *entry = *one;
  *one = *other;
  *other = entry;
}

/* The parent's ResumeID goes to the end of what is not handed on. */
static size_t put_in_front(const char **environment, size_t first, const char *parent)
{
  for (size_t i = 0; i < first; i++) {
    if (environment[i] == parent) {
      exchange(&environment[i], &environment[first - 1]);
      return first - 1;
    }
  }
  return first;
}

/* From the end, so that those which are handed on keep their order, and the last ResumeID counts.
 */
const char **handover_inherited(const char **environment, bool classic)
{
  const char *parent = NULL;
  size_t first = 0;
  while (environment[first] != NULL) {
    first++;
  }
  for (size_t i = first; i-- > 0;) {
    const char *entry = environment[i];
    if (!is_for_baton(entry) && (classic || !is_private(entry))) {
      exchange(&environment[i], &environment[--first]);
    } else if (parent == NULL && *resume_id_in(entry) != '\0') {
      parent = entry;
    }
  }
  return environment + put_in_front(environment, first, parent);
}

/* --- The two kinds of environment --- */

static void take_inherited(struct builder *builder, const char *const *inherited)
{
  for (; *inherited != NULL; inherited++) {
    append(builder, *inherited);
  }
}

/* Where the next entry's text begins. */
static const char *begin_entry(struct builder *builder, const char *key)
{
  const char *entry = builder->text.at + builder->text.length;
  text_put(&builder->text, key);
  text_char(&builder->text, '=');
  return entry;
}

/* A text that was cut is not used: its entry may lack the '='. */
static bool end_entry(struct builder *builder)
{
  text_char(&builder->text, '\0');
  return !builder->text.cut;
}

/* Returns where its number is to be put; NULL: there is no room for it. */
static char *put_entry_of_number(struct builder *builder, const char *key)
{
  const char *entry = begin_entry(builder, key);
  char *digits = builder->text.at + builder->text.length;
  for (unsigned i = 1; i < NUMBER_BYTES; i++) {
    text_char(&builder->text, '\0');
  }
  if (!end_entry(builder)) {
    return NULL;
  }
  put_entry(builder, entry);
  return digits;
}

void handover_number(char *digits, int32_t number)
{
  if (digits != NULL) {
    struct text text = text_in(digits, NUMBER_BYTES);
    text_signed(&text, number);
  }
}

/* --env is applied after what is inherited, so that it wins over that (even for the names that were
 * filtered out). Ours win over it: a generation that the line pinned to a number would fence
 * nothing. */
static void build_supervised(struct builder *builder, struct handover_env *env)
{
  const struct baton_settings *settings = &builder->core->settings[builder->node->settings];
  /* This SPAWN has already counted its generation. A child that failed as a waiter, and that an
   * operator starts, has a record of an end and never ran. */
  bool has_previous = builder->node->generation > 1;
  builder->parent_resume_id = resume_id_in(*env->inherited);
  take_inherited(builder, env->inherited + (*builder->parent_resume_id != '\0'));
  apply_own_words(builder);
  for (size_t i = 0; i < VARIABLE_COUNT; i++) {
    const char *entry = begin_entry(builder, variable_names[i]);
    if ((!has_previous && i >= VARIABLE_PREV_EXIT) || !write_value(builder, (enum variable)i)) {
      builder->text.length = (size_t)(entry - builder->text.at);
    } else if (end_entry(builder)) {
      append(builder, entry);
    }
  }
  if (settings->ready == BATON_READY_ENV) {
    const char *key = core_string(builder->core, settings->ready_var);
    env->ready_digits = put_entry_of_number(builder, key);
  }
}

static bool names_self(const char *entry, int32_t self)
{
  static const char listen_pid[] = "LISTEN_PID=";
  uint64_t pid;
  return has_prefix(entry, listen_pid) &&
         number_parse(entry + sizeof listen_pid - 1, INT32_MAX, &pid) && pid == (uint64_t)self;
}

/* A classic init stands between an outer supervisor and its worker. Sockets meant for baton's pid
 * are meant for the child; everything else is none of our business. */
static void build_classic(struct builder *builder, struct handover_env *env)
{
  bool ours = false;
  take_inherited(builder, env->inherited);
  for (size_t i = 0; i < builder->count && !ours; i++) {
    ours = names_self(builder->envp[i], env->self);
  }
  if (ours) {
    env->pid_digits = put_entry_of_number(builder, "LISTEN_PID");
  }
  apply_own_words(builder);
}

int handover_environment(const struct core *core, uint32_t slot, struct handover_env *env)
{
  struct builder builder = {
      .core = core,
      .node = &core->nodes[slot],
      .parent_resume_id = "",
      .file = env->files,
      .envp = env->envp,
      .capacity = env->envp_capacity,
      .text = text_in(env->text, env->text_capacity),
      .classic = (core->globals->flags & BATON_GLOBAL_CLASSIC) != 0,
  };
  if (builder.classic) {
    build_classic(&builder, env);
  } else {
    build_supervised(&builder, env);
  }
  if (builder.full || builder.text.cut) {
    return -1;
  }
  env->envp[builder.count] = NULL;
  env->text_length = builder.text.length;
  return 0;
}

/* --- The bounds --- */

static size_t at_least(size_t a, size_t b)
{
  return a > b ? a : b;
}

void handover_bounds(const struct core *core, const char *const *inherited, size_t *pointers,
                     size_t *bytes)
{
  size_t entries = 0;
  size_t id = at_least(HANDOVER_ID_BYTES, strlen(resume_id_in(*inherited)));
  while (inherited[entries] != NULL) {
    entries++;
  }
  size_t words = 0;
  for (uint32_t i = 0; i < core->table->nodes.count; i++) {
    const struct baton_settings *settings = &core->settings[core->nodes[i].settings];
    words = at_least(words, (size_t)settings->env_count + settings->account_count);
    id = at_least(id, strlen(core_string(core, core->nodes[i].resume_id)));
    id = at_least(id, strlen(core_string(core, settings->ready_var)));
  }
  *pointers = entries + words + VARIABLE_COUNT + 2;
  *bytes = TOKEN_MAX + 3 * (id + PLAN_PATH_MAX) + (VARIABLE_COUNT + 1) * NUMBER_BYTES;
  for (size_t i = 0; i < VARIABLE_COUNT; i++) {
    *bytes += strlen(variable_names[i]) + 2;
  }
}

const char *handover_resume_id(const struct core *core, uint32_t slot,
                               char buffer[HANDOVER_ID_BYTES])
{
  const struct baton_node *node = &core->nodes[slot];
  if (node->resume_id != 0) {
    return core_string(core, node->resume_id);
  }
  const char *path = core_string(core, node->path);
  uint8_t digest[16];
  hash_sip128(core->state->seed, path, strlen(path), digest);
  digest[6] = (uint8_t)((digest[6] & 0x0fU) | 0x40U); /* version 4 */
  digest[8] = (uint8_t)((digest[8] & 0x3fU) | 0x80U); /* the variant of RFC 4122 */
  struct text text = text_in(buffer, HANDOVER_ID_BYTES);
  for (unsigned i = 0; i < sizeof digest; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) {
      text_char(&text, '-');
    }
    text_hex(&text, digest[i], 2);
  }
  return buffer;
}
