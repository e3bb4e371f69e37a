/* From words to a plan: the line's order, and what it asks for. */
#include "parse.h"

#include "parser.h"

#include <baton/status.h>

/* The words before the first +++: in the short form they are the first clause, too. */
static bool read_globals(struct parser *parser, struct clause *clause)
{
  if (!reader_clause(&parser->reader, true, clause)) {
    return false;
  }
  if (clause->asked != OPTION_COUNT) {
    return true;
  }
  if (clause->word[OPTION_PAUSE] != 0) {
    return parser->reader.count > 2
               ? report_say(&parser->report, clause->word[OPTION_PAUSE], "-P stands alone", "", 0)
               : node_add_root(parser, clause);
  }
  if (clause->options_end == parser->reader.count) {
    return report_say(&parser->report, 0, "no command; see baton --help", "", 0);
  }
  if (clause->dashes || clause->command != clause->command_end) { /* the short form */
    return node_add_root(parser, clause) && node_add(parser, clause);
  }
  return clause_is_placed(clause, SPEC_G, "! belongs to a clause: write it after a '+++'",
                          &parser->report) &&
         node_add_root(parser, clause);
}

static bool read_line(struct parser *parser)
{
  struct clause clause;
  if (!read_globals(parser, &clause)) {
    return false;
  }
  parser->own_words = clause.options_end;
  if (clause.asked != OPTION_COUNT) {
    parser->verdict = clause.asked == OPTION_HELP      ? SPEC_HELP
                      : clause.asked == OPTION_VERSION ? SPEC_VERSION
                                                       : SPEC_LICENSE;
    return true;
  }
  if (clause.word[OPTION_PAUSE] != 0) {
    finish_pause(parser);
    return true;
  }
  while (parser->reader.at < parser->reader.count) {
    if (!reader_clause(&parser->reader, false, &clause) || !node_add(parser, &clause)) {
      return false;
    }
  }
  return finish_line(parser);
}

void spec_parse(const struct spec_input *input, void *memory, struct spec_result *result)
{
  struct parser parser = {
      .input = input,
      .plan = &result->plan,
      .report = report_in(result->message),
      .verdict = SPEC_RUN,
  };
  memset(result, 0, sizeof *result);
  result->plan.globals = global_standards;
  parser.reader = reader_of(input->argv, (uint32_t)input->argc, &parser.report);
  parser.personality = personality_of(input);
  memory_lay_out(&parser, memory);
  result->verdict = (parser.personality == NULL ? read_line(&parser) : personality_read(&parser))
                        ? parser.verdict
                        : SPEC_ERROR;
  result->own_words = parser.own_words;
  result->text = parser.text;
  result->text_asked = parser.text_asked;
  result->code = parser.personality == NULL ? BATON_EXIT_USAGE : 1; /* the others all have 1 */
  if (parser.report.text.length > 0) {
    report_close(&parser.report);
  }
}
