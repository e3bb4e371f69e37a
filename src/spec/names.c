/* The tree by its names: paths, supervisors, default names, --after. */
#include "parser.h"
#include "util/span.h"

#define COUNT_SUFFIX 10U /* bytes of the numbers behind a name, -2-10000 and more */

/* The slot that holds the string, or the free one where it would go. */
static struct name_slot *find_slot(const struct parser *parser, const struct names *names,
                                   const char *string)
{
  uint32_t at = 2166136261U; /* FNV-1a */
  for (const char *byte = string; *byte != '\0'; byte++) {
    at = (at ^ (unsigned char)*byte) * 16777619U;
  }
  at &= names->mask;
  while (names->slots[at].key != 0 && strcmp(pool_at(parser, names->slots[at].key), string) != 0) {
    at = (at + 1) & names->mask;
  }
  return &names->slots[at];
}

uint32_t names_claim(const struct parser *parser, struct names *names, uint32_t key, uint32_t node)
{
  struct name_slot *slot = find_slot(parser, names, pool_at(parser, key));
  if (slot->key == 0) {
    *slot = (struct name_slot){.key = key, .node = node};
  }
  return slot->node;
}

/* The node of a path, or BATON_NONE. The root has none. */
static uint32_t find_path(const struct parser *parser, const char *path)
{
  const struct name_slot *slot = find_slot(parser, &parser->names, path);
  return slot->key == 0 ? BATON_NONE : slot->node;
}

static bool name_byte(char c, bool first)
{
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         (!first && (c == '.' || c == '-'));
}

/* What is wrong with one segment of a path, or NULL. */
static const char *segment_fault(const char *segment, size_t length)
{
  if (length == 0) {
    return PACKED("a name is empty");
  }
  if (length > PLAN_NAME_MAX) {
    return PACKED("a name has at most 63 bytes");
  }
  for (size_t i = 0; i < length; i++) {
    if (!name_byte(segment[i], i == 0)) {
      return PACKED("a name is letters, digits, '_', and after the first byte '.' and '-'");
    }
  }
  return NULL;
}

static const char *path_fault(const char *path, size_t length)
{
  const char *fault = NULL;
  size_t from = 0;
  if (length > PLAN_PATH_MAX) {
    return PACKED("a path has at most 255 bytes");
  }
  for (size_t i = 0; i <= length && fault == NULL; i++) {
    if (i == length || path[i] == '/') {
      fault = segment_fault(path + from, i - from);
      from = i + 1;
    }
  }
  return fault;
}

static bool report_name(struct draft *draft, const char *format, const char *string, uint32_t other)
{
  const struct given given = {OPTION_NAME, draft->clause->word[OPTION_NAME], draft->clause->name};
  return report_given(&draft->parser->report, &given, format, string,
                      draft->parser->notes[other].name_word);
}

static bool no_supervisor(struct draft *draft, const char *supervisor)
{
  const struct parser *parser = draft->parser;
  struct nearest nearest = nearest_to(supervisor, strlen(supervisor));
  for (uint32_t i = 1; i < parser->plan->node_count; i++) {
    if (parser->plan->nodes[i].kind == BATON_KIND_SUPERVISOR) {
      nearest_offer(&nearest, pool_at(parser, parser->plan->nodes[i].path));
    }
  }
  report_name(draft, "no supervisor '%/' is declared before it", supervisor, BATON_ROOT);
  return report_nearest(&draft->parser->report, "", &nearest);
}

/* The supervisor that the node belongs to by its path. */
static bool find_supervisor(struct draft *draft)
{
  const struct parser *parser = draft->parser;
  char supervisor[PLAN_PATH_MAX + 1U];
  struct text text = text_in(supervisor, sizeof supervisor);
  text_put(&text, pool_at(parser, draft->node->path));
  const char *slash = span_last(supervisor, '/');
  if (slash == NULL) {
    return true;
  }
  supervisor[slash - supervisor] = '\0';
  uint32_t found = find_path(parser, supervisor);
  if (found == BATON_NONE) {
    return no_supervisor(draft, supervisor);
  }
  if (parser->plan->nodes[found].kind != BATON_KIND_SUPERVISOR) {
    return report_name(draft, "'%' is a child (word #) and no supervisor", supervisor, found);
  }
  draft->node->parent = found;
  return true;
}

bool names_take(struct parser *parser, uint32_t index, uint32_t word, const char *path,
                size_t length)
{
  const struct given given = {OPTION_NAME, word, path};
  const char *fault = path_fault(path, length);
  if (fault != NULL) {
    return report_given(&parser->report, &given, fault, "", 0);
  }
  uint32_t key = pool_bytes(parser, path, length);
  parser->plan->nodes[index].path = key;
  parser->notes[index].name_word = word;
  uint32_t other = parser->report.failed ? index : names_claim(parser, &parser->names, key, index);
  if (other != index) {
    report_given(&parser->report, &given, "the name is taken (word #)", "",
                 parser->notes[other].name_word);
  }
  return !parser->report.failed;
}

bool names_place(struct draft *draft)
{
  struct parser *parser = draft->parser;
  const char *name = draft->clause->name;
  draft->node->parent = BATON_ROOT;
  if (name == NULL) {
    return true;
  }
  size_t length = strlen(name) - (clause_is_supervisor(draft->clause) ? 1 : 0);
  return names_take(parser, draft->index, draft->clause->word[OPTION_NAME], name, length) &&
         find_supervisor(draft);
}

