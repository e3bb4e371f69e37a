"""--drain=off: baton ends with its child, and nobody is asked."""
from lib import actor, same


def case(t):
    b = t.baton("--drain=off", actor("daemon [ report:TERM say:ready pause ] until:USR1 exit:3"))
    b.event("ready")
    b.kill("USR1")
    b.ends(3)
    same(b.reports("TERM"), 0, "TERMs that the daemon got")
