"""A stop that arrives while a sweep is on joins it: what is left is ended, nothing starts."""
from lib import actor, same


def case(t):
    b = t.baton("--restart=always", "--backoff=0", "--stop-timeout=20s", "--grace=25s",
                actor("fork [ report:TERM say:left until:USR2 exit:0 ] say:up until:USR1 exit:1"))
    left = b.event("left")
    b.event("up")
    b.kill_parent(left, "USR1")
    b.got("TERM")
    b.kill("TERM")
    b.log("shutdown")
    b.kill_child(left, "USR2")
    b.ends(0)
    same(b.count("up"), 1, "instances")
    same(b.reports("TERM"), 1, "TERMs at what was left")
