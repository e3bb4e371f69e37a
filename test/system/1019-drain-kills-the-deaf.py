"""What ignores TERM is killed when the drain's time is over; the child's code is kept."""
from lib import actor


def case(t):
    b = t.baton("--drain=200ms", actor("daemon [ ignore:TERM say:ready pause ] until:USR1 exit:3"))
    deaf = b.outer(b.event("ready").pid)
    b.kill("USR1")
    b.gone(deaf)
    b.ends(3)
