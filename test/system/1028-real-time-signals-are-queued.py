"""500 real-time signals at once: the child gets 500."""
from lib import actor, same


def case(t):
    b = t.baton(actor("report:RTMIN+1 say:up until:USR1 exit:0"))
    b.event("up")
    for _ in range(500):
        b.kill("RTMIN+1")
    for _ in range(500):
        b.got("35")
    b.kill("USR1")
    b.ends(0)
    same(b.reports("35"), 500, "signals at the child")
