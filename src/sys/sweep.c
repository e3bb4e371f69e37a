#include "sweep.h"

#include "ends.h"
#include "log.h"
#include "loop.h"
#include "marks.h"
#include "orphans.h"
#include "pids.h"
#include "proc.h"
#include "signals.h"
#include "tty.h"
#include "util/number.h"

#include <errno.h>

#define REPEATS_MOST   4U                /* passes in a row for what moves */
#define ANCESTORS_MOST 16U               /* that are asked for the mark that a process has lost */
#define PASS_GAP_NS    UINT64_C(5000000) /* between passes of a shutdown: many end at once */
#define CHILD_GAP_NS   UINT64_C(10000) /* less, if it only took a look: for each that still lives */

/* --- the list of the next pass --- */

static struct baton_sweep *list(struct shell *shell, uint32_t slot)
{
  struct baton_sweep *sweep = &shell_mailbox(shell, slot)->sweep;
  if ((sweep->why & BATON_SWEEP_LISTED) == 0) {
    *sweep = (struct baton_sweep){.why = BATON_SWEEP_LISTED};
    shell->slots[slot].sweep_next = shell->sweep.first;
    shell->sweep.first = slot;
  }
  return sweep;
}

/* Of two wishes for one pass the later one wins: KILL comes after TERM, never before it. */
static struct baton_sweep *wish(struct shell *shell, const struct baton_action *action)
{
  struct baton_sweep *sweep = list(shell, action->slot);
  if (action->signal != 0) {
    sweep->signal = action->signal;
    sweep->flags = action->flags;
  }
  return sweep;
}

void sweep_ask(struct shell *shell, const struct baton_action *action, bool to_be_answered)
{
  if (shell_has_instance(shell, action)) {
    wish(shell, action)->why |= to_be_answered ? BATON_SWEEP_ASKED : 0;
  }
}

void sweep_seek_heir(struct shell *shell, uint32_t slot)
{
  list(shell, slot)->why |= BATON_SWEEP_HEIR;
}

/* Its time to end may have come, and the signal been asked for, while a pass was under way that
 * then found nobody: without this the next instance would get that signal. It stays in the list. */
void sweep_forget(struct shell *shell, uint32_t slot)
{
  struct baton_sweep *sweep = &shell_mailbox(shell, slot)->sweep;
  *sweep = (struct baton_sweep){.why = sweep->why & BATON_SWEEP_LISTED};
}

/* What the pass under way was for is wished for again; a signal that came later stays the stronger.
 */
static void wish_again(struct shell *shell, uint32_t slot)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  const struct baton_sweep pass = mailbox->pass;
  const struct baton_sweep next = mailbox->sweep;
  const struct baton_sweep *stronger = next.why != 0 && next.signal != 0 ? &next : &pass;
  /* Leftovers may have ended that nobody holds any more. */
  uint8_t look = core_is_swept(&shell->core, slot) ? BATON_SWEEP_LOOK : 0;
  uint8_t why = next.why | pass.why | look;
  mailbox->pass.why = mailbox->sweep.why = 0;
  if (why == 0) {
    return;
  }
  struct baton_sweep *sweep = list(shell, slot);
  sweep->why |= why;
  if (stronger->why != 0) {
    sweep->signal = stronger->signal;
    sweep->flags = stronger->flags;
    sweep->again = stronger == &pass;
  }
}

void sweep_attach(struct shell *shell)
{
  for (uint32_t i = 0; i < shell->core.table->nodes.count; i++) {
    wish_again(shell, i);
  }
}

/* --- held leftovers --- */

static void release_leftover(struct shell *shell, struct leftover *held)
{
  shell->slots[held->slot].held--;
  loop_close(shell, &held->pidfd);
}

static struct leftover *find_held(struct shell *shell, int pid, uint32_t slot)
{
  for (uint32_t i = 0; i < SHELL_LEFTOVERS; i++) {
    struct leftover *held = &shell->sweep.leftovers[i];
    if (held->pidfd >= 0 && held->pid == pid && held->slot == slot) {
      return held;
    }
  }
  return NULL;
}