/* The command's basename as a name, at most 59 bytes so that a number has room. */
static void base_name(const char *command, struct text *name)
{
  const char *base = span_base(command);
  for (size_t i = 0; i < PLAN_NAME_MAX - 4U && base[i] != '\0'; i++) {
    text_bytes(name, name_byte(base[i], i == 0) ? base + i : "_", 1);
  }
  if (base[0] == '\0') {
    text_char(name, '_');
  }
}

/* Puts -N after the name; from 1000 on the name makes room for it. */
static void number_name(const char *base, uint32_t number, struct text *name)
{
  char suffix[12];
  struct text text = text_in(suffix, sizeof suffix);
  size_t length = strlen(base);
  text_char(&text, '-');
  text_unsigned(&text, number);
  text_bytes(name, base,
             length < PLAN_NAME_MAX - text.length ? length : PLAN_NAME_MAX - text.length);
  text_put(name, suffix);
}

static bool name_child(struct parser *parser, uint32_t index)
{
  const struct plan_node *node = &parser->plan->nodes[index];
  char base[PLAN_NAME_MAX + 1U];
  char numbered[PLAN_NAME_MAX + 1U];
  struct text text = text_in(base, sizeof base);
  const char *name = base;
  if (parser->notes[index].count != 0) { /* there has to be room for a number more */
    text = text_in(base, sizeof base - COUNT_SUFFIX);
  }
  base_name(pool_at(parser, node->argv), &text);
  uint32_t holder = find_path(parser, base);
  if (holder != BATON_NONE) {
    /* The holder of the bare name remembers the last number in use: without that, ten thousand
     * children of one command would try fifty million names. */
    uint32_t *number = &parser->notes[holder].number;
    name = numbered;
    do {
      text = text_in(numbered, sizeof numbered);
      *number = *number == 0 ? 2 : *number + 1;
      number_name(base, *number, &text);
    } while (find_path(parser, name) != BATON_NONE);
  }
  return names_take(parser, index, node->word, name, strlen(name)) &&
         (parser->notes[index].count == 0 || count_name(parser, index));
}

bool names_default(struct parser *parser)
{
  for (uint32_t i = 1; i < parser->plan->node_count; i++) {
    if (parser->plan->nodes[i].path == 0 && !name_child(parser, i)) {
      return false;
    }
  }
  return true;
}

/* The path of a sibling of `node`: its name below the same supervisor, or the path in full. */
static void sibling_path(const struct parser *parser, const struct plan_node *node,
                         const char *name, struct text *path)
{
  size_t length = strlen(name);
  if (length > 0 && name[length - 1] == '/') {
    length--;
  }
  if (span_until(name, "/") >= length && node->parent != BATON_ROOT) {
    text_put(path, pool_at(parser, parser->plan->nodes[node->parent].path));
    text_char(path, '/');
  }
  text_bytes(path, name, length);
}

static bool no_sibling(struct parser *parser, uint32_t waiter, const struct given *given)
{
  const struct plan_node *nodes = parser->plan->nodes;
  struct nearest nearest = nearest_to(given->value, strlen(given->value));
  for (uint32_t i = 1; i < waiter; i++) {
    if (nodes[i].parent == nodes[waiter].parent) {
      nearest_offer(&nearest, span_base(pool_at(parser, nodes[i].path)));
    }
  }
  report_given(&parser->report, given, "no earlier sibling has this name", "", 0);
  return report_nearest(&parser->report, "", &nearest);
}

/* Adds what one name of an --after stands for: a node, or all of a clause. */
static bool resolve_after(struct parser *parser, uint32_t waiter, const struct given *given)
{
  const struct plan_node *nodes = parser->plan->nodes;
  char path[PLAN_PATH_MAX + PLAN_NAME_MAX];
  struct text text = text_in(path, sizeof path);
  sibling_path(parser, &nodes[waiter], given->value, &text);
  uint32_t found = text.cut ? BATON_NONE : find_path(parser, path);
  if (found == waiter) {
    return report_given(&parser->report, given, "it cannot wait for itself", "", 0);
  }
  if (found == BATON_NONE || nodes[found].parent != nodes[waiter].parent) {
    return no_sibling(parser, waiter, given);
  }
  if (found > waiter) {
    return report_given(&parser->report, given, "this sibling stands later on the line (word #)",
                        "", nodes[found].word);
  }
  bool whole = strcmp(path, pool_at(parser, nodes[found].path)) != 0; /* NAME of --count */
  return count_add(parser, waiter, found, whole ? count_of(parser, found) : 1);
}

/* The value of the --after that stands at `word`: attached, or the word that follows. */
static const char *after_value(const struct parser *parser, uint32_t word)
{
  const char *equals = span_first(parser->reader.words[word], '=');
  return equals != NULL ? equals + 1 : parser->reader.words[word + 1];
}

static bool list_after(struct parser *parser, uint32_t waiter)
{
  struct plan_node *node = &parser->plan->nodes[waiter];
  const uint32_t *words = parser->after_words + node->after;
  uint32_t count = node->after_count;
  bool good = true;
  node->after = parser->plan->after_count;
  node->after_count = 0;
  for (uint32_t i = 0; i < count && good; i++) {
    const struct given given = {OPTION_AFTER, words[i], after_value(parser, words[i])};
    good = resolve_after(parser, waiter, &given);
  }
  return good && count_waits(parser, waiter);
}

bool names_after(struct parser *parser)
{
  bool good = true;
  for (uint32_t i = 1; i < parser->plan->node_count && good; i += count_of(parser, i)) {
    good = list_after(parser, i);
  }
  return good;
}
