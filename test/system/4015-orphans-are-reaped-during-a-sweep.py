"""While a leader is held for its sweep, orphans are still reaped and children still seen."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one", "--backoff=0",
                child("a", "--stop-timeout=20s",
                      actor("gen:1 [ fork [ report:TERM say:left until:USR2 exit:0 ] until:USR1",
                            "exit:1 ] say:again pause")),
                child("b", actor("say:up until:USR1 orphans:200 say:done pause")),
                child("c", actor("say:up gen:1 [ until:USR1 exit:2 ] pause")))
    left, other, third = b.event("left"), b.event("up", name="b"), b.event("up", name="c", gen=1)
    leader = b.outer(int(left["ppid"]))
    b.kill_parent(left, "USR1")
    b.got("TERM")
    b.kill_child(other, "USR1")
    b.event("done")
    b.kill_child(third, "USR1")
    third = b.event("up", name="c", gen=2)
    t.only_left(b, {leader, b.outer(left.pid), b.outer(other.pid), b.outer(third.pid)})
    same(b.count("again"), 0, "starts while the sweep is on")
    b.kill_child(left, "USR2")
    b.event("again", gen=2)
    b.kill("TERM")
    b.ends(0)