/* Keeps its pidfd in the loop until the process is gone; false if there is no room for it. */
static bool hold(struct shell *shell, const struct leftover *found)
{
  for (uint32_t i = 0; i < SHELL_LEFTOVERS; i++) {
    struct leftover *held = &shell->sweep.leftovers[i];
    if (held->pidfd < 0) {
      if (loop_watch(shell, found->pidfd, SOURCE_LEFTOVER, i, (uint32_t)found->pid) < 0) {
        return false;
      }
      *held = *found;
      shell->slots[found->slot].held++;
      return true;
    }
  }
  return false;
}

void sweep_leftover_event(struct shell *shell, uint32_t index, uint32_t serial)
{
  struct leftover *held = &shell->sweep.leftovers[index % SHELL_LEFTOVERS];
  if (held->pidfd < 0 || held->pid != (int)serial) {
    return;
  }
  uint32_t slot = held->slot;
  release_leftover(shell, held);
  if (shell->slots[slot].held == 0) {
    list(shell, slot)->why |= BATON_SWEEP_LOOK;
  }
}

static void release_all(struct shell *shell, uint32_t slot)
{
  for (uint32_t i = 0; i < SHELL_LEFTOVERS && shell->slots[slot].held != 0; i++) {
    if (shell->sweep.leftovers[i].pidfd >= 0 && shell->sweep.leftovers[i].slot == slot) {
      release_leftover(shell, &shell->sweep.leftovers[i]);
    }
  }
}

/* --- whose process is it --- */

/* Does the process belong to the child that has the terminal, in baton's own session? All of the
 * session does if baton leads it; otherwise only baton's descendants: the rest is the user's. */
static bool is_of_terminal(const struct shell *shell, int pid, int session)
{
  int leader = shell_mailbox(shell, shell->tty.slot)->pid;
  if (leader == 0) {
    return false;
  }
  if (kernel_group(pid) == leader) {
    return true;
  }
  return session == kernel_session(0) &&
         (shell->tty.leads_session || proc_root_of(shell, pid) == shell->pid);
}

/* A process that has lost its mark belongs to the nearest of those above it that has one. */
static uint32_t owner_of_ancestors(struct shell *shell, int pid)
{
  int mark = 0;
  for (uint32_t i = 0; i < ANCESTORS_MOST && mark == 0; i++) {
    pid = proc_parent(shell, pid);
    if (pid <= 0 || pid == shell->pid) {
      return BATON_NONE;
    }
    mark = marks_read(shell, pid);
  }
  return mark > 0 ? marks_find(shell, (uint32_t)mark) : BATON_NONE;
}

static bool is_served(const struct shell *shell, uint32_t slot)
{
  return slot != BATON_NONE && (shell_mailbox(shell, slot)->pass.why & BATON_SWEEP_LISTED) != 0;
}

/* A process has no mark if it has set that limit itself, and none of which baton may know if /proc
 * hides it: then its session and its group tell whose it is, and those that it descends from. */
static uint32_t owner_without_mark(struct shell *shell, int pid)
{
  int session = kernel_session(pid);
  uint32_t slot = BATON_NONE;
  if (session < 0) {
    return BATON_NONE;
  }
  if (is_served(shell, shell->tty.slot) && is_of_terminal(shell, pid, session)) {
    return shell->tty.slot;
  }
  slot = pids_find(shell, session);
  slot = slot == BATON_NONE ? pids_find(shell, kernel_group(pid)) : slot;
  return slot == BATON_NONE ? owner_of_ancestors(shell, pid) : slot;
}

static bool is_swept_at_all(const struct shell *shell, uint32_t slot)
{
  return shell_settings(shell, slot)->sweep != BATON_SWEEPING_OFF;
}

