/* The tree by its names: paths, supervisors, default names, --after. */
#include "parser.h"

#include <string.h>

static uint32_t hash_string(const char *string)
{
  uint32_t hash = 2166136261U; /* FNV-1a */

  for (; *string != '\0'; string++) {
    hash = (hash ^ (unsigned char)*string) * 16777619U;
  }
  return hash;
}

/* The slot that holds the string, or the free one where it would be. */
static struct name_slot *find_slot(const struct parser *parser, const struct names *names,
                                   const char *string)
{
  uint32_t at = hash_string(string) & names->mask;

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
    return "a name is missing where a '/' begins, ends or follows another";
  }
  if (length > PLAN_NAME_MAX) {
    return "a name between two '/' has at most 63 bytes";
  }
  for (size_t i = 0; i < length; i++) {
    if (!name_byte(segment[i], i == 0)) {
      return "a name is made of letters, digits, '_', '.' and '-', and begins with none of the "
             "last two";
    }
  }
  return NULL;
}

static const char *path_fault(const char *path, size_t length)
{
  const char *fault = NULL;
  size_t from = 0;

  if (length > PLAN_PATH_MAX) {
    return "a path has at most 255 bytes";
  }
  for (size_t i = 0; i <= length && fault == NULL; i++) {
    if (i == length || path[i] == '/') {
      fault = segment_fault(path + from, i - from);
      from = i + 1;
    }
  }
  return fault;
}

/* The bytes of a path before its last '/'; 0 for one below the root. */
static size_t above(const char *path, size_t length)
{
  while (length > 0 && path[length - 1] != '/') {
    length--;
  }
  return length == 0 ? 0 : length - 1;
}

static bool report_name(struct draft *draft, const char *const *pieces)
{
  const struct given given = {OPTION_NAME, draft->clause->word[OPTION_NAME], draft->clause->name};

  return report_given(&draft->parser->report, &given, pieces);
}

#define REPORT_NAME(draft, ...) report_name((draft), (const char *const[]){__VA_ARGS__, NULL})

/* The nearest path of a node of this kind among the first `count`. */
static struct nearest nearest_path(const struct parser *parser, const char *wrong, size_t length,
                                   uint8_t kind)
{
  struct nearest nearest = nearest_to(wrong, length);

  for (uint32_t i = 1; i < parser->plan->node_count; i++) {
    const struct plan_node *node = &parser->plan->nodes[i];

    if (node->kind == kind && node->path != 0) {
      nearest_offer(&nearest, pool_at(parser, node->path));
    }
  }
  return nearest;
}

/* The supervisor that a path (of `length` bytes) belongs to. */
static bool find_supervisor(struct draft *draft, const char *path, size_t length)
{
  const struct parser *parser = draft->parser;
  char supervisor[PLAN_PATH_MAX + 1U];
  struct text text = text_in(supervisor, sizeof supervisor);
  uint32_t found = BATON_ROOT;
  size_t parent_length = above(path, length);

  if (parent_length > 0) {
    text_bytes(&text, path, parent_length);
    found = find_path(parser, supervisor);
    if (found == BATON_NONE) {
      struct nearest nearest =
          nearest_path(parser, supervisor, parent_length, BATON_KIND_SUPERVISOR);

      return REPORT_NAME(draft, "its supervisor --name=", supervisor, "/ is not declared before it",
                         DID_YOU_MEAN("", nearest.best));
    }
    if (parser->plan->nodes[found].kind != BATON_KIND_SUPERVISOR) {
      return REPORT_NAME(draft, "'", supervisor, "' is a child (word ",
                         piece_number(parser->notes[found].name_word).at, "), not a supervisor");
    }
  }
  draft->node->parent = found;
  return true;
}

bool names_place(struct draft *draft)
{
  struct parser *parser = draft->parser;
  const char *name = draft->clause->name;
  uint32_t index = (uint32_t)(draft->node - parser->plan->nodes);
  const char *fault = NULL;
  size_t length = 0;
  uint32_t other = 0;

  draft->node->parent = BATON_ROOT;
  if (name == NULL) {
    return true;
  }
  length = strlen(name) - (clause_is_supervisor(draft->clause) ? 1 : 0);
  fault = path_fault(name, length);
  if (fault != NULL) {
    return REPORT_NAME(draft, fault);
  }
  draft->node->path = pool_bytes(parser, name, length);
  draft->note->name_word = draft->clause->word[OPTION_NAME];
  if (parser->report.failed || !find_supervisor(draft, name, length)) {
    return false;
  }
  other = names_claim(parser, &parser->names, draft->node->path, index);
  if (other != index) {
    return REPORT_NAME(draft, "the name was given already (word ",
                       piece_number(parser->notes[other].name_word).at, ")");
  }
  return true;
}

