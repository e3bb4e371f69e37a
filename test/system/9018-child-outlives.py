"""Killed by itself, none of them takes its child along."""
import os
import signal

from lib import Proc, actor, same


def case(t):
    for name in ("tini", "dumb-init", "catatonit"):
        b = t.named(name, "--", actor("say:up until:USR1 say:alive"), pid1=False)
        up = b.event("up")
        b.kill("KILL")
        b.ends(-9)
        Proc(up.pid).read("stat")
        os.kill(up.pid, signal.SIGUSR1)
        same(b.event("alive").pid, up.pid, name)