/* Does the line want the process to be swept with its instance? */
static bool is_covered(const struct shell *shell, uint32_t slot, int pid)
{
  if ((shell_mailbox(shell, slot)->pass.why & BATON_SWEEP_HEIR) != 0) {
    return true;
  }
  switch ((enum baton_sweeping)shell_settings(shell, slot)->sweep) {
  case BATON_SWEEPING_ALL: return true;
  case BATON_SWEEPING_SESSION: return kernel_session(pid) == shell_mailbox(shell, slot)->session;
  case BATON_SWEEPING_OFF: break;
  }
  return false;
}

/* The slot of the sweep in this pass that covers the process, or BATON_NONE. */
static uint32_t owner(struct shell *shell, int pid)
{
  if (pid == shell->pid || pids_is_child(shell, pid)) {
    return BATON_NONE;
  }
  int mark = marks_read(shell, pid);
  if (mark == -ESRCH) {
    return BATON_NONE;
  }
  uint32_t slot = mark > 0 ? marks_find(shell, (uint32_t)mark) : owner_without_mark(shell, pid);
  return is_served(shell, slot) && is_covered(shell, slot, pid) ? slot : BATON_NONE;
}

/* --- is anybody left at all --- */

/* Another instance's descendant has none of this one's below it. */
static bool is_of_another(struct shell *shell, int pid)
{
  int mark = marks_read(shell, pid);
  return mark > 0 && !is_served(shell, marks_find(shell, (uint32_t)mark));
}

/* /proc may show a process to some only: then the numbers are walked as without it. */
static void look_whether_hidden(struct shell *shell, int pid)
{
  if (shell->proc.root >= 0 && !shell_kept(shell)->hidden && proc_parent(shell, pid) == 0 &&
      kernel_session(pid) >= 0) {
    shell_kept(shell)->hidden = true;
    log_own(shell, BATON_LOG_WARN, "hidden", BATON_NONE, (struct log_detail){.pid = pid});
  }
}

static bool count_other(struct shell *shell, int pid)
{
  if (!pids_is_child(shell, pid) && !is_of_another(shell, pid)) {
    shell->sweep.others = true;
    look_whether_hidden(shell, pid);
  }
  return true;
}

/* One that has ended is reaped, and then they are counted anew: it counts for nobody. */
static bool has_no_others(struct shell *shell)
{
  for (uint32_t i = 0; i < 2; i++) {
    shell->sweep.others = false;
    if (!proc_each_child(shell, count_other)) {
      return false;
    }
    uint32_t reaped = shell->orphans.reaped;
    if (!shell->sweep.others || !shell->orphans.due) {
      break;
    }
    orphans_reap_numbers(shell);
    if (shell->orphans.reaped == reaped) {
      break;
    }
  }
  return !shell->sweep.others;
}

/* What a leader has left when it ended has become a child of ours by now, or hangs below one that
 * has. If there is no child but those of the line, there is nobody to look for. */
static bool nobody_is_left(struct shell *shell)
{
  bool wanted = false;
  for (uint32_t slot = shell->sweep.pass_first; slot != BATON_NONE;
       slot = shell->slots[slot].pass_next) {
    bool lives = (shell_mailbox(shell, slot)->flags & BATON_MAILBOX_OBSERVED) == 0;
    if (lives && is_swept_at_all(shell, slot)) {
      return false; /* and so may what is below it */
    }
    wanted |= is_swept_at_all(shell, slot);
  }
  if (!wanted) {
    return true;
  }
  return has_no_others(shell);
}

/* Nobody among the children of baton is of it: then is its number anybody's, now that its leader is
 * gone? The kernel says so of all that are in its group, or in a session that it has led; 0 says
 * less, since a zombie has the number as well, or by now a thread that has nothing to do with it.
 * Of baton's own session, where a terminal's child is, it says nothing. */
static bool is_number_taken(struct shell *shell, uint32_t slot)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  if (!proc_knows_numbers(shell) || (mailbox->flags & BATON_MAILBOX_OBSERVED) == 0 ||
      core_is_alive(&shell->core, slot) || slot == shell->tty.slot ||
      !is_swept_at_all(shell, slot)) {
    return false;
  }
  ends_reap_leader(shell, slot);
  return proc_number_is_taken(shell, mailbox->pid);
}

