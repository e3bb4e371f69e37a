"""Idle: 0 wake-ups in 20 s, classic and supervised."""
from lib import actor, same

LONG = True
IDLE = True


def case(t):
    idle(t, [actor("say:up pause")], 1)


def idle(t, words, children):
    runs = [t.baton(words), t.baton("--restart=always", words)]
    for b in runs:
        b.events(children, "up")
        t.settled(b)
    before = [b.proc.switches for b in runs]
    t.watch_for(20)
    after = [b.proc.switches for b in runs]
    same([two - one for one, two in zip(before, after)], [0, 0], "wake-ups in 20 s")
