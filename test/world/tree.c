#include "tree.h"

#include "util/names.h"
#include "util/settings.h"

#include <stdlib.h>
#include <string.h>

static void be_sure(bool fits)
{
  if (!fits) {
    fputs("the tree has no room for so much\n", stderr);
    abort();
  }
}

/* --- building --- */

static struct plan_node *add_node(struct tree *tree, uint32_t parent, enum baton_kind kind)
{
  uint32_t index = tree->plan.node_count++;
  be_sure(index < TREE_NODES);
  tree->settings[index] = setting_standards;
  tree->settings[index].policy = BATON_POLICY_ALWAYS;
  tree->settings[index].jitter_percent = 0; /* so that times are known */
  tree->plan.settings_count++;
  tree->nodes[index] = (struct plan_node){
      .parent = parent,
      .settings = index,
      .after_mode = BATON_AFTER_PREVIOUS,
      .intensity = {.limit = BATON_NONE},
      .kind = (uint8_t)kind,
  };
  return &tree->nodes[index];
}

void tree_begin(struct tree *tree)
{
  tree->plan = (struct plan){
      .nodes = tree->nodes,
      .settings = tree->settings,
      .after = tree->after,
      .strings = tree->strings,
      .globals = {.grace_ms = 8000,
                  .drain_ms = BATON_NONE,
                  .flags = BATON_GLOBAL_DRAIN,
                  .log_level = 2},
  };
  (void)tree_string(tree, "");
  (void)add_node(tree, BATON_NONE, BATON_KIND_SUPERVISOR);
}

uint32_t tree_string(struct tree *tree, const char *text)
{
  uint32_t at = tree->plan.string_bytes;
  size_t bytes = strlen(text) + 1U;
  be_sure(at + bytes <= sizeof tree->strings);
  memcpy(tree->strings + at, text, bytes);
  tree->plan.string_bytes += (uint32_t)bytes;
  return at;
}

uint32_t tree_add(struct tree *tree, uint32_t parent, enum baton_kind kind, const char *name)
{
  struct plan_node *node = add_node(tree, parent, kind);
  node->path = tree->plan.string_bytes;
  if (parent != BATON_ROOT) {
    (void)tree_string(tree, tree->strings + tree->nodes[parent].path);
    tree->strings[tree->plan.string_bytes - 1U] = '/';
  }
  (void)tree_string(tree, name);
  be_sure(tree->plan.string_bytes - node->path <= PLAN_PATH_MAX + 1U);
  node->explicit_strategy = tree->nodes[parent].explicit_strategy;
  if (kind == BATON_KIND_CHILD) {
    node->argv = node->path;
    node->argc = 1;
  }
  return tree->plan.node_count - 1U;
}

void tree_after(struct tree *tree, uint32_t index, uint32_t sibling)
{
  struct plan_node *node = &tree->nodes[index];
  if (node->after_count == 0) {
    node->after = tree->plan.after_count;
  }
  be_sure(node->after + node->after_count == tree->plan.after_count);
  node->after_mode = BATON_AFTER_LIST;
  node->after_count++;
  tree->after[tree->plan.after_count++] = sibling;
}

void tree_strategy(struct tree *tree, uint32_t supervisor, enum baton_strategy strategy)
{
  struct plan_node *node = &tree->nodes[supervisor];
  bool ordered = strategy != BATON_STRATEGY_ONE_FOR_ONE;
  node->strategy = (uint8_t)strategy;
  node->explicit_strategy = 1;
  node->stop_order = ordered ? BATON_STOP_ORDER_REVERSE : BATON_STOP_ORDER_PARALLEL;
}

/* --- for people --- */

static void print_window(FILE *out, const char *name, struct baton_window window)
{
  if (window.limit == BATON_NONE) {
    fprintf(out, " %s=unlimited", name);
  } else {
    fprintf(out, " %s=%u/%ums", name, window.limit, window.window_ms);
  }
}

static void print_supervisor(FILE *out, const struct plan_node *node)
{
  fprintf(out, "/ %s%s auto-shutdown=%s%s", baton_strategy_name(node->strategy),
          node->explicit_strategy ? " (explicit)" : "",
          baton_auto_shutdown_name(node->auto_shutdown),
          node->stop_order == BATON_STOP_ORDER_REVERSE ? " reverse" : "");
  print_window(out, "intensity", node->intensity);
}

static void print_child(FILE *out, const struct plan_node *node,
                        const struct baton_settings *settings)
{
  fprintf(out, " %s%s%s ready=%s", baton_policy_name(settings->policy),
          node->optional ? " optional" : "", node->gate ? " gate" : "",
          baton_ready_name(settings->ready));
  print_window(out, "max-restarts", settings->breaker);
  fprintf(out, " backoff=%u:%u:%u%% jitter=%u%% reset=%u", settings->backoff_initial_ms,
          settings->backoff_max_ms, settings->backoff_factor_centi, settings->jitter_percent,
          settings->backoff_reset_ms);
  fprintf(out, " retry-after=%d", (int)settings->retry_after_ms);
  fprintf(out, " start-timeout=%d stop-timeout=%d stop-delay=%u stop-signal=%u%s sweep=%s:%u",
          (int)settings->start_timeout_ms, (int)settings->stop_timeout_ms, settings->stop_delay_ms,
          settings->stop_signal, settings->kill == BATON_KILL_GROUP ? " kill=group" : "",
          baton_sweeping_name(settings->sweep), settings->sweep_signal);
}

void tree_print(FILE *out, const struct tree *tree)
{
  const struct plan *plan = &tree->plan;
  fprintf(out, "grace=%u drain=%d flags=%x\n", plan->globals.grace_ms, (int)plan->globals.drain_ms,
          plan->globals.flags);
  for (uint32_t i = 0; i < plan->node_count; i++) {
    const struct plan_node *node = &plan->nodes[i];
    fprintf(out, "%3u %s", i, tree->strings + node->path);
    if (node->kind == BATON_KIND_SUPERVISOR) {
      print_supervisor(out, node);
    } else {
      print_child(out, node, &plan->settings[node->settings]);
    }
    fputs(node->after_mode == BATON_AFTER_NONE ? " after=none" : "", out);
    fputs(node->after_mode == BATON_AFTER_ALL ? " no order" : "", out);
    for (uint32_t j = 0; j < node->after_count; j++) {
      fprintf(out, " after=%u", plan->after[node->after + j]);
    }
    fputc('\n', out);
  }
}
