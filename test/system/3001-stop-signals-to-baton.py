"""TERM, INT, QUIT and PWR stop everything in order: 0, whatever the children's codes are."""
from lib import actor, child


def case(t):
    for name in ("TERM", "INT", "QUIT", "PWR"):
        b = t.baton("--strategy=one-for-one", child("a", actor("say:up until:TERM exit:9")),
                    child("b", actor("say:up pause")))
        b.events(2, "up")
        b.kill(name)
        b.ends(0)
