"""Where a filter refuses the call that sets a limit, a child leads a session, and is swept by it."""
from lib import actor, child, same


def case(t):
    b = t.baton(child("a", "--restart=always", "--backoff=0", "--stop-timeout=20s",
                      actor("gen:1 [ fork [ setpgid report:TERM say:left until:USR1 say:over exit:0",
                            "] say:up until:USR1 exit:1 ] say:again pause")),
                world=["forbid:prlimit64=EPERM"])
    left, up = b.event("left"), b.event("up")
    same(b.of(up).session, b.outer(up.pid), "the child's session")
    same(b.of(left).session, b.outer(up.pid), "that of what it leaves")
    b.kill_child(up, "USR1")
    b.got("TERM")
    same(b.count("again"), 0, "starts while something is left")
    b.kill_child(left, "USR1")
    b.event("over")
    b.event("again", gen=2)
    b.kill("TERM")
    b.ends(0)
