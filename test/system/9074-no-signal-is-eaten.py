"""dumb-init passes over the HUP and the CONT that giving up the terminal causes, and over no other:
one that was pending before, and one that somebody sends while its child is being made."""
import shutil

import lib
from lib import Failure, actor, same

HELD_UP = "delay_enter=300000:when=1"  # microseconds, in the child's first call


def case(t):
    for name, code in (("HUP", 129), ("CONT", None)):
        b = t.named("dumb-init", "-v", actor("report:CONT say:up until:USR1 exit:3"), pid1=False,
                    world=["tty", f"block:{name}", f"kill:{name}=self"], tty=t.terminal())
        follow(b, name, code)
        b = held_up(t, actor("report:CONT say:up until:USR1 exit:3"))
        b.says("Ignoring tty hand-off signal 18.")  # until then it would be one with the kernel's
        b.kill(name)
        follow(b, name, code)


def follow(b, name, code):
    """The child starts with the default of each signal: HUP ends it, CONT is seen by dumb-init."""
    if code:
        b.ends(code)
        return
    b.kill_child(b.event("up"), "USR1")
    b.ends(3)
    same(b.err.text().count(f"Forwarded signal {lib.number(name)} to children."), 1, f"{name}s")


def held_up(t, play):
    strace = shutil.which("strace", path=lib.PATH)
    if strace is None:
        raise Failure("strace is missing: install the Debian package strace")
    product = shutil.copy(lib.BATON, t.path("dumb-init"))
    tracer = [strace, "-D", "-qq", "-f", "-o", t.path("calls"), "-e", "trace=setsid", "-e",
              f"inject=setsid:{HELD_UP}"]
    return t.start(actor("tty --", tracer, product, "-v", play), tty=t.terminal())
