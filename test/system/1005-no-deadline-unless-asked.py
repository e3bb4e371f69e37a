"""A classic init never kills its child: it may ignore TERM as often as it likes."""
from lib import actor


def case(t):
    b = t.baton(actor("report:TERM,INT say:up until:USR1 say:done exit:0"))
    b.event("up")
    for name in ("TERM", "TERM", "INT", "TERM", "INT"):
        b.kill(name)
        b.got(name)
    b.kill("USR1")
    b.event("done")
    b.ends(0)
