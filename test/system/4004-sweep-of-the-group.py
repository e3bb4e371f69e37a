"""What is left in a child's group gets the stop signal, then KILL; then the next one starts."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--stop-timeout=300ms", actor(
        "gen:1 [ fork [ report:TERM say:left pause ] until:USR1 exit:1 ] say:again pause")))
    left = b.event("left")
    number = b.outer(left.pid)
    leader = b.outer(int(left["ppid"]))
    b.kill_parent(left, "USR1")
    b.got("TERM")
    same(b.count("again"), 0, "starts while something is left")
    b.gone(number)
    b.event("again", gen=2)
    b.gone(leader)
    same(b.reports("TERM"), 1, "TERMs at what was left")
    b.kill("TERM")
    b.ends(0)