/* Is the pass over without a walk? */
static bool is_over_at_once(struct shell *shell)
{
  bool over = nobody_is_left(shell);
  for (uint32_t slot = shell->sweep.pass_first; over && slot != BATON_NONE;
       slot = shell->slots[slot].pass_next) {
    over = !is_number_taken(shell, slot);
  }
  return over;
}

/* --- a pass --- */

/* Has each of the group to get the signal for itself? So it is where the leader lives and is to be
 * left out, and where it was reaped, although there is a list of children: then only few can be
 * left, if any, and the number may be somebody else's. */
static bool goes_one_by_one(const struct shell *shell, uint32_t slot)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  bool reaped = (mailbox->flags & BATON_MAILBOX_REAPED) != 0 && shell->proc.children >= 0;
  return reaped || (mailbox->pass.flags & ACTION_OTHERS) != 0;
}

/* The group comes first, in one call that no fork can escape. */
static void signal_its_group(const struct shell *shell, uint32_t slot)
{
  struct baton_sweep *pass = &shell_mailbox(shell, slot)->pass;
  int group = -shell_mailbox(shell, slot)->pid;
  if (pass->signal == 0 || (pass->flags & ACTION_NO_GROUP) != 0 || goes_one_by_one(shell, slot) ||
      !is_swept_at_all(shell, slot)) {
    return;
  }
  if (kernel_kill(group, pass->signal) == 0 && (pass->flags & ACTION_CONTINUE) != 0) {
    (void)kernel_kill(group, SIGCONT);
  }
  pass->flags |= ACTION_NO_GROUP; /* also after an exec */
}

/* Has the process had the signal with its group? */
static bool had_with_group(const struct shell *shell, const struct leftover *found)
{
  const struct baton_mailbox *mailbox = shell_mailbox(shell, found->slot);
  bool each = (mailbox->pass.flags & ACTION_NO_GROUP) == 0 && goes_one_by_one(shell, found->slot);
  return !each && kernel_group(found->pid) == mailbox->pid;
}

/* Sends what the sweep asks for to one process, unless its group has had it, or it itself before an
 * exec; 0 only looks. A process that baton may not signal does not count as left: nothing that
 * baton can do would end it.
 */
static bool signal_found(const struct shell *shell, const struct leftover *found)
{
  struct baton_mailbox *mailbox = shell_mailbox(shell, found->slot);
  const struct baton_sweep *pass = &mailbox->pass;
  bool had_it = had_with_group(shell, found) || found->pid <= mailbox->asked;
  uint8_t signal = had_it ? 0 : pass->signal;
  mailbox->asked = signal != 0 ? found->pid : mailbox->asked;
  int result = signals_send(found->pidfd, found->pid, signal);
  if (result == 0 && signal != 0 && (pass->flags & ACTION_CONTINUE) != 0) {
    (void)signals_send(found->pidfd, found->pid, SIGCONT);
  }
  return result == 0;
}

/* Is it more than a zombie, which its parent will reap? If nothing can tell (no pidfd and no /proc,
 * or a poll that fails), it counts as alive. */
static bool is_alive(const struct shell *shell, const struct leftover *found)
{
  if (found->pidfd >= 0) {
    return kernel_poll(found->pidfd, POLLIN, false) <= 0;
  }
  return shell->proc.root < 0 || !proc_is_dead(shell, found->pid);
}

/* Reaps a dead process that was found, if it is ours to reap. It may have made another one in the
 * meantime, which the walk did not see: so this pass is not the last word. */
static bool has_moved(struct shell *shell, int pid)
{
  return orphans_reap(shell, pid) || kernel_session(pid) < 0;
}

/* Where there are pidfds, one pins the process: if the session of the number is right after that,
 * so is the process. Elsewhere a look directly before the signal has to do. */
