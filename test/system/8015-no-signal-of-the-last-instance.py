"""A sweep whose time is over while a pass is under way that then finds nobody: the next instance never
gets the signal that was asked for the last one's."""
import shutil

import lib
from lib import Failure, actor, same

BYSTANDERS = 400  # children that are none of the line's, so that a pass walks, for more than a turn
UNHEARD = "HUP", "USR2", "ALRM", "VTALRM", "PROF", "STKFLT"


def case(t):
    strace = shutil.which("strace")
    if strace is None:
        raise Failure("strace is missing: install the Debian package strace")
    # Each piece of a walk takes 20 ms, the time of a sweep is 4 ms: KILL is asked for while it goes
    # on. And each turn takes 60 ms, in which the next instance makes its group.
    # (All calls are traced, so that none is quick. -D: the tracer is no parent, and the bystanders
    # are baton's own children.)
    slowly = [strace, "-D", "-o", "/dev/null", "-e", "inject=getdents64:delay_exit=20000",
              "-e", "inject=epoll_pwait:delay_exit=60000"]
    b = t.start(actor(f"mounts proc times:{BYSTANDERS} [ fork [ pause ] ] pdeathsig --",
                      [*slowly, lib.BATON, "--restart=always", "--backoff=0",
                       "--max-restarts=unlimited", "--stop-timeout=4ms",
                       *actor("say:up until:USR1 exit:1")]), new_pid=True)
    heard = list(UNHEARD)
    for generation in (1, 2, 3):
        up = b.event("up", gen=generation)
        # Two turns later what was wished for has been done.
        for _ in range(2):
            b.kill(heard[0])
            b.log("signal-dropped", signal=heard.pop(0))
        b.kill_child(up, "USR1")
        same(b.log("ended", gen=generation)["reason"], "exit", f"the end of {generation}")
    b.kill("KILL")
    b.ends(-9)
