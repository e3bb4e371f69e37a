"""Without an order all are asked together: the first is gone only after the last was asked."""
from lib import actor, child


def case(t):
    gate = t.gate()
    b = t.baton("--strategy=one-for-one", "--grace=20s",
                child("a", actor(f"say:up until:TERM say:asked gate:{gate.path} exit:0")),
                child("b", actor(f"say:up until:TERM say:asked gate:{gate.path} exit:0")),
                child("c", actor(f"say:up until:TERM say:asked gate:{gate.path} exit:0")))
    b.events(3, "up")
    b.kill("TERM")
    b.events(3, "asked")
    gate.open()
    b.ends(0)
