"""A classic init hands every signal that can be caught to its child, CHLD aside.

The synchronous ones are signals like any other when somebody has sent them.
"""
from lib import actor, number

HELD = {number("KILL"), number("STOP"), number("CHLD"), 32, 33}


def case(t):
    b = t.baton(actor("report:all say:up pause"))
    b.event("up")
    for signal in sorted(set(range(1, 65)) - HELD):
        b.kill(signal)
        b.got(signal)
    b.kill("KILL")
    b.ends(-9)