/* The command's basename as a name, at most 59 bytes so that a number has room. */
static void base_name(const char *command, struct text *name)
{
  const char *slash = strrchr(command, '/');
  const char *base = slash == NULL ? command : slash + 1;

  for (size_t i = 0; base[i] != '\0' && i < PLAN_NAME_MAX - 4U; i++) {
    text_char(name, name_byte(base[i], i == 0) ? base[i] : '_');
  }
  if (base[0] == '\0') {
    text_char(name, '_');
  }
}

/* Puts -N after the name; from 1000 on the name makes room for it. */
static void number_name(const char *base, uint32_t number, struct text *name)
{
  struct piece suffix = piece_number(number);
  size_t most = PLAN_NAME_MAX - 1U - strlen(suffix.at);
  size_t length = strlen(base);

  text_bytes(name, base, length < most ? length : most);
  text_char(name, '-');
  text_put(name, suffix.at);
}

static bool name_child(struct parser *parser, uint32_t index)
{
  struct plan_node *node = &parser->plan->nodes[index];
  char base[PLAN_NAME_MAX + 1U];
  char name[PLAN_NAME_MAX + 1U];
  struct text base_text = text_in(base, sizeof base);
  uint32_t holder = BATON_NONE;

  base_name(pool_at(parser, node->argv), &base_text);
  memcpy(name, base, sizeof name);
  holder = find_path(parser, base);
  if (holder != BATON_NONE) {
    /* The one that has the bare name remembers how far the numbers are used up: without that, ten
     * thousand children of one command would try fifty million names. */
    uint32_t *number = &parser->notes[holder].number;

    do {
      struct text text = text_in(name, sizeof name);

      *number = *number == 0 ? 2 : *number + 1;
      number_name(base, *number, &text);
    } while (find_path(parser, name) != BATON_NONE);
  }
  node->path = pool_string(parser, name);
  if (parser->report.failed) {
    return false;
  }
  names_claim(parser, &parser->names, node->path, index);
  return true;
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

/* The path that `name` has as a sibling of `node`: below the same supervisor, or written in full.
 */
static void sibling_path(const struct parser *parser, const struct plan_node *node,
                         const char *name, struct text *path)
{
  size_t length = strlen(name);

  if (length > 0 && name[length - 1] == '/') {
    length--;
  }
  if (memchr(name, '/', length) == NULL && node->parent != BATON_ROOT) {
    text_put(path, pool_at(parser, parser->plan->nodes[node->parent].path));
    text_char(path, '/');
  }
  text_bytes(path, name, length);
}

static bool report_after(struct parser *parser, uint32_t waiter, uint32_t word, const char *name)
{
  const struct given given = {OPTION_AFTER, word, name};
  const struct plan_node *node = &parser->plan->nodes[waiter];
  struct nearest nearest = nearest_to(name, strlen(name));

  for (uint32_t i = 1; i < waiter; i++) {
    const struct plan_node *other = &parser->plan->nodes[i];

    if (other->parent == node->parent) {
      const char *path = pool_at(parser, other->path);

      nearest_offer(&nearest, path + above(path, strlen(path)) + (node->parent != BATON_ROOT));
    }
  }
  return REPORT_GIVEN(&parser->report, &given, "no earlier sibling has this name",
                      DID_YOU_MEAN("", nearest.best));
}

/* One name of an --after as the node it stands for. */
static uint32_t resolve_after(struct parser *parser, uint32_t waiter, uint32_t word,
                              const char *name)
{
  const struct plan_node *nodes = parser->plan->nodes;
  const struct given given = {OPTION_AFTER, word, name};
  char path[PLAN_PATH_MAX + PLAN_NAME_MAX];
  struct text text = text_in(path, sizeof path);
  uint32_t found = BATON_NONE;

  sibling_path(parser, &nodes[waiter], name, &text);
  found = text.cut ? BATON_NONE : find_path(parser, path);
  if (found == waiter) {
    REPORT_GIVEN(&parser->report, &given, "it cannot wait for itself");
  } else if (found == BATON_NONE || nodes[found].parent != nodes[waiter].parent) {
    report_after(parser, waiter, word, name);
  } else if (found > waiter) {
    REPORT_GIVEN(&parser->report, &given, "the sibling stands later on the line (word ",
                 piece_number(nodes[found].word).at, ")");
  }
  return found;
}

/* The value of the --after that stands at `word`: attached, or the word that follows. */
static const char *after_value(const struct parser *parser, uint32_t word)
{
  const char *equals = strchr(parser->reader.words[word], '=');

  return equals != NULL ? equals + 1 : parser->reader.words[word + 1];
}

bool names_after(struct parser *parser)
{
  struct plan *plan = parser->plan;

  for (uint32_t i = 1; i < plan->node_count; i++) {
    uint32_t *after = plan->after + plan->nodes[i].after;

    for (uint32_t k = 0; k < plan->nodes[i].after_count; k++) {
      after[k] = resolve_after(parser, i, after[k], after_value(parser, after[k]));
      if (parser->report.failed) {
        return false;
      }
    }
  }
  return true;
}
