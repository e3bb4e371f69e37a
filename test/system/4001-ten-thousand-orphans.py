"""10,000 orphans that end together: no zombie stays, none is taken for a child."""
from lib import actor, child, same

LONG = True
ORPHANS = 10_000


def case(t):
    b = t.baton(child("a", "--restart=always",
                      actor(f"say:up until:USR1 orphans:{ORPHANS} say:done pause")),
                child("b", "--restart=always", actor("say:up pause")))
    up = [b.event("up", name=name) for name in "ab"]
    b.kill_child(up[0], "USR1")
    b.event("done", seconds=100)
    t.only_left(b, {b.outer(line.pid) for line in up})
    same([b.count("up", name=name) for name in "ab"], [1, 1], "instances")
    same(b.logged("ended"), 0, "ends in the log")
    b.kill("TERM")
    b.ends(0)
