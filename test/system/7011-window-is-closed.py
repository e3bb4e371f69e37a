"""Supervised, not PID 1 and in a window: HUP is a stop, unless the line speaks of HUP or it was
ignored before. Without a window, and as PID 1, it is none."""
from lib import actor, child, same


def starts(t, *words, world=(), pid1=False, window=True):
    where = {"tty": t.terminal(), "reports": True} if window else {}
    tree = (child("a", actor("report:HUP say:up pause")), child("b", actor("say:up pause")))
    b = t.baton("--strategy=one-for-one", *words, tree, pid1=pid1, world=world, **where)
    b.events(2, "up")
    return b


def goes_on(b, what):
    """USR1 has the higher number, so when it was heard, HUP was."""
    b.kill("USR1")
    b.log("signal-dropped", signal="USR1")
    same(b.logged("shutdown"), 0, f"shutdowns {what}")
    b.kill("TERM")
    b.ends(0)


def case(t):
    b = starts(t, world=["tty"])
    b.kill("HUP")
    b.ends(0)
    for words, world, pid1 in ((("--forward=HUP",), (), False), (("--signal=HUP:drop",), (), False),
                               ((), ("ignore:HUP",), False), ((), (), True)):
        b = starts(t, *words, world=["tty", *world], pid1=pid1)
        b.kill("HUP")
        if "--forward=HUP" in words:
            same(b.got("HUP")["name"], "a", "who got HUP")
        goes_on(b, f"with {words}, after {world}, as PID 1: {pid1}")
    b = starts(t, world=["setsid"], window=False)
    b.kill("HUP")
    goes_on(b, "without a window")
