"""--kill=group: the stop signal goes to the child's process group, once."""
from lib import actor, same


def case(t):
    b = t.baton("--restart=always", "--kill=group", "--grace=20s",
                actor("fork [ report:TERM say:below until:USR1 exit:0 ] report:TERM say:up",
                      "until:USR1 exit:0"))
    up, below = b.event("up"), b.event("below")
    b.kill("TERM")
    same({b.got("TERM").pid, b.got("TERM").pid}, {up.pid, below.pid}, "who got TERM")
    b.kill_child(up, "USR1")
    b.log("ended")  # the leader is gone, its sweep waits for the other
    b.kill_child(below, "USR1")
    b.ends(0)
    same(b.reports("TERM"), 2, "TERMs in all")