static void visit_new(struct shell *shell, int pid, uint32_t slot)
{
  struct shell_slot *own = &shell->slots[slot];
  int pidfd = kernel_pidfd_open(pid);
  struct leftover found = {.pidfd = pidfd < 0 ? -1 : pidfd, .pid = pid, .slot = slot};
  bool left = false;
  if (pidfd == -ESRCH || owner(shell, pid) != slot || !is_alive(shell, &found)) {
    own->moved |= has_moved(shell, pid);
  } else {
    left = signal_found(shell, &found);
    own->left += left;
  }
  if (pidfd >= 0 && !(left && hold(shell, &found))) {
    (void)kernel_close(pidfd);
  }
}

/* How many numbers after the leader's it was made. */
static uint32_t age(const struct shell *shell, uint32_t slot, int pid)
{
  uint32_t leader = (uint32_t)shell_mailbox(shell, slot)->pid;
  return ((uint32_t)pid - leader) % (BATON_PID_MOST + 1U);
}

/* Only a child of ours can be the main process: of another's the end would not be told. One below
 * another is our child as soon as those above it have ended. */
static void consider_heir(struct shell *shell, uint32_t slot, int pid)
{
  struct kernel_end end;
  struct shell_slot *own = &shell->slots[slot];
  if (ends_wait(pid, true, &end) != 0) {
    own->moved = true;
  } else if (own->heir == 0 || age(shell, slot, pid) < age(shell, slot, own->heir)) {
    own->heir = pid;
  }
}

static void visit(struct shell *shell, int pid)
{
  uint32_t slot = owner(shell, pid);
  if (slot == BATON_NONE) {
    return;
  }
  const struct baton_sweep *pass = &shell_mailbox(shell, slot)->pass;
  if ((pass->why & BATON_SWEEP_HEIR) != 0) {
    consider_heir(shell, slot, pid);
    if (pass->signal == 0) {
      return;
    }
  }
  struct shell_slot *own = &shell->slots[slot];
  const struct leftover *held = find_held(shell, pid, slot);
  if (held == NULL) {
    visit_new(shell, pid, slot);
  } else if (is_alive(shell, held)) {
    own->left += signal_found(shell, held);
  } else {
    own->moved |= has_moved(shell, pid);
  }
}

/* Whatever is asked for from here on waits for the next pass. */
static void begin_pass(struct shell *shell)
{
  shell->sweep.pass_first = shell->sweep.first;
  shell->sweep.first = BATON_NONE;
  shell->sweep.nobody = false;
  for (uint32_t slot = shell->sweep.pass_first; slot != BATON_NONE;
       slot = shell->slots[slot].pass_next) {
    struct shell_slot *own = &shell->slots[slot];
    struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
    mailbox->pass = mailbox->sweep;
    mailbox->asked = mailbox->sweep.again ? mailbox->asked : 0;
    mailbox->sweep.why = 0;
    own->pass_next = own->sweep_next;
    own->left = 0;
    own->heir = 0;
    own->moved = false;
  }
}

/* What is looked for came after the oldest leader; but what has the terminal may be an older one's.
 */
static void begin_walk(struct shell *shell)
{
  int oldest = (int)BATON_PID_MOST;
  for (uint32_t slot = shell->sweep.pass_first; slot != BATON_NONE;
       slot = shell->slots[slot].pass_next) {
    int leader = slot == shell->tty.slot ? 0 : shell_mailbox(shell, slot)->pid;
    oldest = leader < oldest ? leader : oldest;
    signal_its_group(shell, slot);
  }
  proc_walk_begin(shell);
  if (shell_kept(shell)->hidden) {
    proc_walk_numbers(shell);
  }
  proc_walk_after(shell, oldest);
}

/* Nothing was found alive, but something was there a moment ago: the pass of the next turn must say
 * the same. What keeps moving counts as left, and the core decides for how long. */
static bool look_again(struct shell *shell, uint32_t slot, uint8_t why)
{
  struct shell_slot *own = &shell->slots[slot];
  if (own->left != 0 || !own->moved) {
    own->repeats = 0;
    return false;
  }
  own->repeats++;
  if (own->repeats > REPEATS_MOST) {
    own->repeats = 0;
    own->left = 1;
    return false;
  }
  uint8_t signal = shell_mailbox(shell, slot)->pass.signal;
  struct baton_sweep *next = list(shell, slot);
  next->why |= why;
  if (next->signal == 0 && signal == SIGKILL) {
    next->signal = SIGKILL;
  }
  return true;
}

