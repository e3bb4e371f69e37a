/* The memory of a plan: how much a line can need, where everything lies in it, and its strings. */
#include "parser.h"
#include "values.h"

/* How much of everything a line can need at the most. */
struct sizes {
  size_t nodes, after_words, after, limits, groups, slots, strings;
  size_t path; /* of a node that has none on the line */
};

uint32_t pool_bytes(struct parser *parser, const char *bytes, size_t length)
{
  struct plan *plan = parser->plan;
  uint32_t offset = plan->string_bytes;
  if (parser->report.failed) {
    return 0; /* callers may add several strings before they check */
  }
  if (length >= plan->string_capacity - offset) {
    report_say(&parser->report, 0,
               "names, commands and environments of all children together exceed # MiB", "",
               SPEC_STRINGS_MAX >> 20U);
    return 0;
  }
  memcpy(plan->strings + offset, bytes, length);
  plan->strings[offset + length] = '\0';
  plan->string_bytes += (uint32_t)length + 1;
  return offset;
}

uint32_t pool_string(struct parser *parser, const char *string)
{
  return pool_bytes(parser, string, strlen(string));
}

const char *pool_at(const struct parser *parser, uint32_t offset)
{
  return parser->plan->strings + offset;
}

/* What is unused of it stays untouched. */
static void measure_count(const char *value, struct sizes *sizes)
{
  int32_t count = 0;
  if (value_integer(value, 1, SPEC_COUNT_MAX, &count) == VALUE_OK) {
    sizes->nodes += (size_t)count;
    sizes->after = SPEC_WAITS_MAX;
    sizes->path = PLAN_PATH_MAX + 1U; /* each child's own */
  }
}

/* What the options of one clause need beyond their own bytes. `inherited` is the size of all
 * variables given on supervisors so far: a clause with variables of its own copies some of them. */
static void measure_options(const struct reader *reader, const struct clause *clause,
                            size_t *inherited, struct sizes *sizes)
{
  struct reader again = reader_again(reader, clause);
  struct given given;
  size_t own = 0;
  while (reader_next(&again, &given) == READING_OPTION) {
    if (given.id == OPTION_ENV || given.id == OPTION_ENV_FILE || given.id == OPTION_UNSET_ENV) {
      own += strlen(given.value) + 2;
    } else if (given.id == OPTION_COPIES) {
      measure_count(given.value, sizes);
    } else if (given.id == OPTION_AFTER) {
      sizes->after_words++;
    } else if (given.id == OPTION_USER) {
      sizes->groups = SPEC_GROUPS_PER_NODE;
      sizes->strings += SPEC_ACCOUNT_BYTES;
    }
  }
  if (clause->word[OPTION_RLIMIT] != 0) {
    sizes->limits += 16; /* one of each resource */
  }
  if (own != 0) {
    sizes->strings += *inherited;
  }
  if (clause->global || clause_is_supervisor(clause)) {
    *inherited += own;
  }
}

/* What BATON_ARGS can need: its options are never longer than its text. */
static void measure_defaults(const struct spec_input *input, size_t *inherited, struct sizes *sizes)
{
  size_t own = defaults_size(input);
  if (own != 0) {
    sizes->strings += 2 * own + SPEC_ACCOUNT_BYTES;
    sizes->limits += 16;
    sizes->groups = SPEC_GROUPS_PER_NODE;
    *inherited += own;
  }
}

/* Reads the line as spec_parse() will, up to the first fault. */
static struct sizes measure(const struct spec_input *input)
{
  char message[SPEC_MESSAGE_BYTES];
  struct report report = report_in(message);
  struct reader reader = reader_of(input->argv, (uint32_t)input->argc, &report);
  struct sizes sizes = {.nodes = 2,
                        .slots = 4,
                        .strings = 64,
                        .path = PLAN_NAME_MAX + 1U}; /* the root; the faulty clause */
  struct clause clause;
  size_t inherited = 0;
  bool global = true;
  for (uint32_t i = 1; i < reader.count; i++) {
    sizes.strings += strlen(input->argv[i]) + 1;
  }
  measure_defaults(input, &inherited, &sizes);
  while ((global || reader.at < reader.count) && reader_clause(&reader, global, &clause) &&
         clause.asked == OPTION_COUNT) {
    measure_options(&reader, &clause, &inherited, &sizes);
    sizes.nodes++;
    global = false;
  }
  sizes.nodes = sizes.nodes < PLAN_NODES_MAX ? sizes.nodes : PLAN_NODES_MAX;
  sizes.groups *= sizes.nodes;
  sizes.strings += sizes.nodes * sizes.path;
  sizes.strings = sizes.strings < SPEC_STRINGS_MAX ? sizes.strings : SPEC_STRINGS_MAX;
  while (sizes.slots < 2 * sizes.nodes) {
    sizes.slots *= 2;
  }
  sizes.after += sizes.after_words;
  return sizes;
}

/* Memory that is handed out piece by piece; where there is none, the sizes are only added up. */
struct room {
  char *memory;
  size_t used;
};

static void *carve_out(struct room *room, size_t count, size_t size)
{
  void *piece = room->memory == NULL ? NULL : room->memory + room->used;
  room->used += (count * size + 7U) & ~(size_t)7U;
  return piece;
}

size_t memory_lay_out(struct parser *parser, void *memory)
{
  struct room room = {.memory = memory};
  struct sizes sizes = measure(parser->input);
  struct plan *plan = parser->plan;
  plan->nodes = carve_out(&room, sizes.nodes, sizeof *plan->nodes);
  plan->settings = carve_out(&room, sizes.nodes, sizeof *plan->settings);
  plan->after = carve_out(&room, sizes.after, sizeof *plan->after);
  parser->after_words = carve_out(&room, sizes.after_words, sizeof *parser->after_words);
  plan->limits = carve_out(&room, sizes.limits, sizeof *plan->limits);
  plan->groups = carve_out(&room, sizes.groups, sizeof *plan->groups);
  plan->group_capacity = (uint32_t)sizes.groups;
  parser->notes = carve_out(&room, sizes.nodes, sizeof *parser->notes);
  parser->names.slots = carve_out(&room, sizes.slots, sizeof *parser->names.slots);
  parser->names.mask = (uint32_t)sizes.slots - 1;
  parser->resume_ids = parser->names;
  parser->resume_ids.slots = carve_out(&room, sizes.slots, sizeof *parser->names.slots);
  parser->defaults = carve_out(&room, defaults_size(parser->input), 1);
  plan->strings = carve_out(&room, sizes.strings, 1);
  plan->string_capacity = (uint32_t)sizes.strings;
  return room.used;
}

size_t spec_measure(const struct spec_input *input)
{
  struct plan plan;
  struct parser parser = {.input = input, .plan = &plan};
  return memory_lay_out(&parser, NULL);
}
