"""With nothing but finished oneshots the container is done: 0; with a failed one: its code."""
from lib import actor, child


def case(t):
    first = child("a", "--oneshot", actor("exit:0"))
    t.baton(first, child("b", "--oneshot", actor("exit:0"))).ends(0)
    t.baton(first, child("b", "--oneshot", "--restart=never", actor("exit:6"))).ends(6)
