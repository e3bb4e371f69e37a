"""Without -g a signal goes to the child alone, not to what it has forked."""
from lib import actor, same


def case(t):
    b = t.baton(actor("fork [ report:USR1 say:below pause ] report:USR1 say:up until:USR2",
                      "say:done exit:0"))
    b.event("up")
    b.event("below")
    b.kill("USR1")
    b.got("USR1")
    b.kill("USR2")
    b.event("done")
    b.ends(0)
    same(b.reports("USR1"), 1, "reports of USR1")
