"""Supervisors nested as deep as a path allows: started, restarted and stopped from the bottom."""
from lib import actor, child, same, supervisor

DEPTH = 100


def case(t):
    words = []
    for level in range(1, DEPTH + 1):
        words += supervisor("s/" * level)
    path = "s/" * DEPTH + "leaf"
    b = t.baton("--strategy=one-for-one", "--backoff=0", words, child(path, actor("say:up pause")))
    up = b.event("up", name=path, gen=1)
    b.kill_child(up, "KILL")
    up = b.event("up", name=path, gen=2)
    same(dict(b.of(up).environment())["LIFECYCLE_SUPERVISOR"], path.rpartition("/")[0],
         "its supervisor")
    b.kill("TERM")
    b.ends(0)
