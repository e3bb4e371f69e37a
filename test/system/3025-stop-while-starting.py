"""A stop during an ordered start: who is not up yet never starts, who is gets its stop."""
from lib import actor, child, same


def case(t):
    b = t.baton("--strategy=one-for-one",
                child("a", "--ready=fd:3", actor("say:up until:TERM say:asked exit:0")),
                child("b", actor("say:up pause")))
    b.event("up", name="a")
    b.kill("TERM")
    b.ends(0)
    same((b.count("asked", name="a"), b.count("up", name="b")), (1, 0), "a's stop, b's starts")
