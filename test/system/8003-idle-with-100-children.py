"""Idle: 0 wake-ups in 20 s with 100 children of which each was restarted once."""
from lib import actor, child, same

LONG = True
IDLE = True


def case(t):
    b = t.baton("--strategy=one-for-one", "--backoff=0",
                [child(f"c{n}", actor("gen:1 [ exit:1 ] say:up pause")) for n in range(100)])
    b.events(100, "up")
    t.settled(b)
    before = b.proc.switches
    t.watch_for(20)
    same(b.proc.switches - before, 0, "wake-ups in 20 s")
