/* How a refusal is told: what the line says of that itself, as far as it can be read. */
#include "parser.h"

static void take_option(struct spec_refusal *refusal, const struct given *given)
{
  if (given->id == OPTION_LOG_FORMAT) {
    refusal->json = is(given->value, "json");
  } else if (given->id == OPTION_TERMINATION_MESSAGE) {
    refusal->quiet |= is(given->value, "off");
    refusal->file = given->value;
  } else if (given->id == OPTION_EXPLAIN) {
    refusal->quiet = true;
  }
}

void spec_refusal(const struct spec_input *input, struct spec_refusal *refusal)
{
  char scrap[SPEC_MESSAGE_BYTES];
  struct report report = report_in(scrap);
  struct reader reader = reader_of(input->argv, (uint32_t)input->argc, &report);
  struct given given;
  *refusal = (struct spec_refusal){
      .json = defaults_have(input, "--log-format=json"),
      .quiet = defaults_have(input, "--explain"),
  };
  if (personality_of(input) != NULL) {
    refusal->quiet = true;
    return;
  }
  for (enum reading reading = READING_OPTION; reading != READING_END;) {
    uint32_t before = reader.at;
    reading = reader_next(&reader, &given);
    if (reading == READING_OPTION) {
      take_option(refusal, &given);
    } else if (reading == READING_FAILED) { /* the rest of that word is passed over */
      reader.cluster = NULL;
      reader.at += reader.at == before ? 1 : 0;
    }
  }
}
