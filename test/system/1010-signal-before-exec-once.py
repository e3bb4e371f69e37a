"""A signal that comes before the child has executed arrives exactly once."""
from lib import actor, same


def case(t):
    for turn in range(80):
        options = ["-g"] if turn % 2 else []  # to the group, which may not be made yet
        b = t.baton(options, actor("report:USR1 unblock:USR1 say:up until:TERM say:end exit:0"),
                    world=["block:USR1"], notice_exec=True)
        t.executed(b)
        b.kill("USR1")
        b.got("USR1")
        b.event("up")
        b.kill("TERM")
        b.event("end")
        b.ends(0)
        same(b.reports("USR1"), 1, "reports of USR1")