static void answer_core(struct shell *shell, uint32_t slot, uint8_t why)
{
  struct shell_slot *own = &shell->slots[slot];
  const struct baton_mailbox *mailbox = shell_mailbox(shell, slot);
  if (own->heir == 0 && look_again(shell, slot, why)) {
    return;
  }
  if ((why & BATON_SWEEP_HEIR) != 0) {
    ends_inherit(shell, slot, own->heir);
    return;
  }
  struct baton_event event = {
      .kind = EV_SWEEP, .slot = slot, .run = mailbox->run, .left = own->left};
  bool over =
      own->left == 0 && (mailbox->flags & (BATON_MAILBOX_OBSERVED | BATON_MAILBOX_REAPED)) != 0;
  if (over && (why & (BATON_SWEEP_ASKED | BATON_SWEEP_LOOK)) != 0) {
    release_all(shell, slot);
    ends_release_leader(shell, slot);
    loop_deliver(shell, event);
  } else if ((why & BATON_SWEEP_ASKED) != 0) {
    loop_deliver(shell, event);
  }
}

static void end_pass(struct shell *shell, bool walked)
{
  while (shell->sweep.pass_first != BATON_NONE) {
    uint32_t slot = shell->sweep.pass_first;
    struct baton_sweep *pass = &shell_mailbox(shell, slot)->pass;
    uint8_t why = pass->why;
    shell->sweep.pass_first = shell->slots[slot].pass_next;
    pass->why = 0;
    answer_core(shell, slot, why);
  }
  if (walked) {
    loop_look_at_clock(shell);
  }
  shell->sweep.swept_ns = shell->loop.now_ns;
  shell->sweep.walked = walked;
}

/* While many end, one pass is for many of them; but the last of all does not wait. */
static uint64_t gap_ns(const struct shell *shell)
{
  return shell->sweep.walked ? PASS_GAP_NS
                             : number_least(PASS_GAP_NS, shell->ends.live * CHILD_GAP_NS);
}

uint64_t sweep_deadline(const struct shell *shell)
{
  if (shell->sweep.pass_first != BATON_NONE) {
    return 0; /* one that takes several turns */
  }
  if (shell->sweep.first == BATON_NONE || shell_kept(shell)->drain_pass != 0) {
    return SHELL_NEVER;
  }
  return core_is_stopping(&shell->core) ? shell->sweep.swept_ns + gap_ns(shell) : 0;
}

/* Is a pass due, and not over as soon as it has begun? */
static bool has_to_walk(struct shell *shell)
{
  if (sweep_deadline(shell) > shell->loop.now_ns || shell_kept(shell)->finished) {
    return false;
  }
  if (shell->sweep.pass_first == BATON_NONE) {
    begin_pass(shell);
  }
  if (shell->sweep.walks || !(shell->sweep.nobody || is_over_at_once(shell))) {
    return true;
  }
  shell->sweep.nobody = true;
  /* What is still to be told is of this instance, and not of the next. */
  if (!core_is_busy(&shell->core)) {
    end_pass(shell, false);
  }
  return false;
}

void sweep_look(struct shell *shell)
{
  if (!shell->sweep.walks) {
    (void)has_to_walk(shell);
  }
}

void sweep_turn(struct shell *shell)
{
  int pid = 0;
  if (!has_to_walk(shell)) {
    return;
  }
  if (!shell->sweep.walks) {
    shell->sweep.walks = true;
    begin_walk(shell);
  }
  while ((pid = proc_walk_next(shell)) > 0) {
    visit(shell, pid);
    if (loop_is_tired(shell)) {
      proc_walk_rest(shell);
    }
  }
  if (pid == 0) {
    shell->sweep.walks = false;
    end_pass(shell, true);
  }
}
