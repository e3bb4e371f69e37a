"""A CONT that comes while dumb-init is about to stop itself is not lost: it continues the group, and
dumb-init, which as PID 1 cannot stop at all."""
import os
import shutil

import lib
from lib import Failure, actor

# The first kill() is the STOP to the group; CONT comes before the call is answered.
HELD_UP = ["-e", "trace=kill", "-e", "inject=kill:delay_exit=500000:when=1"]


def case(t):
    strace = shutil.which("strace", path=lib.PATH)
    if strace is None:
        raise Failure("strace is missing: install the Debian package strace")
    product = t.path("dumb-init")
    shutil.copy(lib.BATON, product)
    for pid1 in (True, False):
        b = t.start(actor("mounts proc" if pid1 else "subreaper", "pdeathsig --", strace, "-D", "-qq",
                          "-o", t.path("calls"), *HELD_UP, product, "--",
                          *actor("report:CONT say:up until:USR1 exit:3")), new_pid=pid1)
        up = b.event("up")
        child = b.outer(up.pid)
        b.kill("TSTP")
        t.stopped(child)
        b.kill("CONT")
        b.got("CONT")
        os.kill(child, lib.number("USR1"))
        b.ends(3)
