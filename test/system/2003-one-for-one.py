"""one-for-one: an end touches no sibling."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one", "--backoff=0",
                child("a", actor("say:up pause")),
                child("b", actor("say:up gen:1-3 [ exit:1 ] pause")),
                child("c", actor("say:up pause")))
    b.event("up", name="a", gen=1)
    b.event("up", name="b", gen=4)
    b.event("up", name="c", gen=1)
    b.kill("TERM")
    b.ends(0)
    same([b.count("up", name=name) for name in "abc"], [1, 4, 1], "instances")
