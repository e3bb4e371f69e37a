/* Drives the environment of an instance for Eva: every cause and reason, words of the line that set
 * and unset, an inherited variable of which only the length is known, and rooms that are too small.
 */
#include "core/handover.h"

#include "tree.h"

#define WORD      4U
#define VARIABLES 32U
#define TEXT      1024U

#define EACH(count, name_of)                                                                       \
  for (unsigned i = 0; i < (count); i++) {                                                         \
    (void)name_of(i);                                                                              \
  }

static char unknown[WORD + 1];
static const char *environment[] = {
    "PATH=/bin", "LIFECYCLE_RESUME_ID=above", "NOTIFY_SOCKET=/run", "LISTEN_PID=1", unknown, NULL};
static const char *envp[VARIABLES];
static char text[TEXT];
static uint32_t token;
static const char *const *inherited;

static void inherit(bool classic)
{
  for (unsigned i = 0; i < WORD; i++) {
    unknown[i] = (char)Frama_C_interval(1, 127);
  }
  inherited = handover_inherited(environment, classic);
}

static void make_line(void)
{
  struct baton_settings *settings = tree.settings;
  make_child();
  settings->env = tree_string(&tree, "PATH=/usr");
  (void)tree_string(&tree, "HOME");
  settings->env_count = 2;
  settings->ready = BATON_READY_ENV;
  settings->ready_var = tree_string(&tree, "FD");
  token = tree_string(&tree, "token");
}

static void build(size_t capacity, size_t bytes)
{
  struct handover_env env = {
      .inherited = inherited,
      .envp = envp,
      .envp_capacity = capacity,
      .text = text + TEXT - bytes, /* a byte too many is behind it */
      .text_capacity = bytes,
      .self = 1,
  };
  if (handover_environment(&core, 1, &env) == 0) {
    handover_number(env.ready_digits, 3);
    handover_number(env.pid_digits, 2);
  }
}

static struct baton_node *child(void)
{
  return (struct baton_node *)PART_OF(nodes) + 1;
}

/* An instance that ended so, and what made the next one start. */
static void end_with(enum baton_reason reason, enum baton_cause cause, uint32_t generation)
{
  struct baton_node *node = child();
  node->generation = generation;
  node->start_cause = (uint8_t)cause;
  node->cause = 1;
  node->end.reason = (uint8_t)reason;
  node->end.signal = reason == BATON_REASON_SIGNAL ? CORE_SIGTERM : 0;
  node->token = cause == BATON_CAUSE_UPGRADE ? token : 0;
  node->token_length = cause == BATON_CAUSE_UPGRADE ? 5 : 0;
}

static void build_all(void)
{
  size_t pointers = 0;
  size_t bytes = 0;
  inherit(false);
  handover_bounds(&core, inherited, &pointers, &bytes);
  for (unsigned reason = 0; reason < BATON_REASON_COUNT; reason++) {
    /*@ slevel merge; */
    end_with((enum baton_reason)reason, (enum baton_cause)(reason % 5U), reason);
    build(pointers, 600);
  }
  for (size_t i = 1; i <= pointers; i += 5) {
    /*@ slevel merge; */
    build(i, 40 * i);
  }
}

int main(void)
{
  make_line();
  begin();
  build_all();
  struct baton_node *node = child();
  node->resume_id = 1;
  struct baton_globals *globals = PART_OF(globals);
  globals->flags |= BATON_GLOBAL_CLASSIC;
  inherit(true);
  build(VARIABLES, TEXT);
  EACH(ACT_COUNT, core_action_name)
  EACH(EV_COUNT, core_event_name)
  EACH(NOTE_COUNT, core_note_name)
  EACH(BATON_STATUS_COUNT, baton_status_name)
  EACH(BATON_REASON_COUNT, baton_reason_name)
  (void)core_string(&core, 1);
  return 0;
}
